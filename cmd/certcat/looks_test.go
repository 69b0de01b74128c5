package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/flow"
	"github.com/certcat/certcat/testdata/domino"
)

// looksShare is what second looks may cost, as a share of the time that reading takes without them.
const looksShare = 0.30

// timedReader adds up how long a reader reads at first and how long it looks again.
type timedReader struct {
	flow.Reader
	reads, looks atomic.Int64 // nanoseconds
	asked        atomic.Int64
}

func (r *timedReader) Read(ctx context.Context, doc certcat.Document, path string, progress func(page int)) (certcat.Pages, error) {
	began := time.Now()
	defer func() { r.reads.Add(int64(time.Since(began))) }()
	return r.Reader.Read(ctx, doc, path, progress)
}

func (r *timedReader) Look(ctx context.Context, doc certcat.Document, path string, pages certcat.Pages, looks []certcat.Look) (certcat.Pages, error) {
	began := time.Now()
	defer func() { r.looks.Add(int64(time.Since(began))) }()
	r.asked.Add(int64(len(looks)))
	return r.Reader.Look(ctx, doc, path, pages, looks)
}

// TestLooksCost reads scans and photos, which are what is looked at again, and holds the looks to their share of the time.
// With CERTCAT_SOAK=1 it reads ../shared/corpus, where it is there, and the share is that of all its documents.
func TestLooksCost(t *testing.T) {
	scans := []string{domino.Original(t, "scan-skewed-iso9001"), domino.Original(t, "scan-stamp-over-date"), domino.Original(t, "photo-perspective-shadow")}
	var digital []string
	if soak() {
		scans, digital = corpusOf(t, "../../../shared/corpus")
	}
	reader, err := builtReader()
	if err != nil {
		t.Fatal(err)
	}
	env := func(name string) string {
		if name == "CERTCAT_READER" {
			return reader
		}
		return os.Getenv(name)
	}
	p := program{streams: streams{Out: &bytes.Buffer{}, Err: &bytes.Buffer{}}, tongue: newTongue("en"), env: env}
	w, err := p.wire(t.Context(), wiring{})
	if err != nil {
		t.Fatal(err)
	}
	defer w.close()
	timed := &timedReader{Reader: w.flow.Reader}
	w.flow.Reader = timed
	share := timed.cost(t, w, "scans and photos", scans)
	if len(digital) > 0 {
		share = timed.cost(t, w, "with what was born digital", digital)
	}
	if timed.asked.Load() == 0 || share > looksShare {
		t.Errorf("%d looks cost %.1f %% more, %.0f %% are allowed", timed.asked.Load(), 100*share, 100*looksShare)
	}
}

// cost reads files and gives what looks have cost up to now, as a share of the time that reading took without them.
func (r *timedReader) cost(t *testing.T, w *works, what string, files []string) float64 {
	t.Helper()
	var arrivals []flow.Arrival
	for _, file := range files {
		arrivals = append(arrivals, flow.Arrival{Path: file, Receipt: certcat.Receipt{Door: "command", Key: file, Name: filepath.Base(file), Time: time.Now().UTC()}})
	}
	done := 0
	if err := inOrder(t.Context(), w, flow.All(arrivals), func(o flow.Outcome) error {
		if len(o.Certificates) > 0 {
			done++
		}
		return nil
	}); err != nil || done != len(files) {
		t.Fatalf("%d of %d documents, %v", done, len(files), err)
	}
	reads, looks := time.Duration(r.reads.Load()), time.Duration(r.looks.Load())
	share := float64(looks) / float64(reads)
	t.Logf("%s, %d files: %v of reading, %v for %d looks: %.1f %% more", what, done, reads.Round(time.Second/10), looks.Round(time.Second/10), r.asked.Load(), 100*share)
	return share
}

// corpusOf lists the labelled files, those that were born digital apart.
func corpusOf(t *testing.T, corpus string) (scans, digital []string) {
	t.Helper()
	labels, _ := filepath.Glob(filepath.Join(corpus, "labels", "*.json"))
	if len(labels) == 0 {
		t.Skip("needs the labelled documents in " + corpus)
	}
	for _, path := range labels {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var l struct{ ID, Medium string }
		if err := json.Unmarshal(data, &l); err != nil {
			t.Fatal(err)
		}
		found, _ := filepath.Glob(filepath.Join(corpus, "files", l.ID+".*"))
		switch {
		case len(found) != 1:
		case l.Medium == "born-digital":
			digital = append(digital, found[0])
		default:
			scans = append(scans, found[0])
		}
	}
	return scans, digital
}
