package catalog_test

import (
	"testing"

	"github.com/certcat/certcat/catalog"
)

func TestListGivesEveryEntryOnce(t *testing.T) {
	everywhere(t, func(t *testing.T, c *catalog.Catalog) {
		b := c.Book("main")
		fill(t, b, 0, 120)
		fill(t, c.Book("other"), 0, 10)
		for _, sort := range []catalog.Sort{catalog.ByUrgency, catalog.ByExpiry, catalog.ByNextChange, catalog.ByReceived, catalog.ByNumber} {
			for _, descending := range []bool{false, true} {
				seen := map[string]bool{}
				page := catalog.Page{Sort: sort, Descending: descending, Limit: 7}
				for {
					l, err := b.List(t.Context(), catalog.Filter{}, page)
					if err != nil {
						t.Fatal(err)
					}
					for _, e := range l.Entries {
						if seen[e.Document] {
							t.Fatalf("%s: %s comes twice", sort, e.Document)
						}
						seen[e.Document] = true
					}
					if page.After = l.Next; l.Next == "" {
						break
					}
				}
				if len(seen) != 120 {
					t.Errorf("%s, descending %v: %d documents, want 120", sort, descending, len(seen))
				}
			}
		}
	})
}
