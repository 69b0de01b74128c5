package flow

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"sync"

	"golang.org/x/sync/errgroup"
)

// ErrMachine says that the work was given up because the machine failed one document after another.
var ErrMachine = errors.New("the machine failed several documents in a row")

// inARow is how many documents may fail on machine errors one after another, before the rest is not tried.
const inARow = 8

// Each processes all arrivals, jobs at a time, and calls done once for each, one call at a time, in the order in which
// they end; i counts the arrivals from 0. A document that ends with passing Problems is done once more, alone, and only
// that second outcome is told. The error is that of the sequence, the context's, or ErrMachine where the rest was given
// up; a machine error of one document is told to done alone.
func (f *Flow) Each(ctx context.Context, jobs int, arrivals iter.Seq2[Arrival, error], done func(i int, o Outcome, err error)) error {
	ctx, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	c := &crowd{flow: f, done: done, giveUp: giveUp, again: jobs > 1}
	var group errgroup.Group
	group.SetLimit(max(1, jobs))
	var broken error
	i := 0
	for a, err := range arrivals {
		if broken = err; err != nil || ctx.Err() != nil {
			a.release()
			break
		}
		number := i
		group.Go(func() error { c.one(ctx, number, a); return nil })
		i++
	}
	_ = group.Wait()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return broken
}

// All is a sequence of known arrivals.
func All(arrivals []Arrival) iter.Seq2[Arrival, error] {
	return func(yield func(Arrival, error) bool) {
		for _, a := range arrivals {
			if !yield(a, nil) {
				return
			}
		}
	}
}

func (a Arrival) release() {
	if a.Release != nil {
		a.Release()
	}
}

// crowd is many documents under way.
type crowd struct {
	flow   *Flow
	done   func(i int, o Outcome, err error)
	giveUp context.CancelCauseFunc
	again  bool // passing Problems are worth another try alone
	alone  Alone

	mu     sync.Mutex
	failed int // documents in a row that the machine failed
}

func (c *crowd) one(ctx context.Context, i int, a Arrival) {
	defer a.release()
	o, err := c.try(ctx, a)
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case err == nil:
		c.failed = 0
	case ctx.Err() != nil:
		return // stopped on the way: not an answer
	default:
		if c.failed++; c.failed == inARow {
			c.giveUp(fmt.Errorf("%w (%d): %w", ErrMachine, c.failed, err))
		}
	}
	c.done(i, o, err)
}

func (c *crowd) try(ctx context.Context, a Arrival) (Outcome, error) {
	if !c.again {
		return c.flow.Process(ctx, a)
	}
	return c.alone.Process(ctx, c.flow, a)
}

// Alone lets a document that ends with passing Problems be done once more while no other is under way. All that share
// the machine share one. The zero value can be used.
type Alone struct{ lock sync.RWMutex }

// Process is f.Process, and once more for passing Problems; that second outcome is the answer.
func (l *Alone) Process(ctx context.Context, f *Flow, a Arrival) (Outcome, error) {
	l.lock.RLock()
	if err := ctx.Err(); err != nil {
		l.lock.RUnlock()
		return Outcome{}, err
	}
	o, err := f.Process(ctx, a)
	l.lock.RUnlock()
	if err != nil || len(o.Did) == 0 || !o.Passing() {
		return o, err
	}
	l.lock.Lock()
	defer l.lock.Unlock()
	did := o.Did
	if o, err = f.process(ctx, a, true); err == nil {
		o.Did = did
	}
	return o, err
}

// keyed is a set of locks, one for each document under way: the same bytes in two files are read once.
type keyed struct {
	mu    sync.Mutex
	locks map[string]*held
}

type held struct {
	sync.Mutex
	users int
}

func (k *keyed) lock(key string) {
	k.mu.Lock()
	if k.locks == nil {
		k.locks = map[string]*held{}
	}
	h := k.locks[key]
	if h == nil {
		h = &held{}
		k.locks[key] = h
	}
	h.users++
	k.mu.Unlock()
	h.Lock()
}

func (k *keyed) unlock(key string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	h := k.locks[key]
	if h.users--; h.users == 0 {
		delete(k.locks, key)
	}
	h.Unlock()
}
