package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/cmd/certcat/desk"
	"github.com/certcat/certcat/flow"
	"github.com/certcat/certcat/review"
	"github.com/certcat/certcat/store"
)

type reviewOptions struct {
	store, catalog, listen string
	people                 people
	ask                    question
}

func newReviewCommand(p program) *cobra.Command {
	var o reviewOptions
	c := &cobra.Command{Use: "review", Short: p.tongue.say("help.review"), Long: p.tongue.say("help.review.long"), Args: cobra.NoArgs}
	c.RunE = does(func(ctx context.Context, _ []string) error { return p.review(ctx, o) })
	f := c.Flags()
	f.StringVar(&o.store, "store", defaultStore, p.tongue.say("flag.store"))
	f.StringVar(&o.catalog, "catalog", "", p.tongue.say("flag.catalog"))
	f.StringVar(&o.listen, "listen", "127.0.0.1:8700", p.tongue.say("flag.review.listen"))
	o.people.flags(f, p.tongue)
	o.ask.flags(f, p.tongue)
	o.ask.weightsFlag(f, p.tongue)
	return c
}

// queueEvery is how often the queue looks for documents that other processes have read.
const queueEvery = 20 * time.Second

// review serves the review pages until the context ends.
func (p program) review(ctx context.Context, o reviewOptions) error {
	policy, err := readPolicy(o.people.policy)
	if err != nil {
		return usage(err)
	}
	provider, err := o.people.provider(p.env)
	if err != nil {
		return err
	}
	w, err := p.wire(ctx, wiring{store: o.store, catalog: o.catalog, jobs: 1, ask: o.ask})
	if err != nil {
		return err
	}
	defer w.close()
	server, err := p.reviewer(w, o.ask, policy, provider)
	if err != nil {
		return err
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", o.listen)
	if err != nil {
		return err
	}
	address := "http://" + listener.Addr().String()
	fmt.Fprintln(p.Err, p.tongue.say("review.at", "address", address))
	if err := p.firstRun(ctx, server, address); err != nil {
		return err
	}
	go server.Watch(ctx, store.DefaultTenant, queueEvery)
	return serveHTTP(ctx, listener, server)
}

// reviewer is the review page over a wired store.
func (p program) reviewer(w *works, q question, policy review.Policy, provider *review.OIDC) (*review.Server, error) {
	check := &daily{question: q}
	if _, err := check.today(); err != nil {
		return nil, err
	}
	return review.New(review.Config{Default: store.DefaultTenant, OIDC: provider, Log: slog.New(slog.NewTextHandler(p.Err, nil)), Version: version(),
		Tenant: func(_ context.Context, name string) (*review.Tenant, error) {
			if name != store.DefaultTenant {
				return nil, review.ErrNotFound
			}
			d := &desk.Desk{Store: w.store, Checker: check, Policy: policy, Shown: w.reader.Shown, Book: w.book, Parse: parseWith(w.flow.Extract)}
			return d.Tenant(), nil
		}})
}

// reviewer is the review page of the service, for all tenants of its store.
func (s *service) reviewer() (*review.Server, error) {
	check := &daily{question: s.o.ask}
	if _, err := check.today(); err != nil {
		return nil, err
	}
	policy, err := readPolicy(s.o.people.policy)
	if err != nil {
		return nil, usage(err)
	}
	provider, err := s.o.people.provider(s.env)
	if err != nil {
		return nil, err
	}
	return review.New(review.Config{Default: store.DefaultTenant, OIDC: provider, Log: s.log, Version: version(), Secure: s.o.tls.cert != "" || s.o.behind,
		Tenant: func(ctx context.Context, name string) (*review.Tenant, error) {
			room, err := s.house.tenant(ctx, name)
			if err != nil {
				return nil, err
			}
			d := &desk.Desk{Store: room.Store, Checker: check, Policy: policy, Shown: s.works.reader.Shown, Book: room.book, Parse: parseWith(room.flow.Extract)}
			return d.Tenant(), nil
		}})
}

// parseWith makes certificates of pages without asking for a second look.
func parseWith(x flow.Extractor) desk.Parse {
	return func(pages certcat.Pages) []certcat.Certificate {
		list, _ := x.Certificates(pages)
		return list
	}
}

// firstRun prints how the first account is made, where there is none.
func (p program) firstRun(ctx context.Context, server *review.Server, address string) error {
	book, err := server.Books()(ctx, store.DefaultTenant)
	if err != nil {
		return err
	}
	token, err := book.FirstRun(ctx)
	if err != nil || token == "" {
		return err
	}
	fmt.Fprintln(p.Err, p.tongue.say("review.first", "address", address+"/setup?token="+url.QueryEscape(token)))
	return nil
}

func readPolicy(path string) (review.Policy, error) {
	if path == "" {
		return review.DefaultPolicy(), nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return review.Policy{}, err
	}
	return review.ParsePolicy(data)
}

// serveHTTP serves until the context ends, and lets requests that run come to their end.
func serveHTTP(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute, WriteTimeout: 5 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
	stop := context.AfterFunc(ctx, func() {
		end, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		_ = server.Shutdown(end)
	})
	defer stop()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// daily checks as of today, whatever day that is, unless a day was named.
type daily struct {
	question question
	mu       sync.Mutex
	day      certcat.Date
	checker  flow.Checker
}

func (d *daily) today() (flow.Checker, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	q := d.question
	if err := q.complete(time.Now()); err != nil {
		return nil, err
	}
	if d.checker == nil || d.day != q.asOf {
		checker, err := newChecker(q)
		if err != nil {
			return nil, err
		}
		d.checker, d.day = checker, q.asOf
	}
	return d.checker, nil
}

// Check gives one verdict for each market.
func (d *daily) Check(c certcat.Case) []certcat.Verdict {
	checker, err := d.today()
	if err != nil { // the same question was answered when the program began
		return nil
	}
	return checker.Check(c)
}
