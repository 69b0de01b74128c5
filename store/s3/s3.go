// Package s3 keeps objects in a bucket of an S3 server.
//
// It promises what store.Blobs promises, on servers that have conditional writes (AWS S3, MinIO, versitygw and others):
// every object is one PUT whose SHA-256 is signed, so that the server refuses bytes that changed on the way; trouble of
// network and server is met with repeated attempts; a write whose answer got lost is recognised as one's own.
package s3

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"

	"github.com/minio/minio-go/v7"

	"github.com/certcat/certcat/bucket"
	"github.com/certcat/certcat/store"
)

// Blobs is a bucket, or the part of it below a prefix. It implements store.Blobs.
type Blobs struct {
	client         *minio.Core
	bucket, prefix string
	attempts       int
}

// Open reaches a bucket, or its part below a prefix, by an address as package bucket describes it. env is os.Getenv outside
// tests.
func Open(ctx context.Context, address string, env func(string) string) (*Blobs, error) {
	a, err := bucket.Parse(address, env)
	if err != nil {
		return nil, fmt.Errorf("open the store: %w", err)
	}
	prefix := ""
	if a.Prefix != "" {
		if err := store.ValidKey(a.Prefix); err != nil {
			return nil, fmt.Errorf("the prefix of the store's address: %w", err)
		}
		prefix = a.Prefix + "/"
	}
	// One attempt: whether a repeated conditional write may count is decided here, not below.
	client, err := a.Client(env, 1)
	if err != nil {
		return nil, err
	}
	b := &Blobs{client: &minio.Core{Client: client}, bucket: a.Bucket, prefix: prefix, attempts: 3}
	var exists bool
	err = b.retry(ctx, func() error {
		var err error
		exists, err = client.BucketExists(ctx, a.Bucket)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reaching bucket %s at %s: %w", a.Bucket, a.Host, err)
	}
	if !exists {
		return nil, fmt.Errorf("there is no bucket %s at %s: make it first, or correct the address", a.Bucket, a.Host)
	}
	b.attempts = 7
	return b, nil
}

// Get implements store.Blobs. A connection that breaks while the body is read is taken up again where it broke.
func (b *Blobs) Get(ctx context.Context, key string) (store.Object, error) {
	if err := errors.Join(ctx.Err(), store.ValidKey(key)); err != nil {
		return store.Object{}, err
	}
	r := &body{blobs: b, ctx: ctx, key: key}
	if err := r.open(); err != nil {
		return store.Object{}, failed("reading", key, err)
	}
	return store.Object{Body: r, Size: r.info.Size, ETag: func() string { return r.info.ETag }}, nil
}

// body reads one state of an object.
type body struct {
	blobs  *Blobs
	ctx    context.Context
	key    string
	info   minio.ObjectInfo
	stream io.ReadCloser
	at     int64
	broken int
}

func (r *body) open() error {
	return r.blobs.retry(r.ctx, func() error {
		var o minio.GetObjectOptions
		if r.at > 0 {
			if err := errors.Join(o.SetRange(r.at, 0), o.SetMatchETag(r.info.ETag)); err != nil {
				return err
			}
		}
		stream, info, _, err := r.blobs.client.GetObject(r.ctx, r.blobs.bucket, r.blobs.prefix+r.key, o)
		if err != nil {
			return err
		}
		if r.stream = stream; r.at == 0 {
			r.info = info
		}
		return nil
	})
}

func (r *body) Read(p []byte) (int, error) {
	n, err := r.stream.Read(p)
	r.at += int64(n)
	switch {
	case err == nil:
		return n, nil
	case err == io.EOF && r.at == r.info.Size:
		return n, io.EOF
	case r.ctx.Err() != nil:
		return n, r.ctx.Err()
	case r.at >= r.info.Size || r.broken >= r.blobs.attempts:
		return n, fmt.Errorf("reading object %s: the server sent %d of %d bytes: %w", r.key, r.at, r.info.Size, err)
	}
	r.broken++
	r.stream.Close()
	if err := r.open(); err != nil {
		return n, failed("reading", r.key, err)
	}
	return n, nil
}

func (r *body) Close() error { return r.stream.Close() }

// Put implements store.Blobs. Objects have at most 5 GiB, as much as S3 takes at once.
func (b *Blobs) Put(ctx context.Context, key string, content store.Content, condition store.Condition) (string, error) {
	if err := errors.Join(ctx.Err(), store.ValidKey(key)); err != nil {
		return "", err
	}
	var o minio.PutObjectOptions
	o.DisableContentSha256 = true // no signature in chunks: the hash of the whole is signed
	if condition.Absent() {
		o.SetMatchETagExcept("*")
	} else if condition.Match() != "" {
		o.SetMatchETag(condition.Match())
	}
	var etag string
	doubt := false // an attempt may have written although it failed
	unsettledLeft := 3
	err := b.retry(ctx, func() error {
		var err error
		etag, err = b.putOnce(ctx, key, content, o)
		if doubt && errors.Is(classify(err), store.ErrConflict) {
			if mine, ok := b.mine(ctx, key, content.SHA256); ok {
				etag, err = mine, nil
			}
		}
		doubt = doubt || passing(err)
		if unsettled(err) && unsettledLeft > 0 {
			unsettledLeft--
			err = &again{err}
		}
		return err
	})
	if err != nil {
		if condition.Match() != "" && errors.Is(classify(err), store.ErrNotFound) {
			return "", fmt.Errorf("%w: %s is gone", store.ErrConflict, key)
		}
		return "", failed("writing", key, err)
	}
	return etag, nil
}

func (b *Blobs) putOnce(ctx context.Context, key string, content store.Content, o minio.PutObjectOptions) (string, error) {
	source, err := content.Open()
	if err != nil {
		return "", &local{err}
	}
	defer source.Close()
	checked := &checkedReader{source: source, content: content, hash: newHash()}
	var reader io.Reader = checked
	if content.Size == 0 {
		if _, err := checked.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
			return "", &local{checked.failure(err)}
		}
		reader = strings.NewReader("")
	}
	info, err := b.client.PutObject(ctx, b.bucket, b.prefix+key, reader, content.Size, "", content.SHA256, o)
	if checked.err != nil { // the reason why the request broke off
		return "", &local{checked.err}
	}
	return info.ETag, err
}

// mine reports whether the object holds these bytes.
func (b *Blobs) mine(ctx context.Context, key, sum string) (etag string, ok bool) {
	object, err := b.Get(ctx, key)
	if err != nil {
		return "", false
	}
	defer object.Body.Close()
	hash := newHash()
	if _, err := io.Copy(hash, object.Body); err != nil {
		return "", false
	}
	return object.ETag(), hex(hash) == sum
}

// List implements store.Blobs. It holds one page of the server's answer in memory.
func (b *Blobs) List(ctx context.Context, prefix string) iter.Seq2[store.Item, error] {
	return func(yield func(store.Item, error) bool) {
		after, stopped := "", false
		err := b.retry(ctx, func() error {
			ctx, cancel := context.WithCancel(ctx)
			defer cancel()
			o := minio.ListObjectsOptions{Prefix: b.prefix + prefix, Recursive: true, StartAfter: after}
			for object := range b.client.ListObjectsIter(ctx, b.bucket, o) {
				if object.Err != nil {
					return object.Err
				}
				after = object.Key
				if strings.HasSuffix(after, "/") { // a folder that some tool made
					continue
				}
				item := store.Item{Key: after[len(b.prefix):], Size: object.Size, Modified: object.LastModified}
				if stopped = !yield(item, nil); stopped {
					return nil
				}
			}
			return ctx.Err()
		})
		if err != nil && !stopped {
			yield(store.Item{}, fmt.Errorf("listing bucket %s: %w", b.bucket, classify(err)))
		}
	}
}

// Delete implements store.Blobs.
func (b *Blobs) Delete(ctx context.Context, key string) error {
	if err := errors.Join(ctx.Err(), store.ValidKey(key)); err != nil {
		return err
	}
	err := b.retry(ctx, func() error {
		return b.client.RemoveObject(ctx, b.bucket, b.prefix+key, minio.RemoveObjectOptions{})
	})
	if err != nil && !errors.Is(classify(err), store.ErrNotFound) {
		return failed("deleting", key, err)
	}
	return nil
}
