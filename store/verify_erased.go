package store

import (
	"context"
	"slices"
)

// erasure checks a document whose log says that it was erased: nothing but the log and the tombstone is left.
func (v *verifier) erasure(ctx context.Context, id string, p *paper, hashes []string) error {
	left := slices.Concat(p.results, p.pictures)
	if p.record {
		left = append(left, recordKey(id))
	}
	if p.original {
		left = append(left, originalKey(id))
	}
	for _, key := range left {
		v.leftover("store-not-erased", "key", key)
	}
	return v.matches(ctx, tombstoneKey(id), hashes...)
}
