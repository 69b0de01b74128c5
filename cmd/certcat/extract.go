package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/flow"
)

func newExtractCommand(p program) *cobra.Command {
	var o lookOptions
	var format string
	c := &cobra.Command{Use: "extract FILE…", Short: p.tongue.say("help.extract"), Long: p.tongue.say("help.extract.long"), Args: cobra.MinimumNArgs(1)}
	c.RunE = does(func(ctx context.Context, args []string) error { return p.extract(ctx, o, format, args) })
	o.flags(c.Flags(), p.tongue)
	c.Flags().StringVar(&format, "format", "jsonl", p.tongue.say("flag.format.extract"))
	return c
}

func (p program) extract(ctx context.Context, o lookOptions, format string, files []string) error {
	if format != "jsonl" {
		return usage(fmt.Errorf("--format %s: extract knows jsonl", format))
	}
	return p.look(ctx, o, files, func(out flow.Outcome) error { return writeLines(p.Out, out, false) })
}

// writeLines writes one JSON line for each certificate of a document, or one with its Problems where it has none.
func writeLines(w io.Writer, o flow.Outcome, verdicts bool) error {
	certificates := o.Certificates
	if len(certificates) == 0 {
		certificates = []certcat.Certificate{{}}
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	for i, c := range certificates {
		l := line{File: o.Arrival.Path, Document: o.Document.ID, Fields: ordered{}}
		if i == 0 {
			l.Problems = fileProblems(o)
		}
		l.Problems = append(l.Problems, c.Problems...)
		if c.Part.First > 0 {
			l.Part = &[2]int{c.Part.First, c.Part.Last}
			l.Scheme = c.Scheme
		}
		for _, name := range certcat.FieldNames() {
			f := cellOf(c.Field(name))
			if name == certcat.Kind {
				l.Kind = f
			} else {
				l.Fields = append(l.Fields, named{name, f})
			}
		}
		for _, f := range c.Facts {
			l.Facts = append(l.Facts, named{f.Name, cellOf(f)})
		}
		if verdicts {
			l.Verdicts = verdictsOf(o, c.Part)
		}
		if err := encoder.Encode(l); err != nil {
			return err
		}
	}
	return nil
}

// fileProblems are the Problems of the file and its pages, without those of its certificates.
func fileProblems(o flow.Outcome) []certcat.Problem {
	o.Certificates = nil
	return o.Problems()
}

func verdictsOf(o flow.Outcome, part certcat.Part) []certcat.Verdict {
	var found []certcat.Verdict
	for _, v := range o.Verdicts {
		if v.Part == part {
			found = append(found, v)
		}
	}
	return found
}

// line is what `extract --format jsonl` says about one certificate.
type line struct {
	File     string            `json:"file"`
	Document string            `json:"document"` // SHA-256 of the file
	Part     *[2]int           `json:"part,omitempty"`
	Scheme   string            `json:"scheme,omitempty"`
	Kind     cell              `json:"kind"`
	Fields   ordered           `json:"fields"`
	Facts    ordered           `json:"facts,omitempty"`
	Problems []certcat.Problem `json:"problems,omitempty"`
	Verdicts []certcat.Verdict `json:"verdicts,omitempty"`
}

// cell is one field: the value is a string or null, or a list.
type cell struct {
	Value      any                `json:"value"`
	Canonical  any                `json:"canonical,omitempty"`
	State      certcat.State      `json:"state"`
	Confidence float64            `json:"confidence"`
	Accepted   bool               `json:"accepted"`
	Doubts     []string           `json:"doubts,omitempty"`
	Evidence   []certcat.Evidence `json:"evidence,omitempty"`
}

func cellOf(f certcat.Field) cell {
	c := cell{State: f.State, Confidence: f.Confidence, Accepted: f.Accepted, Doubts: f.Doubts}
	values, canonical := []string{}, []string{}
	for _, v := range f.Values {
		values = append(values, v.Text)
		canonical = append(canonical, v.Canonical)
		c.Evidence = append(c.Evidence, v.Evidence...)
	}
	switch {
	case certcat.IsList(f.Name):
		c.Value = values
		if len(values) > 0 {
			c.Canonical = canonical
		}
	case len(values) > 0:
		c.Value = values[0]
		if canonical[0] != "" {
			c.Canonical = canonical[0]
		}
	}
	return c
}

// ordered is a JSON object whose members keep their order.
type ordered []named

type named struct {
	name  string
	value cell
}

// MarshalJSON writes the members in their order.
func (o ordered) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	b.WriteByte('{')
	for i, n := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := encoder.Encode(n.name); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := encoder.Encode(n.value); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
