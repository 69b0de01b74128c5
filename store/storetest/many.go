package storetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync"
	"testing"

	"github.com/certcat/certcat/store"
)

// listOrder: the order is that of the keys' bytes, not that of folders.
func listOrder(t *testing.T, b store.Blobs) {
	sorted := []string{"a!", "a-b/x", "a-c", "a.d", "a/b", "a/b-", "a/c/d", "a/c0", "a0", "b/", "b0", "ba/x", "证/一", "证/二"}
	sorted[9] = "b/0"
	for i := range sorted {
		key := sorted[(i*5)%len(sorted)]
		put(t, b, key, key, store.IfAbsent())
	}
	want(t, b, "", sorted...)
	want(t, b, "a", sorted[:9]...)
	want(t, b, "a/", "a/b", "a/b-", "a/c/d", "a/c0")
	want(t, b, "a/b", "a/b", "a/b-")
	want(t, b, "a/c", "a/c/d", "a/c0")
	want(t, b, "a-", "a-b/x", "a-c")
	want(t, b, "b", "b/0", "b0", "ba/x")
	want(t, b, "证/", "证/一", "证/二")
	want(t, b, "z")
	want(t, b, "a/c/d/")
	for item, err := range b.List(t.Context(), "") { // a caller may stop at any time
		if err != nil || item.Key != "a!" || item.Size != 2 {
			t.Errorf("first of the listing: %+v %v", item, err)
		}
		break
	}
}

// listMany: more than the thousand that a server gives at once.
func listMany(t *testing.T, b store.Blobs) {
	const n = 2100
	var keys []string
	for i := range n {
		keys = append(keys, fmt.Sprintf("many/%02d/%05d", i/100, i))
	}
	var wg sync.WaitGroup
	for part := range 10 {
		wg.Go(func() {
			for i := part; i < n; i += 10 {
				if _, err := b.Put(t.Context(), keys[i], store.Bytes([]byte("x")), store.IfAbsent()); err != nil {
					t.Errorf("Put %s: %v", keys[i], err)
				}
			}
		})
	}
	wg.Wait()
	want(t, b, "many/", keys...)
	want(t, b, "many/07/", keys[700:800]...)
}

// listWhileWriting: what is there throughout is listed, whatever comes and goes beside it.
func listWhileWriting(t *testing.T, b store.Blobs) {
	fixed := map[string]bool{}
	for i := range 30 {
		key := fmt.Sprintf("fixed/%d/object", i)
		put(t, b, key, "x", store.IfAbsent())
		fixed[key] = true
	}
	stop := background(t, func(ctx context.Context, i int) error {
		key := fmt.Sprintf("fixed/%d/passing", i%30)
		if _, err := b.Put(ctx, key, store.Bytes([]byte("y")), store.Condition{}); err != nil {
			return err
		}
		return b.Delete(ctx, key)
	})
	for range 20 {
		seen := 0
		for item, err := range b.List(t.Context(), "fixed/") {
			if err != nil {
				t.Fatal(err)
			}
			if fixed[item.Key] {
				seen++
			} else if !strings.HasSuffix(item.Key, "/passing") {
				t.Errorf("listed %q, which nobody wrote", item.Key)
			}
		}
		if seen != len(fixed) {
			t.Errorf("listed %d of the %d objects that are there throughout", seen, len(fixed))
		}
	}
	stop()
}

// neverHalf: a reader meets one state of an object or another, never a mixture.
func neverHalf(t *testing.T, b store.Blobs) {
	state := func(i int) string { return strings.Repeat(string(rune('a'+i%26)), 200_000+i%26) }
	put(t, b, "half", state(0), store.IfAbsent())
	stop := background(t, func(ctx context.Context, i int) error {
		_, err := b.Put(ctx, "half", store.Bytes([]byte(state(i))), store.Condition{})
		return err
	})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 40 {
				data, _, err := read(t.Context(), b, "half")
				if err != nil {
					t.Error(err)
					return
				}
				if len(data) == 0 || string(data) != state(int(data[0]-'a')) {
					t.Errorf("read %d bytes that nobody wrote together", len(data))
					return
				}
			}
		})
	}
	wg.Wait()
	stop()
}

// deleteAndMake: an object that others delete all the time can be made all the time.
func deleteAndMake(t *testing.T, b store.Blobs) {
	stop := background(t, func(ctx context.Context, i int) error {
		return b.Delete(ctx, fmt.Sprintf("deep/er/and/%d", i%3))
	})
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			for range 30 {
				_, err := b.Put(t.Context(), fmt.Sprintf("deep/er/and/%d", i%3), store.Bytes([]byte("x")), store.IfAbsent())
				if err != nil && !errors.Is(err, store.ErrConflict) {
					t.Errorf("Put: %v", err)
				}
			}
		})
	}
	wg.Wait()
	stop()
	put(t, b, "deep/er/and/more", "x", store.IfAbsent())
	put(t, b, "last", "x", store.IfAbsent())
	for i := range 3 {
		if err := b.Delete(t.Context(), fmt.Sprintf("deep/er/and/%d", i)); err != nil {
			t.Error(err)
		}
	}
	want(t, b, "", "deep/er/and/more", "last")
	if err := b.Delete(t.Context(), "deep/er/and/more"); err != nil {
		t.Error(err)
	}
	put(t, b, "deep", "the name is free again", store.IfAbsent())
	want(t, b, "", "deep", "last")
}

func cancelled(t *testing.T, b store.Blobs) {
	put(t, b, "k", "x", store.IfAbsent())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := b.Get(ctx, "k")
	wantError(t, "Get", err, context.Canceled)
	_, err = b.Put(ctx, "new", store.Bytes([]byte("y")), store.IfAbsent())
	wantError(t, "Put", err, context.Canceled)
	wantError(t, "Delete", b.Delete(ctx, "k"), context.Canceled)
	var last error
	for _, err := range b.List(ctx, "") {
		last = err
	}
	wantError(t, "List", last, context.Canceled)
	want(t, b, "", "k")

	ctx, cancel = context.WithCancel(t.Context())
	object, err := b.Get(ctx, "k")
	if err != nil {
		t.Fatal(err)
	}
	object.Body.Close()
	content := store.Bytes(random(8 << 20))
	open := content.Open
	content.Open = func() (io.ReadCloser, error) { // the caller gives up while the bytes flow
		cancel()
		return open()
	}
	_, err = b.Put(ctx, "new", content, store.IfAbsent())
	wantError(t, "Put given up in the middle", err, context.Canceled)
	want(t, b, "", "k")
}

// background repeats a write until stop is called.
func background(t *testing.T, write func(ctx context.Context, i int) error) (stop func()) {
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := 0; ctx.Err() == nil; i++ {
			if err := write(ctx, i); err != nil && ctx.Err() == nil {
				t.Errorf("writing in the background: %v", err)
				return
			}
		}
	}()
	return func() {
		cancel()
		<-done
	}
}
