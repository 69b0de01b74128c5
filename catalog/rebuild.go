package catalog

import (
	"context"
	"fmt"
	"iter"
	"runtime"
	"slices"

	"github.com/uptrace/bun"
	"golang.org/x/sync/errgroup"

	"github.com/certcat/certcat"
)

// Source is what a catalogue is rebuilt from: the store.
type Source interface {
	// Receipts yields the current receipts, in any order.
	Receipts(ctx context.Context) iter.Seq2[certcat.Receipt, error]
	// Papers yields, for each document with a record, a function that loads its papers. The functions are called from
	// several goroutines at once.
	Papers(ctx context.Context) iter.Seq2[func(context.Context) (Papers, error), error]
}

// Rebuilt is what a rebuild did.
type Rebuilt struct {
	Arrivals, Documents int
	Removed             int // documents that the catalogue knew and the store does not
}

// batch is how many documents one transaction writes. Receipts come in no order that their index knows; many at once
// touch its pages seldom.
const batch, receiptBatch = 2000, 100_000

// Rebuild makes the tenant's part anew from the store alone; leases stay. It may run while others read and write: what
// they see is old or new, never missing. progress, which may be nil, is told how many documents are done. A rebuild that
// was stopped is begun again.
func (b *Book) Rebuild(ctx context.Context, from Source, progress func(documents int)) (Rebuilt, error) {
	var r Rebuilt
	_, err := b.begin(ctx)
	if err == nil {
		err = b.rebuild(ctx, from, &r, progress)
	}
	if rerr := b.restore(context.WithoutCancel(ctx)); err == nil {
		err = rerr
	}
	if err == nil {
		err = b.dialect.settle(ctx, b.db)
	}
	if err != nil {
		return r, fmt.Errorf("rebuild the catalogue: %w", err)
	}
	return r, nil
}

func (b *Book) rebuild(ctx context.Context, from Source, r *Rebuilt, progress func(int)) error {
	_, err := b.db.NewRaw("INSERT INTO generations AS g (tenant, generation) VALUES (?, 1) ON CONFLICT (tenant) DO UPDATE SET generation = g.generation + 1", b.tenant).Exec(ctx)
	if err != nil {
		return err
	}
	var receipts []certcat.Receipt
	flush := func() error {
		err := b.whole(ctx, func(ctx context.Context, w *writer) error { return w.arrive(ctx, receipts) })
		r.Arrivals += len(receipts)
		receipts = receipts[:0]
		return err
	}
	for receipt, err := range from.Receipts(ctx) {
		if err != nil {
			return err
		}
		if receipts = append(receipts, receipt); len(receipts) == receiptBatch {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	if err := flush(); err != nil {
		return err
	}
	if err := b.load(ctx, from, r, progress); err != nil {
		return err
	}
	return b.whole(ctx, func(ctx context.Context, w *writer) error { return w.sweep(ctx, r) })
}

// whole is a transaction in which what the store says wins.
func (b *Book) whole(ctx context.Context, work func(context.Context, *writer) error) error {
	return b.transact(ctx, func(ctx context.Context, tx bun.Tx) error {
		w, err := b.writer(ctx, tx)
		if err != nil {
			return err
		}
		w.whole = true
		return work(ctx, w)
	})
}

// load reads papers in several goroutines and writes them in one, batch by batch.
func (b *Book) load(ctx context.Context, from Source, r *Rebuilt, progress func(int)) error {
	group, ctx := errgroup.WithContext(ctx)
	loaded := make(chan described, 256)
	group.Go(func() error {
		defer close(loaded)
		readers, ctx := errgroup.WithContext(ctx)
		readers.SetLimit(4 * runtime.GOMAXPROCS(0))
		for load, err := range from.Papers(ctx) {
			if err != nil {
				readers.Go(func() error { return err })
				break
			}
			readers.Go(func() error {
				papers, err := load(ctx)
				if err != nil {
					return err
				}
				select {
				case loaded <- describe(papers):
					return nil
				case <-ctx.Done():
					return ctx.Err()
				}
			})
		}
		return readers.Wait()
	})
	group.Go(func() error {
		var some []described
		flush := func() error {
			err := b.whole(ctx, func(ctx context.Context, w *writer) error {
				_, err := w.upsert(ctx, some)
				return err
			})
			r.Documents += len(some)
			some = some[:0]
			if progress != nil {
				progress(r.Documents)
			}
			return err
		}
		for one := range loaded {
			if some = append(some, one); len(some) == batch {
				if err := flush(); err != nil {
					return err
				}
			}
		}
		return flush()
	})
	return group.Wait()
}

// sweep removes what the rebuild did not meet.
func (w *writer) sweep(ctx context.Context, r *Rebuilt) error {
	var gone []arrivalRow
	if err := w.tx.NewRaw("DELETE FROM arrivals WHERE tenant = ? AND generation < ? RETURNING *", w.tenant, w.generation).Scan(ctx, &gone); err != nil {
		return err
	}
	var left []string
	for _, a := range gone {
		w.counted.arrival(a, -1)
		if a.Document != "" {
			left = append(left, a.Document)
		}
	}
	var stale []string
	if err := w.tx.NewRaw("SELECT document FROM documents WHERE tenant = ? AND generation < ?", w.tenant, w.generation).Scan(ctx, &stale); err != nil {
		return err
	}
	for some := range slices.Chunk(stale, batch) {
		if err := w.remove(ctx, some, false); err != nil {
			return err
		}
	}
	r.Removed = len(stale)
	for some := range slices.Chunk(tidy(left), batch) {
		if err := w.refresh(ctx, some); err != nil {
			return err
		}
	}
	return w.count(ctx)
}
