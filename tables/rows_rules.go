package tables

import (
	"slices"
	"strings"

	"github.com/certcat/certcat"
)

// Phrase is a wording on paper that a rule looks for. Set says what for: "disclaimer", "placeholder", "draft", "fail",
// "no-result", "open-term", "number", "term-unit", "modular", "fcc-verification", "language".
type Phrase struct {
	Set      string   `csv:"set,must"`
	Language string   `csv:"language"`    // ISO 639-1, "" = any
	Phrase   string   `csv:"phrase,must"` // lower case; a short one stands for a whole word
	Means    string   `csv:"means"`       // what it stands for: a number, months, a language
	Kinds    []string `csv:"kinds"`       // document kinds that it concerns, empty = all
	Article  string   `csv:"article"`
	Meta
}

// Exclusion says that an act doesn't apply where another does: a paper that names both is wrong in form at least.
type Exclusion struct {
	Act      string `csv:"act,must"`
	Excludes string `csv:"excludes,must"`
	Article  string `csv:"article"`
	Effect   string `csv:"effect,must" enum:"form|contradiction"`
	Note     string `csv:"note"`
	Meta
}

// Bite says at which event in a product's life an act or a scheme looks at the product, within a market.
type Bite struct {
	Market string `csv:"market"` // "" = every market
	Act    string `csv:"act"`    // "" = every act of the market
	Scheme string `csv:"scheme"` // "" = every scheme of the market
	Event  string `csv:"event,must" enum:"placed|manufactured|imported|shipped|sold"`
	Note   string `csv:"note"`
	Meta
}

// Class is one class, category or group of products under an act. Rank orders those of one act by risk.
type Class struct {
	Act   string   `csv:"act,must"`
	Name  string   `csv:"name,must"`
	Also  []string `csv:"also"` // other spellings
	Rank  int      `csv:"rank"`
	Body  bool     `csv:"body"` // a notified body has to take part
	Marks string   `csv:"marks"`
	Meta
}

// ProductClass says in which classes of an act the products of a category fall, the lowest first.
type ProductClass struct {
	Category string   `csv:"category,must"`
	Act      string   `csv:"act,must"`
	Classes  []string `csv:"classes,must"`
	Note     string   `csv:"note"`
	Meta
}

// Module is a conformity assessment module of Decision 768/2008/EC.
type Module struct {
	Body       bool   `csv:"body"`       // a notified body takes part
	Production bool   `csv:"production"` // it acts in production: its number stands beside the CE mark
	Name       string `csv:"name"`
	Meta
}

// RadioSecurity says that products of a category fall under a point of Article 3(3) of the Radio Equipment Directive,
// which standard serves, and what its citation does not cover.
type RadioSecurity struct {
	Category    string `csv:"category,must"`
	Point       string `csv:"point,must" enum:"d|e|f"`
	Standard    string `csv:"standard,must"`
	Restriction string `csv:"restriction"`
	Meta
}

// Remedy is what a fix costs and how long it takes, where anybody knows.
type Remedy struct {
	Fix      string `csv:"fix,must"` // a Fix's message key
	CostLow  int    `csv:"cost_low"`
	CostHigh int    `csv:"cost_high"`
	Currency string `csv:"currency"`
	DaysLow  int    `csv:"days_low"`
	DaysHigh int    `csv:"days_high"`
	Meta
}

// ruleRows are the tables that only rules ask.
type ruleRows struct {
	phrases        []Phrase
	exclusions     []Exclusion
	bites          []Bite
	classes        []Class
	productClasses []ProductClass
	modules        []Module
	radioSecurity  []RadioSecurity
	remedies       []Remedy

	sets      map[string][]Phrase
	excluding map[string][]Exclusion     // by act
	ofProduct map[string][]ProductClass  // by category
	security  map[string][]RadioSecurity // by category
	ofFix     map[string]*Remedy
}

func (r *ruleRows) schema() []loader {
	return []loader{
		into("phrases", &r.phrases), into("exclusions", &r.exclusions), into("bites", &r.bites), into("classes", &r.classes),
		into("product_classes", &r.productClasses), into("modules", &r.modules), into("radio_security", &r.radioSecurity),
		into("remedies", &r.remedies),
	}
}

// Phrases lists the wordings of one set that concern a document kind; "" means any kind.
func (t *Tables) Phrases(set, kind string) []Phrase {
	all := t.rules.sets[set]
	if kind == "" {
		return all
	}
	return t.index.phrasing.get([2]string{set, kind}, func() []Phrase {
		return slices.Clip(rowsOf(all, func(p *Phrase) bool { return len(p.Kinds) == 0 || slices.Contains(p.Kinds, kind) }))
	})
}

// Means is what a phrase of a set stands for; ok is false where the set doesn't hold it.
func (t *Tables) Means(set, phrase string) (means string, ok bool) {
	all := t.rules.sets[set]
	for i := range all {
		if all[i].Phrase == phrase {
			return all[i].Means, true
		}
	}
	return "", false
}

func (r *ruleRows) index() {
	r.sets = grouped(r.phrases, func(p *Phrase) string { return p.Set })
	r.excluding = grouped(r.exclusions, func(e *Exclusion) string { return e.Act })
	r.ofProduct = grouped(r.productClasses, func(p *ProductClass) string { return p.Category })
	r.security = grouped(r.radioSecurity, func(s *RadioSecurity) string { return s.Category })
	r.ofFix = byID(r.remedies, func(m *Remedy) string { return m.Fix })
}

// grouped puts rows together by what they are asked for; who asks gets a group that he may not append to.
func grouped[T any](rows []T, by func(*T) string) map[string][]T {
	m := map[string][]T{}
	for i := range rows {
		m[by(&rows[i])] = append(m[by(&rows[i])], rows[i])
	}
	for k := range m {
		m[k] = slices.Clip(m[k])
	}
	return m
}

// Exclusions lists what an act (by its ID) leaves no room for.
func (t *Tables) Exclusions(act string) []Exclusion {
	return t.rules.excluding[act]
}

// Bites says at which event an act or scheme looks at the product: the row of the act or scheme, else the market's own.
func (t *Tables) Bites(market, act, scheme string) (Bite, bool) {
	if b := t.index.bitten.get([3]string{market, act, scheme}, func() *Bite { return t.bite(market, act, scheme) }); b != nil {
		return *b, true
	}
	return Bite{}, false
}

func (t *Tables) bite(market, act, scheme string) (best *Bite) {
	for i := range t.rules.bites {
		b := &t.rules.bites[i]
		if b.Market != "" && b.Market != market || b.Act != "" && b.Act != act || b.Scheme != "" && b.Scheme != scheme {
			continue
		}
		if best == nil || best.Act+best.Scheme == "" {
			best = b
		}
	}
	return best
}

// bites is Bites for the first of several acts that has a row of its own.
func (t *Tables) bites(market string, acts []string, scheme string) (Bite, bool) {
	for _, a := range acts {
		if b, ok := t.Bites(market, a, scheme); ok && b.Act != "" {
			return b, true
		}
	}
	return t.Bites(market, "", scheme)
}

// Class finds a class of an act (by its ID) in any spelling.
func (t *Tables) Class(act, name string) (Class, bool) {
	if c := t.index.classed.get([2]string{act, name}, func() *Class { return t.class(act, classKey(name)) }); c != nil {
		return *c, true
	}
	return Class{}, false
}

func (t *Tables) class(act, name string) *Class {
	for i := range t.rules.classes {
		c := &t.rules.classes[i]
		if c.Act == act && (classKey(c.Name) == name || slices.ContainsFunc(c.Also, func(a string) bool { return classKey(a) == name })) {
			return c
		}
	}
	return nil
}

// Classes lists the classes of an act (by its ID).
func (t *Tables) Classes(act string) []Class {
	return rowsOf(t.rules.classes, func(c *Class) bool { return c.Act == act })
}

func classKey(s string) string {
	return strings.ToLower(strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '-' || r == '.' }), " "))
}

// ProductClasses lists the classes in which the products of a category fall.
func (t *Tables) ProductClasses(category string) []ProductClass {
	return t.rules.ofProduct[category]
}

// Module finds a conformity assessment module by its letters.
func (t *Tables) Module(letters string) (Module, bool) {
	for i := range t.rules.modules {
		if strings.EqualFold(t.rules.modules[i].ID, letters) {
			return t.rules.modules[i], true
		}
	}
	return Module{}, false
}

// RadioSecurity lists the points of Article 3(3) of the Radio Equipment Directive under which a category falls on day.
func (t *Tables) RadioSecurity(category string, day certcat.Date) []RadioSecurity {
	all := t.rules.security[category]
	if day == "" || len(all) == 0 {
		return all
	}
	return rowsOf(all, func(r *RadioSecurity) bool { return r.Holds(day) })
}

// Remedy finds what a fix costs and how long it takes.
func (t *Tables) Remedy(fix string) (Remedy, bool) {
	return get(t.rules.ofFix, fix)
}

// ruleReferences checks the names in the tables that only rules ask.
func (v *verifier) ruleReferences() {
	r, x := &v.t.rules, &v.t.index
	for _, e := range r.exclusions {
		refer(v, e.Meta, "act", x.actByID, e.Act)
		refer(v, e.Meta, "excludes", x.actByID, e.Excludes)
	}
	for _, b := range r.bites {
		refer(v, b.Meta, "market", x.markets, b.Market)
		refer(v, b.Meta, "act", x.actByID, b.Act)
		refer(v, b.Meta, "scheme", x.schemes, b.Scheme)
	}
	for _, c := range r.classes {
		refer(v, c.Meta, "act", x.actByID, c.Act)
	}
	for _, p := range r.productClasses {
		refer(v, p.Meta, "category", x.categories, p.Category)
		refer(v, p.Meta, "act", x.actByID, p.Act)
		for _, c := range p.Classes {
			if _, ok := v.t.Class(p.Act, c); !ok {
				v.say("no-such-row", p.Meta, "column", "classes", "value", c)
			}
		}
	}
	for _, s := range r.radioSecurity {
		refer(v, s.Meta, "category", x.categories, s.Category)
		if _, ok := v.t.Edition(s.Standard); !ok {
			v.say("no-such-row", s.Meta, "column", "standard", "value", s.Standard)
		}
	}
}
