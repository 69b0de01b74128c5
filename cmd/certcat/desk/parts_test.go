package desk_test

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/cmd/certcat/desk"
	"github.com/certcat/certcat/review"
	"github.com/certcat/certcat/review/access"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/testdata/domino"
)

func (h *house) parts(id string) (list []string) {
	h.t.Helper()
	s, err := h.desk.Sheet(h.t.Context(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, c := range s.Certificates {
		list = append(list, fmt.Sprintf("%d-%d", c.Part.First, c.Part.Last))
		for _, f := range c.Fields {
			for _, v := range f.Values {
				for _, e := range v.Evidence {
					if e.Page < c.Part.First || e.Page > c.Part.Last {
						h.t.Errorf("part %d-%d: %s was seen on page %d", c.Part.First, c.Part.Last, f.Name, e.Page)
					}
				}
			}
		}
	}
	return list
}

// TestParts merges the two certificates of a file by one key, splits them again, and restores the parts from the history.
func TestParts(t *testing.T) {
	h := newHouse(t)
	id := base.ids[twoCertificates]
	b := newTab(t, h, "reviewer")
	b.open(id)
	was := h.parts(id)
	if len(was) != 2 {
		t.Fatalf("the file holds %q", was)
	}
	number := h.field(id, "certificate_number").Text()
	b.focus("brand")
	b.write("Kept")
	b.press("Enter")
	b.until(`document.querySelector("#row-brand").dataset.tone == "person" && !document.querySelector(".row.sending")`)
	b.press("Alt+m")
	b.until(`document.body.dataset.ready == "1" && document.querySelectorAll(".parts a").length == 0`)
	if got := h.parts(id); !slices.Equal(got, []string{"1-2"}) {
		t.Errorf("merged: %q", got)
	}
	if f := h.field(id, "brand"); f.Text() != "Kept" {
		t.Errorf("a correction is lost by the merge: %+v", f)
	}
	b.press("Alt+PageDown")
	b.until(`document.querySelector("[data-at]").textContent == "2"`)
	b.shot("parts-merged")
	b.press("Alt+s")
	b.until(`document.body.dataset.ready == "1" && document.querySelectorAll(".parts a").length == 2`)
	if got := h.parts(id); !slices.Equal(got, was) {
		t.Errorf("split again: %q, want %q", got, was)
	}
	if f := h.field(id, "certificate_number"); f.Text() != number {
		t.Errorf("the first part's number is %q, want %q", f.Text(), number)
	}
	b.shot("parts-split")
	b.eval(`document.querySelector(".history").open = true; document.querySelector(".history form[data-post=parts] input[name=parts][value='1-2']").form.querySelector("button").click()`)
	b.until(`document.body.dataset.ready == "1" && document.querySelectorAll(".parts a").length == 0`)
	s, err := h.desk.Sheet(t.Context(), id)
	if err != nil || len(s.Corrections) != 4 {
		t.Errorf("%d corrections, want 4: nothing is taken away; %v", len(s.Corrections), err)
	}
	found, err := h.tenants[store.DefaultTenant].Catalogue.Find(t.Context(), review.Query{Document: id})
	if err != nil || len(found.Rows) != 1 || found.Rows[0].Part != (certcat.Part{First: 1, Last: 2}) {
		t.Errorf("the queue holds %+v, %v", found.Rows, err)
	}
}

// TestPartsByAPI: parts change only where who asks saw those that are there, and no page is lost.
func TestPartsByAPI(t *testing.T) {
	h := newHouse(t)
	id := base.ids[twoCertificates]
	c := h.program(access.Reviewer, access.ScopeReview)
	for _, q := range []review.PartsRequest{{Saw: "1-2", Parts: []certcat.Part{{First: 1, Last: 2}}}, {Saw: "1-1; 2-2", Parts: []certcat.Part{{First: 1, Last: 1}}},
		{Saw: "1-1; 2-2", Parts: []certcat.Part{{First: 1, Last: 2}, {First: 2, Last: 2}}}, {Saw: "1-1; 2-2", Parts: []certcat.Part{{First: 1, Last: 3}}}} {
		if _, err := c.SetParts(t.Context(), id, q); status(err) != http.StatusUnprocessableEntity {
			t.Errorf("%+v: %v", q, err)
		}
	}
	if got, err := c.SetParts(t.Context(), id, review.PartsRequest{Saw: "1-1; 2-2", Parts: []certcat.Part{{First: 1, Last: 2}}}); err != nil || got.Saw != "1-2" {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := c.SetParts(t.Context(), id, review.PartsRequest{Saw: "1-2"}); err != nil || got.Saw != "1-1; 2-2" {
		t.Errorf("back to the machine's: %+v, %v", got, err)
	}
}

// TestErase takes a document out from the page: an administrator may, others are not offered it, a tombstone stays.
func TestErase(t *testing.T) {
	h := newHouse(t)
	id := base.ids["eu-doc-en60950"]
	low := newTab(t, h, "approver")
	low.open(id)
	if value[bool](low, `Boolean(document.querySelector("[data-post=erase]"))`) {
		t.Error("an approver is offered to erase")
	}
	b := newTab(t, h, "admin")
	b.open(id)
	b.eval(`const f=document.querySelector("[data-post=erase]"); f.closest("details").open=true; f.reason.value="asked by the person named in it"; f.querySelector("button").click()`)
	if _, err := h.desk.Store.Tombstone(t.Context(), id); err == nil {
		t.Fatal("it was erased without the box being ticked")
	}
	b.shot("erase")
	b.eval(`const f=document.querySelector("[data-post=erase]"); f.sure.checked=true; f.querySelector("button").click()`)
	b.until(`location.pathname == "/queue" && document.querySelector("[role=status].good")`)
	stone, err := h.desk.Store.Tombstone(t.Context(), id)
	if err != nil || stone.Who != "admin" || !strings.Contains(stone.Reason, "asked by") {
		t.Errorf("the tombstone says %+v, %v", stone, err)
	}
	admin, token := h.signIn("admin")
	for _, path := range []string{"/d/" + id, "/d/" + id + "/1", "/d/" + id + "/original", "/d/" + id + "/page/1.jpg", "/d/" + id + "/words/1", "/v1/certificates/" + id + "/1"} {
		if got := h.try(admin, review.Route{Method: http.MethodGet}, path, nil); got != http.StatusNotFound {
			t.Errorf("%s after the erasure: %d", path, got)
		}
	}
	if got := h.try(admin, review.Route{Method: http.MethodPost}, "/d/"+id+"/1/escalate", map[string]string{"X-CSRF-Token": token}); got != http.StatusNotFound {
		t.Errorf("ruling about an erased document: %d", got)
	}
	found, err := h.tenants[store.DefaultTenant].Catalogue.Find(t.Context(), review.Query{Document: id})
	if err != nil || len(found.Rows) != 0 {
		t.Errorf("the queue still holds %+v, %v", found.Rows, err)
	}
	c := h.program(access.Admin, access.ScopeAdmin)
	other := base.ids["fcc-sdoc-monitor"]
	if err := c.Erase(t.Context(), other, "by a program"); err != nil {
		t.Error(err)
	}
	if _, err := h.desk.Store.Tombstone(t.Context(), other); err != nil {
		t.Error(err)
	}
}

// forge stores a copy of a case in which another holder stands in the place of the issuer's brand, and gives its document.
func (h *house) forge(t *testing.T, like string) string {
	t.Helper()
	var doc certcat.Document
	var pages certcat.Pages
	var list []certcat.Certificate
	domino.Load(t, like, "document.json", &doc)
	domino.Load(t, like, "pages.json", &pages)
	domino.Load(t, like, "certificate.json", &list)
	for i, f := range list[0].Fields {
		if f.Name == certcat.Manufacturer {
			box := certcat.Box{X0: 60, Y0: 300, X1: 200, Y1: 309}
			list[0].Fields[i] = certcat.Field{Name: f.Name, State: certcat.Printed, Confidence: 0.9, By: "machine", Values: []certcat.Value{{Text: "Borrowed Name Ltd.", Canonical: "Borrowed Name Ltd.",
				Evidence: []certcat.Evidence{{Page: 1, Box: box, Text: "Borrowed Name Ltd."}}}}}
		}
	}
	pages.Pages[0].Readings[pages.Pages[0].Best].Words[3].Text = "exchanged"
	data, err := os.ReadFile(domino.Original(t, like))
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "copy.pdf")
	if err := os.WriteFile(path, append(data, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := addDocument(t.Context(), h.desk.Store, path, doc, pages, list, "forged", time.Now().UTC()); err != nil {
		t.Fatal(err)
	}
	if err := h.review.Refresh(t.Context(), store.DefaultTenant, base.ids["forged"]); err != nil {
		t.Fatal(err)
	}
	return base.ids["forged"]
}

// TestSideBySide compares a declaration with a copy whose holder somebody exchanged: the difference is marked in the
// fields and on the page.
func TestSideBySide(t *testing.T) {
	h := newHouse(t)
	id := base.ids["eu-doc-en62368-2014"]
	copied := h.forge(t, "eu-doc-en62368-2014")
	b := newTab(t, h, "reviewer")
	b.open(id)
	b.until(`document.querySelector("#others a")`)
	if got := b.text("#others"); !strings.Contains(got, "Borrowed Name Ltd.") {
		t.Errorf("other uses: %q", got)
	}
	b.focus("brand")
	b.press("Enter")
	b.until(`document.querySelector("#row-brand").dataset.tone == "person"`)
	if value[bool](b, `!document.querySelector("#others a")`) {
		t.Error("other uses are gone after a correction")
	}
	b.eval(`document.querySelector("#others a.button").click()`)
	b.until(`location.pathname.startsWith("/beside/") && document.querySelectorAll(".pair img").length == 2`)
	b.shot("beside")
	if got := value[[]string](b, `[...document.querySelectorAll(".compare tr:not(.same) th[scope=row]")].map(e => e.textContent)`); len(got) != 1 {
		t.Errorf("fields that differ: %q", got)
	}
	if got := value[int](b, `document.querySelectorAll(".pair .marks rect.stop").length`); got != 2 {
		t.Errorf("%d words are marked on the pages, want one on each", got)
	}
	if !value[bool](b, fmt.Sprintf(`Boolean(document.querySelector("thead a[href*='%s']"))`, copied)) {
		t.Error("the copy is not named")
	}
}

// TestListingStrip shows a listing with its picture; what is no picture is refused, what is not there not found.
func TestListingStrip(t *testing.T) {
	h := newHouse(t)
	id := base.ids["eu-doc-en62368-2014"]
	dot := []byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\x1d\x4e\xd8\x00\x00\x00,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;")
	name, err := desk.AddPicture(t.Context(), h.desk.Store, dot)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := desk.AddPicture(t.Context(), h.desk.Store, []byte("<svg onload=alert(1)>")); err == nil {
		t.Error("a script was taken for a picture")
	}
	h.bind(id, certcat.Listing{SKU: "SKU-9", Title: "Wall charger <b>20 W</b>", Seller: "Shop", Brand: "MOXIBAI", Markets: []string{"EU"}, Models: []string{"MXB-C20"}, Picture: name})
	b := newTab(t, h, "reviewer")
	b.open(id)
	b.until(`document.querySelector(".listing img")?.naturalWidth == 1`)
	b.shot("listing")
	if got := b.text(".listing"); !strings.Contains(got, "Wall charger <b>20 W</b>") || !strings.Contains(got, "SKU-9") {
		t.Errorf("the strip shows %q", got)
	}
	c, _ := h.signIn("viewer")
	if got := h.try(c, review.Route{Method: http.MethodGet}, "/listing/"+strings.Repeat("ab", 20), nil); got != http.StatusNotFound {
		t.Errorf("a picture that is not there: %d", got)
	}
}

// TestBulk picks two certificates by keyboard, is shown what would happen, and does it only when that is confirmed.
func TestBulk(t *testing.T) {
	h := newHouse(t)
	b := newTab(t, h, "reviewer")
	b.goTo("/queue?kind=eu-doc")
	b.until(`document.readyState == "complete" && document.querySelectorAll("tbody tr[data-href]").length > 2`)
	b.press("j")
	b.press("x")
	b.press("j")
	b.press("x")
	b.until(`!document.querySelector(".bulk").hidden`)
	picked := value[[]string](b, `[...document.querySelectorAll("input[name=pick]:checked")].map(i => i.value.split("/")[0])`)
	if len(picked) != 2 {
		t.Fatalf("picked %q", picked)
	}
	b.shot("bulk")
	b.eval(`document.querySelector(".bulk [value=ask]").click()`)
	b.until(`location.pathname == "/queue/bulk" && document.activeElement?.matches("button.primary")`) // the keyboard comes to it with the first frame
	b.shot("bulk-sure")
	for _, id := range picked {
		if row := h.row(id); row.State != review.InReview {
			t.Errorf("before anybody confirmed: %s", row.State)
		}
	}
	b.press("Enter")
	b.until(`location.pathname == "/queue" && document.querySelector(".good")`)
	for _, id := range picked {
		if row := h.row(id); row.State != review.Waiting {
			t.Errorf("the sellers were asked, the queue says %s", row.State)
		}
	}
}
