package tables

import "sync"

// memo remembers answers that cost a parse: the same few hundred references are asked again and again. It forgets
// everything when it is full, so that hostile input can't fill the memory.
type memo[K comparable, V any] struct {
	mu sync.RWMutex
	m  map[K]V
}

const memoSize = 8192

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
