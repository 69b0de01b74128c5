package tables

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/certcat/certcat"
)

// Overlay is rows that are laid over a set of tables: for each table a file of the table's own form, by the table's name.
// A row of it is new, or it is a row of the set below, with the same id, from and recorded, that now has an end: only
// until and retracted may differ. Nothing else of a row ever changes.
type Overlay map[string][]byte

// Files are the overlay's files by their names, as a store keeps them.
func (o Overlay) Files() map[string][]byte {
	out := make(map[string][]byte, len(o))
	for table, data := range o {
		out[table+".csv"] = data
	}
	return out
}

// OverlayOf takes an overlay from files by their names. A file that is no table's is an error.
func OverlayOf(files map[string][]byte) (Overlay, error) {
	o := Overlay{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		table, ok := strings.CutSuffix(name, ".csv")
		if !ok || Columns(table) == nil {
			return nil, fmt.Errorf("%s: there is no such table", name)
		}
		o[table] = files[name]
	}
	return o, nil
}

// Shipped gives the files of the tables that are built into the program.
func Shipped() (fs.FS, error) {
	sub, err := fs.Sub(embedded, "data")
	if err != nil {
		return nil, fmt.Errorf("open the built-in tables: %w", err)
	}
	return sub, nil
}

// LoadOver is LoadKnown with an overlay.
func LoadOver(fsys fs.FS, over Overlay, known certcat.Date) (*Tables, error) {
	t := &Tables{}
	t.loaders = t.schema()
	names := map[string]bool{}
	t.stats = make([]Stat, len(t.loaders))
	errs := make([]error, len(t.loaders))
	var wg sync.WaitGroup
	for i, l := range t.loaders {
		names[l.name] = true
		wg.Go(func() { errs[i] = t.loadTable(i, fsys, over[l.name], known) })
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(over)) {
		if !names[name] {
			return nil, fmt.Errorf("%s.csv, laid over: there is no such table", name)
		}
	}
	t.index.build(t)
	return t, nil
}

func (t *Tables) loadTable(i int, fsys fs.FS, over []byte, known certcat.Date) error {
	l := t.loaders[i]
	data, err := fs.ReadFile(fsys, l.name+".csv")
	if err != nil {
		return fmt.Errorf("read table %s: %w; the folder of tables must hold all of them", l.name, err)
	}
	digest := hash(data)
	if len(over) > 0 {
		digest = hash([]byte(digest + "\n" + hash(over) + "\n"))
	}
	t.stats[i] = Stat{Table: l.name, Digest: digest}
	t.stats[i].Rows, t.stats[i].Read, err = l.load(data, over, known)
	return err
}

func hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// Digest names the whole set: the SHA-256 over all tables' names and digests. Who works with one set from beginning to
// end pins this.
func (t *Tables) Digest() string {
	h := sha256.New()
	for _, s := range t.stats {
		fmt.Fprintf(h, "%s %s\n", s.Table, s.Digest)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// keyAt is where the columns stand that make a row's key, and those in which a closed row may differ.
type keyAt struct{ id, from, recorded, until, retracted int }

func keyColumns(cols []column) keyAt {
	at := map[string]int{}
	for i, c := range cols {
		at[c.name] = i
	}
	return keyAt{at["id"], at["from"], at["recorded"], at["until"], at["retracted"]}
}

func (k keyAt) of(record []string) [3]string {
	return [3]string{record[k.id], record[k.from], record[k.recorded]}
}

// same refuses a closed row that differs in more than its ends, and one that opens what was closed.
func (k keyAt) same(cols []column, below, over []string) error {
	for i := range below {
		if i == k.until || i == k.retracted {
			continue
		}
		if below[i] != over[i] {
			return fmt.Errorf("id %q: the overlay changes column %q from %q to %q; rows are never edited: retract the row and add another",
				below[k.id], cols[i].name, below[i], over[i])
		}
	}
	if below[k.retracted] != "" && below[k.retracted] != over[k.retracted] {
		return fmt.Errorf("id %q is retracted already (%s)", below[k.id], below[k.retracted])
	}
	return nil
}

// closings are an overlay's records by their keys.
func closings(over []byte, cols []column) (map[[3]string][]string, error) {
	r := csv.NewReader(bytes.NewReader(over))
	records, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	if len(records) == 0 {
		return nil, fmt.Errorf("no header")
	}
	if err := checkHeader(records[0], cols); err != nil {
		return nil, fmt.Errorf("line 1: %w", err)
	}
	keys := keyColumns(cols)
	out := make(map[[3]string][]string, len(records))
	for _, record := range records[1:] {
		if out[keys.of(record)] != nil {
			return nil, fmt.Errorf("id %q stands there twice with the same from and recorded", record[keys.id])
		}
		out[keys.of(record)] = record
	}
	return out, nil
}

// Records gives a table's lines, header first, with an overlay's lines laid over them: closed rows in the place of open
// ones, new rows at the end.
func Records(fsys fs.FS, over Overlay, table string) ([][]string, error) {
	data, err := fs.ReadFile(fsys, table+".csv")
	if err != nil {
		return nil, fmt.Errorf("read table %s: %w", table, err)
	}
	records, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
	if err != nil || len(records) == 0 {
		return nil, fmt.Errorf("%s.csv: no header or broken line: %w", table, err)
	}
	if len(over[table]) == 0 {
		return records, nil
	}
	more, err := csv.NewReader(bytes.NewReader(over[table])).ReadAll()
	if err != nil || len(more) == 0 || !slices.Equal(more[0], records[0]) {
		return nil, fmt.Errorf("%s.csv, laid over: another header or broken line: %w", table, err)
	}
	return lay(records, more), nil
}

// lay puts records over others of the same header by their keys.
func lay(below, over [][]string) [][]string {
	if len(over) == 0 {
		return below
	}
	at := map[string]int{}
	for i, c := range over[0] {
		at[c] = i
	}
	key := func(r []string) [3]string { return [3]string{r[at["id"]], r[at["from"]], r[at["recorded"]]} }
	place := make(map[[3]string]int, len(below))
	out := slices.Clone(below)
	for i, r := range out {
		place[key(r)] = i
	}
	for _, r := range over[1:] {
		if i, ok := place[key(r)]; ok {
			out[i] = r
			continue
		}
		out = append(out, r)
	}
	return out
}

// Lines writes records as the file of a table.
func Lines(records [][]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.WriteAll(records) // a buffer takes everything
	return b.Bytes()
}

// With is the overlay with another one laid over it.
func (o Overlay) With(next Overlay) (Overlay, error) {
	out := maps.Clone(o)
	if out == nil {
		out = Overlay{}
	}
	for table, data := range next {
		over, err := csv.NewReader(bytes.NewReader(data)).ReadAll()
		if err != nil {
			return nil, fmt.Errorf("%s.csv: %w", table, err)
		}
		if len(out[table]) > 0 {
			below, err := csv.NewReader(bytes.NewReader(out[table])).ReadAll()
			if err != nil {
				return nil, fmt.Errorf("%s.csv: %w", table, err)
			}
			over = lay(below, over)
		}
		out[table] = Lines(over)
	}
	return out, nil
}
