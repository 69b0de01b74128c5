package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/flow"
	"github.com/certcat/certcat/ingest"
	"github.com/certcat/certcat/store"
)

func TestOriginalAndMarkerComeFirst(t *testing.T) {
	s, _ := tempStore(t)
	f := newFixed(t)
	f.factsDo = func(d certcat.Document) (certcat.Document, error) {
		body, size, err := s.Original(t.Context(), d.ID)
		if err != nil || size != d.Size {
			t.Errorf("the original is not stored when the file is first parsed: %v, %d bytes", err, size)
		} else {
			body.Close()
		}
		if pendingIn(t, s) != 1 {
			t.Error("no pending marker while the file is parsed")
		}
		return d, nil
	}
	a := papers(t, 1)[0]
	o := process(t, f.flow(s), a)
	if pendingIn(t, s) != 0 {
		t.Error("the marker is still there after the record")
	}
	r, err := s.Receipt(t.Context(), a.Receipt.Door, a.Receipt.Bucket, a.Receipt.Key)
	if err != nil || r.State != certcat.Processed || r.Document != o.Document.ID {
		t.Errorf("receipt %+v, %v", r, err)
	}
	rec, _, err := s.Current(t.Context(), o.Document.ID)
	if err != nil || rec.Revision != 1 || len(rec.Objects) != 4 || len(rec.Parts) != 1 {
		t.Errorf("record %+v, %v; want revision 1 naming document, pages, certificates, verdicts", rec, err)
	}
	if picture, err := s.Picture(t.Context(), o.Document.ID, 1, 120); err != nil || len(picture) == 0 {
		t.Errorf("picture of the page that was read: %v", err)
	}
	if _, err := s.Picture(t.Context(), o.Document.ID, 2, 120); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a picture of the page that was not read: %v", err)
	}
}

func TestOnlyWhatIsStaleIsDone(t *testing.T) {
	s, _ := tempStore(t)
	f := newFixed(t)
	a := papers(t, 1)[0]
	process(t, f.flow(s), a)
	for _, step := range []struct {
		name   string
		change func()
		did    []string
		counts [4]int64
	}{
		{"nothing", func() {}, nil, [4]int64{1, 1, 0, 1}},
		{"the verdict key", func() { f.verdict = "v2" }, []string{"check"}, [4]int64{1, 1, 0, 1}},
		{"the certificate key", func() { f.certificate = "c2" }, []string{"extract", "check"}, [4]int64{1, 1, 0, 2}},
		{"the reading key", func() { f.reading = "r2" }, []string{"read", "extract", "check"}, [4]int64{1, 2, 0, 3}},
		{"back to keys that were used before", func() { f.reading, f.certificate, f.verdict = "r1", "c1", "v1" }, nil, [4]int64{1, 2, 0, 3}},
	} {
		step.change()
		o := process(t, f.flow(s), a)
		if !reflect.DeepEqual(o.Did, step.did) || f.counts() != step.counts {
			t.Errorf("%s changed: did %v, counts %v; want %v, %v", step.name, o.Did, f.counts(), step.did, step.counts)
		}
		if len(o.Certificates) != 1 || len(o.Verdicts) != 1 {
			t.Errorf("%s changed: %d certificates, %d verdicts", step.name, len(o.Certificates), len(o.Verdicts))
		}
	}
}

func TestLooksHaveTwoRoundsAndABudget(t *testing.T) {
	s, _ := tempStore(t)
	f := newFixed(t)
	var seen []int
	f.certificates = func(p certcat.Pages) ([]certcat.Certificate, []certcat.Look) {
		seen = append(seen, len(p.Pages[0].Readings))
		return []certcat.Certificate{titled(p, fmt.Sprint(len(p.Pages[0].Readings)))}, slices.Repeat([]certcat.Look{{Page: 1, Purpose: certcat.IssueDate}}, 15)
	}
	a := papers(t, 1)[0]
	o := process(t, f.flow(s), a)
	if want := []int{1, 16, 25}; !slices.Equal(seen, want) { // 15 looks, then the 9 that are left of 24, then no more
		t.Errorf("readings at each extraction %v, want %v", seen, want)
	}
	rec, _, err := s.Current(t.Context(), o.Document.ID)
	if err != nil || rec.Looked == rec.Keys.Reading {
		t.Fatalf("record %+v, %v", rec, err)
	}
	looked, _, err := s.Pages(t.Context(), o.Document.ID, rec.Looked)
	if err != nil || len(looked.Pages[0].Readings) != 25 {
		t.Errorf("stored pages after the looks: %v", err)
	}
	base, _, err := s.Pages(t.Context(), o.Document.ID, rec.Keys.Reading)
	if err != nil || len(base.Pages[0].Readings) != 1 {
		t.Errorf("stored pages before the looks: %v", err)
	}
	f.certificate, seen = "c2", nil
	process(t, f.flow(s), a)
	if seen[0] != 1 || f.reads.Load() != 1 {
		t.Errorf("a new extraction began with %d readings after %d reads, want the first reading alone, not read again", seen[0], f.reads.Load())
	}
}

func TestMachineErrorsAreTriedAgainThenTold(t *testing.T) {
	s, _ := tempStore(t)
	f := newFixed(t)
	f.readDo = func(n int64) error {
		if n < 3 {
			return errors.New("disk full")
		}
		return nil
	}
	a := papers(t, 2)
	process(t, f.flow(s), a[0])
	if f.reads.Load() != 3 {
		t.Errorf("%d reads, want two failures and a success", f.reads.Load())
	}
	f.readDo = func(int64) error { return errors.New("disk full") }
	if _, err := f.flow(s).Process(t.Context(), a[1]); err == nil || !strings.Contains(err.Error(), "001.pdf: read the pages: disk full") {
		t.Errorf("error %v, want file, step and cause", err)
	}
	if pendingIn(t, s) != 1 {
		t.Error("a document that the machine failed has lost its marker")
	}
	f.readDo = nil
	if o := process(t, f.flow(s), a[1]); !slices.Equal(o.Did, []string{"read", "extract", "check"}) {
		t.Errorf("the next run did %v", o.Did)
	}
	if pendingIn(t, s) != 0 {
		t.Error("marker left")
	}
}

func TestPassingProblemsAreTriedOnceAloneAndOnDemand(t *testing.T) {
	s, _ := tempStore(t)
	f := newFixed(t)
	f.passing = func(int64) bool { return true }
	a := papers(t, 3)
	run := func(fresh bool) (outcomes []flow.Outcome) {
		t.Helper()
		w := f.flow(s)
		w.Fresh = fresh
		if err := w.Each(t.Context(), 2, flow.All(a), func(_ int, o flow.Outcome, err error) {
			if err != nil {
				t.Error(err)
			}
			outcomes = append(outcomes, o)
		}); err != nil {
			t.Fatal(err)
		}
		return outcomes
	}
	if got := run(false); len(got) != 3 || f.reads.Load() != 6 || !got[0].Passing() {
		t.Errorf("%d outcomes after %d reads, want 3 told once after two reads each", len(got), f.reads.Load())
	}
	if run(false); f.reads.Load() != 6 {
		t.Errorf("%d reads: a later run must leave them alone", f.reads.Load())
	}
	f.passing = nil
	if got := run(true); f.reads.Load() != 9 || got[0].Passing() || got[1].Passing() {
		t.Errorf("%d reads: --retry must read each once more and find it mended", f.reads.Load())
	}
	if run(true); f.reads.Load() != 9 {
		t.Errorf("%d reads: --retry must leave what is whole alone", f.reads.Load())
	}
}

func TestAPanicOfTheExtractionIsOneDocumentsProblem(t *testing.T) {
	s, _ := tempStore(t)
	f := newFixed(t)
	f.certificates = func(certcat.Pages) ([]certcat.Certificate, []certcat.Look) { panic("index out of range") }
	o := process(t, f.flow(s), papers(t, 1)[0])
	if got := o.Problems(); len(got) != 1 || got[0].Code != "extract-crashed" || got[0].Args[0].Value != "index out of range" {
		t.Errorf("problems %+v", got)
	}
	if len(o.Certificates) != 1 || len(o.Certificates[0].Fields) != 19 || o.Certificates[0].Fields[0].State != certcat.Unread {
		t.Errorf("certificates %+v, want one with 19 unread fields", o.Certificates)
	}
}

func TestRefusedAtTheDoorAndUnreadable(t *testing.T) {
	s, _ := tempStore(t)
	f := newFixed(t)
	link := flow.Arrival{Receipt: certcat.Receipt{Door: "batch", Key: "link", Problems: []certcat.Problem{certcat.NewProblem("not-a-file", "kind", "symlink")}}}
	if o := process(t, f.flow(s), link); len(o.Problems()) != 1 || f.facts.Load() != 0 {
		t.Errorf("a link: %+v", o.Problems())
	}
	r, err := s.Receipt(t.Context(), "batch", "", "link")
	if err != nil || r.State != certcat.Refused || r.Document != "" {
		t.Errorf("receipt of the link: %+v, %v", r, err)
	}
	path := filepath.Join(t.TempDir(), "letter.pdf")
	if err := os.WriteFile(path, []byte("just text"), 0o600); err != nil {
		t.Fatal(err)
	}
	text := arrivalOf("batch", "", ingest.Item{Path: path, Key: "letter.pdf", Name: "letter.pdf"})
	for range 2 {
		o := process(t, f.flow(s), text)
		if got := o.Problems(); len(got) != 1 || got[0].Code != ingest.WrongType {
			t.Errorf("a text file: %+v", got)
		}
		if f.facts.Load() != 0 || len(o.Certificates) != 0 {
			t.Error("a text file was parsed")
		}
	}
	r, err = s.Receipt(t.Context(), "batch", "", "letter.pdf")
	if err != nil || r.State != certcat.Refused {
		t.Errorf("receipt of the text: %+v, %v", r, err)
	}
}

func TestTwoBatchesAtOnceOnOneStore(t *testing.T) {
	s, dir := tempStore(t)
	a := papers(t, 30)
	a = append(a, a[0])
	a[30].Receipt.Key = "the same bytes.pdf"
	var group sync.WaitGroup
	for range 3 {
		group.Go(func() {
			other, err := openStore(t.Context(), dir)
			if err != nil {
				t.Error(err)
				return
			}
			n := 0
			err = newFixed(t).flow(other).Each(t.Context(), 4, flow.All(a), func(_ int, _ flow.Outcome, err error) {
				if n++; err != nil {
					t.Error(err)
				}
			})
			if err != nil || n != len(a) {
				t.Errorf("%d of %d answered, %v", n, len(a), err)
			}
		})
	}
	group.Wait()
	records := 0
	for rec, err := range s.Documents(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if records++; rec.Revision != 1 {
			t.Errorf("record of %s has revision %d: equal work must leave it alone", rec.Document, rec.Revision)
		}
	}
	if records != 30 || pendingIn(t, s) != 0 {
		t.Errorf("%d records, %d markers; want 30 and none", records, pendingIn(t, s))
	}
	for _, key := range objectsOf(t, dir) {
		if strings.Contains(key, "-002.") {
			t.Errorf("%s: equal work made a second generation", key)
		}
	}
}

func TestAFileThatChangesUnderWayIsReadAgain(t *testing.T) {
	s, _ := tempStore(t)
	f := newFixed(t)
	a := papers(t, 1)[0]
	f.readDo = func(n int64) error {
		if n == 1 {
			return os.WriteFile(a.Path, []byte("%PDF-1.7\nlonger than before\n%%EOF\n"), 0o600)
		}
		return nil
	}
	o := process(t, f.flow(s), a)
	if f.reads.Load() != 2 || o.Document.Size != 34 {
		t.Errorf("%d reads, a document of %d bytes; want a second look at the new file", f.reads.Load(), o.Document.Size)
	}
	r, err := s.Receipt(t.Context(), a.Receipt.Door, a.Receipt.Bucket, a.Receipt.Key)
	if err != nil || r.Document != o.Document.ID || r.State != certcat.Processed {
		t.Errorf("receipt %+v, %v", r, err)
	}
	f.readDo = func(int64) error {
		return os.WriteFile(a.Path, fmt.Appendf(nil, "%%PDF-1.7 %s", time.Now()), 0o600)
	}
	a.Receipt.Key = "restless"
	f.reading = "r2"
	if _, err := f.flow(s).Process(t.Context(), a); !errors.Is(err, flow.ErrChanged) {
		t.Errorf("a file that never rests: %v", err)
	}
}

func TestWorkIsGivenUpWhenTheMachineFails(t *testing.T) {
	s, _ := tempStore(t)
	f := newFixed(t)
	f.readDo = func(int64) error { return errors.New("disk full") }
	told := 0
	err := f.flow(s).Each(t.Context(), 1, flow.All(papers(t, 40)), func(_ int, _ flow.Outcome, err error) {
		if told++; err == nil {
			t.Error("a document without an error")
		}
	})
	if !errors.Is(err, flow.ErrMachine) || !strings.Contains(err.Error(), "disk full") || told >= 40 {
		t.Errorf("error %v after %d documents", err, told)
	}
}

func TestStoppingIsNoAnswer(t *testing.T) {
	s, _ := tempStore(t)
	f := newFixed(t)
	ctx, cancel := context.WithCancel(t.Context())
	f.readDo = func(n int64) error {
		if n == 3 {
			cancel()
			return ctx.Err()
		}
		return nil
	}
	told := 0
	err := f.flow(s).Each(ctx, 1, flow.All(papers(t, 10)), func(_ int, _ flow.Outcome, err error) {
		if told++; err != nil {
			t.Error(err)
		}
	})
	if !errors.Is(err, context.Canceled) || told != 2 {
		t.Errorf("error %v, %d told; want the two that were done", err, told)
	}
}
