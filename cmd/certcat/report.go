package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/flow"
)

// report collects what a batch found and writes it at the end as a table or as lines. One without a path collects
// nothing.
type report struct {
	p      program
	path   string
	format string // "xlsx", "csv", "jsonl"
	rows   []reported
}

// reported is one document in the report: what is needed of an Outcome, without its Pages.
type reported struct{ flow.Outcome }

func newReport(p program, path string) (*report, error) {
	r := &report{p: p, path: path, format: strings.TrimPrefix(strings.ToLower(filepath.Ext(path)), ".")}
	if path == "" {
		return r, nil
	}
	switch r.format {
	case "xlsx", "csv", "jsonl":
		return r, nil
	}
	return nil, fmt.Errorf("--report %s: the name must end in .xlsx, .csv or .jsonl", path)
}

func (r *report) add(o flow.Outcome) {
	if r.path == "" {
		return
	}
	for i := range o.Pages.Pages { // the report needs the Problems of the pages but not their words
		p := o.Pages.Pages[i]
		o.Pages.Pages[i] = certcat.Page{Number: p.Number, Problems: p.Problems}
	}
	r.rows = append(r.rows, reported{o})
}

// write puts the report in its place at once, so that nobody opens half of it.
func (r *report) write(context.Context) error {
	if r.path == "" {
		return nil
	}
	sort.SliceStable(r.rows, func(i, j int) bool { return r.rows[i].Arrival.Receipt.Key < r.rows[j].Arrival.Receipt.Key })
	var b bytes.Buffer
	var err error
	switch r.format {
	case "jsonl":
		for _, row := range r.rows {
			if err = writeLines(&b, row.Outcome, true); err != nil {
				break
			}
		}
	case "csv":
		err = r.csv(&b)
	case "xlsx":
		err = r.excel(&b)
	}
	if err != nil {
		return fmt.Errorf("making the report: %w", err)
	}
	temp := r.path + ".part"
	if err := os.WriteFile(temp, b.Bytes(), 0o644); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	if err := os.Rename(temp, r.path); err != nil {
		return fmt.Errorf("writing the report: %w", err)
	}
	fmt.Fprintln(r.p.Out, r.p.tongue.say("report.written", "path", r.path))
	return nil
}

// harmless keeps a spreadsheet from taking a printed value for a formula, and drops what a cell can't hold.
func harmless(text string) string {
	text = clean(text)
	if runes := []rune(text); len(runes) > 32000 {
		text = string(runes[:32000]) + "…"
	}
	if strings.ContainsAny(firstOf(text), "=+-@\t\r＝＋－＠") {
		return "'" + text
	}
	return text
}

func firstOf(text string) string {
	for _, r := range strings.TrimLeft(text, " ") {
		return string(r)
	}
	return ""
}

// documentHead are the columns of the Documents table before the 19 fields.
var documentHead = []string{"column.file", "column.part", "column.decision", "column.market", "column.check", "column.accepted", "column.problems"}

// documents gives a row for each certificate, and one for a document without any.
func (r *report) documents(each func(o flow.Outcome, c *certcat.Certificate, cells []string) error) error {
	for _, row := range r.rows {
		certificates := row.Certificates
		if len(certificates) == 0 {
			certificates = []certcat.Certificate{{}}
		}
		for i := range certificates {
			c := &certificates[i]
			if err := each(row.Outcome, c, r.documentCells(row.Outcome, c)); err != nil {
				return err
			}
		}
	}
	return nil
}

func (r *report) documentCells(o flow.Outcome, c *certcat.Certificate) []string {
	say := r.p.tongue.say
	var decisions, markets, checks []string
	for _, v := range verdictsOf(o, c.Part) {
		checks = append(checks, r.p.word("check", string(v.Check)))
		if v.Market != "" {
			decisions, markets = append(decisions, r.p.word("decision", string(v.Decision))), append(markets, v.Market)
		}
	}
	part, accepted := "", 0
	if c.Part.First > 0 {
		part = fmt.Sprintf("%d–%d", c.Part.First, c.Part.Last)
	}
	for _, f := range c.Fields {
		if f.Accepted {
			accepted++
		}
	}
	problems := fileProblems(o)
	cells := []string{o.Arrival.Receipt.Key, part, strings.Join(decisions, "; "), strings.Join(markets, "; "), firstOr(checks, say("check.unread")),
		strconv.Itoa(accepted), strconv.Itoa(len(problems) + len(c.Problems))}
	for _, name := range certcat.FieldNames() {
		cells = append(cells, joined(c.Field(name)))
	}
	return append(cells, o.Document.ID)
}

func firstOr(list []string, other string) string {
	if len(list) == 0 {
		return other
	}
	return list[0]
}

func joined(f certcat.Field) string {
	var texts []string
	for _, v := range f.Values {
		texts = append(texts, v.Text)
	}
	return strings.Join(texts, "; ")
}

func (r *report) documentTitles() []string {
	var titles []string
	for _, id := range documentHead {
		titles = append(titles, r.p.tongue.say(id))
	}
	for _, name := range certcat.FieldNames() {
		titles = append(titles, r.p.fieldName(name))
	}
	return append(titles, r.p.tongue.say("column.document"))
}

// csv writes the Documents table; the byte order mark makes spreadsheets read it as UTF-8.
func (r *report) csv(b *bytes.Buffer) error {
	b.WriteString("\uFEFF")
	w := csv.NewWriter(b)
	w.UseCRLF = true
	if err := w.Write(r.documentTitles()); err != nil {
		return err
	}
	err := r.documents(func(_ flow.Outcome, _ *certcat.Certificate, cells []string) error {
		for i := range cells {
			cells[i] = harmless(cells[i])
		}
		return w.Write(cells)
	})
	w.Flush()
	if err == nil {
		err = w.Error()
	}
	return err
}
