package extract

import (
	"regexp"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// classValue is the value of a protection class, which has no unit.
var classValue = regexp.MustCompile(`(?i)^(?:class\s+)?(?:0|I{1,3}|IP\s?\d[\dX]\w?)$`)

// ratings lists technical parameters, behind captions, inside product names, and on labels anywhere.
func (d *document) ratings() []*Candidate {
	var out []*Candidate
	seen := map[*segment]bool{}
	labels := d.labelled("ratings")
	for _, l := range labels {
		for _, b := range d.finder.blocks(l, 4) {
			for i, line := range b.lines {
				text := clean(line.text())
				if text == "" || d.nothing(text) || len(grammar.Ratings(text)) == 0 && !classValue.MatchString(text) {
					break
				}
				seen[line.seg] = true
				out = append(out, d.rating(b, line, i, len(labels) > 3)...)
			}
		}
	}
	out = append(out, d.ratingsInProducts()...)
	if d.class != "label" {
		return out
	}
	for _, s := range d.sheets {
		for _, seg := range s.segments() {
			if seen[seg] || !d.inPart(s.number) {
				continue
			}
			find := byReader(seg, grammar.Ratings, grammar.RatingsRecognised)
			for _, f := range find(seg.text) {
				c := d.newCandidate(certcat.Ratings, f.Text, f.Canonical, "grammar", span{seg, f.Start, f.End})
				out = append(out, c.add("class-"+d.class, 1).add("bare-rating", 1).when(severalUnits(f.Text), "volts-and-more"))
			}
		}
	}
	return out
}

// Plates print volts and amperes, watts or hertz in one line.
var (
	volts     = regexp.MustCompile(`\d\s?k?V`)
	otherUnit = regexp.MustCompile(`\d\s?m?(?:A|W|Hz|Ah)`)
)

// severalUnits reports whether a rating says more than a voltage.
func severalUnits(text string) bool { return volts.MatchString(text) && otherUnit.MatchString(text) }

// rating is one line behind a caption: by itself, and with the caption where that says which parameter it is ("Rated
// power 40 W").
func (d *document) rating(b block, line span, nth int, several bool) []*Candidate {
	l := b.label
	caption := strings.TrimSpace(l.seg.text[l.start:l.end])
	lower := strings.ToLower(caption)
	general := strings.HasPrefix(lower, "rating") || strings.HasPrefix(lower, "parameter") || len(strings.Fields(caption)) > 4
	make := func(text string, lines ...span) *Candidate {
		c := d.newCandidate(certcat.Ratings, text, "", "label", lines...)
		c.describe(b).add("class-"+d.class, 1).when(nth > 0, "list-line").when(several, "several-captions")
		c.when(general, "general-caption").when(classValue.MatchString(clean(line.text())), "class-value")
		return c.when(len(strings.Fields(text)) > 16, "wordy")
	}
	out := []*Candidate{make(clean(line.text()), line)}
	if nth > 0 || general || d.set.Says("general-ratings", lower) {
		return out
	}
	text, lines := clean(caption+": "+clean(line.text())), []span{{l.seg, l.start, l.end}, line}
	if b.how == "inline" {
		text = clean(l.seg.text[l.start:line.end])
		lines = []span{{l.seg, l.start, line.end}}
	}
	return append(out, make(text, lines...).add("with-caption", 1).when(several, "with-caption-several"))
}

// ratingsInProducts lists the parameters that stand inside a product's name, as a battery's do: "BL-1 3.7V 800mAh".
func (d *document) ratingsInProducts() []*Candidate {
	var out []*Candidate
	for _, l := range d.labelled("product") {
		for _, b := range d.finder.blocks(l, 1) {
			line := b.lines[0]
			found := grammar.Ratings(line.text())
			for i := 0; i < len(found); {
				j := i + 1
				for j < len(found) && found[j].Start-found[j-1].End < 4 {
					j++
				}
				v := span{line.seg, line.start + found[i].Start, line.start + found[j-1].End}
				c := d.newCandidate(certcat.Ratings, v.text(), "", "product", v)
				out = append(out, c.describe(b).add("in-product", 1).when(j-i > 1, "several-values").add("class-"+d.class, 1))
				i = j
			}
		}
	}
	return out
}
