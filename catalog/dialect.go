package catalog

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"path/filepath"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"

	"github.com/jackc/pgx/v5"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

//go:embed migrations
var migrations embed.FS

// dialect is where the two databases differ: how tables are made, and how substrings are found.
type dialect interface {
	engine
	filler
	finder
	keeper
}

type finder interface {
	// found selects the ids of entries, of any tenant, that can hold all words; the caller looks at the texts themselves.
	found(ctx context.Context, db *bun.DB, words []string) (*bun.SelectQuery, error)
	// glance gives the ids that found selects where they are few, or else, about, among how many entries there is one.
	glance(ctx context.Context, db *bun.DB, found *bun.SelectQuery, r reach) (ids []int64, every int, err error)
	// at keeps the arrivals at the places of rows.
	at(q *bun.SelectQuery, tenant string, rows []arrivalRow) *bun.SelectQuery
}

type keeper interface {
	// rows begins to insert a slice of rows; rows points to it.
	rows(tx bun.Tx, rows any) *bun.InsertQuery
	// lock keeps other transactions from working on the same things of a tenant, until the end of this one.
	lock(ctx context.Context, tx bun.Tx, tenant string, things []string) error
	// ids gives n unused entry IDs, in growing order.
	ids(ctx context.Context, tx bun.Tx, n int) ([]int64, error)
}

type engine interface {
	shared() bool
	migrate(ctx context.Context, db *sql.DB) error
	// again reports whether a transaction failed only because of another one.
	again(err error) bool
}

func migrate(ctx context.Context, db *sql.DB, d goose.Dialect, folder string, options ...goose.ProviderOption) error {
	files, err := fs.Sub(migrations, "migrations/"+folder)
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(d, db, files, options...)
	if err != nil {
		return err
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("migrate its tables: %w", err)
	}
	return nil
}

type sqlite struct{}

// openSQLite opens a file. Writers wait for each other; readers never wait.
func openSQLite(path string) (*bun.DB, error) {
	full, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	if err := folderFor(full); err != nil {
		return nil, err
	}
	options := url.Values{"_txlock": {"immediate"}, "_pragma": {"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(NORMAL)",
		"cache_size(-65536)", "mmap_size(8589934592)", "temp_store(MEMORY)", "wal_autocheckpoint(25000)"}}
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: full}).EscapedPath()+"?"+options.Encode())
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(8)
	db.SetMaxIdleConns(8)
	return bun.NewDB(db, sqlitedialect.New()), nil
}

func (sqlite) shared() bool { return false }

func (sqlite) migrate(ctx context.Context, db *sql.DB) error {
	return migrate(ctx, db, goose.DialectSQLite3, "sqlite")
}

func (sqlite) again(error) bool { return false }

// lock has nothing to do: there is one writer at a time.
func (sqlite) lock(context.Context, bun.Tx, string, []string) error { return nil }

func (sqlite) ids(ctx context.Context, tx bun.Tx, n int) ([]int64, error) {
	var last int64
	if err := tx.NewRaw("SELECT coalesce(max(id), 0) FROM entries").Scan(ctx, &last); err != nil {
		return nil, err
	}
	ids := make([]int64, n)
	for i := range ids {
		ids[i] = last + int64(i) + 1
	}
	return ids, nil
}

type postgres struct{}

func openPostgres(address string) (*bun.DB, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, errors.New("the address can't be understood; it looks like postgres://user@host:5432/database")
	}
	db := stdlib.OpenDB(*config)
	db.SetMaxOpenConns(16)
	db.SetMaxIdleConns(16)
	return bun.NewDB(db, pgdialect.New()), nil
}

func (postgres) shared() bool { return true }

// migrate holds a lock, because many processes may start at once.
func (postgres) migrate(ctx context.Context, db *sql.DB) error {
	locker, err := lock.NewPostgresSessionLocker()
	if err != nil {
		return err
	}
	return migrate(ctx, db, goose.DialectPostgres, "postgres", goose.WithSessionLocker(locker))
}

// again names serialization failures and deadlocks.
func (postgres) again(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// mostLocks is how many things are locked one by one: a server has room for a few thousand locks in all.
const mostLocks = 200

// lock takes a lock for each thing, in one order, or one for the whole tenant where there are many.
func (postgres) lock(ctx context.Context, tx bun.Tx, tenant string, things []string) error {
	if len(things) > mostLocks {
		_, err := tx.NewRaw("SELECT pg_advisory_xact_lock(hashtextextended(?, 1))", tenant).Exec(ctx)
		return err
	}
	if _, err := tx.NewRaw("SELECT pg_advisory_xact_lock_shared(hashtextextended(?, 1))", tenant).Exec(ctx); err != nil {
		return err
	}
	_, err := tx.NewRaw("SELECT count(pg_advisory_xact_lock(h)) FROM (SELECT DISTINCT hashtextextended(thing, 2) AS h FROM unnest(?::text[]) AS thing ORDER BY h) AS hashes",
		pgdialect.Array(things)).Exec(ctx)
	return err
}

func (postgres) ids(ctx context.Context, tx bun.Tx, n int) ([]int64, error) {
	var ids []int64
	err := tx.NewRaw("SELECT nextval('entries_id') FROM generate_series(1, ?)", n).Scan(ctx, &ids)
	return ids, err
}
