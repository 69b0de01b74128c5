package validate

import (
	"slices"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// Under which scheme a paper was issued: many schemes share a kind of document, and one serves no requirement of another.
var schemeRules = []Rule{
	{ID: "kind.scheme", Family: "kind", Citation: "table proves", Layer: Use, Fields: []string{certcat.Kind, certcat.CertificateNumber},
		Applies: func(x *question) bool { return len(x.schemesAsked()) > 0 && !x.t.OneScheme(x.kind()) }, Check: kindScheme},
}

// schemesAsked are the schemes under which the market asks for papers of this kind.
func (x *question) schemesAsked() []string {
	if x.opt.Market == "" || x.opt.Category == "" || x.kind() == "" {
		return nil
	}
	list := x.requirements()
	var out []string
	for i := range list {
		if slices.Contains(list[i].Kinds, x.kind()) {
			for _, s := range list[i].Schemes {
				out = appendOnce(out, s)
			}
		}
	}
	return out
}

// kindScheme asks where the scheme was not read: nothing is accepted for a scheme that nobody saw on the paper.
func kindScheme(x *question) []result {
	if x.cert.Scheme != "" {
		return nil
	}
	var names []string
	var row certcat.Row
	for _, id := range x.schemesAsked() {
		s, ok := x.t.Scheme(id)
		names = append(names, or(s.NameEn, id))
		if ok && row.ID == "" {
			row = s.Row()
		}
	}
	return []result{x.unknown("kind.scheme", "schemes", strings.Join(names, "; "), "market", x.opt.Market).by(x.row(row)).under(certcat.BasisScheme).
		on(certcat.Kind).seen(x.field(certcat.CertificateNumber).Values...).fix("tell-scheme", "reviewer")}
}

// schemeByNumber is the one scheme, of those that the market asks for, whose numbers have the form of the paper's number and
// whose register can confirm that; "" where none or several have.
func (x *question) schemeByNumber() string {
	if x.cert.Scheme != "" {
		return ""
	}
	printed := x.field(certcat.CertificateNumber).Text()
	if printed == "" || x.t.OneScheme(x.kind()) {
		return ""
	}
	found := ""
	for _, id := range x.schemesAsked() {
		if !x.hasForm(id, printed) {
			continue
		}
		if s, ok := x.t.Scheme(id); found != "" || !ok || s.Register == "" {
			return ""
		}
		found = id
	}
	return found
}

// hasForm reports whether a number has a form that the tables know of a scheme's numbers.
func (x *question) hasForm(scheme, printed string) bool {
	number, _ := grammar.Number(scheme, printed)
	for _, form := range x.t.SchemeNumbers(scheme) {
		re, err := compiled(form.Regex)
		if err == nil && (re.MatchString(strings.TrimSpace(printed)) || number != "" && re.MatchString(number)) {
			return true
		}
	}
	return false
}
