package store_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/store/dir"
)

// process does with one document what a batch does, and gives its ID.
func process(ctx context.Context, s *store.Store, data, key string) (string, error) {
	doc := id(data)
	r := certcat.Receipt{Door: "batch", Key: key, Name: key, Document: doc, State: certcat.Received, Time: time.Now()}
	if _, _, err := s.PutOriginal(ctx, doc, int64(len(data)), reader(data)); err != nil {
		return doc, err
	}
	if _, err := s.PutReceipt(ctx, r); err != nil {
		return doc, err
	}
	if err := s.MarkPending(ctx, r); err != nil {
		return doc, err
	}
	var refs []store.Ref
	save := func(ref store.Ref, err error) error {
		refs = append(refs, ref)
		return err
	}
	word := certcat.Word{Text: data, Box: certcat.Box{X1: 10, Y1: 10}, Confidence: 1}
	pages := certcat.Pages{Document: doc, Key: "r", Pages: []certcat.Page{{Number: 1, Readings: []certcat.Reading{{By: "text-layer", Words: slices.Repeat([]certcat.Word{word}, 50)}}}}}
	part := certcat.Part{First: 1, Last: 1}
	for _, step := range []func() error{
		func() error {
			return save(s.PutDocument(ctx, certcat.Document{ID: doc, Size: int64(len(data)), PageCount: 1}))
		},
		func() error { return save(s.PutPages(ctx, pages)) },
		func() error { return save(s.PutPicture(ctx, doc, 1, 120, []byte(strings.Repeat(data, 30)))) },
		func() error {
			return save(s.PutCertificates(ctx, doc, "c", []certcat.Certificate{{Document: doc, Key: "c", Part: part}}))
		},
		func() error {
			return save(s.PutVerdicts(ctx, doc, "v", []certcat.Verdict{{Document: doc, Key: "v", Part: part}}))
		},
	} {
		if err := step(); err != nil {
			return doc, err
		}
	}
	now, etag, err := s.Current(ctx, doc)
	if err != nil || now.Keys.Verdict != "v" {
		rec := store.Record{Document: doc, Revision: now.Revision + 1, Keys: certcat.Keys{Reading: "r", Certificate: "c", Verdict: "v"}, State: certcat.Processed,
			Parts: []certcat.Part{part}, Objects: refs}
		if _, err := s.PutCurrent(ctx, rec, etag); err != nil {
			return doc, err
		}
	}
	r.State = certcat.Processed
	if _, err := s.PutReceipt(ctx, r); err != nil {
		return doc, err
	}
	return doc, s.ClearPending(ctx, r)
}

func mustProcess(t *testing.T, s *store.Store, data, key string) string {
	t.Helper()
	doc, err := process(t.Context(), s, data, key)
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

func verify(t *testing.T, s *store.Store) store.Report {
	t.Helper()
	report, err := s.Verify(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

func problem(code string, args ...string) []certcat.Problem {
	return []certcat.Problem{certcat.NewProblem(code, args...)}
}

func TestVerifyClean(t *testing.T) {
	s, blobs := folder(t)
	equal(t, "an empty store", verify(t, s), store.Report{})
	for i := range 5 {
		mustProcess(t, s, fmt.Sprint("certificate ", i), fmt.Sprint(i, ".pdf"))
	}
	before := keys(t, blobs)
	mustProcess(t, s, "certificate 3", "3.pdf") // twice is once
	equal(t, "objects after a second run", keys(t, blobs), before)
	if made, err := s.Checkpoint(t.Context()); err != nil || !made {
		t.Fatalf("checkpoint: made %v, %v", made, err)
	}
	if made, err := s.Checkpoint(t.Context()); err != nil || made {
		t.Fatalf("checkpoint without a change: made %v, %v", made, err)
	}
	mustProcess(t, s, "certificate 5", "5.pdf")
	if made, err := s.Checkpoint(t.Context()); err != nil || !made {
		t.Fatalf("second checkpoint: made %v, %v", made, err)
	}
	var told []int
	report, err := s.Verify(t.Context(), func(done, of int) { told = append(told, done, of) })
	if err != nil {
		t.Fatal(err)
	}
	objects := 6*(1+4+1+1+1) + 2 + 6*3
	if last := told[len(told)-2:]; !slices.Equal(last, []int{objects, objects}) {
		t.Errorf("progress ends with %v, want %d of %d", last, objects, objects)
	}
	if report.Bytes < 1000 {
		t.Errorf("read %d bytes", report.Bytes)
	}
	report.Bytes = 0
	equal(t, "report", report, store.Report{Originals: 6, Results: 24, Pictures: 6, Records: 6, Logs: 6, Entries: 6, Checkpoints: 2, Receipts: 18, Objects: objects})
}

// harm is one thing that can go wrong with a store, and what Verify is to say of it.
type harm struct {
	name, key, data   string // data "" deletes
	faults, leftovers []certcat.Problem
}

// TestVerifyFinds does one harm after the other to a sound store and wants exactly the fault that it is.
func TestVerifyFinds(t *testing.T) {
	_, blobs := folder(t)
	s, err := store.Open(t.Context(), blobs, "")
	if err != nil {
		t.Fatal(err)
	}
	a, b := mustProcess(t, s, "a", "a.pdf"), mustProcess(t, s, "b", "b.pdf")
	if _, err := s.AppendLog(t.Context(), a, "looked-at", nil); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := s.AppendLog(t.Context(), a, "looked-at", nil); err != nil {
		t.Fatal(err)
	}
	for _, test := range harms(t, blobs, a, b) {
		t.Run(test.name, func(t *testing.T) {
			full, ctx := "main/"+test.key, t.Context()
			before, _ := get(ctx, blobs, full)
			if test.data == "" {
				if err := blobs.Delete(ctx, full); err != nil {
					t.Fatal(err)
				}
			} else if _, err := blobs.Put(ctx, full, store.Bytes([]byte(test.data)), store.Condition{}); err != nil {
				t.Fatal(err)
			}
			report := verify(t, s)
			equal(t, "faults", report.Faults, test.faults)
			equal(t, "leftovers", report.Leftovers, test.leftovers)
			equal(t, "clean", report.Clean(), len(test.faults) == 0)
			if before == nil {
				err = blobs.Delete(ctx, full)
			} else {
				_, err = blobs.Put(ctx, full, store.Bytes(before), store.Condition{})
			}
			if err != nil {
				t.Fatal(err)
			}
		})
	}
	report := verify(t, s)
	equal(t, "after all was mended", [][]certcat.Problem{report.Faults, report.Leftovers}, [][]certcat.Problem{nil, nil})
}

// harms lists what can go wrong with a store of two documents; the log of the first has three entries, two of them sealed.
func harms(t *testing.T, blobs store.Blobs, a, b string) []harm {
	whereA, where := a[:2]+"/"+a, b[:2]+"/"+b
	raw := func(key string) string { return string(blob(t, blobs, "main/"+key)) }
	pages := "documents/" + where + "/pages-" + id("r")[:16] + "-001.json.gz"
	entry := func(n int) string { return fmt.Sprintf("log/%s/%06d.json", whereA, n) }
	places := all(t, blobs.List(t.Context(), "main/receipts/current/"))
	current := strings.TrimPrefix(places[0].Key, "main/")
	history := strings.Replace(strings.TrimSuffix(current, ".json"), "current", "history", 1)
	record := "records/" + where + ".json"
	edited := strings.Replace(raw(record), `"page`, `"Page`, 1)
	edited = strings.Replace(edited, `"state":"processed"`, `"state":"refused"`, 1)
	results := func(where string) (unnamed []certcat.Problem) {
		for _, name := range []string{"certificates-" + id("c")[:16] + "-001.json", "document-001.json", "pages-" + id("r")[:16] + "-001.json.gz",
			"verdicts-" + id("v")[:16] + "-001.json"} {
			unnamed = append(unnamed, certcat.NewProblem("store-unnamed", "key", "documents/"+where+"/"+name))
		}
		return unnamed
	}
	picture := "documents/" + where + "/picture-00001-120dpi-" + id(strings.Repeat("b", 30))[:32] + ".jpg"
	entry1 := strings.Replace(raw(entry(1)), "revision-1", "revision-7", 1)
	return []harm{
		{name: "original changed", key: "originals/" + where, data: "B", faults: problem("store-changed", "key", "originals/"+where, "want", b, "got", id("B"))},
		{name: "original lost", key: "originals/" + where, faults: append(
			problem("store-lost", "key", "originals/"+where, "by", "its results"), receiptOf(t, blobs, b)...)},
		{name: "result changed", key: pages, data: "x", faults: problem("store-changed", "key", pages, "want", id(raw(pages)), "got", id("x"))},
		{name: "result lost", key: pages, faults: append(problem("store-lost", "key", pages, "by", "the log"),
			problem("store-lost", "key", pages, "by", "the record of revision 1")...)},
		{name: "record edited", key: record, data: edited, faults: problem("store-unlogged", "key", record)},
		{name: "record unreadable", key: record, data: "{", faults: problem("store-unreadable", "key", record, "error", "the bytes differ from their hash: unexpected end of JSON input")},
		{name: "record lost", key: record, leftovers: problem("store-unfinished", "document", b)},
		{name: "log edited", key: entry(1), data: entry1, faults: problem("store-chain", "key", entry(2))},
		{name: "log's start lost", key: entry(1), faults: []certcat.Problem{
			certcat.NewProblem("store-chain", "key", entry(2)), certcat.NewProblem("store-unlogged", "key", "records/"+whereA+".json")}, leftovers: results(whereA)},
		{name: "sealed end of a log lost", key: entry(2), faults: append(problem("store-chain", "key", entry(3)),
			problem("store-lost", "key", entry(2), "by", "a checkpoint")...)},
		{name: "log lost as a whole", key: "log/" + where + "/000001.json", faults: []certcat.Problem{
			certcat.NewProblem("store-lost", "key", "log/"+where+"/000001.json", "by", "a checkpoint"), certcat.NewProblem("store-unlogged", "key", record)}, leftovers: results(where)},
		{name: "picture changed", key: picture, data: "x", faults: problem("store-changed", "key", picture, "want", id(strings.Repeat("b", 30))[:32], "got", id("x"))},
		{name: "checkpoint unreadable", key: "checkpoints/000001.jsonl.gz", data: "x",
			faults: problem("store-unreadable", "key", "checkpoints/000001.jsonl.gz", "error", "reading object checkpoints/000001.jsonl.gz: the bytes differ from their hash: unexpected EOF")},
		{name: "receipt of another place", key: current, data: raw(strings.TrimPrefix(places[1].Key, "main/")), faults: problem("store-receipt", "key", current)},
		{name: "receipt edited", key: history + "/000002.json", data: "{}", faults: problem("store-receipt", "key", current)},
		{name: "history lost", key: history + "/000001.json", faults: problem("store-lost", "key", history+"/000001.json", "by", current)},
		{name: "current receipt lost", key: current, faults: problem("store-receipt", "key", history+"/000001.json")},
		{name: "result that nobody names", key: "documents/" + where + "/document-002.json", data: "{}",
			leftovers: problem("store-unnamed", "key", "documents/"+where+"/document-002.json")},
		{name: "foreign file", key: "notes.txt", data: "x", leftovers: problem("store-foreign", "key", "notes.txt")},
		{name: "original in another's shard", key: "originals/zz/" + b, data: "b", leftovers: problem("store-foreign", "key", "originals/zz/"+b)},
	}
}

// receiptOf is the fault that the receipt of a lost original shows.
func receiptOf(t *testing.T, blobs store.Blobs, doc string) []certcat.Problem {
	for _, item := range all(t, blobs.List(t.Context(), "main/receipts/current/")) {
		if bytes.Contains(blob(t, blobs, item.Key), []byte(doc)) {
			return problem("store-lost", "key", "originals/"+doc[:2]+"/"+doc, "by", strings.TrimPrefix(item.Key, "main/"))
		}
	}
	t.Fatal("no receipt")
	return nil
}

func get(ctx context.Context, blobs store.Blobs, key string) ([]byte, error) {
	object, err := blobs.Get(ctx, key)
	if err != nil {
		return nil, err
	}
	defer object.Body.Close()
	var data bytes.Buffer
	_, err = data.ReadFrom(object.Body)
	return data.Bytes(), err
}

func blob(t *testing.T, blobs store.Blobs, key string) []byte {
	t.Helper()
	data, err := get(t.Context(), blobs, key)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestVerifyFindsTemporaries(t *testing.T) {
	place := t.TempDir()
	blobs, err := dir.Create(place)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Create(t.Context(), blobs, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(place, ".certcat", "tmp", "left"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	report := verify(t, s)
	equal(t, "report", report, store.Report{Leftovers: problem("store-temporary", "key", ".certcat/tmp/left")})
	again, err := dir.Create(place)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := again.Put(t.Context(), "main/pending/x", store.Bytes(nil), store.Condition{}); err != nil {
		t.Fatal(err)
	}
	if err := again.Delete(t.Context(), "main/pending/x"); err != nil {
		t.Fatal(err)
	}
	equal(t, "report after the next writer came", verify(t, s), store.Report{})
}

func TestCheckpointKeepsLostLogs(t *testing.T) {
	s, blobs := folder(t)
	a := mustProcess(t, s, "a", "a.pdf")
	if _, err := s.Checkpoint(t.Context()); err != nil {
		t.Fatal(err)
	}
	entry := "log/" + a[:2] + "/" + a + "/000001.json"
	if err := blobs.Delete(t.Context(), "main/"+entry); err != nil {
		t.Fatal(err)
	}
	mustProcess(t, s, "b", "b.pdf")
	if made, err := s.Checkpoint(t.Context()); err != nil || !made {
		t.Fatalf("second checkpoint: made %v, %v", made, err)
	}
	equal(t, "faults", verify(t, s).Faults, []certcat.Problem{
		certcat.NewProblem("store-lost", "key", entry, "by", "a checkpoint"),
		certcat.NewProblem("store-unlogged", "key", "records/"+a[:2]+"/"+a+".json")})
	if err := blobs.Delete(t.Context(), "main/checkpoints/000001.jsonl.gz"); err != nil {
		t.Fatal(err)
	}
	report := verify(t, s)
	equal(t, "faults", report.Faults[:1], problem("store-lost", "key", "checkpoints/000001.jsonl.gz", "by", "checkpoints/000002.jsonl.gz"))
}
