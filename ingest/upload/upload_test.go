package upload

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/ingest"
)

// room keeps uploads in memory, and lets in who says "sender" or "reader".
type room struct {
	mu      sync.Mutex
	kept    []certcat.Receipt
	bytes   map[string]string
	state   certcat.ReceiptState
	fail    error
	told    func(Progress)
	waiting chan struct{} // Keep waits for it, where it is not nil
}

func (*room) Sender(r *http.Request, may string) (Sender, error) {
	switch r.Header.Get("Authorization") {
	case "Bearer sender":
		return Sender{"main", "robot"}, nil
	case "Bearer reader":
		if may == Send {
			return Sender{}, ErrForbidden
		}
		return Sender{"main", "reader"}, nil
	case "Bearer broken":
		return Sender{}, errors.New("store at /secret/path is gone")
	}
	return Sender{}, ErrUnknown
}

func (*room) Accept(ctx context.Context, path string) (certcat.Document, error) {
	return ingest.Ingest{Limits: ingest.Limits{Bytes: 1000}}.Accept(ctx, path)
}

func (k *room) Keep(_ context.Context, tenant string, r certcat.Receipt, path string) error {
	if k.waiting != nil {
		<-k.waiting
	}
	data, err := os.ReadFile(path)
	if err != nil || k.fail != nil {
		return errors.Join(err, k.fail)
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.kept = append(k.kept, r)
	if k.bytes == nil {
		k.bytes = map[string]string{}
	}
	k.bytes[tenant+" "+r.Document] = string(data)
	return nil
}

func (k *room) Known(_ context.Context, tenant, document string) (Known, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if _, ok := k.bytes[tenant+" "+document]; !ok {
		return Known{}, ErrUnknown
	}
	return Known{ID: document, State: k.state}, nil
}

func (k *room) Follow(_, _ string, told func(Progress)) (func(), error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.told = told
	return func() {}, nil
}

func start(t *testing.T, k *room, l Limits) (send func(method, path, token, kind string, body io.Reader) (int, string)) {
	t.Helper()
	server := httptest.NewServer(Handler(k, k, l, func(error) {}))
	t.Cleanup(server.Close)
	return func(method, path, token, kind string, body io.Reader) (int, string) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, body)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+token)
		r.Header.Set("Content-Type", kind)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			return 0, err.Error()
		}
		defer answer.Body.Close()
		data, _ := io.ReadAll(answer.Body)
		return answer.StatusCode, string(data)
	}
}

func form(files ...string) (io.Reader, string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	_ = w.WriteField("comment", "not a file")
	for i := 0; i+1 < len(files); i += 2 {
		part, _ := w.CreateFormFile("file", files[i])
		_, _ = io.WriteString(part, files[i+1])
	}
	w.Close()
	return &b, w.FormDataContentType()
}

func TestUploadsAreKept(t *testing.T) {
	k := &room{state: certcat.Received}
	send := start(t, k, Limits{})
	status, body := send(http.MethodPost, "/v1/documents?name=../..%2Fetc%2Fa%00b.pdf", "sender", "application/pdf", strings.NewReader("%PDF-1.7 one"))
	var got struct{ Documents []arrived }
	if err := json.Unmarshal([]byte(body), &got); err != nil || status != http.StatusAccepted || len(got.Documents) != 1 {
		t.Fatalf("raw: %d %s", status, body)
	}
	first := got.Documents[0]
	if first.Name != "a\ufffdb.pdf" || first.Size != 12 || first.State != certcat.Received || first.Location != "/v1/documents/"+first.ID {
		t.Errorf("raw: %+v", first)
	}
	files, kind := form("one.pdf", "%PDF-1.7 one", `C:\two.pdf`, "%PDF-1.7 two", "text.pdf", "only text")
	status, body = send(http.MethodPost, "/v1/documents", "sender", kind, files)
	if err := json.Unmarshal([]byte(body), &got); err != nil || status != http.StatusAccepted || len(got.Documents) != 3 {
		t.Fatalf("form: %d %s", status, body)
	}
	if again := got.Documents[0]; again.ID != first.ID || again.Receipt == first.Receipt {
		t.Errorf("the same bytes: %+v after %+v; want the same document and another receipt", again, first)
	}
	if got.Documents[1].Name != "two.pdf" || len(got.Documents[2].Problems) != 1 {
		t.Errorf("form: %+v", got.Documents)
	}
	for _, r := range k.kept {
		if r.Door != Door || r.User != "robot" || r.Document == "" || r.State != certcat.Received {
			t.Errorf("receipt %+v", r)
		}
	}
	if len(k.kept) != 4 || k.bytes["main "+first.ID] != "%PDF-1.7 one" {
		t.Errorf("kept %d receipts, bytes %q", len(k.kept), k.bytes["main "+first.ID])
	}
	if left, _ := os.ReadDir(os.TempDir()); len(left) > 0 {
		for _, f := range left {
			if strings.HasPrefix(f.Name(), "certcat-upload-") && time.Since(started) < time.Minute {
				if info, err := f.Info(); err == nil && info.ModTime().After(started) {
					t.Errorf("the temporary file %s stays", f.Name())
				}
			}
		}
	}
}

var started = time.Now()

func TestWhatIsRefused(t *testing.T) {
	k := &room{}
	send := start(t, k, Limits{Bytes: 2000, Files: 2})
	three, kind3 := form("1", "a", "2", "b", "3", "c")
	none, kind0 := form()
	for _, c := range []struct {
		name, method, path, token, kind string
		body                            io.Reader
		want                            int
		code                            string
	}{
		{"nobody", http.MethodPost, "/v1/documents", "", "", strings.NewReader("x"), 401, "token-needed"},
		{"a stranger", http.MethodPost, "/v1/documents", "guess", "", strings.NewReader("x"), 401, "token-needed"},
		{"no right to send", http.MethodPost, "/v1/documents", "reader", "", strings.NewReader("x"), 403, "token-scope"},
		{"a broken store of tokens", http.MethodPost, "/v1/documents", "broken", "", strings.NewReader("x"), 503, "machine"},
		{"a body over the limit", http.MethodPost, "/v1/documents", "sender", "", strings.NewReader(strings.Repeat("x", 3000)), 413, "too-large"},
		{"a file over the limit", http.MethodPost, "/v1/documents", "sender", "", strings.NewReader(strings.Repeat("x", 1500)), 413, "too-large"},
		{"too many files", http.MethodPost, "/v1/documents", "sender", kind3, three, 413, "too-many-files"},
		{"no file", http.MethodPost, "/v1/documents", "sender", kind0, none, 400, "no-file"},
		{"a form cut off", http.MethodPost, "/v1/documents", "sender", "multipart/form-data; boundary=x", strings.NewReader("--x\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\nabc"), 400, "body"},
		{"a form without a boundary", http.MethodPost, "/v1/documents", "sender", "multipart/form-data", strings.NewReader("abc"), 400, "body"},
		{"an unknown document", http.MethodGet, "/v1/documents/" + strings.Repeat("0", 64), "reader", "", nil, 404, "unknown"},
		{"no document's ID", http.MethodGet, "/v1/documents/..%2F..%2Fsettings", "reader", "", nil, 404, "unknown"},
		{"another method", http.MethodDelete, "/v1/documents/x", "sender", "", nil, 405, ""},
	} {
		status, body := send(c.method, c.path, c.token, c.kind, c.body)
		var problem struct{ Code string }
		_ = json.Unmarshal([]byte(body), &problem)
		if status != c.want || problem.Code != c.code || strings.Contains(body, "secret") {
			t.Errorf("%s: %d %q, want %d %q: %s", c.name, status, problem.Code, c.want, c.code, body)
		}
	}
	k.fail = errors.New("disk /secret full")
	if status, body := send(http.MethodPost, "/v1/documents", "sender", "", strings.NewReader("%PDF-1.7")); status != 503 || strings.Contains(body, "secret") {
		t.Errorf("a store that fails: %d %s", status, body)
	}
}

func TestBodiesAreLimitedInNumberAndTime(t *testing.T) {
	k := &room{waiting: make(chan struct{})}
	send := start(t, k, Limits{Bodies: 1, Time: 300 * time.Millisecond})
	first := make(chan int)
	go func() {
		status, _ := send(http.MethodPost, "/v1/documents", "sender", "", strings.NewReader("%PDF-1.7"))
		first <- status
	}()
	time.Sleep(100 * time.Millisecond)
	if status, body := send(http.MethodPost, "/v1/documents", "sender", "", strings.NewReader("%PDF-1.7")); status != 503 || !strings.Contains(body, "busy") {
		t.Errorf("a second body at once: %d %s", status, body)
	}
	close(k.waiting)
	if status := <-first; status != http.StatusAccepted {
		t.Errorf("the first body: %d", status)
	}
	slow, writer := io.Pipe()
	go func() {
		for range 100 {
			if _, err := fmt.Fprint(writer, "%PDF"); err != nil {
				return
			}
			time.Sleep(50 * time.Millisecond)
		}
		writer.Close()
	}()
	began := time.Now()
	if status, _ := send(http.MethodPost, "/v1/documents", "sender", "", slow); status == http.StatusAccepted || time.Since(began) > 3*time.Second {
		t.Errorf("a body that trickles: %d after %s", status, time.Since(began))
	}
}

func TestProgressIsStreamed(t *testing.T) {
	k := &room{state: certcat.Received}
	send := start(t, k, Limits{})
	_, body := send(http.MethodPost, "/v1/documents", "sender", "", strings.NewReader("%PDF-1.7"))
	var got struct{ Documents []arrived }
	if err := json.Unmarshal([]byte(body), &got); err != nil {
		t.Fatal(err)
	}
	stream := make(chan string)
	go func() {
		_, body := send(http.MethodGet, "/v1/documents/"+got.Documents[0].ID+"/events", "reader", "", nil)
		stream <- body
	}()
	for { // until somebody listens
		k.mu.Lock()
		told := k.told
		k.mu.Unlock()
		if told != nil {
			told(Progress{Stage: "read", Page: 1, Of: 2})
			k.mu.Lock()
			k.state = certcat.Processed
			k.mu.Unlock()
			told(Progress{Stage: "done"})
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	select {
	case text := <-stream:
		if !strings.HasPrefix(text, "event: progress\ndata: {\"stage\":\"read\",\"page\":1,\"of\":2}\n\n") || !strings.HasSuffix(text, "\n\n") ||
			!strings.Contains(text, "event: done\ndata: {\"id\":\""+got.Documents[0].ID+"\",\"revision\":0,\"state\":\"processed\"}") {
			t.Errorf("stream:\n%s", text)
		}
	case <-time.After(10 * time.Second):
		t.Error("the stream does not end")
	}
}
