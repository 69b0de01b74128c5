// Package importers makes table rows of what registers and official journals publish: EUR-Lex decisions on harmonised
// standards, NANDO, recalls, lists of substances, national registers of approvals.
//
// It promises to be pure (bytes and the lines of a table in, an Overlay and a difference out; nothing is fetched here),
// to refuse a source whose form it does not know rather than to guess, and never to edit a row: what changed is
// retracted and added anew, with the source, its hash and the day on which it was retrieved.
package importers

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/tables"
)

// ErrForm says that a source has not the form in which it is published.
var ErrForm = errors.New("not in the form in which the source is published")

// Input is one source as it was retrieved.
type Input struct {
	Data      []byte
	Sheet     [][]string   // instead of Data: the cells of a spreadsheet, row by row
	From      string       // address or name of the file
	SHA256    string       // of the bytes as retrieved
	Retrieved certcat.Date // when
	Whole     bool         // the source holds everything there is: what it does not name has ended
}

// Hash is the SHA-256 of what was retrieved, in lower-case hexadecimal.
func Hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Lines gives the lines of a table as they stand, header first.
type Lines func(table string) ([][]string, error)

// Importer is one source.
type Importer struct {
	Name     string // "nando"
	Title    string
	Table    string // into which it writes
	Register string // row of the table registers that names its address, "" = the address is needed each time
	Packed   bool   // published as ZIP with one file
	parse    func(in Input, now book) (harvest, error)
}

// Importers lists all sources.
func Importers() []Importer {
	return []Importer{
		{"eurlex-hs", "EUR-Lex: implementing decisions on harmonised standards", "citations", "", false, parseEURLex},
		{"nando", "NANDO: notified bodies", "bodies", "eu-01", false, parseNANDO},
		{"cpsc-recalls", "CPSC: recalls", "recalls", "cpsc-recalls", false, parseCPSC},
		{"safety-gate", "Safety Gate: alerts", "recalls", "eu-08", false, parseSafetyGate},
		{"echa-candidate-list", "ECHA: candidate list of substances of very high concern", "substances", "eu-09", false, parseECHA},
		{"fcc-eas", "FCC: equipment authorisation system", "registrations", "fcc-eas", false, parseFCC},
		{"anatel-csv", "ANATEL: certified products", "registrations", "anatel", true, parseANATEL},
		{"mic-giteki", "MIC: certified radio equipment", "registrations", "giteki", false, parseGiteki},
	}
}

// Named finds an importer.
func Named(name string) (Importer, bool) {
	for _, i := range Importers() {
		if i.Name == name {
			return i, true
		}
	}
	return Importer{}, false
}

// row is one line by its columns.
type row map[string]string

// harvest is what a source says.
type harvest struct {
	rows []row
	// scope tells the rows that the source speaks for: those of them that it does not name have ended, where it is whole.
	scope func(row) bool
	// edits are changes that a source states itself: the row as it stands, and as it has to stand.
	edits [][2]row
	// complete is the row of the table complete that a whole source gives reason for.
	complete row
	notes    []string
}

// Change is one row that an import touches.
type Change struct {
	What string // "added", "changed", "ended", "corrected"
	ID   string
	Says string // what is new about it
}

// Result is what an import comes to.
type Result struct {
	Overlay tables.Overlay // "" keys: nothing to lay over
	Changes []Change
	Same    int // rows that say what the source says
	Notes   []string
}

// unmarked gives text without the mark of its byte order, in UTF-8 where the mark says that it is UTF-16.
func unmarked(data []byte) ([]byte, error) {
	out, _, err := transform.Bytes(unicode.BOMOverride(transform.Nop), data)
	return out, err
}

// Run reads a source and compares it with the tables.
func (i Importer) Run(in Input, lines Lines) (Result, error) {
	if !in.Retrieved.Valid() || in.Retrieved.MonthOnly() {
		return Result{}, fmt.Errorf("%s: the day of retrieval %q is none", i.Name, in.Retrieved)
	}
	var err error
	if in.Data, err = unmarked(in.Data); err != nil {
		return Result{}, fmt.Errorf("%s, %s: %w: %w", i.Name, in.From, ErrForm, err)
	}
	b, err := openBook(i.Table, lines)
	if err != nil {
		return Result{}, err
	}
	h, err := i.parse(in, b)
	if err != nil {
		return Result{}, fmt.Errorf("%s, %s: %w", i.Name, in.From, err)
	}
	w := writer{book: b, in: in, source: fmt.Sprintf("%s, %s, SHA-256 %.16s, retrieved %s", i.Title, in.From, in.SHA256, in.Retrieved)}
	if err := w.all(h); err != nil {
		return Result{}, fmt.Errorf("%s, %s: %w", i.Name, in.From, err)
	}
	r := Result{Overlay: tables.Overlay{}, Changes: w.changes, Same: w.same, Notes: h.notes}
	if len(w.out) > 0 {
		r.Overlay[i.Table] = tables.Lines(append([][]string{b.header}, w.out...))
	}
	if in.Whole && h.complete != nil {
		if err := w.completeness(h.complete, lines, &r); err != nil {
			return Result{}, err
		}
	}
	return r, nil
}

// book is a table's lines by id.
type book struct {
	header []string
	at     map[string]int
	rows   []row
	byID   map[string][]int
}

func openBook(table string, lines Lines) (book, error) {
	records, err := lines(table)
	if err != nil {
		return book{}, err
	}
	b := book{header: records[0], at: map[string]int{}, byID: map[string][]int{}}
	for i, c := range b.header {
		b.at[c] = i
	}
	for _, r := range records[1:] {
		x := row{}
		for i, c := range b.header {
			if r[i] != "" {
				x[c] = r[i]
			}
		}
		b.byID[x["id"]] = append(b.byID[x["id"]], len(b.rows))
		b.rows = append(b.rows, x)
	}
	return b, nil
}

// known gives the row of an id that counts today: not retracted, the latest.
func (b book) known(id string) row {
	var found row
	for _, i := range b.byID[id] {
		if r := b.rows[i]; r["retracted"] == "" && (found == nil || r["from"] >= found["from"]) {
			found = r
		}
	}
	return found
}

// writer makes the lines of an overlay.
type writer struct {
	book
	in      Input
	source  string
	out     [][]string
	changes []Change
	same    int
	named   map[string]bool
}

func (w *writer) all(h harvest) error {
	w.named = map[string]bool{}
	for _, r := range h.rows {
		if r["id"] == "" {
			return errors.New("a row without an id")
		}
		if w.named[r["id"]] {
			continue // named twice in the source: the first counts
		}
		w.named[r["id"]] = true
		for c := range r {
			if _, ok := w.at[c]; !ok {
				return fmt.Errorf("no column %q", c)
			}
		}
		w.take(r)
	}
	for _, e := range h.edits {
		w.retract(e[0])
		w.add(e[1], "corrected", differences(e[0], e[1]))
	}
	if w.in.Whole && h.scope != nil {
		for _, r := range w.rows {
			if r["retracted"] == "" && h.scope(r) && !w.named[r["id"]] && (r["until"] == "" || r["until"] > string(w.in.Retrieved)) {
				w.end(r)
			}
		}
	}
	return nil
}

// take compares a row with the one that stands.
func (w *writer) take(r row) {
	old := w.known(r["id"])
	if _, ok := r["until"]; !ok {
		r["until"] = "" // what a source names holds, if it had ended before
	}
	switch {
	case old == nil:
		w.add(r, "added", "")
	case saysSame(old, r):
		w.same++
	default:
		w.retract(old)
		merged := row{}
		for c, v := range old {
			merged[c] = v
		}
		for c, v := range r {
			merged[c] = v
		}
		delete(merged, "retracted")
		w.add(merged, "changed", differences(old, r))
	}
}

// bookkeeping columns say nothing about the world.
var bookkeeping = []string{"recorded", "retracted", "source", "verified", "id"}

func saysSame(old, r row) bool { return differences(old, r) == "" }

// differences lists what r says that old does not.
func differences(old, r row) string {
	var out []string
	for _, c := range sortedKeys(r) {
		if !slices.Contains(bookkeeping, c) && old[c] != r[c] {
			out = append(out, fmt.Sprintf("%s: %s → %s", c, orNothing(old[c]), orNothing(r[c])))
		}
	}
	return strings.Join(out, "; ")
}

func orNothing(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func sortedKeys(r row) []string {
	var keys []string
	for c := range r {
		keys = append(keys, c)
	}
	slices.Sort(keys)
	return keys
}

func (w *writer) add(r row, what, says string) {
	x := row{}
	for c, v := range r {
		x[c] = v
	}
	x["recorded"], x["retracted"], x["source"], x["verified"] = string(w.in.Retrieved), "", w.source, "source"
	w.line(x)
	w.changes = append(w.changes, Change{what, r["id"], says})
}

func (w *writer) retract(old row) {
	x := row{}
	for c, v := range old {
		x[c] = v
	}
	x["retracted"] = string(w.in.Retrieved)
	w.line(x)
}

// end closes a row that its register does not name any more.
func (w *writer) end(old row) {
	w.retract(old)
	x := row{}
	for c, v := range old {
		x[c] = v
	}
	x["until"] = string(w.in.Retrieved)
	w.add(x, "ended", "no longer named")
}

func (w *writer) line(r row) {
	record := make([]string, len(w.header))
	for c, v := range r {
		record[w.at[c]] = strings.Join(strings.Fields(v), " ")
	}
	w.out = append(w.out, record)
}

// completeness notes that the register was seen whole on the day of retrieval.
func (w *writer) completeness(r row, lines Lines, result *Result) error {
	b, err := openBook("complete", lines)
	if err != nil {
		return err
	}
	c := writer{book: b, in: w.in, source: w.source, named: map[string]bool{}}
	r["from"], r["until"] = string(w.in.Retrieved), string(w.in.Retrieved.AddDays(1))
	r["id"] += "@" + string(w.in.Retrieved)
	c.take(r)
	if len(c.out) > 0 {
		result.Overlay["complete"] = tables.Lines(append([][]string{b.header}, c.out...))
		result.Changes = append(result.Changes, c.changes...)
	}
	return nil
}
