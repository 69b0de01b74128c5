package main

import (
	"fmt"
	"io"

	"github.com/certcat/certcat"
)

// printVerdict shows a verdict: the document check, the decision, and every finding that is worth a line.
func printVerdict(w io.Writer, lang string, v certcat.Verdict, verbose bool) {
	t := newTongue(lang)
	fmt.Fprintf(w, "  %s: %s", t.say("column.check"), t.say("check."+string(v.Check)))
	if v.Market != "" {
		fmt.Fprintf(w, "; %s: %s", v.Market, t.say("decision."+string(v.Decision)))
	}
	fmt.Fprintln(w)
	for _, f := range v.Findings {
		if !verbose && (f.Outcome == certcat.Pass || f.Outcome == certcat.NotApplicable || f.Outcome == certcat.NotInForce) {
			continue
		}
		fmt.Fprintf(w, "  %-8s %s %s\n", t.say("outcome."+string(f.Outcome)), f.Rule, f.Message)
	}
}
