package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/child/childtest"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/store/storetest"
)

// soak reports whether the long forms of tests are asked for.
func soak() bool { return os.Getenv("CERTCAT_SOAK") == "1" }

// sized is how much a test takes: some in CI, many in a soak, or what CERTCAT_SOAK_SIZE says there.
func sized(some, many int) int {
	if !soak() {
		return some
	}
	if n, err := strconv.Atoi(os.Getenv("CERTCAT_SOAK_SIZE")); err == nil && n > 0 {
		return n
	}
	return many
}

// served is a certcat process that serves.
type served struct {
	*exec.Cmd
	address string
	log     *logs
}

// logs keeps what a process logs.
type logs struct {
	mu    sync.Mutex
	lines []map[string]any
}

func (l *logs) all(msg string) (found []map[string]any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, line := range l.lines {
		if line["msg"] == msg {
			found = append(found, line)
		}
	}
	return found
}

// startServe starts a certcat process and waits until it listens.
func startServe(t *testing.T, env []string, args ...string) *served {
	t.Helper()
	program, err := builtReader()
	if err != nil {
		t.Fatal(err)
	}
	s := &served{Cmd: exec.CommandContext(context.Background(), program, args...), log: &logs{}}
	s.Env = append(os.Environ(), env...)
	out, err := s.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := childtest.Start(s.Cmd); err != nil {
		t.Fatal(err)
	}
	ready := make(chan string, 1)
	go func() {
		defer close(ready)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			line := map[string]any{}
			if json.Unmarshal(lines.Bytes(), &line) != nil {
				line["msg"] = lines.Text()
			}
			s.log.mu.Lock()
			s.log.lines = append(s.log.lines, line)
			s.log.mu.Unlock()
			if line["msg"] == "listening" {
				ready <- line["address"].(string)
			}
		}
	}()
	t.Cleanup(func() { _ = s.Process.Kill(); _ = s.Wait() })
	select {
	case at, ok := <-ready:
		if !ok {
			t.Fatalf("certcat %s ended at once: %v", strings.Join(args, " "), s.log.lines)
		}
		s.address = "http://" + at
	case <-time.After(2 * time.Minute):
		_ = s.Process.Signal(syscall.SIGQUIT) // it says what it waits for
		time.Sleep(2 * time.Second)
		s.log.mu.Lock()
		defer s.log.mu.Unlock()
		for _, line := range s.log.lines {
			t.Log(line)
		}
		t.Fatal("certcat does not listen")
	}
	return s
}

// end ends the process in an orderly way.
func (s *served) end(t *testing.T) {
	t.Helper()
	if err := s.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := s.Wait(); err != nil {
		t.Errorf("certcat did not end in an orderly way: %v", err)
	}
}

// paper is a certificate in a file whose bytes are its own.
func paper(t *testing.T, n int) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(casesDir, "uk-doc-toy", "uk-doc-toy.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Appendf(data, "%% copy %d\n", n)
}

func client(t *testing.T, server *storetest.S3Server) *minio.Client {
	t.Helper()
	c, err := minio.New(strings.TrimPrefix(server.Endpoint, "http://"), &minio.Options{Region: "eu-test-1",
		Creds: credentials.NewStaticV4(server.Env("AWS_ACCESS_KEY_ID"), server.Env("AWS_SECRET_ACCESS_KEY"), "")})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func put(t *testing.T, c *minio.Client, key string, data []byte) {
	t.Helper()
	if _, err := c.PutObject(t.Context(), "bucket", key, bytes.NewReader(data), int64(len(data)), minio.PutObjectOptions{}); err != nil {
		t.Fatal(err)
	}
}

// eventually waits until ok.
func eventually(t *testing.T, within time.Duration, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(within); !ok(); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("after %s still not: %s", within, what)
		}
	}
}

// receiptsOf gives the current receipts of a store, by key.
func receiptsOf(t *testing.T, s *store.Store) map[string]certcat.Receipt {
	t.Helper()
	all := map[string]certcat.Receipt{}
	for r, err := range s.Receipts(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		if other, ok := all[r.Key]; ok {
			t.Fatalf("two current receipts for %s: %+v, %+v", r.Key, r, other)
		}
		all[r.Key] = r
	}
	return all
}

func finalReceipts(t *testing.T, s *store.Store) (n int) {
	for _, r := range receiptsOf(t, s) {
		if r.State != certcat.Received {
			n++
		}
	}
	return n
}

// TestBucketEventsBecomeRecords lets versitygw tell a running service of 30 objects by its webhook. Two more came before
// the service ran: the sweep finds them. One is deleted, one is put again with other bytes.
func TestBucketEventsBecomeRecords(t *testing.T) {
	const objects = 30
	dir := filepath.Join(t.TempDir(), "store")
	token := newToken(t, dir, "upload")
	quiet := storetest.NewS3Server(t) // serves the same folder, and tells nobody
	config := filepath.Join(t.TempDir(), "certcat.yaml")
	write := func(endpoint string) {
		text := "sources:\n- name: market\n  address: s3://bucket?endpoint=" + endpoint + "&region=eu-test-1\n  keys: raw\n  prefixes: [in/]\n  suffixes: [.pdf]\n  sweep: 2s\n"
		if err := os.WriteFile(config, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(quiet.Endpoint)
	put(t, client(t, quiet), "in/before 1.pdf", paper(t, 1001))
	put(t, client(t, quiet), "in/before 2.pdf", paper(t, 1002))
	env := []string{"AWS_ACCESS_KEY_ID=" + quiet.Env("AWS_ACCESS_KEY_ID"), "AWS_SECRET_ACCESS_KEY=" + quiet.Env("AWS_SECRET_ACCESS_KEY"),
		"HTTP_PROXY=", "http_proxy="}
	s := startServe(t, env, "serve", "--store", dir, "--config", config, "--listen", "127.0.0.1:0", "--catalog", filepath.Join(t.TempDir(), "catalog.db"), "--market", "GB", "--category", "toy")
	eventually(t, time.Minute, "the sweep finds what came before", func() bool {
		for _, line := range s.log.all("swept") {
			if line["found"] == 2.0 {
				return true
			}
		}
		return false
	})
	hook := strings.Replace(s.address, "http://", "http://events:"+token+"@", 1) + "/events/s3"
	telling := storetest.NewS3ServerOver(t, quiet, "VGW_EVENT_WEBHOOK_URL="+hook)
	c := client(t, telling)
	for i := range objects {
		put(t, c, fmt.Sprintf("in/%02d a+b %%2B 50%% 证书.pdf", i), paper(t, i))
	}
	put(t, c, "out/elsewhere.pdf", paper(t, 2000))
	kept, err := openStore(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	eventually(t, 3*time.Minute, "all objects have records", func() bool { return finalReceipts(t, kept) == objects+2 })
	if err := c.RemoveObject(t.Context(), "bucket", "in/00 a+b %2B 50% 证书.pdf", minio.RemoveObjectOptions{}); err != nil {
		t.Fatal(err)
	}
	put(t, c, "in/01 a+b %2B 50% 证书.pdf", paper(t, 3000))
	eventually(t, time.Minute, "the deletion and the new bytes are on record", func() bool {
		r := receiptsOf(t, kept)
		return r["in/00 a+b %2B 50% 证书.pdf"].State == certcat.Deleted && r["in/01 a+b %2B 50% 证书.pdf"].Document == store.Hash(paper(t, 3000)) &&
			r["in/01 a+b %2B 50% 证书.pdf"].State == certcat.Processed
	})
	s.end(t)
	checkRecords(t, kept)
	if _, ok := receiptsOf(t, kept)["out/elsewhere.pdf"]; ok {
		t.Error("an object outside the prefixes was taken")
	}
	for _, line := range s.log.lines {
		if text := fmt.Sprint(line); strings.Contains(text, "Toy") || strings.Contains(text, token) {
			t.Errorf("the log tells contents or secrets: %s", text)
		}
	}
	verifyStore(t, dir)
}

// checkRecords compares the receipts of what is not deleted with the records: each has one, of its document.
func checkRecords(t *testing.T, s *store.Store) {
	t.Helper()
	for key, r := range receiptsOf(t, s) {
		rec, _, err := s.Current(t.Context(), r.Document)
		if err != nil || r.State == certcat.Received || rec.State == "" {
			t.Errorf("%s: receipt %s, record %+v, %v", key, r.State, rec, err)
		}
	}
	if n := pendingIn(t, s); n != 0 {
		t.Errorf("%d pending markers", n)
	}
}

func verifyStore(t *testing.T, dir string) {
	t.Helper()
	program, err := builtReader()
	if err != nil {
		t.Fatal(err)
	}
	if out, err := exec.CommandContext(t.Context(), program, "store", "verify", dir).CombinedOutput(); err != nil {
		t.Errorf("store verify: %v\n%s", err, out)
	}
}

// newToken makes a token in a store.
func newToken(t *testing.T, dir, scope string) string {
	t.Helper()
	program, err := builtReader()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), program, "tokens", "new", "test", "--store", dir, "--scope", scope).Output()
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(string(out))
}

// request sends a request and gives status and body.
func request(t *testing.T, method, url, token string, body io.Reader) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(data)
}
