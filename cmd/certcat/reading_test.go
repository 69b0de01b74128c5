package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/flow"
	"github.com/certcat/certcat/testdata/domino"
)

// reread are the cases that are read again by the real engines on every run: one of each way of reading.
var reread = []string{"eu-doc-bilingual-german", "saso-conformity-arabic", "scan-lying-text-layer", "scan-png-ccc", "scan-turned-quarter", "label-webp-speaker"}

// alike is the least share of words that two readings of one document have in common, with other builds of the engines.
const alike = 0.95

// TestReadingOfCases reads documents and compares with their document.json byte for byte and with their pages.json by the
// words. With -update it reads all cases and writes both files; the other halves of the dominoes follow:
//
//	go test ./cmd/certcat -run TestReadingOfCases -update && go test ./extract ./validate -update
func TestReadingOfCases(t *testing.T) {
	if testing.Short() {
		if os.Getenv("CERTCAT_CI") == "1" {
			t.Fatal("-short leaves the engines out; CI needs them")
		}
		t.Skip("reads with the real engines")
	}
	var files []string
	for _, name := range domino.Cases(t) {
		if *domino.Update || slices.Contains(reread, name) || strings.HasPrefix(name, "broken-") {
			files = append(files, domino.Original(t, name))
		}
	}
	if len(files) <= len(reread) {
		t.Fatalf("only %d documents: %q", len(files), files)
	}
	for _, o := range outcomes(t, files) {
		name := filepath.Base(filepath.Dir(o.Arrival.Path))
		o.Pages.Key = "" // engine versions: they differ from machine to machine
		t.Run(name, func(t *testing.T) {
			if o.Passing() {
				t.Fatalf("the machine was too slow to read it: %+v", o.Problems())
			}
			document := domino.Encode(t, o.Document)
			if *domino.Update {
				domino.Write(t, name, "document.json", document)
				domino.Write(t, name, "pages.json", domino.EncodePages(t, o.Pages))
				return
			}
			var doc certcat.Document
			if want := domino.Load(t, name, "document.json", &doc); !bytes.Equal(want, document) {
				t.Errorf("document.json was\n%s\nand is now\n%s", want, document)
			}
			var pages certcat.Pages
			domino.Load(t, name, "pages.json", &pages)
			if share := overlap(bestWords(pages), bestWords(o.Pages)); share < alike {
				t.Errorf("%.3f of the words are those of pages.json, want %.2f\nwas %q\nnow %q", share, alike, bestWords(pages), bestWords(o.Pages))
			}
			if was, now := shapes(t, pages), shapes(t, o.Pages); was != now {
				t.Errorf("the pages were\n%s\nand are now\n%s", was, now)
			}
		})
	}
}

// outcomes takes files all the way, with the real engines.
func outcomes(t *testing.T, files []string) []flow.Outcome {
	t.Helper()
	reader, err := builtReader()
	if err != nil {
		t.Fatal(err)
	}
	env := func(name string) string { return map[string]string{"CERTCAT_READER": reader}[name] }
	p := program{streams: streams{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}}, tongue: newTongue("en"), env: env}
	var all []flow.Outcome
	err = p.look(t.Context(), lookOptions{pages: true}, files, func(o flow.Outcome) error {
		all = append(all, o)
		return nil
	})
	if err != nil || len(all) != len(files) {
		t.Fatalf("%d of %d files were answered: %v", len(all), len(files), err)
	}
	return all
}

// bestWords are the words of the reading that stands for each page.
func bestWords(p certcat.Pages) (words []string) {
	for _, page := range p.Pages {
		if page.Best >= 0 {
			for _, w := range page.Readings[page.Best].Words {
				words = append(words, w.Text)
			}
		}
	}
	return words
}

// overlap is the share of words that two lists have in common, each used once; 1 where both are empty.
func overlap(a, b []string) float64 {
	count, common := map[string]int{}, 0
	for _, w := range a {
		count[w]++
	}
	for _, w := range b {
		if count[w] > 0 {
			count[w]--
			common++
		}
	}
	if longer := max(len(a), len(b)); longer > 0 {
		return float64(common) / float64(longer)
	}
	return 1
}

// shapes is what of the pages is the same with every build of the engines: sizes, turns, who read, whose reading counts.
func shapes(t *testing.T, p certcat.Pages) string {
	t.Helper()
	type shape struct {
		Width, Height float64
		Turn          int
		By            []string
		Best          string
		Problems      []certcat.Problem
	}
	var all []shape
	for _, page := range p.Pages {
		s := shape{tenth(page.Width), tenth(page.Height), page.Turn, nil, "", page.Problems}
		for i, r := range page.Readings {
			if r.Purpose == "" {
				s.By = append(s.By, r.By)
			}
			if i == page.Best {
				s.Best = r.By
			}
		}
		all = append(all, s)
	}
	out, err := json.Marshal(all)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func tenth(v float64) float64 { return float64(int(v*10+0.5)) / 10 }

func TestOverlap(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{{"", "", 1}, {"a b c d", "d c b a", 1}, {"a a a a", "a b", 0.25}, {"a b", "", 0}, {"a b c d", "a b c d e", 0.8}} {
		if got := overlap(strings.Fields(c.a), strings.Fields(c.b)); got != c.want {
			t.Errorf("%q and %q: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}
