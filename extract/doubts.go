package extract

import (
	"slices"
	"strings"

	"github.com/certcat/certcat/grammar"
)

// otherForm reports whether the document prints a company's name in a second form that goes on, or ends sooner, than the
// likeliest: "Acme LLC" and "Acme LLC dba Bright". Both are company names by themselves.
func otherForm(list []*Candidate) bool {
	name := list[0].Value.Text
	if _, form := grammar.CompanyName(name); form == "" && !grammar.LooksLikeCompany(name) {
		return false
	}
	a := bare(name)
	for _, c := range list[1:min(len(list), mostRivals)] {
		stem, form := grammar.CompanyName(c.Value.Text)
		if form == "" || bare(stem) == "" {
			continue
		}
		b := bare(c.Value.Text)
		// Behind the lines above it, which are no part of it, a name is the same name.
		onlyLower := strings.HasSuffix(b, a) && len(c.Value.Evidence) > 1
		if a != b && !onlyLower && (strings.Contains(a, b) || strings.Contains(b, a)) {
			return true
		}
	}
	return false
}

// designationDoubts tells of standards that are printed two as one, or go on with something that was not understood.
func designationDoubts(kept []*Candidate) (out []string) {
	if slices.ContainsFunc(kept, func(c *Candidate) bool { return c.joined }) {
		out = append(out, "double-designation")
	}
	if slices.ContainsFunc(kept, func(c *Candidate) bool { return c.cut }) {
		out = append(out, "cut-short")
	}
	return out
}
