package read_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"reflect"
	"strings"
	"testing"

	"github.com/disintegration/imaging"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract/read"
	"github.com/certcat/certcat/extract/read/readtest"
)

// TestMedia reads the same certificate from every medium and rotation, and holds every word's box against the place
// where it was drawn on the page as shown.
func TestMedia(t *testing.T) {
	drawn := readtest.Draw(readtest.Certificate[:8], 12, 150)
	upright, points := image.Image(drawn.Image), 1.0
	left, half, right := imaging.Rotate90(upright), imaging.Rotate180(upright), imaging.Rotate270(upright)
	scan := func(img image.Image, w, h float64, rotate int) []byte {
		return readtest.PDF(readtest.PDFPage{Width: w, Height: h, Rotate: rotate, Scan: img})
	}
	pdf, inches := "application/pdf", 150.0/300
	for _, c := range []struct {
		name, media string
		data        []byte
		turn        int
		scale       float64 // points of the page per point that was drawn
	}{
		{"scan", pdf, scan(upright, 595, 842, 0), 0, points},
		{"scan turned by the file 90", pdf, scan(left, 842, 595, 90), 0, points},
		{"scan turned by the file 180", pdf, scan(half, 595, 842, 180), 0, points},
		{"scan turned by the file 270", pdf, scan(right, 842, 595, 270), 0, points},
		{"scan lying on its side", pdf, scan(left, 842, 595, 0), 90, points},
		{"photo upright", "image/jpeg", readtest.JPEG(upright, 150, 1), 0, points},
		{"photo orientation 3", "image/jpeg", readtest.JPEG(half, 150, 3), 0, points},
		{"photo orientation 6", "image/jpeg", readtest.JPEG(left, 150, 6), 0, points},
		{"photo orientation 8", "image/jpeg", readtest.JPEG(right, 150, 8), 0, points},
		{"picture upside down", "image/png", readtest.PNG(half), 180, inches},
		{"picture falling 3 degrees", "image/png", nil, 0, inches},
		{"bmp", "image/bmp", readtest.BMP(upright), 0, inches},
		{"tiff", "image/tiff", readtest.TIFF(150, upright), 0, points},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			truth := drawn.Words
			if c.data == nil {
				c.data = readtest.PNG(imaging.Rotate(upright, -3, image.White))
				truth = readtest.Rotated(drawn, 3)
			}
			page := readOne(t, c.media, c.data)
			if page.Turn != c.turn {
				t.Fatalf("turned by %d, want %d", page.Turn, c.turn)
			}
			want := make([]certcat.Word, len(truth))
			for i, w := range truth {
				want[i] = w
				want[i].Box = certcat.Box{X0: w.Box.X0 * c.scale, Y0: w.Box.Y0 * c.scale, X1: w.Box.X1 * c.scale, Y1: w.Box.Y1 * c.scale}
			}
			readtest.Boxes(t, want, page.Readings[page.Best].Words, 0.9)
		})
	}
}

// readOne reads a file, checks that its picture has the page's shape, and gives its first page.
func readOne(t *testing.T, media string, data []byte) certcat.Page {
	t.Helper()
	r := newReader(t, read.Config{})
	path := write(t, "file", data)
	doc := certcat.Document{ID: t.Name(), MediaType: media, PageCount: 1}
	pages, err := r.Read(context.Background(), doc, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	page := pages.Pages[0]
	if page.Best < 0 {
		t.Fatalf("not read: %+v", page.Problems)
	}
	packed, err := r.Shown(context.Background(), doc, path, page, 100)
	if err != nil {
		t.Fatal(err)
	}
	shown, err := jpeg.Decode(bytes.NewReader(packed))
	if err != nil {
		t.Fatal(err)
	}
	if b := shown.Bounds(); (b.Dx() > b.Dy()) != (page.Width > page.Height) {
		t.Errorf("the picture has %v pixels, the page %g × %g points", b.Size(), page.Width, page.Height)
	}
	readtest.Overlay(t, shown, page)
	return page
}

// TestTextLayer holds the boxes of live text against the ink beneath them, for every rotation and a crop box.
func TestTextLayer(t *testing.T) {
	var lines []readtest.PDFLine
	for i, s := range readtest.Certificate {
		lines = append(lines, readtest.PDFLine{X: 120, Y: 700 - 24*float64(i), Size: 11, Text: s})
	}
	for name, p := range map[string]readtest.PDFPage{
		"upright": {Lines: lines}, "90": {Rotate: 90, Lines: lines}, "180": {Rotate: 180, Lines: lines}, "270": {Rotate: 270, Lines: lines},
		"crop": {Crop: [4]float64{60, 50, 560, 800}, Lines: lines}, "crop 90": {Rotate: 90, Crop: [4]float64{60, 50, 560, 800}, Lines: lines},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p.Width, p.Height = 595, 842
			page := readOne(t, "application/pdf", readtest.PDF(p))
			width, height := 595.0, 842.0
			if p.Crop != [4]float64{} {
				width, height = 500, 750
			}
			if p.Rotate%180 != 0 {
				width, height = height, width
			}
			if page.Width != width || page.Height != height {
				t.Errorf("the page has %g × %g points, want %g × %g", page.Width, page.Height, width, height)
			}
			if len(page.Readings) != 1 || page.Readings[0].By != certcat.TextLayer {
				t.Fatalf("%d readings; want the text layer alone, which explains all ink", len(page.Readings))
			}
			if len(page.Readings[0].Words) < 100 {
				t.Errorf("%d words, the others were taken for invisible: their boxes hold no ink", len(page.Readings[0].Words))
			}
		})
	}
}

// TestLayerAgainstInk covers the text layers that lie.
func TestLayerAgainstInk(t *testing.T) {
	t.Parallel()
	drawn := readtest.Draw(readtest.Certificate[:8], 12, 150)
	full := readtest.PDFPage{Width: 595, Height: 842, Scan: drawn.Image}
	old := full
	old.Lines = []readtest.PDFLine{{X: 70, Y: 752, Size: 12, Text: "CERTIF1CATE 0F C0NF0RM1TV", Invisible: true},
		{X: 70, Y: 723, Size: 12, Text: "Certif1cate N0 NVVL", Invisible: true}}
	form := full
	form.Lines = []readtest.PDFLine{{X: 70, Y: 300, Size: 12, Text: "Serial number 55-1234-X of the live data"}}
	letters := readtest.PDFPage{Width: 595, Height: 842, Lines: []readtest.PDFLine{{X: 70, Y: 300, Size: 12, Text: "Visible text of the page"},
		{X: 70, Y: 200, Size: 12, Text: "left over", Invisible: true}}}
	path := write(t, "layers.pdf", readtest.PDF(old, form, letters, readtest.PDFPage{Width: 595, Height: 842}))
	doc := certcat.Document{ID: "layers", MediaType: "application/pdf", PageCount: 4}
	pages, err := newReader(t, read.Config{}).Read(context.Background(), doc, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	best := func(n int) (certcat.Reading, string) {
		p := pages.Pages[n-1]
		if p.Best < 0 {
			t.Fatalf("page %d is unread: %+v", n, p.Problems)
		}
		return p.Readings[p.Best], readtest.Text(p.Readings[p.Best].Words)
	}
	if r, text := best(1); r.By != "tesseract" || len(pages.Pages[0].Readings) != 2 || readtest.ErrorRate(readtest.Text(drawn.Words), text) > 0.03 {
		t.Errorf("old recognition over a scan: best is %s of %d readings:\n%s", r.By, len(pages.Pages[0].Readings), text)
	}
	if r, text := best(2); r.By != certcat.Merged || !strings.Contains(text, "Serial number 55-1234-X") || !strings.Contains(text, "Northwind Lighthouse") {
		t.Errorf("live data over a raster form: best is %s:\n%s", r.By, text)
	}
	if r, text := best(3); r.By != certcat.TextLayer || text != "Visible text of the page" {
		t.Errorf("leftovers: best is %s:\n%s", r.By, text)
	}
	if r, text := best(4); r.By != certcat.TextLayer || text != "" {
		t.Errorf("blank page: best is %s: %q", r.By, text)
	}
}

// TestLooks covers pages that wait to be read, and a closer look at one line.
func TestLooks(t *testing.T) {
	t.Parallel()
	drawn := readtest.Draw(readtest.Certificate[:8], 12, 150)
	path := write(t, "pages.tif", readtest.TIFF(150, drawn.Image, drawn.Image, drawn.Image))
	doc := certcat.Document{ID: "looks", MediaType: "image/tiff", PageCount: 3}
	r := newReader(t, read.Config{FirstPages: 1, LastPages: 1})
	first, err := r.Read(context.Background(), doc, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if first.Pages[0].Best != 0 || first.Pages[1].Best != -1 || first.Pages[2].Best != 0 {
		t.Fatalf("best readings %d, %d, %d; want the first and the last page read", first.Pages[0].Best, first.Pages[1].Best, first.Pages[2].Best)
	}
	number := drawn.Words[5].Box.Union(drawn.Words[8].Box)
	number.X0, number.Y0, number.X1, number.Y1 = number.X0-3, number.Y0-4, number.X1+3, number.Y1+4
	again, err := r.Look(context.Background(), doc, path, first, []certcat.Look{
		{Page: 2, Purpose: certcat.NextPages},
		{Page: 1, Purpose: certcat.CertificateNumber, Box: number, SingleLine: true},
	})
	if err != nil {
		t.Fatal(err)
	}
	if first.Pages[1].Best != -1 || len(first.Pages[0].Readings) != 1 {
		t.Error("the Pages that were looked at changed")
	}
	if again.Pages[1].Best != 0 || !reflect.DeepEqual(again.Pages[1].Readings[0].Words, first.Pages[0].Readings[0].Words) {
		t.Errorf("the second page, equal to the first, reads otherwise: %+v", again.Pages[1].Problems)
	}
	if n := len(again.Pages[0].Readings); n != 2 {
		t.Fatalf("%d readings of the first page, want 2", n)
	}
	closer := again.Pages[0].Readings[1]
	if closer.Purpose != certcat.CertificateNumber || closer.Region.Empty() || readtest.Text(closer.Words) != "NWL 2026-04417 Rev. 2" {
		t.Errorf("closer look: %+v", closer)
	}
	readtest.Boxes(t, drawn.Words[5:9], closer.Words, 1)
}

// TestRedInk reads a number that is printed in red, which the first look lets fade together with stamps.
func TestRedInk(t *testing.T) {
	t.Parallel()
	drawn := readtest.Draw(readtest.Certificate[:8], 12, 150)
	number := drawn.Words[5].Box.Union(drawn.Words[8].Box)
	page := readOne(t, "image/png", readtest.PNG(readtest.Redden(drawn, number)))
	if text := readtest.Text(page.Readings[page.Best].Words); !strings.Contains(text, "Certificate No: NWL 2026-04417 Rev. 2\n") {
		t.Errorf("the number in red is not read in its line:\n%s", text)
	}
}

// TestGoldenInk reads a line that is printed in gold over a form whose variable data are a text layer.
func TestGoldenInk(t *testing.T) {
	t.Parallel()
	drawn := readtest.Draw(readtest.Certificate[:8], 12, 150)
	number := drawn.Words[5].Box.Union(drawn.Words[8].Box)
	form := readtest.PDFPage{Width: 595, Height: 842, Scan: readtest.Gild(drawn, number)}
	for i := range 4 {
		form.Lines = append(form.Lines, readtest.PDFLine{X: 70, Y: 300 - 20*float64(i), Size: 12, Text: "Serial number 55-1234-X of the live data"})
	}
	page := readOne(t, "application/pdf", readtest.PDF(form))
	if r := page.Readings[page.Best]; !strings.Contains(readtest.Text(r.Words), "NWL 2026-04417 Rev. 2") {
		t.Errorf("the number in gold is not read (%s):\n%s", r.By, readtest.Text(r.Words))
	}
}
