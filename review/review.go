// Package review is where people look at what certcat read, correct and confirm it, and decide: pages for a browser and
// the same over HTTP and JSON.
//
// It promises that nothing a person confirmed is lost or overwritten silently: corrections and rulings are only added, a
// change is refused where its author did not see the newest state, and the answer comes after the store has it. Text from
// documents never becomes anything but text. Every route names the operation and the role that it needs, and a tenant's
// things are reached only through the Tenant that the router found for who asks.
//
// The package knows no store and no rules: Shelf, Papers, Checker and Catalogue are given by who mounts it.
package review

import (
	"context"
	"errors"
	"io"
	"iter"
	"sync"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/review/access"
)

// The errors on which this package decides.
var (
	ErrNotFound = errors.New("there is no such document")
	ErrTaken    = errors.New("the number of the correction is taken")
)

// Sheet is all that is in force about one document, and all that people said about it.
type Sheet struct {
	Document     certcat.Document
	Name         string // of the file, for people
	Received     time.Time
	Revision     int                   // of the record
	Refused      bool                  // it can't be read
	Certificates []certcat.Certificate // as extracted, without corrections
	Corrections  []certcat.Correction
	Rulings      []certcat.Ruling
	Problems     []certcat.Problem
}

// Shelf is one tenant's documents.
type Shelf interface {
	// Marks yields the documents that have a record.
	Marks(ctx context.Context) iter.Seq2[Mark, error]
	// Sheet gives what is in force about a document; ErrNotFound where there is none.
	Sheet(ctx context.Context, id string) (Sheet, error)
	// Correct adds a correction under its number; ErrTaken where another has it.
	Correct(ctx context.Context, k certcat.Correction) error
	// Rule adds a ruling.
	Rule(ctx context.Context, r certcat.Ruling) (certcat.Ruling, error)
}

// Mark names a document and the revision of its record.
type Mark struct {
	ID       string
	Revision int
}

// Papers shows documents.
type Papers interface {
	// Pages gives the readings that the certificates were made from.
	Pages(ctx context.Context, id string) (certcat.Pages, error)
	// Picture gives a page as a JPEG, as shown to the reviewer; ErrNotFound where it can't be shown.
	Picture(ctx context.Context, id string, page int) ([]byte, error)
	// Original opens the document's bytes.
	Original(ctx context.Context, id string) (io.ReadCloser, int64, error)
}

// Checker makes the verdicts about one certificate: one for each market asked, or one without a market. It is pure, and
// quick enough to be asked at every key that confirms something.
type Checker interface {
	Check(c certcat.Case) []certcat.Verdict
}

// Listings knows for which listing a document was handed in.
type Listings interface {
	// Listing gives the listing, nil where none is known.
	Listing(ctx context.Context, document string) (*certcat.Listing, error)
	// Picture gives a listing's picture by its name, and its media type; ErrNotFound where there is none.
	Picture(ctx context.Context, name string) (data []byte, media string, err error)
}

// Catalogue lists documents and knows who looks at which. Everything in it can be made again from the Shelf.
type Catalogue interface {
	// Find lists rows.
	Find(ctx context.Context, q Query) (Found, error)
	// Put replaces the rows of a document by what its sheet says now; no rows take it out.
	Put(ctx context.Context, sheet Sheet, rows []Row) error
	// Lease says who looks at a document. Somebody who asks gets it where nobody else has it, or where take is set.
	Lease(ctx context.Context, document, who string, take bool) (Lease, error)
	// Release ends somebody's lease.
	Release(ctx context.Context, document, who string) error
}

// Lease says who looks at a document. It binds nobody: it is shown, and ends by itself.
type Lease struct {
	Who   string    `json:"who"`
	Since time.Time `json:"since"`
	Until time.Time `json:"until"`
}

// LeaseTime is how long a lease lasts after the page was heard of last.
const LeaseTime = 3 * time.Minute

// Tenant is everything that belongs to one tenant.
type Tenant struct {
	Name      string
	Shelf     Shelf
	Papers    Papers
	Checker   Checker
	Catalogue Catalogue // an index in memory where it is nil
	Listings  Listings  // may be nil
	Book      *access.Book
	Audit     Audit
	Policy    Policy
	Pending   func(ctx context.Context) (int, error) // documents that are being read; may be nil
	// Erase takes a document out of everything but the log, for good, and notes who did it; nil where nobody can.
	Erase func(ctx context.Context, document, who, reason string) error
	// Category is what people call a category; nil: as its ID.
	Category func(id, lang string) string
	Parts    bool // people may split and merge parts: the Shelf reads what they make
	Kept     bool // whoever reads documents enters them in the Catalogue: Fill has nothing to do

	filling sync.Mutex
	filled  map[string]int // document → revision in the catalogue
}

// Audited is one line of the audit.
type Audited struct {
	Time   time.Time     `json:"time"`
	Who    string        `json:"who"`
	From   string        `json:"from,omitempty"`
	Action string        `json:"action"`
	Args   []certcat.Arg `json:"args,omitempty"`
}

// Audit gives the audit's lines of one day ("2026-11-22"), oldest first.
type Audit interface {
	Lines(ctx context.Context, day string) ([]Audited, error)
}
