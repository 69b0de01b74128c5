package catalog

import (
	"context"
	"fmt"
	"slices"
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

// reach is how far a search looks before it takes another way.
type reach struct {
	few    int // entries that are simply sorted
	near   int // rows that are looked at in the list's own order, where that can be expected to fill a page
	enough int // entries from which it is known how common what is looked for is
}

var usual = reach{few: 4000, near: 4000, enough: 400}

// rows finds up to one row more than the page holds. Three ways lead there: the order's own index, where the filter lets
// much through; the few entries that a substring or citation leads to; and all of them, where they are neither few nor many.
func (b *Book) rows(ctx context.Context, f Filter, p Page, at *place) ([]listedRow, error) {
	words := wordsOf(f.Text)
	grams := slices.Clone(words)
	if number := numberWords(f.Number); len([]rune(number)) >= 3 {
		grams = append(grams, number)
	}
	for _, c := range f.cites() {
		citing := func(q *bun.SelectQuery) *bun.SelectQuery {
			return q.Where("g.tenant = ? AND g.what = ? AND g.value = ?", b.tenant, c.What, c.Value)
		}
		var n int
		some := citing(b.db.NewSelect().TableExpr("cites AS g").ColumnExpr("1")).Limit(int64(b.reach.few) + 1)
		if err := b.db.NewSelect().TableExpr("(?) AS cited", some).ColumnExpr("count(*)").Scan(ctx, &n); err != nil || n == 0 {
			return nil, err
		}
		if n <= b.reach.few {
			return b.sift(ctx, f, p, at, words, citing(b.db.NewSelect().TableExpr("cites AS g CROSS JOIN entries AS e").Where("e.id = g.entry")))
		}
	}
	if len(grams) == 0 {
		q, rest, by := b.driven(f, p)
		return b.scan(ctx, b.filtered(q, rest), p, at, by)
	}
	found, err := b.dialect.found(ctx, b.db, grams)
	if err != nil {
		return nil, err
	}
	ids, every, err := b.dialect.glance(ctx, b.db, found, b.reach)
	switch {
	case err != nil || len(ids) == 0 && every == 0:
		return nil, err
	case every == 0:
		found = b.db.NewSelect().TableExpr("(VALUES ?) AS v", single(ids)).ColumnExpr("v.column1 AS id")
	case p.Limit*every <= b.reach.near:
		rows, full, err := b.walk(ctx, f, p, at, words, 2*p.Limit*(every+1))
		if err != nil || full {
			return rows, err
		}
	}
	return b.sift(ctx, f, p, at, words, b.db.NewSelect().TableExpr("(?) AS g CROSS JOIN entries AS e", found).Where("e.id = g.id"))
}

// single makes rows of one column.
func single(ids []int64) bun.Safe {
	var list strings.Builder
	for i, id := range ids {
		if i > 0 {
			list.WriteString(", ")
		}
		fmt.Fprintf(&list, "(%d)", id)
	}
	return bun.Safe(list.String())
}

// walk looks at the texts of the first entries of the list, at most so many, and reports whether the page is full or the
// list at its end.
func (b *Book) walk(ctx context.Context, f Filter, p Page, at *place, words []string, most int) (rows []listedRow, full bool, err error) {
	q, rest, by := b.driven(f, p)
	q = b.filtered(q, rest).ColumnExpr(listed)
	for step := 4 * p.Limit; most > 0; most -= step {
		held, next, err := b.step(ctx, turned(q.Clone(), p, at, by), p, step, words)
		rows = append(rows, held...)
		if err != nil || len(rows) > p.Limit || next == nil {
			return rows, true, err
		}
		at = next
	}
	return nil, false, nil
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

// sift looks at the texts of entries that can hold the words, in the list's order, until the page is full. Those entries
// are found first and sorted then: a database that walks the order's index instead would meet them seldom.
func (b *Book) sift(ctx context.Context, f Filter, p Page, at *place, words []string, entries *bun.SelectQuery) ([]listedRow, error) {
	can := bun.NewWithQuery("e", b.filtered(entries, f).ColumnExpr(listed)).Materialized()
	var rows []listedRow
	for step := 2 * p.Limit; ; step *= 4 {
		q := turned(b.db.NewSelect().WithQuery(can).TableExpr("e").ColumnExpr(listed), p, at, p.sorted())
		held, next, err := b.step(ctx, q, p, step, words)
		rows = append(rows, held...)
		if err != nil || len(rows) > p.Limit || next == nil {
			return rows, err
		}
		at = next
	}
}

// step gives those of a query's entries whose texts hold the words, and where to go on; nil is the end.
func (b *Book) step(ctx context.Context, q *bun.SelectQuery, p Page, most int, words []string) ([]listedRow, *place, error) {
	var some []listedRow
	if err := q.Limit(int64(most)).Scan(ctx, &some); err != nil || len(some) == 0 {
		return nil, nil, err
	}
	rows, err := b.held(ctx, some, words)
	if err != nil || len(some) < most {
		return rows, nil, err
	}
	last := some[len(some)-1]
	return rows, &place{Text: last.key(p.Sort), Number: last.number(p.Sort), ID: last.ID}, nil
}

// held gives the rows whose texts hold the words, with their bodies.
func (b *Book) held(ctx context.Context, rows []listedRow, words []string) ([]listedRow, error) {
	ids := make([]int64, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	var bodies []bodyRow
	these := b.db.NewSelect().TableExpr("bodies").ColumnExpr("id, search, words, body").Where("id IN ?", bun.Tuple(ids))
	q := b.db.NewSelect().WithQuery(bun.NewWithQuery("t", these).Materialized()).TableExpr("t").ColumnExpr("t.id, t.body")
	if err := holding(q, words).Scan(ctx, &bodies); err != nil {
		return nil, err
	}
	of := make(map[int64]string, len(bodies))
	for _, t := range bodies {
		of[t.ID] = t.Body
	}
	var all []listedRow
	for _, row := range rows {
		if body, ok := of[row.ID]; ok {
			row.Body = body
			all = append(all, row)
		}
	}
	return all, nil
}

const listed = "e.id, e.number_key, e.expires, e.next_change, e.received, e.urgency"

// scan runs a query over entries e, with their bodies.
func (b *Book) scan(ctx context.Context, q *bun.SelectQuery, p Page, at *place, by sorted) ([]listedRow, error) {
	var rows []listedRow
	q = turned(q, p, at, by).Join("CROSS JOIN bodies AS t").Where("t.id = e.id")
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
		if from, until, ok := urgencies(f.Status); ok { // so that an index which has no status leads there as well
			q = q.Where("e.urgency >= ? AND e.urgency < ?", from, until)
		}
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
	return windows(numbered(q, f.Number), f)
}

func numbered(q *bun.SelectQuery, number string) *bun.SelectQuery {
	number = strings.ToUpper(numberWords(number))
	switch {
	case len([]rune(number)) >= 3:
		return q.Where(`e.number_key LIKE ? ESCAPE '\'`, "%"+likely.Replace(number)+"%")
	case number != "":
		return q.Where("e.number_key = ?", number)
	}
	return q
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
