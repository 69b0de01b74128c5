// Package picture computes the facts of picture files inside a reader process: pages and their sizes, by the headers
// alone. No pixel is decoded, so that a picture that claims to be huge costs nothing.
package picture

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // header
	_ "image/png"  // header
	"math"
	"os"
	"regexp"
	"strconv"

	_ "golang.org/x/image/bmp"  // header
	_ "golang.org/x/image/webp" // header

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/child"
	"github.com/certcat/certcat/ingest"
)

// Handlers are the operations of this package: "picture-facts" takes an ingest.FactsRequest and answers with the facts
// as a certcat.Document, or refuses with the codes of package ingest.
func Handlers() map[string]child.Handler {
	return map[string]child.Handler{"picture-facts": facts}
}

// extent is one page in pixels, as shown, and the resolution that the file names for it.
type extent struct {
	width, height int
	dpi           []float64 // candidates, best first
}

func facts(ctx context.Context, dir string, in json.RawMessage) (any, error) {
	var req ingest.FactsRequest
	if err := json.Unmarshal(in, &req); err != nil {
		return nil, fmt.Errorf("facts of a picture: %w", err)
	}
	var pages []extent
	var err error
	if req.MediaType == ingest.HEIC {
		pages, err = heic(ctx, dir, req.Path)
	} else {
		var data []byte
		if data, err = os.ReadFile(req.Path); err != nil {
			return nil, fmt.Errorf("facts of a picture: %w", err)
		}
		if !whole(data, req.MediaType) {
			return nil, child.Refuse(ingest.HalfWritten)
		}
		pages, err = extents(data, req)
	}
	if err != nil {
		return nil, err
	}
	return document(pages, req)
}

func document(pages []extent, req ingest.FactsRequest) (any, error) {
	switch {
	case len(pages) == 0:
		return nil, child.Refuse(ingest.ZeroPages)
	case len(pages) > req.Pages:
		return nil, child.Refuse(ingest.TooManyPages, "pages", strconv.Itoa(len(pages)), "limit", strconv.Itoa(req.Pages))
	}
	doc := certcat.Document{PageCount: len(pages)}
	large := 0
	for i, p := range pages {
		doc.Sizes = append(doc.Sizes, p.points())
		if int64(p.width)*int64(p.height) > req.Pixels {
			large++
			doc.Problems = append(doc.Problems, certcat.NewProblem(ingest.PictureTooLarge, "width", strconv.Itoa(p.width),
				"height", strconv.Itoa(p.height), "limit", strconv.FormatInt(req.Pixels, 10)).OnPage(i+1))
		}
	}
	if large == len(pages) {
		p := doc.Problems[0]
		p.Page = 0
		return nil, &child.Refusal{Problem: p}
	}
	return doc, nil
}

// points is the page's size by the first resolution that makes sense: one under which the page is neither smaller than
// a label nor larger than a poster, else 300 dpi.
func (e extent) points() certcat.PageSize {
	dpi := 300.0
	for _, claim := range e.dpi {
		long := float64(max(e.width, e.height)) / claim
		if claim >= 72 && claim <= 2400 && long >= 1 && long <= 24 {
			dpi = math.Round(claim*100) / 100
			break
		}
	}
	round := func(pixels int) float64 { return math.Round(float64(pixels)*7200/dpi) / 100 }
	return certcat.PageSize{Width: round(e.width), Height: round(e.height)}
}

// whole reports whether the file ends as its format wants, where that can be told without decoding.
func whole(data []byte, mediaType string) bool {
	switch mediaType {
	case ingest.JPEG:
		return bytes.Contains(data, []byte("\xff\xd9"))
	case ingest.PNG:
		return bytes.Contains(data[max(0, len(data)-1<<16):], []byte("IEND"))
	case ingest.WebP:
		return len(data) >= 8 && int64(leastUint32(data[4:]))+8 <= int64(len(data))+1 // an odd last chunk may miss its padding
	}
	return true
}

func extents(data []byte, req ingest.FactsRequest) ([]extent, error) {
	if req.MediaType == ingest.TIFF {
		return tiffPages(data, req.Pages+1)
	}
	config, _, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || config.Width <= 0 || config.Height <= 0 {
		return nil, child.Refuse(ingest.Damaged, "type", req.MediaType)
	}
	block := exif(data)
	e := extent{width: config.Width, height: config.Height, dpi: []float64{density(data), directory(block, first(block)).dpi(block)}}
	if directory(block, first(block)).short(block, tagOrientation) >= 5 { // lies on its side
		e.width, e.height = e.height, e.width
	}
	return []extent{e}, nil
}

var heifLine = regexp.MustCompile(`(?m)^image: (\d{1,7})x(\d{1,7}) .*primary`)

// heic asks libheif's program, which applies the file's own rotation.
func heic(ctx context.Context, dir, path string) ([]extent, error) {
	limits := child.Limits{CPU: ingest.DefaultLimits.Facts.CPU / 2, Memory: 1 << 30, Output: 1 << 20, Files: 1 << 20}
	out, err := child.Run(ctx, dir, limits, "heif-info", path)
	var exit *child.Exit
	m := heifLine.FindSubmatch(out)
	if errors.As(err, &exit) || err == nil && m == nil {
		return nil, child.Refuse(ingest.Damaged, "type", ingest.HEIC)
	}
	if err != nil {
		return nil, err
	}
	w, _ := strconv.Atoi(string(m[1]))
	h, _ := strconv.Atoi(string(m[2]))
	if w <= 0 || h <= 0 {
		return nil, child.Refuse(ingest.Damaged, "type", ingest.HEIC)
	}
	return []extent{{width: w, height: h}}, nil
}
