package picture

import (
	"image"
	"image/color"
	"image/draw"

	"github.com/disintegration/imaging"
)

// Packed is a colour picture of three bytes a pixel (red, green, blue), rows without gaps.
type Packed interface {
	image.Image
	Packed() []byte
}

// Red gives a picture's red channel: black, blue and green ink stay dark in it, a red stamp fades.
func Red(img image.Image) *image.Gray {
	return channel(img, func(r, _, _ uint8) uint8 { return r })
}

// Dark gives the darkest channel of each pixel: ink of every colour stays dark in it.
func Dark(img image.Image) *image.Gray {
	return channel(img, func(r, g, b uint8) uint8 { return min(r, g, b) })
}

func channel(img image.Image, pick func(r, g, b uint8) uint8) *image.Gray {
	bounds := img.Bounds()
	w, h := bounds.Dx(), bounds.Dy()
	out := image.NewGray(image.Rect(0, 0, w, h))
	switch src := img.(type) {
	case *image.Gray:
		for y := range h {
			copy(out.Pix[y*w:(y+1)*w], src.Pix[src.PixOffset(bounds.Min.X, bounds.Min.Y+y):])
		}
	case Packed:
		pix := src.Packed()
		for i := range out.Pix {
			out.Pix[i] = pick(pix[3*i], pix[3*i+1], pix[3*i+2])
		}
	case *image.YCbCr:
		for y := range h {
			for x := range w {
				yi, ci := src.YOffset(bounds.Min.X+x, bounds.Min.Y+y), src.COffset(bounds.Min.X+x, bounds.Min.Y+y)
				out.Pix[y*w+x] = pick(color.YCbCrToRGB(src.Y[yi], src.Cb[ci], src.Cr[ci]))
			}
		}
	default:
		// What is transparent shows the paper.
		flat := image.NewRGBA(out.Rect)
		draw.Draw(flat, out.Rect, image.White, image.Point{}, draw.Src)
		draw.Draw(flat, out.Rect, img, bounds.Min, draw.Over)
		for i := range out.Pix {
			out.Pix[i] = pick(flat.Pix[4*i], flat.Pix[4*i+1], flat.Pix[4*i+2])
		}
	}
	return out
}

// Turn turns a grey picture clockwise by 0, 90, 180 or 270 degrees.
func Turn(img *image.Gray, degrees int) *image.Gray {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	if degrees%180 != 0 {
		w, h = h, w
	}
	out := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			var sx, sy int
			switch degrees {
			case 90:
				sx, sy = y, w-1-x
			case 180:
				sx, sy = w-1-x, h-1-y
			case 270:
				sx, sy = h-1-y, x
			default:
				sx, sy = x, y
			}
			out.Pix[y*w+x] = img.Pix[sy*img.Stride+sx]
		}
	}
	return out
}

// resize scales a grey picture to w pixels of width.
func resize(img *image.Gray, w int) *image.Gray {
	filter := imaging.CatmullRom
	if w < img.Rect.Dx() {
		filter = imaging.Box
	}
	return Red(imaging.Resize(img, max(1, w), 0, filter))
}

// shrink scales a grey picture down by a whole factor, averaging.
func shrink(img *image.Gray, by int) *image.Gray {
	w, h := max(1, img.Rect.Dx()/by), max(1, img.Rect.Dy()/by)
	out := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			sum, n := 0, 0
			for dy := 0; dy < by && y*by+dy < img.Rect.Dy(); dy++ {
				row := (y*by + dy) * img.Stride
				for dx := 0; dx < by && x*by+dx < img.Rect.Dx(); dx++ {
					sum += int(img.Pix[row+x*by+dx])
					n++
				}
			}
			out.Pix[y*w+x] = uint8(sum / max(n, 1))
		}
	}
	return out
}

// Luma gives a picture's brightness, as people see it.
func Luma(img image.Image) *image.Gray {
	return channel(img, func(r, g, b uint8) uint8 { return uint8((299*int(r) + 587*int(g) + 114*int(b)) / 1000) })
}

// TurnColour turns a picture clockwise by 90, 180 or 270 degrees, keeping its colours.
func TurnColour(img image.Image, degrees int) image.Image {
	switch degrees {
	case 90:
		return imaging.Rotate270(img)
	case 180:
		return imaging.Rotate180(img)
	case 270:
		return imaging.Rotate90(img)
	}
	return img
}

// Redness gives red ink dark on white: what Red lets fade and Dark keeps.
func Redness(img image.Image) *image.Gray {
	return channel(img, func(r, g, b uint8) uint8 { return 255 - (max(r, min(g, b)) - min(g, b, r)) })
}
