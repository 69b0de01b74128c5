package extract

import (
	"strings"
	"unicode"

	"github.com/certcat/certcat/grammar"
)

// wordless reports whether a cell holds nothing but what divides a caption from its value, or a speck.
func wordless(text string) bool {
	return strings.TrimFunc(text, func(r rune) bool {
		return strings.ContainsRune(":：.…>»›=|→‘’'`,_", r) || unicode.IsSpace(r) || unicode.Is(unicode.Cf, r)
	}) == ""
}

// beside is what stands to the right of a caption of two lines, on a baseline between them: what is nearest to its middle.
func (f *finder) beside(s *sheet, l *label) *segment {
	seg, foot := l.seg, l.foot()
	mid, h := (seg.box.Y0+foot.box.Y1)/2, max(foot.box.Y1-seg.box.Y0, s.line)
	var best *segment
	nearest := 1.5 * max(seg.box.Height(), s.line)
	for r := max(seg.row-1, 0); r <= foot.row+1 && r < len(s.rows); r++ {
		if r == seg.row || r == foot.row {
			continue
		}
		c := f.acrossFrom(s, r, l)
		if c == nil || c.box.X0 <= seg.box.X1+0.5*min(h, 1.5*s.line) || f.headed(c) != nil || captionLike(c.text) {
			continue
		}
		off := abs((c.box.Y0+c.box.Y1)/2 - mid)
		if best != nil && c.box.Y0-best.box.Y1 < 0.9*s.line && c.box.X0 < best.box.X1 && best.box.X0 < c.box.X1 {
			continue // two lines of one value, with the caption between them
		}
		if off < nearest {
			best, nearest = c, off
		}
	}
	return best
}

// acrossFrom is the cell of a neighbouring row that stands in the column to the right of a caption, where nothing stands
// under or over the caption itself but its end in brackets, and nothing beside it in its own row but another caption's column.
func (f *finder) acrossFrom(s *sheet, row int, l *label) *segment {
	seg, end := l.seg, s.width
	for _, c := range s.rows[seg.row][seg.col+1:] {
		if !wordless(c.text) || !l.ofGoods() {
			end = c.box.X0
			break
		}
	}
	for _, c := range s.rows[row] {
		switch {
		case c.box.X1 < seg.box.X0, wordless(c.text), strings.HasPrefix(c.text, "(") && c.box.X0 < seg.box.X1:
		case c.box.X0 < seg.box.X1, c.box.X0 >= end:
			return nil
		default:
			return c
		}
	}
	return nil
}

// raised is a block to the right of its caption with the line above it taken in, where that line stands in the value's
// column and has no caption: cells centre their captions on values of several lines.
func (f *finder) raised(b block) (block, bool) {
	v := b.lines[0]
	s := f.sheets[v.seg.page]
	if b.how != "right" && b.how != "inline" && b.how != "raised" || v.seg.row == 0 || b.how == "inline" && !b.label.colon {
		return block{}, false
	}
	for r := v.seg.row - 1; r >= max(v.seg.row-2, 0); r-- {
		for _, c := range s.rows[r] {
			x, beside := v.box().X0, b.label.seg.row != v.seg.row || b.label.seg != v.seg
			if beside && c.box.X0 < b.label.seg.box.X1-s.line && c.box.X1 > b.label.seg.box.X0 && !wordless(c.text) {
				return block{}, false // the caption's column is taken
			}
			if abs(c.box.X0-x) < s.line && v.box().Y0-c.box.Y1 < 0.9*s.line && f.headed(c) == nil && !captionLike(c.text) {
				return block{label: b.label, lines: append([]span{trimSpan(whole(c))}, b.lines...), how: "raised"}, true
			}
		}
	}
	return block{}, false
}

// beginsLate reports whether the line right above an address, in its column, looks like its beginning.
func (f *finder) beginsLate(v span) bool {
	s, x := f.sheets[v.seg.page], v.box().X0
	for r := v.seg.row - 1; r >= max(v.seg.row-2, 0); r-- {
		for _, c := range s.rows[r] {
			if abs(c.box.X0-x) < s.line && v.box().Y0-c.box.Y1 < 0.9*s.line && f.headed(c) == nil && !captionLike(c.text) {
				return grammar.LooksLikeAddress(c.text) >= 0.5 && !hasForm(c.text)
			}
		}
	}
	return false
}

// ofGoods reports whether a caption asks for the goods, whose values are short.
func (l *label) ofGoods() bool {
	return l.is("models") || l.is("product") || l.is("brand") || l.is("ratings")
}
