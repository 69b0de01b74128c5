package extract

import (
	"math"
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/certcat/certcat"
)

// A segment is a run of words on one baseline without a wide gap: a cell of a table, a label, a line of a paragraph.
type segment struct {
	page  int // index into sheet list
	row   int // index into the sheet's rows
	col   int // index into the row
	text  string
	box   certcat.Box
	words []placed
	by    string
}

// placed is a word and where its text stands in the segment's text.
type placed struct {
	start, end int // byte offsets
	box        certcat.Box
	conf       float64
	layer      bool // from the text layer, in a reading that merges it with what an engine saw beside it
}

// sheet is one page laid out as rows of segments, top to bottom.
type sheet struct {
	number int
	width  float64
	height float64
	rows   [][]*segment
	line   float64 // median word height in points
	read   bool
	others []certcat.Reading // what engines saw beside the reading that was laid out
	merged bool              // the reading that was laid out is made of others

	posture posture // how its text stands on the page as shown; width, height and all boxes are those of the turned page
}

func (s *sheet) segments() []*segment {
	var all []*segment
	for _, row := range s.rows {
		all = append(all, row...)
	}
	return all
}

// layOut turns the best reading of every page into rows of segments.
func layOut(pages certcat.Pages) []*sheet {
	sheets := make([]*sheet, len(pages.Pages))
	for i, p := range pages.Pages {
		q := postureOf(p)
		sheets[i] = layPage(i, q.turned(p))
		sheets[i].posture = q
	}
	return sheets
}

func layPage(index int, p certcat.Page) *sheet {
	s := &sheet{number: p.Number, width: p.Width, height: p.Height, line: 10}
	if p.Best < 0 || p.Best >= len(p.Readings) {
		return s
	}
	s.read = true
	reading := p.Readings[p.Best]
	for i, r := range p.Readings {
		if i != p.Best && r.By != certcat.TextLayer {
			s.others = append(s.others, r)
		}
	}
	s.merged = reading.By == certcat.Merged
	words := make([]certcat.Word, 0, len(reading.Words))
	var heights []float64
	for _, w := range reading.Words {
		w.Text = visible(w.Text)
		if w.Text == "" || w.Box.Empty() {
			continue
		}
		words = append(words, w)
		heights = append(heights, w.Box.Height())
	}
	if len(words) == 0 {
		return s
	}
	sort.Float64s(heights)
	s.line = math.Max(heights[len(heights)/2], 4)
	inLayer := fromLayer(p)
	for r, row := range toRows(words) {
		segs := toSegments(row, p.Rules)
		for c, seg := range segs {
			seg.page, seg.row, seg.col, seg.by = index, r, c, reading.By
			for i, w := range seg.words {
				seg.words[i].layer = inLayer[layerWord{seg.text[w.start:w.end], w.box}]
			}
		}
		s.rows = append(s.rows, segs)
	}
	return s
}

// visible is a text without the marks that only steer the direction of writing and the breaking of lines.
func visible(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\u200b', r == '\u200e', r == '\u200f', r == '\u061c', r == '\u2060', r == '\ufeff', r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
			return -1
		}
		return r
	}, text))
}

// layerWord is a word of a text layer and where it stands.
type layerWord struct {
	text string
	box  certcat.Box
}

// fromLayer is the words that a page's text layer holds.
func fromLayer(p certcat.Page) map[layerWord]bool {
	out := map[layerWord]bool{}
	for _, r := range p.Readings {
		if r.By == certcat.TextLayer {
			for _, w := range r.Words {
				out[layerWord{visible(w.Text), w.Box}] = true
			}
		}
	}
	return out
}

// toRows groups words whose middles lie within each other's height. Words of one reader line stay together.
func toRows(words []certcat.Word) [][]certcat.Word {
	sort.SliceStable(words, func(i, j int) bool {
		return words[i].Box.Y0+words[i].Box.Y1 < words[j].Box.Y0+words[j].Box.Y1
	})
	type band struct {
		words    []certcat.Word
		mid, hgt float64
	}
	var bands []band
	for _, w := range words {
		mid, hgt := (w.Box.Y0+w.Box.Y1)/2, w.Box.Height()
		best := -1
		for i := len(bands) - 1; i >= 0 && i >= len(bands)-6; i-- {
			if math.Abs(bands[i].mid-mid) < 0.38*math.Min(math.Max(hgt, 4), math.Max(bands[i].hgt, 4)) {
				best = i
				break
			}
		}
		if best < 0 {
			bands = append(bands, band{words: []certcat.Word{w}, mid: mid, hgt: hgt})
			continue
		}
		b := &bands[best]
		n := float64(len(b.words))
		b.mid, b.hgt = (b.mid*n+mid)/(n+1), (b.hgt*n+hgt)/(n+1)
		b.words = append(b.words, w)
	}
	sort.SliceStable(bands, func(i, j int) bool { return bands[i].mid < bands[j].mid })
	rows := make([][]certcat.Word, len(bands))
	for i := range bands {
		row := bands[i].words
		sort.SliceStable(row, func(a, b int) bool { return row[a].Box.X0 < row[b].Box.X0 })
		rows[i] = row
	}
	return rows
}

// toSegments cuts a row where the gap is wider than a space can be, or where a ruling line stands between two words.
func toSegments(row []certcat.Word, rules []certcat.Box) []*segment {
	var segs []*segment
	for start := 0; start < len(row); {
		end := start + 1
		for end < len(row) && !cut(row[end-1], row[end], rules) {
			end++
		}
		segs = append(segs, compose(inReadingOrder(row[start:end])))
		start = end
	}
	return segs
}

// compose joins the words of a segment into its text.
func compose(words []certcat.Word) *segment {
	s := &segment{}
	letterspaced := spacedOut(words)
	for i, w := range words {
		if i > 0 && !letterspaced && spaced(words[i-1], w) {
			s.text += " "
		}
		start := len(s.text)
		s.text += w.Text
		s.words = append(s.words, placed{start: start, end: len(s.text), box: w.Box, conf: w.Confidence})
		s.box = s.box.Union(w.Box)
	}
	return s
}

// spacedOut reports whether a run of words is one word printed with spaces between its letters: "C E R T I F I C A T E".
func spacedOut(words []certcat.Word) bool {
	hangul := 0
	for _, w := range words {
		if utf8.RuneCountInString(w.Text) > 1 || !unicode.IsUpper(firstRune(w.Text)) && !unicode.Is(unicode.Hangul, firstRune(w.Text)) {
			return false
		}
		if unicode.Is(unicode.Hangul, firstRune(w.Text)) {
			hangul++
		}
	}
	return len(words) >= 5 || hangul == len(words) && hangul >= 3
}

// inReadingOrder turns a run of words that is written from right to left; Latin words and numbers inside it keep their
// own order.
func inReadingOrder(words []certcat.Word) []certcat.Word {
	rtl := 0
	for _, w := range words {
		if rightToLeft(w.Text) {
			rtl++
		}
	}
	if 2*rtl <= len(words) && !captionEnds(words) {
		return words
	}
	var out []certcat.Word
	for end := len(words); end > 0; {
		start := end - 1
		if !rightToLeft(words[start].Text) {
			for start > 0 && !rightToLeft(words[start-1].Text) {
				start--
			}
		}
		out = append(out, words[start:end]...)
		end = start
	}
	return out
}

// captionEnds reports whether a run of words ends, on its right, in a caption that is written from right to left, with its
// colon at the left of it: what stands before is its value, in Latin letters.
func captionEnds(words []certcat.Word) bool {
	if len(words) < 2 || !rightToLeft(words[len(words)-1].Text) || rightToLeft(words[0].Text) {
		return false
	}
	first := len(words) - 1
	for first > 0 && rightToLeft(words[first-1].Text) {
		first--
	}
	return strings.HasSuffix(words[first].Text, ":") || strings.HasPrefix(words[first].Text, ":")
}

// rightToLeft reports whether a text begins in a script that is written from right to left.
func rightToLeft(text string) bool {
	for _, r := range text {
		if unicode.In(r, unicode.Arabic, unicode.Hebrew) {
			return true
		}
		if unicode.IsLetter(r) {
			return false
		}
	}
	return false
}

func cut(a, b certcat.Word, rules []certcat.Box) bool {
	gap := b.Box.X0 - a.Box.X1
	h := math.Max(math.Min(a.Box.Height(), b.Box.Height()), 4)
	limit := 1.25 * h
	if a.Line != b.Line {
		limit = 0.75 * h
	}
	if strings.ContainsRune(",;，；、", firstRune(b.Text)) && gap < 4*h {
		return false // a list goes on
	}
	if strings.HasSuffix(a.Text, ":") || strings.HasSuffix(a.Text, "：") {
		limit = math.Min(limit, 0.9*h)
	}
	if gap > limit {
		return true
	}
	mid := (a.Box.Y0 + a.Box.Y1) / 2
	for _, r := range rules {
		if r.Height() > r.Width() && r.X0 > a.Box.X1-1 && r.X1 < b.Box.X0+1 && r.Y0 <= mid && mid <= r.Y1 {
			return true
		}
	}
	return false
}

// spaced reports whether a space belongs between two neighbouring words: not between ideographs.
func spaced(a, b certcat.Word) bool {
	last, first := lastRune(a.Text), firstRune(b.Text)
	if ideograph(last) && ideograph(first) {
		return false
	}
	if (ideograph(last) || ideograph(first)) && b.Box.X0-a.Box.X1 < 0.25*a.Box.Height() {
		return false
	}
	return true
}

func ideograph(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || (r >= 0x3000 && r <= 0x303F) || (r >= 0xFF00 && r <= 0xFF65)
}

func firstRune(s string) rune {
	for _, r := range s {
		return r
	}
	return 0
}

func lastRune(s string) rune {
	var last rune
	for _, r := range s {
		last = r
	}
	return last
}

// span is a stretch of one segment's text.
type span struct {
	seg        *segment
	start, end int
}

func (s span) text() string { return s.seg.text[s.start:s.end] }

// box is the union of the words that the span touches.
func (s span) box() certcat.Box {
	var b certcat.Box
	for _, w := range s.seg.words {
		if w.start < s.end && s.start < w.end {
			b = b.Union(w.box)
		}
	}
	return b
}

func (s span) confidence() float64 {
	sum, n := 0.0, 0
	for _, w := range s.seg.words {
		if w.start < s.end && s.start < w.end {
			sum += w.conf
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

// by is who read the span: the text layer where all of its words come from there.
func (s span) by() string {
	for _, w := range s.seg.words {
		if w.start < s.end && s.start < w.end && !w.layer {
			return s.seg.by
		}
	}
	return certcat.TextLayer
}

// leastSure is the confidence of the word that was read with the least.
func (s span) leastSure() float64 {
	least := 1.0
	for _, w := range s.seg.words {
		if w.start < s.end && s.start < w.end {
			least = math.Min(least, w.conf)
		}
	}
	return least
}

// byEngine reports whether an engine, and not the text layer, saw any of the segment's words.
func (s *segment) byEngine() bool { return whole(s).by() != certcat.TextLayer }

// byReader chooses what looks at a segment: one thing for a text layer, another for what an engine recognised.
func byReader[F any](s *segment, printed, recognised F) F {
	if s.byEngine() {
		return recognised
	}
	return printed
}

func whole(s *segment) span { return span{s, 0, len(s.text)} }
