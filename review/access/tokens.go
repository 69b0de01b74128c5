package access

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// tokenPrefix begins every token, so that scanners for leaked secrets can know it.
const tokenPrefix = "certcat"

// Longest is how long a token may live.
const Longest = 366 * 24 * time.Hour

func hashToken(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}

// NewToken makes a token and gives its secret, which is shown this once: nobody can read it later. A token never may
// more than the one who makes it.
func (b *Book) NewToken(ctx context.Context, by Principal, name string, role Role, scopes []Scope, expires time.Time) (string, Token, error) {
	switch {
	case checkName(name) != nil:
		return "", Token{}, checkName(name)
	case !by.Role.May(role):
		return "", Token{}, fmt.Errorf("%w: a token may not more than the one who makes it", ErrRefused)
	case len(scopes) == 0 || slices.ContainsFunc(scopes, func(s Scope) bool { return !slices.Contains(Scopes(), s) }):
		return "", Token{}, fmt.Errorf("%w: a token needs scopes out of %v", ErrRefused, Scopes())
	case !expires.After(b.now()) || expires.Sub(b.now()) > Longest:
		return "", Token{}, fmt.Errorf("%w: a token expires, within a year", ErrRefused)
	}
	t := Token{ID: strings.ToLower(rand.Text()[:12]), Name: name, Role: role, Scopes: scopes, By: by.Name, Made: b.now().UTC(), Expires: expires.UTC()}
	secret := strings.Join([]string{tokenPrefix, b.tenant, t.ID, rand.Text()}, "_")
	t.Hash = hashToken(secret)
	err := change(ctx, b, tokensName, func(list []Token) ([]Token, error) { return append(list, t), nil })
	return secret, t, b.noted(ctx, err, by, "token-made", "token", t.ID, "for", name, "role", string(role))
}

// Tokens lists the tokens, without hashes.
func (b *Book) Tokens(ctx context.Context) ([]Token, error) {
	list, _, err := load[Token](ctx, b, tokensName, false)
	for i := range list {
		list[i].Hash = ""
	}
	return list, err
}

// Revoke ends a token.
func (b *Book) Revoke(ctx context.Context, by Principal, id string) error {
	err := change(ctx, b, tokensName, func(list []Token) ([]Token, error) {
		i := slices.IndexFunc(list, func(t Token) bool { return t.ID == id })
		if i < 0 {
			return nil, fmt.Errorf("%w: there is no such token", ErrRefused)
		}
		list[i].Revoked = true
		return list, nil
	})
	return b.noted(ctx, err, by, "token-revoked", "token", id)
}

// Token gives the principal of a token's secret; ErrNobody where it does not count, or no longer.
func (b *Book) Token(ctx context.Context, secret string) (Principal, error) {
	list, _, err := load[Token](ctx, b, tokensName, false)
	if err != nil {
		return Principal{}, err
	}
	hash := hashToken(secret)
	for _, t := range list {
		if subtle.ConstantTimeCompare([]byte(t.Hash), []byte(hash)) == 1 && !t.Revoked && b.now().Before(t.Expires) {
			return Principal{Tenant: b.tenant, Name: "token:" + t.Name, Role: t.Role, Scopes: t.Scopes, Token: t.ID}, nil
		}
	}
	return Principal{}, ErrNobody
}

// Books gives the book of a tenant; an error where there is no such tenant.
type Books func(ctx context.Context, tenant string) (*Book, error)

// Bearer gives the principal of a request's bearer token; ok is false where it carries none.
func (books Books) Bearer(r *http.Request) (p Principal, ok bool, err error) {
	scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return Principal{}, false, nil
	}
	parts := strings.Split(strings.TrimSpace(secret), "_")
	if len(parts) != 4 || parts[0] != tokenPrefix || len(secret) > 256 {
		return Principal{}, true, ErrNobody
	}
	book, err := books(r.Context(), parts[1])
	if err != nil {
		return Principal{}, true, ErrNobody // a stranger learns nothing about which tenants there are
	}
	p, err = book.Token(r.Context(), strings.TrimSpace(secret))
	return p, true, err
}

type principalKey struct{}

// With notes who asks in a context.
func With(ctx context.Context, p Principal) context.Context {
	return context.WithValue(ctx, principalKey{}, p)
}

// From gives who asks; a Principal without a role where nobody was noted.
func From(ctx context.Context) Principal {
	p, _ := ctx.Value(principalKey{}).(Principal)
	return p
}

// Guard lets requests through whose bearer token has the role and scope; handlers find who asks with From. It is for
// doors that only programs use, such as uploads.
func (books Books) Guard(least Role, scope Scope, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p, found, err := books.Bearer(r)
		switch {
		case !found || err != nil:
			w.Header().Set("WWW-Authenticate", `Bearer realm="certcat"`)
			http.Error(w, "a valid token is needed: Authorization: Bearer certcat_…", http.StatusUnauthorized)
		case !p.May(least, scope):
			http.Error(w, fmt.Sprintf("the token needs the role %s and the scope %s", least, scope), http.StatusForbidden)
		default:
			next.ServeHTTP(w, r.WithContext(With(r.Context(), p)))
		}
	})
}
