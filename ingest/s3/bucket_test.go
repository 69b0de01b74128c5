package s3_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/ingest/s3"
	"github.com/certcat/certcat/store/storetest"
)

// bucket is a server, a client that fills its bucket, and a source that reads it.
func bucket(t *testing.T, s s3.Settings) (*minio.Client, *s3.Source) {
	t.Helper()
	server := storetest.NewS3Server(t)
	client, err := minio.New(strings.TrimPrefix(server.Endpoint, "http://"), &minio.Options{Region: "eu-test-1",
		Creds: credentials.NewStaticV4(server.Env("AWS_ACCESS_KEY_ID"), server.Env("AWS_SECRET_ACCESS_KEY"), "")})
	if err != nil {
		t.Fatal(err)
	}
	s.Name, s.Address = "test", "s3://bucket?endpoint="+server.Endpoint+"&region=eu-test-1"
	source, err := s3.Open(s, server.Env)
	if err != nil {
		t.Fatal(err)
	}
	return client, source
}

func upload(t *testing.T, client *minio.Client, key, text string) {
	t.Helper()
	if _, err := client.PutObject(t.Context(), "bucket", key, strings.NewReader(text), int64(len(text)), minio.PutObjectOptions{}); err != nil {
		t.Fatal(err)
	}
}

func TestObjectsAreFetchedAsTheyAre(t *testing.T) {
	client, source := bucket(t, s3.Settings{})
	for _, key := range []string{"plain.pdf", "in/with space + plus.pdf", "in/50% off.pdf", "in/证书 (1).pdf"} {
		upload(t, client, key, "text of "+key)
		f, item, err := source.Fetch(t.Context(), key, 1000)
		if err != nil {
			t.Fatal(err)
		}
		data, err := os.ReadFile(item.Path)
		if err != nil || string(data) != "text of "+key || f.Key != key || f.ETag == "" || f.Size != int64(len(data)) || strings.ContainsRune(item.Name, '/') {
			t.Errorf("%q: %q, %+v, %+v, %v", key, data, f, item, err)
		}
		item.Release()
		if _, err := os.Stat(item.Path); !os.IsNotExist(err) {
			t.Error("the temporary file stays")
		}
		looked, err := source.Look(t.Context(), key)
		if err != nil || looked.ETag != f.ETag {
			t.Errorf("Look %q: %+v, %v", key, looked, err)
		}
	}
	if _, item, err := source.Fetch(t.Context(), "plain.pdf", 3); err != nil || item.Path != "" || len(item.Problems) != 1 {
		t.Errorf("an object over the limit: %+v, %v", item, err)
	}
	if _, err := source.Look(t.Context(), "none.pdf"); !errors.Is(err, s3.ErrGone) {
		t.Errorf("an object that is not there: %v", err)
	}
	if err := errors.Join(removeAll(t.Context(), client), client.RemoveBucket(t.Context(), "bucket")); err != nil {
		t.Fatal(err)
	}
	if _, err := source.Look(t.Context(), "plain.pdf"); err == nil || errors.Is(err, s3.ErrGone) {
		t.Errorf("the bucket is gone: %v, want an error that is not ErrGone", err)
	}
}

func removeAll(ctx context.Context, client *minio.Client) error {
	var all error
	for o := range client.ListObjects(ctx, "bucket", minio.ListObjectsOptions{Recursive: true}) {
		all = errors.Join(all, o.Err, client.RemoveObject(ctx, "bucket", o.Key, minio.RemoveObjectOptions{}))
	}
	return all
}

// receipts are those of one test.
type receipts struct {
	mu  sync.Mutex
	all map[string]certcat.Receipt
}

func (r *receipts) Receipt(_ context.Context, _, _, key string) (certcat.Receipt, bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	one, ok := r.all[key]
	return one, ok, nil
}

func (r *receipts) All(context.Context) iter.Seq2[certcat.Receipt, error] {
	return func(yield func(certcat.Receipt, error) bool) {
		for _, one := range r.all {
			if !yield(one, nil) {
				return
			}
		}
	}
}

func TestSweepFindsWhatNoEventAnnounced(t *testing.T) {
	client, source := bucket(t, s3.Settings{Prefixes: []string{"in/"}, Suffixes: []string{".pdf"}})
	known := &receipts{all: map[string]certcat.Receipt{}}
	for i := range 40 {
		key := fmt.Sprintf("in/%02d +%%证.pdf", i)
		upload(t, client, key, key)
		f, err := source.Look(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		r := certcat.Receipt{Door: s3.Door, Bucket: "bucket", Key: key, ETag: f.ETag, State: certcat.Processed}
		switch {
		case i < 30:
		case i < 33: // changed since
			r.ETag = "older"
		case i < 35: // began and never ended
			r.State = certcat.Received
		default: // never heard of
			continue
		}
		known.all[key] = r
	}
	upload(t, client, "out/x.pdf", "not wanted")
	upload(t, client, "in/x.txt", "not wanted")
	known.all["in/gone.pdf"] = certcat.Receipt{Door: s3.Door, Bucket: "bucket", Key: "in/gone.pdf", State: certcat.Processed}
	known.all["in/deleted.pdf"] = certcat.Receipt{Door: s3.Door, Bucket: "bucket", Key: "in/deleted.pdf", State: certcat.Deleted}
	known.all["elsewhere"] = certcat.Receipt{Door: "upload", Key: "in/elsewhere.pdf", State: certcat.Processed}
	// an upload in parts that was never completed is no object
	core := minio.Core{Client: client}
	id, err := core.NewMultipartUpload(t.Context(), "bucket", "in/half.pdf", minio.PutObjectOptions{})
	if err != nil {
		t.Fatal(err)
	}
	part := bytes.Repeat([]byte("x"), 5<<20)
	if _, err := core.PutObjectPart(t.Context(), "bucket", "in/half.pdf", id, 1, bytes.NewReader(part), int64(len(part)), minio.PutObjectPartOptions{}); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	noted := map[string]s3.Event{}
	note := func(_ context.Context, one s3.Taken) (bool, error) {
		mu.Lock()
		defer mu.Unlock()
		if _, ok := noted[one.Event.Key]; ok {
			return false, nil
		}
		noted[one.Event.Key] = one.Event
		return true, nil
	}
	for round, want := range []s3.Swept{{Listed: 40, Known: 30, Found: 10, Gone: 1}, {Listed: 40, Known: 30, Waiting: 11}} {
		got, err := source.Sweep(t.Context(), known, note)
		got.Took = 0
		if err != nil || got != want {
			t.Errorf("sweep %d: %+v, %v; want %+v", round, got, err, want)
		}
	}
	if len(noted) != 11 || !noted["in/gone.pdf"].Gone || noted["in/39 +%证.pdf"].ETag == "" {
		t.Errorf("noted %+v", noted)
	}
	if err := errors.Join(removeAll(t.Context(), client), core.AbortMultipartUpload(t.Context(), "bucket", "in/half.pdf", id), client.RemoveBucket(t.Context(), "bucket")); err != nil {
		t.Fatal(err)
	}
	clear(noted)
	if got, err := source.Sweep(t.Context(), known, note); err == nil || len(noted) != 0 {
		t.Errorf("a sweep of a bucket that is gone: %+v, %v, noted %v; want an error and nothing noted", got, err, noted)
	}
}
