package review_test

import (
	"context"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/zitadel/oidc/v3/example/server/exampleop"
	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/op"

	"github.com/certcat/certcat/review"
	"github.com/certcat/certcat/review/access"
)

// TestOpenIDProvider signs people in through a provider that is not ours, with its own sign-in page: one with a role, one
// without, one with a wrong password. What it knows of people stands at its userinfo endpoint, not in the token.
func TestOpenIDProvider(t *testing.T) {
	var idp, pages http.Handler
	provider := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { idp.ServeHTTP(w, r) }))
	defer provider.Close()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { pages.ServeHTTP(w, r) }))
	defer s.Close()
	clients := map[string]*storage.Client{"certcat": nil}
	clients["certcat"] = storage.WebClient("certcat", "a secret", s.URL+"/login/oidc/callback")
	idp = exampleop.SetupServer(provider.URL, storage.NewStorageWithClients(storage.NewUserStore(provider.URL), clients), nil, false, op.WithAllowInsecure())
	book := access.Open("main", kept{})
	server, err := review.New(review.Config{Default: "main", OIDC: &review.OIDC{Issuer: provider.URL, ClientID: "certcat", ClientSecret: "a secret", Redirect: s.URL + "/login/oidc/callback",
		RoleClaim: "preferred_username", Roles: map[string]access.Role{"test-user@127.0.0.1": access.Approver}},
		Tenant: func(context.Context, string) (*review.Tenant, error) {
			return &review.Tenant{Name: "main", Shelf: nothing{}, Book: book}, nil
		}})
	if err != nil {
		t.Fatal(err)
	}
	pages = server
	for _, c := range []struct {
		who, password string
		status        int
		at            string
	}{
		{"test-user@127.0.0.1", "verysecure", http.StatusOK, s.URL + "/queue"},
		{"test-user@127.0.0.1", "very wrong", http.StatusOK, provider.URL + "/login/username"}, // asked again, by the provider
		{"test-user2", "verysecure", http.StatusUnauthorized, s.URL + "/login/oidc/callback"},
	} {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		browser := &http.Client{Jar: jar}
		asked, err := browser.Get(s.URL + "/login/oidc?next=/queue")
		if err != nil {
			t.Fatal(err)
		}
		asked.Body.Close()
		if asked.Request.URL.Path != "/login/username" {
			t.Fatalf("the provider did not ask: %s at %s", asked.Status, asked.Request.URL)
		}
		answer, err := browser.PostForm(provider.URL+"/login/username", url.Values{"username": {c.who}, "password": {c.password}, "id": {asked.Request.URL.Query().Get("authRequestID")}})
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != c.status || !strings.HasPrefix(answer.Request.URL.String(), c.at) {
			t.Errorf("%s, %q: %s at %s, want %d at %s", c.who, c.password, answer.Status, answer.Request.URL, c.status, c.at)
		}
	}
	accounts, err := book.Accounts(t.Context())
	if err != nil || len(accounts) != 1 || accounts[0].Name != "test-user@127.0.0.1" || accounts[0].Role != access.Approver || accounts[0].Subject != provider.URL+" id1" {
		t.Errorf("accounts %+v, %v", accounts, err)
	}
}
