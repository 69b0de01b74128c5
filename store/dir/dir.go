// Package dir keeps objects as files below one folder.
//
// It promises: an object appears whole or not at all, to readers and after a crash (temporary file, fsync, atomic link
// or rename, fsync of the folder); conditions hold across processes on one machine and on file systems with flock; no
// key leads out of the folder; what a killed process leaves behind is found and removed without harm to a living one.
package dir

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"
	"syscall"

	"golang.org/x/sys/unix"

	"github.com/certcat/certcat/store"
)

const (
	tempFolder = store.ReservedFolder + "/tmp"
	lockFile   = store.ReservedFolder + "/lock"
)

// Blobs is a folder that holds objects. It implements store.Blobs.
type Blobs struct {
	root  *layer
	turn  chan struct{} // one writer of this process at a time asks for the lock between processes
	first sync.Once
}

// Create opens the folder and makes it where it doesn't exist.
func Create(folder string) (*Blobs, error) {
	if err := lastingFolder(folder); err != nil {
		return nil, fmt.Errorf("making the store's folder: %w", err)
	}
	return Open(folder)
}

// lastingFolder makes a folder and those above it, and makes each new name last: a power cut may not take away the
// folder that holds everything.
func lastingFolder(folder string) error {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return err
	}
	if info, err := os.Stat(folder); err == nil && info.IsDir() {
		return nil
	}
	above := filepath.Dir(folder)
	if above != folder {
		if err := lastingFolder(above); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return err
	}
	parent, err := os.Open(above)
	if err != nil {
		return err
	}
	defer parent.Close()
	return parent.Sync()
}

// Open opens a folder that exists.
func Open(folder string) (*Blobs, error) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, fmt.Errorf("opening the store's folder: %w", err)
	}
	return &Blobs{root: &layer{Root: root}, turn: make(chan struct{}, 1)}, nil
}

// Close gives the folder back. Bodies that are still open stay readable.
func (b *Blobs) Close() error { return b.root.Close() }

// Get implements store.Blobs. The ETag is the SHA-256 of the bytes.
func (b *Blobs) Get(ctx context.Context, key string) (store.Object, error) {
	if err := errors.Join(ctx.Err(), store.ValidKey(key)); err != nil {
		return store.Object{}, err
	}
	file, size, err := b.open(key)
	if err != nil {
		return store.Object{}, err
	}
	body := &hashingReader{ctx: ctx, file: file, hash: newHash()}
	return store.Object{Body: body, Size: size, ETag: body.sum}, nil
}

// open opens a regular file; it never waits for the other end of a pipe that somebody put into the folder.
func (b *Blobs) open(key string) (*os.File, int64, error) {
	file, err := b.root.OpenFile(key, os.O_RDONLY|syscall.O_NONBLOCK|syscall.O_NOFOLLOW, 0)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return nil, 0, fmt.Errorf("%w: %s", store.ErrNotFound, key)
	}
	if err != nil {
		return nil, 0, fmt.Errorf("opening object %s: %w", key, err)
	}
	info, err := file.Stat()
	if err == nil && info.Mode().IsRegular() {
		return file, info.Size(), nil
	}
	file.Close()
	if err != nil {
		return nil, 0, fmt.Errorf("opening object %s: %w", key, err)
	}
	return nil, 0, fmt.Errorf("%w: %s is no file", store.ErrNotFound, key)
}

// Put implements store.Blobs.
func (b *Blobs) Put(ctx context.Context, key string, content store.Content, condition store.Condition) (string, error) {
	if err := errors.Join(ctx.Err(), store.ValidKey(key)); err != nil {
		return "", err
	}
	b.first.Do(b.sweep)
	temp, err := b.write(ctx, content)
	if err != nil {
		return "", fmt.Errorf("writing object %s: %w", key, err)
	}
	defer temp.discard()
	// A writer that deletes may take an empty folder away between its making and its use: then it is made again.
	for range 100 {
		err = b.publish(ctx, temp, key, condition)
		if !errors.Is(err, fs.ErrNotExist) {
			break
		}
		if err = b.mkdirs(path.Dir(key)); err != nil {
			break
		}
	}
	switch {
	case err == nil:
		return content.SHA256, nil
	case errors.Is(err, store.ErrConflict):
		return "", fmt.Errorf("%w: %s", err, key)
	case errors.Is(err, syscall.ENOTDIR) || errors.Is(err, syscall.EISDIR) || errors.Is(err, errFolder):
		return "", fmt.Errorf("%w %q: an object can't lie below another object", store.ErrKey, key)
	}
	return "", fmt.Errorf("writing object %s: %w", key, err)
}

// publish gives the temporary file its name and makes the name last.
func (b *Blobs) publish(ctx context.Context, temp *temporary, key string, condition store.Condition) error {
	var err error
	switch {
	case condition.Absent():
		err = b.create(ctx, temp, key)
	default:
		err = b.locked(ctx, func() error {
			if condition.Match() != "" {
				if err := b.match(ctx, key, condition.Match()); err != nil {
					return err
				}
			}
			return b.replace(temp, key)
		})
	}
	if err != nil {
		return err
	}
	return b.syncFolder(path.Dir(key))
}

var errFolder = errors.New("a folder has this name")

// create links: of many writers one wins. A file system without hard links gets the same under the lock.
func (b *Blobs) create(ctx context.Context, temp *temporary, key string) error {
	err := b.root.Link(temp.name, key)
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ENOTSUP) || errors.Is(err, syscall.ENOSYS) || errors.Is(err, syscall.EMLINK) {
		return b.createLocked(ctx, temp, key)
	}
	if errors.Is(err, fs.ErrExist) {
		if info, err := b.root.Lstat(key); err == nil {
			return taken(info)
		}
		return store.ErrConflict
	}
	return err
}

func (b *Blobs) createLocked(ctx context.Context, temp *temporary, key string) error {
	return b.locked(ctx, func() error {
		if info, err := b.root.Lstat(key); err == nil {
			return taken(info)
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return b.replace(temp, key)
	})
}

func taken(info fs.FileInfo) error {
	if info.IsDir() {
		return errFolder
	}
	return store.ErrConflict
}

func (b *Blobs) replace(temp *temporary, key string) error {
	if info, err := b.root.Lstat(key); err == nil && info.IsDir() {
		return errFolder
	}
	err := b.root.Rename(temp.name, key)
	if err == nil {
		temp.moved = true
	}
	return err
}

// match compares the ETag of what is there.
func (b *Blobs) match(ctx context.Context, key, etag string) error {
	file, _, err := b.open(key)
	if errors.Is(err, store.ErrNotFound) {
		return store.ErrConflict
	}
	if err != nil {
		return err
	}
	body := &hashingReader{ctx: ctx, file: file, hash: newHash()}
	defer body.Close()
	if _, err := io.Copy(io.Discard, body); err != nil {
		return err
	}
	if body.sum() != etag {
		return store.ErrConflict
	}
	return nil
}

// Delete implements store.Blobs. Folders that become empty go too, so that their names are free again.
func (b *Blobs) Delete(ctx context.Context, key string) error {
	if err := errors.Join(ctx.Err(), store.ValidKey(key)); err != nil {
		return err
	}
	err := b.locked(ctx, func() error {
		if info, err := b.root.Lstat(key); err == nil && info.IsDir() {
			return nil
		}
		err := b.root.Remove(key)
		if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
			return nil
		}
		if err != nil {
			return err
		}
		folder := path.Dir(key)
		if err := b.syncFolder(folder); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		for ; folder != "."; folder = path.Dir(folder) {
			if b.root.Remove(folder) != nil {
				break
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("deleting object %s: %w", key, err)
	}
	return nil
}

// mkdirs makes a folder and those above it, and makes each new name last.
func (b *Blobs) mkdirs(folder string) error {
	if folder == "." {
		return nil
	}
	err := b.root.Mkdir(folder, 0o750)
	if errors.Is(err, fs.ErrNotExist) {
		if err = b.mkdirs(path.Dir(folder)); err != nil {
			return err
		}
		err = b.root.Mkdir(folder, 0o750)
	}
	switch {
	case err == nil:
		err = b.syncFolder(path.Dir(folder))
	case errors.Is(err, fs.ErrExist):
		err = nil
	}
	if errors.Is(err, fs.ErrNotExist) { // taken away again meanwhile: the caller tries anew
		err = nil
	}
	return err
}

func (b *Blobs) syncFolder(folder string) error { return b.root.syncFolder(folder) }

// locked runs do while no other process runs its own.
func (b *Blobs) locked(ctx context.Context, do func() error) error {
	select {
	case b.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-b.turn }()
	if err := b.mkdirs(store.ReservedFolder); err != nil {
		return err
	}
	file, err := b.root.OpenFile(lockFile, os.O_RDWR|os.O_CREATE, 0o640)
	if err != nil {
		return err
	}
	defer file.Close()
	if err := flock(ctx, file); err != nil {
		return fmt.Errorf("locking the store's folder: %w", err)
	}
	return do()
}

func randomName() string { return rand.Text() }

func tryLock(file *os.File) error {
	for {
		err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		if err != unix.EINTR {
			return err
		}
	}
}
