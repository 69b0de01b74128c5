// Package read turns a document into Pages: what its text layer says and what recognition engines see, page by page.
// It promises that Pages is a function of the bytes and the reading key; that foreign bytes are only opened by the
// child half (Handlers), which runs in processes that can be killed; that a page which can't be read has a Problem and
// takes no other page with it; and that everything an engine answers is checked before it is believed.
//
// A new kind of file is a Medium, a new recogniser an Engine; both are named once, where the program is wired.
package read

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/child"
	"github.com/certcat/certcat/extract/read/picture"
)

// Revision changes whenever equal engines would give different Pages.
const Revision = 7

// Medium opens one family of files. Its methods run in the child half; dir is a folder of their own.
type Medium interface {
	// Opens reports whether files of the media type are its business.
	Opens(mediaType string) bool
	// About names the decoder and its version: part of the reading key.
	About(ctx context.Context, dir string) (string, error)
	// Layer gives a page's size as shown, in points, and its text layer.
	Layer(ctx context.Context, dir, path string, page int) (picture.Layer, error)
	// Picture gives a page as shown. Vector pages are drawn at dpi; pictures are scaled down to about dpi, never up, and
	// have all their pixels at 0.
	Picture(ctx context.Context, dir, path string, page, dpi int) (image.Image, error)
}

// Engine recognises text. Its methods run in the child half.
type Engine interface {
	// Name is what its readings say in By.
	Name() string
	// About gives its version and the names of the installed language models.
	About() (version string, languages []string, err error)
	// Recognize reads a prepared picture of dpi. The look gives languages, whitelist, and the layout to expect: a single
	// line, one column of lines, one block where its Box isn't empty, else a page. The words' boxes are in pixels.
	Recognize(ctx context.Context, img *image.Gray, dpi int, look certcat.Look) ([]certcat.Word, error)
}

// Caller runs an operation of the child half; a *child.Pool is one.
type Caller interface {
	Call(ctx context.Context, op string, in, out any, lim ...child.Limits) error
}

// Config says how much is read. Its zero value is the default.
type Config struct {
	FirstPages int          // pages from the first that are recognised at once where their text layer doesn't do; 0 = 4
	LastPages  int          // the same from the end; 0 = 1
	MaxPages   int          // pages of which the text layer is read; 0 = 300
	Parallel   int          // calls in flight for one document; 0 = 4
	Limits     child.Limits // of one page; zero = two minutes of CPU time, five by the clock, else the pool's
}

// Reader is the parent half. It is safe for concurrent use.
type Reader struct {
	config Config
	caller Caller
	mu     sync.Mutex
	about  *about
}

// New makes a Reader that works through caller.
func New(config Config, caller Caller) *Reader {
	set := func(field *int, value int) {
		if *field == 0 {
			*field = value
		}
	}
	set(&config.FirstPages, 4)
	set(&config.LastPages, 1)
	set(&config.MaxPages, 300)
	set(&config.Parallel, 4)
	if config.Limits == (child.Limits{}) {
		config.Limits = child.Limits{Wall: 5 * time.Minute, CPU: 2 * time.Minute}
	}
	return &Reader{config: config, caller: caller}
}

// Limits are what reading one page may cost; a zero means the pool's own limit.
func (r *Reader) Limits() child.Limits { return r.config.Limits }

// Key is the reading key: a digest of engine versions, language models, parameters and Revision. The engines are asked
// once; where they can't answer, the error says so at the first Read, and the key is "".
func (r *Reader) Key() string {
	a, err := r.ask(context.Background())
	if err != nil {
		return ""
	}
	said := fmt.Appendf(nil, "%d\n%s\n%d %d %d", Revision, strings.Join(a.Media, "\n"), r.config.FirstPages, r.config.LastPages, r.config.MaxPages)
	for _, e := range a.Engines {
		said = fmt.Appendf(said, "\n%s\n%s\n%s", e.Name, e.Version, strings.Join(e.Languages, " "))
	}
	sum := sha256.Sum256(said)
	return hex.EncodeToString(sum[:8])
}

// About gives what the recognition engines say of themselves, in the order in which they are asked, and the decoders'
// versions.
func (r *Reader) About(ctx context.Context) (engines []Recogniser, media []string, err error) {
	a, err := r.ask(ctx)
	if err != nil {
		return nil, nil, err
	}
	return a.Engines, a.Media, nil
}

func (r *Reader) ask(ctx context.Context) (*about, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.about != nil {
		return r.about, nil
	}
	var a about
	if err := r.caller.Call(ctx, opAbout, struct{}{}, &a); err != nil {
		return nil, fmt.Errorf("read: asking the engines for their versions: %w", err)
	}
	if len(a.Engines) == 0 {
		return nil, errors.New("read: there is no engine")
	}
	r.about = &a
	return r.about, nil
}

// Read reads a document's pages. progress, which may be nil, is told the number of each page that is done, from any
// goroutine. What is wrong with the document becomes Problems; errors are the machine's.
func (r *Reader) Read(ctx context.Context, doc certcat.Document, path string, progress func(page int)) (certcat.Pages, error) {
	if _, err := r.ask(ctx); err != nil {
		return certcat.Pages{}, err
	}
	path, err := located(path)
	if err != nil {
		return certcat.Pages{}, err
	}
	count := min(doc.PageCount, r.config.MaxPages)
	pages := certcat.Pages{Document: doc.ID, Key: r.Key(), Pages: make([]certcat.Page, count)}
	group, inner := errgroup.WithContext(ctx)
	group.SetLimit(r.config.Parallel)
	for i := range count {
		group.Go(func() error {
			n := i + 1
			recognise := n <= r.config.FirstPages || n > doc.PageCount-r.config.LastPages
			page, err := r.page(inner, doc, path, n, recognise)
			if err != nil {
				return fmt.Errorf("read: page %d of %s: %w", n, doc.ID, err)
			}
			pages.Pages[i] = page
			if progress != nil {
				progress(n)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return certcat.Pages{}, err
	}
	if doc.PageCount > count && count > 0 {
		last := &pages.Pages[count-1]
		last.Problems = append(last.Problems, certcat.NewProblem("pages-left-out", "pages", fmt.Sprint(doc.PageCount), "limit", fmt.Sprint(count)).OnPage(count))
	}
	return pages, nil
}

// page reads one page: its text layer always, a picture of it where that doesn't do and recognise allows it.
func (r *Reader) page(ctx context.Context, doc certcat.Document, path string, n int, recognise bool) (certcat.Page, error) {
	page := certcat.Page{Number: n, Ink: -1, Best: -1}
	if n <= len(doc.Sizes) {
		page.Width, page.Height = doc.Sizes[n-1].Width, doc.Sizes[n-1].Height
	}
	request := surveyRequest{Source: source{Path: path, Media: doc.MediaType, Page: n}, Size: certcat.PageSize{Width: page.Width, Height: page.Height}}
	var s survey
	if problem, err := r.call(ctx, opSurvey, request, &s); err != nil {
		return page, err
	} else if problem != nil {
		page.Problems = append(page.Problems, problem.OnPage(n))
		return page, nil
	}
	s.apply(&page)
	if !s.wantsRecognition() {
		return page, nil
	}
	if !recognise {
		// Best says -1 where the layer is nothing to rely on: the page waits for its Look.
		return page, nil
	}
	return r.recognise(ctx, page, s, request, certcat.Look{Page: n})
}

// recognise adds the engine's reading of a whole page, and the reading that takes from both what each sees best.
func (r *Reader) recognise(ctx context.Context, page certcat.Page, s survey, from surveyRequest, look certcat.Look) (certcat.Page, error) {
	var got recognised
	if regions := s.regions(); len(regions) > 0 && len(look.Languages) == 0 {
		look.Languages = hint(s.Words, r.about.Engines[0].Languages)
	}
	request := ocrRequest{Source: from.Source, Regions: s.regions(), Size: certcat.PageSize{Width: page.Width, Height: page.Height}, PPI: s.PPI, Look: look}
	if problem, err := r.call(ctx, opOCR, request, &got); err != nil {
		return page, err
	} else if problem != nil {
		page.Problems = append(page.Problems, problem.OnPage(page.Number))
		return page, nil
	}
	got.apply(&page)
	choose(&page, s)
	if second, ok := r.second(page, s); ok {
		return r.beside(ctx, page, request, second)
	}
	return page, nil
}

// call runs one operation; a failure that may pass is tried once more alone. A document's own trouble comes back as a
// Problem.
func (r *Reader) call(ctx context.Context, op string, in, out any) (*certcat.Problem, error) {
	for try := 0; ; try++ {
		err := r.caller.Call(ctx, op, in, out, r.config.Limits)
		var failure *child.Failure
		var refusal *child.Refusal
		switch {
		case err == nil:
			return nil, nil
		case errors.As(err, &refusal):
			return &refusal.Problem, nil
		case errors.As(err, &failure):
			problem, passing := failure.Problem()
			if !passing {
				return nil, err
			}
			if try == 1 {
				return &problem, nil
			}
		default:
			return nil, err
		}
	}
}

// located gives the file's absolute path, because children work in other folders, and tells a file that is gone from
// one that no program can open.
func located(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("read: %w", err)
	}
	if _, err := os.Stat(path); err != nil {
		return "", fmt.Errorf("read: %w", err)
	}
	return path, nil
}
