package desk_test

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/certcat/certcat/store"
)

// trips are the ways to a store, each of which costs its round trip: what was asked, when, and how long it took.
type trips struct {
	store.Blobs
	mu    sync.Mutex
	began time.Time
	list  []trip
}

type trip struct {
	what       string
	from, till time.Duration // since began
}

func (s *trips) note(what string, from time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.began.IsZero() {
		s.list = append(s.list, trip{what, from.Sub(s.began), time.Since(s.began)})
	}
}

func (s *trips) Get(ctx context.Context, key string) (store.Object, error) {
	defer s.note("GET "+short(key), time.Now())
	return s.Blobs.Get(ctx, key)
}

func (s *trips) Put(ctx context.Context, key string, content store.Content, condition store.Condition) (string, error) {
	defer s.note("PUT "+short(key), time.Now())
	return s.Blobs.Put(ctx, key, content, condition)
}

func (s *trips) List(ctx context.Context, prefix string) iter.Seq2[store.Item, error] {
	return func(yield func(store.Item, error) bool) {
		defer s.note("LIST "+short(prefix), time.Now())
		s.Blobs.List(ctx, prefix)(yield)
	}
}

// short leaves out of a key what is the same in all.
func short(key string) string {
	parts := strings.Split(key, "/")
	return parts[min(1, len(parts)-1)] + "/…" + parts[len(parts)-1]
}

// begin counts from now on.
func (s *trips) begin() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.began, s.list = time.Now(), nil
}

// deep is how many of the trips follow each other: those that begin when all before them have ended.
func (s *trips) deep() (n int, list []trip) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list = slices.Clone(s.list)
	slices.SortFunc(list, func(a, b trip) int { return int(a.from - b.from) })
	var end time.Duration
	for _, t := range list {
		if n == 0 || t.from >= end {
			n, end = n+1, t.till
		} else {
			end = max(end, t.till)
		}
	}
	return n, list
}

func (t trip) String() string {
	return fmt.Sprintf("%5.1f–%5.1f ms %s", ms(t.from), ms(t.till), t.what)
}
