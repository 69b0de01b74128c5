// Package folder is the door for folders: a batch's folder, read once, and a watched folder, read for ever. It promises:
//
//   - The order is the same every time, and every entry is answered: as an item, as an item with a Problem (links,
//     FIFOs, devices, folders that can't be listed), or as skipped with a reason. Links are never followed.
//   - Names are only labels: keys are printable and unique whatever bytes a name holds.
//   - Archives are unpacked in a reader process, one entry at a time, within limits; names inside them never touch the
//     file system.
//   - A watched file that is still being written is waited for, and no file is ever forgotten.
package folder

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"unicode"
	"unicode/utf8"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/ingest"
)

// ConfigName is the file with options that may lie in a batch's folder; it is no document.
const ConfigName = "certcat.yaml"

// ErrOutputInside says that results would be written into the folder that is read.
var ErrOutputInside = errors.New("the output lies inside the input folder, or the other way round")

// Options say how a folder is read. The zero value reads plain files only.
type Options struct {
	// Archives opens ZIP archives; nil leaves them as files, which are refused by their type.
	Archives *Archives
	// Skipped, where it is not nil, is told of entries that are passed over: key and reason ("hidden", "config").
	Skipped func(key, reason string)
}

// Folder is a batch's folder. It is an ingest.Source.
type Folder struct {
	Dir     string
	Options Options
}

var _ ingest.Source = Folder{}

// Items lists the folder.
func (f Folder) Items(ctx context.Context) iter.Seq2[ingest.Item, error] {
	return Walk(ctx, f.Dir, f.Options)
}

// Apart fails with ErrOutputInside where one of the outputs (files or folders, which need not exist) lies inside dir or
// dir inside it, links resolved.
func Apart(dir string, outputs ...string) error {
	in, err := resolve(dir)
	if err != nil {
		return err
	}
	for _, output := range outputs {
		out, err := resolve(output)
		if err != nil {
			return err
		}
		if within(in, out) || within(out, in) {
			return fmt.Errorf("%w: input %s, output %s; name an output elsewhere", ErrOutputInside, dir, output)
		}
	}
	return nil
}

// resolve is the absolute path with all links of its existing part followed.
func resolve(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	rest := ""
	for {
		real, err := filepath.EvalSymlinks(path)
		if err == nil {
			return filepath.Join(real, rest), nil
		}
		if !errors.Is(err, fs.ErrNotExist) || filepath.Dir(path) == path {
			return "", fmt.Errorf("resolve %s: %w", path, err)
		}
		path, rest = filepath.Dir(path), filepath.Join(filepath.Base(path), rest)
	}
}

func within(outer, inner string) bool {
	rel, err := filepath.Rel(outer, inner)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// Walk lists dir recursively: folders in the order of their entries' names, byte by byte. The error is that dir itself
// can't be listed, or the context's.
func Walk(ctx context.Context, dir string, opts Options) iter.Seq2[ingest.Item, error] {
	return func(yield func(ingest.Item, error) bool) {
		w := walk{ctx: ctx, opts: opts, yield: yield}
		w.folder(dir, "", true)
	}
}

type walk struct {
	ctx   context.Context
	opts  Options
	yield func(ingest.Item, error) bool
	// entered, where it is not nil, is told of each folder.
	entered func(path string)
	// plain gives files as they are, archives included.
	plain bool
}

// folder gives false when the consumer wants no more.
func (w *walk) folder(dir, prefix string, top bool) bool {
	entries, err := os.ReadDir(dir)
	if err != nil && top {
		return w.yield(ingest.Item{}, fmt.Errorf("list the folder: %w", err))
	}
	if w.entered != nil {
		w.entered(dir)
	}
	for _, entry := range entries {
		if err := w.ctx.Err(); err != nil {
			w.yield(ingest.Item{}, err)
			return false
		}
		if !w.entry(dir, prefix, entry, top) {
			return false
		}
	}
	if err != nil {
		return w.yield(problem(strings.TrimSuffix(prefix, "/"), ingest.Unlisted, "folder", strings.TrimSuffix(prefix, "/")), nil)
	}
	return true
}

func (w *walk) entry(dir, prefix string, entry fs.DirEntry, top bool) bool {
	path, name := filepath.Join(dir, entry.Name()), Label(entry.Name())
	key := prefix + name
	switch {
	case strings.HasPrefix(entry.Name(), "."):
		return w.skip(key, "hidden")
	case top && entry.Name() == ConfigName:
		return w.skip(key, "config")
	case entry.IsDir():
		return w.folder(path, key+"/", false)
	case !entry.Type().IsRegular():
		item := ingest.Item{Key: key, Name: name, Problems: []certcat.Problem{ingest.NotAFile(entry.Type())}}
		return w.yield(item, nil)
	}
	info, err := entry.Info()
	if err != nil {
		return w.yield(problem(key, ingest.Gone), nil)
	}
	item := ingest.Item{Path: path, Key: key, Name: name, Size: info.Size(), Modified: info.ModTime()}
	if w.opts.Archives != nil && !w.plain && isArchive(path) {
		return w.archive(item)
	}
	return w.yield(item, nil)
}

func (w *walk) skip(key, reason string) bool {
	if w.opts.Skipped != nil {
		w.opts.Skipped(key, reason)
	}
	return true
}

func (w *walk) archive(item ingest.Item) bool {
	for inner, err := range w.opts.Archives.items(w.ctx, item, w.opts.Skipped) {
		if !w.yield(inner, err) {
			return false
		}
	}
	return true
}

func problem(key, code string, keysAndValues ...string) ingest.Item {
	return ingest.Item{Key: key, Name: key[strings.LastIndexByte(key, '/')+1:], Problems: []certcat.Problem{certcat.NewProblem(code, keysAndValues...)}}
}

// Label makes a name printable without making two names equal: bytes that are not UTF-8, characters that can't be seen
// and the backslash itself are escaped as in Go.
func Label(name string) string {
	var b strings.Builder
	for i := 0; i < len(name); {
		r, size := utf8.DecodeRuneInString(name[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, name[i])
		case r == '\\':
			b.WriteString(`\\`)
		case !unicode.IsPrint(r):
			fmt.Fprintf(&b, `\u{%x}`, r)
		default:
			b.WriteRune(r)
		}
		i += size
	}
	return b.String()
}

// head reads the first bytes of a regular file, without following a link or waiting at a FIFO.
func head(path string, n int) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	buf := make([]byte, n)
	got, err := io.ReadFull(f, buf)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return buf[:got], err
}

func isArchive(path string) bool {
	start, err := head(path, 4096)
	if err != nil || !bytes.HasPrefix(start, []byte("PK")) {
		return false
	}
	mediaType, _, _ := ingest.Sniff(start)
	return mediaType == ingest.ZIP
}
