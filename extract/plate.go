package extract

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract/kinds"
	"github.com/certcat/certcat/grammar"
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
		if _, name, ok := d.codeAndThing(seg); ok {
			c := d.newCandidate(certcat.Product, name.text(), "", "label", name)
			c.add("on-plate", 1).add("behind-code", 1).when(d.endsInThing(name.text()), "thing-last").when(len(strings.Fields(name.text())) > 2, "several-words")
			d.textShape(c, name.text())
			out = append(out, c)
		}
		if n := len(strings.Fields(seg.text)); n > 8 || d.captioned(seg) || !d.thing(seg.text) {
			continue
		}
		_, _, coded := d.codeAndThing(seg)
		c := d.plateLine(certcat.Product, s, seg).when(coded, "with-code").when(d.endsInThing(seg.text), "thing-last").when(d.beginsWithThing(seg.text), "thing-first").when(len(strings.Fields(seg.text)) > 2, "several-words")
		d.textShape(c, c.Value.Text)
		out = append(out, c)
	}
	return out
}

// captioned reports whether a line of a label begins with a caption: "Switching Power Supply" only ends like one.
func (d *document) captioned(seg *segment) bool {
	return slices.ContainsFunc(d.finder.labels[seg], func(l *label) bool { return !l.tail })
}

// plateModels lists the designations that a label prints in front of what the thing is: "RT-300 - Wireless Router".
func (d *document) plateModels() []*Candidate {
	if d.class != "label" {
		return nil
	}
	var out []*Candidate
	for _, seg := range d.firstSheet().segments() {
		if code, _, ok := d.codeAndThing(seg); ok {
			c := d.newCandidate(certcat.Models, code.text(), grammar.FoldIdentifier(code.text()), "label", code)
			d.modelShape(c.add("before-thing", 1).add("class-"+d.class, 1), code.text())
			out = append(out, c)
		}
	}
	return out
}

// codeAndThing divides a line at the dash between a designation and what the thing is.
func (d *document) codeAndThing(seg *segment) (code, name span, ok bool) {
	m := betweenDashes.FindStringIndex(seg.text)
	if m == nil || len(d.finder.labels[seg]) > 0 || !d.thing(seg.text[m[1]:]) || len(strings.Fields(seg.text[m[1]:])) > 8 {
		return span{}, span{}, false
	}
	words := wordsIn(span{seg, 0, m[0]})
	if len(words) == 0 || len(words) > 3 {
		return span{}, span{}, false
	}
	code = words[len(words)-1]
	if !codeLike(code.text()) || !strings.ContainsFunc(code.text(), unicode.IsDigit) {
		return span{}, span{}, false
	}
	return code, trimSpan(span{seg, m[1], len(seg.text)}), true
}

// betweenDashes is a dash with spaces about it.
var betweenDashes = regexp.MustCompile(`\s[-–—]\s`)

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

// endsInThing reports whether the last words of a text are a kind of appliance.
func (d *document) endsInThing(text string) bool {
	words := strings.Fields(strings.Trim(text, "®™.!"))
	for n := 1; n <= min(3, len(words)); n++ {
		if last := strings.Join(words[len(words)-n:], " "); d.set.Is("things", strings.ToLower(last)) || n == 1 && d.thing(last) {
			return true
		}
	}
	return false
}

// beginsWithThing reports whether the first words of a text are a kind of appliance, as in "Bouilloire électrique".
func (d *document) beginsWithThing(text string) bool {
	words := strings.Fields(text)
	for n := 1; n <= min(3, len(words)); n++ {
		if d.set.Is("things", strings.ToLower(strings.Join(words[:n], " "))) {
			return true
		}
	}
	return false
}
