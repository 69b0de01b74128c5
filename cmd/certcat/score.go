package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"github.com/certcat/certcat"
)

// scoredFields lists the 19 fields in the order of the score table: single values, then lists.
func scoredFields() []string {
	var single, lists []string
	for _, f := range certcat.FieldNames() {
		if certcat.IsList(f) {
			lists = append(lists, f)
		} else {
			single = append(single, f)
		}
	}
	return append(single, lists...)
}

// label is what a person says is printed on a document.
type label struct {
	ID        string         `json:"id"`
	Medium    string         `json:"medium"`
	Languages []string       `json:"languages"`
	Kind      string         `json:"kind"`
	Fields    map[string]any `json:"fields"`
}

func (l label) groups(by string) []string {
	or := func(s string) []string {
		if s == "" {
			s = "?"
		}
		return []string{s}
	}
	switch by {
	case "medium":
		return or(l.Medium)
	case "kind":
		return or(l.Kind)
	case "language":
		if l.Languages == nil {
			return []string{"?"}
		}
		return l.Languages
	}
	return nil
}

// readLabels reads a folder of <id>.json files, in the order of their names.
func readLabels(dir string) ([]label, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.json"))
	if err != nil || len(names) == 0 {
		return nil, fmt.Errorf("no label files (*.json) in %s", dir)
	}
	sort.Strings(names)
	var labels []label
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var l label
		if err := json.Unmarshal(data, &l); err != nil {
			return nil, fmt.Errorf("label %s: %w", name, err)
		}
		labels = append(labels, l)
	}
	return labels, nil
}

// readResults reads lines of `certcat extract --format jsonl`; the first line of a file counts.
func readResults(r io.Reader) (map[string]map[string]any, error) {
	found := map[string]map[string]any{}
	lines := bufio.NewReader(r)
	for n := 1; ; n++ {
		line, err := lines.ReadString('\n')
		if strings.TrimSpace(line) != "" {
			var row map[string]any
			if err := json.Unmarshal([]byte(line), &row); err != nil {
				return nil, fmt.Errorf("results, line %d: %w", n, err)
			}
			file, _ := row["file"].(string)
			base := filepath.Base(file)
			id := strings.TrimSuffix(base, filepath.Ext(base))
			if _, ok := found[id]; !ok {
				found[id] = row
			}
		}
		if err == io.EOF {
			return found, nil
		}
		if err != nil {
			return nil, err
		}
	}
}

// labelled gives the values in a label or a result: a value, a list, or an object that holds one of these.
func labelled(raw any) []string {
	if m, ok := raw.(map[string]any); ok {
		raw = m["value"]
	}
	items, ok := raw.([]any)
	if !ok {
		items = []any{raw}
	}
	var out []string
	for _, i := range items {
		if m, ok := i.(map[string]any); ok {
			i = m["value"]
		}
		if i == nil {
			continue
		}
		if s := fmt.Sprint(i); bare(s) != "" {
			out = append(out, s)
		}
	}
	return out
}

// paired holds the outcome of one cell: each value used once.
type paired struct{ right, missed, invented []string }

func pair(field string, want, got []string) paired {
	p := paired{missed: slices.Clone(want)}
	for _, g := range got {
		at := slices.IndexFunc(p.missed, func(w string) bool { return sameValue(field, w, g) })
		if at < 0 {
			p.invented = append(p.invented, g)
			continue
		}
		p.missed = slices.Delete(p.missed, at, at+1)
		p.right = append(p.right, g)
	}
	return p
}

// tally counts cells and values.
type tally struct {
	cells, cellsRight, tp, fn, fp, accepted, acceptedRight, held, heldAutomatic int
}

func (t *tally) add(good, accepted bool, want []string, p paired) {
	one := func(b bool) int {
		if b {
			return 1
		}
		return 0
	}
	t.cells++
	t.cellsRight += one(good)
	t.tp += len(p.right)
	t.fn += len(p.missed)
	t.fp += len(p.invented)
	t.accepted += one(accepted)
	t.acceptedRight += one(accepted && good)
	t.held += one(len(want) > 0)
	t.heldAutomatic += one(len(want) > 0 && accepted && good)
}

func (t *tally) plus(o tally) {
	t.cells += o.cells
	t.cellsRight += o.cellsRight
	t.tp += o.tp
	t.fn += o.fn
	t.fp += o.fp
	t.accepted += o.accepted
	t.acceptedRight += o.acceptedRight
	t.held += o.held
	t.heldAutomatic += o.heldAutomatic
}

// figures are the shares that a tally comes to; the accepted ones are nil where nothing was accepted.
type figures struct {
	Values            int      `json:"values"`
	Cells             float64  `json:"cells"`
	Precision         float64  `json:"precision"`
	Recall            float64  `json:"recall"`
	F1                float64  `json:"f1"`
	AcceptedCells     int      `json:"accepted_cells"`
	AcceptedPrecision *float64 `json:"accepted_precision"`
	AcceptedLow       *float64 `json:"accepted_low"`
	AcceptedHigh      *float64 `json:"accepted_high"`
	AcceptedWrong     int      `json:"accepted_wrong"`
	Automation        float64  `json:"automation"`
}

func (t tally) figures() figures {
	share := func(n, of int) float64 {
		if of == 0 {
			return 0
		}
		return float64(n) / float64(of)
	}
	f := figures{
		Values: t.tp + t.fn, Cells: share(t.cellsRight, t.cells), Precision: share(t.tp, t.tp+t.fp), Recall: share(t.tp, t.tp+t.fn),
		AcceptedCells: t.accepted, AcceptedWrong: t.accepted - t.acceptedRight, Automation: share(t.heldAutomatic, t.held),
	}
	if f.Precision+f.Recall > 0 {
		f.F1 = 2 * f.Precision * f.Recall / (f.Precision + f.Recall)
	}
	if t.accepted > 0 {
		p := share(t.acceptedRight, t.accepted)
		low, high := wilson(p, float64(t.accepted))
		f.AcceptedPrecision, f.AcceptedLow, f.AcceptedHigh = &p, &low, &high
	}
	return f
}

// wilson gives the 95 % bounds of a share p seen in n cases.
func wilson(p, n float64) (low, high float64) {
	const z = 1.96
	mid, half := p+z*z/(2*n), z*math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return (mid - half) / (1 + z*z/n), (mid + half) / (1 + z*z/n)
}
