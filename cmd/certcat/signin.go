package main

import (
	"errors"
	"fmt"
	"net/url"

	"github.com/spf13/pflag"

	"github.com/certcat/certcat/review"
	"github.com/certcat/certcat/review/access"
)

// people are the options about who reviews, and by which policy.
type people struct {
	policy                             string
	issuer, client, public, name, role string
	roles                              map[string]string // group → role
}

func (o *people) flags(f *pflag.FlagSet, t tongue) {
	f.StringVar(&o.policy, "policy", "", t.say("flag.policy"))
	f.StringVar(&o.issuer, "oidc-issuer", "", t.say("flag.oidc-issuer"))
	f.StringVar(&o.client, "oidc-client", "", t.say("flag.oidc-client"))
	f.StringVar(&o.public, "public-address", "", t.say("flag.public-address"))
	f.StringVar(&o.name, "oidc-name-claim", "", t.say("flag.oidc-name-claim"))
	f.StringVar(&o.role, "oidc-role-claim", "", t.say("flag.oidc-role-claim"))
	f.StringToStringVar(&o.roles, "oidc-role", nil, t.say("flag.oidc-role"))
}

// provider is how people sign in elsewhere; nil where the options name no provider. The client's secret comes from the
// environment, CERTCAT_OIDC_SECRET: what stands on a command line everybody on the machine can read.
func (o people) provider(env func(string) string) (*review.OIDC, error) {
	if o.issuer == "" {
		if o.client != "" || len(o.roles) > 0 {
			return nil, usage(errors.New("--oidc-client and --oidc-role belong to --oidc-issuer"))
		}
		return nil, nil //nolint:nilnil // no provider is an answer
	}
	if o.client == "" || o.public == "" || len(o.roles) == 0 {
		return nil, usage(errors.New("--oidc-issuer needs --oidc-client, --public-address and at least one --oidc-role GROUP=ROLE"))
	}
	for _, address := range []string{o.issuer, o.public} {
		u, err := url.Parse(address)
		if err != nil || u.Host == "" || u.Scheme != "https" && (u.Scheme != "http" || !loopback(hostPort(u))) {
			return nil, usage(fmt.Errorf("%s: must be an https address; http on this machine alone", address))
		}
	}
	redirect, err := url.JoinPath(o.public, "/login/oidc/callback")
	if err != nil {
		return nil, usage(err)
	}
	p := &review.OIDC{Issuer: o.issuer, ClientID: o.client, ClientSecret: env("CERTCAT_OIDC_SECRET"), Redirect: redirect, NameClaim: o.name, RoleClaim: o.role, Roles: map[string]access.Role{}}
	for group, name := range o.roles {
		if !access.Role(name).Valid() {
			return nil, usage(fmt.Errorf("--oidc-role %s=%s: the roles are %v", group, name, access.Roles()))
		}
		p.Roles[group] = access.Role(name)
	}
	return p, nil
}

func hostPort(u *url.URL) string {
	if u.Port() == "" {
		return u.Host + ":80"
	}
	return u.Host
}
