package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"
	"time"
)

// Entry is one link of a document's log.
type Entry struct {
	Document string    `json:"document"`
	Number   int       `json:"number"`             // 1, 2, …
	Previous string    `json:"previous,omitempty"` // SHA-256 of the stored bytes of the entry before
	Time     time.Time `json:"time"`
	Action   string    `json:"action"`            // "revision-N", "correction", …
	Objects  []Ref     `json:"objects,omitempty"` // what the action wrote or relied on, with hashes
}

func logPrefix(id string) string { return "log/" + shard(id) + "/" + id + "/" }

func logKey(id string, number int) string { return fmt.Sprintf("%s%06d.json", logPrefix(id), number) }

// ends are the last entries of logs that this process wrote to. An end that is the last no more costs one refused write,
// one that is spares a listing and a reading.
type ends struct {
	mu    sync.Mutex
	known map[string]end
}

type end struct {
	number int
	hash   string // of the stored bytes
}

// mostEnds is how many are known at once.
const mostEnds = 10_000

func (e *ends) get(id string) (end, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	last, ok := e.known[id]
	return last, ok
}

func (e *ends) forget(id string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	delete(e.known, id)
}

func (e *ends) set(id string, last end) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.known == nil || len(e.known) >= mostEnds {
		e.known = map[string]end{}
	}
	e.known[id] = last
}

// end finds the last entry of a document's log.
func (s *Store) end(ctx context.Context, id string) (end, error) {
	if last, ok := s.ends.get(id); ok {
		return last, nil
	}
	n, err := s.lastNumber(ctx, logPrefix(id), ".json")
	if err != nil || n == 0 {
		return end{}, err
	}
	data, _, err := s.read(ctx, logKey(id, n))
	return end{n, Hash(data)}, err
}

// AppendLog adds an entry to a document's log. Of writers at once each gets its own place in the chain.
func (s *Store) AppendLog(ctx context.Context, id, action string, objects []Ref) (Entry, error) {
	if err := checkID(id); err != nil {
		return Entry{}, err
	}
	for {
		entry := Entry{Document: id, Time: s.now(), Action: action, Objects: objects}
		last, err := s.end(ctx, id)
		if err != nil {
			return entry, fmt.Errorf("reading the log of %s: %w", id, err)
		}
		entry.Number, entry.Previous = last.number+1, last.hash
		data, err := encode(entry)
		if err != nil {
			return entry, err
		}
		ref, _, err := s.put(ctx, logKey(id, entry.Number), data, IfAbsent())
		if errors.Is(err, ErrConflict) {
			s.ends.forget(id)
			continue
		}
		if err != nil {
			s.ends.forget(id)
			return entry, fmt.Errorf("writing the log of %s: %w", id, err)
		}
		s.ends.set(id, end{entry.Number, ref.SHA256})
		return entry, nil
	}
}

// Log yields a document's log, oldest entry first, as it is stored; Verify checks the chain.
func (s *Store) Log(ctx context.Context, id string) iter.Seq2[Entry, error] {
	if err := checkID(id); err != nil {
		return func(yield func(Entry, error) bool) { yield(Entry{}, err) }
	}
	return each[Entry](ctx, s, logPrefix(id))
}
