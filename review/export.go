package review

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/certcat/certcat"
)

// mostExported is how many rows one export holds.
const mostExported = 100_000

// exportColumns are the columns of an export.
func exportColumns() []string {
	return append([]string{"document", "part", "file", "state", "check", "decisions", "open_fields"}, certcat.FieldNames()...)
}

// exportRow is a row's cells.
func exportRow(r Row) []string {
	var decisions []string
	for _, m := range r.Markets {
		decisions = append(decisions, m.Market+": "+string(m.Decision))
	}
	cells := []string{r.Document, fmt.Sprintf("%d-%d", r.Part.First, r.Part.Last), r.Name, string(r.State), string(r.Check), strings.Join(decisions, "; "), fmt.Sprint(r.Stops)}
	for _, f := range r.Fields {
		var texts []string
		for _, v := range f.Values {
			texts = append(texts, v.Text)
		}
		cells = append(cells, strings.Join(texts, "; "))
	}
	for len(cells) < len(exportColumns()) { // a document that could not be read
		cells = append(cells, "")
	}
	for i := range cells {
		cells[i] = harmless(cells[i])
	}
	return cells
}

// harmless keeps a spreadsheet from taking a text for a formula.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// export gives the rows that the filters choose as CSV or XLSX. It is audited before anything is sent.
func (a *ask) export() error {
	file := a.r.PathValue("file")
	if file != "certificates.csv" && file != "certificates.xlsx" {
		return ErrNotFound
	}
	q := a.query()
	q.After, q.Limit = "", mostExported
	found, err := a.tenant.Catalogue.Find(a.r.Context(), q)
	if err != nil {
		return err
	}
	if err := a.audit("export", "file", file, "rows", fmt.Sprint(len(found.Rows)), "filter", a.r.URL.RawQuery); err != nil {
		return err
	}
	a.w.Header().Set("Content-Disposition", "attachment; filename="+file)
	if strings.HasSuffix(file, ".csv") {
		a.w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		return writeCSV(a.w, a.whole(found.Rows))
	}
	a.w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	return writeXLSX(a.w, a.whole(found.Rows))
}

// whole yields rows with their fields, which a catalogue on disk does not hold.
func (a *ask) whole(rows []Row) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for _, r := range rows {
			var err error
			if r.Fields == nil && r.Part.First > 0 {
				var v *seen
				if v, err = a.tenant.look(a.r.Context(), r.Document, r.Part.First); errors.Is(err, ErrNotFound) {
					continue // gone since
				}
				if err == nil {
					r.Fields = v.certificate().Fields
				}
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

func writeCSV(w io.Writer, rows iter.Seq2[Row, error]) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil { // so that spreadsheets take it for UTF-8
		return err
	}
	c := csv.NewWriter(w)
	if err := c.Write(exportColumns()); err != nil {
		return err
	}
	for r, err := range rows {
		if err != nil {
			return err
		}
		if err := c.Write(exportRow(r)); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

func writeXLSX(w io.Writer, rows iter.Seq2[Row, error]) error {
	f := excelize.NewFile()
	defer f.Close()
	sheet, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return err
	}
	line := func(n int, cells []string) error {
		at, err := excelize.CoordinatesToCellName(1, n)
		if err != nil {
			return err
		}
		row := make([]any, len(cells))
		for i, c := range cells {
			if len(c) > excelize.TotalCellChars {
				c = c[:excelize.TotalCellChars]
			}
			row[i] = c
		}
		return sheet.SetRow(at, row)
	}
	if err := line(1, exportColumns()); err != nil {
		return err
	}
	n := 1
	for r, err := range rows {
		if err != nil {
			return err
		}
		n++
		if err := line(n, exportRow(r)); err != nil {
			return err
		}
	}
	if err := sheet.Flush(); err != nil {
		return err
	}
	_, err = f.WriteTo(w)
	return err
}
