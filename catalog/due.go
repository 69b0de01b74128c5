package catalog

import (
	"context"
	"fmt"
	"iter"

	"github.com/uptrace/bun"

	"github.com/certcat/certcat"
)

// streamed is how many documents are fetched at once.
const streamed = 1000

// Due yields the documents with a verdict that changes on the day or before it, in the order of their IDs. Memory does not
// grow with their number, and documents that are brought up to date meanwhile do no harm.
func (b *Book) Due(ctx context.Context, day certcat.Date) iter.Seq2[string, error] {
	return b.documents(ctx, "look for what is due", func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.TableExpr("entries AS e").Where("e.tenant = ? AND e.next_change <= ?", b.tenant, string(day))
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

// Affected yields the documents that rest on any of the things cited, in the order of their IDs: those that a changed
// table row can touch. Memory does not grow with their number.
func (b *Book) Affected(ctx context.Context, cites ...Cite) iter.Seq2[string, error] {
	return b.documents(ctx, "look for what is affected", func(q *bun.SelectQuery) *bun.SelectQuery { return b.citing(q, cites) })
}

// CountAffected is how many documents Affected yields.
func (b *Book) CountAffected(ctx context.Context, cites ...Cite) (int64, error) {
	var n int64
	err := b.citing(b.db.NewSelect(), cites).ColumnExpr("count(DISTINCT e.document)").Scan(ctx, &n)
	if err != nil {
		return 0, fmt.Errorf("count what is affected: %w", err)
	}
	return n, nil
}

func (b *Book) citing(q *bun.SelectQuery, cites []Cite) *bun.SelectQuery {
	pairs := [][]string{{b.tenant, "", ""}}
	for _, c := range cites {
		pairs = append(pairs, []string{b.tenant, c.What, c.Value})
	}
	return q.TableExpr("cites AS c").Join("JOIN entries AS e ON e.id = c.entry").Where("(c.tenant, c.what, c.value) IN ?", bun.Tuple(pairs))
}

// documents yields a query's documents, some at a time, so that no transaction stays open while the caller works.
func (b *Book) documents(ctx context.Context, doing string, from func(*bun.SelectQuery) *bun.SelectQuery) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		after := ""
		for {
			var some []string
			err := from(b.db.NewSelect()).ColumnExpr("DISTINCT e.document").Where("e.document > ?", after).
				OrderExpr("e.document").Limit(streamed).Scan(ctx, &some)
			if err != nil {
				yield("", fmt.Errorf("%s: %w", doing, err))
				return
			}
			for _, document := range some {
				if !yield(document, nil) {
					return
				}
				after = document
			}
			if len(some) < streamed {
				return
			}
		}
	}
}
