package ppocr

import (
	"image"
	"math"

	"github.com/disintegration/imaging"

	"github.com/certcat/certcat"
)

// stripHeight is the height of lines that the recognition network reads, in pixels.
const stripHeight = 48

// a strip's longest side: 100 characters of a line of usual proportions, and then some.
const stripLongest = 3200

// crop is a line cut out of the picture, laid level.
type crop struct {
	place place
	strip *image.Gray
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
	if p.height() >= 1.5*p.width() {
		p.alongX, p.alongY, p.downX, p.downY = -p.downX, -p.downY, p.alongX, p.alongY
	}
	w := int(math.Round(p.width() * stripHeight / max(1, p.height())))
	w = max(8, min(stripLongest, w))
	out := image.NewGray(image.Rect(0, 0, w, stripHeight))
	// Where the picture is larger than the strip, each pixel is the mean of several.
	times := max(1, min(6, int(math.Ceil(p.height()/stripHeight))))
	for y := range stripHeight {
		for x := range w {
			sum := 0.0
			for sy := range times {
				for sx := range times {
					along := 2*(float64(x)+(float64(sx)+0.5)/float64(times))/float64(w) - 1
					down := 2*(float64(y)+(float64(sy)+0.5)/float64(times))/stripHeight - 1
					sum += sample(img, p.x+along*p.alongX+down*p.downX, p.y+along*p.alongY+down*p.downY)
				}
			}
			out.Pix[y*w+x] = uint8(sum/float64(times*times) + 0.5)
		}
	}
	return crop{p, out}
}

// sample is the brightness between pixels; beyond the edge the picture goes on as it ends.
func sample(img *image.Gray, x, y float64) float64 {
	x, y = x-0.5, y-0.5
	x0, y0 := math.Floor(x), math.Floor(y)
	fx, fy := x-x0, y-y0
	at := func(x, y float64) float64 {
		cx, cy := max(0, min(img.Rect.Dx()-1, int(x))), max(0, min(img.Rect.Dy()-1, int(y)))
		return float64(img.Pix[cy*img.Stride+cx])
	}
	return (at(x0, y0)*(1-fx)+at(x0+1, y0)*fx)*(1-fy) + (at(x0, y0+1)*(1-fx)+at(x0+1, y0+1)*fx)*fy
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

// straighten turns a strip that stands on its head, as the direction network sees it.
func (m *models) straighten(c *crop) error {
	const width, sure = 192, 0.9
	if c.strip.Rect.Dx() < 2*stripHeight {
		return nil // too short to tell
	}
	w := min(width, c.strip.Rect.Dx())
	small := scaled(c.strip, w, stripHeight)
	out, _, err := run(m.direction, colours(small, width), stripHeight, width)
	if err != nil {
		return err
	}
	if len(out) < 2 || out[1] < sure {
		return nil
	}
	for i, j := 0, len(c.strip.Pix)-1; i < j; i, j = i+1, j-1 {
		c.strip.Pix[i], c.strip.Pix[j] = c.strip.Pix[j], c.strip.Pix[i]
	}
	p := &c.place
	p.alongX, p.alongY, p.downX, p.downY = -p.alongX, -p.alongY, -p.downX, -p.downY
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
