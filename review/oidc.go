package review

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"fmt"
	"net/http"
	"slices"
	"sync"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"github.com/certcat/certcat/review/access"
)

// OIDC says how people sign in through a provider.
type OIDC struct {
	Issuer, ClientID, ClientSecret string
	Redirect                       string // the address of /login/oidc/callback as browsers reach it
	NameClaim                      string // "" = "preferred_username"
	RoleClaim                      string // a text or a list; "" = "roles"
	Roles                          map[string]access.Role
	Tenant                         string // "" = the default tenant
}

// provider is an OpenID provider, found when the first person signs in, so that a provider that is down stops nobody with
// a local account.
type provider struct {
	config OIDC
	mu     sync.Mutex
	found  *oidc.Provider
}

func newProvider(config OIDC) *provider {
	if config.NameClaim == "" {
		config.NameClaim = "preferred_username"
	}
	if config.RoleClaim == "" {
		config.RoleClaim = "roles"
	}
	return &provider{config: config}
}

func (p *provider) ready(ctx context.Context) (*oidc.Provider, oauth2.Config, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found == nil {
		found, err := oidc.NewProvider(context.WithoutCancel(ctx), p.config.Issuer) // it fetches keys later with this context
		if err != nil {
			return nil, oauth2.Config{}, fmt.Errorf("asking the OpenID provider %s: %w", p.config.Issuer, err)
		}
		p.found = found
	}
	return p.found, oauth2.Config{ClientID: p.config.ClientID, ClientSecret: p.config.ClientSecret, RedirectURL: p.config.Redirect,
		Endpoint: p.found.Endpoint(), Scopes: []string{oidc.ScopeOpenID, "profile"}}, nil
}

// oidcBegin sends the browser to the provider.
func (a *ask) oidcBegin() error {
	ctx := a.r.Context()
	_, config, err := a.oidc.ready(ctx)
	if err != nil {
		return err
	}
	state, nonce, verifier := rand.Text(), rand.Text(), oauth2.GenerateVerifier()
	a.sessions.Put(ctx, "oidc-state", state)
	a.sessions.Put(ctx, "oidc-nonce", nonce)
	a.sessions.Put(ctx, "oidc-verifier", verifier)
	a.sessions.Put(ctx, "oidc-next", local(a.r.URL.Query().Get("next")))
	http.Redirect(a.w, a.r, config.AuthCodeURL(state, oidc.Nonce(nonce), oauth2.S256ChallengeOption(verifier)), http.StatusSeeOther)
	return nil
}

// oidcEnd takes the provider's answer.
func (a *ask) oidcEnd() error {
	ctx := a.r.Context()
	state, nonce := a.sessions.PopString(ctx, "oidc-state"), a.sessions.PopString(ctx, "oidc-nonce")
	verifier, next := a.sessions.PopString(ctx, "oidc-verifier"), a.sessions.PopString(ctx, "oidc-next")
	if state == "" || subtle.ConstantTimeCompare([]byte(state), []byte(a.r.URL.Query().Get("state"))) != 1 {
		return access.ErrNobody
	}
	found, config, err := a.oidc.ready(ctx)
	if err != nil {
		return err
	}
	token, err := config.Exchange(ctx, a.r.URL.Query().Get("code"), oauth2.VerifierOption(verifier))
	if err != nil {
		a.log.Warn("the OpenID provider gave no token", "error", err)
		return access.ErrNobody
	}
	raw, _ := token.Extra("id_token").(string)
	id, err := found.Verifier(&oidc.Config{ClientID: a.oidc.config.ClientID, Now: a.now}).Verify(ctx, raw)
	if err != nil || id.Nonce != nonce {
		a.log.Warn("the OpenID provider's token does not hold", "error", err)
		return access.ErrNobody
	}
	claims, err := a.oidc.claims(ctx, found, token, id)
	if err != nil {
		a.log.Warn("the OpenID provider does not say who it is", "error", err)
		return access.ErrNobody
	}
	tenant := a.oidc.config.Tenant
	if tenant == "" {
		tenant = a.config.Default
	}
	book, err := a.books(ctx, tenant)
	if err != nil {
		return err
	}
	name, _ := claims[a.oidc.config.NameClaim].(string)
	if a.who, err = book.External(ctx, id.Issuer+" "+id.Subject, name, a.oidc.role(claims), a.from()); err != nil {
		return err
	}
	return a.in(local(next))
}

// claims are what the provider says about a person: in the token, and where that lacks name or groups at its userinfo
// endpoint, where many providers tell them alone.
func (p *provider) claims(ctx context.Context, found *oidc.Provider, token *oauth2.Token, id *oidc.IDToken) (map[string]any, error) {
	var claims, more map[string]any
	if err := id.Claims(&claims); err != nil {
		return nil, err
	}
	if claims[p.config.NameClaim] != nil && claims[p.config.RoleClaim] != nil || found.UserInfoEndpoint() == "" {
		return claims, nil
	}
	info, err := found.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return nil, err
	}
	if info.Subject != id.Subject {
		return nil, fmt.Errorf("userinfo is about %q, the token about %q", info.Subject, id.Subject)
	}
	if err := info.Claims(&more); err != nil {
		return nil, err
	}
	for name, claim := range more {
		if claims[name] == nil { // what is signed counts
			claims[name] = claim
		}
	}
	return claims, nil
}

// role is the greatest role that the claims give; none where they name no group that has one.
func (p *provider) role(claims map[string]any) access.Role {
	var groups []string
	switch claim := claims[p.config.RoleClaim].(type) {
	case string:
		groups = []string{claim}
	case []any:
		for _, g := range claim {
			if text, ok := g.(string); ok {
				groups = append(groups, text)
			}
		}
	}
	role := access.Role("")
	for _, g := range groups {
		if r := p.config.Roles[g]; r.Valid() && slices.Index(access.Roles(), r) > slices.Index(access.Roles(), role) {
			role = r
		}
	}
	return role
}
