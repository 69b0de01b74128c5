package child

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime"
	"strings"
	"sync"

	"golang.org/x/sys/unix"
)

// ErrClosed is returned by Call after Close.
var ErrClosed = errors.New("the pool of reader processes is closed")

// Pool is a set of worker processes. It is safe for concurrent use.
type Pool struct {
	cfg    Config
	mark   string // in the environment of every process of this pool
	root   string // holds every temporary folder of this pool
	table  table
	slots  chan struct{}
	starts chan func()
	closed chan struct{}
	once   sync.Once

	mu      sync.Mutex
	serial  int
	idle    []*worker
	live    map[int]bool // process groups
	warden  *warden
	running sync.WaitGroup
}

// NewPool makes a pool. Workers are started when calls need them.
func NewPool(cfg Config) (*Pool, error) {
	cfg = cfg.complete()
	root, err := os.MkdirTemp(cfg.Temp, "certcat-")
	if err != nil {
		return nil, fmt.Errorf("make a temporary folder for reader processes: %w", err)
	}
	p := &Pool{
		cfg:    cfg,
		mark:   strings.ToLower(rand.Text()),
		root:   root,
		slots:  make(chan struct{}, cfg.Workers),
		starts: make(chan func()),
		closed: make(chan struct{}),
		live:   map[int]bool{},
	}
	go p.spawn()
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.guard(); err != nil {
		close(p.starts)
		return nil, errors.Join(err, os.RemoveAll(root))
	}
	return p, nil
}

// spawn starts every process of the pool on one thread that lives as long as the pool: a worker's death signal belongs
// to the thread that started it. What the thread gives up, its children can't regain.
func (p *Pool) spawn() {
	runtime.LockOSThread()
	_ = unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
	for start := range p.starts {
		start()
	}
}

func (p *Pool) onThread(start func() error) error {
	result := make(chan error, 1)
	p.starts <- func() { result <- start() }
	return <-result
}

// guard makes sure that a living warden knows this pool. The caller holds p.mu.
func (p *Pool) guard() error {
	if p.warden != nil && p.warden.alive() {
		return nil
	}
	if p.warden != nil {
		p.warden.close()
	}
	w, err := startWarden(p)
	if err != nil {
		return err
	}
	p.warden = w
	return nil
}

// track keeps the warden informed about which groups there are.
func (p *Pool) track(group int, on bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if on {
		p.live[group] = true
		p.warden.tell("on %d", group)
		return
	}
	delete(p.live, group)
	p.warden.tell("off %d", group)
}

// Call runs op in one worker with in as its argument and fills out (a pointer, or nil) with the result. Where more calls
// than workers come, they wait. lim replaces the pool's limits where it names any.
//
// Errors: *Failure where the worker could not answer, *Refusal where the document is the problem, the context's error,
// ErrClosed, and others where a process can't be started at all.
func (p *Pool) Call(ctx context.Context, op string, in, out any, lim ...Limits) error {
	limits := p.cfg.Limits
	if len(lim) > 0 {
		limits = lim[0].or(limits)
	}
	arg, err := json.Marshal(in)
	if err != nil {
		return fmt.Errorf("%s: encode the request: %w", op, err)
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return ctx.Err()
	case <-p.closed:
		return ErrClosed
	}
	w, err := p.take(ctx)
	if err != nil {
		return err
	}
	defer p.running.Done()
	got, err := w.call(ctx, op, arg, limits)
	p.put(w, err == nil && !got.Stray && w.resident() < p.cfg.Limits.Memory/2)
	if err != nil {
		return err
	}
	switch {
	case got.Refusal != nil:
		return &Refusal{Problem: *got.Refusal}
	case got.Failure != nil:
		got.Failure.Tail = clean(got.Failure.Tail)
		return got.Failure
	case got.Error != "":
		return &Failure{Op: op, Reason: Refused, Tail: clean(got.Error)}
	case out == nil:
		return nil
	}
	if err := json.Unmarshal(got.Out, out); err != nil {
		return &Failure{Op: op, Reason: Protocol, Tail: clean(err.Error())}
	}
	return nil
}

// take is an idle worker that is still well, or a fresh one. Each taken worker counts in p.running.
func (p *Pool) take(ctx context.Context) (*worker, error) {
	p.mu.Lock()
	select {
	case <-p.closed:
		p.mu.Unlock()
		return nil, ErrClosed
	default:
	}
	p.running.Add(1)
	for len(p.idle) > 0 {
		w := p.idle[len(p.idle)-1]
		p.idle = p.idle[:len(p.idle)-1]
		if w.well() {
			p.mu.Unlock()
			return w, nil
		}
		p.mu.Unlock()
		w.kill()
		p.mu.Lock()
	}
	p.serial++
	serial := p.serial
	err := p.guard()
	p.mu.Unlock()
	if err == nil {
		var w *worker
		if w, err = startWorker(ctx, p, serial); err == nil {
			return w, nil
		}
	}
	p.running.Done()
	return nil, err
}

func (p *Pool) put(w *worker, healthy bool) {
	if healthy && w.calls < p.cfg.Recycle {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.idle = append(p.idle, w)
		return
	}
	if healthy {
		w.retire()
		return
	}
	w.kill()
}

// Close ends every worker, running ones included, and removes what they left. It may be called twice.
func (p *Pool) Close() error {
	var err error
	p.once.Do(func() {
		p.mu.Lock()
		close(p.closed)
		p.mu.Unlock()
		p.running.Wait()
		for _, w := range p.idle {
			w.retire()
		}
		p.idle = nil
		p.warden.close()
		close(p.starts)
		err = os.RemoveAll(p.root)
	})
	return err
}
