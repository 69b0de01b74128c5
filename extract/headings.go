package extract

import (
	"slices"
	"strings"
	"unicode"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// headsTable reports whether a caption stands in a row of headings: three cells or more, none with a number or a colon, over
// a row whose cells stand under them and are no captions.
func (f *finder) headsTable(l *label) bool {
	s := f.sheets[l.seg.page]
	row := s.rows[l.seg.row]
	if !l.whole || len(row) < 3 {
		return false
	}
	for _, c := range row {
		if strings.ContainsAny(c.text, ":：") || strings.ContainsFunc(c.text, unicode.IsDigit) {
			return false
		}
	}
	bottom := l.foot().box.Y1
	for r := l.seg.row + 1; r < len(s.rows) && r <= l.foot().row+3; r++ {
		next := s.rows[r]
		if next[0].box.Y0-bottom > 3*s.line {
			return false
		}
		under := 0
		for _, head := range row {
			if slices.ContainsFunc(next, func(c *segment) bool { return c.box.X0 < head.box.X1 && head.box.X0 < c.box.X1 && !l.covers(c) }) {
				under++
			}
		}
		if len(next) >= 3 && under >= 3 {
			return !slices.ContainsFunc(next, func(c *segment) bool { return f.headed(c) != nil })
		}
	}
	return false
}

// tabled marks a value by the table whose heading its caption is: what stands beside it is the next heading, what stands
// below it is the first row.
func (d *document) tabled(c *Candidate, b block) {
	if b.how == "inline" || !d.finder.headsTable(b.label) {
		return
	}
	if b.how == "below" {
		c.drop("how-below").add("under-heading", 1)
	} else {
		c.drop("how-"+b.how).drop("caption-words").add("next-heading", 1)
	}
}

// goodsTable reports whether a heading belongs to a table of the goods themselves: others in its row ask for their name, brand
// or ratings, and none asks who made them, as lists of parts and apparatus do.
func (d *document) goodsTable(l *label) bool {
	if !l.whole || d.class == "report" {
		return false
	}
	asked := false
	for _, c := range d.sheets[l.seg.page].rows[l.seg.row] {
		for _, other := range d.finder.labels[c] {
			switch {
			case c == l.seg || !other.head:
			case other.group("party.") || other.is("standards") || other.group("number.") || other.group("date."):
				return false
			case other.is("product") || other.is("brand") || other.is("ratings"):
				asked = asked || other.whole
			}
		}
	}
	return asked
}

// goodsModels lists the designations in the columns of tables of goods.
func (d *document) goodsModels() (out []*Candidate, seen []span) {
	for _, l := range d.labelled("models") {
		if !d.goodsTable(l) || !d.finder.headsTable(l) && len(d.sheets[l.seg.page].rows[l.seg.row]) > 2 {
			continue
		}
		var parts []span
		coded := 0
		for _, line := range d.finder.column(l).lines {
			if row := d.sheets[line.seg.page].rows[line.seg.row]; len(row) < 2 || d.speaksOfRules(line) {
				break
			}
			for _, part := range splitList(line) {
				if text := clean(part.text()); text != "" && len(strings.Fields(text)) <= 4 {
					parts = append(parts, part)
					if codeLike(text) || strings.ContainsFunc(text, unicode.IsDigit) {
						coded++
					}
				}
			}
		}
		if 4*coded < 3*len(parts) {
			continue
		}
		for _, v := range parts {
			text := unsigned(clean(v.text()))
			if d.nothing(text) || v.touches(seen) {
				continue
			}
			seen = append(seen, v)
			c := d.newCandidate(certcat.Models, text, grammar.FoldIdentifier(text), "column", v)
			if len(parts) > 1 && c.page() <= d.first+3 {
				c.Features = slices.DeleteFunc(c.Features, func(f Feature) bool { return strings.Contains(f.Name, "-page") }) // such tables are annexes
			}
			c.add("goods-column", 1).add("class-"+d.class, 1)
			d.modelShape(c, text)
			d.textShape(c, text)
			out = append(out, c)
		}
	}
	return out, seen
}

// speaksOfRules reports whether a line names an act, a standard or a date: what stands below the goods, not they.
func (d *document) speaksOfRules(v span) bool {
	text := v.text()
	return len(grammar.Acts(text)) > 0 || len(grammar.Standards(text)) > 0 || len(grammar.Dates(text)) > 0
}
