package desk_test

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/cmd/certcat/desk"
	"github.com/certcat/certcat/store"
)

// axeVersion is kept in step with what is fetched below.
const axeVersion = "4.14.1"

// axe gives axe-core's source, fetched once.
func axe(t *testing.T) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(cache, "certcat-tools", "axe-"+axeVersion)
	file := filepath.Join(dir, "node_modules", "axe-core", "axe.min.js")
	if _, err := os.Stat(file); err != nil {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command("npm", "install", "--prefix", dir, "--no-audit", "--no-fund", "--ignore-scripts", "axe-core@"+axeVersion).CombinedOutput(); err != nil {
			if os.Getenv("CERTCAT_CI") == "" {
				t.Skipf("axe-core can't be had: %v\n%s", err, out)
			}
			t.Fatalf("npm: %v\n%s", err, out)
		}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// visit is a page as somebody sees it: its address, and what he does there before he looks.
type visit struct{ name, path, do, until string }

// visits are all pages that people see, by the operation of the route that gives them.
func visits(t *testing.T, h *house) map[string][]visit {
	t.Helper()
	id, two := base.ids["type-examination-expired"], base.ids[twoCertificates]
	declared := base.ids["eu-doc-en62368-2014"]
	copied := h.forge(t, "eu-doc-en62368-2014")
	picture, err := os.ReadFile("../../../docs/screenshots/queue.jpg")
	if err != nil {
		t.Fatal(err)
	}
	name, err := desk.AddPicture(t.Context(), h.desk.Store, picture)
	if err != nil {
		t.Fatal(err)
	}
	h.bind(declared, certcat.Listing{SKU: "SKU-9", Title: "Wall charger 20 W", Seller: "Shop", Brand: "OTHERBRAND", Markets: []string{"EU"}, Models: []string{"MXB-C20"}, Picture: name,
		Attributes: []certcat.Attribute{{Name: "power", Value: "20", Unit: "W"}}})
	unread := h.unread(t)
	return map[string][]visit{
		"login-page": {{name: "login", path: "/login"}},
		"setup-page": {{name: "setup", path: "/setup"}},
		"queue": {{name: "queue", path: "/queue", until: `document.querySelector("tbody tr")`},
			{name: "empty", path: "/queue?q=nothing+at+all"},
			{name: "picked", path: "/queue", do: `document.querySelectorAll("input[name=pick]")[1].click()`, until: `!document.querySelector(".bulk").hidden`},
			{name: "queue-keys", path: "/queue", do: `document.querySelector("[data-help]").click()`, until: `document.querySelector("dialog[open]")`}},
		"bulk": {{name: "bulk", path: "/queue?kind=eu-doc", do: `document.querySelectorAll("input[name=pick]")[0].click(); document.querySelectorAll("input[name=pick]")[1].click(); document.querySelector(".bulk [value=reject]").click()`,
			until: `location.pathname == "/queue/bulk" && document.querySelector("button.primary")`}},
		"document": {{name: "document", path: "/d/" + id, until: `document.body.dataset.ready == "1"`},
			{name: "unread", path: "/d/" + unread, until: `document.querySelector("main.small")`}},
		"certificate": {{name: "parts", path: "/d/" + two + "/2", until: `document.body.dataset.ready == "1"`},
			{name: "opened", path: "/d/" + id + "/1", do: `document.querySelectorAll("details").forEach(d => { d.removeAttribute("name"); d.open = true })`, until: `document.body.dataset.ready == "1"`},
			{name: "listing", path: "/d/" + declared + "/1", do: `document.querySelector("#side").scrollTop = 9999`, until: `document.querySelector("#others a") && document.querySelector(".listing img").naturalWidth > 1`},
			{name: "document-keys", path: "/d/" + id + "/1", do: `document.querySelector("[data-help]").click()`, until: `document.querySelector("dialog[open]")`}},
		"beside":   {{name: "beside", path: "/beside/" + declared + "/1/" + copied + "/1", until: `document.querySelectorAll(".pair img").length == 2`}},
		"accuracy": {{name: "accuracy", path: "/accuracy"}},
		"people":   {{name: "people", path: "/people"}},
	}
}

// noPages are routes that answer with something else, or with a part of a page that is looked at where it stands.
var noPages = []string{"static", "home", "progress", "picture", "words", "others", "listing-picture", "original", "export"}

// unread stores a document that could not be read, and gives its ID.
func (h *house) unread(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "half.pdf")
	if err := os.WriteFile(path, []byte("%PDF-1.4 half"), 0o600); err != nil {
		t.Fatal(err)
	}
	doc := certcat.Document{MediaType: "application/pdf", Problems: []certcat.Problem{{Code: "truncated"}}}
	if err := addDocument(t.Context(), h.desk.Store, path, doc, certcat.Pages{}, nil, "unread", time.Now().UTC()); err != nil {
		t.Fatal(err)
	}
	if err := h.review.Refresh(t.Context(), store.DefaultTenant, base.ids["unread"]); err != nil {
		t.Fatal(err)
	}
	return base.ids["unread"]
}

type violation struct {
	ID, Impact, Help string
	Nodes            []string
}

// english finds what a page in Chinese says in English: words of what it shows that come neither from a document nor from
// people.
const english = `[...(function*(){ const w = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (w.nextNode()) { const n = w.currentNode, e = n.parentElement, r = e.getBoundingClientRect();
		if (!r.width || e.closest("script, style, bdi, code, kbd, q, textarea, select[name=market], [lang=en], .file, .who span, .finding > summary, dl.facts dd, .history .muted")) continue;
		const found = n.textContent.replace(/certcat|Excel/g, "").match(/[a-z]{3,}/g); if (found) yield n.textContent.trim().slice(0, 80); } })()]`

// TestPages looks at every page that the router gives: axe-core finds no serious violation, in both looks and languages;
// nothing stands beside the window at 200 % zoom or on a small screen; a page in Chinese says nothing in English.
func TestPages(t *testing.T) {
	source := axe(t)
	h := newHouse(t)
	pages := visits(t, h)
	for _, route := range h.review.Routes() {
		if route.Method == http.MethodGet && !route.API && pages[route.Operation] == nil && !slices.Contains(noPages, route.Operation) {
			t.Errorf("nobody looks at the page %s (%s)", route.Pattern, route.Operation)
		}
	}
	b := newTab(t, h, "admin")
	for _, look := range []struct{ lang, theme string }{{"en", "light"}, {"zh", "dark"}} {
		b.cookie("lang", look.lang)
		b.cookie("theme", look.theme)
		for _, list := range pages {
			for _, v := range list {
				b.visit(v)
				b.shot(v.name + "-" + look.lang)
				value[any](b, source+";null")
				for _, x := range value[[]violation](b, `axe.run(document, {runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa"]}).then(r => r.violations.map(v => ({ID: v.id, Impact: v.impact, Help: v.help, Nodes: v.nodes.slice(0,4).map(n => n.html.slice(0,140)+" "+(n.any[0]?.message??""))})))`) {
					if x.Impact == "serious" || x.Impact == "critical" {
						t.Errorf("%s, %s, %s: %s (%s): %s", v.name, look.lang, look.theme, x.ID, x.Impact, strings.Join(x.Nodes, "\n\t"))
					}
				}
				if look.lang == "zh" {
					for _, text := range value[[]string](b, english) {
						t.Errorf("%s says in English: %q", v.name, text)
					}
				}
			}
		}
	}
	for _, size := range [][2]int64{{683, 384}, {1280, 720}} { // the first is 1366 × 768 at 200 %
		b.size(size[0], size[1])
		for _, list := range pages {
			for _, v := range list {
				b.visit(v)
				b.shot(fmt.Sprintf("%s-%d", v.name, size[0]))
				if value[bool](b, `document.documentElement.scrollWidth > innerWidth + 1`) {
					t.Errorf("%s scrolls sideways in %d pixels", v.name, size[0])
				}
			}
		}
	}
}

// visit goes to a page and does there what is to be done.
func (b *tab) visit(v visit) {
	b.t.Helper()
	b.goTo(v.path)
	b.until(`document.readyState == "complete"`)
	if strings.HasPrefix(v.path, "/d/") && v.name != "unread" {
		b.ready()
	}
	if v.do != "" {
		b.eval(v.do)
	}
	if v.until != "" {
		b.until(v.until)
	}
}
