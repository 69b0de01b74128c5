package access_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/review/access"
)

// memory keeps values as the store does.
type memory struct {
	mu     sync.Mutex
	values map[string][]byte
	tags   map[string]string
	audit  []string
}

func newMemory() *memory { return &memory{values: map[string][]byte{}, tags: map[string]string{}} }

func (m *memory) Load(_ context.Context, name string) ([]byte, string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.values[name], m.tags[name], nil
}

func (m *memory) Save(_ context.Context, name string, data []byte, tag string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.tags[name] != tag {
		return "", access.ErrConflict
	}
	m.values[name], m.tags[name] = data, m.tags[name]+"x"
	return m.tags[name], nil
}

func (m *memory) Note(_ context.Context, who, _, action string, _ ...certcat.Arg) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.audit = append(m.audit, who+" "+action)
	return nil
}

const password = "nine lives, twelve mice"

func open(t *testing.T) (*access.Book, *memory, access.Principal, *time.Time) {
	t.Helper()
	m := newMemory()
	b := access.Open("main", m)
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC)
	b.Now = func() time.Time { return now }
	token, err := b.FirstRun(t.Context())
	if err != nil || token == "" {
		t.Fatalf("first run: %q, %v", token, err)
	}
	if _, err := b.Setup(t.Context(), "wrong", "anna", password, "1.2.3.4"); !errors.Is(err, access.ErrNobody) {
		t.Fatalf("a wrong first-run token: %v", err)
	}
	p, err := b.Setup(t.Context(), token, "anna", password, "1.2.3.4")
	if err != nil || p.Role != access.Admin {
		t.Fatalf("setup: %+v, %v", p, err)
	}
	if _, err := b.Setup(t.Context(), token, "eve", password, "1.2.3.4"); err == nil {
		t.Fatal("the first-run token worked twice")
	}
	if token, _ := b.FirstRun(t.Context()); token != "" {
		t.Fatal("a first-run token although there is an account")
	}
	return b, m, p, &now
}

func TestRoles(t *testing.T) {
	for i, r := range access.Roles() {
		for j, least := range access.Roles() {
			if r.May(least) != (i >= j) {
				t.Errorf("%s may what %s may: %v", r, least, r.May(least))
			}
		}
	}
	if access.Role("").May(access.Viewer) || access.Admin.May("root") {
		t.Error("a role that does not exist counts")
	}
}

func TestLogin(t *testing.T) {
	b, m, admin, now := open(t)
	ctx := t.Context()
	if p, err := b.Login(ctx, "anna", password, "1.2.3.4"); err != nil || p.Name != "anna" || p.Tenant != "main" {
		t.Errorf("login: %+v, %v", p, err)
	}
	for _, secret := range m.values {
		if strings.Contains(string(secret), password) {
			t.Error("the password is stored")
		}
	}
	for range 5 {
		if _, err := b.Login(ctx, "anna", "not the password", "1.2.3.4"); !errors.Is(err, access.ErrNobody) {
			t.Errorf("wrong password: %v", err)
		}
	}
	if _, err := b.Login(ctx, "anna", password, "5.6.7.8"); !errors.Is(err, access.ErrTooMany) {
		t.Errorf("the sixth try: %v", err)
	}
	*now = now.Add(time.Minute)
	if _, err := b.Login(ctx, "anna", password, "5.6.7.8"); err != nil {
		t.Errorf("a minute later: %v", err)
	}
	if err := b.AddAccount(ctx, admin, "bo", "short", access.Viewer); !errors.Is(err, access.ErrRefused) {
		t.Errorf("a short password: %v", err)
	}
	if err := b.AddAccount(ctx, admin, "bo", password, access.Viewer); err != nil {
		t.Fatal(err)
	}
	_, epoch, err := b.Current(ctx, "bo")
	if err != nil {
		t.Fatal(err)
	}
	yes := true
	if err := b.Change(ctx, admin, "bo", access.Reviewer, "", &yes); err != nil {
		t.Fatal(err)
	}
	if _, e, err := b.Current(ctx, "bo"); !errors.Is(err, access.ErrNobody) || e == epoch {
		t.Errorf("a disabled account: epoch %d → %d, %v", epoch, e, err)
	}
	if err := b.Change(ctx, admin, "anna", access.Viewer, "", nil); !errors.Is(err, access.ErrRefused) {
		t.Errorf("the last admin: %v", err)
	}
	for _, want := range []string{"anna setup", "anna login", "anna login-refused", "anna login-limited", "anna account-added", "anna account-changed"} {
		if !slices.Contains(m.audit, want) {
			t.Errorf("the audit lacks %q: %q", want, m.audit)
		}
	}
}

func TestManyNamesFromOneAddress(t *testing.T) {
	b, _, _, _ := open(t)
	limited := 0
	for i := range 40 {
		if _, err := b.Login(t.Context(), strings.Repeat("a", i+1), "x", "9.9.9.9"); errors.Is(err, access.ErrTooMany) {
			limited++
		}
	}
	if limited != 10 {
		t.Errorf("%d of 40 tries were held back, want 10", limited)
	}
}

func TestTokens(t *testing.T) {
	b, m, admin, now := open(t)
	ctx := t.Context()
	for _, bad := range []struct {
		role    access.Role
		scopes  []access.Scope
		expires time.Time
	}{
		{access.Reviewer, nil, now.Add(time.Hour)}, {access.Reviewer, []access.Scope{"all"}, now.Add(time.Hour)},
		{access.Reviewer, access.Scopes(), *now}, {access.Reviewer, access.Scopes(), now.Add(2 * access.Longest)}, {"root", access.Scopes(), now.Add(time.Hour)},
	} {
		if _, _, err := b.NewToken(ctx, admin, "bad", bad.role, bad.scopes, bad.expires); !errors.Is(err, access.ErrRefused) {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	secret, token, err := b.NewToken(ctx, admin, "scanner", access.Reviewer, []access.Scope{access.ScopeUpload}, now.Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	for _, stored := range m.values {
		if strings.Contains(string(stored), secret) {
			t.Error("the token is stored")
		}
	}
	books := access.Books(func(_ context.Context, tenant string) (*access.Book, error) {
		if tenant != "main" {
			return nil, access.ErrNobody
		}
		return b, nil
	})
	ask := func(secret string, least access.Role, scope access.Scope) int {
		w := httptest.NewRecorder()
		r := httptest.NewRequestWithContext(ctx, http.MethodPost, "/v1/documents", nil)
		if secret != "" {
			r.Header.Set("Authorization", "Bearer "+secret)
		}
		books.Guard(least, scope, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if access.From(r.Context()).Name != "token:scanner" {
				t.Error("the handler does not know who asks")
			}
		})).ServeHTTP(w, r)
		return w.Code
	}
	for _, c := range []struct {
		secret string
		least  access.Role
		scope  access.Scope
		want   int
	}{
		{secret, access.Reviewer, access.ScopeUpload, 200}, {secret, access.Approver, access.ScopeUpload, 403}, {secret, access.Viewer, access.ScopeRead, 403},
		{"", access.Viewer, access.ScopeUpload, 401}, {secret + "x", access.Viewer, access.ScopeUpload, 401}, {strings.Replace(secret, "_main_", "_other_", 1), access.Viewer, access.ScopeUpload, 401},
	} {
		if got := ask(c.secret, c.least, c.scope); got != c.want {
			t.Errorf("%s %s: %d, want %d", c.least, c.scope, got, c.want)
		}
	}
	*now = now.Add(61 * time.Minute)
	if got := ask(secret, access.Viewer, access.ScopeUpload); got != 401 {
		t.Errorf("an expired token: %d", got)
	}
	*now = now.Add(-time.Hour)
	if err := b.Revoke(ctx, admin, token.ID); err != nil {
		t.Fatal(err)
	}
	if got := ask(secret, access.Viewer, access.ScopeUpload); got != 401 {
		t.Errorf("a revoked token: %d", got)
	}
}
