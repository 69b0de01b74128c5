package main

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/catalog"
	"github.com/certcat/certcat/cmd/certcat/desk"
	"github.com/certcat/certcat/extract"
	"github.com/certcat/certcat/review"
	"github.com/certcat/certcat/review/correct"
	"github.com/certcat/certcat/store"
)

// openBook opens a tenant's part of the catalogue at an address.
func openBook(ctx context.Context, address, tenant string) (*catalog.Book, error) {
	c, err := catalog.Open(ctx, address)
	if err != nil {
		return nil, err
	}
	return c.Book(tenant), nil
}

// papersOf reads all that a store has in force about a document.
func papersOf(ctx context.Context, s *store.Store, rec store.Record) (catalog.Papers, error) {
	p := catalog.Papers{Revision: rec.Revision, State: rec.State, Problems: rec.Problems}
	var err error
	if p.Document, _, err = s.Document(ctx, rec.Document); absent(&err) {
		p.Document.ID = rec.Document
	}
	if err == nil && len(rec.Parts) > 0 {
		p.Certificates, _, err = s.Certificates(ctx, rec.Document, rec.Keys.Certificate)
		absent(&err)
	}
	if err == nil && len(p.Certificates) > 0 {
		p.Verdicts, _, err = s.Verdicts(ctx, rec.Document, rec.Keys.Verdict)
		absent(&err)
	}
	if err == nil {
		err = hear(ctx, s, rec, &p)
	}
	if err != nil {
		return p, fmt.Errorf("read the papers of %s: %w", rec.Document, err)
	}
	return p, nil
}

// hear lays what people said over the papers.
func hear(ctx context.Context, s *store.Store, rec store.Record, p *catalog.Papers) (err error) {
	var corrections []certcat.Correction
	for c, err := range s.Corrections(ctx, p.Document.ID) {
		if err != nil {
			return err
		}
		corrections = append(corrections, c)
	}
	var rulings []certcat.Ruling
	for r, err := range s.Rulings(ctx, p.Document.ID) {
		if err != nil {
			return err
		}
		rulings = append(rulings, r)
	}
	if p.Certificates, err = parted(ctx, s, rec, p.Certificates, corrections); err != nil {
		return err
	}
	sheet := review.Sheet{Document: p.Document, Certificates: p.Certificates, Corrections: corrections, Rulings: rulings}
	people := review.Tenant{Checker: kept(p.Verdicts), Policy: review.DefaultPolicy()}
	listing, err := desk.ListingOf(ctx, s, rec.Document)
	if err != nil {
		return err
	}
	rows, err := people.Rows(sheet, listing)
	if err != nil {
		return err
	}
	for _, row := range rows {
		p.Reviews = append(p.Reviews, desk.ReviewOf(row, rulings))
		if listing != nil && row.Part.First > 0 {
			p.Listings = append(p.Listings, catalog.Binding{Part: row.Part, SKU: listing.SKU})
		}
	}
	for i, c := range p.Certificates {
		p.Certificates[i] = correct.Lay(c, corrections).Certificate
	}
	p.Said = len(corrections) + len(rulings)
	return nil
}

// parted lays the parts that people set over what was read.
func parted(ctx context.Context, s *store.Store, rec store.Record, list []certcat.Certificate, corrections []certcat.Correction) ([]certcat.Certificate, error) {
	parts := correct.PartsOf(corrections)
	if len(parts) == 0 {
		return list, nil
	}
	key := rec.Looked
	if key == "" {
		key = rec.Keys.Reading
	}
	pages, _, err := s.Pages(ctx, rec.Document, key)
	if absent(&err) || err != nil {
		return list, err
	}
	x, err := extract.Default()
	if err != nil {
		return nil, err
	}
	return desk.Parted(list, parts, pages, parseWith(x)), nil
}

// kept gives the verdicts that are stored.
type kept []certcat.Verdict

func (s kept) Check(k certcat.Case) (list []certcat.Verdict) {
	for _, v := range s {
		if v.Part == k.Certificate.Part {
			list = append(list, v)
		}
	}
	return list
}

// absent reports whether an error says that there is no such object, and takes it away.
func absent(err *error) bool {
	if errors.Is(*err, store.ErrNotFound) {
		*err = nil
		return true
	}
	return false
}

// storeSource is a store as a catalogue is rebuilt from it.
type storeSource struct{ *store.Store }

func (s storeSource) Papers(ctx context.Context) iter.Seq2[func(context.Context) (catalog.Papers, error), error] {
	return func(yield func(func(context.Context) (catalog.Papers, error), error) bool) {
		for rec, err := range s.Documents(ctx) {
			load := func(ctx context.Context) (catalog.Papers, error) { return papersOf(ctx, s.Store, rec) }
			if !yield(load, err) {
				return
			}
		}
	}
}

// catalogued is a shelf whose documents are entered in a catalogue before their marker goes.
type catalogued struct {
	shelf
	book *catalog.Book
}

func (c catalogued) Receive(ctx context.Context, r certcat.Receipt, path string) error {
	if err := c.shelf.Receive(ctx, r, path); err != nil {
		return err
	}
	return c.arrived(ctx, r)
}

// Finish enters what is in force before the marker is removed: whoever finds the marker again enters it again.
func (c catalogued) Finish(ctx context.Context, r certcat.Receipt) error {
	if _, err := c.PutReceipt(ctx, r); err != nil {
		return err
	}
	if err := c.arrived(ctx, r); err != nil {
		return err
	}
	if r.Document == "" {
		return nil
	}
	if err := enter(ctx, c.Store, c.book, r.Document); err != nil {
		return err
	}
	return c.ClearPending(ctx, r)
}

// arrived tells the catalogue which receipt is current where this one arrived.
func (c catalogued) arrived(ctx context.Context, r certcat.Receipt) error {
	now, err := c.Receipt(ctx, r.Door, r.Bucket, r.Key)
	if absent(&err) || err != nil {
		return err
	}
	return c.book.Arrive(ctx, now)
}

// enter brings a document's entries up to date with its record in force; without a record there is nothing to enter.
func enter(ctx context.Context, s *store.Store, book *catalog.Book, document string) error {
	rec, _, err := s.Current(ctx, document)
	if absent(&err) || err != nil {
		return err
	}
	papers, err := papersOf(ctx, s, rec)
	if err != nil {
		return err
	}
	if _, err := book.Upsert(ctx, papers); err != nil {
		return err
	}
	if erased, err := s.Erased(ctx, document); err != nil || !erased {
		return err
	}
	return book.Delete(ctx, document) // while its papers were read
}
