// Package ingesttest gives tests a real reader process.
package ingesttest

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/certcat/certcat/child"
)

var program string

// Main builds the reader of ingest/testdata, without the race detector, runs the tests and gives the exit code.
func Main(m *testing.M) int {
	dir, err := os.MkdirTemp("", "certcat-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	program = filepath.Join(dir, "reader")
	build := exec.Command("go", "build", "-o", program, "github.com/certcat/certcat/ingest/testdata/reader")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build the reader: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// Pool starts a pool of readers that ends with the test. The package's TestMain must call Main.
func Pool(t testing.TB) *child.Pool {
	t.Helper()
	pool, err := child.NewPool(child.Config{Program: program, Temp: t.TempDir(), Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := pool.Close(); err != nil {
			t.Error(err)
		}
	})
	return pool
}
