package ppocr

import (
	"cmp"
	"image"
	"math"
	"slices"
	"unicode"

	"github.com/certcat/certcat"
)

// How words are told from characters of one word; lengths as shares of the strip's height.
const (
	spaceSeen = 0.10 // share of "space" that the network says between two characters of different words
	leastGap  = 0.10 // a gap that is narrower is never a space without being seen as one
	wideGap   = 0.75 // a gap that is wider always is one
)

// gap is what is white between two characters, in pixels of the strip.
type gap struct{ from, to float64 }

func (g gap) width() float64 { return g.to - g.from }

// split cuts a line into words where the picture has a gap that is wide for this line, and gives each the box of its ink.
// Chinese characters are kept together unless the gap is as wide as one.
func split(c crop, characters []character) []certcat.Word {
	characters = slices.DeleteFunc(characters, func(c character) bool { return c.confidence < 0.3 })
	if len(characters) == 0 {
		return nil
	}
	columns := ink(c.strip)
	gaps := make([]gap, len(characters)-1)
	for i := range gaps {
		gaps[i] = widest(columns, characters[i].at, characters[i+1].at)
	}
	least := threshold(gaps)
	var words []certcat.Word
	first := 0
	for i := range characters {
		if i+1 < len(characters) && !parts(characters[i], characters[i+1], gaps[i], least) {
			continue
		}
		from, to := 0.0, float64(len(columns))
		if first > 0 {
			from = (gaps[first-1].from + gaps[first-1].to) / 2
		}
		if i+1 < len(characters) {
			to = (gaps[i].from + gaps[i].to) / 2
		}
		words = append(words, word(c, characters[first:i+1], from, to))
		first = i + 1
	}
	return words
}

// threshold is the gap from which a line's gaps are spaces: between the two groups that its gaps fall into.
func threshold(gaps []gap) float64 {
	var widths []float64
	for _, g := range gaps {
		widths = append(widths, g.width()/stripHeight)
	}
	if len(widths) == 0 {
		return leastGap
	}
	slices.Sort(widths)
	usual := widths[len(widths)/2]
	return max(leastGap, min(wideGap, 2*usual+0.04))
}

// parts reports whether a word ends between two characters.
func parts(a, b character, g gap, least float64) bool {
	width := g.width() / stripHeight
	if chinese(a.text) || chinese(b.text) {
		return width > wideGap || b.space > 0.5 && width > leastGap
	}
	return width > least || b.space > spaceSeen && width > leastGap*0.6 || b.space > 0.5
}

func chinese(s string) bool {
	for _, r := range s {
		if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF {
			return true
		}
	}
	return false
}

// word joins characters that stand between two columns; the box is that of the ink there.
func word(c crop, characters []character, from, to float64) certcat.Word {
	w := certcat.Word{}
	sum := 0.0
	for _, ch := range characters {
		w.Text += ch.text
		sum += math.Log(max(ch.confidence, 1e-3))
	}
	w.Confidence = min(1, math.Exp(sum/float64(len(characters))))
	x0, y0, x1, y1 := inked(c.strip, int(from), int(math.Ceil(to)))
	w.Box = c.box(x0, y0, x1, y1)
	return w
}

// darkness is the brightness below which a pixel of the strip is ink, or above which it is where the print is light; ok
// is false where the strip has no contrast.
func darkness(strip *image.Gray) (level uint8, light, ok bool) {
	var histogram [256]int
	for _, p := range strip.Pix {
		histogram[p]++
	}
	low, high, sum := -1, 255, 0
	for v, n := range histogram {
		sum += n
		if low < 0 && sum*100 >= len(strip.Pix)*2 {
			low = v
		}
		if sum*100 <= len(strip.Pix)*98 {
			high = v
		}
	}
	if high-low < 20 {
		return 0, false, false
	}
	middle := (low + high) / 2
	dark := 0
	for _, n := range histogram[:middle] {
		dark += n
	}
	return uint8(middle), 2*dark > len(strip.Pix), true
}

// ink counts the pixels of ink in each column of the strip.
func ink(strip *image.Gray) []int {
	w := strip.Rect.Dx()
	columns := make([]int, w)
	level, light, ok := darkness(strip)
	if !ok {
		return columns
	}
	for i, p := range strip.Pix {
		if (p < level) != light {
			columns[i%w]++
		}
	}
	return columns
}

// widest is the widest run of columns without ink between two places; where there is none, the middle.
func widest(columns []int, from, to float64) gap {
	a, b := max(0, int(from)), min(len(columns), int(to)+1)
	best, start := gap{(from + to) / 2, (from + to) / 2}, -1
	for x := a; x <= b; x++ {
		if x < b && columns[x] == 0 {
			if start < 0 {
				start = x
			}
			continue
		}
		if start >= 0 && float64(x-start) > best.width() {
			best = gap{float64(start), float64(x)}
		}
		start = -1
	}
	return best
}

// inked is the box of the ink between two columns; all of it where there is none.
func inked(strip *image.Gray, from, to int) (x0, y0, x1, y1 float64) {
	w := strip.Rect.Dx()
	from, to = max(0, min(from, w-1)), max(1, min(to, w))
	level, light, ok := darkness(strip)
	left, top, right, bottom := w, stripHeight, -1, -1
	for y := range stripHeight {
		for x := from; ok && x < to; x++ {
			if (strip.Pix[y*w+x] < level) != light {
				left, right, top, bottom = min(left, x), max(right, x), min(top, y), max(bottom, y)
			}
		}
	}
	if right < 0 {
		return float64(from), 0.15 * stripHeight, float64(max(to, from+1)), 0.85 * stripHeight
	}
	return float64(left), float64(top), float64(right + 1), float64(bottom + 1)
}

// piece is a part of a line that was found and read on its own.
type piece struct {
	words []certcat.Word
	tilt  float64
}

func (p piece) box() (b certcat.Box) {
	for _, w := range p.words {
		b = b.Union(w.Box)
	}
	return b
}

// order sorts pieces from top to bottom, joins those that stand beside each other to lines, and numbers the lines.
func order(pieces []piece) []certcat.Word {
	slices.SortStableFunc(pieces, func(a, b piece) int {
		x, y := a.box(), b.box()
		return cmp.Or(cmp.Compare(x.Y0+x.Y1, y.Y0+y.Y1), cmp.Compare(x.X0, y.X0))
	})
	var lines []piece
	for _, p := range pieces {
		b := p.box()
		at := slices.IndexFunc(lines, func(l piece) bool { return beside(l.box(), b) })
		if at < 0 {
			lines = append(lines, p)
			continue
		}
		l := &lines[at]
		l.words = append(l.words, p.words...)
		slices.SortStableFunc(l.words, func(a, b certcat.Word) int { return cmp.Compare(a.Box.X0, b.Box.X0) })
	}
	var out []certcat.Word
	for i, l := range lines {
		for _, w := range l.words {
			w.Line = i + 1
			out = append(out, w)
		}
	}
	return out
}

// beside reports whether two pieces belong to one line: level, of like height, no further apart than a few characters.
func beside(a, b certcat.Box) bool {
	low, high := min(a.Height(), b.Height()), max(a.Height(), b.Height())
	level := min(a.Y1, b.Y1)-max(a.Y0, b.Y0) > 0.6*low
	return level && high < 1.8*low && b.X0-a.X1 < 1.5*low && a.X0-b.X1 < 1.5*low
}
