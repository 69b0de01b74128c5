package catalog

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/uptrace/bun"
)

// shards is over how many rows each counter is spread, so that processes seldom wait for each other.
const shards = 16

// Count is how many entries have one value of a facet.
type Count struct {
	Facet string `json:"facet"`
	Value string `json:"value"`
	N     int64  `json:"n"`
}

// Counts gives the counters of the facets, all of them where none is named, in the order of facets and values. Facets are
// "status", "kind", "scheme", "market" ("EU rejected"), "need", "expires" ("2027-03"), "media", "review", "tables"
// (digest of those that the verdicts were made by), and "arrival" (receipts by state). They come from a rollup that each
// change keeps, and leave deleted documents out but for status, tables and arrival.
func (b *Book) Counts(ctx context.Context, facets ...string) ([]Count, error) {
	counts := []Count{}
	query := b.db.NewSelect().TableExpr("counters").ColumnExpr("facet, value, CAST(sum(n) AS BIGINT) AS n").Where("tenant = ?", b.tenant).
		GroupExpr("facet, value").Having("sum(n) <> 0").OrderExpr("facet, value")
	if len(facets) > 0 {
		query = query.Where("facet IN ?", bun.Tuple(facets))
	}
	if err := query.Scan(ctx, &counts); err != nil {
		return nil, fmt.Errorf("count the catalogue: %w", err)
	}
	return counts, nil
}

type countRow struct {
	bun.BaseModel `bun:"table:counters,alias:k"`

	Tenant string `bun:"tenant"`
	Facet  string `bun:"facet"`
	Value  string `bun:"value"`
	Shard  int64  `bun:"shard"`
	N      int64  `bun:"n"`
}

// counted are changes of counters.
type counted map[[2]string]int64

func (c counted) entry(e *Entry, n int64) {
	c[[2]string{"status", e.Status}] += n
	c[[2]string{pinned, e.Tables}] += n
	if e.Status == Deleted {
		return
	}
	c[[2]string{"kind", e.Kind}] += n
	c[[2]string{"scheme", e.Scheme}] += n
	c[[2]string{"media", e.Media}] += n
	c[[2]string{"review", e.Review.State}] += n
	if len(e.Expires) >= len("2006-01") {
		c[[2]string{"expires", string(e.Expires[:len("2006-01")])}] += n
	}
	for _, s := range e.Standings {
		c[[2]string{"market", s.Market + " " + string(s.Decision)}] += n
	}
	for _, code := range e.Needs {
		c[[2]string{"need", code}] += n
	}
}

func (c counted) arrival(a arrivalRow, n int64) { c[[2]string{"arrival", a.State}] += n }

// count adds the changes to the rollup.
func (w *writer) count(ctx context.Context) error {
	var rows []countRow
	for key, n := range w.counted {
		if n != 0 {
			rows = append(rows, countRow{Tenant: w.tenant, Facet: key[0], Value: key[1], Shard: w.shard, N: n})
		}
	}
	clear(w.counted)
	if len(rows) == 0 {
		return nil
	}
	slices.SortFunc(rows, func(a, b countRow) int { // one order of locks
		return strings.Compare(a.Facet+"\x00"+a.Value, b.Facet+"\x00"+b.Value)
	})
	_, err := w.tx.NewInsert().Model(&rows).On("CONFLICT (tenant, facet, value, shard) DO UPDATE").Set("n = k.n + excluded.n").Exec(ctx)
	return err
}
