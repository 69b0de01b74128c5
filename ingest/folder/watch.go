package folder

import (
	"bytes"
	"context"
	"errors"
	"io"
	"iter"
	"os"
	"strconv"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/ingest"
)

// Watch is a watched folder: an ingest.Source without an end. The file system's events are hints that make it look
// sooner; a complete scan at every Interval is what it relies on, so that it works on network drives and when events
// are lost.
//
// A file is offered when its size and time have not changed for Settle and, if it is a PDF, its end is there. It is
// offered again whenever it changes after that. A PDF that stays without an end, or an empty file, is offered after
// MaxWait all the same; one that never comes to rest is told as a Problem after MaxWait and waited for further.
type Watch struct {
	Dir      string
	Options  Options
	Interval time.Duration // between scans; 0 = 10 s
	Settle   time.Duration // 0 = 2 s
	MaxWait  time.Duration // 0 = 10 min
	// Trouble, where it is not nil, is told when a scan fails or events are not to be had; watching goes on.
	Trouble func(error)
}

var _ ingest.Source = Watch{}

func (w Watch) orDefault() Watch {
	if w.Interval <= 0 {
		w.Interval = 10 * time.Second
	}
	if w.Settle <= 0 {
		w.Settle = 2 * time.Second
	}
	if w.MaxWait <= 0 {
		w.MaxWait = 10 * time.Minute
	}
	if w.Trouble == nil {
		w.Trouble = func(error) {}
	}
	return w
}

// state is what a file looked like.
type state struct {
	size     int64
	modified int64  // nanoseconds
	problem  string // code, for what can't be offered
}

// sighting is one entry of the folder over time.
type sighting struct {
	now     state
	since   time.Time // when now was first seen
	waiting time.Time // when the wait began: first sight, or first change after an offer
	offered *state    // what was last offered
	told    bool      // that it does not come to rest
	scan    int       // last scan that saw it
}

// Items offers files until the context ends; the sequence then ends with the context's error.
func (w Watch) Items(ctx context.Context) iter.Seq2[ingest.Item, error] {
	return func(yield func(ingest.Item, error) bool) {
		w := w.orDefault()
		l := lookout{Watch: w, seen: map[string]*sighting{}, watched: map[string]bool{}}
		events := make(<-chan fsnotify.Event)
		failures := make(<-chan error)
		if notify, err := fsnotify.NewWatcher(); err != nil {
			w.Trouble(err)
		} else {
			defer notify.Close()
			l.notify, events, failures = notify, notify.Events, notify.Errors
		}
		timer := time.NewTimer(0)
		defer timer.Stop()
		for {
			select {
			case <-ctx.Done():
				yield(ingest.Item{}, ctx.Err())
				return
			case <-events:
				if !l.hinted {
					l.hinted = true
					timer.Reset(min(w.Settle/4, w.Interval))
				}
			case err := <-failures:
				w.Trouble(err) // an overflow loses events; the next scan does not
			case <-timer.C:
				started := time.Now()
				pause, more := l.scan(ctx, yield)
				if !more {
					return
				}
				l.hinted = false
				timer.Reset(max(pause, 10*time.Since(started)))
			}
		}
	}
}

// lookout is a watch under way.
type lookout struct {
	Watch
	notify  *fsnotify.Watcher
	seen    map[string]*sighting
	watched map[string]bool // folders with events
	hinted  bool
	scans   int
}

// scan looks at everything once and offers what is ready. It gives the time until the next look.
func (l *lookout) scan(ctx context.Context, yield func(ingest.Item, error) bool) (pause time.Duration, more bool) {
	l.scans++
	pause = l.Interval
	complete := true
	var ready []ingest.Item
	w := walk{ctx: ctx, opts: l.Options, plain: true, entered: l.listen}
	w.yield = func(item ingest.Item, err error) bool {
		if err != nil {
			complete = false
			if ctx.Err() == nil {
				l.Trouble(err)
			}
			return false
		}
		if len(item.Problems) > 0 && item.Problems[0].Code == ingest.Unlisted {
			complete = false
		}
		offer, wait := l.consider(&item, time.Now())
		if offer {
			ready = append(ready, item)
		} else if wait > 0 {
			pause = min(pause, wait)
		}
		return true
	}
	w.folder(l.Dir, "", true)
	if complete { // only then is an absent file gone
		for key, s := range l.seen {
			if s.scan != l.scans {
				delete(l.seen, key)
			}
		}
	}
	for _, item := range ready {
		if !l.offer(ctx, item, yield) {
			return 0, false
		}
	}
	return pause, true
}

func (l *lookout) offer(ctx context.Context, item ingest.Item, yield func(ingest.Item, error) bool) bool {
	if l.Options.Archives == nil || item.Path == "" || !isArchive(item.Path) {
		return yield(item, nil)
	}
	w := walk{ctx: ctx, opts: l.Options, yield: yield}
	return w.archive(item)
}

func (l *lookout) listen(path string) {
	if l.notify == nil || l.watched[path] {
		return
	}
	if err := l.notify.Add(path); err != nil {
		l.Trouble(err)
	}
	l.watched[path] = true
}

// consider decides about one entry: offer it now, or look again after wait.
func (l *lookout) consider(item *ingest.Item, now time.Time) (offer bool, wait time.Duration) {
	current := state{size: item.Size, modified: item.Modified.UnixNano()}
	if len(item.Problems) > 0 {
		current.problem = item.Problems[0].Code
	}
	s := l.seen[item.Key]
	if s == nil {
		s = &sighting{now: current, since: now, waiting: now}
		l.seen[item.Key] = s
	}
	s.scan = l.scans
	if s.now != current {
		if s.offered != nil && *s.offered == s.now {
			s.waiting, s.told = now, false
		}
		s.now, s.since = current, now
	}
	if s.offered != nil && *s.offered == s.now {
		return false, 0
	}
	rested, waited := now.Sub(s.since), now.Sub(s.waiting)
	switch {
	case current.problem != "":
	case rested < l.Settle && waited > l.MaxWait && !s.told:
		s.told = true
		item.Path = ""
		item.Problems = []certcat.Problem{certcat.NewProblem(ingest.HalfWritten, "waited", strconv.Itoa(int(waited/time.Second))).Passing()}
		return true, 0
	case rested < l.Settle:
		return false, l.Settle - rested
	case rested < l.MaxWait && unfinished(item.Path, item.Size):
		return false, min(l.Interval, max(l.Settle, l.MaxWait/20))
	}
	offered := s.now
	s.offered = &offered
	return true, 0
}

// unfinished reports whether a file at rest still lacks what its format ends with.
func unfinished(path string, size int64) bool {
	start, err := head(path, 1024)
	if err != nil {
		return false // whoever reads it finds out why
	}
	if len(start) == 0 || len(bytes.TrimLeft(start, "\x00")) == 0 {
		return true // created, or its room reserved, and nothing written yet
	}
	if !bytes.Contains(start, []byte("%PDF-")) {
		return false
	}
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	if err != nil {
		return false
	}
	defer f.Close()
	end := make([]byte, min(size, 4096))
	n, err := f.ReadAt(end, size-int64(len(end)))
	if err != nil && !errors.Is(err, io.EOF) {
		return false
	}
	return !bytes.Contains(end[:n], []byte("%%EOF"))
}
