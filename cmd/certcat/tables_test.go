package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/spf13/cobra"
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

func TestTablesCommands(t *testing.T) {
	code, out, err := ask(t, newTablesCommand, "verify")
	if code != 0 || !strings.Contains(out, "nothing wrong") {
		t.Errorf("verify: %d %v %s", code, err, out)
	}
	code, out, _ = ask(t, newTablesCommand, "list")
	if code != 0 || strings.Count(out, "\n") < 30 || !strings.Contains(out, "citations") || !strings.Contains(out, "100 % read in a source") {
		t.Errorf("list: %d %s", code, out)
	}
	_, out, _ = ask(t, newTablesCommand, "list", "--json")
	var row struct {
		Table, Digest string
		Rows          int
	}
	if err := json.NewDecoder(strings.NewReader(out)).Decode(&row); err != nil || row.Table != "acts" || row.Rows < 150 || len(row.Digest) != 64 {
		t.Errorf("list --json: %v %+v", err, row)
	}
}

func TestRequirementsCommand(t *testing.T) {
	code, out, err := ask(t, newRequirementsCommand, "--category", "usb-charger", "--market", "EU,SA", "--as-of", "2026-11-22")
	for _, want := range []string{"EU  usb-charger  as of 2026-11-22", "2014/35/EU", "eu-doc", "SA  usb-charger", "sa-iecee-recognition", "mandatory"} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("%d %v: no %q in\n%s", code, err, want, out)
		}
	}
	code, out, _ = ask(t, newRequirementsCommand, "--category", "Power bank", "--market", "gb", "--as-of", "2026-11-22", "--format", "json")
	var n needed
	if err := json.Unmarshal([]byte(out), &n); err != nil || code != 0 || n.Category != "power-bank" || n.Market != "GB" || !n.Known || len(n.Requirements) < 5 {
		t.Errorf("json: %d %v %+v", code, err, n)
	}
	if code, out, _ = ask(t, newRequirementsCommand, "--category", "fire-extinguisher", "--market", "US"); code != exitReview || !strings.Contains(out, "unknown") {
		t.Errorf("a cell that is missing: %d %s", code, out)
	}
	for _, args := range [][]string{{"--category", "chargre", "--market", "EU"}, {"--category", "usb-charger"}, {"--category", "usb-charger", "--market", "XX"},
		{"--category", "usb-charger", "--market", "EU", "--as-of", "2026-13-01"}, {"--category", "usb-charger", "--market", "EU", "--format", "xml"}} {
		if code, _, err = ask(t, newRequirementsCommand, args...); code != exitUsage || err == nil {
			t.Errorf("%v: %d %v", args, code, err)
		}
	}
	if _, _, err = ask(t, newRequirementsCommand, "--category", "charger", "--market", "EU"); err == nil || !strings.Contains(err.Error(), "usb-charger") {
		t.Errorf("categories near the asked one: %v", err)
	}
}
