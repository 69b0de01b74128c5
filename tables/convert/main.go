// Command convert turns the fact sheets (YAML) into the tables (CSV) of package tables. It is mechanical and can be
// run again: equal sheets and overrides give equal files. It refuses a key of the sheets that it doesn't know, so that
// no fact is lost silently. What needs a reading person stands in overrides/*.csv, with a source: a row there replaces
// the named cells of the converted row with the same id and from ("-" empties a cell), or is added.
//
//	go run ./tables/convert FACTSHEETS tables/data
package main

import (
	"embed"
	"fmt"
	"os"
)

//go:embed overrides/*.csv
var overrides embed.FS

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: go run ./tables/convert FACTSHEETS tables/data")
		os.Exit(64)
	}
	if err := run(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "convert:", err)
		os.Exit(1)
	}
}

func run(sheets, out string) error {
	b := &book{root: os.DirFS(sheets), rows: map[string][]row{}, seen: map[string]int{}}
	for _, step := range []func(*book) error{
		convertActs, convertStandards, convertCitations, convertBodies, convertIdentifiers, convertRequirements,
		convertIssuers, convertSchemes, convertWorldStandards, convertWorldRequirements, convertAttributes, convertSources,
	} {
		if err := step(b); err != nil {
			return err
		}
	}
	if err := b.drop(); err != nil {
		return err
	}
	b.completeCitations()
	b.addCitations()
	if err := b.override(overrides); err != nil {
		return err
	}
	for _, step := range []func(*book) error{finishActs, finishRequirements} {
		if err := step(b); err != nil {
			return err
		}
	}
	return b.write(out)
}
