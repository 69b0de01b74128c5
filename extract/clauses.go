package extract

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/certcat/certcat"
)

// beforeModels cuts a product's name where a clause with its models or its trade mark begins.
func (d *document) beforeModels(v span) span {
	lower := strings.ToLower(v.text())
	for _, clause := range d.set.Words["model-clause"] {
		if i := strings.Index(lower, clause); i > 3 && len(lower) == v.end-v.start {
			v.end, lower = v.start+i, lower[:i]
		}
	}
	return trimSpan(v)
}

// beforeClauses cuts the lines of a product's name where a clause with its models or its trade mark begins.
func (d *document) beforeClauses(lines []span) []span {
	out := make([]span, 0, len(lines))
	for i, v := range lines {
		if i > 0 && d.beginsClause(v) {
			break
		}
		cut := d.beforeModels(v)
		if out = append(out, cut); cut.end < trimSpan(v).end {
			break
		}
	}
	return out
}

// beginsClause reports whether a line begins with such a clause.
func (d *document) beginsClause(v span) bool {
	lower := strings.ToLower(v.text())
	for _, clause := range d.set.Words["model-clause"] {
		if word := strings.TrimLeft(clause, " ,，、"); strings.HasPrefix(lower, word) && len(word) > 5 {
			return true
		}
	}
	return false
}

// afterJoin is a text without a word such as "and" at its beginning.
func (d *document) afterJoin(v span) span {
	v = trimSpan(v)
	word, _, found := strings.Cut(v.text(), " ")
	if found && d.set.Is("list-joins", strings.ToLower(word)) {
		v.start += len(word)
	}
	return trimSpan(v)
}

var (
	// quotedMark is a name in quotation marks at the beginning of a text; capitalMark is one or two words in capitals.
	quotedMark  = regexp.MustCompile(`^\s?[:：]?\s*["“”„«‘「『]\s?([^"“”„«»’」』]{2,30}?)\s?["“”»’」』]`)
	capitalMark = regexp.MustCompile(`^\s?[:：]?\s*(\p{Lu}[\p{Lu}\d&\-]{2,20}(?:\s\p{Lu}[\p{Lu}\d&\-]{2,20})?)(?:[\s,.;)]|$)`)
	quotedAny   = regexp.MustCompile(`["“„«「『]\s?([^"“”„«»」』]{2,30}?)\s?["”»」』]\s?`)
)

// brandsInText lists the trade marks that sentences name: "a kettle of the brand “Nordlicht”, models NL-1 and NL-2".
func (d *document) brandsInText() []*Candidate {
	var out []*Candidate
	for _, s := range d.sheets {
		if s.number != d.first {
			continue
		}
		for _, seg := range s.segments() {
			out = append(out, d.marksBehind(seg)...)
			out = append(out, d.marksBefore(seg)...)
		}
	}
	return out
}

// marksBehind are the trade marks behind a word for one inside a line.
func (d *document) marksBehind(seg *segment) []*Candidate {
	lower := strings.ToLower(seg.text)
	if len(lower) != len(seg.text) {
		return nil
	}
	var out []*Candidate
	var seen []span
	for _, word := range d.set.Words["brand-clause"] {
		i := strings.Index(lower, word)
		if i <= 0 || unicode.IsLetter(lastRune(lower[:i])) && !ideograph(lastRune(lower[:i])) {
			continue // at the head of a line it is a caption
		}
		from := i + len(word)
		if r := firstRune(seg.text[from:]); unicode.IsLetter(r) && !ideograph(r) && unicode.IsLetter(lastRune(word)) {
			continue // "marketing"
		}
		m, quoted := quotedMark.FindStringSubmatchIndex(seg.text[from:]), true
		if m == nil {
			m, quoted = capitalMark.FindStringSubmatchIndex(seg.text[from:]), false
		}
		if m == nil {
			continue
		}
		if v := (span{seg, from + m[2], from + m[3]}); !v.touches(seen) {
			seen = append(seen, v)
			out = append(out, d.markInText(v, quoted))
		}
	}
	return out
}

// marksBefore are the trade marks in quotation marks before a word for one.
func (d *document) marksBefore(seg *segment) []*Candidate {
	var out []*Candidate
	for _, m := range quotedAny.FindAllStringSubmatchIndex(seg.text, -1) {
		if d.set.BeginsWith("brand-behind", strings.ToLower(seg.text[m[1]:])) {
			out = append(out, d.markInText(span{seg, m[2], m[3]}, true))
		}
	}
	return out
}

func (d *document) markInText(v span, quoted bool) *Candidate {
	c := d.newCandidate(certcat.Brand, v.text(), "", "sentence", v)
	c.add("brand-clause", 1).when(quoted, "quoted").add("class-"+d.class, 1)
	d.textShape(c, c.Value.Text)
	return c
}

// productsBeforeModels lists the names that stand before a designation which a colon divides from its parameters: "电源适配器
// AB-65：输入：100-240V".
func (d *document) productsBeforeModels() []*Candidate {
	var out []*Candidate
	for _, l := range d.labelled("product") {
		for _, b := range d.finder.blocks(l, 1) {
			line := b.lines[0]
			for _, m := range d.modelBeforeRatings(line, l) {
				i := strings.Index(line.text(), m.Value.Text)
				rest := strings.TrimSpace(line.seg.text[line.start+max(i, 0)+len(m.Value.Text):])
				if i < 3 || !strings.HasPrefix(rest, ":") && !strings.HasPrefix(rest, "：") {
					continue
				}
				v := trimSpan(span{line.seg, line.start, line.start + i})
				c := d.newCandidate(certcat.Product, v.text(), "", "label", v)
				c.describe(b).add("before-model", 1).add("class-"+d.class, 1)
				d.textShape(c, v.text())
				out = append(out, c)
			}
		}
	}
	return out
}
