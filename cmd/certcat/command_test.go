package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/certcat/certcat/catalog/catalogtest"
)

func asType[T error](err error, target *T) bool { return errors.As(err, target) }

// builtReader is the real program: commands run inside the test, their reader processes are this file.
var builtReader = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "certcat-test-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "certcat")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("build the program: %w\n%s", err, out)
	}
	return path, nil
})

func TestMain(m *testing.M) {
	if config := os.Getenv("CERTCAT_TEST_WORKER"); config != "" { // see storm_test.go
		os.Exit(stormWorker(config))
	}
	if config := os.Getenv("CERTCAT_TEST_NATS"); config != "" { // see chaos_test.go
		os.Exit(stormNATS(config))
	}
	code := m.Run()
	catalogtest.Stop()
	if path, err := builtReader(); err == nil {
		os.RemoveAll(filepath.Dir(path))
	}
	os.Exit(code)
}

// command runs certcat inside the test with an English environment and gives its exit code and what it printed.
func command(t *testing.T, args ...string) (code int, out string) {
	t.Helper()
	code, out, _ = commandIn(t, map[string]string{}, args...)
	return code, out
}

func commandIn(t *testing.T, env map[string]string, args ...string) (code int, out, errs string) {
	t.Helper()
	reader, err := builtReader()
	if err != nil {
		t.Fatal(err)
	}
	var stdout, stderr bytes.Buffer
	lookup := func(name string) string {
		if name == "CERTCAT_READER" {
			return reader
		}
		return env[name]
	}
	code = run(t.Context(), args, lookup, streams{In: &bytes.Buffer{}, Out: &stdout, Err: &stderr})
	return code, stdout.String(), stderr.String()
}
