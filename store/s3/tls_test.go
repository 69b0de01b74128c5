package s3_test

import (
	"strings"
	"testing"

	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/store/s3"
	"github.com/certcat/certcat/store/storetest"
)

// TestTLS reaches a server that speaks nothing but TLS: with its authority named, and not without.
func TestTLS(t *testing.T) {
	server, ca := storetest.NewTLSServer(t)
	blobs, err := s3.Open(t.Context(), server.Address("")+"&ca="+ca, server.Env)
	if err != nil {
		t.Fatal(err)
	}
	put(t, blobs, "a", "x", store.IfAbsent())
	if _, err := s3.Open(t.Context(), server.Address(""), server.Env); err == nil || !strings.Contains(err.Error(), "certificate signed by unknown authority") {
		t.Errorf("a server whose authority nobody knows: %v", err)
	}
	if _, err := s3.Open(t.Context(), server.Address("")+"&ca="+ca+".missing", server.Env); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("a missing file of authorities: %v", err)
	}
}
