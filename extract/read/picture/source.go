// Package picture holds everything that is done to pictures of pages: opening picture files, making a page picture
// fit for recognition, and finding what is not text in it (ink, ruling lines, tick boxes, codes). It promises pure
// Go, coordinates of the page as shown, and to look at a picture's claimed size before decoding it.
package picture

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strconv"

	"github.com/disintegration/imaging"
	_ "golang.org/x/image/bmp"  // decoder
	_ "golang.org/x/image/tiff" // decoder
	_ "golang.org/x/image/webp" // decoder
	_ "image/gif"               // decoder
	_ "image/jpeg"              // decoder
	_ "image/png"               // decoder

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/child"
)

// Runner starts a program in the folder dir and returns what it writes to its standard output.
type Runner func(ctx context.Context, dir, name string, args ...string) ([]byte, error)

// Source opens picture files: JPEG, PNG, TIFF of several pages, WebP, BMP, GIF, and HEIC through libheif's program.
type Source struct {
	Run       Runner
	MaxPixels int // pictures that claim more are refused before decoding; 0 = DefaultMaxPixels
}

// DefaultMaxPixels is the largest picture that is decoded, in pixels: a page of A3 at 600 dpi has 70 million.
const DefaultMaxPixels = 120_000_000

var opens = map[string]bool{"image/jpeg": true, "image/png": true, "image/tiff": true, "image/webp": true,
	"image/bmp": true, "image/gif": true, "image/heic": true, "image/heif": true}

// Opens reports whether pictures of the media type can be opened.
func (Source) Opens(mediaType string) bool { return opens[mediaType] }

// About names the decoders' revision.
func (Source) About(context.Context, string) (string, error) { return "picture 1", nil }

// Layer is what a file itself says about a page.
type Layer struct {
	Size    certcat.PageSize // as shown
	Words   []certcat.Word   // the text layer, in reading order
	Scanned bool             // one picture holds the page's ink: words over it are some program's recognition
	PPI     int              // that picture's own resolution; 0 = not known
}

// Layer gives the size of one picture in points and no words: pictures have no text layer.
func (s Source) Layer(ctx context.Context, dir, path string, page int) (Layer, error) {
	data, err := s.load(ctx, dir, path, page)
	if err != nil {
		return Layer{}, err
	}
	w, h, err := s.bounds(data)
	if err != nil {
		return Layer{}, err
	}
	if orientation(data) >= 5 {
		w, h = h, w
	}
	dpi := Resolution(data, w, h)
	return Layer{Size: certcat.PageSize{Width: float64(w) * 72 / dpi, Height: float64(h) * 72 / dpi}, Scanned: true}, nil
}

// Picture decodes one picture with its EXIF orientation applied. A positive dpi scales it down to about that
// resolution; 0 gives all its pixels. It is never scaled up.
func (s Source) Picture(ctx context.Context, dir, path string, page, dpi int) (image.Image, error) {
	data, err := s.load(ctx, dir, path, page)
	if err != nil {
		return nil, err
	}
	if _, _, err := s.bounds(data); err != nil {
		return nil, err
	}
	img, err := imaging.Decode(bytes.NewReader(data), imaging.AutoOrientation(true))
	if err != nil {
		return nil, damaged(err)
	}
	if dpi <= 0 {
		return img, nil
	}
	b := img.Bounds()
	native := Resolution(data, b.Dx(), b.Dy())
	if native <= float64(dpi) {
		return img, nil
	}
	return imaging.Resize(img, max(1, int(float64(b.Dx())*float64(dpi)/native+0.5)), 0, imaging.Box), nil
}

// bounds decodes the header alone and refuses what would fill the memory.
func (s Source) bounds(data []byte) (w, h int, err error) {
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return 0, 0, damaged(err)
	}
	limit := s.MaxPixels
	if limit <= 0 {
		limit = DefaultMaxPixels
	}
	if config.Width <= 0 || config.Height <= 0 || config.Width > limit/config.Height {
		return 0, 0, &child.Refusal{Problem: certcat.NewProblem("picture-too-large", "width", strconv.Itoa(config.Width),
			"height", strconv.Itoa(config.Height), "limit", strconv.Itoa(limit))}
	}
	return config.Width, config.Height, nil
}

func damaged(err error) error {
	return &child.Refusal{Problem: certcat.NewProblem("picture-damaged", "error", err.Error())}
}

// load gives the bytes of one picture: a TIFF's header is pointed at the page, HEIC is converted first.
func (s Source) load(ctx context.Context, dir, path string, page int) ([]byte, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("picture: %w", err)
	}
	switch {
	case isTIFF(data):
		return tiffPage(data, page)
	case len(data) > 12 && string(data[4:8]) == "ftyp":
		return s.heic(ctx, dir, path)
	case page != 1:
		return nil, &child.Refusal{Problem: certcat.NewProblem("page-missing", "pages", "1").OnPage(page)}
	}
	return data, nil
}

func (s Source) heic(ctx context.Context, dir, path string) ([]byte, error) {
	out := filepath.Join(dir, "heic.png")
	defer os.Remove(out)
	if _, err := s.Run(ctx, dir, "heif-convert", path, out); err != nil {
		return nil, fmt.Errorf("picture: converting HEIC: %w", err)
	}
	data, err := os.ReadFile(out)
	if err != nil {
		return nil, damaged(err)
	}
	return data, nil
}
