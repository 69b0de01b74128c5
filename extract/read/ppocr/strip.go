package ppocr

import (
	"image"
	"math"
	"slices"

	"github.com/disintegration/imaging"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract/read/picture"
)

// stripHeight is the height of lines that the recognition network reads, in pixels.
const stripHeight = 48

// a strip's longest side: 100 characters of a line of usual proportions, and then some.
const stripLongest = 3200

// crop is a line cut out of the picture, laid level.
type crop struct {
	place place
	strip *image.Gray
	stood bool
}

// scaled resizes a grey picture.
func scaled(img *image.Gray, w, h int) *image.Gray {
	if w == img.Rect.Dx() && h == img.Rect.Dy() {
		return img
	}
	filter := imaging.Linear
	if w < img.Rect.Dx() {
		filter = imaging.Box
	}
	from := imaging.Resize(img, w, h, filter)
	out := image.NewGray(image.Rect(0, 0, w, h))
	for i := range out.Pix {
		out.Pix[i] = from.Pix[4*i]
	}
	return out
}

// cut takes a place out of the picture, level and stripHeight high. A place that stands is read from bottom to top.
func cut(img *image.Gray, p place) crop {
	stood := p.height() >= 1.5*p.width()
	if stood {
		p.alongX, p.alongY, p.downX, p.downY = -p.downX, -p.downY, p.alongX, p.alongY
	}
	out := picture.Strip{X: p.x, Y: p.y, AlongX: p.alongX, AlongY: p.alongY, DownX: p.downX, DownY: p.downY}.Cut(img, stripHeight, stripLongest)
	stretch(out)
	return crop{p, out, stood}
}

// stretch spreads the brightness of a faint strip, such as letters moulded in plastic.
func stretch(strip *image.Gray) {
	const empty, faint = 10, 160
	low, high := spread(strip, 200)
	if high-low < empty || high-low > faint {
		return
	}
	for i, p := range strip.Pix {
		strip.Pix[i] = uint8(max(0, min(255, (int(p)-low)*225/(high-low)+15)))
	}
}

// spread is the brightness below and above which one pixel in so many lies.
func spread(strip *image.Gray, one int) (low, high int) {
	var histogram [256]int
	for _, p := range strip.Pix {
		histogram[p]++
	}
	all, sum := len(strip.Pix), 0
	low, high = -1, 255
	for v, n := range histogram {
		sum += n
		if low < 0 && sum*one >= all {
			low = v
		}
		if sum*one <= all*(one-1) {
			high = v
		}
	}
	return low, high
}

// box maps a rectangle of the strip to the box around it in the picture.
func (c crop) box(x0, y0, x1, y1 float64) certcat.Box {
	w := float64(c.strip.Rect.Dx())
	b := certcat.Box{X0: math.Inf(1), Y0: math.Inf(1), X1: math.Inf(-1), Y1: math.Inf(-1)}
	for _, corner := range [4][2]float64{{x0, y0}, {x1, y0}, {x0, y1}, {x1, y1}} {
		along, down := 2*corner[0]/w-1, 2*corner[1]/stripHeight-1
		x, y := c.place.x+along*c.place.alongX+down*c.place.downX, c.place.y+along*c.place.alongY+down*c.place.downY
		b.X0, b.Y0, b.X1, b.Y1 = min(b.X0, x), min(b.Y0, y), max(b.X1, x), max(b.Y1, y)
	}
	return b
}

// straighten turns strips that stand on their heads, as the direction network sees most of them: those that lie level
// and those that stood are of one mind each.
func (m *models) straighten(crops []crop) error {
	const width = 192
	votes := map[bool]float64{}
	for _, c := range crops {
		if c.strip.Rect.Dx() < 2*stripHeight {
			continue // too short to tell
		}
		small := scaled(c.strip, min(width, c.strip.Rect.Dx()), stripHeight)
		out, _, err := run(m.direction, colours(small, width), stripHeight, width)
		if err != nil {
			return err
		}
		if len(out) >= 2 {
			votes[c.stood] += float64(out[1]-out[0]) * float64(c.strip.Rect.Dx())
		}
	}
	for i := range crops {
		if c := &crops[i]; votes[c.stood] > 0 {
			slices.Reverse(c.strip.Pix)
			p := &c.place
			p.alongX, p.alongY, p.downX, p.downY = -p.alongX, -p.alongY, -p.downX, -p.downY
		}
	}
	return nil
}

// colours is a strip as a network takes it: three equal colours of -1 to 1, filled up with 0 to a width.
func colours(strip *image.Gray, width int) []float32 {
	out := make([]float32, 3*stripHeight*width)
	w := strip.Rect.Dx()
	for y := range stripHeight {
		for x := range min(w, width) {
			v := float32(strip.Pix[y*w+x])/127.5 - 1
			for colour := range 3 {
				out[(colour*stripHeight+y)*width+x] = v
			}
		}
	}
	return out
}
