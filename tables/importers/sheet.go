package importers

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/text/encoding/charmap"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/tables"
)

// forms says under which headings the sources publish what we call by a name.
//
//go:embed forms.csv
var forms []byte

// heading is one name of a source's columns.
type heading struct {
	field string
	must  bool
	heads []string // folded
}

var headings = sync.OnceValues(func() (map[string][]heading, error) {
	records, err := csv.NewReader(bytes.NewReader(forms)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("forms.csv: %w", err)
	}
	out := map[string][]heading{}
	for _, r := range records[1:] {
		h := heading{field: r[1], must: r[2] == "yes"}
		for _, name := range strings.Split(r[3], tables.ListSeparator) {
			h.heads = append(h.heads, foldHead(name))
		}
		out[r[0]] = append(out[r[0]], h)
	}
	return out, nil
})

func foldHead(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(strings.TrimPrefix(s, "\ufeff")), func(r rune) bool {
		return strings.ContainsRune(" \t\r\n_-.:/()[]\"", r)
	}), " ")
}

// sheetRows finds the line of headings of a source among the first of a sheet, and gives the lines below it by our names.
func sheetRows(importer string, sheet [][]string) ([]row, error) {
	known, err := headings()
	if err != nil {
		return nil, err
	}
	best, at := map[string]int{}, -1
	for i, line := range sheet[:min(len(sheet), 25)] {
		found := map[string]int{}
		for _, h := range known[importer] {
			for j, cell := range line {
				if _, taken := found[h.field]; !taken && slices.Contains(h.heads, foldHead(cell)) {
					found[h.field] = j
				}
			}
		}
		if len(found) > len(best) {
			best, at = found, i
		}
	}
	for _, h := range known[importer] {
		if _, ok := best[h.field]; h.must && !ok {
			return nil, fmt.Errorf("%w: no column %q (%s)", ErrForm, h.field, strings.Join(h.heads, " or "))
		}
	}
	var out []row
	for _, line := range sheet[at+1:] {
		r := row{}
		for field, j := range best {
			if j < len(line) {
				if v := plain(line[j]); v != "" {
					r[field] = v
				}
			}
		}
		if len(r) > 0 {
			out = append(out, r)
		}
	}
	return out, nil
}

// plain takes what can't stand in a table out of a cell.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '|':
			return '/'
		case r < ' ' || r == 0x7f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069:
			return ' '
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if s == "-" || s == "–" || strings.EqualFold(s, "n/a") {
		return ""
	}
	return s
}

// sheetOf gives a source's cells: those of a spreadsheet, of the largest table of an HTML page, or of CSV with whatever
// separator.
func sheetOf(in Input) ([][]string, error) {
	if in.Sheet != nil {
		return in.Sheet, nil
	}
	data := utf8Of(in.Data)
	head := strings.ToLower(string(data[:min(len(data), 2048)]))
	if strings.Contains(head, "<html") || strings.Contains(head, "<table") {
		return largestTable(data)
	}
	r := csv.NewReader(bytes.NewReader(data))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = separator(data), -1, true
	var out [][]string
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", ErrForm, err)
		}
		out = append(out, record)
	}
	if len(out) < 2 {
		return nil, fmt.Errorf("%w: it has no lines", ErrForm)
	}
	return out, nil
}

// utf8Of turns what is not UTF-8 from Windows-1252, in which offices write.
func utf8Of(data []byte) []byte {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if utf8.Valid(data) {
		return data
	}
	out, err := charmap.Windows1252.NewDecoder().Bytes(data)
	if err != nil {
		return data
	}
	return out
}

func separator(data []byte) rune {
	best, most := ',', 0
	for _, sep := range []rune{',', ';', '\t'} {
		n := 0
		for i, line := range bytes.SplitN(data, []byte("\n"), 21) {
			if i < 20 {
				n = max(n, bytes.Count(line, []byte(string(sep))))
			}
		}
		if n > most {
			best, most = sep, n
		}
	}
	return best
}

func largestTable(data []byte) ([][]string, error) {
	root, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrForm, err)
	}
	var best [][]string
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "table" {
			if t := cellsOf(n); len(t) > len(best) {
				best = t
			}
		}
	}
	if len(best) < 2 {
		return nil, fmt.Errorf("%w: the page has no table", ErrForm)
	}
	return best, nil
}

// cellsOf are the cells of a table's own rows.
func cellsOf(table *html.Node) [][]string {
	var out [][]string
	var visit func(*html.Node)
	visit = func(n *html.Node) {
		for c := range n.ChildNodes() {
			switch {
			case c.Type != html.ElementNode:
			case c.Data == "tr":
				var cells []string
				for d := range c.ChildNodes() {
					if d.Type == html.ElementNode && (d.Data == "td" || d.Data == "th") {
						cells = append(cells, textOf(d))
					}
				}
				out = append(out, cells)
			case c.Data != "table":
				visit(c)
			}
		}
	}
	visit(table)
	return out
}

// textOf is the text of a node; paragraphs and breaks part its lines.
func textOf(n *html.Node) string {
	var b strings.Builder
	var visit func(*html.Node)
	visit = func(n *html.Node) {
		switch {
		case n.Type == html.TextNode:
			b.WriteString(strings.ReplaceAll(n.Data, "\n", " "))
		case n.Type == html.ElementNode && (n.Data == "p" || n.Data == "br" || n.Data == "div" || n.Data == "tr"):
			b.WriteByte('\n')
		}
		for c := range n.ChildNodes() {
			visit(c)
		}
	}
	visit(n)
	var lines []string
	for line := range strings.SplitSeq(b.String(), "\n") {
		if line = strings.Join(strings.Fields(line), " "); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// dayForms are the ways in which registers write days, the day before the month where both are figures.
var dayForms = []string{"2006-01-02", "2006-01-02T15:04:05", "2006-01-02T15:04:05Z", "2006-01-02 15:04:05", "2006/01/02", "20060102", "02/01/2006", "2/1/2006",
	"02.01.2006", "2.1.2006", "02-Jan-2006", "2-Jan-2006", "2 January 2006", "02 January 2006", "January 2, 2006", "02-01-2006", "02/01/2006 15:04:05"}

// americanForms write the month first.
var americanForms = []string{"01/02/2006", "1/2/2006", "2006-01-02", "01/02/2006 15:04:05", "1/2/2006 15:04:05"}

// day reads a day, "" where none is written; ok is false where what is written is none.
func day(s string, forms []string) (certcat.Date, bool) {
	if s = strings.TrimSpace(s); s == "" {
		return "", true
	}
	for _, form := range forms {
		if t, err := time.Parse(form, s); err == nil {
			return certcat.Date(t.Format(time.DateOnly)), true
		}
	}
	return "", false
}

// list joins the parts of a cell that holds several things.
func list(s string, separators string) string {
	var out []string
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(separators, r) }) {
		if part = plain(part); part != "" && !slices.Contains(out, part) {
			out = append(out, part)
		}
	}
	return strings.Join(out, tables.ListSeparator)
}
