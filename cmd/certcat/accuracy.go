package main

import (
	"fmt"
	"os"
	"sort"
	"strings"
	"time"

	"github.com/certcat/certcat/extract"
	"github.com/certcat/certcat/extract/read"
)

// confidenceSteps are the lower edges of the reliability curve.
var confidenceSteps = []float64{0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98}

// reliability counts, for cells of one range of confidence, how many there are and how many are right.
type reliability struct{ cells, right int }

func (e *evaluation) curve(confidence float64, good bool) {
	at := 0
	for i, from := range confidenceSteps {
		if confidence >= from {
			at = i
		}
	}
	e.reliable[at].cells++
	if good {
		e.reliable[at].right++
	}
}

// writeAccuracy writes the figures as a page: by field, medium and kind, the reliability curve, the worst documents without
// their names, and what each part adds where results without it are given.
func writeAccuracy(path string, labels []label, results map[string]map[string]any, without []string, day time.Time) error {
	var b strings.Builder
	e := evaluate(labels, results, scoredFields(), "medium")
	fmt.Fprintf(&b, "# Accuracy\n\n%s, %d labelled documents, reader Revision %d, extract Revision %d. Written by `certcat eval LABELS --results RESULTS --accuracy FILE`;\n"+
		"where the results come from `certcat train --results`, every document was read with weights and bars learned without its issuer.\n\n"+
		"*Cells*: fields that are wholly right, absences included. *F1*: over single values. *Accepted*: relied on without a person, with 95 %% bounds (Wilson).\n"+
		"*Automation*: fields that hold a value, accepted and right, of all that hold one.\n\n",
		day.Format("2006-01-02"), len(e.documents), read.Revision, extract.Revision)
	head := func(what string) {
		fmt.Fprintf(&b, "| %s | values | cells | precision | recall | F1 | accepted | of these right | wrong | automation |\n|---|--:|--:|--:|--:|--:|--:|---|--:|--:|\n", what)
	}
	row := func(name string, f figures) {
		right := "–"
		if f.AcceptedPrecision != nil {
			right = fmt.Sprintf("%.1f %% [%.1f, %.1f]", 100**f.AcceptedPrecision, 100**f.AcceptedLow, 100**f.AcceptedHigh)
		}
		fmt.Fprintf(&b, "| %s | %d | %.1f %% | %.1f %% | %.1f %% | %.1f %% | %d | %s | %d | %.1f %% |\n", name, f.Values, 100*f.Cells, 100*f.Precision, 100*f.Recall, 100*f.F1,
			f.AcceptedCells, right, f.AcceptedWrong, 100*f.Automation)
	}
	all := e.figures()
	head("field")
	for _, f := range e.fields {
		row(f, all[f].(figures))
	}
	row("**all**", all["all"].(figures))
	for _, by := range []string{"medium", "kind"} {
		g := evaluate(labels, results, scoredFields(), by)
		fmt.Fprintln(&b)
		head(by)
		for _, name := range sortedKeys(g.group) {
			row(name, g.group[name].figures())
		}
	}
	fmt.Fprintf(&b, "\nDocuments with every critical field accepted: %d, of these with a wrong one: %d. Without a result: %d.\n\n## Reliability\n\n| confidence | cells | right |\n|---|--:|--:|\n",
		len(e.relied), len(e.reliedWrong), len(e.missing))
	for i, r := range e.reliable {
		if to := 1.0; r.cells > 0 {
			if i+1 < len(confidenceSteps) {
				to = confidenceSteps[i+1]
			}
			fmt.Fprintf(&b, "| %.2f–%.2f | %d | %.1f %% |\n", confidenceSteps[i], to, r.cells, 100*float64(r.right)/float64(r.cells))
		}
	}
	fmt.Fprint(&b, "\n## The worst documents\n\n| medium | kind | cells right |\n|---|---|--:|\n")
	sort.SliceStable(e.documents, func(i, j int) bool { return e.documents[i].share < e.documents[j].share })
	for _, d := range e.documents[:min(12, len(e.documents))] {
		fmt.Fprintf(&b, "| %s | %s | %.0f %% |\n", d.medium, d.kind, 100*d.share)
	}
	if len(without) > 0 {
		table, err := ablation(labels, results, without)
		if err != nil {
			return err
		}
		b.WriteString(table)
	}
	return os.WriteFile(path, []byte(b.String()), 0o644)
}
