package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/certcat/certcat"
)

type evalOptions struct {
	by, fields, errors, json, results, store, accuracy string
	without                                            []string
	perDocument                                        bool
	jobs                                               int
}

func newEvalCommand(p program) *cobra.Command {
	var o evalOptions
	c := &cobra.Command{
		Use: "eval LABELS [FILE…]", Short: p.tongue.say("help.eval"), Long: p.tongue.say("help.eval.long"), Args: cobra.MinimumNArgs(1),
		RunE: nil,
	}
	c.RunE = does(func(ctx context.Context, args []string) error { return p.eval(ctx, o, args[0], args[1:]) })
	f := c.Flags()
	f.StringVar(&o.by, "by", "", p.tongue.say("flag.by"))
	f.StringVar(&o.fields, "fields", "", p.tongue.say("flag.fields"))
	f.StringVar(&o.errors, "errors", "", p.tongue.say("flag.errors"))
	f.StringVar(&o.json, "json", "", p.tongue.say("flag.json"))
	f.StringVar(&o.results, "results", "", p.tongue.say("flag.results"))
	f.StringVar(&o.accuracy, "accuracy", "", p.tongue.say("flag.accuracy"))
	f.StringSliceVar(&o.without, "without", nil, p.tongue.say("flag.eval.without"))
	f.BoolVar(&o.perDocument, "per-document", false, p.tongue.say("flag.per-document"))
	f.IntVar(&o.jobs, "jobs", 0, p.tongue.say("flag.jobs"))
	f.StringVar(&o.store, "store", "", p.tongue.say("flag.store.optional"))
	return c
}

func (p program) eval(ctx context.Context, o evalOptions, dir string, files []string) error {
	fields := scoredFields()
	if o.fields != "" {
		for _, f := range strings.Split(o.fields, ",") {
			if !slices.Contains(fields, f) {
				return usage(fmt.Errorf("no such field: %s; there are %s", f, strings.Join(fields, ", ")))
			}
		}
		fields = strings.Split(o.fields, ",")
	}
	if o.by != "" && !slices.Contains([]string{"medium", "kind", "language"}, o.by) {
		return usage(fmt.Errorf("--by %s: must be medium, kind or language", o.by))
	}
	if (o.results == "") == (len(files) == 0) {
		return usage(fmt.Errorf("eval needs either files to read or --results FILE"))
	}
	labels, err := readLabels(dir)
	if err != nil {
		return usage(err)
	}
	var from io.Reader
	if o.results != "" {
		f, err := os.Open(o.results)
		if err != nil {
			return usage(err)
		}
		defer f.Close()
		from = f
	} else {
		var lines bytes.Buffer
		quiet := p
		quiet.Out = &lines
		if err := quiet.extract(ctx, lookOptions{store: o.store, jobs: o.jobs}, "jsonl", files); err != nil {
			return err
		}
		from = &lines
	}
	results, err := readResults(from)
	if err != nil {
		return usage(err)
	}
	e := evaluate(labels, results, fields, o.by)
	e.print(p.Out, o)
	if o.accuracy != "" {
		if err := writeAccuracy(o.accuracy, labels, results, o.without, time.Now()); err != nil {
			return err
		}
	}
	if o.json == "" {
		return nil
	}
	data, err := json.MarshalIndent(e.figures(), "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(o.json, append(data, '\n'), 0o644)
}

// evaluation is the outcome of comparing results with labels.
type evaluation struct {
	fields                       []string
	by                           string
	field, group                 map[string]*tally
	documents                    []scored
	missing, relied, reliedWrong []string
	wrong                        []wrongCell
	reliable                     []reliability // by confidenceSteps
}

type scored struct {
	id, medium, kind string
	share            float64
	criticalWrong    []string
}

type wrongCell struct {
	id, field string
	accepted  bool
	paired
}

func evaluate(labels []label, results map[string]map[string]any, fields []string, by string) *evaluation {
	e := &evaluation{fields: fields, by: by, field: map[string]*tally{}, group: map[string]*tally{}, reliable: make([]reliability, len(confidenceSteps))}
	for _, f := range fields {
		e.field[f] = &tally{}
	}
	for _, l := range labels {
		result, ok := results[l.ID]
		if !ok {
			e.missing = append(e.missing, l.ID)
		}
		e.document(l, result, ok)
	}
	return e
}

func (e *evaluation) document(l label, result map[string]any, ok bool) {
	d := scored{id: l.ID, medium: l.groups("medium")[0], kind: l.Kind}
	right, allCritical := 0, ok
	for _, field := range e.fields {
		var wanted, raw any
		cells, _ := result["fields"].(map[string]any)
		if field == certcat.Kind {
			wanted, raw = l.Kind, result["kind"]
		} else {
			wanted, raw = l.Fields[field], cells[field]
		}
		want := labelled(wanted)
		p := pair(field, want, labelled(raw))
		good := ok && len(p.missed) == 0 && len(p.invented) == 0
		cell, _ := raw.(map[string]any)
		accepted, _ := cell["accepted"].(bool)
		confidence, _ := cell["confidence"].(float64)
		e.curve(confidence, good)
		e.field[field].add(good, accepted, want, p)
		for _, g := range l.groups(e.by) {
			if e.group[g] == nil {
				e.group[g] = &tally{}
			}
			e.group[g].add(good, accepted, want, p)
		}
		if good {
			right++
		} else {
			e.wrong = append(e.wrong, wrongCell{l.ID, field, accepted, p})
		}
		if certcat.IsCritical(field) {
			allCritical = allCritical && accepted
			if accepted && !good {
				d.criticalWrong = append(d.criticalWrong, field)
			}
		}
	}
	if allCritical {
		e.relied = append(e.relied, l.ID)
		if len(d.criticalWrong) > 0 {
			e.reliedWrong = append(e.reliedWrong, l.ID)
		}
	}
	d.share = float64(right) / float64(len(e.fields))
	e.documents = append(e.documents, d)
}

// figures are all figures by name: each field, "all", each "by:group", and "documents".
func (e *evaluation) figures() map[string]any {
	out := map[string]any{}
	var total tally
	for _, f := range e.fields {
		out[f] = e.field[f].figures()
		total.plus(*e.field[f])
	}
	out["all"] = total.figures()
	for g, t := range e.group {
		out[e.by+":"+g] = t.figures()
	}
	out["documents"] = map[string]int{"labelled": len(e.documents), "missing": len(e.missing),
		"all_critical_accepted": len(e.relied), "of_these_wrong": len(e.reliedWrong)}
	return out
}

func (e *evaluation) print(w io.Writer, o evalOptions) {
	for _, c := range e.wrong {
		if o.errors == "all" || o.errors == c.field {
			mark := ""
			if c.accepted {
				mark = "ACCEPTED "
			}
			fmt.Fprintf(w, "%s\t%s\t%smissed %q\tinvented %q\n", c.id, c.field, mark, c.missed, c.invented)
		}
	}
	fmt.Fprintf(w, "%-24s values   cells    prec  recall      F1  accepted [95 %% bounds]  wrong automat\n", "field")
	all := e.figures()
	for _, f := range e.fields {
		showFigures(w, f, all[f].(figures))
	}
	showFigures(w, "ALL", all["all"].(figures))
	for _, g := range sortedKeys(e.group) {
		showFigures(w, e.by+" "+g, all[e.by+":"+g].(figures))
	}
	fmt.Fprintf(w, "%d documents, %d without a result%s; %d with every critical field accepted, of these %d with a wrong one%s\n",
		len(e.documents), len(e.missing), firstTen(e.missing), len(e.relied), len(e.reliedWrong), firstTen(e.reliedWrong))
	if !o.perDocument {
		return
	}
	sort.SliceStable(e.documents, func(i, j int) bool { return e.documents[i].share < e.documents[j].share })
	for _, d := range e.documents {
		wrong := ""
		if len(d.criticalWrong) > 0 {
			wrong = "  accepted wrongly: " + strings.Join(d.criticalWrong, ", ")
		}
		fmt.Fprintf(w, "%5.1f%%  %s  %s  %s%s\n", 100*d.share, d.id, d.medium, d.kind, wrong)
	}
}

func showFigures(w io.Writer, name string, f figures) {
	accepted := "     -            "
	if f.AcceptedPrecision != nil {
		accepted = fmt.Sprintf("%5.1f%% [%4.1f%%,%5.1f%%]", 100**f.AcceptedPrecision, 100**f.AcceptedLow, 100**f.AcceptedHigh)
	}
	fmt.Fprintf(w, "%-24s %6d %6.1f%% %6.1f%% %6.1f%% %6.1f%%  %s %5d %6.1f%%\n",
		name, f.Values, 100*f.Cells, 100*f.Precision, 100*f.Recall, 100*f.F1, accepted, f.AcceptedWrong, 100*f.Automation)
}

func firstTen(names []string) string {
	if len(names) == 0 {
		return ""
	}
	return ": " + strings.Join(names[:min(10, len(names))], ", ")
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}
