package extract

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/certcat/certcat/extract/kinds"
	"github.com/certcat/certcat/grammar"
)

// A block is the text that a caption introduces: its lines, and how they stand to the caption.
type block struct {
	label *label
	lines []span
	how   string // "inline", "right", "below", "above"

	between []*segment // cells that hold nothing but a separator
}

// separated reports whether a colon or dotted leaders stand between a caption that fills its cell and its value.
func (b block) separated() bool {
	l := b.label
	if !l.whole || b.how != "right" && b.how != "beside" || len(b.lines) == 0 {
		return false
	}
	between := l.seg.text[l.end:]
	if v := b.lines[0]; v.seg.row == l.seg.row {
		between += v.seg.text[:v.start]
	}
	for _, c := range b.between {
		between += c.text
	}
	return strings.ContainsAny(between, ":：…") || strings.Contains(between, "...")
}

// finder answers where the value of a caption stands.
type finder struct {
	sheets []*sheet
	labels map[*segment][]*label
	all    []*label
}

func newFinder(set *kinds.Set, sheets []*sheet) *finder {
	f := &finder{sheets: sheets, labels: map[*segment][]*label{}}
	for _, s := range sheets {
		for _, seg := range s.segments() {
			found := findLabels(set, seg)
			if len(found) == 0 {
				if l := endLabel(set, seg); l != nil {
					found = append(found, l)
				}
				if l := spacedLabel(set, s, seg); l != nil {
					found = append(found, l)
				}
			}
			if !sureLabel(found) {
				if l := compositeLabel(set, seg); l != nil {
					found = []*label{l}
				}
			}
			if !sureLabel(found) {
				if l := misreadLabel(set, seg); l != nil && (len(found) == 0 || l.colon && l.end > found[0].end) {
					found = []*label{l}
				}
			}
			if len(found) > 0 {
				f.labels[seg] = found
			}
		}
	}
	f.stack(set)
	f.regroup()
	for _, s := range sheets {
		for _, seg := range s.segments() {
			for _, l := range f.labels[seg] {
				if !l.part {
					f.all = append(f.all, l)
				}
			}
		}
	}
	return f
}

// headed reports whether a segment begins with a caption that is one beyond doubt: alone in its cell or with a colon.
func (f *finder) headed(s *segment) *label {
	for _, l := range f.labels[s] {
		if l.head && (l.colon || l.whole) && !l.is("same") {
			return l
		}
	}
	return nil
}

// blocks lists where the value of a caption can stand, likeliest first.
func (f *finder) blocks(l *label, maxLines int) []block {
	var out []block
	sheet := f.sheets[l.seg.page]
	if l.after < len(l.seg.text) {
		end := len(l.seg.text)
		for _, next := range f.labels[l.seg] {
			if next.start > l.end && next.start < end && !next.is("same") {
				end = next.start
			}
		}
		if v := trimSpan(span{l.seg, l.after, end}); v.start < v.end {
			lines := []span{v}
			if end == len(l.seg.text) {
				lines = append(lines, f.continued(sheet, v, maxLines-1, l)...)
			}
			out = append(out, block{label: l, lines: lines, how: "inline"})
		}
	} else if l.whole || l.colon {
		if r := f.rightOf(sheet, l); r != nil && f.headed(r) == nil {
			v := trimSpan(span{r, valueStart(r.text), f.nextLabel(r)})
			if v.start < v.end {
				b := block{label: l, lines: append([]span{v}, f.continued(sheet, v, maxLines-1, l)...), how: "right"}
				if row := sheet.rows[l.seg.row]; r.row == l.seg.row && r.col == l.seg.col+2 {
					b.between = row[l.seg.col+1 : r.col]
				}
				out = append(out, b)
			}
		}
		if b := f.beside(sheet, l); b != nil {
			if v := trimSpan(whole(b)); v.start < v.end {
				found := block{label: l, lines: append([]span{v}, f.continued(sheet, v, maxLines-1, l)...), how: "beside"}
				if row := sheet.rows[l.seg.row]; l.ofGoods() && l.seg.col+1 < len(row) && wordless(row[l.seg.col+1].text) {
					found.between = row[l.seg.col+1 : l.seg.col+2]
				}
				out = append(out, found)
			}
		}
		reach, foot := 3.0, l.foot()
		if strings.HasSuffix(strings.TrimSpace(foot.text), ":") && len(sheet.rows[foot.row]) == 1 {
			reach = 5 // a line that ends in a colon leads to what comes next, on certificates across a wide gap
		}
		if b := f.belowWithin(sheet, foot, reach); b != nil && f.headed(b) == nil {
			b = f.blockTop(sheet, foot, b)
			v := trimSpan(whole(b))
			out = append(out, block{label: l, lines: append([]span{v}, f.continued(sheet, v, maxLines-1, l)...), how: "below"})
		}
	}
	return out
}

// nextLabel is where the first caption inside a value begins: "Acme GmbH. Address: 1 Some Street".
func (f *finder) nextLabel(r *segment) int {
	for _, l := range f.labels[r] {
		if !l.head && l.colon && !l.is("same") {
			return l.start
		}
	}
	return len(r.text)
}

// inner is the first caption inside a line that ends a name in front of it, nil where there is none: "Acme LLC. Location: 1
// Some Street".
func (f *finder) inner(v span) *label {
	for _, l := range f.labels[v.seg] {
		if l.start <= v.start || l.end >= v.end || l.head || !l.colon || l.is("same") {
			continue
		}
		before := v.seg.text[v.start:l.start]
		divided := strings.ContainsRune(".,;；，。", lastRune(strings.TrimRight(before, " ")))
		if divided || l.is("address") && unicode.IsSpace(lastRune(before)) {
			return l
		}
	}
	return nil
}

// column is what stands underneath a table's heading: every cell that shares most of its width, down to the next
// caption or a gap of several lines.
func (f *finder) column(l *label) block {
	b := block{label: l, how: "column"}
	if !l.whole {
		return b
	}
	s := f.sheets[l.seg.page]
	bottom, mid := l.foot().box.Y1, (l.seg.box.X0+l.seg.box.X1)/2
	for r := l.foot().row + 1; r < len(s.rows) && len(b.lines) < 80; r++ {
		for _, c := range s.rows[r] {
			if c.box.X1 < l.seg.box.X0-s.line || c.box.X0 > l.seg.box.X1+s.line || (c.box.X0 > mid || c.box.X1 < mid) && abs((c.box.X0+c.box.X1)/2-mid) > 6*s.line {
				continue
			}
			if c.box.Y0-bottom > 7*s.line || f.headed(c) != nil {
				return b
			}
			bottom = c.box.Y1
			b.lines = append(b.lines, trimSpan(whole(c)))
		}
	}
	return b
}

// valueStart steps over a colon that the layout left at the value's side.
func valueStart(text string) int {
	after, _ := skipSeparator(text, 0)
	if strings.IndexAny(text, ":：.…") == 0 {
		return after
	}
	return 0
}

func trimSpan(v span) span {
	t := v.seg.text
	for v.start < v.end {
		r, w := utf8.DecodeRuneInString(t[v.start:v.end])
		if !unicode.IsSpace(r) && r != '_' && r != '…' {
			break
		}
		v.start += w
	}
	for v.start < v.end {
		r, w := utf8.DecodeLastRuneInString(t[v.start:v.end])
		if !unicode.IsSpace(r) && r != '_' && r != '…' {
			break
		}
		v.end -= w
	}
	return v
}

// right is the next segment in the same row.
func (f *finder) right(s *sheet, seg *segment) *segment {
	row := s.rows[seg.row]
	if rightToLeft(seg.text) {
		if seg.col > 0 {
			return row[seg.col-1]
		}
		return nil
	}
	if seg.col+1 < len(row) {
		next := row[seg.col+1]
		if wordless(next.text) && seg.col+2 < len(row) {
			next = row[seg.col+2]
		}
		if next.box.X0-seg.box.X1 < 0.6*s.width {
			return next
		}
	}
	return nil
}

// below is the nearest segment underneath that shares a part of the width, at most three lines away.
func (f *finder) below(s *sheet, seg *segment) *segment { return f.belowWithin(s, seg, 3) }

// belowWithin is below, a number of lines away at most.
func (f *finder) belowWithin(s *sheet, seg *segment, lines float64) *segment {
	h := seg.box.Height()
	for r := seg.row + 1; r < len(s.rows); r++ {
		for _, c := range s.rows[r] {
			if c.box.Y0-seg.box.Y1 > lines*max(h, s.line) {
				return nil
			}
			if c.box.X0 < seg.box.X1 && seg.box.X0 < c.box.X1 {
				return c
			}
		}
	}
	return nil
}

// continued lists the lines that carry on a value underneath it: same left edge or centre, close below, and neither
// captions themselves nor beside a caption.
func (f *finder) continued(s *sheet, v span, n int, of *label) []span {
	var out []span
	last := v
	for r := v.seg.row + 1; r < len(s.rows) && len(out) < n; r++ {
		next, stop := f.carriesOn(s, s.rows[r], last, v, of)
		if stop {
			break
		}
		if next == nil {
			continue
		}
		last = trimSpan(whole(next))
		out = append(out, last)
	}
	return out
}

func (f *finder) carriesOn(s *sheet, row []*segment, last, first span, of *label) (next *segment, stop bool) {
	lb := last.box()
	h := max(min(lb.Height(), 1.5*s.line), s.line*0.8)
	for i, c := range row {
		gap := c.box.Y0 - lb.Y1
		if gap > 1.1*h && (gap > 1.7*h || !of.is("scope")) {
			return nil, true
		}
		aligned := abs(c.box.X0-first.box().X0) < 1.6*h || abs((c.box.X0+c.box.X1)-(lb.X0+lb.X1)) < 2*h ||
			(c.box.X0 >= first.box().X0-h && c.box.X0 < lb.X1) || (c.box.X0 <= of.seg.box.X0+h && c.box.X0 >= of.seg.box.X0-h && of.seg == first.seg)
		if !aligned {
			continue
		}
		if f.headed(c) != nil || captionLike(c.text) {
			return nil, true
		}
		before := row[:i]
		if rightToLeft(of.seg.text) && c.box.X1 < of.seg.box.X0 {
			before = row[i+1:]
		}
		for _, left := range before {
			if f.translates(s, left, of) {
				continue
			}
			if (f.headed(left) != nil || captionLike(left.text)) && !of.covers(left) || f.opensRow(s, left, c, of, first) {
				return nil, true
			}
		}
		return c, false
	}
	return nil, false
}

// translates reports whether a cell close underneath a party's caption says the same in another language: the value has the
// lines of both.
func (f *finder) translates(s *sheet, cell *segment, of *label) bool {
	if !of.whole || !of.group("party.") || abs(cell.box.X0-of.seg.box.X0) > 0.6*s.line || cell.box.Y0-of.foot().box.Y1 > 0.8*s.line || cell.row <= of.seg.row {
		return false
	}
	l := f.headed(cell)
	return l != nil && l.whole && sharesClass(l.classes, of.classes) && bare(cell.text) != bare(of.seg.text)
}

// opensRow reports whether a cell is a caption that is not known, of a table's next row: it stands where the value's own
// caption stands, and what is beside it is no part of an address.
func (f *finder) opensRow(s *sheet, left, value *segment, of *label, first span) bool {
	if of.seg == first.seg || of.seg.row != first.seg.row || of.covers(left) || grammar.LooksLikeAddress(value.text) > 0.3 || unicode.IsLower(firstRune(left.text)) || !of.group("party.") && !of.group("address") {
		return false
	}
	edge := left.box.X0 - of.seg.box.X0
	if rightToLeft(of.seg.text) {
		edge = left.box.X1 - of.seg.box.X1
	}
	return abs(edge) < 0.6*s.line
}

// captionLike reports whether a line looks like "Some words: value" even where the caption is not known.
func captionLike(text string) bool {
	i := strings.IndexAny(text, ":：")
	if i <= 0 || i > 60 || strings.Count(text[:i], "(") > strings.Count(text[:i], ")") {
		return false
	}
	if ideograph(firstRune(text)) && (strings.ContainsAny(text[:i], "；，。") || closesMore(text[:i])) {
		return false // a list that goes on, and no caption
	}
	head := strings.TrimRight(text[:i], " .…·)(（）")
	words := strings.Fields(head)
	first := firstRune(head)
	if len(words) > 1 && strings.EqualFold(words[len(words)-1], "no") && grammar.LooksLikeAddress(text) >= 0.4 {
		return false // "Gül Cad. No: 7" is a house
	}
	return len(words) > 0 && len(words) <= 6 && !unicode.IsDigit(first) && (unicode.IsUpper(first) || first > 0x2E80) && !strings.HasSuffix(strings.ToLower(head), "http") && !strings.HasSuffix(strings.ToLower(head), "https")
}

// closesMore reports whether a text closes a bracket that it does not open.
func closesMore(text string) bool {
	return strings.Count(text, ")")+strings.Count(text, "）") > strings.Count(text, "(")+strings.Count(text, "（")
}

func abs(v float64) float64 {
	if v < 0 {
		return -v
	}
	return v
}

// joinLines joins the first n lines by single spaces; ideographs are joined without.
func joinLines(lines []span, n int) string {
	var out strings.Builder
	for i, l := range lines {
		if i >= n {
			break
		}
		t := l.text()
		if i > 0 && t != "" {
			prev := lastRune(out.String())
			switch {
			case prev == '-' && !strings.HasSuffix(out.String(), " -"):
			case ideograph(prev) && ideograph(firstRune(t)):
			default:
				out.WriteByte(' ')
			}
		}
		out.WriteString(t)
	}
	return out.String()
}
