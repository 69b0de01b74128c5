package tables

import (
	"slices"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// Act finds an act by any printed form of its number ("Directive 2014/35/EU", "S.I. 2016 No. 1101") or by its short
// name ("LVD"). A number with the wrong letters is not found; ActLike finds what was probably meant.
func (t *Tables) Act(number string) (Act, bool) {
	if a := t.TheAct(number); a != nil {
		return *a, true
	}
	return Act{}, false
}

// TheAct is Act without the copy: nil where none is found; what it gives is shared and must not be changed.
func (t *Tables) TheAct(number string) *Act {
	if a := t.index.actByID[number]; a != nil {
		return a
	}
	return t.index.asked.get(number, func() *Act {
		forms := t.index.actByForm()
		if a := forms[actKey(number)]; a != nil {
			return a
		}
		if found := grammar.Acts(number); len(found) == 1 {
			return forms[actKey(found[0].Canonical)]
		}
		return nil
	})
}

func actKey(s string) string { return strings.ToUpper(strings.Join(strings.Fields(s), " ")) }

func (t *Tables) actForms() map[string]*Act {
	m := make(map[string]*Act, 3*len(t.acts))
	put := func(form string, a *Act) {
		if key := actKey(form); a != nil && m[key] == nil {
			m[key] = a
		}
	}
	for i := range t.acts {
		put(t.acts[i].ID, &t.acts[i])
	}
	for _, n := range t.actNames {
		put(n.Name, t.index.actByID[n.Act])
	}
	for i := range t.acts {
		if found := grammar.Acts(t.acts[i].ID); len(found) == 1 {
			put(found[0].Canonical, &t.acts[i])
		}
		if t.acts[i].Celex != "" {
			put(t.acts[i].Celex, &t.acts[i])
		}
	}
	return m
}

// Acts lists all acts.
func (t *Tables) Acts() []Act { return slices.Clone(t.acts) }

// ActNames lists the other names of acts.
func (t *Tables) ActNames() []ActName { return slices.Clone(t.actNames) }

// ActLike finds the act that a mistyped number probably means: the one with the same figures and other letters
// ("2014/35/EC"), else the one that two slips of the pen away stands alone ("SI 2017/2016" → SI 2017/1206). An act that
// exists is never "like" another: for its own number ActLike reports false.
func (t *Tables) ActLike(number string) (Act, bool) {
	if a := t.index.like.get(number, func() *Act { return t.actLike(number) }); a != nil {
		return *a, true
	}
	return Act{}, false
}

func (t *Tables) actLike(number string) *Act {
	if t.TheAct(number) != nil {
		return nil
	}
	canonical := number
	if found := grammar.Acts(number); len(found) > 0 {
		canonical = found[0].Canonical
	}
	figures := grammar.ActNumber(canonical)
	if figures == "" {
		return nil
	}
	british := strings.HasPrefix(canonical, "SI ")
	var best *Act
	least, tie := 3, false
	for i := range t.acts {
		a := &t.acts[i]
		theirs := grammar.ActNumber(a.ID)
		if theirs == "" || (a.Jurisdiction == "GB") != british {
			continue
		}
		if theirs == figures && a.Jurisdiction == "EU" {
			return a
		}
		d := slips(figures, theirs)
		switch {
		case d < least:
			best, least, tie = a, d, false
		case d == least && best != nil && sameFigures(figures, theirs) != sameFigures(figures, grammar.ActNumber(best.ID)):
			if sameFigures(figures, theirs) {
				best = a
			}
		case d == least:
			tie = true
		}
	}
	if tie {
		return nil
	}
	return best
}

func sameFigures(a, b string) bool {
	x, y := []byte(a), []byte(b)
	slices.Sort(x)
	slices.Sort(y)
	return string(x) == string(y)
}

// slips counts insertions, deletions, substitutions and swaps of neighbours between two short texts.
func slips(a, b string) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

func rowsOf[T any](rows []T, keep func(*T) bool) []T {
	var out []T
	for i := range rows {
		if keep(&rows[i]) {
			out = append(out, rows[i])
		}
	}
	return out
}

// ActDates lists the days on which parts of an act (by its ID) begin or end to apply.
func (t *Tables) ActDates(act string) []ActDate {
	return rowsOf(t.actDates, func(d *ActDate) bool { return d.Act == act })
}

// Transitions lists for what a repealed act (by its ID) lives on.
func (t *Tables) Transitions(act string) []Transition {
	return rowsOf(t.transitions, func(r *Transition) bool { return r.Act == act })
}

// Procedures lists the conformity assessment procedures of an act (by its ID).
func (t *Tables) Procedures(act string) []Procedure {
	return rowsOf(t.procedures, func(p *Procedure) bool { return p.Act == act })
}

// ActDetails lists the facts of an act (by its ID) that have no column.
func (t *Tables) ActDetails(act string) []ActDetail {
	return rowsOf(t.actDetails, func(d *ActDetail) bool { return d.Act == act })
}

// InForceOn reports whether the act is in force on day, and whether the tables know.
func (a Act) InForceOn(day certcat.Date) (in, known bool) {
	if a.From == "" {
		return false, a.Until != "" && day >= a.Until
	}
	return a.Holds(day), true
}

// actURL is the permanent address of an act's official text.
func actURL(id, celex string) string {
	if celex != "" {
		return "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:" + celex
	}
	number := grammar.ActNumber(id)
	switch {
	case number == "":
		return ""
	case strings.HasPrefix(id, "Retained"):
		if strings.Contains(id, " No ") {
			n, year, _ := strings.Cut(number, "/")
			number = year + "/" + n
		}
		return "https://www.legislation.gov.uk/eur/" + number
	case strings.Contains(id, "SI "):
		return "https://www.legislation.gov.uk/uksi/" + number
	}
	return ""
}
