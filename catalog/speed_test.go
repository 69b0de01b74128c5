package catalog_test

import (
	"context"
	"fmt"
	"iter"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/catalog"
)

// made is a source of n made documents. Like a store it yields receipts in no order that means anything, and papers in
// the order of their IDs.
type made struct{ n int }

func (m made) sorted() []int {
	ids := make([]string, m.n)
	all := make([]int, m.n)
	for i := range m.n {
		ids[i], all[i] = idOf(i), i
	}
	slices.SortFunc(all, func(a, b int) int { return strings.Compare(ids[a], ids[b]) })
	return all
}

func (m made) Receipts(context.Context) iter.Seq2[certcat.Receipt, error] {
	return func(yield func(certcat.Receipt, error) bool) {
		for _, i := range m.sorted() {
			if !yield(receiptOf(i), nil) {
				return
			}
		}
	}
}

func (m made) Papers(context.Context) iter.Seq2[func(context.Context) (catalog.Papers, error), error] {
	return func(yield func(func(context.Context) (catalog.Papers, error), error) bool) {
		for _, i := range m.sorted() {
			if !yield(func(context.Context) (catalog.Papers, error) { return papersOf(i), nil }, nil) {
				return
			}
		}
	}
}

// rows is how many documents the speed is measured with: a few thousand, or 1,000,000 with CERTCAT_SOAK=1, or CERTCAT_ROWS.
func rows() int {
	if n, err := strconv.Atoi(os.Getenv("CERTCAT_ROWS")); err == nil && n > 0 {
		return n
	}
	if os.Getenv("CERTCAT_SOAK") == "1" {
		return 1_000_000
	}
	return ordinary
}

// said is what the papers' certificate says under a field; papers without one say "none".
func said(p catalog.Papers, field string) string {
	if len(p.Certificates) == 0 {
		return "none"
	}
	return p.Certificates[0].Field(field).Text()
}

// question is one kind of query with the time that 99 of 100 must stay below.
type question struct {
	name  string
	limit time.Duration
	ask   func(ctx context.Context, b *catalog.Book, r *rand.Rand) (found int, err error)
}

func listing(filter func(r *rand.Rand) catalog.Filter) func(context.Context, *catalog.Book, *rand.Rand) (int, error) {
	return func(ctx context.Context, b *catalog.Book, r *rand.Rand) (int, error) {
		l, err := b.List(ctx, filter(r), catalog.Page{})
		return len(l.Entries), err
	}
}

func texts() []question {
	const text = 100 * time.Millisecond
	any := func(f catalog.Filter) func(*rand.Rand) catalog.Filter {
		return func(*rand.Rand) catalog.Filter { return f }
	}
	return []question{
		{"text: rare", text, listing(func(r *rand.Rand) catalog.Filter {
			return catalog.Filter{Text: said(papersOf(r.IntN(rows())), certcat.Models)}
		})},
		{"text: two words", text, listing(func(r *rand.Rand) catalog.Filter {
			return catalog.Filter{Text: stems[r.IntN(len(stems))][:5] + " " + fmt.Sprint(r.IntN(2000))}
		})},
		{"text: common word", text, listing(any(catalog.Filter{Text: "gmbh"}))},
		{"text: one in fifty", text, listing(func(r *rand.Rand) catalog.Filter {
			return catalog.Filter{Text: stems[r.IntN(len(stems))] + " " + trades[r.IntN(len(trades))] + " " + forms[r.IntN(len(forms))]}
		})},
		{"text: Chinese", text, listing(func(r *rand.Rand) catalog.Filter {
			return catalog.Filter{Text: []string{"深圳", "光远照明", "海星"}[r.IntN(3)]}
		})},
		{"text: nothing", text, func(ctx context.Context, b *catalog.Book, r *rand.Rand) (int, error) {
			l, err := b.List(ctx, catalog.Filter{Text: "gmbh sensor zzz"}, catalog.Page{})
			return 1 + len(l.Entries), err
		}},
	}
}

func questions() []question {
	const list = 50 * time.Millisecond
	any := func(f catalog.Filter) func(*rand.Rand) catalog.Filter {
		return func(*rand.Rand) catalog.Filter { return f }
	}
	day := func(r *rand.Rand) certcat.Date { return certcat.Date("2026-11-22").AddDays(r.IntN(1500) - 300) }
	return []question{
		{"page of all", list, listing(any(catalog.Filter{}))},
		{"page by status", list, listing(any(catalog.Filter{Status: catalog.NeedsReview}))},
		{"page by kind and status", list, listing(func(r *rand.Rand) catalog.Filter {
			return catalog.Filter{Kind: kinds[r.IntN(len(kinds))], Status: catalog.Rejected}
		})},
		{"page by market and decision", list, listing(func(r *rand.Rand) catalog.Filter {
			return catalog.Filter{Market: markets[r.IntN(len(markets))], Status: catalog.Rejected}
		})},
		{"page by need and scheme", list, listing(func(r *rand.Rand) catalog.Filter {
			return catalog.Filter{Need: "rule.life.ended", Scheme: acts[r.IntN(len(acts))] + "#B"}
		})},
		{"page by holder", list, listing(func(r *rand.Rand) catalog.Filter {
			return catalog.Filter{Holder: said(papersOf(r.IntN(rows())), certcat.Holder)}
		})},
		{"page by what is cited", list, listing(func(r *rand.Rand) catalog.Filter {
			return catalog.Filter{Cite: catalog.Cite{What: "standard", Value: "EN 60950-1"}}
		})},
		{"newest first", list, func(ctx context.Context, b *catalog.Book, _ *rand.Rand) (int, error) {
			l, err := b.List(ctx, catalog.Filter{}, catalog.Page{Sort: catalog.ByReceived, Descending: true})
			return len(l.Entries), err
		}},
		{"page after page", list, nextPage()},
		{"whole number", list, listing(func(r *rand.Rand) catalog.Filter {
			return catalog.Filter{Number: said(papersOf(r.IntN(rows())), certcat.CertificateNumber)}
		})},
		{"part of a number", list, listing(func(r *rand.Rand) catalog.Filter {
			return catalog.Filter{Number: fmt.Sprintf("%06d", r.IntN(rows()))}
		})},
		{"expiry window", list, listing(func(r *rand.Rand) catalog.Filter {
			from := day(r)
			return catalog.Filter{Expires: certcat.Interval{From: from, Until: from.AddDays(1 + r.IntN(90))}}
		})},
		{"expiry window by kind", list, listing(func(r *rand.Rand) catalog.Filter {
			from := day(r)
			return catalog.Filter{Kind: kinds[r.IntN(len(kinds))], Expires: certcat.Interval{From: from, Until: from.AddDays(30)}}
		})},
		{"other uses of a number", list, func(ctx context.Context, b *catalog.Book, r *rand.Rand) (int, error) {
			p := papersOf(r.IntN(rows()/1000)*1000 + 999)
			uses, err := b.Uses(ctx, p.Document.ID, certcat.Part{First: 1})
			return len(uses), err
		}},
		{"counters", list, func(ctx context.Context, b *catalog.Book, _ *rand.Rand) (int, error) {
			counts, err := b.Counts(ctx)
			return len(counts), err
		}},
	}
}

// nextPage goes on from where the call before ended, a few hundred pages deep.
func nextPage() func(context.Context, *catalog.Book, *rand.Rand) (int, error) {
	after := ""
	return func(ctx context.Context, b *catalog.Book, _ *rand.Rand) (int, error) {
		l, err := b.List(ctx, catalog.Filter{Status: catalog.NeedsReview}, catalog.Page{After: after})
		after = l.Next
		return len(l.Entries), err
	}
}

// enter fills a catalogue with n documents, unless an earlier run did.
func enter(t *testing.T, b *catalog.Book, n int) {
	if counts, err := b.Counts(t.Context(), "arrival"); err != nil {
		t.Fatal(err)
	} else if len(counts) == 1 && counts[0].N == int64(n) {
		return
	}
	began, worked := time.Now(), cpu()
	done, err := b.Rebuild(t.Context(), made{n}, func(documents int) {
		if documents%50_000 == 0 {
			t.Logf("%d documents after %s", documents, time.Since(began).Round(time.Millisecond))
		}
	})
	if err != nil || done.Documents != n || done.Arrivals != n {
		t.Fatalf("rebuilt %+v, %v", done, err)
	}
	took := time.Since(began)
	t.Logf("%d documents entered in %s: %.0f a second; %s of this process's CPU", n, took.Round(time.Millisecond), float64(n)/took.Seconds(), (cpu() - worked).Round(time.Millisecond))
}

// cpu is the processor time that this process has taken: what the same work costs on a quiet machine.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func measure(t *testing.T, b *catalog.Book, q question, asked int, strict bool, r *rand.Rand) {
	t.Helper()
	var times, works []time.Duration
	found, worked := 0, cpu()
	for range asked {
		began, before := time.Now(), cpu()
		n, err := q.ask(t.Context(), b, r)
		if err != nil {
			t.Fatalf("%s: %v", q.name, err)
		}
		times, works = append(times, time.Since(began)), append(works, cpu()-before)
		found += n
	}
	slices.Sort(times)
	slices.Sort(works)
	p99 := times[len(times)*99/100]
	t.Logf("%-28s p50 %9s  p99 %9s  CPU %9s  p99 %9s  (%.1f found)", q.name, times[len(times)/2].Round(10*time.Microsecond), p99.Round(10*time.Microsecond),
		((cpu() - worked) / time.Duration(asked)).Round(10*time.Microsecond), works[len(works)*99/100].Round(10*time.Microsecond), float64(found)/float64(asked))
	if found == 0 {
		t.Errorf("%s found nothing in %d tries: nothing was measured", q.name, asked)
	}
	if strict && p99 > q.limit {
		t.Errorf("%s: 99 of 100 answers within %s, want %s", q.name, p99, q.limit)
	}
	if each := (cpu() - worked) / time.Duration(asked); !strict && each > q.limit { // a busy machine makes everything wait
		t.Errorf("%s: an answer takes %s of processor time, want %s", q.name, each, q.limit)
	}
}
