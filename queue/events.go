package queue

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

const (
	eventSubject    = "certcat.events."
	progressSubject = "certcat.progress."
)

// ErrUseless marks an event that can't be handled however often it comes.
var ErrUseless = errors.New("the event can't be used")

// Events hands over what servers publish at certcat.events.NAME, each until handle has taken it without an error; one
// with ErrUseless is not repeated, and told to trouble. It ends with the context.
func (q *Queue) Events(ctx context.Context, handle func(ctx context.Context, name string, body []byte) error, trouble func(error)) error {
	for {
		consumer, err := q.js.CreateOrUpdateConsumer(ctx, eventStream, jetstream.ConsumerConfig{Durable: "doors", AckPolicy: jetstream.AckExplicitPolicy,
			AckWait: q.options.Patience, MaxDeliver: -1})
		if err == nil {
			err = q.pull(ctx, consumer, handle, trouble)
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		trouble(fmt.Errorf("take events: %w", err))
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Second):
		}
	}
}

func (q *Queue) pull(ctx context.Context, consumer jetstream.Consumer, handle func(context.Context, string, []byte) error, trouble func(error)) error {
	for ctx.Err() == nil {
		batch, err := consumer.Fetch(50, jetstream.FetchMaxWait(2*time.Second))
		if err != nil {
			return err
		}
		for m := range batch.Messages() {
			err := handle(ctx, strings.TrimPrefix(m.Subject(), eventSubject), m.Data())
			switch {
			case err == nil:
				err = m.Ack()
			case errors.Is(err, ErrUseless):
				trouble(err)
				err = m.Term()
			default:
				trouble(err)
				err = m.NakWithDelay(q.options.Patience / 6)
			}
			if err != nil {
				return err
			}
		}
		if err := batch.Error(); err != nil && !errors.Is(err, nats.ErrTimeout) {
			return err
		}
	}
	return ctx.Err()
}

var plainToken = regexp.MustCompile(`^[A-Za-z0-9_-]+$`)

// Tell publishes how far a document is, to whoever listens now.
func (q *Queue) Tell(tenant, document string, data []byte) {
	if plainToken.MatchString(document) && tenantName.MatchString(tenant) {
		_ = q.conn.Publish(progressSubject+tenant+"."+document, data) // a hint for those who watch
	}
}

// Hear calls heard with what Tell publishes about a document, until stop is called.
func (q *Queue) Hear(tenant, document string, heard func([]byte)) (stop func(), err error) {
	if !plainToken.MatchString(document) || !tenantName.MatchString(tenant) {
		return nil, fmt.Errorf("listen to the progress of %q: no document", document)
	}
	s, err := q.conn.Subscribe(progressSubject+tenant+"."+document, func(m *nats.Msg) { heard(m.Data) })
	if err != nil {
		return nil, fmt.Errorf("listen to the progress of %s: %w", document, err)
	}
	return func() { _ = s.Unsubscribe() }, nil
}
