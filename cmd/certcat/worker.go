package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/child"
	"github.com/certcat/certcat/flow"
	"github.com/certcat/certcat/ingest"
	"github.com/certcat/certcat/ingest/s3"
	"github.com/certcat/certcat/queue"
	"github.com/certcat/certcat/store"
)

// worker does what the queue asks for.
type worker struct {
	house   *house
	queue   *queue.Queue
	sources sources
	limit   int64 // bytes of a document
	alone   *flow.Alone
	meter   *meter
	log     *slog.Logger
}

// task is a job in a worker's hands.
type task struct {
	*queue.Task
	worker *worker
	seen   certcat.Receipt // the arrival as far as it is known
}

func (t *task) ID() string { return t.Job.ID() }

// Next takes the next job.
func (k *worker) Next(ctx context.Context) (flow.Task, error) {
	t, err := k.queue.Next(ctx)
	if err != nil {
		return nil, err
	}
	return &task{Task: t, worker: k, seen: t.Job.Receipt}, nil
}

// Do does the job and takes it out of the queue.
func (t *task) Do(ctx context.Context) error {
	if f, spent := t.Spent(); spent {
		return t.bury(ctx, f)
	}
	room, err := t.worker.house.tenant(ctx, t.Job.Tenant)
	if err != nil {
		return err
	}
	ctx, ended := t.worker.meter.document(ctx, t.Job)
	switch {
	case t.Job.Recheck:
		err = t.recheck(ctx, room)
	case t.Job.Receipt.Door == s3.Door:
		err = t.object(ctx, room)
	default:
		err = t.stored(ctx, room, t.Job.Receipt)
	}
	ended(err)
	if err != nil {
		return err
	}
	return t.Done(ctx)
}

// Fail counts the failure; a job that failed often enough becomes a dead letter.
func (t *task) Fail(ctx context.Context, err error) error {
	f := failureOf(err)
	spent, err := t.Task.Fail(ctx, f)
	if err != nil || !spent {
		return err
	}
	return t.bury(ctx, f)
}

// bury keeps the job as a dead letter before the queue forgets it.
func (t *task) bury(ctx context.Context, f queue.Failure) error {
	room, err := t.worker.house.tenant(ctx, t.Job.Tenant)
	if err != nil {
		return err
	}
	if now, ok, err := room.receipt(ctx, t.seen.Door, t.seen.Bucket, t.seen.Key); err == nil && ok && t.seen.Document == "" && now.State == certcat.Received {
		t.seen = now // its original is kept
	}
	// Named by what was seen: a sweep that finds the same bytes, or the marker, knows the letter.
	id := queue.Job{Tenant: t.Job.Tenant, Receipt: t.seen, Recheck: t.Job.Recheck, Gone: t.Job.Gone}.ID()
	letter := store.DeadLetter{ID: id, Receipt: t.seen, Source: t.Job.Source, Reason: f.Reason, Stage: f.Stage, Tool: f.Tool, Limit: f.Limit, Tail: f.Tail,
		Attempts: t.Attempts(), Time: f.Time}
	if err := room.PutDeadLetter(ctx, letter); err != nil {
		return err
	}
	t.worker.log.Error("dead letter", "id", letter.ID, "tenant", t.Job.Tenant, "document", t.seen.Document, "reason", f.Reason, "stage", f.Stage, "tool", f.Tool)
	return t.Done(ctx)
}

// process takes an arrival all the way and counts what came of it.
func (t *task) process(ctx context.Context, f *flow.Flow, a flow.Arrival) error {
	if a.Release != nil {
		defer a.Release()
	}
	o, err := t.worker.alone.Process(ctx, f, a)
	if o.Arrival.Receipt.Document != "" {
		t.seen = o.Arrival.Receipt
	}
	if err == nil {
		t.worker.meter.done(o)
		t.worker.log.Info("document", "tenant", t.Job.Tenant, "door", t.Job.Receipt.Door, "document", t.seen.Document, "state", t.seen.State,
			"did", strings.Join(o.Did, " "), "certificates", len(o.Certificates), "problems", problemCodes(o.Problems()), "ms", o.Took.Milliseconds())
	}
	return err
}

func problemCodes(problems []certcat.Problem) string {
	var all []string
	for _, p := range problems {
		all = append(all, p.Code)
	}
	return strings.Join(all, " ")
}

// object brings the receipt and record of an object up to date with what the bucket holds now. It looks again at the
// end: what changed meanwhile is done too, whatever became of its event.
func (t *task) object(ctx context.Context, room *tenant) error {
	source := t.worker.sources.of(t.Job)
	if source == nil {
		return fmt.Errorf("no source %q for bucket %q is configured here (%w)", t.Job.Source, t.Job.Receipt.Bucket, flow.ErrForGood)
	}
	hint := t.Job.Receipt
	for range 10 {
		now, err := source.Look(ctx, hint.Key)
		if errors.Is(err, s3.ErrGone) {
			return room.gone(ctx, hint)
		}
		if err != nil {
			return err
		}
		last, ok, err := room.receipt(ctx, hint.Door, hint.Bucket, hint.Key)
		if err != nil {
			return err
		}
		if ok && last.ETag == now.ETag && (last.State == certcat.Processed || last.State == certcat.Refused) {
			return t.close(ctx, room, last)
		}
		now, item, err := source.Fetch(ctx, hint.Key, t.worker.limit)
		if errors.Is(err, s3.ErrGone) {
			continue
		}
		if err != nil {
			return err
		}
		if err := t.fetched(ctx, room, now, item); err != nil {
			return err
		}
	}
	return fmt.Errorf("the object changes faster than it can be read")
}

// close closes a receipt once more where an earlier worker may have been killed after it had closed the receipt, and
// before the catalogue was told and the marker removed.
func (t *task) close(ctx context.Context, room *tenant, last certcat.Receipt) error {
	hint := t.Job.Receipt
	if t.Attempts() == 1 && hint.Document == "" {
		return nil
	}
	if hint.Document != "" && hint.Document != last.Document { // found by the marker of bytes that are replaced
		if err := room.ClearPending(ctx, hint); err != nil {
			return err
		}
	}
	return room.intake.Finish(ctx, last)
}

func (t *task) fetched(ctx context.Context, room *tenant, now s3.Found, item ingest.Item) error {
	a := arrivalOf(s3.Door, t.Job.Receipt.Bucket, item)
	a.Receipt.ETag, a.Receipt.Version, a.Receipt.Sequencer = now.ETag, now.Version, t.Job.Receipt.Sequencer
	last, ok, err := room.receipt(ctx, a.Receipt.Door, a.Receipt.Bucket, a.Receipt.Key)
	if err != nil {
		return err
	}
	// The bucket has the last word: what it holds now is not older than what an earlier event announced.
	if ok && store.CompareSequencers(last.Sequencer, a.Receipt.Sequencer) > 0 {
		a.Receipt.Sequencer = last.Sequencer
	}
	return t.process(ctx, room.flow, a)
}

// stored does what lies in the store already: an upload, or what a killed worker left.
func (t *task) stored(ctx context.Context, room *tenant, r certcat.Receipt) error {
	now, known, err := room.receipt(ctx, r.Door, r.Bucket, r.Key)
	if err != nil {
		return err
	}
	if known && now.Document != r.Document {
		return room.ClearPending(ctx, r) // a later arrival has taken its place
	}
	a, ok, err := room.original(ctx, r)
	if err != nil || !ok {
		return err
	}
	if err := t.process(ctx, room.flow, a); err != nil {
		return err
	}
	if known && now.State != certcat.Received {
		return t.close(ctx, room, now)
	}
	return nil
}

func (t *task) recheck(ctx context.Context, room *tenant) error {
	a, ok, err := room.original(ctx, t.Job.Receipt)
	if err != nil || !ok {
		return err
	}
	return t.process(ctx, room.rechecking(), a)
}

// maxTail is how much of an error is kept, in bytes.
const maxTail = 4000

// failureOf says what is known of a failure: where, what, and the tail of its error output.
func failureOf(err error) queue.Failure {
	f := queue.Failure{Reason: "machine", Tail: err.Error(), Time: time.Now().UTC().Truncate(time.Millisecond)}
	var broken *flow.Broken
	if errors.As(err, &broken) {
		f.Stage, f.Tail = broken.Step, broken.Err.Error()
	}
	var failed *child.Failure
	switch {
	case errors.As(err, &failed):
		f.Reason, f.Tool, f.Limit = "reader-"+string(failed.Reason), failed.Op, failed.Limit
		if failed.Tail != "" {
			f.Tail = failed.Tail
		}
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, store.ErrNotFound):
		f.Reason = "missing"
	case errors.Is(err, store.ErrDamaged):
		f.Reason = "damaged"
	}
	if len(f.Tail) > maxTail {
		f.Tail = strings.ToValidUTF8(f.Tail[len(f.Tail)-maxTail:], "")
	}
	return f
}
