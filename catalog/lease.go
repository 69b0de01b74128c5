package catalog

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"
)

// Lease says who has a document open, and until when. It is soft: it tells others and stops nobody. Leases are the only
// thing that lives in the catalogue alone.
type Lease struct {
	Holder string    `json:"holder"`
	Until  time.Time `json:"until"`
}

type leaseRow struct {
	bun.BaseModel `bun:"table:leases,alias:l"`

	Tenant   string `bun:"tenant"`
	Document string `bun:"document"`
	Holder   string `bun:"holder"`
	Until    int64  `bun:"until"`
}

func (r leaseRow) lease() Lease { return Lease{r.Holder, time.UnixMilli(r.Until).UTC()} }

// Lease takes or renews the lease of a document for the time given. ok is false where another holder has it; the lease
// then tells who.
func (b *Book) Lease(ctx context.Context, document, holder string, time time.Duration) (lease Lease, ok bool, err error) {
	now := b.now()
	row := leaseRow{Tenant: b.tenant, Document: document, Holder: clean(holder), Until: now.Add(time).UnixMilli()}
	_, err = b.db.NewInsert().Model(&row).On("CONFLICT (tenant, document) DO UPDATE").Set("holder = excluded.holder").Set("until = excluded.until").
		Where("l.holder = excluded.holder OR l.until <= ?", now.UnixMilli()).Exec(ctx)
	if err == nil {
		var held leaseRow
		err = b.db.NewSelect().Model(&held).Where("l.tenant = ? AND l.document = ?", b.tenant, document).Scan(ctx)
		lease, ok = held.lease(), held.Holder == row.Holder
	}
	if err != nil {
		return Lease{}, false, fmt.Errorf("lease document %s: %w", document, err)
	}
	return lease, ok, nil
}

// Release gives a lease back. Giving back what one doesn't hold is no error.
func (b *Book) Release(ctx context.Context, document, holder string) error {
	_, err := b.db.NewDelete().Model((*leaseRow)(nil)).Where("l.tenant = ? AND l.document = ? AND l.holder = ?", b.tenant, document, clean(holder)).Exec(ctx)
	if err != nil {
		return fmt.Errorf("release document %s: %w", document, err)
	}
	return nil
}

// addLeases tells who has the entries' documents open.
func (b *Book) addLeases(ctx context.Context, entries []Entry) error {
	if len(entries) == 0 {
		return nil
	}
	documents := make([]string, len(entries))
	for i, e := range entries {
		documents[i] = e.Document
	}
	var rows []leaseRow
	if err := b.db.NewSelect().Model(&rows).Where("l.tenant = ?", b.tenant).Where("l.document IN ?", bun.Tuple(documents)).
		Where("l.until > ?", b.now().UnixMilli()).Scan(ctx); err != nil {
		return fmt.Errorf("look up leases: %w", err)
	}
	for _, row := range rows {
		for i := range entries {
			if entries[i].Document == row.Document {
				entries[i].Lease = row.lease()
			}
		}
	}
	return nil
}
