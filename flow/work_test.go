package flow_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/certcat/certcat/flow"
)

// chore is a task that notes what became of it.
type chore struct {
	id    string
	do    func(context.Context) error
	desk  *desk
	begun chan struct{}
}

// desk hands out chores.
type desk struct {
	mu    sync.Mutex
	left  []*chore
	ended map[string]string
	count int
	all   context.CancelFunc
}

func (d *desk) note(id, what string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ended[id] = what
	if d.count--; d.count == 0 {
		d.all()
	}
}

func (d *desk) next(ctx context.Context) (flow.Task, error) {
	d.mu.Lock()
	if len(d.left) > 0 {
		c := d.left[0]
		d.left = d.left[1:]
		d.mu.Unlock()
		return c, nil
	}
	d.mu.Unlock()
	<-ctx.Done()
	return nil, ctx.Err()
}

func (c *chore) ID() string { return c.id }
func (c *chore) Do(ctx context.Context) error {
	if c.begun != nil {
		close(c.begun)
	}
	err := c.do(ctx)
	if err == nil {
		c.desk.note(c.id, "done")
	}
	return err
}
func (c *chore) Fail(context.Context, error) error { c.desk.note(c.id, "failed"); return nil }
func (c *chore) Return(context.Context) error      { c.desk.note(c.id, "returned"); return nil }

func crew(t *testing.T, grace time.Duration, chores ...*chore) (*desk, *flow.Crew, context.Context) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	t.Cleanup(cancel)
	d := &desk{left: chores, ended: map[string]string{}, count: len(chores), all: cancel}
	for i, c := range chores {
		c.desk = d
		if c.id == "" {
			c.id = fmt.Sprint(i)
		}
	}
	return d, &flow.Crew{Jobs: 1, Grace: grace, Next: d.next, Trouble: func(error) {}}, ctx
}

func fine(context.Context) error { return nil }
func bad(context.Context) error  { return errors.New("disk full") }

func TestTasksThatFailAreTold(t *testing.T) {
	d, c, ctx := crew(t, 0, &chore{do: fine}, &chore{do: bad}, &chore{do: fine})
	c.Work(ctx)
	if d.ended["0"] != "done" || d.ended["1"] != "failed" || d.ended["2"] != "done" {
		t.Errorf("ended %v", d.ended)
	}
}

func TestAnIllMachineIsNoTasksFault(t *testing.T) {
	var chores []*chore
	for range 5 {
		chores = append(chores, &chore{do: bad})
	}
	d, c, ctx := crew(t, 0, chores...)
	began := time.Now()
	c.Work(ctx)
	var how []string
	for i := range 5 {
		how = append(how, d.ended[fmt.Sprint(i)])
	}
	if !slices.Equal(how, []string{"failed", "failed", "failed", "failed", "returned"}) || time.Since(began) > 10*time.Second {
		t.Errorf("ended %v after %s", how, time.Since(began))
	}
	same := []*chore{{id: "x", do: bad}, {id: "x", do: bad}, {id: "x", do: bad}, {id: "x", do: bad}, {id: "x", do: bad}, {id: "x", do: bad}}
	d, c, ctx = crew(t, 0, same...)
	c.Work(ctx)
	if d.ended["x"] != "failed" {
		t.Errorf("one bad task, six times: %v; want it counted each time", d.ended)
	}
}

func TestTheEndLetsFinishOrHandsBack(t *testing.T) {
	quick, stuck := make(chan struct{}), make(chan struct{})
	d, c, _ := crew(t, 500*time.Millisecond,
		&chore{id: "quick", begun: quick, do: func(ctx context.Context) error {
			select {
			case <-time.After(200 * time.Millisecond):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		}},
		&chore{id: "stuck", begun: stuck, do: func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }})
	c.Jobs = 2
	ctx, end := context.WithCancel(t.Context())
	go func() { <-quick; <-stuck; end() }()
	began := time.Now()
	c.Work(ctx)
	if d.ended["quick"] != "done" || d.ended["stuck"] != "returned" || time.Since(began) > 5*time.Second {
		t.Errorf("ended %v after %s", d.ended, time.Since(began))
	}
}
