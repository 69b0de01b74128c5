package ppocr

import (
	"image"
	"math"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"github.com/certcat/certcat"
)

// How words are told from characters of one word; lengths as shares of the strip's height.
const (
	spaceSure = 0.50 // how strongly the network must have seen a space for there to be one, whatever the gap …
	spaceSeen = 0.02 // … and for a gap that is wide for its line to be one
	leastGap  = 0.10 // a gap that is narrower is not wide for any line
	clearGap  = 0.30 // a gap that is wider, and very wide for its line, is a space that the network missed
	wideGap   = 0.75 // a gap that is wider parts Chinese too
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
	if !slices.ContainsFunc(characters, func(c character) bool { return han(c.text) }) {
		for i := range characters {
			characters[i].text = width.Narrow.String(characters[i].text)
		}
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
	wide := g.width() / stripHeight
	if chinese(a.text) || chinese(b.text) {
		return wide > wideGap || b.space > spaceSure && wide > leastGap
	}
	if (a.text == "," || a.text == ";") && wide > least {
		return true
	}
	return b.space > spaceSure || b.space > spaceSeen && wide > least || wide > 1.6*least && wide > clearGap
}

func han(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) })
}

// chinese reports whether a character is written without spaces around it.
func chinese(s string) bool {
	return han(s) || strings.ContainsFunc(s, func(r rune) bool { return r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF })
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
	low, high := spread(strip, 50)
	if high-low < 20 {
		return 0, false, false
	}
	middle, dark := (low+high)/2, 0
	for _, p := range strip.Pix {
		if int(p) < middle {
			dark++
		}
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
