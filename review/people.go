package review

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/certcat/certcat/review/access"
)

// inError says how a refused sign-in is answered.
func inError(err error) (status int, code string) {
	switch {
	case errors.Is(err, access.ErrTooMany):
		return http.StatusTooManyRequests, "error.too-many"
	case errors.Is(err, access.ErrRefused):
		return http.StatusUnprocessableEntity, "error.refused"
	case errors.Is(err, access.ErrNobody):
		return http.StatusUnauthorized, "error.nobody"
	}
	return http.StatusInternalServerError, "error.internal"
}

// peoplePage shows accounts, tokens and the audit of a day.
type peoplePage struct {
	screen
	Accounts []access.Account
	Tokens   []access.Token
	Roles    []access.Role
	Scopes   []access.Scope
	Lines    []Audited
	Day      string
	Secret   string // of the token that was just made: shown this once
}

func (a *ask) people() error { return a.peopleWith("") }

func (a *ask) peopleWith(secret string) error {
	ctx := a.r.Context()
	p := peoplePage{screen: a.screen(sayIn(a.lang, "people.title")), Roles: access.Roles(), Scopes: access.Scopes(), Secret: secret, Day: a.r.URL.Query().Get("day")}
	if _, err := time.Parse(time.DateOnly, p.Day); err != nil {
		p.Day = a.now().UTC().Format(time.DateOnly)
	}
	var err error
	if p.Accounts, err = a.tenant.Book.Accounts(ctx); err != nil {
		return err
	}
	if p.Tokens, err = a.tenant.Book.Tokens(ctx); err != nil {
		return err
	}
	if a.tenant.Audit != nil {
		if p.Lines, err = a.tenant.Audit.Lines(ctx, p.Day); err != nil {
			return err
		}
		slices.Reverse(p.Lines)
	}
	return a.render(http.StatusOK, "people.html", p)
}

// account makes an account or changes one.
func (a *ask) account() error {
	ctx, name, role, password := a.r.Context(), a.r.PostFormValue("name"), access.Role(a.r.PostFormValue("role")), a.r.PostFormValue("password")
	var err error
	switch a.r.PostFormValue("what") {
	case "add":
		err = a.tenant.Book.AddAccount(ctx, a.who, name, password, role)
	case "change":
		err = a.tenant.Book.Change(ctx, a.who, name, role, password, nil)
	case "disable", "enable":
		off := a.r.PostFormValue("what") == "disable"
		err = a.tenant.Book.Change(ctx, a.who, name, "", "", &off)
	default:
		err = refuse("refused.form")
	}
	if err != nil {
		return err
	}
	http.Redirect(a.w, a.r, "/people", http.StatusSeeOther)
	return nil
}

// newToken makes a token and shows its secret once.
func (a *ask) newToken() error {
	if err := a.r.ParseForm(); err != nil {
		return refuse("refused.form")
	}
	days, err := strconv.Atoi(a.r.PostFormValue("days"))
	if err != nil {
		return refuse("refused.form")
	}
	var scopes []access.Scope
	for _, s := range a.r.PostForm["scope"] {
		scopes = append(scopes, access.Scope(s))
	}
	secret, _, err := a.tenant.Book.NewToken(a.r.Context(), a.who, a.r.PostFormValue("name"), access.Role(a.r.PostFormValue("role")), scopes, a.now().AddDate(0, 0, days))
	if err != nil {
		return err
	}
	return a.peopleWith(secret)
}

func (a *ask) revoke() error {
	if err := a.tenant.Book.Revoke(a.r.Context(), a.who, a.r.PostFormValue("id")); err != nil {
		return err
	}
	http.Redirect(a.w, a.r, "/people", http.StatusSeeOther)
	return nil
}
