package main

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/say"
)

// printVerdict shows a verdict: document check and decision, then every finding that is open, the gravest first, with
// law, policy, clause, table row, printed text and what to do; then how the paper fits each requirement. verbose adds
// rules that passed or do not apply.
func printVerdict(w io.Writer, lang string, v certcat.Verdict, verbose bool) {
	p := verdictPrinter{w, lang}
	p.line(2, p.text("verdict.check"), p.text("check."+string(v.Check)))
	switch {
	case v.Market == "" || v.Category == "":
		p.plain(2, p.text("verdict.no-market"))
	case len(v.Fits) == 0:
		p.plain(2, p.text("verdict.unknown-cell", "market", v.Market, "category", v.Category))
	default:
		p.line(2, p.text("verdict.decision", "market", v.Market, "category", v.Category, "day", string(v.AsOf), "profile", v.Profile), p.text("decision."+string(v.Decision)))
	}
	if len(v.CouldServe) > 0 {
		p.plain(2, p.text("verdict.could-serve", "kinds", strings.Join(v.CouldServe, ", ")))
	}
	shown := slices.Clone(v.Findings)
	slices.SortStableFunc(shown, func(a, b certcat.Finding) int { return gravity(a) - gravity(b) })
	passed, other := 0, 0
	for _, f := range shown {
		switch f.Outcome {
		case certcat.Pass:
			passed++
		case certcat.NotApplicable, certcat.NotInForce:
			other++
		}
		if verbose || gravity(f) < settled {
			p.finding(f)
		}
	}
	p.fits(v.Fits, verbose)
	fmt.Fprintln(w)
	p.plain(2, p.text("verdict.passed", "passed", strconv.Itoa(passed), "other", strconv.Itoa(other)))
	if v.NextChange != "" {
		p.plain(2, p.text("verdict.next-change", "day", string(v.NextChange)))
	}
}

// settled is the gravity from which on a finding asks nothing of anybody.
const settled = 4

// gravity orders findings: what rejects, what asks, what warns, what is open without weight, what is settled.
func gravity(f certcat.Finding) int {
	switch f.Outcome {
	case certcat.Pass:
		return settled
	case certcat.NotApplicable:
		return settled + 1
	case certcat.NotInForce:
		return settled - 1
	}
	switch f.Policy {
	case certcat.PolicyFail:
		return 0
	case certcat.PolicyAsk:
		return 1
	case certcat.PolicyWarn:
		return 2
	}
	return 3
}

type verdictPrinter struct {
	w    io.Writer
	lang string
}

func (p verdictPrinter) text(key string, args ...string) string {
	return say.Text(p.lang, key, args...)
}

func (p verdictPrinter) plain(indent int, text string) {
	fmt.Fprintf(p.w, "%s%s\n", strings.Repeat(" ", indent), clean(text))
}

// line prints a name and what it is, in the punctuation of the language.
func (p verdictPrinter) line(indent int, name, value string) {
	p.plain(indent, p.text("verdict.line", "name", name, "value", value))
}

// finding prints one finding; what passed gets one line.
func (p verdictPrinter) finding(f certcat.Finding) {
	sentence, fix := say.Finding(p.lang, f)
	if gravity(f) >= settled {
		p.plain(2, p.text("outcome."+string(f.Outcome))+"  "+f.Rule)
		return
	}
	fmt.Fprintln(p.w)
	p.plain(2, p.text("outcome."+string(f.Outcome))+"  "+f.Rule)
	p.plain(6, sentence)
	p.plain(6, p.text("verdict.weight", "law", p.text("law."+string(f.Law)), "policy", p.text("policy."+string(f.Policy)), "basis", p.text("basis."+string(f.Basis))))
	if c := f.Citation; c != nil {
		p.line(6, p.text("verdict.clause"), strings.Join(strings.Fields(strings.Join([]string{c.Act, c.Article, c.URL}, " ")), " "))
	}
	if f.Row != nil {
		p.line(6, p.text("verdict.row"), p.text("verdict.row-of", "table", f.Row.Table, "row", f.Row.ID, "verified", p.text("verified."+f.Row.Verified)))
		if f.Row.From != "" || f.Row.Until != "" {
			p.line(6, p.text("verdict.row-holds"), string(f.Row.From)+" … "+string(f.Row.Until))
		}
		if f.Row.Source != "" {
			p.line(6, p.text("verdict.row-source"), f.Row.Source)
		}
	}
	for _, e := range f.Evidence {
		p.line(6, p.text("verdict.seen"), p.text("verdict.seen-at", "text", e.Text, "page", strconv.Itoa(e.Page)))
	}
	if fix != "" {
		p.line(6, p.text("verdict.fix"), fix)
	}
	if estimate := say.Estimate(p.lang, f.Remedy()); estimate != "" {
		p.plain(8, estimate)
	}
}

// fits prints how the paper stands to each requirement that it touches, to all of them where verbose.
func (p verdictPrinter) fits(fits []certcat.Fit, verbose bool) {
	headed := false
	for _, f := range fits {
		if !verbose && f.Decision == certcat.Irrelevant {
			continue
		}
		if !headed {
			fmt.Fprintln(p.w)
			p.plain(2, p.text("verdict.requirements"))
			headed = true
		}
		key, result, decision := "verdict.fit", p.text("fit."+string(f.Result)), p.text("decision."+string(f.Decision))
		if len(f.Because) > 0 {
			key = "verdict.fit-because"
		}
		p.line(4, f.Requirement, p.text(key, "result", result, "decision", decision, "rules", strings.Join(f.Because, ", ")))
	}
}
