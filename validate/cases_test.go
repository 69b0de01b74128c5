package validate_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"testing"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/tables"
	"github.com/certcat/certcat/testdata/domino"
	"github.com/certcat/certcat/validate"
)

// TestCases checks every case's certificate.json; the verdict.json beside it must come out, to the last byte. What is
// asked about each case stands in testdata/asked.csv; the others are checked without a market.
//
//	go test ./extract ./validate -update
//
// writes both: this half first lets the other write the certificates that it is going to check.
func TestCases(t *testing.T) {
	if *domino.Update {
		out, err := exec.Command("go", "test", "../extract", "-run", "^TestCases$", "-count=1", "-update").CombinedOutput()
		if err != nil {
			t.Fatalf("the certificates could not be written anew: %v\n%s", err, out)
		}
	}
	x, err := tables.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	law, err := validate.ProfileNamed("law")
	if err != nil {
		t.Fatal(err)
	}
	asked, names := questions(t), domino.Cases(t)
	for name := range asked {
		if !slices.Contains(names, name) {
			t.Errorf("testdata/asked.csv asks about %s, which is no case", name)
		}
	}
	plain := validate.Options{AsOf: "2026-11-22", Profile: law}
	stage := domino.Stage{Gives: "verdict.json", Golden: "testdata/golden.json", Revision: validate.Revision, Key: validate.Key(plain, x)}
	for _, name := range names {
		var certificates []certcat.Certificate
		given := domino.Load(t, name, "certificate.json", &certificates)
		opt := plain
		opt.Market, opt.Category = asked[name][0], asked[name][1]
		verdicts := []certcat.Verdict{}
		for i := range certificates {
			c := certcat.Case{Certificate: certificates[i], Related: slices.Concat(certificates[:i], certificates[i+1:])}
			verdicts = append(verdicts, bare(validate.Check(c, opt, x)))
		}
		stage.Fell(t, name, fmt.Appendf(given, "%s %s", opt.Market, opt.Category), verdicts)
	}
	stage.Settle(t)
}

// bare is a verdict without the keys and digests that golden.json stands for; what was used keeps its names.
func bare(v certcat.Verdict) certcat.Verdict {
	v.Key, v.Used = "", slices.Clone(v.Used)
	for i := range v.Used {
		v.Used[i].Digest = ""
	}
	return v
}

// questions gives market and category by case.
func questions(t *testing.T) map[string][2]string {
	t.Helper()
	f, err := os.Open("testdata/asked.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("testdata/asked.csv: %d rows, %v", len(rows), err)
	}
	asked := map[string][2]string{}
	for _, r := range rows[1:] {
		asked[r[0]] = [2]string{r[1], r[2]}
	}
	return asked
}
