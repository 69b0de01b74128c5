package tables

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// Cite is something by which a check finds rows: what a certificate says, or what was asked about it.
type Cite struct{ What, Value string }

// What a Cite can be. Standards come without their edition, numbers and models folded, cells as "market/category".
const (
	CiteAct      = "act"
	CiteStandard = "standard"
	CiteBody     = "body"
	CiteKind     = "kind"
	CiteScheme   = "scheme"
	CiteCell     = "cell"
	CiteNumber   = "number"
	CiteModel    = "model"
)

// Difference is between two sets of tables, as far as a check can come to see it. A certificate none of whose cites the
// difference touches is judged by both sets alike. It is made for one goroutine.
type Difference struct {
	old, new *Tables
	all      bool
	named    map[Cite]bool
	known    map[Cite]bool
}

// Between compares two sets.
func Between(old, new *Tables) *Difference {
	d := &Difference{old: old, new: new, named: map[Cite]bool{}, known: map[Cite]bool{}}
	d.all = old.digestOf((*Tables).general) != new.digestOf((*Tables).general)
	differing(old.registrations, new.registrations, func(r *Registration) {
		d.named[Cite{CiteNumber, grammar.FoldIdentifier(r.Number)}] = true
	})
	differing(old.recalls, new.recalls, func(r *Recall) {
		for _, m := range r.Models {
			d.named[Cite{CiteModel, grammar.FoldIdentifier(m)}] = true
		}
	})
	return d
}

// All reports whether rows differ that every check can see.
func (d *Difference) All() bool { return d.all }

// Named lists the numbers and models of which registers and recalls say something else.
func (d *Difference) Named() []Cite {
	var out []Cite
	for c := range d.named {
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b Cite) int { return strings.Compare(a.What+"\x00"+a.Value, b.What+"\x00"+b.Value) })
	return out
}

// Touches reports whether a check of a certificate with this cite can see rows that differ.
func (d *Difference) Touches(c Cite) bool {
	if c.What == CiteNumber || c.What == CiteModel {
		return d.named[c]
	}
	touched, ok := d.known[c]
	if !ok {
		see := func(t *Tables, h io.Writer) { t.see(h, c) }
		touched = d.old.digestOf(see) != d.new.digestOf(see)
		d.known[c] = touched
	}
	return touched
}

// PinnedBy is the Digest of the set of tables that a verdict used, "" where it used none.
func PinnedBy(used []certcat.Digest) string {
	h, any := sha256.New(), false
	for _, d := range used {
		if name, ok := strings.CutPrefix(d.Name, "tables/"); ok {
			any = true
			fmt.Fprintf(h, "%s %s\n", name, d.Digest)
		}
	}
	if !any {
		return ""
	}
	return hex.EncodeToString(h.Sum(nil))
}

// differing gives the rows that stand in one list only.
func differing[T any](old, new []T, give func(*T)) {
	seen := make(map[[sha256.Size]byte]int, len(old))
	sum := func(row *T) [sha256.Size]byte { return sha256.Sum256(fmt.Appendf(nil, "%+v", *row)) }
	for i := range old {
		seen[sum(&old[i])]++
	}
	for i := range new {
		if key := sum(&new[i]); seen[key] > 0 {
			seen[key]--
		} else {
			give(&new[i])
		}
	}
	for i := range old {
		if key := sum(&old[i]); seen[key] > 0 {
			seen[key]--
			give(&old[i])
		}
	}
}

func (t *Tables) digestOf(see func(*Tables, io.Writer)) [sha256.Size]byte {
	h := sha256.New()
	see(t, h)
	return [sha256.Size]byte(h.Sum(nil))
}

// show writes rows with all that they hold.
func show[T any](h io.Writer, rows ...T) {
	for i := range rows {
		fmt.Fprintf(h, "%+v\n", rows[i])
	}
}

// showAll writes the rows that are kept.
func showAll[T any](h io.Writer, rows []T, keep func(*T) bool) {
	for i := range rows {
		if keep(&rows[i]) {
			show(h, rows[i])
		}
	}
}

// general is what checks look at whatever the certificate says: wordings, modules, estimates; what rules name themselves.
func (t *Tables) general(h io.Writer) {
	show(h, t.rules.phrases...)
	show(h, t.rules.modules...)
	show(h, t.rules.remedies...)
	show(h, t.AnyRecalls())
	showAll(h, t.complete, func(c *Completeness) bool { return c.Act+c.Scheme == "" })
	showAll(h, t.lives, func(l *Life) bool { return l.Kind+l.Act+l.Scheme == "" })
	for _, id := range []string{"us-fcc-sdoc", "us-fcc-certification", "int-cb"} {
		t.seeScheme(h, id)
	}
	t.seeAct(h, "(EU) 2022/30")
}

// see is what a check can come to see by one cite.
func (t *Tables) see(h io.Writer, c Cite) {
	switch c.What {
	case CiteAct:
		t.seeAct(h, c.Value)
	case CiteStandard:
		t.seeStandard(h, c.Value)
	case CiteBody:
		if b, ok := t.Body(c.Value); ok {
			show(h, b)
		}
	case CiteKind:
		showAll(h, t.proofs, func(p *Proof) bool { return p.Kind == c.Value })
		showAll(h, t.lives, func(l *Life) bool { return l.Kind == c.Value && l.Act+l.Scheme == "" })
		show(h, t.OneScheme(c.Value))
	case CiteScheme:
		t.seeScheme(h, c.Value)
		if strings.HasPrefix(c.Value, "us-cpsc-") { // whether a laboratory issued it
			show(h, t.Issuers()...)
		}
	case CiteCell:
		market, category, _ := strings.Cut(c.Value, "/")
		t.seeCell(h, market, category)
	}
}

// seeAct writes an act, what follows, precedes or answers to it, and all rows about these.
func (t *Tables) seeAct(h io.Writer, number string) {
	var acts []*Act
	add := func(a *Act) {
		if a != nil && !slices.Contains(acts, a) {
			acts = append(acts, a)
		}
	}
	add(t.TheAct(number))
	if like, ok := t.ActLike(number); ok {
		add(t.index.actByID[like.ID])
	}
	for i := 0; i < len(acts) && i < 40; i++ { // acts are linked in short chains
		for _, id := range slices.Concat(acts[i].Replaces, acts[i].Equivalent, []string{acts[i].RepealedBy}) {
			add(t.index.actByID[id])
		}
	}
	for _, a := range acts {
		show(h, *a)
		show(h, t.ActDates(a.ID)...)
		show(h, t.Transitions(a.ID)...)
	}
	if len(acts) == 0 {
		return
	}
	for _, a := range acts {
		show(h, t.Exclusions(a.ID)...)
		show(h, t.Classes(a.ID)...)
		showAll(h, t.lives, func(l *Life) bool { return l.Act == a.ID })
		showAll(h, t.rules.bites, func(b *Bite) bool { return b.Act == a.ID || b.Act+b.Scheme == "" })
		showAll(h, t.complete, func(c *Completeness) bool { return c.Act == a.ID })
	}
}

// seeStandard writes what is known of a standard in any edition, and its citations under every act.
func (t *Tables) seeStandard(h io.Writer, standard string) {
	k := t.take(standard)
	for _, r := range t.index.editions.find(k, editionRef) {
		show(h, *r.row)
		if s := t.index.standards[r.row.Standard]; s != nil {
			show(h, *s)
		}
	}
	for _, r := range t.index.citations.find(k, citationRef) {
		show(h, *r.row)
	}
	for _, i := range t.index.invalid() {
		if i.key.base == k.base {
			show(h, *i.row)
		}
	}
}

func (t *Tables) seeScheme(h io.Writer, id string) {
	if s, ok := t.Scheme(id); ok {
		show(h, s)
	}
	show(h, t.SchemeNumbers(id)...)
	showAll(h, t.proofs, func(p *Proof) bool { return p.Scheme == id })
	showAll(h, t.lives, func(l *Life) bool { return l.Scheme == id })
	showAll(h, t.rules.bites, func(b *Bite) bool { return b.Scheme == id || b.Act+b.Scheme == "" })
	showAll(h, t.complete, func(c *Completeness) bool { return c.Scheme == id })
}

// seeCell writes what a market asks of a category, with the acts and schemes that this names.
func (t *Tables) seeCell(h io.Writer, market, category string) {
	showAll(h, t.rules.bites, func(b *Bite) bool { return b.Act+b.Scheme == "" })
	if m, ok := t.Market(market); ok {
		show(h, m)
	}
	if c, ok := t.Category(category); ok {
		show(h, c)
	}
	ids := []string{category}
	if c, ok := t.Category(category); ok {
		ids = append(ids, c.ID, c.Within)
	}
	for _, id := range ids {
		show(h, t.ProductClasses(id)...)
		show(h, t.RadioSecurity(id, "")...)
	}
	var acts, schemes []string
	for _, c := range t.cellsOf(strings.ToUpper(market), category) {
		show(h, *c)
		acts = append(acts, c.Acts...)
	}
	list, _ := t.Requirements(market, category)
	for i := range list {
		q := list[i]
		q.Bodies = nil // for those who shop for a body; no check looks at them
		show(h, q)
		acts, schemes = append(acts, q.Acts...), append(schemes, q.Schemes...)
	}
	for _, a := range tidy(acts) {
		t.seeAct(h, a)
	}
	for _, s := range tidy(schemes) {
		t.seeScheme(h, s)
	}
}

func tidy(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}
