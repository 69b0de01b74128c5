package tables

import (
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

func (t *Tables) byNumber() map[[2]string][]*Registration {
	m := make(map[[2]string][]*Registration, len(t.registrations))
	for i := range t.registrations {
		r := &t.registrations[i]
		key := [2]string{r.Scheme, grammar.FoldIdentifier(r.Number)}
		m[key] = append(m[key], r)
	}
	return m
}

// Registered finds what the imported snapshots of a scheme's register show for a number, however it is spaced. complete
// says whether the snapshot holds the whole register on day: only then does an empty answer prove anything.
func (t *Tables) Registered(scheme, number string, day certcat.Date) (found []Registration, complete bool) {
	for _, r := range t.index.registered()[[2]string{scheme, grammar.FoldIdentifier(number)}] {
		if day == "" || r.Holds(day) {
			found = append(found, *r)
		}
	}
	return found, t.Complete("registrations", scheme, day)
}

// Recalls lists the recalls that name a model, or a brand where no model is asked, whatever the case.
func (t *Tables) Recalls(brand, model string) []Recall {
	if model == "" {
		return rowsOf(t.recalls, func(r *Recall) bool { return brand != "" && strings.EqualFold(r.Brand, brand) })
	}
	var out []Recall
	for _, r := range t.index.recalled()[grammar.FoldIdentifier(model)] {
		if brand == "" || r.Brand == "" || strings.EqualFold(r.Brand, brand) {
			out = append(out, *r)
		}
	}
	return out
}

// AnyRecalls reports whether recalls were imported at all.
func (t *Tables) AnyRecalls() bool { return len(t.recalls) > 0 }

func (t *Tables) recallsByModel() map[string][]*Recall {
	by := make(map[string][]*Recall, len(t.recalls))
	for i := range t.recalls {
		for _, m := range t.recalls[i].Models {
			if key := grammar.FoldIdentifier(m); key != "" && (len(by[key]) == 0 || by[key][len(by[key])-1] != &t.recalls[i]) {
				by[key] = append(by[key], &t.recalls[i])
			}
		}
	}
	return by
}

// Substances lists the entries of a list of substances on day; "" means any.
func (t *Tables) Substances(list string, day certcat.Date) []Substance {
	return rowsOf(t.substances, func(s *Substance) bool { return s.List == list && (day == "" || s.Included == "" || s.Included <= day) })
}
