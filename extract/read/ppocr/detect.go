package ppocr

import (
	"cmp"
	"image"
	"math"
	"slices"
)

// How the map of the detection network becomes places; the values that the models were published with, but for the size.
const (
	mapPixels  = 1.6e6 // of the picture that the detection network sees
	mapLevel   = 0.3   // from which a pixel belongs to text
	placeLevel = 0.5   // mean of a place from which it is one
	grow       = 1.6   // the network is trained to mark the middle of lines: area × grow ÷ circumference is what it left out
	most       = 1000  // places of one picture
)

// place is a rectangle that may lie askew: its middle, and half its sides as vectors along and across the text.
type place struct {
	x, y           float64
	alongX, alongY float64
	downX, downY   float64
}

func (p place) width() float64  { return 2 * math.Hypot(p.alongX, p.alongY) }
func (p place) height() float64 { return 2 * math.Hypot(p.downX, p.downY) }

// whole is the place that a picture of one line is.
func whole(img *image.Gray) place {
	w, h := float64(img.Rect.Dx())/2, float64(img.Rect.Dy())/2
	return place{x: w, y: h, alongX: w, downY: h}
}

// detect finds where text stands, in no particular order.
func (m *models) detect(img *image.Gray) ([]place, error) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	f := min(2, math.Sqrt(mapPixels/float64(w*h)))
	mw, mh := max(32, int(float64(w)*f/32+0.5)*32), max(32, int(float64(h)*f/32+0.5)*32)
	small := scaled(img, mw, mh)
	values := make([]float32, 3*mw*mh)
	for i, colour := range [3][2]float32{{0.485, 0.229}, {0.456, 0.224}, {0.406, 0.225}} {
		plane := values[i*mw*mh:]
		for j, p := range small.Pix {
			plane[j] = (float32(p)/255 - colour[0]) / colour[1]
		}
	}
	out, _, err := run(m.detection, values, mh, mw)
	if err != nil {
		return nil, err
	}
	fx, fy := float64(w)/float64(mw), float64(h)/float64(mh)
	places := outline(out, mw, mh)
	for i := range places {
		p := &places[i]
		p.x, p.alongX, p.downX = p.x*fx, p.alongX*fx, p.downX*fx
		p.y, p.alongY, p.downY = p.y*fy, p.alongY*fy, p.downY*fy
	}
	return places, nil
}

// outline finds connected marks on the map and the smallest rectangle around each.
func outline(marks []float32, w, h int) []place {
	seen := make([]bool, w*h)
	var places []place
	var stack []int
	for start, v := range marks[:w*h] {
		if v <= mapLevel || seen[start] || len(places) >= most {
			continue
		}
		seen[start] = true
		stack = append(stack[:0], start)
		left, right := map[int]int{}, map[int]int{}
		sum, n := 0.0, 0
		for len(stack) > 0 {
			at := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			x, y := at%w, at/w
			sum += float64(marks[at])
			n++
			if l, ok := left[y]; !ok || x < l {
				left[y] = x
			}
			if r, ok := right[y]; !ok || x > r {
				right[y] = x
			}
			for dy := -1; dy <= 1; dy++ {
				for dx := -1; dx <= 1; dx++ {
					nx, ny := x+dx, y+dy
					if nx < 0 || ny < 0 || nx >= w || ny >= h {
						continue
					}
					if next := ny*w + nx; !seen[next] && marks[next] > mapLevel {
						seen[next] = true
						stack = append(stack, next)
					}
				}
			}
		}
		if n < 9 || sum/float64(n) < placeLevel {
			continue
		}
		if p := rectangle(left, right); min(p.width(), p.height()) >= 3 {
			places = append(places, swell(p))
		}
	}
	return places
}

// rectangle is the smallest one around rows of pixels, its long side within 45° of level unless it clearly stands.
func rectangle(left, right map[int]int) place {
	var points [][2]float64
	for y, l := range left {
		r := right[y]
		points = append(points, [2]float64{float64(l), float64(y)}, [2]float64{float64(l), float64(y + 1)},
			[2]float64{float64(r + 1), float64(y)}, [2]float64{float64(r + 1), float64(y + 1)})
	}
	hull := convex(points)
	best, smallest := place{}, math.Inf(1)
	for i := range hull {
		a, b := hull[i], hull[(i+1)%len(hull)]
		length := math.Hypot(b[0]-a[0], b[1]-a[1])
		if length == 0 {
			continue
		}
		ux, uy := (b[0]-a[0])/length, (b[1]-a[1])/length
		lo, hi, top, bottom := math.Inf(1), math.Inf(-1), math.Inf(1), math.Inf(-1)
		for _, p := range hull {
			s, t := p[0]*ux+p[1]*uy, -p[0]*uy+p[1]*ux
			lo, hi, top, bottom = min(lo, s), max(hi, s), min(top, t), max(bottom, t)
		}
		if area := (hi - lo) * (bottom - top); area < smallest {
			smallest = area
			s, t := (lo+hi)/2, (top+bottom)/2
			best = place{x: s*ux - t*uy, y: s*uy + t*ux, alongX: ux * (hi - lo) / 2, alongY: uy * (hi - lo) / 2,
				downX: -uy * (bottom - top) / 2, downY: ux * (bottom - top) / 2}
		}
	}
	return upright(best)
}

// upright names the sides so that text runs from left to right, or from bottom to top in a rectangle that stands.
func upright(p place) place {
	for range 4 {
		if p.alongX > 0 && math.Abs(p.alongX) >= math.Abs(p.alongY) {
			break
		}
		p.alongX, p.alongY, p.downX, p.downY = p.downX, p.downY, -p.alongX, -p.alongY
	}
	return p
}

// convex is the hull of points, anticlockwise on a page whose y grows downwards.
func convex(points [][2]float64) [][2]float64 {
	slices.SortFunc(points, func(a, b [2]float64) int {
		return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	})
	var hull [][2]float64
	half := func(points [][2]float64) {
		from := len(hull)
		for _, p := range points {
			for len(hull) >= from+2 {
				a, b := hull[len(hull)-2], hull[len(hull)-1]
				if (b[0]-a[0])*(p[1]-a[1])-(b[1]-a[1])*(p[0]-a[0]) > 0 {
					break
				}
				hull = hull[:len(hull)-1]
			}
			hull = append(hull, p)
		}
		hull = hull[:len(hull)-1]
	}
	half(points)
	slices.Reverse(points)
	half(points)
	return hull
}

// swell gives a place back what the network left out around the line.
func swell(p place) place {
	w, h := p.width(), p.height()
	by := w * h * grow / (2 * (w + h))
	along, down := 1+2*by/w, 1+2*by/h
	p.alongX, p.alongY, p.downX, p.downY = p.alongX*along, p.alongY*along, p.downX*down, p.downY*down
	return p
}
