package main

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/catalog"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/tables"
)

// beside is a catalogue source: what a store holds, and n documents more whose verdicts change years later. Their papers
// are nowhere, so that whoever touches one of them fails.
type beside struct {
	storeSource
	n int
}

func (b beside) Papers(ctx context.Context) iter.Seq2[func(context.Context) (catalog.Papers, error), error] {
	return func(yield func(func(context.Context) (catalog.Papers, error), error) bool) {
		for i := range b.n {
			if !yield(func(context.Context) (catalog.Papers, error) { return later(i), nil }, nil) {
				return
			}
		}
		for load, err := range b.storeSource.Papers(ctx) {
			if !yield(load, err) {
				return
			}
		}
	}
}

// later is a document whose verdict changes in 2031.
func later(i int) catalog.Papers {
	id, part := store.Hash(fmt.Append(nil, "later ", i)), certcat.Part{First: 1, Last: 1}
	number := certcat.Field{Name: certcat.CertificateNumber, State: certcat.Printed, Values: []certcat.Value{{Text: fmt.Sprint("L-", i), Canonical: fmt.Sprint("L-", i)}}}
	return catalog.Papers{Document: certcat.Document{ID: id}, Revision: 1, State: certcat.Processed,
		Certificates: []certcat.Certificate{{Document: id, Part: part, Fields: []certcat.Field{number}}},
		Verdicts:     []certcat.Verdict{{Document: id, Part: part, Used: must(tables.Embedded()).Digests(), Market: "EU", Decision: certcat.NeedsReview, NextChange: certcat.Date("2031-01-01").AddDays(i % 1000)}}}
}

// TestRecheckLedByTheCatalogue lets the catalogue say which documents are due: no other is even looked at, memory stays
// flat, and the catalogue knows the new verdicts. With CERTCAT_SOAK=1 it holds a million documents.
func TestRecheckLedByTheCatalogue(t *testing.T) {
	n := sized(3000, 1_000_000)
	place, due := pile(t, 300)
	s, err := openStore(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	address := filepath.Join(t.TempDir(), "catalog.db")
	book, err := openBook(t.Context(), address, "main")
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	began := time.Now()
	if done, err := book.Rebuild(t.Context(), beside{storeSource{s}, n}, nil); err != nil || done.Documents != n+300 {
		t.Fatalf("%+v, %v", done, err)
	}
	filled := time.Since(began)
	var before runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	peak := watchHeap(t)
	began = time.Now()
	code, out, told := ask(t, inEnglish(newRecheckCommand), "--store", place, "--catalog", address, "--as-of", "2027-02-01", "--json")
	took := time.Since(began)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	var sum recheckCount
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &sum); err != nil || code != 0 {
		t.Fatal(code, err, told, out)
	}
	if got := revisions(t, place); !slices.Equal(got, due) || sum.Looked != len(due) || sum.Due != len(due) || len(due) == 0 {
		t.Errorf("%d touched of %d due: %+v", len(got), len(due), sum)
	}
	if left, err := book.CountDue(t.Context(), "2027-02-01"); err != nil || left != 0 {
		t.Errorf("%d are still due in the catalogue, %v", left, err)
	}
	if peak() > before.HeapAlloc+100<<20 {
		t.Errorf("memory is not flat: %d MiB, %d MiB before", peak()>>20, before.HeapAlloc>>20)
	}
	t.Logf("%d in the catalogue (filled in %s): %d looked at, %d judged again in %s; heap %d MiB at most, %d MiB before", n+300, filled.Round(time.Second),
		sum.Looked, sum.Due, took.Round(time.Millisecond), peak()>>20, before.HeapAlloc>>20)
}
