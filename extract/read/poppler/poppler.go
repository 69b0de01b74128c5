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

// Layer gives a page's size and the words of its text layer in reading order. A page without a text layer gives none.
func (m Medium) Layer(ctx context.Context, dir, path string, page int) (certcat.PageSize, []certcat.Word, error) {
	n := strconv.Itoa(page)
	out, err := m.Run(ctx, dir, "pdftotext", "-q", "-bbox-layout", "-cropbox", "-f", n, "-l", n, path, "-")
	if err != nil {
		return certcat.PageSize{}, nil, fmt.Errorf("poppler: text of page %d: %w", page, err)
	}
	size, words := parse(out)
	if size.Width <= 0 || size.Height <= 0 {
		return size, nil, fmt.Errorf("poppler: page %d has no size", page)
	}
	return size, words, nil
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
func decodePPM(data []byte) (image.Image, error) {
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

// Bounds starts at the origin.
func (p *RGB) Bounds() image.Rectangle { return image.Rect(0, 0, p.W, p.H) }

// At is the opaque colour of one pixel.
func (p *RGB) At(x, y int) color.Color {
	i := 3 * (y*p.W + x)
	return color.RGBA{p.Pix[i], p.Pix[i+1], p.Pix[i+2], 255}
}
