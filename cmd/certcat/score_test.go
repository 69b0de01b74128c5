package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestLikenessIsDifflibs(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64 // difflib.SequenceMatcher(None, a, b, autojunk=False).ratio()
	}{
		{"abcd", "bcde", 0.75},
		{"norviaaanioy", "norviaoy", 0.8},
		{"tide", "diet", 0.25},
		{"diet", "tide", 0.5},
		{"深圳市示例科技有限公司", "深圳示例科技有限公司", 20.0 / 21},
		{"", "a", 0},
	} {
		if got := likeness([]rune(c.a), []rune(c.b)); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("likeness(%q, %q) = %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

func TestSameValue(t *testing.T) {
	for _, c := range []struct {
		field, want, got string
		same             bool
	}{
		{"certificate_number", "AB-12 34", "ab1234", true},
		{"certificate_number", "AB-1234", "AB-1235", false},
		{"issuer", "Norvia Testing GmbH", "NORVIA Testing Gmbh.", true},
		{"issuer", "Norvia Testing GmbH", "Halden Testing GmbH", false},
		{"issue_date", "2024-05-01", " 2024-05-01", true},
		{"issue_date", "2024-05-01", "2024-05", false},
		{"legal_acts", "2014/35/EU", "Directive 2014/35/EC", true},
		{"legal_acts", "47 CFR Part 15 Subpart B", "FCC Part 15B", true},
		{"legal_acts", "2014/35/EU", "2014/30/EU", false},
		{"product", "Ｗireless charger", "wireless chargér", true},
	} {
		if got := sameValue(c.field, c.want, c.got); got != c.same {
			t.Errorf("%s: %q and %q the same: %v, want %v", c.field, c.want, c.got, got, c.same)
		}
	}
}

// measured are labels and results that between them show every way in which a cell can be right or wrong.
func measured(t *testing.T) (labels, results string) {
	t.Helper()
	dir := t.TempDir()
	labels = filepath.Join(dir, "labels")
	if err := os.Mkdir(labels, 0o700); err != nil {
		t.Fatal(err)
	}
	for id, text := range map[string]string{
		"one": `{"id":"one","medium":"scan","languages":["en","de"],"kind":"eu-doc","fields":{"issuer":"Norvia Testing GmbH","issue_date":"2024-05-01","expiry_date":null,
			"standards":["EN 62368-1:2014","EN 55032:2015"],"legal_acts":["2014/35/EU"],"marks":["CE"],"models":["A-1","A-2"]}}`,
		"two":   `{"id":"two","medium":"photo","languages":["zh"],"kind":"test-report","fields":{"certificate_number":"TR-7","models":["B"]}}`,
		"three": `{"id":"three","kind":"other","fields":{}}`,
	} {
		if err := os.WriteFile(filepath.Join(labels, id+".json"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	results = filepath.Join(dir, "results.jsonl")
	all := func(value string) string {
		var cells []string
		for _, f := range scoredFields()[1:] {
			cells = append(cells, fmt.Sprintf("%q:%s", f, value))
		}
		return strings.Join(cells, ",")
	}
	lines := `{"file":"x/one.pdf","kind":{"value":"eu-doc","accepted":true},"fields":{"issuer":{"value":"NORVIA Testing Gmbh","accepted":true},"issue_date":{"value":"2024-01-05","accepted":true},
"expiry_date":{"value":null,"accepted":true},"standards":{"value":["EN 62368-1:2014","EN 55032:2012"],"accepted":true},"legal_acts":{"value":["2014/35/EC"]},"models":["A-1","A-2"],"marks":{"value":[]}}}`
	lines = strings.ReplaceAll(lines, "\n", "") + "\n" + `{"file":"one.pdf","kind":{"value":"a second line that must not count"},"fields":{}}` + "\n\n" +
		`{"file":"two.jpg","kind":{"value":"test-report","accepted":true},"fields":{` + all(`{"value":null,"accepted":true}`) + "}}\n"
	if err := os.WriteFile(results, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	return labels, results
}

func TestFigures(t *testing.T) {
	labels, results := measured(t)
	out := filepath.Join(t.TempDir(), "figures.json")
	code, said := command(t, "eval", labels, "--results", results, "--by", "medium", "--json", out, "--per-document")
	if code != exitAccepted || !strings.Contains(said, "3 documents, 1 without a result: three; 1 with every critical field accepted, of these 1 with a wrong one: two") {
		t.Fatalf("exit %d: %s", code, said)
	}
	var got map[string]figures
	readJSON(t, out, &got)
	// one: kind, issuer, expiry, legal acts, models right; of 19 cells only issue_date, standards, marks are wrong
	if f := got["medium:scan"]; f.Values != 9 || math.Abs(f.Cells-16.0/19) > 1e-9 || f.AcceptedCells != 5 || f.AcceptedWrong != 2 {
		t.Errorf("scan: %+v", f)
	}
	if f := got["standards"]; f.Precision != 0.5 || f.Recall != 0.5 || f.F1 != 0.5 {
		t.Errorf("standards: %+v", f)
	}
}

// TestFiguresAreTheReferenceScorers compares every figure with those of the scorer that the evaluation sets come with.
func TestFiguresAreTheReferenceScorers(t *testing.T) {
	scorer := "../../../shared/eval/score.py"
	if _, err := os.Stat(scorer); err != nil {
		t.Skip("outside: no reference scorer here")
	}
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("outside: no Python here")
	}
	labels, results := measured(t)
	for _, by := range []string{"medium", "kind", "language"} {
		theirs, ours := filepath.Join(t.TempDir(), "theirs.json"), filepath.Join(t.TempDir(), "ours.json")
		said, err := exec.CommandContext(t.Context(), python, scorer, labels, results, "--by", by, "--json", theirs).Output()
		if err != nil {
			t.Fatal(err)
		}
		_, mine := command(t, "eval", labels, "--results", results, "--by", by, "--json", ours)
		if string(said) != mine {
			t.Errorf("--by %s prints\n%s\nwant\n%s", by, mine, said)
		}
		var want, got map[string]any
		readJSON(t, theirs, &want)
		readJSON(t, ours, &got)
		if len(want) != len(got) {
			t.Errorf("--by %s: %d figures, want %d", by, len(got), len(want))
		}
		for name := range want {
			compareFigures(t, name, want[name].(map[string]any), got[name])
		}
	}
}

// compareFigures allows for the last bit: the reference rounds in between where constants are folded here.
func compareFigures(t *testing.T, name string, want map[string]any, got any) {
	t.Helper()
	mine, _ := got.(map[string]any)
	for figure, w := range want {
		w, wok := w.(float64)
		g, gok := mine[figure].(float64)
		if wok != gok || math.Abs(w-g) > 1e-12 {
			t.Errorf("%s %s is %v, want %v", name, figure, mine[figure], want[figure])
		}
	}
}

func readJSON(t *testing.T, path string, into any) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err == nil {
		err = json.NewDecoder(bytes.NewReader(data)).Decode(into)
	}
	var wrongType *json.UnmarshalTypeError
	if err != nil && !asType(err, &wrongType) {
		t.Fatal(err)
	}
}
