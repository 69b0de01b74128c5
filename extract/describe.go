package extract

import (
	"strings"
	"unicode"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// textual lists candidates of a field whose value is whatever stands behind its caption.
func (d *document) textual(field, class string, lines int) []*Candidate {
	var out []*Candidate
	for _, l := range d.labelled(class) {
		for _, b := range d.finder.blocks(l, 1) {
			for _, r := range d.finder.reaches(b.lines[0], l, lines) {
				text := r.text()
				if text == "" || d.nothing(text) {
					continue
				}
				c := d.newCandidate(field, text, "", "label", r.lines...)
				c.describe(b).add("class-"+d.class, 1)
				c.when(d.besideValue(b), "beside-value")
				c.Features = append(c.Features, r.end...)
				d.textShape(c, text)
				out = append(out, c)
			}
		}
	}
	return out
}

// besideValue reports whether what stands behind a caption without a colon is itself the end of a longer caption: the
// value stands in the next cell of the row.
func (d *document) besideValue(b block) bool {
	if b.how != "inline" || b.label.colon {
		return false
	}
	row := d.sheets[b.label.seg.page].rows[b.label.seg.row]
	return b.label.seg.col+1 < len(row) && len(strings.Fields(b.lines[0].text())) <= 4
}

func (d *document) textShape(c *Candidate, text string) {
	words := len(strings.Fields(text))
	c.when(words > 14, "wordy").when(words > 40, "very-wordy")
	c.when(len([]rune(text)) < 3, "short")
	c.when(len(grammar.Dates(text)) > 0, "has-date")
	c.when(len(grammar.Standards(text)) > 0, "has-standard")
	c.when(grammar.LooksLikeCompany(text), "company")
	c.when(grammar.LooksLikeAddress(text) > 0.6, "address-like")
	letters := 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	c.when(letters == 0, "no-letters")
	first := firstRune(text)
	c.when(unicode.IsLower(first), "lower-case")
	c.when(strings.HasSuffix(text, ".") && words > 8, "sentence")
	c.when(d.set.Says("copy", strings.ToLower(text)), "boilerplate")
}

// products lists candidates of the product's name.
func (d *document) products() []*Candidate {
	out := append(d.textual(certcat.Product, "product", 3), d.objects(certcat.Product)...)
	return append(out, d.columns(certcat.Product, "product")...)
}

// brands lists candidates of the trade mark.
func (d *document) brands() []*Candidate { return d.textual(certcat.Brand, "brand", 1) }

// ratings lists technical parameters, behind captions and on labels anywhere.
func (d *document) ratings() []*Candidate {
	var out []*Candidate
	seen := map[*segment]bool{}
	for _, l := range d.labelled("ratings") {
		for _, b := range d.finder.blocks(l, 4) {
			for i, line := range b.lines {
				text := clean(line.text())
				if text == "" || d.nothing(text) || len(grammar.Ratings(text)) == 0 {
					break
				}
				lines := []span{line}
				caption := strings.TrimSpace(l.seg.text[l.start:l.end])
				if i == 0 && len(strings.Fields(caption)) <= 2 && !strings.HasPrefix(strings.ToLower(caption), "rating") && !strings.HasPrefix(strings.ToLower(caption), "parameter") {
					text = clean(caption + ": " + text)
					if b.how == "inline" {
						text = clean(l.seg.text[l.start:line.end])
						lines = []span{{l.seg, l.start, line.end}}
					}
				}
				seen[line.seg] = true
				c := d.newCandidate(certcat.Ratings, text, "", "label", lines...)
				c.describe(b).add("class-"+d.class, 1)
				c.when(i > 0, "list-line")
				c.when(len(strings.Fields(text)) > 16, "wordy")
				out = append(out, c)
			}
		}
	}
	if d.class != "label" {
		return out
	}
	for _, s := range d.sheets {
		for _, seg := range s.segments() {
			if seen[seg] || !d.inPart(s.number) {
				continue
			}
			for _, f := range grammar.Ratings(seg.text) {
				c := d.newCandidate(certcat.Ratings, f.Text, f.Canonical, "grammar", span{seg, f.Start, f.End})
				out = append(out, c.add("class-"+d.class, 1).add("bare-rating", 1))
			}
		}
	}
	return out
}
