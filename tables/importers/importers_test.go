package importers

import (
	"errors"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/tables"
)

// desk is tables with what was imported so far.
type desk struct {
	base fs.FS
	over tables.Overlay
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	base, err := tables.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	return &desk{base: base}
}

func (d *desk) lines(table string) ([][]string, error) { return tables.Records(d.base, d.over, table) }

func input(t *testing.T, file string, retrieved certcat.Date) Input {
	t.Helper()
	data, err := os.ReadFile("testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	return Input{Data: data, From: file, SHA256: Hash(data), Retrieved: retrieved}
}

// run imports and lays the result over the tables, which must stay sound.
func (d *desk) run(t *testing.T, name string, in Input) (Result, *tables.Tables) {
	t.Helper()
	i, ok := Named(name)
	if !ok {
		t.Fatalf("no importer %s", name)
	}
	r, err := i.Run(in, d.lines)
	if err != nil {
		t.Fatal(err)
	}
	if d.over, err = d.over.With(r.Overlay); err != nil {
		t.Fatal(err)
	}
	x, err := tables.LoadOver(d.base, d.over, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range x.Verify() {
		t.Errorf("%s: %s %v", name, p.Code, p.Args)
	}
	// The same source again says nothing new.
	again, err := i.Run(in, d.lines)
	if err != nil || len(again.Changes) != 0 {
		t.Errorf("%s again: %v %+v", name, err, again.Changes)
	}
	return r, x
}

func says(r Result) string {
	var out []string
	for _, c := range r.Changes {
		out = append(out, c.What+" "+c.ID)
	}
	return strings.Join(out, "; ")
}

// laid adds a citation to the tables that a decision can end.
func (d *desk) laid(t *testing.T, id, reference, line string) {
	t.Helper()
	header := tables.Columns("citations")
	record := make([]string, len(header))
	for c, v := range map[string]string{"id": id, "act": "2014/35/EU", "reference": reference, "decision": "(EU) 2023/2723", "line": line, "state": "cited",
		"from": "2023-12-13", "recorded": "2026-11-22", "source": "a test", "verified": "source"} {
		record[slices.Index(header, c)] = v
	}
	over, err := d.over.With(tables.Overlay{"citations": tables.Lines([][]string{header, record})})
	if err != nil {
		t.Fatal(err)
	}
	d.over = over
}

func TestEURLex(t *testing.T) {
	d := newDesk(t)
	d.laid(t, "test-old", "EN 99000-3:2019", "8999")
	d.laid(t, "test-line", "EN 99000-4:2019", "9000")
	r, x := d.run(t, "eurlex-hs", input(t, "decision.xhtml", "2026-12-10"))
	if got := says(r); got != "added 2014/35/EU#(EU) 2026/90001#9001; added 2014/35/EU#(EU) 2026/90001#9002; corrected test-line; corrected test-old" {
		t.Errorf("%s\n%v", got, r.Notes)
	}
	for _, c := range []struct {
		standard string
		day      certcat.Date
		cited    bool
		how      tables.How
	}{
		{"EN 99001-2-9:2026+A11:2026", "2026-12-02", false, tables.Exact}, {"EN 99001-2-9:2026+A11:2026", "2026-12-03", true, tables.Exact},
		{"EN 99001-2-9:2026", "2026-12-03", false, tables.Subset}, {"EN IEC 99002-1:2026", "2026-12-03", true, tables.Exact},
		{"EN 99000-3:2019", "2027-01-02", true, tables.Exact}, {"EN 99000-3:2019", "2027-01-03", false, tables.Exact},
		{"EN 99000-4:2019", "2028-06-02", true, tables.Exact}, {"EN 99000-4:2019", "2028-06-03", false, tables.Exact},
	} {
		row, how, ok := x.Cited("2014/35/EU", c.standard, c.day)
		if ok != c.cited || how != c.how {
			t.Errorf("%s on %s: cited %v %s, want %v %s (%+v)", c.standard, c.day, ok, how, c.cited, c.how, row)
		}
	}
	row, _, _ := x.Cited("2014/35/EU", "EN IEC 99002-1:2026", "2026-12-10")
	if !row.Restricted || row.Verified != "source" || !strings.Contains(row.Source, "retrieved 2026-12-10") || !strings.Contains(row.Source, "SHA-256") {
		t.Errorf("%+v", row)
	}
	if row, _, _ = x.Cited("2014/35/EU", "EN 99000-4:2019", "2026-12-10"); row.State != "phasing-out" || row.WithdrawnBy != "(EU) 2026/90001" {
		t.Errorf("%+v", row)
	}
	r, x = d.run(t, "eurlex-hs", input(t, "corrigendum.xhtml", "2026-12-21"))
	if got := says(r); got != "corrected 2014/35/EU#(EU) 2026/90001#9002" {
		t.Errorf("%s %v", got, r.Notes)
	}
	if _, _, ok := x.Cited("2014/35/EU", "EN IEC 99002-1:2026", "2026-12-21"); ok {
		t.Error("what was printed wrongly is still cited")
	}
	if row, _, ok := x.Cited("2014/35/EU", "EN IEC 99002-1:2025", "2026-12-03"); !ok || row.From != "2026-12-03" || !row.Restricted {
		t.Errorf("%+v %v", row, ok)
	}
}

func TestNANDO(t *testing.T) {
	for _, file := range []string{"nando.csv", "nando.json"} {
		d := newDesk(t)
		r, x := d.run(t, "nando", input(t, file, "2026-11-22"))
		b, ok := x.Body("9901")
		if !ok || b.Name != "Grønland Prøvning A/S" || b.Country != "DK" || b.Status != "active" || !slices.Contains(b.Acts, "2014/53/EU") {
			t.Errorf("%s: %+v (%s)", file, b, says(r))
		}
		if file == "nando.json" {
			continue
		}
		if yes, read := b.Designated("2014/30/EU"); !yes || !read {
			t.Error("the second act was not taken")
		}
		if b, _ = x.Body("9902"); b.Status != "former" || b.EUEnded != "2026-10-31" {
			t.Errorf("%+v", b)
		}
		if x.Complete("bodies", "", "2026-11-22") {
			t.Error("a list that is not whole makes nothing complete")
		}
	}
	d := newDesk(t)
	whole := input(t, "nando.csv", "2026-11-22")
	whole.Whole = true
	r, x := d.run(t, "nando", whole)
	if b, _ := x.Body("0123"); b.Until != "2026-11-22" || !x.Complete("bodies", "", "2026-11-22") || x.Complete("bodies", "", "2026-11-23") {
		t.Errorf("a body that a whole list does not name has ended: %+v", b)
	}
	if len(r.Changes) < 100 {
		t.Errorf("only %d changes", len(r.Changes))
	}
}

func TestRecalls(t *testing.T) {
	d := newDesk(t)
	d.run(t, "cpsc-recalls", input(t, "cpsc.json", "2026-11-22"))
	r, x := d.run(t, "safety-gate", input(t, "safety-gate.xml", "2026-11-22"))
	if got := says(r); got != "added safety-gate/SR/09001/26; added safety-gate/A12/09002/26" {
		t.Error(got)
	}
	found := x.Recalls("", "bl 200")
	if len(found) != 1 || found[0].Number != "26-901" || found[0].Date != "2026-11-05" || found[0].Market != "US" || found[0].Origin != "CN" ||
		!slices.Contains(found[0].Firms, "Brightleaf Lanterns Co., Ltd.") || found[0].Measure != "Refund" {
		t.Errorf("%+v", found)
	}
	found = x.Recalls("Mossling", "ML-8")
	if len(found) != 1 || found[0].Product != "Plush toy: Hedgehog" || found[0].Hazard != "Choking: Small parts can be detached." || found[0].Date != "2026-11-20" {
		t.Errorf("%+v", found)
	}
	if found = x.Recalls("", "XQ-5V"); len(found) != 1 || found[0].Brand != "" || found[0].Product != "USB charger" {
		t.Errorf("%+v", found)
	}
}

func TestSubstances(t *testing.T) {
	d := newDesk(t)
	_, x := d.run(t, "echa-candidate-list", input(t, "echa.csv", "2026-11-22"))
	if n := len(x.Substances("reach-candidate-list", "2026-01-20")); n != 1 {
		t.Errorf("%d substances before the second came", n)
	}
	all := x.Substances("reach-candidate-list", "")
	if len(all) != 2 || all[1].CAS != "99999-02-2" || all[1].Included != "2026-01-21" {
		t.Errorf("%+v", all)
	}
}

func TestApprovals(t *testing.T) {
	d := newDesk(t)
	d.run(t, "fcc-eas", input(t, "fcc.html", "2026-11-22"))
	anatel := input(t, "anatel.csv", "2026-11-22")
	anatel.Whole = true
	d.run(t, "anatel-csv", anatel)
	_, x := d.run(t, "mic-giteki", input(t, "giteki.json", "2026-11-22"))
	got, complete := x.Registered("us-fcc-certification", "2ZZZ9-BL100", "2026-11-22")
	if len(got) != 1 || complete || got[0].From != "2025-10-13" || got[0].Holder != "Brightleaf Lanterns Co., Ltd." || got[0].Status != "valid" {
		t.Errorf("%+v %v", got, complete)
	}
	got, complete = x.Registered("br-anatel", "99001-24-99901", "2026-11-22")
	if len(got) != 1 || !complete || !slices.Equal(got[0].Models, []string{"BL-100", "BL-200"}) || got[0].Status != "valid" || got[0].From != "2024-03-05" {
		t.Errorf("%+v %v", got, complete)
	}
	if got, _ = x.Registered("br-anatel", "99002-19-99902", ""); len(got) != 1 || got[0].Status != "ended" || got[0].Until != "2022-02-01" {
		t.Errorf("%+v", got)
	}
	if got, _ = x.Registered("jp-giteki-radio", "299-260001", "2026-11-22"); len(got) != 1 || !slices.Equal(got[0].Models, []string{"BL-100"}) || got[0].From != "2026-04-01" {
		t.Errorf("%+v", got)
	}
	latin := input(t, "anatel.csv", "2026-11-22")
	latin.Data = []byte(strings.NewReplacer("ç", "\xe7", "ã", "\xe3", "é", "\xe9", "ú", "\xfa", "í", "\xed").Replace(string(latin.Data)))
	if r, err := mustImporter(t, "anatel-csv").Run(latin, d.lines); err != nil || r.Same != 2 {
		t.Errorf("in Latin-1: %v %+v", err, r)
	}
}

func mustImporter(t *testing.T, name string) Importer {
	t.Helper()
	i, ok := Named(name)
	if !ok {
		t.Fatal(name)
	}
	return i
}

// Whatever has not the published form is refused, and nothing panics.
func TestOtherFormsAreRefused(t *testing.T) {
	d := newDesk(t)
	for _, i := range Importers() {
		for name, data := range map[string]string{"empty": "", "words": "There is nothing here.\nAt all.\n", "page": "<html><body><p>404</p></body></html>", "json": `{"error":"no"}`,
			"list": `[1,2,3]`, "xml": `<?xml version="1.0"?><a><b>1</b></a>`, "deep": `<?xml version="1.0"?>` + strings.Repeat("<a>", 5000), "cut": `[{"RecallID":1,`, "nul": "\x00\x01\x02",
			"csv": "a;b;c\n1;2;3\n", "table": "<table><tr><td>1</td><td>EN 1:2000</td></tr></table>"} {
			r, err := i.Run(Input{Data: []byte(data), From: name, Retrieved: "2026-11-22"}, d.lines)
			if err == nil && len(r.Changes) > 0 {
				t.Errorf("%s made of %s: %v", i.Name, name, r.Changes)
			}
			if err == nil && len(r.Changes) == 0 && i.Name != "cpsc-recalls" {
				t.Errorf("%s took %s for its own", i.Name, name)
			}
			if err != nil && !errors.Is(err, ErrForm) && name != "table" {
				t.Errorf("%s, %s: %v is not ErrForm", i.Name, name, err)
			}
		}
	}
	if _, err := mustImporter(t, "nando").Run(Input{Retrieved: "soon"}, d.lines); err == nil {
		t.Error("a day of retrieval that is none was taken")
	}
	if len(countries()) < 60 {
		t.Errorf("countries.csv gives %d names", len(countries()))
	}
}
