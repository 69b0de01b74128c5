package validate

import (
	"slices"
	"strconv"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
	"github.com/certcat/certcat/tables"
)

// Standards that a paper names: existing, dated, current at their body, giving presumption under the acts named.
var standardRules = []Rule{
	{ID: "standards.exist", Family: "standards", Citation: "table invalid", Layer: Document, Fields: []string{certcat.Standards},
		Applies: namesStandards, Check: standardsExist},
	{ID: "standards.newer-than-paper", Family: "standards", Citation: "logic", Layer: Document, Fields: []string{certcat.Standards, certcat.IssueDate},
		Applies: func(x *question) bool { return namesStandards(x) && x.date(certcat.IssueDate) != "" }, Check: standardsNewer},
	{ID: "standards.dated", Family: "standards", Citation: "undated references", Layer: Use, Fields: []string{certcat.Standards},
		Applies: namesStandards, Check: standardsDated},
	{ID: "standards.current", Family: "standards", Citation: "table editions", Layer: Use, Fields: []string{certcat.Standards},
		Applies: namesStandards, Check: standardsCurrent},
	{ID: "standards.presumption", Family: "standards", Citation: "table citations", Layer: Use, Fields: []string{certcat.Standards, certcat.LegalActs},
		Applies: func(x *question) bool { return namesStandards(x) && x.union() && len(x.harmonising()) > 0 }, Check: standardsPresumption},
	{ID: "standards.amended", Family: "standards", Citation: "table editions", Layer: Use, Fields: []string{certcat.Standards},
		Applies: namesStandards, Check: standardsAmended},
	{ID: "standards.serves-act", Family: "standards", Citation: "table citations", Layer: Use, Fields: []string{certcat.Standards, certcat.LegalActs},
		Applies: func(x *question) bool { return namesStandards(x) && x.union() && len(x.harmonising()) > 0 }, Check: standardsServe},
	{ID: "standards.radio-body", Family: "standards", Citation: "2014/53/EU, Article 17(4)", Layer: Use,
		Fields: []string{certcat.Kind, certcat.Standards, certcat.LegalActs, certcat.CitedBody},
		Applies: func(x *question) bool {
			return x.kind() == "eu-doc" && x.union() && x.names("2014/53/EU") && namesStandards(x)
		}, Check: standardsRadioBody},
}

func namesStandards(x *question) bool { return len(x.field(certcat.Standards).Values) > 0 }

// namedStandard is a standard on the certificate.
type namedStandard struct {
	grammar.Standard
	ref   string // canonical
	value certcat.Value
	text  *knownText
}

// radio reports whether the standard is about spectrum or security of radio equipment, Article 3(2) and 3(3).
func (s *namedStandard) radio() bool {
	etsi := strings.HasPrefix(s.Number, "30") && len(s.Number) >= 7 && !strings.HasPrefix(s.Number, "301 489")
	return s.european() && (etsi || strings.HasPrefix(s.Number, "18031"))
}

func (s *namedStandard) european() bool { return strings.HasPrefix(s.Prefix, "EN") }

func (x *question) standards() []namedStandard {
	if !x.parsed {
		x.parsed, x.standardsRead = true, standardsOf(x.cert, x.t)
	}
	return x.standardsRead
}

func standardsOf(c *certcat.Certificate, t *tables.Tables) []namedStandard {
	values := c.Field(certcat.Standards).Values
	out := make([]namedStandard, 0, len(values))
	for _, v := range values {
		if s := readStandard(canonical(v)); s.ok {
			out = append(out, namedStandard{s.Standard, s.ref, v, textOf(t, s)})
		}
	}
	return out
}

func standardsExist(x *question) []result {
	var out []result
	for j := range x.standards() {
		s := &x.standards()[j]
		if !s.text.isInvalid {
			continue
		}
		i := &s.text.invalid
		r := x.fail(certcat.LawForm, "standards.invalid", "standard", s.value.Text, "why", i.Why)
		if i.Meant != "" {
			r = x.fail(certcat.LawForm, "standards.invalid.meant", "standard", s.value.Text, "meant", i.Meant)
		}
		out = append(out, r.by(x.row(i.Row())).seen(s.value).
			citing("", i.Source, "").fix("correct-standard", maker(x)))
	}
	return out
}

func standardsNewer(x *question) []result {
	issued := x.date(certcat.IssueDate)
	issuedYear, _ := strconv.Atoi(string(issued[:4]))
	var out []result
	for i := range x.standards() {
		s := &x.standards()[i]
		year := s.Year()
		for _, a := range s.Amendments {
			if _, y, ok := strings.Cut(a, ":"); ok && len(y) >= 4 {
				if n, err := strconv.Atoi(y[:4]); err == nil {
					year = max(year, n)
				}
			}
		}
		if year > issuedYear {
			out = append(out, x.fail(certcat.LawForm, "standards.newer-than-paper", "standard", s.value.Text, "year", strconv.Itoa(year), "issued", string(issued)).formally().
				seen(append(x.values(certcat.IssueDate), s.value)...).fix("explain-date", "issuer"))
		}
	}
	return out
}

// standardsDated asks for the edition of standards of which the tables know editions.
func standardsDated(x *question) []result {
	var out []result
	for i := range x.standards() {
		s := &x.standards()[i]
		if s.Edition != "" || s.Number == "" {
			continue
		}
		if s.text.editionsAreDated || s.european() {
			out = append(out, x.unknown("standards.undated", "standard", s.value.Text).seen(s.value).fix("name-edition", maker(x)))
		}
	}
	return out
}

// harmonising are the acts of the Union on the paper under which standards are listed.
func (x *question) harmonising() []namedAct {
	if x.harmonised != nil {
		return x.harmonised
	}
	out := []namedAct{}
	for _, a := range x.acts() {
		if a.Jurisdiction == "EU" && a.Presumption != "" {
			out = append(out, a)
		}
	}
	x.harmonised = out
	return out
}

// over reports whether an edition no longer counts at its body on the day, since when if known.
func (x *question) over(e *tables.Edition) (over bool, since certcat.Date) {
	x.turn(e.Withdrawn)
	if e.AcceptedLast != "" {
		x.turn(e.AcceptedLast.Last().AddDays(1))
	}
	switch {
	case e.Withdrawn != "":
		return e.Withdrawn <= x.placed(), e.Withdrawn
	case e.AcceptedLast != "":
		return e.AcceptedLast.Last() < x.placed(), e.AcceptedLast.Last().AddDays(1)
	}
	return (e.Status == "superseded" || e.Status == "withdrawn") && e.Recorded <= x.placed(), ""
}

func standardsCurrent(x *question) []result {
	var out []result
	for i := range x.standards() {
		s := &x.standards()[i]
		e := &s.text.edition
		if s.Edition == "" || !s.text.dated || !x.concerns(e.Market) || s.text.how == tables.Superset && amendedInto(e, s) {
			continue
		}
		over, since := x.over(e)
		if !over {
			continue
		}
		cited := x.citedAnywhere(s)
		pairs := []string{"standard", s.value.Text, "since", or(string(since), "-"), "by", e.SupersededBy}
		var r result
		switch {
		case cited:
			r = x.warn(certcat.LawNone, "standards.superseded-cited", pairs...)
		case e.Market == "EU" && since != "":
			r = x.fail(certcat.LawPresumptionLost, "standards.withdrawn.presumption", pairs...)
		case e.Market == "INT" || since == "":
			r = x.warn(certcat.LawNone, "standards.superseded", pairs...)
		default:
			r = x.fail(certcat.LawNone, "standards.withdrawn", pairs...).under(certcat.BasisScheme)
		}
		act, article, url := x.presumptionClause()
		if e.Market != "EU" {
			act, article, url = "", e.Source, ""
		}
		out = append(out, r.by(x.row(e.Row())).seen(s.value).citing(act, article, url).fix("test-current", maker(x)))
	}
	return out
}

// amendedInto reports whether what superseded a row is the same edition with more amendments, some of which the paper
// names: then the row is not what the paper means.
func amendedInto(e *tables.Edition, s *namedStandard) bool {
	next := readStandard(e.SupersededBy)
	return next.ok && next.Number == s.Number && next.Edition == s.Edition
}

// citedAnywhere reports whether the Official Journal cites the edition under an act on the paper, or under an act that the
// standard serves: where it does, the Journal and the standards body disagree, and nobody is to blame for either.
func (x *question) citedAnywhere(s *namedStandard) bool {
	cites := func(act string) bool {
		c := x.cited(act, s, x.placed())
		if c.ok {
			x.turn(c.Until)
		}
		return c.ok
	}
	return slices.ContainsFunc(x.harmonising(), func(a namedAct) bool { return cites(a.ID) }) || slices.ContainsFunc(s.text.standard.Acts, cites)
}

// placed is the last day on which units in question were placed on the market: the day asked about where no listing says
// otherwise. Presumption of conformity is needed on that day.
func (x *question) placed() certcat.Date {
	_, last, _ := x.event("", "")
	return last
}

// goesOn reports whether units may still be placed on the market: what ends soon matters only to them.
func (x *question) goesOn() bool {
	l := x.c.Listing
	return l == nil || l.Placed.Until == "" || x.day < l.Placed.Until
}

// presumptionClause is the clause of the first act on the paper that gives presumption of conformity.
func (x *question) presumptionClause() (act, article, url string) {
	for _, a := range x.harmonising() {
		return a.ID, a.Presumption, a.URL()
	}
	return "", "", ""
}

// concerns reports whether an edition in a market matters for the market that is asked about.
func (x *question) concerns(market string) bool {
	switch {
	case market == "EU":
		return x.union()
	case market == "INT" || x.opt.Market == "":
		return true
	}
	return market == x.opt.Market
}

func standardsPresumption(x *question) []result {
	var out []result
	acts, standards := x.harmonising(), x.standards()
	for i := range acts {
		for j := range standards {
			a, s := &acts[i], &standards[j]
			if s.Edition == "" || !s.european() || s.Draft {
				continue
			}
			if r, open := x.presumption(a, s); open {
				out = append(out, r.seen(s.value, a.value).citing(a.ID, a.Presumption, a.URL()).fix("presumption", maker(x)))
			}
		}
	}
	return out
}

// presumption judges one standard under one act. Silence: it gives presumption, or the act never cited the standard.
func (x *question) presumption(a *namedAct, s *namedStandard) (r result, open bool) {
	day := x.placed()
	c := x.cited(a.ID, s, day)
	how, ok := c.how, c.ok
	if c.ID == "" && len(c.listed) == 0 {
		return result{}, false // this standard is for another act
	}
	law, fields := x.lost(a, s)
	pairs := []string{"standard", s.value.Text, "act", a.ID, "decision", c.Decision, "until", string(c.Until), "from", string(c.From)}
	x.turn(c.Until, c.From)
	whole := how == tables.Exact || how == tables.Superset
	complete := x.t.Complete("citations", a.ID, day)
	switch {
	case ok && c.Until != "" && c.Until.AddDays(-x.opt.Profile.WarnDays) <= day && x.goesOn():
		return x.warn(law, "presumption.ends-soon", pairs...).by(x.row(c.Row())), true
	case ok:
		if c.Until != "" {
			x.turn(c.Until.AddDays(-x.opt.Profile.WarnDays))
		}
		return result{}, false
	case c.ID != "" && whole && c.Until != "" && c.Until <= day && a.ID == "2014/53/EU" && s.radio() && x.examined():
		return x.warn(law, "presumption.ended", pairs...).by(x.row(c.Row())), true // the body's examination stands in for it
	case c.ID != "" && whole && c.Until != "" && c.Until <= day:
		return x.fail(law, "presumption.ended", pairs...).by(x.row(c.Row())).on(fields...), true
	case c.ID != "" && whole && day < c.From:
		return x.warn(law, "presumption.not-begun", pairs...).by(x.row(c.Row())), true
	}
	listed := x.listed(c)
	if c.ID == "" && listed.ID == "" {
		return result{}, false // it was for this act once, and is no more
	}
	pairs = append(pairs, "cited", or(reference(listed), reference(&c.OJCitation)))
	r = x.fail(law, "presumption.other-edition", pairs...)
	if !complete {
		r = x.unknown("presumption.other-edition", append(pairs, "unsure", "complete")...)
		r.Law = law
	}
	if listed.ID == "" {
		listed = &c.OJCitation
	}
	return r.by(x.row(listed.Row())).on(fields...), true
}

// listed is the edition of a standard that an act cites on the day, the last in the table where several are.
func (x *question) listed(c *citation) *tables.OJCitation {
	day := x.placed()
	best := &tables.OJCitation{}
	for i := range c.listed {
		k := &c.listed[i]
		x.turn(k.From, k.Until)
		if k.Holds(day) {
			best = k
		}
	}
	return best
}

func reference(c *tables.OJCitation) string {
	if c.Reference == "" {
		return ""
	}
	return strings.Join(append([]string{c.Reference}, c.Amendments...), " + ")
}

// examined reports whether a notified body takes part: it issued the paper, or the declaration names it.
func (x *question) examined() bool {
	return x.kind() == "eu-type-examination" || x.field(certcat.CitedBody).State == certcat.Printed
}

// lost is what the law makes of a lost presumption. Under Article 17 of the Radio Equipment Directive the requirements of
// Article 3(2) and 3(3) then need a notified body: without one it is a breach.
func (x *question) lost(a *namedAct, s *namedStandard) (certcat.LawEffect, []string) {
	fields := []string{certcat.Standards, certcat.LegalActs}
	if a.ID != "2014/53/EU" || !s.radio() || x.kind() != "eu-doc" {
		return certcat.LawPresumptionLost, fields
	}
	if body := x.cert.Field(certcat.CitedBody); body.State == certcat.Absent && body.Accepted {
		return certcat.LawBreach, append(fields, certcat.Kind, certcat.CitedBody)
	}
	return certcat.LawPresumptionLost, fields
}
