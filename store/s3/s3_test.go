package s3_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/certcat/certcat/store"
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
