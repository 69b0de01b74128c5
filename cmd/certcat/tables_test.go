package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/xuri/excelize/v2"

	"github.com/certcat/certcat/extract/kinds"
	"github.com/certcat/certcat/tables"
)

// ask runs one command of its own and gives its exit code and output.
func ask(t *testing.T, command func(streams) *cobra.Command, args ...string) (int, string, error) {
	t.Helper()
	var out bytes.Buffer
	c := command(streams{Out: &out, Err: &out})
	c.SilenceUsage, c.SilenceErrors = true, true
	c.SetArgs(args)
	err := c.ExecuteContext(t.Context())
	var f *failure
	if errors.As(err, &f) {
		return f.code, out.String(), err
	}
	if err != nil {
		return exitUsage, out.String(), err
	}
	return exitAccepted, out.String(), nil
}

// inEnglish gives a command everything but streams.
func inEnglish(command func(program) *cobra.Command) func(streams) *cobra.Command {
	return func(s streams) *cobra.Command { return command(program{streams: s, tongue: newTongue("en")}) }
}

func TestTablesCommands(t *testing.T) {
	code, out, err := ask(t, inEnglish(newTablesCommand), "verify")
	if code != 0 || !strings.Contains(out, "nothing wrong") {
		t.Errorf("verify: %d %v %s", code, err, out)
	}
	code, out, _ = ask(t, inEnglish(newTablesCommand), "list")
	if code != 0 || strings.Count(out, "\n") < 30 || !strings.Contains(out, "citations") || !strings.Contains(out, "100 % read in a source") {
		t.Errorf("list: %d %s", code, out)
	}
	_, out, _ = ask(t, inEnglish(newTablesCommand), "list", "--json")
	var row struct {
		Table, Digest string
		Rows          int
	}
	if err := json.NewDecoder(strings.NewReader(out)).Decode(&row); err != nil || row.Table != "acts" || row.Rows < 150 || len(row.Digest) != 64 {
		t.Errorf("list --json: %v %+v", err, row)
	}
}

func TestRequirementsCommand(t *testing.T) {
	code, out, err := ask(t, inEnglish(newRequirementsCommand), "--category", "usb-charger", "--market", "EU,SA", "--as-of", "2026-11-22")
	for _, want := range []string{"EU  usb-charger  as of 2026-11-22", "2014/35/EU", "eu-doc", "SA  usb-charger", "sa-iecee-recognition", "mandatory"} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("%d %v: no %q in\n%s", code, err, want, out)
		}
	}
	code, out, _ = ask(t, inEnglish(newRequirementsCommand), "--category", "Power bank", "--market", "gb", "--as-of", "2026-11-22", "--format", "json")
	var all []needed
	if err := json.Unmarshal([]byte(out), &all); err != nil || code != 0 || len(all) != 1 || all[0].Category != "power-bank" || all[0].Market != "GB" || !all[0].Known || len(all[0].Requirements) < 5 {
		t.Errorf("json: %d %v %+v", code, err, all)
	}
	checkMembers(t, out)
	if code, out, _ = ask(t, inEnglish(newRequirementsCommand), "--category", "fire-extinguisher", "--market", "US"); code != exitReview || !strings.Contains(out, "unknown") {
		t.Errorf("a cell that is missing: %d %s", code, out)
	}
	for _, args := range [][]string{{"--category", "chargre", "--market", "EU"}, {"--category", "usb-charger"}, {"--category", "usb-charger", "--market", "XX"},
		{"--category", "usb-charger", "--market", "EU", "--as-of", "2026-13-01"}, {"--category", "usb-charger", "--market", "EU", "--format", "xml"}} {
		if code, _, err = ask(t, inEnglish(newRequirementsCommand), args...); code != exitUsage || err == nil {
			t.Errorf("%v: %d %v", args, code, err)
		}
	}
	if _, _, err = ask(t, inEnglish(newRequirementsCommand), "--category", "charger", "--market", "EU"); err == nil || !strings.Contains(err.Error(), "usb-charger") {
		t.Errorf("categories near the asked one: %v", err)
	}
}

// checkMembers looks for every member that a requirement has, in each of a market's requirements.
func checkMembers(t *testing.T, answer string) {
	t.Helper()
	var raw []struct{ Requirements []map[string]any }
	if err := json.Unmarshal([]byte(answer), &raw); err != nil || len(raw) != 1 {
		t.Fatal(err, len(raw))
	}
	for _, r := range raw[0].Requirements {
		for _, member := range []string{"level", "evidence", "basis", "acts", "scheme", "standards", "languages", "notarisation", "legalisation", "representative", "marks", "cost"} {
			if _, ok := r[member]; !ok {
				t.Errorf("%v has no member %q", r["id"], member)
			}
		}
		if r["level"] == "" || r["evidence"] == "" || r["basis"] == "" || r["notarisation"] == "" || r["representative"] == "" {
			t.Errorf("an empty member in %v", r)
		}
	}
}

func TestRequirementsForms(t *testing.T) {
	asked := []string{"--category", "usb-charger", "--market", "EU,SA,BR", "--as-of", "2026-11-22"}
	code, out, err := ask(t, inEnglish(newRequirementsCommand), append(asked, "--format", "md")...)
	if code != 0 || strings.Count(out, "\n## ") != 2 || !strings.Contains(out, "| mandatory | eu-doc | EU (EC) declaration of conformity, signed by the manufacturer | upload | 2014/35/EU, 2014/30/EU") || !strings.Contains(out, "| --- |") {
		t.Errorf("md: %d %v\n%s", code, err, out)
	}
	name := filepath.Join(t.TempDir(), "needs.xlsx")
	if code, _, err = ask(t, inEnglish(newRequirementsCommand), append(asked, "--format", "xlsx", "--output", name)...); code != 0 {
		t.Fatal(code, err)
	}
	f, err := excelize.OpenFile(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := f.GetRows("Requirements")
	if err != nil || len(rows) < 15 || len(rows[0]) != len(requirementColumns) || rows[1][0] != "EU" || rows[1][1] != "eu-doc" {
		t.Errorf("xlsx: %v %d rows", err, len(rows))
	}
	if code, _, err = ask(t, inEnglish(newRequirementsCommand), append(asked, "--output", name)...); code != exitUsage {
		t.Errorf("a file that is there was overwritten: %d %v", code, err)
	}
	chinese := func(s streams) *cobra.Command {
		return newRequirementsCommand(program{streams: s, tongue: newTongue("zh")})
	}
	if code, out, err = ask(t, chinese, asked...); code != 0 || !strings.Contains(out, "强制") || !strings.Contains(out, "截至 2026-11-22") {
		t.Errorf("zh: %d %v %s", code, err, out)
	}
}

func TestCategoryCommand(t *testing.T) {
	code, out, err := ask(t, inEnglish(newCategoryCommand), "65W GaN charger", "--market", "EU,SA")
	if code != 0 || !strings.HasPrefix(out, "1  usb-charger") || !strings.Contains(out, "EU: 2014/35/EU") || !strings.Contains(out, "sa-saber-scoc") || !strings.Contains(out, "IEC 62368-1") {
		t.Errorf("%d %v %s", code, err, out)
	}
	code, out, err = ask(t, inEnglish(newCategoryCommand), "充电宝", "--json", "--limit", "1")
	var found foundCategory
	if jerr := json.Unmarshal([]byte(out), &found); code != 0 || jerr != nil || found.ID != "power-bank" || found.Rank != 1 || found.Because != "充电宝" {
		t.Errorf("%d %v %v %+v", code, err, jerr, found)
	}
	if code, out, _ = ask(t, inEnglish(newCategoryCommand), "grommet"); code != exitReview || !strings.Contains(out, "No category fits") {
		t.Errorf("nothing fits: %d %s", code, out)
	}
	if code, _, _ = ask(t, inEnglish(newCategoryCommand), "toy", "--market", "XX"); code != exitUsage {
		t.Errorf("no such market: %d", code)
	}
}

// Every kind of document that the reader tells apart has rows that say what it proves and how long it lives.
func TestKindsAreTotal(t *testing.T) {
	set, err := kinds.Default()
	if err != nil {
		t.Fatal(err)
	}
	x, err := tables.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Kinds) < 15 {
		t.Errorf("only %d kinds", len(set.Kinds))
	}
	for _, k := range set.Kinds {
		if !x.Told(k.Kind) {
			t.Errorf("the table proves has no row for %s", k.Kind)
		}
		if _, ok := x.Life(k.Kind, "", ""); !ok {
			t.Errorf("the table life has no row for %s", k.Kind)
		}
	}
}
