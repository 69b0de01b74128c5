// Package s3 is the door for buckets of any S3 server: events say that an object may have changed, a sweep finds what no
// event announced. It promises:
//
//   - An event is a hint. What is read is what the bucket holds when the hint is followed, so that events may come
//     doubled, late, in any order or never.
//   - Keys are decoded as the source's setting says, and in no other way.
//   - The sweep compares the whole listing with the receipts and reports how many objects no event announced.
//   - Objects that are still being uploaded in parts are never seen, and nothing is ever written to the bucket.
//   - A bucket that can't be reached, or is gone as a whole, is an error; never are its objects taken for deleted.
//
// Events come through Webhook, a queue of Amazon SQS (SQS), or whatever else hands their bytes to Sources.Take: MinIO's
// bodies, those of versitygw, of Amazon S3 itself, in an SNS envelope or not, and those of EventBridge.
package s3

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"os"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/bucket"
	"github.com/certcat/certcat/ingest"
)

// Door is the name of this door in receipts.
const Door = "s3"

// ErrGone says that the bucket holds no such object.
var ErrGone = errors.New("the bucket holds no such object")

// Settings say which objects of which bucket are certificates, and how the bucket's events write keys.
type Settings struct {
	Name     string   // names the source among others
	Address  string   // s3://bucket?endpoint=https://host:port&region=…, see package bucket
	Prefixes []string // of keys; none = all
	Suffixes []string // of keys, in any case: ".pdf"; none = all
	Keys     Encoding
}

// Encoding is how events write an object's key.
type Encoding string

// The encodings.
const (
	Published Encoding = ""     // form in the notifications of S3 and MinIO, raw in those of EventBridge
	Form      Encoding = "form" // "a+b%2Bc" is "a b+c": S3, MinIO
	Raw       Encoding = "raw"  // the key itself: versitygw
)

// Source is one bucket at which certificates arrive. It is safe for concurrent use.
type Source struct {
	Settings
	Bucket string // its name
	client *minio.Client
}

// Open makes a source; credentials and gaps of the address come from the environment. It does not speak with the server.
func Open(s Settings, env func(string) string) (*Source, error) {
	if s.Keys != Published && s.Keys != Form && s.Keys != Raw {
		return nil, fmt.Errorf("source %s: keys are %q or %q, not %q", s.Name, Form, Raw, s.Keys)
	}
	a, err := bucket.Parse(s.Address, env)
	if err == nil && a.Prefix != "" {
		err = fmt.Errorf("the address %q: prefixes have a setting of their own", s.Address)
	}
	if err != nil {
		return nil, fmt.Errorf("source %s: %w", s.Name, err)
	}
	client, err := a.Client(env, 0)
	if err != nil {
		return nil, fmt.Errorf("source %s: %w", s.Name, err)
	}
	return &Source{Settings: s, Bucket: a.Bucket, client: client}, nil
}

// Wants reports whether an object of this key is a certificate by the source's settings.
func (s *Source) Wants(key string) bool {
	if key == "" || strings.HasSuffix(key, "/") { // consoles make such objects to show folders
		return false
	}
	return matches(s.Prefixes, func(p string) bool { return strings.HasPrefix(key, p) }) &&
		matches(s.Suffixes, func(e string) bool { return strings.HasSuffix(strings.ToLower(key), strings.ToLower(e)) })
}

func matches(list []string, is func(string) bool) bool {
	for _, one := range list {
		if is(one) {
			return true
		}
	}
	return len(list) == 0
}

// Found is an object as the bucket holds it now.
type Found struct {
	Key      string
	ETag     string // without quotes
	Version  string // "" where the bucket keeps none
	Size     int64  // bytes
	Modified time.Time
}

func found(o minio.ObjectInfo) Found {
	version := o.VersionID
	if version == "null" {
		version = ""
	}
	return Found{Key: o.Key, ETag: strings.Trim(o.ETag, `"`), Version: version, Size: o.Size, Modified: o.LastModified}
}

// Look asks for an object; ErrGone where there is none.
func (s *Source) Look(ctx context.Context, key string) (Found, error) {
	info, err := s.client.StatObject(ctx, s.Bucket, key, minio.StatObjectOptions{})
	if err != nil {
		return Found{}, s.missing(ctx, key, err)
	}
	info.Key = key
	return found(info), nil
}

// missing tells an object that is gone from a bucket that is.
func (s *Source) missing(ctx context.Context, key string, err error) error {
	if minio.ToErrorResponse(err).StatusCode == http.StatusNotFound {
		there, berr := s.client.BucketExists(ctx, s.Bucket)
		switch {
		case berr != nil:
			err = berr
		case there:
			return fmt.Errorf("%w: %s", ErrGone, key)
		default:
			err = errors.New("there is no such bucket")
		}
	}
	return fmt.Errorf("bucket %s: %s: %w", s.Bucket, key, err)
}

// Fetch copies an object into a temporary file. The Item has a Problem, and no file, where it is larger than limit bytes.
func (s *Source) Fetch(ctx context.Context, key string, limit int64) (Found, ingest.Item, error) {
	object, err := s.client.GetObject(ctx, s.Bucket, key, minio.GetObjectOptions{})
	if err != nil {
		return Found{}, ingest.Item{}, s.missing(ctx, key, err)
	}
	defer object.Close()
	info, err := object.Stat()
	if err != nil {
		return Found{}, ingest.Item{}, s.missing(ctx, key, err)
	}
	info.Key = key
	f := found(info)
	item := ingest.Item{Key: key, Name: path.Base(key), Size: f.Size, Modified: f.Modified}
	if f.Size > limit {
		item.Problems = []certcat.Problem{certcat.NewProblem(ingest.TooLarge, "size", strconv.FormatInt(f.Size, 10), "limit", strconv.FormatInt(limit, 10))}
		return f, item, nil
	}
	file, err := os.CreateTemp("", "certcat-object-")
	if err != nil {
		return f, item, fmt.Errorf("fetch %s: %w", key, err)
	}
	_, err = io.Copy(file, io.LimitReader(object, limit+1))
	if cerr := file.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		os.Remove(file.Name())
		return f, item, s.missing(ctx, key, err)
	}
	item.Path, item.Release = file.Name(), func() { os.Remove(file.Name()) }
	return f, item, nil
}

// List yields the objects that the source wants, in the order of their keys. Only the newest version of each is listed,
// and none that was deleted.
func (s *Source) List(ctx context.Context) iter.Seq2[Found, error] {
	prefixes := s.Prefixes
	if len(prefixes) == 0 {
		prefixes = []string{""}
	}
	return func(yield func(Found, error) bool) {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		for _, prefix := range prefixes {
			for o := range s.client.ListObjects(ctx, s.Bucket, minio.ListObjectsOptions{Prefix: prefix, Recursive: true}) {
				if o.Err != nil {
					yield(Found{}, fmt.Errorf("list bucket %s: %w", s.Bucket, o.Err))
					return
				}
				if s.Wants(o.Key) && !yield(found(o), nil) {
					return
				}
			}
		}
	}
}
