package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/certcat/certcat"
)

// Record says what is in force about one document.
type Record struct {
	Document string               `json:"document"` // Document ID
	Revision int                  `json:"revision"` // 1, 2, …; grows by one with each change
	Keys     certcat.Keys         `json:"keys"`     // what the results in force were made under
	Looked   string               `json:"looked,omitempty"`
	Passing  bool                 `json:"passing,omitempty"` // some Problem is transient: worth doing again
	State    certcat.ReceiptState `json:"state,omitempty"`   // Processed or Refused
	Parts    []certcat.Part       `json:"parts,omitempty"`
	Problems []certcat.Problem    `json:"problems,omitempty"`
	Objects  []Ref                `json:"objects,omitempty"` // the results in force
	// NextChange is the first day on which a verdict in force may change; "" where none does, or where the record is of a
	// program that did not keep it (Judged is then false).
	NextChange certcat.Date `json:"next_change,omitempty"`
	Judged     bool         `json:"judged,omitempty"`
	Time       time.Time    `json:"time"` // when it was written
}

func recordKey(id string) string { return "records/" + shard(id) + "/" + id + ".json" }

// Current gives the record in force and the ETag with which PutCurrent can replace it; ErrNotFound where none is.
func (s *Store) Current(ctx context.Context, id string) (Record, string, error) {
	var rec Record
	if err := checkID(id); err != nil {
		return rec, "", err
	}
	data, etag, err := s.read(ctx, recordKey(id))
	if err == nil {
		err = decode(data, &rec)
	}
	if err != nil {
		return rec, "", fmt.Errorf("reading the record of %s: %w", id, err)
	}
	return rec, etag, nil
}

// PutCurrent replaces the record with this ETag, or makes the first one where ifMatch is "", and gives the new ETag. The
// change is written into the document's log first, with the record's own hash. The time is set here. ErrConflict where another record is
// in force, ErrErased where the document was erased.
func (s *Store) PutCurrent(ctx context.Context, rec Record, ifMatch string) (string, error) {
	if err := checkID(rec.Document); err != nil {
		return "", err
	}
	condition := IfAbsent()
	if ifMatch != "" {
		condition = IfMatch(ifMatch)
	}
	if rec.Revision < 1 || ifMatch == "" && rec.Revision != 1 {
		return "", fmt.Errorf("storing the record of %s: revision %d can't follow", rec.Document, rec.Revision)
	}
	rec.Time = s.now()
	data, err := encode(rec)
	if err != nil {
		return "", err
	}
	named := append(slices.Clone(rec.Objects), Ref{Key: recordKey(rec.Document), SHA256: Hash(data), Size: int64(len(data))})
	if _, err := s.AppendLog(ctx, rec.Document, fmt.Sprintf("revision-%d", rec.Revision), named); err != nil {
		return "", err
	}
	_, etag, err := s.put(ctx, recordKey(rec.Document), data, condition)
	if err != nil {
		return "", fmt.Errorf("storing the record of %s: %w", rec.Document, err)
	}
	return etag, s.kept(ctx, rec.Document)
}

// Documents yields the records in force in the order of their documents' IDs.
func (s *Store) Documents(ctx context.Context) iter.Seq2[Record, error] {
	return each[Record](ctx, s, "records/")
}

func correctionPrefix(id string) string { return results(id) + "correction-" }

func correctionKey(id string, number int) string {
	return fmt.Sprintf("%s%06d.json", correctionPrefix(id), number)
}

// AddCorrection adds a correction to a document and gives it back with its number. A correction that brings a number
// takes exactly this one, or ErrConflict; without one it takes the next that is free. It is logged before this answers.
func (s *Store) AddCorrection(ctx context.Context, c certcat.Correction) (certcat.Correction, error) {
	if err := checkID(c.Document); err != nil {
		return c, err
	}
	fixed := c.Number != 0
	for {
		if !fixed {
			last, err := s.lastNumber(ctx, correctionPrefix(c.Document), ".json")
			if err != nil {
				return c, err
			}
			c.Number = last + 1
		}
		data, err := encode(c)
		if err != nil {
			return c, err
		}
		ref, _, err := s.put(ctx, correctionKey(c.Document, c.Number), data, IfAbsent())
		if errors.Is(err, ErrConflict) && !fixed {
			continue
		}
		if err != nil {
			return c, fmt.Errorf("storing correction %d of %s: %w", c.Number, c.Document, err)
		}
		return c, s.said(ctx, c.Document, "correction", ref)
	}
}

// said logs what a person said about a document, and takes it back where the document was erased meanwhile. The log holds
// nothing of what was said, so that both are asked at once.
func (s *Store) said(ctx context.Context, id, action string, ref Ref) error {
	group, within := errgroup.WithContext(ctx)
	group.Go(func() error {
		_, err := s.AppendLog(within, id, action, []Ref{ref})
		return err
	})
	group.Go(func() error { return s.kept(within, id) })
	return group.Wait()
}

// Corrections yields a document's corrections in the order of their numbers.
func (s *Store) Corrections(ctx context.Context, id string) iter.Seq2[certcat.Correction, error] {
	if err := checkID(id); err != nil {
		return func(yield func(certcat.Correction, error) bool) { yield(certcat.Correction{}, err) }
	}
	return each[certcat.Correction](ctx, s, correctionPrefix(id))
}

// lastNumber is the greatest number of the objects that are called prefix, number, end; 0 where there is none.
func (s *Store) lastNumber(ctx context.Context, prefix, end string) (int, error) {
	last := 0
	for item, err := range s.list(ctx, prefix) {
		if err != nil {
			return 0, err
		}
		last = max(last, numberOf(item.Key, prefix, end))
	}
	return last, nil
}

// numberOf is the number in a key that is prefix, number, end; 0 in any other.
func numberOf(key, prefix, end string) int {
	middle, ok1 := strings.CutPrefix(key, prefix)
	middle, ok2 := strings.CutSuffix(middle, end)
	n, err := strconv.Atoi(middle)
	if !ok1 || !ok2 || err != nil || n < 1 {
		return 0
	}
	return n
}
