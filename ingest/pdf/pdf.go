// Package pdf computes the facts of PDF files inside a reader process. pdfcpu reports, it does not decide: what it
// refuses is asked of poppler, and only a file that neither opens is damaged.
package pdf

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/log"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/child"
	"github.com/certcat/certcat/ingest"
)

// Handlers are the operations of this package: "facts" takes an ingest.FactsRequest and answers with the facts as a
// certcat.Document, or refuses with the codes of package ingest.
func Handlers() map[string]child.Handler {
	return map[string]child.Handler{"facts": facts}
}

func facts(ctx context.Context, dir string, in json.RawMessage) (any, error) {
	var req ingest.FactsRequest
	if err := json.Unmarshal(in, &req); err != nil {
		return nil, fmt.Errorf("facts of a PDF file: %w", err)
	}
	f, err := os.Open(req.Path)
	if err != nil {
		return nil, fmt.Errorf("facts of a PDF file: %w", err)
	}
	defer f.Close()
	whole, err := hasEnd(f)
	if err != nil {
		return nil, fmt.Errorf("facts of a PDF file: %w", err)
	}
	var doc certcat.Document
	err = errors.New("not asked")
	if !req.Plain {
		doc, err = thorough(f, req.Pages)
	}
	if none := err == nil && doc.PageCount == 0; err != nil || none {
		doc, err = plain(ctx, dir, f, req)
		if err != nil && none && code(err) == ingest.Damaged { // poppler has no other word for it
			return nil, child.Refuse(ingest.ZeroPages)
		}
	}
	if code(err) == ingest.Damaged && !whole {
		return nil, child.Refuse(ingest.HalfWritten)
	}
	if err != nil {
		return nil, err
	}
	switch {
	case doc.PageCount == 0:
		return nil, child.Refuse(ingest.ZeroPages)
	case doc.PageCount > req.Pages:
		return nil, child.Refuse(ingest.TooManyPages, "pages", strconv.Itoa(doc.PageCount), "limit", strconv.Itoa(req.Pages))
	case !whole:
		doc.Repaired = true
		doc.Problems = append(doc.Problems, certcat.NewProblem(ingest.HalfWritten))
	}
	return doc, nil
}

// code is the Problem's code of a refusal, "" for anything else.
func code(err error) string {
	var refusal *child.Refusal
	if errors.As(err, &refusal) {
		return refusal.Problem.Code
	}
	return ""
}

// hasEnd reports whether the file ends as a PDF file does, leaving room for junk behind the end.
func hasEnd(f *os.File) (bool, error) {
	const tail = 4096
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return false, err
	}
	end := make([]byte, min(size, tail))
	if _, err := f.ReadAt(end, size-int64(len(end))); err != nil && !errors.Is(err, io.EOF) {
		return false, err
	}
	return bytes.Contains(end, []byte("%%EOF")) || bytes.Contains(end, []byte("startxref")), nil
}

// thorough asks pdfcpu. Its panics on crafted files are errors here.
func thorough(f *os.File, maxPages int) (doc certcat.Document, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("pdfcpu: %v", r)
		}
	}()
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return doc, err
	}
	api.DisableConfigDir()
	var notes repairs
	log.SetCLILogger(&notes)
	defer log.SetCLILogger(nil)
	conf := model.NewDefaultConfiguration()
	conf.ValidationMode = model.ValidationRelaxed
	conf.Cmd = model.LISTINFO
	conf.Offline = true
	ctx, err := api.ReadContext(f, conf)
	if err != nil {
		return doc, err
	}
	w := walker{x: ctx.XRefTable, max: maxPages}
	if err := w.pages(); err != nil {
		return doc, err
	}
	mended := w.lost > 0 || notes.structural() || ctx.Read != nil && ctx.Read.RepairOffset > 0
	if w.count == 0 && mended {
		return doc, errors.New("no page is left")
	}
	doc.PageCount, doc.Sizes = w.count, w.sizes
	if doc.PageCount > maxPages {
		doc.Sizes = nil
	}
	doc.Encrypted = ctx.E != nil
	doc.Signed = w.signed()
	doc.Repaired = mended
	w.information(&doc)
	return doc, nil
}

// repairs listens to what pdfcpu says it mended.
type repairs struct {
	mu   sync.Mutex
	text strings.Builder
}

func (r *repairs) add(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.text.Len() < 1<<16 {
		r.text.WriteString(text + "\n")
	}
}

func (r *repairs) Printf(format string, args ...any) { r.add(fmt.Sprintf(format, args...)) }
func (r *repairs) Println(args ...any)               { r.add(fmt.Sprintln(args...)) }
func (r *repairs) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }
func (r *repairs) Fatalln(args ...any)               { panic(fmt.Sprintln(args...)) }

// structural reports whether the way to the objects was broken, not merely an entry of the trailer missing.
func (r *repairs) structural() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, what := range []string{"xreftable", "catalog", "page tree", "trailer size", "obj#0"} {
		if strings.Contains(r.text.String(), "repaired: "+what) {
			return true
		}
	}
	return false
}

var pdfDate = regexp.MustCompile(`^\s*(?:D:)?\s*(\d{4})(\d{2})?(\d{2})?`)

// date is the day that a PDF date string names, in the time zone that it names; "" where it is none.
func date(text string) certcat.Date {
	m := pdfDate.FindStringSubmatch(text)
	if m == nil || m[2] == "" || m[3] == "" {
		return ""
	}
	d := certcat.Date(m[1] + "-" + m[2] + "-" + m[3])
	if !d.Valid() || m[1] < "1970" {
		return ""
	}
	return d
}

// label makes a metadata string fit to be shown: printable, trimmed, bounded.
func label(text string) string {
	text = strings.Map(func(r rune) rune {
		if r < 0x20 || r >= 0x7f && r < 0xa0 || r == '\uFFFD' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(text, ""))
	text = strings.TrimSpace(text)
	if runes := []rune(text); len(runes) > 200 {
		return string(runes[:200])
	}
	return text
}

// pageSize is a page's extent as shown, in points. What is missing or impossible becomes US Letter, as readers do.
func pageSize(media, crop [4]float64, turn int, unit float64) certcat.PageSize {
	box := media
	if c, ok := clip(crop, media); ok {
		box = c
	}
	w, h := box[2]-box[0], box[3]-box[1]
	if !(w > 0 && h > 0) || math.IsInf(w, 0) || math.IsInf(h, 0) {
		w, h = 612, 792
	}
	if unit > 0 && unit <= 1e6 {
		w, h = w*unit, h*unit
	}
	if turn%180 != 0 {
		w, h = h, w
	}
	round := func(v float64) float64 { return math.Round(v*100) / 100 }
	return certcat.PageSize{Width: round(w), Height: round(h)}
}

func clip(b, by [4]float64) ([4]float64, bool) {
	c := [4]float64{max(b[0], by[0]), max(b[1], by[1]), min(b[2], by[2]), min(b[3], by[3])}
	return c, c[2] > c[0] && c[3] > c[1]
}

// popplerLimits are those of one poppler program inside the limits of the call.
var popplerLimits = child.Limits{CPU: 20 * time.Second, Wall: time.Minute, Memory: 1 << 30, Output: 4 << 20, Files: 1 << 20}
