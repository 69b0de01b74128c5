package dir

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/certcat/certcat/store"
)

// TestCreateWithoutLinks: where the file system has no hard links, one writer still wins.
func TestCreateWithoutLinks(t *testing.T) {
	b, err := Create(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	var wins atomic.Int64
	for i := range 20 {
		wg.Go(func() {
			temp, err := b.write(t.Context(), store.Bytes(fmt.Appendf(nil, "writer %d", i)))
			if err != nil {
				t.Error(err)
				return
			}
			defer temp.discard()
			switch err := b.createLocked(t.Context(), temp, "object"); {
			case err == nil:
				wins.Add(1)
			case !errors.Is(err, store.ErrConflict):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if wins.Load() != 1 {
		t.Errorf("%d writers won, want one", wins.Load())
	}
	if left, err := b.Temporaries(t.Context()); err != nil || len(left) != 0 {
		t.Errorf("temporary files left: %v, %v", left, err)
	}
}
