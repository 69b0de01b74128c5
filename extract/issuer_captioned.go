package extract

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/certcat/certcat"
)

// mostIssuerLines is how many lines the name of an authority with its department has at most.
const mostIssuerLines = 4

// wholeIssuer is the name behind an issuer's caption that goes on in the lines below, as the names of authorities do, or in
// the cells of a line that was set wide: its quotation marks are open yet, or the next line begins in small letters, or a
// note in brackets says under them what was to be written. It is nil where the name ends with its first line.
func (d *document) wholeIssuer(b block) *Candidate {
	if len(b.lines) == 0 || b.label == nil {
		return nil
	}
	first := b.lines[0]
	s := d.sheets[first.seg.page]
	lines := []span{first}
	if first.end >= len(strings.TrimRight(first.seg.text, " ")) {
		row := s.rows[first.seg.row]
		right, h := first.seg.box.X1, first.box().Height()
		for _, more := range row[first.seg.col+1:] {
			if more.box.X0-right > 4*h || d.finder.headed(more) != nil || captionLike(more.text) || d.finder.beginsColumn(s, more) {
				break
			}
			right = more.box.X1
			lines = append(lines, trimSpan(whole(more)))
		}
	}
	torn := len(lines)
	below := d.finder.continued(s, first, mostIssuerLines+1, b.label)
	noted := slices.IndexFunc(below, func(l span) bool {
		return strings.HasPrefix(l.text(), "(") && d.set.Says("form-notes", strings.ToLower(l.text()))
	})
	for i, next := range below {
		if i < noted {
			lines = append(lines, next)
			continue
		}
		text, name := next.text(), joinLines(lines, len(lines))
		if len(lines)-torn >= mostIssuerLines || strings.HasPrefix(text, "(") || !quoteOpen(name) && !unicode.IsLower(firstRune(text)) && !endsSmall(name) {
			break
		}
		lines = append(lines, next)
	}
	if len(lines) == 1 {
		return nil
	}
	name := clean(joinLines(lines, len(lines)))
	c := d.newCandidate(certcat.Issuer, strings.TrimRight(name, "."), "", "label", lines...)
	c.describe(b).add("class-"+d.class, 1).add("name-goes-on", 1)
	return d.nameFeatures(c)
}

// quoteOpen reports whether a text opens quotation marks that it does not close.
func quoteOpen(text string) bool {
	return strings.Count(text, "\"")%2 == 1 || strings.Count(text, "«") > strings.Count(text, "»") || strings.Count(text, "„") > strings.Count(text, "“")+strings.Count(text, "”")
}

// endsSmall reports whether a name ends in a word that something must follow: "Department of".
func endsSmall(name string) bool {
	words := strings.Fields(name)
	return len(words) > 1 && joinsNames[strings.ToLower(words[len(words)-1])]
}

// doingBusiness is what leads from a firm's name to the name that it trades under.
var doingBusiness = regexp.MustCompile(`(?i)[,\s(]+(?:d\.?\s?/?b\.?\s?/?a\.?|doing business as|trading as|t/a)\s.*$`)

// legalName is a firm's name without the name that it trades under: "Acme LLC dba Bright".
func legalName(name string) string {
	if m := doingBusiness.FindStringIndex(name); m != nil && m[0] > 2 {
		return name[:m[0]]
	}
	return name
}
