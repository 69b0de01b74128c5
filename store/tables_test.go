package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/store/dir"
)

func TestTableSets(t *testing.T) {
	ctx := t.Context()
	blobs, err := dir.Create(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Create(ctx, blobs, "")
	if err != nil {
		t.Fatal(err)
	}
	if p, etag, err := s.CurrentTables(ctx); err != nil || p.Digest != "" || etag != "" {
		t.Errorf("no tables were put in force: %+v %q %v", p, etag, err)
	}
	files := map[string][]byte{"editions.csv": []byte("id\nEN 1:2026\n"), "bodies.csv": []byte("id\n")}
	first, err := s.PutTables(ctx, files, []byte(`{"from":"a test"}`))
	if err != nil || first != store.TableSetDigest(files) {
		t.Fatal(first, err)
	}
	if again, err := s.PutTables(ctx, files, []byte(`{"from":"elsewhere"}`)); err != nil || again != first {
		t.Errorf("the same set again: %s %v", again, err)
	}
	set, err := s.Tables(ctx, first)
	if err != nil || string(set.Note) != `{"from":"a test"}` || !slices.Equal(set.Files["bodies.csv"], files["bodies.csv"]) {
		t.Errorf("%+v %v", set, err)
	}
	for name, bad := range map[string]map[string][]byte{"no file": {}, "a path": {"../x.csv": nil}, "no table": {"x.exe": nil}} {
		if _, err := s.PutTables(ctx, bad, []byte(`{}`)); err == nil {
			t.Errorf("%s was stored", name)
		}
	}
	if _, err := s.SetCurrentTables(ctx, store.TableSetDigest(map[string][]byte{"x.csv": nil}), ""); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a set that isn't there was put in force: %v", err)
	}
	p, err := s.SetCurrentTables(ctx, first, "")
	if err != nil || p.Revision != 1 || p.Digest != first {
		t.Fatal(p, err)
	}
	if _, err := s.SetCurrentTables(ctx, "", ""); !errors.Is(err, store.ErrConflict) {
		t.Errorf("the pointer moved under another writer: %v", err)
	}
	_, etag, _ := s.CurrentTables(ctx)
	var won atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			switch _, err := s.SetCurrentTables(ctx, "", etag); {
			case err == nil:
				won.Add(1)
			case !errors.Is(err, store.ErrConflict):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if now, _, _ := s.CurrentTables(ctx); won.Load() != 1 || now.Digest != "" || now.Previous != first || now.Revision != 2 {
		t.Errorf("%d writers won; now %+v", won.Load(), now)
	}
	if r, err := s.Verify(ctx, nil); err != nil || !r.Clean() || len(r.Leftovers) > 0 || r.Tables != 4 {
		t.Errorf("%+v %v", r, err)
	}
	put(t, blobs, "main/tables/"+first+"/bodies.csv", []byte("id\n0000\n"))
	if _, err := s.Tables(ctx, first); !errors.Is(err, store.ErrDamaged) {
		t.Errorf("changed rows were read: %v", err)
	}
	if r, err := s.Verify(ctx, nil); err != nil || len(r.Faults) != 1 || r.Faults[0].Code != "store-changed" {
		t.Errorf("%+v %v", r.Faults, err)
	}
}

// put overwrites an object behind the store's back.
func put(t *testing.T, blobs store.Blobs, key string, data []byte) {
	t.Helper()
	if _, err := blobs.Put(t.Context(), key, store.Bytes(data), store.Condition{}); err != nil {
		t.Fatal(err)
	}
}

// TestJudgedTables keeps the tables that verdicts were made by: once, whole, and a damaged file shows.
func TestJudgedTables(t *testing.T) {
	ctx, folder := t.Context(), t.TempDir()
	blobs, err := dir.Create(folder)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Create(ctx, blobs, "")
	if err != nil {
		t.Fatal(err)
	}
	digest, asked := strings.Repeat("ab", 32), 0
	files := func() (map[string][]byte, error) {
		asked++
		return map[string][]byte{"acts.csv": []byte("id\n2014/53/EU\n"), "life.csv": []byte("id\n")}, nil
	}
	if _, err := s.JudgedTables(ctx, digest); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("nothing was kept: %v", err)
	}
	for range 2 {
		if err := s.KeepJudgedTables(ctx, digest, files); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.JudgedTables(ctx, digest)
	if err != nil || asked != 1 || len(got) != 2 || string(got["acts.csv"]) != "id\n2014/53/EU\n" {
		t.Errorf("%q, %v; asked %d times", got, err, asked)
	}
	if r, err := s.Verify(ctx, nil); err != nil || len(r.Faults)+len(r.Leftovers) > 0 || r.Tables != 1 {
		t.Errorf("%+v, %v", r, err)
	}
	if err := os.WriteFile(filepath.Join(folder, "main", "tables", "judged-"+digest+".json.gz"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r, err := s.Verify(ctx, nil); err != nil || len(r.Faults) != 1 || r.Faults[0].Code != "store-unreadable" {
		t.Errorf("a damaged file: %+v, %v", r.Faults, err)
	}
}
