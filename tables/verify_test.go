package tables

import (
	"io/fs"
	"maps"
	"slices"
	"testing"
	"testing/fstest"
)

func TestVerifyIsClean(t *testing.T) {
	for _, p := range open(t).Verify() {
		t.Errorf("%s %v", p.Code, p.Args)
	}
}

// small is a sound set of few rows; each fault below breaks it in one place.
func small() map[string][]map[string]string {
	row := func(cells ...string) map[string]string {
		r := map[string]string{"recorded": "2026-01-01", "verified": "knowledge"}
		for i := 0; i < len(cells); i += 2 {
			r[cells[i]] = cells[i+1]
		}
		return r
	}
	return map[string][]map[string]string{
		"acts": {row("id", "2014/35/EU", "jurisdiction", "EU", "name_en", "LVD", "from", "2014-04-18"),
			row("id", "2006/95/EC", "jurisdiction", "EU", "name_en", "old LVD", "repealed", "2016-04-20", "repealed_by", "2014/35/EU", "until", "2016-04-20"),
			row("id", "SI 2016/1101", "jurisdiction", "GB", "name_en", "UK LVD", "equivalent", "2014/35/EU")},
		"markets":    {row("id", "EU"), row("id", "GB")},
		"categories": {row("id", "kettle", "name_en", "Kettle")},
		"cells": {row("id", "EU/kettle", "category", "kettle", "market", "EU", "acts", "2014/35/EU"),
			row("id", "GB/kettle", "category", "kettle", "market", "GB", "acts", "SI 2016/1101")},
		"requirement_kinds": {row("id", "eu-doc", "name", "declaration", "name_zh", "声明", "evidence", "upload", "provable", "yes")},
		"requirements": {row("id", "EU/kettle/eu-doc", "category", "kettle", "market", "EU", "kind", "eu-doc", "level", "mandatory", "basis", "law", "acts", "2014/35/EU", "until", "2030-01-01"),
			row("id", "EU/kettle/eu-doc", "category", "kettle", "market", "EU", "kind", "eu-doc", "level", "mandatory", "basis", "law", "acts", "2014/35/EU", "from", "2030-01-01")},
		"proves":      {row("id", "eu-doc", "kind", "eu-doc", "proves", "eu-doc")},
		"life":        {row("id", "eu-doc", "kind", "eu-doc", "term", "none", "effect", "none")},
		"identifiers": {row("id", "nb", "identifier", "nb", "name_en", "number", "regex", `\d{4}`, "valid", "0123", "invalid", "123")},
		"attributes":  {row("id", "battery", "name_en", "battery inside", "format", "yes|no", "examples", "yes", "counter_examples", "maybe")},
		"exclusions":  {row("id", "x", "act", "2014/35/EU", "excludes", "2006/95/EC", "effect", "form", "article", "1")},
		"transitions": {row("id", "t", "act", "2006/95/EC", "continues_for", "units placed before", "kinds", "eu-doc", "last", "2030-01-01")},
		"complete":    {row("id", "c", "table", "citations", "act", "2014/35/EU", "from", "2020-01-01", "until", "2026-01-01", "verified", "source")},
		"issuers":     {row("id", "lab", "name", "Lab", "kind", "lab", "issues", "papers")},
		"schemes":     {row("id", "xx-mark", "market", "XX", "name_en", "Mark", "kind", "certificate", "kinds", "eu-doc", "issued_by", "papers")},
		"standards":   {row("id", "EN 1", "title", "one", "market", "EU")},
		"editions":    {row("id", "EN 1:2020", "standard", "EN 1", "reference", "EN 1:2020", "market", "EU", "status", "superseded", "superseded_by", "EN 1:2021"), row("id", "EN 1:2021", "standard", "EN 1", "reference", "EN 1:2021", "market", "EU", "status", "current")},
	}
}

func files(t *testing.T, rows map[string][]map[string]string) fs.FS {
	m := fstest.MapFS{}
	for _, n := range Names() {
		m[n+".csv"] = &fstest.MapFile{Data: []byte(lines(t, n, rows[n]...))}
	}
	return m
}

func TestVerifyFinds(t *testing.T) {
	for _, c := range []struct {
		table  string
		row    int
		column string
		value  string
		want   string // "" = sound
	}{
		{"acts", 0, "note", "nothing broken", ""},
		{"acts", 1, "repealed_by", "2014/36/EU", "tables-no-such-row"},
		{"acts", 1, "repealed", "", "tables-repeal-undated"},
		{"acts", 1, "repealed", "2014-01-01", "tables-repeal-before-successor"},
		{"cells", 0, "acts", "2014/35/UE", "tables-no-such-row"},
		{"cells", 0, "acts", "2006/95/EC", "tables-not-equivalent"},
		{"cells", 1, "acts", "", "tables-equivalent-missing"},
		{"categories", 0, "id", "Kettle_1", "tables-category-form"},
		{"requirements", 1, "from", "2029-12-31", "tables-overlap"},
		{"requirements", 1, "from", "2030-01-02", "tables-gap"},
		{"requirements", 0, "kind", "eu-dox", "tables-no-such-row"},
		{"requirements", 0, "market", "US", "tables-no-cell"},
		{"requirement_kinds", 0, "provable", "no", "tables-provable"},
		{"proves", 0, "proves", "eu-dox", "tables-no-such-row"},
		{"proves", 0, "scheme", "x", "tables-no-proof-row"},
		{"life", 0, "kind", "uk-doc", "tables-no-life-row"},
		{"identifiers", 0, "regex", `(\d{4}`, "tables-regex"},
		{"identifiers", 0, "valid", "0123|12", "tables-example-refused"},
		{"identifiers", 0, "invalid", "9999", "tables-counter-example-matched"},
		{"identifiers", 0, "invalid", "", "tables-form-untried"},
		{"attributes", 0, "examples", "", "tables-form-untried"},
		{"attributes", 0, "counter_examples", "no", "tables-counter-example-matched"},
		{"requirements", 0, "when", "battery=yes", ""},
		{"requirements", 0, "when", "battery=maybe", "tables-condition-value"},
		{"requirements", 0, "when", "colour=red", "tables-no-such-row"},
		{"requirements", 0, "condition", "with a battery", "tables-condition-form"},
		{"requirements", 0, "level", "conditional", "tables-no-condition"},
		{"exclusions", 0, "excludes", "2006/95/EX", "tables-no-such-row"},
		{"transitions", 0, "kinds", "eu-dox", "tables-no-such-kind"},
		{"transitions", 0, "last", "2015-01-01", "tables-transition-over"},
		{"life", 0, "kind", "eu-dox", "tables-no-such-kind"},
		{"complete", 0, "until", "", "tables-complete-open"},
		{"complete", 0, "verified", "knowledge", "tables-complete-unread"},
		{"schemes", 0, "issued_by", "nothing", "tables-issued-by-nobody"},
		{"cells", 1, "category", "toaster", "tables-cell-missing"},
		{"standards", 0, "id", "EN 3", "tables-no-such-row"},
		{"editions", 0, "superseded_by", "EN 2:2021", "tables-no-such-row"},
		{"editions", 0, "standard", "EN 2", "tables-no-such-row"},
	} {
		rows := small()
		changed := maps.Clone(rows[c.table][c.row])
		changed[c.column] = c.value
		rows[c.table][c.row] = changed
		x, err := Load(files(t, rows))
		if err != nil {
			t.Fatal(err)
		}
		var codes []string
		for _, p := range x.Verify() {
			codes = append(codes, p.Code)
		}
		if c.want == "" && len(codes) > 0 || c.want != "" && !slices.Contains(codes, c.want) {
			t.Errorf("%s row %d with %s = %q: %v; want %q", c.table, c.row, c.column, c.value, codes, c.want)
		}
	}
}
