package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/flow"
	"github.com/certcat/certcat/ingest"
	"github.com/certcat/certcat/store"
)

// fixed are the stages of a flow with fixed answers; they count how often they are asked.
type fixed struct {
	ingest.Ingest
	t                             *testing.T
	facts, reads, looks, extracts atomic.Int64
	reading, certificate, verdict string
	factsDo                       func(certcat.Document) (certcat.Document, error)
	readDo                        func(n int64) error
	passing                       func(n int64) bool
	next                          certcat.Date // on which the verdicts change
	certificates                  func(certcat.Pages) ([]certcat.Certificate, []certcat.Look)
}

func newFixed(t *testing.T) *fixed {
	f := &fixed{t: t, reading: "r1", certificate: "c1", verdict: "v1"}
	f.certificates = func(p certcat.Pages) ([]certcat.Certificate, []certcat.Look) {
		return []certcat.Certificate{titled(p, p.Pages[0].Readings[0].Words[0].Text)}, nil
	}
	return f
}

func titled(p certcat.Pages, product string) certcat.Certificate {
	c := certcat.Certificate{Part: certcat.Part{First: 1, Last: len(p.Pages)}}
	for _, name := range certcat.FieldNames() {
		field := certcat.Field{Name: name, State: certcat.Absent, Confidence: 0.9}
		if name == certcat.Product {
			field = certcat.Field{Name: name, State: certcat.Printed, Values: []certcat.Value{{Text: product}}}
		}
		c.Fields = append(c.Fields, field)
	}
	return c
}

func (f *fixed) Facts(_ context.Context, d certcat.Document, _ string) (certcat.Document, error) {
	f.facts.Add(1)
	d.PageCount, d.Sizes = 2, []certcat.PageSize{{Width: 595, Height: 842}, {Width: 595, Height: 842}}
	if f.factsDo != nil {
		return f.factsDo(d)
	}
	return d, nil
}

// readerStage and the others give the same counters different method sets.
type readerStage struct{ *fixed }

func (r readerStage) Key() string { return r.reading }

func (r readerStage) Read(_ context.Context, d certcat.Document, _ string, progress func(int)) (certcat.Pages, error) {
	n := r.reads.Add(1)
	if r.readDo != nil {
		if err := r.readDo(n); err != nil {
			return certcat.Pages{}, err
		}
	}
	progress(1)
	page := certcat.Page{Number: 1, Width: 595, Height: 842, Readings: []certcat.Reading{{By: "fixed", Words: []certcat.Word{{Text: d.ID[:8]}}}}}
	if r.passing != nil && r.passing(n) {
		page.Problems = []certcat.Problem{certcat.NewProblem("reader-cpu", "limit", "1s").Passing()}
	}
	return certcat.Pages{Pages: []certcat.Page{page, {Number: 2, Best: -1}}}, nil
}

func (r readerStage) Look(_ context.Context, _ certcat.Document, _ string, p certcat.Pages, looks []certcat.Look) (certcat.Pages, error) {
	r.looks.Add(1)
	p.Pages = slices.Clone(p.Pages)
	for _, l := range looks {
		at := &p.Pages[l.Page-1]
		at.Readings = append(slices.Clone(at.Readings), certcat.Reading{By: "fixed", Purpose: l.Purpose, Words: []certcat.Word{{Text: "looked"}}})
	}
	return p, nil
}

func (r readerStage) Shown(_ context.Context, d certcat.Document, _ string, p certcat.Page, dpi int) ([]byte, error) {
	return fmt.Appendf(nil, "%s %d %d", d.ID, p.Number, dpi), nil
}

type extractStage struct{ *fixed }

func (e extractStage) Key() string { return e.certificate }
func (e extractStage) Certificates(p certcat.Pages) ([]certcat.Certificate, []certcat.Look) {
	e.extracts.Add(1)
	return e.certificates(p)
}

type checkStage struct{ *fixed }

func (c checkStage) Key() string { return c.verdict }
func (c checkStage) Check(k certcat.Case) []certcat.Verdict {
	return []certcat.Verdict{{Document: k.Certificate.Document, Part: k.Certificate.Part, Key: c.verdict, Check: certcat.Holds, NextChange: c.next}}
}

func (f *fixed) flow(s *store.Store) *flow.Flow {
	kept := shelf{s}
	return &flow.Flow{Ingest: f, Reader: readerStage{f}, Extract: extractStage{f}, Check: checkStage{f}, Intake: kept, Shelf: kept, Album: kept,
		Pictures: 120, Pauses: []time.Duration{time.Millisecond, time.Millisecond}}
}

func (f *fixed) counts() [4]int64 {
	return [4]int64{f.facts.Load(), f.reads.Load(), f.looks.Load(), f.extracts.Load()}
}

func tempStore(t *testing.T) (*store.Store, string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "store")
	s, err := openStore(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return s, dir
}

// papers makes n different files that look like PDFs.
func papers(t *testing.T, n int) []flow.Arrival {
	t.Helper()
	dir := t.TempDir()
	var arrivals []flow.Arrival
	for i := range n {
		path := filepath.Join(dir, fmt.Sprintf("%03d.pdf", i))
		if err := os.WriteFile(path, fmt.Appendf(nil, "%%PDF-1.7\n%d\n%%%%EOF\n", i), 0o600); err != nil {
			t.Fatal(err)
		}
		arrivals = append(arrivals, arrivalOf("batch", dir, ingest.Item{Path: path, Key: filepath.Base(path), Name: filepath.Base(path)}))
	}
	return arrivals
}

func process(t *testing.T, f *flow.Flow, a flow.Arrival) flow.Outcome {
	t.Helper()
	o, err := f.Process(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func pendingIn(t *testing.T, s *store.Store) (n int) {
	t.Helper()
	for _, err := range s.Pending(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	return n
}

// objectsOf lists the files of a folder store, relative and sorted.
func objectsOf(t *testing.T, dir string) (keys []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			key, _ := filepath.Rel(dir, path)
			keys = append(keys, filepath.ToSlash(key))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(keys)
	return keys
}
