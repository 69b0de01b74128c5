package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"golang.org/x/sync/errgroup"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/child/childtest"
	"github.com/certcat/certcat/flow"
	"github.com/certcat/certcat/ingest"
	"github.com/certcat/certcat/ingest/s3"
	"github.com/certcat/certcat/queue"
	"github.com/certcat/certcat/store/storetest"
)

// stormConfig is what a worker process of the storm needs to know.
type stormConfig struct {
	Store, Endpoint, NATS string
	Reading               time.Duration // that the fixed engine takes
	Jobs                  int
}

// stormService is a service whose documents are read by stages with fixed answers.
func stormService(ctx context.Context, c stormConfig, server queue.Options) (*service, error) {
	for name, value := range map[string]string{"AWS_ACCESS_KEY_ID": "certcat-test", "AWS_SECRET_ACCESS_KEY": "certcat-secret"} {
		os.Setenv(name, value)
	}
	f := newFixed(nil)
	f.readDo = func(int64) error { time.Sleep(c.Reading); return nil }
	s := &service{log: slog.New(slog.NewJSONHandler(io.Discard, nil)), works: &works{jobs: c.Jobs, ingest: ingest.Ingest{}}}
	s.env, s.Err = os.Getenv, os.Stderr
	s.o.grace = 10 * time.Second
	var err error
	if s.meter, err = newMeter(ctx, ""); err != nil {
		return nil, err
	}
	opened, err := openStore(ctx, c.Store)
	if err != nil {
		return nil, err
	}
	s.house = &house{now: time.Now, stages: f.flow(opened),
		pure: func(question) (flow.Extractor, flow.Checker, error) { return extractStage{f}, checkStage{f}, nil }}
	s.house.stages.Pictures = 0
	if s.house.blobs, err = openBlobs(ctx, c.Store, false); err != nil {
		return nil, err
	}
	file := serviceFile{Sources: []sourceFile{{Name: "market", Address: "s3://bucket?endpoint=" + c.Endpoint + "&region=eu-test-1", Keys: "raw", Sweep: -1}}}
	if s.sources, err = openSources(file, os.Getenv); err != nil {
		return nil, err
	}
	s.queue, err = queue.Open(ctx, server)
	return s, err
}

// stormWorker is a worker process.
func stormWorker(config string) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	var c stormConfig
	if err := json.Unmarshal([]byte(config), &c); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	s, err := stormService(ctx, c, queue.Options{URL: c.NATS, Patience: stormPatience})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer s.queue.Close()
	_ = s.work(ctx)
	return 0
}

func startStormWorker(t *testing.T, c stormConfig) *exec.Cmd {
	t.Helper()
	data, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(context.Background(), os.Args[0])
	cmd.Env = append(os.Environ(), "CERTCAT_TEST_WORKER="+string(data))
	cmd.Stderr = os.Stderr
	if err := childtest.Start(cmd); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	return cmd
}

// stormKey is the key of object i; one in a hundred is odd.
func stormKey(i int) string {
	if i%100 == 7 {
		return fmt.Sprintf("in/%d/odd %d + 50%% %%2B 证书.pdf", i%7, i)
	}
	return fmt.Sprintf("in/%d/%06d.pdf", i%7, i)
}

// fill puts n different objects into the bucket.
func fill(t *testing.T, server *storetest.S3Server, n int) {
	t.Helper()
	c := client(t, server)
	group, ctx := errgroup.WithContext(t.Context())
	group.SetLimit(16)
	for i := range n {
		group.Go(func() error {
			text := fmt.Sprintf("%%PDF-1.7\n%d\n%%%%EOF\n", i)
			_, err := c.PutObject(ctx, "bucket", stormKey(i), strings.NewReader(text), int64(len(text)), minio.PutObjectOptions{})
			return err
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
}

// rain tells a service of the objects: each event two or three times, one in a hundred never, in no order. It gives how
// many objects were never told of.
func rain(t *testing.T, s *service, n int) (lost int) {
	t.Helper()
	random := rand.New(rand.NewPCG(3, 4))
	var events []int
	for i := range n {
		if random.IntN(100) == 0 {
			lost++
			continue
		}
		for range 2 + random.IntN(2) {
			events = append(events, i)
		}
	}
	random.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
	group, ctx := errgroup.WithContext(t.Context())
	group.SetLimit(32)
	for at, i := range events {
		group.Go(func() error {
			key, err := json.Marshal(stormKey(i))
			if err != nil {
				return err
			}
			body := fmt.Sprintf(`{"Records":[{"eventName":"s3:ObjectCreated:Put","s3":{"bucket":{"name":"bucket"},"object":{"key":%s,"sequencer":"%016X"}}}]}`, key, at)
			err = s.takeBody(ctx, []byte(body))
			for tries := 0; err != nil && tries < 20 && ctx.Err() == nil; tries++ { // a server that posts events sends again what was not taken
				time.Sleep(500 * time.Millisecond)
				err = s.takeBody(ctx, []byte(body))
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	return lost
}

// drained waits until the queue is empty.
func drained(t *testing.T, s *service, within time.Duration) {
	t.Helper()
	eventually(t, within, "the queue is empty", func() bool {
		n, err := s.queue.Len(t.Context())
		return err == nil && n == 0
	})
}

// TestEventStorm lets events pour in, doubled, shuffled, some lost, while two worker processes work. After one sweep each
// object has one current receipt and one record.
func TestEventStorm(t *testing.T) {
	n := sized(2000, 100_000)
	server := storetest.NewS3Server(t)
	c := stormConfig{Store: filepath.Join(t.TempDir(), "store"), Endpoint: server.Endpoint, Jobs: 24}
	s, err := stormService(t.Context(), c, queue.Options{Dir: filepath.Join(t.TempDir(), "queue"), Listen: "127.0.0.1:0", Patience: stormPatience})
	if err != nil {
		t.Fatal(err)
	}
	defer s.queue.Close()
	c.NATS = s.queue.Address()
	began := time.Now()
	fill(t, server, n)
	t.Logf("%d objects put in %s", n, time.Since(began).Round(time.Second))
	for range 2 {
		startStormWorker(t, c)
	}
	began = time.Now()
	lost := rain(t, s, n)
	rained := time.Since(began)
	drained(t, s, 3*time.Hour)
	worked := time.Since(began)
	room, err := s.house.tenant(t.Context(), "main")
	if err != nil {
		t.Fatal(err)
	}
	if got := finalReceipts(t, room.Store); got != n-lost {
		t.Errorf("%d objects are done before the sweep, %d were told of", got, n-lost)
	}
	swept, err := s.sources[0].Sweep(t.Context(), known{room}, func(ctx context.Context, one s3.Taken) (bool, error) { return s.note(ctx, one) })
	if err != nil || swept.Listed != n || swept.Found != lost || swept.Known != n-lost || swept.Gone != 0 {
		t.Errorf("sweep %+v, %v; want %d found", swept, err, lost)
	}
	drained(t, s, 3*time.Hour)
	receipts := receiptsOf(t, room.Store)
	documents := map[string]bool{}
	for i := range n {
		r := receipts[stormKey(i)]
		if r.State != certcat.Processed || documents[r.Document] {
			t.Fatalf("%s: %+v", stormKey(i), r)
		}
		documents[r.Document] = true
	}
	records := 0
	for rec, err := range room.Documents(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if !documents[rec.Document] || rec.Revision != 1 {
			t.Errorf("record %s: revision %d", rec.Document, rec.Revision)
		}
		records++
	}
	if len(receipts) != n || records != n || pendingIn(t, room.Store) != 0 {
		t.Errorf("%d receipts, %d records for %d objects", len(receipts), records, n)
	}
	t.Logf("%d objects, %d never told of, all found by one sweep in %s; events in %s, work in %s (%.0f objects/s)", n, lost, swept.Took.Round(time.Millisecond),
		rained.Round(time.Second), worked.Round(time.Second), float64(n-lost)/worked.Seconds())
}

// TestWorkersScale measures 1, 2 and 4 worker processes, each with one document at a time and an engine that takes a
// fixed time.
func TestWorkersScale(t *testing.T) {
	if !soak() {
		t.Skip("a measurement: CERTCAT_SOAK=1")
	}
	const n = 4000 // more than four workers take in the time
	server := storetest.NewS3Server(t)
	fill(t, server, n)
	var rates []float64
	for _, workers := range []int{1, 2, 4} {
		c := stormConfig{Store: filepath.Join(t.TempDir(), fmt.Sprint("store", workers)), Endpoint: server.Endpoint, Jobs: 1, Reading: 50 * time.Millisecond}
		s, err := stormService(t.Context(), c, queue.Options{Dir: filepath.Join(t.TempDir(), fmt.Sprint("queue", workers)), Listen: "127.0.0.1:0"})
		if err != nil {
			t.Fatal(err)
		}
		c.NATS = s.queue.Address()
		rain(t, s, n)
		before := depthOf(t, s)
		began := time.Now()
		var running []*exec.Cmd
		for range workers {
			running = append(running, startStormWorker(t, c))
		}
		time.Sleep(time.Minute)
		rates = append(rates, float64(before-depthOf(t, s))/time.Since(began).Seconds())
		for _, w := range running {
			_ = w.Process.Kill()
			_ = w.Wait()
		}
		s.queue.Close()
	}
	t.Logf("objects/s with 1, 2, 4 workers: %.1f, %.1f, %.1f", rates[0], rates[1], rates[2])
	if rates[1] < 1.7*rates[0] || rates[2] < rates[1] {
		t.Errorf("2 workers give %.2f times what 1 gives, want 1.7; 4 give %.2f times what 2 give, want 1", rates[1]/rates[0], rates[2]/rates[1])
	}
}

func depthOf(t *testing.T, s *service) int {
	t.Helper()
	n, err := s.queue.Len(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return n
}
