package picture

import (
	"image"

	"github.com/certcat/certcat"
)

// ruleLevel is the brightness under which a pixel can belong to a ruling line: smoothing leaves hairlines grey.
const ruleLevel = 205

// Rules finds ruling lines, horizontal and vertical: at least 24 points long and thinner than 3. perPoint is pixels per
// point of the flattened picture; the boxes are in pixels.
func Rules(flat *image.Gray, perPoint float64) []certcat.Box {
	out := straight(flat, perPoint)
	for _, b := range straight(transpose(flat), perPoint) {
		out = append(out, certcat.Box{X0: b.Y0, Y0: b.X0, X1: b.Y1, Y1: b.X1})
	}
	return out
}

func transpose(img *image.Gray) *image.Gray {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := image.NewGray(image.Rect(0, 0, h, w))
	const tile = 64
	for ty := 0; ty < h; ty += tile {
		for tx := 0; tx < w; tx += tile {
			for y := ty; y < min(h, ty+tile); y++ {
				for x := tx; x < min(w, tx+tile); x++ {
					out.Pix[x*h+y] = img.Pix[y*img.Stride+x]
				}
			}
		}
	}
	return out
}

// straight finds horizontal lines: long runs of ink, joined with those right beneath them, with paper above and below.
func straight(img *image.Gray, perPoint float64) []certcat.Box {
	length, thick, gap := int(24*perPoint), int(3*perPoint)+1, max(1, int(perPoint))
	var open, done []image.Rectangle
	w := img.Rect.Dx()
	for y := range img.Rect.Dy() {
		var next []image.Rectangle
		row := img.Pix[y*img.Stride : y*img.Stride+w]
		for x := 0; x < w; x++ {
			if row[x] >= ruleLevel {
				continue
			}
			x0, last := x, x
			for x < w && x-last <= gap {
				if row[x] < ruleLevel {
					last = x
				}
				x++
			}
			if last-x0 < length {
				continue
			}
			r := image.Rect(x0, y, last+1, y+1)
			for i := 0; i < len(open); i++ {
				if open[i].Max.Y >= y-1 && open[i].Min.X < r.Max.X && r.Min.X < open[i].Max.X {
					r = r.Union(open[i])
					open = append(open[:i], open[i+1:]...)
					i--
				}
			}
			next = append(next, r)
		}
		for _, r := range open {
			if r.Max.Y >= y-1 {
				next = append(next, r)
			} else {
				done = append(done, r)
			}
		}
		open = next
	}
	var out []certcat.Box
	for _, r := range append(done, open...) {
		if r.Dy() <= thick {
			out = append(out, certcat.Box{X0: float64(r.Min.X), Y0: float64(r.Min.Y), X1: float64(r.Max.X), Y1: float64(r.Max.Y)})
		}
	}
	return out
}

// Ticks finds the boxes that a form lets one tick: squares of 5 to 18 points, drawn on all four sides, with space to
// their left. A box is ticked where more than a sliver of its inside is ink. Boxes are in pixels.
func Ticks(flat *image.Gray, perPoint float64) []certcat.Tick {
	all := components(flat, 190)
	var out []certcat.Tick
	for _, c := range all {
		w, h := float64(c.Box.Dx())/perPoint, float64(c.Box.Dy())/perPoint
		if w < 5 || w > 18 || h < 5 || h > 18 || w > 1.25*h || h > 1.25*w || !outlined(flat, c.Box) || !alone(flat, c.Box) {
			continue
		}
		inside := c.Box.Inset(max(2, c.Box.Dx()/5))
		ink := 0
		for y := inside.Min.Y; y < inside.Max.Y; y++ {
			for x := inside.Min.X; x < inside.Max.X; x++ {
				if flat.Pix[y*flat.Stride+x] < inkLevel {
					ink++
				}
			}
		}
		share := float64(ink) / float64(max(1, inside.Dx()*inside.Dy()))
		if share > 0.75 && 4*c.Area > 3*c.Box.Dx()*c.Box.Dy() {
			continue // a bullet or a black square
		}
		out = append(out, certcat.Tick{Ticked: share > 0.06, Box: certcat.Box{X0: float64(c.Box.Min.X), Y0: float64(c.Box.Min.Y),
			X1: float64(c.Box.Max.X), Y1: float64(c.Box.Max.Y)}})
	}
	return out
}

// outlined reports whether each side of the box carries a line from corner to corner.
func outlined(img *image.Gray, r image.Rectangle) bool {
	depth := max(2, r.Dx()/6)
	for side := range 4 {
		n, full := r.Dx(), 0
		if side >= 2 {
			n = r.Dy()
		}
		for i := range n {
			for d := range depth {
				x, y := r.Min.X+i, r.Min.Y+d
				switch side {
				case 1:
					y = r.Max.Y - 1 - d
				case 2:
					x, y = r.Min.X+d, r.Min.Y+i
				case 3:
					x, y = r.Max.X-1-d, r.Min.Y+i
				}
				if img.Pix[y*img.Stride+x] < 190 {
					full++
					break
				}
			}
		}
		if 100*full < 96*n {
			return false
		}
	}
	return true
}

// alone reports whether the strip to the left of the box is free, and its inside isn't a letter's: the middle of a
// Chinese character is full of strokes that touch all sides.
func alone(img *image.Gray, r image.Rectangle) bool {
	gap := max(3, r.Dx()*2/5)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := max(0, r.Min.X-gap); x < r.Min.X; x++ {
			if img.Pix[y*img.Stride+x] < inkLevel {
				return false
			}
		}
	}
	return true
}
