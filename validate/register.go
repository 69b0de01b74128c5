package validate

import "github.com/certcat/certcat"

// Papers whose truth lies in a public register: a perfect picture of one proves nothing.
var registerRules = []Rule{
	{ID: "register.asked", Family: "register", Citation: "the scheme's register", Layer: Use, Fields: []string{certcat.Kind, certcat.CertificateNumber},
		Applies: func(x *question) bool { where, _ := x.register(); return where != "" }, Check: registerAsked},
}

// registered are the document kinds that have a register whatever their scheme.
var registered = map[string]string{"eu-type-examination": bodysOwn, "fcc-grant": "https://apps.fcc.gov/oetcf/eas/reports/GenericSearch.cfm"}

// bodysOwn stands for the register that a notified body keeps itself: there is no common one.
const bodysOwn = "body"

// register is where the paper's number can be looked up, "" where there is no register.
func (x *question) register() (where string, row certcat.Row) {
	if s, ok := x.t.Scheme(x.cert.Scheme); ok && s.Register != "" {
		return s.Register, s.RowFor("register")
	}
	return registered[x.kind()], certcat.Row{}
}

func registerAsked(x *question) []result {
	where, row := x.register()
	f := x.cert.Field(certcat.CertificateNumber)
	number := or(f.Text(), "-")
	finding, fix := x.unknown("register.not-asked", "number", number, "where", where), "ask-register"
	if where == bodysOwn {
		finding, fix = x.unknown("register.not-asked.body", "number", number, "body", or(x.cert.Field(certcat.Issuer).Text(), "-")), "ask-body"
	}
	return []result{finding.by(x.row(row)).under(certcat.BasisScheme).seen(f.Values...).fix(fix, "reviewer")}
}
