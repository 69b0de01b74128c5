package access

import (
	"context"
	"slices"
	"time"
)

// Session is somebody signed in in a browser. Only the hash of the cookie is kept.
type Session struct {
	Hash    string    `json:"hash"`
	Data    []byte    `json:"data"`
	Expires time.Time `json:"expires"`
}

const (
	sessionsName = "sessions"
	mostSessions = 10_000
)

// KeepSession keeps a session, so that people stay signed in when the server starts anew. Those that have ended go.
func (b *Book) KeepSession(ctx context.Context, s Session) error {
	return change(ctx, b, sessionsName, func(list []Session) ([]Session, error) {
		list = slices.DeleteFunc(list, func(old Session) bool { return old.Hash == s.Hash || !b.now().Before(old.Expires) })
		if len(list) >= mostSessions {
			list = list[1:]
		}
		return append(list, s), nil
	})
}

// Session gives the session of a hash; ok is false where there is none that still counts.
func (b *Book) Session(ctx context.Context, hash string) (s Session, ok bool, err error) {
	list, _, err := load[Session](ctx, b, sessionsName, false)
	i := slices.IndexFunc(list, func(s Session) bool { return s.Hash == hash && b.now().Before(s.Expires) })
	if err != nil || i < 0 {
		return Session{}, false, err
	}
	return list[i], true, nil
}

// DropSession ends a session.
func (b *Book) DropSession(ctx context.Context, hash string) error {
	if _, there, err := b.Session(ctx, hash); err != nil || !there {
		return err
	}
	return change(ctx, b, sessionsName, func(list []Session) ([]Session, error) {
		return slices.DeleteFunc(list, func(s Session) bool { return s.Hash == hash }), nil
	})
}
