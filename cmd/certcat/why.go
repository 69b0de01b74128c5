package main

import (
	"context"
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/spf13/cobra"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract"
	"github.com/certcat/certcat/flow"
)

func newWhyCommand(p program) *cobra.Command {
	var o lookOptions
	var field string
	c := &cobra.Command{Use: "why FILE", Short: p.tongue.say("help.why"), Long: p.tongue.say("help.why.long"), Args: cobra.ExactArgs(1)}
	c.RunE = does(func(ctx context.Context, args []string) error { return p.why(ctx, o, field, args) })
	o.flags(c.Flags(), p.tongue)
	c.Flags().StringVar(&field, "field", "", p.tongue.say("flag.field"))
	_ = c.MarkFlagRequired("field")
	return c
}

func (p program) why(ctx context.Context, o lookOptions, field string, files []string) error {
	if !slices.Contains(certcat.FieldNames(), field) {
		return usage(fmt.Errorf("%s", p.tongue.say("why.unknown", "field", field, "fields", strings.Join(certcat.FieldNames(), ", "))))
	}
	extractor, err := extract.Default()
	if err != nil {
		return err
	}
	o.pages = true
	return p.look(ctx, o, files, func(out flow.Outcome) error {
		t := terminalOf(p.Out, p.env)
		p.printProblems(p.Out, t, fileProblems(out))
		for _, e := range extractor.Explain(out.Pages, field) {
			fmt.Fprintln(p.Out, p.tongue.say("why.of", "file", clean(out.Arrival.Path), "pages", partName(e.Part), "field", p.fieldName(field)))
			p.explain(t, e)
		}
		return nil
	})
}

func (p program) explain(t terminal, e extract.Explanation) {
	p.printTable(t, []certcat.Field{e.Field})
	if e.Field.Accepted {
		fmt.Fprintln(p.Out, t.paint(green, p.tongue.say("why.accepted")))
	} else {
		fmt.Fprintln(p.Out, t.paint(yellow, p.tongue.say("why.doubts", "doubts", p.doubts(e.Field))))
	}
	fmt.Fprintln(p.Out, p.tongue.say("why.bars", "keep", fmt.Sprintf("%.2f", e.Keep), "accept", fmt.Sprintf("%.2f", e.Accept)))
	if len(e.Candidates) == 0 {
		fmt.Fprintln(p.Out, p.tongue.say("why.none"))
		return
	}
	fmt.Fprintln(p.Out, p.tongue.say("why.candidates"))
	for _, c := range e.Candidates {
		fmt.Fprintf(p.Out, "\n  %.3f  %s", c.Probability, clean(c.Value.Text))
		if c.Value.Canonical != "" && c.Value.Canonical != c.Value.Text {
			fmt.Fprintf(p.Out, "  → %s", clean(c.Value.Canonical))
		}
		fmt.Fprintln(p.Out)
		for _, v := range c.Value.Evidence {
			fmt.Fprintf(p.Out, "         %s %d [%.0f %.0f %.0f %.0f] %s, %s: %s\n", p.tongue.say("column.page"), v.Page, v.Box.X0, v.Box.Y0, v.Box.X1, v.Box.Y1,
				v.By, v.Why, clean(v.Text))
		}
		p.contributions(t, c.Features)
	}
}

// contributions shows what moved the score, the strongest first.
func (p program) contributions(t terminal, features []extract.Contribution) {
	sort.SliceStable(features, func(i, j int) bool { return math.Abs(features[i].Adds) > math.Abs(features[j].Adds) })
	var said []string
	for _, f := range features {
		said = append(said, fmt.Sprintf("%s %+.2f", f.Feature, f.Adds))
	}
	for _, l := range wrap(strings.Join(said, ", "), t.width-9) {
		fmt.Fprintln(p.Out, "         "+t.paint(grey, l))
	}
}
