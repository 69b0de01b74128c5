package main

import (
	"context"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/child"
	"github.com/certcat/certcat/queue"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/store/storetest"
)

// workshop is a service with fixed stages, one worker, and a bucket; env are settings for the bucket's server.
func workshop(t *testing.T, env ...string) (s *service, f *fixed, server *storetest.S3Server, dir string) {
	t.Helper()
	server = storetest.NewS3Server(t, env...)
	dir = filepath.Join(t.TempDir(), "store")
	s, err := stormService(t.Context(), stormConfig{Store: dir, Endpoint: server.Endpoint, Jobs: 1}, queue.Options{Dir: filepath.Join(t.TempDir(), "queue"), Patience: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.queue.Close)
	f = s.house.stages.Reader.(readerStage).fixed
	f.readDo = nil
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { defer close(ended); _ = s.work(ctx) }()
	t.Cleanup(func() { cancel(); <-ended })
	return s, f, server, dir
}

func event(t *testing.T, s *service, body string) {
	t.Helper()
	if err := s.takeBody(t.Context(), []byte(body)); err != nil {
		t.Fatal(err)
	}
}

const created = `{"Records":[{"eventName":"s3:ObjectCreated:Put","s3":{"bucket":{"name":"bucket"},"object":{"key":"a.pdf","eTag":"1"}}}]}`

// TestDeadLetters lets one object fail three times. It becomes a dead letter that says why; neither a sweep nor a replay
// of what is pending brings it back; replaying it by hand does.
func TestDeadLetters(t *testing.T) {
	s, f, server, dir := workshop(t)
	f.factsDo = func(d certcat.Document) (certcat.Document, error) {
		return d, &child.Failure{Op: "pdftotext", Reason: child.Refused, Limit: "1 GiB", Tail: "cannot allocate memory"}
	}
	put(t, client(t, server), "a.pdf", paper(t, 1))
	event(t, s, created)
	room, err := s.house.tenant(t.Context(), "main")
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, 30*time.Second, "there is a dead letter", func() bool { n, err := room.CountDeadLetters(t.Context()); return err == nil && n == 1 })
	drained(t, s, 10*time.Second)
	code, out := command(t, "deadletters", "list", "--json", "--store", dir)
	var letter struct{ ID, Reason, Stage, Tool, Limit, Tail string }
	if err := json.Unmarshal([]byte(out), &letter); err != nil || code != 0 {
		t.Fatalf("list: %d %s", code, out)
	}
	if letter.Reason != "reader-"+string(child.Refused) || letter.Stage != "read the facts of the file" || letter.Tool != "pdftotext" ||
		letter.Limit != "1 GiB" || letter.Tail != "cannot allocate memory" {
		t.Errorf("dead letter %+v", letter)
	}
	if code, out := command(t, "deadletters", "show", letter.ID, "--store", dir); code != 0 || !strings.Contains(out, `"attempts": 3`) {
		t.Errorf("show: %d %s", code, out)
	}
	kept, err := room.DeadLetter(t.Context(), letter.ID)
	if err != nil {
		t.Fatal(err)
	}
	if body, _, err := room.Original(t.Context(), kept.Receipt.Document); err != nil {
		t.Errorf("its bytes are not kept: %v", err)
	} else {
		body.Close()
	}
	if err := errors.Join(s.sweep(t.Context(), s.sources[0]), s.replayTenant(t.Context(), "main", time.Now())); err != nil {
		t.Fatal(err)
	}
	if depthOf(t, s) != 0 {
		t.Error("a sweep or a replay of what is pending brings the dead letter back")
	}
	f.factsDo = nil
	if code, out := command(t, "deadletters", "replay", "--store", dir); code != exitUsage {
		t.Errorf("replay of nothing: %d %s", code, out)
	}
	if code, out := command(t, "deadletters", "replay", "--all", "--store", dir); code != 0 || !strings.Contains(out, letter.ID) {
		t.Errorf("replay: %d %s", code, out)
	}
	if err := s.replayTenant(t.Context(), "main", time.Now()); err != nil {
		t.Fatal(err)
	}
	eventually(t, 30*time.Second, "the replayed letter is a record", func() bool { return receiptsOf(t, room.Store)["a.pdf"].State == certcat.Processed })
	drained(t, s, 10*time.Second)
	if code, out := command(t, "deadletters", "list", "--store", dir); code != 0 || strings.Contains(out, letter.ID) {
		t.Errorf("list after the replay: %d %s", code, out)
	}
	if n := pendingIn(t, room.Store); n != 0 {
		t.Errorf("%d pending markers", n)
	}
}

// TestTheBucketHasTheLastWord changes the object while it is read, and lets a deletion arrive before the creation.
func TestTheBucketHasTheLastWord(t *testing.T) {
	s, f, server, _ := workshop(t)
	c := client(t, server)
	put(t, c, "a.pdf", paper(t, 1))
	f.readDo = func(n int64) error {
		if n == 1 {
			put(t, c, "a.pdf", paper(t, 2)) // and its event is lost
		}
		return nil
	}
	event(t, s, created)
	room, err := s.house.tenant(t.Context(), "main")
	if err != nil {
		t.Fatal(err)
	}
	drained(t, s, 5*time.Minute)
	if r := receiptsOf(t, room.Store)["a.pdf"]; r.State != certcat.Processed || r.Document != store.Hash(paper(t, 2)) {
		t.Errorf("receipt %+v; want the newer bytes", r)
	}
	event(t, s, strings.Replace(created, "ObjectCreated:Put", "ObjectRemoved:Delete", 1)) // late: the object is there
	drained(t, s, 5*time.Minute)
	if r := receiptsOf(t, room.Store)["a.pdf"]; r.State != certcat.Processed {
		t.Errorf("a late deletion marks what is there: %+v", r)
	}
	if err := c.RemoveObject(t.Context(), "bucket", "a.pdf", minio.RemoveObjectOptions{}); err != nil {
		t.Fatal(err)
	}
	event(t, s, created) // late: the object is gone
	drained(t, s, 5*time.Minute)
	if r := receiptsOf(t, room.Store)["a.pdf"]; r.State != certcat.Deleted {
		t.Errorf("an object that is gone: %+v", r)
	}
	put(t, c, "a.pdf", paper(t, 2))
	if err := s.sweep(t.Context(), s.sources[0]); err != nil {
		t.Fatal(err)
	}
	drained(t, s, 5*time.Minute)
	if r := receiptsOf(t, room.Store)["a.pdf"]; r.State != certcat.Processed {
		t.Errorf("an object that is back: %+v", r)
	}
}

// TestVersions follows a key of a bucket that keeps versions: new bytes, a delete marker, the marker taken away, the newest
// version destroyed. The receipt is always about what the bucket holds.
func TestVersions(t *testing.T) {
	s, _, server, _ := workshop(t, "VGW_VERSIONING_DIR="+t.TempDir())
	c, room := client(t, server), mustTenant(t, s)
	if err := c.EnableVersioning(t.Context(), "bucket"); err != nil {
		t.Fatal(err)
	}
	want := func(when string, state certcat.ReceiptState, data []byte) certcat.Receipt {
		t.Helper()
		drained(t, s, 5*time.Minute)
		r := receiptsOf(t, room.Store)["a.pdf"]
		if r.State != state || r.Document != store.Hash(data) || r.Version == "" {
			t.Errorf("%s: receipt %+v", when, r)
		}
		return r
	}
	remove := func(version string) {
		t.Helper()
		if err := c.RemoveObject(t.Context(), "bucket", "a.pdf", minio.RemoveObjectOptions{VersionID: version}); err != nil {
			t.Fatal(err)
		}
	}
	put(t, c, "a.pdf", paper(t, 1))
	event(t, s, created)
	first := want("the first version", certcat.Processed, paper(t, 1))
	put(t, c, "a.pdf", paper(t, 2))
	event(t, s, strings.Replace(created, `"eTag":"1"`, `"eTag":"2"`, 1))
	second := want("the second version", certcat.Processed, paper(t, 2))
	if first.Version == second.Version {
		t.Errorf("both versions are called %s", first.Version)
	}
	remove("")
	event(t, s, strings.Replace(created, "ObjectCreated:Put", "ObjectRemoved:DeleteMarkerCreated", 1))
	want("a delete marker", certcat.Deleted, paper(t, 2))
	marker := ""
	for o := range c.ListObjects(t.Context(), "bucket", minio.ListObjectsOptions{WithVersions: true}) {
		if o.IsDeleteMarker {
			marker = o.VersionID
		}
	}
	remove(marker)
	sweep := func() {
		t.Helper()
		if err := s.sweep(t.Context(), s.sources[0]); err != nil {
			t.Fatal(err)
		}
	}
	sweep()
	want("the marker is taken away", certcat.Processed, paper(t, 2))
	remove(second.Version)
	sweep()
	want("the second version is destroyed", certcat.Processed, paper(t, 1))
}

// TestDueDocumentsAreDoneAgain moves the clock to the day on which a verdict changes.
func TestDueDocumentsAreDoneAgain(t *testing.T) {
	s, f, server, _ := workshop(t)
	today := certcat.Date(time.Now().Format(time.DateOnly))
	f.next = today
	put(t, client(t, server), "a.pdf", paper(t, 1))
	event(t, s, created)
	drained(t, s, 5*time.Minute)
	f.verdict, f.next = "v2", today.AddDays(10)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() { _ = s.rechecks(ctx) }()
	room, err := s.house.tenant(t.Context(), "main")
	if err != nil {
		t.Fatal(err)
	}
	id := receiptsOf(t, room.Store)["a.pdf"].Document
	eventually(t, 30*time.Second, "the document is judged anew", func() bool {
		rec, _, err := room.Store.Current(t.Context(), id)
		return err == nil && rec.Revision == 2
	})
	drained(t, s, 5*time.Minute)
	if reads := f.reads.Load(); reads != 1 {
		t.Errorf("the document was read %d times, want once", reads)
	}
	if receipts := receiptsOf(t, room.Store); len(receipts) != 1 {
		t.Errorf("a recheck makes receipts: %+v", receipts)
	}
}
