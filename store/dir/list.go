package dir

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"iter"
	"path"
	"slices"
	"strings"
	"syscall"

	"github.com/certcat/certcat/store"
)

// List implements store.Blobs. It holds the names of one folder at a time in memory, and of those above it.
func (b *Blobs) List(ctx context.Context, prefix string) iter.Seq2[store.Item, error] {
	return func(yield func(store.Item, error) bool) {
		folder := "."
		if i := strings.LastIndexByte(prefix, '/'); i >= 0 {
			folder = prefix[:i]
			if err := store.ValidKey(folder); err != nil {
				return // nothing can lie there
			}
		}
		walk := walker{blobs: b, ctx: ctx, prefix: prefix, yield: yield}
		if err := walk.folder(folder); err != nil && !errors.Is(err, errStop) {
			yield(store.Item{}, fmt.Errorf("listing the store's folder: %w", err))
		}
	}
}

var errStop = errors.New("the caller has seen enough")

type walker struct {
	blobs  *Blobs
	ctx    context.Context
	prefix string
	yield  func(store.Item, error) bool
}

// folder yields the objects below a folder. Folders sort as if their names ended in a slash: "a-b" before "a/b".
func (w *walker) folder(folder string) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	entries, err := fs.ReadDir(w.blobs.root.FS(), folder)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil
	}
	if err != nil {
		return err
	}
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(sortName(a), sortName(b)) })
	for _, entry := range entries {
		key := path.Join(folder, entry.Name())
		if key == store.ReservedFolder {
			continue
		}
		if err := w.entry(key, entry); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) entry(key string, entry fs.DirEntry) error {
	if entry.IsDir() {
		if strings.HasPrefix(key+"/", w.prefix) || strings.HasPrefix(w.prefix, key+"/") {
			return w.folder(key)
		}
		return nil
	}
	if !entry.Type().IsRegular() || !strings.HasPrefix(key, w.prefix) {
		return nil
	}
	info, err := entry.Info()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !w.yield(store.Item{Key: key, Size: info.Size(), Modified: info.ModTime()}, nil) {
		return errStop
	}
	return nil
}

func sortName(entry fs.DirEntry) string {
	if entry.IsDir() {
		return entry.Name() + "/"
	}
	return entry.Name()
}
