package desk

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/catalog"
	"github.com/certcat/certcat/grammar"
	"github.com/certcat/certcat/review"
)

// Ledger is a tenant's part of the catalogue as review's queue.
type Ledger struct{ Book *catalog.Book }

// Find lists entries, the most urgent first. It counts rows only where the counters know their number.
func (l Ledger) Find(ctx context.Context, q review.Query) (review.Found, error) {
	found := review.Found{Counts: map[review.State]int{}, Total: -1}
	counts, err := l.Book.Counts(ctx, "review")
	if err != nil {
		return found, err
	}
	for _, c := range counts {
		found.Counts[review.State(c.Value)] = int(c.N)
	}
	entries, next, err := l.entries(ctx, q)
	if err != nil {
		return found, err
	}
	found.Next = next
	for _, e := range entries {
		found.Rows = append(found.Rows, rowOf(e))
	}
	if q.Uses.Number != "" || q.Document != "" {
		found.Total = len(found.Rows)
	} else if q == (review.Query{State: q.State, Today: q.Today, After: q.After, Limit: q.Limit}) && q.State != "" {
		found.Total = found.Counts[q.State]
	}
	return found, nil
}

func (l Ledger) entries(ctx context.Context, q review.Query) ([]catalog.Entry, string, error) {
	switch {
	case q.Uses.Number != "":
		return l.uses(ctx, q)
	case q.Document != "":
		entries, err := l.Book.Document(ctx, q.Document)
		if errors.Is(err, catalog.ErrNotFound) {
			return nil, "", nil
		}
		return slices.DeleteFunc(entries, func(e catalog.Entry) bool { return q.State != "" && e.Review.State != string(q.State) }), "", err
	}
	var all []catalog.Entry
	page := catalog.Page{Sort: catalog.ByUrgency, After: q.After, Limit: min(q.Limit, 1000)}
	for {
		list, err := l.Book.List(ctx, filterOf(q), page)
		if errors.Is(err, catalog.ErrPage) { // a cursor that is none begins anew
			page.After = ""
			list, err = l.Book.List(ctx, filterOf(q), page)
		}
		if err != nil {
			return nil, "", err
		}
		if all = append(all, list.Entries...); list.Next == "" || q.Limit > 0 && len(all) >= q.Limit {
			return all, list.Next, nil
		}
		page.After = list.Next
	}
}

// uses are other documents under a number: as the catalogue knows the certificate, or else by the number itself.
func (l Ledger) uses(ctx context.Context, q review.Query) ([]catalog.Entry, string, error) {
	list, err := l.Book.List(ctx, catalog.Filter{Number: q.Uses.Number}, catalog.Page{Sort: catalog.ByReceived, Limit: 200})
	if err != nil {
		return nil, "", err
	}
	key := grammar.FoldIdentifier(q.Uses.Number)
	entries := slices.DeleteFunc(list.Entries, func(e catalog.Entry) bool { return e.Document == q.Uses.Document || e.NumberKey != key })
	return entries[:min(len(entries), max(q.Limit, 1))], "", nil
}

func filterOf(q review.Query) catalog.Filter {
	f := catalog.Filter{Review: string(q.State), Kind: q.Kind, Scheme: q.Scheme, Market: q.Market, Holder: q.Holder, Why: q.Why, Text: q.Text}
	switch {
	case q.Expires > 0:
		f.Expires = certcat.Interval{From: q.Today, Until: q.Today.AddDays(q.Expires + 1)}
	case q.Expires < 0:
		f.Expires = certcat.Interval{From: "0001-01-01", Until: q.Today}
	}
	return f
}

func rowOf(e catalog.Entry) review.Row {
	r := review.Row{Document: e.Document, Part: e.Part, Name: e.Name, Number: e.Number, Kind: e.Kind, Scheme: e.Scheme, Holder: e.Holder, Issuer: e.Issuer, Product: e.Product,
		Models: e.Models, Expiry: e.Expires, Check: e.Check, State: review.State(e.Review.State), Why: e.Review.Why, Stops: e.Review.Stops, Received: e.Received, By: e.Review.By}
	if r.Holder == "" {
		r.Holder = e.Manufacturer
	}
	for _, s := range e.Standings {
		r.Markets = append(r.Markets, review.MarketDecision{Market: s.Market, Decision: s.Decision})
	}
	if len(e.Listings) > 0 {
		r.Listing = e.Listings[0]
	}
	if e.Lease.Holder != "" && time.Now().Before(e.Lease.Until) {
		r.Lease = &review.Lease{Who: e.Lease.Holder, Since: e.Lease.Until.Add(-review.LeaseTime), Until: e.Lease.Until}
	}
	return r
}

// Put enters what is in force about a document now.
func (l Ledger) Put(ctx context.Context, sheet review.Sheet, rows []review.Row) error {
	if len(rows) == 0 {
		return l.Book.Delete(ctx, sheet.Document.ID)
	}
	p := catalog.Papers{Document: sheet.Document, Revision: sheet.Revision, Said: len(sheet.Corrections) + len(sheet.Rulings), State: certcat.Processed, Problems: sheet.Problems, Again: true}
	if sheet.Refused {
		p.State = certcat.Refused
	}
	for i, r := range rows {
		p.Reviews = append(p.Reviews, ReviewOf(r, sheet.Rulings))
		if r.Part.First == 0 {
			continue
		}
		c := sheet.Certificates[i]
		c.Fields = r.Fields
		p.Certificates = append(p.Certificates, c)
		for _, v := range r.Verdicts {
			v.Part = r.Part
			p.Verdicts = append(p.Verdicts, v)
		}
		if r.Listing != "" {
			p.Listings = append(p.Listings, catalog.Binding{Part: r.Part, SKU: r.Listing})
		}
	}
	_, err := l.Book.Upsert(ctx, p)
	return err
}

// ReviewOf is where people stand with the certificate of a row: its place in the queue, and what they decided.
func ReviewOf(row review.Row, rulings []certcat.Ruling) catalog.Review {
	out := catalog.Review{Part: row.Part, State: string(row.State), Why: row.Why, Stops: row.Stops}
	withdrawn := map[string]bool{}
	for _, r := range rulings {
		if r.Kind == certcat.RuledWithdrawn {
			withdrawn[r.Subject] = true
		}
	}
	last := map[string]string{} // requirement → outcome
	for _, r := range rulings {
		if r.Part.First != row.Part.First || r.Kind == certcat.RuledOverrule || r.Kind == certcat.RuledRegister || withdrawn[strconv.Itoa(r.Number)] {
			continue
		}
		out.By, out.At = r.Reviewer, r.Time
		if r.Kind == certcat.RuledDecision {
			last[r.Subject] = r.Outcome
		}
	}
	for _, outcome := range last {
		if out.Status = outcome; outcome == catalog.Rejected {
			break
		}
	}
	return out
}

// Lease gives who asks the document where nobody else has it, or where take is set.
func (l Ledger) Lease(ctx context.Context, document, who string, take bool) (review.Lease, error) {
	got, ok, err := l.Book.Lease(ctx, document, who, review.LeaseTime)
	if err == nil && !ok && take {
		if err = l.Book.Release(ctx, document, got.Holder); err == nil {
			got, _, err = l.Book.Lease(ctx, document, who, review.LeaseTime)
		}
	}
	return review.Lease{Who: got.Holder, Since: got.Until.Add(-review.LeaseTime), Until: got.Until}, err
}

// Release ends somebody's lease.
func (l Ledger) Release(ctx context.Context, document, who string) error {
	return l.Book.Release(ctx, document, who)
}
