package readtest

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"

	"github.com/disintegration/imaging"

	"github.com/certcat/certcat"
)

// Damage is one way in which a page comes out of a scanner or telephone.
type Damage struct {
	Name string
	Do   func(image.Image) image.Image
}

// Damages lists the damage that preparation has to undo, each alone, on a page drawn at 300 dpi.
func Damages() []Damage {
	return []Damage{
		{"clean", func(img image.Image) image.Image { return img }},
		{"falls 3°", func(img image.Image) image.Image { return imaging.Rotate(img, -3, color.White) }},
		{"rises 2°", func(img image.Image) image.Image { return imaging.Rotate(img, 2, color.White) }},
		{"shadow", shadow},
		{"red stamp", redStamp},
		{"100 dpi", func(img image.Image) image.Image {
			return imaging.Resize(img, img.Bounds().Dx()/3, 0, imaging.Box)
		}},
		{"blur", func(img image.Image) image.Image { return imaging.Blur(img, 2.2) }},
		{"noise", noisy},
		{"yellowed, faint", func(img image.Image) image.Image {
			return each(img, func(_, _ int, r, g, b float64) (float64, float64, float64) {
				return 150 + r*0.35, 140 + g*0.32, 110 + b*0.3
			})
		}},
	}
}

func each(img image.Image, do func(x, y int, r, g, b float64) (float64, float64, float64)) image.Image {
	out := image.NewRGBA(img.Bounds())
	draw.Draw(out, out.Rect, img, img.Bounds().Min, draw.Src)
	w := out.Rect.Dx()
	for i := 0; i < len(out.Pix); i += 4 {
		r, g, b := do(i/4%w, i/4/w, float64(out.Pix[i]), float64(out.Pix[i+1]), float64(out.Pix[i+2]))
		out.Pix[i], out.Pix[i+1], out.Pix[i+2] = level(r), level(g), level(b)
	}
	return out
}

func level(v float64) uint8 { return uint8(max(0, min(255, math.Round(v)))) }

// shadow is that of a hand and telephone over the lower right corner.
func shadow(img image.Image) image.Image {
	w, h := float64(img.Bounds().Dx()), float64(img.Bounds().Dy())
	return each(img, func(x, y int, r, g, b float64) (float64, float64, float64) {
		edge := 1.1*float64(x)/w + float64(y)/h - 0.75
		light := 0.25 + 0.7/(1+math.Exp(10*edge))
		return r * light, g * light, b * light
	})
}

// redStamp presses two rings and a bar over the upper lines.
func redStamp(img image.Image) image.Image {
	dpi := float64(img.Bounds().Dx()) / 595 * 72
	cx, cy := 3.0*dpi, 2.6*dpi
	return each(img, func(x, y int, r, g, b float64) (float64, float64, float64) {
		d := math.Hypot(float64(x)-cx, float64(y)-cy) / dpi
		bar := math.Abs(float64(y)-cy) < 0.25*dpi && d < 1.1
		if d > 1.15 && d < 1.3 || d > 0.75 && d < 0.85 || bar {
			return min(r, 225), min(g, 60), min(b, 70)
		}
		return r, g, b
	})
}

func noisy(img image.Image) image.Image {
	random := rand.New(rand.NewPCG(7, 11))
	return each(imaging.Blur(img, 0.8), func(_, _ int, r, g, b float64) (float64, float64, float64) {
		n := random.NormFloat64() * 38
		return r*0.85 + 20 + n, g*0.85 + 20 + n, b*0.85 + 20 + n
	})
}

// Redden prints what stands in a box of a drawn page in red.
func Redden(p Page, box certcat.Box) image.Image { return inked(p, box, 215, 0) }

// Gild prints what stands in a box of a drawn page in gold.
func Gild(p Page, box certcat.Box) image.Image { return inked(p, box, 235, 200) }

// inked gives black ink inside a box that much red and green.
func inked(p Page, box certcat.Box, red, green float64) image.Image {
	scale := float64(p.Image.Bounds().Dx()) / p.Size.Width
	return each(p.Image, func(x, y int, r, g, b float64) (float64, float64, float64) {
		px, py := float64(x)/scale, float64(y)/scale
		if px < box.X0-1 || px > box.X1+1 || py < box.Y0-1 || py > box.Y1+1 {
			return r, g, b
		}
		return red + r*(255-red)/255, green + g*(255-green)/255, b
	})
}
