package picture

import (
	"image"
	"math"
	"slices"

	"github.com/certcat/certcat"
)

// Sheet is a page picture made ready for recognition, and the way back to the page.
type Sheet struct {
	Grey          *image.Gray // without matrix codes
	full          *image.Gray // with them
	DPI           int         // what the recogniser is told, so that its idea of letter sizes fits
	Skew          float64     // degrees that were taken out
	scale         float64     // sheet pixels per point
	origin        certcat.Box
	middleX       float64
	middleY       float64
	width, height float64
	rows          []row // of a galley
}

// Options say how a sheet is prepared.
type Options struct {
	Turn    int         // degrees clockwise to show the picture upright
	Crop    certcat.Box // points of the page as shown (after Turn); zero = the whole page
	Colours bool        // keep ink of every colour; else red ink fades
	Level   bool        // measure and take out the skew
	Strong  bool        // only the darkest ink stays: for watermarks and patterns beneath the text
	Raw     bool        // only grey: for measuring what preparation is worth
	Height  float64     // wanted height of small letters in pixels; 0 = 22
}

// Prepare makes a page picture ready for recognition. size is the page as shown before Turn, in points.
func Prepare(img image.Image, size certcat.PageSize, o Options) *Sheet {
	grey := pick(img, o)
	grey, size = turned(grey, size, o.Turn)
	perPoint := float64(grey.Rect.Dx()) / size.Width
	s := &Sheet{width: size.Width, height: size.Height, origin: certcat.Box{X1: size.Width, Y1: size.Height}}
	if !o.Crop.Empty() {
		grey, s.origin = crop(grey, o.Crop, perPoint)
	}
	if o.Raw {
		s.finish(grey, perPoint)
		return s
	}
	for pass := 0; pass < 2 && noise(grey) >= grainy; pass++ {
		grey = median(grey)
	}
	if !Negative(grey, perPoint) {
		Bands(grey, perPoint)
	}
	cell := max(16, min(96, max(grey.Rect.Dx(), grey.Rect.Dy())/70))
	if !o.Crop.Empty() {
		cell = max(16, min(96, int(perPoint*12)))
	}
	flat := Flatten(grey, cell)
	want := o.Height
	if want <= 0 {
		want = 22
	}
	if f := scaling(flat, want); f != 1 {
		// Scaling before flattening keeps the grey levels that flattening clips.
		grey = resize(grey, int(float64(grey.Rect.Dx())*f+0.5))
		perPoint *= float64(grey.Rect.Dx()) / float64(flat.Rect.Dx())
		flat = Flatten(grey, max(16, min(128, int(float64(cell)*f))))
	}
	if o.Level {
		if s.Skew = Skew(flat); s.Skew != 0 {
			flat = rotate(flat, s.Skew)
		}
	}
	if o.Strong {
		flat = strengthen(flat)
	}
	s.finish(flat, perPoint)
	s.Grey = Erase(flat, perPoint)
	return s
}

// turned is a picture and its page's size after a turn clockwise.
func turned(grey *image.Gray, size certcat.PageSize, degrees int) (*image.Gray, certcat.PageSize) {
	if degrees == 0 {
		return grey, size
	}
	if degrees%180 != 0 {
		size.Width, size.Height = size.Height, size.Width
	}
	return Turn(grey, degrees), size
}

func pick(img image.Image, o Options) *image.Gray {
	switch {
	case o.Raw:
		return Luma(img)
	case o.Colours:
		return Dark(img)
	}
	return Red(img)
}

// strengthen makes white what is clearly lighter than the letters' ink.
func strengthen(flat *image.Gray) *image.Gray {
	var darkest []float64
	for _, c := range components(flat, inkLevel) {
		if c.Box.Dy() < 6 || c.Box.Dy() > 120 || c.Box.Dx() > 4*c.Box.Dy() {
			continue
		}
		low := uint8(255)
		for y := c.Box.Min.Y; y < c.Box.Max.Y; y++ {
			for _, p := range flat.Pix[y*flat.Stride+c.Box.Min.X : y*flat.Stride+c.Box.Max.X] {
				low = min(low, p)
			}
		}
		darkest = append(darkest, float64(low))
	}
	black := 60.0
	if len(darkest) > 0 {
		slices.Sort(darkest)
		black = darkest[len(darkest)/2]
	}
	paper := black + 0.6*(255-black)
	out := image.NewGray(flat.Rect)
	for i, p := range flat.Pix {
		out.Pix[i] = clip((float64(p) - black) * 255 / (paper - black))
	}
	return out
}

func (s *Sheet) finish(grey *image.Gray, perPoint float64) {
	s.Grey, s.full, s.scale = grey, grey, perPoint
	s.DPI = max(70, min(600, int(perPoint*72+0.5)))
	if long := max(grey.Rect.Dx(), grey.Rect.Dy()); s.DPI < 150 && long > 2000 {
		s.DPI = 300
	}
	s.middleX, s.middleY = float64(grey.Rect.Dx())/2, float64(grey.Rect.Dy())/2
}

// crop cuts a region given in points and answers the region that was really cut.
func crop(img *image.Gray, box certcat.Box, perPoint float64) (*image.Gray, certcat.Box) {
	r := image.Rect(int(box.X0*perPoint), int(box.Y0*perPoint), int(math.Ceil(box.X1*perPoint)), int(math.Ceil(box.Y1*perPoint)))
	r = r.Intersect(img.Rect)
	if r.Dx() < 4 || r.Dy() < 4 {
		r = img.Rect
	}
	out := image.NewGray(image.Rect(0, 0, r.Dx(), r.Dy()))
	for y := range r.Dy() {
		copy(out.Pix[y*out.Stride:(y+1)*out.Stride], img.Pix[(r.Min.Y+y)*img.Stride+r.Min.X:])
	}
	return out, certcat.Box{X0: float64(r.Min.X) / perPoint, Y0: float64(r.Min.Y) / perPoint, X1: float64(r.Max.X) / perPoint, Y1: float64(r.Max.Y) / perPoint}
}

// scaling answers by how much the picture should grow or shrink so that small letters are want pixels high. Small
// deviations are left alone: every resampling costs sharpness.
func scaling(flat *image.Gray, want float64) float64 {
	height := letterHeight(flat)
	pixels := float64(flat.Rect.Dx()) * float64(flat.Rect.Dy())
	f := 1.0
	switch {
	case height == 0:
	case height < 0.72*want:
		f = min(want/height, 4)
	case height > 2.2*want:
		f = max(1.3*want/height, 0.25)
	}
	const most, least = 13e6, 0.4e6
	if pixels*f*f > most {
		f = math.Sqrt(most / pixels)
	}
	if f < 1 && pixels*f*f < least {
		f = 1
	}
	if f > 0.9 && f < 1.15 {
		return 1
	}
	return f
}

// letterHeight is the usual height of small letters in pixels, 0 where the picture holds too few letters to say.
func letterHeight(flat *image.Gray) float64 {
	var heights [256]int
	n := 0
	for _, c := range components(flat, inkLevel) {
		w, h := c.Box.Dx(), c.Box.Dy()
		if h < 5 || h >= len(heights) || w > 4*h || h > 6*w || c.Area < h {
			continue
		}
		heights[h]++
		n++
	}
	if n < 30 {
		return 0
	}
	sum := 0
	for h, count := range heights {
		if sum += count; sum*5 >= n*2 {
			return float64(h)
		}
	}
	return 0
}

// Marks finds ruling lines, tick boxes and codes, in points of the page as shown.
func (s *Sheet) Marks() Marks { return marks(s.full, s.scale, s.Page) }

// Page maps a box of the sheet, in pixels, to the page as shown, in points.
func (s *Sheet) Page(box certcat.Box) certcat.Box {
	if len(s.rows) > 0 {
		i := int((box.Y0+box.Y1)/2-galleyGap/2) / (galleyLine + galleyGap)
		b := s.rows[max(0, min(len(s.rows)-1, i))].box(box)
		return certcat.Box{X0: clamp(b.X0/s.scale, s.width), Y0: clamp(b.Y0/s.scale, s.height), X1: clamp(b.X1/s.scale, s.width), Y1: clamp(b.Y1/s.scale, s.height)}
	}
	cx, cy := (box.X0+box.X1)/2, (box.Y0+box.Y1)/2
	if s.Skew != 0 {
		sin, cos := math.Sincos(s.Skew * math.Pi / 180)
		dx, dy := cx-s.middleX, cy-s.middleY
		cx, cy = s.middleX+dx*cos-dy*sin, s.middleY+dx*sin+dy*cos
	}
	w, h := box.Width()/2, box.Height()/2
	return certcat.Box{
		X0: clamp(s.origin.X0+(cx-w)/s.scale, s.width), Y0: clamp(s.origin.Y0+(cy-h)/s.scale, s.height),
		X1: clamp(s.origin.X0+(cx+w)/s.scale, s.width), Y1: clamp(s.origin.Y0+(cy+h)/s.scale, s.height),
	}
}

func clamp(v, most float64) float64 { return max(0, min(most, v)) }
