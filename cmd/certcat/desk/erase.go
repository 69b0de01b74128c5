package desk

import (
	"context"
	"fmt"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/catalog"
	"github.com/certcat/certcat/store"
)

// Erase takes a document out of a tenant's store and catalogue and leaves a tombstone, so that neither a sweep nor a new
// upload brings it back; who did it stands in the audit too. book may be nil; then, or where whole is set, the places at
// which it arrived are looked for among all receipts. store.ErrNotFound where nothing is known of the document. Doing it
// twice is no error.
func Erase(ctx context.Context, s *store.Store, book *catalog.Book, t store.Tombstone, whole bool) error {
	var places []certcat.Receipt
	if book != nil && !whole {
		known, err := book.Arrivals(ctx, t.Document)
		if err != nil {
			return err
		}
		places = append([]certcat.Receipt{}, known...) // none is not the same as unknown
	}
	receipts, err := s.Erase(ctx, t, places)
	if err != nil {
		return err
	}
	if book != nil {
		if err := book.Delete(ctx, t.Document); err != nil {
			return err
		}
		if err := book.Arrive(ctx, receipts...); err != nil {
			return err
		}
	}
	if err := s.AddAudited(ctx, store.Audited{Who: t.Who, Action: "erase", Args: []certcat.Arg{{Key: "document", Value: t.Document}, {Key: "reason", Value: t.Reason}}}); err != nil {
		return fmt.Errorf("note in the audit that %s was erased: %w", t.Document, err)
	}
	return nil
}
