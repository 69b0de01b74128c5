package extract

import (
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
	for _, c := range list[1:min(len(list), mostRivals)] {
		_, form := grammar.CompanyName(c.Value.Text)
		if a, b := bare(name), bare(c.Value.Text); form != "" && a != b && (strings.Contains(a, b) || strings.Contains(b, a)) {
			return true
		}
	}
	return false
}
