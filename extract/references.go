package extract

import (
	"regexp"
	"slices"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// aboutPapers are the standards that tell laboratories, bodies and declarants how to work and to declare materials: no
// product conforms to them.
var aboutPapers = map[string]bool{"17020": true, "17021": true, "17025": true, "17050": true, "17065": true, "17067": true,
	"62474": true, "1752": true, "1752A": true, "1752B": true}

// systemStandards are the standards by which management systems are certified, with their Chinese numbers.
var systemStandards = map[string]bool{"9001": true, "14001": true, "45001": true, "18001": true, "13485": true, "50001": true, "27001": true, "27701": true,
	"27017": true, "27018": true, "20000": true, "22000": true, "22301": true, "37001": true, "37301": true, "16949": true, "21001": true, "28000": true,
	"39001": true, "41001": true, "55001": true, "22716": true, "29001": true, "3834": true, "9100": true, "9110": true, "9120": true, "42001": true,
	"19001": true, "24001": true, "28001": true, "23331": true, "22080": true, "24405": true, "50430": true}

// standards lists every standard that the document cites, in the order of the pages.
func (d *document) standards() []*Candidate {
	var out []*Candidate
	d.eachText(func(text string, at func(from, to int) []span, seg *segment) {
		find := byReader(seg, grammar.Standards, grammar.StandardsRecognised)
		found := find(text)
		for i, f := range found {
			c := d.newCandidate(certcat.Standards, f.Text, f.Canonical, "grammar", at(f.Start, f.End)...)
			c.when(f.Respelt, "respelt")
			c.cell = seg
			c.cut = goesOn.MatchString(text[f.End:]) && (i+1 >= len(found) || strings.Trim(text[f.End:max(f.End, found[i+1].Start)], " +") != "")
			c.joined = i > 0 && sameUnderTwoNames(text, found[i-1], f) || i+1 < len(found) && sameUnderTwoNames(text, f, found[i+1])
			d.citationContext(c, text, f.Start, f.End, seg)
			c.when(d.set.Says("test-methods", strings.ToLower(tail(text[:f.Start], 2*reachOfWords))), "as-method")
			if s, ok := grammar.ParseStandard(f.Text); ok {
				if s.Edition != "" {
					c.add("edition", 1)
				}
				system := systemStandards[s.Number] || systemStandards[familyOf(s.Number)]
				c.when(d.management && system, "system-standard").when(d.management && !system, "other-standard")
				c.when(!d.management && (strings.HasPrefix(s.Number, "9001") || strings.HasPrefix(s.Number, "14001") || strings.HasPrefix(s.Number, "13485")), "system-standard-elsewhere")
				c.when(aboutPapers[familyOf(s.Number)], "accreditation-standard")
			}
			out = append(out, c)
		}
		for _, f := range grammar.TitledStandards(text) {
			c := d.newCandidate(certcat.Standards, f.Text, f.Canonical, "grammar", at(f.Start, f.End)...)
			d.citationContext(c, text, f.Start, f.End, seg)
			out = append(out, c.add("titled", 1))
		}
	})
	relate(out, d.first+1)
	return dropShorter(out)
}

// sameUnderTwoNames reports whether two standards are printed as one designation, a national number and the international
// one behind a stroke: "GB/T 19001-2016/ISO 9001:2015".
func sameUnderTwoNames(text string, a, b grammar.Found) bool {
	return strings.TrimSpace(text[a.End:b.Start]) == "/" && international.MatchString(b.Text) != international.MatchString(a.Text)
}

// goesOn is what follows a standard of which not all was understood: a further amendment, an edition.
var goesOn = regexp.MustCompile(`^\s?\+\s?[\p{L}\d(]|^\s?:\s?[\dOIl]`)

// international is a standard of ISO or IEC itself.
var international = regexp.MustCompile(`^(?:ISO|IEC)`)

// relate tells which standards have others of the same number or family beside them: a report names "IEC 62368-1" in its
// title and means the edition that its list names; where the first pages name one part of IEC 62321, the others that are
// cited deep inside were tested as well.
func relate(list []*Candidate, early int) {
	dated, families, parted := map[string]bool{}, map[string]bool{}, map[string]bool{}
	number, some := make([]string, len(list)), false
	for i, c := range list {
		s, ok := grammar.ParseStandard(c.Value.Text)
		if !ok {
			continue
		}
		number[i] = s.Number
		if s.Edition != "" {
			some = some || c.page() <= early
			family := familyOf(s.Number)
			dated[s.Number] = true
			families[family] = families[family] || c.page() <= early
			parted[family] = parted[family] || family != s.Number
		}
	}
	for i, c := range list {
		if !c.has("edition") && dated[number[i]] {
			beside := slices.ContainsFunc(list, func(o *Candidate) bool {
				return o.has("edition") && inOneCell(c, o) && bare(o.Value.Text) != bare(c.Value.Text)
			})
			c.when(beside, "dated-beside").when(!beside, "dated-elsewhere") // a list that names both means both
		}
		c.when(!c.has("edition") && dated[number[i]] && twoBodies.MatchString(c.Value.Text), "shortened")
		family := familyOf(number[i])
		c.when(c.page() > early && c.has("edition") && families[family], "family-early")
		c.when(c.page() > early && c.has("edition") && !some, "none-early")
		c.when(!c.has("edition") && number[i] != "" && number[i] == family && parted[family], "family-name")
	}
}

// inOneCell reports whether two candidates were read in one line of one cell.
func inOneCell(a, b *Candidate) bool {
	return a.cell != nil && a.cell == b.cell
}

// twoBodies begins the title of what a report tests by, "IEC/EN 62368-1", whose editions its list names.
var twoBodies = regexp.MustCompile(`^(?:EN|IEC|ISO|BS|UL)\s?/\s?(?:EN|IEC|ISO|BS|UL)\s`)

// familyOf is a standard's number without its part.
func familyOf(number string) string {
	family, _, _ := strings.Cut(number, "-")
	return family
}

// citationContext describes where a citation stands: under a caption, alone in its cell, in running text, in a footer.
func (d *document) citationContext(c *Candidate, text string, start, end int, seg *segment) {
	sheet := d.sheets[seg.page]
	y := seg.box.Y0 / max(sheet.height, 1)
	if y > 0.93 {
		c.add("footer", 1)
	}
	rest := len(strings.TrimSpace(text[:start])) + len(strings.TrimSpace(text[end:]))
	switch {
	case rest <= 3:
		c.add("alone", 1)
	case rest > 60:
		c.add("running-text", 1)
	}
	if seg.box.Height() < 0.75*d.sheets[d.firstIndex()].line {
		c.add("small", 1)
	}
	if c.Field == certcat.Standards {
		said := strings.ToLower(tail(d.lineAbove(seg, start)+text[:start], reachOfWords))
		c.when(d.set.Says("act-claims", said), "standard-claimed")
		c.when(d.set.Says("legend", said+" "+strings.ToLower(head(text[end:], reachOfWords/2))), "in-legend")
		l, _ := d.captionOf(seg, start, end)
		c.when(l != nil && l.is("standards"), "standard-captioned")
	}
	if c.page() > d.first+1 {
		c.add("deep-page", 1)
	}
	c.add("kind-"+d.class, 1)
	if c.page() > d.first && d.class == "report" {
		c.add("report-inner-page", 1)
	}
}

// dropShorter drops a standard that is the beginning of another which is cited with more detail, unless it stands
// alone: running text often shortens what the list names in full.
func dropShorter(list []*Candidate) []*Candidate {
	var out []*Candidate
	for i, c := range list {
		short := bare(c.Value.Canonical)
		covered := false
		for j, o := range list {
			if i != j && !c.has("edition") && o.has("edition") && strings.HasPrefix(bare(o.Value.Canonical), short) && numberEnds(o.Value.Canonical, c.Value.Canonical) {
				covered = true
			}
		}
		if covered {
			c.add("shortened", 1)
		}
		out = append(out, c)
	}
	return out
}

// numberEnds reports whether long goes on behind short with an edition and not with another part number.
func numberEnds(long, short string) bool {
	rest := strings.TrimPrefix(long, short)
	return rest != long && (strings.HasPrefix(rest, ":") || strings.HasPrefix(rest, " "))
}

// eachText visits the texts that grammars run over: every segment, joined with the next line of its cell where a
// citation may run over the line's end.
func (d *document) eachText(visit func(text string, at func(from, to int) []span, seg *segment)) {
	for _, s := range d.sheets {
		if !d.inPart(s.number) {
			continue
		}
		used := map[*segment]bool{}
		for _, seg := range s.segments() {
			if used[seg] {
				continue
			}
			lines := []span{whole(seg)}
			for len(lines) < 12 {
				next := d.wrapped(s, lines[len(lines)-1].seg)
				if next == nil || used[next] {
					break
				}
				used[next] = true
				lines = append(lines, whole(next))
			}
			text, at := joined(lines)
			visit(text, at, seg)
		}
	}
}

// editionLine is a line that tells the edition of what the line above names: "Issue 9: August 2022".
var editionLine = regexp.MustCompile(`^\(?(?:Issue|Version|Edition)\s\d`)

// openTitle is the first line of a cell with the title of a technical regulation, which the next line goes on with.
var openTitle = regexp.MustCompile(`^Technical Regulations? (?:for|on|of) [^.,;:()]*$`)

// wrapped is the next line of the same paragraph or cell, nil where the cell ends: same left edge, close below, and the
// line above reaches nearly as far as its widest neighbour or ends in a joining character.
func (d *document) wrapped(s *sheet, seg *segment) *segment {
	if seg.row+1 >= len(s.rows) || d.finder.headedLine(seg) {
		return nil
	}
	for r := seg.row + 1; r < len(s.rows) && r <= seg.row+2; r++ {
		for _, c := range s.rows[r] {
			if c.box.Y0-seg.box.Y1 > 0.9*max(seg.box.Height(), s.line) || abs(c.box.Height()-seg.box.Height()) > 0.45*seg.box.Height() {
				continue
			}
			if editionLine.MatchString(c.text) && c.box.X0 >= seg.box.X0-s.line && c.box.X1 <= seg.box.X1+s.line {
				return c
			}
			if abs(c.box.X0-seg.box.X0) > 1.2*s.line && c.box.X0 > seg.box.X0 || c.box.X0 < seg.box.X0-12*s.line {
				continue
			}
			if d.finder.headed(c) != nil {
				return nil
			}
			tail := strings.TrimSpace(seg.text)
			joins := strings.HasSuffix(tail, ",") || strings.HasSuffix(tail, "/") || strings.HasSuffix(tail, "+") || strings.HasSuffix(tail, "&") ||
				strings.HasSuffix(tail, " and") || strings.HasSuffix(tail, "-") || strings.HasSuffix(tail, "EN") || strings.HasSuffix(tail, "IEC") || strings.HasSuffix(tail, "Directive") || strings.HasSuffix(tail, "(EU)")
			long := seg.box.Width() > 0.5*s.width && len(tail) > 50
			opened := openTitle.MatchString(tail) && abs(c.box.X0-seg.box.X0) < 0.3*s.line && !strings.Contains(c.text, "Regulation")
			if joins || long || opened {
				return c
			}
			return nil
		}
	}
	return nil
}

// joined is the text of several lines with the way back to their places.
func joined(lines []span) (string, func(from, to int) []span) {
	var text strings.Builder
	starts := make([]int, len(lines))
	for i, l := range lines {
		if i > 0 {
			text.WriteByte(' ')
		}
		starts[i] = text.Len()
		text.WriteString(l.text())
	}
	return text.String(), func(from, to int) []span {
		var out []span
		for i, l := range lines {
			lo, hi := max(from-starts[i], 0), min(to-starts[i], l.end-l.start)
			if lo < hi {
				out = append(out, span{l.seg, l.start + lo, l.start + hi})
			}
		}
		return out
	}
}
