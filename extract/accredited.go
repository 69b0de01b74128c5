package extract

import (
	"math"
	"regexp"
	"slices"
	"sort"
	"strings"
	"unicode"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

var (
	// accreditedCode is how accreditation bodies number those whom they accredit: "L1234", "C 987", "QM 098", "0987".
	accreditedCode = regexp.MustCompile(`^[\s:：.#-]{1,3}(?:(?i:no|nr|n[°º])\.?\s?:?\s?)?([A-Z0-9]{0,4}[ -]?\d{2,6}(?:[-/.][A-Z0-9]{1,5}){0,4}[A-Z]?)(?:$|[^\pL\pN])`)
	// aloneCode is such a number in a line of its own, under a logo.
	aloneCode = regexp.MustCompile(`^[\[(#]?\s?([A-Z]{0,3}[ -]?\d{3,6}(?:[-/.][A-Z0-9]{1,5}){0,3})[\])]?$`)
	// numberBehind is a word for a number and the number, at the end of a sentence that says who accredited.
	numberBehind = regexp.MustCompile(`(?i)(?:\bno\.?|\bnr\.?|\bn\.?[°º]|№|\bnumber|\bcode|\bnúm\.?|č\.)\s?[:#.]*\s?([A-Z]{0,4}[ -]?\d{2,6}(?:[-/.][A-Z0-9]{1,5}){0,4})(?:$|[^\pL\pN])`)
	// fourDigits is a notified body's number.
	fourDigits = regexp.MustCompile(`^[:#]?\s?(\d{4})$`)
	// misreadIB is what the letters of an inspection body are recognised as.
	misreadIB = regexp.MustCompile(`^1([A-Z]\d)`)
)

// idCandidate makes a candidate of the issuer's number with what describes every one.
func (d *document) idCandidate(text, why, sign string, lines ...span) *Candidate {
	c := d.newCandidate(certcat.IssuerID, text, grammar.FoldIdentifier(text), why, lines...)
	c.add(sign, 1).add("class-"+d.class, 1).add(sign+"-"+d.class, 1)
	return c.when(fourDigits.MatchString(text), "four-digits")
}

// accredited lists the numbers that stand with an accreditation body's name: beside it, under it in a logo, or behind it in
// the sentence that says who accredited.
func (d *document) accredited(s *sheet, seg *segment) []*Candidate {
	var out []*Candidate
	for _, name := range d.accreditors(seg.text) {
		m := accreditedCode.FindStringSubmatchIndex(seg.text[name[1]:])
		if m == nil {
			continue
		}
		v := span{seg, name[0], name[1] + m[3]}
		code := v.text()[name[1]-name[0]+m[2]:]
		if slices.ContainsFunc(grammar.Identifiers(code), func(f grammar.IdentifierFound) bool { return f.Scheme == "accreditation" }) {
			continue
		}
		text := v.text()
		if seg.byEngine() {
			text = strings.Replace(text, code, misreadIB.ReplaceAllString(code, "I$1"), 1)
		}
		out = append(out, d.idCandidate(text, "grammar", "beside-accreditor", v))
	}
	if m := aloneCode.FindStringSubmatchIndex(seg.text); m != nil && d.underAccreditor(s, seg) {
		out = append(out, d.idCandidate(seg.text[m[2]:m[3]], "grammar", "under-accreditor", span{seg, m[2], m[3]}))
	}
	lower := strings.ToLower(seg.text)
	if i := d.set.Where("accredited-by", lower); i >= 0 && len(lower) == len(seg.text) {
		if m := numberBehind.FindStringSubmatchIndex(seg.text[i:]); m != nil && m[0] < 140 {
			out = append(out, d.idCandidate(seg.text[i+m[2]:i+m[3]], "sentence", "accredited-by", span{seg, i + m[2], i + m[3]}))
		}
	}
	return append(out, d.bodyNumberBeside(s, seg)...)
}

// accreditors are the places of accreditation bodies' names in a text.
func (d *document) accreditors(text string) [][2]int {
	lower := strings.ToLower(text)
	if len(lower) != len(text) {
		return nil
	}
	var out [][2]int
	for _, name := range d.set.Words["accreditors"] {
		for from := 0; ; {
			i := strings.Index(lower[from:], name)
			if i < 0 {
				break
			}
			start, end := from+i, from+i+len(name)
			from = end
			if wordBounds(text, start, end) && unicode.IsUpper(lastRune(text[start:end])) || len(name) > 6 && wordBounds(text, start, end) {
				out = append(out, [2]int{start, end})
			}
		}
	}
	return out
}

// wordBounds reports whether a part of a text is no part of a longer word.
func wordBounds(text string, start, end int) bool {
	return !unicode.IsLetter(lastRune(text[:start])) && !unicode.IsLetter(firstRune(text[end:]))
}

// underAccreditor reports whether the lines of a logo above a number name an accreditation body, or say in its words what it
// accredited: "UKAS", "MANAGEMENT SYSTEMS".
func (d *document) underAccreditor(s *sheet, seg *segment) bool {
	at, middle := seg, (seg.box.X0+seg.box.X1)/2
	for range 4 {
		var above *segment
		for r := at.row - 1; r >= max(0, at.row-4) && above == nil; r-- {
			for _, c := range s.rows[r] {
				gap := at.box.Y0 - c.box.Y1
				if c.box.X0 < middle && middle < c.box.X1 && gap < 2*math.Max(seg.box.Height(), c.box.Height()) && c.box.Width() < 0.25*s.width {
					above = c
				}
			}
		}
		if above == nil {
			return false
		}
		if len(d.accreditors(above.text)) > 0 || slices.Contains(d.set.Words["accreditation-logos"], strings.ToLower(clean(above.text))) {
			return true
		}
		at = above
	}
	return false
}

// bodyNumberBeside lists four digits whose words to the left, of the same height in the same line, say "notified body":
// a letterhead's lines of other sizes may run through it.
func (d *document) bodyNumberBeside(s *sheet, seg *segment) []*Candidate {
	var out []*Candidate
	for _, w := range seg.words {
		m := fourDigits.FindStringSubmatchIndex(seg.text[w.start:w.end])
		if m == nil {
			continue
		}
		if before := strings.ToLower(wordsBefore(s, w)); d.set.Says("notified", before) && numberAhead.MatchString(before) {
			v := span{seg, w.start + m[2], w.start + m[3]}
			out = append(out, d.idCandidate(v.text(), "grammar", "beside-notified", v).when(seg.box.Y0 < 0.3*s.height, "upper-part"))
		}
	}
	return out
}

// numberAhead is what a caption of a number ends with.
var numberAhead = regexp.MustCompile(`(?:body|stelle|subjekt|orgán|osoba|kuruluş|organisme|organismo|机构|機構|機関|number|nummer|numéro|número|numero|numer|číslo|numarası|номер|号|號|番号|no\.?|nr\.?|\bn\.|n[°º]|№|č\.|#)\s?[:：.#]*\s*$`)

// wordsBefore is the text of up to six words of the same height that stand closely before a word in its line.
func wordsBefore(s *sheet, w placed) string {
	h := w.box.Height()
	var line []placed
	texts := map[certcat.Box]string{}
	for _, c := range s.segments() {
		if c.box.Y1 < w.box.Y0 || c.box.Y0 > w.box.Y1 {
			continue
		}
		for _, v := range c.words {
			if v.box.X1 <= w.box.X0+0.2*h && abs(v.box.Y0-w.box.Y0) < 0.15*h && abs(v.box.Y1-w.box.Y1) < 0.15*h {
				line = append(line, v)
				texts[v.box] = c.text[v.start:v.end]
			}
		}
	}
	sort.Slice(line, func(i, j int) bool { return line[i].box.X0 < line[j].box.X0 })
	var words []string
	right := w.box.X0
	for i := len(line) - 1; i >= 0 && len(words) < 6 && right-line[i].box.X1 < 1.2*h; i-- {
		words = append([]string{texts[line[i].box]}, words...)
		right = line[i].box.X0
	}
	return strings.Join(words, " ")
}

// withCaption is a body's number together with the abbreviation that introduces it: "CAB #012345".
func (d *document) withCaption(l *label, b block, lines []span) *Candidate {
	caption := span{l.seg, l.start, l.end}
	if len(caption.text()) > 5 || strings.ToUpper(caption.text()) != caption.text() || l.colon && !l.whole || len(lines) != 1 {
		return nil
	}
	v := lines[0]
	text := caption.text() + " " + v.text()
	if v.seg == l.seg {
		v = span{l.seg, l.start, v.end}
		text, lines = v.text(), []span{v}
	} else {
		lines = []span{caption, v}
	}
	c := d.newCandidate(certcat.IssuerID, text, grammar.FoldIdentifier(text), "label", lines...)
	return c.describe(b).add("class-"+d.class, 1).add("with-caption", 1)
}
