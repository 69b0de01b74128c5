// Package catalog is the index over a store: it lists, filters, counts and finds certificates, and knows which of them
// change on which day. It promises to hold nothing that the store does not hold, but for leases: it may be deleted at any
// time and is rebuilt from the store alone, equal to the one that grew with the documents.
//
// Open gives a Catalog: SQLite in a file (one process), or PostgreSQL by its address (any number of processes). A Book is
// one tenant's part of it and the only way in; every key in the tables begins with the tenant.
//
//	c, err := catalog.Open(ctx, "catalog.db")          // or "postgres://user@host/database"
//	book := c.Book("main")
//	book.Arrive(ctx, receipt)                           // a receipt changed; before the papers, which are listed
//	                                                    // while their document is current at some place
//	book.Upsert(ctx, catalog.Papers{…})                 // a record became current; an older revision changes nothing
//	page, err := book.List(ctx, catalog.Filter{Status: catalog.NeedsReview, Kind: "eu-doc"}, catalog.Page{Limit: 50})
//	page, err = book.List(ctx, sameFilter, catalog.Page{After: page.Next})
//	counts, err := book.Counts(ctx, "status", "kind")   // from a rollup: never counts rows
//	uses, err := book.Uses(ctx, document, part)         // the same number in other files, and what differs there
//	due := book.Due(ctx, day)                           // documents whose verdict changes by that day
//	hit := book.Affected(ctx, catalog.Cite{What: "standard", Value: "EN 60950-1"})
//	lease, ok, err := book.Lease(ctx, document, "anna", 5*time.Minute)
//
// There is one Entry for each certificate: tenant, document, part. A document without a certificate has one with part 0.
// Lists come in keyset pages, so that the thousandth costs what the first does. Text is found by substrings: folded to
// one case and width, at least three characters, or two of Chinese, Japanese, Korean; shorter words match whole.
package catalog

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/uptrace/bun"
)

// ErrNotFound says that the catalogue holds no such document.
var ErrNotFound = errors.New("the catalogue holds no such document")

// Catalog is an open catalogue. It is safe for use by many goroutines at once; in SQLite by one process.
type Catalog struct {
	db      *bun.DB
	dialect dialect
	shard   int64 // of the counters that this process writes
	now     func() time.Time
	reach   reach
}

// Open opens the catalogue at an address and makes or migrates its tables: postgres://… or postgresql://… for a
// database that exists, otherwise the path of a SQLite file, which is made where it is missing.
func Open(ctx context.Context, address string) (*Catalog, error) {
	scheme, _, found := strings.Cut(address, "://")
	if found && scheme != "postgres" && scheme != "postgresql" {
		return nil, fmt.Errorf("the catalogue's address %s: name a file, or a database as postgres://user@host/database", redacted(address))
	}
	if address == "" {
		return nil, errors.New("the catalogue's address is empty: name a file, or a database as postgres://user@host/database")
	}
	c := &Catalog{now: time.Now, reach: usual}
	var err error
	if found {
		c.shard = rand.Int64N(shards)
		c.db, err = openPostgres(address)
		c.dialect = postgres{}
	} else {
		c.db, err = openSQLite(address)
		c.dialect = sqlite{}
	}
	if err == nil {
		if err = c.dialect.migrate(ctx, c.db.DB); err == nil && !c.Shared() {
			err = c.restore(ctx) // in a shared one another process may be filling it
		}
		if err != nil {
			c.db.Close()
		}
	}
	if err != nil {
		return nil, fmt.Errorf("open the catalogue %s: %w", redacted(address), err)
	}
	return c, nil
}

// Shared reports whether several processes may use the catalogue at once: PostgreSQL, not SQLite.
func (c *Catalog) Shared() bool { return c.dialect.shared() }

// Close ends it.
func (c *Catalog) Close() error { return c.db.Close() }

// Ping reports whether the database answers.
func (c *Catalog) Ping(ctx context.Context) error { return c.db.PingContext(ctx) }

// Book is one tenant's part of a catalogue.
type Book struct {
	*Catalog
	tenant string
}

// Book opens a tenant's part.
func (c *Catalog) Book(tenant string) *Book { return &Book{c, tenant} }

// Tenant is the name of the tenant whose part this is.
func (b *Book) Tenant() string { return b.tenant }

// redacted is an address without its password.
func redacted(address string) string {
	if !strings.Contains(address, "://") {
		return address
	}
	u, err := url.Parse(address)
	if err != nil {
		return "postgres://…"
	}
	return u.Redacted()
}

// transact runs work in a transaction that writes. In PostgreSQL it is repeated where another transaction was in the way.
func (c *Catalog) transact(ctx context.Context, work func(ctx context.Context, tx bun.Tx) error) error {
	for tries := 0; ; tries++ {
		err := c.db.RunInTx(ctx, &sql.TxOptions{}, work)
		if err == nil || tries == 5 || !c.dialect.again(err) || ctx.Err() != nil {
			return err
		}
		time.Sleep(time.Duration(rand.Int64N(int64(20*time.Millisecond)) << tries))
	}
}

func folderFor(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the catalogue's folder: %w", err)
	}
	return nil
}
