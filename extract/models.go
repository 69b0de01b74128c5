package extract

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// models lists every type designation behind a caption for models.
func (d *document) models() []*Candidate {
	inText := d.modelsInText()
	for _, c := range inText {
		c.add("siblings", math.Log(float64(len(inText)))).when(len(inText) >= 6, "listed-often")
	}
	out := append(d.modelsInProducts(), inText...)
	grids, inGrid := d.grids()
	goods, inGoods := d.goodsModels()
	out = append(append(append(append(out, grids...), goods...), d.familyModels()...), d.subjectModels()...)
	out = append(out, d.plateModels()...)
	out = append(out, d.modelColumns(append(inGrid, inGoods...))...)
	lines, inLines := d.codeLines()
	out = append(append(append(out, lines...), d.plateNamedModels()...), d.seriesInText()...)
	out = append(out, d.captionedModels(slices.Concat(inGrid, inGoods, inLines))...)
	out = d.withPaired(certcat.Models, "models", out)
	markNumbers(out)
	return d.onceAtPlace(certcat.Models, out)
}

// captionedModels are the designations at captions, but those that were found as members of lists.
func (d *document) captionedModels(listed []span) (out []*Candidate) {
	for _, l := range d.labelled("models") {
		for _, b := range d.finder.blocks(l, 6) {
			if len(b.lines) == 0 {
				continue
			}
			extended := d.extendCaption(b)
			short, members := d.shortenedLists(b)
			out = append(out, short...)
			for i, line := range b.lines {
				if goesOn := i == 0 || strings.HasSuffix(strings.TrimSpace(b.lines[i-1].text()), ","); !goesOn && (len(b.lines[i-1].text()) < 20 || d.newRow(b, line)) {
					break
				}
				variants := d.set.Says("variant-words", strings.ToLower(line.text()))
				if line.touches(listed) {
					continue
				}
				if i > 0 && d.speaksOfRules(line) {
					break
				}
				if parts := d.splitCodes(line); len(parts) > 1 {
					text := clean(line.text())
					c := d.newCandidate(certcat.Models, text, grammar.FoldIdentifier(text), "label", line)
					c.describe(b).when(!variants, "unsplit").when(variants, "variants-whole").when(i > 0, "list-line").add("class-"+d.class, 1)
					if d.modelShape(c, text); variants {
						c.drop("prose").drop("many-words") // variants are told in words
					}
					out = append(out, c)
				}
				for j, part := range d.splitCodes(line) {
					if m := pieces.FindStringIndex(part.text()); m != nil {
						part.end = part.start + m[0]
					}
					part = beforeClosing(beforeSentence(part))
					text := unsigned(clean(part.text()))
					if text == "" || d.nothing(text) {
						continue
					}
					c := d.newCandidate(certcat.Models, text, grammar.FoldIdentifier(text), "label", part)
					c.describe(b).when(d.asksForPart(l), "part-caption").when(i > 0, "list-line").when(j > 0, "list-member").when(d.besideValue(b), "beside-value").when(variants, "variants-part").add("class-"+d.class, 1)
					d.centredBelow(c, b)
					d.tabled(c, b)
					if extended && i == 0 {
						c.drop("no-colon").add("caption-extended", 1).add("colon", 1)
					}
					c.when(part.touches(members), "in-short-list").when(strings.HasSuffix(part.text(), ":"), "ends-colon").when(b.how == "below" && len(d.finder.column(l).lines) > 4, "heads-column")
					d.modelShape(c, text)
					d.textShape(c, text)
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// modelColumns lists the cells under headings for models, but for those that were found otherwise.
func (d *document) modelColumns(but []span) []*Candidate {
	list := d.columns(certcat.Models, "models", but)
	for _, c := range list {
		c.Value.Canonical = grammar.FoldIdentifier(c.Value.Text)
		d.modelShape(c, c.Value.Text)
	}
	return list
}

// newRow reports whether a line that would go on a value to the right of its caption has a cell in the caption's own column.
func (d *document) newRow(b block, line span) bool {
	if b.how != "right" && b.how != "beside" || line.seg.col == 0 {
		return false
	}
	first := d.sheets[line.seg.page].rows[line.seg.row][0]
	return abs(first.box.X0-b.label.seg.box.X0) < d.sheets[line.seg.page].line
}

// sentenceEnd is where a sentence behind a designation begins: "AB-40. Series production."
var sentenceEnd = regexp.MustCompile(`\d\S*(\.)\s\p{Lu}`)

// beforeSentence cuts off a sentence that begins behind a designation.
func beforeSentence(v span) span {
	if m := sentenceEnd.FindStringSubmatchIndex(v.text()); m != nil {
		v.end = v.start + m[2]
	}
	return v
}

// beforeClosing cuts off what stands behind a bracket that closes and was opened in front of the designation: "(Model: AB-40) is".
func beforeClosing(v span) span {
	depth := 0
	for i, r := range v.text() {
		switch r {
		case '(', '（':
			depth++
		case ')', '）':
			if depth--; depth < 0 {
				v.end = v.start + i
				return trimSpan(v)
			}
		}
	}
	return v
}

// pieces is a number of pieces behind a designation.
var pieces = regexp.MustCompile(`(?i)\s+\d+\s*(?:只|个|個|件|台|套|pcs\.?|pieces|units|шт\.?|개|adet)\s*$`)

// namedModel is a designation behind the word "model" in running text.
var namedModel = regexp.MustCompile(`(?i:(?:^|[^\w\-])(?:models?|type|p/n|part\s+(?:no|number|#))(?:\s?\(s\))?(?:\s+(?:no|number|name|s))?\.?\s*[:#]?\s+["“]?)([a-z]{0,2}[A-Z0-9][\w\-/.]{1,24}(?:\s[A-Z][\w\-/.]{1,20})?)`)

// namedAbroad is the same behind words of other scripts, whose letters \b doesn't know.
var namedAbroad = regexp.MustCompile(`(?i)(?:^|[\s,;(])(?:модел(?:ь|и|і|ей|ях|ями)|тип(?:ы|у|и|ов|ів|а)?|марк[аи]|артикул[ыиу]?|modelos?|mod[eè]les?|modell[ei]?|modelli|modello|modely|modelu|modele|modeller|modelleri|typen|typs?|typu|tipos?|tipi|үлгісі|모델명?|型号|型號|型式|モデル|الموديل|موديل|الطراز|طراز)\s*[:№#]?\s*["“«]?([A-Z0-9][\w\-/.]*\d[\w\-/.]{0,20})`)

// modelsInText lists designations behind the word "model" where it is no caption.
func (d *document) modelsInText() []*Candidate {
	var out []*Candidate
	for seg := range d.frontSegments() {
		for _, m := range append(namedModel.FindAllStringSubmatchIndex(seg.text, -1), namedAbroad.FindAllStringSubmatchIndex(seg.text, -1)...) {
			v := span{seg, m[2], m[3]}
			if rangeGoesOn.MatchString(seg.text[m[3]:]) {
				continue
			}
			text := strings.TrimRight(v.text(), ".,")
			for _, join := range d.set.Words["list-joins"] {
				text = strings.TrimSuffix(text, " "+join)
			}
			v.end = v.start + len(text)
			c := d.newCandidate(certcat.Models, text, grammar.FoldIdentifier(text), "sentence", v)
			c.add("in-text", 1).when(!strings.ContainsFunc(text, unicode.IsDigit), "in-text-word").when(m[0] == 0, "begins-line").add("class-"+d.class, 1)
			d.modelShape(c, text)
			d.textShape(c, text)
			out = append(out, c)
			out = append(out, d.moreModels(span{seg, m[3], len(seg.text)})...)
		}
	}
	return out
}

// moreModels lists the designations that go on a list behind a first one: ", B-2, C-3".
func (d *document) moreModels(rest span) []*Candidate {
	var out []*Candidate
	for i, part := range d.splitJoined(d.afterJoin(rest)) {
		part = beforeWords(beforeSentence(part))
		text := clean(part.text())
		if i == 0 && text == "" {
			continue
		}
		coded := strings.ContainsFunc(text, unicode.IsDigit) || strings.ToUpper(text) == text
		if text == "" || len(strings.Fields(text)) > 3 || !coded || d.nothing(text) || !listedModel.MatchString(text) {
			break
		}
		c := d.newCandidate(certcat.Models, text, grammar.FoldIdentifier(text), "sentence", part)
		c.add("in-text", 1).add("list-member", 1).add("class-"+d.class, 1)
		d.modelShape(c, text)
		out = append(out, c)
	}
	return out
}

// beforeWords cuts off the words of a sentence that goes on behind a designation: "AB-40 conforms to".
func beforeWords(v span) span {
	for i, w := range wordsIn(v) {
		if r := firstRune(w.text()); i > 0 && unicode.IsLower(r) {
			return trimSpan(span{v.seg, v.start, w.start})
		}
	}
	return v
}

// listedModel is a designation as a list in running text has it.
var listedModel = regexp.MustCompile(`^[A-Z0-9][\w\-/.+ ]{1,30}$`)

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
			out = append(out, d.modelBeforeRatings(line, l)...)
			if captionLike(line.text()) {
				continue
			}
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

// modelBeforeRatings is the designation between a product's name and its parameters: "Li-ion cell BL-1 3.7V 800mAh".
func (d *document) modelBeforeRatings(line span, l *label) []*Candidate {
	found := grammar.Ratings(line.seg.text[line.start:]) // a caption inside the line may have cut it before them
	if len(found) == 0 {
		return nil
	}
	words := wordSpans(line.seg)
	for i := len(words) - 1; i > 0; i-- {
		w := words[i]
		if colon := strings.IndexAny(w.text(), ":："); colon > 0 {
			w.end = w.start + colon
		}
		if w.end > line.start+found[0].Start {
			continue
		}
		text := w.text()
		if w.start <= line.start || !identifierLike.MatchString(text) {
			return nil
		}
		c := d.newCandidate(certcat.Models, text, grammar.FoldIdentifier(text), "product", w)
		c.add("in-product", 1).add("before-ratings", 1).when(l.colon || l.whole, "product-captioned").add("class-"+d.class, 1)
		d.modelShape(c, text)
		return []*Candidate{c}
	}
	return nil
}

// identifierLike is a word of capitals and digits, both.
var identifierLike = regexp.MustCompile(`^(?:[A-Z][A-Z\-/]*\d[A-Z0-9\-/.]*|\d[\d\-/.]*[A-Z][A-Z0-9\-/.]*)$`)
