package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/flow"
	"github.com/certcat/certcat/ingest/s3"
	"github.com/certcat/certcat/ingest/upload"
	"github.com/certcat/certcat/queue"
	"github.com/certcat/certcat/store"
)

// note puts an event of a source into the queue, and reports whether it was new.
func (s *service) note(ctx context.Context, t s3.Taken) (bool, error) {
	o, e := s.sources.origin(t.Source), t.Event
	return s.add(ctx, queue.Job{Tenant: o.tenant, Lane: queue.Batch, Source: o.Name, Gone: e.Gone, Receipt: certcat.Receipt{Door: s3.Door, Bucket: e.Bucket,
		Key: e.Key, ETag: e.ETag, Version: e.Version, Sequencer: e.Sequencer}})
}

func (s *service) add(ctx context.Context, j queue.Job) (bool, error) {
	j.Trace = traceparent(ctx)
	added, err := s.queue.Add(ctx, j)
	if added {
		s.meter.arrivals.WithLabelValues(j.Receipt.Door).Inc()
	}
	return added, err
}

// takeBody puts all events of a body into the queue.
func (s *service) takeBody(ctx context.Context, body []byte) error {
	taken, err := s.sources.list().Take(body)
	if err != nil {
		return err
	}
	for _, t := range taken {
		if _, err := s.note(ctx, t); err != nil {
			return err
		}
	}
	return nil
}

// events takes what servers publish in NATS.
func (s *service) events(ctx context.Context) error {
	return s.queue.Events(ctx, func(ctx context.Context, _ string, body []byte) error {
		err := s.takeBody(ctx, body)
		if errors.Is(err, s3.ErrBody) {
			err = fmt.Errorf("%w: %w", queue.ErrUseless, err)
		}
		return err
	}, s.trouble)
}

func (s *service) sqs(ctx context.Context, o origin) error {
	return o.sqs.Receive(ctx, s.takeBody, s.trouble)
}

// every does something at once and then again and again; what fails is told and done again the next time.
func (s *service) every(ctx context.Context, pause time.Duration, do func(context.Context) error) error {
	for {
		if err := do(ctx); err != nil && ctx.Err() == nil {
			s.trouble(err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

func (s *service) sweeps(ctx context.Context, o origin) error {
	if o.every < 0 {
		return nil
	}
	return s.every(ctx, o.every, func(ctx context.Context) error { return s.sweep(ctx, o) })
}

// sweep lists a bucket and puts into the queue what no event announced. Dead letters stay dead.
func (s *service) sweep(ctx context.Context, o origin) error {
	room, err := s.house.tenant(ctx, o.tenant)
	if err != nil {
		return err
	}
	swept, err := o.Sweep(ctx, known{room}, func(ctx context.Context, t s3.Taken) (bool, error) {
		j := queue.Job{Tenant: o.tenant, Gone: t.Event.Gone, Receipt: certcat.Receipt{Door: s3.Door, Bucket: t.Event.Bucket, Key: t.Event.Key, ETag: t.Event.ETag, Version: t.Event.Version}}
		if _, err := room.DeadLetter(ctx, j.ID()); err == nil {
			return false, nil
		} else if !errors.Is(err, store.ErrNotFound) {
			return false, err
		}
		return s.note(ctx, t)
	})
	for name, n := range map[string]int{"known": swept.Known, "waiting": swept.Waiting, "found": swept.Found, "gone": swept.Gone} {
		s.meter.swept.WithLabelValues(o.Name, name).Add(float64(n))
	}
	s.log.Info("swept", "source", o.Name, "listed", swept.Listed, "known", swept.Known, "waiting", swept.Waiting, "found", swept.Found,
		"gone", swept.Gone, "ms", swept.Took.Milliseconds())
	return err
}

// known are a tenant's receipts as a sweep asks for them.
type known struct{ *tenant }

func (k known) Receipt(ctx context.Context, door, bucket, key string) (certcat.Receipt, bool, error) {
	return k.receipt(ctx, door, bucket, key)
}

func (k known) All(ctx context.Context) iter.Seq2[certcat.Receipt, error] { return k.Receipts(ctx) }

// unheard is how old a marker has to be, so that its job is not just on its way into the queue.
const unheard = time.Minute

// replay puts into the queue what the store says is still to be done: whatever became of the queue, nothing is forgotten.
func (s *service) replay(ctx context.Context) error {
	first := true
	return s.every(ctx, 10*time.Minute, func(ctx context.Context) error {
		names, err := s.house.names(ctx)
		if err != nil {
			return err
		}
		old, begins := time.Now().Add(-unheard), first
		if first {
			old, first = time.Now(), false
		}
		for _, name := range names {
			if begins {
				if err := s.finishErasures(ctx, name); err != nil {
					return err
				}
			}
			if err := s.replayTenant(ctx, name, old); err != nil {
				return err
			}
		}
		return nil
	})
}

// finishErasures deletes what an erasure that was killed has left.
func (s *service) finishErasures(ctx context.Context, name string) error {
	room, err := s.house.tenant(ctx, name)
	if err != nil {
		return err
	}
	return room.FinishErasures(ctx)
}

func (s *service) replayTenant(ctx context.Context, name string, old time.Time) error {
	room, err := s.house.tenant(ctx, name)
	if err != nil {
		return err
	}
	found := 0
	for r, err := range room.Pending(ctx) {
		if err != nil {
			return err
		}
		if r.Time.After(old) || r.Door == "batch" || r.Door == "watch" { // those belong to another command
			continue
		}
		j := queue.Job{Tenant: name, Lane: queue.Interactive, Receipt: r}
		if r.Door == s3.Door {
			j.Lane = queue.Batch
		}
		if _, err := room.DeadLetter(ctx, j.ID()); err == nil {
			continue
		} else if !errors.Is(err, store.ErrNotFound) {
			return err
		}
		added, err := s.add(ctx, j)
		if err != nil {
			return err
		}
		if added {
			found++
		}
	}
	if found > 0 {
		s.log.Info("taken up again", "tenant", name, "documents", found)
	}
	return nil
}

// checkpoints seals the logs every hour.
func (s *service) checkpoints(ctx context.Context) error {
	return s.every(ctx, time.Hour, func(ctx context.Context) error {
		names, err := s.house.names(ctx)
		if err != nil {
			return err
		}
		for _, name := range names {
			room, err := s.house.tenant(ctx, name)
			if err != nil {
				return err
			}
			made, err := room.Checkpoint(ctx)
			if err != nil {
				return err
			}
			s.log.Info("checkpoint", "tenant", name, "sealed", made)
		}
		return nil
	})
}

// mostLooks is how often documents are looked for that other tables touch.
const mostLooks = 5

// rechecks puts into the queue, on each new day, the documents whose verdicts change by it, and, when other tables are in
// force than before, those that rest on rows which have changed.
func (s *service) rechecks(ctx context.Context) error {
	days, looks := map[string]certcat.Date{}, map[string]int{}
	return s.every(ctx, 5*time.Minute, func(ctx context.Context) error {
		today := certcat.Date(time.Now().Format(time.DateOnly))
		names, err := s.house.names(ctx)
		if err != nil || s.o.ask.asOf != "" {
			return err
		}
		for _, name := range names {
			room, err := s.house.tenant(ctx, name)
			if err != nil {
				return err
			}
			n := 0
			again := func(document string) error {
				n++
				_, err := s.add(ctx, queue.Job{Tenant: name, Lane: queue.Batch, Recheck: true, Receipt: certcat.Receipt{Door: "recheck", Key: document, Document: document}})
				return err
			}
			if days[name] != today {
				if err := room.due(ctx, today, again); err != nil {
					return err
				}
				s.log.Info("due", "tenant", name, "day", today, "documents", n)
				days[name] = today
			}
			// Workers take new tables a little later: look until nothing is left, and don't look for ever.
			set := name + " " + room.inForce.Digest()
			if n = 0; room.book == nil || looks[set] == mostLooks {
				continue
			}
			for document, err := range changed(ctx, room.Store, room.book, room.inForce) {
				if err == nil {
					err = again(document)
				}
				if err != nil {
					return err
				}
			}
			s.log.Info("tables changed", "tenant", name, "tables", room.inForce.Digest(), "documents", n)
			if looks[set]++; n == 0 {
				looks[set] = mostLooks
			}
		}
		return nil
	})
}

// tell publishes a step of a document to those who follow it.
func (s *service) tell(tenant string, step flow.Step) {
	if step.Document == "" {
		return
	}
	if data, err := json.Marshal(upload.Progress{Stage: step.Stage, Page: step.Page, Of: step.Of}); err == nil {
		s.queue.Tell(tenant, step.Document, data)
	}
}
