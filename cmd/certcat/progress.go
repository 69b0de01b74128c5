package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/certcat/certcat/flow"
)

// progress shows how far a batch is: a bar where a person watches, otherwise a plain line now and then.
type progress struct {
	mu       sync.Mutex
	say      tongue
	w        io.Writer
	bar      *progressbar.ProgressBar // nil where nobody watches
	every    time.Duration
	started  time.Time
	told     time.Time
	files    int
	done     int
	pages    int
	problems int
	seen     map[string]int // pages read so far of documents under way
}

func newProgress(t tongue, w io.Writer, term terminal, files int) *progress {
	now := time.Now()
	p := &progress{say: t, w: w, every: 10 * time.Second, started: now, told: now, files: files, seen: map[string]int{}}
	if term.live {
		p.bar = progressbar.NewOptions(files, progressbar.OptionSetWriter(w), progressbar.OptionShowCount(), progressbar.OptionSetPredictTime(true),
			progressbar.OptionSetWidth(max(10, min(40, term.width-70))), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())
	}
	return p
}

// step takes note of work inside a document.
func (p *progress) step(s flow.Step) {
	if s.Stage != "read" {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if more := s.Page - p.seen[s.Key]; more > 0 {
		p.pages += more
		p.seen[s.Key] = s.Page
	}
	p.show(false)
}

// ended takes note of a finished document.
func (p *progress) ended(key string, problems int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.seen, key)
	if p.done++; p.done > p.files {
		p.files = p.done
		if p.bar != nil {
			p.bar.ChangeMax(p.files)
		}
	}
	p.problems += problems
	p.show(p.done == p.files && p.bar == nil && p.told.After(p.started))
}

func (p *progress) show(now bool) {
	if p.bar != nil {
		_ = p.bar.Set(p.done)
		p.bar.Describe(p.say.say("progress.bar", "pages", p.pages, "rate", p.rate(), "problems", p.problems))
		return
	}
	if !now && time.Since(p.told) < p.every {
		return
	}
	p.told = time.Now()
	fmt.Fprintln(p.w, p.say.say("progress.line", "done", p.done, "files", p.files, "pages", p.pages, "rate", p.rate(), "left", p.left(), "problems", p.problems))
}

func (p *progress) rate() string {
	return fmt.Sprintf("%.1f", float64(p.pages)/max(0.001, time.Since(p.started).Seconds()))
}

func (p *progress) left() string {
	if p.done == 0 {
		return "?"
	}
	each := time.Since(p.started) / time.Duration(p.done)
	return (each * time.Duration(p.files-p.done)).Round(time.Second).String()
}

func (p *progress) close() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.bar != nil {
		_ = p.bar.Clear()
	}
}
