package main

import (
	"bytes"
	"context"
	"encoding/json"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/queue"
	"github.com/certcat/certcat/store"
)

// uploader sends papers until its context ends, and remembers those that were acknowledged.
type uploader struct {
	mu    sync.Mutex
	next  int
	acked map[string]string // receipt → document
}

func (u *uploader) send(ctx context.Context, t *testing.T, address string) {
	for ctx.Err() == nil {
		u.mu.Lock()
		u.next++
		n := u.next
		u.mu.Unlock()
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, address+"/v1/documents?name=paper.pdf", bytes.NewReader(paper(t, n/2))) // each twice
		if err != nil {
			return
		}
		if answer, err := http.DefaultClient.Do(r); err == nil {
			var got struct {
				Documents []struct{ ID, Receipt string }
			}
			if json.NewDecoder(answer.Body).Decode(&got) == nil && answer.StatusCode == http.StatusAccepted {
				u.mu.Lock()
				u.acked[got.Documents[0].Receipt] = got.Documents[0].ID
				u.mu.Unlock()
			}
			answer.Body.Close()
		}
		select {
		case <-ctx.Done():
		case <-time.After(150 * time.Millisecond):
		}
	}
}

// TestServeKilledUnderUploads kills the whole service again and again while documents are sent to it. What was
// acknowledged is there, each arrival with one receipt and each document with one whole record.
func TestServeKilledUnderUploads(t *testing.T) {
	kills := sized(10, 200)
	if _, err := builtReader(); err != nil { // not in the time of a start
		t.Fatal(err)
	}
	dir, work := filepath.Join(t.TempDir(), "store"), t.TempDir()
	args := []string{"serve", "--store", dir, "--queue", filepath.Join(work, "queue"), "--catalog", filepath.Join(work, "catalog.db"), "--listen", "127.0.0.1:0", "--market", "GB", "--category", "toy"}
	u := &uploader{acked: map[string]string{}}
	random := rand.New(rand.NewPCG(5, 6))
	var slowest time.Duration
	for k := range kills {
		began := time.Now()
		s := startServe(t, nil, args...)
		slowest = max(slowest, time.Since(began))
		if k%20 == 19 {
			t.Logf("%d kills, %d acknowledged; started within %s at most", k, len(u.acked), slowest.Round(time.Millisecond))
		}
		ctx, cancel := context.WithCancel(t.Context())
		var senders sync.WaitGroup
		senders.Go(func() { u.send(ctx, t, s.address) })
		time.Sleep(time.Duration(random.IntN(1200)) * time.Millisecond)
		if err := s.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = s.Wait() // it was killed
		cancel()
		senders.Wait()
	}
	s := startServe(t, nil, args...)
	kept, err := openStore(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	s, given := workedOff(t, s, kept, dir, args)
	receipts := receiptsOf(t, kept)
	if len(u.acked) < kills {
		t.Errorf("only %d uploads were acknowledged in %d runs", len(u.acked), kills)
	}
	for receipt, document := range u.acked {
		if r := receipts[receipt]; r.Document != document || r.State != certcat.Processed {
			t.Errorf("acknowledged upload %s of %s: %+v", receipt, document, r)
		}
		status, body := request(t, http.MethodGet, s.address+"/v1/documents/"+document, "", nil)
		var known struct {
			State        string
			Certificates []certcat.Certificate
			Verdicts     []certcat.Verdict
		}
		if err := json.Unmarshal([]byte(body), &known); err != nil || status != http.StatusOK || known.State != "processed" || len(known.Certificates) == 0 || len(known.Verdicts) == 0 {
			t.Errorf("document %s: %d, state %s, %d certificates, %d verdicts", document, status, known.State, len(known.Certificates), len(known.Verdicts))
		}
	}
	s.end(t)
	for receipt, r := range receipts { // one that was killed on its way to being acknowledged may stay at "received"
		if _, ok := u.acked[receipt]; !ok && r.State != certcat.Received && r.State != certcat.Processed {
			t.Errorf("receipt %s: %+v", receipt, r)
		}
	}
	verifyStore(t, dir)
	t.Logf("%d kills, %d uploads acknowledged, %d receipts, %d were given up for their lost workers and replayed", kills, len(u.acked), len(receipts), given)
}

// workedOff waits until nothing is pending, as long as it goes on, and gives the service that did it last and how many jobs
// had to be replayed.
func workedOff(t *testing.T, s *served, kept *store.Store, dir string, args []string) (last *served, given int) {
	t.Helper()
	for left := pendingIn(t, kept); left > 0; left = pendingIn(t, kept) { // as long as it goes on
		eventually(t, 3*time.Minute, "something more is done, or all that is left is given up", func() bool {
			n := pendingIn(t, kept)
			return n < left || lostIn(t, kept) == n
		})
		if n := lostIn(t, kept); n > 0 && n == pendingIn(t, kept) { // whose worker was killed ten times waits for a person, who lets it be done again
			given += n
			s.end(t)
			if code, out := command(t, "deadletters", "replay", "--all", "--store", dir); code != 0 {
				t.Fatalf("replay: %d %s", code, out)
			}
			s = startServe(t, nil, args...)
		}
	}
	return s, given
}

// lostIn counts the dead letters, each of which must have lost its workers.
func lostIn(t *testing.T, s *store.Store) (n int) {
	t.Helper()
	for letter, err := range s.DeadLetters(t.Context()) {
		if err != nil || letter.Reason != queue.WorkerLost {
			t.Fatalf("dead letter %+v, %v", letter, err)
		}
		n++
	}
	return n
}

// TestServeAnswers asks a service that others reach.
func TestServeAnswers(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "store")
	sends, reads := newToken(t, dir, "upload"), newToken(t, dir, "read")
	s := startServe(t, nil, "serve", "--store", dir, "--listen", "0.0.0.0:0")
	address := "http://127.0.0.1:" + s.address[strings.LastIndexByte(s.address, ':')+1:]
	id := ""
	for _, c := range []struct {
		method, path, token string
		want                int
	}{
		{http.MethodGet, "/healthz", "", http.StatusOK},
		{http.MethodGet, "/metrics", "", http.StatusUnauthorized},
		{http.MethodGet, "/metrics", sends, http.StatusForbidden},
		{http.MethodGet, "/metrics", reads, http.StatusOK},
		{http.MethodPost, "/v1/documents", "", http.StatusUnauthorized},
		{http.MethodPost, "/v1/documents", reads, http.StatusForbidden},
		{http.MethodPost, "/v1/documents", sends + "x", http.StatusUnauthorized},
		{http.MethodPost, "/v1/documents", sends, http.StatusAccepted},
		{http.MethodPost, "/events/s3", reads, http.StatusForbidden},
		{http.MethodPost, "/events/s3", sends, http.StatusBadRequest},
		{http.MethodPost, "/v1/queue/pause", sends, http.StatusForbidden},
		{http.MethodGet, "/v1/queue", "", http.StatusUnauthorized},
	} {
		status, body := request(t, c.method, address+c.path, c.token, bytes.NewReader(paper(t, 1)))
		if status != c.want {
			t.Errorf("%s %s: %d, want %d: %s", c.method, c.path, status, c.want, body)
		}
		var got struct {
			Documents []struct{ ID string }
		}
		if json.Unmarshal([]byte(body), &got) == nil && len(got.Documents) == 1 {
			id = got.Documents[0].ID
		}
	}
	status, stream := request(t, http.MethodGet, address+"/v1/documents/"+id+"/events", reads, nil)
	if status != http.StatusOK || !strings.Contains(stream, "event: done\n") || !strings.Contains(stream, `"state":"processed"`) {
		t.Errorf("progress: %d\n%s", status, stream)
	}
	if status, body := request(t, http.MethodGet, address+"/readyz", "", nil); status != http.StatusOK { // it has read something
		t.Errorf("not ready: %d, %s", status, body)
	}
	metrics := ""
	eventually(t, 20*time.Second, "the document is counted", func() bool {
		_, metrics = request(t, http.MethodGet, address+"/metrics", reads, nil)
		return strings.Contains(metrics, "certcat_documents_total{")
	})
	for _, want := range []string{`certcat_documents_total{state="processed"} 1`, `certcat_stage_seconds_count{stage="read_the_pages"} 1`, `certcat_pages_total 1`,
		`certcat_arrivals_total{door="upload"} 1`, `certcat_dead_letters{tenant="main"} 0`} {
		if !strings.Contains(metrics, want) {
			t.Errorf("the metrics lack %s", want)
		}
	}
	s.end(t)
}

func TestSeveralRolesNeedSharedParts(t *testing.T) {
	for _, args := range [][]string{
		{"serve", "--role", "api"}, {"serve", "--role", "worker", "--nats", "nats://127.0.0.1:1"}, {"worker"},
		{"serve", "--role", "api", "--nats", "nats://127.0.0.1:1", "--catalog", "catalog.db"}, {"serve", "--role", "both"},
	} {
		code, _, errs := commandIn(t, map[string]string{}, args...)
		if code != exitUsage || errs == "" {
			t.Errorf("certcat %v: exit %d, %s", args, code, errs)
		}
	}
	for _, path := range []string{"certcat-data", "certcat-data-queue"} {
		if _, err := os.Stat(path); err == nil {
			t.Errorf("a refused command made %s", path)
		}
	}
}
