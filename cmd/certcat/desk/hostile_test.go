package desk_test

import (
	"encoding/csv"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/review/access"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/testdata/domino"
)

const (
	script  = `<script>document.title="owned"</script><img src=x onerror="document.title='owned'">`
	formula = `=cmd|' /C calc'!A0`
	turning = "AB\u202e321-C\u2066D"
)

// TestHostileCertificate shows a certificate whose text is written against us: it stays text.
func TestHostileCertificate(t *testing.T) {
	h := newHouse(t)
	var doc certcat.Document
	var pages certcat.Pages
	var list []certcat.Certificate
	const like = "eu-doc-en62368-2014"
	domino.Load(t, like, "document.json", &doc)
	domino.Load(t, like, "pages.json", &pages)
	domino.Load(t, like, "certificate.json", &list)
	hostile := map[string]string{"holder": script, "manufacturer": strings.Repeat("x", 10_000), "brand": formula, "product": turning, "certificate_number": `"><svg onload=alert(1)>`, "scope": "{{.CSRF}}"}
	for i, f := range list[0].Fields {
		if text := hostile[f.Name]; text != "" {
			box := certcat.Box{X0: 60, Y0: 300 + 10*float64(i), X1: 200, Y1: 309 + 10*float64(i)}
			list[0].Fields[i] = certcat.Field{Name: f.Name, State: certcat.Printed, Confidence: 0.5, By: "machine", Values: []certcat.Value{{Text: text, Canonical: text, Confidence: 0.5,
				Evidence: []certcat.Evidence{{Page: 1, Box: box, Text: text}}}}, Rivals: []certcat.Value{{Text: script, Canonical: script}}}
		}
	}
	pages.Pages[0].Readings[pages.Pages[0].Best].Words[0].Text = script
	path := filepath.Join(t.TempDir(), `x<b>.pdf`)
	data, err := os.ReadFile(domino.Original(t, like))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, append(data, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := addDocument(t.Context(), h.desk.Store, path, doc, pages, list, "hostile", time.Now().UTC()); err != nil {
		t.Fatal(err)
	}
	id := base.ids["hostile"]
	if err := h.review.Refresh(t.Context(), store.DefaultTenant, id); err != nil {
		t.Fatal(err)
	}
	b := newTab(t, h, "reviewer")
	looksHarmless(t, h, b, id)
	c := h.program(access.Reviewer, access.ScopeExport)
	export, err := c.Export(t.Context(), "csv", url.Values{"state": {"all"}, "q": {"<svg"}})
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(export), "\ufeff"))).ReadAll()
	if err != nil || len(lines) != 2 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	for _, cell := range lines[1] {
		if strings.HasPrefix(cell, "=") {
			t.Errorf("a spreadsheet takes %q for a formula", cell)
		}
	}
}

// looksHarmless opens the hostile certificate from the queue and confirms a field of it.
func looksHarmless(t *testing.T, h *house, b *tab, id string) {
	t.Helper()
	b.goTo("/queue?q=" + url.QueryEscape("<script>"))
	b.until(`document.querySelectorAll("tbody tr[data-href]").length == 1`)
	b.shot("hostile-queue")
	b.open(id)
	time.Sleep(200 * time.Millisecond)
	b.shot("hostile")
	if got := value[string](b, `document.title`); strings.Contains(got, "owned") {
		t.Error("a certificate's text ran as a script")
	}
	if got := value[string](b, `document.querySelector("#f-holder").value`); got != script {
		t.Errorf("the holder is shown as %q", got)
	}
	if n := value[int](b, `document.querySelectorAll("main script, main img[onerror], #row-holder script, bdi script, bdi img, svg[onload]").length`); n != 0 {
		t.Errorf("%d elements came from a certificate's text", n)
	}
	if wide := value[bool](b, `document.documentElement.scrollWidth > innerWidth + 1`); wide {
		t.Error("10,000 characters made the page wider than its window")
	}
	b.eval(`document.querySelector("#f-holder").focus()`)
	b.press("Enter") // what is confirmed is what was shown
	b.until(`document.querySelector("#row-holder").dataset.tone == "person"`)
	if f := h.field(id, "holder"); f.Text() != script {
		t.Errorf("confirmed: %q", f.Text())
	}
}
