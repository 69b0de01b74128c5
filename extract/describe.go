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
		if field == certcat.Product && d.class != "sheet" && d.set.Says("substances", strings.ToLower(l.seg.text[l.start:l.end])) {
			continue
		}
		for _, b := range d.finder.blocks(l, 1) {
			for _, r := range d.finder.reaches(b.lines[0], l, lines) {
				if field == certcat.Product {
					r.lines = d.beforeClauses(r.lines)
				}
				text := r.text()
				if text == "" || d.nothing(text) {
					continue
				}
				c := d.newCandidate(field, text, "", "label", r.lines...)
				c.describe(b).add("class-"+d.class, 1)
				c.when(field == certcat.Scope && d.set.Says("elsewhere", strings.ToLower(l.seg.text)), "caption-elsewhere")
				c.when(d.besideValue(b), "beside-value").when(field == certcat.Product && endsInSentence(r.lines), "ends-in-sentence")
				c.when(field == certcat.Product && d.asksForName(l), "name-caption")
				c.when(strings.HasSuffix(strings.TrimSpace(r.lines[len(r.lines)-1].text()), ":"), "ends-colon")
				c.when(field == certcat.Product && b.lines[0].seg.box.Height() > 1.15*l.seg.box.Height(), "larger-than-caption")
				if field == certcat.Product || field == certcat.Brand {
					d.centredBelow(c, b)
					d.tabled(c, b)
				}
				c.Features = append(c.Features, r.end...)
				d.textShape(c, text)
				out = append(out, c)
			}
		}
	}
	return out
}

// endsInSentence reports whether the last of several lines is a sentence of its own: a remark below the value.
func endsInSentence(lines []span) bool {
	last := strings.TrimSpace(lines[len(lines)-1].text())
	return len(lines) > 1 && strings.HasSuffix(last, ".") && len(strings.Fields(last)) > 5 && unicode.IsUpper(firstRune(last))
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

// twoLanguages marks the candidates of a field that is printed in Latin letters and in another script: where a value stands
// twice, one is the translation.
func twoLanguages(list []*Candidate) {
	latin, other := false, false
	elsewhere := func(c *Candidate) bool {
		return c.Field == certcat.Issuer && (c.has("is-holder") || c.has("part-of-holder") || c.has("captioned-party") || c.has("beside-party"))
	}
	for _, c := range list {
		if !elsewhere(c) && (c.has("caption") || c.has("legal-form") || c.has("body-name") || c.has("told") || c.has("known-body")) && len([]rune(bare(c.Value.Text))) > 3 {
			l := inLatin(c.Value.Text)
			latin, other = latin || l, other || !l
		}
	}
	if !latin || !other {
		return
	}
	for _, c := range list {
		l := inLatin(c.Value.Text)
		c.when(l, "latin-of-two").when(!l, "other-of-two")
		c.when(l && c.has("told"), "told-latin").when(!l && c.has("told"), "told-other")
	}
}

// inLatin reports whether most letters of a text are Latin.
func inLatin(text string) bool {
	latin, all := 0, 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			all++
			if unicode.Is(unicode.Latin, r) {
				latin++
			}
		}
	}
	return 2*latin >= all
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
	c.when(unicode.IsLower(first) && !styled(text) && (c.Field != certcat.Models || !strings.ContainsFunc(text, unicode.IsDigit)), "lower-case")
	c.when(strings.HasSuffix(text, ".") && words > 8, "sentence")
	c.when(d.set.Says("copy", strings.ToLower(text)), "boilerplate")
}

// styled reports whether a text begins with a name that has its capitals further inside: "acmeFin", "eBike".
func styled(text string) bool {
	word, _, _ := strings.Cut(text, " ")
	return strings.ContainsFunc(word, unicode.IsUpper)
}

// products lists candidates of the product's name.
func (d *document) products() []*Candidate {
	out := append(d.textual(certcat.Product, "product", 3), d.objects(certcat.Product)...)
	out = append(out, d.columns(certcat.Product, "product", nil)...)
	out = append(append(out, d.plateProducts()...), d.familyProducts()...)
	out = append(append(out, d.subjectProducts()...), d.titleProducts()...)
	out = append(append(out, d.quotedProducts()...), d.compositeProducts()...)
	out = append(out, d.productsBeforeModels()...)
	out = d.withPaired(certcat.Product, "product", append(out, d.toldProducts()...))
	for _, c := range out {
		text := c.Value.Text
		c.when(d.set.Says("of-law", strings.ToLower(text)), "of-law").when(d.isCaption(text), "is-caption")
		c.when(quantityOnly.MatchString(text), "is-quantity").when(len(grammar.Ratings(text)) > 0, "has-rating").when(identifierLike.MatchString(text), "is-identifier")
		c.when(d.set.Says("elsewhere", strings.ToLower(text)), "elsewhere").when(c.page() > d.first+3, "deep-page")
	}
	return out
}

// brands lists candidates of the trade mark.
func (d *document) brands() []*Candidate {
	if d.kind == "business-licence" { // what it calls a trade name is the firm's
		return nil
	}
	out := append(append(d.textual(certcat.Brand, "brand", 1), d.plateBrands()...), d.bulletedBrands()...)
	out = d.withPaired(certcat.Brand, "brand", append(append(out, d.brandsInText()...), d.toldBrands()...))
	for _, c := range out {
		c.when(d.isCaption(c.Value.Text), "is-caption").when(d.set.Says("elsewhere", strings.ToLower(c.Value.Text)), "elsewhere")
	}
	return out
}
