package extract

import (
	"math"
	"strings"
	"unicode"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// A reach is how far a value of several lines may go: the same beginning ends after one line, after two, and so on. The
// scorer decides, by what the end looks like.
type reach struct {
	lines []span
	rows  int
	next  []span    // the line underneath, nil where a caption or nothing stands there
	end   []Feature // what the last line and the next say about ending here
}

func (r reach) text() string { return clean(joinLines(r.lines, len(r.lines))) }

// reaches lists how far a value that begins with v can go, shortest first, at most n lines. of is its caption, nil where
// it has none.
func (f *finder) reaches(v span, of *label, n int) []reach {
	return f.reachesFrom([]span{v}, of, n)
}

// reachesFrom lists how far a value can go whose first line is made of several cells.
func (f *finder) reachesFrom(first []span, of *label, n int) []reach {
	v := first[0]
	s := f.sheets[v.seg.page]
	lines, inner := append([]span(nil), first...), 0.0
	last, block := v.box(), v.box()
	for _, c := range first[1:] {
		last, block = last.Union(c.seg.box), block.Union(c.seg.box)
	}
	var out []reach
	for rows := 1; rows <= n; rows++ {
		h := max(min(last.Height(), 1.5*s.line), s.line*0.8)
		next, captioned := f.nextLine(s, lines[len(lines)-1].seg.row, block, of, v, h)
		gap := 3.0
		if len(next) > 0 {
			gap = math.Max(0, next[0].seg.box.Y0-last.Y1) / h
		}
		r := reach{lines: append([]span(nil), lines...), rows: rows, next: next}
		r.end = endOf(lines, next, captioned, math.Min(gap, 3), inner, block.Width())
		out = append(out, r)
		if len(next) == 0 || captioned || gap > 2.2 {
			break
		}
		inner = math.Max(inner, gap)
		last = next[0].seg.box
		for _, c := range next {
			lines = append(lines, c)
			last, block = last.Union(c.seg.box), block.Union(c.seg.box)
		}
	}
	return out
}

// nextLine is what stands underneath a block in its column; captioned where a caption begins there.
func (f *finder) nextLine(s *sheet, row int, block certcat.Box, of *label, first span, h float64) (line []span, captioned bool) {
	for r := row + 1; r < len(s.rows) && r <= row+3; r++ {
		for i, c := range s.rows[r] {
			if c.box.Y0 < block.Y1-0.5*h {
				continue
			}
			over := math.Min(c.box.X1, block.X1) - math.Max(c.box.X0, block.X0)
			left := abs(c.box.X0-block.X0) < 1.6*h
			under := of != nil && of.seg == first.seg && abs(c.box.X0-of.seg.box.X0) < h
			if over < 0.5*math.Min(c.box.Width(), block.Width()) && !left && !under {
				continue
			}
			if f.headed(c) != nil || captionLike(c.text) {
				return nil, true
			}
			if f.captionedBy(s.rows[r][:i], of, block.X0+h) {
				return nil, true
			}
			for _, left := range s.rows[r][f.lineStart(s, s.rows[r], i, h) : i+1] {
				line = append(line, trimSpan(whole(left)))
			}
			return append(line, f.restOfLine(s, s.rows[r][i:], block, h)...), false
		}
	}
	return nil, false
}

// captionedBy reports whether the cells to the left of one say that a new value begins with it: the nearest of them that
// says something is a caption, and not that of the value which is going on.
func (f *finder) captionedBy(before []*segment, of *label, edge float64) bool {
	for j := len(before) - 1; j >= 0; j-- {
		c := before[j]
		if wordless(c.text) {
			continue
		}
		return (f.headed(c) != nil || captionLike(c.text)) && c.box.X1 < edge && !of.covers(c) && !f.addressOf(of, c)
	}
	return false
}

// restOfLine is what goes on to the right of the first of some cells: a line that the reader tore apart, but not the next
// column of a table.
func (f *finder) restOfLine(s *sheet, row []*segment, block certcat.Box, h float64) []span {
	var out []span
	right, edge := row[0].box.X1, math.Max(block.X1, row[0].box.X1)+3*h
	for _, more := range row[1:] {
		if more.box.X0-right > 4*h || more.box.X0 > edge || f.headed(more) != nil || captionLike(more.text) || f.beginsColumn(s, more) {
			break
		}
		right = more.box.X1
		out = append(out, trimSpan(whole(more)))
	}
	return out
}

// lineStart is where the line of the cell at i begins that the reader tore apart: centred lines stick out to the left.
func (f *finder) lineStart(s *sheet, row []*segment, i int, h float64) int {
	for i > 0 && row[i].box.X0-row[i-1].box.X1 < 1.6*h && f.headed(row[i-1]) == nil && !captionLike(row[i-1].text) && !f.beginsColumn(s, row[i]) {
		i--
	}
	return i
}

// beginsColumn reports whether a cell stands in line with cells of the rows around it, which are not the first of theirs.
func (f *finder) beginsColumn(s *sheet, cell *segment) bool {
	for r := max(cell.row-2, 0); r <= cell.row+2 && r < len(s.rows); r++ {
		if r == cell.row {
			continue
		}
		for i, c := range s.rows[r] {
			if i > 0 && abs(c.box.X0-cell.box.X0) < 0.3*s.line {
				return true
			}
		}
	}
	return false
}

// endOf describes the end of a value: whether the last line looks finished and whether the next looks like its
// continuation.
func endOf(lines, next []span, captioned bool, gap, inner, width float64) []Feature {
	c := &Candidate{}
	text := strings.TrimSpace(lines[len(lines)-1].text())
	all := joinLines(lines, len(lines))
	c.add("end-gap", gap/3).add("inner-gap", inner)
	c.when(captioned, "end-caption").when(len(next) == 0 && !captioned, "end-nothing")
	open := strings.HasSuffix(text, ",") || strings.HasSuffix(text, "-") || strings.HasSuffix(text, "&") || strings.HasSuffix(text, "/") || strings.HasSuffix(text, "，") || strings.HasSuffix(text, "、") ||
		strings.Count(all, "(") > strings.Count(all, ")") || strings.Count(all, "（") > strings.Count(all, "）")
	c.when(open, "end-open").when(strings.HasSuffix(text, ".") || strings.HasSuffix(text, "。"), "end-stop")
	c.add("lines", float64(len(lines)-1))
	if len(next) > 0 {
		first := firstRune(next[0].text())
		c.when(unicode.IsLower(first), "next-lower").when(unicode.IsDigit(first), "next-digit")
		here, there := lines[len(lines)-1].seg.box.Height(), next[0].seg.box.Height()
		c.when(abs(here-there) > 0.25*math.Max(here, there), "height-change")
		c.when(grammar.LooksLikeAddress(next[0].text()) > 0.5, "next-address")
		c.when(strings.HasSuffix(strings.TrimSpace(next[0].text()), ".") && len(strings.Fields(next[0].text())) > 7, "next-sentence")
	}
	c.when(lines[len(lines)-1].seg.box.Width() < 0.7*width, "last-short")
	return c.Features
}

// blockTop is the first line of the block that a cell underneath a caption belongs to: a short first line may end left of a
// caption that stands over the middle of the others.
func (f *finder) blockTop(s *sheet, caption, cell *segment) *segment {
	top := cell
	for r := cell.row - 1; r > caption.row; r-- {
		for _, c := range s.rows[r] {
			if abs(c.box.X0-top.box.X0) < 0.5*s.line && top.box.Y0-c.box.Y1 < 0.7*s.line && c.box.X1 <= caption.box.X0 && f.headed(c) == nil && !captionLike(c.text) {
				top = c
			}
		}
	}
	return top
}
