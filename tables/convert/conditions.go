package main

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strings"
)

//go:embed conditions.csv
var conditionForms string

// conditions puts the conditions that the sheets state in words into the form attribute=value.
func (b *book) conditions() error {
	records, err := csv.NewReader(strings.NewReader(conditionForms)).ReadAll()
	if err != nil {
		return fmt.Errorf("conditions.csv: %w", err)
	}
	forms := map[string]string{}
	for _, r := range records[1:] {
		forms[r[0]] = r[1]
	}
	for _, r := range b.rows["requirements"] {
		c := r["condition"]
		if c == "" {
			continue
		}
		if forms[c] == "" {
			return fmt.Errorf("requirement %s: conditions.csv has no form for %q", r["id"], c)
		}
		r["when"] = forms[c]
	}
	return nil
}

//go:embed any_of.csv
var anyOf string

// alternatives groups requirements of one cell of which one is enough: kinds of one group, asked for with equal force.
func (b *book) alternatives() error {
	records, err := csv.NewReader(strings.NewReader(anyOf)).ReadAll()
	if err != nil {
		return fmt.Errorf("any_of.csv: %w", err)
	}
	group := map[string]string{}
	for _, r := range records[1:] {
		for _, kind := range split(r[1]) {
			group[kind] = r[0]
		}
	}
	members := map[string][]row{}
	for _, r := range b.rows["requirements"] {
		if g := group[r["kind"]]; g != "" {
			key := r["market"] + "/" + r["category"] + "/" + g + " " + r["level"]
			members[key] = append(members[key], r)
		}
	}
	for key, rows := range members {
		if len(rows) < 2 {
			continue
		}
		for _, r := range rows {
			r["any_of"], _, _ = strings.Cut(key, " ")
		}
	}
	return nil
}
