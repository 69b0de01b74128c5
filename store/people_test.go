package store_test

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/store/dir"
)

func TestPeople(t *testing.T) {
	ctx := t.Context()
	blobs, err := dir.Create(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Create(ctx, blobs, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Setting(ctx, "accounts"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a setting that is not there: %v", err)
	}
	if _, err := s.PutSetting(ctx, "../up", []byte("{}"), ""); err == nil {
		t.Error("a setting's name that leads elsewhere was taken")
	}
	etag, err := s.PutSetting(ctx, "accounts", []byte(`{"a":1}`), "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.PutSetting(ctx, "accounts", []byte(`{"a":2}`), ""); !errors.Is(err, store.ErrConflict) {
		t.Errorf("a setting made twice: %v", err)
	}
	if _, err := s.PutSetting(ctx, "accounts", []byte(`{"a":2}`), etag); err != nil {
		t.Error(err)
	}
	for _, who := range []string{"anna", "bo", "li"} {
		if err := s.AddAudited(ctx, store.Audited{Who: who, Action: "login"}); err != nil {
			t.Fatal(err)
		}
	}
	var who []string
	for a, err := range s.Audit(ctx, time.Now().UTC().Format(time.DateOnly)) {
		if err != nil {
			t.Fatal(err)
		}
		who = append(who, a.Who)
	}
	if !slices.Equal(who, []string{"anna", "bo", "li"}) {
		t.Errorf("audit: %v", who)
	}
	report, err := s.Verify(ctx, nil)
	if err != nil || !report.Clean() || report.People != 4 || len(report.Leftovers) > 0 {
		t.Errorf("verify: %+v, %v", report, err)
	}
	key := "main/audit/" + time.Now().UTC().Format(time.DateOnly) + "/000002.json"
	if err := blobs.Delete(ctx, key); err != nil {
		t.Fatal(err)
	}
	if report, _ := s.Verify(ctx, nil); report.Clean() {
		t.Error("a line of the audit went away and verify found nothing")
	}
}

func TestRulings(t *testing.T) {
	ctx := t.Context()
	blobs, err := dir.Create(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Create(ctx, blobs, "")
	if err != nil {
		t.Fatal(err)
	}
	id := strings.Repeat("ab", 32)
	for range 3 {
		if _, err := s.AddRuling(ctx, certcat.Ruling{Document: id, Kind: certcat.RuledFinished, Reviewer: "anna"}); err != nil {
			t.Fatal(err)
		}
	}
	n := 0
	for r, err := range s.Rulings(ctx, id) {
		if n++; err != nil || r.Number != n {
			t.Errorf("ruling %d: %+v, %v", n, r, err)
		}
	}
	if n != 3 {
		t.Errorf("%d rulings, want 3", n)
	}
	logged := 0
	for e, err := range s.Log(ctx, id) {
		if err != nil || e.Action != "ruling" {
			t.Errorf("log: %+v, %v", e, err)
		}
		logged++
	}
	if logged != 3 {
		t.Errorf("%d rulings in the log, want 3", logged)
	}
}

// TestTwoWriters: processes that write about one document in turn, each of which remembers where the log ended when it
// wrote last, make one chain, and numbers without a gap.
func TestTwoWriters(t *testing.T) {
	ctx := t.Context()
	one, blobs := folder(t)
	two, err := store.Open(ctx, blobs, "")
	if err != nil {
		t.Fatal(err)
	}
	id := strings.Repeat("ab", 32)
	for i := range 12 {
		s := []*store.Store{one, two}[i/2%2]
		r, err := s.AddRuling(ctx, certcat.Ruling{Document: id, Number: 1 + i/4*2, Kind: certcat.RuledFinished, Reviewer: "anna"}) // a number that is mostly taken
		if err != nil || r.Number != i+1 {
			t.Fatalf("ruling %d has number %d, %v", i+1, r.Number, err)
		}
	}
	previous := ""
	entries := all(t, one.Log(ctx, id))
	for i, e := range entries {
		if e.Number != i+1 || e.Previous != previous {
			t.Errorf("entry %d: %+v, want one that follows %s", i+1, e, previous)
		}
		object, err := blobs.Get(ctx, "main/log/ab/"+id+"/"+fmt.Sprintf("%06d.json", i+1))
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(object.Body)
		if err != nil || object.Body.Close() != nil {
			t.Fatal(err)
		}
		previous = store.Hash(data)
	}
	if len(entries) != 12 {
		t.Errorf("%d entries in the log, want 12", len(entries))
	}
}
