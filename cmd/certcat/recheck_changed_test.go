package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/catalog"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/tables"
)

// variedStore holds the papers of all cases as they were judged under several markets, n of them.
func variedStore(t *testing.T, n int) (place string, papers []judgedPaper) {
	t.Helper()
	now := must(tables.Embedded())
	papers = variedPapers(t, now)
	place = filepath.Join(t.TempDir(), "store")
	s, err := openStore(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	if err := must(tablesAt(t.Context(), s, "")).keep(t.Context(), s); err != nil {
		t.Fatal(err)
	}
	for i := range n {
		c := papers[i%len(papers)].certificate
		c.Document, c.Key = store.Hash(fmt.Append(nil, papers[i%len(papers)].name, i)), "certificates"
		keepJudged(t, s, c, papers[i%len(papers)].ask, now)
	}
	return place, papers
}

// retracted is an overlay that takes back a few rows of editions and citations on which verdicts rest; none that the made
// entries of catalogues cite.
func retracted(t *testing.T, papers []judgedPaper, many int) tables.Overlay {
	t.Helper()
	over := tables.Overlay{}
	common := []string{"62368", "55032", "60335", "71-1", "301 489", "60950", "63000", "60601"}
	for _, row := range deciding(papers, must(tables.Embedded()), rand.New(rand.NewPCG(3, 3))) {
		isCommon := slices.ContainsFunc(common, func(c string) bool { return strings.Contains(row.ID, c) })
		if row.Table != "editions" && row.Table != "citations" || isCommon || many == 0 {
			continue
		}
		records := must(tables.Records(must(tables.Shipped()), nil, row.Table))
		line := slices.Clone(records[slices.IndexFunc(records, func(r []string) bool { return r[0] == row.ID })])
		line[slices.Index(records[0], "retracted")] = "2026-11-22"
		if over[row.Table] == nil {
			over[row.Table] = tables.Lines(records[:1])
		}
		over[row.Table] = append(over[row.Table], tables.Lines([][]string{line})...)
		many--
	}
	return over
}

// catalogueBeside gives a catalogue that holds the store's documents and n more whose papers are nowhere, so that whoever
// touches one of them fails. CERTCAT_CATALOGUE names one of an earlier run of catalog's TestSpeed, which has them.
func catalogueBeside(t *testing.T, s *store.Store, n int) (address string, book *catalog.Book) {
	t.Helper()
	address = os.Getenv("CERTCAT_CATALOGUE")
	kept := address != ""
	if !kept {
		address = filepath.Join(t.TempDir(), "catalog.db")
	}
	book, err := openBook(t.Context(), address, "main")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { book.Close() })
	if !kept {
		if _, err := book.Rebuild(t.Context(), beside{storeSource{s}, n}, nil); err != nil {
			t.Fatal(err)
		}
		return address, book
	}
	for rec, err := range s.Documents(t.Context()) {
		if err == nil {
			err = enter(t.Context(), s, book, rec.Document)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return address, book
}

// TestRecheckAfterTablesChange: after rows of the tables were taken back, the documents that the catalogue names are judged
// again, no other is touched, and everything is as if all had been judged again. With CERTCAT_SOAK=1 the catalogue holds a
// million documents, and the store 10,000 of them.
func TestRecheckAfterTablesChange(t *testing.T) {
	place, papers := variedStore(t, sized(350, 10_000))
	s, err := openStore(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	address, book := catalogueBeside(t, s, sized(2000, 1_000_000))
	set, err := s.PutTables(t.Context(), retracted(t, papers, 3).Files(), []byte(`{"from":"a test"}`))
	if err == nil {
		_, err = s.SetCurrentTables(t.Context(), set, "")
	}
	if err != nil {
		t.Fatal(err)
	}
	whole := filepath.Join(t.TempDir(), "whole")
	if err := os.CopyFS(whole, os.DirFS(place)); err != nil {
		t.Fatal(err)
	}
	recheck := func(args ...string) (sum recheckCount) {
		t.Helper()
		code, out, told := ask(t, inEnglish(newRecheckCommand), append(args, "--as-of", "2026-11-22", "--json")...)
		lines := strings.Split(strings.TrimSpace(out), "\n")
		if err := json.Unmarshal([]byte(lines[len(lines)-1]), &sum); err != nil || code != 0 {
			t.Fatal(code, err, told, out)
		}
		return sum
	}
	rss := watchRSS(t)
	began := time.Now()
	sum := recheck("--store", place, "--catalog", address)
	took, most := time.Since(began), rss()
	touched := revisions(t, place)
	// One to which two changed rows lead can be looked at for the second while it is judged for the first; it is judged once.
	twice := sum.Looked - len(touched)
	if twice < 0 || twice > 1+len(touched)/100 || sum.Changed != len(touched) || sum.Due != len(touched) || len(touched) == 0 || len(touched) > len(revisions(t, whole))+sized(250, 5000) {
		t.Errorf("%d records were touched: %+v", len(touched), sum)
	}
	if again := recheck("--store", place, "--catalog", address); again.Looked != 0 {
		t.Errorf("a second run looks at %d", again.Looked)
	}
	all := recheck("--store", whole, "--all")
	differ, turned := sameVerdicts(t, place, whole, touched)
	if differ > 0 || turned == 0 {
		t.Errorf("%d verdicts differ from those after everything was judged again; %d say something else than before", differ, turned)
	}
	counts, err := book.Counts(t.Context(), "tables")
	t.Logf("tables in the catalogue: %v, %v", counts, err)
	t.Logf("%d records in the store: %d touched by %s, %d of them say something else; all judged again: %d; in %s, %d MiB resident at most", sized(350, 10_000),
		len(touched), set[:8], turned, all.Due, took.Round(time.Millisecond), most>>20)
}

// sameVerdicts compares the verdicts of two stores.
func sameVerdicts(t *testing.T, one, other string, touched []string) (differ, turned int) {
	t.Helper()
	said := func(place, document string) (out []string) {
		s := must(openStore(t.Context(), place))
		rec, _, err := s.Current(t.Context(), document)
		if err != nil {
			t.Fatal(err)
		}
		verdicts, _, err := s.Verdicts(t.Context(), document, rec.Keys.Verdict)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range verdicts {
			out = append(out, saidIn(v))
		}
		return out
	}
	for rec, err := range must(openStore(t.Context(), one)).Documents(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(said(one, rec.Document), said(other, rec.Document)) {
			differ++
		}
		if slices.Contains(touched, rec.Document) && changedVerdict(t, one, rec) {
			turned++
		}
	}
	return differ, turned
}

// changedVerdict reports whether a document's verdict says something else than the one before.
func changedVerdict(t *testing.T, place string, rec store.Record) bool {
	t.Helper()
	folder := filepath.Join(place, "main", "documents", rec.Document[:2], rec.Document)
	files, err := filepath.Glob(filepath.Join(folder, "verdicts-*"))
	if err != nil || len(files) != 2 {
		t.Fatalf("%s: %d verdicts, %v", folder, len(files), err)
	}
	var all []string
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var verdicts []certcat.Verdict
		if err := json.Unmarshal(data, &verdicts); err != nil {
			t.Fatal(err)
		}
		all = append(all, saidIn(verdicts[0]))
	}
	return all[0] != all[1]
}

// watchRSS logs the process's resident memory now and then, and gives the highest seen.
func watchRSS(t *testing.T) func() int64 {
	t.Helper()
	stop, done := make(chan struct{}), make(chan struct{})
	var most int64
	began := time.Now()
	go func() {
		defer close(done)
		for tick := 0; ; tick++ {
			data, err := os.ReadFile("/proc/self/statm")
			var size, resident int64
			if _, serr := fmt.Sscan(string(data), &size, &resident); err == nil && serr == nil {
				most = max(most, resident*int64(os.Getpagesize()))
			}
			if tick%50 == 0 {
				t.Logf("after %s: %d MiB resident", time.Since(began).Round(time.Second), resident*int64(os.Getpagesize())>>20)
			}
			select {
			case <-stop:
				return
			case <-time.After(100 * time.Millisecond):
			}
		}
	}()
	return func() int64 { close(stop); <-done; return most }
}
