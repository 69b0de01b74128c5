package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/ingest"
)

func TestWhatAKilledRunLeftIsAnsweredFromItsOriginal(t *testing.T) {
	input := someCases(t, "eu-doc-en60950", "trademark-registration")
	s, dir := tempStore(t)
	in := newFixed(t)
	gone := filepath.Join(input, "trademark-registration.pdf")
	doc, err := in.Accept(t.Context(), gone)
	if err != nil {
		t.Fatal(err)
	}
	a := arrivalOf("batch", doorOf(input), ingest.Item{Path: gone, Key: "trademark-registration.pdf", Name: "trademark-registration.pdf"})
	a.Receipt.Document, a.Receipt.State = doc.ID, certcat.Received
	if err := (shelf{s}).Receive(t.Context(), a.Receipt, gone); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(gone); err != nil {
		t.Fatal(err)
	}
	code, out, errs := commandIn(t, nil, "batch", input, "--store", dir)
	if code != exitAccepted || !strings.Contains(out, "2 files, 2 answered") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
	rec, _, err := s.Current(t.Context(), doc.ID)
	if err != nil || len(rec.Parts) == 0 || pendingIn(t, s) != 0 {
		t.Errorf("record %+v, %v; %d markers", rec, err, pendingIn(t, s))
	}
}

// TestCtrlCStopsCleanly interrupts a real batch and runs it again.
func TestCtrlCStopsCleanly(t *testing.T) {
	program, err := builtReader()
	if err != nil {
		t.Fatal(err)
	}
	input := someCases(t, "eu-doc-en60950", "scan-lying-text-layer", "scan-png-ccc", "two-certificates-one-file", "trademark-registration")
	store := filepath.Join(t.TempDir(), "store")
	cmd := exec.CommandContext(context.Background(), program, "batch", input, "--store", store, "--jobs", "1")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(time.Minute)
	for { // until there is something to interrupt
		if found, _ := filepath.Glob(filepath.Join(store, "*", "pending", "*", "*")); len(found) > 0 {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("the batch never began")
		}
		time.Sleep(10 * time.Millisecond)
	}
	stopped := time.Now()
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != exitMachine || !strings.Contains(errs.String(), "run the same command again") {
		t.Errorf("after Ctrl-C: %v\n%s", err, errs.String())
	}
	if took := time.Since(stopped); took > 20*time.Second {
		t.Errorf("stopping took %s", took)
	}
	if left := running(t, program); len(left) > 0 {
		t.Errorf("still running: %v", left)
	}
	if code, out, _ := commandIn(t, nil, "batch", input, "--store", store); code != exitAccepted || !strings.Contains(out, "5 files, 5 answered") {
		t.Errorf("run again: exit %d\n%s", code, out)
	}
}

// shared is a buffer that a command writes while a test reads it.
type shared struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *shared) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *shared) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func TestWatchAnswersWhatComes(t *testing.T) {
	reader, err := builtReader()
	if err != nil {
		t.Fatal(err)
	}
	input, cases, store := t.TempDir(), someCases(t, "eu-doc-en60950", "broken-office-document"), filepath.Join(t.TempDir(), "store")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out, errs := &shared{}, &shared{}
	ended := make(chan int)
	go func() {
		ended <- run(ctx, []string{"watch", input, "--store", store, "--every", "200ms"}, func(name string) string {
			return map[string]string{"CERTCAT_READER": reader}[name]
		}, streams{Out: out, Err: errs})
	}()
	await := func(what string) {
		t.Helper()
		for range 600 {
			if strings.Contains(out.String()+errs.String(), what) {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
		t.Fatalf("%q never came; printed\n%s%s", what, out, errs)
	}
	await("Watching")
	files, err := filepath.Glob(filepath.Join(cases, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		copyFile(t, f, filepath.Join(input, filepath.Base(f)))
	}
	await("eu-doc-en60950.pdf: 1 certificates, 0 problems")
	await("broken-office-document")
	cancel()
	if code := <-ended; code != exitAccepted || !strings.Contains(errs.String(), "2 files were answered") {
		t.Errorf("exit %d\n%s", code, errs)
	}
}

func TestDoctor(t *testing.T) {
	code, out, errs := commandIn(t, nil, "doctor", "--store", filepath.Join(t.TempDir(), "store"))
	if code != exitAccepted || strings.Contains(out, "BAD") || !strings.Contains(out, "tesseract 5") || !strings.Contains(out, " eng ") {
		t.Errorf("exit %d\n%s%s", code, out, errs)
	}
	t.Setenv("PATH", t.TempDir())
	t.Setenv("TMPDIR", filepath.Join(t.TempDir(), "missing"))
	code, out, _ = commandIn(t, nil, "doctor")
	if code != exitMachine || !strings.Contains(out, "apt-get install poppler-utils") || !strings.Contains(out, "Set TMPDIR") {
		t.Errorf("without programs and a temporary folder: exit %d\n%s", code, out)
	}
	for _, l := range strings.Split(strings.TrimSpace(out), "\n") {
		if len([]rune(l)) > 500 {
			t.Errorf("a line of %d characters: %.100s", len([]rune(l)), l)
		}
	}
}
