package s3

import (
	"context"
	"fmt"
	"hash/maphash"
	"iter"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/certcat/certcat"
)

// Receipts are what is known of arrivals.
type Receipts interface {
	// Receipt gives the current receipt of a place; ok is false where nothing has arrived there.
	Receipt(ctx context.Context, door, bucket, key string) (r certcat.Receipt, ok bool, err error)
	// All yields the current receipts.
	All(ctx context.Context) iter.Seq2[certcat.Receipt, error]
}

// Swept says what a sweep found.
type Swept struct {
	Listed  int           `json:"listed"`  // objects
	Known   int           `json:"known"`   // with a receipt of these bytes that was dealt with
	Waiting int           `json:"waiting"` // announced, and in the queue
	Found   int           `json:"found"`   // no event announced them: now they are in the queue
	Gone    int           `json:"gone"`    // receipts of objects that are no longer listed
	Took    time.Duration `json:"took"`
}

// atOnce is how many receipts are asked for at once.
const atOnce = 16

// Sweep compares the bucket's listing with the receipts, and notes what differs. note reports whether nobody had noted it
// before.
func (s *Source) Sweep(ctx context.Context, receipts Receipts, note func(context.Context, Taken) (bool, error)) (Swept, error) {
	started := time.Now()
	var listed, known, waiting, news, gone atomic.Int64
	report := func() Swept {
		return Swept{int(listed.Load()), int(known.Load()), int(waiting.Load()), int(news.Load()), int(gone.Load()), time.Since(started)}
	}
	tell := func(ctx context.Context, e Event, count *atomic.Int64) error {
		added, err := note(ctx, Taken{s, e})
		if err == nil && !added {
			count = &waiting
		}
		if err == nil {
			count.Add(1)
		}
		return err
	}
	seed, seen := maphash.MakeSeed(), map[uint64]struct{}{} // eight bytes for a key: an equal hash would delay one deletion
	group, inside := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for o, err := range s.List(inside) {
		if err != nil {
			_ = group.Wait()
			return report(), fmt.Errorf("sweep %s: %w", s.Name, err)
		}
		listed.Add(1)
		seen[maphash.String(seed, o.Key)] = struct{}{}
		group.Go(func() error {
			r, ok, err := receipts.Receipt(inside, Door, s.Bucket, o.Key)
			if err != nil {
				return err
			}
			if ok && r.ETag == o.ETag && (r.State == certcat.Processed || r.State == certcat.Refused) {
				known.Add(1)
				return nil
			}
			return tell(inside, Event{Bucket: s.Bucket, Key: o.Key, ETag: o.ETag, Version: o.Version, Time: o.Modified}, &news)
		})
	}
	if err := group.Wait(); err != nil {
		return report(), fmt.Errorf("sweep %s: %w", s.Name, err)
	}
	for r, err := range receipts.All(ctx) {
		if err != nil {
			return report(), fmt.Errorf("sweep %s: %w", s.Name, err)
		}
		if r.Door != Door || r.Bucket != s.Bucket || r.State == certcat.Deleted || !s.Wants(r.Key) {
			continue
		}
		if _, ok := seen[maphash.String(seed, r.Key)]; ok {
			continue
		}
		if err := tell(ctx, Event{Bucket: s.Bucket, Key: r.Key, Gone: true, Time: time.Now()}, &gone); err != nil {
			return report(), fmt.Errorf("sweep %s: %w", s.Name, err)
		}
	}
	return report(), nil
}
