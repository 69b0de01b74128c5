package extract

import (
	"strings"
	"unicode"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract/kinds"
)

// plateLine is a line of a label that has no caption, with what speaks for a name in it.
func (d *document) plateLine(field string, s *sheet, seg *segment) *Candidate {
	c := d.newCandidate(field, strings.Trim(seg.text, "®™©?!-–—. "), "", "label", whole(seg))
	h := seg.box.Height()
	c.add("on-plate", 1).when(h > 1.4*s.line, "large").when(h > 2.2*s.line, "very-large").when(seg.box.Y0 < 0.35*s.height, "upper-part")
	return c
}

// plateBrands lists the words of a label that stand by themselves, without digits, larger than most: brands are printed so.
func (d *document) plateBrands() []*Candidate {
	if d.class != "label" {
		return nil
	}
	var out []*Candidate
	s := d.firstSheet()
	for _, seg := range s.segments() {
		words := strings.Fields(seg.text)
		letters, upper, odd := 0, 0, 0
		for _, r := range seg.text {
			switch {
			case unicode.IsLetter(r):
				letters++
				if unicode.IsUpper(r) {
					upper++
				}
			case !unicode.IsSpace(r) && !strings.ContainsRune("®™&'-", r):
				odd++
			}
		}
		if len(words) > 2 || letters < 3 || letters > 20 || odd > 0 || len(d.finder.labels[seg]) > 0 || seg.box.Height() < 1.1*s.line || d.thing(seg.text) {
			continue
		}
		c := d.plateLine(certcat.Brand, s, seg).when(upper == letters, "capitals")
		again := 0
		for _, other := range s.segments() {
			if other != seg && strings.Contains(bare(other.text), bare(seg.text)) {
				again++
			}
		}
		out = append(out, c.when(again > 0, "named-again"))
	}
	return out
}

// plateProducts lists the lines of a label that say what a thing is: "Dual Band Router".
func (d *document) plateProducts() []*Candidate {
	if d.class != "label" {
		return nil
	}
	var out []*Candidate
	s := d.firstSheet()
	for _, seg := range s.segments() {
		if n := len(strings.Fields(seg.text)); n > 8 || len(d.finder.labels[seg]) > 0 || !d.thing(seg.text) {
			continue
		}
		c := d.plateLine(certcat.Product, s, seg).when(d.endsInThing(seg.text), "thing-last").when(len(strings.Fields(seg.text)) > 2, "several-words")
		d.textShape(c, c.Value.Text)
		out = append(out, c)
	}
	return out
}

// thing reports whether a text names a kind of appliance.
func (d *document) thing(text string) bool {
	tokens := kinds.Tokens(text)
	for _, w := range d.set.Words["things"] {
		if kinds.Contains(tokens, kinds.Tokens(w)) {
			return true
		}
	}
	return false
}

// endsInThing reports whether the last word of a text is a kind of appliance.
func (d *document) endsInThing(text string) bool {
	words := strings.Fields(strings.Trim(text, "®™.!"))
	return len(words) > 0 && d.thing(words[len(words)-1])
}
