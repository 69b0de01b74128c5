package read_test

import (
	"context"
	"image"
	"image/color"
	"image/draw"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/disintegration/imaging"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/child"
	"github.com/certcat/certcat/extract/read"
	"github.com/certcat/certcat/extract/read/ppocr"
	"github.com/certcat/certcat/extract/read/readtest"
	"github.com/certcat/certcat/extract/read/tesseract"
)

// readings lists who read a page, the one that counts marked with a star.
func readings(p certcat.Page) string {
	var by []string
	for i, r := range p.Readings {
		if i == p.Best {
			r.By += "*"
		}
		by = append(by, r.By)
	}
	return strings.Join(by, " ")
}

// TestHostileSecondEngine proves that a second engine can do no more harm than to be missing.
func TestHostileSecondEngine(t *testing.T) {
	path := write(t, "label.png", readtest.PNG(readtest.Draw(readtest.Certificate[7:10], 12, 150).Image))
	doc := certcat.Document{ID: "label", MediaType: "image/png", PageCount: 1}
	for engine, code := range map[readtest.Hostile]string{
		readtest.Crash: "reader-crash", readtest.Hang: "reader-deadline", readtest.Spin: "reader-cpu",
		readtest.Eat: "reader-memory", readtest.Lie: "words-not-believed",
	} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			limits := child.Limits{Wall: 2 * time.Minute, CPU: 20 * time.Second, Memory: 512 << 20}
			switch engine {
			case readtest.Hang:
				limits.Wall = 15 * time.Second
			case readtest.Spin:
				limits.CPU = 8 * time.Second
			}
			r := newReader(t, read.Config{Limits: limits}, hostileSecond+"="+string(engine))
			pages, err := r.Read(context.Background(), doc, path, nil)
			if err != nil {
				t.Fatal(err)
			}
			page := pages.Pages[0]
			if len(page.Problems) != 1 || page.Problems[0].Code != code {
				t.Errorf("problems %+v, want %s", page.Problems, code)
			}
			want := tesseract.Name + "*"
			if engine == readtest.Lie {
				want = tesseract.Name + " lie " + certcat.Merged + "*"
			}
			if got := readings(page); got != want {
				t.Fatalf("read by %s, want %s", got, want)
			}
			if s := readtest.Text(page.Readings[page.Best].Words); !strings.Contains(s, "QM-65W-A") {
				t.Errorf("the first engine's words came to harm:\n%s", s)
			}
		})
	}
}

// TestBeside reads pictures with Tesseract and PP-OCR in a worker under its limits, and without PP-OCR.
func TestBeside(t *testing.T) {
	folder := readtest.SecondEngine(t, ppocr.Missing)
	label := readtest.Draw(readtest.Certificate[7:10], 11, 200)
	width, height := label.Image.Rect.Dx(), label.Image.Rect.Dy()/4
	strip := imaging.Crop(label.Image, image.Rect(0, label.Image.Rect.Dy()/16, width, height))
	dark := imaging.Invert(strip)
	draw.Draw(dark, dark.Rect, image.NewUniform(color.NRGBA{90, 90, 95, 110}), image.Point{}, draw.Over)
	for _, c := range []struct {
		name string
		img  image.Image
		turn int
	}{
		{"upright", strip, 0},
		{"light on dark, and askew", imaging.Rotate(dark, 8, color.NRGBA{60, 60, 66, 255}), 0},
		{"lying", imaging.Rotate90(imaging.Blur(strip, 1)), 90},
	} {
		t.Run(c.name, func(t *testing.T) {
			doc := certcat.Document{ID: "label", MediaType: "image/png", PageCount: 1}
			path := write(t, "label.png", readtest.PNG(c.img))
			limits := child.Limits{Wall: 4 * time.Minute, CPU: time.Minute}
			one, two := newReader(t, read.Config{Limits: limits}), newReader(t, read.Config{Limits: limits}, secondFolder+"="+folder)
			pages, err := two.Read(context.Background(), doc, path, nil)
			if err != nil {
				t.Fatal(err)
			}
			page := pages.Pages[0]
			if got, want := readings(page), tesseract.Name+" "+ppocr.Name+" "+certcat.Merged+"*"; got != want || len(page.Problems) > 0 {
				t.Fatalf("read by %s, want %s; problems %+v", got, want, page.Problems)
			}
			if page.Turn != c.turn {
				t.Errorf("turned by %d, want %d", page.Turn, c.turn)
			}
			s := strings.ReplaceAll(readtest.Text(page.Readings[page.Best].Words), " ", "")
			for _, want := range []string{"Switchingpowersupply", "QM-65W-A", "QM-90W-C", "100-240V", "3.25A"} {
				if !strings.Contains(s, want) {
					t.Errorf("%q was not read:\n%s", want, s)
				}
			}
			look, err := two.Look(context.Background(), doc, path, pages, []certcat.Look{{Page: 1, Box: around(page, "QM-65W-A"), Purpose: certcat.Models, Languages: []string{"eng"}, SingleLine: true}})
			if err != nil {
				t.Fatal(err)
			}
			var by []string
			for _, r := range look.Pages[0].Readings {
				if r.Purpose == certcat.Models {
					by = append(by, r.By)
				}
			}
			if want := []string{tesseract.Name, ppocr.Name}; !slices.Equal(by, want) {
				t.Errorf("a second look by %q, want %q", by, want)
			}
			if one.Key() == two.Key() {
				t.Errorf("the reading key %s is the same with and without the second engine", one.Key())
			}
		})
	}
}

// around is the box of the line that holds a text, with a margin.
func around(p certcat.Page, text string) certcat.Box {
	words := p.Readings[p.Best].Words
	i := slices.IndexFunc(words, func(w certcat.Word) bool { return strings.Contains(w.Text, text) })
	var b certcat.Box
	for _, w := range words {
		if i >= 0 && w.Line == words[i].Line {
			b = b.Union(w.Box)
		}
	}
	return certcat.Box{X0: b.X0 - 3, Y0: b.Y0 - 3, X1: b.X1 + 3, Y1: b.Y1 + 3}
}
