package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/flow"
	"github.com/certcat/certcat/ingest/s3"
	"github.com/certcat/certcat/ingest/upload"
	"github.com/certcat/certcat/queue"
	"github.com/certcat/certcat/store"
)

// TestErasedStaysErased erases a document that came from a bucket and by upload. Neither the sweep nor another key, an
// upload or a recheck brings it back; other bytes at its place are read.
func TestErasedStaysErased(t *testing.T) {
	s, _, server, dir := workshop(t)
	c := client(t, server)
	put(t, c, "a.pdf", paper(t, 1))
	put(t, c, "other.pdf", paper(t, 2))
	event(t, s, created)
	if err := s.sweep(t.Context(), s.sources[0]); err != nil {
		t.Fatal(err)
	}
	drained(t, s, 5*time.Minute)
	room, err := s.house.tenant(t.Context(), "main")
	if err != nil {
		t.Fatal(err)
	}
	id := store.Hash(paper(t, 1))
	catalogs := [2]string{filepath.Join(t.TempDir(), "a.db"), filepath.Join(t.TempDir(), "b.db")}
	wantRebuilt := func(path string) string {
		if code, out := command(t, "catalog", "rebuild", dir, "--catalog", path); code != 0 {
			t.Fatal(out)
		}
		_, out := command(t, "catalog", "count", "--catalog", path)
		return out
	}
	before := wantRebuilt(catalogs[0])
	if code, out := command(t, "store", "erase", dir, id); code != exitUsage {
		t.Errorf("erase without who and why: %d %s", code, out)
	}
	if code, out := command(t, "store", "erase", dir, strings.Repeat("0", 64), "--who", "officer", "--reason", "a test"); code != exitUsage {
		t.Errorf("erase nothing: %d %s", code, out)
	}
	code, out := command(t, "store", "erase", dir, id, "--who", "officer", "--reason", "a test", "--catalog", catalogs[0])
	if code != 0 || out != id+": erased\n" {
		t.Fatalf("erase: %d %s", code, out)
	}
	_, grown := command(t, "catalog", "count", "--catalog", catalogs[0])
	if anew := wantRebuilt(catalogs[1]); anew != grown || grown == before {
		t.Errorf("the catalogue after erasure:\n%s\nmade anew:\n%s\nbefore:\n%s", grown, anew, before)
	}

	swept, err := s.sources[0].Sweep(t.Context(), known{room}, func(context.Context, s3.Taken) (bool, error) { return false, errors.New("found") })
	if err != nil || swept.Known != 2 {
		t.Errorf("sweep: %+v, %v", swept, err)
	}
	put(t, c, "b.pdf", paper(t, 1))
	event(t, s, strings.Replace(created, "a.pdf", "b.pdf", 1))
	put(t, c, "a.pdf", paper(t, 3))
	event(t, s, strings.Replace(created, `"eTag":"1"`, `"eTag":"3"`, 1))
	if _, err := s.add(t.Context(), queue.Job{Tenant: "main", Recheck: true, Receipt: certcat.Receipt{Door: "recheck", Key: id, Document: id}}); err != nil {
		t.Fatal(err)
	}
	drained(t, s, 5*time.Minute)
	receipts := receiptsOf(t, room.Store)
	if r := receipts["b.pdf"]; r.State != certcat.Refused || r.Name != "" || len(r.Problems) != 1 || r.Problems[0].Code != certcat.Erased {
		t.Errorf("erased bytes at another place: %+v", r)
	}
	if r := receipts["a.pdf"]; r.State != certcat.Processed || r.Document != store.Hash(paper(t, 3)) {
		t.Errorf("other bytes at the same place: %+v", r)
	}
	wantRefused(t, s, room, id)
	if code, out := command(t, "store", "verify", dir); code != 0 || !strings.Contains(out, " 1 erased; ") || strings.Contains(out, "leftover") {
		t.Errorf("verify: %d %s", code, out)
	}
}

// wantRefused brings the bytes of an erased document to the upload door and to a folder.
func wantRefused(t *testing.T, s *service, room *tenant, id string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "paper.pdf")
	if err := os.WriteFile(path, paper(t, 1), 0o600); err != nil {
		t.Fatal(err)
	}
	r := certcat.Receipt{Door: "upload", Key: "1", Document: id, State: certcat.Received}
	if err := (keeper{s}).Keep(t.Context(), "main", r, path); !errors.Is(err, upload.ErrErased) {
		t.Errorf("erased bytes by upload: %v", err)
	}
	o, err := room.flow.Process(t.Context(), flow.Arrival{Receipt: certcat.Receipt{Door: "batch", Key: "c.pdf", Name: "c.pdf"}, Path: path})
	if err != nil || len(o.Did) != 0 || len(o.Problems()) != 1 || o.Problems()[0].Code != certcat.Erased {
		t.Errorf("erased bytes in a folder: %+v, %v", o, err)
	}
	if n, err := room.CountDeadLetters(t.Context()); n != 0 || err != nil {
		t.Errorf("%d dead letters, %v", n, err)
	}
}
