// Package tesseract recognises text with Tesseract through gosseract. It promises words in pixels of the picture it
// was given, with the engine's confidence as 0–1 and line numbers in reading order, and never to hand the engine
// anything but a picture that Go made. A crash in the engine kills the process: it is used in worker processes only,
// with OMP_THREAD_LIMIT=1 in their environment before they start.
package tesseract

import (
	"context"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/otiai10/gosseract/v2"

	"github.com/certcat/certcat"
)

// Name is what readings of this engine say in By.
const Name = "tesseract"

// Environment is what a worker process needs before it starts.
func Environment() []string { return []string{"OMP_THREAD_LIMIT=1"} }

// kept is how many sets of language models stay loaded; a set takes up to 100 MB.
const kept = 3

// Engine recognises text. It keeps loaded models between calls and is not safe for concurrent use.
type Engine struct {
	Data    string // folder of the language models; "" = where Tesseract looks
	clients []client
}

type client struct {
	languages string
	api       *gosseract.Client
}

// Name is the engine's name.
func (e *Engine) Name() string { return Name }

// About gives Tesseract's version and the installed language models, sorted.
func (e *Engine) About() (version string, languages []string, err error) {
	folder := e.Data
	if folder == "" {
		folder = os.Getenv("TESSDATA_PREFIX")
	}
	var files []string
	if folder != "" {
		files, err = filepath.Glob(filepath.Join(folder, "*.traineddata"))
	} else {
		files, err = gosseract.GetAvailableLanguages()
	}
	if err != nil {
		return "", nil, fmt.Errorf("tesseract: listing the language models: %w", err)
	}
	for _, f := range files {
		languages = append(languages, strings.TrimSuffix(filepath.Base(f), ".traineddata"))
	}
	slices.Sort(languages)
	if len(languages) == 0 {
		return "", nil, errors.New("tesseract: no language models found; install tesseract-ocr-eng or set TESSDATA_PREFIX")
	}
	return gosseract.Version(), languages, nil
}

// Recognize reads a prepared picture of dpi. The look gives the languages (at least one), the whitelist, and how much
// layout to expect: a single line, one column of lines, one block where a Box is given, else a whole page. Boxes are in pixels.
func (e *Engine) Recognize(_ context.Context, img *image.Gray, dpi int, look certcat.Look) ([]certcat.Word, error) {
	if img == nil || img.Rect.Dx() < 3 || img.Rect.Dy() < 3 || img.Stride != img.Rect.Dx() {
		return nil, errors.New("tesseract: the picture is empty or not packed")
	}
	api, err := e.client(look.Languages)
	if err != nil {
		return nil, err
	}
	mode := "3"
	switch {
	case look.SingleLine:
		mode = "7"
	case look.OneColumn:
		mode = "4"
	case !look.Box.Empty():
		mode = "6"
	}
	for _, v := range [][2]string{{"tessedit_pageseg_mode", mode}, {"user_defined_dpi", strconv.Itoa(dpi)}, {"tessedit_char_whitelist", look.Whitelist}} {
		if err := api.SetVariable(gosseract.SettableVariable(v[0]), v[1]); err != nil {
			return nil, fmt.Errorf("tesseract: setting %s: %w", v[0], err)
		}
	}
	if err := api.SetImageFromBytes(pgm(img)); err != nil {
		return nil, fmt.Errorf("tesseract: %w", err)
	}
	boxes, err := api.GetBoundingBoxesVerbose()
	if err != nil {
		e.drop()
		return nil, fmt.Errorf("tesseract: reading with %s: %w", strings.Join(look.Languages, "+"), err)
	}
	return words(boxes), nil
}

// pgm is the picture in the plainest format that Leptonica reads; packing it as PNG would cost more than reading a
// short page.
func pgm(img *image.Gray) []byte {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	out := fmt.Appendf(make([]byte, 0, w*h+32), "P5\n%d %d\n255\n", w, h)
	return append(out, img.Pix[:w*h]...)
}

func words(boxes []gosseract.BoundingBox) []certcat.Word {
	var out []certcat.Word
	line, last := 0, [3]int{-1, -1, -1}
	for _, b := range boxes {
		text := strings.TrimSpace(strings.ToValidUTF8(b.Word, ""))
		if text == "" || b.Box.Empty() {
			continue
		}
		if at := [3]int{b.BlockNum, b.ParNum, b.LineNum}; at != last {
			line++
			last = at
		}
		out = append(out, certcat.Word{Text: text, Confidence: max(0, min(1, b.Confidence/100)), Line: line,
			Box: certcat.Box{X0: float64(b.Box.Min.X), Y0: float64(b.Box.Min.Y), X1: float64(b.Box.Max.X), Y1: float64(b.Box.Max.Y)}})
	}
	return out
}

// client gives the loaded engine of a set of languages, the most recently used last.
func (e *Engine) client(languages []string) (*gosseract.Client, error) {
	if len(languages) == 0 {
		return nil, errors.New("tesseract: no language asked for")
	}
	key := strings.Join(languages, "+")
	if i := slices.IndexFunc(e.clients, func(c client) bool { return c.languages == key }); i >= 0 {
		c := e.clients[i]
		e.clients = append(slices.Delete(e.clients, i, i+1), c)
		return c.api, nil
	}
	if len(e.clients) >= kept {
		_ = e.clients[0].api.Close()
		e.clients = slices.Delete(e.clients, 0, 1)
	}
	api := gosseract.NewClient()
	if e.Data != "" {
		if err := api.SetTessdataPrefix(e.Data); err != nil {
			return nil, fmt.Errorf("tesseract: %w", err)
		}
	}
	if err := api.SetLanguage(languages...); err != nil {
		return nil, fmt.Errorf("tesseract: %w", err)
	}
	e.clients = append(e.clients, client{key, api})
	return api, nil
}

// drop forgets the client used last, which may be in any state.
func (e *Engine) drop() {
	if n := len(e.clients); n > 0 {
		_ = e.clients[n-1].api.Close()
		e.clients = e.clients[:n-1]
	}
}
