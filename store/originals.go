package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
)

func originalKey(id string) string { return "originals/" + shard(id) + "/" + id }

// PutOriginal stores a document's bytes, size of them, under their hash, and reports whether they were new. The bytes
// are checked while they are written: ErrDamaged where they are not those of the ID, for instance because the file
// changed meanwhile; ErrErased where the document was erased.
func (s *Store) PutOriginal(ctx context.Context, id string, size int64, open func() (io.ReadCloser, error)) (ref Ref, added bool, err error) {
	if err := checkID(id); err != nil {
		return Ref{}, false, err
	}
	ref = Ref{Key: originalKey(id), SHA256: id, Size: size}
	object, err := s.blobs.Get(ctx, s.full(ref.Key))
	if err == nil {
		object.Body.Close()
		return ref, false, s.kept(ctx, id)
	}
	if !errors.Is(err, ErrNotFound) {
		return Ref{}, false, fmt.Errorf("storing original %s: %w", id, err)
	}
	_, err = s.blobs.Put(ctx, s.full(ref.Key), Content{Size: size, SHA256: id, Open: open}, IfAbsent())
	if errors.Is(err, ErrConflict) {
		return ref, false, s.kept(ctx, id)
	}
	if err != nil {
		return Ref{}, false, fmt.Errorf("storing original %s: %w", id, err)
	}
	return ref, true, s.kept(ctx, id)
}

// Original opens a document's bytes, size of them; ErrNotFound where they are not stored. Bytes that are no longer those
// of the ID end with ErrDamaged instead of io.EOF.
func (s *Store) Original(ctx context.Context, id string) (body io.ReadCloser, size int64, err error) {
	if err := checkID(id); err != nil {
		return nil, 0, err
	}
	object, err := s.blobs.Get(ctx, s.full(originalKey(id)))
	if err != nil {
		return nil, 0, fmt.Errorf("reading original %s: %w", id, err)
	}
	return &checkedReader{source: object.Body, hash: sha256.New(), want: id}, object.Size, nil
}

// checkedReader compares the bytes with their hash at their end.
type checkedReader struct {
	source io.ReadCloser
	hash   hash.Hash
	want   string
}

func (r *checkedReader) Read(p []byte) (int, error) {
	n, err := r.source.Read(p)
	r.hash.Write(p[:n])
	if err == io.EOF {
		if got := hex.EncodeToString(r.hash.Sum(nil)); got != r.want {
			return n, fmt.Errorf("%w: hash %s was asked for, %s came", ErrDamaged, r.want, got)
		}
	}
	return n, err
}

func (r *checkedReader) Close() error { return r.source.Close() }
