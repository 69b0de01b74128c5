package picture

import "image"

// Bands turns light letters on printed bars and boxes into dark letters on white, in place: table heads and titles are
// often printed so. perPoint is pixels per point.
func Bands(grey *image.Gray, perPoint float64) {
	by := max(1, int(perPoint))
	small := shrink(grey, by)
	paper := paperLevel(small)
	for _, c := range components(small, uint8(0.86*paper)) {
		w, h := c.Box.Dx(), c.Box.Dy()
		if w < 24 || h < 9 || float64(c.Area) < 0.5*float64(w*h) || 2*w*h > small.Rect.Dx()*small.Rect.Dy() {
			continue
		}
		if !framed(small, c.Box, uint8(0.86*paper)) {
			continue
		}
		r := image.Rect(c.Box.Min.X*by, c.Box.Min.Y*by, c.Box.Max.X*by, c.Box.Max.Y*by)
		invert(grey, r.Intersect(grey.Rect), 100)
	}
}

// Negative turns a page or label of light print on dark ground over, in place, and reports whether it was one. A light
// label in a dark room is none: what is light on it is not thin.
func Negative(grey *image.Gray, perPoint float64) bool {
	const darkest = 120
	w, h := grey.Rect.Dx(), grey.Rect.Dy()
	ground := middle(grey, grey.Rect)
	if ground > darkest {
		return false
	}
	d := max(3, int(4*perPoint))
	light := func(x, y int) bool {
		return x >= 0 && y >= 0 && x < w && y < h && int(grey.Pix[y*grey.Stride+x]) > ground+30
	}
	thin, thick := 0, 0
	for y := 0; y < h; y += 2 {
		for x := 0; x < w; x += 2 {
			switch {
			case !light(x, y):
			case light(x-d, y) && light(x+d, y) && light(x, y-d) && light(x, y+d):
				thick++
			default:
				thin++
			}
		}
	}
	return 4*thick < thin && invert(grey, grey.Rect, 500)
}

// framed reports whether a piece of ink is dark along all four sides of its box, as a printed bar is.
func framed(img *image.Gray, r image.Rectangle, level uint8) bool {
	side := func(x, y, dx, dy, n int) bool {
		dark := 0
		for i := range n {
			if img.Pix[(y+i*dy)*img.Stride+x+i*dx] < level {
				dark++
			}
		}
		return 10*dark >= 9*n
	}
	r = r.Inset(1)
	return side(r.Min.X, r.Min.Y, 1, 0, r.Dx()) && side(r.Min.X, r.Max.Y-1, 1, 0, r.Dx()) &&
		side(r.Min.X, r.Min.Y, 0, 1, r.Dy()) && side(r.Max.X-1, r.Min.Y, 0, 1, r.Dy())
}

// paperLevel is the brightness of the paper: the upper quartile.
func paperLevel(img *image.Gray) float64 {
	var histogram [256]int
	for _, p := range img.Pix {
		histogram[p]++
	}
	sum := 0
	for v, n := range histogram {
		if sum += n; 4*sum >= 3*len(img.Pix) {
			return float64(v)
		}
	}
	return 255
}

// middle is the brightness that half of a part is darker than.
func middle(grey *image.Gray, r image.Rectangle) int {
	var histogram [256]int
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for _, p := range grey.Pix[y*grey.Stride+r.Min.X : y*grey.Stride+r.Max.X] {
			histogram[p]++
		}
	}
	sum := 0
	for v, n := range histogram {
		if sum += n; 2*sum >= r.Dx()*r.Dy() {
			return v
		}
	}
	return 255
}

// invert turns a bar over where more of it, and at least one pixel in so many, is clearly lighter than its ground than is
// darker, and reports whether it did.
func invert(grey *image.Gray, r image.Rectangle, one int) bool {
	var histogram [256]int
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for _, p := range grey.Pix[y*grey.Stride+r.Min.X : y*grey.Stride+r.Max.X] {
			histogram[p]++
		}
	}
	total := r.Dx() * r.Dy()
	ground := middle(grey, r)
	lighter, darker := 0, 0
	for v, n := range histogram {
		if v > ground+30 {
			lighter += n
		}
		if v < ground-40 {
			darker += n
		}
	}
	top := ground // what one in ten of the lighter pixels reaches
	for v, above := 255, 0; v > ground; v-- {
		if above += histogram[v]; 10*above >= lighter {
			top = v
			break
		}
	}
	if one*lighter < total || 20*lighter > 9*total || lighter < 2*darker || top < ground+30 {
		return false
	}
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := grey.Pix[y*grey.Stride+r.Min.X : y*grey.Stride+r.Max.X]
		for i, p := range row {
			row[i] = clip(255 - float64(int(p)-ground)*255/float64(top-ground))
		}
	}
	return true
}
