package validate

import (
	"bytes"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/certcat/certcat/tables"
)

// tablesWith loads the tables of the tree with cells changed: "table", "row ID", "column", "value" four by four.
func tablesWith(t *testing.T, changes ...string) *tables.Tables {
	t.Helper()
	files, err := filepath.Glob("../tables/data/*.csv")
	if err != nil || len(files) == 0 {
		t.Fatal("no tables", err)
	}
	fsys := fstest.MapFS{}
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		fsys[filepath.Base(path)] = &fstest.MapFile{Data: data}
	}
	for i := 0; i < len(changes); i += 4 {
		file := fsys[changes[i]+".csv"]
		if changes[i+1] == "+" { // a new row
			file.Data = append(bytes.Clone(file.Data), changes[i+3]+"\n"...)
			continue
		}
		all, err := csv.NewReader(bytes.NewReader(file.Data)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		id, column, changed := slices.Index(all[0], "id"), slices.Index(all[0], changes[i+2]), false
		for _, row := range all[1:] {
			if row[id] == changes[i+1] {
				row[column], changed = changes[i+3], true
			}
		}
		if !changed {
			t.Fatalf("table %s has no row %q: the test has to name another", changes[i], changes[i+1])
		}
		var b bytes.Buffer
		if err := csv.NewWriter(&b).WriteAll(all); err != nil {
			t.Fatal(err)
		}
		file.Data = b.Bytes()
	}
	x, err := tables.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	return x
}
