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

// codeCell is a cell that holds a type designation and nothing else: capitals, or letters with digits.
var codeCell = regexp.MustCompile(`^(?:[A-Z][A-Z\-/.+]{1,15}|[A-Z0-9][A-Z0-9\-/.+]{1,24}|[A-Za-z][\w\-/.+]*\d[\w\-/.+]{0,20})$`)

// codeLike reports whether a text is a designation with a letter.
func codeLike(text string) bool {
	return codeCell.MatchString(text) && strings.ContainsFunc(text, unicode.IsLetter)
}

// A grid is what stands under a table's heading in several columns: designations in many cells.
type grid struct {
	codes  []span
	others int // cells that are no designation
	rows   int // rows with a designation
	full   int // of these, rows with several
}

// take adds a cell: its designation, or those that it names one behind the other.
func (g *grid) take(c *segment) {
	v := trimSpan(whole(c))
	if codeLike(strings.TrimRight(v.text(), "*,;，；、")) {
		g.codes = append(g.codes, v)
		return
	}
	words := wordSpans(c)
	for _, w := range words {
		if !codeLike(strings.TrimRight(w.text(), "*,;，；、")) {
			g.others++
			return
		}
	}
	g.codes = append(g.codes, words...)
}

// mostly reports whether a grid is a list of designations.
func (g *grid) mostly() bool { return len(g.codes) >= 6 && len(g.codes) >= 4*g.others }

// wide reports whether several stand in a row often enough to be no accident.
func (g *grid) wide() bool { return g.full >= 2 && 3*g.full >= g.rows }

// grids lists the designations of tables whose heading stands over several columns of them.
func (d *document) grids() (out []*Candidate, seen []span) {
	for _, l := range d.labelled("models") {
		if !l.whole || l.tail {
			continue
		}
		g := d.gridUnder(l)
		lone := len(d.sheets[l.seg.page].rows[l.seg.row]) == 1 && g.others == 0 && g.full == 0
		if !g.mostly() || !g.wide() && !lone {
			continue
		}
		for _, v := range g.codes {
			text := strings.TrimRight(clean(v.text()), "*")
			if d.nothing(text) || v.touches(seen) {
				continue
			}
			seen = append(seen, v)
			c := d.newCandidate(certcat.Models, text, grammar.FoldIdentifier(text), "column", v)
			c.Features = slices.DeleteFunc(c.Features, func(f Feature) bool { return strings.Contains(f.Name, "-page") }) // such lists are annexes
			d.modelShape(c, text)
			c.drop("has-digit").drop("model-like") // the list as a whole says what its members are
			if c.add("class-"+d.class, 1); d.class == "report" {
				c.add("grid-report", 1) // apparatus and parts
			} else {
				c.add("grid", 1).add("grid-size", math.Log(float64(len(g.codes)))).when(lone, "grid-lone")
			}
			out = append(out, c)
		}
	}
	return out, seen
}

// gridUnder is what stands below a heading between its neighbours' columns, and goes on over the next pages.
func (d *document) gridUnder(l *label) *grid {
	s := d.sheets[l.seg.page]
	left, right := 0.0, s.width
	row := s.rows[l.seg.row]
	if l.seg.col > 0 {
		left = row[l.seg.col-1].box.X1
	}
	if l.seg.col+1 < len(row) {
		right = row[l.seg.col+1].box.X0 - s.line
	}
	g := &grid{}
	goesOn := d.gridRows(g, l.seg.page, l.seg.row+1, left, right, l.seg.box.Y1)
	for page := l.seg.page + 1; goesOn && page < len(d.sheets) && d.inPart(d.sheets[page].number) && g.mostly(); page++ {
		more := &grid{}
		goesOn = d.gridRows(more, page, 0, left, right, -1)
		if len(more.codes) < 3 || more.others > len(more.codes) {
			break
		}
		g.codes, g.others, g.rows, g.full = append(g.codes, more.codes...), g.others+more.others, g.rows+more.rows, g.full+more.full
	}
	return g
}

// gridRows takes the cells of a page's rows that stand between two edges, down to a gap or a caption; on reports whether
// the page ends before the list does. bottom is where the heading ends, under 0 where the page has none.
func (d *document) gridRows(g *grid, page, from int, left, right, bottom float64) (on bool) {
	s := d.sheets[page]
	for r := from; r < len(s.rows); r++ {
		row := s.rows[r]
		if bottom >= 0 && row[0].box.Y0-bottom > 5*s.line {
			return false
		}
		had, others := len(g.codes), g.others
		for _, c := range row {
			if c.box.X0 <= left || c.box.X0 >= right {
				continue
			}
			if h := d.finder.headed(c); h != nil {
				if h.is("models") && h.whole {
					continue // the heading in a second language
				}
				return false
			}
			g.take(c)
		}
		if len(g.codes) == had && g.others > others && g.rows > 2 {
			g.others = others // the text behind the list
			return false
		}
		if n := len(g.codes) - had; n > 0 {
			g.rows++
			if n > 1 {
				g.full++
			}
		}
		if bottom >= 0 || len(g.codes) > 0 {
			bottom = math.Max(bottom, row[0].box.Y1)
		}
	}
	return true
}

// shortenedLists lists designations of which only the first is written in full, as one value: "AB-10,20,30".
func (d *document) shortenedLists(b block) (out []*Candidate, members []span) {
	var group []span
	flush := func() {
		if len(group) > 2 {
			parts := make([]string, len(group))
			for i, v := range group {
				parts[i] = v.text()
			}
			text := strings.Join(parts, ",")
			c := d.newCandidate(certcat.Models, text, grammar.FoldIdentifier(text), "label", group...)
			c.describe(b).add("short-members", 1).add("class-"+d.class, 1)
			d.modelShape(c, text)
			out, members = append(out, c), append(members, group...)
		}
		group = nil
	}
	for _, line := range b.lines {
		for _, part := range splitList(line) {
			for _, w := range wordsIn(part) {
				switch {
				case fullForm.MatchString(w.text()):
					flush()
					group = []span{w}
				case len(group) > 0 && shortForm.MatchString(w.text()):
					group = append(group, w)
				default:
					flush()
				}
			}
		}
	}
	flush()
	return out, members
}

// captionGoesOn is the rest of a caption whose words are not all known, up to its colon.
var captionGoesOn = regexp.MustCompile(`^[\pL .'’()/]{2,28}[:：]\s*`)

// extendCaption steps over the rest of a caption in a block's first line: "Model | rcference: AB-40".
func (d *document) extendCaption(b block) bool {
	if b.how != "inline" || b.label.colon || !b.label.head {
		return false
	}
	m := captionGoesOn.FindString(b.lines[0].text())
	if m == "" || len(m) >= len(b.lines[0].text()) {
		return false
	}
	b.lines[0].start += len(m)
	return true
}

// touches reports whether a span shares a letter with one of others.
func (s span) touches(others []span) bool {
	return slices.ContainsFunc(others, func(o span) bool { return o.seg == s.seg && o.start < s.end && s.start < o.end })
}

var (
	fullForm  = regexp.MustCompile(`^[A-Z][A-Za-z]{0,7}[-_]?\d[\w\-]*$`)
	shortForm = regexp.MustCompile(`^\d{1,5}[A-Z]?(?:-\d{1,3})?$`)
)

// wordsIn are the words of a span, or the parts of words that stand in it.
func wordsIn(v span) []span {
	var out []span
	for _, w := range wordSpans(v.seg) {
		if w.start, w.end = max(w.start, v.start), min(w.end, v.end); w.start < w.end {
			out = append(out, w)
		}
	}
	return out
}

// families lists the designations that stand one to a line behind a caption and begin with the same name: "Acmelit 100
// X01", "Acmelit 250 X10".
func (d *document) families() []family {
	var out []family
	for _, class := range []string{"models", "product"} {
		for _, l := range d.labelled(class) {
			for _, b := range d.finder.blocks(l, 40) {
				if f, ok := membersOf(b); ok {
					out = append(out, f)
				}
			}
		}
	}
	return out
}

// family is the members of a range of products and the name that they share.
type family struct {
	name    string
	members []span
	block   block
}

func membersOf(b block) (family, bool) {
	f := family{block: b}
	for _, line := range b.lines {
		name, rest, found := strings.Cut(unsigned(clean(line.text())), " ")
		letters := strings.ContainsFunc(name, unicode.IsLetter) && !strings.ContainsFunc(name, unicode.IsDigit)
		if !found || !letters || len([]rune(name)) < 3 || f.name != "" && name != f.name || !codesOnly(rest) {
			break
		}
		f.name = name
		f.members = append(f.members, line)
	}
	return f, len(f.members) >= 3
}

// codesOnly reports whether a text is made of one to three designations with a digit.
func codesOnly(text string) bool {
	words := strings.Fields(text)
	for _, w := range words {
		if !codeCell.MatchString(w) && strings.Trim(w, "0123456789-/.") != "" {
			return false
		}
	}
	return len(words) > 0 && len(words) <= 3 && strings.ContainsFunc(text, unicode.IsDigit)
}

// familyModels lists the members of families; familyProducts their names.
func (d *document) familyModels() []*Candidate {
	var out []*Candidate
	for _, f := range d.families() {
		for _, v := range f.members {
			text := unsigned(clean(v.text()))
			c := d.newCandidate(certcat.Models, text, grammar.FoldIdentifier(text), "label", v)
			c.describe(f.block).add("in-family", 1).add("siblings", math.Log(float64(len(f.members)))).add("class-"+d.class, 1)
			d.modelShape(c, text)
			out = append(out, c)
		}
	}
	return out
}

func (d *document) familyProducts() []*Candidate {
	var out []*Candidate
	for _, f := range d.families() {
		v := f.members[0]
		v.end = v.start + strings.Index(v.text()+" ", " ")
		c := d.newCandidate(certcat.Product, f.name, "", "label", v)
		out = append(out, c.describe(f.block).add("family-of-models", 1).add("class-"+d.class, 1))
	}
	return out
}

// tradeSign is a sign of a trade mark behind a name, raised in print: "Acmelit™ 100", "Acmelit TM 100".
var tradeSign = regexp.MustCompile(`(\pL{2})(?:\s?[®™©]|\s?\((?:R|TM|r|tm)\)|\s?℠|\sTM(\s|$))`)

// unsigned is a text without the signs of trade marks.
func unsigned(text string) string { return clean(tradeSign.ReplaceAllString(text, "$1$2")) }
