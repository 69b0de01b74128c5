package picture_test

import (
	"image"
	"image/color"
	"image/draw"
	"testing"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract/read/picture"
)

// TestGalleyOfNothing looks for lines where there are none.
func TestGalleyOfNothing(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {3, 2000}, {2000, 3}, {700, 500}} {
		img := image.NewGray(image.Rectangle{Max: size})
		draw.Draw(img, img.Rect, image.NewUniform(color.Gray{180}), image.Point{}, draw.Src)
		for turn := 0; turn < 360; turn += 90 {
			if sheet, degrees := picture.Galley(img, certcat.PageSize{Width: float64(size.X), Height: float64(size.Y)}, turn); sheet != nil {
				t.Errorf("a blank picture of %v has lines at %.0f degrees", size, degrees)
			}
		}
	}
}
