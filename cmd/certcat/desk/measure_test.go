package desk_test

import (
	"encoding/binary"
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
	"github.com/certcat/certcat/grammar"
	"github.com/certcat/certcat/review/correct"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/testdata/domino"
)

// The keystroke-level model: what a trained person needs for a key, and for looking from the form to the page and back.
const (
	perKey  = 280 * time.Millisecond
	perStop = 1350 * time.Millisecond
	median  = 45 * time.Second
)

// truth is what a document really says.
type truth map[string][]string

func readTruth(t *testing.T, path string) truth {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var l struct {
		Kind   string
		Fields map[string]any
	}
	if err := json.Unmarshal(data, &l); err != nil {
		t.Fatal(err)
	}
	out := truth{certcat.Kind: {l.Kind}}
	for name, v := range l.Fields {
		switch v := v.(type) {
		case string:
			out[name] = []string{v}
		case []any:
			for _, x := range v {
				out[name] = append(out[name], fmt.Sprint(x))
			}
		}
	}
	return out
}

// same reports whether a shown value says what the label says.
func same(field, a, b string) bool {
	fold := func(s string) string {
		if v, _, ok := correct.Parse(field, s); ok {
			s = v.Canonical
		}
		return strings.ToLower(strings.Join(strings.Fields(s), " "))
	}
	if certcat.IsCritical(field) {
		return fold(a) == fold(b)
	}
	return grammar.FoldIdentifier(fold(a)) == grammar.FoldIdentifier(fold(b))
}

func sameList(field string, got, want []string) bool {
	return len(got) == len(want) && !slices.ContainsFunc(want, func(w string) bool {
		return !slices.ContainsFunc(got, func(g string) bool { return same(field, g, w) })
	})
}

// subject is one document of the run.
type subject struct {
	name    string
	id      string
	want    truth
	planted []string
	relied  []string // fields on which the program relied
}

// figures is what the run measured.
type figures struct {
	keys, stops int
	took        time.Duration
}

// TestMeasuredRun lets a scripted reviewer, who holds the labels and no mouse, put documents right.
func TestMeasuredRun(t *testing.T) {
	h := newHouse(t)
	measured(t, h, caseSubjects(t, h))
}

// measured puts documents right and holds what that cost, and what it left wrong, to what we promise.
func measured(t *testing.T, h *house, subjects []subject) {
	t.Helper()
	b := newTab(t, h, "reviewer")
	var times []time.Duration
	all, count := figures{}, tally{}
	for _, s := range subjects {
		f, looked := b.putRight(s)
		times = append(times, f.took)
		all.keys, all.stops = all.keys+f.keys, all.stops+f.stops
		count.planted(t, s, looked)
		for _, name := range looked {
			if got := texts(h.field(s.id, name)); !sameList(name, got, s.want[name]) {
				count.wrong++
				t.Errorf("%s: %s was left as %q, the label says %q", s.name, name, got, s.want[name])
			}
		}
		t.Logf("%-32s %3d stops %4d keys %6.1f s  planted %v", s.name, f.stops, f.keys, f.took.Seconds(), s.planted)
	}
	slices.Sort(times)
	middle := times[len(times)/2]
	t.Logf("%d documents: median %.1f s, longest %.1f s; %d stops, %d keys; planted: %d errors in critical fields, %d of them where the program was sure, and %d in others; never stopped: %d critical, %d others; decided wrongly: %d",
		len(times), middle.Seconds(), times[len(times)-1].Seconds(), all.stops, all.keys, count.critical, count.relied, count.others, count.missedCritical, count.missedOthers, count.wrong)
	if middle > median {
		t.Errorf("the median is %s, more than %s", middle, median)
	}
}

// tally counts planted errors.
type tally struct {
	critical, relied, others, missedCritical, missedOthers, wrong int
}

func (c *tally) planted(t *testing.T, s subject, looked []string) {
	t.Helper()
	for _, name := range s.planted {
		critical, stopped := certcat.IsCritical(name), slices.Contains(looked, name)
		switch {
		case critical:
			c.critical++
			if slices.Contains(s.relied, name) {
				c.relied++
			}
			if !stopped {
				c.missedCritical++
				t.Errorf("%s: the error planted in %s never stopped the reviewer", s.name, name)
			}
		default:
			c.others++
			if !stopped {
				c.missedOthers++
			}
		}
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// caseSubjects are documents of testdata with errors planted in every second.
func caseSubjects(t *testing.T, h *house) []subject {
	t.Helper()
	most := 20
	if os.Getenv("CERTCAT_SOAK") == "" {
		most = 8 // the whole run is part of make soak
	}
	var list []subject
	for _, name := range domino.Cases(t) {
		label := filepath.Join(domino.Folder(t), name, "label.json")
		if !exists(label) || base.ids[name] == "" {
			continue
		}
		s := subject{name: name, id: base.ids[name], want: readTruth(t, label)}
		if s = h.prepare(s, len(list)%2 == 1); s.id == "" {
			continue
		}
		if list = append(list, s); len(list) == most {
			break
		}
	}
	if len(list) < most {
		t.Fatalf("%d documents: nothing was measured", len(list))
	}
	return list
}

// prepare plants errors and makes them what is in force. Only documents with one certificate are taken.
func (h *house) prepare(s subject, errors bool) subject {
	h.t.Helper()
	ctx := h.t.Context()
	rec, tag, err := h.desk.Store.Current(ctx, s.id)
	if err != nil {
		h.t.Fatal(err)
	}
	list, _, err := h.desk.Store.Certificates(ctx, s.id, rec.Keys.Certificate)
	if err != nil || len(list) != 1 {
		return subject{}
	}
	for _, f := range list[0].Fields {
		if f.Accepted {
			s.relied = append(s.relied, f.Name)
		}
	}
	if errors {
		s.planted = plant(&list[0], s.want, rand.New(rand.NewPCG(2026, binary.BigEndian.Uint64([]byte(s.id[:8])))))
		list[0].Key = "planted"
		if _, err := h.desk.Store.PutCertificates(ctx, s.id, "planted", list); err != nil {
			h.t.Fatal(err)
		}
		rec.Keys.Certificate, rec.Revision = "planted", rec.Revision+1
		if _, err := h.desk.Store.PutCurrent(ctx, rec, tag); err != nil {
			h.t.Fatal(err)
		}
		if err := h.review.Refresh(ctx, store.DefaultTenant, s.id); err != nil {
			h.t.Fatal(err)
		}
	}
	return s
}
