package desk

import (
	"context"
	"slices"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/review"
	"github.com/certcat/certcat/review/correct"
	"github.com/certcat/certcat/store"
)

// Parse makes certificates of pages, as the flow does.
type Parse func(pages certcat.Pages) []certcat.Certificate

// Parted gives the certificates of a document whose parts people set: those that were read as such parts as they are,
// each other one read anew from its own pages, which keep their numbers.
func Parted(list []certcat.Certificate, parts []certcat.Part, pages certcat.Pages, parse Parse) []certcat.Certificate {
	var out []certcat.Certificate
	for _, part := range parts {
		if i := slices.IndexFunc(list, func(c certcat.Certificate) bool { return c.Part == part }); i >= 0 {
			out = append(out, list[i])
			continue
		}
		own := pages
		own.Pages = nil
		for _, p := range pages.Pages {
			if p.Number >= part.First && p.Number <= part.Last {
				own.Pages = append(own.Pages, p)
			}
		}
		c := certcat.Certificate{}
		if found := parse(own); len(found) > 0 {
			c = found[0]
		} else {
			for _, name := range certcat.FieldNames() {
				c.Fields = append(c.Fields, certcat.Field{Name: name, State: certcat.Unread, By: "machine"})
			}
		}
		c.Document, c.Part = pages.Document, part
		out = append(out, c)
	}
	return out
}

// parted lays the parts that people set over what was read; the last answer for a document is remembered.
func (d *Desk) parted(ctx context.Context, s review.Sheet) ([]certcat.Certificate, error) {
	parts := correct.PartsOf(s.Corrections)
	if len(parts) == 0 || d.Parse == nil {
		return s.Certificates, nil
	}
	id := s.Document.ID
	key := partKey{id, s.Revision, correct.Ranges(parts)}
	if list, ok := d.known.parts(key); ok {
		return list, nil
	}
	pages, err := d.Pages(ctx, id)
	if err != nil {
		return nil, err
	}
	list := Parted(s.Certificates, parts, pages, d.Parse)
	d.known.keepParts(key, list)
	return list, nil
}

// erase takes a document out of the store and the catalogue, and out of memory.
func (d *Desk) erase(ctx context.Context, id, who, reason string) error {
	if err := valid(id); err != nil {
		return err
	}
	err := Erase(ctx, d.Store, d.Book, store.Tombstone{Document: id, Who: who, Reason: reason}, d.Book == nil)
	d.known.forget(id)
	return notFound(err)
}

// partKey names parts that were read.
type partKey struct {
	document string
	revision int
	parts    string
}

func (k *known) parts(key partKey) ([]certcat.Certificate, bool) {
	k.mu.Lock()
	defer k.mu.Unlock()
	list, ok := k.parted[key]
	return list, ok
}

func (k *known) keepParts(key partKey, list []certcat.Certificate) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.parted) >= mostKnown || k.parted == nil {
		k.parted = map[partKey][]certcat.Certificate{}
	}
	k.parted[key] = slices.Clip(list)
}
