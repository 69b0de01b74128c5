package read

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"slices"
	"strings"

	"github.com/disintegration/imaging"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/child"
	"github.com/certcat/certcat/extract/read/picture"
)

// surveyDPI is the resolution at which ink and text layer are compared.
const surveyDPI = 120

// half is the child half: it holds what opens and recognises.
type half struct {
	media   []Medium
	engines []*asked
}

// asked is an engine and, once it was asked, what it said of itself.
type asked struct {
	engine    Engine
	version   string
	installed []string
}

// Handlers gives the operations of the child half, which opens documents with the media, first match first, and
// recognises text with the engines: the first reads every page that needs it, the second is asked beside it.
func Handlers(engines []Engine, media ...Medium) map[string]child.Handler {
	h := &half{media: media}
	for _, e := range engines {
		h.engines = append(h.engines, &asked{engine: e})
	}
	return map[string]child.Handler{opAbout: h.about, opSurvey: h.survey, opOCR: h.ocr, opCloser: h.closer, opPicture: h.picture}
}

// prepared gives the engine of a name, "" for the first, after it has said what it can.
func (h *half) prepared(name string) (a *asked, err error) {
	i := 0
	if name != "" {
		i = slices.IndexFunc(h.engines, func(a *asked) bool { return a.engine.Name() == name })
	}
	if i < 0 || i >= len(h.engines) {
		return nil, fmt.Errorf("read: there is no engine %q", name)
	}
	a = h.engines[i]
	if a.version == "" {
		a.version, a.installed, err = a.engine.About()
	}
	return a, err
}

func (h *half) about(ctx context.Context, dir string, _ json.RawMessage) (any, error) {
	var a about
	for _, e := range h.engines {
		e, err := h.prepared(e.engine.Name())
		if err != nil {
			return nil, err
		}
		a.Engines = append(a.Engines, Recogniser{Name: e.engine.Name(), Version: e.version, Languages: e.installed})
	}
	for _, m := range h.media {
		s, err := m.About(ctx, dir)
		if err != nil {
			return nil, err
		}
		a.Media = append(a.Media, s)
	}
	return a, nil
}

// open decodes a request and finds the medium for it.
func open[R any](h *half, in json.RawMessage, of func(*R) source) (r R, m Medium, err error) {
	if err := json.Unmarshal(in, &r); err != nil {
		return r, nil, fmt.Errorf("read: the request: %w", err)
	}
	media := of(&r).Media
	i := slices.IndexFunc(h.media, func(m Medium) bool { return m.Opens(media) })
	if i < 0 {
		return r, nil, child.Refuse("media-type-unsupported", "type", media)
	}
	return r, h.media[i], nil
}

// blame makes a program's refusal of a file the document's problem: the programs are there, or About had failed.
func blame(err error, page int) error {
	var exit *child.Exit
	if errors.As(err, &exit) {
		return &child.Refusal{Problem: certcat.NewProblem("page-unreadable", "program", exit.Name, "error", exit.Tail).OnPage(page)}
	}
	return err
}

func (h *half) survey(ctx context.Context, dir string, in json.RawMessage) (any, error) {
	r, medium, err := open(h, in, func(r *surveyRequest) source { return r.Source })
	if err != nil {
		return nil, err
	}
	layer, err := medium.Layer(ctx, dir, r.Source.Path, r.Source.Page)
	if err != nil {
		return nil, blame(err, r.Source.Page)
	}
	img, err := medium.Picture(ctx, dir, r.Source.Path, r.Source.Page, drawAt(layer.Size, surveyDPI))
	if err != nil {
		return nil, blame(err, r.Source.Page)
	}
	size := asShown(layer.Size, r.Size, img)
	seen := picture.Look(img, size, layer.Words)
	s := survey{Size: size, Scanned: layer.Scanned, PPI: layer.PPI, Ink: seen.Ink, Letters: seen.Letters, Loose: seen.Loose, Clusters: seen.Clusters,
		Rules: seen.Marks.Rules, Ticks: seen.Marks.Ticks, Codes: seen.Marks.Codes}
	for i, w := range layer.Words {
		if !seen.Invisible[i] {
			s.Words = append(s.Words, w)
		}
	}
	s.Ticks = ticks(s.Words, s.Ticks)
	s.Garbled = garbled(s.Words)
	return s, nil
}

// asShown settles a page's size: what the Document says, else the medium; the picture knows which side is up.
func asShown(own, document certcat.PageSize, img image.Image) certcat.PageSize {
	size := own
	if document.Width > 0 && document.Height > 0 {
		size = document
	}
	b := img.Bounds()
	if wide := b.Dx() > b.Dy(); b.Dx() != b.Dy() && wide != (size.Width > size.Height) {
		size.Width, size.Height = size.Height, size.Width
	}
	return size
}

func (h *half) ocr(ctx context.Context, dir string, in json.RawMessage) (any, error) {
	r, medium, err := open(h, in, func(r *ocrRequest) source { return r.Source })
	if err != nil {
		return nil, err
	}
	engine, err := h.prepared(r.Engine)
	if err != nil {
		return nil, err
	}
	dpi := drawAt(r.Size, readDPI)
	if r.Engine != "" && !strings.HasPrefix(r.Source.Media, "image/") {
		dpi = drawAt(r.Size, secondDPI)
	}
	if r.PPI > 0 {
		dpi = min(dpi, max(r.PPI, 60))
	}
	img, err := medium.Picture(ctx, dir, r.Source.Path, r.Source.Page, dpi)
	if err != nil {
		return nil, blame(err, r.Source.Page)
	}
	j := &job{asked: engine, ctx: ctx, dir: dir, img: img, in: r}
	switch {
	case r.Lines:
		return j.lines()
	case r.Engine != "":
		return j.plain()
	}
	out, _, err := j.recognised()
	return out, err
}

// recognised is what the job's engine reads, and in which languages.
func (j *job) recognised() (out recognised, languages []string, err error) {
	turn, look := j.in.Turn, j.in.Look
	words, languages, dpi, err := j.all()
	if err != nil {
		return out, nil, err
	}
	out = recognised{Turn: (j.turn - turn + 360) % 360, Rules: j.seen.Rules, Ticks: ticks(words, j.seen.Ticks), Codes: j.seen.Codes}
	out.Reading = certcat.Reading{By: j.engine.Name(), Version: j.version, Languages: languages, Region: look.Box, DPI: dpi, Purpose: look.Purpose, Words: tidy(words)}
	if look.Purpose == certcat.NextPages {
		out.Reading.Purpose = ""
	}
	return out, languages, nil
}

// closer looks at regions of one page with all engines.
func (h *half) closer(ctx context.Context, dir string, in json.RawMessage) (any, error) {
	r, medium, err := open(h, in, func(r *closerRequest) source { return r.Source })
	if err != nil {
		return nil, err
	}
	engine, err := h.prepared("")
	if err != nil {
		return nil, err
	}
	img, err := medium.Picture(ctx, dir, r.Source.Path, r.Source.Page, drawAt(r.Size, closerDPI))
	if err != nil {
		return nil, blame(err, r.Source.Page)
	}
	all := make([]recognised, 0, len(r.Looks))
	for _, look := range r.Looks {
		j := &job{asked: engine, ctx: ctx, dir: dir, img: img, in: ocrRequest{Source: r.Source, Size: r.Size, Turn: r.Turn, Look: look}}
		out, languages, err := j.recognised()
		if err != nil {
			return nil, err
		}
		if out.Other, err = h.others(j, languages); err != nil {
			return nil, err
		}
		all = append(all, out)
	}
	return all, nil
}

// picture makes the grey JPEG that reviewers see.
func (h *half) picture(ctx context.Context, dir string, in json.RawMessage) (any, error) {
	r, medium, err := open(h, in, func(r *pictureRequest) source { return r.Source })
	if err != nil {
		return nil, err
	}
	img, err := medium.Picture(ctx, dir, r.Source.Path, r.Source.Page, drawAt(r.Size, r.DPI))
	if err != nil {
		return nil, blame(err, r.Source.Page)
	}
	if r.Size.Width > 0 {
		if width := int(r.Size.Width / 72 * float64(drawAt(r.Size, r.DPI))); width < img.Bounds().Dx()*9/10 {
			img = imaging.Resize(img, max(1, width), 0, imaging.Box)
		}
	}
	grey := picture.Turn(picture.Luma(img), r.Turn)
	var out bytes.Buffer
	if err := jpeg.Encode(&out, grey, &jpeg.Options{Quality: 60}); err != nil {
		return nil, fmt.Errorf("read: packing the picture: %w", err)
	}
	return pictureAnswer{JPEG: out.Bytes()}, nil
}
