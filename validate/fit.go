package validate

import (
	"slices"
	"strings"

	"github.com/certcat/certcat"
)

// fits judges the certificate against every requirement of the market for the category. Where none was asked, or the
// tables know nothing about the pair, couldServe names what the paper could prove.
func (x *question) fits(results []judged) (fits []certcat.Fit, couldServe []string) {
	if x.opt.Market == "" || x.opt.Category == "" || !x.asksDay() {
		return nil, x.t.Proves(x.kind(), x.cert.Scheme)
	}
	all, known := x.everyRequirement()
	if !known {
		return nil, x.t.Proves(x.kind(), x.cert.Scheme)
	}
	for i := range all {
		x.turn(all[i].Row.From, all[i].Row.Until)
	}
	list := x.requirements()
	failing, asking := because(results)
	fits = make([]certcat.Fit, 0, len(list))
	for i := range list {
		fits = append(fits, x.fit(&list[i], results, failing, asking))
	}
	if len(fits) == 0 {
		return nil, nil
	}
	return fits, nil
}

// everyRequirement lists what the market asks for the category on any day.
func (x *question) everyRequirement() ([]certcat.Requirement, bool) {
	if !x.everyAsked {
		x.everyAsked = true
		x.every, x.everyKnown = x.t.Requirements(x.opt.Market, x.opt.Category)
	}
	return x.every, x.everyKnown
}

// requirements are what the market asks of the units in question: of all that are valid on a day on which what the
// requirement's act looks at happened to one of them.
func (x *question) requirements() []certcat.Requirement {
	if x.asked {
		return x.needed
	}
	x.asked = true
	if x.c.Listing == nil {
		x.needed, _ = x.t.RequirementsOn(x.opt.Market, x.opt.Category, x.day)
		return x.needed
	}
	all, _ := x.everyRequirement()
	some := false
	for i := range all {
		r := &all[i]
		act, scheme := "", ""
		if len(r.Acts) > 0 {
			act = r.Acts[0]
		}
		if len(r.Schemes) > 0 {
			scheme = r.Schemes[0]
		}
		firstDay, lastDay, _ := x.event(act, scheme)
		counts := (r.Row.From == "" || r.Row.From <= lastDay) && (r.Row.Until == "" || firstDay < r.Row.Until)
		switch {
		case counts && some:
			x.needed = append(x.needed, *r)
		case !counts && !some: // mostly all count, and the list need not be copied
			some, x.needed = true, slices.Clone(all[:i])
		}
	}
	if !some {
		x.needed = all
	}
	return x.needed
}

func (x *question) fit(r *certcat.Requirement, results []judged, failing, asking []string) certcat.Fit {
	f := certcat.Fit{Requirement: r.ID, Result: certcat.FitNotEvaluated, Decision: certcat.NeedsReview}
	switch {
	case r.Evidence != "upload" && r.Evidence != "number" && !slices.Contains(r.Kinds, x.kind()):
		f.Decision = certcat.Irrelevant // no upload shows it: on the product, held by the maker
		return f
	case x.kind() == "":
		f.Result = certcat.FitAsks
		return f
	case !slices.Contains(r.Kinds, x.kind()), !x.scheme(r):
		f.Result, f.Decision = certcat.OtherMarket, certcat.Irrelevant
		if slices.Contains(x.t.Supports(x.kind(), x.cert.Scheme), requirementKind(r)) {
			f.Result, f.Decision = certcat.Supports, certcat.NeedsReview // it serves beside another paper
		}
		x.unmask(r, results, &f)
		return f
	case !x.ofActs(r):
		f.Result, f.Decision = certcat.OtherMarket, certcat.Irrelevant // a declaration under other acts than this one asks for
		return f
	}
	if len(r.Schemes) > 0 && x.cert.Scheme == "" {
		failing = x.notPretending(r, results, failing)
	}
	switch {
	case len(failing) > 0:
		f.Result, f.Decision, f.Because = certcat.DoesNotSatisfy, certcat.Rejected, slices.Clone(failing)
	case len(asking) > 0:
		f.Result, f.Because = certcat.FitAsks, slices.Clone(asking)
	default:
		f.Result = certcat.Satisfies
		if x.opt.Profile.AcceptKnowledge || r.Row.Verified == "source" {
			f.Decision = certcat.Accepted
		}
	}
	return f
}

// notPretending leaves out rules that unmask a paper as offered for something else than a requirement of a scheme: a
// laboratory's paper about the FCC's rules may still be a listing.
func (x *question) notPretending(r *certcat.Requirement, results []judged, failing []string) []string {
	kind := requirementKind(r)
	return slices.DeleteFunc(slices.Clone(failing), func(id string) bool {
		return slices.ContainsFunc(results, func(j judged) bool {
			return j.rule.ID == id && len(j.rule.Pretends) > 0 && !slices.Contains(j.rule.Pretends, kind)
		})
	})
}

// unmask judges a paper that is offered for something that its kind can't prove: "other" would hide that it pretends to.
func (x *question) unmask(r *certcat.Requirement, results []judged, f *certcat.Fit) {
	for _, found := range results {
		if len(found.rule.Pretends) == 0 || !slices.Contains(found.rule.Pretends, requirementKind(r)) {
			continue
		}
		if len(r.Acts) > 0 && len(x.acts()) > 0 && !x.touches(r) {
			continue // a paper about radio does not pretend to be the battery's declaration
		}
		switch found.policy {
		case certcat.PolicyFail:
			f.Result, f.Decision, f.Because = certcat.DoesNotSatisfy, certcat.Rejected, appendOnce(f.Because, found.rule.ID)
		case certcat.PolicyAsk:
			if f.Result != certcat.DoesNotSatisfy {
				f.Result, f.Decision, f.Because = certcat.FitAsks, certcat.NeedsReview, appendOnce(f.Because, found.rule.ID)
			}
		}
	}
}

// ofActs reports whether a declaration concerns a requirement where the market asks for several, each under acts of its
// own: the battery's declaration is not the radio's.
func (x *question) ofActs(r *certcat.Requirement) bool {
	if len(r.Acts) == 0 || x.kind() != "eu-doc" && x.kind() != "uk-doc" || len(x.acts()) == 0 {
		return true
	}
	return x.touches(r)
}

// scheme reports whether the paper is of a scheme that the requirement takes.
func (x *question) scheme(r *certcat.Requirement) bool {
	return len(r.Schemes) == 0 || x.cert.Scheme == "" || slices.Contains(r.Schemes, x.cert.Scheme)
}

// requirementKind is the kind of thing that a requirement asks for: the third part of its ID.
func requirementKind(r *certcat.Requirement) string {
	// market/category/kind, and the act where a kind is asked for several times
	_, rest, ok1 := strings.Cut(r.ID, "/")
	_, kind, ok2 := strings.Cut(rest, "/")
	if !ok1 || !ok2 {
		return r.ID
	}
	kind, _, _ = strings.Cut(kind, "/")
	return kind
}

// because names the rules whose findings reject, and those that ask.
func because(results []judged) (failing, asking []string) {
	for _, r := range results {
		switch r.policy {
		case certcat.PolicyFail:
			failing = appendOnce(failing, r.rule.ID)
		case certcat.PolicyAsk:
			asking = appendOnce(asking, r.rule.ID)
		}
	}
	return failing, asking
}

func appendOnce(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// decide is what is made of the certificate over all requirements that it proves; only where it proves none, those that
// it supports count.
func decide(opt Options, fits []certcat.Fit) certcat.Decision {
	if opt.Market == "" || opt.Category == "" || len(fits) == 0 {
		return certcat.NeedsReview
	}
	rank := []certcat.Decision{certcat.Irrelevant, certcat.Accepted, certcat.NeedsReview, certcat.Rejected}
	decision, supports := certcat.Irrelevant, false
	for _, f := range fits {
		supports = supports || f.Result == certcat.Supports
		if f.Result != certcat.Supports && slices.Index(rank, f.Decision) > slices.Index(rank, decision) {
			decision = f.Decision
		}
	}
	if decision == certcat.Irrelevant && supports {
		return certcat.NeedsReview
	}
	return decision
}
