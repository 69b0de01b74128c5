package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
	"github.com/minio/minio-go/v7/pkg/notification"
	"golang.org/x/sync/errgroup"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/catalog"
	"github.com/certcat/certcat/catalog/catalogtest"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/store/storetest"
)

// yard is everything that many machines would be, in processes of this one: MinIO, NATS, PostgreSQL, an API, two workers.
type yard struct {
	minio   *storetest.MinIO
	client  *minio.Client
	nats    string // folder|address
	broker  *exec.Cmd
	dir     string
	catalog string
	api     *served
	workers [2]*served
	args    []string
	env     []string
}

func newYard(t *testing.T) *yard {
	t.Helper()
	y := &yard{dir: filepath.Join(t.TempDir(), "store"), catalog: catalogtest.Postgres(t)}
	address := freeAddress(t)
	y.nats = filepath.Join(t.TempDir(), "queue") + "|" + address
	y.broker = startStormNATS(t, y.nats)
	y.minio = storetest.NewMinIO(t, "MINIO_NOTIFY_NATS_ENABLE_CERTCAT=on", "MINIO_NOTIFY_NATS_ADDRESS_CERTCAT="+address, "MINIO_NOTIFY_NATS_JETSTREAM_CERTCAT=on",
		"MINIO_NOTIFY_NATS_SUBJECT_CERTCAT=certcat.events.market", "MINIO_NOTIFY_NATS_QUEUE_DIR_CERTCAT="+t.TempDir())
	var err error
	y.client, err = minio.New(strings.TrimPrefix(y.minio.Endpoint, "http://"), &minio.Options{Region: y.minio.Region,
		Creds: credentials.NewStaticV4(y.minio.Env("AWS_ACCESS_KEY_ID"), y.minio.Env("AWS_SECRET_ACCESS_KEY"), "")})
	if err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(t.TempDir(), "certcat.yaml")
	text := "sources:\n- name: market\n  address: s3://bucket?endpoint=" + y.minio.Endpoint + "&region=" + y.minio.Region + "\n  prefixes: [in/]\n  sweep: 30s\n"
	if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	y.env = []string{"AWS_ACCESS_KEY_ID=" + y.minio.Env("AWS_ACCESS_KEY_ID"), "AWS_SECRET_ACCESS_KEY=" + y.minio.Env("AWS_SECRET_ACCESS_KEY")}
	y.args = []string{"--store", y.dir, "--config", config, "--catalog", y.catalog, "--nats", "nats://" + address, "--market", "EU", "--category", "usb-charger", "--listen", "127.0.0.1:0"}
	y.api = startServe(t, y.env, append([]string{"serve", "--role", "api"}, y.args...)...)
	y.bucket(t)
	for i := range y.workers {
		y.startWorker(t, i)
	}
	return y
}

// bucket makes the bucket, with versions, and lets MinIO tell of its objects.
func (y *yard) bucket(t *testing.T) {
	t.Helper()
	told := notification.Configuration{}
	queue := notification.NewConfig(notification.NewArn("minio", "sqs", y.minio.Region, "CERTCAT", "nats"))
	queue.AddEvents(notification.ObjectCreatedAll, notification.ObjectRemovedAll)
	told.AddQueue(queue)
	err := y.client.MakeBucket(t.Context(), "bucket", minio.MakeBucketOptions{Region: y.minio.Region})
	if err == nil {
		err = y.client.EnableVersioning(t.Context(), "bucket")
	}
	if err == nil {
		err = y.client.SetBucketNotification(t.Context(), "bucket", told)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (y *yard) startWorker(t *testing.T, i int) {
	y.workers[i] = startServe(t, y.env, append([]string{"worker", "--jobs", "2"}, y.args...)...)
}

// troubles kills a worker every few seconds, and NATS and MinIO once each, until the context ends. It gives how many
// workers it killed.
func (y *yard) troubles(ctx context.Context, t *testing.T) (kills int) {
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
			return kills
		case <-time.After(6 * time.Second):
		}
		i := kills % 2
		_ = y.workers[i].Process.Kill()
		_ = y.workers[i].Wait() // it was killed
		switch kills++; kills {
		case 4:
			_ = y.broker.Process.Kill()
			_ = y.broker.Wait() // it was killed
			time.Sleep(3 * time.Second)
			y.broker = startStormNATS(t, y.nats)
		case 8:
			y.minio.Kill()
			time.Sleep(3 * time.Second)
			y.minio.Start(t)
		}
		y.startWorker(t, i)
	}
	return kills
}

// bornDigital are the documents of testdata that need no recognition, so that a worker that lives for a few seconds ends some.
var bornDigital = []string{"uk-doc-toy", "eu-doc-en62368-2014", "eu-doc-red-two-columns", "fcc-sdoc-monitor", "iso9001-english", "test-report-emc", "type-examination-expired",
	"un383-summary", "kc-certificate-korean", "two-certificates-one-file"}

// realSize is a document of testdata, with bytes of its own and as large as such files are: 100 kB to 1 MB. What makes it
// large is a comment; the reference to the table of objects is repeated behind it.
func realSize(t *testing.T, n int) []byte {
	name := bornDigital[n%len(bornDigital)]
	data, err := os.ReadFile(filepath.Join(casesDir, name, name+".pdf"))
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.LastIndex(data, []byte("startxref"))
	if at < 0 {
		t.Fatalf("%s has no startxref", name)
	}
	random := rand.NewChaCha8([32]byte{byte(n), byte(n >> 8)})
	noise := make([]byte, 75_000+rand.New(random).IntN(675_000))
	_, _ = random.Read(noise) // it never fails
	out := slices.Clone(data)
	for line := range slices.Chunk([]byte(base64.StdEncoding.EncodeToString(noise)), 200) {
		out = append(append(append(out, '%'), line...), '\n')
	}
	return append(out, data[at:]...)
}

// send puts bytes under a key, again and again while the server is away, and notes them as the last word.
func (y *yard) send(ctx context.Context, key string, data []byte) error {
	for {
		_, err := y.client.PutObject(ctx, "bucket", key, bytes.NewReader(data), int64(len(data)), minio.PutObjectOptions{})
		if err == nil || ctx.Err() != nil {
			return err
		}
		time.Sleep(300 * time.Millisecond)
	}
}

// remove covers a key with a delete marker.
func (y *yard) remove(ctx context.Context, key string) error {
	for {
		err := y.client.RemoveObject(ctx, "bucket", key, minio.RemoveObjectOptions{})
		if err == nil || ctx.Err() != nil {
			return err
		}
		time.Sleep(300 * time.Millisecond)
	}
}

// market puts n objects; of each twenty, one gets other bytes, one is deleted, one is deleted and comes back. It gives
// the document that each key holds in the end, "" where it holds none.
func (y *yard) market(t *testing.T, n int, pace time.Duration) map[string]string {
	t.Helper()
	last := map[string]string{}
	group, ctx := errgroup.WithContext(t.Context())
	group.SetLimit(4)
	for i := range n {
		key, data, other := stormKey(i), realSize(t, i), realSize(t, i+n)
		last[key] = store.Hash(data)
		switch i % 20 {
		case 3, 11:
			last[key] = store.Hash(other)
		case 5:
			last[key] = ""
		}
		group.Go(func() error {
			err := y.send(ctx, key, data)
			if err == nil && (i%20 == 5 || i%20 == 11) {
				time.Sleep(3 * pace)
				err = y.remove(ctx, key)
			}
			if err == nil && (i%20 == 3 || i%20 == 11) {
				time.Sleep(3 * pace)
				err = y.send(ctx, key, other)
			}
			time.Sleep(pace)
			return err
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	return last
}

// onRecord reports how many keys are on record as they are in the bucket.
func onRecord(t *testing.T, s *store.Store, last map[string]string) (n int) {
	receipts := receiptsOf(t, s)
	for key, document := range last {
		r, ok := receipts[key]
		if document == "" && (!ok || r.State == certcat.Deleted) || document != "" && r.Document == document && r.State == certcat.Processed {
			n++
		}
	}
	return n
}

// TestMinIOSoak lets MinIO tell JetStream of objects that two worker processes read, while workers, NATS and MinIO are
// killed. Every object that the bucket holds in the end has one current receipt and one record, and nothing of a version
// that was replaced or deleted is current.
func TestMinIOSoak(t *testing.T) {
	if !soak() {
		t.Skip("needs MinIO and minutes: CERTCAT_SOAK=1")
	}
	n := sized(0, 500)
	y := newYard(t)
	kept, err := openStore(t.Context(), y.dir)
	if err != nil {
		t.Fatal(err)
	}
	ctx, enough := context.WithCancel(t.Context())
	killed := make(chan int, 1)
	go func() { killed <- y.troubles(ctx, t) }()
	began := time.Now()
	last := y.market(t, n, 300*time.Millisecond)
	arrived := time.Since(began)
	for done, told := 0, time.Now(); done < n; time.Sleep(2 * time.Second) {
		if done = onRecord(t, kept, last); time.Since(told) > 30*time.Second {
			told = time.Now()
			t.Logf("%s: %d of %d objects are on record", time.Since(began).Round(time.Second), done, n)
		}
		if time.Since(began) > 2*time.Hour {
			t.Fatalf("only %d of %d objects are on record after %s", done, n, time.Since(began))
		}
	}
	took := time.Since(began)
	enough()
	kills := <-killed
	if kills < 9 {
		t.Errorf("all was done after %d kills: MinIO was not restarted in the middle", kills)
	}
	eventually(t, 3*time.Minute, "no marker is left", func() bool { return pendingIn(t, kept) == 0 })
	y.wantNothingElse(t, kept, last)
	found := 0.0
	for _, line := range y.api.log.all("swept") {
		if f, ok := line["found"].(float64); ok {
			found += f
		}
	}
	t.Logf("%d objects put in %s, all on record after %s; %d workers killed, NATS and MinIO once each; %.0f found by sweeps and not by events before",
		n, arrived.Round(time.Second), took.Round(time.Second), kills, found)
}

// wantNothingElse compares receipts, records and catalogue with what the bucket holds.
func (y *yard) wantNothingElse(t *testing.T, kept *store.Store, last map[string]string) {
	t.Helper()
	held := map[string]bool{}
	for _, document := range last {
		held[document] = true
	}
	delete(held, "")
	for key, r := range receiptsOf(t, kept) {
		if document, ok := last[key]; !ok || document == "" && r.State != certcat.Deleted || document != "" && (r.Document != document || r.State != certcat.Processed) {
			t.Errorf("%s: receipt %+v, the bucket holds %s", key, r, document)
		}
	}
	for document := range held {
		if rec, _, err := kept.Current(t.Context(), document); err != nil || rec.State != certcat.Processed || len(rec.Parts) == 0 {
			t.Errorf("record of %s: %+v, %v", document, rec, err)
		}
	}
	letters, err := kept.CountDeadLetters(t.Context())
	if err != nil || letters != 0 {
		t.Errorf("%d dead letters, %v", letters, err)
	}
	book, err := openBook(t.Context(), y.catalog, "main")
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	listed := map[string]bool{}
	for page := (catalog.Page{Limit: 1000}); ; {
		l, err := book.List(t.Context(), catalog.Filter{}, page)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range l.Entries {
			if listed[e.Document] = true; !held[e.Document] {
				t.Errorf("the catalogue lists %s, which the bucket does not hold", e.Document)
			}
		}
		if page.After = l.Next; l.Next == "" {
			break
		}
	}
	if len(listed) != len(held) {
		t.Errorf("the catalogue lists %d documents, the bucket holds %d", len(listed), len(held))
	}
	verifyStore(t, y.dir)
	t.Logf("%d keys, %d documents held, %d listed", len(last), len(held), len(listed))
}
