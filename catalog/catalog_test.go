package catalog_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/catalog"
)

// whole gives all that a filter lets through, page by page.
func whole(t *testing.T, b *catalog.Book, f catalog.Filter, p catalog.Page) []catalog.Entry {
	t.Helper()
	var all []catalog.Entry
	for {
		l, err := b.List(t.Context(), f, p)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, l.Entries...)
		if p.After = l.Next; l.Next == "" {
			return all
		}
	}
}

// dump is everything that a book holds, but for leases: entries and counters, in one order.
func dump(t *testing.T, b *catalog.Book) string {
	t.Helper()
	entries := append(whole(t, b, catalog.Filter{}, catalog.Page{Limit: 1000}), whole(t, b, catalog.Filter{Status: catalog.Deleted}, catalog.Page{Limit: 1000})...)
	slices.SortFunc(entries, func(x, y catalog.Entry) int {
		return cmp.Or(strings.Compare(x.Document, y.Document), x.Part.First-y.Part.First)
	})
	counts, err := b.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var s strings.Builder
	for _, e := range entries {
		e.Lease = catalog.Lease{}
		data, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&s, "%s\n", data)
	}
	for _, c := range counts {
		fmt.Fprintln(&s, c.Facet, c.Value, c.N)
	}
	return s.String()
}

func same(t *testing.T, what, got, want string) {
	t.Helper()
	if got == want {
		return
	}
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			t.Errorf("%s differs in line %d of %d:\n got %s\nwant %s", what, i, len(w), g[i], w[i])
			return
		}
	}
	t.Errorf("%s: %d lines, want %d", what, len(g), len(w))
}

func TestListGivesEveryEntryOnce(t *testing.T) {
	everywhere(t, func(t *testing.T, c *catalog.Catalog) {
		b := c.Book("main")
		fill(t, b, 0, 60)
		fill(t, c.Book("other"), 0, 5)
		for _, sort := range []catalog.Sort{catalog.ByUrgency, catalog.ByExpiry, catalog.ByNextChange, catalog.ByReceived, catalog.ByNumber} {
			up := whole(t, b, catalog.Filter{}, catalog.Page{Sort: sort, Limit: 7})
			down := whole(t, b, catalog.Filter{}, catalog.Page{Sort: sort, Limit: 60, Descending: true})
			slices.Reverse(down)
			if len(up) != 60 || !reflect.DeepEqual(up, down) {
				t.Errorf("%s: %d entries up, %d down, want the same 60", sort, len(up), len(down))
			}
			seen := map[string]bool{}
			for _, e := range up {
				seen[e.Document] = true
			}
			if len(seen) != 60 {
				t.Errorf("%s: %d different documents, want 60", sort, len(seen))
			}
		}
		for _, p := range []catalog.Page{{Sort: "colour"}, {After: "x"}, {After: "e30"}} {
			if _, err := b.List(t.Context(), catalog.Filter{}, p); !errors.Is(err, catalog.ErrPage) {
				t.Errorf("page %+v: %v, want ErrPage", p, err)
			}
		}
	})
}

// TestFiltersMeanWhatTheySay compares lists with what a plain look at every entry lets through, in the same order; also
// where the searches take the ways that many documents make them take.
func TestFiltersMeanWhatTheySay(t *testing.T) {
	const n = 400
	everywhere(t, func(t *testing.T, c *catalog.Catalog) {
		b := c.Book("main")
		if _, err := b.Rebuild(t.Context(), made{n}, nil); err != nil {
			t.Fatal(err)
		}
		for _, narrow := range []bool{false, true} {
			if narrow {
				c.Narrow()
			}
			filtersMean(t, b)
		}
	})
}

func filtersMean(t *testing.T, b *catalog.Book) {
	sorts := []catalog.Sort{catalog.ByUrgency, catalog.ByExpiry, catalog.ByNumber}
	all := map[catalog.Sort][]catalog.Entry{}
	for _, sort := range sorts {
		all[sort] = whole(t, b, catalog.Filter{}, catalog.Page{Sort: sort, Limit: 1000})
	}
	r := rand.New(rand.NewPCG(3, 4))
	hit := 0
	for range tries {
		f, lets := randomFilter(r, all[catalog.ByUrgency])
		p := catalog.Page{Sort: sorts[r.IntN(3)], Limit: 1 + r.IntN(60), Descending: r.IntN(2) == 0}
		var want, have []string
		for _, e := range all[p.Sort] {
			if lets(e) {
				want = append(want, e.Document)
			}
		}
		if p.Descending {
			slices.Reverse(want)
		}
		for _, e := range whole(t, b, f, p) {
			have = append(have, e.Document)
		}
		if !slices.Equal(have, want) {
			t.Errorf("%+v, %+v: %d entries, want %d, in this order", f, p, len(have), len(want))
		}
		hit += len(want)
	}
	if hit < 3*tries {
		t.Errorf("the filters let %d entries through in all: they try too little", hit)
	}
}

// randomFilter draws one to three conditions that at least one entry meets, and the plain form of the same.
func randomFilter(r *rand.Rand, all []catalog.Entry) (catalog.Filter, func(catalog.Entry) bool) {
	var f catalog.Filter
	var tests []func(catalog.Entry) bool
	e := all[r.IntN(len(all))]
	for range 1 + r.IntN(3) {
		switch r.IntN(9) {
		case 0:
			f.Status = e.Status
			if f.Market != "" {
				f.Status = string(e.Standings[0].Decision)
			}
		case 1:
			if len(e.Standings) > 0 {
				f.Market = e.Standings[0].Market
				if f.Status != "" {
					f.Status = string(e.Standings[0].Decision)
				}
			}
		case 2:
			f.Kind = e.Kind
			tests = append(tests, func(x catalog.Entry) bool { return e.Kind == "" || x.Kind == e.Kind })
		case 3:
			if len(e.Needs) > 0 {
				f.Need = e.Needs[r.IntN(len(e.Needs))]
			}
		case 4:
			f.Holder = e.Holder
			tests = append(tests, func(x catalog.Entry) bool { return e.Holder == "" || x.Holder == e.Holder })
		case 5:
			if len(e.NumberKey) > 8 && f.Number == "" {
				from := r.IntN(len(e.NumberKey) - 4)
				part := e.NumberKey[from : from+3+r.IntN(2)]
				f.Number = strings.ToLower(part[:2]) + "-" + part[2:]
				tests = append(tests, func(x catalog.Entry) bool { return strings.Contains(x.NumberKey, part) })
			}
		case 6:
			if words := strings.Fields(e.Holder + " " + e.Issuer); len(words) > 0 && f.Text == "" {
				one, other := strings.ToUpper(words[r.IntN(len(words))]), words[r.IntN(len(words))]
				f.Text = one + " " + other
				tests = append(tests, func(x catalog.Entry) bool { return holds(x, one) && holds(x, other) })
			}
		case 7:
			if e.Expires != "" {
				f.Expires = certcat.Interval{From: e.Expires, Until: e.Expires.AddDays(1 + r.IntN(400))}
				tests = append(tests, func(x catalog.Entry) bool { return x.Expires != "" && f.Expires.Holds(x.Expires) })
			}
		case 8:
			if len(e.Cites) > 0 {
				f.Cite = e.Cites[r.IntN(len(e.Cites))]
			}
		}
	}
	return f, func(x catalog.Entry) bool {
		for _, test := range tests {
			if !test(x) {
				return false
			}
		}
		judged := slices.ContainsFunc(x.Standings, func(s catalog.Standing) bool {
			return s.Market == f.Market && (f.Status == "" || string(s.Decision) == f.Status)
		})
		return (f.Market == "" || judged) && (f.Market != "" || f.Status == "" || x.Status == f.Status) &&
			(f.Need == "" || slices.Contains(x.Needs, f.Need)) && (f.Cite.Value == "" || slices.Contains(x.Cites, f.Cite))
	}
}

// holds reports whether an entry's texts hold a word; one of fewer than three letters has to stand alone.
func holds(e catalog.Entry, word string) bool {
	word = strings.ToLower(word)
	texts := append(append([]string{e.Number, e.NumberKey, e.Name, e.Holder, e.Issuer, e.IssuerID, e.Product, e.Brand, e.Manufacturer}, e.Reports...), e.Models...)
	for _, text := range texts {
		text = strings.ToLower(text)
		if len([]rune(word)) >= 3 && strings.Contains(text, word) {
			return true
		}
		if slices.Contains(strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" .,-", r) }), word) {
			return true
		}
	}
	return false
}

// TestRebuiltEqualsGrown rebuilds over a catalogue that went through updates, moves and deletions, over one that holds
// what the store does not, and into an empty one.
func TestRebuiltEqualsGrown(t *testing.T) {
	everywhere(t, func(t *testing.T, c *catalog.Catalog) {
		const n = 80
		grown, rebuilt, dirty := c.Book("grown"), c.Book("rebuilt"), c.Book("dirty")
		for i := range n { // an older revision, at another place, first
			p := papersOf(i + 1000)
			p.Document.ID = papersOf(i).Document.ID
			for j := range p.Certificates {
				p.Certificates[j].Document = p.Document.ID
			}
			if ok, err := grown.Upsert(t.Context(), p); err != nil || !ok {
				t.Fatal(ok, err)
			}
		}
		for i := range n {
			r := receiptOf(i)
			r.Document, r.Time, r.State = receiptOf((i+1)%n).Document, r.Time.Add(-time.Hour), certcat.Received
			if err := grown.Arrive(t.Context(), r); err != nil {
				t.Fatal(err)
			}
		}
		source := newer{made{n}}
		for load, err := range source.Papers(t.Context()) {
			p, lerr := load(t.Context())
			if err := errors.Join(err, lerr); err != nil {
				t.Fatal(err)
			}
			if ok, err := grown.Upsert(t.Context(), p); err != nil || !ok {
				t.Fatal(ok, err)
			}
		}
		for r, err := range source.Receipts(t.Context()) {
			if err := errors.Join(err, grown.Arrive(t.Context(), r)); err != nil {
				t.Fatal(err)
			}
		}
		fill(t, dirty, n/2, n+30)
		for name, b := range map[string]*catalog.Book{"rebuilt": rebuilt, "dirty": dirty} {
			done, err := b.Rebuild(t.Context(), source, nil)
			if err != nil || done.Documents != n || name == "dirty" && done.Removed != 30 {
				t.Fatalf("%s: %+v, %v", name, done, err)
			}
			same(t, name, dump(t, b), dump(t, grown))
		}
		if done, err := grown.Rebuild(t.Context(), source, nil); err != nil || done.Removed != 0 {
			t.Errorf("%+v, %v", done, err)
		}
		same(t, "the grown one rebuilt", dump(t, grown), dump(t, rebuilt))
		if lines := strings.Count(dump(t, grown), "\n"); lines < n+50 {
			t.Errorf("only %d lines were compared", lines)
		}
	})
}

// newer is a source whose papers have revision 2; some documents are deleted at their door.
type newer struct{ made }

func TestOlderRevisionsChangeNothing(t *testing.T) {
	everywhere(t, func(t *testing.T, c *catalog.Catalog) {
		b := c.Book("main")
		fill(t, b, 0, 3)
		before := dump(t, b)
		for i := range 3 {
			p := papersOf(i + 10)
			p.Document.ID, p.Revision = papersOf(i).Document.ID, 1
			if ok, err := b.Upsert(t.Context(), p); err != nil || ok {
				t.Errorf("the same revision again: %v, %v", ok, err)
			}
		}
		same(t, "the catalogue", dump(t, b), before)
	})
}

// TestManyWritersAtOnce races revisions of the same documents; the greatest wins everywhere and the counters agree.
func TestManyWritersAtOnce(t *testing.T) {
	everywhere(t, func(t *testing.T, c *catalog.Catalog) {
		b, alone := c.Book("main"), c.Book("alone")
		const documents, revisions, writers = 6, 8, 4
		paper := func(d, revision int) catalog.Papers {
			p := papersOf(d + 100*revision)
			p.Document.ID, p.Revision = papersOf(d).Document.ID, revision
			return p
		}
		var wait sync.WaitGroup
		for w := range writers {
			wait.Go(func() {
				r := rand.New(rand.NewPCG(uint64(w), 9))
				for _, i := range r.Perm(documents * revisions) {
					if _, err := b.Upsert(t.Context(), paper(i%documents, 1+i/documents)); err != nil {
						t.Error(err)
					}
					if err := b.Arrive(t.Context(), receiptOf(i%documents)); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wait.Wait()
		for d := range documents {
			if _, err := alone.Upsert(t.Context(), paper(d, revisions)); err != nil {
				t.Fatal(err)
			}
			if err := alone.Arrive(t.Context(), receiptOf(d)); err != nil {
				t.Fatal(err)
			}
		}
		same(t, "after the race", dump(t, b), dump(t, alone))
	})
}

// TestFillThatDied takes the file of a filling that is under way, as a crash would leave it, and opens it.
func TestFillThatDied(t *testing.T) {
	dir := t.TempDir()
	path, left := filepath.Join(dir, "catalog.db"), filepath.Join(dir, "left", "catalog.db")
	stop := errors.New("the machine went down")
	crash := func() error {
		for _, end := range []string{"", "-wal"} {
			data, err := os.ReadFile(path + end)
			if err == nil {
				err = errors.Join(os.MkdirAll(filepath.Dir(left), 0o755), os.WriteFile(left+end, data, 0o644))
			}
			if err != nil {
				return err
			}
		}
		return stop
	}
	if _, err := open(t, path).Book("main").Rebuild(t.Context(), broken{made{2500}, crash}, nil); !errors.Is(err, stop) {
		t.Fatal(err)
	}
	fresh := open(t, filepath.Join(dir, "fresh.db")).Book("main")
	fill(t, fresh, 0, 50)
	for _, path := range []string{path, left} {
		b := open(t, path).Book("main")
		found, err := b.List(t.Context(), catalog.Filter{Text: "gmbh", Number: "REV"}, catalog.Page{})
		if err != nil || path == left && len(found.Entries) == 0 {
			t.Errorf("%s: %d entries found by what the indexes hold, %v", path, len(found.Entries), err)
		}
		if _, err := b.Rebuild(t.Context(), made{50}, nil); err != nil {
			t.Fatal(err)
		}
		same(t, path, dump(t, b), dump(t, fresh))
	}
}
