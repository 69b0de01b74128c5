package extract

import (
	"regexp"
	"slices"
	"sort"
	"strings"
	"unicode"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract/kinds"
	"github.com/certcat/certcat/grammar"
)

// Body is an organisation that issues certificates, as the regulatory tables know it.
type Body struct {
	Name      string
	PrintedAs []string // short forms and translations that it prints
	Codes     []string // regular expressions (RE2) of the numbers that it gives
	Accredits bool     // it gives numbers to other bodies and issues no certificates of products itself
}

// bodyIndex finds known bodies in a text.
type bodyIndex struct {
	names kinds.Phrases
	codes []*regexp.Regexp
}

func newBodyIndex(bodies []Body) *bodyIndex {
	x := &bodyIndex{}
	for _, b := range bodies {
		if b.Accredits {
			x.addCodes(b)
			continue
		}
		x.names.Add(b.Name, b.Name)
		for _, p := range b.PrintedAs {
			x.names.Add(p, b.Name)
		}
	}
	return x
}

// addCodes makes "NAME code" findable: an accreditation number is known by the accreditor's name before it.
func (x *bodyIndex) addCodes(b Body) {
	var names []string
	for _, n := range append([]string{b.Name}, b.PrintedAs...) {
		names = append(names, regexp.QuoteMeta(n))
	}
	for _, code := range b.Codes {
		inner := strings.TrimSuffix(strings.TrimPrefix(code, "^"), "$")
		re, err := regexp.Compile(`(?:^|[^\p{L}])((?:` + strings.Join(names, "|") + `)[\s:：.#]{0,3}(?:No\.?\s*)?(?:` + inner + `))(?:$|[^\p{L}\d])`)
		if err == nil {
			x.codes = append(x.codes, re)
		}
	}
}

type bodySpot struct {
	start, end int
	name       string
}

// namesIn lists the known bodies that a text names.
func (x *bodyIndex) namesIn(text string) []bodySpot {
	tokens := kinds.Tokens(text)
	var out []bodySpot
	for i := 0; i < len(tokens); i++ {
		n, values := x.names.Longest(tokens, i)
		if n == 0 || n == 1 && len(tokens[i].Text) < 3 {
			continue
		}
		if printed := text[tokens[i].Start:tokens[i+n-1].End]; n == 1 && len(printed) <= 4 && strings.ToUpper(printed) != printed {
			continue // "its" is no abbreviation
		}
		out = append(out, bodySpot{tokens[i].Start, tokens[i+n-1].End, values[0]})
		i += n - 1
	}
	return out
}

// codesIn lists the identification numbers whose form a known body uses.
func (x *bodyIndex) codesIn(text string) []bodySpot {
	var out []bodySpot
	for _, re := range x.codes {
		for _, m := range re.FindAllStringSubmatchIndex(text, -1) {
			out = append(out, bodySpot{start: m[2], end: m[3]})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].start < out[j].start })
	return out
}

// bodySchemes are the schemes of numbers that are given to bodies, not to products.
var bodySchemes = []string{"accreditation", "nb-number", "us-fcc-lab"}

// numberOfBody is a four-digit number behind a word for "number", as notified bodies print theirs beside their name.
var numberOfBody = regexp.MustCompile(`(?i)(?:\bno\.?|\bnr\.?|\bn\.|n\.?[°º]|№|\bbody|\bč\.?)\s?[:#]?\s?(\d{4})\b`)

// bodyNumbers lists what in a line has the form of a body's number: an accreditation, a notified body's four digits.
func (d *document) bodyNumbers(s *sheet, seg *segment) []*Candidate {
	if d.declares() && d.besideNotified(s, seg) {
		return nil // the body that had a part in it is another
	}
	var out []*Candidate
	make := func(from, to int, sign string) {
		v := span{seg, from, to}
		c := d.newCandidate(certcat.IssuerID, v.text(), grammar.FoldIdentifier(v.text()), "grammar", v)
		c.add("body-number", 1).add(sign, 1).add("class-"+d.class, 1).add(sign+"-"+d.class, 1)
		c.when(len(bare(seg.text)) <= len(bare(v.text()))+1, "alone").when(seg.box.Y0 < 0.3*s.height, "upper-part")
		c.when(len(d.bodies.namesIn(seg.text)) > 0, "by-name").when(fourDigits.MatchString(v.text()), "four-digits")
		out = append(out, c)
	}
	for _, f := range grammar.Identifiers(seg.text) {
		if slices.Contains(bodySchemes, f.Scheme) && !insideNumber(seg.text, f.Start) {
			make(f.Start, f.End, "scheme-"+f.Scheme)
		}
	}
	if grammar.LooksLikeCompany(seg.text) || len(d.bodies.namesIn(seg.text)) > 0 {
		for _, m := range numberOfBody.FindAllStringSubmatchIndex(seg.text, -1) {
			make(m[2], m[3], "number-by-name")
		}
	}
	return out
}

// insideNumber reports whether what begins at a place of a text is a part of a longer number: ".../E24-02-110221/NB0007".
func insideNumber(text string, at int) bool {
	before := strings.TrimSuffix(text[:at], "NB")
	number := strings.TrimRight(before, "/-")
	return number != before && unicode.IsDigit(lastRune(number))
}

// note is a line in brackets that explains a caption.
var note = regexp.MustCompile(`^\W*\([^()]{8,90}\)\W*$`)

// pastNote takes the line below where a block under a caption begins with a note to it: "Supplier number", "(issued before
// 2013)".
func (d *document) pastNote(b block) block {
	if b.how != "below" || len(b.lines) == 0 || !note.MatchString(b.lines[0].text()) {
		return b
	}
	seg := b.lines[0].seg
	if next := d.finder.below(d.sheets[seg.page], seg); next != nil && d.finder.headed(next) == nil {
		b.lines = []span{trimSpan(whole(next))}
	}
	return b
}

// issuerIDs lists the numbers under which a body is registered.
func (d *document) issuerIDs() []*Candidate {
	var out []*Candidate
	for _, l := range d.labelled("issuer_id") {
		for _, b := range d.finder.blocks(l, 1) {
			text, lines, ok := d.numberIn(d.pastNote(b))
			if !ok || len(text) > 24 {
				continue
			}
			c := d.newCandidate(certcat.IssuerID, text, grammar.FoldIdentifier(text), "label", lines...)
			c.describe(b).add("class-"+d.class, 1).when(fourDigits.MatchString(text), "four-digits")
			if longer := d.withCaption(l, b, lines); longer != nil {
				c.add("caption-left-out", 1)
				out = append(out, longer)
			}
			out = append(out, c)
		}
	}
	for _, s := range d.sheets {
		if s.number != d.first {
			continue
		}
		for _, seg := range s.segments() {
			out = append(out, d.bodyNumbers(s, seg)...)
			out = append(out, d.accredited(s, seg)...)
			for _, id := range d.bodies.codesIn(seg.text) {
				c := d.newCandidate(certcat.IssuerID, seg.text[id.start:id.end], grammar.FoldIdentifier(seg.text[id.start:id.end]), "table", span{seg, id.start, id.end})
				c.add("body-code", 1).add("class-"+d.class, 1)
				out = append(out, c)
			}
		}
	}
	return out
}
