// Package desk sets the review page up over a store: it hands review what it asks for, and knows nothing itself.
package desk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"sync"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/catalog"
	"github.com/certcat/certcat/review"
	"github.com/certcat/certcat/review/access"
	"github.com/certcat/certcat/store"
)

// Shown makes a page's picture from a document's file.
type Shown func(ctx context.Context, doc certcat.Document, path string, page certcat.Page, dpi int) ([]byte, error)

// PictureDPI is the resolution of page pictures: enough to read small print on a screen.
const PictureDPI = 120

// Desk is a tenant's store as review sees it.
type Desk struct {
	Store   *store.Store
	Checker review.Checker
	Policy  review.Policy
	Shown   Shown         // nil: only stored pictures are shown
	Parse   Parse         // nil: parts can't be split or merged
	Book    *catalog.Book // nil: the queue is an index in memory

	names   names
	known   known
	drawing sync.Mutex // one page at a time: pictures of unread pages are rare and cost a process
}

// Tenant puts the tenant together.
func (d *Desk) Tenant() *review.Tenant {
	t := &review.Tenant{Name: d.Store.Tenant(), Shelf: d, Papers: d, Checker: d.Checker, Listings: listings{d}, Policy: d.Policy,
		Book: access.Open(d.Store.Tenant(), keeper{d.Store}), Audit: keeper{d.Store}, Pending: d.pending}
	t.Parts, t.Erase, t.Category = d.Parse != nil, d.erase, categoryName
	if d.Book != nil {
		t.Catalogue, t.Kept = Ledger{d.Book}, true
	}
	return t
}

// notFound says it in review's words.
func notFound(err error) error {
	if errors.Is(err, store.ErrNotFound) {
		return fmt.Errorf("%w: %w", review.ErrNotFound, err)
	}
	return err
}

// valid refuses what can't be a document's ID before it reaches the store.
func valid(id string) error {
	if len(id) != 64 {
		return review.ErrNotFound
	}
	for _, r := range id {
		if (r < '0' || r > '9') && (r < 'a' || r > 'f') {
			return review.ErrNotFound
		}
	}
	return nil
}

// Marks yields the documents that have a record.
func (d *Desk) Marks(ctx context.Context) iter.Seq2[review.Mark, error] {
	return func(yield func(review.Mark, error) bool) {
		for rec, err := range d.Store.Documents(ctx) {
			if !yield(review.Mark{ID: rec.Document, Revision: rec.Revision}, err) {
				return
			}
		}
	}
}

// Sheet reads what is in force about a document.
func (d *Desk) Sheet(ctx context.Context, id string) (review.Sheet, error) {
	var s review.Sheet
	if err := valid(id); err != nil {
		return s, err
	}
	s, err := d.known.sheet(ctx, d.Store, id)
	if err != nil {
		return s, notFound(err)
	}
	if s.Certificates, err = d.parted(ctx, s); err != nil {
		return s, err
	}
	s.Name, s.Received = d.name(ctx, id, s.Received)
	return s, nil
}

// name is the file's name and when it first came, from the receipts; they are read once and again where one is missing.
func (d *Desk) name(ctx context.Context, id string, fallback time.Time) (string, time.Time) {
	if d.Book != nil {
		entries, err := d.Book.Document(ctx, id)
		if err == nil && entries[0].Name != "" {
			return entries[0].Name, entries[0].Received
		}
		return id[:12], fallback
	}
	if r, ok := d.names.get(ctx, d.Store, id); ok {
		return r.Name, r.Time
	}
	return id[:12], fallback
}

// Correct adds a correction under its number.
func (d *Desk) Correct(ctx context.Context, k certcat.Correction) error {
	_, err := d.Store.AddCorrection(ctx, k)
	if errors.Is(err, store.ErrConflict) {
		return fmt.Errorf("%w: %w", review.ErrTaken, err)
	}
	return err
}

// Rule adds a ruling.
func (d *Desk) Rule(ctx context.Context, r certcat.Ruling) (certcat.Ruling, error) {
	return d.Store.AddRuling(ctx, r)
}

// Pages gives the readings that the certificates in force were made from.
func (d *Desk) Pages(ctx context.Context, id string) (certcat.Pages, error) {
	if err := valid(id); err != nil {
		return certcat.Pages{}, err
	}
	rec, _, err := d.Store.Current(ctx, id)
	if err != nil {
		return certcat.Pages{}, notFound(err)
	}
	key := rec.Looked
	if key == "" {
		key = rec.Keys.Reading
	}
	pages, _, err := d.Store.Pages(ctx, id, key)
	return pages, notFound(err)
}

// Picture gives a page's picture: the stored one, or one that is drawn now and stored.
func (d *Desk) Picture(ctx context.Context, id string, page int) ([]byte, error) {
	if err := valid(id); err != nil {
		return nil, err
	}
	jpeg, err := d.Store.Picture(ctx, id, page, PictureDPI)
	if !errors.Is(err, store.ErrNotFound) {
		return jpeg, err
	}
	doc, _, err := d.Store.Document(ctx, id)
	if err != nil || d.Shown == nil || page > doc.PageCount {
		return nil, errors.Join(review.ErrNotFound, err)
	}
	d.drawing.Lock()
	defer d.drawing.Unlock()
	return d.draw(ctx, doc, page)
}

func (d *Desk) draw(ctx context.Context, doc certcat.Document, page int) ([]byte, error) {
	shown := certcat.Page{Number: page}
	if pages, err := d.Pages(ctx, doc.ID); err == nil {
		for _, p := range pages.Pages {
			if p.Number == page {
				shown = p
			}
		}
	}
	if shown.Width == 0 && page <= len(doc.Sizes) {
		shown.Width, shown.Height = doc.Sizes[page-1].Width, doc.Sizes[page-1].Height
	}
	file, err := os.CreateTemp("", "certcat-page-*")
	if err != nil {
		return nil, err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	body, _, err := d.Store.Original(ctx, doc.ID)
	if err != nil {
		return nil, notFound(err)
	}
	defer body.Close()
	if _, err := io.Copy(file, body); err != nil {
		return nil, err
	}
	jpeg, err := d.Shown(ctx, doc, file.Name(), shown, PictureDPI)
	if err != nil {
		return nil, fmt.Errorf("%w: page %d can't be shown: %w", review.ErrNotFound, page, err)
	}
	_, err = d.Store.PutPicture(ctx, doc.ID, page, PictureDPI, jpeg)
	return jpeg, err
}

// Original opens a document's bytes.
func (d *Desk) Original(ctx context.Context, id string) (io.ReadCloser, int64, error) {
	if err := valid(id); err != nil {
		return nil, 0, err
	}
	body, size, err := d.Store.Original(ctx, id)
	return body, size, notFound(err)
}

func (d *Desk) pending(ctx context.Context) (n int, err error) {
	for _, err := range d.Store.Pending(ctx) {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// keeper keeps accounts, tokens and the audit in the store.
type keeper struct{ *store.Store }

func (k keeper) Load(ctx context.Context, name string) ([]byte, string, error) {
	data, tag, err := k.Setting(ctx, name)
	if errors.Is(err, store.ErrNotFound) {
		return nil, "", nil
	}
	return data, tag, err
}

func (k keeper) Save(ctx context.Context, name string, data []byte, tag string) (string, error) {
	tag, err := k.PutSetting(ctx, name, data, tag)
	if errors.Is(err, store.ErrConflict) {
		return "", fmt.Errorf("%w: %w", access.ErrConflict, err)
	}
	return tag, err
}

func (k keeper) Note(ctx context.Context, who, from, action string, args ...certcat.Arg) error {
	return k.AddAudited(ctx, store.Audited{Who: who, From: from, Action: action, Args: args})
}

func (k keeper) Lines(ctx context.Context, day string) ([]review.Audited, error) {
	var list []review.Audited
	for a, err := range k.Audit(ctx, day) {
		if err != nil {
			return nil, err
		}
		list = append(list, review.Audited{Time: a.Time, Who: a.Who, From: a.From, Action: a.Action, Args: a.Args})
	}
	return list, nil
}
