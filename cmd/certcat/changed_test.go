package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/catalog"
	"github.com/certcat/certcat/flow"
	"github.com/certcat/certcat/tables"
	"github.com/certcat/certcat/validate"
)

// judgedPaper is a certificate with what was asked about it.
type judgedPaper struct {
	name        string
	certificate certcat.Certificate
	ask         validate.Options
	cites       []tables.Cite
	said        string // the verdict, without what every change of tables changes
}

// variedPapers are the certificates of all cases, as read and as if a person had confirmed every field, each asked about
// several markets.
func variedPapers(t *testing.T, now *tables.Tables) (all []judgedPaper) {
	t.Helper()
	profile, err := validate.ProfileNamed("marketplace")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(casesDir, "*", "certificate.json"))
	if err != nil || len(files) < 20 {
		t.Fatal(len(files), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, trusted := range []bool{true, false}[:min(2, sized(1, 2))] {
			var certificates []certcat.Certificate
			if err := json.Unmarshal(data, &certificates); err != nil {
				t.Fatal(err)
			}
			for i, c := range certificates {
				for j := range c.Fields {
					c.Fields[j].Accepted = c.Fields[j].Accepted || trusted
				}
				for j := range c.Facts {
					c.Facts[j].Accepted = c.Facts[j].Accepted || trusted
				}
				for _, cell := range [][2]string{{}, {"EU", ""}, {"EU", "wireless-charger"}, {"GB", "toy"}, {"US", "bluetooth-earbuds"}, {"CN", "power-bank"}, {"SA", "led-lamp"}} {
					p := judgedPaper{name: fmt.Sprint(filepath.Base(filepath.Dir(file)), " ", i, trusted, cell), certificate: c,
						ask: validate.Options{Market: cell[0], Category: cell[1], AsOf: "2026-11-22", Profile: profile}}
					p.judge(now)
					all = append(all, p)
				}
			}
		}
	}
	return all
}

// judge asks what the tables say of a paper.
func (p *judgedPaper) judge(x *tables.Tables) certcat.Verdict {
	v := flow.CheckAll(checker{tables: x, asked: []validate.Options{p.ask}}, []certcat.Certificate{p.certificate})[0]
	p.cites = nil
	for _, e := range catalog.Entries(catalog.Papers{Document: certcat.Document{ID: v.Document}, Certificates: []certcat.Certificate{p.certificate}, Verdicts: []certcat.Verdict{v}}) {
		for _, c := range e.Cites {
			p.cites = append(p.cites, tables.Cite(c))
		}
		p.cites = append(p.cites, tables.Cite{What: tables.CiteNumber, Value: e.NumberKey})
	}
	p.said = saidIn(v)
	return v
}

// saidIn is a verdict without what names the tables.
func saidIn(v certcat.Verdict) string {
	v.Key, v.Used = "", nil
	data, _ := json.Marshal(v) //nolint:errchkjson // strings and numbers
	return string(data)
}

// TestChangedRowLeadsToItsDocuments changes one row of a table after the other. Whatever verdict says something else then,
// the difference between the tables leads to it. Half of the rows are such on which verdicts rest.
func TestChangedRowLeadsToItsDocuments(t *testing.T) {
	now, err := tables.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	papers := variedPapers(t, now)
	base, err := tableSource{base: must(tables.Shipped())}.files()
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(8, 9))
	tried, moved, named := 0, 0, 0
	rows, most := deciding(papers, now, random), sized(30, 200)
	rows = append(rows[:min(len(rows), most)], anyRows(random, most)...)
	for _, row := range rows {
		files := maps.Clone(base)
		if files[row.Table+".csv"], err = without(t, base, row, tried%2 == 0); err != nil {
			t.Fatal(err)
		}
		later, err := tables.Load(tables.Files(files))
		if err != nil {
			continue // it holds something that must stand
		}
		tried++
		difference := tables.Between(now, later)
		for i := range papers {
			p := papers[i]
			v := saidIn(flow.CheckAll(checker{tables: later, asked: []validate.Options{p.ask}}, []certcat.Certificate{p.certificate})[0])
			touched := difference.All() || slices.ContainsFunc(p.cites, difference.Touches)
			if touched {
				named++
			}
			if v == p.said {
				continue
			}
			moved++
			if !touched {
				t.Errorf("%s %s changed: the verdict of %s says something else, and nothing leads to it", row.Table, row.ID, p.name)
			}
		}
	}
	t.Logf("%d rows changed under %d papers: %d verdicts say something else, %d of %d were named", tried, len(papers), moved, named, tried*len(papers))
	if tried < 30 || moved < 20 || named > tried*len(papers)/2 {
		t.Error("this shows nothing")
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// deciding are the rows on which the papers' verdicts rest, in no order.
func deciding(papers []judgedPaper, now *tables.Tables, random *rand.Rand) (rows []certcat.Row) {
	seen := map[certcat.Row]bool{}
	add := func(table, id string) {
		if r := (certcat.Row{Table: table, ID: id}); id != "" && !seen[r] {
			seen[r] = true
			rows = append(rows, r)
		}
	}
	for _, p := range papers {
		v := p.judge(now)
		for _, f := range v.Findings {
			row := f.DecidedBy()
			add(row.Table, row.ID)
		}
		for _, f := range v.Fits {
			add("requirements", f.Requirement)
		}
	}
	random.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
	return rows
}

// anyRows are rows of all tables in turn, n of them; the same may come again.
func anyRows(random *rand.Rand, n int) (rows []certcat.Row) {
	names := tables.Names()
	for i := 0; len(rows) < n; i++ {
		name := names[i%len(names)]
		if records := must(tables.Records(must(tables.Shipped()), nil, name)); len(records) > 1 {
			rows = append(rows, certcat.Row{Table: name, ID: records[1+random.IntN(len(records)-1)][0]})
		}
	}
	return rows
}

// without gives a table's file without a row, or with one that others read.
func without(t *testing.T, base map[string][]byte, row certcat.Row, remove bool) ([]byte, error) {
	t.Helper()
	records, err := tables.Records(tables.Files(base), nil, row.Table)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(records, func(r []string) bool { return r[0] == row.ID })
	if at < 1 {
		t.Fatalf("there is no row %s %s", row.Table, row.ID)
	}
	if remove {
		return tables.Lines(slices.Delete(slices.Clone(records), at, at+1)), nil
	}
	verified := slices.Index(records[0], "verified")
	changed := slices.Clone(records[at])
	changed[verified] = map[string]string{"source": "knowledge", "knowledge": "source"}[changed[verified]]
	records[at] = changed
	return tables.Lines(records), nil
}
