package store

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
)

const (
	tablesFolder  = "tables/"
	currentTables = tablesFolder + "current.json"
	tablesNote    = "manifest.json"
	judgedPrefix  = tablesFolder + "judged-"
	judgedEnd     = ".json.gz"
)

var tableFile = regexp.MustCompile(`^[a-z][a-z_]{0,62}\.csv$`)

// TableSet is rows that are laid over the program's own tables. It is never changed: other rows are another set.
type TableSet struct {
	Digest string            // of the files, by TableSetDigest
	Files  map[string][]byte // "editions.csv" → its bytes
	Note   []byte            // JSON: where the rows come from; not part of the digest
}

// TablesPointer names the table set in force.
type TablesPointer struct {
	Digest   string    `json:"digest"` // "" = the program's own tables alone
	Previous string    `json:"previous,omitempty"`
	Revision int       `json:"revision"` // 1, 2, …
	Time     time.Time `json:"time"`
}

// TableSetDigest is the name of a set: the SHA-256 over its files' names and hashes in the order of the names.
func TableSetDigest(files map[string][]byte) string {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(h, "%s %s\n", name, Hash(files[name]))
	}
	return hex.EncodeToString(h.Sum(nil))
}

func tablesPrefix(digest string) string { return tablesFolder + digest + "/" }

// PutTables stores a set and gives its digest. A set that is there already stays as it is.
func (s *Store) PutTables(ctx context.Context, files map[string][]byte, note []byte) (string, error) {
	digest := TableSetDigest(files)
	if len(files) == 0 {
		return "", errors.New("storing tables: there is no file")
	}
	for name := range files {
		if !tableFile.MatchString(name) {
			return "", fmt.Errorf("storing tables: %q is no table's file", name)
		}
	}
	if !json.Valid(note) {
		return "", errors.New("storing tables: the note is no JSON")
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if _, _, err := s.put(ctx, tablesPrefix(digest)+name, files[name], IfAbsent()); err != nil && !errors.Is(err, ErrConflict) {
			return "", fmt.Errorf("storing the tables %s: %w", digest, err)
		}
	}
	// The note comes last: a set without one was not finished.
	if _, _, err := s.put(ctx, tablesPrefix(digest)+tablesNote, note, IfAbsent()); err != nil && !errors.Is(err, ErrConflict) {
		return "", fmt.Errorf("storing the tables %s: %w", digest, err)
	}
	return digest, nil
}

// Tables gives a set; ErrNotFound where there is none, ErrDamaged where its bytes are not those that its name says.
func (s *Store) Tables(ctx context.Context, digest string) (TableSet, error) {
	set := TableSet{Digest: digest, Files: map[string][]byte{}}
	if err := checkID(digest); err != nil {
		return set, fmt.Errorf("%w: no table set has the digest %q", ErrNotFound, digest)
	}
	for item, err := range s.list(ctx, tablesPrefix(digest)) {
		if err != nil {
			return set, err
		}
		data, _, err := s.read(ctx, item.Key)
		if err != nil {
			return set, err
		}
		if name := strings.TrimPrefix(item.Key, tablesPrefix(digest)); name == tablesNote {
			set.Note = data
		} else {
			set.Files[name] = data
		}
	}
	if set.Note == nil {
		return set, fmt.Errorf("%w: the table set %s", ErrNotFound, digest)
	}
	if TableSetDigest(set.Files) != digest {
		return set, fmt.Errorf("reading the tables %s: %w", digest, ErrDamaged)
	}
	return set, nil
}

// TableSets lists the digests of the finished sets, in the order of the digests.
func (s *Store) TableSets(ctx context.Context) ([]string, error) {
	var out []string
	for item, err := range s.list(ctx, tablesFolder) {
		if err != nil {
			return nil, err
		}
		if digest, ok := strings.CutSuffix(strings.TrimPrefix(item.Key, tablesFolder), "/"+tablesNote); ok {
			out = append(out, digest)
		}
	}
	return out, nil
}

// CurrentTables gives the pointer in force and the ETag with which SetCurrentTables can replace it; the zero pointer and
// "" where none was ever set.
func (s *Store) CurrentTables(ctx context.Context) (TablesPointer, string, error) {
	var p TablesPointer
	data, etag, err := s.read(ctx, currentTables)
	if errors.Is(err, ErrNotFound) {
		return p, "", nil
	}
	if err == nil {
		err = decode(data, &p)
	}
	if err != nil {
		return p, "", fmt.Errorf("reading which tables are in force: %w", err)
	}
	return p, etag, nil
}

// SetCurrentTables puts a set in force ("" = the program's own tables alone), if the pointer is still the one with this
// ETag; else ErrConflict. It gives the new pointer.
func (s *Store) SetCurrentTables(ctx context.Context, digest, ifMatch string) (TablesPointer, error) {
	old, etag, err := s.CurrentTables(ctx)
	if err != nil {
		return old, err
	}
	if etag != ifMatch {
		return old, fmt.Errorf("putting tables in force: %w", ErrConflict)
	}
	if digest != "" {
		if _, err := s.Tables(ctx, digest); err != nil {
			return old, err
		}
	}
	p := TablesPointer{Digest: digest, Previous: old.Digest, Revision: old.Revision + 1, Time: s.now()}
	data, err := encode(p)
	if err != nil {
		return old, err
	}
	condition := IfAbsent()
	if ifMatch != "" {
		condition = IfMatch(ifMatch)
	}
	if _, _, err := s.put(ctx, currentTables, data, condition); err != nil {
		return old, fmt.Errorf("putting tables in force: %w", err)
	}
	return p, nil
}

// tableSets checks that every set holds what its name says, and that the pointer names one.
func (v *verifier) tableSets(ctx context.Context) error {
	sets := map[string]bool{}
	for item, err := range v.list(ctx, tablesFolder) {
		if err != nil {
			return err
		}
		if kind := kindOf(item.Key); kind == tableRows || kind == tablesNow {
			v.tick(&v.report.Tables)
		}
		if kindOf(item.Key) == judgedTables {
			v.tick(&v.report.Tables)
			digest := strings.TrimSuffix(strings.TrimPrefix(item.Key, judgedPrefix), judgedEnd)
			if _, err := v.JudgedTables(ctx, digest); errors.Is(err, ErrDamaged) {
				v.fault("store-unreadable", "key", item.Key, "error", err.Error())
			} else if err != nil {
				return err
			}
		}
		if digest, _, ok := strings.Cut(strings.TrimPrefix(item.Key, tablesFolder), "/"); ok {
			sets[digest] = true
		}
	}
	for _, digest := range slices.Sorted(maps.Keys(sets)) {
		switch _, err := v.Tables(ctx, digest); {
		case errors.Is(err, ErrNotFound):
			v.leftover("store-unnamed", "key", tablesPrefix(digest))
		case errors.Is(err, ErrDamaged):
			v.fault("store-changed", "key", tablesPrefix(digest), "want", digest, "got", "other bytes")
		case err != nil:
			return err
		}
	}
	p, _, err := v.CurrentTables(ctx)
	if errors.Is(err, ErrDamaged) {
		v.fault("store-unreadable", "key", currentTables, "error", err.Error())
		return nil
	}
	if err == nil && p.Digest != "" && !sets[p.Digest] {
		v.fault("store-lost", "key", tablesPrefix(p.Digest), "by", currentTables)
	}
	return err
}
