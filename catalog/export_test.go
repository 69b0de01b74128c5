package catalog

import "github.com/uptrace/bun"

// Narrow makes a few hundred documents as many as a million are otherwise.
func (c *Catalog) Narrow() { c.reach = reach{few: 15, near: 150, enough: 6} }

// Watch lets a hook see every query.
func (c *Catalog) Watch(hook bun.QueryHook) { c.db = c.db.WithQueryHook(hook) }

// Bun is the database.
func (c *Catalog) Bun() *bun.DB { return c.db }
