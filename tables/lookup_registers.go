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
	return rowsOf(t.recalls, func(r *Recall) bool {
		if model == "" {
			return brand != "" && strings.EqualFold(r.Brand, brand)
		}
		for _, m := range r.Models {
			if grammar.FoldIdentifier(m) == grammar.FoldIdentifier(model) {
				return brand == "" || r.Brand == "" || strings.EqualFold(r.Brand, brand)
			}
		}
		return false
	})
}

// Substances lists the entries of a list of substances on day; "" means any.
func (t *Tables) Substances(list string, day certcat.Date) []Substance {
	return rowsOf(t.substances, func(s *Substance) bool { return s.List == list && (day == "" || s.Included == "" || s.Included <= day) })
}
