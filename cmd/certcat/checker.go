package main

import (
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/flow"
)

// asking is the Checker without rules: every certificate needs a person.
type asking struct{ question }

func newChecker(q question) (flow.Checker, error) { return asking{q}, nil }

// Key names the question.
func (a asking) Key() string {
	return "no rules " + strings.Join(a.markets, ",") + " " + a.category + " " + string(a.asOf) + " " + a.profile
}

// Check asks.
func (a asking) Check(c certcat.Case) []certcat.Verdict {
	markets := a.markets
	if len(markets) == 0 {
		markets = []string{""}
	}
	var verdicts []certcat.Verdict
	for _, m := range markets {
		verdicts = append(verdicts, certcat.Verdict{Document: c.Certificate.Document, Part: c.Certificate.Part, Market: m, Category: a.category,
			AsOf: a.asOf, Profile: a.profile, Check: certcat.Asks, Decision: certcat.NeedsReview})
	}
	return verdicts
}
