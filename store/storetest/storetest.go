// Package storetest holds the promises of store.Blobs as tests. Every backend passes them against the real thing.
package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/certcat/certcat/store"
)

// Run proves that a backend keeps the promises of store.Blobs. open is called once for each test and gives an empty
// place; all calls on what it gives have to see the same objects.
func Run(t *testing.T, open func(t *testing.T) store.Blobs) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, store.Blobs)
	}{
		{"RoundTrip", roundTrip},
		{"NotFound", notFound},
		{"Conditions", conditions},
		{"CreateRace", createRace},
		{"MatchRace", matchRace},
		{"OddKeys", oddKeys},
		{"RefusedKeys", refusedKeys},
		{"BelowAnObject", belowAnObject},
		{"Large", large},
		{"Damaged", damaged},
		{"ListOrder", listOrder},
		{"ListMany", listMany},
		{"ListWhileWriting", listWhileWriting},
		{"NeverHalf", neverHalf},
		{"DeleteAndMake", deleteAndMake},
		{"Cancelled", cancelled},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, open(t)) })
	}
}

func roundTrip(t *testing.T, b store.Blobs) {
	for _, data := range []string{"", "x", "two\nlines\n", strings.Repeat("z", 70_000)} {
		etag := put(t, b, "folder/key", data, store.Condition{})
		body, got := get(t, b, "folder/key")
		if body != data || got != etag {
			t.Errorf("wrote %d bytes with ETag %q, read %d bytes with ETag %q", len(data), etag, len(body), got)
		}
	}
	want(t, b, "", "folder/key")
}

func notFound(t *testing.T, b store.Blobs) {
	put(t, b, "there/file", "x", store.Condition{})
	for _, key := range []string{"nothing", "there", "there/nothing", "there/file/below", "no/such/folder"} {
		_, err := b.Get(t.Context(), key)
		wantError(t, "Get "+key, err, store.ErrNotFound)
		if err := b.Delete(t.Context(), key); err != nil {
			t.Errorf("Delete %s: %v", key, err)
		}
		_, err = b.Put(t.Context(), "nothing", store.Bytes([]byte("y")), store.IfMatch("0123456789abcdef"))
		wantError(t, "Put IfMatch on nothing", err, store.ErrConflict)
	}
	want(t, b, "", "there/file")
	want(t, b, "none/")
	want(t, b, "there/file/")
}

func conditions(t *testing.T, b store.Blobs) {
	first := put(t, b, "k", "one", store.IfAbsent())
	_, err := b.Put(t.Context(), "k", store.Bytes([]byte("two")), store.IfAbsent())
	wantError(t, "second IfAbsent", err, store.ErrConflict)
	_, err = b.Put(t.Context(), "k", store.Bytes([]byte("one")), store.IfAbsent())
	wantError(t, "second IfAbsent with the same bytes", err, store.ErrConflict)
	_, err = b.Put(t.Context(), "k", store.Bytes([]byte("two")), store.IfMatch("0123456789abcdef"))
	wantError(t, "IfMatch with another ETag", err, store.ErrConflict)
	if body, etag := get(t, b, "k"); body != "one" || etag != first {
		t.Errorf("after refused writes: %q %q, want %q %q", body, etag, "one", first)
	}
	second := put(t, b, "k", "two", store.IfMatch(first))
	if second == first {
		t.Errorf("other bytes have the same ETag %q", first)
	}
	_, err = b.Put(t.Context(), "k", store.Bytes([]byte("three")), store.IfMatch(first))
	wantError(t, "IfMatch with an old ETag", err, store.ErrConflict)
	put(t, b, "k", "four", store.Condition{})
	if body, _ := get(t, b, "k"); body != "four" {
		t.Errorf("holds %q, want %q", body, "four")
	}
	if err := b.Delete(t.Context(), "k"); err != nil {
		t.Fatal(err)
	}
	_, err = b.Get(t.Context(), "k")
	wantError(t, "Get after Delete", err, store.ErrNotFound)
	put(t, b, "k", "five", store.IfAbsent())
}

const racers = 20

func createRace(t *testing.T, b store.Blobs) {
	for round := range 5 {
		key := fmt.Sprintf("race/%d/object", round)
		wins := race(t, func(i int) error {
			_, err := b.Put(t.Context(), key, store.Bytes(fmt.Appendf(nil, "writer %d", i)), store.IfAbsent())
			return err
		})
		if len(wins) != 1 {
			t.Fatalf("round %d: writers %v of %d won, want one", round, wins, racers)
		}
		if body, _ := get(t, b, key); body != fmt.Sprintf("writer %d", wins[0]) {
			t.Errorf("round %d: writer %d won, the object holds %q", round, wins[0], body)
		}
	}
}

// matchRace lets each writer add its own line until it has got through: no line may be lost.
func matchRace(t *testing.T, b store.Blobs) {
	put(t, b, "counter", "", store.IfAbsent())
	wins := race(t, func(i int) error {
		for {
			data, etag, err := read(t.Context(), b, "counter")
			if err != nil {
				return err
			}
			_, err = b.Put(t.Context(), "counter", store.Bytes(fmt.Appendf(data, "%02d\n", i)), store.IfMatch(etag))
			if !errors.Is(err, store.ErrConflict) {
				return err
			}
		}
	})
	if len(wins) != racers {
		t.Errorf("writers %v got through, want all %d", wins, racers)
	}
	body, _ := get(t, b, "counter")
	lines := strings.Fields(body)
	slices.Sort(lines)
	var all []string
	for i := range racers {
		all = append(all, fmt.Sprintf("%02d", i))
	}
	if !slices.Equal(lines, all) {
		t.Errorf("lines %v, want each of %d once", lines, racers)
	}
}

// race runs all writers at once and says which of them didn't meet ErrConflict.
func race(t *testing.T, write func(i int) error) []int {
	t.Helper()
	var wg sync.WaitGroup
	start, errs := make(chan struct{}), make([]error, racers)
	for i := range racers {
		wg.Go(func() {
			<-start
			errs[i] = write(i)
		})
	}
	close(start)
	wg.Wait()
	var wins []int
	for i, err := range errs {
		if err == nil {
			wins = append(wins, i)
		} else if !errors.Is(err, store.ErrConflict) {
			t.Errorf("writer %d: %v", i, err)
		}
	}
	return wins
}

func oddKeys(t *testing.T, b store.Blobs) {
	keys := []string{
		"a b/c d.pdf", " leading and trailing ", "a+b", "100%", "%2F%2e%2e", "a%20b", "é/ü", "证书/检测报告.pdf", "شهادة", "сертификат",
		".hidden", "..two", "...", "x/..y/.z", "a..b", "~", "#?&=;,:@$!*'()[]{}|^`<>\"", "-rf", "--", "CON", "😀",
		"long/" + strings.Repeat("n", 255), strings.Repeat("m", 255) + "/" + strings.Repeat("证", 85),
		strings.Repeat("deep/", 100) + "end", "tmp/x", "certcat", "a\u0301", "\u00e1",
	}
	for i, key := range keys {
		put(t, b, key, fmt.Sprintf("object %d", i), store.IfAbsent())
	}
	for i, key := range keys {
		if body, _ := get(t, b, key); body != fmt.Sprintf("object %d", i) {
			t.Errorf("key %q holds %q, want %q", key, body, fmt.Sprintf("object %d", i))
		}
		want(t, b, key, key)
	}
	sorted := slices.Sorted(slices.Values(keys))
	want(t, b, "", sorted...)
	for _, key := range keys {
		if err := b.Delete(t.Context(), key); err != nil {
			t.Errorf("Delete %q: %v", key, err)
		}
	}
	want(t, b, "")
}

func refusedKeys(t *testing.T, b store.Blobs) {
	for _, key := range []string{
		"", "/", "/a", "a/", "a//b", ".", "..", "../a", "a/../b", "a/./b", "a/..", "nul\x00", "new\nline", "\x7f", "\u0085", "\xff\xfe", "a\\b",
		strings.Repeat("n", 256), strings.Repeat("abcd/", 181), ".certcat/tmp/x", ".certcat",
	} {
		_, err := b.Put(t.Context(), key, store.Bytes(nil), store.Condition{})
		wantError(t, fmt.Sprintf("Put %q", key), err, store.ErrKey)
		_, err = b.Get(t.Context(), key)
		wantError(t, fmt.Sprintf("Get %q", key), err, store.ErrKey)
		wantError(t, fmt.Sprintf("Delete %q", key), b.Delete(t.Context(), key), store.ErrKey)
	}
	want(t, b, "")
}

// belowAnObject: a backend either holds both "a" and "a/b" or refuses the second with ErrKey; it never loses the first.
func belowAnObject(t *testing.T, b store.Blobs) {
	put(t, b, "a", "above", store.Condition{})
	put(t, b, "c/d", "below", store.Condition{})
	for _, key := range []string{"a/b", "c"} {
		for _, condition := range []store.Condition{{}, store.IfAbsent()} {
			_, err := b.Put(t.Context(), key, store.Bytes([]byte("x")), condition)
			if err != nil && !errors.Is(err, store.ErrKey) && !errors.Is(err, store.ErrConflict) {
				t.Errorf("Put %q: %v, want success or %v", key, err, store.ErrKey)
			}
		}
	}
	for key, data := range map[string]string{"a": "above", "c/d": "below"} {
		if body, _ := get(t, b, key); body != data {
			t.Errorf("%s holds %q, want %q", key, body, data)
		}
	}
}

func large(t *testing.T, b store.Blobs) {
	data := random(33 << 20)
	put(t, b, "large", string(data), store.IfAbsent())
	_, err := b.Put(t.Context(), "large", store.Bytes(data[:20<<20]), store.IfAbsent())
	wantError(t, "second large IfAbsent", err, store.ErrConflict)
	if body, _ := get(t, b, "large"); body != string(data) {
		t.Errorf("read %d bytes that differ from the %d written", len(body), len(data))
	}
}

func damaged(t *testing.T, b store.Blobs) {
	before := put(t, b, "k", "before", store.IfAbsent())
	for name, content := range map[string]store.Content{
		"other bytes": {Size: 5, SHA256: store.Hash([]byte("right")), Open: text("wrong")},
		"too short":   {Size: 5, SHA256: store.Hash([]byte("right")), Open: text("righ")},
		"too long":    {Size: 5, SHA256: store.Hash([]byte("right")), Open: text("right!")},
	} {
		for _, key := range []string{"new", "k"} {
			_, err := b.Put(t.Context(), key, content, store.Condition{})
			wantError(t, name+" into "+key, err, store.ErrDamaged)
		}
	}
	if body, etag := get(t, b, "k"); body != "before" || etag != before {
		t.Errorf("after damaged writes: %q %q, want %q %q", body, etag, "before", before)
	}
	failing := store.Content{Size: 5, SHA256: store.Hash([]byte("right")), Open: func() (io.ReadCloser, error) { return nil, errSource }}
	_, err := b.Put(t.Context(), "new", failing, store.Condition{})
	wantError(t, "a source that can't be opened", err, errSource)
	failing.Open = func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader("rig"), failingReader{})), nil
	}
	_, err = b.Put(t.Context(), "new", failing, store.Condition{})
	wantError(t, "a source that fails in the middle", err, errSource)
	want(t, b, "", "k")
}

var errSource = errors.New("the source fails")

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, errSource }

func text(s string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(s)), nil }
}

func random(size int) []byte {
	data := make([]byte, size)
	source := rand.NewChaCha8([32]byte{1})
	_, _ = source.Read(data)
	return data
}

func put(t *testing.T, b store.Blobs, key, data string, condition store.Condition) string {
	t.Helper()
	etag, err := b.Put(t.Context(), key, store.Bytes([]byte(data)), condition)
	if err != nil {
		t.Fatalf("Put %.60q: %v", key, err)
	}
	return etag
}

func get(t *testing.T, b store.Blobs, key string) (string, string) {
	t.Helper()
	data, etag, err := read(t.Context(), b, key)
	if err != nil {
		t.Errorf("Get %.60q: %v", key, err)
	}
	return string(data), etag
}

func read(ctx context.Context, b store.Blobs, key string) ([]byte, string, error) {
	object, err := b.Get(ctx, key)
	if err != nil {
		return nil, "", err
	}
	defer object.Body.Close()
	var buffer bytes.Buffer
	if _, err := buffer.ReadFrom(object.Body); err != nil {
		return nil, "", err
	}
	if int64(buffer.Len()) != object.Size {
		return nil, "", fmt.Errorf("object %s says it has %d bytes and gives %d", key, object.Size, buffer.Len())
	}
	return buffer.Bytes(), object.ETag(), nil
}

// want compares a listing with all it should hold.
func want(t *testing.T, b store.Blobs, prefix string, keys ...string) {
	t.Helper()
	var got []string
	for item, err := range b.List(t.Context(), prefix) {
		if err != nil {
			t.Fatalf("List %q: %v", prefix, err)
		}
		if item.Modified.IsZero() || item.Size < 0 {
			t.Errorf("List %q: %+v lacks a time or a size", prefix, item)
		}
		got = append(got, item.Key)
	}
	if !slices.Equal(got, keys) {
		t.Errorf("List %q:\n got %q\nwant %q", prefix, got, keys)
	}
}

func wantError(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: error %v, want %v", what, err, want)
	}
}
