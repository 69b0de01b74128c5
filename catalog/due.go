package catalog

import (
	"context"
	"fmt"
	"iter"

	"github.com/uptrace/bun"

	"github.com/certcat/certcat"
)

// streamed is how many entries are fetched at once.
const streamed = 1000

// pinned is the facet, and what is cited, of the tables that verdicts were made by.
const pinned = "tables"

// Due yields the documents with a verdict that changes on the day or before it, what changes first before what changes
// later; one with several certificates can come again. Memory does not grow with their number, no transaction stays open
// while the caller works, and documents that are brought up to date meanwhile do no harm.
func (b *Book) Due(ctx context.Context, day certcat.Date) iter.Seq2[string, error] {
	return documents("look for what is due", func(after met) (some []met, err error) {
		err = b.db.NewSelect().TableExpr("entries AS e").ColumnExpr("e.id, e.document, e.next_change AS key").
			Where("e.tenant = ? AND e.next_change <= ? AND (e.next_change, e.id) > (?, ?)", b.tenant, string(day), after.Key, after.ID).
			OrderExpr("e.next_change, e.id").Limit(streamed).Scan(ctx, &some)
		return some, err
	})
}

// CountDue is how many documents Due yields.
func (b *Book) CountDue(ctx context.Context, day certcat.Date) (int64, error) {
	var n int64
	err := b.db.NewSelect().TableExpr("entries AS e").ColumnExpr("count(DISTINCT e.document)").
		Where("e.tenant = ? AND e.next_change <= ?", b.tenant, string(day)).Scan(ctx, &n)
	if err != nil {
		return 0, fmt.Errorf("count what is due: %w", err)
	}
	return n, nil
}

// Affected yields the documents that rest on any of the things cited, and whose verdicts were made by the tables with this
// digest ("" = by whichever): those that a changed table row can touch. One that rests on several of them can come again,
// unless its verdicts were made by other tables meanwhile. Like Due it needs neither memory nor a transaction.
func (b *Book) Affected(ctx context.Context, tables string, cites ...Cite) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, c := range cites {
			for document, err := range b.resting(ctx, tables, c) {
				if !yield(document, err) {
					return
				}
			}
		}
	}
}

// Under yields the documents whose verdicts were made by the tables with this digest.
func (b *Book) Under(ctx context.Context, tables string) iter.Seq2[string, error] {
	return b.resting(ctx, "", Cite{pinned, tables})
}

func (b *Book) resting(ctx context.Context, tables string, c Cite) iter.Seq2[string, error] {
	return documents("look for what is affected", func(after met) (some []met, err error) {
		q := b.db.NewSelect()
		if c.What == number { // it has an index of its own
			q = q.TableExpr("entries AS e").Where("e.tenant = ? AND e.number_key = ?", b.tenant, c.Value)
		} else {
			q = q.TableExpr("cites AS c CROSS JOIN entries AS e").Where("c.tenant = ? AND c.what = ? AND c.value = ? AND e.id = c.entry", b.tenant, c.What, c.Value)
		}
		if tables != "" {
			q = q.Where("EXISTS (SELECT 1 FROM cites AS p WHERE p.tenant = ? AND p.what = ? AND p.value = ? AND p.entry = e.id)", b.tenant, pinned, tables)
		}
		by := bun.Safe("c.entry")
		if c.What == number {
			by = "e.id"
		}
		err = q.ColumnExpr("e.id, e.document").Where("? > ?", by, after.ID).OrderExpr("?", by).Limit(streamed).Scan(ctx, &some)
		return some, err
	})
}

// number is what is cited by its folded form.
const number = "number"

// Cited yields the different values of what is cited, in their order. It reads one place of an index for each.
func (b *Book) Cited(ctx context.Context, what string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		last := ""
		for {
			var next []string
			err := b.db.NewSelect().TableExpr("cites AS c").ColumnExpr("c.value").Where("c.tenant = ? AND c.what = ? AND c.value > ?", b.tenant, what, last).
				OrderExpr("c.value").Limit(1).Scan(ctx, &next)
			if err != nil {
				yield("", fmt.Errorf("list what is cited: %w", err))
				return
			}
			if len(next) == 0 || !yield(next[0], nil) {
				return
			}
			last = next[0]
		}
	}
}

// met is an entry on the way through many.
type met struct {
	ID       int64  `bun:"id"`
	Document string `bun:"document"`
	Key      string `bun:"key"`
}

// documents yields what a query finds, some at a time. The parts of one document come one after the other.
func documents(doing string, next func(after met) ([]met, error)) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		last := met{}
		for {
			some, err := next(last)
			if err != nil {
				yield("", fmt.Errorf("%s: %w", doing, err))
				return
			}
			for _, m := range some {
				if m.Document != last.Document && !yield(m.Document, nil) {
					return
				}
				last = m
			}
			if len(some) < streamed {
				return
			}
		}
	}
}
