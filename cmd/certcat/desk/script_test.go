package desk_test

import (
	"fmt"
	"slices"
	"time"

	"github.com/certcat/certcat"
)

// shownRow is what the page shows of the field that has the keyboard.
type shownRow struct {
	Field  string
	Values []string
	List   bool
	Rivals []string
}

func (b *tab) shown() shownRow {
	b.t.Helper()
	return value[shownRow](b, `(()=>{const r=document.activeElement.closest(".row"); if(!r) return {Field:"",Values:[],List:false,Rivals:[]};
		const i=r.querySelector("[data-input]"); const list=Boolean(r.dataset.list);
		return {Field:r.dataset.field, List:list, Values: list?[...r.querySelectorAll(".chip")].map(c=>c.dataset.text):(i.value.trim()?[i.value.trim()]:[]),
			Rivals:[...r.querySelectorAll("[data-rival]")].map(x=>x.dataset.text)}})()`)
}

// putRight goes through a document as a person does who knows what is printed: look at each field that stops, confirm it
// or put it right with as few keys as the page allows, finish.
func (b *tab) putRight(s subject) (f figures, looked []string) {
	b.t.Helper()
	b.open(s.id)
	b.keys = 0
	for range 30 {
		row := b.shown()
		if row.Field == "" {
			break
		}
		if slices.Contains(looked, row.Field) {
			b.t.Fatalf("%s: %s stopped the reviewer twice", s.name, row.Field)
		}
		looked = append(looked, row.Field)
		f.stops++
		b.answer(row, s.want[row.Field])
		b.until(fmt.Sprintf(`document.activeElement.closest(".row")?.dataset.field != %q`, row.Field))
	}
	b.press("Ctrl+Enter")
	b.until(fmt.Sprintf(`document.querySelector("#says .alert") || !location.pathname.includes(%q)`, s.id))
	if said := b.text("#says"); said != "" {
		b.t.Fatalf("%s can't be finished: %s", s.name, said)
	}
	b.until(fmt.Sprintf(`!location.pathname.includes(%q)`, s.id))
	f.keys = b.keys
	f.took = time.Duration(f.keys)*perKey + time.Duration(f.stops)*perStop
	return f, looked
}

// answer makes a field say what is printed.
func (b *tab) answer(row shownRow, want []string) {
	b.t.Helper()
	switch {
	case sameList(row.Field, row.Values, want):
		b.press("Enter")
	case len(want) == 0:
		b.press("Alt+a")
	case row.List:
		b.list(row, want)
	default:
		for i, rival := range row.Rivals {
			if same(row.Field, rival, want[0]) {
				b.press(fmt.Sprintf("Alt+%d", i+1))
				b.press("Enter")
				return
			}
		}
		if row.Field == certcat.Kind {
			b.choose(want[0])
		} else {
			b.typed(row.Field, want[0])
		}
		b.press("Enter")
	}
}

// choose picks a document kind by the first letters of its name.
func (b *tab) choose(kind string) {
	b.t.Helper()
	name := value[string](b, fmt.Sprintf(`document.querySelector('#f-kind option[value=%q]').textContent`, kind))
	for _, r := range name {
		b.press(string(r))
		if value[string](b, `document.querySelector("#f-kind").value`) == kind {
			return
		}
	}
	b.t.Errorf("the kind %s can't be chosen by its name %q", kind, name)
}

// typed types until the page offers what is meant.
func (b *tab) typed(field, want string) {
	b.t.Helper()
	letters := []rune(want)
	for i, r := range letters {
		b.write(string(r))
		if len(letters)-i < 4 || i < 1 {
			continue
		}
		offered := value[[]string](b, `[...(document.activeElement.closest(".row").querySelectorAll("[data-take]"))].map(x=>x.textContent)`)
		at := slices.IndexFunc(offered, func(text string) bool { return same(field, text, want) })
		if at >= 0 && at+1 < len(letters)-i {
			for range at + 1 {
				b.press("ArrowDown")
			}
			return
		}
	}
}

// list removes what is not printed and adds what is.
func (b *tab) list(row shownRow, want []string) {
	b.t.Helper()
	at := len(row.Values)
	for i := len(row.Values) - 1; i >= 0; i-- {
		wanted := slices.ContainsFunc(want, func(w string) bool { return same(row.Field, row.Values[i], w) })
		again := slices.ContainsFunc(row.Values[:i], func(v string) bool { return same(row.Field, row.Values[i], v) })
		if wanted && !again {
			continue
		}
		for at > i {
			b.press("ArrowLeft")
			at--
		}
		b.press("Delete")
		at = min(i, len(b.shown().Values)-1)
		if at < 0 {
			at = 0
		}
	}
	if slices.Contains(value[[]string](b, `[...document.activeElement.closest(".row").querySelectorAll(".chip.at")].map(c=>"at")`), "at") {
		b.press("Escape")
	}
	missing := slices.DeleteFunc(slices.Clone(want), func(w string) bool {
		return slices.ContainsFunc(row.Values, func(v string) bool { return same(row.Field, v, w) })
	})
	for i, w := range missing {
		b.typed(row.Field, w)
		if i+1 < len(missing) {
			b.press(";")
		}
	}
	b.press("Enter")
}
