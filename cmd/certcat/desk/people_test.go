package desk_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/catalog"
	"github.com/certcat/certcat/cmd/certcat/desk"
	"github.com/certcat/certcat/review"
	"github.com/certcat/certcat/validate"
)

// bind says for which listing a document was handed in.
func (h *house) bind(id string, l certcat.Listing) {
	h.t.Helper()
	if err := desk.Bind(h.t.Context(), h.desk.Store, l, id); err != nil {
		h.t.Fatal(err)
	}
}

// wordAt is where a word of the page stands in the window.
func wordAt(b *tab, id, text string) (x, y float64) {
	b.t.Helper()
	at := value[[]float64](b, fmt.Sprintf(`(async()=>{const w=(await (await fetch("/d/%s/words/1")).json()).words.find(w=>w.t==%q);
		const svg=document.querySelector('svg[data-marks="1"]'); const p=new DOMPoint((w.b[0]+w.b[2])/2,(w.b[1]+w.b[3])/2).matrixTransform(svg.getScreenCTM()); return [p.x,p.y]})()`, id, text))
	return at[0], at[1]
}

func TestPointing(t *testing.T) {
	h := newHouse(t)
	b := newTab(t, h, "reviewer")
	id := base.ids["eu-doc-en62368-2014"]
	b.open(id)
	b.until(`document.querySelector(".sheet img").complete && document.querySelector(".sheet img").naturalWidth > 0`)
	b.eval(`document.querySelector("#f-brand").focus()`)
	x, y := wordAt(b, id, "USB")
	b.do(chromedp.MouseClickXY(x, y))
	b.until(`document.querySelector("#f-brand").value == "USB"`)
	b.do(chromedp.MouseClickXY(x, y))
	b.until(`document.querySelector("#f-brand").value == "USB wall charger"`)
	b.at("brand") // the keyboard stays where it was
	b.press("Escape")
	b.until(`document.querySelector("#f-brand").value == "MOXIBAI"`)
	b.eval(`document.querySelector("#f-report_numbers").focus()`)
	x, y = wordAt(b, id, "MOXIBAI")
	b.do(chromedp.MouseClickXY(x, y))
	b.until(`[...document.querySelectorAll("#row-report_numbers .chip")].some(c => c.dataset.text == "MOXIBAI")`)
	b.shot("pointing")
	b.press("Enter")
	b.until(`document.querySelector("#row-report_numbers").dataset.tone == "person"`)
	f := h.field(id, "report_numbers")
	i := slices.IndexFunc(f.Values, func(v certcat.Value) bool { return v.Text == "MOXIBAI" })
	if i < 0 || len(f.Values[i].Evidence) != 1 || f.Values[i].Evidence[0].Box.Empty() || f.Values[i].Evidence[0].Why != "person" {
		t.Errorf("picked: %+v", f)
	}
}

// TestTwoPeople shows a lease, a conflict and its end.
func TestTwoPeople(t *testing.T) {
	h := newHouse(t)
	id := base.ids["eu-doc-en60950"]
	one, two := newTab(t, h, "reviewer"), newTab(t, h, "anna")
	one.open(id)
	two.open(id)
	if got := two.text("#lease"); !strings.Contains(got, "reviewer has been looking at this since") {
		t.Errorf("the lease says %q", got)
	}
	two.eval(`document.querySelector("#f-holder").focus()`)
	one.eval(`document.querySelector("#f-holder").focus()`)
	two.write("Second Firm Ltd.")
	one.write("First Firm Ltd.")
	one.press("Enter")
	one.until(`document.querySelector("#row-holder").dataset.tone == "person"`)
	two.press("Enter")
	two.until(`document.querySelector("#row-holder .conflict")`)
	two.at("holder")
	two.shot("conflict")
	if got := two.text("#row-holder .conflict"); !strings.Contains(got, "First Firm Ltd.") || !strings.Contains(got, "Second Firm Ltd.") {
		t.Errorf("the conflict shows %q", got)
	}
	if f := h.field(id, "holder"); f.Text() != "First Firm Ltd." {
		t.Errorf("before anybody decides the field is %+v", f)
	}
	two.eval(`document.querySelector("[data-keep-mine]").click()`)
	two.until(`document.querySelector("#row-holder").dataset.tone == "person" && !document.querySelector("#row-holder .conflict")`)
	if f := h.field(id, "holder"); f.Text() != "Second Firm Ltd." || f.By != "anna" {
		t.Errorf("kept mine: %+v", f)
	}
	two.eval(`document.querySelector("[data-take]").click()`)
	two.until(`!document.querySelector("#lease")`)
	if row := h.row(id); row.Lease == nil || row.Lease.Who != "anna" {
		t.Errorf("after taking over the lease is %+v", row.Lease)
	}
}

func TestLeaseEnds(t *testing.T) {
	x := review.NewIndex()
	if l, err := x.Lease(t.Context(), "d", "anna", false); err != nil || l.Who != "anna" || time.Until(l.Until) > review.LeaseTime {
		t.Errorf("%+v, %v", l, err)
	}
	if l, _ := x.Lease(t.Context(), "d", "bo", false); l.Who != "anna" {
		t.Errorf("bo got a document that anna has: %+v", l)
	}
	if err := x.Release(t.Context(), "d", "bo"); err != nil {
		t.Error(err)
	}
	if err := x.Release(t.Context(), "d", "anna"); err != nil {
		t.Error(err)
	}
	if l, _ := x.Lease(t.Context(), "d", "bo", false); l.Who != "bo" {
		t.Errorf("bo did not get a released document: %+v", l)
	}
}

// TestLeaseRunsOut: who looked last and went away loses the lease when its time is over; a page that is open renews it.
func TestLeaseRunsOut(t *testing.T) {
	c, err := catalog.Open(t.Context(), filepath.Join(t.TempDir(), "catalog.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	synctest.Test(t, func(t *testing.T) {
		x := review.NewIndex()
		if l, err := x.Lease(t.Context(), "d", "anna", false); err != nil || l.Who != "anna" {
			t.Fatalf("%+v, %v", l, err)
		}
		time.Sleep(review.LeaseTime - time.Second)
		if l, _ := x.Lease(t.Context(), "d", "anna", false); time.Until(l.Until) != review.LeaseTime {
			t.Errorf("a page that is open renews its lease until %s", l.Until)
		}
		time.Sleep(review.LeaseTime - time.Second)
		if l, _ := x.Lease(t.Context(), "d", "bo", false); l.Who != "anna" {
			t.Errorf("bo got it a second too early: %+v", l)
		}
		if found, _ := x.Find(t.Context(), review.Query{}); len(found.Rows) != 0 {
			t.Error("a lease made a row")
		}
		time.Sleep(2 * time.Second)
		if l, _ := x.Lease(t.Context(), "d", "bo", false); l.Who != "bo" {
			t.Errorf("the lease did not run out: %+v", l)
		}
	})
	ledger := desk.Ledger{Book: c.Book("main")}
	if l, err := ledger.Lease(t.Context(), "d", "anna", false); err != nil || l.Who != "anna" || time.Until(l.Until) > review.LeaseTime {
		t.Errorf("%+v, %v", l, err)
	}
	if l, _ := ledger.Lease(t.Context(), "d", "bo", false); l.Who != "anna" {
		t.Errorf("bo got a document that anna has: %+v", l)
	}
	if l, _ := ledger.Lease(t.Context(), "d", "bo", true); l.Who != "bo" {
		t.Errorf("bo took it over: %+v", l)
	}
}

// confirmAll confirms every field as it was read.
func confirmAll(b *tab) {
	b.t.Helper()
	for range 25 {
		if value[int](b, `document.querySelectorAll(".row[data-stop]:not(.sending)").length`) == 0 {
			break
		}
		b.press("Enter")
	}
	b.until(`document.querySelectorAll(".row[data-stop], .row.sending").length == 0`)
}

// TestOverrule overrules a finding, sees the requirement open up, and sees the overruling end when the listing changes.
func TestOverrule(t *testing.T) {
	h := newHouse(t)
	id := base.ids["eu-doc-en62368-2014"]
	b := newTab(t, h, "approver")
	b.open(id)
	confirmAll(b)
	b.until(`document.querySelector(".finding.f-bad")`)
	n := value[int](b, `document.querySelectorAll(".finding.f-bad").length`)
	b.eval(`const f=document.querySelector(".finding.f-bad"); f.open=true; f.querySelector("[name=reason]").value="The technical file shows it"; f.querySelector("form button").click()`)
	b.until(fmt.Sprintf(`document.querySelectorAll(".finding.f-bad").length == %d && document.querySelector(".finding.f-over")`, n-1))
	b.shot("overruled")
	if got := value[string](b, `document.querySelector(".finding.f-over").textContent`); !strings.Contains(got, "The technical file shows it") || !strings.Contains(got, "approver") {
		t.Errorf("the overruled finding shows %q", got)
	}
	if got := b.text(".fits"); strings.Contains(got, "→ accepted") {
		t.Errorf("one overruled finding accepts what others still ask about: %q", got)
	}
	h.bind(id, certcat.Listing{SKU: "SKU-1", Brand: "MOXIBAI", Models: []string{"MXB-C20"}})
	b.open(id)
	if got := value[int](b, `document.querySelectorAll(".finding.f-over").length`); got != 0 {
		t.Errorf("%d findings are overruled although the listing changed", got)
	}
	low := newTab(t, h, "reviewer")
	low.open(id)
	if value[bool](low, `Boolean(document.querySelector("[data-post=overrule]"))`) {
		t.Error("a reviewer is offered to overrule")
	}
}

// TestListingMismatch: Enter never accepts a value that differs from the listing.
func TestListingMismatch(t *testing.T) {
	h := newHouse(t)
	id := base.ids["eu-doc-en62368-2014"]
	h.bind(id, certcat.Listing{SKU: "SKU-7", Seller: "Shop", Brand: "OTHERBRAND", Models: []string{"MXB-C20"}})
	b := newTab(t, h, "reviewer")
	b.open(id)
	b.shot("mismatch")
	if got := b.text("#strip .differs"); !strings.Contains(got, "OTHERBRAND") || !strings.Contains(got, "MOXIBAI") {
		t.Errorf("the strip shows %q", got)
	}
	b.eval(`document.querySelector("#f-brand").focus()`)
	b.press("Enter")
	b.until(`document.querySelector("#says").innerText.includes("OTHERBRAND")`)
	if f := h.field(id, "brand"); f.By != "machine" {
		t.Errorf("Enter accepted the mismatch: %+v", f)
	}
	b.press("Alt+Enter")
	b.until(`document.querySelector("#row-brand").dataset.tone == "person"`)
	if f := h.field(id, "brand"); f.By != "reviewer" {
		t.Errorf("Alt+Enter did not confirm: %+v", f)
	}
}

// TestHistory restores an earlier state as new corrections.
func TestHistory(t *testing.T) {
	h := newHouse(t)
	id := base.ids["eu-doc-en60950"]
	b := newTab(t, h, "reviewer")
	b.open(id)
	was := h.field(id, "brand").Text()
	for _, text := range []string{"One", "Two", "Three"} {
		b.eval(`document.querySelector("#f-brand").focus(); document.querySelector("#f-brand").select()`)
		b.write(text)
		b.press("Enter")
		b.until(fmt.Sprintf(`document.querySelector("#f-brand").value == %q && document.querySelector("#row-brand").dataset.tone == "person" && !document.querySelector(".row.sending")`, text))
	}
	b.eval(`document.querySelector(".history").open = true`)
	b.shot("history")
	b.eval(`document.querySelector(".history [data-post=restore] [value='1']").form.querySelector("button").click()`)
	b.until(`document.body.dataset.ready == "1" && document.querySelector("#f-brand").value == "One"`)
	s, err := h.desk.Sheet(t.Context(), id)
	if err != nil || len(s.Corrections) != 4 {
		t.Errorf("%d corrections, want 4: nothing is ever taken away; %v", len(s.Corrections), err)
	}
	b.eval(`document.querySelector(".history").open = true; document.querySelector(".history [data-post=restore] [value='0']").form.querySelector("button").click()`)
	b.until(fmt.Sprintf(`document.body.dataset.ready == "1" && document.querySelector("#f-brand").value == %q`, was))
}

// TestRegisterAndQuestion notes what a register said by one key, and asks the seller in Chinese.
func TestRegisterAndQuestion(t *testing.T) {
	h := newHouse(t)
	id := base.ids["type-examination-expired"]
	b := newTab(t, h, "reviewer")
	b.open(id)
	if got := b.text(".register code"); !strings.Contains(got, "3971") {
		t.Errorf("the register's number is %q", got)
	}
	b.press("Alt+g")
	b.until(`document.querySelector(".checked.r-found")`)
	s, err := h.desk.Sheet(t.Context(), id)
	if err != nil || len(s.Rulings) != 1 || s.Rulings[0].Kind != certcat.RuledRegister || s.Rulings[0].Outcome != "found" {
		t.Errorf("%+v, %v", s.Rulings, err)
	}
	b.press("Alt+q")
	b.until(`document.activeElement.name == "text"`)
	b.eval(`document.querySelector("#asking [value=zh]").click()`)
	b.shot("ask")
	text := value[string](b, `document.querySelector("#asking textarea").value`)
	if !strings.Contains(text, "请") || !strings.Contains(text, "依据") {
		t.Errorf("the message reads %q", text)
	}
	b.eval(`document.querySelector("#asking .primary").click()`)
	b.until(`document.querySelector(".p-state-waiting")`)
	if row := h.row(id); row.State != review.Waiting {
		t.Errorf("the queue says %s", row.State)
	}
}

// TestFourEyes: what the policy names is done only when two people have finished it.
func TestFourEyes(t *testing.T) {
	h := newHouse(t)
	id := base.ids["type-examination-expired"]
	for i, c := range []struct {
		who  string
		want review.State
	}{{"reviewer", review.Second}, {"reviewer", review.Second}, {"anna", review.Done}} {
		b := newTab(t, h, c.who)
		b.open(id)
		if i == 0 {
			confirmAll(b)
		}
		b.press("Ctrl+Enter")
		b.until(`!location.pathname.includes("` + id + `")`)
		if row := h.row(id); row.State != c.want {
			t.Errorf("after %s: %s, want %s", c.who, row.State, c.want)
		}
	}
}

// TestPolicyNamesRules: a policy that names a rule which does not exist would never ask for a second person.
func TestPolicyNamesRules(t *testing.T) {
	n := 0
	for _, pair := range review.DefaultPolicy().FourEyes {
		for _, rule := range pair.Findings {
			n++
			if !slices.ContainsFunc(validate.Rules(), func(r validate.Rule) bool { return r.ID == rule }) {
				t.Errorf("the policy names the rule %s, which does not exist", rule)
			}
		}
	}
	if n == 0 {
		t.Error("the policy names no rule")
	}
}

// TestChinese looks for English in the Chinese pages.
func TestChinese(t *testing.T) {
	h := newHouse(t)
	b := newTab(t, h, "reviewer")
	b.cookie("lang", "zh")
	b.goTo("/queue")
	b.until(`document.documentElement.lang == "zh-Hans"`)
	b.shot("chinese-queue")
	for _, want := range []string{"待审核", "证书", "持有人"} {
		if !strings.Contains(b.text("body"), want) {
			t.Errorf("the queue lacks %q", want)
		}
	}
	b.open(base.ids["ccc-certificate-chinese"])
	b.shot("chinese-document")
	labels := value[[]string](b, `[...document.querySelectorAll(".row > label, h2, summary, .tools button, .foot button, #strip .label")].map(e => e.textContent)`)
	for _, l := range labels {
		for _, english := range []string{"holder", "Findings", "Requirements", "History", "Finish", "Fit", "Document"} {
			if strings.Contains(l, english) {
				t.Errorf("English in the Chinese page: %q", l)
			}
		}
	}
	if !slices.ContainsFunc(labels, func(l string) bool { return strings.Contains(l, "持有人") }) {
		t.Errorf("labels %q", labels)
	}
	if got := h.field(base.ids["ccc-certificate-chinese"], "issue_date").Canonical(); got != "" && !strings.Contains(b.text("#row-issue_date"), "年") {
		t.Errorf("the date %s is not said in Chinese", got)
	}
}
