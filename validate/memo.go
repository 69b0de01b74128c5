package validate

import (
	"sync"

	"github.com/certcat/certcat/grammar"
)

// memo remembers answers that cost a parse: the same standards and firms come again and again. It forgets everything when it
// is full, so that hostile input can't fill the memory.
type memo[K comparable, V any] struct {
	mu sync.RWMutex
	m  map[K]V
}

const memoSize = 4096

func (c *memo[K, V]) get(key K, make1 func() V) V {
	c.mu.RLock()
	v, ok := c.m[key]
	c.mu.RUnlock()
	if ok {
		return v
	}
	v = make1()
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.m == nil || len(c.m) >= memoSize {
		c.m = map[K]V{}
	}
	c.m[key] = v
	return v
}

var (
	keys      memo[asked, string]
	readings  memo[string, reading]
	relations memo[[2]string, bool]
)

// reading is a standard as the grammar reads it.
type reading struct {
	grammar.Standard
	ref string // canonical
	ok  bool
}

func readStandard(text string) reading {
	return readings.get(text, func() reading {
		s, ok := grammar.ParseStandard(text)
		return reading{s, s.String(), ok}
	})
}

// sameCompany is grammar.SameCompany.
func sameCompany(a, b string) bool {
	return relations.get([2]string{a, b}, func() bool { return grammar.SameCompany(a, b) })
}
