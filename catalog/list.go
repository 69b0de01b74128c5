package catalog

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/certcat/certcat"
)

// Filter says which entries a list holds. Zero values ask for nothing; all that is asked has to hold.
type Filter struct {
	Status  string // in Market, where one is named; Deleted shows what lists leave out otherwise
	Market  string // judged for this market
	Kind    string
	Scheme  string
	Need    string // a code of Entry.Needs
	Review  string // a state of Entry.Review
	Why     string // a code of Entry.Review.Why
	Holder  string // the company, however it is spelled
	Issuer  string // likewise
	Number  string // a part of the number, however it is punctuated
	Text    string // words in number, reports, holder, manufacturer, issuer, product, brand, models, file name
	Listing string // SKU
	Cite    Cite

	Expires  certcat.Interval // the last day lies in [From, Until)
	Changes  certcat.Interval // the next change lies in [From, Until)
	Received Span
}

// Span is a time window [From, Until); zero is open.
type Span struct{ From, Until time.Time }

// Sort is an order of lists.
type Sort string

// The orders. Entries without the value come last; what is equal comes in the order of arrival in the catalogue.
const (
	ByUrgency    Sort = "urgency" // what waits for a person, then what ends or changes next, then what came first
	ByExpiry     Sort = "expires"
	ByNextChange Sort = "next-change"
	ByReceived   Sort = "received"
	ByNumber     Sort = "number"
)

var sortColumns = map[Sort]string{ByUrgency: "urgency", ByExpiry: "expires", ByNextChange: "next_change", ByReceived: "received", ByNumber: "number_key"}

// Page says which piece of a list is wanted.
type Page struct {
	Sort       Sort // "" = ByExpiry or ByNextChange where the filter has that window, else ByUrgency
	Descending bool
	After      string // Next of the page before; "" = the first
	Limit      int    // 1–1000; 0 = 50
}

// List is one page of entries.
type List struct {
	Entries []Entry `json:"entries"`
	Next    string  `json:"next,omitempty"` // "" = this is the last page
}

// ErrPage says that a page can't be had: an unknown order, or a place that belongs to another list.
var ErrPage = errors.New("no such page")

// place is where a page ended.
type place struct {
	Sort       Sort   `json:"s"`
	Descending bool   `json:"d,omitempty"`
	Text       string `json:"t,omitempty"`
	Number     int64  `json:"n,omitempty"`
	ID         int64  `json:"i"`
}

func (f Filter) defaultSort() Sort {
	switch {
	case f.Expires != certcat.Interval{}:
		return ByExpiry
	case f.Changes != certcat.Interval{}:
		return ByNextChange
	}
	return ByUrgency
}

func (p *Page) complete(f Filter) (*place, error) {
	if p.Sort == "" {
		p.Sort = f.defaultSort()
	}
	if p.Limit == 0 {
		p.Limit = 50
	}
	if _, ok := sortColumns[p.Sort]; !ok {
		return nil, fmt.Errorf("%w: the order %q is unknown", ErrPage, p.Sort)
	}
	p.Limit = min(max(p.Limit, 1), 1000)
	if p.After == "" {
		return nil, nil
	}
	var at place
	data, err := base64.RawURLEncoding.DecodeString(p.After)
	if err == nil {
		err = json.Unmarshal(data, &at)
	}
	if err != nil || at.Sort != p.Sort || at.Descending != p.Descending {
		return nil, fmt.Errorf("%w: the place to go on from belongs to another list", ErrPage)
	}
	return &at, nil
}

// cleaned is a filter that a database can be asked, whatever somebody typed.
func (f Filter) cleaned() Filter {
	for _, at := range []*string{&f.Status, &f.Market, &f.Kind, &f.Scheme, &f.Need, &f.Review, &f.Why, &f.Holder, &f.Issuer, &f.Number, &f.Text, &f.Listing, &f.Cite.What, &f.Cite.Value} {
		*at = clean(*at)
	}
	for _, at := range []*certcat.Date{&f.Expires.From, &f.Expires.Until, &f.Changes.From, &f.Changes.Until} {
		*at = certcat.Date(clean(string(*at)))
	}
	return f
}

// List gives one page of the entries that the filter lets through.
func (b *Book) List(ctx context.Context, f Filter, p Page) (List, error) {
	f = f.cleaned()
	at, err := p.complete(f)
	if err != nil {
		return List{}, err
	}
	rows, err := b.rows(ctx, f, p, at)
	if err != nil {
		return List{}, fmt.Errorf("list the catalogue: %w", err)
	}
	l := List{Entries: []Entry{}}
	if len(rows) > p.Limit {
		rows = rows[:p.Limit]
		last := rows[p.Limit-1]
		l.Next = last.place(p)
	}
	for _, row := range rows {
		e, err := readEntry(row.Body)
		if err != nil {
			return List{}, err
		}
		l.Entries = append(l.Entries, e)
	}
	return l, b.addLeases(ctx, l.Entries)
}

func (r listedRow) place(p Page) string {
	at := place{Sort: p.Sort, Descending: p.Descending, Text: r.key(p.Sort), Number: r.number(p.Sort), ID: r.ID}
	data, err := json.Marshal(at)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

// Arrivals gives the current receipts of a document, as far as the catalogue knows them: door, bucket, key, name, state,
// time. Control characters in keys are spaces here.
func (b *Book) Arrivals(ctx context.Context, document string) ([]certcat.Receipt, error) {
	var rows []arrivalRow
	err := b.db.NewSelect().Model(&rows).Where("a.tenant = ? AND a.document = ?", b.tenant, document).Order("a.door", "a.bucket", "a.key").Scan(ctx)
	if err != nil {
		return nil, fmt.Errorf("look up the arrivals of %s: %w", document, err)
	}
	var all []certcat.Receipt
	for _, a := range rows {
		all = append(all, certcat.Receipt{Door: a.Door, Bucket: a.Bucket, Key: a.Key, Name: a.Name, Document: a.Document, State: certcat.ReceiptState(a.State),
			Time: time.UnixMilli(a.Received).UTC()})
	}
	return all, nil
}

// Document gives a document's entries in the order of its parts; ErrNotFound where the catalogue has none.
func (b *Book) Document(ctx context.Context, document string) ([]Entry, error) {
	var rows []bodyRow
	err := b.db.NewSelect().TableExpr("entries AS e").Join("JOIN bodies AS t ON t.id = e.id").ColumnExpr("t.body").
		Where("e.tenant = ? AND e.document = ?", b.tenant, document).Order("e.first_page").Scan(ctx, &rows)
	if err == nil && len(rows) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("look up document %s: %w", document, err)
	}
	var entries []Entry
	for _, row := range rows {
		e, err := readEntry(row.Body)
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return entries, b.addLeases(ctx, entries)
}
