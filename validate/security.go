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
	if x.bodyForSecurity() {
		return nil
	}
	var out []result
	for _, r := range rows {
		x.turn(r.Until)
		if !r.Holds(lastDay) {
			continue
		}
		if found, open := x.secured(r); open {
			out = append(out, found)
		}
	}
	return out
}

// bodyForSecurity reports whether a notified body took part: it is named, or it is the issuer, and where articles are
// printed 3(3) is among them.
func (x *question) bodyForSecurity() bool {
	if _, _, ok := x.body(); !ok {
		return false
	}
	articles := x.cert.Field(certcat.Articles)
	if articles.State != certcat.Printed {
		return true
	}
	return slices.ContainsFunc(articles.Values, func(v certcat.Value) bool {
		return strings.Contains(strings.NewReplacer(" ", "", "(", "", ")", "", ".", "").Replace(canonical(v)), "33")
	})
}

// secured judges one point of Article 3(3).
func (x *question) secured(r tables.RadioSecurity) (result, bool) {
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
	cited := x.cert.Field(certcat.CitedBody)
	if x.kind() == "eu-doc" && cited.State == certcat.Unread {
		return clause(x.unknown("security.unread", pairs...)).seen(values...), true
	}
	f := clause(x.fail(certcat.LawBreach, "security.nothing", pairs...)).seen(values...)
	if x.kind() != "eu-doc" {
		f = f.on(certcat.Kind, certcat.Standards, certcat.LegalActs, certcat.IssuerID)
	}
	return f, true
}
