package store

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/certcat/certcat"
)

// CopyReport is what Copy did.
type CopyReport struct {
	Copied, There int   // objects written, and objects that were there already with the same bytes
	Bytes         int64 // written
	// Faults are objects that were not copied: store-changed (key, want, got) in the source, store-differs (key) where
	// the target holds other bytes that must not be replaced.
	Faults []certcat.Problem
}

// Clean reports whether the target holds all that the source holds.
func (r CopyReport) Clean() bool { return len(r.Faults) == 0 }

// copier is one run of Copy.
type copier struct {
	from, to Blobs
	*verifier
	report CopyReport
}

// inMemory is the size in bytes up to which an object is read once and written from memory.
const inMemory = 4 << 20

// Copy brings all tenants' objects of one store into another place, whatever the backends, and checks their hashes on
// the way. The target is empty or holds an earlier copy, which is brought up to date; nothing in it is deleted but what has a tombstone. What was
// copied before a stop is not copied again. Nobody may write to either meanwhile. progress, which may be nil, is told
// how many objects were dealt with, of how many.
func Copy(ctx context.Context, from, to Blobs, progress func(done, of int)) (CopyReport, error) {
	c := &copier{from: from, to: to, verifier: &verifier{progress: progress}}
	if err := checkFormat(ctx, from); err != nil {
		return c.report, fmt.Errorf("the store to copy from: %w", err)
	}
	if _, err := Create(ctx, to, ""); err != nil {
		return c.report, fmt.Errorf("the store to copy to: %w", err)
	}
	for _, err := range from.List(ctx, "") {
		if err != nil {
			return c.report, err
		}
		c.verifier.report.Objects++
	}
	next, stop := iter.Pull2(to.List(ctx, ""))
	defer stop()
	target, err, more := next()
	group, gctx := errgroup.WithContext(ctx)
	group.SetLimit(readers)
	for item, lerr := range from.List(gctx, "") {
		if lerr != nil {
			group.Go(func() error { return lerr })
			break
		}
		for more && err == nil && target.Key < item.Key {
			target, err, more = next()
		}
		if err != nil {
			group.Go(func() error { return err })
			break
		}
		there := more && target.Key == item.Key
		same := there && target.Size == item.Size
		group.Go(func() error { return c.object(gctx, item, there, same) })
	}
	err = errors.Join(group.Wait(), c.erase(ctx))
	slices.SortFunc(c.report.Faults, func(a, b certcat.Problem) int { return strings.Compare(fmt.Sprint(a), fmt.Sprint(b)) })
	return c.report, err
}

func (c *copier) fault(code string, args ...string) { c.note(&c.report.Faults, code, args...) }

// object copies one object where it isn't there.
func (c *copier) object(ctx context.Context, item Item, there, sameSize bool) error {
	content, err := c.content(ctx, item)
	if errors.Is(err, ErrNotFound) { // deleted since it was listed
		return nil
	}
	if err != nil {
		return err
	}
	_, below, _ := strings.Cut(item.Key, "/")
	what := kindOf(below)
	if what == original && content.SHA256 != item.Key[len(item.Key)-64:] {
		c.fault("store-changed", "key", item.Key, "want", item.Key[len(item.Key)-64:], "got", content.SHA256)
		return nil
	}
	condition := IfAbsent()
	if there {
		sum, etag, err := hashBlob(ctx, c.to, item.Key)
		if err != nil {
			return err
		}
		if sameSize && sum == content.SHA256 {
			c.tick(&c.report.There)
			return nil
		}
		if !what.mutable() && !c.redacted(ctx, what, item.Key) {
			c.fault("store-differs", "key", item.Key)
			return nil
		}
		condition = IfMatch(etag)
	}
	if _, err := c.to.Put(ctx, item.Key, content, condition); err != nil {
		return fmt.Errorf("copying: %w", err)
	}
	c.tick(&c.report.Copied)
	c.mu.Lock()
	c.report.Bytes += content.Size
	c.mu.Unlock()
	return nil
}

// redacted reports whether the source holds a past receipt of an erased document whose names the target still has.
func (c *copier) redacted(ctx context.Context, what kind, key string) bool {
	if what != pastReceipt {
		return false
	}
	before, _, err1 := read(ctx, c.to, key)
	after, _, err2 := read(ctx, c.from, key)
	return err1 == nil && err2 == nil && redacted(before, after)
}

// erase takes out of the target what was erased in the source since the last copy, or in the target itself.
func (c *copier) erase(ctx context.Context) error {
	tenants, err := Tenants(ctx, c.to)
	if err != nil {
		return err
	}
	for _, tenant := range tenants {
		s, err := Open(ctx, c.to, tenant)
		if err == nil {
			err = s.FinishErasures(ctx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// content reads a small object; of a large one it takes the hash and leaves it to be read again.
func (c *copier) content(ctx context.Context, item Item) (Content, error) {
	if item.Size <= inMemory {
		data, _, err := read(ctx, c.from, item.Key)
		return Bytes(data), err
	}
	sum, _, err := hashBlob(ctx, c.from, item.Key)
	return Content{Size: item.Size, SHA256: sum, Open: func() (io.ReadCloser, error) {
		object, err := c.from.Get(ctx, item.Key)
		return object.Body, err
	}}, err
}

// Tenants lists the tenants of a store.
func Tenants(ctx context.Context, blobs Blobs) ([]string, error) {
	if err := checkFormat(ctx, blobs); err != nil {
		return nil, err
	}
	var names []string
	for item, err := range blobs.List(ctx, "") {
		if err != nil {
			return nil, err
		}
		name, _, below := strings.Cut(item.Key, "/")
		if below && tenantName.MatchString(name) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names, nil
}
