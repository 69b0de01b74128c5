package store

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"time"

	"github.com/certcat/certcat"
)

// ErrErased says that the document was erased: nothing about it is stored again.
var ErrErased = errors.New("the document was erased")

// Tombstone stands where a document was: what was there, by name and hash, and nothing of what it said.
type Tombstone struct {
	Document string    `json:"document"`
	Time     time.Time `json:"time"`
	Who      string    `json:"who,omitempty"`
	Reason   string    `json:"reason,omitempty"`
	Objects  []Ref     `json:"objects,omitempty"` // what was erased
}

const tombstoneFolder = "tombstones/"

func tombstoneKey(id string) string { return tombstoneFolder + shard(id) + "/" + id + ".json" }

// Tombstone gives the tombstone of a document that was erased; ErrNotFound where none was.
func (s *Store) Tombstone(ctx context.Context, id string) (Tombstone, error) {
	var t Tombstone
	if err := checkID(id); err != nil {
		return t, err
	}
	data, _, err := s.read(ctx, tombstoneKey(id))
	if err == nil {
		err = decode(data, &t)
	}
	return t, err
}

// Tombstones yields the tombstones in the order of their documents' IDs.
func (s *Store) Tombstones(ctx context.Context) iter.Seq2[Tombstone, error] {
	return each[Tombstone](ctx, s, tombstoneFolder)
}

// Erased reports whether a document was erased.
func (s *Store) Erased(ctx context.Context, id string) (bool, error) {
	if err := checkID(id); err != nil {
		return false, err
	}
	object, err := s.blobs.Get(ctx, s.full(tombstoneKey(id)))
	if errors.Is(err, ErrNotFound) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("asking whether %s was erased: %w", id, err)
	}
	return true, object.Body.Close()
}

// Erase takes a document out of the store: bytes, results, pictures, corrections, record, markers, dead letters, and the
// names of file and sender in its receipts. What stays is a tombstone with hashes, by which the bytes are known and
// refused when they come again, the log, which has names of objects and hashes, and where and when the document arrived.
// places are its receipts where the caller knows them; nil looks through all receipts of the tenant. It gives the
// document's current receipts as they are now. ErrNotFound where nothing is known of the document. An Erase that was
// stopped is done again; doing it twice is no error.
func (s *Store) Erase(ctx context.Context, t Tombstone, places []certcat.Receipt) (receipts []certcat.Receipt, err error) {
	id := t.Document
	if err := checkID(id); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = fmt.Errorf("erasing %s: %w", id, err)
		}
	}()
	if err := s.bury(ctx, t); err != nil {
		return nil, err
	}
	if err := s.clear(ctx, id); err != nil {
		return nil, err
	}
	if err := s.dropLetters(ctx); err != nil {
		return nil, err
	}
	if places == nil {
		if places, err = s.placesOf(ctx, id); err != nil {
			return nil, err
		}
	}
	for _, r := range places {
		now, err := s.redact(ctx, place(r.Door, r.Bucket, r.Key), id)
		if err != nil {
			return nil, err
		}
		if now.Document == id {
			receipts = append(receipts, now)
		}
	}
	return receipts, nil
}

// bury puts the tombstone where none is yet, and then into the log.
func (s *Store) bury(ctx context.Context, t Tombstone) error {
	data, _, err := s.read(ctx, tombstoneKey(t.Document))
	if errors.Is(err, ErrNotFound) {
		if t.Objects, err = s.belongings(ctx, t.Document); err != nil {
			return err
		}
		if len(t.Objects) == 0 {
			return ErrNotFound
		}
		t.Time = s.now()
		if data, err = encode(t); err != nil {
			return err
		}
		if _, _, err = s.put(ctx, tombstoneKey(t.Document), data, IfAbsent()); errors.Is(err, ErrConflict) {
			return s.bury(ctx, t) // somebody else erases it at this moment
		}
	}
	if err != nil {
		return err
	}
	ref := Ref{Key: tombstoneKey(t.Document), SHA256: Hash(data), Size: int64(len(data))}
	for e, err := range s.Log(ctx, t.Document) {
		if err != nil {
			return err
		}
		if slices.Contains(e.Objects, ref) {
			return nil
		}
	}
	_, err = s.AppendLog(ctx, t.Document, "erased", []Ref{ref})
	return err
}

// belongings are the objects that hold something of a document's contents: the record first, the bytes last.
func (s *Store) belongings(ctx context.Context, id string) ([]Ref, error) {
	keys := []string{recordKey(id)}
	for item, err := range s.list(ctx, results(id)) {
		if err != nil {
			return nil, err
		}
		keys = append(keys, item.Key)
	}
	var refs []Ref
	for _, key := range append(keys, originalKey(id)) {
		object, err := s.blobs.Get(ctx, s.full(key))
		if errors.Is(err, ErrNotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		size := object.Size
		if err := object.Body.Close(); err != nil {
			return nil, err
		}
		sum, err := s.hashObject(ctx, key)
		if err != nil {
			return nil, err
		}
		refs = append(refs, Ref{Key: key, SHA256: sum, Size: size})
	}
	return refs, nil
}

// clear deletes what belongs to a document that has a tombstone.
func (s *Store) clear(ctx context.Context, id string) error {
	keys := []string{recordKey(id)}
	for _, prefix := range []string{results(id), "pending/" + shard(id) + "/" + id + "-"} {
		for item, err := range s.list(ctx, prefix) {
			if err != nil {
				return err
			}
			keys = append(keys, item.Key)
		}
	}
	for _, key := range append(keys, originalKey(id)) {
		if err := s.blobs.Delete(ctx, s.full(key)); err != nil {
			return err
		}
	}
	return nil
}

// kept is called after something about a document was written. A document that was erased meanwhile loses it again, and
// ErrErased says so. Whoever erases writes the tombstone first and deletes what he sees after it: what he did not see was
// written later, and its writer sees the tombstone here.
func (s *Store) kept(ctx context.Context, id string) error {
	erased, err := s.Erased(ctx, id)
	if err != nil || !erased {
		return err
	}
	if err := s.clear(ctx, id); err != nil {
		return err
	}
	return fmt.Errorf("document %s: %w", id, ErrErased)
}

// FinishErasures deletes what is left of documents that have a tombstone: an Erase, or a writer that it overtook, may
// have been killed.
func (s *Store) FinishErasures(ctx context.Context) error {
	for t, err := range s.Tombstones(ctx) {
		if err == nil {
			err = s.clear(ctx, t.Document)
		}
		if err != nil {
			return fmt.Errorf("finishing erasures: %w", err)
		}
	}
	return s.dropLetters(ctx)
}

// dropLetters takes away the dead letters of erased documents.
func (s *Store) dropLetters(ctx context.Context) error {
	for letter, err := range s.DeadLetters(ctx) {
		erased := false
		if err == nil && letter.Receipt.Document != "" {
			erased, err = s.Erased(ctx, letter.Receipt.Document)
		}
		if err == nil && erased {
			err = s.DropDeadLetter(ctx, letter.ID)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// placesOf looks for all receipts, current and past, that name the document.
func (s *Store) placesOf(ctx context.Context, id string) ([]certcat.Receipt, error) {
	var all []certcat.Receipt
	seen := map[string]bool{}
	for r, err := range receiptsBelow(ctx, s, pastReceipts) {
		if err != nil {
			return nil, err
		}
		if where := place(r.Door, r.Bucket, r.Key); r.Document == id && !seen[where] {
			seen[where] = true
			all = append(all, r)
		}
	}
	return all, nil
}

// nameless is a receipt of an erased document.
func nameless(r certcat.Receipt) certcat.Receipt {
	r.Name, r.User = "", ""
	r.Problems = []certcat.Problem{certcat.NewProblem(certcat.Erased)}
	if r.State != certcat.Deleted {
		r.State = certcat.Refused
	}
	return r
}

// redact takes the names out of a place's receipts that name the document, and says in the current one that the document
// was erased. It gives the current one.
func (s *Store) redact(ctx context.Context, where, id string) (certcat.Receipt, error) {
	for {
		now, _, err := s.arrival(ctx, where)
		if err != nil {
			return certcat.Receipt{}, err
		}
		said := nameless(now.Receipt)
		if now.Receipt.Document != id || now.Receipt.State == said.State && now.Receipt.Name == "" && now.Receipt.User == "" &&
			slices.EqualFunc(now.Receipt.Problems, said.Problems, equalProblems) {
			return now.Receipt, s.redactPast(ctx, where, id, now.Number)
		}
		if _, _, err := s.tryReceipt(ctx, where, said, func(is, _ certcat.Receipt) bool { return is.Document == id }); err != nil {
			return said, err
		}
	}
}

// redactPast does so for what is before the current receipt.
func (s *Store) redactPast(ctx context.Context, where, id string, current int) error {
	for number := 1; number < current; number++ {
		data, etag, err := s.read(ctx, receiptKey(where, number))
		if errors.Is(err, ErrNotFound) {
			continue
		}
		var a arrival
		if err == nil {
			err = decode(data, &a)
		}
		if err != nil {
			return err
		}
		if a.Receipt.Document != id || a.Receipt.Name == "" && a.Receipt.User == "" {
			continue
		}
		a.Receipt.Name, a.Receipt.User = "", ""
		if data, err = encode(a); err != nil {
			return err
		}
		if _, _, err = s.put(ctx, receiptKey(where, number), data, IfMatch(etag)); err != nil && !errors.Is(err, ErrConflict) {
			return err
		}
	}
	return nil
}

// redacted reports whether a past receipt is another one without its names.
func redacted(before, after []byte) bool {
	var a, b arrival
	if decode(before, &a) != nil || decode(after, &b) != nil || b.Receipt.Name+b.Receipt.User != "" {
		return false
	}
	a.Receipt.Name, a.Receipt.User = "", ""
	one, err1 := encode(a)
	two, err2 := encode(b)
	return err1 == nil && err2 == nil && slices.Equal(one, two)
}
