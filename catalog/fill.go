package catalog

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"
)

// A first filling goes many times faster without the indexes that are not needed for it: they are put aside, and made
// again at its end or, where the process died meanwhile, when the catalogue is next opened.

type parkedRow struct {
	bun.BaseModel `bun:"table:parked,alias:p"`

	Name string `bun:"name"`
	DDL  string `bun:"ddl"`
}

// filler is what a dialect knows about filling empty tables.
type filler interface {
	// parkable lists the indexes and triggers that a first filling does without.
	parkable(ctx context.Context, tx bun.Tx) ([]parkedRow, error)
	// park takes one of them away.
	park(ctx context.Context, tx bun.Tx, row parkedRow) error
	// refill fills what the triggers would have filled.
	refill(ctx context.Context, tx bun.Tx) error
	// settle lets the database learn what the tables hold.
	settle(ctx context.Context, db bun.IDB) error
}

// begin puts indexes aside where the catalogue is empty and nobody else may be filling it, and reports whether it did.
func (c *Catalog) begin(ctx context.Context) (bool, error) {
	aside := false
	err := c.transact(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := c.alone(ctx, tx); err != nil {
			return err
		}
		var filled int
		if err := tx.NewRaw("SELECT count(*) FROM (SELECT 1 FROM entries LIMIT 1) AS one").Scan(ctx, &filled); err != nil || filled > 0 {
			return err
		}
		rows, err := c.dialect.parkable(ctx, tx)
		if err != nil || len(rows) == 0 {
			return err
		}
		aside = true
		if _, err := tx.NewInsert().Model(&rows).Exec(ctx); err != nil {
			return err
		}
		for _, row := range rows {
			if err := c.dialect.park(ctx, tx, row); err != nil {
				return err
			}
		}
		return nil
	})
	return aside, err
}

// alone keeps two processes from putting the same indexes aside or back.
func (c *Catalog) alone(ctx context.Context, tx bun.Tx) error {
	if !c.Shared() {
		return nil
	}
	_, err := tx.NewRaw("LOCK TABLE parked IN EXCLUSIVE MODE").Exec(ctx)
	return err
}

// restore makes the indexes again that were put aside; none is no error.
func (c *Catalog) restore(ctx context.Context) error {
	restored := false
	err := c.transact(ctx, func(ctx context.Context, tx bun.Tx) error {
		if err := c.alone(ctx, tx); err != nil {
			return err
		}
		var rows []parkedRow
		if err := tx.NewSelect().Model(&rows).Order("name").Scan(ctx); err != nil || len(rows) == 0 {
			return err
		}
		restored = true
		if err := c.dialect.refill(ctx, tx); err != nil {
			return err
		}
		for _, row := range rows {
			if _, err := tx.NewRaw("?", bun.Safe(row.DDL)).Exec(ctx); err != nil {
				return fmt.Errorf("%s: %w", row.Name, err)
			}
		}
		_, err := tx.NewRaw("DELETE FROM parked").Exec(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("make the indexes again: %w", err)
	}
	if !restored {
		return nil
	}
	return c.dialect.settle(ctx, c.db)
}

func (sqlite) parkable(ctx context.Context, tx bun.Tx) ([]parkedRow, error) {
	var rows []parkedRow
	err := tx.NewRaw(`SELECT name, sql AS ddl FROM sqlite_master WHERE sql IS NOT NULL AND (type = 'trigger' OR type = 'index')
		AND tbl_name IN ('entries', 'bodies', 'standings', 'needs', 'cites') AND name <> 'entries_document'`).Scan(ctx, &rows)
	return rows, err
}

func (sqlite) park(ctx context.Context, tx bun.Tx, row parkedRow) error {
	kind := bun.Safe("INDEX")
	if len(row.DDL) > len("CREATE TRIGGER") && row.DDL[:len("CREATE TRIGGER")] == "CREATE TRIGGER" {
		kind = "TRIGGER"
	}
	_, err := tx.NewRaw("DROP ? ?", kind, bun.Ident(row.Name)).Exec(ctx)
	return err
}

func (sqlite) refill(ctx context.Context, tx bun.Tx) error {
	for _, statement := range []string{
		"INSERT INTO grams (grams) VALUES ('delete-all')",
		"INSERT INTO grams (grams, rank) VALUES ('hashsize', 67108864)",
		"INSERT INTO grams (rowid, text) SELECT id, search || ' ' || words FROM bodies",
		"INSERT INTO grams (grams, rank) VALUES ('hashsize', 1048576)",
	} {
		if _, err := tx.NewRaw(statement).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (sqlite) settle(ctx context.Context, db bun.IDB) error {
	for _, statement := range []string{"PRAGMA analysis_limit = 2000", "ANALYZE", "PRAGMA wal_checkpoint(TRUNCATE)"} {
		if _, err := db.NewRaw(statement).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (postgres) parkable(ctx context.Context, tx bun.Tx) ([]parkedRow, error) {
	var rows []parkedRow
	err := tx.NewRaw(`SELECT indexname AS name, indexdef AS ddl FROM pg_indexes WHERE schemaname = current_schema()
		AND tablename IN ('entries', 'bodies', 'standings', 'needs', 'cites') AND indexname NOT LIKE '%_pkey' AND indexname <> 'entries_document'`).Scan(ctx, &rows)
	return rows, err
}

func (postgres) park(ctx context.Context, tx bun.Tx, row parkedRow) error {
	_, err := tx.NewRaw("DROP INDEX ?", bun.Ident(row.Name)).Exec(ctx)
	return err
}

func (postgres) refill(context.Context, bun.Tx) error { return nil }

func (postgres) settle(ctx context.Context, db bun.IDB) error {
	for _, table := range []string{"documents", "arrivals", "entries", "bodies", "standings", "needs", "cites", "counters"} {
		if _, err := db.NewRaw("ANALYZE ?", bun.Ident(table)).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}
