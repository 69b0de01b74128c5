package validate_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/tables"
	"github.com/certcat/certcat/testdata/domino"
	"github.com/certcat/certcat/validate"
)

const today = certcat.Date("2026-11-22")

// TestNothingChangesBeforeNextChange: a verdict that names a next change says the same on every day before it, and one
// that names none says the same for ever. The days tried are all on which a row of any table or a date of the paper
// begins or ends, so that a day that a rule forgot to name shows.
func TestNothingChangesBeforeNextChange(t *testing.T) {
	x, err := tables.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	market, err := validate.ProfileNamed("marketplace")
	if err != nil {
		t.Fatal(err)
	}
	papers := trusted(t)
	turns := tableDays(t)
	tried, moved := 0, 0
	for name, c := range papers {
		for _, ask := range []validate.Options{{}, {Market: "EU", Category: "wireless-charger"}} {
			ask.AsOf, ask.Profile = today, market
			k := certcat.Case{Certificate: c}
			v := validate.Check(k, ask, x)
			if v.NextChange != "" && v.NextChange <= today {
				t.Errorf("%s %s: next change %s is not after %s", name, ask.Market, v.NextChange, today)
			}
			before := outcomes(v)
			for _, day := range daysOf(c, turns) {
				if day <= today || v.NextChange != "" && day >= v.NextChange {
					continue
				}
				tried++
				ask.AsOf = day
				if after := outcomes(validate.Check(k, ask, x)); !slices.Equal(before, after) {
					t.Fatalf("%s, market %q: the verdict of %s names %q as its next change, but on %s:\n%s", name, ask.Market, today, v.NextChange, day, differ(before, after))
				}
			}
			if v.NextChange != "" {
				ask.AsOf = v.NextChange
				if !slices.Equal(before, outcomes(validate.Check(k, ask, x))) {
					moved++
				}
			}
		}
	}
	t.Logf("%d days tried; %d verdicts really change on the day that they name", tried, moved)
	if tried < 1000 || moved == 0 {
		t.Errorf("too little was tried: %d days, %d changes", tried, moved)
	}
}

// outcomes are what a reader of a verdict would call its content.
func outcomes(v certcat.Verdict) []string {
	out := []string{fmt.Sprint("check ", v.Check), fmt.Sprint("decision ", v.Decision)}
	for _, f := range v.Findings {
		out = append(out, fmt.Sprint(f.Rule, " ", f.Outcome, " ", f.Law, " ", f.Policy, " ", f.Message, " ", f.DecidedBy().ID))
	}
	for _, f := range v.Fits {
		out = append(out, fmt.Sprint(f.Requirement, " ", f.Result, " ", f.Decision, " ", f.Because))
	}
	return out
}

func differ(a, b []string) string {
	out := ""
	for i := range max(len(a), len(b)) {
		var x, y string
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x != y {
			out += fmt.Sprintf("  %s\n  → %s\n", x, y)
		}
	}
	return out
}

// trusted are the certificates of all cases, as if a person had confirmed every field, so that rules decide.
func trusted(t *testing.T) map[string]certcat.Certificate {
	out := map[string]certcat.Certificate{}
	for _, name := range domino.Cases(t) {
		var certificates []certcat.Certificate
		domino.Load(t, name, "certificate.json", &certificates)
		for i, c := range certificates {
			for j := range c.Fields {
				c.Fields[j].Accepted = true
			}
			for j := range c.Facts {
				c.Facts[j].Accepted = true
			}
			out[fmt.Sprint(name, "/", i)] = c
		}
	}
	return out
}

var isoDay = regexp.MustCompile(`\b20\d\d-\d\d-\d\d\b`)

// tableDays are all future days that stand anywhere in the tables, with the days before and after.
func tableDays(t *testing.T) []certcat.Date {
	files, err := filepath.Glob("../tables/data/*.csv")
	if err != nil || len(files) == 0 {
		t.Fatal("no tables", err)
	}
	var days []certcat.Date
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range isoDay.FindAllString(string(data), -1) {
			if day := certcat.Date(d); day >= today && day.Valid() {
				days = append(days, day.AddDays(-1), day, day.AddDays(1))
			}
		}
	}
	return sorted(days)
}

func sorted(days []certcat.Date) []certcat.Date {
	days = slices.DeleteFunc(days, func(d certcat.Date) bool { return !d.Valid() || d.MonthOnly() || d <= today })
	slices.Sort(days)
	return slices.Compact(days)
}

// daysOf adds what is printed on a paper, with the days after, and a few round numbers of days.
func daysOf(c certcat.Certificate, turns []certcat.Date) []certcat.Date {
	days := slices.Clone(turns)
	for _, name := range []string{certcat.IssueDate, certcat.ExpiryDate} {
		for _, v := range c.Field(name).Values {
			d := certcat.Date(v.Canonical)
			if !d.Valid() {
				continue
			}
			for _, near := range []certcat.Date{d.First(), d.Last(), d.Last().AddDays(1)} {
				days = append(days, near)
				for _, months := range []int{6, 12, 24, 36, 60, 120} {
					days = append(days, near.AddYears(0, months), near.AddYears(0, months).AddDays(-1))
				}
				for _, warn := range []int{14, 30, 60, 90, 180} {
					days = append(days, near.AddDays(-warn), near.AddDays(1-warn))
				}
			}
		}
	}
	for _, far := range []int{1, 7, 29, 30, 31, 59, 60, 61, 89, 90, 91, 180, 364, 365, 366, 1000, 5000} {
		days = append(days, today.AddDays(far))
	}
	return sorted(days)
}
