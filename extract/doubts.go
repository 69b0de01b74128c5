package extract

import (
	"slices"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// leastForm is the probability from which on another form of an issuer's name makes the first doubtful.
const leastForm = 0.05

// otherForm reports whether the document prints a company's name in a second form that goes on, or ends sooner, than the
// likeliest: "Acme LLC" and "Acme LLC dba Bright". Both are company names by themselves.
func otherForm(list []*Candidate) bool {
	name := list[0].Value.Text
	if _, form := grammar.CompanyName(name); form == "" && !grammar.LooksLikeCompany(name) {
		return false
	}
	a := bare(name)
	for _, c := range list[1:min(len(list), mostRivals)] {
		if c.Field == certcat.Issuer && logistic(c.Score) < leastForm {
			break // what a line holds beside the name, or its end
		}
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

// memberDoubts tells of lists with standards that are printed two as one, go on with something that was not understood, or are
// only spoken of further back; and with a number that may be the paper's own, where none else is.
func (d *document) memberDoubts(kept []*Candidate) (out []string) {
	some := func(is func(c *Candidate) bool) bool { return slices.ContainsFunc(kept, is) }
	if some(func(c *Candidate) bool { return c.joined }) {
		out = append(out, "double-designation")
	}
	if some(func(c *Candidate) bool { return c.cut }) {
		out = append(out, "cut-short")
	}
	if kept[0].Field == certcat.Standards && !kept[0].has("later-page") &&
		some(func(c *Candidate) bool { return c.has("running-text") && c.has("later-page") && !c.has("edition") }) {
		out = append(out, "later-page")
	}
	if kept[0].Field == certcat.ReportNumbers && d.number == "" && d.class != "declaration" && some(func(c *Candidate) bool { return c.has("certificate-word") }) {
		out = append(out, "own-number")
	}
	return out
}
