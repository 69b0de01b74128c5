package tables

import (
	"sync"

	"github.com/certcat/certcat"
)

// index holds the ways into the rows. What needs the grammar is made on first use, so that loading stays quick.
type index struct {
	actByID    map[string]*Act
	actByForm  func() map[string]*Act // canonical numbers and folded names
	bodies     map[string]*Body
	schemes    map[string]*Scheme
	categories map[string]*Category
	aliases    func() map[string]string
	markets    map[string]*Market
	kinds      map[string]*RequirementKind
	cells      map[[2]string][]*Cell // market, category
	reqs       map[[2]string][]*requirementRow
	lives      map[[3]string]*Life // kind, act, scheme
	proofs     map[[2]string]*Proof
	provers    map[string][]string           // requirement kind → document kinds
	schemesOf  map[string]int                // document kind → how many schemes it is issued under
	complete   map[[2]string][]*Completeness // table, act or scheme
	registered func() map[[2]string][]*Registration
	recalled   func() map[string][]*Recall // by model
	issuers    func() []Issuer
	search     func() *searchIndex

	editions  buckets[Edition]
	citations buckets[OJCitation]
	invalid   func() []parsedInvalid

	standards map[string]*Standard
	digests   []certcat.Digest

	takes    memo[string, taken]
	asked    memo[string, *Act]
	like     memo[string, *Act]
	needed   memo[wanted, need]
	proven   memo[[3]string, []string]
	bitten   memo[[3]string, *Bite]
	living   memo[[3]string, *Life]
	classed  memo[[2]string, *Class]
	phrasing memo[[2]string, []Phrase]
}

func byID[T any](rows []T, id func(*T) string) map[string]*T {
	m := make(map[string]*T, len(rows))
	for i := range rows {
		m[id(&rows[i])] = &rows[i]
	}
	return m
}

func (x *index) build(t *Tables) {
	x.actByID = byID(t.acts, func(a *Act) string { return a.ID })
	x.actByForm = sync.OnceValue(t.actForms)
	x.bodies = byID(t.bodies, func(b *Body) string { return b.ID })
	x.schemes = byID(t.schemes, func(s *Scheme) string { return s.ID })
	x.categories = byID(t.categories, func(c *Category) string { return c.ID })
	x.aliases = sync.OnceValue(t.categoryAliases)
	x.markets = byID(t.markets, func(m *Market) string { return m.ID })
	x.kinds = byID(t.reqKinds, func(k *RequirementKind) string { return k.ID })
	x.cells = map[[2]string][]*Cell{}
	for i := range t.cells {
		c := &t.cells[i]
		key := [2]string{c.Market, c.Category}
		x.cells[key] = append(x.cells[key], c)
	}
	x.reqs = map[[2]string][]*requirementRow{}
	for i := range t.requirements {
		r := &t.requirements[i]
		key := [2]string{r.Market, r.Category}
		x.reqs[key] = append(x.reqs[key], r)
	}
	x.lives = map[[3]string]*Life{}
	for i := range t.lives {
		l := &t.lives[i]
		x.lives[[3]string{l.Kind, l.Act, l.Scheme}] = l
	}
	x.buildProofs(t)
	x.complete = map[[2]string][]*Completeness{}
	for i := range t.complete {
		c := &t.complete[i]
		key := [2]string{c.Table, c.Act + c.Scheme}
		x.complete[key] = append(x.complete[key], c)
	}
	x.issuers = sync.OnceValue(t.allIssuers)
	x.recalled = sync.OnceValue(t.recallsByModel)
	x.registered = sync.OnceValue(t.byNumber)
	x.search = sync.OnceValue(t.searchIndex)
	x.editions = newBuckets(t.editions, editionRef)
	x.citations = newBuckets(t.citations, citationRef)
	x.invalid = sync.OnceValue(t.parseInvalid)
	x.standards = byID(t.standards, func(s *Standard) string { return s.ID })
	x.digests = make([]certcat.Digest, len(t.stats))
	for i, s := range t.stats {
		x.digests[i] = certcat.Digest{Name: "tables/" + s.Table, Digest: s.Digest}
	}
	t.rules.index()
}

func (x *index) buildProofs(t *Tables) {
	x.proofs = map[[2]string]*Proof{}
	x.provers = map[string][]string{}
	x.schemesOf = map[string]int{}
	for i := range t.proofs {
		p := &t.proofs[i]
		x.proofs[[2]string{p.Kind, p.Scheme}] = p
		if p.Scheme != "" {
			x.schemesOf[p.Kind]++
		}
		for _, k := range p.Proves {
			x.provers[k] = appendOnce(x.provers[k], p.Kind)
		}
	}
}

func appendOnce(list []string, s string) []string {
	for _, have := range list {
		if have == s {
			return list
		}
	}
	return append(list, s)
}

// Complete reports whether the table, within the act or scheme where one is named, holds everything there is on day: only then
// does a missing row prove anything.
func (t *Tables) Complete(table, act string, day certcat.Date) bool {
	for _, c := range t.index.complete[[2]string{table, act}] {
		if c.Holds(day) {
			return true
		}
	}
	return false
}
