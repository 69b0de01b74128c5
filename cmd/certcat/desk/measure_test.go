package desk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
	"github.com/certcat/certcat/review/correct"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/store/dir"
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

// plant puts errors into what was read, as readers make them: a sign exchanged, a day changed, a list that lost a member.
// Where the program relies on a value by itself none is planted: that share is measured elsewhere, against labels.
func plant(c *certcat.Certificate, want truth) (planted []string) {
	for i, f := range c.Fields {
		if f.Accepted || f.State != certcat.Printed || !sameList(f.Name, texts(f), want[f.Name]) {
			continue
		}
		text := f.Text()
		values := slices.Clone(f.Values)
		switch f.Name {
		case certcat.CertificateNumber, certcat.Holder, certcat.Manufacturer, certcat.Issuer:
			values[0].Text = exchange(text)
		case certcat.IssueDate, certcat.ExpiryDate:
			values[0].Text = text[:8] + map[bool]string{true: "27", false: "17"}[text[8:] != "27"]
		case certcat.Models, certcat.Standards:
			if len(values) > 1 {
				values = values[:len(values)-1]
			} else {
				values[0].Text = exchange(text)
			}
		default:
			continue
		}
		for j := range values {
			values[j].Canonical = values[j].Text
			if v, _, ok := correct.Parse(f.Name, values[j].Text); ok {
				values[j].Canonical = v.Canonical
			}
		}
		if sameList(f.Name, texts(certcat.Field{Values: values}), want[f.Name]) {
			continue
		}
		c.Fields[i].Values = values
		if planted = append(planted, f.Name); len(planted) == 3 {
			return planted
		}
	}
	return planted
}

// exchange confuses one sign of the text's second half.
func exchange(s string) string {
	r := []rune(s)
	for i := len(r) / 2; i < len(r); i++ {
		for _, pair := range []string{"0O", "O0", "1I", "I1", "5S", "8B", "2Z", "lI", "oc", "ec", "mn", "ao"} {
			if string(r[i]) == pair[:1] {
				r[i] = rune(pair[1])
				return string(r)
			}
		}
	}
	return s + "1"
}

// subject is one document of the run.
type subject struct {
	name    string
	id      string
	want    truth
	planted []string
}

// figures is what the run measured.
type figures struct {
	keys, stops int
	took        time.Duration
}

// TestMeasuredRun lets a scripted reviewer, who holds the labels and no mouse, put documents right.
func TestMeasuredRun(t *testing.T) {
	h := newHouse(t)
	var subjects []subject
	if os.Getenv("CERTCAT_SOAK") != "" && exists("../../../../shared/corpus/labels") {
		subjects = corpusSubjects(t, h)
	} else {
		subjects = caseSubjects(t, h)
	}
	b := newTab(t, h, "reviewer")
	var times []time.Duration
	all, missed, wrong, plantedAll := figures{}, 0, 0, 0
	for _, s := range subjects {
		f, looked := b.putRight(s)
		times = append(times, f.took)
		all.keys, all.stops = all.keys+f.keys, all.stops+f.stops
		for _, name := range s.planted {
			plantedAll++
			if slices.Contains(looked, name) {
				continue
			}
			missed++
			if certcat.IsCritical(name) {
				t.Errorf("%s: the error planted in %s never stopped the reviewer", s.name, name)
			}
		}
		for _, name := range looked {
			if got := texts(h.field(s.id, name)); !sameList(name, got, s.want[name]) {
				wrong++
				t.Errorf("%s: %s was left as %q, the label says %q", s.name, name, got, s.want[name])
			}
		}
		t.Logf("%-32s %3d stops %4d keys %6.1f s  planted %v", s.name, f.stops, f.keys, f.took.Seconds(), s.planted)
	}
	slices.Sort(times)
	middle := times[len(times)/2]
	t.Logf("%d documents: median %.1f s, longest %.1f s; %d stops, %d keys; %d errors planted, %d never stopped the reviewer (none critical), %d fields left wrong",
		len(times), middle.Seconds(), times[len(times)-1].Seconds(), all.stops, all.keys, plantedAll, missed, wrong)
	if middle > median {
		t.Errorf("the median is %s, more than %s", middle, median)
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
	if errors {
		s.planted = plant(&list[0], s.want)
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

// corpusSubjects reads twenty documents that are not ours, where they are at hand.
func corpusSubjects(t *testing.T, h *house) []subject {
	t.Helper()
	const corpus = "../../../../shared/corpus"
	labels, err := filepath.Glob(corpus + "/labels/*.json")
	if err != nil {
		t.Fatal(err)
	}
	input, at := t.TempDir(), filepath.Join(t.TempDir(), "store")
	files := map[string]string{} // file name → label
	for i := 0; i < len(labels) && len(files) < 24; i += max(1, len(labels)/24) {
		id := strings.TrimSuffix(filepath.Base(labels[i]), ".json")
		found, _ := filepath.Glob(corpus + "/files/" + id + ".*") // the pattern is good
		if len(found) != 1 {
			continue
		}
		data, err := os.ReadFile(found[0])
		if err != nil || len(data) > 3<<20 {
			continue
		}
		name := filepath.Base(found[0])
		if err := os.WriteFile(filepath.Join(input, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
		files[name] = labels[i]
	}
	program := os.Getenv("CERTCAT_READER")
	if program == "" {
		program = filepath.Join(base.dir, "certcat")
	}
	out, err := exec.CommandContext(context.WithoutCancel(t.Context()), program, "batch", input, "--store", at, "--jobs", "1").CombinedOutput()
	if err != nil {
		t.Logf("the batch ended with %v\n%.500s", err, out)
	}
	blobs, err := dir.Open(at)
	if err != nil {
		t.Fatal(err)
	}
	if h.desk.Store, err = store.Open(t.Context(), blobs, ""); err != nil {
		t.Fatal(err)
	}
	var list []subject
	for r, err := range h.desk.Store.Receipts(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		s := subject{name: fmt.Sprintf("document %d", len(list)+1), id: r.Document, want: readTruth(t, files[r.Name])}
		if s = h.prepare(s, len(list)%2 == 1); s.id == "" {
			continue
		}
		if err := h.review.Refresh(t.Context(), store.DefaultTenant, s.id); err != nil {
			t.Fatal(err)
		}
		if list = append(list, s); len(list) == 20 {
			break
		}
	}
	return list
}
