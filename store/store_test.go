package store_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/store/dir"
)

// folder makes a store in a new folder.
func folder(t *testing.T) (*store.Store, *dir.Blobs) {
	t.Helper()
	blobs, err := dir.Create(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { blobs.Close() })
	s, err := store.Create(t.Context(), blobs, "")
	if err != nil {
		t.Fatal(err)
	}
	return s, blobs
}

func reader(data string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader([]byte(data))), nil }
}

func id(data string) string { return store.Hash([]byte(data)) }

func all[T any](t *testing.T, seq iter.Seq2[T, error]) []T {
	t.Helper()
	var list []T
	for v, err := range seq {
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, v)
	}
	return list
}

func keys(t *testing.T, blobs store.Blobs) []string {
	t.Helper()
	var list []string
	for _, item := range all(t, blobs.List(t.Context(), "")) {
		list = append(list, item.Key)
	}
	return list
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s:\n got %+v\nwant %+v", what, got, want)
	}
}

func wantError(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: error %v, want %v", what, err, want)
	}
}

func TestOpen(t *testing.T) {
	blobs, err := dir.Create(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.Open(t.Context(), blobs, "")
	wantError(t, "Open an empty place", err, store.ErrNoStore)
	s, err := store.Create(t.Context(), blobs, "")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "tenant", s.Tenant(), "main")
	equal(t, "objects", keys(t, blobs), []string{"FORMAT.json"})
	if _, err := store.Create(t.Context(), blobs, "other"); err != nil {
		t.Errorf("a second tenant: %v", err)
	}
	for _, name := range []string{"..", "a/b", "A", "-a", "a b", "证", string(make([]byte, 64))} {
		if _, err := store.Open(t.Context(), blobs, name); err == nil {
			t.Errorf("tenant %q was let in", name)
		}
	}
	if _, err := blobs.Put(t.Context(), "FORMAT.json", store.Bytes([]byte(`{"format":"certcat-store","version":2}`)), store.Condition{}); err != nil {
		t.Fatal(err)
	}
	_, err = store.Create(t.Context(), blobs, "")
	want := "the store has format 2, this certcat knows formats up to 1: use a newer certcat"
	if err == nil || err.Error() != want {
		t.Errorf("a newer format: error %v, want %s", err, want)
	}
	for _, text := range []string{"", "{}", "hello", `{"format":"other","version":1}`, `{"format":"certcat-store","version":0}`} {
		if _, err := blobs.Put(t.Context(), "FORMAT.json", store.Bytes([]byte(text)), store.Condition{}); err != nil {
			t.Fatal(err)
		}
		_, err := store.Open(t.Context(), blobs, "")
		wantError(t, "FORMAT "+text, err, store.ErrNoStore)
	}
}

func TestCreateAmongOtherThings(t *testing.T) {
	place := t.TempDir()
	if err := os.WriteFile(filepath.Join(place, "certificate.pdf"), []byte("%PDF"), 0o600); err != nil {
		t.Fatal(err)
	}
	blobs, err := dir.Open(place)
	if err != nil {
		t.Fatal(err)
	}
	_, err = store.Create(t.Context(), blobs, "")
	wantError(t, "Create", err, store.ErrNoStore)
	want := "there is no certcat store here: the place holds other things, such as certificate.pdf; name a place that is empty or does not exist yet"
	if err == nil || err.Error() != want {
		t.Errorf("error %v, want %s", err, want)
	}
	equal(t, "objects", keys(t, blobs), []string{"certificate.pdf"})
}

func TestCreateAtOnce(t *testing.T) {
	place := t.TempDir()
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			blobs, err := dir.Create(place)
			if err != nil {
				t.Error(err)
				return
			}
			s, err := store.Create(context.Background(), blobs, "")
			if err != nil {
				t.Error(err)
				return
			}
			data := fmt.Sprint(i)
			if _, added, err := s.PutOriginal(context.Background(), id(data), int64(len(data)), reader(data)); err != nil || !added {
				t.Errorf("original %d: added %v, %v", i, added, err)
			}
		})
	}
	wg.Wait()
}

func TestOriginal(t *testing.T) {
	s, blobs := folder(t)
	ctx, data := t.Context(), "%PDF-1.7 …"
	doc := id(data)
	for i, want := range []bool{true, false, false} {
		ref, added, err := s.PutOriginal(ctx, doc, int64(len(data)), reader(data))
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "ref", ref, store.Ref{Key: "originals/" + doc[:2] + "/" + doc, SHA256: doc, Size: int64(len(data))})
		equal(t, fmt.Sprint("added ", i), added, want)
	}
	body, size, err := s.Original(ctx, doc)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(body)
	body.Close()
	equal(t, "bytes", string(got), data)
	equal(t, "size, error", []any{size, err}, []any{int64(len(data)), nil})

	other := id("something else")
	_, _, err = s.PutOriginal(ctx, other, int64(len(data)), reader(data))
	wantError(t, "bytes under another hash", err, store.ErrDamaged)
	_, _, err = s.Original(ctx, other)
	wantError(t, "an original that isn't there", err, store.ErrNotFound)
	for _, bad := range []string{"", "../../etc/passwd", doc[:63], doc + "0", "A" + doc[1:]} {
		if _, _, err := s.PutOriginal(ctx, bad, 1, reader("x")); err == nil {
			t.Errorf("ID %q was let in", bad)
		}
		if _, _, err := s.Original(ctx, bad); err == nil {
			t.Errorf("ID %q was let in", bad)
		}
	}
	equal(t, "objects", keys(t, blobs), []string{"FORMAT.json", "main/originals/" + doc[:2] + "/" + doc})

	if _, err := blobs.Put(ctx, "main/originals/"+doc[:2]+"/"+doc, store.Bytes([]byte("flipped bit")), store.Condition{}); err != nil {
		t.Fatal(err)
	}
	body, _, err = s.Original(ctx, doc)
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	_, err = io.ReadAll(body)
	wantError(t, "reading a damaged original", err, store.ErrDamaged)
}

func TestResults(t *testing.T) {
	s, blobs := folder(t)
	ctx, doc := t.Context(), id("x")
	document := certcat.Document{ID: doc, MediaType: "application/pdf", Size: 1, PageCount: 2, Problems: []certcat.Problem{certcat.NewProblem("p", "a", "<&>")}}
	pages := certcat.Pages{Document: doc, Key: "reader 3/tesseract 5.3", Pages: []certcat.Page{{Number: 1, Width: 595, Height: 842, Ink: -1, Best: 0,
		Readings: []certcat.Reading{{By: "text-layer", Words: []certcat.Word{{Text: "证书", Box: certcat.Box{X0: 1, Y0: 2, X1: 3, Y1: 4}, Confidence: 1}}}}}}}
	certificates := []certcat.Certificate{{Document: doc, Part: certcat.Part{First: 1, Last: 1}, Key: "k"}, {Document: doc, Part: certcat.Part{First: 2, Last: 2}, Key: "k"}}
	verdicts := []certcat.Verdict{{Document: doc, Part: certcat.Part{First: 1, Last: 1}, Key: "v", AsOf: "2026-11-22", Check: certcat.Holds}}
	var refs [2][]store.Ref
	for i := range refs { // twice is once
		a, err1 := s.PutDocument(ctx, document)
		b, err2 := s.PutPages(ctx, pages)
		c, err3 := s.PutCertificates(ctx, doc, "k", certificates)
		d, err4 := s.PutVerdicts(ctx, doc, "v", verdicts)
		e, err5 := s.PutPicture(ctx, doc, 1, 120, []byte("\xff\xd8jpeg"))
		if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
			t.Fatal(err)
		}
		refs[i] = []store.Ref{a, b, c, d, e}
	}
	equal(t, "refs of the second run", refs[1], refs[0])
	gotDocument, ref1, err1 := s.Document(ctx, doc)
	gotPages, ref2, err2 := s.Pages(ctx, doc, pages.Key)
	gotCertificates, ref3, err3 := s.Certificates(ctx, doc, "k")
	gotVerdicts, ref4, err4 := s.Verdicts(ctx, doc, "v")
	picture, err5 := s.Picture(ctx, doc, 1, 120)
	if err := errors.Join(err1, err2, err3, err4, err5); err != nil {
		t.Fatal(err)
	}
	equal(t, "refs when read", []store.Ref{ref1, ref2, ref3, ref4}, refs[0][:4])
	equal(t, "document", gotDocument, document)
	equal(t, "pages", gotPages, pages)
	equal(t, "certificates", gotCertificates, certificates)
	equal(t, "verdicts", gotVerdicts, verdicts)
	equal(t, "picture", string(picture), "\xff\xd8jpeg")
	at := "main/documents/" + doc[:2] + "/" + doc + "/"
	want := []string{"FORMAT.json", at + "certificates-8254c329a92850f6-001.json", at + "document-001.json",
		at + "pages-" + id(pages.Key)[:16] + "-001.json.gz", at + "picture-00001-120dpi-" + id("\xff\xd8jpeg")[:32] + ".jpg", at + "verdicts-" + id("v")[:16] + "-001.json"}
	equal(t, "objects", keys(t, blobs), want)

	_, _, err := s.Pages(ctx, doc, "another key")
	wantError(t, "pages under another key", err, store.ErrNotFound)
	_, err = s.Picture(ctx, doc, 2, 120)
	wantError(t, "another picture", err, store.ErrNotFound)
	certificates[0].Key = "other"
	if _, err := s.PutCertificates(ctx, doc, "k", certificates); err == nil {
		t.Error("a certificate under a foreign key was let in")
	}
	verdicts[0].Document = id("y")
	if _, err := s.PutVerdicts(ctx, doc, "v", verdicts); err == nil {
		t.Error("a verdict about another document was let in")
	}
}

func TestGenerations(t *testing.T) {
	s, _ := folder(t)
	ctx, doc := t.Context(), id("x")
	var refs []string
	for _, producer := range []string{"a", "b", "b", "a", "a"} {
		ref, err := s.PutDocument(ctx, certcat.Document{ID: doc, Producer: producer})
		if err != nil {
			t.Fatal(err)
		}
		refs = append(refs, filepath.Base(ref.Key))
		got, newest, err := s.Document(ctx, doc)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "newest", []any{got.Producer, newest}, []any{producer, ref})
	}
	equal(t, "generations", refs, []string{"document-001.json", "document-002.json", "document-002.json", "document-003.json", "document-003.json"})
}

func TestRecord(t *testing.T) {
	s, blobs := folder(t)
	ctx, doc := t.Context(), id("x")
	_, _, err := s.Current(ctx, doc)
	wantError(t, "Current of nothing", err, store.ErrNotFound)
	ref, err := s.PutDocument(ctx, certcat.Document{ID: doc})
	if err != nil {
		t.Fatal(err)
	}
	rec := store.Record{Document: doc, Revision: 1, Keys: certcat.Keys{Reading: "r"}, Objects: []store.Ref{ref}}
	first, err := s.PutCurrent(ctx, rec, "")
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.PutCurrent(ctx, rec, "")
	wantError(t, "a second first record", err, store.ErrConflict)
	rec.Revision = 2
	if _, err = s.PutCurrent(ctx, rec, ""); err == nil {
		t.Error("revision 2 came first")
	}
	second, err := s.PutCurrent(ctx, rec, first)
	if err != nil {
		t.Fatal(err)
	}
	rec.Revision = 3
	_, err = s.PutCurrent(ctx, rec, first)
	wantError(t, "a record over one that it has not seen", err, store.ErrConflict)
	got, etag, err := s.Current(ctx, doc)
	if err != nil {
		t.Fatal(err)
	}
	if time.Since(got.Time) > time.Minute || got.Time.Location() != time.UTC {
		t.Errorf("time %v", got.Time)
	}
	rec.Revision, got.Time = 2, time.Time{}
	equal(t, "record", got, rec)
	equal(t, "ETag", etag, second)
	got = all(t, s.Documents(ctx))[0]
	got.Time = time.Time{}
	equal(t, "documents", []any{len(all(t, s.Documents(ctx))), got}, []any{1, rec})
	other, err := store.Create(ctx, blobs, "other")
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "another tenant's documents", all(t, other.Documents(ctx)), []store.Record(nil))
}
