package main

import (
	"bytes"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/flow"
)

// sheetRows is how many rows a sheet can hold.
const sheetRows = 1048576

// workbook writes sheets row by row.
type workbook struct {
	*excelize.File
	r                                       *report
	head, link, good, bad, doubtful, normal int // styles
	sheets                                  int
}

// excel writes the sheets Documents, Fields, Findings and Problems.
func (r *report) excel(b *bytes.Buffer) error {
	f := excelize.NewFile()
	defer f.Close()
	w := &workbook{File: f, r: r}
	if err := w.styles(); err != nil {
		return err
	}
	for _, sheet := range []struct {
		id     string
		titles []string
		widths []float64
		fill   func(add func(cells ...any) error) error
	}{
		{"sheet.documents", r.documentTitles(), []float64{40, 8, 14, 10, 16, 10, 10, 22}, w.documents},
		{"sheet.fields", r.titles("file", "part", "field", "value", "canonical", "page", "confidence", "accepted", "state", "doubts"),
			[]float64{40, 8, 22, 50, 40, 7, 11, 10, 10, 40}, w.fields},
		{"sheet.findings", r.titles("file", "part", "market", "rule", "outcome", "law", "policy", "basis", "finding", "fix", "clause", "row", "verified", "url"),
			[]float64{40, 8, 10, 28, 14, 18, 10, 16, 80, 60, 30, 30, 12, 40}, w.findings},
		{"sheet.problems", r.titles("file", "page", "problem", "code", "passing"), []float64{40, 7, 90, 26, 10}, w.problems},
	} {
		if err := w.sheet(r.p.tongue.say(sheet.id), sheet.titles, sheet.widths, sheet.fill); err != nil {
			return err
		}
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		return err
	}
	f.SetActiveSheet(0)
	_, err := f.WriteTo(b)
	return err
}

func (r *report) titles(columns ...string) []string {
	var titles []string
	for _, c := range columns {
		titles = append(titles, r.p.tongue.say("column."+c))
	}
	return titles
}

func (w *workbook) styles() (err error) {
	wrapped := &excelize.Alignment{Vertical: "top", WrapText: true}
	fill := func(colour string) excelize.Fill {
		return excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{colour}}
	}
	for _, s := range []struct {
		at    *int
		style excelize.Style
	}{
		{&w.head, excelize.Style{Font: &excelize.Font{Bold: true, Color: "FFFFFF"}, Fill: fill("1F3A5F"), Alignment: wrapped}},
		{&w.link, excelize.Style{Font: &excelize.Font{Color: "0563C1", Underline: "single"}, Alignment: wrapped}},
		{&w.good, excelize.Style{Fill: fill("D9F2D9"), Alignment: wrapped}},
		{&w.bad, excelize.Style{Fill: fill("F8D0CE"), Alignment: wrapped}},
		{&w.doubtful, excelize.Style{Fill: fill("FFF2CC"), Alignment: wrapped}},
		{&w.normal, excelize.Style{Alignment: wrapped}},
	} {
		if *s.at, err = w.NewStyle(&s.style); err != nil {
			return err
		}
	}
	return nil
}

// sheet writes one sheet with a frozen header and a filter on every column.
func (w *workbook) sheet(name string, titles []string, widths []float64, fill func(add func(cells ...any) error) error) error {
	if _, err := w.NewSheet(name); err != nil {
		return err
	}
	s, err := w.NewStreamWriter(name)
	if err != nil {
		return err
	}
	for i := range titles {
		if err := s.SetColWidth(i+1, i+1, widths[min(i, len(widths)-1)]); err != nil {
			return err
		}
	}
	if err := s.SetPanes(&excelize.Panes{Freeze: true, XSplit: 1, YSplit: 1, TopLeftCell: "B2", ActivePane: "bottomRight"}); err != nil {
		return err
	}
	row := 1
	put := func(cells []any) error {
		if row > sheetRows {
			return nil
		}
		if row == sheetRows {
			cells = []any{w.r.p.tongue.say("report.full")}
		}
		err := s.SetRow(fmt.Sprintf("A%d", row), cells)
		row++
		return err
	}
	var head []any
	for _, t := range titles {
		head = append(head, excelize.Cell{StyleID: w.head, Value: t})
	}
	if err := put(head); err != nil {
		return err
	}
	if err := fill(func(cells ...any) error { return put(w.styled(cells)) }); err != nil {
		return err
	}
	if row == 2 { // a table needs a row under its head
		if err := put([]any{w.r.p.tongue.say("report.none")}); err != nil {
			return err
		}
	}
	corner, err := excelize.CoordinatesToCellName(len(titles), row-1)
	if err != nil {
		return err
	}
	w.sheets++
	stripes := false
	if err := s.AddTable(&excelize.Table{Range: "A1:" + corner, Name: fmt.Sprintf("certcat%d", w.sheets), ShowRowStripes: &stripes}); err != nil {
		return err
	}
	return s.Flush()
}

// styled makes text harmless and gives every cell a style.
func (w *workbook) styled(cells []any) []any {
	for i, c := range cells {
		switch v := c.(type) {
		case string:
			cells[i] = excelize.Cell{StyleID: w.normal, Value: harmless(v)}
		case excelize.Cell:
			if text, ok := v.Value.(string); ok {
				v.Value = harmless(text)
			}
			cells[i] = v
		default:
			cells[i] = excelize.Cell{StyleID: w.normal, Value: v}
		}
	}
	return cells
}

// original is a link to the file, from where the report lies. Excel takes no longer text than 255 characters in a
// formula: such a path is not a link.
func (w *workbook) original(o flow.Outcome) excelize.Cell {
	name := o.Arrival.Receipt.Key
	target, err := filepath.Rel(doorOf(filepath.Dir(w.r.path)), doorOf(o.Arrival.Path))
	if err != nil {
		target = o.Arrival.Path
	}
	target = (&url.URL{Path: filepath.ToSlash(target)}).EscapedPath()
	if o.Arrival.Path == "" || len([]rune(target)) > 255 || len([]rune(name)) > 255 {
		return excelize.Cell{StyleID: w.normal, Value: name}
	}
	quote := func(s string) string { return `"` + strings.ReplaceAll(clean(s), `"`, `""`) + `"` }
	return excelize.Cell{StyleID: w.link, Formula: "HYPERLINK(" + quote(target) + "," + quote(harmless(name)) + ")", Value: name}
}

func (w *workbook) documents(add func(cells ...any) error) error {
	return w.r.documents(func(o flow.Outcome, c *certcat.Certificate, texts []string) error {
		cells := []any{w.original(o)}
		for i, text := range texts[1:] {
			style := w.normal
			if i >= len(documentHead)-1 && i < len(texts)-2 {
				style = w.confidence(c.Field(certcat.FieldNames()[i-len(documentHead)+1]))
			}
			cells = append(cells, excelize.Cell{StyleID: style, Value: text})
		}
		cells[2] = excelize.Cell{StyleID: w.decision(o, c.Part), Value: texts[2]}
		return add(cells...)
	})
}

// confidence is the colour of a field: green where it is relied on, yellow where a person should look.
func (w *workbook) confidence(f certcat.Field) int {
	switch {
	case f.Accepted:
		return w.good
	case f.State == certcat.Printed:
		return w.doubtful
	}
	return w.normal
}

// decision is the colour of the worst decision of all markets.
func (w *workbook) decision(o flow.Outcome, part certcat.Part) int {
	style, rank := w.normal, 0
	for _, v := range verdictsOf(o, part) {
		at, s := 0, w.normal
		switch {
		case v.Market == "":
		case v.Decision == certcat.Rejected:
			at, s = 3, w.bad
		case v.Decision == certcat.NeedsReview:
			at, s = 2, w.doubtful
		case v.Decision == certcat.Accepted:
			at, s = 1, w.good
		}
		if at > rank {
			style, rank = s, at
		}
	}
	return style
}
