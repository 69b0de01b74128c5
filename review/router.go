package review

import (
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/certcat/certcat/review/access"
	"github.com/certcat/certcat/say"
)

// Route is one entry of the router. Every route names its operation, and the role and scope that it needs, or is Open.
type Route struct {
	Method    string
	Pattern   string
	Operation string
	Role      access.Role
	Scope     access.Scope
	Open      bool // for everybody: signing in, static files
	API       bool // answers with problem+json
}

// ask is one request: who asks, for which tenant, in which language.
type ask struct {
	*Server
	w      http.ResponseWriter
	r      *http.Request
	who    access.Principal
	tenant *Tenant
	lang   string
	theme  string
	csrf   string
}

// router is the one way to a handler. It is http.ServeMux with a list, so that a test can walk it.
type router struct {
	server *Server
	mux    *http.ServeMux
	routes []Route
	next   Route // what huma registers next
}

const (
	mostBody    = 1 << 20
	bodyTimeout = 15 * time.Second
)

// handle adds a route. A route without operation or role is a mistake of the program.
func (rt *router) handle(route Route, h func(a *ask) error) {
	if route.Operation == "" || !route.Open && (!route.Role.Valid() || route.Scope == "") {
		panic(fmt.Sprintf("route %s %s names no operation or role", route.Method, route.Pattern))
	}
	rt.routes = append(rt.routes, route)
	rt.mux.HandleFunc(route.Method+" "+route.Pattern, func(w http.ResponseWriter, r *http.Request) {
		a := &ask{Server: rt.server, w: w, r: r}
		rt.server.answer(a, route, h)
	})
}

// HandleFunc is how huma adds its routes; Server.api says before what they need.
func (rt *router) HandleFunc(pattern string, h func(http.ResponseWriter, *http.Request)) {
	route := rt.next
	route.Method, route.Pattern, _ = strings.Cut(pattern, " ")
	rt.handle(route, func(a *ask) error {
		h(a.w, a.r.WithContext(withAsk(a.r.Context(), a)))
		return nil
	})
}

func (rt *router) ServeHTTP(w http.ResponseWriter, r *http.Request) { rt.mux.ServeHTTP(w, r) }

// Routes lists all routes.
func (s *Server) Routes() []Route { return append([]Route(nil), s.router.routes...) }

// answer finds out who asks, refuses who may not, and turns errors into answers.
func (s *Server) answer(a *ask, route Route, h func(a *ask) error) {
	defer func() {
		if broken := recover(); broken != nil && broken != http.ErrAbortHandler { //nolint:errorlint // a panic's value
			s.log.Error("a handler panicked", "operation", route.Operation, "panic", fmt.Sprint(broken))
			s.fail(a, route, http.StatusInternalServerError, "error.internal")
		}
	}()
	secure(a.w.Header())
	a.lang, a.theme = languageOf(a.r), themeOf(a.r)
	if unsafe(a.r.Method) {
		a.r.Body = http.MaxBytesReader(a.w, a.r.Body, mostBody)
		_ = http.NewResponseController(a.w).SetReadDeadline(time.Now().Add(bodyTimeout)) // a recorder in a test has none
	}
	status, code := s.admit(a, route)
	if status == 0 {
		a.r = a.r.WithContext(access.With(a.r.Context(), a.who))
		if err := h(a); err != nil {
			s.failed(a, route, err)
		}
		return
	}
	if status == http.StatusUnauthorized && !route.API && a.r.Method == http.MethodGet {
		target := "/login?next=" + url.QueryEscape(a.r.URL.RequestURI())
		if a.r.Header.Get("HX-Request") != "" {
			a.w.Header().Set("HX-Redirect", target)
			a.w.WriteHeader(http.StatusUnauthorized)
			return
		}
		http.Redirect(a.w, a.r, target, http.StatusSeeOther)
		return
	}
	s.fail(a, route, status, code)
}

// admit finds who asks and whether they may; status 0 lets them through.
func (s *Server) admit(a *ask, route Route) (status int, code string) {
	ctx := a.r.Context()
	p, bearer, err := s.books.Bearer(a.r)
	switch {
	case bearer && err != nil:
		return http.StatusUnauthorized, "error.token"
	case !bearer:
		if err := s.origin.Check(a.r); err != nil {
			return http.StatusForbidden, "error.origin"
		}
		if p, err = s.person(a); err != nil {
			s.log.Error("reading the account", "error", err)
			return http.StatusInternalServerError, "error.internal"
		}
		if p.Name != "" {
			a.csrf = s.token(a)
		}
	}
	a.who = p
	if p.Tenant != "" {
		if a.tenant, err = s.tenant(ctx, p.Tenant); err != nil {
			return http.StatusUnauthorized, "error.token"
		}
	}
	if route.Open {
		return 0, ""
	}
	switch {
	case p.Name == "":
		return http.StatusUnauthorized, "error.unknown"
	case !p.May(route.Role, route.Scope):
		return http.StatusForbidden, "error.role"
	case !bearer && unsafe(a.r.Method) && !s.checkToken(a):
		return http.StatusForbidden, "error.csrf"
	}
	return 0, ""
}

// person is who is signed in in this browser; nobody where nobody is, or where the account changed since.
func (s *Server) person(a *ask) (access.Principal, error) {
	ctx := a.r.Context()
	name, tenant := s.sessions.GetString(ctx, "name"), s.sessions.GetString(ctx, "tenant")
	if name == "" {
		return access.Principal{}, nil
	}
	book, err := s.books(ctx, tenant)
	if err != nil {
		return access.Principal{}, nil //nolint:nilerr // a tenant that is gone has no people
	}
	p, epoch, err := book.Current(ctx, name)
	if errors.Is(err, access.ErrNobody) || err == nil && epoch != s.sessions.GetInt(ctx, "epoch") {
		return access.Principal{}, s.sessions.Destroy(ctx)
	}
	return p, err
}

// token is the session's token against forged requests.
func (s *Server) token(a *ask) string {
	ctx := a.r.Context()
	token := s.sessions.GetString(ctx, "csrf")
	if token == "" {
		token = rand.Text()
		s.sessions.Put(ctx, "csrf", token)
	}
	return token
}

func (s *Server) checkToken(a *ask) bool {
	if a.csrf == "" {
		return false
	}
	given := a.r.Header.Get("X-CSRF-Token")
	if given == "" {
		given = a.r.PostFormValue("csrf")
	}
	return subtle.ConstantTimeCompare([]byte(given), []byte(a.csrf)) == 1
}

func unsafe(method string) bool {
	return method != http.MethodGet && method != http.MethodHead && method != http.MethodOptions
}

// secure sets the headers that every answer has: no script but ours, no frame, no guess about types.
func secure(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'self'; "+
		"form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("Certcat", "yes") // by which a page knows our answers from those of whatever else answers at this address
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
	h.Set("Cache-Control", "no-store")
}

// failed turns an error into an answer. What the machine said goes to the log, never to the browser.
func (s *Server) failed(a *ask, route Route, err error) {
	var r *refusal
	var tooLarge *http.MaxBytesError
	switch {
	case errors.Is(err, ErrNotFound):
		s.fail(a, route, http.StatusNotFound, "error.not-found")
	case errors.As(err, &r):
		s.fail(a, route, http.StatusUnprocessableEntity, r.code, r.args...)
	case errors.As(err, &tooLarge):
		s.fail(a, route, http.StatusRequestEntityTooLarge, "error.too-large")
	case errors.Is(err, access.ErrTooMany):
		s.fail(a, route, http.StatusTooManyRequests, "error.too-many")
	case errors.Is(err, access.ErrNobody):
		s.fail(a, route, http.StatusUnauthorized, "error.nobody")
	case errors.Is(err, access.ErrRefused):
		s.fail(a, route, http.StatusUnprocessableEntity, "error.refused", "why", err.Error())
	case a.r.Context().Err() != nil: // the browser went away
	default:
		s.log.Error("a request failed", "operation", route.Operation, "error", err)
		s.fail(a, route, http.StatusInternalServerError, "error.internal")
	}
}

// languageOf is the language that was chosen, else the one that the browser asks for.
func languageOf(r *http.Request) string {
	if c, err := r.Cookie("lang"); err == nil && (c.Value == "en" || c.Value == "zh") {
		return c.Value
	}
	return say.Match(r.Header.Get("Accept-Language"))
}

func themeOf(r *http.Request) string {
	if c, err := r.Cookie("theme"); err == nil && (c.Value == "light" || c.Value == "dark") {
		return c.Value
	}
	return "auto"
}

// from is the address of who asks.
func (a *ask) from() string {
	host, _, err := net.SplitHostPort(a.r.RemoteAddr)
	if err != nil {
		return a.r.RemoteAddr
	}
	return host
}

// audit notes what was done in the name of who asks, before it is answered.
func (a *ask) audit(action string, args ...string) error {
	return a.tenant.Book.Note(a.r.Context(), a.who, a.from(), action, argsOf(args)...)
}
