package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"

	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/tables"
)

// shippedTables is the name of the tables that are built into the program.
const shippedTables = "shipped"

// maxTableFile bounds a table's file in a folder, in bytes.
const maxTableFile = 256 << 20

// tableSource is tables and what they are made of.
type tableSource struct {
	*tables.Tables
	name string // "shipped", a digest, a folder
	base fs.FS
	over tables.Overlay
}

var hexDigest = regexp.MustCompile(`^[0-9a-f]{64}$`)

// tablesAt finds tables: "shipped"; the digest of a table set of the store; a folder with all tables, or with some that
// are laid over the shipped ones. "" is what is in force in the store, or shipped where there is none. s may be nil.
func tablesAt(ctx context.Context, s *store.Store, which string) (tableSource, error) {
	base, err := tables.Shipped()
	if err != nil {
		return tableSource{}, err
	}
	src := tableSource{name: which, base: base}
	if which == "" && s != nil {
		now, _, err := s.CurrentTables(ctx)
		if err != nil {
			return src, err
		}
		src.name, which = now.Digest, now.Digest
	}
	switch {
	case which == "" || which == shippedTables:
		src.name = shippedTables
		src.Tables, err = tables.Embedded()
		return src, err
	case hexDigest.MatchString(which):
		if s == nil {
			return src, usage(fmt.Errorf("tables %s: name the store that holds them with --store", which))
		}
		set, err := s.Tables(ctx, which)
		if errors.Is(err, store.ErrNotFound) {
			return src, usage(fmt.Errorf("tables %s: the store has no such set; certcat tables sets lists them", which))
		}
		if err != nil {
			return src, err
		}
		if src.over, err = tables.OverlayOf(set.Files); err != nil {
			return src, err
		}
	default:
		if err := src.folder(which); err != nil {
			return src, usage(err)
		}
	}
	src.Tables, err = tables.LoadOver(src.base, src.over, "")
	if err != nil {
		return src, fmt.Errorf("tables %s: %w", src.name, err)
	}
	return src, nil
}

// folder takes a whole set from a folder, or what is to be laid over the shipped one.
func (src *tableSource) folder(dir string) error {
	info, err := os.Stat(dir)
	if err != nil || !info.IsDir() {
		return fmt.Errorf("tables %s: neither \"shipped\", nor a digest of 64 hexadecimal digits, nor a folder", dir)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	files := map[string][]byte{}
	names, err := fs.Glob(root.FS(), "*.csv")
	if err != nil {
		return err
	}
	for _, name := range names {
		if info, err := root.Stat(name); err != nil || !info.Mode().IsRegular() || info.Size() > maxTableFile {
			return fmt.Errorf("tables %s: %s is no plain file of at most %d MiB", dir, name, maxTableFile>>20)
		}
		if files[name], err = root.ReadFile(name); err != nil {
			return err
		}
	}
	over, err := tables.OverlayOf(files)
	if err != nil {
		return fmt.Errorf("tables %s: %w", dir, err)
	}
	if len(over) == 0 {
		return fmt.Errorf("tables %s: the folder holds no table", dir)
	}
	if len(over) == len(tables.Names()) {
		src.base = os.DirFS(dir)
		return nil
	}
	src.over = over
	return nil
}

// choose loads the tables that a question asks for; s, which may be nil, is the store at hand.
func (q *question) choose(ctx context.Context, s *store.Store) error {
	src, err := tablesAt(ctx, s, q.tables)
	q.over = src.Tables
	return err
}

// chooseAndKeep is choose for those who write verdicts: the store keeps the tables, so that it can be told later what has
// changed since.
func (q *question) chooseAndKeep(ctx context.Context, s *store.Store) error {
	src, err := tablesAt(ctx, s, q.tables)
	q.over = src.Tables
	if err != nil {
		return err
	}
	return src.keep(ctx, s)
}

func (src tableSource) keep(ctx context.Context, s *store.Store) error {
	return s.KeepJudgedTables(ctx, src.Digest(), src.files)
}

// files are the whole set, as tables.Load takes it.
func (src tableSource) files() (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, name := range tables.Names() {
		records, err := tables.Records(src.base, src.over, name)
		if err != nil {
			return nil, err
		}
		files[name+".csv"] = tables.Lines(records)
	}
	return files, nil
}

// judging gives the tables of a question.
func (q question) judging() (*tables.Tables, error) {
	if q.over != nil {
		return q.over, nil
	}
	return tables.Embedded()
}

// storeFor opens the store that a looking command names, nil where it names none. It makes none.
func storeFor(ctx context.Context, address string) (*store.Store, error) {
	if address == "" {
		return nil, nil
	}
	blobs, err := openBlobs(ctx, address, false)
	if err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, blobs, store.DefaultTenant)
	if err != nil {
		return nil, fmt.Errorf("store %s: %w", address, err)
	}
	return s, nil
}

// export writes a whole set of tables into a folder that is empty or not there.
func (src tableSource) export(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	there, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	if len(there) > 0 {
		return usage(fmt.Errorf("%s is not empty: name a folder that is empty or not there", dir))
	}
	files, err := src.files()
	if err != nil {
		return err
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}
