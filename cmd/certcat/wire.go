package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
	"time"

	"github.com/dustin/go-humanize"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/catalog"
	"github.com/certcat/certcat/child"
	"github.com/certcat/certcat/extract"
	"github.com/certcat/certcat/extract/read"
	"github.com/certcat/certcat/extract/read/tesseract"
	"github.com/certcat/certcat/flow"
	"github.com/certcat/certcat/ingest"
	"github.com/certcat/certcat/store"
)

// pictureDPI is the resolution of the stored page pictures: enough to read small print on a screen.
const pictureDPI = 120

// wiring says what a command needs of the flow.
type wiring struct {
	store    string // "" = keep nothing
	catalog  string // "" = no catalogue
	jobs     int    // 0 = one for each CPU
	ask      question
	limits   limits
	pictures bool
	unasked  bool // the readers are asked what they are by the caller, before the first document
}

// works is everything wired together, and how to end it.
type works struct {
	flow   *flow.Flow
	ingest ingest.Ingest
	reader *read.Reader
	pool   *child.Pool
	store  *store.Store  // nil where nothing is kept
	book   *catalog.Book // nil where there is no catalogue
	limits child.Limits
	jobs   int
}

// wire starts the reader processes and puts the stages together. The caller closes what it gives.
func (p program) wire(ctx context.Context, o wiring) (*works, error) {
	if o.jobs <= 0 {
		o.jobs = runtime.GOMAXPROCS(0)
	}
	program := p.env("CERTCAT_READER")
	if program == "" {
		self, err := os.Executable()
		if err != nil {
			return nil, fmt.Errorf("find the certcat program to start readers from: %w; set CERTCAT_READER to its path", err)
		}
		program = self
	}
	per := child.Limits{Wall: o.limits.Wall, CPU: o.limits.CPU, Memory: int64(o.limits.Memory)}
	pool, err := child.NewPool(child.Config{Program: program, Env: p.readerEnv(), Workers: o.jobs, Limits: per})
	if err != nil {
		return nil, fmt.Errorf("start the reader processes: %w", err)
	}
	w := &works{pool: pool, jobs: o.jobs, limits: per, reader: read.New(read.Config{Limits: per}, pool)}
	w.ingest = ingest.Ingest{Reader: pool, Limits: ingest.Limits{Bytes: int64(o.limits.FileSize), Pages: o.limits.Pages}}
	if err := w.stages(ctx, o); err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

// readerEnv is what the readers get beside what every worker gets.
func (p program) readerEnv() []string {
	env := slices.Clone(tesseract.Environment())
	if folder, missing := p.secondEngine(); folder != "" && len(missing) == 0 {
		env = append(env, ppocrFolder+"="+folder)
	}
	return env
}

// asked asks the readers for their engines and versions, which takes seconds the first time.
func (w *works) asked(ctx context.Context) error {
	if w.reader == nil { // the flow reads with something else
		return nil
	}
	if _, _, err := w.reader.About(ctx); err != nil {
		return fmt.Errorf("%w; certcat doctor says what is missing", err)
	}
	return nil
}

func (w *works) stages(ctx context.Context, o wiring) error {
	if !o.unasked {
		if err := w.asked(ctx); err != nil {
			return err
		}
	}
	if o.store != "" {
		s, err := openStore(ctx, o.store)
		if err != nil {
			return err
		}
		w.store = s
	}
	if err := o.ask.complete(time.Now()); err != nil {
		return err
	}
	// One set of tables from here to the end, whatever is put in force meanwhile.
	choose := o.ask.choose
	if w.store != nil {
		choose = o.ask.chooseAndKeep
	}
	if err := choose(ctx, w.store); err != nil {
		return err
	}
	extractor, err := o.ask.extractor()
	if err != nil {
		return err
	}
	checker, err := newChecker(o.ask)
	if err != nil {
		return err
	}
	w.flow = &flow.Flow{Ingest: w.ingest, Reader: w.reader, Extract: extractor, Check: checker,
		Intake: flow.Nowhere{}, Shelf: flow.Nowhere{}, Album: flow.Nowhere{}}
	if o.pictures {
		w.flow.Pictures = pictureDPI
	}
	if w.store == nil {
		return nil
	}
	kept := shelf{w.store}
	w.flow.Intake, w.flow.Shelf, w.flow.Album = kept, kept, kept
	w.flow.Answers = kept.RegisterAnswers
	if o.catalog == "" {
		return nil
	}
	if w.book, err = openBook(ctx, o.catalog, w.store.Tenant()); err != nil {
		return err
	}
	w.flow.Intake = catalogued{kept, w.book}
	return nil
}

func (w *works) close() {
	if w.book != nil {
		_ = w.book.Close()
	}
	_ = w.pool.Close()
}

// limitsInForce tells what one call of a reader may cost.
func (w *works) limitsInForce() string {
	l, files := w.reader.Limits(), ingest.DefaultLimits
	if l.Memory == 0 {
		l.Memory = child.DefaultLimits.Memory
	}
	return fmt.Sprintf("CPU %s, %s, %s; %s, %d p.", l.CPU, l.Wall, humanize.IBytes(uint64(l.Memory)), humanize.IBytes(uint64(files.Bytes)), files.Pages)
}

// stopped reports whether an error comes from the person who ended the program.
func stopped(ctx context.Context, err error) bool {
	return ctx.Err() != nil && errors.Is(err, context.Canceled)
}

var _ flow.Ingest = ingest.Ingest{}
var _ flow.Reader = (*read.Reader)(nil)
var _ flow.Extractor = (*extract.Extractor)(nil)

// arrivalOf turns what a door offers into an arrival.
func arrivalOf(door, bucket string, item ingest.Item) flow.Arrival {
	return flow.Arrival{Path: item.Path, Release: item.Release, Receipt: certcat.Receipt{
		Door: door, Bucket: bucket, Key: item.Key, Name: item.Name, Time: time.Now().UTC().Truncate(time.Millisecond), Problems: item.Problems,
	}}
}
