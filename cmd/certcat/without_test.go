package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract/read/ppocr"
	"github.com/certcat/certcat/extract/read/tesseract"
)

// TestReadWithout: what is left of the readings without looks and without the second engine, and which counts.
func TestReadWithout(t *testing.T) {
	pages := certcat.Pages{Pages: []certcat.Page{
		{Number: 1, Best: 1, Readings: []certcat.Reading{{By: tesseract.Name}, {By: ppocr.Name}, {By: tesseract.Name, Purpose: "issue_date"}}},
		{Number: 2, Best: -1},
	}}
	for part, want := range map[string]struct{ left, best int }{"looks": {2, 1}, "second-engine": {2, 0}, "captions": {3, 1}} {
		got := readWithout(pages, part)
		if p := got.Pages[0]; len(p.Readings) != want.left || p.Best != want.best {
			t.Errorf("%s: %d readings, the best is %d; want %d, %d", part, len(p.Readings), p.Best, want.left, want.best)
		}
		if got.Pages[1].Best != -1 {
			t.Errorf("%s: an unread page has got a reading", part)
		}
	}
	if len(pages.Pages[0].Readings) != 3 || pages.Pages[0].Best != 1 {
		t.Error("the pages themselves were changed")
	}
}

// TestAblation: the table has a line for the whole and for each run, and refuses what is no run.
func TestAblation(t *testing.T) {
	labels := []label{{ID: "a", Kind: "eu-doc", Fields: map[string]any{"brand": "Nordlys"}}}
	whole := map[string]map[string]any{"a": {"kind": map[string]any{"value": "eu-doc"}, "fields": map[string]any{"brand": map[string]any{"value": "Nordlys"}}}}
	path := filepath.Join(t.TempDir(), "r.jsonl")
	if err := os.WriteFile(path, []byte(`{"file":"a.pdf","kind":{"value":"eu-doc"},"fields":{}}`+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	table, err := ablation(labels, whole, []string{"captions=" + path})
	if err != nil || !strings.Contains(table, "| nothing | 100.0 % | 100.0 % |") || !strings.Contains(table, "| captions | 94.7 % | 66.7 % |") {
		t.Errorf("%v\n%s", err, table)
	}
	for _, bad := range []string{"captions", "captions=" + path + ".gone"} {
		if _, err := ablation(labels, whole, []string{bad}); err == nil {
			t.Errorf("%q was taken for a run", bad)
		}
	}
}
