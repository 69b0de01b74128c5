package desk_test

import (
	"slices"
	"testing"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/review/correct"
	"github.com/certcat/certcat/store"
)

// field is a certificate's field as the store has it now, with what people said laid over it.
func (h *house) field(id, name string) certcat.Field {
	h.t.Helper()
	s, err := h.desk.Sheet(h.t.Context(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	laid := correct.Lay(s.Certificates[0], s.Corrections).Certificate
	return laid.Field(name)
}

func texts(f certcat.Field) (list []string) {
	for _, v := range f.Values {
		list = append(list, v.Text)
	}
	return list
}

// TestKeyboard puts a declaration right without a mouse: confirm, type, complete from the page, take a rival, say absent,
// change a list, undo, finish.
func TestKeyboard(t *testing.T) {
	h := newHouse(t)
	b := newTab(t, h, "reviewer")
	id := base.ids["eu-doc-en62368-2014"]
	b.open(id)
	b.shot("flow-1-open")
	b.at("kind")
	b.press("Enter")
	b.focus("issuer")
	b.write("Shenzhen Moxi")
	b.until(`document.querySelectorAll("#row-issuer [data-take]").length > 0`)
	b.shot("flow-2-complete")
	for !value[bool](b, `document.querySelector("#f-issuer").value == "Shenzhen Moxibai Electronics Co., Ltd."`) {
		before := value[string](b, `document.querySelector("#f-issuer").value`)
		b.press("ArrowDown")
		if value[string](b, `document.querySelector("#f-issuer").value`) == before {
			t.Fatalf("the page offers no whole name; last %q", before)
		}
	}
	b.press("Enter")
	b.until(`document.querySelector("#row-issuer").dataset.tone == "person"`)
	if f := h.field(id, "issuer"); f.Text() != "Shenzhen Moxibai Electronics Co., Ltd." || f.By != "reviewer" || len(f.Values[0].Evidence) == 0 {
		t.Errorf("issuer: %+v", f)
	}
	b.press("Escape") // undoes the issuer
	b.until(`document.querySelector("#row-issuer").dataset.tone != "person"`)
	b.at("issuer")
	if f := h.field(id, "issuer"); f.By != "machine" {
		t.Errorf("after Esc the issuer is %+v", f)
	}
	lists(t, h, b, id)
	for range 12 {
		if b.focused() == "" || value[int](b, `document.querySelectorAll(".row[data-stop]").length`) == 0 {
			break
		}
		b.press("Enter")
	}
	b.until(`document.querySelectorAll(".row[data-stop]").length == 0 && !document.querySelector(".row.sending")`)
	b.shot("flow-5-all")
	b.press("Ctrl+Enter")
	b.until(`!location.pathname.includes("` + id + `") && document.body.dataset.ready == "1"`)
	b.shot("flow-6-next")
	row := h.row(id)
	if row.State != "done" || row.Stops != 0 {
		t.Errorf("after finishing: %s, %d stops", row.State, row.Stops)
	}
	learned(t, h, id)
}

// learned looks at what training and the accuracy page are given.
func learned(t *testing.T, h *house, id string) {
	t.Helper()
	tenant := h.tenants[store.DefaultTenant]
	labels, err := tenant.Labels(t.Context())
	if err != nil || len(labels) != 1 || labels[0].ID != id || labels[0].Kind != "eu-doc" || !slices.Equal(labels[0].Fields["models"].([]string), []string{"MXB-C20", "MXB-C30"}) {
		t.Errorf("labels %+v, %v", labels, err)
	}
	a, err := tenant.Measure(t.Context())
	if err != nil || a.Certificates != 1 {
		t.Fatalf("accuracy %+v, %v", a, err)
	}
	for _, s := range a.Fields {
		if wrong := s.Field == "models"; s.Seen != 1 || s.Field != "issuer" && (s.Wrong == 1) != wrong {
			t.Errorf("%s: %d wrong of %d", s.Field, s.Wrong, s.Seen)
		}
	}
}

// lists goes on with another reading, an absence and a list.
func lists(t *testing.T, h *house, b *tab, id string) {
	t.Helper()
	b.press("Alt+1") // the other reading
	b.press("Enter")
	b.focus("issuer_id")
	b.press("Alt+a")
	b.focus("holder")
	b.press("Enter")
	b.focus("holder_address")
	b.press("Enter")
	b.focus("product")
	b.press("Tab")
	b.at("brand") // Tab visits every field
	b.press("Tab")
	b.at("models")
	b.press("ArrowLeft")
	b.press("Delete")
	b.shot("flow-3-chips")
	b.press("ArrowRight")
	b.write("MXB-C30;")
	b.press("Enter")
	b.until(`document.querySelector("#row-models").dataset.tone == "person"`)
	if got := texts(h.field(id, "models")); !slices.Equal(got, []string{"MXB-C20", "MXB-C30"}) {
		t.Errorf("models %q", got)
	}
	b.press("Ctrl+Enter") // something is open: it leads there
	b.until(`document.querySelector("#says").innerText != ""`)
	b.shot("flow-4-open-left")
}
