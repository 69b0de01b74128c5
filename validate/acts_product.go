package validate

import (
	"slices"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/tables"
)

// until reports whether all units of the listing were placed on the market before day.
func (x *question) until(act string, day certcat.Date) bool {
	if x.c.Listing == nil {
		return false
	}
	_, last, known := x.event(act, "")
	return known && last.Before(day)
}

// touches reports whether the paper names any act of a requirement, or names none that the category's papers name: a
// declaration for the battery alone is not asked for the acts of the radio.
func (x *question) touches(r *certcat.Requirement) bool {
	if slices.ContainsFunc(r.Acts, x.names) {
		return true
	}
	list, kind := x.requirements(), "/"+requirementKind(r)
	for i := range list {
		if strings.Contains(list[i].ID, kind) && slices.ContainsFunc(list[i].Acts, x.names) {
			return false
		}
	}
	return true
}

// actsExclusive finds two acts of which one leaves no room for the other.
func actsExclusive(x *question) []result {
	var out []result
	for _, a := range x.acts() {
		for _, e := range x.t.Exclusions(a.ID) {
			i := slices.IndexFunc(x.acts(), func(b namedAct) bool { return b.ID == e.Excludes })
			if i < 0 {
				continue
			}
			r := x.warn(certcat.LawForm, "acts.excluded", "act", a.ID, "excluded", e.Excludes)
			if e.Effect == "contradiction" {
				r = x.fail(certcat.LawForm, "acts.contradict", "act", a.ID, "excluded", e.Excludes)
			}
			out = append(out, r.by(x.row(e.Row())).seen(a.value, x.acts()[i].value).citing(a.ID, e.Article, a.URL()).fix("strike-act", maker(x)))
		}
	}
	return out
}

// actsOfProduct fails where the market knows the category's acts and the paper names none of them: it is for another
// product. Acts beside the right ones are tolerated.
func actsOfProduct(x *question) []result {
	asked := x.actsAsked()
	acts := x.acts()
	if len(asked) == 0 || len(acts) == 0 {
		return nil
	}
	var other []string
	for _, a := range acts {
		if slices.Contains(asked, a.ID) || slices.ContainsFunc(asked, func(id string) bool { return related(x.t.TheAct(id), a.Act) }) {
			return nil
		}
		other = append(other, a.ID)
	}
	cell, _ := x.t.Cell(x.opt.Market, x.opt.Category, x.day)
	return []result{x.fail(certcat.LawBreach, "acts.other-product", "acts", strings.Join(other, ", "), "category", x.opt.Category, "asked", strings.Join(asked, ", ")).
		by(x.row(cell.Row())).seen(x.values(certcat.LegalActs)...).citing(asked[0], "", x.url(asked[0])).fix("show-own-paper", "seller")}
}

// related reports whether one act follows, precedes or answers to the other.
func related(a, b *tables.Act) bool {
	if a == nil || b == nil {
		return false
	}
	return slices.Contains(a.Replaces, b.ID) || slices.Contains(b.Replaces, a.ID) || a.RepealedBy == b.ID && a.RepealedBy != "" || b.RepealedBy == a.ID && b.RepealedBy != "" ||
		slices.Contains(a.Equivalent, b.ID) || slices.Contains(b.Equivalent, a.ID) ||
		slices.ContainsFunc(a.Equivalent, func(e string) bool { return slices.Contains(b.Replaces, e) })
}

// actsAsked are the acts that the market names for the category.
func (x *question) actsAsked() []string {
	cell, known := x.t.Cell(x.opt.Market, x.opt.Category, x.day)
	if !known {
		return nil
	}
	asked := slices.Clone(cell.Acts)
	for _, a := range x.actsNeeded() {
		asked = appendOnce(asked, a)
	}
	return asked
}

// actsNeeded are the acts that the requirements name.
func (x *question) actsNeeded() (acts []string) {
	if x.actsWanted != nil {
		return x.actsWanted
	}
	list := x.requirements()
	acts = []string{}
	for i := range list {
		for _, a := range list[i].Acts {
			acts = appendOnce(acts, a)
		}
	}
	x.actsWanted = slices.Clip(acts)
	return x.actsWanted
}

// actsApplies tells of acts that do not apply yet to the units in question.
func actsApplies(x *question) []result {
	var out []result
	for _, a := range x.acts() {
		first := a.Applies
		if first == "" {
			first = a.From
		}
		_, last, _ := x.event(a.ID, "")
		x.turn(first)
		if first == "" || !last.Before(first) {
			continue
		}
		f := certcat.Finding{Outcome: certcat.NotInForce, Message: "acts.not-yet", Args: certcat.Args("act", a.ID, "name", a.NameEn, "from", string(first))}
		out = append(out, result{Finding: f}.by(x.row(a.RowFor("applies"))).seen(a.value))
	}
	return out
}

// biting are the requirements of the market that this kind of paper serves and that began on a known day.
func (x *question) biting() []*certcat.Requirement {
	if x.opt.Market == "" || x.opt.Category == "" || x.kind() == "" {
		return nil
	}
	all, _ := x.everyRequirement()
	var out []*certcat.Requirement
	for i := range all {
		r := &all[i]
		if r.Row.From == "" || !slices.Contains(r.Kinds, x.kind()) {
			continue
		}
		follows := slices.ContainsFunc(all, func(o certcat.Requirement) bool {
			return o.ID == r.ID && o.Row.Until != "" && o.Row.Until <= r.Row.From
		})
		if !follows {
			out = append(out, r)
		}
	}
	return out
}

// actsBites says for which units a requirement holds: those placed on the market, made or imported from its day on.
func actsBites(x *question) []result {
	var out []result
	for _, r := range x.biting() {
		act := ""
		if len(r.Acts) > 0 {
			act = r.Acts[0]
		}
		a := actOf(x, act)
		first, last, known := x.event(act, "")
		x.turn(r.Row.From)
		pairs := []string{"requirement", r.ID, "act", or(act, "-"), "from", string(r.Row.From), "inforce", or(string(a.InForce), "-"), "applies", or(string(a.Applies), "-")}
		switch {
		case known && last.Before(r.Row.From):
			f := certcat.Finding{Outcome: certcat.NotInForce, Message: "acts.bites-later", Args: certcat.Args(pairs...)}
			out = append(out, result{Finding: f}.by(x.row(r.Row)).citing(act, "", a.URL()))
		case x.c.Listing != nil && (!known || first.Before(r.Row.From)) && r.Row.From <= x.day:
			out = append(out, x.unknown("acts.bites-when", pairs...).by(x.row(r.Row)).citing(act, "", a.URL()).fix("tell-placed", "seller"))
		}
	}
	return out
}
