package catalog_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/certcat/certcat/catalog"
	"github.com/certcat/certcat/catalog/catalogtest"
)

// everywhere runs a test on an empty catalogue of both kinds.
func everywhere(t *testing.T, test func(t *testing.T, c *catalog.Catalog)) {
	t.Run("sqlite", func(t *testing.T) { test(t, open(t, filepath.Join(t.TempDir(), "catalog.db"))) })
	t.Run("postgres", func(t *testing.T) { test(t, open(t, catalogtest.Postgres(t))) })
}

func open(t testing.TB, address string) *catalog.Catalog {
	t.Helper()
	c, err := catalog.Open(t.Context(), address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func TestMain(m *testing.M) {
	code := m.Run()
	catalogtest.Stop()
	os.Exit(code)
}

// fill puts the papers from to before until into a book, with their receipts.
func fill(t testing.TB, b *catalog.Book, from, until int) {
	t.Helper()
	for i := from; i < until; i++ {
		if err := b.Arrive(context.Background(), receiptOf(i)); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Upsert(context.Background(), papersOf(i)); err != nil {
			t.Fatal(err)
		}
	}
}
