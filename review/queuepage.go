package review

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

const pageRows = 50

// queuePage lists certificates.
type queuePage struct {
	screen
	Found
	Query   Query
	Tabs    []tabView
	Kinds   []kindView
	Markets []string
	Whys    []string
	Filters []filterView // what is set, and how to take it away
	More    string       // the address of the next page
	Done    bool
	Erased  bool
	Bulk    string // what a bulk action did
	Reasons []string
	Pending int
}

type tabView struct {
	State State
	Count int
	URL   string
	Here  bool
}

type filterView struct{ Name, Value, Without string }

// whys are the codes of why a person is needed, in the order of their weight.
var whys = []string{"listing", "fails", "disagreement", "second", "critical", "doubtful", "register", "sample", "unread"}

func (a *ask) home() error {
	http.Redirect(a.w, a.r, "/queue", http.StatusSeeOther)
	return nil
}

// query reads the filters from the address, so that an address can be sent to somebody.
func (a *ask) query() Query {
	v := a.r.URL.Query()
	q := Query{State: State(v.Get("state")), Kind: v.Get("kind"), Scheme: v.Get("scheme"), Market: v.Get("market"), Holder: v.Get("holder"),
		Why: v.Get("why"), Text: strings.TrimSpace(v.Get("q")), After: v.Get("after"), Today: a.today(), Limit: pageRows}
	if q.State == "" {
		q.State = InReview
	}
	if q.State == "all" {
		q.State = ""
	}
	q.Expires, _ = strconv.Atoi(v.Get("expires")) // what is no number asks for nothing
	return q
}

func (a *ask) queue() error {
	q := a.query()
	found, err := a.tenant.Catalogue.Find(a.r.Context(), q)
	if err != nil {
		return err
	}
	p := &queuePage{screen: a.screen(sayIn(a.lang, "queue.title")), Found: found, Query: q, Whys: whys, Reasons: a.tenant.Policy.Reasons,
		Done: a.r.URL.Query().Get("done") != "", Erased: a.r.URL.Query().Get("erased") != ""}
	if did, err := strconv.Atoi(a.r.URL.Query().Get("did")); err == nil {
		p.Bulk = p.T("bulk.did", "count", did)
	}
	with := func(key, value string) string {
		v := a.r.URL.Query()
		v.Del("after")
		for _, once := range []string{"done", "erased", "did"} {
			v.Del(once)
		}
		if v.Set(key, value); value == "" {
			v.Del(key)
		}
		return "/queue?" + v.Encode()
	}
	for _, s := range States() {
		p.Tabs = append(p.Tabs, tabView{s, found.Counts[s], with("state", string(s)), s == q.State})
	}
	for _, k := range kinds {
		p.Kinds = append(p.Kinds, kindView{k, p.Word("kind", k), k == q.Kind})
	}
	slices.SortStableFunc(p.Kinds, func(x, y kindView) int { return strings.Compare(x.Name, y.Name) })
	for _, r := range found.Rows {
		for _, m := range r.Markets {
			if !slices.Contains(p.Markets, m.Market) {
				p.Markets = append(p.Markets, m.Market)
			}
		}
	}
	if q.Market != "" && !slices.Contains(p.Markets, q.Market) {
		p.Markets = append(p.Markets, q.Market)
	}
	for _, f := range []filterView{{"holder", q.Holder, with("holder", "")}, {"scheme", q.Scheme, with("scheme", "")}} {
		if f.Value != "" {
			p.Filters = append(p.Filters, f)
		}
	}
	if found.Next != "" {
		v := a.r.URL.Query()
		v.Set("after", found.Next)
		p.More = "/queue?" + v.Encode()
	}
	if p.Pending, err = a.pending(); err != nil {
		return err
	}
	name := "queue.html"
	if a.r.Header.Get("HX-Request") != "" && a.r.Header.Get("HX-Boosted") == "" {
		name = "results"
		if q.After != "" {
			name = "more-rows"
		}
	}
	return a.render(http.StatusOK, name, p)
}

func (a *ask) pending() (int, error) {
	if a.tenant.Pending == nil {
		return 0, nil
	}
	return a.tenant.Pending(a.r.Context())
}

// progress says how many documents are being read.
func (a *ask) progress() error {
	n, err := a.pending()
	if err != nil {
		return err
	}
	return a.render(http.StatusOK, "progress", struct {
		screen
		Pending int
	}{a.screen(""), n})
}

// loginPage and the others let people in.
type loginPage struct {
	screen
	Next, Message, Token string
	First                bool
}

// local keeps only addresses of this server, so that nobody is sent elsewhere after signing in.
func local(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n\t") {
		return "/queue"
	}
	return next
}

func (a *ask) loginPage() error {
	return a.render(http.StatusOK, "login.html", loginPage{screen: a.screen(sayIn(a.lang, "login.title")), Next: local(a.r.URL.Query().Get("next"))})
}

// login checks name and password: "name" for the default tenant, "tenant/name" for another.
func (a *ask) login() error {
	tenant, name, named := strings.Cut(a.r.PostFormValue("name"), "/")
	if !named {
		tenant, name = a.config.Default, tenant
	}
	next := local(a.r.PostFormValue("next"))
	book, err := a.books(a.r.Context(), tenant)
	if err == nil {
		a.who, err = book.Login(a.r.Context(), name, a.r.PostFormValue("password"), a.from())
	}
	if err != nil {
		return a.notIn(err, loginPage{Next: next})
	}
	return a.in(next)
}

// notIn shows the form again, without a word about which part was wrong.
func (a *ask) notIn(err error, p loginPage) error {
	status, code := inError(err)
	if status == http.StatusInternalServerError {
		a.log.Error("signing in", "error", err)
	}
	name, title := "login.html", "login.title"
	if p.Token != "" {
		name, title = "setup.html", "setup.title"
	}
	p.screen, p.Message = a.screen(sayIn(a.lang, title)), sayIn(a.lang, code, "why", err.Error())
	return a.render(status, name, p)
}

// in begins a new session for who asks.
func (a *ask) in(next string) error {
	ctx := a.r.Context()
	if err := a.sessions.RenewToken(ctx); err != nil {
		return err
	}
	book, err := a.books(ctx, a.who.Tenant)
	if err != nil {
		return err
	}
	_, epoch, err := book.Current(ctx, a.who.Name)
	if err != nil {
		return err
	}
	a.sessions.Put(ctx, "name", a.who.Name)
	a.sessions.Put(ctx, "tenant", a.who.Tenant)
	a.sessions.Put(ctx, "epoch", epoch)
	a.sessions.Put(ctx, "csrf", rand.Text())
	http.Redirect(a.w, a.r, next, http.StatusSeeOther)
	return nil
}

func (a *ask) logout() error {
	if a.who.Name != "" && a.checkToken(a) {
		if err := a.audit("logout"); err != nil {
			return err
		}
		if err := a.sessions.Destroy(a.r.Context()); err != nil {
			return err
		}
	}
	http.Redirect(a.w, a.r, "/login", http.StatusSeeOther)
	return nil
}

func (a *ask) setupPage() error {
	return a.render(http.StatusOK, "setup.html", loginPage{screen: a.screen(sayIn(a.lang, "setup.title")), Token: a.r.URL.Query().Get("token")})
}

// setup makes the first account.
func (a *ask) setup() error {
	p := loginPage{Token: a.r.PostFormValue("token"), Next: "/queue"}
	book, err := a.books(a.r.Context(), a.config.Default)
	if err == nil {
		a.who, err = book.Setup(a.r.Context(), strings.TrimSpace(p.Token), a.r.PostFormValue("name"), a.r.PostFormValue("password"), a.from())
	}
	if err != nil {
		if p.Token == "" {
			p.Token = " "
		}
		return a.notIn(err, p)
	}
	return a.in("/queue")
}

// preferences keeps language and look in cookies: they say nothing about anybody.
func (a *ask) preferences() error {
	set := func(name, value string) {
		http.SetCookie(a.w, &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, Secure: a.config.Secure, SameSite: http.SameSiteLaxMode})
	}
	if lang := a.r.PostFormValue("lang"); lang == "en" || lang == "zh" {
		set("lang", lang)
	}
	if theme := a.r.PostFormValue("theme"); slices.Contains([]string{"auto", "light", "dark"}, theme) {
		set("theme", theme)
	}
	http.Redirect(a.w, a.r, local(a.r.PostFormValue("next")), http.StatusSeeOther)
	return nil
}
