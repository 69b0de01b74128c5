package catalog

import (
	"reflect"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
)

func (sqlite) rows(tx bun.Tx, rows any) *bun.InsertQuery { return tx.NewInsert().Model(rows) }

// rows hands them over column by column: a literal for each of a hundred thousand rows takes a server minutes to
// understand, and gigabytes.
func (postgres) rows(tx bun.Tx, rows any) *bun.InsertQuery {
	list := reflect.ValueOf(rows).Elem()
	table := tx.Dialect().Tables().Get(list.Type().Elem())
	var names, kinds []string
	var columns []any
	for _, f := range table.Fields {
		kind, column := columnOf(list, f.Index)
		names, kinds, columns = append(names, f.Name), append(kinds, "?::"+kind+"[]"), append(columns, column)
	}
	columns = append(columns, bun.Safe(strings.Join(names, ", ")))
	return tx.NewInsert().Model(reflect.New(list.Type().Elem()).Interface()).Column(names...).
		TableExpr("unnest("+strings.Join(kinds, ", ")+") AS rows (?)", columns...)
}

// columnOf takes one field of all rows: a text or a number.
func columnOf(list reflect.Value, index []int) (kind string, column any) {
	if list.Type().Elem().FieldByIndex(index).Type.Kind() == reflect.String {
		texts := make([]string, list.Len())
		for i := range texts {
			texts[i] = list.Index(i).FieldByIndex(index).String()
		}
		return "text", pgdialect.Array(texts)
	}
	numbers := make([]int64, list.Len())
	for i := range numbers {
		numbers[i] = list.Index(i).FieldByIndex(index).Int()
	}
	return "bigint", pgdialect.Array(numbers)
}

func (sqlite) at(q *bun.SelectQuery, tenant string, rows []arrivalRow) *bun.SelectQuery {
	places := make([][]string, len(rows))
	for i, row := range rows {
		places[i] = []string{tenant, row.Door, row.Bucket, row.Key}
	}
	return q.Where("(a.tenant, a.door, a.bucket, a.key) IN ?", bun.Tuple(places))
}

// at joins with the places, because PostgreSQL takes a list of tuples for as many conditions.
func (postgres) at(q *bun.SelectQuery, tenant string, rows []arrivalRow) *bun.SelectQuery {
	var doors, buckets, keys []string
	for _, row := range rows {
		doors, buckets, keys = append(doors, row.Door), append(buckets, row.Bucket), append(keys, row.Key)
	}
	return q.Join("JOIN unnest(?::text[], ?::text[], ?::text[]) AS p (door, bucket, key) ON a.door = p.door AND a.bucket = p.bucket AND a.key = p.key",
		pgdialect.Array(doors), pgdialect.Array(buckets), pgdialect.Array(keys)).Where("a.tenant = ?", tenant)
}
