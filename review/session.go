package review

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/alexedwards/scs/v2/memstore"

	"github.com/certcat/certcat/review/access"
)

// sessions keeps who is signed in: in memory, and in the default tenant's part of the store, so that a server that starts
// anew, or another one, knows them. What strangers begin (signing in elsewhere) stays in memory.
type sessions struct {
	*memstore.MemStore
	codec scs.Codec
	book  func(ctx context.Context) (*access.Book, error)
}

func hashOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

func (s sessions) FindCtx(ctx context.Context, token string) ([]byte, bool, error) {
	if data, found, err := s.Find(token); found || err != nil {
		return data, found, err
	}
	book, err := s.book(ctx)
	if err != nil {
		return nil, false, err
	}
	kept, found, err := book.Session(ctx, hashOf(token))
	if err != nil || !found {
		return nil, false, err
	}
	return kept.Data, true, s.Commit(token, kept.Data, kept.Expires)
}

func (s sessions) CommitCtx(ctx context.Context, token string, data []byte, expiry time.Time) error {
	if err := s.Commit(token, data, expiry); err != nil {
		return err
	}
	_, values, err := s.codec.Decode(data)
	if name, _ := values["name"].(string); err != nil || name == "" {
		return err
	}
	book, err := s.book(ctx)
	if err != nil {
		return err
	}
	return book.KeepSession(ctx, access.Session{Hash: hashOf(token), Data: data, Expires: expiry})
}

func (s sessions) DeleteCtx(ctx context.Context, token string) error {
	if err := s.Delete(token); err != nil {
		return err
	}
	book, err := s.book(ctx)
	if err != nil {
		return err
	}
	return book.DropSession(ctx, hashOf(token))
}
