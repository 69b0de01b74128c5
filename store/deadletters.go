package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"regexp"
	"time"

	"github.com/certcat/certcat"
)

// DeadLetter is work that was tried often enough and could not be done, because the machine failed it each time.
type DeadLetter struct {
	ID       string          `json:"id"`      // of the job
	Receipt  certcat.Receipt `json:"receipt"` // the arrival; it has a document where its original is kept
	Source   string          `json:"source,omitempty"`
	Reason   string          `json:"reason"`          // a code
	Stage    string          `json:"stage,omitempty"` // of the document's way
	Tool     string          `json:"tool,omitempty"`  // what failed there
	Limit    string          `json:"limit,omitempty"` // that was hit
	Tail     string          `json:"tail,omitempty"`  // of the error, or of what the tool wrote to its error output
	Attempts int             `json:"attempts"`
	Time     time.Time       `json:"time"`
}

var deadLetterID = regexp.MustCompile(`^[0-9a-f]{32}$`)

func deadLetterKey(id string) (string, error) {
	if !deadLetterID.MatchString(id) {
		return "", fmt.Errorf("%q is no dead letter's ID: 32 small hexadecimal digits", id)
	}
	return "deadletters/" + id + ".json", nil
}

// PutDeadLetter keeps a dead letter, in the place of an earlier one with its ID.
func (s *Store) PutDeadLetter(ctx context.Context, d DeadLetter) error {
	key, err := deadLetterKey(d.ID)
	if err != nil {
		return err
	}
	data, err := encode(d)
	if err != nil {
		return err
	}
	if _, _, err := s.put(ctx, key, data, Condition{}); err != nil {
		return fmt.Errorf("storing dead letter %s: %w", d.ID, err)
	}
	return nil
}

// DeadLetter gives a dead letter; ErrNotFound where there is none.
func (s *Store) DeadLetter(ctx context.Context, id string) (d DeadLetter, err error) {
	key, err := deadLetterKey(id)
	if err != nil {
		return d, err
	}
	data, _, err := s.read(ctx, key)
	if err == nil {
		err = decode(data, &d)
	}
	if err != nil && !errors.Is(err, ErrNotFound) {
		err = fmt.Errorf("reading dead letter %s: %w", id, err)
	}
	return d, err
}

// DeadLetters yields the dead letters in the order of their IDs.
func (s *Store) DeadLetters(ctx context.Context) iter.Seq2[DeadLetter, error] {
	return each[DeadLetter](ctx, s, "deadletters/")
}

// CountDeadLetters counts them without reading them.
func (s *Store) CountDeadLetters(ctx context.Context) (n int, err error) {
	for _, err := range s.list(ctx, "deadletters/") {
		if err != nil {
			return n, fmt.Errorf("counting dead letters: %w", err)
		}
		n++
	}
	return n, nil
}

// DropDeadLetter takes a dead letter away; none is no error.
func (s *Store) DropDeadLetter(ctx context.Context, id string) error {
	key, err := deadLetterKey(id)
	if err != nil {
		return err
	}
	return s.blobs.Delete(ctx, s.full(key))
}
