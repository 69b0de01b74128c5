package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/flow"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/tables"
	"github.com/certcat/certcat/validate"
)

// plainPaper is a declaration of a fictional firm on which every field is relied.
func plainPaper(n int, standard, expiry string) certcat.Certificate {
	id := store.Hash(fmt.Append(nil, "paper ", n))
	set := map[string]string{certcat.Kind: "eu-doc", certcat.Holder: "Lindholt Power ApS", certcat.IssueDate: "2025-03-04", certcat.Standards: standard, certcat.LegalActs: "2014/35/EU"}
	if expiry != "" {
		set[certcat.Kind], set[certcat.ExpiryDate], set[certcat.LegalActs] = "eu-type-examination", expiry, "2014/53/EU"
	}
	c := certcat.Certificate{Document: id, Part: certcat.Part{First: 1, Last: 1}, Key: "certificates"}
	for _, name := range certcat.FieldNames() {
		f := certcat.Field{Name: name, State: certcat.Absent, Accepted: true, Confidence: 0.99, By: "machine"}
		if v := set[name]; v != "" {
			f.State = certcat.Printed
			f.Values = []certcat.Value{{Text: v, Canonical: v, Confidence: 0.99, Evidence: []certcat.Evidence{{Page: 1, Box: certcat.Box{X0: 10, Y0: 20, X1: 100, Y1: 30}, Text: v}}}}
		}
		c.Fields = append(c.Fields, f)
	}
	return c
}

// keepJudged stores a certificate with its verdict of a day, as the flow leaves it.
func keepJudged(t testing.TB, s *store.Store, c certcat.Certificate, ask validate.Options, x *tables.Tables) {
	t.Helper()
	ctx := t.Context()
	check := checker{tables: x, asked: []validate.Options{ask}}
	verdicts := flow.CheckAll(check, []certcat.Certificate{c})
	doc, err := s.PutDocument(ctx, certcat.Document{ID: c.Document})
	if err != nil {
		t.Fatal(err)
	}
	certificates, err := s.PutCertificates(ctx, c.Document, "certificates", []certcat.Certificate{c})
	if err != nil {
		t.Fatal(err)
	}
	judgement, err := s.PutVerdicts(ctx, c.Document, check.Key(), verdicts)
	if err != nil {
		t.Fatal(err)
	}
	rec := store.Record{Document: c.Document, Revision: 1, Keys: certcat.Keys{Reading: "r", Certificate: "certificates", Verdict: check.Key()}, Looked: "r",
		State: certcat.Processed, Parts: []certcat.Part{c.Part}, Objects: []store.Ref{doc, certificates, judgement}, NextChange: flow.NextChange(verdicts), Judged: true}
	if _, err := s.PutCurrent(ctx, rec, ""); err != nil {
		t.Fatal(err)
	}
}

// pile makes a store of n judged certificates; of every hundredth the verdict changes on 2027-02-01.
func pile(t testing.TB, n int) (place string, due []string) {
	t.Helper()
	place = filepath.Join(t.TempDir(), "store")
	s, err := openStore(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	x, err := tables.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	market, err := validate.ProfileNamed("marketplace")
	if err != nil {
		t.Fatal(err)
	}
	ask := validate.Options{Market: "EU", Category: "wireless-charger", AsOf: "2026-11-22", Profile: market}
	for i := range n {
		expiry := ""
		if i%100 == 50 {
			expiry = "2027-01-31"
		}
		c := plainPaper(i, "EN 99000-3:2019", expiry)
		keepJudged(t, s, c, ask, x)
		if expiry != "" {
			due = append(due, c.Document)
		}
	}
	slices.Sort(due)
	return place, due
}

// revisions are the documents whose record is not their first.
func revisions(t testing.TB, place string) []string {
	t.Helper()
	s, err := openStore(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for rec, err := range s.Documents(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if rec.Revision > 1 {
			out = append(out, rec.Document)
		}
	}
	return out
}

// TestRecheckTouchesOnlyWhatIsDue: with CERTCAT_SOAK=1 over 20,000 stored certificates.
func TestRecheckTouchesOnlyWhatIsDue(t *testing.T) {
	n := 150
	if os.Getenv("CERTCAT_SOAK") == "1" {
		n = 20000
	}
	place, due := pile(t, n)
	s, err := openStore(t.Context(), place)
	if err != nil {
		t.Fatal(err)
	}
	next := map[certcat.Date]int{}
	for rec, err := range s.Documents(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		next[rec.NextChange]++
	}
	t.Logf("next changes: %v", next)
	day := certcat.Date("2026-11-30")
	code, out, err := ask(t, inEnglish(newRecheckCommand), "--store", place, "--as-of", string(day))
	if code != 0 || len(revisions(t, place)) != 0 || !strings.Contains(out, " 0 judged again") {
		t.Fatalf("before anything is due: %d %v %s", code, err, out)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	peak := watchHeap(t)
	start := time.Now()
	code, out, err = ask(t, inEnglish(newRecheckCommand), "--store", place, "--as-of", "2027-02-01", "--json")
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	if code != 0 {
		t.Fatal(code, err, out)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	var sum recheckCount
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &sum); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d certificates: %d judged again, %d turned, in %v; heap %d MiB at most, %d MiB before", sum.Looked, sum.Due, sum.Turned, took.Round(time.Millisecond), peak()>>20, before.HeapAlloc>>20)
	if got := revisions(t, place); !slices.Equal(got, due) || sum.Looked != n || sum.Due != len(due) || sum.Turned != len(due) || len(due) == 0 {
		t.Errorf("%d touched, %d were due: %+v", len(got), len(due), sum)
	}
	if peak() > before.HeapAlloc+200<<20 {
		t.Errorf("memory is not flat: %d MiB", peak()>>20)
	}
	for _, id := range due[:min(3, len(due))] {
		checkTurned(t, s, id)
	}
	if code, out, _ = ask(t, inEnglish(newRecheckCommand), "--store", place, "--as-of", "2027-02-01"); code != 0 || !strings.Contains(out, " 0 judged again") {
		t.Errorf("a second run: %d %s", code, out)
	}
	if n > 1000 {
		return
	}
	if report, err := s.Verify(t.Context(), nil); err != nil || len(onlyOf(report.Faults, "store-unlogged", "store-chain", "store-changed")) > 0 {
		t.Errorf("the store afterwards: %v %v", err, report.Faults)
	}
}

func onlyOf(list []certcat.Problem, codes ...string) []certcat.Problem {
	return slices.DeleteFunc(slices.Clone(list), func(p certcat.Problem) bool { return !slices.Contains(codes, p.Code) })
}

func checkTurned(t *testing.T, s *store.Store, id string) {
	t.Helper()
	rec, _, err := s.Current(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	verdicts, _, err := s.Verdicts(t.Context(), id, rec.Keys.Verdict)
	if err != nil || len(verdicts) != 1 || verdicts[0].AsOf != "2027-02-01" || rec.NextChange != "" && rec.NextChange <= "2027-02-01" {
		t.Errorf("%v %+v %+v", err, rec, verdicts)
	}
	var actions []string
	for e, err := range s.Log(t.Context(), id) {
		if err != nil {
			t.Fatal(err)
		}
		actions = append(actions, e.Action)
	}
	if strings.Join(actions, " ") != "revision-1 recheck revision-2" {
		t.Errorf("log: %v", actions)
	}
}

// watchHeap gives the largest heap seen so far.
func watchHeap(t *testing.T) func() uint64 {
	stop, done := make(chan struct{}), make(chan struct{})
	var most uint64
	lock := make(chan struct{}, 1)
	look := func() uint64 {
		lock <- struct{}{}
		defer func() { <-lock }()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		most = max(most, m.HeapAlloc)
		return most
	}
	go func() {
		defer close(done)
		for {
			select {
			case <-stop:
				return
			case <-time.After(20 * time.Millisecond):
				look()
			}
		}
	}()
	t.Cleanup(func() { close(stop); <-done })
	return look
}

// TestTablesLive: rows come from a server, are compared, kept, put in force, and turn what they concern.
func TestTablesLive(t *testing.T) {
	place, _ := pile(t, 30)
	decision, err := os.ReadFile("../../tables/importers/testdata/decision.xhtml")
	if err != nil {
		t.Fatal(err)
	}
	// The certificates cite EN 99000-3:2019: a standard that a row of ours lists until the decision withdraws it.
	cited := filepath.Join(t.TempDir(), "cited")
	writeCitation(t, cited)
	asked := 0
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked++
		if r.URL.Path != "/resource/celex/32026D90001" {
			http.NotFound(w, r)
			return
		}
		_, _ = w.Write(decision)
	}))
	defer server.Close()
	address := server.URL + "/resource/celex/32026D90001"
	run := func(want int, args ...string) string {
		t.Helper()
		code, out, err := ask(t, inEnglish(newTablesCommand), args...)
		if code != want {
			t.Fatalf("%v: %d %v\n%s", args, code, err, out)
		}
		return out
	}
	dry := run(0, "import", "eurlex-hs", address, "--dry-run", "--retrieved", "2026-12-10", "--tables", cited)
	if !strings.Contains(dry, "added     2014/35/EU#(EU) 2026/90001#9001") || !strings.Contains(dry, "corrected test-old") || asked != 1 {
		t.Errorf("dry run (%d requests):\n%s", asked, dry)
	}
	if out := run(0, "sets", "--store", place); strings.Count(out, "\n") != 1 || !strings.HasPrefix(out, "* shipped") {
		t.Errorf("a dry run kept something:\n%s", out)
	}
	run(0, "import", "eurlex-hs", address, "--store", place, "--retrieved", "2026-12-10", "--tables", cited)
	out := run(0, "sets", "--store", place, "--json")
	var set setLine
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &set); err != nil || len(lines) != 2 || set.InForce {
		t.Fatal(err, out)
	}
	var note importNote
	if err := json.Unmarshal(set.Note, &note); err != nil || len(note.Imports) != 1 || note.Imports[0].Retrieved != "2026-12-10" || len(note.Imports[0].SHA256) != 64 || note.Imports[0].From != address {
		t.Errorf("%v %s", err, set.Note)
	}
	diff := run(0, "diff", cited, set.Digest, "--store", place, "--as-of", "2026-12-10")
	if !strings.Contains(diff, "citations: 3 rows added") || !strings.Contains(diff, "30 documents looked at, 30 come out differently") || !strings.Contains(diff, "2027-01-03") || !strings.Contains(diff, "standards.") {
		t.Errorf("diff:\n%.2000s", diff)
	}
	if diff = run(0, "diff", "shipped", cited, "--rows"); !strings.Contains(diff, "added   citations/test-old") || strings.Contains(diff, "looked at") {
		t.Errorf("diff without a store:\n%s", diff)
	}
	if len(revisions(t, place)) != 0 {
		t.Error("a diff changed the store")
	}
	run(0, "use", set.Digest, "--store", place)
	if out := run(0, "verify", "--store", place); !strings.Contains(out, "nothing wrong") {
		t.Error(out)
	}
	if out := run(0, "sets", "--store", place); !strings.Contains(out, "* "+set.Digest+"  2026-12-10 eurlex-hs") {
		t.Error(out)
	}
	if code, out, err := ask(t, inEnglish(newRecheckCommand), "--store", place, "--as-of", "2027-01-03", "--all"); code != 0 || !strings.Contains(out, "30 judged again") {
		t.Errorf("%d %v %.600s", code, err, out)
	}
	afterwards(t, run, place, set.Digest, server.URL)
}

// afterwards goes back to the shipped tables, and tries what has to be refused.
func afterwards(t *testing.T, run func(int, ...string) string, place, digest, server string) {
	t.Helper()
	exported := filepath.Join(t.TempDir(), "all")
	run(0, "export", exported, "--store", place)
	if out := run(0, "diff", exported, digest, "--store", place, "--as-of", "2027-01-03"); !strings.Contains(out, "no row differs") || !strings.Contains(out, " 0 come out differently") {
		t.Errorf("what was exported:\n%s", out)
	}
	run(0, "use", "shipped", "--store", place)
	run(exitUsage, "use", strings.Repeat("0", 64), "--store", place)
	run(exitUsage, "import", "eurlex-hs", "http://example.invalid/x", "--dry-run")
	run(exitUsage, "import", "nobody", server+"/resource/celex/32026D90001", "--dry-run")
	run(exitUsage, "import", "nando", server+"/resource/celex/32026D90001")
	run(exitRejected, "import", "nando", server+"/resource/celex/32026D90001", "--dry-run")
	run(exitMachine, "import", "nando", server+"/gone", "--dry-run")
}

// writeCitation makes a folder that lays one citation over the shipped tables.
func writeCitation(t *testing.T, dir string) {
	t.Helper()
	header := tables.Columns("citations")
	record := make([]string, len(header))
	for c, v := range map[string]string{"id": "test-old", "act": "2014/35/EU", "reference": "EN 99000-3:2019", "decision": "(EU) 2023/2723", "line": "8999", "state": "cited",
		"from": "2023-12-13", "recorded": "2026-11-22", "source": "a test", "verified": "source"} {
		record[slices.Index(header, c)] = v
	}
	if err := writeOverlay(dir, tables.Overlay{"citations": tables.Lines([][]string{header, record})}); err != nil {
		t.Fatal(err)
	}
}

// Two people put tables in force at once: one of them is told.
func TestTablesInForceTwice(t *testing.T) {
	s, err := openStore(t.Context(), filepath.Join(t.TempDir(), "store"))
	if err != nil {
		t.Fatal(err)
	}
	digest, err := s.PutTables(t.Context(), map[string][]byte{"invalid.csv": tables.Lines([][]string{tables.Columns("invalid")})}, []byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.SetCurrentTables(t.Context(), digest, ""); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SetCurrentTables(t.Context(), "", ""); !errors.Is(err, store.ErrConflict) {
		t.Errorf("the second: %v", err)
	}
	src, err := tablesAt(t.Context(), s, "")
	if err != nil || src.name != digest {
		t.Errorf("%s %v", src.name, err)
	}
}
