package validate

import (
	"slices"
	"strconv"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/tables"
)

// Acts that a paper names: mistyped, repealed, younger than the paper.
var actRules = []Rule{
	{ID: "acts.mistyped", Family: "acts", Citation: "numbering of the acts", Layer: Document, Fields: []string{certcat.LegalActs},
		Applies: namesActs, Check: actsMistyped},
	{ID: "acts.in-force", Family: "acts", Citation: "table acts", Layer: Use, Fields: []string{certcat.LegalActs},
		Applies: namesActs, Check: actsInForce},
	{ID: "acts.complete", Family: "acts", Citation: "table requirements", Layer: Use, Fields: []string{certcat.Kind, certcat.LegalActs},
		Applies: func(x *question) bool {
			return x.opt.Market != "" && x.opt.Category != "" && (x.kind() == "eu-doc" || x.kind() == "uk-doc")
		}, Check: actsComplete},
	{ID: "acts.newer-than-paper", Family: "acts", Citation: "logic", Layer: Document, Fields: []string{certcat.LegalActs, certcat.IssueDate},
		Applies: func(x *question) bool { return namesActs(x) && x.date(certcat.IssueDate) != "" }, Check: actsNewer},
	{ID: "acts.exclusive", Family: "acts", Citation: "table exclusions", Layer: Document, Fields: []string{certcat.LegalActs}, Applies: namesActs, Check: actsExclusive},
	{ID: "acts.of-product", Family: "acts", Citation: "table requirements", Layer: Use, Fields: []string{certcat.Kind, certcat.LegalActs},
		Applies: func(x *question) bool {
			return namesActs(x) && x.opt.Market != "" && x.opt.Category != "" && claims[x.kind()]
		}, Check: actsOfProduct},
	{ID: "acts.applies", Family: "acts", Citation: "table acts", Layer: Use, Fields: []string{certcat.Kind, certcat.LegalActs},
		Applies: func(x *question) bool { return len(x.acts()) > 0 && claims[x.kind()] }, Check: actsApplies},
	{ID: "acts.bites", Family: "acts", Citation: "table requirements", Layer: Use, Fields: []string{certcat.Kind},
		Applies: func(x *question) bool { return len(x.biting()) > 0 }, Check: actsBites},
}

func namesActs(x *question) bool { return len(x.field(certcat.LegalActs).Values) > 0 }

// lisbon is the year from which directives bear EU, never EC or EEC: the Treaty of Lisbon came into force on 2009-12-01.
const lisbon = 2010

func actsMistyped(x *question) []result {
	var out []result
	for _, v := range x.field(certcat.LegalActs).Values {
		printed := canonical(v)
		if _, ok := x.t.Act(printed); ok {
			continue
		}
		year, letters := directiveParts(printed)
		meant, like := x.t.ActLike(printed)
		switch {
		case year >= lisbon && (letters == "EC" || letters == "EEC"):
			// impossible by its form: whatever was meant, no directive of that year bears these letters
			r := x.warn(certcat.LawForm, "acts.letters", "printed", v.Text, "meant", or(meant.ID, strings.TrimSuffix(printed, letters)+"EU"))
			out = append(out, r.by(x.row(meant.Row())).seen(v).citing(meant.ID, "", meant.URL()).fix("correct-act", "issuer"))
		case like:
			r := x.unknown("acts.mistyped", "printed", v.Text, "meant", meant.ID, "name", meant.NameEn)
			r.Law = certcat.LawForm
			out = append(out, r.by(x.row(meant.Row())).seen(v).citing(meant.ID, "", meant.URL()).fix("correct-act", "issuer"))
		}
	}
	return out
}

// directiveParts takes "2014/35/EC" apart; year 0 where it is no directive's number.
func directiveParts(canonical string) (year int, letters string) {
	parts := strings.Split(canonical, "/")
	if len(parts) != 3 || len(parts[0]) != 4 {
		return 0, ""
	}
	year, _ = strconv.Atoi(parts[0])
	return year, parts[2]
}

// claims are the kinds by which somebody claims conformity with an act; in other papers an act is only mentioned.
var claims = map[string]bool{"eu-doc": true, "uk-doc": true, "eu-type-examination": true, "certificate-of-conformity": true,
	"substance-declaration": true, "medical-device": true, "type-approval": true}

func actsInForce(x *question) []result {
	var out []result
	for _, a := range x.acts() {
		x.turn(a.Repealed)
		if a.Repealed == "" || x.day.Before(a.Repealed) {
			continue
		}
		if x.until(a.ID, a.Repealed) || slices.Contains(x.actsNeeded(), a.ID) {
			continue // all units were placed on the market under the act, or the market still asks for it by name
		}
		row := x.row(a.RowFor("repealed"))
		if r, lives := x.livesOn(a); lives {
			out = append(out, r)
			continue
		}
		pairs := []string{"act", a.ID, "name", a.NameEn, "from", string(a.Repealed), "by", a.RepealedBy}
		var r result
		switch {
		case !claims[x.kind()]:
			r = x.warn(certcat.LawNone, "acts.repealed.mentioned", pairs...)
		case x.succeeded(a):
			r = x.warn(certcat.LawForm, "acts.repealed.beside", pairs...)
		default:
			r = x.fail(certcat.LawBreach, "acts.repealed", pairs...)
		}
		out = append(out, r.by(row).on(certcat.Kind, certcat.LegalActs).seen(a.value).citing(a.RepealedBy, "", x.url(a.RepealedBy)).fix("new-act", maker(x)))
	}
	return out
}

// succeeded reports whether the paper also names the act that stands in the repealed one's place, or one after that: then the
// old number is only dead weight.
func (x *question) succeeded(a namedAct) bool {
	next := a.RepealedBy
	for range 4 {
		if next == "" {
			return false
		}
		n := x.t.TheAct(next)
		if n == nil {
			return false
		}
		if x.names(n.ID) && (n.Repealed == "" || x.day.Before(n.Repealed)) {
			return true
		}
		next = n.RepealedBy
	}
	return false
}

// livesOn looks whether a repealed act lives on for a paper of this kind. Its conditions can't be seen on the paper: a
// person decides.
func (x *question) livesOn(a namedAct) (result, bool) {
	var best *tables.Transition
	for _, t := range x.t.Transitions(a.ID) {
		concerns := len(t.Kinds) == 0
		for _, k := range t.Kinds {
			concerns = concerns || k == x.kind()
		}
		if !concerns {
			continue
		}
		if t.Last != "" {
			x.turn(t.Last.Last().AddDays(1))
			if t.Last.Last().Before(x.day) {
				continue
			}
		}
		if best == nil || best.Last != "" && (t.Last == "" || best.Last < t.Last) {
			best = &t
		}
	}
	if best == nil {
		return result{}, false
	}
	r := x.unknown("acts.lives-on", "act", a.ID, "from", string(a.Repealed), "for", best.ContinuesFor, "conditions", best.Conditions, "last", string(best.Last))
	return r.by(x.row(best.Row())).on(certcat.Kind, certcat.LegalActs).seen(a.value).citing(a.RepealedBy, best.Article, x.url(a.RepealedBy)).fix("show-conditions", maker(x)), true
}

// maker is who can mend a claim: the manufacturer of a declaration, else the body that issued the paper.
func maker(x *question) string {
	switch x.kind() {
	case "eu-doc", "uk-doc", "substance-declaration", "fcc-sdoc":
		return "manufacturer"
	case "eu-type-examination", "medical-device":
		return "notified-body"
	}
	return "issuer"
}

// actsComplete looks whether a declaration names all acts that the market asks a declaration for: one is drawn up for all
// of them together, but a seller may hold several papers.
func actsComplete(x *question) []result {
	list := x.requirements()
	var out []result
	for i := range list {
		r := &list[i]
		if r.Level == "recommended" || !strings.Contains(r.ID, "/"+x.kind()) || !x.touches(r) {
			continue
		}
		var missing []string
		for _, act := range r.Acts {
			if !x.names(act) {
				missing = append(missing, act)
			}
		}
		if len(missing) > 0 {
			out = append(out, x.unknown("acts.missing", "acts", strings.Join(missing, ", "), "category", x.opt.Category).by(x.row(r.Row)).
				on(certcat.Kind, certcat.LegalActs).seen(x.field(certcat.LegalActs).Values...).citing(missing[0], "", x.url(missing[0])).fix("name-acts", "manufacturer"))
		}
	}
	return out
}

// actsNewer finds acts that did not exist when the paper was issued: a sign of a template that was filled in later.
func actsNewer(x *question) []result {
	issued := x.date(certcat.IssueDate)
	var out []result
	for _, v := range x.field(certcat.LegalActs).Values {
		year := actYear(canonical(v))
		if year == 0 {
			continue
		}
		issuedYear, _ := strconv.Atoi(string(issued[:4]))
		a, known := x.t.Act(canonical(v))
		born := a.Published
		if born == "" {
			born = a.Adopted
		}
		switch {
		case year > issuedYear:
			out = append(out, x.fail(certcat.LawForm, "acts.newer-than-paper", "act", v.Text, "born", strconv.Itoa(year), "issued", string(issued)).formally().
				seen(append(x.values(certcat.IssueDate), v)...).citing(a.ID, "", a.URL()).fix("explain-date", "issuer"))
		case known && born != "" && issued.Last().Before(born):
			out = append(out, x.fail(certcat.LawForm, "acts.newer-than-paper", "act", v.Text, "born", string(born), "issued", string(issued)).
				by(x.row(a.RowFor("published"))).seen(append(x.values(certcat.IssueDate), v)...).citing(a.ID, "", a.URL()).fix("explain-date", "issuer"))
		}
	}
	return out
}

// actYear is the year that an act bears in its number, 0 where it bears none that is certain.
func actYear(canonical string) int {
	number := actNumber(canonical)
	a, b, _ := strings.Cut(number, "/")
	if strings.Contains(canonical, " No ") || strings.HasPrefix(canonical, "TR ") {
		a = b
	}
	if year, err := strconv.Atoi(a); err == nil && len(a) == 4 && year >= 1950 && year < 2100 {
		return year
	}
	return 0
}
