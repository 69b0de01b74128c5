package access

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/certcat/certcat"
)

// firstRun is the token with which the first account is made.
type firstRun struct {
	mu    sync.Mutex
	token string
}

// FirstRun gives the token that lets somebody make the first account, an admin; "" where there are accounts already. It
// stays the same until it was used and is never stored.
func (b *Book) FirstRun(ctx context.Context) (string, error) {
	list, _, err := load[Account](ctx, b, accountsName, true)
	if err != nil || len(list) > 0 {
		return "", err
	}
	b.first.mu.Lock()
	defer b.first.mu.Unlock()
	if b.first.token == "" {
		b.first.token = rand.Text()
	}
	return b.first.token, nil
}

// Setup makes the first account with the first-run token.
func (b *Book) Setup(ctx context.Context, token, name, password, from string) (Principal, error) {
	if !b.limits.try("", from, b.now()) {
		return Principal{}, ErrTooMany
	}
	b.first.mu.Lock()
	good := b.first.token != "" && subtle.ConstantTimeCompare([]byte(token), []byte(b.first.token)) == 1
	b.first.mu.Unlock()
	if !good {
		return Principal{}, ErrNobody
	}
	a, err := b.newAccount(name, password, Admin)
	if err != nil {
		return Principal{}, err
	}
	err = change(ctx, b, accountsName, func(list []Account) ([]Account, error) {
		if len(list) > 0 {
			return nil, fmt.Errorf("%w: there is an account already; ask its owner for one", ErrRefused)
		}
		return []Account{a}, nil
	})
	if err != nil {
		return Principal{}, err
	}
	b.first.mu.Lock()
	b.first.token = ""
	b.first.mu.Unlock()
	return b.principal(a), b.keeper.Note(ctx, name, from, "setup")
}

func (b *Book) principal(a Account) Principal {
	return Principal{Tenant: b.tenant, Name: a.Name, Role: a.Role}
}

func (b *Book) newAccount(name, password string, role Role) (Account, error) {
	if err := errors.Join(checkName(name), checkPassword(name, password)); err != nil {
		return Account{}, err
	}
	if !role.Valid() {
		return Account{}, fmt.Errorf("%w: no such role: %q", ErrRefused, role)
	}
	return Account{Name: name, Role: role, Password: hashPassword(password), Made: b.now().UTC()}, nil
}

// Login checks a name and a password. ErrNobody and ErrTooMany are the answers to a wrong one.
func (b *Book) Login(ctx context.Context, name, password, from string) (Principal, error) {
	if !b.limits.try(name, from, b.now()) {
		_ = b.keeper.Note(ctx, audible(name), from, "login-limited")
		return Principal{}, ErrTooMany
	}
	a, err := b.account(ctx, name)
	if err != nil {
		return Principal{}, err
	}
	hash := a.Password
	if hash == "" {
		hash = nobody()
	}
	if !matches(hash, password) || a.Password == "" || a.Disabled {
		if err := b.keeper.Note(ctx, audible(name), from, "login-refused"); err != nil {
			return Principal{}, err
		}
		return Principal{}, ErrNobody
	}
	b.limits.succeeded(name)
	return b.principal(a), b.keeper.Note(ctx, name, from, "login")
}

// audible keeps what strangers typed as a name out of the audit where it can't be one: it may be a password.
func audible(name string) string {
	if checkName(name) != nil {
		return "?"
	}
	return name
}

func (b *Book) account(ctx context.Context, name string) (Account, error) {
	list, _, err := load[Account](ctx, b, accountsName, false)
	if err != nil {
		return Account{}, err
	}
	if i := slices.IndexFunc(list, func(a Account) bool { return a.Name == name }); i >= 0 {
		return list[i], nil
	}
	return Account{}, nil
}

// Current gives the principal of a session's account as it stands now, and its epoch; ErrNobody where it may no longer
// sign in.
func (b *Book) Current(ctx context.Context, name string) (Principal, int, error) {
	a, err := b.account(ctx, name)
	if err == nil && (a.Name == "" || a.Disabled) {
		err = ErrNobody
	}
	return b.principal(a), a.Epoch, err
}

// Accounts lists the accounts, without their passwords' hashes.
func (b *Book) Accounts(ctx context.Context) ([]Account, error) {
	list, _, err := load[Account](ctx, b, accountsName, false)
	for i := range list {
		list[i].Password = ""
	}
	return list, err
}

// AddAccount makes an account.
func (b *Book) AddAccount(ctx context.Context, by Principal, name, password string, role Role) error {
	a, err := b.newAccount(name, password, role)
	if err != nil {
		return err
	}
	err = change(ctx, b, accountsName, func(list []Account) ([]Account, error) {
		if slices.ContainsFunc(list, func(x Account) bool { return x.Name == name }) {
			return nil, fmt.Errorf("%w: there is an account %s already", ErrRefused, name)
		}
		return append(list, a), nil
	})
	return b.noted(ctx, err, by, "account-added", "account", name, "role", string(role))
}

// External gives the account of somebody who signed in elsewhere, and makes it where there is none. The role follows the
// other side's word each time.
func (b *Book) External(ctx context.Context, subject, name string, role Role, from string) (Principal, error) {
	if err := checkName(name); err != nil || !role.Valid() {
		return Principal{}, errors.Join(err, ErrNobody)
	}
	var found Account
	err := change(ctx, b, accountsName, func(list []Account) ([]Account, error) {
		for i := range list {
			if list[i].Subject == subject {
				list[i].Role = role
				found = list[i]
				return list, nil
			}
			if list[i].Name == name {
				return nil, fmt.Errorf("%w: another account has the name %s", ErrRefused, name)
			}
		}
		found = Account{Name: name, Subject: subject, Role: role, Made: b.now().UTC()}
		return append(list, found), nil
	})
	if err == nil && found.Disabled {
		err = ErrNobody
	}
	if err != nil {
		_ = b.keeper.Note(ctx, name, from, "login-refused")
		return Principal{}, err
	}
	return b.principal(found), b.keeper.Note(ctx, found.Name, from, "login")
}

// Change changes an account; "" and nil leave a property as it is. A new password, role or state ends its sessions. The
// last admin stays one.
func (b *Book) Change(ctx context.Context, by Principal, name string, role Role, password string, disabled *bool) error {
	if role != "" && !role.Valid() {
		return fmt.Errorf("%w: no such role: %q", ErrRefused, role)
	}
	hash := ""
	if password != "" {
		if err := checkPassword(name, password); err != nil {
			return err
		}
		hash = hashPassword(password)
	}
	err := change(ctx, b, accountsName, func(list []Account) ([]Account, error) {
		i := slices.IndexFunc(list, func(a Account) bool { return a.Name == name })
		if i < 0 {
			return nil, fmt.Errorf("%w: there is no account %s", ErrRefused, name)
		}
		if role != "" {
			list[i].Role = role
		}
		if hash != "" {
			list[i].Password = hash
		}
		if disabled != nil {
			list[i].Disabled = *disabled
		}
		list[i].Epoch++
		if !slices.ContainsFunc(list, func(a Account) bool { return a.Role == Admin && !a.Disabled }) {
			return nil, fmt.Errorf("%w: one admin has to be left", ErrRefused)
		}
		return list, nil
	})
	return b.noted(ctx, err, by, "account-changed", "account", name, "role", string(role))
}

// Note adds a line to the audit in the principal's name.
func (b *Book) Note(ctx context.Context, p Principal, from, action string, args ...certcat.Arg) error {
	return b.keeper.Note(ctx, p.Name, from, action, args...)
}

func (b *Book) noted(ctx context.Context, err error, by Principal, action string, args ...string) error {
	if err != nil {
		return err
	}
	return b.keeper.Note(ctx, by.Name, "", action, certcat.Args(args...)...)
}
