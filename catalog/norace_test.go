//go:build !race

package catalog_test

import (
	"math/rand/v2"
	"os"
	"runtime"
	"testing"

	"github.com/certcat/certcat/catalog"
)

// ordinary is how many documents the speed is measured with where nobody asks for more.
const (
	ordinary = 20_000
	tries    = 300  // random filters
	planned  = 3000 // documents under the plans that are looked at
)

// TestSpeed fills a catalogue and asks it everything that a page asks. With CERTCAT_SOAK=1 it holds a million documents
// and 99 of 100 answers must come in time; without, some thousands, and a machine may be busy: processor time counts.
// CERTCAT_CATALOGUE names a catalogue to fill and keep, or one that was filled by an earlier run. Under the race detector,
// which makes SQLite ten times slower, nothing would be measured.
func TestSpeed(t *testing.T) {
	each := everywhere
	if address := os.Getenv("CERTCAT_CATALOGUE"); address != "" {
		each = func(t *testing.T, test func(*testing.T, *catalog.Catalog)) { test(t, open(t, address)) }
	}
	each(t, func(t *testing.T, c *catalog.Catalog) {
		b, n := c.Book("main"), rows()
		enter(t, b, n)
		asked := 100
		if n >= 100_000 {
			asked = 500
		}
		r := rand.New(rand.NewPCG(1, 2))
		for _, q := range append(questions(), texts()...) {
			measure(t, b, q, asked, n >= 100_000, r)
		}
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		t.Logf("memory of the process: %d MB", m.Sys>>20)
	})
}
