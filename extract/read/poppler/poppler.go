// Package poppler reads PDF files with the programs of poppler-utils: the text layer with pdftotext, page pictures
// with pdftoppm. It promises sizes and boxes in points of the page as shown (crop box and page rotation applied,
// origin top left), text in logical order without presentation forms, and never more than one page's work per call.
package poppler

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"strconv"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/child"
	"github.com/certcat/certcat/extract/read/picture"
)

// Runner starts a program in the folder dir and returns what it writes to its standard output.
type Runner func(ctx context.Context, dir, name string, args ...string) ([]byte, error)

// Medium reads PDF files.
type Medium struct{ Run Runner }

// Opens reports whether the media type is PDF.
func (Medium) Opens(mediaType string) bool { return mediaType == "application/pdf" }

// About names poppler and its version.
func (m Medium) About(ctx context.Context, dir string) (string, error) {
	out, err := m.Run(ctx, dir, "sh", "-c", "pdftotext -v 2>&1")
	if err != nil {
		return "", fmt.Errorf("poppler: asking pdftotext for its version: %w; install poppler-utils", err)
	}
	line, _, _ := strings.Cut(string(out), "\n")
	return "poppler " + strings.TrimPrefix(line, "pdftotext version "), nil
}

// Layer gives a page's size, the words of its text layer in reading order, and whether the page is a scan. Words that lie
// invisibly over a picture are left out where the page also has visible text.
func (m Medium) Layer(ctx context.Context, dir, path string, page int) (picture.Layer, error) {
	n := strconv.Itoa(page)
	out, err := m.Run(ctx, dir, "pdftotext", "-q", "-bbox-layout", "-cropbox", "-f", n, "-l", n, path, "-")
	if err != nil {
		return picture.Layer{}, fmt.Errorf("poppler: text of page %d: %w", page, err)
	}
	size, words := parse(out)
	if size.Width <= 0 || size.Height <= 0 {
		return picture.Layer{}, child.Refuse("page-unreadable", "page", n)
	}
	layer := picture.Layer{Size: size, Words: words}
	list, err := m.Run(ctx, dir, "pdfimages", "-list", "-f", n, "-l", n, path)
	if err != nil {
		return layer, nil
	}
	if layer.Scanned, layer.PPI = covered(list, size); !layer.Scanned || len(words) == 0 {
		return layer, nil
	}
	live, err := m.drawn(ctx, dir, path, n, words)
	if err != nil {
		return picture.Layer{}, fmt.Errorf("poppler: picture of page %d: %w", page, err)
	}
	if 2*len(live) > len(words) {
		layer.Scanned, layer.PPI, layer.Words = false, 0, live
	}
	return layer, nil
}

// drawn picks the words that are drawn with a font: smoothing of fonts changes their picture, while it leaves alone
// what a picture shows beneath an invisible word.
func (m Medium) drawn(ctx context.Context, dir, path, page string, words []certcat.Word) (live []certcat.Word, err error) {
	const dpi = 96
	var pictures [2]*RGB
	for i, smooth := range []string{"yes", "no"} {
		out, err := m.Run(ctx, dir, "pdftoppm", "-q", "-cropbox", "-aa", smooth, "-r", strconv.Itoa(dpi), "-f", page, "-l", page, path)
		if err != nil {
			return nil, err
		}
		if pictures[i], err = decodePPM(out); err != nil {
			return nil, err
		}
	}
	for _, w := range words {
		if differ(pictures[0], pictures[1], w.Box, dpi/72.0) {
			live = append(live, w)
		}
	}
	return live, nil
}

// differ reports whether two pictures of a page differ inside a box given in points.
func differ(a, b *RGB, box certcat.Box, perPoint float64) bool {
	if a.W != b.W || a.H != b.H {
		return true
	}
	x0, x1 := max(0, int(box.X0*perPoint)), min(a.W, int(box.X1*perPoint)+1)
	for y := max(0, int(box.Y0*perPoint)); y < min(a.H, int(box.Y1*perPoint)+1) && x0 < x1; y++ {
		if !bytes.Equal(a.Pix[3*(y*a.W+x0):3*(y*a.W+x1)], b.Pix[3*(y*a.W+x0):3*(y*a.W+x1)]) {
			return true
		}
	}
	return false
}

// covered reports whether one picture of pdfimages' list covers most of the page, and its resolution. Turned pages
// compare by area alone.
func covered(list []byte, size certcat.PageSize) (bool, int) {
	for line := range strings.Lines(string(list)) {
		f := strings.Fields(line)
		if len(f) < 14 || f[2] != "image" && f[2] != "stencil" {
			continue
		}
		number := func(i int) float64 { v, _ := strconv.ParseFloat(f[i], 64); return v }
		w, h, x, y := number(3), number(4), number(12), number(13)
		if x > 0 && y > 0 && w/x*72*h/y*72 > 0.7*size.Width*size.Height {
			return true, int(min(x, y))
		}
	}
	return false, 0
}

// Picture renders a page as shown, in colour, at dpi.
func (m Medium) Picture(ctx context.Context, dir, path string, page, dpi int) (image.Image, error) {
	n := strconv.Itoa(page)
	out, err := m.Run(ctx, dir, "pdftoppm", "-q", "-cropbox", "-r", strconv.Itoa(dpi), "-f", n, "-l", n, path)
	if err != nil {
		return nil, fmt.Errorf("poppler: picture of page %d: %w", page, err)
	}
	img, err := decodePPM(out)
	if err != nil {
		return nil, fmt.Errorf("poppler: picture of page %d: %w", page, err)
	}
	return img, nil
}

// decodePPM reads the binary PPM that pdftoppm writes.
func decodePPM(data []byte) (*RGB, error) {
	var w, h, depth int
	header := data
	for i, field := 0, 0; field < 4; field++ {
		end := bytes.IndexAny(header[i:], " \n\t")
		if end < 0 {
			return nil, fmt.Errorf("the picture ends in its header after %d bytes", len(data))
		}
		text := string(header[i : i+end])
		i += end + 1
		switch n, err := strconv.Atoi(text); {
		case field == 0 && text != "P6":
			return nil, fmt.Errorf("not a colour PPM: %.8q", data)
		case field > 0 && err != nil:
			return nil, fmt.Errorf("bad number %.20q in the picture's header", text)
		case field == 1:
			w = n
		case field == 2:
			h = n
		case field == 3:
			depth = n
		}
		data = header[i:]
	}
	if w <= 0 || h <= 0 || depth != 255 || len(data) < 3*w*h {
		return nil, fmt.Errorf("the picture claims %d×%d at depth %d and holds %d bytes", w, h, depth, len(data))
	}
	return &RGB{Pix: data, W: w, H: h}, nil
}

// RGB is a colour picture of three bytes a pixel, kept as poppler wrote it.
type RGB struct {
	Pix  []byte
	W, H int
}

// ColorModel is RGBA.
func (p *RGB) ColorModel() color.Model { return color.RGBAModel }

// Packed gives the bytes, red, green, blue.
func (p *RGB) Packed() []byte { return p.Pix }

// Bounds is the picture's size, from (0, 0).
func (p *RGB) Bounds() image.Rectangle { return image.Rect(0, 0, p.W, p.H) }

// At is the opaque colour of one pixel.
func (p *RGB) At(x, y int) color.Color {
	i := 3 * (y*p.W + x)
	return color.RGBA{p.Pix[i], p.Pix[i+1], p.Pix[i+2], 255}
}
