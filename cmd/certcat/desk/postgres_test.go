package desk_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/certcat/certcat/catalog"
	"github.com/certcat/certcat/catalog/catalogtest"
	"github.com/certcat/certcat/review"
	"github.com/certcat/certcat/store"
)

// TestQueueInPostgres works through the queue with the catalogue in PostgreSQL, as several processes share it: filters,
// search, a correction that changes the row, the lease that another person sees, the next document, bulk.
func TestQueueInPostgres(t *testing.T) {
	h := newHouse(t)
	c, err := catalog.Open(t.Context(), catalogtest.Postgres(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	h.over(h.desk.Store, c.Book(store.DefaultTenant))
	id := base.ids["eu-doc-en62368-2014"]
	before := h.row(id)
	one, two := newTab(t, h, "reviewer"), newTab(t, h, "anna")
	one.open(id)
	rows := func(b *tab, path string) []string {
		b.goTo(path)
		b.until(`document.readyState == "complete"`)
		return value[[]string](b, `[...document.querySelectorAll("tbody tr[data-href]")].map(r => r.dataset.href.split("/")[2])`)
	}
	for path, want := range map[string]int{"/queue?q=MXB-C20": 1, "/queue?q=Moxibai&kind=eu-doc": 1, "/queue?kind=test-report&q=MXB-C20": 0, "/queue?q=" + "%E6%B7%B1%E5%9C%B3": 2} {
		got := rows(two, path)
		if want == 0 && len(got) != 0 || want > 0 && len(got) < want {
			t.Errorf("%s finds %d rows, want %d", path, len(got), want)
		}
	}
	if got := rows(two, "/queue?q=MXB-C20"); !slices.Contains(got, id) || !value[bool](two, `Boolean(document.querySelector(".t-lease"))`) {
		t.Errorf("another person's look does not show at %v", got)
	}
	one.focus("holder")
	one.write("Quince Lantern Ltd.")
	one.press("Enter")
	one.until(`document.querySelector("#row-holder").dataset.tone == "person"`)
	if after := h.row(id); after.Holder != "Quince Lantern Ltd." || after.Stops != before.Stops-1 {
		t.Errorf("the row says %+v after the correction", after)
	}
	if got := rows(two, "/queue?q=Quince+Lantern"); len(got) != 1 || got[0] != id {
		t.Errorf("the new holder leads to %v", got)
	}
	two.goTo("/queue?kind=eu-doc")
	two.until(`document.querySelectorAll("input[name=pick]").length > 1`)
	picked := value[string](two, `document.querySelectorAll("input[name=pick]")[1].value.split("/")[0]`)
	two.eval(`document.querySelectorAll("input[name=pick]")[1].click(); document.querySelector(".bulk [value=ask]").click()`)
	two.until(`location.pathname == "/queue/bulk" && document.querySelector("button.primary")`)
	two.eval(`document.querySelector("button.primary").click()`)
	two.until(`location.pathname == "/queue" && document.querySelector(".good")`)
	if row := h.row(picked); row.State != review.Waiting {
		t.Errorf("the seller was asked, the queue says %s", row.State)
	}
	tabs := value[string](two, `document.querySelector(".tabs a[href*='state=waiting'] b").textContent`)
	if tabs != "1" {
		t.Errorf("%s certificates wait by the counter, want 1", tabs)
	}
	for range 40 {
		field := one.focused()
		if field == "" || field == "main" {
			break
		}
		one.press("Enter")
		one.until(fmt.Sprintf(`document.activeElement.closest(".row")?.dataset.field != %q`, field))
	}
	one.press("Ctrl+Enter")
	one.until(fmt.Sprintf(`location.pathname.startsWith("/d/") && !location.pathname.includes(%q)`, id))
	if row := h.row(id); row.State != review.Done {
		t.Errorf("the finished certificate is %s", row.State)
	}
}
