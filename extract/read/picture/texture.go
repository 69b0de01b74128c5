package picture

import "image"

// Erase paints over what looks like writing to an engine and isn't: matrix codes and screens, recognised as areas of at
// three squares in which ink and paper change places everywhere, in both directions. It answers a copy where there is
// any, else the picture itself.
func Erase(flat *image.Gray, perPoint float64) *image.Gray {
	cell := max(8, min(int(8*perPoint), max(flat.Rect.Dx(), flat.Rect.Dy())/100))
	cols, rows := flat.Rect.Dx()/cell, flat.Rect.Dy()/cell
	busy := make([]bool, cols*rows)
	for i := range busy {
		busy[i] = textured(flat, i%cols*cell, i/cols*cell, cell)
	}
	var areas []image.Rectangle
	for y := 0; y+3 <= rows; y++ {
		for x := 0; x+3 <= cols; x++ {
			if block(busy, cols, x, y) {
				areas = unite(areas, image.Rect(x*cell, y*cell, (x+3)*cell, (y+3)*cell))
			}
		}
	}
	if len(areas) == 0 {
		return flat
	}
	out := image.NewGray(flat.Rect)
	copy(out.Pix, flat.Pix)
	for _, r := range areas {
		white(out, extent(flat, r.Inset(cell), 2*cell))
	}
	return out
}

// extent grows a rectangle inside a code to the code's edge: the first free line on each side, at most reach away.
func extent(img *image.Gray, r image.Rectangle, reach int) image.Rectangle {
	limit := r.Inset(-reach).Intersect(img.Rect)
	r = r.Intersect(img.Rect)
	free := func(line image.Rectangle) bool {
		for y := line.Min.Y; y < line.Max.Y; y++ {
			for _, p := range img.Pix[y*img.Stride+line.Min.X : y*img.Stride+line.Max.X] {
				if p < inkLevel {
					return false
				}
			}
		}
		return true
	}
	for range reach {
		if r.Min.Y > limit.Min.Y && !free(image.Rect(r.Min.X, r.Min.Y-1, r.Max.X, r.Min.Y)) {
			r.Min.Y--
		}
		if r.Max.Y < limit.Max.Y && !free(image.Rect(r.Min.X, r.Max.Y, r.Max.X, r.Max.Y+1)) {
			r.Max.Y++
		}
		if r.Min.X > limit.Min.X && !free(image.Rect(r.Min.X-1, r.Min.Y, r.Min.X, r.Max.Y)) {
			r.Min.X--
		}
		if r.Max.X < limit.Max.X && !free(image.Rect(r.Max.X, r.Min.Y, r.Max.X+1, r.Max.Y)) {
			r.Max.X++
		}
	}
	return r
}

// unite adds a rectangle, joining it with those that it overlaps.
func unite(areas []image.Rectangle, r image.Rectangle) []image.Rectangle {
	for i, a := range areas {
		if a.Overlaps(r) {
			return unite(append(areas[:i:i], areas[i+1:]...), a.Union(r))
		}
	}
	return append(areas, r)
}

// block reports whether at least eight of nine squares are busy: a code's large patterns can fill one.
func block(busy []bool, cols, x, y int) bool {
	n := 0
	for dy := range 3 {
		for dx := range 3 {
			if busy[(y+dy)*cols+x+dx] {
				n++
			}
		}
	}
	return n >= 8
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
	ink, quietRows, quietColumns := 0, 0, 0
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
		if across == 0 {
			quietRows++
		}
		if down == 0 {
			quietColumns++
		}
	}
	share := float64(ink) / float64(side*(side-1))
	return share > 0.28 && share < 0.72 && 4*quietRows < side && 4*quietColumns < side
}
