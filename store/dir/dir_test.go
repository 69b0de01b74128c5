package dir_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/store/dir"
	"github.com/certcat/certcat/store/storetest"
)

func TestConformance(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Blobs { return create(t, t.TempDir()) })
}

func create(t testing.TB, folder string) *dir.Blobs {
	t.Helper()
	blobs, err := dir.Create(folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { blobs.Close() })
	return blobs
}

// adderFolder tells a copy of the test binary to add lines to an object in this folder.
const adderFolder = "CERTCAT_TEST_ADDER_FOLDER"

const lines = 20

func TestMain(m *testing.M) {
	if folder := os.Getenv(adderFolder); folder != "" {
		if err := add(folder); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// add adds lines to one object, each under the condition that nobody else has changed it.
func add(folder string) error {
	blobs, err := dir.Create(folder)
	if err != nil {
		return err
	}
	for i := 0; i < lines; {
		data, etag, err := read(blobs, "lines")
		if err != nil {
			return err
		}
		data = fmt.Appendf(data, "%d-%02d\n", os.Getpid(), i)
		_, err = blobs.Put(context.Background(), "lines", store.Bytes(data), store.IfMatch(etag))
		if err == nil {
			i++
		} else if !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
	return nil
}

func read(blobs *dir.Blobs, key string) ([]byte, string, error) {
	object, err := blobs.Get(context.Background(), key)
	if err != nil {
		return nil, "", err
	}
	defer object.Body.Close()
	data, err := io.ReadAll(object.Body)
	return data, object.ETag(), err
}

// TestProcessesAtOnce: conditions hold between processes.
func TestProcessesAtOnce(t *testing.T) {
	folder := t.TempDir()
	blobs := create(t, folder)
	if _, err := blobs.Put(t.Context(), "lines", store.Bytes(nil), store.IfAbsent()); err != nil {
		t.Fatal(err)
	}
	var adders []*exec.Cmd
	for range 4 {
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), adderFolder+"="+folder)
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		adders = append(adders, cmd)
	}
	var want []string
	for _, cmd := range adders {
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
		for i := range lines {
			want = append(want, fmt.Sprintf("%d-%02d", cmd.Process.Pid, i))
		}
	}
	data, _, err := read(blobs, "lines")
	if err != nil {
		t.Fatal(err)
	}
	got := strings.Fields(string(data))
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("%d lines came through, want all %d: %q", len(got), len(want), got)
	}
}

// TestSweep: a sweep takes what a killed writer left and leaves a living one alone.
func TestSweep(t *testing.T) {
	folder := t.TempDir()
	writer := create(t, folder)
	reader, pipe := io.Pipe()
	content := store.Bytes([]byte("slowly written"))
	content.Open = func() (io.ReadCloser, error) { return reader, nil }
	done := make(chan error)
	go func() {
		_, err := writer.Put(t.Context(), "slow", content, store.IfAbsent())
		done <- err
	}()
	if _, err := pipe.Write([]byte("slowly ")); err != nil {
		t.Fatal(err)
	}
	left := filepath.Join(folder, ".certcat", "tmp", "left-by-a-killed-writer")
	if err := os.WriteFile(left, []byte("hal"), 0o600); err != nil {
		t.Fatal(err)
	}
	other := create(t, folder)
	items, err := other.Temporaries(t.Context())
	if err != nil || len(items) != 1 || items[0].Key != ".certcat/tmp/left-by-a-killed-writer" || items[0].Size != 3 {
		t.Errorf("temporary files: %+v, %v; want the one that was left", items, err)
	}
	if _, err := other.Put(t.Context(), "quick", store.Bytes([]byte("x")), store.IfAbsent()); err != nil { // the first Put sweeps
		t.Fatal(err)
	}
	if _, err := os.Stat(left); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("what a killed writer left is still there: %v", err)
	}
	if _, err := pipe.Write([]byte("written")); err != nil {
		t.Fatal(err)
	}
	pipe.Close()
	if err := <-done; err != nil {
		t.Errorf("the living writer: %v", err)
	}
	if data, _, err := read(other, "slow"); string(data) != "slowly written" || err != nil {
		t.Errorf("the living writer's object: %q, %v", data, err)
	}
	entries, err := os.ReadDir(filepath.Join(folder, ".certcat", "tmp"))
	if err != nil || len(entries) != 0 {
		t.Errorf("temporary files at the end: %v, %v", entries, err)
	}
}

// TestForeignFiles: what other programs put into the folder neither leads out of it nor stops the store.
func TestForeignFiles(t *testing.T) {
	outside, folder := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "secret"), []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	blobs := create(t, folder)
	for _, err := range []error{
		os.Symlink(outside, filepath.Join(folder, "away")),
		os.Symlink(filepath.Join(outside, "secret"), filepath.Join(folder, "link")),
		syscall.Mkfifo(filepath.Join(folder, "pipe"), 0o600),
		os.Mkdir(filepath.Join(folder, "empty"), 0o700),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	if _, err := blobs.Put(t.Context(), "real", store.Bytes([]byte("x")), store.IfAbsent()); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"away/secret", "link", "pipe", "empty", "away"} {
		began := time.Now()
		if data, _, err := read(blobs, key); err == nil {
			t.Errorf("Get %s gave %q", key, data)
		}
		if time.Since(began) > time.Second {
			t.Errorf("Get %s waited", key)
		}
	}
	for _, key := range []string{"away/new", "away/secret"} {
		if _, err := blobs.Put(t.Context(), key, store.Bytes([]byte("x")), store.Condition{}); err == nil {
			t.Errorf("Put %s went through", key)
		}
		_ = blobs.Delete(t.Context(), key)
	}
	if data, err := os.ReadFile(filepath.Join(outside, "secret")); string(data) != "secret" || err != nil {
		t.Errorf("the file outside: %q, %v", data, err)
	}
	if entries, err := os.ReadDir(outside); len(entries) != 1 || err != nil {
		t.Errorf("files outside: %v, %v", entries, err)
	}
	var got []string
	for item, err := range blobs.List(t.Context(), "") {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, item.Key)
	}
	if !slices.Equal(got, []string{"real"}) {
		t.Errorf("listed %q, want only the real object", got)
	}
}

func TestOpenErrors(t *testing.T) {
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := dir.Open(filepath.Join(folder, "missing")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Open of a folder that is missing: %v", err)
	}
	for name, open := range map[string]func(string) (*dir.Blobs, error){"Open": dir.Open, "Create": dir.Create} {
		if _, err := open(file); err == nil || !strings.Contains(err.Error(), "not a directory") {
			t.Errorf("%s of a file: %v", name, err)
		}
	}
	blobs := create(t, filepath.Join(folder, "a", "b"))
	if _, err := blobs.Put(t.Context(), "x", store.Bytes(nil), store.Condition{}); err != nil {
		t.Error(err)
	}
}

func BenchmarkStore(b *testing.B) {
	storetest.Bench(b, func(b *testing.B) store.Blobs { return create(b, b.TempDir()) })
}
