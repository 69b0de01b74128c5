package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/flow"
	"github.com/certcat/certcat/ingest/s3"
	"github.com/certcat/certcat/ingest/upload"
	"github.com/certcat/certcat/queue"
	"github.com/certcat/certcat/review"
	"github.com/certcat/certcat/review/access"
	"github.com/certcat/certcat/store"
)

// mounted is a handler of the service and where it hangs.
type mounted struct {
	pattern string // of http.ServeMux
	handler http.Handler
}

// handlers are what the service answers. Whoever adds a part of the service adds its line here.
func (s *service) handlers() []mounted {
	guard := doorman{books: s.books(), open: s.local()}
	all := []mounted{
		{"GET /healthz", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })},
		{"GET /readyz", http.HandlerFunc(s.ready)},
		{"GET /metrics", guard.let(upload.Read, s.meter.handler())},
	}
	if !s.o.does("api") {
		return all
	}
	limits := upload.Limits{Bytes: s.works.ingest.Limits.OrDefault().Bytes + 1<<20}
	uploads := upload.Handler(guard, keeper{s}, limits, s.trouble)
	hook := s.sources.list().Webhook(func(ctx context.Context, t s3.Taken) error {
		_, err := s.note(ctx, t)
		return err
	}, s.trouble)
	return append(all,
		mounted{"/v1/documents", uploads}, mounted{"/v1/documents/", uploads},
		mounted{"POST /events/s3", guard.let(upload.Send, hook)},
		mounted{"GET /v1/queue", guard.let(admin, http.HandlerFunc(s.depth))},
		mounted{"POST /v1/queue/pause", guard.let(admin, s.switched((*queue.Queue).Pause))},
		mounted{"POST /v1/queue/resume", guard.let(admin, s.switched((*queue.Queue).Resume))},
	)
}

// local reports whether only this machine's users reach the service.
func (s *service) local() bool { return loopback(s.o.listen) && !s.o.behind }

// http answers requests until the context ends.
func (s *service) http(ctx context.Context) error {
	mux := http.NewServeMux()
	for _, m := range s.handlers() {
		mux.Handle(m.pattern, m.handler)
	}
	var pages *review.Server
	if s.o.does("api") {
		var err error
		if pages, err = s.reviewer(); err != nil {
			return err
		}
		mux.Handle("/", pages)
	}
	handler := http.NewCrossOriginProtection().Handler(mux)
	if s.local() {
		handler = onlyLocal(handler)
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		WriteTimeout: 10 * time.Minute, BaseContext: func(net.Listener) context.Context { return context.WithoutCancel(ctx) }}
	listener, err := net.Listen("tcp", s.o.listen)
	if err != nil {
		return fmt.Errorf("listen at %s: %w", s.o.listen, err)
	}
	if !loopback(s.o.listen) && s.o.tls.cert == "" && !s.o.behind {
		s.log.Warn("tokens travel in the clear: give --tls-cert and --tls-key, or --behind-proxy where a proxy in front speaks TLS")
	}
	s.log.Info("listening", "address", listener.Addr().String())
	if pages != nil {
		if err := s.firstRun(ctx, pages, "http://"+listener.Addr().String()); err != nil {
			return err
		}
		go pages.Watch(ctx, store.DefaultTenant, queueEvery)
	}
	ended := make(chan error, 1)
	go func() {
		if s.o.tls.cert != "" {
			ended <- server.ServeTLS(listener, s.o.tls.cert, s.o.tls.key)
			return
		}
		ended <- server.Serve(listener)
	}()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if server.Shutdown(last) != nil {
		_ = server.Close() // streams of progress that nobody ended
	}
	return ctx.Err()
}

// onlyLocal refuses requests under other names than this machine's own: a page in a browser here may not reach the
// service through a name that somebody else lets point to 127.0.0.1.
func onlyLocal(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if ip := net.ParseIP(strings.Trim(host, "[]")); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
			http.Error(w, "unknown host", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ready answers whether the service can do its work: the store, the queue and the catalogue answer.
func (s *service) ready(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	_, err := s.house.names(ctx)
	err = errors.Join(err, s.queue.Ready(ctx))
	if s.house.catalog != nil {
		err = errors.Join(err, s.house.catalog.Ping(ctx))
	}
	if err != nil {
		s.trouble(err)
	}
	if err != nil || s.o.does("worker") && !s.reads.Load() {
		http.Error(w, "not ready", http.StatusServiceUnavailable)
		return
	}
	fmt.Fprintln(w, "ready")
}

// depth answers how many jobs wait and who is paused.
func (s *service) depth(w http.ResponseWriter, r *http.Request) {
	depths, err := s.queue.Depths(r.Context())
	var paused []string
	if err == nil {
		paused, err = s.queue.Paused(r.Context())
	}
	if err != nil {
		s.trouble(err)
		http.Error(w, "the queue does not answer", http.StatusServiceUnavailable)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(map[string]any{"jobs": depths, "paused": paused})
}

// switched pauses or resumes the tenant who asks.
func (s *service) switched(do func(*queue.Queue, context.Context, string) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := do(s.queue, r.Context(), access.From(r.Context()).Tenant); err != nil {
			s.trouble(err)
			http.Error(w, "the queue does not answer", http.StatusServiceUnavailable)
			return
		}
		w.WriteHeader(http.StatusNoContent)
	})
}

// admin is what a sender may do with the queue.
const admin = "admin"

// rights say which role and scope a token needs.
var rights = map[string]struct {
	role  access.Role
	scope access.Scope
}{
	upload.Send: {access.Reviewer, access.ScopeUpload},
	upload.Read: {access.Viewer, access.ScopeRead},
	admin:       {access.Admin, access.ScopeAdmin},
}

// doorman lets senders in by their tokens. At a door that only this machine reaches, one without a token is its user.
type doorman struct {
	books access.Books
	open  bool
}

// principal is who sends a request, if he may do this.
func (d doorman) principal(r *http.Request, may string) (access.Principal, error) {
	if _, secret, ok := r.BasicAuth(); ok { // what a webhook can send that knows no tokens: http://events:TOKEN@host/events/s3
		r = r.Clone(r.Context())
		r.Header.Set("Authorization", "Bearer "+secret)
	}
	p, found, err := d.books.Bearer(r)
	need := rights[may]
	switch {
	case err != nil && !errors.Is(err, access.ErrNobody):
		return p, err
	case !found && d.open && err == nil:
		return access.Principal{Tenant: store.DefaultTenant, Name: "local", Role: access.Admin}, nil
	case !found || err != nil:
		return p, upload.ErrUnknown
	case !p.May(need.role, need.scope):
		return p, upload.ErrForbidden
	}
	return p, nil
}

// Sender is principal for the uploads.
func (d doorman) Sender(r *http.Request, may string) (upload.Sender, error) {
	p, err := d.principal(r, may)
	return upload.Sender{Tenant: p.Tenant, Name: p.Name}, err
}

// let guards a handler.
func (d doorman) let(may string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, err := d.principal(r, may)
		switch {
		case errors.Is(err, upload.ErrForbidden):
			http.Error(w, "the token does not allow this", http.StatusForbidden)
		case errors.Is(err, upload.ErrUnknown):
			w.Header().Set("WWW-Authenticate", `Bearer realm="certcat"`)
			http.Error(w, "a valid token is needed: Authorization: Bearer …", http.StatusUnauthorized)
		case err != nil:
			http.Error(w, "the service can't do this now; try again", http.StatusServiceUnavailable)
		default:
			next.ServeHTTP(w, r.WithContext(access.With(r.Context(), p)))
		}
	})
}

// keeper keeps uploads.
type keeper struct{ s *service }

func (k keeper) Accept(ctx context.Context, path string) (certcat.Document, error) {
	return k.s.works.ingest.Accept(ctx, path)
}

// Keep stores the arrival and asks for the work. A queue that can't be reached is no reason to refuse: the marker is
// found again.
func (k keeper) Keep(ctx context.Context, tenant string, r certcat.Receipt, path string) error {
	room, err := k.s.house.tenant(ctx, tenant)
	if err != nil {
		return err
	}
	ctx, span := k.s.meter.tracer.Start(ctx, "arrive")
	defer span.End()
	if err := room.intake.Receive(ctx, r, path); errors.Is(err, flow.ErrErased) {
		return upload.ErrErased
	} else if err != nil {
		return err
	}
	if _, err := k.s.add(ctx, queue.Job{Tenant: tenant, Lane: queue.Interactive, Receipt: r}); err != nil {
		k.s.trouble(err)
	}
	return nil
}

func (k keeper) Known(ctx context.Context, tenant, document string) (upload.Known, error) {
	room, err := k.s.house.tenant(ctx, tenant)
	if err != nil {
		return upload.Known{}, err
	}
	known := upload.Known{ID: document, State: certcat.Received}
	rec, _, err := room.Store.Current(ctx, document)
	if absent(&err) {
		body, _, err := room.Original(ctx, document)
		if absent(&err) {
			return known, upload.ErrUnknown
		}
		if err == nil {
			err = body.Close()
		}
		return known, err
	}
	if err != nil {
		return known, err
	}
	papers, err := papersOf(ctx, room.Store, rec)
	if err != nil {
		return known, err
	}
	known.State, known.Revision, known.Document, known.Problems = rec.State, rec.Revision, &papers.Document, rec.Problems
	known.Certificates, known.Verdicts = papers.Certificates, papers.Verdicts
	return known, nil
}

func (k keeper) Follow(tenant, document string, told func(upload.Progress)) (func(), error) {
	return k.s.queue.Hear(tenant, document, func(data []byte) {
		var p upload.Progress
		if json.Unmarshal(data, &p) == nil {
			told(p)
		}
	})
}

// books opens the tokens of a tenant.
func (s *service) books() access.Books { return newBooks(s.house) }
