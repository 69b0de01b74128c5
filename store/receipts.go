package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/certcat/certcat"
)

// arrival is the current receipt of a place, and which number it has in the place's history.
type arrival struct {
	Number  int             `json:"number"` // 1, 2, …
	Receipt certcat.Receipt `json:"receipt"`
}

// place names (door, bucket, key), which may hold anything, in a way that can be part of an object's key.
func place(door, bucket, key string) string {
	return Hash(fmt.Appendf(nil, "%d:%s%d:%s%d:%s", len(door), door, len(bucket), bucket, len(key), key))
}

func currentReceiptKey(place string) string {
	return "receipts/current/" + shard(place) + "/" + place + ".json"
}

func receiptKey(place string, number int) string {
	return fmt.Sprintf("receipts/history/%s/%s/%06d.json", shard(place), place, number)
}

// PutReceipt makes r the current receipt of its door, bucket and key, adds it to their history, and reports whether it
// did. What was known already, and what comes later than a receipt with a greater sequencer, changes nothing.
func (s *Store) PutReceipt(ctx context.Context, r certcat.Receipt) (bool, error) {
	if r.Document != "" {
		if err := checkID(r.Document); err != nil {
			return false, err
		}
	}
	where := place(r.Door, r.Bucket, r.Key)
	for {
		done, changed, err := s.tryReceipt(ctx, where, r, advances)
		if err != nil {
			return false, fmt.Errorf("storing the receipt of %s %s %s: %w", r.Door, r.Bucket, r.Key, err)
		}
		if done {
			return changed, nil
		}
	}
}

// tryReceipt puts r into the history behind the current receipt and then in its place. It is not done where another
// writer came between. says reports whether r says more than the one that is current.
func (s *Store) tryReceipt(ctx context.Context, where string, r certcat.Receipt, says func(now, r certcat.Receipt) bool) (done, changed bool, err error) {
	now, etag, err := s.arrival(ctx, where)
	condition := IfMatch(etag)
	switch {
	case errors.Is(err, ErrNotFound):
		condition = IfAbsent()
	case err != nil:
		return false, false, err
	case !says(now.Receipt, r):
		return true, false, nil
	}
	next := arrival{now.Number + 1, r}
	data, err := encode(next)
	if err != nil {
		return false, false, err
	}
	_, _, err = s.put(ctx, receiptKey(where, next.Number), data, IfAbsent())
	if errors.Is(err, ErrConflict) { // by a writer that is between its two steps, or was killed there: help it
		other, _, rerr := s.read(ctx, receiptKey(where, next.Number))
		if rerr != nil {
			return false, false, rerr
		}
		_, _, err = s.put(ctx, currentReceiptKey(where), other, condition)
		if errors.Is(err, ErrConflict) {
			err = nil
		}
		return false, false, err
	}
	if err != nil {
		return false, false, err
	}
	_, _, err = s.put(ctx, currentReceiptKey(where), data, condition)
	if errors.Is(err, ErrConflict) { // a helper made it current already
		err = nil
	}
	return true, true, err
}

// advances reports whether r says more than the receipt that is current.
func advances(now, r certcat.Receipt) bool {
	if order := CompareSequencers(now.Sequencer, r.Sequencer); order > 0 {
		return false
	}
	same := now.Document == r.Document && now.Version == r.Version && now.ETag == r.ETag && now.Sequencer == r.Sequencer
	if !same {
		return true
	}
	switch {
	case now.State == certcat.Deleted:
		return r.State != certcat.Deleted && r.Sequencer == "" // the file is back
	case r.State == certcat.Received:
		return false
	}
	return now.State != r.State || !slices.EqualFunc(now.Problems, r.Problems, equalProblems)
}

func equalProblems(a, b certcat.Problem) bool {
	return a.Code == b.Code && a.Page == b.Page && a.Field == b.Field && a.Transient == b.Transient && slices.Equal(a.Args, b.Args)
}

// CompareSequencers compares as S3 defines it: hexadecimal numbers, the shorter one filled with zeros on the right. An
// unknown one compares with nothing.
func CompareSequencers(a, b string) int {
	if a == "" || b == "" {
		return 0
	}
	width := max(len(a), len(b))
	fill := func(s string) string { return strings.ToUpper(s) + strings.Repeat("0", width-len(s)) }
	return strings.Compare(fill(a), fill(b))
}

func (s *Store) arrival(ctx context.Context, where string) (arrival, string, error) {
	var a arrival
	data, etag, err := s.read(ctx, currentReceiptKey(where))
	if err == nil {
		err = decode(data, &a)
	}
	return a, etag, err
}

// Receipt gives the current receipt of a door, bucket and key; ErrNotFound where nothing has arrived there.
func (s *Store) Receipt(ctx context.Context, door, bucket, key string) (certcat.Receipt, error) {
	a, _, err := s.arrival(ctx, place(door, bucket, key))
	return a.Receipt, err
}

// Receipts yields the current receipts in no order that means anything.
func (s *Store) Receipts(ctx context.Context) iter.Seq2[certcat.Receipt, error] {
	return receiptsBelow(ctx, s, "receipts/current/")
}

// ReceiptHistory yields all that ever arrived at a door, bucket and key, oldest first.
func (s *Store) ReceiptHistory(ctx context.Context, door, bucket, key string) iter.Seq2[certcat.Receipt, error] {
	where := place(door, bucket, key)
	return receiptsBelow(ctx, s, "receipts/history/"+shard(where)+"/"+where+"/")
}

func receiptsBelow(ctx context.Context, s *Store, prefix string) iter.Seq2[certcat.Receipt, error] {
	return func(yield func(certcat.Receipt, error) bool) {
		for a, err := range each[arrival](ctx, s, prefix) {
			if !yield(a.Receipt, err) {
				return
			}
		}
	}
}

// each yields the JSON objects below a prefix in the order of their keys; one that goes away meanwhile is left out. The
// iteration ends with the first error.
func each[T any](ctx context.Context, s *Store, prefix string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for item, err := range s.list(ctx, prefix) {
			var v T
			var data []byte
			if err == nil {
				data, _, err = s.read(ctx, item.Key)
			}
			if errors.Is(err, ErrNotFound) {
				continue
			}
			if err == nil {
				if err = decode(data, &v); err != nil {
					err = fmt.Errorf("reading object %s: %w", item.Key, err)
				}
			}
			if !yield(v, err) || err != nil {
				return
			}
		}
	}
}

func pendingKey(r certcat.Receipt) string {
	return "pending/" + shard(r.Document) + "/" + r.Document + "-" + place(r.Door, r.Bucket, r.Key)[:16] + ".json"
}

// MarkPending says that a document has arrived and that its results are still to come. The marker is the receipt.
func (s *Store) MarkPending(ctx context.Context, r certcat.Receipt) error {
	if err := checkID(r.Document); err != nil {
		return err
	}
	data, err := encode(r)
	if err != nil {
		return err
	}
	_, _, err = s.put(ctx, pendingKey(r), data, IfAbsent()) // nearly always; replacing asks for a lock that all writers share
	if errors.Is(err, ErrConflict) {
		_, _, err = s.put(ctx, pendingKey(r), data, Condition{})
	}
	if err != nil {
		return fmt.Errorf("marking %s as pending: %w", r.Document, err)
	}
	return nil
}

// ClearPending takes the marker of a receipt away; none is no error.
func (s *Store) ClearPending(ctx context.Context, r certcat.Receipt) error {
	if err := checkID(r.Document); err != nil {
		return err
	}
	return s.blobs.Delete(ctx, s.full(pendingKey(r)))
}

// Pending yields the receipts whose results are still to come.
func (s *Store) Pending(ctx context.Context) iter.Seq2[certcat.Receipt, error] {
	return each[certcat.Receipt](ctx, s, "pending/")
}
