package extract

import (
	"strings"

	"github.com/certcat/certcat/grammar"
)

// otherForm reports whether the document prints a company's name in a second form that goes on, or ends sooner, than the
// likeliest: "Acme LLC" and "Acme LLC dba Bright". Both are company names by themselves.
func otherForm(list []*Candidate) bool {
	name := list[0].Value.Text
	if _, form := grammar.CompanyName(name); form == "" && !grammar.LooksLikeCompany(name) {
		return false
	}
	for _, c := range list[1:min(len(list), mostRivals)] {
		_, form := grammar.CompanyName(c.Value.Text)
		if a, b := bare(name), bare(c.Value.Text); form != "" && a != b && (strings.Contains(a, b) || strings.Contains(b, a)) {
			return true
		}
	}
	return false
}

// oneReading doubts an identifier of letters and digits that was recognised once only: O and 0, I and 1, B and 8 look
// alike, and nothing in the identifier tells them apart.
func (d *document) oneReading(c *Candidate) []string {
	if !c.has("ocr") {
		return nil
	}
	switch agree, differ := d.seenAgain(c); {
	case differ:
		return []string{"two-readings"}
	case !agree && strings.ContainsAny(c.Value.Text, "O0I1lB8S5Z2"):
		return []string{"one-reading"}
	}
	return nil
}

// seenAgain compares a recognised value with what another look or another engine saw in its place.
func (d *document) seenAgain(c *Candidate) (agree, differ bool) {
	box, want := c.box(), bare(c.Value.Text)
	for _, s := range d.sheets {
		if s.number != c.page() {
			continue
		}
		for _, r := range s.others {
			var text strings.Builder
			for _, w := range r.Words {
				if w.Box.Overlap(box) > 0.4*w.Box.Width()*w.Box.Height() {
					text.WriteString(w.Text)
				}
			}
			got := bare(text.String())
			switch {
			case strings.Contains(got, want):
				agree = true
			case 2*len(got) >= len(want):
				differ = true
			}
		}
	}
	return agree, differ
}
