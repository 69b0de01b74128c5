package catalog

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"github.com/certcat/certcat"
)

// key and number are what a row is sorted by; the other one is zero.
func (r listedRow) key(s Sort) string {
	switch s {
	case ByExpiry:
		return r.Expires
	case ByNextChange:
		return r.NextChange
	case ByNumber:
		return r.NumberKey
	}
	return ""
}

func (r listedRow) number(s Sort) int64 {
	switch s {
	case ByUrgency:
		return r.Urgency
	case ByReceived:
		return r.Received
	}
	return 0
}

// few is how many entries are simply sorted; probed how many rows are looked at in the list's own order before an index
// that gives none is asked: a word that many entries hold fills a page at once.
const few, probed = 1000, 3000

// rows finds up to one row more than the page holds. Three ways lead there: the order's own index, where the filter lets
// much through; the few entries that a substring or citation leads to; and all of them, where they are neither few nor many.
func (b *Book) rows(ctx context.Context, f Filter, p Page, at *place) ([]listedRow, error) {
	words := wordsOf(f.Text)
	grams := words
	if number := numberWords(f.Number); len([]rune(number)) >= 3 {
		grams = append(grams, number)
	}
	var ways []*bun.SelectQuery
	if len(grams) > 0 {
		ways = append(ways, b.dialect.found(b.db.NewSelect(), grams))
	}
	for _, c := range f.cites() {
		ways = append(ways, b.db.NewSelect().TableExpr("cites AS c").ColumnExpr("c.entry AS id").
			Where("c.tenant = ? AND c.what = ? AND c.value = ?", b.tenant, c.What, c.Value))
	}
	for _, way := range ways {
		var ids []int64
		if err := way.Limit(few+1).Scan(ctx, &ids); err != nil {
			return nil, err
		}
		if len(ids) == 0 {
			return nil, nil
		}
		if len(ids) <= few {
			return b.scan(ctx, b.filtered(b.entries().Where("e.id IN ?", bun.Tuple(ids)), f), words, p, at)
		}
	}
	if len(grams) == 0 {
		q, rest, by := b.driven(f, p)
		return b.scanBy(ctx, b.filtered(q, rest), nil, p, at, by)
	}
	near := turned(b.entries().ColumnExpr("e.*").Where("e.tenant = ?", b.tenant), p, at, p.sorted()).Limit(probed)
	rows, err := b.scan(ctx, b.filtered(b.db.NewSelect().TableExpr("(?) AS e", near), f), words, p, at)
	if err != nil || len(rows) > p.Limit {
		return rows, err
	}
	return b.sift(ctx, f, p, at, words, grams)
}

func (b *Book) entries() *bun.SelectQuery { return b.db.NewSelect().TableExpr("entries AS e") }

// sorted names the columns by which a query is sorted.
type sorted struct{ key, id bun.Ident }

func (p Page) sorted() sorted { return sorted{bun.Ident("e." + sortColumns[p.Sort]), "e.id"} }

// driven begins a query with the table whose index has both a condition of the filter and the order, and gives what is
// left of the filter.
func (b *Book) driven(f Filter, p Page) (*bun.SelectQuery, Filter, sorted) {
	switch {
	case p.Sort != ByUrgency:
	case f.Market != "" && f.Status != "":
		q := b.db.NewSelect().TableExpr("standings AS s CROSS JOIN entries AS e").
			Where("s.tenant = ? AND s.market = ? AND s.decision = ? AND e.id = s.entry", b.tenant, f.Market, f.Status)
		f.Market, f.Status = "", ""
		return q, f, sorted{"s.urgency", "s.entry"}
	case len(f.codes()) > 0:
		q := b.db.NewSelect().TableExpr("needs AS n CROSS JOIN entries AS e").
			Where("n.tenant = ? AND n.code = ? AND e.id = n.entry", b.tenant, f.codes()[0])
		switch { // what codes gives first
		case f.Need != "":
			f.Need = ""
		case f.Why != "":
			f.Why = ""
		default:
			f.Review = ""
		}
		return q, f, sorted{"n.urgency", "n.entry"}
	}
	return b.entries(), f, p.sorted()
}

// cites are what has to be cited.
func (f Filter) cites() []Cite {
	var all []Cite
	for _, c := range []Cite{f.Cite, {"listing", f.Listing}} {
		if c.Value != "" {
			all = append(all, c)
		}
	}
	return all
}

// sift asks the substring index for entries that can hold the words, and looks at their texts in the list's order until
// the page is full.
func (b *Book) sift(ctx context.Context, f Filter, p Page, at *place, words, grams []string) ([]listedRow, error) {
	var rows []listedRow
	for most := int64(2 * p.Limit); ; most *= 4 {
		var some []listedRow
		found := b.db.NewSelect().TableExpr("(?) AS g CROSS JOIN entries AS e", b.dialect.found(b.db.NewSelect(), grams)).Where("e.id = g.id")
		err := turned(b.filtered(found, f).ColumnExpr(listed), p, at, p.sorted()).Limit(most).Scan(ctx, &some)
		if err != nil || len(some) == 0 {
			return rows, err
		}
		ids := make([]int64, len(some))
		for i, row := range some {
			ids[i] = row.ID
		}
		held, err := b.scan(ctx, b.entries().Where("e.id IN ?", bun.Tuple(ids)), words, p, nil)
		if err != nil {
			return nil, err
		}
		rows = append(rows, held...)
		if len(rows) > p.Limit || int64(len(some)) < most {
			return rows, nil
		}
		last := some[len(some)-1]
		at = &place{Text: last.key(p.Sort), Number: last.number(p.Sort), ID: last.ID}
	}
}

const listed = "e.id, e.number_key, e.expires, e.next_change, e.received, e.urgency"

// scan runs a query over entries e, with their bodies, whose texts hold the words.
func (b *Book) scan(ctx context.Context, q *bun.SelectQuery, words []string, p Page, at *place) ([]listedRow, error) {
	return b.scanBy(ctx, q, words, p, at, p.sorted())
}

func (b *Book) scanBy(ctx context.Context, q *bun.SelectQuery, words []string, p Page, at *place, by sorted) ([]listedRow, error) {
	var rows []listedRow
	q = holding(turned(q, p, at, by).Join("CROSS JOIN bodies AS t").Where("t.id = e.id"), words)
	err := q.ColumnExpr(listed+", t.body").Limit(int64(p.Limit)+1).Scan(ctx, &rows)
	return rows, err
}

// holding keeps the entries whose text holds the words.
func holding(q *bun.SelectQuery, words []string) *bun.SelectQuery {
	for _, w := range words {
		if short := lexemesOf(w); len([]rune(w)) < 3 {
			q = q.Where(`' ' || t.words || ' ' LIKE ? ESCAPE '\'`, "% "+likely.Replace(short[0])+" %")
		} else {
			q = q.Where(`t.search LIKE ? ESCAPE '\'`, "%"+likely.Replace(w)+"%")
		}
	}
	return q
}

// turned puts a query in the page's order, from its place on.
func turned(q *bun.SelectQuery, p Page, at *place, by sorted) *bun.SelectQuery {
	sign, direction := bun.Safe(">"), bun.Safe("ASC")
	if p.Descending {
		sign, direction = "<", "DESC"
	}
	if at != nil {
		var key any = at.Text
		if p.Sort == ByUrgency || p.Sort == ByReceived {
			key = at.Number
		}
		q = q.Where("(?, ?) ? (?, ?)", by.key, by.id, sign, key, at.ID)
	}
	return q.OrderExpr("? ?, ? ?", by.key, direction, by.id, direction)
}

// filtered adds the filter's conditions to a query over entries e.
func (b *Book) filtered(q *bun.SelectQuery, f Filter) *bun.SelectQuery {
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
	for _, code := range f.codes() {
		q = q.Where("EXISTS (SELECT 1 FROM needs AS x WHERE x.tenant = e.tenant AND x.code = ? AND x.urgency = e.urgency AND x.entry = e.id)", code)
	}
	equal("kind", f.Kind)
	equal("scheme", f.Scheme)
	equal("holder_key", companyKey(f.Holder))
	equal("issuer_key", companyKey(f.Issuer))
	for _, c := range f.cites() {
		q = q.Where("EXISTS (SELECT 1 FROM cites AS c WHERE c.tenant = e.tenant AND c.what = ? AND c.value = ? AND c.entry = e.id)", c.What, c.Value)
	}
	if number := numberWords(f.Number); len([]rune(number)) >= 3 {
		q = q.Where(`e.number_key LIKE ? ESCAPE '\'`, "%"+likely.Replace(strings.ToUpper(number))+"%")
	} else {
		equal("number_key", strings.ToUpper(number))
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
