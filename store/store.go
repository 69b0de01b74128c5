// Package store keeps everything that certcat knows: originals, receipts, results, corrections and the log.
//
// It promises that the store is the truth: catalogues and queues can be rebuilt from it. An original is kept under the
// SHA-256 of its bytes. A result is never overwritten: a different one under the same key becomes a new generation
// beside it, and readers get the newest. Equal results are stored once and with equal bytes, so that work done twice
// leaves the store as it is; only receipts, records, log entries and checkpoints carry times. What changed about a
// document is written into its log, a chain of hashes, before the record names it. Nothing is ever half there.
//
// A Store is one tenant's part of a place for objects (Blobs), and the only way to reach it.
package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"regexp"
	"time"
)

// FormatVersion is the version of the layout that this program writes. It reads this one and refuses newer ones.
const FormatVersion = 1

// DefaultTenant is the tenant of a store that serves only one.
const DefaultTenant = "main"

// ErrNoStore says that the place holds no store.
var ErrNoStore = errors.New("there is no certcat store here")

const formatKey = "FORMAT.json"

type format struct {
	Format  string `json:"format"`
	Version int    `json:"version"`
}

// Store is one tenant's part of a store. It is safe for use by many goroutines and processes at once.
type Store struct {
	blobs  Blobs
	tenant string
	now    func() time.Time
	ends   ends
}

var tenantName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

// Create opens a tenant's part of a store. In an empty place it makes a store; in a place that holds other things it
// fails with ErrNoStore.
func Create(ctx context.Context, blobs Blobs, tenant string) (*Store, error) {
	s, err := Open(ctx, blobs, tenant)
	if !errors.Is(err, ErrNoStore) {
		return s, err
	}
	for item, err := range blobs.List(ctx, "") {
		if err != nil {
			return nil, fmt.Errorf("opening the store: %w", err)
		}
		if s, err := Open(ctx, blobs, tenant); !errors.Is(err, ErrNoStore) { // made meanwhile by another process
			return s, err
		}
		return nil, fmt.Errorf("%w: the place holds other things, such as %s; name a place that is empty or does not exist yet",
			ErrNoStore, item.Key)
	}
	data, err := encode(format{"certcat-store", FormatVersion})
	if err != nil {
		return nil, err
	}
	if _, err := blobs.Put(ctx, formatKey, Bytes(data), IfAbsent()); err != nil && !errors.Is(err, ErrConflict) {
		return nil, fmt.Errorf("making a store: %w", err)
	}
	return Open(ctx, blobs, tenant)
}

// Open opens a tenant's part of a store that exists; ErrNoStore where none does. The empty tenant is DefaultTenant.
func Open(ctx context.Context, blobs Blobs, tenant string) (*Store, error) {
	if tenant == "" {
		tenant = DefaultTenant
	}
	if !tenantName.MatchString(tenant) {
		return nil, fmt.Errorf("the tenant's name %q can't be used: small letters, digits and hyphens, at most 63", tenant)
	}
	if err := checkFormat(ctx, blobs); err != nil {
		return nil, err
	}
	return &Store{blobs: blobs, tenant: tenant, now: func() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }}, nil
}

func checkFormat(ctx context.Context, blobs Blobs) error {
	data, _, err := read(ctx, blobs, formatKey)
	if errors.Is(err, ErrNotFound) {
		return ErrNoStore
	}
	if err != nil {
		return fmt.Errorf("opening the store: %w", err)
	}
	var f format
	if err := decode(data, &f); err != nil || f.Format != "certcat-store" || f.Version < 1 {
		return fmt.Errorf("%w: %s is not what certcat writes", ErrNoStore, formatKey)
	}
	if f.Version > FormatVersion {
		return fmt.Errorf("the store has format %d, this certcat knows formats up to %d: use a newer certcat", f.Version, FormatVersion)
	}
	return nil
}

// Tenant is the name of the tenant whose part this is.
func (s *Store) Tenant() string { return s.tenant }

// Ref names one object as it was when it was written.
type Ref struct {
	Key    string `json:"key"`    // below the tenant's part
	SHA256 string `json:"sha256"` // of the stored bytes, lower-case hexadecimal
	Size   int64  `json:"size"`   // bytes
}

func (s *Store) full(key string) string { return s.tenant + "/" + key }

// list yields this tenant's objects below a prefix, with keys below the tenant's part.
func (s *Store) list(ctx context.Context, prefix string) iter.Seq2[Item, error] {
	return func(yield func(Item, error) bool) {
		for item, err := range s.blobs.List(ctx, s.full(prefix)) {
			if err == nil {
				item.Key = item.Key[len(s.tenant)+1:]
			}
			if !yield(item, err) {
				return
			}
		}
	}
}

func (s *Store) read(ctx context.Context, key string) ([]byte, string, error) {
	return read(ctx, s.blobs, s.full(key))
}

func (s *Store) put(ctx context.Context, key string, data []byte, condition Condition) (Ref, string, error) {
	etag, err := s.blobs.Put(ctx, s.full(key), Bytes(data), condition)
	return Ref{Key: key, SHA256: Hash(data), Size: int64(len(data))}, etag, err
}

// read reads a whole object and its ETag.
func read(ctx context.Context, blobs Blobs, key string) ([]byte, string, error) {
	object, err := blobs.Get(ctx, key)
	if err != nil {
		return nil, "", err
	}
	defer object.Body.Close()
	data, err := io.ReadAll(object.Body)
	if err != nil {
		return nil, "", fmt.Errorf("reading object %s: %w", key, err)
	}
	return data, object.ETag(), nil
}

// encode gives equal values equal bytes.
func encode(value any) ([]byte, error) {
	data, err := json.Marshal(value)
	if err != nil {
		return nil, fmt.Errorf("writing %T as JSON: %w", value, err)
	}
	return append(data, '\n'), nil
}

func decode(data []byte, into any) error {
	if err := json.Unmarshal(data, into); err != nil {
		return fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	return nil
}

var documentID = regexp.MustCompile(`^[0-9a-f]{64}$`)

// checkID refuses what can't be a Document ID, so that no caller's string becomes part of a key.
func checkID(id string) error {
	if !documentID.MatchString(id) {
		return fmt.Errorf("%q is no document ID: 64 small hexadecimal digits", id)
	}
	return nil
}

// shard is the folder that spreads documents over 256.
func shard(id string) string { return id[:2] }
