package queue

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

const (
	fresh  = 300 * time.Millisecond // how long a view of the lines is believed
	listen = 500 * time.Millisecond // between looks into an empty queue, unless something wakes it
)

// line is one waiting line as last seen.
type line struct {
	name   string // of the consumer
	lane   Lane
	tenant string
	known  bool // there may be a job
}

// order remembers whose turn it was.
type order struct {
	turn    uint64
	tenants map[string]uint64
	lines   map[string]uint64
}

// sorted puts the lines into the order in which they are asked: interactive first, then the tenant that waits longest,
// then its line that waits longest.
func (o *order) sorted(lines []*line) []*line {
	first := Interactive
	if o.turn%16 == 15 {
		first = Batch
	}
	lines = slices.Clone(lines)
	slices.SortFunc(lines, func(a, b *line) int {
		if a.lane != b.lane {
			if a.lane == first {
				return -1
			}
			return 1
		}
		return cmp.Or(cmp.Compare(o.tenants[a.tenant], o.tenants[b.tenant]), cmp.Compare(o.lines[a.name], o.lines[b.name]), cmp.Compare(a.name, b.name))
	})
	return lines
}

// served notes that a line had its turn.
func (o *order) served(l *line) {
	if o.tenants == nil {
		o.tenants, o.lines = map[string]uint64{}, map[string]uint64{}
	}
	o.turn++
	o.tenants[l.tenant], o.lines[l.name] = o.turn, o.turn
}

// Next waits for a job and takes it. The error is the context's: an unreachable queue is waited for.
func (q *Queue) Next(ctx context.Context) (*Task, error) {
	for {
		t, err := q.look(ctx)
		if t != nil {
			return t, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		pause := listen
		if err != nil {
			pause = 2 * listen
		}
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-q.wake:
		case <-time.After(pause):
		}
	}
}

// look asks each line once, in order.
func (q *Queue) look(ctx context.Context) (*Task, error) {
	select {
	case q.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-q.turn }()
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	for range 2 {
		renewed, err := q.view(ctx)
		if err != nil {
			return nil, err
		}
		for _, l := range q.order.sorted(q.lines) {
			if !l.known {
				continue
			}
			t, err := q.fetch(ctx, l)
			if err != nil {
				return nil, err
			}
			if t != nil {
				q.order.served(l)
				select { // others who wait may find one too
				case q.wake <- struct{}{}:
				default:
				}
				return t, nil
			}
			l.known = false
		}
		if renewed {
			break
		}
		q.seen = time.Time{} // nothing in what was seen a moment ago: look anew before giving up
	}
	return nil, nil
}

// view lists the lines that may hold jobs, unless it was done a moment ago.
func (q *Queue) view(ctx context.Context) (renewed bool, err error) {
	if time.Since(q.seen) < fresh {
		return false, nil
	}
	paused, err := q.Paused(ctx)
	if err != nil {
		return false, err
	}
	q.lines = q.lines[:0]
	listing := q.jobs.ListConsumers(ctx)
	for info := range listing.Info() {
		l := &line{name: info.Name, lane: Lane(info.Config.Metadata["lane"]), tenant: info.Config.Metadata["tenant"], known: true}
		if l.tenant != "" && (info.NumPending > 0 || info.NumAckPending > 0) && !slices.Contains(paused, Everyone) && !slices.Contains(paused, l.tenant) {
			q.lines = append(q.lines, l)
		}
	}
	if err := listing.Err(); err != nil {
		return false, fmt.Errorf("look into the queue: %w", err)
	}
	q.seen = time.Now()
	return true, nil
}

func (q *Queue) consumer(ctx context.Context, name string) (jetstream.Consumer, error) {
	q.handlesL.Lock()
	defer q.handlesL.Unlock()
	if c := q.handles[name]; c != nil {
		return c, nil
	}
	c, err := q.jobs.Consumer(ctx, name)
	if err == nil {
		q.handles[name] = c
	}
	return c, err
}

// fetch takes a line's next job; nil where there is none.
func (q *Queue) fetch(ctx context.Context, l *line) (*Task, error) {
	c, err := q.consumer(ctx, l.name)
	if err != nil {
		return nil, fmt.Errorf("take a job: %w", err)
	}
	batch, err := c.FetchNoWait(1)
	if err != nil {
		return nil, fmt.Errorf("take a job: %w", err)
	}
	m, ok := <-batch.Messages()
	if !ok {
		return nil, batch.Error()
	}
	meta, err := m.Metadata()
	if err != nil {
		return nil, fmt.Errorf("take a job: %w", err)
	}
	t := &Task{queue: q, message: m, delivered: int(meta.NumDelivered)}
	if err := json.Unmarshal(m.Data(), &t.Job); err != nil {
		_ = m.TermWithReason("no job")
		return nil, fmt.Errorf("take a job: %w", err)
	}
	t.begin(ctx)
	return t, nil
}
