package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"github.com/certcat/certcat/catalog"
	"github.com/certcat/certcat/flow"
	"github.com/certcat/certcat/queue"
	"github.com/certcat/certcat/store"
)

// serveOptions are what the command line says.
type serveOptions struct {
	store, catalog, config string
	listen                 string // "" = no HTTP
	role                   string // "all", "api", "worker"
	queue                  queue.Options
	jobs                   int
	ask                    question
	grace                  time.Duration
	otlp                   string
	tls                    struct{ cert, key string }
	behind                 bool // a proxy in front speaks TLS
	people                 people
}

func (o *serveOptions) flags(c *cobra.Command, t tongue) {
	f := c.Flags()
	f.StringVar(&o.store, "store", defaultStore, t.say("flag.store"))
	f.StringVar(&o.catalog, "catalog", "", t.say("flag.catalog"))
	f.StringVar(&o.config, "config", "", t.say("flag.config"))
	f.StringVar(&o.queue.URL, "nats", "", t.say("flag.nats"))
	f.IntVar(&o.queue.Replicas, "nats-replicas", 1, t.say("flag.nats-replicas"))
	f.IntVar(&o.jobs, "jobs", 0, t.say("flag.jobs"))
	f.DurationVar(&o.grace, "grace", 25*time.Second, t.say("flag.grace"))
	f.StringVar(&o.otlp, "otlp", "", t.say("flag.otlp"))
	o.ask.flags(f, t)
	o.ask.weightsFlag(f, t)
}

func newServeCommand(p program) *cobra.Command {
	var o serveOptions
	c := &cobra.Command{Use: "serve", Short: p.tongue.say("help.serve"), Long: p.tongue.say("help.serve.long"), Args: cobra.NoArgs}
	c.RunE = does(func(ctx context.Context, _ []string) error { return p.serve(ctx, o) })
	o.flags(c, p.tongue)
	f := c.Flags()
	f.StringVar(&o.listen, "listen", "127.0.0.1:8080", p.tongue.say("flag.listen"))
	f.StringVar(&o.role, "role", "all", p.tongue.say("flag.role"))
	f.StringVar(&o.queue.Dir, "queue", "", p.tongue.say("flag.queue"))
	f.StringVar(&o.queue.Listen, "queue-listen", "", p.tongue.say("flag.queue-listen"))
	f.StringVar(&o.tls.cert, "tls-cert", "", p.tongue.say("flag.tls-cert"))
	f.StringVar(&o.tls.key, "tls-key", "", p.tongue.say("flag.tls-key"))
	o.people.flags(f, p.tongue)
	f.BoolVar(&o.behind, "behind-proxy", false, p.tongue.say("flag.behind-proxy"))
	return c
}

func newWorkerCommand(p program) *cobra.Command {
	o := serveOptions{role: "worker"}
	c := &cobra.Command{Use: "worker", Short: p.tongue.say("help.worker"), Long: p.tongue.say("help.worker.long"), Args: cobra.NoArgs}
	c.RunE = does(func(ctx context.Context, _ []string) error { return p.serve(ctx, o) })
	o.flags(c, p.tongue)
	c.Flags().StringVar(&o.listen, "listen", "", p.tongue.say("flag.listen.worker"))
	return c
}

// complete checks the options and fills in what they leave open.
func (o *serveOptions) complete(env func(string) string) error {
	switch o.role {
	case "all":
	case "api", "worker":
		if o.queue.URL == "" {
			return usage(fmt.Errorf("--role %s: several processes need a queue that all of them reach: --nats nats://host:4222", o.role))
		}
		if o.catalog != "" && !strings.Contains(o.catalog, "://") {
			return usage(fmt.Errorf("--role %s: several processes need a catalogue that all of them reach: --catalog postgres://…, SQLite serves one process", o.role))
		}
		if o.catalog == "" {
			return usage(fmt.Errorf("--role %s: several processes need a catalogue that all of them reach: --catalog postgres://…", o.role))
		}
	default:
		return usage(fmt.Errorf("--role %s: must be all, api or worker", o.role))
	}
	if o.queue.URL == "" && o.queue.Dir == "" {
		if strings.Contains(o.store, "://") {
			return usage(errors.New("--queue: name a folder for the queue, or a NATS server with --nats"))
		}
		o.queue.Dir = filepath.Clean(o.store) + "-queue"
	}
	if o.otlp == "" {
		o.otlp = env("OTEL_EXPORTER_OTLP_ENDPOINT")
	}
	if (o.tls.cert == "") != (o.tls.key == "") {
		return usage(errors.New("--tls-cert and --tls-key belong together"))
	}
	o.queue.User, o.queue.Password = env("CERTCAT_NATS_USER"), env("CERTCAT_NATS_PASSWORD")
	o.queue.Credentials, o.queue.CA = env("CERTCAT_NATS_CREDENTIALS"), env("CERTCAT_NATS_CA")
	return nil
}

func (o serveOptions) does(role string) bool { return o.role == "all" || o.role == role }

// loopback reports whether an address can be reached from this machine only.
func loopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	ip := net.ParseIP(host)
	return err == nil && (host == "localhost" || ip != nil && ip.IsLoopback())
}

// service is everything that serves, wired together.
type service struct {
	program
	o       serveOptions
	log     *slog.Logger
	works   *works
	house   *house
	queue   *queue.Queue
	sources sources
	meter   *meter
	reads   atomic.Bool // the readers are there
	close   []func()
}

// serve runs the service until it is told to end: then it takes nothing new, finishes or hands back what is under way,
// and ends.
func (p program) serve(ctx context.Context, o serveOptions) error {
	if err := o.complete(p.env); err != nil {
		return err
	}
	s := &service{program: p, o: o, log: slog.New(slog.NewJSONHandler(p.Err, nil))}
	defer s.shut()
	if err := s.open(ctx); err != nil {
		return err
	}
	return s.run(ctx)
}

func (s *service) shut() {
	for i := len(s.close) - 1; i >= 0; i-- {
		s.close[i]()
	}
}

func (s *service) open(ctx context.Context) error {
	file, err := readService(s.o.config)
	if err != nil {
		return err
	}
	if s.sources, err = openSources(file, s.env); err != nil {
		return err
	}
	if s.meter, err = newMeter(ctx, s.o.otlp); err != nil {
		return fmt.Errorf("traces: %w", err)
	}
	s.close = append(s.close, func() {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		defer cancel()
		_ = s.meter.stop(ctx) // traces that can't be sent are lost
	})
	s.house = &house{ask: s.o.ask, now: time.Now, pure: pureStages}
	if s.house.blobs, err = openBlobs(ctx, s.o.store, true); err != nil {
		return err
	}
	if _, err := store.Create(ctx, s.house.blobs, store.DefaultTenant); err != nil {
		return fmt.Errorf("store %s: %w", s.o.store, err)
	}
	if s.o.catalog != "" {
		if s.house.catalog, err = catalog.Open(ctx, s.o.catalog); err != nil {
			return err
		}
		s.close = append(s.close, func() { _ = s.house.catalog.Close() })
	}
	if s.works, err = s.wire(ctx, wiring{jobs: s.o.jobs, ask: s.o.ask, limits: file.Limits, pictures: true, unasked: true}); err != nil {
		return err
	}
	s.close = append(s.close, s.works.close)
	if s.queue, err = queue.Open(ctx, s.o.queue); err != nil {
		return err
	}
	s.close = append(s.close, s.queue.Close)
	s.house.stages, s.house.tell = s.works.flow, s.tell
	s.house.stages.Trace = s.meter.step
	s.meter.registry.MustRegister(gauges{s.queue, s.house})
	return nil
}

// run does the role's parts until the context ends or one of them fails.
func (s *service) run(ctx context.Context) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	var parts []func(context.Context) error
	if s.o.listen != "" {
		parts = append(parts, s.http)
	}
	if s.o.does("api") {
		parts = append(parts, s.events, s.replay, s.checkpoints, s.rechecks)
		for _, o := range s.sources {
			parts = append(parts, func(ctx context.Context) error { return s.sweeps(ctx, o) })
			if o.sqs.URL != "" {
				parts = append(parts, func(ctx context.Context) error { return s.sqs(ctx, o) })
			}
		}
	}
	if s.o.does("worker") {
		parts = append(parts, s.work)
	}
	ended := make(chan error, len(parts))
	for _, part := range parts {
		go func() { ended <- part(ctx) }()
	}
	s.log.Info("started", "role", s.o.role, "listen", s.o.listen, "jobs", s.works.jobs, "sources", len(s.sources), "version", version())
	var first error
	for range parts {
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) && first == nil {
			first = err
			stop(err)
		}
	}
	s.log.Info("ended")
	return first
}

// work does jobs once the readers have said what they are; what arrives meanwhile waits in the queue.
func (s *service) work(ctx context.Context) error {
	if err := s.works.asked(ctx); err != nil {
		return err
	}
	s.reads.Store(true)
	k := &worker{house: s.house, queue: s.queue, sources: s.sources, limit: s.works.ingest.Limits.OrDefault().Bytes, alone: &flow.Alone{}, meter: s.meter, log: s.log}
	crew := &flow.Crew{Jobs: s.works.jobs, Grace: s.o.grace, Next: k.Next, Trouble: s.trouble}
	crew.Work(ctx)
	return ctx.Err()
}

// trouble logs a machine error without what a file is called or says.
func (s *service) trouble(err error) {
	if f := failureOf(err); f.Tool != "" {
		s.log.Error("trouble", "reason", f.Reason, "stage", f.Stage, "tool", f.Tool, "limit", f.Limit)
	} else {
		s.log.Error("trouble", "reason", f.Reason, "stage", f.Stage, "error", f.Tail)
	}
}
