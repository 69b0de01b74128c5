package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/store/dir"
)

func empty(t *testing.T) *dir.Blobs {
	t.Helper()
	blobs, err := dir.Create(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return blobs
}

func same(t *testing.T, from, to store.Blobs) {
	t.Helper()
	equal(t, "keys of the copy", keys(t, to), keys(t, from))
	for _, key := range keys(t, from) {
		equal(t, key, store.Hash(blob(t, to, key)), store.Hash(blob(t, from, key)))
	}
}

func TestCopy(t *testing.T) {
	s, from := folder(t)
	for i := range 3 {
		mustProcess(t, s, fmt.Sprint("certificate ", i), fmt.Sprint(i, ".pdf"))
	}
	other, err := store.Create(t.Context(), from, "other")
	if err != nil {
		t.Fatal(err)
	}
	mustProcess(t, other, "another tenant's", "x.pdf")
	large := string(make([]byte, 5<<20)) // read twice instead of kept in memory
	if _, _, err := s.PutOriginal(t.Context(), id(large), int64(len(large)), reader(large)); err != nil {
		t.Fatal(err)
	}
	equal(t, "tenants", tenants(t, from), []string{"main", "other"})

	to := empty(t)
	var done, of int
	report, err := store.Copy(t.Context(), from, to, func(d, o int) { done, of = d, o })
	if err != nil {
		t.Fatal(err)
	}
	n := len(keys(t, from))
	if report.Bytes < 5<<20 || !report.Clean() {
		t.Errorf("report %+v", report)
	}
	report.Bytes = 0
	equal(t, "report, progress", []any{report, done, of}, []any{store.CopyReport{Copied: n - 1, There: 1}, n, n})
	same(t, from, to)

	report, err = store.Copy(t.Context(), from, to, nil)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "second report", report, store.CopyReport{There: n})

	mustProcess(t, s, "a new one", "0.pdf") // and a receipt that replaces another
	if _, err := store.Copy(t.Context(), from, to, nil); err != nil {
		t.Fatal(err)
	}
	same(t, from, to)
	copied, err := store.Open(t.Context(), to, "")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "faults of the copy", verify(t, copied).Faults, verify(t, s).Faults)
}

func TestCopyFindsDamage(t *testing.T) {
	s, from := folder(t)
	doc, to := mustProcess(t, s, "a", "a.pdf"), empty(t)
	if _, err := store.Copy(t.Context(), from, to, nil); err != nil {
		t.Fatal(err)
	}
	key := "main/originals/" + doc[:2] + "/" + doc
	for _, step := range []struct {
		name    string
		blobs   store.Blobs
		fault   string
		args    []string
		deleted bool
	}{
		{"the target's original differs", to, "store-differs", []string{"key", key}, false},
		{"the source's original is damaged", from, "store-changed", []string{"key", key, "want", doc, "got", id("damaged")}, true},
	} {
		if _, err := step.blobs.Put(t.Context(), key, store.Bytes([]byte("damaged")), store.Condition{}); err != nil {
			t.Fatal(err)
		}
		report, err := store.Copy(t.Context(), from, to, nil)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, step.name, report.Faults, problem(step.fault, step.args...))
		if err := to.Delete(t.Context(), key); err != nil {
			t.Fatal(err)
		}
	}
}

func tenants(t *testing.T, blobs store.Blobs) []string {
	t.Helper()
	names, err := store.Tenants(t.Context(), blobs)
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestCopyStoppedInTheMiddle(t *testing.T) {
	s, from := folder(t)
	for i := range 5 {
		mustProcess(t, s, fmt.Sprint("certificate ", i), fmt.Sprint(i, ".pdf"))
	}
	to := empty(t)
	ctx, cancel := context.WithCancel(t.Context())
	_, err := store.Copy(ctx, from, to, func(done, _ int) {
		if done == 20 {
			cancel()
		}
	})
	wantError(t, "a copy that is stopped", err, context.Canceled)
	there := len(keys(t, to))
	report, err := store.Copy(t.Context(), from, to, nil)
	if err != nil {
		t.Fatal(err)
	}
	if there < 10 || report.There != there || report.Copied != len(keys(t, from))-there {
		t.Errorf("%d objects were there after the stop; then report %+v", there, report)
	}
	same(t, from, to)
}

func TestCopyRefuses(t *testing.T) {
	_, from := folder(t)
	_, err := store.Copy(t.Context(), empty(t), empty(t), nil)
	wantError(t, "a source without a store", err, store.ErrNoStore)
	place := t.TempDir()
	if err := os.WriteFile(filepath.Join(place, "x"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	full, err := dir.Open(place)
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.Copy(t.Context(), from, full, nil)
	wantError(t, "a target with other things", err, store.ErrNoStore)
	_, err = store.Tenants(t.Context(), full)
	if !errors.Is(err, store.ErrNoStore) {
		t.Errorf("tenants: %v", err)
	}
}
