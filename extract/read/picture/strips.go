package picture

import (
	"cmp"
	"image"
	"math"
	"slices"
)

// Strip is a line of writing as it lies in a picture, in pixels: its middle, and half its sides as vectors along and across
// the writing. Light writing stands on a darker ground.
type Strip struct {
	X, Y           float64
	AlongX, AlongY float64
	DownX, DownY   float64
	Light          bool
	weight         float64 // of two strips in one place the heavier is the writing
	pieces         int
}

// Width is the length of the line in pixels.
func (s Strip) Width() float64 { return 2 * math.Hypot(s.AlongX, s.AlongY) }

// Height is the height of the line in pixels.
func (s Strip) Height() float64 { return 2 * math.Hypot(s.DownX, s.DownY) }

const (
	stripLongest = 3600 // pixels, the longest side of the finest picture that is searched for lines
	stripLeast   = 450  // and of the coarsest
	stripMost    = 120  // lines of one picture
	stripPieces  = 3    // that make a line
)

// Strips finds lines of writing of any size, dark on light and light on dark, that lie as most writing of the picture does:
// as on a product, where there is no page with margins and columns. They come from top to bottom of the writing, whose
// direction, in degrees clockwise from level, is -45 to 135.
func Strips(grey *image.Gray) (strips []Strip, degrees float64) {
	var layers []layer
	long := max(grey.Rect.Dx(), grey.Rect.Dy())
	for by := max(1, (long+stripLongest-1)/stripLongest); len(layers) == 0 || long/by >= stripLeast; by *= 2 {
		img := shrink(grey, by)
		dark, light := apart(img)
		layers = append(layers, layer{img, float64(by), false, pieces(img, dark)}, layer{img, float64(by), true, pieces(img, light)})
	}
	way := lean(layers)
	for _, l := range layers {
		for _, c := range chains(l.pieces, way) {
			if s, ok := l.strip(c, way); ok {
				strips = append(strips, s)
			}
		}
	}
	strips = joined(distinct(strips))
	strips = lines(strips)
	slices.SortStableFunc(strips, func(a, b Strip) int { return cmp.Compare(b.weight, a.weight) })
	strips = strips[:min(len(strips), stripMost)]
	sin, cos := math.Sincos(way)
	slices.SortStableFunc(strips, func(a, b Strip) int { return cmp.Compare(a.Y*cos-a.X*sin, b.Y*cos-b.X*sin) })
	return strips, way * 180 / math.Pi
}

// layer is the picture at one of its sizes, and the pieces of one brightness in it.
type layer struct {
	img    *image.Gray
	scale  float64 // pixels of the picture to one of img
	light  bool
	pieces []piece
}

// piece is a connected piece of a letter's size that is clearly darker, or lighter, than what is around it, in pixels of its
// layer.
type piece struct {
	x, y          float64 // its middle
	width, height float64
	tone          float64 // mean brightness of its box
}

// pieces are the connected black ones of a picture's marks that can be letters.
func pieces(img, marks *image.Gray) (out []piece) {
	const lowest, highest = 8, 60
	for _, c := range components(marks, 128) {
		b := c.Box
		fill := float64(c.Area) / float64(b.Dx()*b.Dy())
		if b.Dy() < lowest || b.Dy() > highest || b.Dx() < 2 || b.Dx() > 5*b.Dy() || fill < 0.1 || fill > 0.95 && 2*b.Dx() > b.Dy() {
			continue
		}
		sum := 0
		for y := b.Min.Y; y < b.Max.Y; y++ {
			for _, p := range img.Pix[y*img.Stride+b.Min.X : y*img.Stride+b.Max.X] {
				sum += int(p)
			}
		}
		out = append(out, piece{float64(b.Min.X+b.Max.X) / 2, float64(b.Min.Y+b.Max.Y) / 2, float64(b.Dx()), float64(b.Dy()), float64(sum) / float64(b.Dx()*b.Dy())})
	}
	return out
}

// apart gives black, in one picture, where a pixel is clearly darker than the mean of what is around it, by a share of how
// much the brightness varies there (Niblack), and in another where it is lighter; white elsewhere.
func apart(img *image.Gray) (dark, light *image.Gray) {
	const share, least, reach = 0.3, 6.0, 20
	w, h := img.Rect.Dx(), img.Rect.Dy()
	dark, light = image.NewGray(img.Rect), image.NewGray(img.Rect)
	columns := make([][2]int, w) // sums of brightness and its square, over the rows within reach
	add := func(y, sign int) {
		for x, p := range img.Pix[y*img.Stride : y*img.Stride+w] {
			columns[x][0] += sign * int(p)
			columns[x][1] += sign * int(p) * int(p)
		}
	}
	for y := range min(reach, h) {
		add(y, 1)
	}
	for y := range h {
		if y+reach < h {
			add(y+reach, 1)
		}
		if y > reach {
			add(y-reach-1, -1)
		}
		rows := min(h, y+reach+1) - max(0, y-reach)
		sum, squares := 0, 0
		for x := -reach; x < w; x++ {
			if x+reach < w {
				sum, squares = sum+columns[x+reach][0], squares+columns[x+reach][1]
			}
			if x > reach {
				sum, squares = sum-columns[x-reach-1][0], squares-columns[x-reach-1][1]
			}
			if x < 0 {
				continue
			}
			n := float64(rows * (min(w, x+reach+1) - max(0, x-reach)))
			mean := float64(sum) / n
			off := max(least, share*math.Sqrt(max(0, float64(squares)/n-mean*mean)))
			p := float64(img.Pix[y*img.Stride+x])
			dark.Pix[y*w+x], light.Pix[y*w+x] = 255, 255
			switch {
			case p < mean-off:
				dark.Pix[y*w+x] = 0
			case p > mean+off:
				light.Pix[y*w+x] = 0
			}
		}
	}
	return dark, light
}

// lean is the direction in which most pieces have their nearest neighbour of like height, in radians from -π/4 to 3π/4.
func lean(layers []layer) float64 {
	const steps = 90    // of two degrees
	const longish = 2.2 // times as long as wide; most letters are not, ribs and slits are
	var votes [steps]float64
	for _, l := range layers {
		own := slices.DeleteFunc(slices.Clone(l.pieces), func(p piece) bool { return max(p.width, p.height) > longish*min(p.width, p.height) })
		slices.SortFunc(own, func(a, b piece) int { return cmp.Compare(a.x, b.x) })
		for i, a := range own {
			best, at := 1.6, -1.0
			for step := -1; step <= 1; step += 2 {
				for j := i + step; j >= 0 && j < len(own) && math.Abs(own[j].x-a.x) < 4*a.height; j += step {
					if d, degrees := a.to(own[j]); d < best {
						best, at = d, degrees
					}
				}
			}
			if at >= 0 {
				votes[int(at/2)%steps]++
			}
		}
	}
	best, top := 0.0, 45.0
	for i := range steps {
		sum := 0.0
		for d := -3; d <= 3; d++ {
			sum += votes[(i+d+steps)%steps] * (4 - math.Abs(float64(d)))
		}
		if sum > best {
			best, top = sum, float64(2*i+1)
		}
	}
	return (top - 45) * math.Pi / 180
}

// to is how far a neighbour of like height and brightness is, in heights, and in which direction, in degrees from 45 to the
// left of level; infinitely far if it is unlike.
func (a piece) to(b piece) (distance, degrees float64) {
	if ratio := a.height / b.height; ratio > 1.5 || ratio < 0.67 || math.Abs(a.tone-b.tone) > 40 {
		return math.Inf(1), 0
	}
	dx, dy := b.x-a.x, b.y-a.y
	degrees = math.Mod(math.Atan2(dy, dx)*180/math.Pi+45+360, 180)
	return math.Hypot(dx, dy) / max(a.height, (a.width+b.width)/2), degrees
}

// reach is a piece as it lies along the writing: from where to where, and its upper and lower edge. The box of a slanting
// letter is larger than the letter, so that its own sides are taken.
func (a piece) reach(way float64) (u0, u1, v0, v1 float64) {
	sin, cos := math.Sincos(way)
	w, h := a.width/2, a.height/2
	if math.Abs(sin) > math.Abs(cos) {
		w, h = h, w
	}
	u, v := a.x*cos+a.y*sin, a.y*cos-a.x*sin
	return u - w, u + w, v - h, v + h
}

// chains joins pieces that follow each other in the direction of the writing.
func chains(all []piece, way float64) (out [][]piece) {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b piece) int {
		u, _, v, _ := a.reach(way)
		u2, _, v2, _ := b.reach(way)
		return cmp.Or(cmp.Compare(u, u2), cmp.Compare(v, v2))
	})
	chain := make([]int, len(all)) // of each piece, as an index of out
	for i := range chain {
		chain[i] = -1
	}
	for i, a := range all {
		if chain[i] < 0 {
			chain[i] = len(out)
			out = append(out, []piece{a})
		}
		if j := follower(all, i, way); j >= 0 && chain[j] < 0 {
			chain[j] = chain[i]
			out[chain[i]] = append(out[chain[i]], all[j])
		}
	}
	return out
}

// follower is the closest piece that goes on where one ends: level with it, of like height and brightness. -1 for none.
func follower(all []piece, i int, way float64) int {
	a := all[i]
	u0, u1, v0, v1 := a.reach(way)
	best, at := math.Inf(1), -1
	for j := i + 1; j < len(all); j++ {
		b := all[j]
		w0, w1, x0, x1 := b.reach(way)
		high, other := v1-v0, x1-x0
		if w0 > u1+3*high {
			break
		}
		over := min(v1, x1) - max(v0, x0)
		if high > 2.2*other || other > 2.2*high || math.Abs(a.tone-b.tone) > 50 || 2*over < min(high, other) || w0+w1 < u0+u1 {
			continue
		}
		if gap := w0 - u1; gap < 1.2*max(high, other) && gap < best {
			best, at = gap, j
		}
	}
	return at
}

// strip lays the rectangle around a chain; false where that is no line, or as bright as its ground.
func (l layer) strip(c []piece, way float64) (Strip, bool) {
	const uneven, faint = 2.5, 8
	way += slope(c, way)
	sin, cos := math.Sincos(way)
	u0, u1 := math.Inf(1), math.Inf(-1)
	var tops, bottoms, heights []float64
	for _, p := range c {
		a, b, top, bottom := p.reach(way)
		u0, u1 = min(u0, a), max(u1, b)
		tops, bottoms, heights = append(tops, top), append(bottoms, bottom), append(heights, bottom-top)
	}
	slices.Sort(tops)
	slices.Sort(bottoms)
	slices.Sort(heights)
	h := heights[len(heights)/2]
	v0, v1 := tops[len(tops)/10], bottoms[len(bottoms)-1-len(bottoms)/10]
	if v1-v0 > uneven*h {
		return Strip{}, false
	}
	u, v, du, dv := (u0+u1)/2, (v0+v1)/2, (u1-u0)/2, (v1-v0)/2
	s := Strip{X: u*cos - v*sin, Y: v*cos + u*sin, AlongX: du * cos, AlongY: du * sin, DownX: -dv * sin, DownY: dv * cos, Light: l.light, pieces: len(c)}
	contrast := s.contrast(l.img)
	if contrast < faint {
		return Strip{}, false
	}
	s.weight = contrast * math.Sqrt(float64(len(c)))
	along, down := (du+0.5*h)/du*l.scale, (dv+0.22*h)/dv*l.scale // with a margin
	s.X, s.Y = s.X*l.scale, s.Y*l.scale
	s.AlongX, s.AlongY, s.DownX, s.DownY = s.AlongX*along, s.AlongY*along, s.DownX*down, s.DownY*down
	return s, true
}

// slope is by how much a chain of some length falls, in radians against the writing's direction.
func slope(c []piece, way float64) float64 {
	const enough, most = 5, 0.25
	var n, su, sv, suu, suv float64
	sin, cos := math.Sincos(way)
	for _, p := range c {
		u, v := p.x*cos+p.y*sin, p.y*cos-p.x*sin
		n, su, sv, suu, suv = n+1, su+u, sv+v, suu+u*u, suv+u*v
	}
	d := n*suu - su*su
	if len(c) < enough || d <= 0 {
		return 0
	}
	if fall := math.Atan((n*suv - su*sv) / d); math.Abs(fall) < most {
		return fall
	}
	return 0
}

// contrast is by how much the eighth of a strip's pixels that is furthest to its letters' side stands out from what is just
// above and below the strip.
func (s Strip) contrast(img *image.Gray) float64 {
	const columns, rows = 200, 8
	var edge, inner []float64
	for i := range columns {
		a := 2*(float64(i)+0.5)/columns - 1
		for _, d := range []float64{-1.5, -1.3, 1.3, 1.5} {
			edge = append(edge, Between(img, s.X+a*s.AlongX+d*s.DownX, s.Y+a*s.AlongY+d*s.DownY))
		}
		for k := range rows {
			d := 2*(float64(k)+0.5)/rows - 1
			inner = append(inner, Between(img, s.X+a*s.AlongX+d*s.DownX, s.Y+a*s.AlongY+d*s.DownY))
		}
	}
	slices.Sort(edge)
	slices.Sort(inner)
	if s.Light {
		return inner[len(inner)-1-len(inner)/8] - edge[len(edge)/2]
	}
	return edge[len(edge)/2] - inner[len(inner)/8]
}

// distinct keeps the heaviest of strips that lie over each other.
func distinct(all []Strip) (kept []Strip) {
	slices.SortStableFunc(all, func(a, b Strip) int { return cmp.Compare(b.weight, a.weight) })
	for _, s := range all {
		if !slices.ContainsFunc(kept, func(k Strip) bool { return k.covers(s) }) {
			kept = append(kept, s)
		}
	}
	return kept
}

// covers reports whether a third of another strip lies in this one.
func (s Strip) covers(other Strip) bool {
	w, h := s.Width()/2, s.Height()/2
	in := 0
	for i := range 9 {
		a := (float64(i)/4 - 1) * 0.95
		for _, d := range []float64{-0.5, 0, 0.5} {
			x, y := other.X+a*other.AlongX+d*other.DownX-s.X, other.Y+a*other.AlongY+d*other.DownY-s.Y
			if math.Abs(x*s.AlongX+y*s.AlongY) < w*w && math.Abs(x*s.DownX+y*s.DownY) < h*h {
				in++
			}
		}
	}
	return in > 9
}

// joined makes one strip of those that go on behind each other: a dash, an equals sign or a wide space parts letters.
func joined(all []Strip) []Strip {
	const gap = 1.4 // heights of the strips, which hold a margin
	for i := 0; i < len(all); i++ {
		for j := i + 1; j < len(all); j++ {
			if one, ok := all[i].with(all[j], gap); ok {
				all[i] = one
				all = slices.Delete(all, j, j+1)
				i, j = -1, len(all)
			}
		}
	}
	return all
}

// lines keeps the strips of enough pieces, and the shorter ones that stand beside one on its line, as "M3" does behind a
// caption.
func lines(all []Strip) []Strip {
	const gap = 8 // heights
	long := slices.DeleteFunc(slices.Clone(all), func(s Strip) bool { return s.pieces < stripPieces })
	return slices.DeleteFunc(all, func(s Strip) bool {
		return s.pieces < stripPieces && (s.pieces < 2 || !slices.ContainsFunc(long, func(l Strip) bool { _, ok := l.with(s, gap); return ok }))
	})
}

// with is the strip around two that lie level, of like height, with a gap of at most so many heights.
func (s Strip) with(o Strip, gap float64) (Strip, bool) {
	w, h := s.Width()/2, s.Height()/2
	ow, oh := o.Width()/2, o.Height()/2
	if s.Light != o.Light || h > 1.5*oh || oh > 1.5*h || math.Abs(s.AlongX*o.AlongY-s.AlongY*o.AlongX) > 0.12*w*ow {
		return s, false
	}
	ux, uy, vx, vy := s.AlongX/w, s.AlongY/w, s.DownX/h, s.DownY/h
	u, v := (o.X-s.X)*ux+(o.Y-s.Y)*uy, (o.X-s.X)*vx+(o.Y-s.Y)*vy
	if math.Abs(v) > 0.4*min(h, oh) || math.Abs(u)-w-ow > gap*2*min(h, oh) || math.Abs(u) < max(w, ow) {
		return s, false
	}
	u0, u1 := min(-w, u-ow), max(w, u+ow)
	v0, v1 := min(-h, v-oh), max(h, v+oh)
	mu, mv, du, dv := (u0+u1)/2, (v0+v1)/2, (u1-u0)/2, (v1-v0)/2
	return Strip{X: s.X + mu*ux + mv*vx, Y: s.Y + mu*uy + mv*vy, AlongX: du * ux, AlongY: du * uy, DownX: dv * vx, DownY: dv * vy,
		Light: s.Light, weight: math.Hypot(s.weight, o.weight), pieces: s.pieces + o.pieces}, true
}
