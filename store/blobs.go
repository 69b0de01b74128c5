package store

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"
	"unicode/utf8"
)

// The errors on which a caller decides. They are wrapped with what was being done.
var (
	// ErrNotFound: there is no object under the key.
	ErrNotFound = errors.New("no such object")
	// ErrConflict: the condition of a Put doesn't hold; another writer was there first.
	ErrConflict = errors.New("another writer was there first")
	// ErrDamaged: the bytes are not those that their hash names.
	ErrDamaged = errors.New("the bytes differ from their hash")
	// ErrKey: the key can't be used: it breaks the rules of ValidKey, or a part of it already is an object.
	ErrKey = errors.New("unusable key")
)

// Blobs is a place that keeps objects under keys. Implementations are safe for use by many goroutines and processes at
// once. An object is there whole or not at all, and what Put has answered for survives a crash of the machine.
type Blobs interface {
	// Get opens an object; the caller closes its Body. ErrNotFound where there is none.
	Get(ctx context.Context, key string) (Object, error)
	// Put writes an object under a condition and returns its ETag. ErrConflict where the condition doesn't hold,
	// ErrDamaged where the content isn't what its SHA256 says; in both cases nothing has changed.
	Put(ctx context.Context, key string, content Content, condition Condition) (etag string, err error)
	// List yields the objects whose keys begin with prefix, in the order of the keys' bytes. An object that comes or
	// goes meanwhile may be yielded or not. The iteration ends with the first error.
	List(ctx context.Context, prefix string) iter.Seq2[Item, error]
	// Delete removes an object. Removing what isn't there is no error.
	Delete(ctx context.Context, key string) error
}

// Condition says when a Put may go through. The zero Condition always lets it.
type Condition struct {
	absent bool
	etag   string
}

// IfAbsent lets a Put through only where the key holds nothing.
func IfAbsent() Condition { return Condition{absent: true} }

// IfMatch lets a Put through only where the key holds the object with this ETag.
func IfMatch(etag string) Condition { return Condition{etag: etag} }

// Absent reports whether the key has to be free.
func (c Condition) Absent() bool { return c.absent }

// Match is the ETag that has to be there; "" asks for none.
func (c Condition) Match() string { return c.etag }

// Object is an object that was opened for reading.
type Object struct {
	Body io.ReadCloser
	Size int64 // bytes
	// ETag names this state of the object for IfMatch. It is known once Body was read to its end.
	ETag func() string
}

// Item is one line of a listing.
type Item struct {
	Key      string
	Size     int64 // bytes
	Modified time.Time
}

// Content is what a Put writes. It can be opened as often as an attempt needs.
type Content struct {
	Size   int64  // bytes
	SHA256 string // of the bytes, lower-case hexadecimal
	Open   func() (io.ReadCloser, error)
}

// Bytes makes a Content of bytes in memory.
func Bytes(data []byte) Content {
	return Content{Size: int64(len(data)), SHA256: Hash(data), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(data)), nil
	}}
}

// Hash is the SHA-256 of data in lower-case hexadecimal.
func Hash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

// ReservedFolder is the first segment of keys that backends keep for their own needs; no object lives below it.
const ReservedFolder = ".certcat"

const (
	maxKey     = 900 // bytes; S3 ends at 1024, and a bucket's prefix comes on top
	maxSegment = 255 // bytes; the longest file name
)

// ValidKey refuses, with ErrKey, keys that not every backend can hold: segments between slashes are neither empty nor
// "." nor "..", at most 255 bytes of UTF-8 without control characters and backslashes; the whole has at most 900 bytes.
func ValidKey(key string) error {
	if key == "" || len(key) > maxKey {
		return fmt.Errorf("%w %.40q: it has %d bytes, 1 to %d can be kept", ErrKey, key, len(key), maxKey)
	}
	if !utf8.ValidString(key) {
		return fmt.Errorf("%w %q: it is not UTF-8", ErrKey, key)
	}
	for _, r := range key {
		if r < ' ' || r == '\\' || r >= 0x7f && r < 0xa0 || r == 0xfffe || r == 0xffff {
			return fmt.Errorf("%w %q: it holds the character %U", ErrKey, key, r)
		}
	}
	for i, segment := range strings.Split(key, "/") {
		switch {
		case segment == "" || segment == "." || segment == "..":
			return fmt.Errorf("%w %q: a part between slashes is %q", ErrKey, key, segment)
		case len(segment) > maxSegment:
			return fmt.Errorf("%w %.40q…: a part between slashes has %d bytes, at most %d can be kept", ErrKey, key, len(segment), maxSegment)
		case i == 0 && segment == ReservedFolder:
			return fmt.Errorf("%w %q: %s is kept for the store itself", ErrKey, key, ReservedFolder)
		}
	}
	return nil
}
