package read_test

import (
	"context"
	"image"
	"image/color"
	"image/draw"
	"math"
	"strings"
	"testing"

	"github.com/disintegration/imaging"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract/read"
	"github.com/certcat/certcat/extract/read/readtest"
	"github.com/certcat/certcat/extract/read/tesseract"
)

// thing is a picture of a thing with ribs and a lamp's shine, on which a label sticks askew; the label's turn is in degrees
// clockwise.
func thing(label image.Image, degrees float64) *image.NRGBA {
	out := image.NewNRGBA(image.Rect(0, 0, 2400, 1800))
	for y := range 1800 {
		for x := range 2400 {
			v := 70 + 60*x/2400 + 40*y/1800
			if x/90%3 == 0 && y/7%5 == 0 {
				v += 45
			}
			out.SetNRGBA(x, y, color.NRGBA{uint8(v), uint8(v * 9 / 10), uint8(v / 2), 255})
		}
	}
	turned := imaging.Rotate(label, -degrees, color.NRGBA{})
	at := image.Pt(1250-turned.Rect.Dx()/2, 800-turned.Rect.Dy()/2)
	draw.Draw(out, turned.Rect.Add(at), turned, image.Point{}, draw.Over)
	return out
}

// plate draws a rating plate as light letters on a dark ground or the other way round.
func plate(light bool) *image.NRGBA {
	drawn := readtest.Draw([]string{"Switching power supply", "Model: QM-65W-A", "Input: 100-240V 50/60Hz 1.5A", "Output: 20.0V 3.25A", "Made in Ruritania"}, 11, 150)
	out := imaging.Crop(drawn.Image, image.Rect(90, 150, 620, 460))
	if light {
		out = imaging.Invert(out)
		draw.Draw(out, out.Rect, image.NewUniform(color.NRGBA{40, 60, 120, 90}), image.Point{}, draw.Over)
	}
	return out
}

// TestLines reads labels on things with Tesseract alone: line by line where it finds no page.
func TestLines(t *testing.T) {
	for _, c := range []struct {
		name    string
		light   bool
		degrees float64
		turn    int
	}{{"level", false, 0, 0}, {"light on dark, askew", true, 9, 0}, {"lying", true, 92, 270}, {"on its head", false, 178, 180}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			path := write(t, "thing.png", readtest.PNG(thing(plate(c.light), c.degrees)))
			pages, err := newReader(t, read.Config{}).Read(context.Background(), certcat.Document{ID: "thing", MediaType: "image/png", PageCount: 1}, path, nil)
			if err != nil {
				t.Fatal(err)
			}
			page := pages.Pages[0]
			if got, want := readings(page), strings.Join([]string{tesseract.Name, tesseract.Name, certcat.Merged + "*"}, " "); got != want || page.Turn != c.turn {
				t.Errorf("read by %s, turned by %d; want %s, %d", got, page.Turn, want, c.turn)
			}
			s := strings.ReplaceAll(readtest.Text(page.Readings[page.Best].Words), " ", "")
			for _, want := range []string{"Switchingpowersupply", "Model:QM-65W-A", "100-240V50/60Hz1.5A", "20.0V3.25A", "MadeinRuritania"} {
				if !strings.Contains(s, want) {
					t.Errorf("%q was not read:\n%s", want, readtest.Text(page.Readings[page.Best].Words))
				}
			}
			if n := len(page.Readings[page.Best].Words); n > 25 {
				t.Errorf("%d words of 16: patterns were read", n)
			}
			if c.turn != 0 {
				return
			}
			// The first line's middle lies 89 pixels to the left of the label's and 126 above it.
			sin, cos := math.Sincos(c.degrees * math.Pi / 180)
			x, y := (1250-89*cos+126*sin)*page.Width/2400, (800-89*sin-126*cos)*page.Width/2400
			if b := around(page, "Switching"); math.Abs((b.X0+b.X1)/2-x) > 3 || math.Abs((b.Y0+b.Y1)/2-y) > 3 {
				t.Errorf("the first line is said to be at %+v, its middle is %.0f, %.0f", b, x, y)
			}
		})
	}
}
