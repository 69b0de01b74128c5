package desk_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/review"
	"github.com/certcat/certcat/review/access"
	"github.com/certcat/certcat/review/client"
	"github.com/certcat/certcat/store"
)

// program is a client with a token of a role and scopes.
func (h *house) program(role access.Role, scopes ...access.Scope) *client.Client {
	h.t.Helper()
	tenant := store.DefaultTenant
	admin := access.Principal{Tenant: tenant, Name: "admin", Role: access.Admin}
	secret, _, err := h.tenants[tenant].Book.NewToken(h.t.Context(), admin, "test "+string(role), role, scopes, time.Now().Add(time.Hour))
	if err != nil {
		h.t.Fatal(err)
	}
	return &client.Client{Address: h.URL, Token: secret}
}

func status(err error) int {
	var p *client.Problem
	if errors.As(err, &p) {
		return p.Status
	}
	return 0
}

func TestAPI(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	c := h.program(access.Approver, access.Scopes()...)
	id := base.ids["eu-doc-en60950"]
	b, tag, err := c.Get(ctx, id, 1, "")
	if err != nil || tag == "" || len(b.Certificate.Fields) != 19 || len(b.Stops) == 0 || len(b.Verdicts) == 0 {
		t.Fatalf("get: %+v, %q, %v", b, tag, err)
	}
	if _, _, err := c.Get(ctx, id, 1, tag); !errors.Is(err, client.ErrSame) {
		t.Errorf("the same again: %v", err)
	}
	change := review.Change{Field: "holder", Action: "value", Saw: b.Saw["holder"], Values: []review.ChangeValue{{Text: "Velmora GmbH"}}}
	after, newTag, err := c.Correct(ctx, id, 1, tag, change)
	if err != nil || after.Certificate.Field("holder").Text() != "Velmora GmbH" || newTag == tag {
		t.Fatalf("correct: %v", err)
	}
	if _, _, err := c.Correct(ctx, id, 1, "", change); err != nil {
		t.Errorf("the same change again, because its answer was lost: %v", err)
	}
	change.Values[0].Text = "Somebody Else"
	if _, _, err := c.Correct(ctx, id, 1, "", change); status(err) != http.StatusConflict {
		t.Errorf("a change of a state that is no more: %v", err)
	}
	if _, _, err := c.Rule(ctx, id, 1, tag, review.RulingRequest{Kind: certcat.RuledEscalated, Reason: "a hard one"}); status(err) != http.StatusPreconditionFailed {
		t.Errorf("If-Match with an old tag: %v", err)
	}
	if _, _, err := c.Rule(ctx, id, 1, newTag, review.RulingRequest{Kind: certcat.RuledFinished}); status(err) != http.StatusUnprocessableEntity {
		t.Errorf("finished with open fields: %v", err)
	}
	change = review.Change{Field: "issue_date", Action: "value", Saw: b.Saw["issue_date"], Values: []review.ChangeValue{{Text: "2026-02-31"}}}
	if _, _, err := c.Correct(ctx, id, 1, "", change); status(err) != http.StatusUnprocessableEntity {
		t.Errorf("a day that does not exist: %v", err)
	}
	if _, _, err := c.Get(ctx, strings.Repeat("ab", 32), 1, ""); status(err) != http.StatusNotFound {
		t.Errorf("a document that is not there: %v", err)
	}
}

func TestAPILists(t *testing.T) {
	h := newHouse(t)
	ctx := t.Context()
	c := h.program(access.Reviewer, access.ScopeRead, access.ScopeExport)
	var seen []string
	for r, err := range c.List(ctx, url.Values{"limit": {"7"}}) {
		if err != nil {
			t.Fatal(err)
		}
		key := fmt.Sprint(r.Document, "/", r.Part.First)
		if slices.Contains(seen, key) {
			t.Errorf("%s came twice", key)
		}
		seen = append(seen, key)
	}
	if len(seen) < len(base.ids) {
		t.Errorf("%d certificates in pages of 7, want at least %d", len(seen), len(base.ids))
	}
	n := 0
	for r, err := range c.List(ctx, url.Values{"kind": {"eu-doc"}}) {
		if err != nil || r.Kind != "eu-doc" {
			t.Errorf("the filter let %q through, %v", r.Kind, err)
		}
		n++
	}
	if n < 4 {
		t.Errorf("%d declarations", n)
	}
	data, err := c.Export(ctx, "csv", url.Values{"state": {"all"}})
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff")))).ReadAll()
	if err != nil || len(lines) != len(seen)+1 || len(lines[0]) != 26 {
		t.Errorf("CSV: %d lines, want %d, %v\n%.200s", len(lines), len(seen)+1, err, data)
	}
	if data, err = c.Export(ctx, "xlsx", url.Values{"state": {"all"}, "kind": {"eu-doc"}}); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	if rows, err := book.GetRows("Sheet1"); err != nil || len(rows) != n+1 {
		t.Errorf("XLSX: %d rows, want %d, %v", len(rows), n+1, err)
	}
	audited, err := h.tenants[store.DefaultTenant].Audit.Lines(ctx, time.Now().UTC().Format(time.DateOnly))
	exports := 0
	for _, l := range audited {
		if l.Action == "export" {
			exports++
		}
	}
	if err != nil || exports != 2 {
		t.Errorf("%d exports in the audit, want 2, %v", exports, err)
	}
}

// TestDescription reads the API's description: every route of the API is in it.
func TestDescription(t *testing.T) {
	h := newHouse(t)
	c := h.program(access.Viewer, access.ScopeRead)
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, h.URL+"/v1/review/openapi.json", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+c.Token)
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var description struct {
		OpenAPI string `json:"openapi"`
		Paths   map[string]map[string]any
	}
	if err := json.NewDecoder(answer.Body).Decode(&description); err != nil || !strings.HasPrefix(description.OpenAPI, "3.1") {
		t.Fatalf("%s: OpenAPI %q, %v", answer.Status, description.OpenAPI, err)
	}
	described := 0
	for _, route := range h.review.Routes() {
		if !route.API || strings.HasPrefix(route.Pattern, "/v1/review/openapi") {
			continue
		}
		if described++; description.Paths[route.Pattern][strings.ToLower(route.Method)] == nil {
			t.Errorf("%s %s is not described", route.Method, route.Pattern)
		}
	}
	if described < 12 {
		t.Errorf("%d routes described", described)
	}
}
