package importers

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/net/html"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// block is a paragraph of a decision, or the rows of one of its tables.
type block struct {
	text string
	rows [][]string
}

// blocksOf parts a page of the Official Journal. Numbered points are set as tables there: only tables whose rows name
// standards are tables to us.
func blocksOf(data []byte) ([]block, error) {
	root, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrForm, err)
	}
	var out []block
	var visit func(n *html.Node, depth int)
	visit = func(n *html.Node, depth int) {
		for c := range n.ChildNodes() {
			switch {
			case depth > 200 || c.Type != html.ElementNode || c.Data == "head" || c.Data == "script" || c.Data == "style":
			case c.Data == "table":
				if rows := cellsOf(c); listsStandards(rows) {
					out = append(out, block{rows: rows})
				} else {
					visit(c, depth+1)
				}
			case c.Data == "p" || strings.HasPrefix(c.Data, "h") && len(c.Data) == 2:
				if text := textOf(c); text != "" {
					out = append(out, block{text: strings.ReplaceAll(text, "\n", " ")})
				}
			default:
				visit(c, depth+1)
			}
		}
	}
	visit(root, 0)
	return out, nil
}

var rowNumber = regexp.MustCompile(`^[‘“'"]?(\d{1,4}[a-z]?)\.?$`)

// listsStandards reports whether rows are a number and a standard.
func listsStandards(rows [][]string) bool {
	for _, r := range rows {
		if len(r) >= 2 && rowNumber.MatchString(strings.TrimSpace(r[0])) && len(grammar.Standards(r[1])) > 0 {
			return true
		}
	}
	return false
}

// listed is a row of a list of harmonised standards.
type listed struct {
	line       string
	reference  string
	amendments []string
	beside     []string
	restricted bool
	date       certcat.Date // the column of withdrawal, where there is one
}

var (
	dotted  = regexp.MustCompile(`\b(\d{1,2})\.(\d{1,2})\.(20\d{2})\b`)
	inWords = regexp.MustCompile(`\b(\d{1,2}) (January|February|March|April|May|June|July|August|September|October|November|December) (20\d{2})\b`)
	notice  = regexp.MustCompile(`(?i)^(?:notice|restriction|note|notes)\b`)
)

// dayIn finds a day in a sentence, written out or with dots.
func dayIn(s string) (certcat.Date, bool) {
	if m := inWords.FindString(s); m != "" {
		return day(m, dayForms)
	}
	if m := dotted.FindString(s); m != "" {
		return day(m, dayForms)
	}
	return "", false
}

// readRow reads one row of a table; ok is false for headings.
func readRow(cells []string) (l listed, ok bool) {
	if len(cells) < 2 {
		return l, false
	}
	m := rowNumber.FindStringSubmatch(strings.TrimSpace(cells[0]))
	if m == nil {
		return l, false
	}
	l.line = m[1]
	for line := range strings.SplitSeq(cells[1], "\n") {
		if notice.MatchString(line) {
			l.restricted = true
			continue
		}
		for _, f := range grammar.Standards(line) {
			l.name(f)
		}
	}
	for _, c := range cells[2:] {
		if d, ok := dayIn(c); ok {
			l.date = d
		}
	}
	return l, l.reference != ""
}

// name takes one standard that a row names: the first is the row's, others are its amendments or stand beside it.
func (l *listed) name(f grammar.Found) {
	s, ok := grammar.ParseStandard(f.Canonical)
	if !ok {
		return
	}
	base := s
	base.Amendments = nil
	switch {
	case l.reference == "" && strings.Contains(f.Text, "+A"):
		l.reference = f.Canonical
	case l.reference == "":
		l.reference, l.amendments = base.String(), s.Amendments
	case sameBase(l.reference, base):
		for _, a := range s.Amendments {
			if !slices.Contains(l.amendments, a) {
				l.amendments = append(l.amendments, a)
			}
		}
	case !slices.Contains(l.beside, f.Canonical):
		l.beside = append(l.beside, f.Canonical)
	}
}

func sameBase(reference string, s grammar.Standard) bool {
	r, ok := grammar.ParseStandard(reference)
	return ok && r.Key() == s.Key() && r.Edition == s.Edition || ok && r.Number == s.Number && r.Edition == s.Edition
}

// citationKey is equal for two ways of naming the same text: corrigenda and the place of an amendment don't matter.
func citationKey(reference string, amendments []string) string {
	s, ok := grammar.ParseStandard(reference)
	if !ok {
		return grammar.FoldIdentifier(reference)
	}
	var all []string
	for _, a := range append(s.Amendments, amendments...) {
		if !strings.Contains(a, "AC") && !slices.Contains(all, a) {
			all = append(all, a)
		}
	}
	slices.Sort(all)
	return grammar.FoldIdentifier(s.Number) + ":" + s.Edition + "+" + strings.Join(all, "+")
}
