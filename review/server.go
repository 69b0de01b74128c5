package review

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net/http"
	"strconv"
	"sync"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/alexedwards/scs/v2/memstore"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/review/access"
)

//go:embed static
var staticFiles embed.FS

// Config says what a Server serves.
type Config struct {
	// Tenant opens a tenant by its name; an error where there is none. It is asked once for each.
	Tenant func(ctx context.Context, name string) (*Tenant, error)
	// Default is the tenant of people who name none when they sign in.
	Default string
	// Secure says that browsers reach the server by HTTPS: cookies are sent over nothing else.
	Secure bool
	OIDC   *OIDC // signing in through a provider; nil = local accounts only
	Log    *slog.Logger
	Now    func() time.Time
	// Version is shown in the API's description.
	Version string
}

// Server is the pages and the API. It is an http.Handler.
type Server struct {
	config   Config
	log      *slog.Logger
	now      func() time.Time
	sessions *scs.SessionManager
	origin   *http.CrossOriginProtection
	books    access.Books
	router   *router
	handler  http.Handler
	oidc     *provider

	mu      sync.Mutex
	tenants map[string]*Tenant
}

// New makes a server. It fills no index: call Fill, or Watch, for each tenant whose Catalogue is not Kept.
func New(config Config) (*Server, error) {
	if config.Tenant == nil {
		return nil, errors.New("review: a Config needs Tenant")
	}
	s := &Server{config: config, log: config.Log, now: config.Now, origin: http.NewCrossOriginProtection(), tenants: map[string]*Tenant{}}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = time.Now
	}
	s.sessions = scs.New()
	s.sessions.Store = sessions{memstore.New(), s.sessions.Codec, func(ctx context.Context) (*access.Book, error) { return s.books(ctx, config.Default) }}
	s.sessions.Lifetime = 12 * time.Hour
	s.sessions.Cookie.Name, s.sessions.Cookie.HttpOnly, s.sessions.Cookie.SameSite = "certcat", true, http.SameSiteLaxMode
	s.sessions.Cookie.Secure = config.Secure
	s.books = func(ctx context.Context, tenant string) (*access.Book, error) {
		t, err := s.tenant(ctx, tenant)
		if err != nil {
			return nil, err
		}
		return t.Book, nil
	}
	if config.OIDC != nil {
		s.oidc = newProvider(*config.OIDC)
	}
	s.router = &router{server: s, mux: http.NewServeMux()}
	s.routes()
	s.api()
	s.router.mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		a := &ask{Server: s, w: w, r: r, lang: languageOf(r), theme: themeOf(r)}
		secure(w.Header())
		s.fail(a, Route{API: len(r.URL.Path) > 3 && r.URL.Path[:4] == "/v1/"}, http.StatusNotFound, "error.not-found")
	})
	s.handler = s.sessions.LoadAndSave(s.router)
	return s, nil
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// Books gives the accounts of a tenant, for doors that check tokens themselves.
func (s *Server) Books() access.Books { return s.books }

// tenant is the one place where a tenant's things are reached.
func (s *Server) tenant(ctx context.Context, name string) (*Tenant, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if t := s.tenants[name]; t != nil {
		return t, nil
	}
	t, err := s.config.Tenant(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("opening the tenant %s: %w", name, err)
	}
	if t.Catalogue == nil {
		t.Catalogue = NewIndex()
	}
	if len(t.Policy.Reasons) == 0 {
		t.Policy = DefaultPolicy()
	}
	s.tenants[name] = t
	return t, nil
}

// Fill puts the documents of a tenant whose record is new, or newer than at the last Fill, into its catalogue.
func (s *Server) Fill(ctx context.Context, tenant string) error {
	t, err := s.tenant(ctx, tenant)
	if err != nil {
		return err
	}
	if t.Kept {
		return nil
	}
	t.filling.Lock()
	defer t.filling.Unlock()
	if t.filled == nil {
		t.filled = map[string]int{}
	}
	for mark, err := range t.Shelf.Marks(ctx) {
		if err != nil {
			return err
		}
		if t.filled[mark.ID] == mark.Revision {
			continue
		}
		if err := s.Refresh(ctx, tenant, mark.ID); err != nil {
			return err
		}
		t.filled[mark.ID] = mark.Revision
	}
	return nil
}

// Watch fills a tenant's catalogue again and again until the context ends, so that what other processes read appears.
func (s *Server) Watch(ctx context.Context, tenant string, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if err := s.Fill(ctx, tenant); err != nil && ctx.Err() == nil {
			s.log.Error("reading the documents for the queue", "tenant", tenant, "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// Refresh tells a tenant's catalogue that a document has changed.
func (s *Server) Refresh(ctx context.Context, tenant, document string) error {
	t, err := s.tenant(ctx, tenant)
	if err != nil {
		return err
	}
	v, err := t.look(ctx, document, 0)
	if errors.Is(err, ErrNotFound) {
		return t.Catalogue.Put(ctx, Sheet{Document: certcat.Document{ID: document}}, nil)
	}
	if err != nil {
		return err
	}
	return t.Catalogue.Put(ctx, v.sheet, v.rows())
}

func (s *Server) routes() {
	get := func(pattern, operation string, role access.Role, scope access.Scope, h func(*ask) error) {
		s.router.handle(Route{Method: "GET", Pattern: pattern, Operation: operation, Role: role, Scope: scope}, h)
	}
	post := func(pattern, operation string, role access.Role, scope access.Scope, h func(*ask) error) {
		s.router.handle(Route{Method: "POST", Pattern: pattern, Operation: operation, Role: role, Scope: scope}, h)
	}
	open := func(method, pattern, operation string, h func(*ask) error) {
		s.router.handle(Route{Method: method, Pattern: pattern, Operation: operation, Open: true}, h)
	}
	open("GET", "/static/{file}", "static", (*ask).static)
	open("GET", "/login", "login-page", (*ask).loginPage)
	open("POST", "/login", "login", (*ask).login)
	open("POST", "/logout", "logout", (*ask).logout)
	open("GET", "/setup", "setup-page", (*ask).setupPage)
	open("POST", "/setup", "setup", (*ask).setup)
	open("POST", "/preferences", "preferences", (*ask).preferences)
	if s.oidc != nil {
		open("GET", "/login/oidc", "oidc-begin", (*ask).oidcBegin)
		open("GET", "/login/oidc/callback", "oidc-end", (*ask).oidcEnd)
	}
	read, rev := access.ScopeRead, access.ScopeReview
	get("/{$}", "home", access.Viewer, read, (*ask).home)
	get("/queue", "queue", access.Viewer, read, (*ask).queue)
	get("/queue/progress", "progress", access.Viewer, read, (*ask).progress)
	post("/queue/bulk", "bulk", access.Reviewer, rev, (*ask).bulk)
	get("/d/{id}", "document", access.Viewer, read, (*ask).document)
	get("/d/{id}/{part}", "certificate", access.Viewer, read, (*ask).document)
	get("/d/{id}/page/{n}", "picture", access.Viewer, read, (*ask).picture)
	get("/d/{id}/words/{n}", "words", access.Viewer, read, (*ask).words)
	get("/others/{id}/{part}", "others", access.Viewer, read, (*ask).others)
	get("/beside/{id}/{part}/{other}/{otherpart}", "beside", access.Viewer, read, (*ask).beside)
	get("/listing/{picture}", "listing-picture", access.Viewer, read, (*ask).listingPicture)
	get("/d/{id}/original", "original", access.Viewer, access.ScopeExport, (*ask).original)
	post("/d/{id}/{part}/field", "correct", access.Reviewer, rev, (*ask).correct)
	post("/d/{id}/{part}/undo", "undo", access.Reviewer, rev, (*ask).undo)
	post("/d/{id}/{part}/restore", "restore", access.Reviewer, rev, (*ask).restore)
	post("/d/{id}/{part}/decide", "decide", access.Reviewer, rev, (*ask).decide)
	post("/d/{id}/{part}/finish", "finish", access.Reviewer, rev, (*ask).finish)
	post("/d/{id}/{part}/register", "register-check", access.Reviewer, rev, (*ask).registerCheck)
	post("/d/{id}/{part}/ask", "ask-seller", access.Reviewer, rev, (*ask).askSeller)
	post("/d/{id}/{part}/escalate", "escalate", access.Reviewer, rev, (*ask).escalate)
	post("/d/{id}/{part}/overrule", "overrule", access.Approver, rev, (*ask).overrule)
	post("/d/{id}/{part}/withdraw", "withdraw", access.Reviewer, rev, (*ask).withdraw)
	post("/d/{id}/{part}/lease", "lease", access.Reviewer, rev, (*ask).lease)
	post("/d/{id}/{part}/parts", "repart", access.Reviewer, rev, (*ask).repart)
	post("/d/{id}/{part}/erase", "erase", access.Admin, access.ScopeAdmin, (*ask).erase)
	get("/accuracy", "accuracy", access.Viewer, read, (*ask).accuracy)
	get("/export/{file}", "export", access.Reviewer, access.ScopeExport, (*ask).export)
	get("/people", "people", access.Admin, access.ScopeAdmin, (*ask).people)
	post("/people/account", "account", access.Admin, access.ScopeAdmin, (*ask).account)
	post("/people/token", "token", access.Admin, access.ScopeAdmin, (*ask).newToken)
	post("/people/revoke", "revoke", access.Admin, access.ScopeAdmin, (*ask).revoke)
}

// static gives an embedded file. Its name is one path segment, so that it leads nowhere else.
func (a *ask) static() error {
	data, err := fs.ReadFile(staticFiles, "static/"+a.r.PathValue("file"))
	if err != nil {
		return ErrNotFound //nolint:nilerr // whatever it is, it is not among the files
	}
	a.w.Header().Set("Cache-Control", "public, max-age=3600")
	http.ServeContent(a.w, a.r, a.r.PathValue("file"), started, bytesReader(data))
	return nil
}

var started = time.Now()

// part is the first page in the path; 0 where none is named.
func (a *ask) part() (int, error) {
	text := a.r.PathValue("part")
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, ErrNotFound
	}
	return n, nil
}

func (a *ask) look() (*seen, error) {
	part, err := a.part()
	if err != nil {
		return nil, err
	}
	return a.tenant.look(a.r.Context(), a.r.PathValue("id"), part)
}

func (a *ask) json(status int, v any) error {
	a.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	a.w.WriteHeader(status)
	return json.NewEncoder(a.w).Encode(v)
}

func (a *ask) today() certcat.Date { return certcat.Date(a.now().Format(time.DateOnly)) }
