package picture

import "image"

// Flatten divides a picture by its background, so that shadow, tint and yellowed paper become white and ink becomes
// equally dark everywhere. Where the background itself is dark, light letters on it become dark ones on white. cell
// is the side of the squares, in pixels, whose median is taken as background: a few times a letter's stroke.
func Flatten(img *image.Gray, cell int) *image.Gray {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	cols, rows := (w+cell-1)/cell, (h+cell-1)/cell
	base := make([]float64, cols*rows)
	for cy := range rows {
		for cx := range cols {
			base[cy*cols+cx] = background(img, cx*cell-cell/2, cy*cell-cell/2, 2*cell)
		}
	}
	dark := darkCells(base, cols, rows)
	light := fill(base, dark, cols, rows)
	out := image.NewGray(img.Rect)
	for y := range h {
		for x := range w {
			p := float64(img.Pix[y*img.Stride+x])
			if c := (y/cell)*cols + x/cell; dark != nil && dark[c] {
				b := base[c]
				out.Pix[y*w+x] = clip(255 - (p-b)*255/max(255-b, 64))
				continue
			}
			out.Pix[y*w+x] = clip(p * 255 / between(light, cols, rows, x, y, cell))
		}
	}
	return out
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

// darkCells marks the squares whose background is so much darker than the page's that it must be a printed area and
// no shadow; nil where there are none. Lone squares are bold letters or pictures.
func darkCells(base []float64, cols, rows int) []bool {
	page := quantile(base, 0.75)
	var dark []bool
	for i, b := range base {
		if b < 0.45*page && b < 130 {
			if dark == nil {
				dark = make([]bool, len(base))
			}
			dark[i] = true
		}
	}
	if dark == nil {
		return nil
	}
	kept := make([]bool, len(dark))
	for i, d := range dark {
		x := i % cols
		run := 1
		for j := i - 1; j >= i-x && dark[j]; j-- {
			run++
		}
		for j := i + 1; j < i-x+cols && dark[j]; j++ {
			run++
		}
		kept[i] = d && run >= 4
	}
	return kept
}

func quantile(values []float64, q float64) float64 {
	var histogram [258]int
	for _, v := range values {
		histogram[int(max(0, min(257, v)))]++
	}
	sum := 0
	for v, n := range histogram {
		sum += n
		if float64(sum) >= q*float64(len(values)) {
			return float64(v)
		}
	}
	return 255
}

// fill gives the marked squares the mean of their unmarked neighbours and smooths the rest a little.
func fill(base []float64, dark []bool, cols, rows int) []float64 {
	out := make([]float64, len(base))
	for y := range rows {
		for x := range cols {
			sum, n := 0.0, 0.0
			for reach := 1; n == 0 && reach <= max(cols, rows); reach *= 2 {
				for dy := max(0, y-reach); dy <= min(rows-1, y+reach); dy++ {
					for dx := max(0, x-reach); dx <= min(cols-1, x+reach); dx++ {
						if dark == nil || !dark[dy*cols+dx] {
							sum += base[dy*cols+dx]
							n++
						}
					}
				}
			}
			out[y*cols+x] = max(sum/max(n, 1), 1)
		}
	}
	return out
}

// between interpolates the background at a pixel from the four nearest squares.
func between(base []float64, cols, rows, x, y, cell int) float64 {
	fx := float64(x)/float64(cell) - 0.5
	fy := float64(y)/float64(cell) - 0.5
	x0, y0 := int(max(0, fx)), int(max(0, fy))
	x1, y1 := min(x0+1, cols-1), min(y0+1, rows-1)
	tx, ty := max(0, min(1, fx-float64(x0))), max(0, min(1, fy-float64(y0)))
	top := base[y0*cols+x0]*(1-tx) + base[y0*cols+x1]*tx
	bottom := base[y1*cols+x0]*(1-tx) + base[y1*cols+x1]*tx
	return top*(1-ty) + bottom*ty
}
