package store_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/store/dir"
)

// TestErase erases one of two documents: nothing of it is left but hashes, and it does not come back.
func TestErase(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "store")
	blobs, err := dir.Create(folder)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Create(t.Context(), blobs, "")
	if err != nil {
		t.Fatal(err)
	}
	const secret, other = "the paper of Jorun Halvorsen", "the paper of the firm"
	doomed, stays := fillForErasure(t, s, secret, other)
	copied := copyOf(t, blobs)
	wantError(t, "erasing what is not there", func() error { _, err := s.Erase(t.Context(), store.Tombstone{Document: id("nobody")}, nil); return err }(), store.ErrNotFound)
	for range 2 { // the second time changes nothing
		receipts, err := s.Erase(t.Context(), store.Tombstone{Document: doomed, Who: "officer", Reason: "asked for"}, nil)
		if err != nil || len(receipts) != 2 {
			t.Fatalf("erase: %+v, %v", receipts, err)
		}
		for _, r := range receipts {
			if r.Name != "" || r.User != "" || r.State != certcat.Refused || len(r.Problems) != 1 || r.Problems[0].Code != certcat.Erased {
				t.Errorf("receipt %+v", r)
			}
		}
	}
	mustNotHold(t, folder, "Halvorsen", "Jorun")
	report := verify(t, s)
	if !report.Clean() || len(report.Leftovers) > 0 || report.Tombstones != 1 || report.Originals != 1 {
		t.Errorf("verify: %+v", report)
	}
	if tomb, err := s.Tombstone(t.Context(), doomed); err != nil || tomb.Who != "officer" || len(tomb.Objects) < 7 {
		t.Errorf("tombstone %+v, %v", tomb, err)
	}
	if _, err := process(t.Context(), s, secret, "c.pdf"); !errors.Is(err, store.ErrErased) {
		t.Errorf("the bytes come again: %v", err)
	}
	_, err = s.PutCurrent(t.Context(), store.Record{Document: doomed, Revision: 1}, "")
	wantError(t, "a worker that was overtaken", err, store.ErrErased)
	mustNotHold(t, folder, "Halvorsen", "Jorun")
	if _, err := s.PutDocument(t.Context(), certcat.Document{ID: doomed, Producer: "Jorun"}); err != nil { // and is killed here
		t.Fatal(err)
	}
	if report := verify(t, s); !report.Clean() || len(report.Leftovers) != 1 || report.Leftovers[0].Code != "store-not-erased" {
		t.Errorf("verify of what a killed worker left: %+v", report)
	}
	if err := s.FinishErasures(t.Context()); err != nil {
		t.Fatal(err)
	}
	mustNotHold(t, folder, "Halvorsen", "Jorun")
	if body, _, err := s.Original(t.Context(), stays); err != nil {
		t.Errorf("the other document: %v", err)
	} else {
		body.Close()
	}
	t.Run("a copy follows", func(t *testing.T) {
		again, err := store.Copy(t.Context(), blobs, copied.blobs, nil)
		if err != nil || !again.Clean() {
			t.Errorf("copy: %+v, %v", again, err)
		}
		mustNotHold(t, copied.folder, "Halvorsen", "Jorun")
		c, err := store.Open(t.Context(), copied.blobs, "")
		if err != nil {
			t.Fatal(err)
		}
		if report := verify(t, c); !report.Clean() || len(report.Leftovers) > 0 {
			t.Errorf("verify the copy: %+v", report)
		}
	})
}

// fillForErasure makes two documents and all that may lie about the first.
func fillForErasure(t *testing.T, s *store.Store, secret, other string) (doomed, stays string) {
	t.Helper()
	doomed, err1 := process(t.Context(), s, secret, "a.pdf")
	stays, err2 := process(t.Context(), s, other, "b.pdf")
	r := certcat.Receipt{Door: "upload", Key: "1", Name: "Halvorsen.pdf", User: "Halvorsen", Document: doomed, State: certcat.Received}
	_, err3 := s.PutReceipt(t.Context(), r)
	r.State = certcat.Processed
	_, err4 := s.PutReceipt(t.Context(), r)
	err5 := s.MarkPending(t.Context(), r)
	err6 := s.PutDeadLetter(t.Context(), store.DeadLetter{ID: strings.Repeat("a", 32), Receipt: r, Tail: "Halvorsen"})
	_, err7 := s.AddCorrection(t.Context(), certcat.Correction{Document: doomed, Field: "holder", New: []certcat.Value{{Text: "Jorun Halvorsen"}}})
	_, err8 := s.Checkpoint(t.Context())
	if err := errors.Join(err1, err2, err3, err4, err5, err6, err7, err8); err != nil {
		t.Fatal(err)
	}
	return doomed, stays
}

// TestEraseUnlogged takes the entry that says so out of the log: then what is missing is lost, not erased.
func TestEraseUnlogged(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "store")
	blobs, err := dir.Create(folder)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Create(t.Context(), blobs, "")
	if err != nil {
		t.Fatal(err)
	}
	doc, err1 := process(t.Context(), s, "paper", "a.pdf")
	_, err2 := s.Checkpoint(t.Context())
	_, err3 := s.Erase(t.Context(), store.Tombstone{Document: doc}, nil)
	if err := errors.Join(err1, err2, err3); err != nil {
		t.Fatal(err)
	}
	logs, err := filepath.Glob(filepath.Join(folder, "main/log", doc[:2], doc, "*.json"))
	if err != nil || len(logs) != 2 {
		t.Fatal(logs, err)
	}
	if err := os.Remove(logs[1]); err != nil {
		t.Fatal(err)
	}
	if verify(t, s).Clean() {
		t.Error("a document is gone, its log does not say that it was erased, and verify finds nothing")
	}
}

type copyIn struct {
	blobs  store.Blobs
	folder string
}

func copyOf(t *testing.T, from store.Blobs) copyIn {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "copy")
	to, err := dir.Create(folder)
	if err != nil {
		t.Fatal(err)
	}
	if report, err := store.Copy(t.Context(), from, to, nil); err != nil || !report.Clean() {
		t.Fatalf("%+v, %v", report, err)
	}
	return copyIn{to, folder}
}

// mustNotHold looks for words in all files below a folder.
func mustNotHold(t *testing.T, folder string, words ...string) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		for _, word := range words {
			if strings.Contains(string(data), word) {
				t.Errorf("%s holds %q", path, word)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
