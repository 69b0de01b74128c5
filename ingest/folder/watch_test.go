package folder_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/certcat/certcat/ingest/folder"
	"github.com/certcat/certcat/ingest/ingesttest"
)

// watched collects what a watch offers.
type watched struct {
	mu    sync.Mutex
	lines []string
	done  chan error
	stop  func()
}

func start(t *testing.T, w folder.Watch) *watched {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	c := &watched{done: make(chan error, 1), stop: cancel}
	go func() {
		var last error
		for item, err := range w.Items(ctx) {
			if last = err; err != nil {
				continue
			}
			line := describe(item)
			if item.Release != nil {
				item.Release()
			}
			c.mu.Lock()
			c.lines = append(c.lines, line)
			c.mu.Unlock()
		}
		c.done <- last
	}()
	t.Cleanup(func() {
		cancel()
		if err := <-c.done; !errors.Is(err, context.Canceled) {
			t.Errorf("the watch ended with %v", err)
		}
	})
	return c
}

func (c *watched) get() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]string{}, c.lines...)
}

// wants waits until exactly these lines were offered since the start.
func (c *watched) wants(t *testing.T, want ...string) {
	t.Helper()
	for began := time.Now(); time.Since(began) < 8*time.Second; time.Sleep(20 * time.Millisecond) {
		if len(c.get()) >= len(want) {
			break
		}
	}
	if got := c.get(); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Fatalf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

var quick = folder.Watch{Interval: 300 * time.Millisecond, Settle: 150 * time.Millisecond, MaxWait: 30 * time.Second}

func appendTo(t *testing.T, path, text string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY|os.O_CREATE, 0o600)
	if err == nil {
		_, err = f.WriteString(text)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
}

func TestWatchOffersWhatIsThereAndWhatComes(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "old.pdf"), "%PDF-1.4 %%EOF")
	w := quick
	w.Dir = dir
	c := start(t, w)
	c.wants(t, `old.pdf "%PDF-1.4 %%EOF"`)
	put(t, filepath.Join(dir, "new", "deep", "a.jpg"), "picture")
	c.wants(t, `old.pdf "%PDF-1.4 %%EOF"`, `new/deep/a.jpg "picture"`)
	put(t, filepath.Join(dir, "new", "deep", "b.jpg"), "moved")
	if err := os.Rename(filepath.Join(dir, "new", "deep", "b.jpg"), filepath.Join(dir, "c.jpg")); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "fifo"), 0o600); err != nil {
		t.Fatal(err)
	}
	time.Sleep(900 * time.Millisecond)
	got := strings.Join(c.get(), "\n")
	if !strings.Contains(got, `c.jpg "moved"`) || strings.Count(got, "fifo not-a-file") != 1 || len(c.get()) != 4 {
		t.Errorf("got\n%s", got)
	}
	appendTo(t, filepath.Join(dir, "c.jpg"), " and changed")
	time.Sleep(900 * time.Millisecond)
	if got := c.get(); len(got) != 5 || got[4] != `c.jpg "moved and changed"` {
		t.Errorf("got %v", got)
	}
}

// A file that arrives in pieces is offered once, when it is whole; one picked up too early would be forgotten.
func TestWatchWaitsForHalfWrittenFiles(t *testing.T) {
	dir := t.TempDir()
	w := quick
	w.Dir = dir
	c := start(t, w)
	path := filepath.Join(dir, "slow.pdf")
	appendTo(t, path, "")
	time.Sleep(500 * time.Millisecond)
	appendTo(t, path, "%PDF-1.4 ")
	for range 3 {
		time.Sleep(400 * time.Millisecond) // longer than Settle: at rest, but without an end
		appendTo(t, path, "x")
	}
	time.Sleep(500 * time.Millisecond)
	c.wants(t)
	appendTo(t, path, " %%EOF")
	c.wants(t, `slow.pdf "%PDF-1.4 xxx %%EOF"`)
}

func TestWatchWaitsNoLongerThanItShould(t *testing.T) {
	dir := t.TempDir()
	w := quick
	w.Dir, w.MaxWait = dir, 1200*time.Millisecond
	put(t, filepath.Join(dir, "cut.pdf"), "%PDF-1.4 and no end")
	put(t, filepath.Join(dir, "empty.pdf"), "")
	c := start(t, w)
	time.Sleep(700 * time.Millisecond)
	c.wants(t)
	c.wants(t, `cut.pdf "%PDF-1.4 and no end"`, `empty.pdf ""`)
}

func TestWatchTellsOfAFileThatNeverRests(t *testing.T) {
	dir := t.TempDir()
	w := quick
	w.Dir, w.MaxWait = dir, time.Second
	c := start(t, w)
	path := filepath.Join(dir, "a.jpg")
	for began := time.Now(); time.Since(began) < 2500*time.Millisecond; time.Sleep(20 * time.Millisecond) {
		appendTo(t, path, "x")
	}
	c.wants(t, "a.jpg half-written waited=1", `a.jpg "xxxxxxxxxxxxxxxxxxxx"`)
}

func TestWatchOpensArchivesAndSurvivesItsFolder(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "in")
	put(t, filepath.Join(dir, "a.zip"), zipped(t, packed{"one.pdf", "1"}, packed{"two.pdf", "2"}))
	w := quick
	w.Dir, w.Options.Archives = dir, &folder.Archives{Reader: ingesttest.Pool(t), Temp: t.TempDir()}
	troubles := make(chan error, 1000)
	w.Trouble = func(err error) { troubles <- err }
	c := start(t, w)
	c.wants(t, `a.zip!/one.pdf "1"`, `a.zip!/two.pdf "2"`)
	if err := os.Rename(dir, dir+".away"); err != nil { // a drive that is not mounted for a while
		t.Fatal(err)
	}
	if err := <-troubles; !errors.Is(err, os.ErrNotExist) {
		t.Errorf("trouble: %v", err)
	}
	if err := os.Rename(dir+".away", dir); err != nil {
		t.Fatal(err)
	}
	put(t, filepath.Join(dir, "b.jpg"), "later")
	c.wants(t, `a.zip!/one.pdf "1"`, `a.zip!/two.pdf "2"`, `b.jpg "later"`)
}
