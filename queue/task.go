package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/nats-io/nats.go/jetstream"
)

// Failure says why a job could not be done.
type Failure struct {
	Reason string    `json:"reason"`          // a code
	Stage  string    `json:"stage,omitempty"` // of the document's way
	Tool   string    `json:"tool,omitempty"`  // the operation or program that failed
	Limit  string    `json:"limit,omitempty"` // that was hit
	Tail   string    `json:"tail,omitempty"`  // of the error, or of what the tool wrote to its error output
	Time   time.Time `json:"time"`
}

// WorkerLost is the reason of a job whose workers ended, again and again, without a word.
const WorkerLost = "worker-lost"

// note is what is remembered of a job that was not done at once.
type note struct {
	Failures int     `json:"failures"`
	Returned int     `json:"returned"` // given back unharmed
	Last     Failure `json:"last"`
}

// Task is a job that was taken. Until Done, Fail or Return is called, it tells the queue that it is being worked on.
type Task struct {
	Job       Job
	queue     *Queue
	message   jetstream.Msg
	delivered int
	note      note
	once      sync.Once
	quiet     chan struct{}
}

// begin reads what is remembered of the job and starts the heartbeat.
func (t *Task) begin(ctx context.Context) {
	t.quiet = make(chan struct{})
	if t.delivered > 1 {
		if entry, err := t.queue.notes.Get(ctx, t.key()); err == nil {
			_ = json.Unmarshal(entry.Value(), &t.note) // a note that can't be read is none
		}
	}
	go func() {
		tick := time.NewTicker(t.queue.options.Patience / 4)
		defer tick.Stop()
		for {
			select {
			case <-t.quiet:
				return
			case <-tick.C:
				_ = t.message.InProgress() // one that is not heard is followed by another
			}
		}
	}()
}

func (t *Task) key() string { return "note." + t.Job.ID() }

func (t *Task) end() { t.once.Do(func() { close(t.quiet) }) }

// Attempts is how often the job was taken, this time included.
func (t *Task) Attempts() int { return t.delivered }

// Spent reports whether the job is not to be tried again, and the last failure that is known of it.
func (t *Task) Spent() (Failure, bool) {
	lost := t.delivered - 1 - t.note.Failures - t.note.Returned
	switch {
	case t.note.Failures >= t.queue.options.Failures:
		return t.note.Last, true
	case lost >= t.queue.options.Losses:
		f := t.note.Last
		f.Reason, f.Time = WorkerLost, time.Now().UTC()
		return f, true
	}
	return t.note.Last, false
}

// Done takes the job out of the queue: it is done, or kept elsewhere as a dead letter.
func (t *Task) Done(ctx context.Context) error {
	t.end()
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	if err := t.message.DoubleAck(ctx); err != nil {
		return fmt.Errorf("take the job out of the queue: %w", err)
	}
	if t.delivered > 1 || t.note != (note{}) {
		if err := t.queue.notes.Purge(ctx, t.key()); err != nil && !errors.Is(err, jetstream.ErrKeyNotFound) {
			return fmt.Errorf("forget the job's failures: %w", err)
		}
	}
	return nil
}

// Fail says that the job could not be done. It is tried again after a pause; spent reports that it was tried often
// enough: then it stays taken, and the caller keeps it elsewhere and calls Done.
func (t *Task) Fail(ctx context.Context, f Failure) (spent bool, err error) {
	t.note.Failures++
	t.note.Last = f
	if t.note.Failures >= t.queue.options.Failures {
		return true, nil
	}
	if err := t.remember(ctx); err != nil {
		return false, err
	}
	return false, t.again(time.Duration(t.note.Failures) * t.queue.options.Patience / 6)
}

// Return gives the job back unharmed, for another worker.
func (t *Task) Return(ctx context.Context) error {
	t.note.Returned++
	if err := t.remember(ctx); err != nil {
		return err
	}
	return t.again(0)
}

func (t *Task) remember(ctx context.Context) error {
	data, err := json.Marshal(t.note)
	if err == nil {
		_, err = t.queue.notes.Put(ctx, t.key(), data)
	}
	if err != nil {
		return fmt.Errorf("remember what became of the job: %w", err)
	}
	return nil
}

func (t *Task) again(after time.Duration) error {
	t.end()
	if err := t.message.NakWithDelay(after); err != nil {
		return fmt.Errorf("give the job back: %w", err)
	}
	return t.queue.conn.Flush()
}
