package extract

import (
	"strings"
)

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
