package readtest

import (
	"image"
	"image/color"
	"image/draw"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/disintegration/imaging"

	"github.com/certcat/certcat"
)

// Overlay draws a page's best reading (red), ruling lines (green) and tick boxes (blue; filled where ticked) on the
// picture of the page as shown and writes it as PNG into the folder that CERTCAT_OVERLAY names, for people to look at.
// Without the variable it does nothing.
func Overlay(t *testing.T, shown image.Image, page certcat.Page) {
	t.Helper()
	folder := os.Getenv("CERTCAT_OVERLAY")
	if folder == "" {
		return
	}
	name := strings.NewReplacer("/", "-", " ", "-").Replace(t.Name()) + ".png"
	if err := imaging.Save(Boxed(shown, page), filepath.Join(folder, name)); err != nil {
		t.Fatal(err)
	}
}

// Boxed is the picture that Overlay writes.
func Boxed(shown image.Image, page certcat.Page) image.Image {
	img := imaging.Clone(shown)
	scale := float64(img.Rect.Dx()) / page.Width
	frame := func(b certcat.Box, c color.Color, filled bool) {
		r := image.Rect(int(b.X0*scale), int(b.Y0*scale), int(b.X1*scale)+1, int(b.Y1*scale)+1)
		sides := []image.Rectangle{{r.Min, image.Pt(r.Max.X, r.Min.Y+1)}, {image.Pt(r.Min.X, r.Max.Y-1), r.Max},
			{r.Min, image.Pt(r.Min.X+1, r.Max.Y)}, {image.Pt(r.Max.X-1, r.Min.Y), r.Max}}
		if filled {
			sides = []image.Rectangle{r}
		}
		for _, s := range sides {
			draw.Draw(img, s, image.NewUniform(c), image.Point{}, draw.Src)
		}
	}
	if page.Best >= 0 {
		for _, w := range page.Readings[page.Best].Words {
			frame(w.Box, color.RGBA{220, 0, 0, 255}, false)
		}
	}
	for _, b := range page.Rules {
		frame(b, color.RGBA{0, 150, 0, 255}, false)
	}
	for _, tick := range page.Ticks {
		frame(tick.Box, color.RGBA{0, 60, 255, 255}, tick.Ticked)
	}
	return img
}
