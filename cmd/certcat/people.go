package main

import (
	"context"
	"errors"
	"sync"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/review/access"
	"github.com/certcat/certcat/store"
)

// settings is a tenant's store as its accounts and tokens are kept in it.
type settings struct{ *store.Store }

func (s settings) Load(ctx context.Context, name string) ([]byte, string, error) {
	data, tag, err := s.Setting(ctx, name)
	absent(&err)
	return data, tag, err
}

func (s settings) Save(ctx context.Context, name string, data []byte, tag string) (string, error) {
	tag, err := s.PutSetting(ctx, name, data, tag)
	if errors.Is(err, store.ErrConflict) {
		err = access.ErrConflict
	}
	return tag, err
}

func (s settings) Note(ctx context.Context, who, from, action string, args ...certcat.Arg) error {
	return s.AddAudited(ctx, store.Audited{Who: who, From: from, Action: action, Args: args})
}

// newBooks opens the accounts and tokens of the tenants that the store holds, each once.
func newBooks(h *house) access.Books {
	var mu sync.Mutex
	books := map[string]*access.Book{}
	return func(ctx context.Context, name string) (*access.Book, error) {
		mu.Lock()
		defer mu.Unlock()
		if b := books[name]; b != nil {
			return b, nil
		}
		room, err := h.tenant(ctx, name)
		if err != nil {
			return nil, err
		}
		books[name] = access.Open(room.Tenant(), settings{room.Store})
		return books[name], nil
	}
}
