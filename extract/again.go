package extract

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// oneReading tells what speaks against a recognised identifier or date: that another look or another engine read its
// place differently; or, of an identifier, that nobody looked again, though O and 0, I and 1, B and 8 look alike and
// nothing in it tells them apart.
func (d *document) oneReading(c *Candidate) []string {
	if !c.has("ocr") {
		return nil
	}
	switch agree, differ := d.seenAgain(c); {
	case differ:
		return []string{"two-readings"}
	case !agree && !isDate(c.Field) && strings.ContainsAny(c.Value.Text, "O0I1lB8S5Z2") && (c.blur > clear || strings.ContainsFunc(c.Value.Text, unicode.IsLetter)):
		return []string{"one-reading"}
	}
	return nil
}

// clear is how unsure a reader may be of the worst word of a number of digits alone, which no letter is mistaken for.
const clear = 0.2

func isDate(field string) bool {
	return field == certcat.IssueDate || field == certcat.ExpiryDate
}

// seenAgain compares a recognised value with what other looks and other engines saw in its place. They agree where one
// of them read the same; two, where the reading that was laid out is made of theirs.
func (d *document) seenAgain(c *Candidate) (agree, differ bool) {
	if len(c.Value.Evidence) == 0 {
		return false, false
	}
	for _, s := range d.sheets {
		if s.number != c.page() {
			continue
		}
		same := map[string]bool{}
		for _, r := range s.others {
			switch text := printedAt(r.Words, c.box()); {
			case echoes(c, text):
				same[r.By+" "+r.Purpose] = true
			case differsFrom(c, text):
				differ = true
			}
		}
		agree = len(same) > 1 || len(same) == 1 && !s.merged
	}
	return agree && !differ, differ
}

// printedAt is what a reading has in a box: words that stand mostly inside it, and lines read as one word that cover it.
func printedAt(words []certcat.Word, box certcat.Box) string {
	var in []string
	for _, w := range words {
		if both := w.Box.Overlap(box); both > 0.4*w.Box.Width()*w.Box.Height() || both > 0.6*box.Width()*box.Height() {
			in = append(in, w.Text)
		}
	}
	return strings.Join(in, " ")
}

func echoes(c *Candidate, text string) bool {
	if strings.Contains(bare(text), bare(c.Value.Evidence[0].Text)) {
		return true
	}
	switch {
	case isDate(c.Field):
		return slices.ContainsFunc(grammar.Dates(text), func(f grammar.DateFound) bool { return string(f.Date) == c.Value.Canonical })
	case c.Field == certcat.Standards:
		return slices.ContainsFunc(grammar.Standards(text), func(f grammar.Found) bool { return f.Canonical == c.Value.Canonical })
	}
	return strings.Contains(bare(text), bare(c.Value.Text))
}

// differsFrom reports whether a text that does not say the same says another date or standard, or anything of some length
// where neither grammar can tell.
func differsFrom(c *Candidate, text string) bool {
	switch {
	case isDate(c.Field):
		return len(grammar.Dates(text)) > 0
	case c.Field == certcat.Standards:
		return len(grammar.Standards(text)) > 0
	}
	return 2*len(bare(text)) >= len(bare(c.Value.Text))
}

// again says of a recognised field whether other readings bear it out.
func (d *document) again(kept []*Candidate) []Feature {
	agree, differ, all := 0.0, 0.0, 0.0
	for _, c := range kept {
		if !c.has("ocr") {
			continue
		}
		all++
		switch a, o := d.seenAgain(c); {
		case a:
			agree++
		case o:
			differ++
		}
	}
	if all == 0 {
		return nil
	}
	return []Feature{{"read-again", agree / all}, {"read-otherwise", differ / all}}
}

// mostCloser is how many values of a list are looked at again.
const mostCloser = 6

// closer asks for what was recognised once only to be read again from a crop: identifiers, dates, standards.
func (d *document) closer(c *certcat.Certificate) []certcat.Look {
	var out []certcat.Look
	for _, name := range []string{certcat.CertificateNumber, certcat.IssuerID, certcat.ReportNumbers, certcat.IssueDate, certcat.ExpiryDate, certcat.Standards} {
		f := c.Field(name)
		if f.State != certcat.Printed || identifies(name) && !slices.Contains(f.Doubts, "one-reading") {
			continue
		}
		asked := 0
		for _, v := range f.Values {
			if len(v.Evidence) == 0 || v.Evidence[0].By == certcat.TextLayer || asked == mostCloser {
				continue
			}
			if look, ok := d.closerAt(name, v); ok {
				out = append(out, look)
				asked++
			}
		}
	}
	return out
}

// identifies reports whether a field holds numbers of which every character counts.
func identifies(name string) bool {
	return name == certcat.CertificateNumber || name == certcat.IssuerID || name == certcat.ReportNumbers
}

// closerAt is the look for one value, unless somebody looked there already, or other readings agree or differ anyway.
func (d *document) closerAt(name string, v certcat.Value) (certcat.Look, bool) {
	at := v.Evidence[0]
	for _, s := range d.sheets {
		if s.number != at.Page || slices.ContainsFunc(s.others, func(r certcat.Reading) bool {
			return r.Purpose != "" && r.Region.Overlap(at.Box) > 0.5*at.Box.Width()*at.Box.Height()
		}) {
			continue
		}
		c := &Candidate{Field: name, Value: v}
		if agree, differ := d.seenAgain(c); agree || differ {
			continue
		}
		h := at.Box.Height()
		box := certcat.Box{X0: math.Max(0, at.Box.X0-h), Y0: math.Max(0, at.Box.Y0-0.4*h), X1: math.Min(s.width, at.Box.X1+h), Y1: math.Min(s.height, at.Box.Y1+0.4*h)}
		return certcat.Look{Page: at.Page, Box: box, Purpose: name, SingleLine: true}, true
	}
	return certcat.Look{}, false
}
