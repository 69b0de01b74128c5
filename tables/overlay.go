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

// Files are tables in memory, "acts.csv" → its bytes, as Load takes them.
type Files map[string][]byte

// Open is there for fs.FS; whole files are read by ReadFile.
func (f Files) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
}

// ReadFile gives a file's bytes.
func (f Files) ReadFile(name string) ([]byte, error) {
	if data, ok := f[name]; ok {
		return data, nil
	}
	return nil, &fs.PathError{Op: "read", Path: name, Err: fs.ErrNotExist}
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
	merged, err := lay(records, more)
	if err != nil {
		return nil, fmt.Errorf("%s.csv, laid over: %w", table, err)
	}
	return merged, nil
}

// lay puts records over others of the same header. A record that closes one below (equal but for its ends) takes its
// place; others come at the end. One that would change something else is an error.
func lay(below, over [][]string) ([][]string, error) {
	if len(over) == 0 {
		return below, nil
	}
	at := map[string]int{}
	for i, c := range over[0] {
		at[c] = i
	}
	until, retracted := at["until"], at["retracted"]
	key := func(r []string) [3]string { return [3]string{r[at["id"]], r[at["from"]], r[at["recorded"]]} }
	open := make(map[[3]string]int, len(below)) // where a record stands that is not retracted
	any1 := make(map[[3]string]int, len(below))
	out := slices.Clone(below)
	note := func(i int) {
		if any1[key(out[i])] = i; out[i][retracted] == "" {
			open[key(out[i])] = i
		}
	}
	for i := 1; i < len(out); i++ {
		note(i)
	}
	for _, r := range over[1:] {
		i, ok := open[key(r)]
		if !ok {
			if j, there := any1[key(r)]; there && slices.Equal(out[j], r) {
				continue // it was closed in the same way before
			} else if there && r[retracted] != "" && r[retracted] == r[at["recorded"]] {
				continue // it was known for no time
			} else if there && (r[retracted] != "" || out[j][retracted] != out[j][at["recorded"]]) {
				return nil, fmt.Errorf("id %q is retracted already (%s)", r[at["id"]], out[j][retracted])
			}
			out = append(out, r)
			note(len(out) - 1)
			continue
		}
		for c := range r {
			if c != until && c != retracted && out[i][c] != r[c] {
				return nil, fmt.Errorf("id %q: the overlay changes column %q from %q to %q; rows are never edited: retract the row and add another",
					r[at["id"]], over[0][c], out[i][c], r[c])
			}
		}
		delete(open, key(r))
		out[i] = r
		note(i)
	}
	return out, nil
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
			if over, err = lay(below, over); err != nil {
				return nil, fmt.Errorf("%s.csv: %w", table, err)
			}
		}
		out[table] = Lines(over)
	}
	return out, nil
}
