package extract

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// models lists every type designation behind a caption for models.
func (d *document) models() []*Candidate {
	out := d.modelsInProducts()
	for _, l := range d.labelled("models") {
		for _, b := range d.finder.blocks(l, 6) {
			if len(b.lines) == 0 {
				continue
			}
			for i, line := range b.lines {
				if i > 0 && (len(b.lines[i-1].text()) < 20 && !strings.HasSuffix(strings.TrimSpace(b.lines[i-1].text()), ",")) {
					break
				}
				for j, part := range splitList(line) {
					text := clean(part.text())
					if text == "" || d.nothing(text) {
						continue
					}
					c := d.newCandidate(certcat.Models, text, grammar.FoldIdentifier(text), "label", part)
					c.describe(b).when(i > 0, "list-line").when(j > 0, "list-member").when(d.besideValue(b), "beside-value").add("class-"+d.class, 1)
					d.modelShape(c, text)
					d.textShape(c, text)
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// bracketed is a designation in brackets behind a product's name: capitals and digits.
var bracketed = regexp.MustCompile(`[(（]([A-Z0-9][A-Z0-9\-/.]{3,24})[)）]`)

// modelsInProducts lists designations that stand in brackets behind a product's name.
func (d *document) modelsInProducts() []*Candidate {
	var out []*Candidate
	for _, l := range d.labelled("product") {
		for _, b := range d.finder.blocks(l, 1) {
			if len(b.lines) == 0 {
				continue
			}
			line := b.lines[0]
			for _, m := range bracketed.FindAllStringSubmatchIndex(line.text(), -1) {
				v := span{line.seg, line.start + m[2], line.start + m[3]}
				c := d.newCandidate(certcat.Models, v.text(), grammar.FoldIdentifier(v.text()), "product", v)
				c.add("in-product", 1).when(l.colon || l.whole, "product-captioned").add("class-"+d.class, 1)
				d.modelShape(c, v.text())
				out = append(out, c)
			}
		}
	}
	return out
}

func (d *document) modelShape(c *Candidate, text string) {
	digits, upper := 0, 0
	for _, r := range text {
		if unicode.IsDigit(r) {
			digits++
		}
		if unicode.IsUpper(r) {
			upper++
		}
	}
	c.when(digits > 0, "has-digit")
	c.when(digits > 0 && upper > 0, "model-like")
	c.when(len(strings.Fields(text)) > 5, "many-words")
	c.when(len(grammar.Ratings(text)) > 0, "has-rating")
}
