package s3_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/store/dir"
	"github.com/certcat/certcat/store/s3"
	"github.com/certcat/certcat/store/storetest"
)

func TestConformance(t *testing.T) {
	server := storetest.NewS3Server(t)
	var n atomic.Int64
	storetest.Run(t, func(t *testing.T) store.Blobs {
		return open(t, server, fmt.Sprintf("place %d/证/", n.Add(1)))
	})
}

func open(t testing.TB, server *storetest.S3Server, prefix string) *s3.Blobs {
	t.Helper()
	blobs, err := s3.Open(t.Context(), server.Address(prefix), server.Env)
	if err != nil {
		t.Fatal(err)
	}
	return blobs
}

// network stands between the client and the server, and lets fail what a test tells it to.
type network struct {
	mu     sync.Mutex
	fail   func(w http.ResponseWriter, r *http.Request, forward http.Handler) bool // false: all is well
	failed atomic.Int64
}

// bad puts a failing network before the server and gives the store behind it.
func bad(t *testing.T, server *storetest.S3Server, prefix string) (*s3.Blobs, *network) {
	t.Helper()
	target, err := url.Parse(server.Endpoint)
	if err != nil {
		t.Fatal(err)
	}
	forward := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host // it is signed
	}, ErrorHandler: func(w http.ResponseWriter, _ *http.Request, _ error) { w.WriteHeader(http.StatusBadGateway) }}
	n := &network{}
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n.mu.Lock()
		fail := n.fail
		n.mu.Unlock()
		if fail == nil || !fail(w, r, forward) {
			forward.ServeHTTP(w, r)
		}
	}))
	t.Cleanup(front.Close)
	blobs, err := s3.Open(t.Context(), "s3://bucket/"+prefix+"?region=eu-test-1&endpoint="+front.URL, server.Env)
	if err != nil {
		t.Fatal(err)
	}
	return blobs, n
}

func (n *network) set(fail func(http.ResponseWriter, *http.Request, http.Handler) bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.fail = fail
	n.failed.Store(0)
}

// times limits a failure to the first of the requests with this method.
func (n *network) times(limit int, method string, fail func(http.ResponseWriter, *http.Request, http.Handler)) func(http.ResponseWriter, *http.Request, http.Handler) bool {
	var count atomic.Int64
	return func(w http.ResponseWriter, r *http.Request, forward http.Handler) bool {
		if r.Method != method || count.Add(1) > int64(limit) {
			return false
		}
		n.failed.Add(1)
		fail(w, r, forward)
		return true
	}
}

func cut(http.ResponseWriter, *http.Request, http.Handler) { panic(http.ErrAbortHandler) }

func busy(w http.ResponseWriter, r *http.Request, _ http.Handler) {
	_, _ = io.Copy(io.Discard, r.Body)
	w.WriteHeader(http.StatusServiceUnavailable)
	fmt.Fprint(w, `<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>`)
}

// lost lets the server do its work and loses the answer.
func lost(_ http.ResponseWriter, r *http.Request, forward http.Handler) {
	forward.ServeHTTP(httptest.NewRecorder(), r)
	panic(http.ErrAbortHandler)
}

// half passes on half of the answer's body.
func half(w http.ResponseWriter, r *http.Request, forward http.Handler) {
	answer := httptest.NewRecorder()
	forward.ServeHTTP(answer, r)
	for name, values := range answer.Header() {
		w.Header()[name] = values
	}
	w.Header().Set("Content-Length", strconv.Itoa(answer.Body.Len()))
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes()[:answer.Body.Len()/2])
	_ = http.NewResponseController(w).Flush()
	panic(http.ErrAbortHandler)
}

func put(t *testing.T, b store.Blobs, key, data string, condition store.Condition) string {
	t.Helper()
	etag, err := b.Put(t.Context(), key, store.Bytes([]byte(data)), condition)
	if err != nil {
		t.Fatal(err)
	}
	return etag
}

func get(t *testing.T, b store.Blobs, key string) string {
	t.Helper()
	object, err := b.Get(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	defer object.Body.Close()
	data, err := io.ReadAll(object.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestBadNetwork(t *testing.T) {
	server := storetest.NewS3Server(t)
	blobs, net := bad(t, server, "bad")
	large := strings.Repeat("certificate ", 100_000)
	for name, fail := range map[string]func(http.ResponseWriter, *http.Request, http.Handler){"cut": cut, "busy": busy, "lost answer": lost} {
		t.Run(name, func(t *testing.T) {
			key := name + "/object"
			net.set(net.times(2, http.MethodPut, fail))
			first := put(t, blobs, key, "one", store.IfAbsent())
			net.set(net.times(2, http.MethodPut, fail))
			put(t, blobs, key, large, store.IfMatch(first))
			net.set(net.times(2, http.MethodGet, fail))
			if got := get(t, blobs, key); got != large {
				t.Errorf("read %d bytes that differ from the %d written", len(got), len(large))
			}
			net.set(net.times(2, http.MethodGet, fail))
			var listed []string
			for item, err := range blobs.List(t.Context(), name+"/") {
				if err != nil {
					t.Fatal(err)
				}
				listed = append(listed, item.Key)
			}
			if !reflect.DeepEqual(listed, []string{key}) {
				t.Errorf("listed %q, want %q", listed, key)
			}
			net.set(net.times(2, http.MethodDelete, fail))
			if err := blobs.Delete(t.Context(), key); err != nil {
				t.Error(err)
			}
			if failed := net.failed.Load(); failed != 2 {
				t.Errorf("the network failed %d times, want 2", failed)
			}
		})
	}
	net.set(nil)
	put(t, blobs, "large", large, store.IfAbsent())
	net.set(net.times(3, http.MethodGet, half))
	if got := get(t, blobs, "large"); got != large || net.failed.Load() != 3 {
		t.Errorf("over a line that broke %d times came %d bytes, want all %d", net.failed.Load(), len(got), len(large))
	}
}

// TestLostAnswerOfAnother: an answer is lost, and meanwhile another writer was first.
func TestLostAnswerOfAnother(t *testing.T) {
	server := storetest.NewS3Server(t)
	blobs, net := bad(t, server, "")
	direct := open(t, server, "")
	net.set(net.times(1, http.MethodPut, func(http.ResponseWriter, *http.Request, http.Handler) {
		put(t, direct, "key", "another's", store.IfAbsent())
		panic(http.ErrAbortHandler)
	}))
	_, err := blobs.Put(t.Context(), "key", store.Bytes([]byte("mine")), store.IfAbsent())
	wantError(t, err, store.ErrConflict)
	if got := get(t, blobs, "key"); got != "another's" {
		t.Errorf("holds %q", got)
	}
}

func wantError(t *testing.T, err, want error) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), want.Error()) {
		t.Errorf("error %v, want %v", err, want)
	}
}

// TestTampered changes bytes between client and server: the server refuses them.
func TestTampered(t *testing.T) {
	server := storetest.NewS3Server(t)
	blobs, net := bad(t, server, "")
	net.set(func(w http.ResponseWriter, r *http.Request, forward http.Handler) bool {
		if r.Method == http.MethodPut {
			r.Body = io.NopCloser(strings.NewReader("evil"))
		}
		forward.ServeHTTP(w, r)
		return true
	})
	_, err := blobs.Put(t.Context(), "key", store.Bytes([]byte("good")), store.IfAbsent())
	wantError(t, err, store.ErrDamaged)
	for item, err := range open(t, server, "").List(t.Context(), "") {
		t.Errorf("%s was written (%v)", item.Key, err)
	}
}

func TestOpenErrors(t *testing.T) {
	server := storetest.NewS3Server(t)
	env := func(changes ...string) func(string) string {
		return func(name string) string {
			for i := 0; i < len(changes); i += 2 {
				if changes[i] == name {
					return changes[i+1]
				}
			}
			return server.Env(name)
		}
	}
	for _, test := range []struct {
		address string
		env     func(string) string
		want    string
	}{
		{"s3://nowhere/x?region=eu-test-1&endpoint=" + server.Endpoint, env(), "there is no bucket nowhere at " + strings.TrimPrefix(server.Endpoint, "http://") + ": make it first"},
		{server.Address(""), env("AWS_SECRET_ACCESS_KEY", "wrong"), "reaching bucket bucket at"},
		{server.Address(""), env("AWS_ACCESS_KEY_ID", "", "AWS_SHARED_CREDENTIALS_FILE", "/no/such/file"), "no credentials for the bucket: set AWS_ACCESS_KEY_ID"},
		{"s3://bucket/x?endpoint=http://127.0.0.1:1", env(), "connection refused"},
		{"s3://bucket/x?endpoint=" + strings.Replace(server.Endpoint, "http:", "https:", 1), env(), "HTTP response to HTTPS client"},
		{"s3://bucket/../x?endpoint=" + server.Endpoint, env(), "unusable key"},
		{"s3://bucket/x?colour=red", env(), `there is no option "colour"`},
		{"s3://bucket/x?path-style=perhaps", env(), "path-style=perhaps is neither true nor false"},
		{"s3://bucket/x?endpoint=ftp://host", env(), `the endpoint "ftp://host" is not https://host:port`},
		{"s3://bucket/x?endpoint=http://host/path", env(), "is not https://host:port"},
		{"s3:///x", env(), "it is not s3://, a bucket and a prefix"},
		{"s3://key:secret@bucket/x", env(), "credentials belong into the environment"},
		{"http://bucket/x", env(), "it is not s3://"},
	} {
		began := time.Now()
		_, err := s3.Open(t.Context(), test.address, test.env)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("Open %s: error %v, want %q in it", test.address, err, test.want)
		}
		if took := time.Since(began); took > 10*time.Second {
			t.Errorf("Open %s: took %v to fail", test.address, took)
		}
	}
}

func TestOpenFromEnvironment(t *testing.T) {
	server := storetest.NewS3Server(t)
	file := filepath.Join(t.TempDir(), "credentials")
	text := "[default]\naws_access_key_id = x\naws_secret_access_key = y\n[tests]\naws_access_key_id = " + server.Env("AWS_ACCESS_KEY_ID") +
		"\naws_secret_access_key = " + server.Env("AWS_SECRET_ACCESS_KEY") + "\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, endpoint := range []string{"CERTCAT_S3_ENDPOINT", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"} {
		env := map[string]string{endpoint: server.Endpoint, "AWS_REGION": "eu-test-1", "AWS_SHARED_CREDENTIALS_FILE": file, "AWS_PROFILE": "tests"}
		blobs, err := s3.Open(t.Context(), "s3://bucket", func(name string) string { return env[name] })
		if err != nil {
			t.Errorf("%s: %v", endpoint, err)
			continue
		}
		put(t, blobs, endpoint, "x", store.IfAbsent())
	}
}

// TestStore copies a store from a folder into a bucket and back, and verifies it everywhere.
func TestStore(t *testing.T) {
	server := storetest.NewS3Server(t)
	ctx, bucket := t.Context(), open(t, server, "a/store")
	home, err := dir.Create(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Create(ctx, home, "")
	if err != nil {
		t.Fatal(err)
	}
	fill(t, s)
	want := report(t, s)
	if want.Originals != 3 || !want.Clean() || len(want.Leftovers) > 0 {
		t.Errorf("report of the folder: %+v", want)
	}
	if _, err := store.Copy(ctx, home, bucket, nil); err != nil {
		t.Fatal(err)
	}
	remote, err := store.Open(ctx, bucket, "")
	if err != nil {
		t.Fatal(err)
	}
	if got := report(t, remote); !reflect.DeepEqual(got, want) {
		t.Errorf("report of the bucket:\n got %+v\nwant %+v", got, want)
	}
	fill(t, remote) // twice is once, there too
	if got := report(t, remote); !reflect.DeepEqual(got, want) {
		t.Errorf("report of the bucket after a second run:\n got %+v\nwant %+v", got, want)
	}
	back, err := dir.Create(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	copied, err := store.Copy(ctx, bucket, back, nil)
	if err != nil || !copied.Clean() {
		t.Fatal(copied, err)
	}
	n := 0
	for item, err := range home.List(ctx, "") {
		if err != nil {
			t.Fatal(err)
		}
		if get(t, back, item.Key) != get(t, home, item.Key) {
			t.Errorf("%s differs after two copies", item.Key)
		}
		n++
	}
	if copied.Copied+copied.There != n {
		t.Errorf("%+v, want %d objects", copied, n)
	}
}

func report(t *testing.T, s *store.Store) store.Report {
	t.Helper()
	r, err := s.Verify(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// fill puts three documents with all that belongs to them into a store.
func fill(t *testing.T, s *store.Store) {
	t.Helper()
	ctx := t.Context()
	for i := range 3 {
		data := fmt.Sprintf("certificate %d", i)
		id := store.Hash([]byte(data))
		r := certcat.Receipt{Door: "batch", Key: fmt.Sprintf("证书 %d+%%.pdf", i), Document: id, State: certcat.Processed}
		open := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(data)), nil }
		_, _, err1 := s.PutOriginal(ctx, id, int64(len(data)), open)
		_, err2 := s.PutReceipt(ctx, r)
		document, err3 := s.PutDocument(ctx, certcat.Document{ID: id})
		pages, err4 := s.PutPages(ctx, certcat.Pages{Document: id, Key: "r"})
		_, err5 := s.PutPicture(ctx, id, 1, 120, []byte("jpeg"))
		for _, err := range []error{err1, err2, err3, err4, err5} {
			if err != nil {
				t.Fatal(err)
			}
		}
		if now, _, err := s.Current(ctx, id); err == nil && now.Revision == 1 {
			continue
		}
		if _, err := s.PutCurrent(ctx, store.Record{Document: id, Revision: 1, Objects: []store.Ref{document, pages}}, ""); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Checkpoint(ctx); err != nil {
		t.Fatal(err)
	}
}

func BenchmarkStore(b *testing.B) {
	server := storetest.NewS3Server(b)
	var n atomic.Int64
	storetest.Bench(b, func(b *testing.B) store.Blobs { return open(b, server, fmt.Sprint("bench", n.Add(1))) })
}
