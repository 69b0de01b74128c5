package desk_test

import (
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/review"
	"github.com/certcat/certcat/review/access"
	"github.com/certcat/certcat/review/client"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/store/dir"
	"github.com/certcat/certcat/testdata/domino"
)

// confirmed finishes a certificate by the API as it was read, but for what is corrected.
func confirmed(t *testing.T, c *client.Client, id string, corrected map[string]string) {
	t.Helper()
	body, _, err := c.Get(t.Context(), id, 1, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range body.Certificate.Fields {
		change := review.Change{Field: f.Name, Action: "confirmed", Saw: body.Saw[f.Name]}
		if text, ok := corrected[f.Name]; ok {
			change.Action, change.Values = "value", []review.ChangeValue{{Text: text}}
		}
		if _, _, err := c.Correct(t.Context(), id, 1, "", change); err != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
	}
	if _, _, err := c.Rule(t.Context(), id, 1, "", review.RulingRequest{Kind: certcat.RuledFinished}); err != nil {
		t.Fatal(err)
	}
}

// TestLearn goes the whole way: people correct, learn exports labels and trains, batch reads with what was learned, and
// the accuracy is shown by field, issuer and month.
func TestLearn(t *testing.T) {
	h := newHouse(t)
	c := h.program(access.Reviewer, access.ScopeRead, access.ScopeReview)
	cases := []string{"eu-doc-en60950", "eu-doc-en62368-2014", "eu-doc-bilingual-german", "fcc-sdoc-monitor"}
	for i, name := range cases {
		corrected := map[string]string{}
		if i == 0 {
			corrected["product"] = "Corrected Product"
		}
		confirmed(t, c, base.ids[name], corrected)
	}
	program := os.Getenv("CERTCAT_READER")
	if program == "" {
		program = filepath.Join(base.dir, "certcat")
	}
	labels, weights := filepath.Join(t.TempDir(), "labels"), filepath.Join(t.TempDir(), "weights.yaml")
	out, err := exec.CommandContext(t.Context(), program, "learn", "--store", h.dir, "--labels", labels, "--weights", weights, "--jobs", "1").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	data, err := os.ReadFile(filepath.Join(labels, base.ids[cases[0]]+".json"))
	var l review.Label
	if err != nil || json.Unmarshal(data, &l) != nil || l.Fields["product"] != "Corrected Product" || l.Kind != "eu-doc" {
		t.Errorf("the label says %s, %v", data, err)
	}
	if written, _ := filepath.Glob(filepath.Join(labels, "*.json")); len(written) != len(cases) {
		t.Errorf("%d labels, want %d\n%s", len(written), len(cases), out)
	}
	input := t.TempDir()
	original, err := os.ReadFile(domino.Original(t, cases[1]))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(input, "one.pdf"), original, 0o600); err != nil {
		t.Fatal(err)
	}
	keys := map[string]bool{}
	for _, args := range [][]string{{}, {"--weights", weights}} {
		at := filepath.Join(t.TempDir(), "store")
		if out, err := exec.CommandContext(t.Context(), program, append([]string{"batch", input, "--store", at, "--jobs", "1"}, args...)...).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		blobs, err := dir.Open(at)
		if err != nil {
			t.Fatal(err)
		}
		s, err := store.Open(t.Context(), blobs, "")
		if err != nil {
			t.Fatal(err)
		}
		rec, _, err := s.Current(t.Context(), store.Hash(original))
		if err != nil {
			t.Fatal(err)
		}
		keys[rec.Keys.Certificate] = true
	}
	if len(keys) != 2 {
		t.Error("certificates read with other weights have the same key")
	}
	h.accuracyShown(len(cases))
}

// accuracyShown holds what the API says about accuracy to one field that the machine had wrong.
func (h *house) accuracyShown(certificates int) {
	t := h.t
	t.Helper()
	admin, _ := h.signIn("viewer")
	answer, err := admin.Get(h.URL + "/v1/review/accuracy")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var a review.Accuracy
	if err := json.NewDecoder(answer.Body).Decode(&a); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatal(answer.Status, err)
	}
	wrong := 0
	for _, f := range a.Fields {
		wrong += f.Wrong
	}
	if a.Certificates != certificates || wrong != 1 || len(a.Issuers) < 2 || len(a.Months) != 1 || !strings.HasPrefix(a.Months[0].Field, "20") {
		t.Errorf("accuracy %+v", a)
	}
}

// TestSample: documents that the program would have taken by itself and that belong to the sample go to a person, who sees
// their critical fields; what people find wrong is the rate, with its interval.
func TestSample(t *testing.T) {
	h := newHouse(t)
	tenant := h.tenants[store.DefaultTenant]
	tenant.Policy.Sample = 100
	tenant.Checker = holds{}
	c := h.program(access.Reviewer, access.ScopeRead, access.ScopeReview)
	id := base.ids["eu-doc-en60950"]
	rec, tag, err := h.desk.Store.Current(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	list, _, err := h.desk.Store.Certificates(t.Context(), id, rec.Keys.Certificate)
	if err != nil {
		t.Fatal(err)
	}
	for i := range list[0].Fields {
		list[0].Fields[i].Accepted, list[0].Fields[i].Doubts = true, nil
	}
	list[0].Key = "sure"
	if _, err := h.desk.Store.PutCertificates(t.Context(), id, "sure", list); err != nil {
		t.Fatal(err)
	}
	rec.Keys.Certificate, rec.Revision = "sure", rec.Revision+1
	if _, err := h.desk.Store.PutCurrent(t.Context(), rec, tag); err != nil {
		t.Fatal(err)
	}
	if err := h.review.Refresh(t.Context(), store.DefaultTenant, id); err != nil {
		t.Fatal(err)
	}
	if row := h.row(id); row.State != review.InReview || len(row.Why) == 0 || row.Why[0] != "sample" || row.Stops < 5 {
		t.Errorf("a document of the sample: %s %q, %d stops", row.State, row.Why, row.Stops)
	}
	confirmed(t, c, id, map[string]string{"holder": "Another Firm Ltd."})
	a, err := tenant.Measure(t.Context())
	if err != nil || a.Sample.Documents != 1 || a.Sample.Wrong != 1 || a.Sample.Low < 0.2 || a.Sample.High < 0.99 {
		t.Errorf("%+v, %v", a.Sample, err)
	}
}

// holds is a checker for which everything holds.
type holds struct{}

func (holds) Check(k certcat.Case) []certcat.Verdict {
	return []certcat.Verdict{{Document: k.Certificate.Document, Part: k.Certificate.Part, Check: certcat.Holds, Decision: certcat.Accepted, Market: "EU"}}
}
