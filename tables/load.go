package tables

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/certcat/certcat"
)

// ListSeparator parts the members of a cell that holds a list.
const ListSeparator = "|"

// loader fills one table from the bytes of its file.
type loader struct {
	name    string
	columns []string
	load    func(data, over []byte, known certcat.Date) (rows, read int, err error)
	metas   func() []Meta // of the rows that were loaded
}

func (m *Meta) meta() *Meta { return m }

// column is one field of a row struct and how a cell gets into it.
type column struct {
	name  string
	must  bool
	index []int
	set   func(field reflect.Value, cell string) error
}

func into[T any](name string, rows *[]T) loader {
	cols := columnsOf(reflect.TypeFor[T]())
	// The id stands first, where a person looks for it.
	slices.SortStableFunc(cols, func(a, b column) int {
		switch {
		case a.name == "id":
			return -1
		case b.name == "id":
			return 1
		}
		return 0
	})
	l := loader{name: name}
	for _, c := range cols {
		l.columns = append(l.columns, c.name)
	}
	l.load = func(data, over []byte, known certcat.Date) (int, int, error) {
		d := decoder[T]{name: name, cols: cols, known: known}
		err := d.all(data, over)
		*rows = d.rows
		return len(*rows), d.read, err
	}
	l.metas = func() []Meta {
		out := make([]Meta, len(*rows))
		for i := range *rows {
			out[i] = *any(&(*rows)[i]).(interface{ meta() *Meta }).meta()
		}
		return out
	}
	return l
}

// decoder reads one table: its file and, where there is one, what is laid over it.
type decoder[T any] struct {
	name  string
	cols  []column
	known certcat.Date
	rows  []T
	read  int
	seen  map[[4]string]int
}

// all reads the file, with what is laid over it.
func (d *decoder[T]) all(data, over []byte) error {
	d.seen = make(map[[4]string]int, bytes.Count(data, []byte{'\n'}))
	if len(over) > 0 {
		return d.laid(data, over)
	}
	d.rows = make([]T, 0, bytes.Count(data, []byte{'\n'}))
	return eachRecord(d.name+".csv", data, d.cols, d.row)
}

// laid reads the lines of two files as those of one.
func (d *decoder[T]) laid(data, over []byte) error {
	var files [2][][]string
	for i, file := range []struct {
		where string
		data  []byte
	}{{d.name + ".csv", data}, {d.name + ".csv, laid over", over}} {
		files[i] = [][]string{nil} // for the header
		if err := eachRecord(file.where, file.data, d.cols, func(record []string, _ int) error {
			files[i] = append(files[i], slices.Clone(record))
			return nil
		}); err != nil {
			return err
		}
		for _, c := range d.cols {
			files[i][0] = append(files[i][0], c.name)
		}
	}
	merged, err := lay(files[0], files[1])
	if err != nil {
		return fmt.Errorf("%s.csv, laid over: %w", d.name, err)
	}
	d.rows = make([]T, 0, len(merged))
	for i, record := range merged[1:] {
		if err := d.row(record, i+2); err != nil {
			return fmt.Errorf("%s.csv, with what is laid over, line %d: %w", d.name, i+2, err)
		}
	}
	return nil
}

// eachRecord calls each for the lines of a file below its header; the record is only lent.
func eachRecord(where string, data []byte, cols []column, each func(record []string, line int) error) error {
	r := csv.NewReader(bytes.NewReader(data))
	r.ReuseRecord = true
	header, err := r.Read()
	if err != nil {
		return fmt.Errorf("%s:1: no header: %w", where, err)
	}
	if err := checkHeader(header, cols); err != nil {
		return fmt.Errorf("%s:1: %w", where, err)
	}
	r.FieldsPerRecord = len(cols)
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", where, err)
		}
		line, _ := r.FieldPos(0)
		if err := each(record, line); err != nil {
			return fmt.Errorf("%s:%d: %w", where, line, err)
		}
	}
}

func (d *decoder[T]) row(record []string, line int) error {
	d.rows = append(d.rows, *new(T))
	v := reflect.ValueOf(&d.rows[len(d.rows)-1]).Elem()
	for i, c := range d.cols {
		if record[i] == "" {
			if c.must {
				return fmt.Errorf("column %q must not be empty", c.name)
			}
			continue
		}
		if err := c.set(v.FieldByIndex(c.index), record[i]); err != nil {
			return fmt.Errorf("column %q: %w", c.name, err)
		}
	}
	meta := v.Field(v.NumField() - 1).Addr().Interface().(*Meta)
	meta.table = d.name
	if err := checkMeta(meta, d.seen, line); err != nil {
		return err
	}
	switch {
	case !meta.knownOn(d.known):
		d.rows = d.rows[:len(d.rows)-1]
	case meta.Verified == "source":
		d.read++
	}
	return nil
}

func (m *Meta) knownOn(day certcat.Date) bool {
	if day == "" {
		return m.Retracted == ""
	}
	return m.Recorded <= day && (m.Retracted == "" || day < m.Retracted)
}

func checkMeta(m *Meta, seen map[[4]string]int, line int) error {
	key := [4]string{m.ID, string(m.From), string(m.Recorded), string(m.Retracted)}
	if first, ok := seen[key]; ok {
		return fmt.Errorf("duplicate id %q: line %d has it already with the same from and recorded; retract that row first", m.ID, first)
	}
	seen[key] = line
	if m.From != "" && m.Until != "" && m.Until < m.From {
		return fmt.Errorf("id %q ends (%s) before it begins (%s)", m.ID, m.Until, m.From)
	}
	if m.Retracted != "" && m.Retracted < m.Recorded {
		return fmt.Errorf("id %q is retracted (%s) before it is recorded (%s)", m.ID, m.Retracted, m.Recorded)
	}
	return nil
}

func checkHeader(header []string, cols []column) error {
	for i, c := range cols {
		if i >= len(header) {
			return fmt.Errorf("column %q is missing", c.name)
		}
		if header[i] != c.name {
			return fmt.Errorf("unknown column %q where %q belongs", header[i], c.name)
		}
	}
	if len(header) > len(cols) {
		return fmt.Errorf("unknown column %q", header[len(cols)])
	}
	return nil
}

func columnsOf(t reflect.Type) []column {
	var cols []column
	for i := range t.NumField() {
		f := t.Field(i)
		if f.Anonymous {
			for _, c := range columnsOf(f.Type) {
				c.index = append([]int{i}, c.index...)
				cols = append(cols, c)
			}
			continue
		}
		name, opts, _ := strings.Cut(f.Tag.Get("csv"), ",")
		if name == "" {
			continue
		}
		cols = append(cols, column{name: name, must: opts == "must", index: []int{i}, set: setter(name, f)})
	}
	return cols
}

var partDate = regexp.MustCompile(`^\d{4}(-\d{2}(-\d{2})?)?$`)

func setter(name string, f reflect.StructField) func(reflect.Value, string) error {
	switch {
	case f.Type == reflect.TypeFor[certcat.Date]():
		return func(v reflect.Value, s string) error {
			if !certcat.Date(s).Valid() {
				return fmt.Errorf("%q is no date (want 2006-01-02)", s)
			}
			v.SetString(s)
			return nil
		}
	case f.Type.Kind() == reflect.Slice:
		return func(v reflect.Value, s string) error {
			list := strings.Split(s, ListSeparator)
			for _, item := range list {
				if item == "" || strings.TrimSpace(item) != item {
					return fmt.Errorf("empty or padded member in the list %q", s)
				}
			}
			v.Set(reflect.ValueOf(list))
			return nil
		}
	case f.Type.Kind() == reflect.Bool:
		return func(v reflect.Value, s string) error {
			if s != "yes" && s != "no" {
				return fmt.Errorf("%q is neither yes nor no", s)
			}
			v.SetBool(s == "yes")
			return nil
		}
	case f.Type.Kind() == reflect.Int:
		return func(v reflect.Value, s string) error {
			n, err := strconv.Atoi(s)
			if err != nil {
				return fmt.Errorf("%q is no whole number", s)
			}
			v.SetInt(int64(n))
			return nil
		}
	}
	return textSetter(name, f.Tag.Get("enum"))
}

func textSetter(name, enum string) func(reflect.Value, string) error {
	return func(v reflect.Value, s string) error {
		if enum != "" && !strings.Contains("|"+enum+"|", "|"+s+"|") {
			return fmt.Errorf("%q is none of %s", s, enum)
		}
		if (name == "published" || name == "in_force") && !partDate.MatchString(s) {
			return fmt.Errorf("%q is no date (want 2006, 2006-01 or 2006-01-02)", s)
		}
		v.SetString(s)
		return nil
	}
}
