package validate

import (
	"slices"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/tables"
)

// standardsAmended tells of amendments: those that the current text has and the paper does not name, and (which does no
// harm) those that it names beyond the row that we know.
func standardsAmended(x *question) []result {
	var out []result
	for i := range x.standards() {
		s := &x.standards()[i]
		e, how := &s.text.edition, s.text.how
		if !s.text.dated || s.Edition == "" || !x.concerns(e.Market) || how != tables.Subset && how != tables.Superset {
			continue
		}
		pairs := []string{"standard", s.value.Text, "known", strings.Join(append([]string{e.Reference}, e.Amendments...), " + ")}
		if how == tables.Superset {
			out = append(out, result{Finding: certcat.Finding{Outcome: certcat.Pass, Message: "standards.more-amendments", Args: certcat.Args(pairs...)}}.by(x.row(e.Row())).seen(s.value))
			continue
		}
		if over, _ := x.over(e); over {
			continue // standards.current tells more
		}
		out = append(out, x.warn(certcat.LawNone, "standards.lacks-amendments", pairs...).by(x.row(e.Row())).seen(s.value).fix("test-current", maker(x)))
	}
	return out
}

// standardsServe finds standards of which every citation stands under acts that the paper does not name. Under the Radio
// Equipment Directive that is usual for safety and EMC, where the maker is free; elsewhere it hints at a template.
func standardsServe(x *question) []result {
	var out []result
	for i := range x.standards() {
		s := &x.standards()[i]
		st := &s.text.standard
		if !s.text.known || !s.european() || len(st.Acts) == 0 || slices.ContainsFunc(st.Acts, func(a string) bool { return x.names(a) || x.answers(a) }) {
			continue
		}
		r := x.warn(certcat.LawPresumptionLost, "standards.other-act", "standard", s.value.Text, "acts", strings.Join(st.Acts, ", "))
		out = append(out, r.by(x.row(st.Row())).seen(s.value).fix("explain-standard", maker(x)))
	}
	return out
}

// answers reports whether an act on the paper follows, precedes or excludes (and so stands in for) the given one.
func (x *question) answers(act string) bool {
	a := x.t.TheAct(act)
	return slices.ContainsFunc(x.acts(), func(b namedAct) bool {
		return related(a, b.Act) || slices.ContainsFunc(x.t.Exclusions(b.ID), func(e tables.Exclusion) bool { return e.Excludes == act })
	})
}

// standardsRadioBody: where standards for spectrum were not applied in an edition that is cited, the maker may not do
// without a notified body.
func standardsRadioBody(x *question) []result {
	cited := x.cert.Field(certcat.CitedBody)
	if cited.State == certcat.Printed {
		return nil
	}
	var out []result
	for i := range x.standards() {
		s := &x.standards()[i]
		if !s.radio() || s.Edition == "" || strings.HasPrefix(s.Number, "18031") {
			continue
		}
		c := x.cited("2014/53/EU", s, x.placed())
		x.turn(c.Until, c.From)
		if c.ok {
			continue
		}
		listed := x.listed(c)
		complete := x.t.Complete("citations", "2014/53/EU", x.placed())
		row := &c.OJCitation
		if row.ID == "" {
			row = listed
		}
		pairs := []string{"standard", s.value.Text, "cited", or(reference(listed), "-")}
		r := x.fail(certcat.LawBreach, "standards.radio-body", pairs...)
		switch {
		case cited.State != certcat.Absent:
			r = x.unknown("standards.radio-body.unread", pairs...)
			r.Law = certcat.LawBreach
		case !complete && (c.ID == "" || c.Until == "" || x.placed().Before(c.Until)):
			r = x.unknown("standards.radio-body", append(pairs, "unsure", "complete")...)
			r.Law = certcat.LawBreach
		}
		out = append(out, r.by(x.row(row.Row())).seen(s.value).citing("2014/53/EU", "Article 17(4)", x.url("2014/53/EU")).fix("name-body", "manufacturer"))
	}
	return out
}
