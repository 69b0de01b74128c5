package extract

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// messrs stands before the name of a firm, and of nothing else.
var messrs = regexp.MustCompile(`(?i)^(?:m/s|messrs)\b`)

// withMessrs is a name that stands alone in its line, with the "M/s" that is printed before it.
func withMessrs(seg *segment, name span) span {
	if all := trimSpan(whole(seg)); messrs.MatchString(all.text()) {
		return all
	}
	return name
}

// frontSheets is the first page of a document, and the second where that is the same page in Latin letters: many bodies
// issue a certificate in their own language and in English.
func (d *document) frontSheets() []*sheet {
	i := d.firstIndex()
	out := d.sheets[i : i+1]
	if i+1 < len(d.sheets) && d.inPart(d.sheets[i+1].number) && mostlyLatin(d.sheets[i+1]) && !mostlyLatin(d.sheets[i]) {
		out = d.sheets[i : i+2]
	}
	return out
}

// leastLetters is how many letters a page has from which on they tell its language.
const leastLetters = 80

// mostlyLatin reports whether most letters of a page are Latin.
func mostlyLatin(s *sheet) bool {
	latin, all := 0, 0
	for _, seg := range s.segments() {
		for _, r := range seg.text {
			if unicode.IsLetter(r) {
				all++
				if unicode.Is(unicode.Latin, r) {
					latin++
				}
			}
		}
	}
	return all >= leastLetters && 4*latin >= 3*all
}

// makersOnLabel lists the names on a product's label that stand over an address: whoever makes or sells the product, mostly
// without a caption. A label is a picture: what has a text layer is some other paper.
func (d *document) makersOnLabel() []*Candidate {
	var out []*Candidate
	s := d.firstSheet()
	for _, row := range s.rows {
		for _, seg := range row {
			if !seg.byEngine() || d.finder.headed(seg) != nil || captionLike(seg.text) || len([]rune(seg.text)) < 4 || len(wordSpans(seg)) > 9 {
				continue
			}
			name, inline := d.splitNamed(named(trimSpan(whole(seg))))
			below := d.addressBelow(s, seg)
			_, form := grammar.CompanyName(name.text())
			if form == "" || below == nil && inline.start >= inline.end {
				continue
			}
			c := d.newCandidate(certcat.Manufacturer, clean(name.text()), "", "letterhead", name)
			c.add("on-label", 1).add("address-below", 1).when(below != nil && d.wholeAddress(below), "whole-address-below")
			out = append(out, d.nameFeatures(c.add("class-"+d.class, 1)))
		}
	}
	return out
}

// asksForAddress reports whether a cell is the caption of somebody's address.
func (d *document) asksForAddress(cell *segment) bool {
	l := d.finder.headed(cell)
	return l != nil && l.group("address") && !l.is("address.decoy") && !l.is("address.country")
}

// addressFollows reports whether the row under a name begins with the caption of an address.
func (d *document) addressFollows(name []span) bool {
	if len(name) == 0 {
		return false
	}
	last := name[len(name)-1].seg
	rows := d.sheets[last.page].rows
	for r := last.row + 1; r < len(rows) && r <= last.row+2; r++ {
		if d.asksForAddress(rows[r][0]) {
			return true
		}
	}
	return false
}

// wrapsFromAbove reports whether a line is the end of a name that begins in the line above.
func (d *document) wrapsFromAbove(s *sheet, seg *segment) bool {
	if seg.row == 0 {
		return false
	}
	for _, c := range s.rows[seg.row-1] {
		if c.box.X0 < seg.box.X1 && seg.box.X0 < c.box.X1 && seg.box.Y0-c.box.Y1 < s.line && d.finder.headed(c) == nil && d.nameGoesOn(c.text, seg.text) {
			return true
		}
	}
	return false
}

// ledAtOnce reports whether what stands right above a name, in its column or alone in its line, leads to it: "issued to",
// "the company".
func (d *document) ledAtOnce(s *sheet, seg *segment) bool {
	for r := seg.row - 1; r >= max(seg.row-2, 0); r-- {
		for _, c := range s.rows[r] {
			if alone := len(s.rows[r]) == 1 && len(s.rows[seg.row]) == 1; !alone && (c.box.X0 > seg.box.X1 || seg.box.X0 > c.box.X1) {
				continue
			}
			text := strings.ToLower(strings.TrimRight(c.text, " :：,.…"))
			return seg.box.Y0-c.box.Y1 < 3*s.line && d.set.EndsWith("holder-lead", text)
		}
	}
	return false
}

// translated is the party of a block whose second line is the name in Latin letters that the first gives in another script.
func (d *document) translated(b block) (party, bool) {
	if len(b.lines) < 2 || inLatin(b.lines[0].text()) || !inLatin(b.lines[1].text()) {
		return party{}, false
	}
	second := b.lines[1]
	s := d.sheets[second.seg.page]
	rest := d.finder.restOfLine(s, s.rows[second.seg.row][second.seg.col:], second.box(), second.box().Height())
	lines := append([]span{second}, rest...)
	if name := joinLines(lines, len(lines)); hasForm(name) {
		under := block{label: b.label, how: b.how, lines: b.lines[1:]}
		p := party{block: under, name: clean(name), nameLines: lines}
		if split, ok := d.splitParty(under); ok && len(rest) == 0 {
			p = split
		}
		return p, true
	}
	return party{}, false
}

// overAnAddress says whether an address stands under a party's name, or a caption for one.
func (d *document) overAnAddress(c *Candidate, p party) {
	whole := grammar.LooksLikeAddress(p.address) >= 0.6 && slices.ContainsFunc(p.addressLines, func(l span) bool { return grammar.EndsAddress(l.text()) })
	if !whole && len(p.nameLines) > 0 {
		last := p.nameLines[len(p.nameLines)-1].seg
		below := d.addressBelow(d.sheets[last.page], last)
		whole = below != nil && d.wholeAddress(below)
	}
	c.when(d.addressFollows(p.nameLines), "address-caption-below").when(p.over, "over-address").when(p.address != "", "with-address").when(whole, "with-whole-address")
}
