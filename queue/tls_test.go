package queue

import (
	"context"
	"crypto/tls"
	"encoding/pem"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// TestTLS reaches a NATS server that speaks nothing but TLS: with its authority named, and not without.
func TestTLS(t *testing.T) {
	web := httptest.NewTLSServer(nil) // for its certificate, which is its own authority
	defer web.Close()
	s, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: t.TempDir(), NoSigs: true, NoLog: true,
		Username: "certcat", Password: "secret", TLSConfig: &tls.Config{Certificates: web.TLS.Certificates, MinVersion: tls.VersionTLS12}})
	must(t, err)
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(30 * time.Second) {
		t.Fatal("the server does not get ready")
	}
	ca := filepath.Join(t.TempDir(), "ca.pem")
	must(t, os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: web.Certificate().Raw}), 0o600))
	o := Options{URL: s.ClientURL(), User: "certcat", Password: "secret", CA: ca}
	if !strings.HasPrefix(o.URL, "tls://") {
		o.URL = strings.Replace(o.URL, "nats://", "tls://", 1)
	}
	q := open(t, o)
	add(t, q, job("main", "a.pdf"), true)
	task := take(t, q, 10*time.Second)
	if task == nil {
		t.Fatal("no job comes")
	}
	must(t, task.Done(t.Context()))
	for name, change := range map[string]func(*Options){
		"an unknown authority": func(o *Options) { o.CA = "" },
		"a wrong password":     func(o *Options) { o.Password = "wrong" },
	} {
		wrong := o
		change(&wrong)
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		if q, err := Open(ctx, wrong); err == nil {
			q.Close()
			t.Errorf("the queue opens with %s", name)
		}
		cancel()
	}
}
