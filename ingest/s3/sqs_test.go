package s3_test

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"github.com/certcat/certcat/child/childtest"
	"github.com/certcat/certcat/ingest/s3"
)

// fauxqs is the version of the SQS server that the tests run against; scripts/test-servers installs it.
const fauxqs = "fauxqs-2.4.1"

// sqsServer starts an SQS server on a free port of 127.0.0.1 and ends it with the test.
func sqsServer(t *testing.T) (endpoint string) {
	t.Helper()
	tools := os.Getenv("CERTCAT_TOOLS")
	if tools == "" {
		home, err := os.UserHomeDir()
		if err != nil {
			t.Fatal(err)
		}
		tools = filepath.Join(home, ".cache", "certcat-tools")
	}
	app := filepath.Join(tools, fauxqs, "node_modules", "fauxqs", "dist", "app.js")
	node := filepath.Join(tools, fauxqs, "node") // it needs a newer one than Debian's
	if _, err := os.Stat(node); err != nil {
		message := fauxqs + " is not installed: run scripts/install-packages --test and scripts/test-servers"
		if os.Getenv("CERTCAT_CI") == "1" {
			t.Fatal(message)
		}
		t.Skip(message)
	}
	script := `import(process.argv[1]).then(async m => { const app = m.buildApp({logger: false}); console.log("at " + await app.listen({host: "127.0.0.1", port: 0})) })`
	cmd := exec.CommandContext(t.Context(), node, "-e", script, app)
	var errs strings.Builder
	cmd.Stderr = &errs
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := childtest.Start(cmd); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if at, ok := strings.CutPrefix(lines.Text(), "at "); ok {
			return at
		}
	}
	t.Fatalf("fauxqs does not start: %s", errs.String())
	return ""
}

func TestSQS(t *testing.T) {
	endpoint := sqsServer(t)
	for name, value := range map[string]string{"AWS_ACCESS_KEY_ID": "certcat-test", "AWS_SECRET_ACCESS_KEY": "certcat-secret"} {
		t.Setenv(name, value)
	}
	client := sqs.New(sqs.Options{Region: "eu-central-1", BaseEndpoint: &endpoint, Credentials: credentials.NewStaticCredentialsProvider("certcat-test", "certcat-secret", "")})
	made, err := client.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: aws.String("papers")})
	if err != nil {
		t.Fatal(err)
	}
	source, err := s3.Open(s3.Settings{Name: "papers", Address: "s3://papers?endpoint=http://127.0.0.1:9"}, os.Getenv)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"aws-test.json", "aws-put.json", "sns.json", "eventbridge.json", "aws-delete-marker.json"} {
		body, err := os.ReadFile(filepath.Join("testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		send(t, client, made.QueueUrl, string(body))
	}
	send(t, client, made.QueueUrl, "no event at all")
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	var keys []string
	troubles := 0
	err = s3.SQS{URL: *made.QueueUrl, Region: "eu-central-1", Endpoint: endpoint}.Receive(ctx, func(_ context.Context, body []byte) error {
		taken, err := s3.Sources{source}.Take(body)
		for _, one := range taken {
			keys = append(keys, one.Event.Key)
		}
		return err
	}, func(err error) {
		if troubles++; errors.Is(err, s3.ErrBody) {
			time.AfterFunc(2*time.Second, cancel) // the message that is none is as good as the last
		}
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Receive ended with %v", err)
	}
	slices.Sort(keys)
	want := []string{"in/a+b %2B 证书.pdf", "in/a/b.pdf", "in/old.PDF", "in/seller 7/EU DoC (charger) 50% + 证书.pdf"}
	if !slices.Equal(keys, want) || troubles != 1 {
		t.Errorf("keys %q with %d troubles, want %q with 1", keys, troubles, want)
	}
	left, err := client.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: made.QueueUrl, AttributeNames: []types.QueueAttributeName{"All"}})
	if err != nil || left.Attributes["ApproximateNumberOfMessages"] != "0" || left.Attributes["ApproximateNumberOfMessagesNotVisible"] != "0" {
		t.Errorf("left in the queue: %v, %v", left, err)
	}
}

func send(t *testing.T, client *sqs.Client, url *string, body string) {
	t.Helper()
	if _, err := client.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: url, MessageBody: &body}); err != nil {
		t.Fatal(err)
	}
}
