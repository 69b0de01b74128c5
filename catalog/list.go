package catalog

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"github.com/certcat/certcat"
)

// Filter says which entries a list holds. Zero values ask for nothing; all that is asked has to hold.
type Filter struct {
	Status  string // in Market, where one is named; Deleted shows what lists leave out otherwise
	Market  string // judged for this market
	Kind    string
	Scheme  string
	Need    string // a code of Entry.Needs
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

// List gives one page of the entries that the filter lets through.
func (b *Book) List(ctx context.Context, f Filter, p Page) (List, error) {
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
		e, err := row.entry()
		if err != nil {
			return List{}, err
		}
		l.Entries = append(l.Entries, e)
	}
	return l, b.addLeases(ctx, l.Entries)
}

func (r entryRow) place(p Page) string {
	at := place{Sort: p.Sort, Descending: p.Descending, ID: r.ID}
	switch p.Sort {
	case ByUrgency:
		at.Number = r.Urgency
	case ByReceived:
		at.Number = r.Received
	case ByExpiry:
		at.Text = r.Expires
	case ByNextChange:
		at.Text = r.NextChange
	case ByNumber:
		at.Text = r.NumberKey
	}
	data, err := json.Marshal(at)
	if err != nil {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(data)
}

// probed is how many rows are looked at in the list's own order before the substring index is asked: a word that many
// entries hold fills a page at once, and the index would give far too many.
const probed = 3000

// rows finds up to one row more than the page holds.
func (b *Book) rows(ctx context.Context, f Filter, p Page, at *place) ([]entryRow, error) {
	words := wordsOf(f.Text)
	grams := words
	if number := numberWords(f.Number); len([]rune(number)) >= 3 {
		grams = append(grams, number)
	}
	if len(grams) == 0 {
		return b.scan(ctx, b.filtered(b.db.NewSelect().TableExpr("entries AS e"), f, words), p, at)
	}
	near := b.turned(b.db.NewSelect().TableExpr("entries AS e").ColumnExpr("e.*").Where("e.tenant = ?", b.tenant), p, at).Limit(probed)
	rows, err := b.scan(ctx, b.filtered(b.db.NewSelect().TableExpr("(?) AS e", near), f, words), p, nil)
	if err != nil || len(rows) > p.Limit {
		return rows, err
	}
	return b.scan(ctx, b.filtered(b.dialect.found(b.db.NewSelect(), b.tenant, grams), f, words), p, at)
}

func (b *Book) scan(ctx context.Context, q *bun.SelectQuery, p Page, at *place) ([]entryRow, error) {
	var rows []entryRow
	err := b.turned(q.ColumnExpr("e.id, e.document, e.number_key, e.expires, e.next_change, e.received, e.urgency, e.body"), p, at).
		Limit(int64(p.Limit)+1).Scan(ctx, &rows)
	return rows, err
}

// turned puts a query in the page's order, from its place on.
func (b *Book) turned(q *bun.SelectQuery, p Page, at *place) *bun.SelectQuery {
	column, sign, direction := bun.Ident("e."+sortColumns[p.Sort]), bun.Safe(">"), bun.Safe("ASC")
	if p.Descending {
		sign, direction = "<", "DESC"
	}
	if at != nil {
		var key any = at.Text
		if p.Sort == ByUrgency || p.Sort == ByReceived {
			key = at.Number
		}
		q = q.Where("(?, e.id) ? (?, ?)", column, sign, key, at.ID)
	}
	return q.OrderExpr("? ?, e.id ?", column, direction, direction)
}

// filtered adds the filter's conditions to a query over entries e.
func (b *Book) filtered(q *bun.SelectQuery, f Filter, words []string) *bun.SelectQuery {
	q = q.Where("e.tenant = ?", b.tenant)
	equal := func(column, value string) {
		if value != "" {
			q = q.Where("? = ?", bun.Ident("e."+column), value)
		}
	}
	switch {
	case f.Market == "" && f.Status != "":
		equal("status", f.Status)
	case f.Status != Deleted:
		q = q.Where("e.status <> ?", Deleted)
	}
	if f.Market != "" {
		has := q.NewSelect().TableExpr("standings AS s").ColumnExpr("1").
			Where("s.tenant = e.tenant AND s.urgency = e.urgency AND s.entry = e.id AND s.market = ?", f.Market)
		if f.Status != "" {
			has = has.Where("s.decision = ?", f.Status)
		}
		q = q.Where("EXISTS (?)", has)
	}
	if f.Need != "" {
		q = q.Where("EXISTS (SELECT 1 FROM needs AS n WHERE n.tenant = e.tenant AND n.code = ? AND n.urgency = e.urgency AND n.entry = e.id)", f.Need)
	}
	equal("kind", f.Kind)
	equal("scheme", f.Scheme)
	equal("holder_key", companyKey(f.Holder))
	equal("issuer_key", companyKey(f.Issuer))
	for _, c := range []Cite{f.Cite, {"listing", f.Listing}} {
		if c.Value != "" {
			q = q.Where("EXISTS (SELECT 1 FROM cites AS c WHERE c.tenant = e.tenant AND c.what = ? AND c.value = ? AND c.entry = e.id)", c.What, c.Value)
		}
	}
	if number := numberWords(f.Number); len([]rune(number)) >= 3 {
		q = q.Where(`e.number_key LIKE ? ESCAPE '\'`, "%"+likely.Replace(strings.ToUpper(number))+"%")
	} else {
		equal("number_key", strings.ToUpper(number))
	}
	for _, w := range words {
		if short := lexemesOf(w); len([]rune(w)) < 3 {
			q = q.Where(`' ' || e.words || ' ' LIKE ? ESCAPE '\'`, "% "+likely.Replace(short[0])+" %")
		} else {
			q = q.Where(`e.search LIKE ? ESCAPE '\'`, "%"+likely.Replace(w)+"%")
		}
	}
	return windows(q, f)
}

func windows(q *bun.SelectQuery, f Filter) *bun.SelectQuery {
	for _, w := range []struct {
		column string
		certcat.Interval
	}{{"e.expires", f.Expires}, {"e.next_change", f.Changes}} {
		if w.Interval == (certcat.Interval{}) {
			continue
		}
		until := day(w.Until)
		if until == "" {
			until = none
		}
		q = q.Where("? >= ? AND ? < ?", bun.Ident(w.column), day(w.From), bun.Ident(w.column), until)
	}
	if !f.Received.From.IsZero() {
		q = q.Where("e.received >= ?", millis(f.Received.From))
	}
	if !f.Received.Until.IsZero() {
		q = q.Where("e.received < ?", millis(f.Received.Until))
	}
	return q
}

// Document gives a document's entries in the order of its parts; ErrNotFound where the catalogue has none.
func (b *Book) Document(ctx context.Context, document string) ([]Entry, error) {
	var rows []entryRow
	err := b.db.NewSelect().Model(&rows).Column("document", "body").Where("e.tenant = ? AND e.document = ?", b.tenant, document).
		Order("e.first_page").Scan(ctx)
	if err == nil && len(rows) == 0 {
		err = ErrNotFound
	}
	if err != nil {
		return nil, fmt.Errorf("look up document %s: %w", document, err)
	}
	var entries []Entry
	for _, row := range rows {
		e, err := row.entry()
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return entries, b.addLeases(ctx, entries)
}
