package picture

import (
	"image"

	"github.com/certcat/certcat"
)

// Survey is what a page's picture says about its ink and about the words that claim to explain it.
type Survey struct {
	Ink       float64       // share of the page covered by ink, 0–1
	Letters   int           // pieces of ink of a letter's size
	Loose     int           // those that lie in no word
	Clusters  []certcat.Box // where loose letters stand together, points
	Invisible []bool        // per word: nothing can be seen in its box
	Marks     Marks
}

// Marks are what a page shows beside words, in points.
type Marks struct {
	Rules []certcat.Box
	Ticks []certcat.Tick
	Codes []certcat.Code
}

// marks finds the marks of a flattened picture and maps their boxes to the page.
func marks(flat *image.Gray, perPoint float64, page func(certcat.Box) certcat.Box) Marks {
	m := Marks{Rules: Rules(flat, perPoint), Ticks: Ticks(flat, perPoint), Codes: Codes(flat)}
	for i := range m.Rules {
		m.Rules[i] = page(m.Rules[i])
	}
	for i := range m.Ticks {
		m.Ticks[i].Box = page(m.Ticks[i].Box)
	}
	for i := range m.Codes {
		m.Codes[i].Box = page(m.Codes[i].Box)
	}
	return m
}

// Look surveys a picture of a page of the given size against the words that its text layer claims.
func Look(img image.Image, size certcat.PageSize, words []certcat.Word) Survey {
	dark, red := Dark(img), Red(img)
	perPoint := float64(dark.Rect.Dx()) / size.Width
	s := Survey{Invisible: make([]bool, len(words))}
	for i, w := range words {
		s.Invisible[i] = contrast(dark, w.Box, perPoint) < 20 && contrast(red, w.Box, perPoint) < 20
	}
	Negative(dark, perPoint)
	flat := Flatten(dark, max(16, int(perPoint*14)))
	n := 0
	for _, p := range flat.Pix {
		if p < inkLevel {
			n++
		}
	}
	s.Ink = float64(n) / float64(max(1, len(flat.Pix)))
	covered := cover(words, s.Invisible, flat.Rect, perPoint)
	var loose []image.Rectangle
	for _, c := range components(Erase(flat, perPoint), inkLevel+20) {
		if !letterLike(c, perPoint) {
			continue
		}
		s.Letters++
		x, y := (c.Box.Min.X+c.Box.Max.X)/2, (c.Box.Min.Y+c.Box.Max.Y)/2
		if !covered[y*flat.Rect.Dx()+x] {
			loose = append(loose, c.Box)
		}
	}
	s.Marks = marks(flat, perPoint, func(b certcat.Box) certcat.Box {
		return certcat.Box{X0: clamp(b.X0/perPoint, size.Width), Y0: clamp(b.Y0/perPoint, size.Height),
			X1: clamp(b.X1/perPoint, size.Width), Y1: clamp(b.Y1/perPoint, size.Height)}
	})
	s.Loose = len(loose)
	s.Clusters = clusters(loose, perPoint)
	return s
}

// letterLike picks pieces of ink from 2.5 to 40 points high that are neither lines nor specks.
func letterLike(c component, perPoint float64) bool {
	w, h := float64(c.Box.Dx())/perPoint, float64(c.Box.Dy())/perPoint
	fill := float64(c.Area) / float64(c.Box.Dx()*c.Box.Dy())
	return h >= 2.5 && h <= 40 && w >= 0.5 && w <= 8*h && (fill < 0.9 || w < 4) && fill > 0.08
}

func contrast(img *image.Gray, box certcat.Box, perPoint float64) int {
	r := pixels(box, perPoint).Intersect(img.Rect)
	low, high := 255, 0
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			p := int(img.Pix[y*img.Stride+x])
			low, high = min(low, p), max(high, p)
		}
	}
	return high - low
}

func pixels(box certcat.Box, perPoint float64) image.Rectangle {
	return image.Rect(int(box.X0*perPoint), int(box.Y0*perPoint), int(box.X1*perPoint)+1, int(box.Y1*perPoint)+1)
}

// cover marks the pixels that visible words, with a little margin, lie on.
func cover(words []certcat.Word, invisible []bool, r image.Rectangle, perPoint float64) []bool {
	covered := make([]bool, r.Dx()*r.Dy())
	for i, w := range words {
		if invisible[i] {
			continue
		}
		m := min(3, 0.15*min(w.Box.Height(), w.Box.Width()))
		box := pixels(certcat.Box{X0: w.Box.X0 - m, Y0: w.Box.Y0 - m, X1: w.Box.X1 + m, Y1: w.Box.Y1 + m}, perPoint).Intersect(r)
		for y := box.Min.Y; y < box.Max.Y; y++ {
			for x := box.Min.X; x < box.Max.X; x++ {
				covered[y*r.Dx()+x] = true
			}
		}
	}
	return covered
}

// clusters joins pieces that lie within a line height of each other and keeps groups of five and more.
func clusters(boxes []image.Rectangle, perPoint float64) []certcat.Box {
	parent := make([]int, len(boxes))
	for i := range parent {
		parent[i] = i
	}
	var find func(int) int
	find = func(i int) int {
		if parent[i] != i {
			parent[i] = find(parent[i])
		}
		return parent[i]
	}
	const most = 6000
	for i := range boxes[:min(len(boxes), most)] {
		for j := i + 1; j < min(len(boxes), most); j++ {
			reach := max(boxes[i].Dy(), boxes[j].Dy()) * 3 / 2
			if boxes[j].Min.Y > boxes[i].Max.Y+60*int(perPoint) {
				break
			}
			if boxes[i].Inset(-reach).Overlaps(boxes[j]) {
				parent[find(i)] = find(j)
			}
		}
	}
	count := make([]int, len(boxes))
	union := make([]image.Rectangle, len(boxes))
	for i, b := range boxes {
		root := find(i)
		count[root]++
		union[root] = union[root].Union(b)
	}
	var out []certcat.Box
	for i, n := range count {
		if n >= 5 {
			u := union[i]
			out = append(out, certcat.Box{X0: float64(u.Min.X) / perPoint, Y0: float64(u.Min.Y) / perPoint,
				X1: float64(u.Max.X) / perPoint, Y1: float64(u.Max.Y) / perPoint})
		}
	}
	return out
}
