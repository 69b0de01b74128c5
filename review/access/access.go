// Package access says who may do what in one tenant: local accounts with roles, sessions' principals and API tokens.
//
// It promises that no password and no token is stored, only argon2id and SHA-256 hashes of them; that guessing is slowed
// down for an account and for an address; that a change of role, a disabled account and a revoked token count at once
// (at most two seconds later); and that every login, refused or not, and every change is audited before it is answered.
package access

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"sync"
	"time"

	"github.com/certcat/certcat"
)

// Role is what an account may do. Each role may do what the ones before it may.
type Role string

// The roles.
const (
	Viewer   Role = "viewer"   // looks
	Reviewer Role = "reviewer" // corrects, confirms, decides
	Approver Role = "approver" // also overrules findings and gives the second opinion
	Admin    Role = "admin"    // also accounts, tokens, audit
)

// Roles lists the roles, the least first.
func Roles() []Role { return []Role{Viewer, Reviewer, Approver, Admin} }

// Valid reports whether the role is one of Roles.
func (r Role) Valid() bool { return slices.Contains(Roles(), r) }

// May reports whether the role may do what least may. A role that does not exist may nothing.
func (r Role) May(least Role) bool {
	return r.Valid() && least.Valid() && slices.Index(Roles(), r) >= slices.Index(Roles(), least)
}

// Scope is what a token is for. A token may do what both its role and one of its scopes allow.
type Scope string

// The scopes.
const (
	ScopeUpload Scope = "upload" // send documents
	ScopeRead   Scope = "read"
	ScopeReview Scope = "review"
	ScopeExport Scope = "export"
	ScopeAdmin  Scope = "admin"
)

// Scopes lists all scopes.
func Scopes() []Scope { return []Scope{ScopeUpload, ScopeRead, ScopeReview, ScopeExport, ScopeAdmin} }

// The errors on which a caller decides.
var (
	ErrNobody   = errors.New("unknown name, wrong password or token") // never says which
	ErrTooMany  = errors.New("too many attempts: wait a minute")
	ErrConflict = errors.New("somebody else changed it meanwhile")
	ErrRefused  = errors.New("refused") // what was asked for breaks a rule; the wrapping error says which
)

// Principal is who asks.
type Principal struct {
	Tenant string  `json:"tenant"`
	Name   string  `json:"name"`
	Role   Role    `json:"role"`
	Scopes []Scope `json:"scopes,omitempty"` // of a token; a person in a browser has none and may all that the role allows
	Token  string  `json:"token,omitempty"`  // the token's ID
}

// May reports whether the principal may do something that needs a role and a scope.
func (p Principal) May(least Role, scope Scope) bool {
	return p.Role.May(least) && (p.Token == "" || slices.Contains(p.Scopes, scope))
}

// Keeper keeps what one tenant knows about its people: small JSON values under a condition, and the audit.
type Keeper interface {
	// Load gives a value and its tag; no data and no error where there is none.
	Load(ctx context.Context, name string) (data []byte, tag string, err error)
	// Save replaces the value with this tag, or makes it where tag is ""; ErrConflict where another is in force.
	Save(ctx context.Context, name string, data []byte, tag string) (string, error)
	// Note adds a line to the audit.
	Note(ctx context.Context, who, from, action string, args ...certcat.Arg) error
}

// Account is one person.
type Account struct {
	Name     string    `json:"name"`
	Role     Role      `json:"role"`
	Password string    `json:"password,omitempty"` // argon2id in PHC form; "" = signs in elsewhere
	Subject  string    `json:"subject,omitempty"`  // issuer and subject of an OpenID provider
	Disabled bool      `json:"disabled,omitempty"`
	Language string    `json:"language,omitempty"`
	Made     time.Time `json:"made"`
	Epoch    int       `json:"epoch,omitempty"` // grows when all sessions of the account have to end
}

// Token is a key for programs.
type Token struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"` // what it is for
	Hash    string    `json:"hash"` // SHA-256 of the secret, hexadecimal
	Role    Role      `json:"role"`
	Scopes  []Scope   `json:"scopes"`
	By      string    `json:"by"`
	Made    time.Time `json:"made"`
	Expires time.Time `json:"expires"`
	Revoked bool      `json:"revoked,omitempty"`
}

const (
	accountsName = "accounts"
	tokensName   = "tokens"
)

// Book is one tenant's accounts and tokens. It is safe for use by many goroutines.
type Book struct {
	Now func() time.Time // the clock; time.Now where it is nil

	tenant string
	keeper Keeper
	limits limiter
	first  firstRun

	mu    sync.Mutex
	cache map[string]cached
}

type cached struct {
	data []byte
	tag  string
	at   time.Time
}

// fresh is how long what was loaded counts.
const fresh = 2 * time.Second

// Open opens a tenant's book.
func Open(tenant string, k Keeper) *Book {
	return &Book{tenant: tenant, keeper: k, cache: map[string]cached{}}
}

func (b *Book) now() time.Time {
	if b.Now != nil {
		return b.Now()
	}
	return time.Now()
}

// load gives a list of the book, not older than fresh.
func load[T any](ctx context.Context, b *Book, name string, again bool) ([]T, string, error) {
	b.mu.Lock()
	c, ok := b.cache[name]
	b.mu.Unlock()
	if !ok || again || b.now().Sub(c.at) > fresh {
		data, tag, err := b.keeper.Load(ctx, name)
		if err != nil {
			return nil, "", fmt.Errorf("reading %s: %w", name, err)
		}
		c = cached{data, tag, b.now()}
		b.mu.Lock()
		b.cache[name] = c
		b.mu.Unlock()
	}
	if len(c.data) == 0 {
		return nil, c.tag, nil
	}
	var list []T
	if err := json.Unmarshal(c.data, &list); err != nil {
		return nil, "", fmt.Errorf("reading %s: %w", name, err)
	}
	return list, c.tag, nil
}

// change loads a list, changes it and saves it, again where somebody else was there first.
func change[T any](ctx context.Context, b *Book, name string, how func([]T) ([]T, error)) error {
	for try := 0; ; try++ {
		list, tag, err := load[T](ctx, b, name, true)
		if err != nil {
			return err
		}
		if list, err = how(list); err != nil {
			return err
		}
		data, err := json.Marshal(list)
		if err != nil {
			return err
		}
		tag, err = b.keeper.Save(ctx, name, data, tag)
		if errors.Is(err, ErrConflict) && try < 10 {
			continue
		}
		if err != nil {
			return fmt.Errorf("saving %s: %w", name, err)
		}
		b.mu.Lock()
		b.cache[name] = cached{data, tag, b.now()}
		b.mu.Unlock()
		return nil
	}
}

var goodName = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}._@ -]{0,62}$`)

func checkName(name string) error {
	if !goodName.MatchString(name) {
		return fmt.Errorf("%w: a name has 1 to 63 letters, digits, dots, hyphens, spaces or @", ErrRefused)
	}
	return nil
}
