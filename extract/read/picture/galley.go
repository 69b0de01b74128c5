package picture

import (
	"image"
	"image/draw"
	"math"

	"github.com/certcat/certcat"
)

const (
	galleyLine = 44 // pixels, the height of a line on a galley with its margins: capitals are some 30 high
	galleyGap  = 20
	galleyEdge = 40
	galleyMost = 4000 // pixels, the length of a line
)

// row is a strip on a galley.
type row struct {
	strip Strip
	top   int
	width int
}

// Galley cuts the lines of writing out of a picture and sets them beneath each other, level, dark on white and of one
// height, as an engine that expects pages likes it; nil where there are none. degrees is how the writing lies in the picture
// once that is turned: -45 to 135 clockwise. size is the page as shown before turn, in points.
func Galley(img image.Image, size certcat.PageSize, turn int) (sheet *Sheet, degrees float64) {
	grey, size := turned(Luma(img), size, turn)
	strips, degrees := Strips(grey)
	if len(strips) == 0 {
		return nil, degrees
	}
	cuts, rows := make([]*image.Gray, len(strips)), make([]row, len(strips))
	width := 0
	for i, s := range strips {
		cuts[i] = Flatten(s.Cut(grey, galleyLine, galleyMost), galleyLine)
		rows[i] = row{s, galleyGap + i*(galleyLine+galleyGap), cuts[i].Rect.Dx()}
		width = max(width, rows[i].width)
	}
	out := image.NewGray(image.Rect(0, 0, width+2*galleyEdge, galleyGap+len(rows)*(galleyLine+galleyGap)))
	draw.Draw(out, out.Rect, image.White, image.Point{}, draw.Src)
	for i, r := range rows {
		draw.Draw(out, image.Rect(galleyEdge, r.top, galleyEdge+r.width, r.top+galleyLine), cuts[i], image.Point{}, draw.Src)
	}
	const dpi = 300 // capitals of 30 pixels, as of 10 points
	return &Sheet{Grey: out, full: out, DPI: dpi, scale: float64(grey.Rect.Dx()) / size.Width, width: size.Width, height: size.Height, rows: rows}, degrees
}

// Cut lays a strip level and dark on light, height pixels high and at most longest long.
func (s Strip) Cut(img *image.Gray, height, longest int) *image.Gray {
	w := max(8, min(longest, int(math.Round(s.Width()*float64(height)/max(1, s.Height())))))
	out := image.NewGray(image.Rect(0, 0, w, height))
	// Where the picture is larger than the strip, each pixel is the mean of several.
	times := max(1, min(6, int(math.Ceil(s.Height()/float64(height)))))
	for y := range height {
		for x := range w {
			sum := 0.0
			for sy := range times {
				for sx := range times {
					along := 2*(float64(x)+(float64(sx)+0.5)/float64(times))/float64(w) - 1
					down := 2*(float64(y)+(float64(sy)+0.5)/float64(times))/float64(height) - 1
					sum += Between(img, s.X+along*s.AlongX+down*s.DownX, s.Y+along*s.AlongY+down*s.DownY)
				}
			}
			out.Pix[y*w+x] = uint8(sum/float64(times*times) + 0.5)
		}
	}
	if s.Light {
		for i, p := range out.Pix {
			out.Pix[i] = 255 - p
		}
	}
	return out
}

// Between is the brightness between pixels; beyond the edge the picture goes on as it ends.
func Between(img *image.Gray, x, y float64) float64 {
	x, y = x-0.5, y-0.5
	x0, y0 := math.Floor(x), math.Floor(y)
	fx, fy := x-x0, y-y0
	at := func(x, y float64) float64 {
		cx, cy := max(0, min(img.Rect.Dx()-1, int(x))), max(0, min(img.Rect.Dy()-1, int(y)))
		return float64(img.Pix[cy*img.Stride+cx])
	}
	return (at(x0, y0)*(1-fx)+at(x0+1, y0)*fx)*(1-fy) + (at(x0, y0+1)*(1-fx)+at(x0+1, y0+1)*fx)*fy
}

// box maps a rectangle of the row to the box around it in the picture, in pixels.
func (r row) box(b certcat.Box) certcat.Box {
	out := certcat.Box{X0: math.Inf(1), Y0: math.Inf(1), X1: math.Inf(-1), Y1: math.Inf(-1)}
	for _, corner := range [4][2]float64{{b.X0, b.Y0}, {b.X1, b.Y0}, {b.X0, b.Y1}, {b.X1, b.Y1}} {
		along := 2*(corner[0]-galleyEdge)/float64(r.width) - 1
		down := 2*(corner[1]-float64(r.top))/galleyLine - 1
		x, y := r.strip.X+along*r.strip.AlongX+down*r.strip.DownX, r.strip.Y+along*r.strip.AlongY+down*r.strip.DownY
		out.X0, out.Y0, out.X1, out.Y1 = min(out.X0, x), min(out.Y0, y), max(out.X1, x), max(out.Y1, y)
	}
	return out
}
