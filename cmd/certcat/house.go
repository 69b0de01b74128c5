package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/catalog"
	"github.com/certcat/certcat/flow"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/tables"
)

// house opens what tenants have: their part of the store and of the catalogue, and the flow of the day. It is safe for
// concurrent use.
type house struct {
	blobs   store.Blobs
	catalog *catalog.Catalog // nil where there is none
	stages  *flow.Flow       // with everything but what belongs to a tenant
	ask     question         // asOf "" = each day anew
	now     func() time.Time
	tell    func(tenant string, step flow.Step)                      // nil = nobody follows
	pure    func(ask question) (flow.Extractor, flow.Checker, error) // makes the pure stages

	mu      sync.Mutex
	tenants map[string]*tenant
}

// tenant is what belongs to one.
type tenant struct {
	shelf
	intake intake
	book   *catalog.Book // nil where there is none
	day    certcat.Date
	tables string    // digest of the set in force when the flow was made
	looked time.Time // when that was looked up
	flow   *flow.Flow
	// inForce are the tables of the flow.
	inForce *tables.Tables
}

// tablesEvery is how long a tenant may go on with tables that were replaced meanwhile.
const tablesEvery = 30 * time.Second

// intake keeps arrivals, and tells the catalogue of them where there is one.
type intake interface {
	flow.Intake
	arrived(ctx context.Context, r certcat.Receipt) error
}

func (s shelf) arrived(context.Context, certcat.Receipt) error { return nil }

// tenant opens a tenant's part, with the flow of today. A document under way keeps the flow that it began with.
func (h *house) tenant(ctx context.Context, name string) (*tenant, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	t := h.tenants[name]
	if t == nil {
		s, err := store.Open(ctx, h.blobs, name)
		if err != nil {
			return nil, err
		}
		t = &tenant{shelf: shelf{s}, intake: shelf{s}}
		if h.catalog != nil {
			t.book = h.catalog.Book(s.Tenant())
			t.intake = catalogued{t.shelf, t.book}
		}
	}
	ask := h.ask
	if err := ask.complete(h.now()); err != nil {
		return nil, err
	}
	if t.day == ask.asOf && h.now().Sub(t.looked) < tablesEvery {
		return t, nil
	}
	inForce, _, err := t.CurrentTables(ctx)
	if err != nil {
		return nil, err
	}
	if t.looked = h.now(); t.day == ask.asOf && t.tables == inForce.Digest {
		return t, nil
	}
	// One set of tables for every document that begins with this flow.
	if err := ask.chooseAndKeep(ctx, t.Store); err != nil {
		return nil, err
	}
	extractor, checker, err := h.pure(ask)
	if err != nil {
		return nil, err
	}
	renewed := *t
	renewed.day, renewed.tables, renewed.inForce = ask.asOf, inForce.Digest, ask.over
	f := h.stages
	renewed.flow = &flow.Flow{Ingest: f.Ingest, Reader: f.Reader, Extract: extractor, Check: checker, Intake: t.intake, Shelf: t.shelf, Album: t.shelf,
		Answers: t.shelf.RegisterAnswers, Fresh: f.Fresh, Pictures: f.Pictures, Limits: f.Limits, Trace: f.Trace, Pauses: f.Pauses}
	if h.tell != nil {
		renewed.flow.Progress = func(step flow.Step) { h.tell(t.Tenant(), step) }
	}
	if h.tenants == nil {
		h.tenants = map[string]*tenant{}
	}
	h.tenants[name] = &renewed
	return &renewed, nil
}

// pureStages are the stages that know the tables.
func pureStages(ask question) (flow.Extractor, flow.Checker, error) {
	extractor, err := ask.extractor()
	if err != nil {
		return nil, nil, err
	}
	checker, err := newChecker(ask)
	return extractor, checker, err
}

// names lists the tenants that the store holds, and at least the one that every store has.
func (h *house) names(ctx context.Context) ([]string, error) {
	names, err := store.Tenants(ctx, h.blobs)
	if err == nil && len(names) == 0 {
		names = []string{store.DefaultTenant}
	}
	return names, err
}

// recheck does a document that is known again, without an arrival: nothing but its results, record and catalogue change.
type recheck struct {
	flow.Nowhere
	intake intake
	store  *store.Store
	book   *catalog.Book
}

func (r recheck) Finish(ctx context.Context, receipt certcat.Receipt) error {
	if r.book == nil {
		return nil
	}
	return enter(ctx, r.store, r.book, receipt.Document)
}

// rechecking is the tenant's flow for such documents.
func (t *tenant) rechecking() *flow.Flow {
	f := t.flow
	return &flow.Flow{Ingest: f.Ingest, Reader: f.Reader, Extract: f.Extract, Check: f.Check, Shelf: f.Shelf, Album: f.Album,
		Intake: recheck{store: t.Store, book: t.book, intake: t.intake}, Pictures: f.Pictures, Limits: f.Limits, Trace: f.Trace, Pauses: f.Pauses}
}

// receipt gives the current receipt of a place.
func (t *tenant) receipt(ctx context.Context, door, bucket, key string) (certcat.Receipt, bool, error) {
	return t.Arrived(ctx, door, bucket, key)
}

// gone marks the receipt of an object that its bucket does not hold any more.
func (t *tenant) gone(ctx context.Context, hint certcat.Receipt) error {
	r, ok, err := t.receipt(ctx, hint.Door, hint.Bucket, hint.Key)
	if err != nil || !ok || r.State == certcat.Deleted {
		return err
	}
	r.State, r.Time = certcat.Deleted, time.Now().UTC().Truncate(time.Millisecond)
	if store.CompareSequencers(hint.Sequencer, r.Sequencer) > 0 {
		r.Sequencer = hint.Sequencer
	}
	if _, err := t.PutReceipt(ctx, r); err != nil {
		return err
	}
	if r.Document != "" {
		if err := t.ClearPending(ctx, r); err != nil {
			return err
		}
	}
	return t.intake.arrived(ctx, r)
}

// due yields the documents whose verdicts change by a day.
func (t *tenant) due(ctx context.Context, day certcat.Date, yield func(document string) error) error {
	if t.book != nil {
		for document, err := range t.book.Due(ctx, day) {
			if err == nil {
				err = yield(document)
			}
			if err != nil {
				return err
			}
		}
		return nil
	}
	for rec, err := range t.Documents(ctx) {
		if err != nil {
			return err
		}
		verdicts, _, err := t.Verdicts(ctx, rec.Document, rec.Keys.Verdict)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return fmt.Errorf("look for what is due: %w", err)
		}
		for _, v := range verdicts {
			if v.NextChange.Known() && !day.Before(v.NextChange) {
				if err := yield(rec.Document); err != nil {
					return err
				}
				break
			}
		}
	}
	return nil
}
