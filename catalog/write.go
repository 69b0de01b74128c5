package catalog

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"github.com/certcat/certcat"
)

// Upsert takes over what a record and people say, and reports whether it did: papers whose revision is not newer than the
// one the catalogue knows, and about which nobody said more, change nothing.
func (b *Book) Upsert(ctx context.Context, p Papers) (bool, error) {
	var taken []string
	err := b.transact(ctx, func(ctx context.Context, tx bun.Tx) error {
		w, err := b.writer(ctx, tx)
		if err != nil {
			return err
		}
		w.again = p.Again
		taken, err = w.upsert(ctx, []described{describe(p)})
		return err
	})
	if err != nil {
		return false, fmt.Errorf("catalogue document %s: %w", p.Document.ID, err)
	}
	return len(taken) > 0, nil
}

// Arrive takes over the current receipts of their doors, buckets and keys. One that is older than what the catalogue
// knows of the place changes nothing.
func (b *Book) Arrive(ctx context.Context, receipts ...certcat.Receipt) error {
	err := b.transact(ctx, func(ctx context.Context, tx bun.Tx) error {
		w, err := b.writer(ctx, tx)
		if err != nil {
			return err
		}
		return w.arrive(ctx, receipts)
	})
	if err != nil {
		return fmt.Errorf("catalogue arrivals: %w", err)
	}
	return nil
}

// Delete takes a document out of the catalogue, with its arrivals and its lease.
func (b *Book) Delete(ctx context.Context, document string) error {
	err := b.transact(ctx, func(ctx context.Context, tx bun.Tx) error {
		w, err := b.writer(ctx, tx)
		if err != nil {
			return err
		}
		return w.remove(ctx, []string{document}, true)
	})
	if err != nil {
		return fmt.Errorf("take document %s out of the catalogue: %w", document, err)
	}
	return nil
}

// writer is one transaction on a tenant's part.
type writer struct {
	*Book
	tx         bun.Tx
	generation int64
	whole      bool // a rebuild: what the store says wins over what the catalogue knows
	again      bool // papers of equal version count too
	counted    counted
}

func (b *Book) writer(ctx context.Context, tx bun.Tx) (*writer, error) {
	w := &writer{Book: b, tx: tx, counted: counted{}}
	err := tx.NewRaw("SELECT coalesce(max(generation), 0) FROM generations WHERE tenant = ?", b.tenant).Scan(ctx, &w.generation)
	return w, err
}

// described are a document's papers as entries.
type described struct {
	document string
	version  int
	entries  []Entry
}

func describe(p Papers) described {
	d := described{p.Document.ID, p.version(), Entries(p)}
	for i := range d.entries {
		d.entries[i].holderKey() // they are remembered; here, and not in a transaction, there is time to make them
		d.entries[i].issuerKey()
	}
	return d
}

// upsert writes the papers of several documents, each once, and gives those that were taken over.
func (w *writer) upsert(ctx context.Context, papers []described) ([]string, error) {
	if len(papers) == 0 {
		return nil, nil
	}
	rows := make([]documentRow, len(papers))
	for i, p := range papers {
		rows[i] = documentRow{Tenant: w.tenant, Document: p.document, Revision: p.version, Generation: w.generation}
	}
	query := w.dialect.rows(w.tx, &rows).On("CONFLICT (tenant, document) DO UPDATE").
		Set("revision = excluded.revision").Set("generation = excluded.generation").Returning("document")
	if w.whole {
		query = query.Where("d.revision <= excluded.revision OR d.generation < excluded.generation")
	} else if w.again {
		query = query.Where("d.revision <= excluded.revision")
	} else {
		query = query.Where("d.revision < excluded.revision")
	}
	if err := locked(ctx, w, rows, func(r documentRow) string { return r.Document }); err != nil {
		return nil, err
	}
	var taken []string
	if err := query.Scan(ctx, &taken); err != nil {
		return nil, err
	}
	slices.Sort(taken)
	var entries []Entry
	for _, p := range papers {
		if _, ok := slices.BinarySearch(taken, p.document); ok {
			entries = append(entries, p.entries...)
		}
	}
	if len(taken) == 0 {
		return nil, nil
	}
	if err := w.replace(ctx, taken, entries); err != nil {
		return nil, err
	}
	return taken, w.count(ctx)
}

// locked keeps other transactions from working on the same documents or places.
func locked[T any](ctx context.Context, w *writer, of []T, name func(T) string) error {
	things := make([]string, len(of))
	for i, thing := range of {
		things[i] = w.tenant + "/" + name(thing)
	}
	return w.dialect.lock(ctx, w.tx, w.tenant, things)
}

// replace puts entries in the place of all that the documents had.
func (w *writer) replace(ctx context.Context, documents []string, entries []Entry) error {
	if err := w.drop(ctx, documents); err != nil {
		return err
	}
	var arrivals []arrivalRow
	if err := w.tx.NewSelect().Model(&arrivals).Where("a.tenant = ?", w.tenant).Where("a.document IN ?", bun.Tuple(documents)).Scan(ctx); err != nil {
		return err
	}
	sums := map[string]*arrival{}
	for _, a := range arrivals {
		if sums[a.Document] == nil {
			sums[a.Document] = &arrival{}
		}
		sums[a.Document].add(a)
	}
	for i := range entries {
		e := &entries[i]
		if sums[e.Document] == nil {
			sums[e.Document] = &arrival{}
		}
		e.settle(*sums[e.Document])
		w.counted.entry(e, 1)
	}
	return w.insert(ctx, entries)
}

func (w *writer) insert(ctx context.Context, entries []Entry) error {
	if len(entries) == 0 {
		return nil
	}
	ids, err := w.dialect.ids(ctx, w.tx, len(entries))
	if err != nil {
		return err
	}
	rows, err := rowsOf(w.tenant, entries, ids)
	if err != nil {
		return err
	}
	for _, table := range []struct {
		rows any
		n    int
	}{{&rows.entries, len(rows.entries)}, {&rows.bodies, len(rows.bodies)}, {&rows.standings, len(rows.standings)},
		{&rows.needs, len(rows.needs)}, {&rows.cites, len(rows.cites)}} {
		if table.n == 0 {
			continue
		}
		if _, err := w.dialect.rows(w.tx, table.rows).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// drop deletes the documents' entries and all that hangs on them.
func (w *writer) drop(ctx context.Context, documents []string) error {
	old, err := w.bodies(ctx, documents)
	if err != nil || len(old) == 0 {
		return err
	}
	ids := make([]int64, len(old))
	for i, row := range old {
		e, err := readEntry(row.Body)
		if err != nil {
			return err
		}
		w.counted.entry(&e, -1)
		ids[i] = row.ID
	}
	for _, table := range []string{"standings", "needs", "cites"} {
		if _, err := w.tx.NewRaw("DELETE FROM ? WHERE entry IN ?", bun.Ident(table), bun.Tuple(ids)).Exec(ctx); err != nil {
			return err
		}
	}
	for _, table := range []string{"bodies", "entries"} {
		if _, err := w.tx.NewRaw("DELETE FROM ? WHERE id IN ?", bun.Ident(table), bun.Tuple(ids)).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// bodies are the documents' entries in the order of documents and parts.
func (w *writer) bodies(ctx context.Context, documents []string) ([]bodyRow, error) {
	var rows []bodyRow
	err := w.tx.NewSelect().TableExpr("entries AS e").Join("JOIN bodies AS t ON t.id = e.id").ColumnExpr("t.id, t.body").Where("e.tenant = ?", w.tenant).
		Where("e.document IN ?", bun.Tuple(documents)).Order("e.document", "e.first_page").Scan(ctx, &rows)
	return rows, err
}

// remove deletes documents; also their arrivals where they are gone for good.
func (w *writer) remove(ctx context.Context, documents []string, arrivals bool) error {
	if err := locked(ctx, w, documents, func(d string) string { return d }); err != nil {
		return err
	}
	if err := w.drop(ctx, documents); err != nil {
		return err
	}
	if arrivals {
		var gone []arrivalRow
		if err := w.tx.NewRaw("DELETE FROM arrivals WHERE tenant = ? AND document IN ? RETURNING *", w.tenant, bun.Tuple(documents)).Scan(ctx, &gone); err != nil {
			return err
		}
		for _, a := range gone {
			w.counted.arrival(a, -1)
		}
		if _, err := w.tx.NewRaw("DELETE FROM leases WHERE tenant = ? AND document IN ?", w.tenant, bun.Tuple(documents)).Exec(ctx); err != nil {
			return err
		}
	}
	if _, err := w.tx.NewRaw("DELETE FROM documents WHERE tenant = ? AND document IN ?", w.tenant, bun.Tuple(documents)).Exec(ctx); err != nil {
		return err
	}
	return w.count(ctx)
}

// arrive writes receipts and brings the entries of their documents up to date.
func (w *writer) arrive(ctx context.Context, receipts []certcat.Receipt) error {
	rows := map[string]arrivalRow{}
	for _, r := range receipts {
		row := arrivalOf(w.tenant, r, w.generation)
		if last, ok := rows[row.place()]; !ok || last.Received <= row.Received {
			rows[row.place()] = row
		}
	}
	if len(rows) == 0 {
		return nil
	}
	list := slices.SortedFunc(maps.Values(rows), func(a, b arrivalRow) int { return strings.Compare(a.place(), b.place()) })
	if err := locked(ctx, w, list, arrivalRow.place); err != nil {
		return err
	}
	before, after, err := w.putArrivals(ctx, list)
	if err != nil {
		return err
	}
	touched := map[string]bool{}
	for _, a := range after {
		if old, ok := before[a.place()]; ok {
			w.counted.arrival(old, -1)
			touched[old.Document] = true
		}
		w.counted.arrival(a, 1)
		touched[a.Document] = true
	}
	delete(touched, "")
	if err := w.refresh(ctx, slices.Sorted(maps.Keys(touched))); err != nil {
		return err
	}
	return w.count(ctx)
}

// putArrivals writes rows and gives those that were there and those that are there now, of the ones that changed.
func (w *writer) putArrivals(ctx context.Context, rows []arrivalRow) (before map[string]arrivalRow, after []arrivalRow, err error) {
	before = map[string]arrivalRow{}
	for some := range slices.Chunk(rows, 500) {
		var old []arrivalRow
		if err := w.dialect.at(w.tx.NewSelect().Model(&old), w.tenant, some).Scan(ctx); err != nil {
			return nil, nil, err
		}
		for _, a := range old {
			before[a.place()] = a
		}
	}
	query := w.dialect.rows(w.tx, &rows).On("CONFLICT (tenant, door, bucket, key) DO UPDATE").Returning("*")
	for _, column := range []string{"document", "name", "state", "received", "generation"} {
		query = query.Set("? = excluded.?", bun.Ident(column), bun.Ident(column))
	}
	if !w.whole {
		query = query.Where("a.received <= excluded.received")
	}
	return before, after, query.Scan(ctx, &after)
}

// refresh writes documents' entries anew where their arrivals changed them.
func (w *writer) refresh(ctx context.Context, documents []string) error {
	if len(documents) == 0 {
		return nil
	}
	if err := locked(ctx, w, documents, func(d string) string { return d }); err != nil {
		return err
	}
	rows, err := w.bodies(ctx, documents)
	if err != nil || len(rows) == 0 {
		return err
	}
	var there []string
	var entries []Entry
	for _, row := range rows {
		e, err := readEntry(row.Body)
		if err != nil {
			return err
		}
		entries = append(entries, e)
		there = append(there, e.Document)
	}
	return w.replace(ctx, slices.Compact(there), entries)
}
