package picture

import (
	"image"
	"math"
)

// inkLevel is the brightness under which a pixel of a flattened picture counts as ink.
const inkLevel = 150

// Skew measures by how many degrees the lines of a flattened page fall to the right (positive: the right end is
// lower). It tries ±10 degrees and answers 0 where no angle stands out.
func Skew(flat *image.Gray) float64 {
	by := max(1, max(flat.Rect.Dx(), flat.Rect.Dy())/1200)
	small := flat
	if by > 1 {
		small = shrink(flat, by)
	}
	xs, ys := bottoms(small)
	if len(xs) < 200 {
		return 0
	}
	best, score := 0.0, sharpness(xs, ys, 0, small.Rect)
	level := score
	for a := -10.0; a <= 10; a += 0.5 {
		if s := sharpness(xs, ys, a, small.Rect); s > score {
			best, score = a, s
		}
	}
	for _, step := range []float64{0.1, 0.02} {
		centre := best
		for a := centre - 5*step; a <= centre+5*step; a += step {
			if s := sharpness(xs, ys, a, small.Rect); s > score {
				best, score = a, s
			}
		}
	}
	if score < 1.02*level || math.Abs(best) < 0.04 {
		return 0
	}
	return best
}

// bottoms gives the pixels where ink ends downwards: base lines, which mark a line of text better than all its ink.
func bottoms(img *image.Gray) (xs, ys []float32) {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	for y := 0; y < h-1; y++ {
		for x := range w {
			if img.Pix[y*img.Stride+x] < inkLevel && img.Pix[(y+1)*img.Stride+x] >= inkLevel {
				xs = append(xs, float32(x))
				ys = append(ys, float32(y))
			}
		}
	}
	const most = 60000
	if len(xs) > most {
		step := len(xs)/most + 1
		n := 0
		for i := 0; i < len(xs); i += step {
			xs[n], ys[n] = xs[i], ys[i]
			n++
		}
		xs, ys = xs[:n], ys[:n]
	}
	return xs, ys
}

// sharpness is the sum of squares of the ink per row, were the page turned back by the angle.
func sharpness(xs, ys []float32, degrees float64, r image.Rectangle) float64 {
	t := float32(math.Tan(degrees * math.Pi / 180))
	pad := int(math.Abs(float64(t))*float64(r.Dx())) + 2
	rows := make([]int32, r.Dy()+2*pad)
	for i := range xs {
		rows[int(ys[i]-t*xs[i])+pad]++
	}
	sum := 0.0
	for _, n := range rows {
		sum += float64(n) * float64(n)
	}
	return sum
}

// rotate turns a grey picture about its middle, anticlockwise by degrees as seen on screen, so that lines which fall to
// the right by degrees become level. The size stays; what comes from outside is white.
func rotate(img *image.Gray, degrees float64) *image.Gray {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := image.NewGray(image.Rect(0, 0, w, h))
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	mx, my := float64(w)/2, float64(h)/2
	for y := range h {
		dy := float64(y) + 0.5 - my
		sx := mx + (0.5-mx)*cos - dy*sin - 0.5
		sy := my + (0.5-mx)*sin + dy*cos - 0.5
		for x := range w {
			out.Pix[y*w+x] = sample(img, sx, sy)
			sx += cos
			sy += sin
		}
	}
	return out
}

func sample(img *image.Gray, x, y float64) uint8 {
	x0, y0 := int(math.Floor(x)), int(math.Floor(y))
	if x0 < 0 || y0 < 0 || x0+1 >= img.Rect.Dx() || y0+1 >= img.Rect.Dy() {
		if x0 < -1 || y0 < -1 || x0 >= img.Rect.Dx() || y0 >= img.Rect.Dy() {
			return 255
		}
		return img.Pix[min(max(y0, 0), img.Rect.Dy()-1)*img.Stride+min(max(x0, 0), img.Rect.Dx()-1)]
	}
	fx, fy := int((x-float64(x0))*256), int((y-float64(y0))*256)
	i := y0*img.Stride + x0
	top := int(img.Pix[i])*(256-fx) + int(img.Pix[i+1])*fx
	bottom := int(img.Pix[i+img.Stride])*(256-fx) + int(img.Pix[i+img.Stride+1])*fx
	return uint8((top*(256-fy) + bottom*fy) >> 16)
}
