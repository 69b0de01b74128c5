package ppocr

import (
	"cmp"
	"math"
	"slices"

	"github.com/certcat/certcat"
)

// piece is a part of a line that was found and read on its own.
type piece struct {
	words []certcat.Word
	place place
}

// span is a piece as it lies once the page's slope is taken out: from left to right, its middle and its height.
type span struct {
	left, right, middle, height float64
}

// order sorts pieces from top to bottom, joins those that stand beside each other to lines, and numbers the lines.
func order(pieces []piece) []certcat.Word {
	sin, cos := math.Sincos(slope(pieces))
	spans := make([]span, len(pieces))
	at := make([]int, len(pieces))
	for i, p := range pieces {
		at[i] = i
		x, y := p.place.x*cos+p.place.y*sin, p.place.y*cos-p.place.x*sin
		half := math.Abs(p.place.alongX*cos+p.place.alongY*sin) + math.Abs(p.place.downX*cos+p.place.downY*sin)
		tall := math.Abs(p.place.alongY*cos-p.place.alongX*sin) + math.Abs(p.place.downY*cos-p.place.downX*sin)
		spans[i] = span{x - half, x + half, y, 2 * tall}
	}
	slices.SortStableFunc(at, func(a, b int) int {
		return cmp.Or(cmp.Compare(spans[a].middle, spans[b].middle), cmp.Compare(spans[a].left, spans[b].left))
	})
	var lines [][]int
	for _, i := range at {
		line := slices.IndexFunc(lines, func(line []int) bool {
			return slices.ContainsFunc(line, func(j int) bool { return beside(spans[i], spans[j]) })
		})
		if line < 0 {
			lines = append(lines, []int{i})
		} else {
			lines[line] = append(lines[line], i)
		}
	}
	var out []certcat.Word
	for n, line := range lines {
		slices.SortStableFunc(line, func(a, b int) int { return cmp.Compare(spans[a].left, spans[b].left) })
		if first := pieces[line[0]].place; first.alongX*cos+first.alongY*sin < 0 { // on its head
			slices.Reverse(line)
		}
		for _, i := range line {
			for _, w := range pieces[i].words {
				w.Line = n + 1
				out = append(out, w)
			}
		}
	}
	return out
}

// slope is by how much the lines fall, in radians, as the wide pieces that do not stand agree; 0 where there is none.
func slope(pieces []piece) float64 {
	var falls []float64
	for _, p := range pieces {
		if p.place.width() > 4*p.place.height() && math.Abs(p.place.alongX) > math.Abs(p.place.alongY) {
			falls = append(falls, math.Atan(p.place.alongY/p.place.alongX))
		}
	}
	if len(falls) == 0 {
		return 0
	}
	slices.Sort(falls)
	return falls[len(falls)/2]
}

// beside reports whether two pieces belong to one line: level, of like height, no further apart than a few characters.
func beside(a, b span) bool {
	low, high := min(a.height, b.height), max(a.height, b.height)
	return math.Abs(a.middle-b.middle) < 0.3*low && high < 1.7*low && b.left-a.right < low && a.left-b.right < low
}
