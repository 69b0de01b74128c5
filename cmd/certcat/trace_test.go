package main

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	spans "go.opentelemetry.io/proto/otlp/trace/v1"
	"google.golang.org/protobuf/proto"
)

// collected are the spans that a receiver of traces was sent.
type collected struct {
	mu    sync.Mutex
	spans []*spans.Span
}

func (c *collected) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	var sent collector.ExportTraceServiceRequest
	if err == nil {
		err = proto.Unmarshal(body, &sent)
	}
	if err != nil || r.URL.Path != "/v1/traces" {
		http.Error(w, fmt.Sprint(r.URL.Path, err), http.StatusBadRequest)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, resource := range sent.ResourceSpans {
		for _, scope := range resource.ScopeSpans {
			c.spans = append(c.spans, scope.Spans...)
		}
	}
}

// TestOneTraceThroughADocumentsLife lets a service send its traces to a receiver. One trace goes from the upload through
// the queue to the record, and holds nothing of names and contents.
func TestOneTraceThroughADocumentsLife(t *testing.T) {
	got := &collected{}
	receiver := httptest.NewServer(got)
	defer receiver.Close()
	s := startServe(t, nil, "serve", "--store", filepath.Join(t.TempDir(), "store"), "--listen", "127.0.0.1:0", "--otlp", receiver.URL, "--market", "GB", "--category", "toy")
	status, body := request(t, http.MethodPost, s.address+"/v1/documents?name=secret-seller.pdf", "", bytes.NewReader(paper(t, 1)))
	var sent struct {
		Documents []struct{ ID string }
	}
	if err := json.Unmarshal([]byte(body), &sent); err != nil || status != http.StatusAccepted || len(sent.Documents) != 1 {
		t.Fatalf("upload: %d %s %v", status, body, err)
	}
	eventually(t, time.Minute, "the document is processed", func() bool {
		_, body := request(t, http.MethodGet, s.address+"/v1/documents/"+sent.Documents[0].ID, "", nil)
		return strings.Contains(body, `"state":"processed"`)
	})
	s.end(t) // what is left is sent
	got.mu.Lock()
	defer got.mu.Unlock()
	byID, names := map[string]*spans.Span{}, map[string]int{}
	for _, span := range got.spans {
		byID[hex.EncodeToString(span.SpanId)] = span
		names[span.Name]++
		if text := span.String(); strings.Contains(text, "secret-seller") || strings.Contains(text, "Toy") {
			t.Errorf("a span tells contents or names: %s", text)
		}
	}
	for _, name := range []string{"arrive", "document", "accept the file", "keep the original", "read the pages", "extract", "check", "make the record current", "close the receipt"} {
		if names[name] != 1 {
			t.Errorf("%d spans %q, want 1", names[name], name)
		}
	}
	for _, span := range got.spans {
		if !slices.Equal(span.TraceId, got.spans[0].TraceId) {
			t.Errorf("span %q belongs to another trace", span.Name)
		}
		above := byID[hex.EncodeToString(span.ParentSpanId)]
		want := map[string]string{"arrive": "", "document": "arrive"}
		parent, ok := want[span.Name]
		if !ok {
			parent = "document"
		}
		if above.GetName() != parent {
			t.Errorf("span %q lies below %q, want %q", span.Name, above.GetName(), parent)
		}
	}
}
