package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/catalog"
)

// TestCatalogueFromTheStoreAlone compares the catalogue that grew with a flow, through new keys, problems and a file
// that changed, with one that is rebuilt from the store.
func TestCatalogueFromTheStoreAlone(t *testing.T) {
	s, _ := tempStore(t)
	f := newFixed(t)
	f.certificates = func(p certcat.Pages) ([]certcat.Certificate, []certcat.Look) {
		one, two := titled(p, "toy train"), titled(p, "toy train")
		one.Part, two.Part = certcat.Part{First: 1, Last: 1}, certcat.Part{First: 2, Last: 2}
		return []certcat.Certificate{one, two}, nil
	}
	grown := tempBook(t)
	fl := f.flow(s)
	fl.Intake = catalogued{shelf{s}, grown}
	arrivals := papers(t, 12)
	for _, a := range arrivals {
		process(t, fl, a)
	}
	before := listing(t, grown)
	f.certificate = "c2"
	f.certificates = func(p certcat.Pages) ([]certcat.Certificate, []certcat.Look) {
		return []certcat.Certificate{titled(p, "model crane")}, nil
	}
	if err := os.WriteFile(arrivals[3].Path, []byte("%PDF-1.4 other bytes at the same place"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, a := range arrivals[:6] {
		process(t, fl, a)
	}
	after := listing(t, grown)
	deleted, err := grown.List(t.Context(), catalog.Filter{Status: catalog.Deleted}, catalog.Page{})
	if err != nil || len(deleted.Entries) != 2 || deleted.Entries[0].Product != "toy train" {
		t.Errorf("the papers whose file was replaced: %+v, %v; want two that are listed as deleted", deleted, err)
	}
	if before == after || strings.Count(after, "model crane") != 6 || strings.Count(after, "toy train") != 14 {
		t.Errorf("the catalogue did not follow the flow:\n%s", after)
	}
	untouched, err := grown.List(t.Context(), catalog.Filter{Text: arrivals[8].Receipt.Name}, catalog.Page{})
	if err != nil || len(untouched.Entries) != 2 {
		t.Fatalf("%d entries, %v", len(untouched.Entries), err)
	}
	said := untouched.Entries[0].Document
	part := certcat.Part{First: 1, Last: 1}
	if _, err := s.AddCorrection(t.Context(), certcat.Correction{Document: said, Part: part, Field: certcat.Product, Action: "value",
		New: []certcat.Value{{Text: "wooden horse", Canonical: "wooden horse"}}, Reviewer: "anna"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddRuling(t.Context(), certcat.Ruling{Document: said, Part: part, Kind: certcat.RuledDecision, Outcome: catalog.Accepted, Reviewer: "anna"}); err != nil {
		t.Fatal(err)
	}
	if err := enter(t.Context(), s, grown, said); err != nil {
		t.Fatal(err)
	}
	entries, err := grown.Document(t.Context(), said)
	if err != nil || len(entries) != 2 || entries[0].Product != "wooden horse" || entries[0].Status != catalog.Accepted || entries[0].Review.By != "anna" || entries[1].Product != "toy train" {
		t.Errorf("after a person corrected and decided: %+v, %v", entries, err)
	}
	after = listing(t, grown)
	rebuilt := tempBook(t)
	done, err := rebuilt.Rebuild(t.Context(), storeSource{s}, nil)
	if err != nil || done.Documents != 13 || done.Arrivals != 12 {
		t.Fatalf("rebuilt %+v, %v", done, err)
	}
	if got := listing(t, rebuilt); got != after {
		t.Errorf("rebuilt:\n%s\nwant:\n%s", got, after)
	}
}

// TestAMarkerStaysUntilTheCatalogueKnows lets the catalogue fail after the record is written.
func TestAMarkerStaysUntilTheCatalogueKnows(t *testing.T) {
	s, _ := tempStore(t)
	f := newFixed(t)
	book := tempBook(t)
	fl := f.flow(s)
	fl.Intake = catalogued{shelf{s}, book}
	a := papers(t, 1)[0]
	if err := book.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := fl.Process(t.Context(), a); err == nil || pendingIn(t, s) != 1 {
		t.Errorf("without a catalogue: %v, %d markers, want an error and the marker", err, pendingIn(t, s))
	}
	book = tempBook(t)
	fl.Intake = catalogued{shelf{s}, book}
	o := process(t, fl, a)
	if _, err := book.Document(t.Context(), o.Document.ID); err != nil || pendingIn(t, s) != 0 {
		t.Errorf("done again: %v, %d markers", err, pendingIn(t, s))
	}
}

func tempBook(t *testing.T) *catalog.Book {
	t.Helper()
	book, err := openBook(t.Context(), filepath.Join(t.TempDir(), "catalog.db"), "main")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = book.Close() })
	return book
}

// listing is all that a catalogue says, in one order.
func listing(t *testing.T, book *catalog.Book) string {
	t.Helper()
	var lines []string
	for _, status := range []string{"", catalog.Deleted} {
		l, err := book.List(t.Context(), catalog.Filter{Status: status}, catalog.Page{Limit: 1000})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range l.Entries {
			data, err := json.Marshal(e)
			if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, string(data))
		}
	}
	counts, err := book.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(lines)
	return strings.Join(append(lines, fmt.Sprint(counts)), "\n")
}
