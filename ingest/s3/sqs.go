package s3

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

// SQS is a queue of Amazon SQS to which a bucket sends its events.
type SQS struct {
	URL      string // of the queue
	Region   string // "" = from the environment
	Endpoint string // of another server than Amazon's; "" = from the environment
}

// visible is for how long a message that was received is kept from others, in seconds. Noting an event takes
// milliseconds: this is far beyond six times that.
const visible = 60

// Receive hands over each message until handle has taken it without an error, and then deletes it. One that is no event
// (ErrBody) is told to trouble and deleted. It ends with the context; a server that can't be reached is waited for.
func (q SQS) Receive(ctx context.Context, handle func(context.Context, []byte) error, trouble func(error)) error {
	loaded, err := config.LoadDefaultConfig(ctx, func(o *config.LoadOptions) error {
		o.Region = q.Region
		return nil
	})
	if err != nil {
		return fmt.Errorf("queue %s: %w", q.URL, err)
	}
	client := sqs.NewFromConfig(loaded, func(o *sqs.Options) {
		if q.Endpoint != "" {
			o.BaseEndpoint = aws.String(q.Endpoint)
		}
	})
	for {
		err := q.some(ctx, client, handle, trouble)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err == nil {
			continue
		}
		trouble(fmt.Errorf("queue %s: %w", q.URL, err))
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(5 * time.Second):
		}
	}
}

// some receives up to ten messages, and deletes those that were taken.
func (q SQS) some(ctx context.Context, client *sqs.Client, handle func(context.Context, []byte) error, trouble func(error)) error {
	got, err := client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: aws.String(q.URL), MaxNumberOfMessages: 10,
		WaitTimeSeconds: 20, VisibilityTimeout: visible})
	if err != nil {
		return err
	}
	var done []types.DeleteMessageBatchRequestEntry
	for _, m := range got.Messages {
		err := handle(ctx, []byte(aws.ToString(m.Body)))
		if err != nil {
			trouble(err)
		}
		if err == nil || errors.Is(err, ErrBody) {
			done = append(done, types.DeleteMessageBatchRequestEntry{Id: aws.String(fmt.Sprint(len(done))), ReceiptHandle: m.ReceiptHandle})
		}
	}
	if len(done) == 0 {
		return nil
	}
	answer, err := client.DeleteMessageBatch(ctx, &sqs.DeleteMessageBatchInput{QueueUrl: aws.String(q.URL), Entries: done})
	if err == nil && len(answer.Failed) > 0 {
		err = fmt.Errorf("%d messages could not be deleted: %s", len(answer.Failed), aws.ToString(answer.Failed[0].Message))
	}
	return err
}
