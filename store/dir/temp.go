package dir

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"time"

	"golang.org/x/sys/unix"

	"github.com/certcat/certcat/store"
)

// temporary is a file on its way to becoming an object. Its writer holds a lock on it, so that a sweep can tell it from
// what a killed process left behind.
type temporary struct {
	blobs *Blobs
	name  string
	file  *os.File
	moved bool
}

// write makes a temporary file with the content, durable and checked against its hash.
func (b *Blobs) write(ctx context.Context, content store.Content) (*temporary, error) {
	temp, err := b.newTemporary()
	if err != nil {
		return nil, err
	}
	if err := temp.fill(ctx, content); err != nil {
		temp.discard()
		return nil, err
	}
	return temp, nil
}

func (b *Blobs) newTemporary() (*temporary, error) {
	for range 100 {
		name := tempFolder + "/" + randomName()
		file, err := b.root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o640)
		if errors.Is(err, fs.ErrNotExist) {
			if err := b.mkdirs(tempFolder); err != nil {
				return nil, err
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		temp := &temporary{blobs: b, name: name, file: file}
		if err := tryLock(file); err != nil && !errors.Is(err, unix.EWOULDBLOCK) {
			temp.discard()
			return nil, fmt.Errorf("locking a temporary file (the store needs a file system with flock): %w", err)
		} else if err == nil && temp.linked() {
			return temp, nil
		}
		temp.discard() // a sweep came between making and locking
	}
	return nil, errors.New("temporary files vanish as soon as they are made")
}

// linked reports whether the file still has a name.
func (t *temporary) linked() bool {
	var stat unix.Stat_t
	return unix.Fstat(int(t.file.Fd()), &stat) == nil && stat.Nlink > 0
}

func (t *temporary) fill(ctx context.Context, content store.Content) error {
	source, err := content.Open()
	if err != nil {
		return err
	}
	defer source.Close()
	sum := sha256.New()
	size, err := io.Copy(io.MultiWriter(t.file, sum), contextReader{ctx, source})
	if err != nil {
		return err
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != content.SHA256 || size != content.Size {
		return fmt.Errorf("%w: %d bytes with hash %s came, %d bytes with hash %s were announced",
			store.ErrDamaged, size, got, content.Size, content.SHA256)
	}
	return t.blobs.root.sync(t.name, t.file)
}

// discard removes the temporary name; after a link the object keeps its own.
func (t *temporary) discard() {
	if !t.moved {
		_ = t.blobs.root.Remove(t.name) // what stays is swept later
	}
	t.file.Close()
}

// Temporaries lists the files that killed writers left behind, and their sizes. They hold no object's bytes that the
// object itself doesn't hold.
func (b *Blobs) Temporaries(ctx context.Context) ([]store.Item, error) {
	var items []store.Item
	err := b.abandoned(ctx, func(name string, info fs.FileInfo) error {
		items = append(items, store.Item{Key: name, Size: info.Size(), Modified: info.ModTime()})
		return nil
	})
	return items, err
}

// sweep removes what killed writers left behind. A failure leaves files for the next sweep.
func (b *Blobs) sweep() {
	_ = b.abandoned(context.Background(), func(name string, _ fs.FileInfo) error { return b.root.Remove(name) })
}

// abandoned calls do for every temporary file that no living process holds, while holding it.
func (b *Blobs) abandoned(ctx context.Context, do func(name string, info fs.FileInfo) error) error {
	entries, err := fs.ReadDir(b.root.FS(), tempFolder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := b.abandonedFile(tempFolder+"/"+entry.Name(), do); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func (b *Blobs) abandonedFile(name string, do func(string, fs.FileInfo) error) error {
	file, err := b.root.OpenFile(name, os.O_RDONLY|unix.O_NONBLOCK|unix.O_NOFOLLOW, 0)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return err
	}
	if tryLock(file) != nil {
		return nil
	}
	return do(name, info)
}

// flock waits for the lock between processes.
func flock(ctx context.Context, file *os.File) error {
	for wait := time.Millisecond; ; wait = min(2*wait, 20*time.Millisecond) {
		err := tryLock(file)
		if !errors.Is(err, unix.EWOULDBLOCK) {
			return err
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// contextReader stops a copy when the context ends.
type contextReader struct {
	ctx    context.Context
	source io.Reader
}

func (r contextReader) Read(p []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.source.Read(p)
}

func newHash() hash.Hash { return sha256.New() }

// hashingReader computes the ETag while a file is read.
type hashingReader struct {
	ctx  context.Context
	file *os.File
	hash hash.Hash
}

func (r *hashingReader) Read(p []byte) (int, error) {
	n, err := contextReader{r.ctx, r.file}.Read(p)
	r.hash.Write(p[:n])
	return n, err
}

func (r *hashingReader) Close() error { return r.file.Close() }

func (r *hashingReader) sum() string { return hex.EncodeToString(r.hash.Sum(nil)) }
