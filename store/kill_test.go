package store_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/child/childtest"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/store/dir"
)

// writerFolder tells a copy of the test binary to be a writer in this folder.
const writerFolder = "CERTCAT_TEST_WRITER_FOLDER"

// exitConflict says that another writer's record came first.
const exitConflict = 7

// documents is how many documents a writer processes.
const documents = 4

// rounds is how often a writer is killed.
const rounds = 20

func TestMain(m *testing.M) {
	if place := os.Getenv(writerFolder); place != "" {
		err := write(place)
		switch {
		case errors.Is(err, store.ErrConflict):
			os.Exit(exitConflict)
		case err != nil:
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// write processes all documents, whatever was done before.
func write(place string) error {
	ctx := context.Background()
	blobs, err := dir.Create(place)
	if err != nil {
		return err
	}
	s, err := store.Create(ctx, blobs, "")
	if err != nil {
		return err
	}
	for i := range documents {
		data := strings.Repeat(fmt.Sprintf("certificate %d ", i), 3000)
		if _, err := process(ctx, s, data, fmt.Sprint(i, ".pdf")); err != nil {
			return err
		}
	}
	return nil
}

// writer starts a writer process; it dies with this one.
func writer(t *testing.T, place string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), writerFolder+"="+place)
	cmd.Stderr = os.Stderr
	if err := childtest.Start(cmd); err != nil {
		t.Fatal(err)
	}
	return cmd
}

// TestKilledWriters kills writers at any moment of their work: the store opens and verifies every time, and when the
// work is done at last the results are byte for byte those of an undisturbed run.
func TestKilledWriters(t *testing.T) {
	disturbed, undisturbed := t.TempDir(), t.TempDir()
	began := time.Now()
	if err := writer(t, undisturbed).Wait(); err != nil {
		t.Fatal(err)
	}
	whole := min(time.Since(began), time.Second)
	kills := 0
	for round := range rounds {
		cmd := writer(t, disturbed)
		time.Sleep(rand.N(whole))
		if err := cmd.Process.Signal(syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Wait(); err != nil {
			kills++
		}
		blobs, err := dir.Create(disturbed)
		if err != nil {
			t.Fatal(err)
		}
		s, err := store.Create(t.Context(), blobs, "")
		if err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		if report := verify(t, s); !report.Clean() {
			t.Fatalf("round %d: faults %v", round, report.Faults)
		}
		blobs.Close()
	}
	if kills == 0 {
		t.Fatal("no writer was killed at its work")
	}
	t.Logf("%d of %d writers were killed at their work of %v", kills, rounds, whole)
	if err := writer(t, disturbed).Wait(); err != nil {
		t.Fatal(err)
	}
	equal(t, "results of the disturbed run", lasting(t, disturbed), lasting(t, undisturbed))

	blobs, err := dir.Open(disturbed)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), blobs, "")
	if err != nil {
		t.Fatal(err)
	}
	report := verify(t, s)
	equal(t, "faults", report.Faults, []certcat.Problem(nil))
	equal(t, "originals, results, pictures, records, pending", []int{report.Originals, report.Results, report.Pictures, report.Records, report.Pending},
		[]int{documents, 4 * documents, documents, documents, 0})
	for _, leftover := range report.Leftovers { // an entry of the log whose record a killed writer did not come to write
		if leftover.Code != "store-between" {
			t.Errorf("leftover %v", leftover)
		}
	}
}

// lasting gives the hashes of all objects that carry no time.
func lasting(t *testing.T, place string) map[string]string {
	t.Helper()
	blobs, err := dir.Open(place)
	if err != nil {
		t.Fatal(err)
	}
	hashes := map[string]string{}
	for _, item := range all(t, blobs.List(t.Context(), "main/")) {
		if strings.HasPrefix(item.Key, "main/originals/") || strings.HasPrefix(item.Key, "main/documents/") {
			hashes[item.Key] = store.Hash(blob(t, blobs, item.Key))
		}
	}
	if len(hashes) != documents*6 {
		t.Errorf("%d lasting objects in %s, want %d", len(hashes), place, documents*6)
	}
	return hashes
}

// TestWritersAtOnce lets several processes do the same work in one store.
func TestWritersAtOnce(t *testing.T) {
	place, alone := t.TempDir(), t.TempDir()
	var writers []*exec.Cmd
	for range 4 {
		writers = append(writers, writer(t, place))
	}
	for _, cmd := range append(writers, writer(t, alone)) {
		err := cmd.Wait()
		if err != nil && cmd.ProcessState.ExitCode() != exitConflict {
			t.Error(err)
		}
	}
	if err := writer(t, place).Wait(); err != nil {
		t.Fatal(err)
	}
	equal(t, "results", lasting(t, place), lasting(t, alone))
	blobs, err := dir.Open(place)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), blobs, "")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "faults", verify(t, s).Faults, []certcat.Problem(nil))
}
