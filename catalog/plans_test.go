package catalog_test

import (
	"context"
	"encoding/json"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/uptrace/bun"

	"github.com/certcat/certcat/catalog"
)

// overheard collects the queries that a catalogue asks.
type overheard struct {
	mu      sync.Mutex
	queries []string
}

func (o *overheard) BeforeQuery(ctx context.Context, _ *bun.QueryEvent) context.Context { return ctx }

func (o *overheard) AfterQuery(_ context.Context, e *bun.QueryEvent) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if verb, _, _ := strings.Cut(e.Query, " "); slices.Contains([]string{"SELECT", "WITH", "INSERT", "UPDATE", "DELETE"}, verb) {
		o.queries = append(o.queries, e.Query)
	}
}

// large are the tables that grow with the documents.
var large = []string{"entries", "bodies", "documents", "arrivals", "standings", "needs", "cites"}

// TestNoQueryReadsAWholeTable asks everything that pages and workers ask, and the database how it finds the answers: each
// by an index that leads there.
func TestNoQueryReadsAWholeTable(t *testing.T) {
	everywhere(t, func(t *testing.T, c *catalog.Catalog) {
		if _, err := c.Book("main").Rebuild(t.Context(), made{planned}, nil); err != nil {
			t.Fatal(err)
		}
		if c.Shared() { // with so few rows it would read them all for no other reason
			c.Bun().SetMaxOpenConns(1)
			for _, way := range []string{"seqscan", "mergejoin", "hashjoin"} {
				if _, err := c.Bun().ExecContext(t.Context(), "SET enable_"+way+" = off"); err != nil {
					t.Fatal(err)
				}
			}
		}
		o := &overheard{}
		c.Watch(o)
		everything(t, c)
		c.Narrow()
		everything(t, c)
		looked := map[string]bool{}
		for _, q := range o.queries {
			shape := shapeOf(q)
			if looked[shape] {
				continue
			}
			looked[shape] = true
			for _, all := range wholly(t, c, q) {
				t.Errorf("%s\nin %.600s", all, q)
			}
		}
		if len(looked) < 40 {
			t.Errorf("only %d different queries were looked at", len(looked))
		}
	})
}

// everything asks each kind of question a few times, and changes something.
func everything(t *testing.T, c *catalog.Catalog) {
	b, r := c.Book("main"), rand.New(rand.NewPCG(1, 2))
	for _, q := range append(questions(), texts()...) {
		for range 3 {
			if _, err := q.ask(t.Context(), b, r); err != nil {
				t.Fatalf("%s: %v", q.name, err)
			}
		}
	}
	for _, f := range []catalog.Filter{{Text: "gmbh", Status: catalog.Accepted}, {Text: "gmbh", Market: "EU", Status: catalog.Rejected}, {Text: "sensor", Kind: "eu-doc"}} {
		if _, err := b.List(t.Context(), f, catalog.Page{}); err != nil {
			t.Fatal(err)
		}
	}
	for _, found := range []iter.Seq2[string, error]{b.Due(t.Context(), "2026-12-01"), b.Affected(t.Context(), "other", catalog.Cite{What: "standard", Value: "EN 60950-1"})} {
		for _, err := range found {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	id := idOf(7)
	_, err := b.Document(t.Context(), id)
	if err == nil {
		_, err = b.Arrivals(t.Context(), id)
	}
	if err == nil {
		_, err = b.CountDue(t.Context(), "2026-12-01")
	}
	if err == nil {
		_, err = b.Reused(t.Context(), "", false, 10)
	}
	fill(t, b, 7, 9)
	if err == nil {
		p := papersOf(8)
		p.Revision = 100
		_, err = b.Upsert(t.Context(), p)
	}
	if err == nil {
		err = b.Delete(t.Context(), idOf(8))
	}
	if err != nil {
		t.Fatal(err)
	}
	fill(t, b, 8, 9)
}

// shapeOf is a query without its values.
func shapeOf(query string) string {
	shape, quoted := strings.Builder{}, false
	for _, r := range query {
		switch {
		case r == '\'':
			quoted = !quoted
		case !quoted && (r < '0' || r > '9') && r != ',' && r != ' ' && r != '(' && r != ')':
			shape.WriteRune(r)
		}
	}
	return shape.String()
}

// wholly tells which large tables a query reads from one end to the other.
func wholly(t *testing.T, c *catalog.Catalog, query string) []string {
	t.Helper()
	if c.Shared() {
		var plan string
		if err := c.Bun().QueryRowContext(t.Context(), "EXPLAIN (FORMAT JSON) "+query).Scan(&plan); err != nil {
			t.Fatalf("%v: %.600s", err, query)
		}
		var nodes []struct{ Plan node }
		if err := json.Unmarshal([]byte(plan), &nodes); err != nil {
			t.Fatal(err)
		}
		return nodes[0].Plan.wholly()
	}
	rows, err := c.Bun().QueryContext(t.Context(), "EXPLAIN QUERY PLAN "+query)
	if err != nil {
		t.Fatalf("%v: %.600s", err, query)
	}
	defer rows.Close()
	var all []string
	made := map[string]int{} // subqueries by their name
	parent := map[int]int{}
	for rows.Next() {
		var id, above, unused int
		var detail string
		if err := rows.Scan(&id, &above, &unused, &detail); err != nil {
			t.Fatal(err)
		}
		parent[id] = above
		words := strings.Fields(detail)
		switch words[0] {
		case "MATERIALIZE", "CO-ROUTINE":
			made[words[1]] = id
		case "SCAN":
			subquery, small := made[words[1]]
			for at := above; small && at != 0; at = parent[at] {
				small = at != subquery // a table of the same name inside it
			}
			if !small && !strings.Contains(detail, "VIRTUAL TABLE INDEX 0:M") && !strings.Contains(detail, "CONSTANT ROW") && !strings.Contains(detail, "VALUES CLAUSE") {
				all = append(all, detail)
			}
		}
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// node is a step of a plan of PostgreSQL.
type node struct {
	Kind  string `json:"Node Type"`
	Table string `json:"Relation Name"`
	Index string `json:"Index Name"`
	Cond  string `json:"Index Cond"`
	Plans []node
}

func (n node) wholly() (all []string) {
	byIndex := slices.Contains([]string{"Index Scan", "Index Only Scan", "Bitmap Index Scan"}, n.Kind)
	if n.Kind == "Seq Scan" && slices.Contains(large, n.Table) || byIndex && n.Cond == "" {
		all = append(all, n.Kind+" "+n.Table+" "+n.Index)
	}
	for _, below := range n.Plans {
		all = append(all, below.wholly()...)
	}
	return all
}
