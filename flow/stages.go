package flow

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/certcat/certcat"
)

// ErrConflict says that a record was changed by somebody else since it was read.
var ErrConflict = errors.New("the record was changed by another process since it was read")

// ErrChanged says that a file was written to while it was being read. Process begins again with such a file, twice.
var ErrChanged = errors.New("the file changed while it was read; run again when nothing writes to it")

// ErrErased says that the document was erased on purpose: it is not taken again.
var ErrErased = fmt.Errorf("the document was erased (%w)", ErrForGood)

// ErrForGood marks a machine error that another try can't mend, such as a file that is gone or may not be read.
var ErrForGood = errors.New("trying again does not help")

// Arrival is one file at a door.
type Arrival struct {
	Receipt certcat.Receipt // door, bucket, key, name, time; Problems where the door refuses it unread (a link, a device)
	Path    string          // a local regular file that nobody writes to meanwhile
	// Release, where it is not nil, is called by Each when the file is no longer needed.
	Release func()
}

// Ingest makes a Document of a file.
type Ingest interface {
	// Accept checks the limits, hashes and sniffs; it parses nothing. The Document has Problems where it can't go on.
	Accept(ctx context.Context, path string) (certcat.Document, error)
	// Facts parses the file, in a child process, and completes the Document.
	Facts(ctx context.Context, doc certcat.Document, path string) (certcat.Document, error)
}

// Reader makes Pages of a Document. Equal key and bytes give equal Pages.
type Reader interface {
	// Key is the reading key: everything but the bytes that the Pages depend on.
	Key() string
	// Read reads the pages that are worth reading at first; progress is called, from any goroutine, with the number of each
	// page that is done.
	Read(ctx context.Context, doc certcat.Document, path string, progress func(page int)) (certcat.Pages, error)
	// Look takes second looks and gives new Pages with more Readings; the old ones stay as they are.
	Look(ctx context.Context, doc certcat.Document, path string, pages certcat.Pages, looks []certcat.Look) (certcat.Pages, error)
	// Shown gives a page, as shown to the reviewer, as a JPEG of about dpi dots per inch.
	Shown(ctx context.Context, doc certcat.Document, path string, page certcat.Page, dpi int) ([]byte, error)
}

// Extractor makes Certificates of Pages, or asks for second looks. It is pure.
type Extractor interface {
	// Key is the certificate key: kinds, weights and revision.
	Key() string
	Certificates(pages certcat.Pages) ([]certcat.Certificate, []certcat.Look)
}

// Checker makes the Verdicts about one certificate: one for each market asked, or one without a market. It is pure.
type Checker interface {
	// Key is the verdict key: tables, profile, markets, category, revision and the day asked about.
	Key() string
	Check(c certcat.Case) []certcat.Verdict
}

// Intake keeps what arrived.
type Intake interface {
	// Receive stores the original, then the receipt, then the pending marker, in this order. ErrErased where the document
	// was erased.
	Receive(ctx context.Context, r certcat.Receipt, path string) error
	// Finish stores the receipt in its final state and then removes the marker.
	Finish(ctx context.Context, r certcat.Receipt) error
	// Arrived gives the current receipt of (door, bucket, key), or ok false.
	Arrived(ctx context.Context, door, bucket, key string) (r certcat.Receipt, ok bool, err error)
}

// What names a kind of stored value.
type What string

// The stored values.
const (
	Documents    What = "document"     // certcat.Document
	Pages        What = "pages"        // certcat.Pages
	Certificates What = "certificates" // []certcat.Certificate
	Verdicts     What = "verdicts"     // []certcat.Verdict
)

// Shelf keeps values and the record that says which of them are current. All values are of one document.
type Shelf interface {
	// Current gives the record; a zero Revision says that there is none. ErrErased where the document was erased.
	Current(ctx context.Context, document string) (Record, error)
	// Replace makes r current if the record in force is still the one with r.Tag; otherwise ErrConflict. ErrErased
	// where the document was erased meanwhile.
	Replace(ctx context.Context, r Record) error
	// Load reads the value made under key into the pointer and tells where it lies; ok is false where there is none.
	Load(ctx context.Context, document string, what What, key string, into any) (at Object, ok bool, err error)
	// Save stores the value made under key and tells where it lies.
	Save(ctx context.Context, document string, what What, key string, value any) (Object, error)
}

// Object names one stored value as it was when it was written.
type Object struct {
	Key    string
	SHA256 string // of the stored bytes, lower-case hexadecimal
	Size   int64  // bytes
}

// Album keeps page pictures.
type Album interface {
	Picture(ctx context.Context, document string, page, dpi int, jpeg []byte) error
}

// Record says what is current about one document.
type Record struct {
	Document string
	Revision int                  // 1, 2, …; grows by one with each change
	Keys     certcat.Keys         // what the current values were made under
	Looked   string               // key of the Pages that the Certificates were made from; Keys.Reading where no Look was needed
	Passing  bool                 // some Problem is transient: worth doing again
	State    certcat.ReceiptState // Processed, or Refused where the document can't be read
	Parts    []certcat.Part       // one for each certificate
	Problems []certcat.Problem    // all of them
	Objects  []Object             // the current values
	// NextChange is the first day on which one of the verdicts may change, "" where none does.
	NextChange certcat.Date
	Tag        string // the condition for the next change; not part of the stored bytes
}

// Outcome is what became of one arrival.
type Outcome struct {
	Arrival      Arrival
	Document     certcat.Document
	Pages        certcat.Pages // empty where they were up to date and not asked for
	Certificates []certcat.Certificate
	Verdicts     []certcat.Verdict
	Did          []string          // the stages that had to work: "facts", "read", "look", "extract", "check"; none = all was known
	Took         time.Duration     // measured
	recorded     []certcat.Problem // all Problems, where the Pages were not loaded
}

// Problems are all that is wrong: at the door, with the file, on its pages, in its certificates.
func (o Outcome) Problems() []certcat.Problem {
	all := append([]certcat.Problem(nil), o.Arrival.Receipt.Problems...)
	if o.recorded != nil && len(o.Pages.Pages) == 0 {
		return append(all, o.recorded...)
	}
	all = append(all, o.Document.Problems...)
	for _, p := range o.Pages.Pages {
		for _, problem := range p.Problems {
			if problem.Page == 0 {
				problem.Page = p.Number
			}
			all = append(all, problem)
		}
	}
	for _, c := range o.Certificates {
		all = append(all, c.Problems...)
	}
	return all
}

// Passing reports whether a Problem came from a deadline, a memory limit or a killed child.
func (o Outcome) Passing() bool {
	for _, p := range o.Problems() {
		if p.Transient {
			return true
		}
	}
	return false
}

// Step tells how far a document is.
type Step struct {
	Key      string // of the Receipt
	Document string // its ID
	Stage    string // "facts", "read", "look", "extract", "check", "done"
	Page, Of int    // while reading
}

// Limits bound the work on one document. They are counts, not times, so that equal inputs give equal outputs.
type Limits struct {
	Rounds int // of Looks
	Looks  int // in all rounds together
}

// DefaultLimits are two rounds and 24 Looks for one document.
func DefaultLimits() Limits { return Limits{Rounds: 2, Looks: 24} }

func (l Limits) orDefault() Limits {
	if l.Rounds == 0 {
		l.Rounds = DefaultLimits().Rounds
	}
	if l.Looks == 0 {
		l.Looks = DefaultLimits().Looks
	}
	return l
}
