// Package queue keeps the work that is to be done: jobs in NATS JetStream, inside this process by default, in a cluster
// at scale. It promises:
//
//   - What Add has answered survives a crash: file storage, synced for each message.
//   - A job waits at most once: while one with the same tenant, door, bucket, key and ETag (or version, or document) is
//     queued or under way, another is not added.
//   - No one starves: tenants take turns, and so do the parts of a tenant's keys, however much one of them brings.
//     Interactive jobs come first; one turn in sixteen looks at batch jobs first, so that these never stand still.
//   - A job is given to one worker at a time while that worker lives. A worker that stops answering loses it to another.
//     So a job can be done twice, and must bear it.
//   - The queue may be deleted at any time: what it holds can be found again in the store and by listing the sources.
//
// What a job means is not known here.
package queue

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/certcat/certcat"
)

// Lane says who waits for a job.
type Lane string

// The lanes.
const (
	Interactive Lane = "interactive" // a person
	Batch       Lane = "batch"       // nobody
)

// Job is one piece of work: what is to be done about one place at a door.
type Job struct {
	Tenant  string          `json:"tenant"`
	Lane    Lane            `json:"lane"`
	Receipt certcat.Receipt `json:"receipt"`           // door, bucket and key; the rest as far as it is known
	Source  string          `json:"source,omitempty"`  // the configured source that it came from
	Recheck bool            `json:"recheck,omitempty"` // the document is known; its verdicts are to be made anew
	Gone    bool            `json:"gone,omitempty"`    // the source said that the object is gone
	Trace   string          `json:"trace,omitempty"`   // W3C traceparent
}

// ID names the job: equal for two jobs that ask for the same.
func (j Job) ID() string {
	r := j.Receipt
	state := "etag:" + r.ETag
	switch {
	case j.Gone:
		state = "gone"
	case j.Recheck:
		state = "recheck"
	case r.ETag == "" && r.Version != "":
		state = "version:" + r.Version
	case r.ETag == "":
		state = "document:" + r.Document
	}
	return digest(j.Tenant, r.Door, r.Bucket, r.Key, state)
}

// fair is the number of a tenant's waiting lines; keys with equal beginnings share one.
const fair = 16

// line is the waiting line of a job: within a tenant, those with the same bucket and first part of the key (or, where
// the key has no parts, the same user) share one.
func (j Job) line() int {
	first, _, parts := strings.Cut(j.Receipt.Key, "/")
	if !parts {
		first = j.Receipt.User
	}
	sum := sha256.Sum256([]byte(j.Receipt.Door + "\x00" + j.Receipt.Bucket + "\x00" + first))
	return int(sum[0]) % fair
}

func digest(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil))[:32]
}

// Options say where the queue is. The zero value of each has a meaning.
type Options struct {
	URL         string        // of a NATS server or cluster with JetStream; "" = one inside this process
	Credentials string        // a NATS credentials file; "" = none
	CA          string        // a file with the authorities that the server's certificate is checked by; "" = the system's
	Replicas    int           // of each message in a cluster; 0 = 1
	Dir         string        // where the server inside this process keeps its files
	Listen      string        // host:port at which the server inside this process listens too; "" = nowhere
	User        string        // asked of those who come to Listen; needed for anything but loopback
	Password    string        // the same
	Patience    time.Duration // after which a silent worker loses its job; 0 = 30 s
	Failures    int           // of a job, after which it is spent; 0 = 3
	Losses      int           // of a job's workers, after which it is spent; 0 = 10
}

const (
	jobStream   = "CERTCAT_JOBS"
	eventStream = "CERTCAT_EVENTS"
	noteBucket  = "certcat"
	jobSubject  = "certcat.jobs."
	wakeSubject = "certcat.wake"
)

// Queue is a connection to the queue. It is safe for concurrent use.
type Queue struct {
	options Options
	server  *server.Server // nil where it is outside
	unlock  func()
	conn    *nats.Conn
	js      jetstream.JetStream
	jobs    jetstream.Stream
	notes   jetstream.KeyValue
	wake    chan struct{}
	made    sync.Map // names of consumers that are known to be there

	turn     chan struct{} // who holds it looks for the next job
	order    order
	lines    []*line // with jobs, as last seen
	seen     time.Time
	handles  map[string]jetstream.Consumer
	handlesL sync.Mutex
}

// Open connects to the queue, or starts it, and makes what is missing.
func Open(ctx context.Context, o Options) (*Queue, error) {
	if o.Patience <= 0 {
		o.Patience = 30 * time.Second
	}
	if o.Failures <= 0 {
		o.Failures = 3
	}
	if o.Losses <= 0 {
		o.Losses = 10
	}
	q := &Queue{options: o, wake: make(chan struct{}, 1), turn: make(chan struct{}, 1), handles: map[string]jetstream.Consumer{}, unlock: func() {}}
	if err := q.open(ctx); err != nil {
		q.Close()
		return nil, fmt.Errorf("open the queue: %w", err)
	}
	return q, nil
}

func (q *Queue) open(ctx context.Context) error {
	var err error
	if q.options.URL == "" {
		if err = q.startServer(); err != nil {
			return err
		}
	}
	if err = q.connect(ctx); err != nil {
		return err
	}
	if q.js, err = jetstream.New(q.conn); err != nil {
		return err
	}
	if err = q.makeStreams(ctx); err != nil {
		return err
	}
	_, err = q.conn.Subscribe(wakeSubject, func(*nats.Msg) {
		select {
		case q.wake <- struct{}{}:
		default:
		}
	})
	return err
}

// connect tries for half a minute: the server may be starting too.
func (q *Queue) connect(ctx context.Context) error {
	options := []nats.Option{nats.Name("certcat"), nats.MaxReconnects(-1), nats.ReconnectWait(500 * time.Millisecond), nats.Timeout(10 * time.Second)}
	if q.server != nil {
		options = append(options, nats.InProcessServer(q.server))
	}
	if q.options.User != "" {
		options = append(options, nats.UserInfo(q.options.User, q.options.Password))
	}
	if q.options.Credentials != "" {
		options = append(options, nats.UserCredentials(q.options.Credentials))
	}
	if q.options.CA != "" {
		options = append(options, nats.RootCAs(q.options.CA))
	}
	for deadline := time.Now().Add(30 * time.Second); ; {
		var err error
		q.conn, err = nats.Connect(q.options.URL, options...)
		if err == nil || errors.Is(err, nats.ErrAuthorization) || q.server != nil || time.Now().After(deadline) {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("%w (%w)", err, ctx.Err())
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// makeStreams makes the streams, for half a minute: a cluster that has just been started has no leader yet.
func (q *Queue) makeStreams(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	for {
		err := q.tryStreams(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("make the streams: %w", err)
		case <-time.After(500 * time.Millisecond):
		}
	}
}

func (q *Queue) tryStreams(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	replicas := max(1, q.options.Replicas)
	var err error
	if q.jobs, err = q.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{Name: jobStream, Subjects: []string{jobSubject + ">"},
		Retention: jetstream.WorkQueuePolicy, Storage: jetstream.FileStorage, Replicas: replicas,
		MaxMsgsPerSubject: 1, Discard: jetstream.DiscardNew, DiscardNewPerSubject: true}); err != nil {
		return err
	}
	if _, err = q.js.CreateOrUpdateStream(ctx, jetstream.StreamConfig{Name: eventStream, Subjects: []string{eventSubject + ">"},
		Retention: jetstream.WorkQueuePolicy, Storage: jetstream.FileStorage, Replicas: replicas}); err != nil {
		return err
	}
	q.notes, err = q.js.CreateOrUpdateKeyValue(ctx, jetstream.KeyValueConfig{Bucket: noteBucket, Storage: jetstream.FileStorage, Replicas: replicas})
	return err
}

// Ready reports, as an error, that the queue can't be reached.
func (q *Queue) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if _, err := q.jobs.Info(ctx); err != nil {
		return fmt.Errorf("ask the queue: %w", err)
	}
	return nil
}

// Address is where the server inside this process listens; "" where it does not.
func (q *Queue) Address() string {
	if q.server == nil || q.options.Listen == "" {
		return ""
	}
	return q.server.ClientURL()
}

// Close ends the connection, and the server where it is inside this process.
func (q *Queue) Close() {
	if q.conn != nil {
		q.conn.Close()
	}
	if q.server != nil {
		q.server.Shutdown()
		q.server.WaitForShutdown()
	}
	q.unlock()
}

var tenantName = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{0,62}$`)

// ErrTenant says that a tenant's name can't be used.
var ErrTenant = errors.New("a tenant's name has small letters, digits and hyphens, at most 63")
