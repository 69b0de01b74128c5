package tables

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// intervals looks at the rows that share an id, in every table: they follow one another, without overlap or gap.
func (v *verifier) intervals() {
	for _, l := range v.t.loaders {
		byRow := map[string][]Meta{}
		var order []string
		for _, m := range l.metas() {
			if len(byRow[m.ID]) == 0 {
				order = append(order, m.ID)
			}
			byRow[m.ID] = append(byRow[m.ID], m)
		}
		for _, id := range order {
			v.follow(byRow[id])
		}
	}
}

func (v *verifier) follow(rows []Meta) {
	slices.SortStableFunc(rows, func(a, b Meta) int { return strings.Compare(string(a.From), string(b.From)) })
	for i := 1; i < len(rows); i++ {
		switch {
		case rows[i-1].Until == "" || rows[i-1].Until > rows[i].From:
			v.say("overlap", rows[0], "from", string(rows[i].From), "until", string(rows[i-1].Until))
		case rows[i-1].Until < rows[i].From:
			v.say("gap", rows[0], "from", string(rows[i-1].Until), "until", string(rows[i].From))
		}
	}
}

// form checks an expression against texts that it must match and must refuse. A form without either proves nothing.
func (v *verifier) form(m Meta, expr string, valid, invalid []string) {
	if expr == "" {
		return
	}
	re, err := regexp.Compile("^(?:" + expr + ")$")
	if err != nil {
		v.say("regex", m, "regex", expr, "error", err.Error())
		return
	}
	if len(valid) == 0 || len(invalid) == 0 {
		v.say("form-untried", m, "examples", fmt.Sprint(len(valid)), "counter-examples", fmt.Sprint(len(invalid)))
	}
	for _, s := range valid {
		if !re.MatchString(s) {
			v.say("example-refused", m, "example", s)
		}
	}
	for _, s := range invalid {
		if re.MatchString(s) {
			v.say("counter-example-matched", m, "example", s)
		}
	}
}

func (v *verifier) forms() {
	for _, i := range v.t.identifiers {
		v.form(i.Meta, i.Regex, i.Valid, i.Invalid)
	}
	for _, n := range v.t.schemeNumbers {
		v.form(n.Meta, n.Regex, n.Examples, n.CounterExamples)
	}
	for _, c := range v.t.issuerCodes {
		v.form(c.Meta, c.Regex, c.Examples, c.CounterExamples)
	}
	for _, a := range v.t.attributes {
		v.form(a.Meta, a.Format, a.Examples, a.CounterExamples)
	}
}

// conditions checks that what a requirement depends on is an attribute, with a value that the attribute can have.
func (v *verifier) conditions(attributes map[string]*Attribute) {
	formats := map[string]*regexp.Regexp{}
	for id, a := range attributes {
		if re, err := regexp.Compile("^(?:" + a.Format + ")$"); a.Format != "" && err == nil {
			formats[id] = re
		}
	}
	for _, r := range v.t.requirements {
		if r.Level == "conditional" && r.Condition == "" {
			v.say("no-condition", r.Meta, "level", r.Level)
		}
		if r.Condition != "" && len(r.When) == 0 {
			v.say("condition-form", r.Meta, "condition", r.Condition)
		}
		for _, w := range r.When {
			name, value, ok := strings.Cut(w, "=")
			switch {
			case !ok || attributes[name] == nil:
				v.say("no-such-row", r.Meta, "column", "when", "value", w)
			case formats[name] != nil && !formats[name].MatchString(value):
				v.say("condition-value", r.Meta, "value", w)
			}
		}
	}
}

// words checks lists whose members come from a fixed vocabulary or from another table's lists.
func (v *verifier) words() {
	issued := map[string]bool{}
	for _, i := range v.t.issuers {
		for _, what := range i.Issues {
			issued[what] = true
		}
	}
	for _, s := range v.t.schemes {
		for _, what := range s.IssuedBy {
			if !issued[what] {
				v.say("issued-by-nobody", s.Meta, "value", what)
			}
		}
	}
	kinds := map[string]bool{"": true}
	for _, p := range v.t.proofs {
		kinds[p.Kind] = true
	}
	known := func(m Meta, column string, names ...string) {
		for _, n := range names {
			if !kinds[n] {
				v.say("no-such-kind", m, "column", column, "value", n)
			}
		}
	}
	for _, r := range v.t.transitions {
		known(r.Meta, "kinds", r.Kinds...)
		if a := v.t.index.actByID[r.Act]; a != nil && r.Last != "" && a.Repealed != "" && r.Last < a.Repealed {
			v.say("transition-over", r.Meta, "last", string(r.Last), "repealed", string(a.Repealed))
		}
	}
	for _, l := range v.t.lives {
		known(l.Meta, "kind", l.Kind)
	}
	for _, s := range v.t.schemes {
		known(s.Meta, "kinds", s.Kinds...)
	}
}

// completeness checks that nothing is called complete without an end: knowledge ends on the day it was taken.
func (v *verifier) completeness() {
	for _, c := range v.t.complete {
		if c.Until == "" || c.From == "" {
			v.say("complete-open", c.Meta, "from", string(c.From), "until", string(c.Until))
		}
		if c.Verified != "source" {
			v.say("complete-unread", c.Meta)
		}
	}
}

// cover checks that a category which is known in one market of a family is known in all of it, so that a lost row
// shows: EU, GB, NI and CH belong together.
func (v *verifier) cover() {
	x := &v.t.index
	for _, c := range v.t.categories {
		if len(x.cells[[2]string{"EU", c.ID}]) == 0 {
			continue
		}
		for _, m := range []string{"GB", "NI", "CH"} {
			if x.markets[m] != nil && len(x.cells[[2]string{m, c.ID}]) == 0 {
				v.say("cell-missing", c.Meta, "market", m)
			}
		}
	}
	for _, l := range v.t.cells {
		if l.As == "" && len(l.Acts) == 0 && l.Marking == "" && l.Status == "" && l.Note == "" && len(x.reqs[[2]string{l.Market, l.Category}]) == 0 {
			v.say("cell-empty", l.Meta)
		}
	}
}
