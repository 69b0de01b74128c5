package desk

import (
	"context"
	"errors"
	"iter"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/review"
	"github.com/certcat/certcat/store"
)

// known remembers what was read of the documents that people look at. Results under a key, corrections and rulings never
// change, so that a look costs three small reads of a bucket: the record, and whether anybody said something since.
type known struct {
	mu     sync.Mutex
	sheets map[string]remembered
	parted map[partKey][]certcat.Certificate
}

type remembered struct {
	sheet review.Sheet
	keys  certcat.Keys
}

// mostKnown is how many documents are remembered.
const mostKnown = 200

func (k *known) sheet(ctx context.Context, s *store.Store, id string) (review.Sheet, error) {
	k.mu.Lock()
	old, seen := k.sheets[id]
	k.mu.Unlock()
	if !seen {
		return k.read(ctx, s, id)
	}
	var rec store.Record
	var corrections []certcat.Correction
	var rulings []certcat.Ruling
	group, within := errgroup.WithContext(ctx)
	group.Go(func() (err error) { rec, _, err = s.Current(within, id); return err })
	group.Go(func() (err error) {
		corrections, err = since(within, id, len(old.sheet.Corrections), s.Correction)
		return err
	})
	group.Go(func() (err error) { rulings, err = since(within, id, len(old.sheet.Rulings), s.Ruling); return err })
	if err := group.Wait(); err != nil {
		k.forget(id)
		return review.Sheet{}, err
	}
	if rec.Revision != old.sheet.Revision || rec.Keys != old.keys {
		return k.read(ctx, s, id)
	}
	old.sheet.Corrections = slices.Concat(old.sheet.Corrections, corrections)
	old.sheet.Rulings = slices.Concat(old.sheet.Rulings, rulings)
	k.keep(id, old)
	return old.sheet, nil
}

// since are the numbered things after the first n.
func since[T any](ctx context.Context, id string, n int, get func(context.Context, string, int) (T, error)) ([]T, error) {
	var list []T
	for {
		v, err := get(ctx, id, n+len(list)+1)
		if errors.Is(err, store.ErrNotFound) {
			return list, nil
		}
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
}

// read reads all there is about a document.
func (k *known) read(ctx context.Context, s *store.Store, id string) (review.Sheet, error) {
	var sheet review.Sheet
	rec, _, err := s.Current(ctx, id)
	if err != nil {
		return sheet, err
	}
	sheet.Revision, sheet.Problems, sheet.Received, sheet.Refused = rec.Revision, rec.Problems, rec.Time, rec.State == certcat.Refused
	group, within := errgroup.WithContext(ctx)
	group.Go(func() (err error) { sheet.Document, _, err = s.Document(within, id); return err })
	if rec.Keys.Certificate != "" && len(rec.Parts) > 0 {
		group.Go(func() (err error) {
			sheet.Certificates, _, err = s.Certificates(within, id, rec.Keys.Certificate)
			return err
		})
	}
	group.Go(func() (err error) { sheet.Corrections, err = all(s.Corrections(within, id)); return err })
	group.Go(func() (err error) { sheet.Rulings, err = all(s.Rulings(within, id)); return err })
	if err := group.Wait(); err != nil {
		return sheet, err
	}
	k.keep(id, remembered{sheet, rec.Keys})
	return sheet, nil
}

func all[T any](items iter.Seq2[T, error]) (list []T, err error) {
	for item, err := range items {
		if err != nil {
			return nil, err
		}
		list = append(list, item)
	}
	return list, nil
}

// keep remembers a sheet; whoever adds to what it was given writes to memory of its own.
func (k *known) keep(id string, r remembered) {
	r.sheet.Certificates, r.sheet.Corrections, r.sheet.Rulings = slices.Clip(r.sheet.Certificates), slices.Clip(r.sheet.Corrections), slices.Clip(r.sheet.Rulings)
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.sheets) >= mostKnown || k.sheets == nil {
		k.sheets = map[string]remembered{}
	}
	k.sheets[id] = r
}

func (k *known) forget(id string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.sheets, id)
}
