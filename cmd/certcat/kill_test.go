package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// casesDir holds the certificates that were made for tests.
const casesDir = "../../testdata/cases"

// someCases copies one file of each named case into a folder.
func someCases(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		found := 0
		entries, err := os.ReadDir(filepath.Join(casesDir, name))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			if strings.HasPrefix(e.Name(), name+".") {
				copyFile(t, filepath.Join(casesDir, name, e.Name()), filepath.Join(dir, e.Name()))
				found++
			}
		}
		if found == 0 {
			t.Fatalf("case %s has no file", name)
		}
	}
	return dir
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// results reads every stored Document, Pages, Certificate and Verdict object.
func results(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	found := map[string][]byte{}
	for _, key := range objectsOf(t, dir) {
		if !strings.Contains(key, "/documents/") {
			continue
		}
		data, err := os.ReadFile(filepath.Join(dir, key))
		if err != nil {
			t.Fatal(err)
		}
		found[key] = data
	}
	return found
}

// TestKilledAndRunAgain kills whole batches with SIGKILL, again and again, in their middle, until one gets through, and
// compares what is stored with an undisturbed run.
func TestKilledAndRunAgain(t *testing.T) {
	program, err := builtReader()
	if err != nil {
		t.Fatal(err)
	}
	input := someCases(t, "eu-doc-en60950", "scan-lying-text-layer", "two-certificates-one-file", "broken-half-written", "trademark-registration")
	calm, rough := filepath.Join(t.TempDir(), "calm"), filepath.Join(t.TempDir(), "rough")
	args := func(store string) []string {
		return []string{"batch", input, "--store", store, "--as-of", "2026-11-22", "--market", "EU", "--category", "usb-charger"}
	}
	started := time.Now()
	if out, err := exec.CommandContext(t.Context(), program, args(calm)...).CombinedOutput(); err != nil {
		t.Fatalf("undisturbed run: %v\n%s", err, out)
	}
	whole := time.Since(started)
	random := rand.New(rand.NewPCG(1, 2))
	kills := 0
	for range 5 {
		after := time.Duration(float64(whole) * (0.05 + 0.6*random.Float64()))
		if killAfter(t, program, args(rough), after) {
			kills++
		}
	}
	if kills < 3 {
		t.Fatalf("only %d runs were killed in their middle (an undisturbed one takes %s)", kills, whole)
	}
	if out, err := exec.CommandContext(t.Context(), program, args(rough)...).CombinedOutput(); err != nil {
		t.Fatalf("run after %d kills: %v\n%s", kills, err, out)
	}
	want, got := results(t, calm), results(t, rough)
	if len(want) < 12 {
		t.Fatalf("the undisturbed run stored only %d results", len(want))
	}
	for key, data := range want {
		if !bytes.Equal(data, got[key]) {
			t.Errorf("%s differs from the undisturbed run (%d and %d bytes)", key, len(got[key]), len(data))
		}
		delete(got, key)
	}
	for key := range got {
		t.Errorf("%s is not there in the undisturbed run", key)
	}
	for _, dir := range []string{calm, rough} {
		if out, err := exec.CommandContext(t.Context(), program, "store", "verify", dir).CombinedOutput(); err != nil {
			t.Errorf("store verify %s: %v\n%s", filepath.Base(dir), err, out)
		}
		s, err := openStore(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		if n := pendingIn(t, s); n != 0 {
			t.Errorf("%s: %d pending markers", filepath.Base(dir), n)
		}
	}
	out, err := exec.CommandContext(t.Context(), program, args(rough)...).Output()
	if err != nil || !strings.Contains(string(out), ": 0 read, ") {
		t.Errorf("a further run works again: %v\n%s", err, out)
	}
}

// killAfter starts a batch, kills it with SIGKILL and waits until nothing of it is left. It gives false where the batch
// was faster.
func killAfter(t *testing.T, program string, args []string, after time.Duration) bool {
	t.Helper()
	cmd := exec.CommandContext(context.Background(), program, args...)
	cmd.Stdout, cmd.Stderr = io.Discard, io.Discard
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(after)
	family := descendants(t, cmd.Process.Pid)
	if err := cmd.Process.Kill(); err != nil {
		return false
	}
	err := cmd.Wait()
	var left []string
	for range 100 {
		left = left[:0]
		for _, p := range family {
			if p.alive() {
				left = append(left, p.String())
			}
		}
		left = append(left, running(t, program)...)
		if len(left) == 0 {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if len(left) > 0 {
		t.Errorf("5 s after the parent was killed there are still %s", strings.Join(left, ", "))
	}
	return err != nil && err.Error() == "signal: killed"
}

// relative is a process and when it started: together they are never used twice.
type relative struct {
	pid     int
	started string
	name    string
}

func (p relative) String() string { return fmt.Sprintf("%s (%d)", p.name, p.pid) }

func (p relative) alive() bool {
	now, _, ok := readProcess(p.pid)
	return ok && now.started == p.started
}

// readProcess gives a process that is no zombie, and its parent.
func readProcess(pid int) (p relative, parent int, ok bool) {
	data, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return p, 0, false
	}
	text := string(data)
	open, end := strings.IndexByte(text, '('), strings.LastIndexByte(text, ')')
	rest := strings.Fields(text[end+1:])
	if open < 0 || len(rest) < 20 || rest[0] == "Z" || rest[0] == "X" {
		return p, 0, false
	}
	parent, _ = strconv.Atoi(rest[1])
	return relative{pid, rest[19], text[open+1 : end]}, parent, true
}

func pids(t *testing.T) (all []int) {
	t.Helper()
	entries, err := os.ReadDir("/proc")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if pid, err := strconv.Atoi(e.Name()); err == nil {
			all = append(all, pid)
		}
	}
	return all
}

func descendants(t *testing.T, root int) (family []relative) {
	t.Helper()
	inside := []int{root}
	for range 4 { // reader, program, and whatever it starts
		for _, pid := range pids(t) {
			p, parent, ok := readProcess(pid)
			if ok && slices.Contains(inside, parent) && !slices.Contains(inside, pid) {
				inside = append(inside, pid)
				family = append(family, p)
			}
		}
	}
	return family
}

// running lists the processes that execute a program.
func running(t *testing.T, program string) (found []string) {
	t.Helper()
	for _, pid := range pids(t) {
		target, err := os.Readlink("/proc/" + strconv.Itoa(pid) + "/exe")
		if p, _, ok := readProcess(pid); err == nil && ok && strings.TrimSuffix(target, " (deleted)") == program {
			found = append(found, p.String())
		}
	}
	return found
}
