package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/certcat/certcat/tables"
)

// The fact sheets lie outside the project.
const sheets = "../../../shared/regulatory"

// Converting again gives the committed tables byte for byte.
func TestConversionIsRepeatable(t *testing.T) {
	if _, err := os.Stat(sheets); err != nil {
		t.Skip("outside: the fact sheets aren't here")
	}
	out := t.TempDir()
	if err := run(sheets, out); err != nil {
		t.Fatal(err)
	}
	for _, name := range tables.Names() {
		want, err := os.ReadFile(filepath.Join("..", "data", name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(filepath.Join(out, name+".csv"))
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, want) {
			t.Errorf("%s.csv is not what the sheets and overrides give: run go run ./tables/convert", name)
		}
	}
}

func TestUnknownKeysAreRefused(t *testing.T) {
	f := newFact("acts[3]", map[string]any{"id": "1", "surprise": true})
	f.str("id")
	if err := f.done(); err == nil || err.Error() != `acts[3]: the converter doesn't know the key "surprise"; give it a column` {
		t.Errorf("done: %v", err)
	}
	f.skip("surprise")
	if err := f.done(); err != nil {
		t.Errorf("all keys were read: %v", err)
	}
}

func TestAmendments(t *testing.T) {
	own, other := amendments("EN 60598-2-22:2014", []string{"A1:2020", "EN 60598-2-22/AC:2015", "EN 60598-2-22:2014/A1:2020/AC:2021-01", "EN 60079-7:2015/A1:2018", "EN 60598-2-22:2014 does not cover"})
	if want := []string{"A1:2020", "AC:2015", "A1:2020/AC:2021-01"}; join(own) != join(want) {
		t.Errorf("own %q", own)
	}
	if len(other) != 2 {
		t.Errorf("other %q", other)
	}
}

func TestOverridesPatchAndAdd(t *testing.T) {
	b := &book{rows: map[string][]row{}}
	b.add("invalid", "id", "EN 1", "written", "EN 1", "why", "first", "meant", "EN 2", "verified", "knowledge")
	header := []string{"id", "written", "why", "meant", "verified"}
	if err := b.patch("invalid", header, []string{"EN 1", "", "second", "-", ""}); err != nil {
		t.Fatal(err)
	}
	if r := b.find("invalid", "EN 1"); r["written"] != "EN 1" || r["why"] != "second" || r["meant"] != "" {
		t.Errorf("patched: %v", r)
	}
	if err := b.patch("invalid", header, []string{"EN 3", "EN 3", "new", "", "source"}); err != nil || b.find("invalid", "EN 3")["recorded"] != recorded {
		t.Errorf("added: %v %v", err, b.rows["invalid"])
	}
	if err := b.patch("invalid", header, []string{"EN 4", "EN 4", "new", "", ""}); err == nil {
		t.Error("a new row must say whether it was verified")
	}
	if err := b.patch("invalid", []string{"id", "colour"}, []string{"EN 1", "red"}); err == nil {
		t.Error("a column that does not exist must be refused")
	}
}

func TestSuccessorsPartTheRows(t *testing.T) {
	acts := map[string]row{"A": {"repealed": "2027-01-20", "repealed_by": "B"}, "old": {"repealed": "2016-04-20", "repealed_by": "B"}}
	b := &book{rows: map[string][]row{"requirements": {{"id": "x", "acts": "A|C"}, {"id": "y", "acts": "old"}}}}
	b.succeed(acts)
	r := b.rows["requirements"]
	if len(r) != 3 || r[0]["until"] != "2027-01-20" || r[1]["from"] != "2027-01-20" || r[1]["acts"] != "B|C" || r[2]["until"] != "" {
		t.Errorf("%v", r)
	}
}
