package review_test

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"iter"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"context"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/review"
	"github.com/certcat/certcat/review/access"
)

// nothing is a shelf without documents.
type nothing struct{}

func (nothing) Marks(context.Context) iter.Seq2[review.Mark, error] {
	return func(func(review.Mark, error) bool) {}
}
func (nothing) Sheet(context.Context, string) (review.Sheet, error) {
	return review.Sheet{}, review.ErrNotFound
}
func (nothing) Correct(context.Context, certcat.Correction) error { return nil }
func (nothing) Rule(_ context.Context, r certcat.Ruling) (certcat.Ruling, error) {
	return r, nil
}

// kept keeps accounts in memory.
type kept map[string][]byte

func (k kept) Load(_ context.Context, name string) ([]byte, string, error) { return k[name], "", nil }
func (k kept) Save(_ context.Context, name string, data []byte, _ string) (string, error) {
	k[name] = data
	return "", nil
}
func (kept) Note(context.Context, string, string, string, ...certcat.Arg) error { return nil }

// provider is an OpenID provider that signs in one person.
func provider(t *testing.T, claims map[string]any) *httptest.Server {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	answer := func(w http.ResponseWriter, v any) {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(v)
	}
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, map[string]any{"issuer": s.URL, "authorization_endpoint": s.URL + "/auth", "token_endpoint": s.URL + "/token", "jwks_uri": s.URL + "/keys", "id_token_signing_alg_values_supported": []string{"RS256"}})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		answer(w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: key.Public(), KeyID: "k", Algorithm: "RS256", Use: "sig"}}})
	})
	nonce := ""
	mux.HandleFunc("/auth", func(w http.ResponseWriter, r *http.Request) {
		nonce = r.URL.Query().Get("nonce")
		http.Redirect(w, r, r.URL.Query().Get("redirect_uri")+"?code=c&state="+url.QueryEscape(r.URL.Query().Get("state")), http.StatusSeeOther)
	})
	mux.HandleFunc("/token", func(w http.ResponseWriter, r *http.Request) {
		if r.PostFormValue("code_verifier") == "" {
			http.Error(w, "no verifier", http.StatusBadRequest)
			return
		}
		signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key, KeyID: "k"}}, nil)
		if err != nil {
			t.Error(err)
		}
		all := map[string]any{"iss": s.URL, "aud": "certcat", "sub": "42", "exp": time.Now().Add(time.Hour).Unix(), "iat": time.Now().Unix(), "nonce": nonce}
		for k, v := range claims {
			all[k] = v
		}
		token, err := jwt.Signed(signer).Claims(all).Serialize()
		if err != nil {
			t.Error(err)
		}
		answer(w, map[string]any{"access_token": "a", "token_type": "Bearer", "id_token": token})
	})
	return s
}

func TestOpenID(t *testing.T) {
	for name, c := range map[string]struct {
		claims map[string]any
		want   int
	}{
		"a reviewer":                      {map[string]any{"preferred_username": "li.wei", "roles": []string{"staff", "certs"}}, http.StatusOK},
		"somebody without a role":         {map[string]any{"preferred_username": "li.wei", "roles": []string{"staff"}}, http.StatusUnauthorized},
		"an answer to another's question": {map[string]any{"preferred_username": "li.wei", "roles": "certs", "nonce": "other"}, http.StatusUnauthorized},
		"a token for another program":     {map[string]any{"preferred_username": "li.wei", "roles": "certs", "aud": "other"}, http.StatusUnauthorized},
		"an old token":                    {map[string]any{"preferred_username": "li.wei", "roles": "certs", "exp": time.Now().Add(-time.Hour).Unix()}, http.StatusUnauthorized},
	} {
		t.Run(name, func(t *testing.T) {
			idp := provider(t, c.claims)
			var handler http.Handler
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handler.ServeHTTP(w, r) }))
			defer s.Close()
			book := access.Open("main", kept{})
			server, err := review.New(review.Config{Default: "main", OIDC: &review.OIDC{Issuer: idp.URL, ClientID: "certcat", ClientSecret: "s", Redirect: s.URL + "/login/oidc/callback",
				Roles: map[string]access.Role{"certs": access.Reviewer}},
				Tenant: func(context.Context, string) (*review.Tenant, error) {
					return &review.Tenant{Name: "main", Shelf: nothing{}, Book: book}, nil
				}})
			if err != nil {
				t.Fatal(err)
			}
			handler = server
			jar, err := cookiejar.New(nil)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := (&http.Client{Jar: jar}).Get(s.URL + "/login/oidc?next=/queue")
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			if answer.StatusCode != c.want {
				t.Errorf("%s at %s, want %d", answer.Status, answer.Request.URL.Path, c.want)
			}
			accounts, err := book.Accounts(t.Context())
			if signedIn := c.want == http.StatusOK; err != nil || (len(accounts) == 1) != signedIn || signedIn && accounts[0].Role != access.Reviewer {
				t.Errorf("accounts %+v, %v", accounts, err)
			}
		})
	}
}
