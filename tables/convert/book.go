package main

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/certcat/certcat/tables"
)

// recorded is the day on which the facts of these sheets entered our knowledge: their own as_of.
const recorded = "2026-11-22"

type row map[string]string

// book is all tables while they are being made.
type book struct {
	root            fs.FS
	rows            map[string][]row
	seen            map[string]int // citations by id
	pending         []pendingCitation
	byID            map[[2]string]row // the first row of each table and id
	worldCategories map[string][]string
}

// add appends a row; pairs are column, value. Lists are joined by join.
func (b *book) add(table string, pairs ...string) row {
	r := row{"recorded": recorded}
	for i := 0; i < len(pairs); i += 2 {
		r[pairs[i]] = pairs[i+1]
	}
	b.keep(table, r)
	return r
}

// keep appends a finished row.
func (b *book) keep(table string, r row) {
	b.rows[table] = append(b.rows[table], r)
	if b.byID == nil {
		b.byID = map[[2]string]row{}
	}
	if key := [2]string{table, r["id"]}; b.byID[key] == nil {
		b.byID[key] = r
	}
}

// find is the first row of an id, nil where there is none.
func (b *book) find(table, id string) row { return b.byID[[2]string{table, id}] }

func join(list []string) string {
	for _, s := range list {
		if strings.Contains(s, tables.ListSeparator) {
			panic(fmt.Sprintf("list member %q holds the list separator", s))
		}
	}
	return strings.Join(list, tables.ListSeparator)
}

func split(cell string) []string {
	if cell == "" {
		return nil
	}
	return strings.Split(cell, tables.ListSeparator)
}

// provenance copies source and verified, with what was read appended to the source.
func (r row) provenance(f *fact) {
	r["source"], r["verified"] = f.str("source"), f.str("verified")
	if read := f.list("read"); len(read) > 0 {
		if r["source"] != "" {
			r["source"] += "; "
		}
		r["source"] += "read: " + strings.Join(read, ", ")
	}
}

func (b *book) override(fsys fs.FS) error {
	files, err := fs.Glob(fsys, "overrides/*.csv")
	if err != nil {
		return err
	}
	for _, name := range files {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return fmt.Errorf("read override: %w", err)
		}
		table := strings.TrimSuffix(filepath.Base(name), ".csv")
		if tables.Columns(table) == nil {
			return fmt.Errorf("%s: there is no such table", name)
		}
		r := csv.NewReader(bytes.NewReader(data))
		r.Comment = '#'
		records, err := r.ReadAll()
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		for _, record := range records[1:] {
			if err := b.patch(table, records[0], record); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return nil
}

//go:embed dropped.csv
var dropped string

// drop takes out the rows that are wrong in the sheets.
func (b *book) drop() error {
	records, err := csv.NewReader(strings.NewReader(dropped)).ReadAll()
	if err != nil {
		return fmt.Errorf("dropped.csv: %w", err)
	}
	for _, d := range records[1:] {
		before := len(b.rows[d[0]])
		delete(b.byID, [2]string{d[0], d[1]})
		b.rows[d[0]] = slices.DeleteFunc(b.rows[d[0]], func(r row) bool { return r["id"] == d[1] })
		if len(b.rows[d[0]]) == before {
			return fmt.Errorf("dropped.csv: table %s has no row %q", d[0], d[1])
		}
	}
	return nil
}

func (b *book) patch(table string, header, record []string) error {
	cells := row{}
	for i, c := range header {
		if !slices.Contains(tables.Columns(table), c) {
			return fmt.Errorf("unknown column %q", c)
		}
		cells[c] = record[i]
	}
	if r := b.find(table, cells["id"]); r != nil {
		for c, v := range cells {
			switch v {
			case "":
			case "-":
				r[c] = ""
			default:
				r[c] = v
			}
		}
		return nil
	}
	if cells["recorded"] == "" {
		cells["recorded"] = recorded
	}
	if cells["verified"] == "" {
		return fmt.Errorf("row %q is new and doesn't say whether it was verified", cells["id"])
	}
	b.keep(table, cells)
	return nil
}

// write makes one file per table, and fails on a column that the table doesn't have.
func (b *book) write(dir string) error {
	for _, table := range tables.Names() {
		cols := tables.Columns(table)
		var buf bytes.Buffer
		w := csv.NewWriter(&buf)
		if err := w.Write(cols); err != nil {
			return err
		}
		for _, r := range b.rows[table] {
			for c := range r {
				if !slices.Contains(cols, c) {
					return fmt.Errorf("table %s has no column %q (row %q)", table, c, r["id"])
				}
			}
			record := make([]string, len(cols))
			for i, c := range cols {
				record[i] = strings.Join(strings.Fields(r[c]), " ")
			}
			if err := w.Write(record); err != nil {
				return err
			}
		}
		w.Flush()
		if err := w.Error(); err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, table+".csv"), buf.Bytes(), 0o644); err != nil {
			return fmt.Errorf("write table: %w", err)
		}
	}
	return nil
}
