package validate

import (
	"slices"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
	"github.com/certcat/certcat/tables"
)

// Article 3(3)(d), (e) and (f) of the Radio Equipment Directive: networks, personal data, fraud.
var securityRules = []Rule{
	{ID: "security.radio", Family: "security", Citation: "(EU) 2022/30; 2014/53/EU, Article 3(3)(d)(e)(f)", Layer: Use,
		Fields: []string{certcat.Kind, certcat.Standards, certcat.LegalActs, certcat.CitedBody},
		Applies: func(x *question) bool {
			return (x.kind() == "eu-doc" || x.kind() == "eu-type-examination") && x.union() && x.names("2014/53/EU") && len(x.t.RadioSecurity(x.category(), "")) > 0
		}, Check: securityRadio},
}

// securityFrom is the first day on which Article 3(3)(d)(e)(f) bites: it stands in the rows.
func securityFrom(rows []tables.RadioSecurity) certcat.Date {
	var from certcat.Date
	for _, r := range rows {
		if from == "" || r.From < from {
			from = r.From
		}
	}
	return from
}

func securityRadio(x *question) []result {
	rows := x.t.RadioSecurity(x.category(), "")
	from := securityFrom(rows)
	firstDay, lastDay, known := x.event("2014/53/EU", "")
	x.turn(from)
	switch {
	case lastDay.Before(from):
		return []result{{Finding: certcat.Finding{Outcome: certcat.NotInForce, Message: "security.not-yet", Args: certcat.Args("from", string(from))}}}
	case !known, firstDay.Before(from) && firstDay != lastDay:
		return []result{x.unknown("security.when", "from", string(from)).by(x.row(rows[0].Row())).citing("(EU) 2022/30", "Article 3", x.url("(EU) 2022/30")).fix("tell-placed", "seller")}
	}
	examined := x.bodyForSecurity()
	if examined == examinedYes {
		return nil
	}
	var out []result
	for _, r := range rows {
		x.turn(r.Until)
		if !r.Holds(lastDay) {
			continue
		}
		if found, open := x.secured(r, examined); open {
			out = append(out, found)
		}
	}
	return out
}

// Whether a notified body examined what Article 3(3) asks.
type examinedBy int

const (
	examinedNo examinedBy = iota
	examinedPerhaps
	examinedYes
)

// bodyForSecurity says whether a notified body examined Article 3(3): it is named, or it is the issuer, and 3(3) is among
// the articles printed. Where no articles are printed it may have, unless the paper is older than the act that made 3(3) bite.
func (x *question) bodyForSecurity() examinedBy {
	if _, _, ok := x.body(); !ok {
		return examinedNo
	}
	if articles := x.field(certcat.Articles); articles.State == certcat.Printed {
		if slices.ContainsFunc(articles.Values, func(v certcat.Value) bool {
			return strings.Contains(bare.Replace(canonical(v)), "33")
		}) {
			return examinedYes
		}
		return examinedNo
	}
	delegated := x.t.TheAct("(EU) 2022/30")
	if issued := x.date(certcat.IssueDate); delegated != nil && delegated.Published != "" && issued != "" && issued.Last().Before(delegated.Published) {
		return examinedNo
	}
	return examinedPerhaps
}

// secured judges one point of Article 3(3).
func (x *question) secured(r tables.RadioSecurity, examined examinedBy) (result, bool) {
	base := r.Standard
	if s, ok := grammar.ParseStandard(base); ok {
		base = s.Undated()
	}
	pairs := []string{"point", r.Point, "standard", r.Standard, "restriction", or(r.Restriction, "-")}
	clause := func(f result) result {
		return f.by(x.row(r.Row())).citing("2014/53/EU", "Article 3(3)("+r.Point+"), Article 17(4)", x.url("2014/53/EU")).fix("security-body", "manufacturer")
	}
	for i := range x.standards() {
		s := &x.standards()[i]
		if s.Undated() != base {
			continue
		}
		c := x.cited("2014/53/EU", s, x.day)
		switch {
		case c.ok && !c.Restricted:
			return result{}, false
		case c.ok:
			return clause(x.unknown("security.restricted", pairs...)).seen(s.value), true
		}
		return clause(x.fail(certcat.LawBreach, "security.other-edition", append(pairs, "printed", s.value.Text)...)).seen(s.value), true
	}
	values := x.field(certcat.Standards).Values
	switch {
	case examined == examinedPerhaps:
		return clause(x.unknown("security.body-for-what", pairs...)).seen(values...), true
	case x.kind() == "eu-type-examination": // the maker may apply the standard without the body
		return clause(x.unknown("security.not-examined", pairs...)).seen(append(slices.Clone(x.field(certcat.Articles).Values), values...)...), true
	}
	cited := x.cert.Field(certcat.CitedBody)
	if x.kind() == "eu-doc" && cited.State == certcat.Unread {
		return clause(x.unknown("security.unread", pairs...)).seen(values...), true
	}
	return clause(x.fail(certcat.LawBreach, "security.nothing", pairs...)).seen(values...), true
}
