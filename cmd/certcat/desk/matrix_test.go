package desk_test

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/certcat/certcat/review"
	"github.com/certcat/certcat/review/access"
	"github.com/certcat/certcat/store"
)

// signIn gives a browser without a window, signed in as somebody, and the token of its forms.
func (h *house) signIn(name string) (*http.Client, string) {
	h.t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	c := &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	form := url.Values{"name": {name}, "password": {password}, "next": {"/queue"}}
	answer, err := c.PostForm(h.URL+"/login", form)
	if err != nil {
		h.t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther || answer.Header.Get("Location") != "/queue" {
		h.t.Fatalf("signing in as %s: %s", name, answer.Status)
	}
	return c, h.csrf(c, "/queue")
}

var csrfToken = regexp.MustCompile(`name="csrf" value="([A-Z0-9]+)"`)

func (h *house) csrf(c *http.Client, path string) string {
	h.t.Helper()
	answer, err := c.Get(h.URL + path)
	if err != nil {
		h.t.Fatal(err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	found := csrfToken.FindSubmatch(data)
	if err != nil || found == nil {
		h.t.Fatalf("no form token at %s: %s", path, answer.Status)
	}
	return string(found[1])
}

// address is a route's path with a document's ID and so on filled in.
func address(route review.Route, id string) string {
	r := strings.NewReplacer("{id}", id, "{part}", "1", "{n}", "1", "{file}", "certificates.csv", "{token}", "nosuchtoken", "{other}", id, "{otherpart}", "1", "{picture}", strings.Repeat("ab", 20), "{$}", "")
	if strings.HasPrefix(route.Pattern, "/static") {
		r = strings.NewReplacer("{file}", "app.css")
	}
	return r.Replace(route.Pattern)
}

func (h *house) try(c *http.Client, route review.Route, path string, header map[string]string) int {
	h.t.Helper()
	var body io.Reader
	if route.Method == http.MethodPost {
		body = strings.NewReader("{}")
		if !route.API && header["Content-Type"] == "" {
			body = strings.NewReader("x=1")
		}
	}
	r, err := http.NewRequestWithContext(h.t.Context(), route.Method, h.URL+path, body)
	if err != nil {
		h.t.Fatal(err)
	}
	if route.API {
		r.Header.Set("Content-Type", "application/json")
	} else if body != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for k, v := range header {
		r.Header.Set(k, v)
	}
	answer, err := c.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	if answer.StatusCode >= 500 || strings.Contains(string(data), "goroutine ") {
		h.t.Errorf("%s %s: %s\n%.300s", route.Method, path, answer.Status, data)
	}
	if answer.StatusCode == http.StatusSeeOther && strings.HasPrefix(answer.Header.Get("Location"), "/login") {
		return http.StatusUnauthorized
	}
	return answer.StatusCode
}

// TestAuthorisationMatrix walks the router and tries every route as nobody, with every role, without the form's token,
// and with every role of another tenant.
func TestAuthorisationMatrix(t *testing.T) {
	h := newHouse(t)
	h.open("other")
	h.people("other")
	id := base.ids["eu-doc-en60950"]
	routes := h.review.Routes()
	if len(routes) < 40 {
		t.Fatalf("%d routes: the router was not walked", len(routes))
	}
	type person struct {
		name   string
		client *http.Client
		header map[string]string
		role   access.Role
		tenant string
	}
	var people []person
	for _, tenant := range []string{store.DefaultTenant, "other"} {
		for _, role := range access.Roles() {
			name := string(role)
			if tenant == "other" {
				name = "other/" + name
			}
			c, token := h.signIn(name)
			people = append(people, person{name, c, map[string]string{"X-CSRF-Token": token}, role, tenant})
		}
	}
	nobody := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	tried := 0
	for _, route := range routes {
		if route.Operation == "" || !route.Open && !route.Role.Valid() {
			t.Errorf("%s %s names no operation or role", route.Method, route.Pattern)
		}
		if route.Open || route.Operation == "revoke-token" {
			continue
		}
		path := address(route, id)
		if got := h.try(nobody, route, path, nil); got != http.StatusUnauthorized {
			t.Errorf("nobody: %s %s: %d", route.Method, path, got)
		}
		for _, p := range people {
			tried++
			got := h.try(p.client, route, path, p.header)
			may := p.role.May(route.Role)
			switch {
			case may == (got == http.StatusForbidden):
				t.Errorf("%s: %s %s: %d", p.name, route.Method, path, got)
			case may && p.tenant == "other" && strings.Contains(path, id) && route.Operation != "lease" && got != http.StatusNotFound && got != http.StatusUnprocessableEntity:
				t.Errorf("%s reaches another tenant's document: %s %s: %d", p.name, route.Method, path, got)
			}
			if route.Method != http.MethodGet && may {
				if got := h.try(p.client, route, path, nil); got != http.StatusForbidden {
					t.Errorf("%s without the form's token: %s %s: %d", p.name, route.Method, path, got)
				}
			}
		}
	}
	t.Logf("%d routes, %d tries", len(routes), tried)
}

// TestScopes tries every route of the API with tokens that lack its scope, and with those that have it.
func TestScopes(t *testing.T) {
	h := newHouse(t)
	id := base.ids["eu-doc-en60950"]
	for _, scope := range access.Scopes() {
		c := h.program(access.Admin, scope)
		for _, route := range h.review.Routes() {
			if route.Open {
				continue
			}
			got := h.try(http.DefaultClient, route, address(route, id), map[string]string{"Authorization": "Bearer " + c.Token})
			if (got == http.StatusForbidden) == (route.Scope == scope) {
				t.Errorf("a token for %s: %s %s (%s): %d", scope, route.Method, route.Pattern, route.Scope, got)
			}
		}
	}
}

// TestSlowAndForged: a body that trickles is cut off, headers that somebody smuggles into an answer stay out of it, and a
// page that is asked for with a header full of lines answers as always.
func TestSlowAndForged(t *testing.T) {
	h := newHouse(t)
	c, token := h.signIn("admin")
	id := base.ids["eu-doc-en60950"]
	slow, err := net.Dial("tcp", strings.TrimPrefix(h.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	site, err := url.Parse(h.URL)
	if err != nil {
		t.Fatal(err)
	}
	cookie := ""
	for _, k := range c.Jar.Cookies(site) {
		cookie += k.Name + "=" + k.Value + "; "
	}
	began := time.Now()
	fmt.Fprintf(slow, "POST /d/%s/1/field HTTP/1.1\r\nHost: x\r\nX-CSRF-Token: %s\r\nCookie: %s\r\nContent-Length: 1000\r\n\r\n{", id, token, cookie)
	go func() {
		for range 40 {
			time.Sleep(500 * time.Millisecond)
			if _, err := slow.Write([]byte(" ")); err != nil {
				return
			}
		}
	}()
	if err := slow.SetReadDeadline(began.Add(40 * time.Second)); err != nil {
		t.Fatal(err)
	}
	answer, err := http.ReadResponse(bufio.NewReader(slow), nil)
	if err == nil {
		answer.Body.Close()
	}
	if took := time.Since(began); took > 25*time.Second || err == nil && answer.StatusCode < 400 {
		t.Errorf("a body of one byte in half a second was read for %s: %v, %v", took, answer, err)
	}
	for _, path := range []string{"/queue?q=%0d%0aSet-Cookie:%20a=b", "/login?next=%0d%0aX-Forged:%20yes", "/export/certificates.csv?q=%0d%0aX-Forged:%20yes", "/listing/%0d%0aX-Forged:%20yes"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Accept-Language", "zh, \u00a0"+strings.Repeat("en;q=0.1, ", 2000))
		answer, err := c.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.Header.Get("X-Forged") != "" || strings.Contains(fmt.Sprint(answer.Header.Values("Set-Cookie")), "a=b") || answer.StatusCode >= 500 {
			t.Errorf("%s: %s %v", path, answer.Status, answer.Header)
		}
	}
}

func TestHostileRequests(t *testing.T) {
	h := newHouse(t)
	c, token := h.signIn("admin")
	id := base.ids["eu-doc-en60950"]
	post := review.Route{Method: http.MethodPost}
	if got := h.try(c, post, "/d/"+id+"/1/escalate", map[string]string{"X-CSRF-Token": token, "Sec-Fetch-Site": "cross-site"}); got != http.StatusForbidden {
		t.Errorf("a request from another site: %d", got)
	}
	if got := h.try(c, post, "/d/"+id+"/1/escalate", map[string]string{"X-CSRF-Token": token, "Origin": "https://evil.example"}); got != http.StatusForbidden {
		t.Errorf("a request from another origin: %d", got)
	}
	get := review.Route{Method: http.MethodGet}
	for _, path := range []string{"/d/..%2f..%2fsettings%2faccounts", "/d/%2e%2e/original", "/d/" + strings.Repeat("A", 64) + "/original", "/d/" + id + "/page/..%2f1.jpg",
		"/d/" + id + "/page/0.jpg", "/d/" + id + "/page/99999999999999999999.jpg", "/static/..%2freview.go", "/static/%2e%2e%2freview.go", "/d/" + id + "/-1", "/d/" + id + "/1e9"} {
		if got := h.try(c, get, path, nil); got != http.StatusNotFound {
			t.Errorf("%s: %d", path, got)
		}
	}
	for _, next := range []string{"//evil.example", "https://evil.example", "/\\evil.example", "/queue\r\nSet-Cookie: a=b", "javascript:alert(1)"} {
		answer, err := c.PostForm(h.URL+"/preferences", url.Values{"next": {next}, "lang": {"zh"}})
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if to := answer.Header.Get("Location"); to != "/queue" || len(answer.Header.Values("Set-Cookie")) > 2 {
			t.Errorf("next=%q leads to %q", next, to)
		}
	}
	large := strings.NewReader(fmt.Sprintf(`{"field":"holder","action":"value","saw":"x","values":[{"text":%q}]}`, strings.Repeat("x", 2<<20)))
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, h.URL+"/d/"+id+"/1/field", large)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-CSRF-Token", token)
	answer, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusRequestEntityTooLarge {
		t.Errorf("2 MB for one field: %s", answer.Status)
	}
	for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options", "X-Frame-Options", "Referrer-Policy"} {
		if answer.Header.Get(name) == "" {
			t.Errorf("no %s", name)
		}
	}
	if csp := answer.Header.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") || !strings.Contains(csp, "script-src 'self'") {
		t.Errorf("the policy %q", csp)
	}
}
