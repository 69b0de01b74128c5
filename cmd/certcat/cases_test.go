package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/flow"
	"github.com/certcat/certcat/testdata/domino"
)

// Floors of the extraction on the test documents, in shares of 1: about three points under what it reaches. They only
// rise; the figures on real certificates are another matter.
const (
	floorF1        = 0.68
	floorKind      = 0.83
	floorDate      = 0.67
	floorStandards = 0.86
	mostReliedOn   = 2 // wrong values that are relied on
)

// TestScoreOfCases scores every case's certificate.json against its label.json, without any engine.
func TestScoreOfCases(t *testing.T) {
	dir := t.TempDir()
	var lines bytes.Buffer
	labels := 0
	for _, name := range domino.Cases(t) {
		var certificates []certcat.Certificate
		domino.Load(t, name, "certificate.json", &certificates)
		o := flow.Outcome{Arrival: flow.Arrival{Path: name}, Certificates: certificates}
		if err := writeLines(&lines, o, false); err != nil {
			t.Fatal(err)
		}
		label, err := os.ReadFile(filepath.Join(domino.Folder(t), name, "label.json"))
		if os.IsNotExist(err) {
			if len(certificates) > 0 {
				t.Errorf("%s is read as %d certificates and has no label", name, len(certificates))
			}
			continue
		}
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name+".json"), label, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
		labels++
	}
	wanted, err := readLabels(dir)
	if err != nil || len(wanted) != labels || labels < 40 {
		t.Fatalf("%d of %d labels, want at least 40; %v", len(wanted), labels, err)
	}
	results, err := readResults(&lines)
	if err != nil {
		t.Fatal(err)
	}
	e := evaluate(wanted, results, scoredFields(), "kind")
	all := e.figures()
	figure := func(name string) figures { return all[name].(figures) }
	for _, f := range []struct {
		name         string
		share, floor float64
	}{
		{"F1 over all fields", figure("all").F1, floorF1},
		{"documents whose kind is right", figure(certcat.Kind).Cells, floorKind},
		{"documents whose date of issue is right", figure(certcat.IssueDate).Cells, floorDate},
		{"F1 of the standards", figure(certcat.Standards).F1, floorStandards},
	} {
		t.Logf("%-40s %.3f, floor %.2f", f.name, f.share, f.floor)
		if f.share < f.floor {
			t.Errorf("%s: %.3f, below the floor of %.2f", f.name, f.share, f.floor)
		}
	}
	if len(e.missing) > 0 {
		t.Errorf("no result for %q", e.missing)
	}
	if wrong := figure("all").AcceptedWrong; wrong > mostReliedOn {
		t.Errorf("%d cells are relied on and wrong, want at most %d", wrong, mostReliedOn)
	}
	if t.Failed() {
		var table bytes.Buffer
		e.print(&table, evalOptions{perDocument: true})
		t.Logf("\n%s", table.String())
	}
}
