package child

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// call sends one request and watches the worker until it has answered or must be stopped. After an error the worker is
// dead.
func (w *worker) call(ctx context.Context, op string, arg []byte, lim Limits) (answer, error) {
	w.calls++
	w.last++
	dir := filepath.Join(w.home, strconv.FormatUint(w.last, 10))
	if err := os.Mkdir(dir, 0o700); err != nil {
		return answer{}, fmt.Errorf("%s: make a temporary folder: %w", op, err)
	}
	defer os.RemoveAll(dir)
	w.bound(lim)
	w.limit.Store(lim.Output)
	w.stderr.reset()
	got, failure, err := w.watch(ctx, request{ID: w.last, Op: op, Dir: dir, In: arg}, lim)
	if failure == nil && err == nil {
		return got, nil
	}
	w.kill()
	if err != nil {
		return answer{}, fmt.Errorf("%s: %w", op, err)
	}
	failure.Op = op
	if failure.Reason == Crash {
		w.explain(failure, lim)
	}
	if failure.Tail == "" {
		failure.Tail = clean(w.stderr.String())
	}
	return answer{}, failure
}

func (w *worker) watch(ctx context.Context, req request, lim Limits) (answer, *Failure, error) {
	wrote := make(chan error, 1)
	go func() { wrote <- writeFrame(w.in, req) }()
	before, _ := readProcess(w.pid)
	deadline := time.NewTimer(lim.Wall)
	defer deadline.Stop()
	tick := time.NewTimer(w.pool.table.interval())
	defer tick.Stop()
	var got *answer
	sent := false
	for !sent || got == nil {
		select {
		case err := <-wrote:
			if err != nil {
				return answer{}, &Failure{Reason: Crash}, nil
			}
			sent = true
		case a := <-w.answers:
			if a.ID != req.ID {
				return answer{}, &Failure{Reason: Protocol, Tail: "an answer to another question"}, nil
			}
			got = &a
		case err := <-w.broken:
			return answer{}, broken(err, lim), nil
		case <-deadline.C:
			return answer{}, &Failure{Reason: Deadline, Limit: lim.Wall.String()}, nil
		case <-tick.C:
			if f := w.over(before.cpu, req.Dir, lim); f != nil {
				return answer{}, f, nil
			}
			tick.Reset(w.pool.table.interval())
		case <-ctx.Done():
			return answer{}, nil, ctx.Err()
		case <-w.pool.closed:
			return answer{}, nil, ErrClosed
		}
	}
	return *got, nil, nil
}

func broken(err error, lim Limits) *Failure {
	switch {
	case errors.Is(err, errFrameTooLarge):
		return &Failure{Reason: Output, Limit: megabytes(lim.Output), Tail: err.Error()}
	case errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, os.ErrClosed):
		return &Failure{Reason: Crash}
	}
	return &Failure{Reason: Protocol, Tail: clean(err.Error())}
}

// over is the limit that the worker and everything it started has passed, if any.
func (w *worker) over(before time.Duration, dir string, lim Limits) *Failure {
	all := w.pool.table.get(w.pool.table.interval() / 2)
	var cpu time.Duration
	var resident int64
	for _, pid := range family(all, w.pid) {
		cpu += all[pid].cpu
		resident += all[pid].resident
	}
	switch {
	case cpu-before > lim.CPU:
		return &Failure{Reason: CPU, Limit: lim.CPU.String()}
	case resident > lim.Memory:
		return &Failure{Reason: Memory, Limit: megabytes(lim.Memory)}
	case w.stderr.count() > lim.Output:
		return &Failure{Reason: Output, Limit: megabytes(lim.Output), Tail: "standard error: " + clean(w.stderr.String())}
	case folderSize(dir) > lim.Files:
		return &Failure{Reason: Output, Limit: megabytes(lim.Files), Tail: "temporary files"}
	}
	return nil
}

// explain finds out why the process ended.
func (w *worker) explain(f *Failure, lim Limits) {
	text := w.stderr.String()
	if outOfMemory(text) {
		f.Reason, f.Limit = Memory, megabytes(lim.Memory)
	}
	if status, ok := w.cmd.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		text = status.Signal().String() + ": " + text
	}
	f.Tail = clean(text)
}

func outOfMemory(text string) bool {
	text = strings.ToLower(text)
	for _, sign := range []string{"out of memory", "cannot allocate memory", "memory exhausted", "failed to allocate", "bad_alloc", "std::length_error"} {
		if strings.Contains(text, sign) {
			return true
		}
	}
	return false
}

func folderSize(dir string) int64 {
	var sum int64
	_ = filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		if info, err := d.Info(); err == nil {
			sum += info.Size()
		}
		return nil
	})
	return sum
}

func megabytes(n int64) string {
	if n < 1<<20 {
		return strconv.FormatInt(n, 10) + " bytes"
	}
	return strconv.FormatInt(n>>20, 10) + " MB"
}

// tail keeps the beginning (where a crash says what it is) and the end of what a process wrote to standard error.
type tail struct {
	mu    sync.Mutex
	first []byte
	last  []byte
	total int64
}

func (t *tail) Write(data []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.total += int64(len(data))
	rest := data
	if room := tailBytes/2 - len(t.first); room > 0 {
		n := min(room, len(rest))
		t.first, rest = append(t.first, rest[:n]...), rest[n:]
	}
	t.last = append(t.last, rest...)
	if over := len(t.last) - tailBytes/2; over > 0 {
		t.last = append(t.last[:0], t.last[over:]...)
	}
	return len(data), nil
}

func (t *tail) reset() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.first, t.last, t.total = nil, nil, 0
}

func (t *tail) count() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.total
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.total > int64(len(t.first)+len(t.last)) {
		return string(t.first) + " … " + string(t.last)
	}
	return string(t.first) + string(t.last)
}
