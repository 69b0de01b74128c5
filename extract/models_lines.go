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

// mostCodeLines is how many lines a list of designations under one caption has at most.
const mostCodeLines = 40

// coded reports whether a text is a designation of one or two words with a letter and a digit.
func coded(text string) bool {
	words := strings.Fields(text)
	for _, w := range words {
		if !codeCell.MatchString(w) && strings.Trim(w, "0123456789-/.") != "" {
			return false
		}
	}
	return len(words) > 0 && len(words) <= 2 && strings.ContainsFunc(text, unicode.IsDigit) && strings.ContainsFunc(text, unicode.IsLetter)
}

// codeLines lists the designations that stand one below the other under or beside their caption, with bullets or without: two
// lines at least, all of one family.
func (d *document) codeLines() (out []*Candidate, seen []span) {
	for _, l := range d.labelled("models") {
		for _, b := range append(d.finder.blocks(l, mostCodeLines), d.ledBelow(l)...) {
			codes := d.codesIn(b)
			if len(codes) == 0 || codes[0].touches(seen) {
				continue
			}
			for _, v := range codes {
				text := clean(v.text())
				c := d.newCandidate(certcat.Models, text, grammar.FoldIdentifier(text), "label", v)
				c.describe(b).drop("how-below").drop("no-colon").add("code-lines", 1).add("code-lines-more", math.Log(float64(len(codes)))).add("class-"+d.class, 1)
				d.modelShape(c, text)
				out = append(out, c)
			}
			seen = append(seen, codes...)
			break
		}
	}
	return out, seen
}

// ledBelow is what stands below a line that begins with a caption and ends in a colon: "Models covered by this declaration:".
func (d *document) ledBelow(l *label) []block {
	text := strings.TrimSpace(l.seg.text)
	if !l.head || l.colon || l.whole || !strings.HasSuffix(text, ":") && !strings.HasSuffix(text, "：") || len(strings.Fields(text)) > 9 {
		return nil
	}
	s := d.sheets[l.seg.page]
	below := d.finder.belowWithin(s, l.seg, 3)
	if below == nil || d.finder.headed(below) != nil {
		return nil
	}
	v := trimSpan(whole(below))
	return []block{{label: l, lines: append([]span{v}, d.finder.continued(s, v, mostCodeLines-1, l)...), how: "below"}}
}

// codesIn is the designations of a block's first lines where those are nothing but designations of one family.
func (d *document) codesIn(b block) []span {
	lines := b.lines
	if entries := d.bulleted(b); len(entries) > 0 {
		lines = entries
	}
	var codes []span
	n := 0
	for i, line := range lines {
		if i > 0 && d.newRow(b, line) {
			break
		}
		parts := d.splitCodes(line)
		parts = slices.DeleteFunc(parts, func(v span) bool { return clean(v.text()) == "" })
		if len(parts) == 0 || slices.ContainsFunc(parts, func(v span) bool { return !coded(clean(v.text())) || d.nothing(v.text()) }) {
			break
		}
		codes = append(codes, parts...)
		n++
	}
	if n < 2 || slices.ContainsFunc(codes[1:], func(v span) bool { return !sameFamily(clean(codes[0].text()), clean(v.text())) }) {
		return nil
	}
	return codes
}

// splitCodes is splitList that cuts at words such as "and" too, where designations stand on both sides.
func (d *document) splitCodes(v span) []span {
	var out []span
	for _, part := range unbroken(splitList(v)) {
		more := d.splitJoined(part)
		for i, m := range more {
			more[i] = d.afterJoin(m)
		}
		if len(more) > 1 && !slices.ContainsFunc(more, func(m span) bool { return !coded(m.text()) && len(strings.Fields(m.text())) < 4 || m.text() == "" }) && coded(more[0].text()) {
			out = append(out, more...)
			continue
		}
		out = append(out, part)
	}
	return out
}

// unbroken joins the parts of a list that were cut inside brackets: "AB-12xy (x = 0-9, y = A-Z)".
func unbroken(parts []span) []span {
	var out []span
	for _, p := range parts {
		if n := len(out); n > 0 && openBrackets(out[n-1].text()) > 0 && openBrackets(p.text()) < 0 {
			out[n-1].end = p.end
			continue
		}
		out = append(out, p)
	}
	return out
}

// openBrackets is how many brackets a text leaves open.
func openBrackets(text string) int {
	return strings.Count(text, "(") + strings.Count(text, "（") - strings.Count(text, ")") - strings.Count(text, "）")
}

// seriesOf is the list in brackets behind the name of a series: "AB series (AB-10, AB-20)".
var seriesOf = regexp.MustCompile(`(?i:series|serie|seria|sorozat|serisi|serii|серии|серії|系列|シリーズ|시리즈)\s?[(（]([^()（）]{3,200})[)）]`)

// seriesInText lists the members of a series that a sentence names in brackets.
func (d *document) seriesInText() []*Candidate {
	var out []*Candidate
	for seg := range d.frontSegments() {
		for _, m := range seriesOf.FindAllStringSubmatchIndex(seg.text, -1) {
			parts := d.splitCodes(span{seg, m[2], m[3]})
			if len(parts) < 2 || slices.ContainsFunc(parts, func(v span) bool { return !coded(clean(v.text())) }) {
				continue
			}
			for _, v := range parts {
				text := clean(v.text())
				c := d.newCandidate(certcat.Models, text, grammar.FoldIdentifier(text), "sentence", v)
				c.add("in-text", 1).add("list-member", 1).add("siblings", math.Log(float64(len(parts)))).add("class-"+d.class, 1)
				d.modelShape(c, text)
				out = append(out, c)
			}
		}
	}
	return out
}

// sameFamily reports whether two designations begin with the same letters or have the same form.
func sameFamily(a, b string) bool {
	head := func(s string) string {
		return strings.ToUpper(s[:max(strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) }), 0)])
	}
	return head(a) != "" && head(a) == head(b) || shapeOf(a) == shapeOf(b)
}

// shapeOf tells digits from letters and keeps the rest: "AB-101" is "A-9".
func shapeOf(s string) string {
	var out []rune
	for _, r := range s {
		switch {
		case unicode.IsDigit(r):
			r = '9'
		case unicode.IsLetter(r):
			r = 'A'
		}
		if len(out) == 0 || out[len(out)-1] != r {
			out = append(out, r)
		}
	}
	return string(out)
}

// rangeGoesOn is what stands behind the first designation of a range: " to AB-190".
var rangeGoesOn = regexp.MustCompile(`^\s?(?:to|bis|through|thru|до|–|—|~|～|至)\s?[A-Z0-9]`)

// plateNamed is a designation behind the word for it on a label, which needs no colon there: "Mod. AB-12", "M/N RT-300".
var plateNamed = regexp.MustCompile(`(?i:^|[\s,;])(?i:mod\.|mod|model|modell|modelo|modello|mod[eè]le|m/n|type|typ|tipo|r[ée]f\.?|art\.-?nr|модель|тип|型名|型番|型式|型号|型號|品番|모델명|모델)\.?(?i:\s?(?:no|nr|n°|№)\.?)?\s?[:：]?\s?([A-Z0-9][\w\-/.+*×]*\d[\w\-/.+*×]*|[A-Z]{2,}[\w\-/.+*×]*\d[\w\-/.+*×]*)`)

// plateNamedModels lists such designations.
func (d *document) plateNamedModels() []*Candidate {
	if d.class != "label" {
		return nil
	}
	var out []*Candidate
	for _, seg := range d.firstSheet().segments() {
		for _, m := range plateNamed.FindAllStringSubmatchIndex(seg.text, -1) {
			v := span{seg, m[2], m[3]}
			v.end -= len(v.text()) - len(strings.TrimRight(v.text(), ".,/"))
			if !coded(v.text()) {
				continue
			}
			c := d.newCandidate(certcat.Models, v.text(), grammar.FoldIdentifier(v.text()), "label", v)
			c.add("plate-named", 1).add("class-"+d.class, 1)
			d.modelShape(c, v.text())
			out = append(out, c)
		}
	}
	return out
}

// onceAtPlace keeps the likeliest of several candidates that say the same of one place: a value is repeated where it is
// printed again, not where two rules find it.
func (d *document) onceAtPlace(field string, list []*Candidate) []*Candidate {
	type place struct {
		text string
		page int
		box  certcat.Box
	}
	best := map[place]int{}
	var out []*Candidate
	for _, c := range list {
		key := place{bare(c.Value.Canonical), c.page(), c.box()}
		i, ok := best[key]
		if !ok {
			best[key] = len(out)
			out = append(out, c)
		} else if d.model.score(field, c) > d.model.score(field, out[i]) {
			out[i] = c
		}
	}
	return out
}
