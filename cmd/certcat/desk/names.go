package desk

import (
	"context"
	"sync"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/tables"
)

// names knows under which name each document came first. Receipts lie by place, not by document, so they are read as a
// whole, and again when a document is asked for that is not among them, at most every few seconds.
type names struct {
	mu    sync.Mutex
	at    time.Time
	first map[string]certcat.Receipt
}

const again = 5 * time.Second

func (n *names) get(ctx context.Context, s *store.Store, id string) (certcat.Receipt, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if found, ok := n.first[id]; ok {
		return found, true
	}
	if time.Since(n.at) < again {
		return certcat.Receipt{}, false
	}
	first := map[string]certcat.Receipt{}
	for receipt, err := range s.Receipts(ctx) {
		if err != nil {
			return certcat.Receipt{}, false // a name is not worth failing for
		}
		if old, ok := first[receipt.Document]; !ok || receipt.Time.Before(old.Time) {
			first[receipt.Document] = receipt
		}
	}
	n.first, n.at = first, time.Now()
	found, ok := first[id]
	return found, ok
}

// categoryName is what people call a category.
func categoryName(id, lang string) string {
	t, err := tables.Embedded()
	if err != nil {
		return id
	}
	c, ok := t.Category(id)
	switch {
	case ok && lang == "zh" && c.NameZh != "":
		return c.NameZh
	case ok && lang != "zh":
		return c.NameEn
	}
	return id
}
