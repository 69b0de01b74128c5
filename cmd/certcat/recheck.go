package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/catalog"
	"github.com/certcat/certcat/flow"
	"github.com/certcat/certcat/store"
)

// recheckCommand judges stored certificates again whose verdicts were to change by now.
type recheckCommand struct {
	program
	store   string
	catalog string
	asOf    string
	tables  string
	jobs    int
	all     bool
	json    bool

	mu      sync.Mutex
	told    time.Time
	counted recheckCount
}

type recheckCount struct {
	Tenant  string `json:"tenant"`
	Looked  int    `json:"looked"`  // records that were looked at
	Due     int    `json:"due"`     // that were judged again
	Changed int    `json:"changed"` // of which because of changed table rows
	Turned  int    `json:"turned"`  // of which a verdict says something else now
	Skipped int    `json:"skipped"` // that another process had judged meanwhile
}

func newRecheckCommand(p program) *cobra.Command {
	c := &recheckCommand{program: p}
	t := p.tongue
	cmd := &cobra.Command{Use: "recheck --store STORE", Short: t.say("help.recheck"), Long: t.say("help.recheck.long"), Args: cobra.NoArgs, RunE: does(c.run)}
	f := cmd.Flags()
	f.StringVar(&c.store, "store", "", t.say("flag.store"))
	f.StringVar(&c.catalog, "catalog", "", t.say("flag.catalog"))
	f.StringVar(&c.asOf, "as-of", "", t.say("flag.as-of"))
	f.StringVar(&c.tables, "tables", "", t.say("flag.tables"))
	f.IntVar(&c.jobs, "jobs", 4, t.say("flag.jobs"))
	f.BoolVar(&c.all, "all", false, t.say("flag.recheck.all"))
	f.BoolVar(&c.json, "json", false, t.say("flag.json.lines"))
	return cmd
}

func (c *recheckCommand) run(ctx context.Context, _ []string) error {
	if c.store == "" {
		return usage(errors.New("--store is missing: name the store, a folder or s3://bucket/prefix"))
	}
	ask := question{asOf: certcat.Date(c.asOf)}
	if err := ask.complete(time.Now()); err != nil {
		return err
	}
	blobs, tenants, err := openTenants(ctx, c.store)
	if err != nil {
		return err
	}
	for _, tenant := range tenants {
		s, err := store.Open(ctx, blobs, tenant)
		if err != nil {
			return err
		}
		if err := c.tenant(ctx, s, ask.asOf); err != nil {
			return err
		}
	}
	return nil
}

// tenant judges one tenant's due documents. Records come one by one, and only as many as there are jobs are in memory.
func (c *recheckCommand) tenant(ctx context.Context, s *store.Store, day certcat.Date) error {
	src, err := tablesAt(ctx, s, c.tables)
	if err != nil {
		return err
	}
	var book *catalog.Book
	if c.catalog != "" {
		if book, err = openBook(ctx, c.catalog, s.Tenant()); err != nil {
			return err
		}
		defer book.Close()
	}
	if err := src.keep(ctx, s); err != nil {
		return err
	}
	j := &arbiter{t: src.Tables, day: day}
	c.counted = recheckCount{Tenant: s.Tenant()}
	bar := newObjectBar(c.Err, terminalOf(c.Err, c.env))
	group, gctx := errgroup.WithContext(ctx)
	group.SetLimit(max(1, c.jobs))
	work := func(records iter.Seq2[store.Record, error], why reason) {
		for rec, err := range records {
			if err != nil {
				group.Go(func() error { return err })
				return
			}
			c.looked(bar)
			if why == isDue && untouched(rec, day) {
				continue
			}
			group.Go(func() error { return c.document(gctx, s, book, j, rec, why) })
		}
	}
	switch {
	case c.all:
		work(s.Documents(gctx), isAsked)
	case book == nil:
		work(s.Documents(gctx), isDue)
	default: // it knows which documents are meant: the others are not even looked at
		work(recordsOf(gctx, s, book.Due(gctx, day)), isDue)
		work(recordsOf(gctx, s, changed(gctx, s, book, src.Tables)), isChanged)
	}
	err = group.Wait()
	bar.clear()
	if err != nil {
		return err
	}
	return c.sum()
}

// reason is why a document is judged again.
type reason int

const (
	isDue     reason = iota // its verdict was to change by now
	isChanged               // a table row that it rests on has changed
	isAsked                 // everything is to be judged again
)

// untouched reports whether a record shows without its verdicts that nothing is due.
func untouched(rec store.Record, day certcat.Date) bool {
	return rec.Judged && (rec.NextChange == "" || day < rec.NextChange)
}

func (c *recheckCommand) document(ctx context.Context, s *store.Store, book *catalog.Book, j *arbiter, rec store.Record, why reason) error {
	for range 5 {
		d, ok, err := judgedOf(ctx, s, rec)
		if err != nil || !ok {
			return err
		}
		if next := flow.NextChange(d.verdicts); why == isDue && (next == "" || j.day < next) {
			return nil
		}
		moved, err := rejudge(ctx, s, j, d)
		switch {
		case err == nil:
			if book != nil && moved.done {
				err = enter(ctx, s, book, rec.Document)
			}
			return errors.Join(err, c.tell(moved, why))
		case errors.Is(err, store.ErrNotFound), errors.Is(err, store.ErrErased): // erased since it was listed
			return nil
		case !errors.Is(err, store.ErrConflict):
			return err
		}
		if rec, _, err = s.Current(ctx, rec.Document); err != nil { // another writer was there first: look again
			return err
		}
		if why == isDue && untouched(rec, j.day) {
			c.mu.Lock()
			c.counted.Skipped++
			c.mu.Unlock()
			return nil
		}
	}
	return fmt.Errorf("document %s: its record changes all the time; run recheck again", rec.Document)
}

// rejudged is what became of a document.
type rejudged struct {
	done   bool // a new record is in force
	turned []turned
}

// rejudge judges a document again and makes the new verdicts current: verdicts, log, record.
func rejudge(ctx context.Context, s *store.Store, j *arbiter, d judged) (rejudged, error) {
	verdicts, key, err := j.again(d)
	if err != nil || key == d.Keys.Verdict {
		return rejudged{}, err
	}
	rec, etag, err := s.Current(ctx, d.Document)
	if err != nil {
		return rejudged{}, err
	}
	if rec.Revision != d.Revision {
		return rejudged{}, fmt.Errorf("judging %s again: %w", d.Document, store.ErrConflict)
	}
	ref, err := s.PutVerdicts(ctx, d.Document, key, verdicts)
	if err != nil {
		return rejudged{}, err
	}
	if _, err := s.AppendLog(ctx, d.Document, "recheck", []store.Ref{ref}); err != nil {
		return rejudged{}, err
	}
	rec.Revision, rec.Keys.Verdict = rec.Revision+1, key
	rec.NextChange, rec.Judged = flow.NextChange(verdicts), true
	objects := []store.Ref{ref}
	for _, o := range rec.Objects {
		if !strings.Contains(o.Key, "/verdicts-") {
			objects = append(objects, o)
		}
	}
	rec.Objects = objects
	if _, err := s.PutCurrent(ctx, rec, etag); err != nil {
		return rejudged{}, err
	}
	return rejudged{true, compare(d.verdicts, verdicts)}, nil
}

// looked counts a record, and says now and then how far the work is.
func (c *recheckCommand) looked(bar objectBar) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.counted.Looked++
	bar.set(c.counted.Looked, -1)
	if bar.bar == nil && time.Since(c.told) > 10*time.Second {
		if !c.told.IsZero() {
			fmt.Fprintln(c.Err, c.tongue.say("recheck.progress", "looked", c.counted.Looked, "due", c.counted.Due))
		}
		c.told = time.Now()
	}
}

func (c *recheckCommand) tell(r rejudged, why reason) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !r.done {
		return nil
	}
	c.counted.Due++
	if why == isChanged {
		c.counted.Changed++
	}
	if len(r.turned) > 0 {
		c.counted.Turned++
	}
	return tellTurned(c.program, r.turned, c.json)
}

func tellTurned(p program, list []turned, asJSON bool) error {
	for _, t := range list {
		if asJSON {
			if err := json.NewEncoder(p.Out).Encode(t); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintln(p.Out, p.tongue.say("turned", "document", t.Document[:16], "pages", partName(t.Part), "market", strings.TrimSpace(t.Market+" "+t.Category),
			"day", string(t.Day), "before", t.Before.words(), "after", t.After.words()))
		for _, b := range t.Because {
			fmt.Fprintf(p.Out, "    %s: %s → %s  %s %s\n", b.Rule, orDash(b.Before), orDash(b.After), b.Row.Table, clean(b.Row.ID))
		}
	}
	return nil
}

func (s status) words() string { return string(s.Check) + "/" + string(s.Decision) }

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func (c *recheckCommand) sum() error {
	if c.json {
		return json.NewEncoder(c.Out).Encode(c.counted)
	}
	fmt.Fprintln(c.Out, c.tongue.say("recheck.sum", "tenant", c.counted.Tenant, "looked", c.counted.Looked, "due", c.counted.Due, "changed", c.counted.Changed, "turned", c.counted.Turned))
	return nil
}
