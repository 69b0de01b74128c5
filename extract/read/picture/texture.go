package picture

import "image"

// Erase paints over what looks like writing to an engine and isn't: matrix codes and screens, recognised as areas of at
// three squares in which ink and paper change places everywhere, in both directions. It answers a copy where there is
// any, else the picture itself.
func Erase(flat *image.Gray, perPoint float64) *image.Gray {
	cell := max(8, min(int(10*perPoint), max(flat.Rect.Dx(), flat.Rect.Dy())/75))
	cols, rows := flat.Rect.Dx()/cell, flat.Rect.Dy()/cell
	busy := make([]bool, cols*rows)
	for i := range busy {
		busy[i] = textured(flat, i%cols*cell, i/cols*cell, cell)
	}
	out := flat
	for y := 0; y+3 <= rows; y++ {
		for x := 0; x+3 <= cols; x++ {
			if !block(busy, cols, x, y) {
				continue
			}
			if out == flat {
				out = image.NewGray(flat.Rect)
				copy(out.Pix, flat.Pix)
			}
			// Half a cell more: the area's edge lies anywhere.
			white(out, image.Rect(x*cell-cell/2, y*cell-cell/2, (x+3)*cell+cell/2, (y+3)*cell+cell/2))
		}
	}
	return out
}

func block(busy []bool, cols, x, y int) bool {
	for dy := range 3 {
		for dx := range 3 {
			if !busy[(y+dy)*cols+x+dx] {
				return false
			}
		}
	}
	return true
}

func white(img *image.Gray, r image.Rectangle) {
	r = r.Intersect(img.Rect)
	for y := r.Min.Y; y < r.Max.Y; y++ {
		row := img.Pix[y*img.Stride+r.Min.X : y*img.Stride+r.Max.X]
		for i := range row {
			row[i] = 255
		}
	}
}

// textured reports whether a square is a third to two thirds ink, with changes all along its rows and its columns:
// writing has free lines between its lines.
func textured(img *image.Gray, x0, y0, side int) bool {
	ink, quiet := 0, 0
	const least = 2
	for a := range side {
		across, down := 0, 0
		for b := 1; b < side; b++ {
			i := (y0+a)*img.Stride + x0 + b
			j := (y0+b)*img.Stride + x0 + a
			here, left := img.Pix[i] < inkLevel, img.Pix[i-1] < inkLevel
			if here {
				ink++
			}
			if here != left {
				across++
			}
			if (img.Pix[j] < inkLevel) != (img.Pix[j-img.Stride] < inkLevel) {
				down++
			}
		}
		if across < least {
			quiet++
		}
		if down < least {
			quiet++
		}
	}
	share := float64(ink) / float64(side*(side-1))
	return share > 0.3 && share < 0.7 && quiet*4 < 2*side
}
