package dir_test

import (
	"testing"

	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/store/dir"
	"github.com/certcat/certcat/store/storetest"
)

func TestConformance(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Blobs { return create(t, t.TempDir()) })
}

func create(t *testing.T, folder string) *dir.Blobs {
	t.Helper()
	blobs, err := dir.Create(folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { blobs.Close() })
	return blobs
}
