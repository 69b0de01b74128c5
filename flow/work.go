package flow

import (
	"context"
	"errors"
	"sync"
	"time"
)

// Task is a piece of work that somebody hands out and wants an answer for.
type Task interface {
	// ID names the work, so that the same work failing again can be told from other work failing.
	ID() string
	// Do does it, and tells who handed it out that it is done.
	Do(ctx context.Context) error
	// Fail says that it could not be done.
	Fail(ctx context.Context, err error) error
	// Return gives it back untouched.
	Return(ctx context.Context) error
}

// Crew works on tasks.
type Crew struct {
	Jobs    int                                     // tasks at once
	Grace   time.Duration                           // for tasks under way when the work is to end; then they are given back
	Next    func(ctx context.Context) (Task, error) // waits for a task; fails only when the context ends
	Trouble func(err error)                         // told of every failure, from many goroutines

	mu     sync.Mutex
	failed map[string]bool // tasks that failed since one succeeded
}

// ill is how many different tasks have to fail, and none succeed, until it is the machine that is believed to be ill.
const ill = 5

// Work takes tasks until the context ends. What is under way then gets the Grace to end and is given back otherwise. While
// every task fails, whichever it is, they are given back and not counted as failed, and the crew takes longer and longer
// breaths, up to half a minute: a full disk is no task's fault.
func (c *Crew) Work(ctx context.Context) {
	c.failed = map[string]bool{}
	working, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(c.Grace, stop) })()
	var group sync.WaitGroup
	for range max(1, c.Jobs) {
		group.Go(func() {
			for ctx.Err() == nil {
				t, err := c.Next(ctx)
				if err != nil {
					return
				}
				c.one(ctx, working, t)
			}
		})
	}
	group.Wait()
}

func (c *Crew) one(ctx, working context.Context, t Task) {
	if ctx.Err() != nil { // it came as the end did
		c.tell(t.Return(working))
		return
	}
	err := t.Do(working)
	after := context.WithoutCancel(working) // the answer is given in any case
	switch {
	case err == nil:
		c.mu.Lock()
		clear(c.failed)
		c.mu.Unlock()
		return
	case working.Err() != nil:
		c.tell(t.Return(after))
		return
	}
	c.tell(err)
	c.mu.Lock()
	c.failed[t.ID()] = true
	n := len(c.failed)
	c.mu.Unlock()
	if n < ill {
		c.tell(t.Fail(after, err))
		return
	}
	c.tell(t.Return(after))
	select {
	case <-ctx.Done():
	case <-time.After(min(30*time.Second, time.Second<<min(n-ill, 5))):
	}
}

func (c *Crew) tell(err error) {
	if err != nil && !errors.Is(err, context.Canceled) {
		c.Trouble(err)
	}
}
