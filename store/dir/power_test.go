package dir

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/store"
)

// disk is what a file system holds after some changes, and what of it would outlive a power cut.
type disk struct {
	names   map[string]int // of files → content
	folders map[string]bool
	// what was synced
	lastingNames   map[string]int
	lastingFolders map[string]bool
	contents       []file
}

type file struct{ now, lasting []byte }

func newDisk() *disk {
	return &disk{names: map[string]int{}, folders: map[string]bool{".": true}, lastingNames: map[string]int{}, lastingFolders: map[string]bool{".": true}}
}

func (d *disk) do(c change) {
	switch c.what {
	case "create":
		if _, ok := d.names[c.name]; !ok {
			d.contents = append(d.contents, file{})
			d.names[c.name] = len(d.contents) - 1
		}
	case "write":
		d.contents[d.names[c.name]].now = c.data
	case "sync":
		f := &d.contents[d.names[c.name]]
		f.lasting = f.now
	case "link":
		d.names[c.to] = d.names[c.name]
	case "rename":
		d.names[c.to] = d.names[c.name]
		delete(d.names, c.name)
	case "remove":
		delete(d.names, c.name)
		delete(d.folders, c.name)
	case "mkdir":
		d.folders[c.name] = true
	case "sync-folder":
		in := func(name string) bool { return name != "." && path.Dir(name) == c.name }
		maps.DeleteFunc(d.lastingNames, func(name string, _ int) bool { return in(name) })
		maps.DeleteFunc(d.lastingFolders, func(name string, _ bool) bool { return in(name) })
		for name, content := range d.names {
			if in(name) {
				d.lastingNames[name] = content
			}
		}
		for name := range d.folders {
			if in(name) {
				d.lastingFolders[name] = true
			}
		}
	}
}

// write lays out what a power cut leaves: of contents what was synced; of names what was synced, or with all also those
// that the file system happened to have written already.
func (d *disk) write(t *testing.T, dir string, all bool) {
	t.Helper()
	names, folders := d.lastingNames, d.lastingFolders
	if all {
		names, folders = d.names, d.folders
	}
	reachable := func(name string) bool {
		for at := path.Dir(name); at != "."; at = path.Dir(at) {
			if !folders[at] {
				return false
			}
		}
		return true
	}
	for name := range folders {
		if reachable(name) {
			if err := os.MkdirAll(filepath.Join(dir, name), 0o750); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, content := range names {
		if reachable(name) {
			if err := os.WriteFile(filepath.Join(dir, name), d.contents[content].lasting, 0o640); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// promise is what was answered, after so many changes, and has to hold from then on.
type promise struct {
	after int
	what  string
	holds func(context.Context, *store.Store) error
}

// TestPowerCuts records the changes that a document's whole way makes to the folder, cuts the power after each of them,
// and drops what was not synced: the store opens, is whole, and holds what it had answered for.
func TestPowerCuts(t *testing.T) {
	blobs, err := Create(filepath.Join(t.TempDir(), "store"))
	if err != nil {
		t.Fatal(err)
	}
	defer blobs.Close()
	var changes []change
	blobs.root.note = func(c change) { changes = append(changes, c) }
	var promises []promise
	did := func(err error, what string, holds func(context.Context, *store.Store) error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		promises = append(promises, promise{len(changes), what, holds})
	}
	s, err := store.Create(t.Context(), blobs, "")
	did(err, "make a store", func(context.Context, *store.Store) error { return nil })
	for i := range 2 {
		work(t, s, fmt.Sprintf("the bytes of document %d", i), did)
	}
	_, err = s.Checkpoint(t.Context())
	did(err, "checkpoint", func(context.Context, *store.Store) error { return nil })
	if len(changes) < 120 {
		t.Fatalf("only %d changes were recorded", len(changes))
	}
	d, cuts := newDisk(), 0
	for n, c := range changes {
		d.do(c)
		for _, all := range []bool{false, true} {
			check(t, d, n+1, all, promises)
			cuts++
		}
		if t.Failed() {
			t.Fatalf("after change %d of %d: %s %s %s", n+1, len(changes), c.what, c.name, c.to)
		}
	}
	t.Logf("%d power cuts in %d changes", cuts, len(changes))
}

// work takes a document all the way, as the flow does.
func work(t *testing.T, s *store.Store, text string, did func(error, string, func(context.Context, *store.Store) error)) {
	t.Helper()
	id := store.Hash([]byte(text))
	open := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
	_, _, err := s.PutOriginal(t.Context(), id, int64(len(text)), open)
	did(err, "original "+text, func(ctx context.Context, s *store.Store) error {
		body, _, err := s.Original(ctx, id)
		if err != nil {
			return err
		}
		defer body.Close()
		_, err = io.Copy(io.Discard, body)
		return err
	})
	r := certcat.Receipt{Door: "upload", Key: text, Document: id, State: certcat.Received, Time: time.Unix(1, 0).UTC()}
	_, err = s.PutReceipt(t.Context(), r)
	did(err, "receipt "+text, func(ctx context.Context, s *store.Store) error {
		_, err := s.Receipt(ctx, r.Door, r.Bucket, r.Key)
		return err
	})
	did(s.MarkPending(t.Context(), r), "marker "+text, func(ctx context.Context, s *store.Store) error {
		for m, err := range s.Pending(ctx) {
			if err != nil || m.Key == r.Key {
				return err
			}
		}
		if now, err := s.Receipt(ctx, r.Door, r.Bucket, r.Key); err != nil || now.State != certcat.Processed {
			return errors.Join(err, errors.New("neither marked nor done"))
		}
		return nil
	})
	document, err := s.PutDocument(t.Context(), certcat.Document{ID: id, PageCount: 1})
	did(err, "document "+text, func(ctx context.Context, s *store.Store) error {
		_, _, err := s.Document(ctx, id)
		return err
	})
	verdicts, err := s.PutVerdicts(t.Context(), id, "key", []certcat.Verdict{{Document: id}})
	did(err, "verdicts "+text, func(ctx context.Context, s *store.Store) error {
		_, _, err := s.Verdicts(ctx, id, "key")
		return err
	})
	_, err = s.PutCurrent(t.Context(), store.Record{Document: id, Revision: 1, State: certcat.Processed, Objects: []store.Ref{document, verdicts}}, "")
	did(err, "record "+text, func(ctx context.Context, s *store.Store) error {
		_, _, err := s.Current(ctx, id)
		return err
	})
	r.State = certcat.Processed
	_, err = s.PutReceipt(t.Context(), r)
	did(err, "receipt closed "+text, func(ctx context.Context, s *store.Store) error {
		now, err := s.Receipt(ctx, r.Door, r.Bucket, r.Key)
		if err == nil && now.State != certcat.Processed {
			err = fmt.Errorf("the receipt is %s", now.State)
		}
		return err
	})
	did(s.ClearPending(t.Context(), r), "marker cleared "+text, func(context.Context, *store.Store) error { return nil })
}

// check opens what a power cut leaves after n changes.
func check(t *testing.T, d *disk, n int, all bool, promises []promise) {
	t.Helper()
	dir, err := os.MkdirTemp("", "certcat-power-")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	d.write(t, dir, all)
	blobs, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer blobs.Close()
	s, err := store.Open(t.Context(), blobs, "")
	if errors.Is(err, store.ErrNoStore) && n < promises[0].after {
		return // cut while it was being made
	}
	if err != nil {
		t.Errorf("names as written %v: %v", all, err)
		return
	}
	report, err := s.Verify(t.Context(), nil)
	if err != nil || !report.Clean() {
		t.Errorf("names as written %v: %+v, %v", all, report.Faults, err)
	}
	for _, p := range promises {
		if p.after > n {
			break
		}
		if err := p.holds(t.Context(), s); err != nil {
			t.Errorf("names as written %v: %s: %v", all, p.what, err)
		}
	}
	if _, err := store.Create(t.Context(), blobs, ""); err != nil {
		t.Errorf("names as written %v: opening it to write: %v", all, err)
	}
}
