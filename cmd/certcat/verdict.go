package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/say"
)

// printVerdict shows a verdict: the document check, the decision, and every finding that is worth a line with its law
// effect, policy outcome, clause, table row and what to do. With verbose the rules that passed or don't apply too.
func printVerdict(w io.Writer, lang string, v certcat.Verdict, verbose bool) {
	t := newTongue(lang)
	fmt.Fprintf(w, "  %s: %s", t.say("column.check"), say.Text(lang, "check."+string(v.Check)))
	if v.Market != "" {
		fmt.Fprintf(w, "; %s: %s", v.Market, say.Text(lang, "decision."+string(v.Decision)))
	}
	fmt.Fprintln(w)
	for _, f := range v.Findings {
		if !verbose && (f.Outcome == certcat.Pass || f.Outcome == certcat.NotApplicable || f.Outcome == certcat.NotInForce) {
			continue
		}
		said, fix := say.Finding(lang, f)
		fmt.Fprintf(w, "  %s %s\n", pad(say.Text(lang, "outcome."+string(f.Outcome)), 8), clean(said))
		about := []string{f.Rule, say.Text(lang, "law."+string(f.Law)), say.Text(lang, "policy."+string(f.Policy))}
		for _, part := range []string{strings.TrimSpace(f.Citation.Act + " " + f.Citation.Article), strings.TrimSpace(f.Row.Table + " " + f.Row.ID)} {
			if part != "" {
				about = append(about, part)
			}
		}
		fmt.Fprintf(w, "           %s\n", clean(strings.Join(about, "; ")))
		if fix != "" {
			fmt.Fprintf(w, "           → %s\n", clean(fix))
		}
	}
}
