package tables

import (
	"slices"
	"strings"

	"github.com/certcat/certcat"
)

// Body finds a notified body by its four-digit number. Not being found proves nothing: the table is not complete.
func (t *Tables) Body(number string) (Body, bool) { return get(t.index.bodies, number) }

// Bodies lists the notified bodies.
func (t *Tables) Bodies() []Body { return slices.Clone(t.bodies) }

// Designated reports whether the table names the body as designated for an act (by its ID), and whether anybody read it.
func (b Body) Designated(act string) (yes, read bool) {
	if slices.Contains(b.Acts, act) {
		return true, b.Verified == "source"
	}
	return slices.Contains(b.ActsKnowledge, act), false
}

// Issuers lists every name by which bodies, laboratories, accreditation bodies and regulators print themselves;
// notified bodies stand at the end with the ID "nb-" and their number.
func (t *Tables) Issuers() []Issuer { return slices.Clone(t.index.issuers()) }

func (t *Tables) allIssuers() []Issuer {
	out := slices.Clone(t.issuers)
	for _, b := range t.bodies {
		meta := b.Meta
		meta.ID = "nb-" + b.ID
		out = append(out, Issuer{Name: b.Name, Country: b.Country, Kind: "cb", PrintedAs: append([]string{b.Name}, b.Formerly...), Meta: meta})
	}
	return out
}

// IssuerCodes lists the forms of numbers that an issuer prints; "" gives the forms shared by many.
func (t *Tables) IssuerCodes(issuer string) []IssuerCode {
	return rowsOf(t.issuerCodes, func(c *IssuerCode) bool { return c.Issuer == issuer })
}

// Scheme finds a scheme by its ID.
func (t *Tables) Scheme(id string) (Scheme, bool) { return get(t.index.schemes, id) }

// Schemes lists the schemes.
func (t *Tables) Schemes() []Scheme { return slices.Clone(t.schemes) }

// SchemeNumbers lists the forms of a scheme's numbers.
func (t *Tables) SchemeNumbers(scheme string) []SchemeNumber {
	return rowsOf(t.schemeNumbers, func(n *SchemeNumber) bool { return n.Scheme == scheme })
}

// SchemeLaws lists the legal bases of a scheme.
func (t *Tables) SchemeLaws(scheme string) []SchemeLaw {
	return rowsOf(t.schemeLaws, func(l *SchemeLaw) bool { return l.Scheme == scheme })
}

// Identifier lists the forms of an identifier: one, or one per country.
func (t *Tables) Identifier(id string) []Identifier {
	return rowsOf(t.identifiers, func(i *Identifier) bool { return i.Identifier == id })
}

// Identifiers lists all forms of identifiers.
func (t *Tables) Identifiers() []Identifier { return slices.Clone(t.identifiers) }

// Categories lists the product categories.
func (t *Tables) Categories() []Category { return slices.Clone(t.categories) }

// Category finds a category by its ID or one of its names, whatever the case.
func (t *Tables) Category(name string) (Category, bool) {
	if c, ok := get(t.index.categories, name); ok {
		return c, true
	}
	return get(t.index.categories, t.index.aliases()[categoryKey(name)])
}

func categoryKey(s string) string {
	return strings.ToLower(strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == '_' || r == '-' || r == ' ' }), " "))
}

func (t *Tables) categoryAliases() map[string]string {
	m := map[string]string{}
	for _, c := range t.categories {
		for _, n := range append([]string{c.ID, c.NameEn, c.NameZh}, c.Aliases...) {
			if key := categoryKey(n); key != "" && m[key] == "" {
				m[key] = c.ID
			}
		}
	}
	return m
}

// Markets lists the markets.
func (t *Tables) Markets() []Market { return slices.Clone(t.markets) }

// Market finds a market by its code: "EU", "GB", "NI", "CH", "US", …
func (t *Tables) Market(code string) (Market, bool) {
	return get(t.index.markets, strings.ToUpper(code))
}

// Registers lists the public registers and sources.
func (t *Tables) Registers() []Register { return slices.Clone(t.registers) }

// Guidance lists the rules in words.
func (t *Tables) Guidance() []Guidance { return slices.Clone(t.guidance) }

// Attributes lists the product parameters.
func (t *Tables) Attributes() []Attribute { return slices.Clone(t.attributes) }

// CategoryAttributes lists the parameters that a category asks for, those of every category first.
func (t *Tables) CategoryAttributes(category string) []CategoryAttribute {
	return rowsOf(t.catAttributes, func(a *CategoryAttribute) bool { return a.Category == "" || a.Category == category })
}

func get[K comparable, T any](m map[K]*T, key K) (T, bool) {
	if v := m[key]; v != nil {
		return *v, true
	}
	return *new(T), false
}

// Life finds how long a document lives: the row for kind and scheme, for kind and act, for the scheme or the kind
// alone, in this order. act is the act's ID.
func (t *Tables) Life(kind, act, scheme string) (Life, bool) {
	if a := t.TheAct(act); act != "" && a != nil {
		act = a.ID
	}
	if l := t.index.living.get([3]string{kind, act, scheme}, func() *Life { return t.index.life(kind, act, scheme) }); l != nil {
		return *l, true
	}
	return Life{}, false
}

func (x *index) life(kind, act, scheme string) *Life {
	for _, key := range [][3]string{{kind, act, scheme}, {kind, "", scheme}, {"", "", scheme}, {kind, act, ""}, {kind, "", ""}} {
		if l := x.lives[key]; l != nil && key != [3]string{} {
			return l
		}
	}
	return nil
}

// Proves lists the requirement kinds that a document of a kind proves by itself; scheme is a scheme's ID, "" for the
// EU's acts.
func (t *Tables) Proves(kind, scheme string) []string {
	return t.proofsOf("proves", kind, scheme, func(p *Proof) []string { return p.Proves })
}

// Supports lists the requirement kinds for which a document serves only beside another.
func (t *Tables) Supports(kind, scheme string) []string {
	return t.proofsOf("supports", kind, scheme, func(p *Proof) []string { return p.Supports })
}

// OneScheme reports whether documents of a kind are issued under one scheme, or none: then the kind says which.
func (t *Tables) OneScheme(kind string) bool { return t.index.schemesOf[kind] <= 1 }

// Told reports whether the tables say what a document of a kind proves, if only that it proves nothing.
func (t *Tables) Told(kind string) bool { return t.index.proofs[[2]string{kind, ""}] != nil }

// Proof finds the row that says what a document of a kind proves; scheme "" is the row without one.
func (t *Tables) Proof(kind, scheme string) (Proof, bool) {
	return get(t.index.proofs, [2]string{kind, scheme})
}

func (t *Tables) proofsOf(what, kind, scheme string, of func(*Proof) []string) []string {
	return t.index.proven.get([3]string{what, kind, scheme}, func() []string {
		var out []string
		for _, s := range []string{scheme, ""} {
			if p := t.index.proofs[[2]string{kind, s}]; p != nil {
				for _, k := range of(p) {
					out = appendOnce(out, k)
				}
			}
		}
		return slices.Clip(out)
	})
}

// RequirementKind finds what a market can ask for.
func (t *Tables) RequirementKind(id string) (RequirementKind, bool) { return get(t.index.kinds, id) }

// Cell finds what is known of a category in a market on day; a wider category answers where the own one has no cell.
func (t *Tables) Cell(market, category string, day certcat.Date) (Cell, bool) {
	for _, c := range t.cellsOf(market, category) {
		if day == "" || c.Holds(day) {
			return *c, true
		}
	}
	return Cell{}, false
}

func (t *Tables) cellsOf(market, category string) []*Cell {
	if c, ok := t.Category(category); ok {
		category = c.ID
		if cells := t.index.cells[[2]string{market, category}]; len(cells) > 0 || c.Within == "" {
			return cells
		}
		category = c.Within
	}
	return t.index.cells[[2]string{market, category}]
}

// Requirements lists what a market asks for a category on any day (each Row says when). known is false where the
// tables hold nothing about the pair: that never means that nothing is required.
func (t *Tables) Requirements(market, category string) ([]certcat.Requirement, bool) {
	return t.RequirementsOn(market, category, "")
}

// RequirementsOn is Requirements with only the rows that are valid on day; "" means any. The list is shared by all who ask:
// clone it before you change anything in it.
func (t *Tables) RequirementsOn(market, category string, day certcat.Date) (list []certcat.Requirement, known bool) {
	n := t.index.needed.get(wanted{market, category, day}, func() need {
		list, known := t.requirementsFor(strings.ToUpper(market), category, day)
		return need{slices.Clip(list), known}
	})
	return n.list, n.known
}

type wanted struct {
	market, category string
	day              certcat.Date
}

type need struct {
	list  []certcat.Requirement
	known bool
}

func (t *Tables) requirementsFor(market, category string, day certcat.Date) (list []certcat.Requirement, known bool) {
	cells := t.cellsOf(market, category)
	if len(cells) == 0 {
		return nil, false
	}
	cell := cells[0]
	for _, c := range cells {
		if day != "" && c.Holds(day) {
			cell = c
		}
	}
	rows := t.index.reqs[[2]string{market, cell.Category}]
	if cell.As != "" {
		rows = append(slices.Clone(t.index.reqs[[2]string{cell.As, cell.Category}]), rows...)
	}
	for _, r := range rows {
		if day == "" || r.Holds(day) {
			list = append(list, t.requirement(r, cell))
		}
	}
	return list, true
}

func (t *Tables) requirement(r *requirementRow, cell *Cell) certcat.Requirement {
	q := certcat.Requirement{ID: cell.Market + strings.TrimPrefix(r.ID, r.Market), Category: cell.Category, Market: cell.Market,
		Level: r.Level, Condition: r.Condition, When: r.When, AnyOf: r.AnyOf, Basis: certcat.Basis(r.Basis), Acts: r.Acts, Standards: r.Standards, Note: r.Note, Row: r.Row()}
	for _, k := range append([]string{r.Kind}, r.Accepts...) {
		for _, p := range t.index.provers[k] {
			q.Kinds = appendOnce(q.Kinds, p)
		}
	}
	q.Evidence = "upload"
	if k := t.index.kinds[r.Kind]; k != nil {
		q.Evidence = k.Evidence
	}
	if m := t.index.markets[cell.Market]; m != nil {
		q.Languages, q.Representative, q.Legalisation, q.Notarisation = m.Language, m.Representative, m.Legalisation, m.Notarisation
	}
	if b, ok := t.bites(cell.Market, r.Acts, r.Scheme); ok {
		q.BitesOn = b.Event
	}
	if cell.Marking != "" {
		q.Marks = []string{cell.Marking}
	}
	if s := t.index.schemes[r.Scheme]; s != nil {
		q.Schemes, q.Bodies = []string{s.ID}, t.bodiesOf(s)
		q.Notarisation, q.Cost, q.Register = s.Notarisation, s.Cost, s.Register
		q.Languages = strings.Join(s.DocumentLanguages, ", ")
		q.Legalisation = strings.Join(nonEmpty(s.Legalisation, s.LegalisationType), ": ")
		q.Representative = strings.Join(nonEmpty(s.Representative, s.RepresentativeWho), ": ")
		q.Marks = nil
		if s.Mark != "" && s.Mark != "none" {
			q.Marks = []string{s.Mark}
		}
	}
	return q
}

// bodiesOf names typical bodies of a scheme, those of the table of issuers that issue what the scheme asks for.
func (t *Tables) bodiesOf(s *Scheme) []string {
	var out []string
	for _, what := range s.IssuedBy {
		for i := range t.issuers {
			if slices.Contains(t.issuers[i].Issues, what) {
				out = appendOnce(out, t.issuers[i].Name)
			}
		}
	}
	return out
}

func nonEmpty(list ...string) []string {
	return slices.DeleteFunc(list, func(s string) bool { return s == "" })
}
