package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
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

// AppendLog adds an entry to a document's log. Of writers at once each gets its own place in the chain.
func (s *Store) AppendLog(ctx context.Context, id, action string, objects []Ref) (Entry, error) {
	if err := checkID(id); err != nil {
		return Entry{}, err
	}
	for {
		entry := Entry{Document: id, Time: s.now(), Action: action, Objects: objects}
		last, err := s.lastNumber(ctx, logPrefix(id), ".json")
		if err != nil {
			return entry, fmt.Errorf("reading the log of %s: %w", id, err)
		}
		if last > 0 {
			previous, _, err := s.read(ctx, logKey(id, last))
			if err != nil {
				return entry, fmt.Errorf("reading the log of %s: %w", id, err)
			}
			entry.Previous = Hash(previous)
		}
		entry.Number = last + 1
		data, err := encode(entry)
		if err != nil {
			return entry, err
		}
		_, _, err = s.put(ctx, logKey(id, entry.Number), data, IfAbsent())
		if errors.Is(err, ErrConflict) {
			continue
		}
		if err != nil {
			return entry, fmt.Errorf("writing the log of %s: %w", id, err)
		}
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
