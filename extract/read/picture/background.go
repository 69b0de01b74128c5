package picture

import "image"

// Flatten divides a picture by its background, so that shadow, tint and yellowed paper become white and ink becomes
// equally dark everywhere. cell is the side of the squares, in pixels, from which the background is taken: a few times
// a letter's stroke.
func Flatten(img *image.Gray, cell int) *image.Gray {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	cols, rows := (w+cell-1)/cell, (h+cell-1)/cell
	base := make([]float64, cols*rows)
	for cy := range rows {
		for cx := range cols {
			base[cy*cols+cx] = background(img, cx*cell-cell/2, cy*cell-cell/2, 2*cell)
		}
	}
	base = smooth(base, cols, rows)
	out := image.NewGray(img.Rect)
	for y := range h {
		divide(out.Pix[y*w:(y+1)*w], img.Pix[y*img.Stride:], base, cols, rows, y, cell)
	}
	return out
}

// divide flattens one row of pixels.
func divide(out, in []uint8, base []float64, cols, rows, y, cell int) {
	fy := max(0, float64(y)/float64(cell)-0.5)
	y0 := min(int(fy), rows-1)
	y1 := min(y0+1, rows-1)
	ty := fy - float64(y0)
	level := func(c int) float64 { return base[y0*cols+c]*(1-ty) + base[y1*cols+c]*ty }
	for x := range out {
		fx := max(0, float64(x)/float64(cell)-0.5)
		x0 := min(int(fx), cols-1)
		left, right := level(x0), level(min(x0+1, cols-1))
		ground := left + (right-left)*(fx-float64(x0))
		out[x] = uint8(min(255, float64(in[x])*255/ground))
	}
}

func clip(v float64) uint8 { return uint8(max(0, min(255, v+0.5))) }

// background is the brightness that most of a square has: the upper quartile where the square is mostly bright, the
// median where it is mostly dark.
func background(img *image.Gray, x0, y0, side int) float64 {
	var histogram [256]int
	n := 0
	step := max(1, side/32)
	for y := max(0, y0); y < min(img.Rect.Dy(), y0+side); y += step {
		for x := max(0, x0); x < min(img.Rect.Dx(), x0+side); x += step {
			histogram[img.Pix[y*img.Stride+x]]++
			n++
		}
	}
	if n == 0 {
		return 255
	}
	median, upper := 0, 0
	for sum, v := 0, 0; v < 256; v++ {
		sum += histogram[v]
		if 2*sum < n {
			median = v
		}
		if 4*sum < 3*n {
			upper = v
		}
	}
	if upper-median > 60 {
		return float64(median + 1)
	}
	return float64(upper + 1)
}

// smooth gives each square the mean of itself and its neighbours.
func smooth(base []float64, cols, rows int) []float64 {
	out := make([]float64, len(base))
	for y := range rows {
		for x := range cols {
			sum, n := 0.0, 0.0
			for dy := max(0, y-1); dy <= min(rows-1, y+1); dy++ {
				for dx := max(0, x-1); dx <= min(cols-1, x+1); dx++ {
					sum += base[dy*cols+dx]
					n++
				}
			}
			out[y*cols+x] = max(sum/n, 1)
		}
	}
	return out
}
