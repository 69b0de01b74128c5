package picture_test

import (
	"context"
	"errors"
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/disintegration/imaging"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/child"
	"github.com/certcat/certcat/extract/read/picture"
	"github.com/certcat/certcat/extract/read/readtest"
)

// TestSkew fixes the sign: imaging turns anticlockwise, so that lines rise to the right for positive angles.
func TestSkew(t *testing.T) {
	page := readtest.Draw(readtest.Certificate, 10, 100)
	for _, degrees := range []float64{-7, -3, -0.5, 0, 1, 4} {
		img := imaging.Rotate(page.Image, degrees, color.White)
		if got := picture.Skew(picture.Flatten(picture.Red(img), 24)); math.Abs(got+degrees) > 0.15 {
			t.Errorf("a page turned by %g° anticlockwise falls by %.2f°, want %.2f°", degrees, got, -degrees)
		}
	}
}

// TestPageMapsBack follows a spot of ink through turning, cropping, scaling and levelling.
func TestPageMapsBack(t *testing.T) {
	page := readtest.Draw(readtest.Certificate, 10, 100)
	first := page.Words[0].Box
	for _, o := range []picture.Options{{Level: true}, {Level: true, Turn: 180}, {Crop: certcat.Box{X0: 50, Y0: 60, X1: 400, Y1: 300}}, {Height: 40}} {
		img := image.Image(page.Image)
		if o.Turn == 180 {
			img = imaging.Rotate180(img)
		}
		s := picture.Prepare(img, page.Size, o)
		// Ink of the first word, found in the sheet by the boxes of all dark pixels that map into it.
		var seen certcat.Box
		for y := range s.Grey.Rect.Dy() {
			for x := range s.Grey.Rect.Dx() {
				b := s.Page(certcat.Box{X0: float64(x), Y0: float64(y), X1: float64(x + 1), Y1: float64(y + 1)})
				if s.Grey.Pix[y*s.Grey.Stride+x] < 100 && b.X0 > first.X0-2 && b.X1 < first.X1+2 && b.Y0 > first.Y0-6 && b.Y1 < first.Y1+6 {
					seen = seen.Union(b)
				}
			}
		}
		if math.Abs(seen.X0-first.X0) > 1.2 || math.Abs(seen.Y0-first.Y0) > 1.2 || math.Abs(seen.X1-first.X1) > 1.2 || math.Abs(seen.Y1-first.Y1) > 1.2 {
			t.Errorf("%+v: the first word was drawn at %v and is found at %v", o, first, seen)
		}
	}
}

func fill(img *image.Gray, r image.Rectangle, v uint8) {
	draw.Draw(img, r, image.NewUniform(color.Gray{Y: v}), image.Point{}, draw.Src)
}

// TestBands turns white letters on a printed bar over and leaves dark letters on a tinted one.
func TestBands(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 600, 800))
	fill(img, img.Rect, 250)
	for i, ink := range []uint8{250, 20} {
		bar := image.Rect(100, 100+200*i, 400, 160+200*i)
		fill(img, bar, 140)
		for x := 120; x < 380; x += 20 {
			fill(img, image.Rect(x, bar.Min.Y+20, x+5, bar.Max.Y-20), ink)
		}
	}
	picture.Bands(img, 2)
	if letter, ground := img.GrayAt(122, 130).Y, img.GrayAt(130, 130).Y; letter > 20 || ground < 235 {
		t.Errorf("white on a bar became %d on %d, want dark on white", letter, ground)
	}
	if letter, ground := img.GrayAt(122, 330).Y, img.GrayAt(130, 330).Y; letter != 20 || ground != 140 {
		t.Errorf("black on a bar became %d on %d, want it left alone", letter, ground)
	}
}

// TestErase takes a matrix code out and leaves writing.
func TestErase(t *testing.T) {
	page := readtest.Draw(readtest.Certificate, 10, 150)
	grey := picture.Red(page.Image)
	random := rand.New(rand.NewPCG(1, 2))
	code := image.Rect(900, 1300, 1095, 1495) // modules of 1.4 points
	for y := code.Min.Y; y < code.Max.Y; y += 3 {
		for x := code.Min.X; x < code.Max.X; x += 3 {
			if random.IntN(2) == 0 {
				fill(grey, image.Rect(x, y, x+3, y+3), 0)
			}
		}
	}
	fill(grey, image.Rect(920, 1503, 1080, 1511), 0) // the code's own caption, close beneath it
	out := picture.Erase(grey, 150.0/72)
	for y := range grey.Rect.Dy() {
		for x := range grey.Rect.Dx() {
			in, now := grey.GrayAt(x, y).Y, out.GrayAt(x, y).Y
			if inside := image.Pt(x, y).In(code); inside && now < 128 {
				t.Fatalf("ink of the code is left at %d, %d", x, y)
			} else if !inside && in != now {
				t.Fatalf("writing at %d, %d was changed from %d to %d", x, y, in, now)
			}
		}
	}
}

func TestMarks(t *testing.T) {
	img := image.NewGray(image.Rect(0, 0, 600, 800))
	fill(img, img.Rect, 255)
	fill(img, image.Rect(50, 100, 550, 102), 0)  // a line across
	fill(img, image.Rect(50, 100, 52, 400), 0)   // a line down
	fill(img, image.Rect(200, 500, 400, 560), 0) // a bar is no line
	for i, inside := range []bool{false, true} {
		box := image.Rect(200, 200+100*i, 220, 220+100*i)
		fill(img, box, 0)
		fill(img, box.Inset(2), 255)
		if inside {
			for d := range 14 {
				fill(img, image.Rect(203+d, 203+100+d, 206+d, 206+100+d), 0)
			}
		}
	}
	rules := picture.Rules(img, 2)
	if len(rules) != 2 || rules[0] != (certcat.Box{X0: 50, Y0: 100, X1: 550, Y1: 102}) || rules[1] != (certcat.Box{X0: 50, Y0: 100, X1: 52, Y1: 400}) {
		t.Errorf("rules %v", rules)
	}
	ticks := picture.Ticks(img, 2)
	if len(ticks) != 2 || ticks[0].Ticked || !ticks[1].Ticked || ticks[0].Box != (certcat.Box{X0: 200, Y0: 200, X1: 220, Y1: 220}) {
		t.Errorf("ticks %+v", ticks)
	}
}

func TestSource(t *testing.T) {
	small := image.NewRGBA(image.Rect(0, 0, 300, 150))
	loop := readtest.TIFF(150, small)
	copy(loop[len(loop)-4:], loop[4:8]) // the directory names itself as the next
	for name, c := range map[string]struct {
		data       []byte
		page       int
		size       certcat.PageSize
		ok         bool
		wide, tall int
	}{
		"exif 6":           {readtest.JPEG(small, 150, 6), 1, certcat.PageSize{Width: 72, Height: 144}, true, 150, 300},
		"no resolution":    {readtest.PNG(imaging.Resize(small, 3000, 0, imaging.Box)), 1, certcat.PageSize{Width: 720, Height: 360}, true, 3000, 1500},
		"nonsense":         {readtest.JPEG(imaging.Resize(small, 4000, 0, imaging.Box), 72, 1), 1, certcat.PageSize{Width: 960, Height: 480}, true, 4000, 2000},
		"second tiff page": {readtest.TIFF(150, small, imaging.Rotate90(small)), 2, certcat.PageSize{Width: 72, Height: 144}, true, 150, 300},
		"page missing":     {readtest.TIFF(150, small), 2, certcat.PageSize{}, false, 0, 0},
		"tiff loop":        {loop, 5, certcat.PageSize{Width: 144, Height: 72}, true, 300, 150},
		"cut off":          {readtest.PNG(small)[:20], 1, certcat.PageSize{}, false, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "picture")
			if err := os.WriteFile(path, c.data, 0o600); err != nil {
				t.Fatal(err)
			}
			layer, err := picture.Source{}.Layer(context.Background(), t.TempDir(), path, c.page)
			var refusal *child.Refusal
			if !c.ok {
				if !errors.As(err, &refusal) {
					t.Errorf("error %v, want a Refusal", err)
				}
				return
			}
			if err != nil || layer.Size != c.size {
				t.Fatalf("size %v, error %v; want %v", layer.Size, err, c.size)
			}
			img, err := picture.Source{}.Picture(context.Background(), t.TempDir(), path, c.page, 0)
			if err != nil || img.Bounds().Dx() != c.wide || img.Bounds().Dy() != c.tall {
				t.Errorf("picture %v, error %v; want %d × %d", img.Bounds(), err, c.wide, c.tall)
			}
		})
	}
	path := filepath.Join(t.TempDir(), "large")
	if err := os.WriteFile(path, readtest.PNG(small), 0o600); err != nil {
		t.Fatal(err)
	}
	var refusal *child.Refusal
	if _, err := (picture.Source{MaxPixels: 1000}).Picture(context.Background(), t.TempDir(), path, 1, 0); !errors.As(err, &refusal) || refusal.Problem.Code != "picture-too-large" {
		t.Errorf("error %v, want picture-too-large", err)
	}
}
