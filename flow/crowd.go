package flow

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"golang.org/x/sync/errgroup"
)

// ErrMachine says that the work was given up because the machine failed one document after another.
var ErrMachine = errors.New("the machine failed several documents in a row")

// inARow is how many documents may fail on machine errors one after another, before the rest is not tried.
const inARow = 8

// Each processes all arrivals, jobs at a time, and calls done once for each, one call at a time, in the order in which
// they end. Documents that end with passing Problems are done once more, alone, when the others have ended, and only
// that second outcome is told. The error is the context's, or ErrMachine where the rest was given up; a machine error
// of one document is told to done alone.
func (f *Flow) Each(ctx context.Context, jobs int, arrivals []Arrival, done func(i int, o Outcome, err error)) error {
	ctx, giveUp := context.WithCancelCause(ctx)
	defer giveUp(nil)
	var (
		mu     sync.Mutex
		alone  []int
		failed int
	)
	tell := func(i int, o Outcome, err error) {
		mu.Lock()
		defer mu.Unlock()
		switch {
		case ctx.Err() != nil && err != nil:
			return // stopped on the way: not an answer
		case err == nil && len(o.Did) > 0 && o.Passing() && jobs > 1:
			alone = append(alone, i)
			return
		case err == nil:
			failed = 0
		default:
			if failed++; failed == inARow {
				giveUp(fmt.Errorf("%w (%d): %w", ErrMachine, failed, err))
			}
		}
		done(i, o, err)
	}
	var group errgroup.Group
	group.SetLimit(max(1, jobs))
	for i, a := range arrivals {
		if ctx.Err() != nil {
			break
		}
		group.Go(func() error {
			if ctx.Err() == nil {
				o, err := f.Process(ctx, a)
				tell(i, o, err)
			}
			return nil
		})
	}
	_ = group.Wait()
	for _, i := range alone {
		if ctx.Err() != nil {
			break
		}
		o, err := f.process(ctx, arrivals[i], true)
		if ctx.Err() == nil || err == nil {
			done(i, o, err)
		}
	}
	return context.Cause(ctx)
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
