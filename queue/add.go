package queue

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go/jetstream"
)

// maxMessagesPerSubject is JetStream's answer where a subject is taken.
const maxMessagesPerSubject = "maximum messages per subject exceeded"

// Add puts a job into the queue and reports whether it was new. When it has answered, the job survives a crash.
func (q *Queue) Add(ctx context.Context, j Job) (bool, error) {
	if !tenantName.MatchString(j.Tenant) {
		return false, fmt.Errorf("add to the queue: %q: %w", j.Tenant, ErrTenant)
	}
	if j.Lane != Interactive {
		j.Lane = Batch
	}
	data, err := json.Marshal(j)
	if err != nil {
		return false, fmt.Errorf("add to the queue: %w", err)
	}
	l := lineName{j.Lane, j.Tenant, j.line()}
	if err := q.ensure(ctx, l); err != nil {
		return false, fmt.Errorf("add to the queue: %w", err)
	}
	_, err = q.js.Publish(ctx, l.subject()+j.ID(), data)
	var api *jetstream.APIError
	if errors.As(err, &api) && api.Description == maxMessagesPerSubject {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("add to the queue: %w", err)
	}
	_ = q.conn.Publish(wakeSubject, nil) // without it workers look by themselves
	return true, nil
}

// lineName names one waiting line.
type lineName struct {
	lane   Lane
	tenant string
	number int
}

func (l lineName) String() string { return fmt.Sprintf("%s_%s_%02d", l.lane, l.tenant, l.number) }

func (l lineName) subject() string {
	return fmt.Sprintf("%s%s.%s.%02d.", jobSubject, l.lane, l.tenant, l.number)
}

// ensure makes the line's consumer where it is not there.
func (q *Queue) ensure(ctx context.Context, l lineName) error {
	if _, ok := q.made.Load(l); ok {
		return nil
	}
	_, err := q.jobs.CreateOrUpdateConsumer(ctx, jetstream.ConsumerConfig{Durable: l.String(), FilterSubject: l.subject() + "*",
		AckPolicy: jetstream.AckExplicitPolicy, AckWait: q.options.Patience, MaxDeliver: -1, MaxAckPending: 10_000,
		Metadata: map[string]string{"lane": string(l.lane), "tenant": l.tenant}})
	if err == nil {
		q.made.Store(l, true)
	}
	return err
}
