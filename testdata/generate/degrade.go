package main

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"

	"github.com/disintegration/imaging"
)

// What scanners, copiers and telephones do to a sheet. Everything random has a seed.

// skew turns the sheet by a few degrees clockwise on white, keeping its size.
func skew(img image.Image, degrees float64) *image.NRGBA {
	turned := imaging.Rotate(img, -degrees, color.White)
	return imaging.CropCenter(turned, img.Bounds().Dx(), img.Bounds().Dy())
}

// noise adds grain of the given strength (standard deviation in grey levels).
func noise(img image.Image, strength float64, seed uint64) *image.NRGBA {
	random := rand.New(rand.NewPCG(seed, 11))
	out := imaging.Clone(img)
	for i := 0; i < len(out.Pix); i += 4 {
		d := random.NormFloat64() * strength
		for c := range 3 {
			out.Pix[i+c] = level(float64(out.Pix[i+c]) + d)
		}
	}
	return out
}

// specks scatters dust and toner dots.
func specks(img image.Image, count int, seed uint64) *image.NRGBA {
	random := rand.New(rand.NewPCG(seed, 13))
	out := imaging.Clone(img)
	for range count {
		x, y := random.IntN(out.Rect.Dx()-2), random.IntN(out.Rect.Dy()-2)
		for dy := range 1 + random.IntN(2) {
			for dx := range 1 + random.IntN(2) {
				v := uint8(60 + random.IntN(80))
				out.SetNRGBA(x+dx, y+dy, color.NRGBA{v, v, v, 255})
			}
		}
	}
	return out
}

// fade maps black and white to lo and hi, as thin toner and grey paper do.
func fade(img image.Image, lo, hi float64) *image.NRGBA {
	out := imaging.Clone(img)
	for i := 0; i < len(out.Pix); i += 4 {
		for c := range 3 {
			out.Pix[i+c] = level(lo + float64(out.Pix[i+c])*(hi-lo)/255)
		}
	}
	return out
}

// shade lays a soft shadow over the picture: its edge runs from (x0, y0) to (x1, y1), as shares of the size, and the
// left of that line is darkened by depth (0–1).
func shade(img image.Image, x0, y0, x1, y1, depth float64) *image.NRGBA {
	out := imaging.Clone(img)
	w, h := float64(out.Rect.Dx()), float64(out.Rect.Dy())
	nx, ny := (y1-y0)*h, -(x1-x0)*w
	long := math.Hypot(nx, ny)
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			side := ((float64(x)-x0*w)*nx + (float64(y)-y0*h)*ny) / long
			f := 1 - depth/(1+math.Exp(side/(0.05*w)))
			f *= 1 - 0.12*float64(y)/h
			i := out.PixOffset(x, y)
			for c := range 3 {
				out.Pix[i+c] = level(float64(out.Pix[i+c]) * f)
			}
		}
	}
	return out
}

// photograph shows the sheet lying on a table, seen from an angle: corners are where the sheet's corners (top left, top
// right, bottom right, bottom left) come to lie in a picture of w × h pixels.
func photograph(sheet image.Image, w, h int, table colour, corners [4]point) *image.NRGBA {
	src := imaging.Clone(sheet)
	sw, sh := float64(src.Rect.Dx()), float64(src.Rect.Dy())
	m := homography(corners, [4]point{{0, 0}, {sw, 0}, {sw, sh}, {0, sh}})
	out := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			fx, fy := float64(x), float64(y)
			d := m[6]*fx + m[7]*fy + 1
			sx, sy := (m[0]*fx+m[1]*fy+m[2])/d-0.5, (m[3]*fx+m[4]*fy+m[5])/d-0.5
			i := out.PixOffset(x, y)
			out.Pix[i+3] = 255
			if sx < 0 || sy < 0 || sx >= sw-1 || sy >= sh-1 {
				grain := 6 * math.Sin(fy*0.9+3*math.Sin(fx*0.01))
				out.Pix[i], out.Pix[i+1], out.Pix[i+2] = level(float64(table.r)+grain), level(float64(table.g)+grain), level(float64(table.b)+grain)
				continue
			}
			for c := range 3 {
				out.Pix[i+c] = bilinear(src, sx, sy, c)
			}
		}
	}
	return out
}

func bilinear(src *image.NRGBA, x, y float64, c int) uint8 {
	x0, y0 := int(x), int(y)
	fx, fy := x-float64(x0), y-float64(y0)
	i := src.PixOffset(x0, y0) + c
	j := i + src.Stride
	top := float64(src.Pix[i])*(1-fx) + float64(src.Pix[i+4])*fx
	low := float64(src.Pix[j])*(1-fx) + float64(src.Pix[j+4])*fx
	return level(top*(1-fy) + low*fy)
}

// homography maps four points to four others: x' = (m0x+m1y+m2)/(m6x+m7y+1), y' likewise with m3…m5.
func homography(from, to [4]point) [8]float64 {
	var a [8][9]float64
	for i := range 4 {
		x, y, u, v := from[i].x, from[i].y, to[i].x, to[i].y
		a[2*i] = [9]float64{x, y, 1, 0, 0, 0, -u * x, -u * y, u}
		a[2*i+1] = [9]float64{0, 0, 0, x, y, 1, -v * x, -v * y, v}
	}
	for col := range 8 {
		best := col
		for r := col + 1; r < 8; r++ {
			if math.Abs(a[r][col]) > math.Abs(a[best][col]) {
				best = r
			}
		}
		a[col], a[best] = a[best], a[col]
		for r := range 8 {
			if r == col {
				continue
			}
			f := a[r][col] / a[col][col]
			for k := col; k < 9; k++ {
				a[r][k] -= f * a[col][k]
			}
		}
	}
	var m [8]float64
	for i := range 8 {
		m[i] = a[i][8] / a[i][i]
	}
	return m
}

func level(v float64) uint8 { return uint8(math.Round(min(max(v, 0), 255))) }

func grayscale(img image.Image) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, img.Bounds().Dx(), img.Bounds().Dy()))
	for y := range out.Rect.Dy() {
		for x := range out.Rect.Dx() {
			out.Set(x, y, img.At(img.Bounds().Min.X+x, img.Bounds().Min.Y+y))
		}
	}
	return out
}

func encodeJPEG(img image.Image, quality int) []byte {
	var out bytes.Buffer
	check(jpeg.Encode(&out, img, &jpeg.Options{Quality: quality}))
	return out.Bytes()
}

// withEXIF puts an orientation (1–8) and a resolution into a JPEG's EXIF header.
func withEXIF(data []byte, orientation, dpi uint16) []byte {
	tiff := []byte("II*\x00\x08\x00\x00\x00")
	entry := func(tag, kind uint16, value uint32) {
		tiff = binary.LittleEndian.AppendUint16(tiff, tag)
		tiff = binary.LittleEndian.AppendUint16(tiff, kind)
		tiff = binary.LittleEndian.AppendUint32(tiff, 1)
		tiff = binary.LittleEndian.AppendUint32(tiff, value)
	}
	tiff = append(tiff, 4, 0)
	const after = 8 + 2 + 4*12 + 4
	entry(0x0112, 3, uint32(orientation))
	entry(0x011a, 5, after)
	entry(0x011b, 5, after)
	entry(0x0128, 3, 2)
	tiff = append(tiff, 0, 0, 0, 0)
	tiff = binary.LittleEndian.AppendUint32(tiff, uint32(dpi))
	tiff = binary.LittleEndian.AppendUint32(tiff, 1)
	body := append([]byte("Exif\x00\x00"), tiff...)
	out := []byte{0xff, 0xd8, 0xff, 0xe1}
	out = binary.BigEndian.AppendUint16(out, uint16(len(body)+2))
	return append(append(out, body...), data[2:]...)
}
