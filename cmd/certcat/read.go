package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/flow"
)

func newReadCommand(p program) *cobra.Command {
	var o lookOptions
	var pages, facts bool
	c := &cobra.Command{Use: "read FILE…", Short: p.tongue.say("help.read"), Long: p.tongue.say("help.read.long"), Args: cobra.MinimumNArgs(1)}
	c.RunE = does(func(ctx context.Context, args []string) error {
		if pages {
			o.pages = true
			return p.look(ctx, o, args, p.printPages)
		}
		first := true
		return p.look(ctx, o, args, func(out flow.Outcome) error {
			if !first {
				fmt.Fprintln(p.Out)
			}
			first = false
			p.printFields(out, facts)
			return nil
		})
	})
	o.flags(c.Flags(), p.tongue)
	c.Flags().BoolVar(&pages, "pages", false, p.tongue.say("flag.pages"))
	c.Flags().BoolVar(&facts, "facts", false, p.tongue.say("flag.facts"))
	return c
}

func (p program) printPages(o flow.Outcome) error {
	encoder := json.NewEncoder(p.Out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(o.Pages)
}

// printFields shows a document's certificates as tables: field, value, page, confidence.
func (p program) printFields(o flow.Outcome, facts bool) {
	t := terminalOf(p.Out, p.env)
	fmt.Fprintf(p.Out, "%s  (%s)\n", clean(o.Arrival.Path), p.describe(o.Document))
	p.printProblems(p.Out, t, fileProblems(o))
	for i, c := range o.Certificates {
		if len(o.Certificates) > 1 {
			fmt.Fprintln(p.Out, p.tongue.say("read.part", "number", i+1, "of", len(o.Certificates), "first", c.Part.First, "last", c.Part.Last))
		}
		rows := c.Fields
		if facts {
			rows = append(append([]certcat.Field(nil), c.Fields...), c.Facts...)
		}
		p.printTable(t, rows)
		p.printProblems(p.Out, t, c.Problems)
	}
}

func (p program) describe(d certcat.Document) string {
	said := []string{d.MediaType, p.tongue.say("read.pages", "count", d.PageCount)}
	for _, fact := range []struct {
		is  bool
		key string
	}{{d.Encrypted, "read.encrypted"}, {d.Signed, "read.signed"}, {d.Repaired, "read.repaired"}} {
		if fact.is {
			said = append(said, p.tongue.say(fact.key))
		}
	}
	return strings.Join(said, ", ")
}

func (p program) printProblems(w io.Writer, t terminal, problems []certcat.Problem) {
	for _, problem := range problems {
		for i, l := range wrap(p.problem(problem), t.width-4) {
			mark := "  ! "
			if i > 0 {
				mark = "    "
			}
			fmt.Fprintln(w, t.paint(yellow, mark+l))
		}
	}
}

// printTable is one line a value; a value that isn't relied on has a question mark before it.
func (p program) printTable(t terminal, fields []certcat.Field) {
	names := 0
	for _, f := range fields {
		names = max(names, wide(p.fieldName(f.Name)))
	}
	room := max(20, t.width-names-2-2-6-12)
	fmt.Fprintln(p.Out, t.paint(grey, "  "+pad(p.tongue.say("column.field"), names)+"  "+pad(p.tongue.say("column.value"), room)+"  "+
		pad(p.tongue.say("column.page"), 4)+"  "+p.tongue.say("column.confidence")))
	doubtful := false
	for _, f := range fields {
		mark, colour := "  ", ""
		if !f.Accepted {
			mark, colour, doubtful = "? ", yellow, true
		}
		for i, v := range shown(f) {
			name, confidence := "", ""
			if i == 0 {
				name, confidence = p.fieldName(f.Name), fmt.Sprintf("%.2f", f.Confidence)
			}
			text := clean(v.Text)
			if f.Name == certcat.Kind {
				text = p.word("kind", v.Text)
			}
			if f.State != certcat.Printed {
				text = "— " + p.tongue.say("state."+string(f.State))
			}
			for k, l := range wrap(text, room) {
				if k > 0 {
					name, confidence = "", ""
				}
				page := ""
				if k == 0 && len(v.Evidence) > 0 {
					page = strconv.Itoa(v.Evidence[0].Page)
				}
				fmt.Fprintln(p.Out, strings.TrimRight(t.paint(colour, mark+pad(name, names)+"  "+pad(l, room)+"  "+pad(page, 4)+"  "+confidence), " "))
			}
		}
	}
	if doubtful {
		fmt.Fprintln(p.Out, t.paint(grey, p.tongue.say("read.doubtful")))
	}
}

// shown are the values to print; a field without any has one empty line.
func shown(f certcat.Field) []certcat.Value {
	if len(f.Values) == 0 {
		return []certcat.Value{{}}
	}
	return f.Values
}
