package extract

import (
	"slices"
	"strings"

	"github.com/certcat/certcat/extract/kinds"
	"github.com/certcat/certcat/grammar"
)

// Captions in a narrow column are printed in two or three lines, each of them a cell of its own: "Production line" over
// "location:", "Manufacturer's" over "address". Together they are one caption with one value.

// mostStacked is how many lines a caption is printed in at most, leastStacked how many words it then has at least.
const (
	mostStacked  = 3
	leastStacked = 2
)

// foot is the last cell of a caption.
func (l *label) foot() *segment {
	if len(l.stack) > 0 {
		return l.stack[len(l.stack)-1]
	}
	return l.seg
}

// covers reports whether a cell belongs to the caption.
func (l *label) covers(s *segment) bool {
	return l != nil && (l.seg == s || slices.Contains(l.stack, s))
}

// stack joins the captions that are printed in several lines.
func (f *finder) stack(set *kinds.Set) {
	for _, s := range f.sheets {
		for _, seg := range s.segments() {
			if found := f.labels[seg]; len(found) > 0 && found[0].part {
				continue
			}
			if l := f.stacked(set, s, seg); l != nil {
				for _, c := range l.stack[1:] {
					f.labels[c] = []*label{{classes: l.classes, seg: c, end: len(c.text), after: len(c.text), head: true, colon: true, whole: true, part: true}}
				}
				f.labels[seg] = []*label{l}
			}
		}
	}
}

// stacked is the caption that begins with a cell and goes on underneath it, nil where there is none.
func (f *finder) stacked(set *kinds.Set, s *sheet, seg *segment) *label {
	if strings.ContainsAny(seg.text, ":：") || len(strings.Fields(seg.text)) > 5 || len(seg.text) > 48 {
		return nil
	}
	cells, text := []*segment{seg}, seg.text
	var best *label
	for len(cells) < mostStacked {
		next := f.underCaption(s, cells[len(cells)-1])
		if next == nil {
			break
		}
		cells, text = append(cells, next), text+" "+next.text
		tokens := kinds.Tokens(text)
		n, classes := set.Labels.Longest(tokens, 0)
		if n < leastStacked || tokens[n-1].End < len(text)-len(next.text) {
			continue
		}
		if after, _ := skipSeparator(text, tokens[n-1].End); after < len(text) || !f.belongTogether(s, cells, classes) {
			continue
		}
		best = &label{classes: classes, seg: seg, end: len(seg.text), after: len(seg.text), colon: true, head: true, whole: true, stack: slices.Clone(cells)}
	}
	return best
}

// underCaption is the cell close underneath another, with the same left edge or the same middle.
func (f *finder) underCaption(s *sheet, seg *segment) *segment {
	for r := seg.row + 1; r < len(s.rows) && r <= seg.row+3; r++ {
		for _, c := range s.rows[r] {
			if c.box.X0 > seg.box.X1 || c.box.X1 < seg.box.X0 {
				continue
			}
			left := abs(c.box.X0-seg.box.X0) < 0.8*s.line
			middle := abs(c.box.X0+c.box.X1-seg.box.X0-seg.box.X1) < 1.6*s.line
			if gap := c.box.Y0 - seg.box.Y1; gap > 0.7*s.line || gap < -0.6*s.line || !left && !middle || len(strings.Fields(c.text)) > 5 {
				return nil
			}
			return c
		}
	}
	return nil
}

// belongTogether reports whether cells over each other are one caption, and not the captions of two rows: the first says
// nothing by itself, or asks for more, or stands beside what only the whole can introduce.
func (f *finder) belongTogether(s *sheet, cells []*segment, classes []string) bool {
	first, last := f.labels[cells[0]], f.labels[cells[len(cells)-1]]
	alone := len(first) > 0 && first[0].whole
	value := f.right(s, cells[0])
	switch {
	case !alone, asksForMore(cells[0].text):
		return true
	case sharesClass(classes, first[0].classes) && sharesPrefix(classes, "ratings") && value == nil && f.right(s, cells[len(cells)-1]) == nil:
		return true // the value stands between the two lines
	case sharesPrefix(classes, "address"):
		return value != nil && grammar.LooksLikeAddress(value.text) > 0.5 && !grammar.LooksLikeCompany(value.text)
	}
	return (len(last) == 0 || last[0].is("number.plain")) && f.right(s, cells[len(cells)-1]) == nil
}

// asksForMore reports whether a caption ends in the middle: "Applicant's", "Name and address of".
func asksForMore(text string) bool {
	lower := strings.ToLower(strings.TrimSpace(text))
	for _, end := range []string{"'s", "’s", "s'", "s’", " of", " and", " &", "/", " the", " und", " des", " der", " et", " de", " du", " y", " del", " e", " i", " и", " та", "-", ",", " that", " dass", " que", " che", " что"} {
		if strings.HasSuffix(lower, end) {
			return true
		}
	}
	return false
}

func sharesPrefix(classes []string, prefix string) bool {
	return slices.ContainsFunc(classes, func(c string) bool { return strings.HasPrefix(c, prefix) })
}

// rightOf is what stands to the right of a caption: beside its first line, or beside a later one.
func (f *finder) rightOf(s *sheet, l *label) *segment {
	if r := f.right(s, l.seg); r != nil {
		return r
	}
	for _, c := range l.stack {
		if r := f.right(s, c); r != nil {
			return r
		}
	}
	return nil
}

// addressOf reports whether a cell is the caption of the address of the party whose caption is of: the address began above
// it, under the name, and goes on beside it.
func (f *finder) addressOf(of *label, cell *segment) bool {
	l := f.headed(cell)
	return of != nil && l != nil && of.group("party.") && l.whole && l.group("address") && !l.is("address.decoy")
}
