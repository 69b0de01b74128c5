package desk_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/store/dir"
)

// corpus holds real documents with labels. They are not ours, and not part of the project.
const corpus = "../../../../shared/corpus"

// TestMeasuredCorpus is TestMeasuredRun over twenty real documents. It is part of make soak, where they are at hand;
// CERTCAT_CORPUS_STORE names a store in which they have been read before.
func TestMeasuredCorpus(t *testing.T) {
	if os.Getenv("CERTCAT_SOAK") == "" {
		t.Skip("part of make soak: twenty documents are read first, which takes minutes")
	}
	if !exists(corpus + "/labels") {
		t.Skip("the labelled documents that we measure with are not part of the project")
	}
	h := newHouse(t)
	measured(t, h, corpusSubjects(t, h))
}

// corpusFiles are every fifth labelled document and so on, the same ones always: file name → label.
func corpusFiles(t *testing.T) map[string]string {
	t.Helper()
	labels, err := filepath.Glob(corpus + "/labels/*.json")
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for i := 0; i < len(labels) && len(files) < 24; i += max(1, len(labels)/24) {
		id := strings.TrimSuffix(filepath.Base(labels[i]), ".json")
		found, _ := filepath.Glob(corpus + "/files/" + id + ".*") // the pattern is good
		if len(found) != 1 {
			continue
		}
		if info, err := os.Stat(found[0]); err == nil && info.Size() <= 3<<20 {
			files[found[0]] = labels[i]
		}
	}
	return files
}

// corpusStore reads the documents as anybody would, and opens the store that holds them.
func corpusStore(t *testing.T, files map[string]string) *store.Store {
	t.Helper()
	at := filepath.Join(t.TempDir(), "store")
	if before := os.Getenv("CERTCAT_CORPUS_STORE"); before != "" {
		if err := copyFolder(at, before); err != nil {
			t.Fatal(err)
		}
	} else {
		input := t.TempDir()
		for file := range files {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(filepath.Join(input, filepath.Base(file)), data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		program := os.Getenv("CERTCAT_READER")
		if program == "" {
			program = filepath.Join(base.dir, "certcat")
		}
		out, err := exec.CommandContext(context.WithoutCancel(t.Context()), program, "batch", input, "--store", at, "--jobs", "1").CombinedOutput()
		if err != nil {
			t.Logf("the batch ended with %v\n%.500s", err, out)
		}
	}
	blobs, err := dir.Open(at)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), blobs, "")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// corpusSubjects are twenty of the documents, with errors planted in every second.
func corpusSubjects(t *testing.T, h *house) []subject {
	t.Helper()
	files := corpusFiles(t)
	h.desk.Store = corpusStore(t, files)
	documents := map[string]string{} // label → document
	for r, err := range h.desk.Store.Receipts(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		for file, label := range files {
			if filepath.Base(file) == r.Name {
				documents[label] = r.Document
			}
		}
	}
	labels := make([]string, 0, len(documents))
	for label := range documents {
		labels = append(labels, label)
	}
	slices.Sort(labels)
	var list []subject
	for _, label := range labels {
		s := subject{name: fmt.Sprintf("document %d", len(list)+1), id: documents[label], want: readTruth(t, label)}
		if s = h.prepare(s, len(list)%2 == 1); s.id == "" {
			continue
		}
		if err := h.review.Refresh(t.Context(), store.DefaultTenant, s.id); err != nil {
			t.Fatal(err)
		}
		if list = append(list, s); len(list) == 20 {
			return list
		}
	}
	t.Fatalf("%d documents: too few to measure with", len(list))
	return nil
}
