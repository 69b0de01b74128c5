package validate

import (
	"fmt"
	"strings"
	"sync"

	"github.com/certcat/certcat"
)

// Layer says what a rule's findings are about.
type Layer string

// The layers.
const (
	Document Layer = "document" // the paper itself: they make the document check
	Use      Layer = "use"      // what the paper can be used for: they weigh on the fit to requirements
)

// Rule is one thing to look at. Check gives one result for each value that does not pass; none means that all pass.
type Rule struct {
	ID       string // "family.name", stable
	Family   string
	Citation string // where the rule comes from; a Finding's own Citation names the clause that decided
	Layer    Layer
	Fields   []string // what it reads
	// Pretends are the requirement kinds that a paper on which the rule fails is offered for and can't prove, although
	// nothing else about it says so.
	Pretends []string
	Applies  func(x *question) bool
	Check    func(x *question) []result
}

// quietly writes what a rule says most often into an empty finding: that it passes, or has nothing to look at. Most findings
// are of this kind, and most of a finding is empty then.
func (r *Rule) quietly(outcome certcat.Outcome, f *certcat.Finding) {
	f.Rule, f.Outcome, f.Law, f.Policy, f.Basis = r.ID, outcome, certcat.LawNone, certcat.PolicyNone, certcat.BasisLaw
	f.Fields, f.Message = r.Fields, string(outcome)
}

// result is a finding before the runner has made it certain or not.
type result struct {
	certcat.Finding
	formal bool            // true by form alone; needs no row
	others []certcat.Field // fields of related papers that it rests on too
}

// judged is a finding that weighs on the decisions, with the rule that made it.
type judged struct {
	rule   *Rule
	policy certcat.Policy
}

// Rules is the one list, in the order in which findings are given.
func Rules() []Rule {
	var all []Rule
	for _, family := range [][]Rule{fieldRules, dateRules, lifeRules, actRules, standardRules, numberRules, bodyRules, kindRules, schemeRules,
		scopeRules, productRules, recallRules, peopleRules, relatedRules, insideRules, securityRules, markRules, registerRules} {
		all = append(all, family...)
	}
	return all
}

// rules is Rules, made once.
var rules = sync.OnceValue(Rules)

// ask runs one rule: it gives at least one finding, or says quietly that the rule passes or does not concern the paper. A
// rule that panics, and a check without a day, give unknown. What it gives holds until the next rule is asked.
func (x *question) ask(rule *Rule) (out []result, quiet certcat.Outcome) {
	defer func() {
		if p := recover(); p != nil {
			quiet = ""
			out = x.alone(rule, x.unknown("rule-broke", "error", strings.ToValidUTF8(fmt.Sprint(p), "?")))
		}
	}()
	if !x.asksDay() {
		return x.alone(rule, x.unknown("no-day", "day", string(x.day))), ""
	}
	if !rule.Applies(x) {
		return nil, certcat.NotApplicable
	}
	found := rule.Check(x)
	if len(found) == 0 {
		return nil, certcat.Pass
	}
	for i := range found {
		x.finish(rule, &found[i])
	}
	return found, ""
}

// alone gives the only result of a rule.
func (x *question) alone(rule *Rule, r result) []result {
	x.one[0] = r
	x.finish(rule, &x.one[0])
	return x.one[:]
}

// asksDay reports whether the day asked about is one.
func (x *question) asksDay() bool {
	if x.dayAsked == 0 {
		x.dayAsked = 1
		if x.day.Valid() && !x.day.MonthOnly() {
			x.dayAsked = 2
		}
	}
	return x.dayAsked == 2
}

// finish turns a fail that can't be certain into unknown, and asks the profile what is made of it.
func (x *question) finish(rule *Rule, r *result) {
	r.Rule = rule.ID
	if len(r.Fields) == 0 {
		r.Fields = rule.Fields
	}
	if r.Law == "" {
		r.Law = certcat.LawNone
	}
	if r.Basis == "" {
		r.Basis = certcat.BasisLaw
	}
	if r.Outcome == certcat.Fail {
		if unsure := x.unsure(r); unsure != "" {
			r.Outcome = certcat.Unknown
			r.Args = append(r.Args, certcat.Arg{Key: "unsure", Value: unsure})
		}
	}
	if r.Fix == nil {
		r.Policy = x.opt.Profile.policy(rule, &r.Finding)
		return
	}
	if estimate, ok := x.t.Remedy(r.Fix.Message); ok {
		r.Fix.Basis, r.Fix.Time = estimate.Verified, &certcat.Days{Low: estimate.DaysLow, High: estimate.DaysHigh}
		if estimate.CostHigh > 0 {
			r.Fix.Cost = &certcat.Money{Low: estimate.CostLow, High: estimate.CostHigh, Currency: estimate.Currency}
		}
	}
	r.Policy = x.opt.Profile.policy(rule, &r.Finding)
}

// unsure says why a fail would not be certain: "field" not relied on, "row" that nobody read; "" where it is.
func (x *question) unsure(r *result) string {
	for _, name := range r.Fields {
		if !x.field(name).Accepted {
			return "field"
		}
	}
	for _, f := range r.others {
		if !f.Accepted {
			return "field"
		}
	}
	if !r.formal && r.DecidedBy().Verified != "source" {
		return "row"
	}
	return ""
}

// fail begins a finding that fails; message is a key of the message files, pairs are its arguments.
func (x *question) fail(law certcat.LawEffect, message string, pairs ...string) result {
	return result{Finding: certcat.Finding{Outcome: certcat.Fail, Law: law, Message: message, Args: certcat.Args(pairs...)}}
}

func (x *question) warn(law certcat.LawEffect, message string, pairs ...string) result {
	return result{Finding: certcat.Finding{Outcome: certcat.Warn, Law: law, Message: message, Args: certcat.Args(pairs...)}}
}

func (x *question) unknown(message string, pairs ...string) result {
	return result{Finding: certcat.Finding{Outcome: certcat.Unknown, Message: message, Args: certcat.Args(pairs...)}}
}

func (r result) on(fields ...string) result          { r.Fields = fields; return r }
func (r result) seen(values ...certcat.Value) result { r.Evidence = evidence(values...); return r }
func (r result) by(row certcat.Row) result {
	if row != (certcat.Row{}) {
		r.Row = &row
	}
	return r
}
func (r result) citing(act, article, url string) result {
	if c := (certcat.Citation{Act: act, Article: article, URL: url}); c != (certcat.Citation{}) {
		r.Citation = &c
	}
	return r
}
func (r result) fix(message, who string) result {
	r.Fix = &certcat.Fix{Message: message, Who: who}
	return r
}
func (r result) under(basis certcat.Basis) result { r.Basis = basis; return r }
func (r result) formally() result                 { r.formal = true; return r }

// resting names fields of related papers that the finding rests on too.
func (r result) resting(fields ...certcat.Field) result { r.others = fields; return r }
