package tables

import (
	"encoding/csv"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/certcat/certcat"
)

// only gives tables without rows but for one file, "" taking that file away.
func only(t testing.TB, name, content string) fs.FS {
	t.Helper()
	m := fstest.MapFS{}
	for _, n := range Names() {
		m[n+".csv"] = &fstest.MapFile{Data: []byte(lines(t, n))}
	}
	if content == "" {
		delete(m, name+".csv")
	} else {
		m[name+".csv"] = &fstest.MapFile{Data: []byte(content)}
	}
	return m
}

// lines makes a file of a table from rows that name their columns.
func lines(t testing.TB, table string, rows ...map[string]string) string {
	t.Helper()
	var b strings.Builder
	w := csv.NewWriter(&b)
	cols := Columns(table)
	if err := w.Write(cols); err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		record := make([]string, len(cols))
		for i, c := range cols {
			record[i] = r[c]
		}
		if err := w.Write(record); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	return b.String()
}

func invalidRow(changes ...string) map[string]string {
	r := map[string]string{"id": "EN 1", "written": "EN 1", "why": "it is a test", "recorded": "2026-01-01", "verified": "knowledge"}
	for i := 0; i < len(changes); i += 2 {
		r[changes[i]] = changes[i+1]
	}
	return r
}

func TestLoadIsStrict(t *testing.T) {
	header := strings.Join(Columns("invalid"), ",") + "\n"
	for name, c := range map[string]struct{ content, want string }{
		"missing file":   {"", "read table invalid"},
		"empty file":     {" ", "invalid.csv:1"},
		"unknown column": {strings.Replace(header, "why", "because", 1), `invalid.csv:1: unknown column "because"`},
		"extra column":   {strings.TrimSpace(header) + ",more\n", `unknown column "more"`},
		"lost column":    {strings.Replace(header, ",verified", "", 1), `column "verified" is missing`},
		"bad date":       {lines(t, "invalid", invalidRow("from", "2026-02-30")), `invalid.csv:2: column "from": "2026-02-30" is no date`},
		"bad enum":       {lines(t, "invalid", invalidRow("verified", "sure")), `invalid.csv:2: column "verified": "sure" is none of source|knowledge`},
		"empty must":     {lines(t, "invalid", invalidRow("why", "")), `invalid.csv:2: column "why" must not be empty`},
		"no recorded":    {lines(t, "invalid", invalidRow("recorded", "")), `column "recorded" must not be empty`},
		"duplicate id":   {lines(t, "invalid", invalidRow(), invalidRow("written", "EN 2")), `invalid.csv:3: duplicate id "EN 1": line 2`},
		"ends too early": {lines(t, "invalid", invalidRow("from", "2026-02-01", "until", "2026-01-01")), `invalid.csv:2: id "EN 1" ends`},
		"retracted":      {lines(t, "invalid", invalidRow("retracted", "2025-01-01")), `retracted (2025-01-01) before it is recorded`},
		"short line":     {header + "EN 1,EN 1\n", "invalid.csv: record on line 2"},
		"broken quote":   {header + "\"EN 1,EN 1\n", "invalid.csv: "},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Load(only(t, "invalid", c.content))
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v; want one with %q", err, c.want)
			}
		})
	}
	bad := map[string]string{"id": "x", "name": "x", "country": "DE", "status": "active", "recorded": "2026-01-01", "verified": "knowledge", "acts": "2014/35/EU||2014/30/EU"}
	if _, err := Load(only(t, "bodies", lines(t, "bodies", bad))); err == nil || !strings.Contains(err.Error(), `bodies.csv:2: column "acts": empty or padded member`) {
		t.Errorf("a list with an empty member: %v", err)
	}
	if _, err := Load(only(t, "requirement_kinds", lines(t, "requirement_kinds", map[string]string{"id": "x", "name": "x", "name_zh": "x", "evidence": "upload", "provable": "maybe", "recorded": "2026-01-01", "verified": "knowledge"}))); err == nil || !strings.Contains(err.Error(), "neither yes nor no") {
		t.Errorf("a truth value that is none: %v", err)
	}
}

// What is recorded later was not known earlier; what is retracted later was.
func TestKnowledgeHasDays(t *testing.T) {
	fsys := only(t, "invalid", lines(t, "invalid",
		invalidRow("why", "as first believed", "retracted", "2026-03-01"),
		invalidRow("why", "as corrected", "recorded", "2026-03-01")))
	for known, want := range map[string]string{"2025-12-31": "", "2026-01-01": "as first believed", "2026-02-28": "as first believed",
		"2026-03-01": "as corrected", "": "as corrected"} {
		x, err := LoadKnown(fsys, certcat.Date(known))
		if err != nil {
			t.Fatal(err)
		}
		got, _ := x.Invalid("EN 1")
		if got.Why != want {
			t.Errorf("known on %q: %q, want %q", known, got.Why, want)
		}
		if want != "" && got.Row() != (certcat.Row{Table: "invalid", ID: "EN 1", Verified: "knowledge"}) {
			t.Errorf("row %+v", got.Row())
		}
	}
}

// The counts of the shipped tables; a change here is a change of the data that somebody has to mean.
func TestCounts(t *testing.T) {
	want := map[string]int{"acts": 158, "act_names": 36, "act_dates": 43, "act_details": 35, "procedures": 50, "transitions": 23,
		"standards": 660, "editions": 951, "citations": 3289, "invalid": 10, "bodies": 170, "issuers": 157, "issuer_codes": 49, "schemes": 168,
		"scheme_laws": 257, "scheme_numbers": 57, "categories": 169, "cells": 1800, "requirements": 5636, "requirement_kinds": 203, "proves": 199,
		"life": 203, "identifiers": 84, "markets": 19, "languages": 40, "attributes": 133, "category_attributes": 719, "registers": 59,
		"guidance": 35, "complete": 15, "recalls": 0, "substances": 0, "registrations": 0, "phrases": 199, "exclusions": 26, "bites": 48, "classes": 29, "product_classes": 31, "modules": 16,
		"radio_security": 15, "remedies": 13}
	x := open(t)
	if len(x.Stats()) != len(want) {
		t.Errorf("%d tables, want %d", len(x.Stats()), len(want))
	}
	for i, s := range x.Stats() {
		if s.Rows != want[s.Table] {
			t.Errorf("%s has %d rows, want %d", s.Table, s.Rows, want[s.Table])
		}
		if d := x.Digests()[i]; len(s.Digest) != 64 || d.Digest != s.Digest || d.Name != "tables/"+s.Table {
			t.Errorf("digest of %s: %q", s.Table, s.Digest)
		}
	}
}
