// Package readtest holds what readers are tested with: pages drawn by us, the damage that scanners, telephones and
// stamps do to them, a conformance suite for engines, engines that crash, hang and lie, and overlays for people to
// look at. Everything it makes is the same at every run.
package readtest

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"strings"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"github.com/certcat/certcat"
)

// Certificate is the text of a certificate that nobody issued.
var Certificate = strings.Split(`CERTIFICATE OF CONFORMITY
Certificate No: NWL 2026-04417 Rev. 2
Northwind Lighthouse Testing GmbH
Harbour Road 17, 20457 Hamburg, Germany
Applicant: Blue Heron Appliances Ltd.
Address: 42 Orchard Lane, Leeds LS1 4DY, United Kingdom
Manufacturer: Quartz Meadow Electronics Co., Ltd.
Product: Switching power supply for household use
Model: QM-65W-A, QM-65W-B, QM-90W-C
Rating: Input 100-240V~ 50/60Hz 1.5A; Output 20.0V 3.25A
The sample described above was tested and found to comply with
EN 62368-1:2014/A11:2017, EN 55032:2015, EN 61000-3-2:2014
and the essential requirements of Directive 2014/35/EU.
This certificate is based on report number R-88213/26 of 14 March 2026
and holds only for the sample that was examined by the laboratory.
Date of issue: 2026-03-19
Valid until: 2031-03-18
Signed for the certification body by Edwina Marlowe`, "\n")

var regular = sync.OnceValue(func() *opentype.Font {
	f, err := opentype.Parse(goregular.TTF)
	if err != nil {
		panic(err)
	}
	return f
})

// Page is a drawn page with the truth about it.
type Page struct {
	Image *image.RGBA
	Words []certcat.Word // boxes in points, lines numbered from 1
	Size  certcat.PageSize
}

// Draw draws lines of text, points high, on a white A4 page of dpi.
func Draw(lines []string, points float64, dpi int) Page {
	p := Page{Size: certcat.PageSize{Width: 595, Height: 842}}
	scale := float64(dpi) / 72
	p.Image = image.NewRGBA(image.Rect(0, 0, int(p.Size.Width*scale), int(p.Size.Height*scale)))
	draw.Draw(p.Image, p.Image.Rect, image.White, image.Point{}, draw.Src)
	face, err := opentype.NewFace(regular(), &opentype.FaceOptions{Size: points, DPI: float64(dpi), Hinting: font.HintingNone})
	if err != nil {
		panic(err)
	}
	d := font.Drawer{Dst: p.Image, Src: image.NewUniform(color.RGBA{20, 20, 30, 255}), Face: face}
	for i, line := range lines {
		y := (90 + float64(i)*points*2.4) * scale
		d.Dot = fixed.Point26_6{X: fixed.Int26_6(70 * scale * 64), Y: fixed.Int26_6(y * 64)}
		for _, word := range strings.Fields(line) {
			b, _ := font.BoundString(face, word)
			x := float64(d.Dot.X) / 64
			p.Words = append(p.Words, certcat.Word{Text: word, Confidence: 1, Line: i + 1, Box: certcat.Box{
				X0: (x + float64(b.Min.X)/64) / scale, Y0: (y + float64(b.Min.Y)/64) / scale,
				X1: (x + float64(b.Max.X)/64) / scale, Y1: (y + float64(b.Max.Y)/64) / scale}})
			d.DrawString(word + " ")
		}
	}
	return p
}

// Text joins words by spaces, lines by line ends.
func Text(words []certcat.Word) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			if w.Line != words[i-1].Line {
				b.WriteByte('\n')
			} else {
				b.WriteByte(' ')
			}
		}
		b.WriteString(w.Text)
	}
	return b.String()
}

// Distance is the number of characters to insert, delete or replace to turn one text into the other.
func Distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := diagonal
			if x[i] != y[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}

// ErrorRate is Distance as a share of the truth's length.
func ErrorRate(truth, read string) float64 {
	return float64(Distance(truth, read)) / float64(max(1, len([]rune(truth))))
}

// Rotated gives the words of a page whose picture was turned by degrees clockwise about its middle and grew by what
// sticks out, as imaging.Rotate does.
func Rotated(p Page, degrees float64) []certcat.Word {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	w, h := p.Size.Width, p.Size.Height
	grownW, grownH := w*cos+h*sin, w*sin+h*cos
	out := make([]certcat.Word, len(p.Words))
	for i, word := range p.Words {
		x, y := (word.Box.X0+word.Box.X1)/2-w/2, (word.Box.Y0+word.Box.Y1)/2-h/2
		cx, cy := x*cos-y*sin+grownW/2, x*sin+y*cos+grownH/2
		bw, bh := word.Box.Width()/2, word.Box.Height()/2
		word.Box = certcat.Box{X0: cx - bw, Y0: cy - bh, X1: cx + bw, Y1: cy + bh}
		out[i] = word
	}
	return out
}
