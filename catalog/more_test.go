package catalog_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/catalog"
	"github.com/certcat/certcat/tables"
)

func (n newer) Papers(ctx context.Context) iter.Seq2[func(context.Context) (catalog.Papers, error), error] {
	return func(yield func(func(context.Context) (catalog.Papers, error), error) bool) {
		for load, err := range n.made.Papers(ctx) {
			again := func(ctx context.Context) (catalog.Papers, error) {
				p, err := load(ctx)
				p.Revision = 2
				return p, err
			}
			if !yield(again, err) {
				return
			}
		}
	}
}

func (n newer) Receipts(ctx context.Context) iter.Seq2[certcat.Receipt, error] {
	return func(yield func(certcat.Receipt, error) bool) {
		i := 0
		for r, err := range n.made.Receipts(ctx) {
			if i++; i%7 == 0 {
				r.State = certcat.Deleted
			}
			if !yield(r, err) {
				return
			}
		}
	}
}

// broken yields its papers and then calls crash.
type broken struct {
	made
	crash func() error
}

func (b broken) Papers(ctx context.Context) iter.Seq2[func(context.Context) (catalog.Papers, error), error] {
	return func(yield func(func(context.Context) (catalog.Papers, error), error) bool) {
		for load, err := range b.made.Papers(ctx) {
			if !yield(load, err) {
				return
			}
		}
		yield(nil, b.crash())
	}
}

func TestDeletedDocumentsLeaveTheLists(t *testing.T) {
	everywhere(t, func(t *testing.T, c *catalog.Catalog) {
		b := c.Book("main")
		fill(t, b, 0, 5)
		r := receiptOf(2)
		second := r
		second.Key, second.Name, second.Time = "again.pdf", "again.pdf", r.Time.Add(time.Minute)
		gone := r
		gone.State, gone.Time = certcat.Deleted, r.Time.Add(time.Hour)
		if err := b.Arrive(t.Context(), second, gone); err != nil {
			t.Fatal(err)
		}
		if n := len(whole(t, b, catalog.Filter{}, catalog.Page{})); n != 5 {
			t.Errorf("%d entries after one of two places is gone, want 5", n)
		}
		second.State, second.Time = certcat.Deleted, second.Time.Add(time.Hour)
		if err := b.Arrive(t.Context(), second); err != nil {
			t.Fatal(err)
		}
		deleted := whole(t, b, catalog.Filter{Status: catalog.Deleted}, catalog.Page{})
		if n := len(whole(t, b, catalog.Filter{}, catalog.Page{})); n != 4 || len(deleted) != 1 || deleted[0].Document != r.Document {
			t.Errorf("%d entries, deleted %+v", n, deleted)
		}
		if err := b.Arrive(t.Context(), r); err != nil { // an old event, late
			t.Fatal(err)
		}
		if n := len(whole(t, b, catalog.Filter{}, catalog.Page{})); n != 4 {
			t.Errorf("%d entries after an old receipt came late, want 4", n)
		}
		if err := b.Delete(t.Context(), r.Document); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Document(t.Context(), r.Document); !errors.Is(err, catalog.ErrNotFound) {
			t.Errorf("after Delete: %v", err)
		}
		counts, err := b.Counts(t.Context(), "arrival", "status")
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range counts {
			if n.Value == string(certcat.Deleted) || n.Facet == "arrival" && n.N != 4 {
				t.Errorf("counter %+v after Delete", n)
			}
		}
	})
}

// TestSameNumber finds other files under a number, says what differs, and lists such numbers.
func TestSameNumber(t *testing.T) {
	everywhere(t, func(t *testing.T, c *catalog.Catalog) {
		b := c.Book("main")
		fill(t, b, 0, 20)
		var ids []string
		for i, change := range []func(*catalog.Papers){
			func(*catalog.Papers) {},
			func(p *catalog.Papers) { set(p, certcat.CertificateNumber, "NB 1234 / 24 - 007") },
			func(p *catalog.Papers) {
				set(p, certcat.CertificateNumber, "nb1234-24-007")
				set(p, certcat.Holder, "Somebody Else S.A.")
				set(p, certcat.Models, "ZZ-1")
			},
			func(p *catalog.Papers) { set(p, certcat.Holder, "FJELLVIK SENSOR A.S.") },
		} {
			p := papersOf(3)
			set(&p, certcat.CertificateNumber, "NB1234/24-007")
			set(&p, certcat.Holder, "Fjellvik Sensor AS")
			p.Document.ID = idOf(5000 + i)
			change(&p)
			if err := b.Arrive(t.Context(), receiptOf(5000+i)); err != nil {
				t.Fatal(err)
			}
			if _, err := b.Upsert(t.Context(), p); err != nil {
				t.Fatal(err)
			}
			ids = append(ids, p.Document.ID)
		}
		uses, err := b.Uses(t.Context(), ids[0], certcat.Part{First: 1})
		if err != nil || len(uses) != 3 {
			t.Fatalf("%d uses, %v", len(uses), err)
		}
		for _, u := range uses {
			var want []string
			if u.Entry.Document == ids[2] {
				want = []string{certcat.Holder, certcat.Models}
			}
			if !slices.Equal(u.Differ, want) {
				t.Errorf("%s (%s) differs in %v, want %v", u.Entry.Number, u.Entry.Holder, u.Differ, want)
			}
		}
		for _, different := range []bool{false, true} {
			found, err := b.Reused(t.Context(), "", different, 10)
			if err != nil || len(found) != 1 || found[0].Documents != 4 || found[0].Holders != 2 || found[0].NumberKey != "NB123424007" {
				t.Errorf("reused numbers, different holders %v: %+v, %v", different, found, err)
			}
		}
		if uses, err := b.Uses(t.Context(), papersOf(4).Document.ID, certcat.Part{First: 1}); err != nil || len(uses) != 0 {
			t.Errorf("uses of a number that stands once: %v, %v", uses, err)
		}
	})
}

// set changes a field of the first certificate.
func set(p *catalog.Papers, field string, values ...string) {
	for i := range p.Certificates[0].Fields {
		if f := &p.Certificates[0].Fields[i]; f.Name == field {
			f.State, f.Values = certcat.Printed, nil
			for _, v := range values {
				f.Values = append(f.Values, certcat.Value{Text: v, Canonical: v})
			}
		}
	}
}

func TestDueAndAffected(t *testing.T) {
	everywhere(t, func(t *testing.T, c *catalog.Catalog) {
		const n = 2500 // more than are fetched at once
		b := c.Book("main")
		if _, err := b.Rebuild(t.Context(), made{n}, nil); err != nil {
			t.Fatal(err)
		}
		day := certcat.Date("2029-06-01")
		cites := []catalog.Cite{{What: "standard", Value: "EN 60950-1"}, {What: "act", Value: "2014/53/EU"}, {What: "body", Value: "1007"}, {What: "cell", Value: "EU/usb-charger"}}
		var due, affected []string
		for i := range n {
			for _, e := range catalog.Entries(papersOf(i)) {
				if e.NextChange != "" && e.NextChange <= day {
					due = append(due, e.Document)
				}
				if slices.ContainsFunc(e.Cites, func(c catalog.Cite) bool { return slices.Contains(cites, c) }) {
					affected = append(affected, e.Document)
				}
			}
		}
		for name, q := range map[string]struct {
			got  iter.Seq2[string, error]
			want []string
		}{"due": {b.Due(t.Context(), day), due}, "affected": {b.Affected(t.Context(), "", cites...), affected}} {
			got := gather(t, q.got)
			slices.Sort(q.want)
			if !slices.Equal(got, q.want) || len(got) < 1000 {
				t.Errorf("%s: %d documents, want %d", name, len(got), len(q.want))
			}
		}
		if count, err := b.CountDue(t.Context(), day); err != nil || count != int64(len(due)) {
			t.Errorf("%d are counted as due, want %d; %v", count, len(due), err)
		}
		for document, err := range b.Affected(t.Context(), "") {
			t.Fatalf("nothing is cited, and something is affected: %s, %v", document, err)
		}
	})
}

// gather sorts what is yielded, each once.
func gather(t *testing.T, from iter.Seq2[string, error]) (all []string) {
	t.Helper()
	for one, err := range from {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// TestAffectedUnder asks for documents by the tables that their verdicts were made by.
func TestAffectedUnder(t *testing.T) {
	everywhere(t, func(t *testing.T, c *catalog.Catalog) {
		b := c.Book("main")
		under := map[string][]string{} // digest → documents that cite the standard
		all := map[string][]string{}
		standards, number := map[string]bool{}, ""
		for i := range 60 {
			p := papersOf(i)
			digest := tables.PinnedBy([]certcat.Digest{{Name: "tables/editions", Digest: fmt.Sprint(i % 3)}})
			for j := range p.Verdicts {
				p.Verdicts[j].Used = []certcat.Digest{{Name: "tables/editions", Digest: fmt.Sprint(i % 3)}, {Name: "profile/law", Digest: fmt.Sprint(i)}}
			}
			if err := b.Arrive(t.Context(), receiptOf(i)); err != nil {
				t.Fatal(err)
			}
			if _, err := b.Upsert(t.Context(), p); err != nil {
				t.Fatal(err)
			}
			for _, e := range catalog.Entries(p) {
				if len(p.Verdicts) > 0 && e.Tables != digest {
					t.Fatalf("the entry is pinned to %q, want %q", e.Tables, digest)
				}
				if e.Tables == digest {
					all[digest] = append(all[digest], e.Document)
				}
				for _, c := range e.Cites {
					if c.What == "standard" {
						standards[c.Value] = true
					}
					if (c == catalog.Cite{What: "standard", Value: "EN 62368-1"}) {
						under[digest], number = append(under[digest], e.Document), e.NumberKey
					}
				}
			}
		}
		for digest, want := range under {
			slices.Sort(want)
			if got := gather(t, b.Affected(t.Context(), digest, catalog.Cite{What: "standard", Value: "EN 62368-1"})); !slices.Equal(got, want) || len(got) == 0 {
				t.Errorf("under %s: %d documents cite the standard, want %d", digest[:8], len(got), len(want))
			}
			slices.Sort(all[digest])
			if got := gather(t, b.Under(t.Context(), digest)); !slices.Equal(got, all[digest]) || len(got) < 10 {
				t.Errorf("%d documents were judged by %s, want %d", len(got), digest[:8], len(all[digest]))
			}
		}
		if got := gather(t, b.Affected(t.Context(), "", catalog.Cite{What: "number", Value: number})); len(got) != 1 {
			t.Errorf("the number %s leads to %d documents", number, len(got))
		}
		if got := gather(t, b.Cited(t.Context(), "standard")); !slices.Equal(got, slices.Sorted(maps.Keys(standards))) {
			t.Errorf("cited standards: %q", got)
		}
		if counts, err := b.Counts(t.Context(), "tables"); err != nil || len(counts) != 4 { // three, and what was not judged
			t.Errorf("counted by tables: %v, %v", counts, err)
		}
	})
}

func TestLeases(t *testing.T) {
	everywhere(t, func(t *testing.T, c *catalog.Catalog) {
		b := c.Book("main")
		fill(t, b, 0, 2)
		id := papersOf(0).Document.ID
		lease := func(who string, want string, ok bool, time time.Duration) {
			t.Helper()
			if l, got, err := b.Lease(t.Context(), id, who, time); err != nil || got != ok || l.Holder != want {
				t.Errorf("%s asks: %+v, %v, %v; want %s, %v", who, l, got, err, want, ok)
			}
		}
		lease("anna", "anna", true, time.Minute)
		lease("bo", "anna", false, time.Minute)
		lease("anna", "anna", true, time.Minute)
		for _, e := range whole(t, b, catalog.Filter{}, catalog.Page{}) {
			if (e.Lease.Holder == "anna") != (e.Document == id) {
				t.Errorf("%s is leased by %q", e.Document, e.Lease.Holder)
			}
		}
		if _, err := b.Upsert(t.Context(), func() catalog.Papers { p := papersOf(0); p.Revision = 2; return p }()); err != nil {
			t.Fatal(err)
		}
		lease("anna", "anna", true, time.Millisecond)
		time.Sleep(10 * time.Millisecond)
		lease("bo", "bo", true, time.Minute)
		if err := b.Release(t.Context(), id, "anna"); err != nil {
			t.Fatal(err)
		}
		lease("anna", "bo", false, time.Minute)
		if err := b.Release(t.Context(), id, "bo"); err != nil {
			t.Fatal(err)
		}
		var taken sync.Map
		var wait sync.WaitGroup
		for i := range 8 {
			wait.Go(func() {
				if _, ok, err := b.Lease(t.Context(), id, string(rune('a'+i)), time.Minute); err != nil {
					t.Error(err)
				} else if ok {
					taken.Store(i, true)
				}
			})
		}
		wait.Wait()
		n := 0
		taken.Range(func(any, any) bool { n++; return true })
		if n != 1 {
			t.Errorf("%d of 8 racers hold the lease, want 1", n)
		}
	})
}

// TestHostileText enters what certificates and file names can hold, and finds it again by its own words.
func TestHostileText(t *testing.T) {
	hostile := []string{"'; DROP TABLE entries; --", `quote " and \ and % and _ here`, "nul\x00byte", "bad \xff\xfe bytes", "<script>alert(1)</script>",
		strings.Repeat("long ", 20_000), "\u202egnp.exe", "深圳市光远照明有限公司", "한국시험연구원", "?0 ?? $1", "ＷＩＤＥ ｔｅｘｔ", "MATCH AND OR NOT NEAR(x)", "!A(1) cites"}
	everywhere(t, func(t *testing.T, c *catalog.Catalog) {
		b := c.Book("main")
		fill(t, b, 100, 110)
		for i, text := range hostile {
			p := papersOf(3)
			p.Document.ID, p.Revision = papersOf(200+i).Document.ID, 1
			for _, field := range []string{certcat.Holder, certcat.CertificateNumber, certcat.Kind, certcat.Product, certcat.Standards, certcat.ExpiryDate} {
				set(&p, field, text)
			}
			p.Certificates[0].Scheme = text
			p.Problems = []certcat.Problem{certcat.NewProblem(text)}
			r := receiptOf(200 + i)
			r.Name, r.Key = text, text
			if err := b.Arrive(t.Context(), r); err != nil {
				t.Fatalf("%.20q: %v", text, err)
			}
			if _, err := b.Upsert(t.Context(), p); err != nil {
				t.Fatalf("%.20q: %v", text, err)
			}
			for name, f := range map[string]catalog.Filter{"text": {Text: text}, "holder": {Holder: text}, "kind": {Kind: text}} {
				if name != "text" && (strings.Contains(text, "\x00") || strings.Contains(text, "\xff")) || len(text) > 1000 && name != "text" {
					continue // the catalogue holds a cleaned form of it
				}
				found := whole(t, b, f, catalog.Page{})
				if !slices.ContainsFunc(found, func(e catalog.Entry) bool { return e.Document == p.Document.ID }) {
					t.Errorf("%.20q is not found by %s: %d others are", text, name, len(found))
				}
			}
		}
		if n := len(whole(t, b, catalog.Filter{}, catalog.Page{})); n != 10+len(hostile) {
			t.Errorf("%d entries, want %d", n, 10+len(hostile))
		}
	})
}
