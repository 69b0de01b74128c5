package catalog

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/uptrace/bun"
)

// gram is a string of three characters with where in the index its sample-th entry stands: far back where it is rare.
type gram struct {
	text string
	word int
	at   int64
}

// sample is after how many entries a gram's rarity is judged.
const sample = 200

// found asks for the rarest gram of a word, which nearly always is as good as all of them and costs the length of only one
// list, and for all of a number.
func (sqlite) found(ctx context.Context, db *bun.DB, words []string) (*bun.SelectQuery, error) {
	chosen, err := rarest(ctx, db, words)
	if err != nil {
		return nil, err
	}
	for i, g := range chosen {
		chosen[i] = `"` + strings.ReplaceAll(g, `"`, `""`) + `"`
	}
	return db.NewSelect().TableExpr("grams").ColumnExpr("rowid AS id").Where("grams MATCH ?", strings.Join(chosen, " AND ")), nil
}

func rarest(ctx context.Context, db *bun.DB, words []string) ([]string, error) {
	var grams []gram
	var parts []string
	var args []any
	for i, w := range words {
		for _, text := range trigrams(w) {
			grams = append(grams, gram{text: text, word: i})
			parts = append(parts, "SELECT (SELECT rowid FROM grams WHERE grams MATCH ? LIMIT 1 OFFSET ?)")
			args = append(args, `"`+strings.ReplaceAll(text, `"`, `""`)+`"`, sample)
		}
	}
	parts = append(parts, "SELECT min(id) FROM bodies")
	var places []*int64
	if err := db.NewRaw(strings.Join(parts, " UNION ALL "), args...).Scan(ctx, &places); err != nil {
		return nil, err
	}
	first := int64(0)
	if last := places[len(grams)]; last != nil {
		first = *last
	}
	for i := range grams {
		grams[i].at = math.MaxInt64
		if places[i] != nil {
			grams[i].at = *places[i] - first
		}
	}
	slices.SortStableFunc(grams, func(a, b gram) int {
		if a.at > b.at {
			return -1
		}
		return int(min(b.at-a.at, 1))
	})
	var chosen []string
	seen := map[int]bool{}
	for _, g := range grams {
		if grams[0].at == math.MaxInt64 && g.at != math.MaxInt64 || len(chosen) == 8 {
			break // so few that the texts can be looked at
		}
		if !seen[g.word] || digitsIn(g.text) > 0 {
			chosen = append(chosen, g.text)
		}
		seen[g.word] = true
	}
	return chosen, nil
}

// glance reads on in the index until it is known how common the words are: it gives entries one by one.
func (sqlite) glance(ctx context.Context, db *bun.DB, found *bun.SelectQuery, r reach) (ids []int64, every int, err error) {
	if err := found.Clone().Limit(int64(r.enough)+1).Scan(ctx, &ids); err != nil || len(ids) <= r.enough {
		return ids, 0, err
	}
	return nil, spread(ids), nil
}

// spread is about among how many entries there is one of the first that an index gave.
func spread(ids []int64) int { return 1 + int(slices.Max(ids)-slices.Min(ids))/len(ids) }

// glance asks the planner first, because the index gives all entries or none.
func (postgres) glance(ctx context.Context, db *bun.DB, found *bun.SelectQuery, r reach) (ids []int64, every int, err error) {
	var plan string
	var all float64
	if err := db.NewRaw("EXPLAIN (FORMAT JSON) ?", found).Scan(ctx, &plan); err != nil {
		return nil, 0, err
	}
	if err := db.NewRaw("SELECT reltuples FROM pg_class WHERE oid = 'bodies'::regclass").Scan(ctx, &all); err != nil {
		return nil, 0, err
	}
	var planned []struct {
		Plan struct {
			Rows float64 `json:"Plan Rows"`
		}
	}
	if err := json.Unmarshal([]byte(plan), &planned); err != nil {
		return nil, 0, fmt.Errorf("understand the plan of a query: %w", err)
	}
	for _, p := range planned {
		if p.Plan.Rows > float64(2*r.few) {
			return nil, 1 + int(all/p.Plan.Rows), nil
		}
	}
	most := 2 * r.few // to find them again costs more than to sort twice as many
	if err := found.Clone().Limit(int64(most)+1).Scan(ctx, &ids); err != nil || len(ids) <= most {
		return ids, 0, err
	}
	return nil, spread(ids), nil
}

// found uses trigrams for what they can find, and the words column for Chinese, Japanese, Korean and for short words.
func (postgres) found(_ context.Context, db *bun.DB, words []string) (*bun.SelectQuery, error) {
	q := db.NewSelect().TableExpr("bodies AS t").ColumnExpr("t.id")
	var lexemes []string
	for _, w := range words {
		if short := lexemesOf(w); len(short) > 0 {
			for _, l := range short {
				lexemes = append(lexemes, "'"+strings.ReplaceAll(strings.ReplaceAll(l, `\`, `\\`), "'", "''")+"'")
			}
			continue
		}
		q = q.Where("t.search LIKE ?", "%"+likely.Replace(telling(w, len(words) > 1))+"%")
	}
	if len(lexemes) > 0 {
		q = q.Where("array_to_tsvector(string_to_array(t.words, ' ')) @@ ?::tsquery", strings.Join(lexemes, " & "))
	}
	return q, nil
}

const (
	fewFigures  = 4 // from so many on a word is a number
	tellsNumber = 8 // runes that tell a number from nearly all others
	tellsWord   = 4 // runes of a word that, with other words, lead to few texts; where it begins, since endings are alike
)

// telling is the piece of a word by which the index looks for it: each further rune is one more list to read. Of a number it
// is the piece with the most figures.
func telling(word string, others bool) string {
	runes := []rune(word)
	if digitsIn(word) < fewFigures {
		if others {
			runes = runes[:min(tellsWord, len(runes))]
		}
		return string(runes)
	}
	best, most := runes, -1
	for i := 0; i+tellsNumber <= len(runes); i++ {
		piece := runes[i : i+tellsNumber]
		if n := digitsIn(string(piece)); n > most {
			best, most = piece, n
		}
	}
	return string(best)
}

var likely = strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`)
