package tables

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/certcat/certcat"
)

// Verify finds what is wrong between rows, where loading looks at each row alone: references that lead nowhere, rows
// of one id that overlap or leave a gap, forms that don't match their own examples, categories outside the vocabulary,
// a GB cell whose acts are not the equivalents of the EU cell's, a table of proofs that isn't total. The codes begin
// with "tables-"; the arguments always name table and row.
func (t *Tables) Verify() []certcat.Problem {
	v := &verifier{t: t}
	v.references()
	v.intervals()
	v.forms()
	v.markets()
	v.proofs()
	v.repeals()
	v.ruleReferences()
	v.words()
	v.cover()
	v.completeness()
	return v.problems
}

type verifier struct {
	t        *Tables
	problems []certcat.Problem
}

func (v *verifier) say(code string, m Meta, keysAndValues ...string) {
	v.problems = append(v.problems, certcat.NewProblem("tables-"+code, append([]string{"table", m.table, "row", m.ID}, keysAndValues...)...))
}

// refer complains about names that aren't rows of another table.
func refer[T any](v *verifier, m Meta, column string, in map[string]*T, names ...string) {
	for _, n := range names {
		if n != "" && in[n] == nil {
			v.say("no-such-row", m, "column", column, "value", n)
		}
	}
}

func (v *verifier) references() {
	t, x := v.t, &v.t.index
	for _, a := range t.acts {
		refer(v, a.Meta, "repealed_by", x.actByID, a.RepealedBy)
		refer(v, a.Meta, "replaces", x.actByID, a.Replaces...)
		refer(v, a.Meta, "equivalent", x.actByID, a.Equivalent...)
	}
	for _, n := range t.actNames {
		refer(v, n.Meta, "act", x.actByID, n.Act)
	}
	for _, d := range t.actDates {
		refer(v, d.Meta, "act", x.actByID, d.Act)
		refer(v, d.Meta, "kinds", x.kinds, d.Kinds...)
	}
	for _, d := range t.actDetails {
		refer(v, d.Meta, "act", x.actByID, d.Act)
	}
	for _, p := range t.procedures {
		refer(v, p.Meta, "act", x.actByID, p.Act)
	}
	for _, r := range t.transitions {
		refer(v, r.Meta, "act", x.actByID, r.Act)
	}
	for _, b := range t.bodies {
		refer(v, b.Meta, "acts", x.actByID, b.Acts...)
		refer(v, b.Meta, "acts_knowledge", x.actByID, b.ActsKnowledge...)
	}
	for _, s := range t.standards {
		refer(v, s.Meta, "acts", x.actByID, s.Acts...)
	}
	v.editions()
	v.marketReferences()
}

func (v *verifier) editions() {
	bases := byID(v.t.standards, func(s *Standard) string { return s.ID })
	ids := byID(v.t.editions, func(e *Edition) string { return e.ID })
	for _, e := range v.t.editions {
		refer(v, e.Meta, "standard", bases, e.Standard)
		if e.SupersededBy == "" || ids[e.SupersededBy] != nil || bases[e.SupersededBy] != nil {
			continue
		}
		if len(v.t.Editions(e.SupersededBy)) == 0 {
			v.say("no-such-row", e.Meta, "column", "superseded_by", "value", e.SupersededBy)
		}
	}
	issuers := byID(v.t.issuers, func(i *Issuer) string { return i.ID })
	for _, c := range v.t.issuerCodes {
		refer(v, c.Meta, "issuer", issuers, c.Issuer)
	}
	tables := map[string]*string{}
	for _, n := range Names() {
		tables[n] = &n
	}
	for _, c := range v.t.complete {
		refer(v, c.Meta, "table", tables, c.Table)
		refer(v, c.Meta, "act", v.t.index.actByID, c.Act)
		refer(v, c.Meta, "scheme", v.t.index.schemes, c.Scheme)
	}
	for _, r := range v.t.registrations {
		refer(v, r.Meta, "scheme", v.t.index.schemes, r.Scheme)
	}
	for _, r := range v.t.recalls {
		refer(v, r.Meta, "market", v.t.index.markets, r.Market)
	}
}

func (v *verifier) marketReferences() {
	t, x := v.t, &v.t.index
	for _, l := range t.schemeLaws {
		refer(v, l.Meta, "scheme", x.schemes, l.Scheme)
	}
	for _, n := range t.schemeNumbers {
		refer(v, n.Meta, "scheme", x.schemes, n.Scheme)
	}
	for _, c := range t.categories {
		refer(v, c.Meta, "within", x.categories, c.Within)
		if !kebab.MatchString(c.ID) {
			v.say("category-form", c.Meta, "value", c.ID)
		}
	}
	for _, c := range t.cells {
		refer(v, c.Meta, "category", x.categories, c.Category)
		refer(v, c.Meta, "market", x.markets, c.Market)
		refer(v, c.Meta, "as", x.markets, c.As)
		refer(v, c.Meta, "acts", x.actByID, c.Acts...)
	}
	for _, r := range t.requirements {
		refer(v, r.Meta, "kind", x.kinds, r.Kind)
		refer(v, r.Meta, "accepts", x.kinds, r.Accepts...)
		refer(v, r.Meta, "scheme", x.schemes, r.Scheme)
		refer(v, r.Meta, "acts", x.actByID, r.Acts...)
		if len(x.cells[[2]string{r.Market, r.Category}]) == 0 {
			v.say("no-cell", r.Meta, "market", r.Market, "category", r.Category)
		}
	}
	for _, l := range t.lives {
		refer(v, l.Meta, "act", x.actByID, l.Act)
		refer(v, l.Meta, "scheme", x.schemes, l.Scheme)
	}
	attributes := byID(t.attributes, func(a *Attribute) string { return a.ID })
	v.conditions(attributes)
	for _, a := range t.catAttributes {
		refer(v, a.Meta, "category", x.categories, a.Category)
		refer(v, a.Meta, "attribute", attributes, a.Attribute)
	}
}

var kebab = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// markets checks that the acts of a GB cell are those of GB alone and the equivalents of the EU cell's.
func (v *verifier) markets() {
	x := &v.t.index
	for _, gb := range v.t.cells {
		if gb.Market != "GB" {
			continue
		}
		var eu []string
		for _, c := range x.cells[[2]string{"EU", gb.Category}] {
			eu = append(eu, c.Acts...)
		}
		for _, a := range gb.Acts {
			if act := x.actByID[a]; act != nil && len(act.Equivalent) > 0 && !slices.ContainsFunc(act.Equivalent, func(e string) bool { return slices.Contains(eu, e) }) {
				v.say("not-equivalent", gb.Meta, "act", a, "equivalent", strings.Join(act.Equivalent, ", "))
			}
		}
		for i := range v.t.acts {
			act := &v.t.acts[i]
			if act.Jurisdiction == "GB" && !slices.Contains(gb.Acts, act.ID) && slices.ContainsFunc(act.Equivalent, func(e string) bool { return slices.Contains(eu, e) }) {
				v.say("equivalent-missing", gb.Meta, "act", act.ID)
			}
		}
	}
}

// proofs checks that every document kind has a row, every requirement kind is proved by a document or marked as not
// provable, and names exist.
func (v *verifier) proofs() {
	x := &v.t.index
	for _, p := range v.t.proofs {
		refer(v, p.Meta, "proves", x.kinds, p.Proves...)
		refer(v, p.Meta, "supports", x.kinds, p.Supports...)
		refer(v, p.Meta, "scheme", x.schemes, p.Scheme)
		if x.proofs[[2]string{p.Kind, ""}] == nil {
			v.say("no-proof-row", p.Meta, "kind", p.Kind)
		}
		if x.lives[[3]string{p.Kind, "", ""}] == nil {
			v.say("no-life-row", p.Meta, "kind", p.Kind)
		}
	}
	for _, k := range v.t.reqKinds {
		if proved := len(x.provers[k.ID]) > 0; proved != k.Provable {
			v.say("provable", k.Meta, "provable", fmt.Sprint(k.Provable), "proved-by", strings.Join(x.provers[k.ID], ", "))
		}
	}
}

// repeals checks that a repealed act names its successor's day consistently: the successor applies by then.
func (v *verifier) repeals() {
	for _, a := range v.t.acts {
		if a.RepealedBy != "" && a.Repealed == "" {
			v.say("repeal-undated", a.Meta, "repealed_by", a.RepealedBy)
		}
		next := v.t.index.actByID[a.RepealedBy]
		if next == nil || a.Repealed == "" {
			continue
		}
		if next.From != "" && next.From > a.Repealed {
			v.say("repeal-before-successor", a.Meta, "repealed", string(a.Repealed), "successor", string(next.From))
		}
	}
}
