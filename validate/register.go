package validate

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
	"github.com/certcat/certcat/tables"
)

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
	give := func(r result, fix string) []result {
		return []result{r.by(x.row(row)).under(certcat.BasisScheme).seen(f.Values...).fix(fix, "reviewer")}
	}
	if answer, ok := x.answer(); ok {
		var shows []string
		for _, s := range answer.Shows {
			shows = append(shows, s.Key+": "+s.Value)
		}
		pairs := []string{"number", number, "where", answer.Register, "person", answer.Who, "day", answer.Time.UTC().Format(time.DateOnly), "shows", or(strings.Join(shows, "; "), "-")}
		switch answer.Result {
		case certcat.RegisterFound:
			f := certcat.Finding{Outcome: certcat.Pass, Message: "register.found", Args: certcat.Args(pairs...), Basis: certcat.BasisScheme}
			return []result{result{Finding: f}.by(x.row(row)).seen(x.values(certcat.CertificateNumber)...)}
		case certcat.RegisterDiffers:
			return give(x.fail(certcat.LawBreach, "register.differs", pairs...).formally().on(certcat.CertificateNumber), "ask-issuer")
		case certcat.RegisterEnded:
			return give(x.fail(certcat.LawBreach, "register.ended", pairs...).formally().on(certcat.CertificateNumber), "renew")
		case certcat.RegisterNotFound:
			return give(x.fail(certcat.LawBreach, "register.not-found", pairs...).formally().on(certcat.CertificateNumber), "ask-issuer")
		}
		return give(x.unknown("register.silent", pairs...), "ask-register")
	}
	if r, ok := x.snapshot(number, where); ok {
		return []result{r}
	}
	if where == bodysOwn {
		return give(x.unknown("register.not-asked.body", "number", number, "body", or(x.field(certcat.Issuer).Text(), "-")), "ask-body")
	}
	return give(x.unknown("register.not-asked", "number", number, "where", link(where, f.Text())), "ask-register")
}

// snapshot looks the number up in what was imported of the scheme's register. A number that is missing proves something only
// where the import held the whole register.
func (x *question) snapshot(number, where string) (result, bool) {
	f := x.field(certcat.CertificateNumber)
	scheme := or(x.cert.Scheme, x.numberScheme())
	if first(*f) == "" || scheme == "" {
		return result{}, false
	}
	found, complete := x.t.Registered(scheme, f.Text(), x.day)
	if len(found) == 0 {
		r := x.fail(certcat.LawBreach, "register.not-in-snapshot", "number", number, "where", link(where, f.Text())).formally()
		return r.under(certcat.BasisScheme).on(certcat.CertificateNumber).seen(f.Values...).fix("ask-issuer", "reviewer"), complete
	}
	e := found[len(found)-1]
	pairs := []string{"number", number, "holder", or(e.Holder, "-"), "said", or(e.Said, e.Status), "where", or(e.URL, link(where, f.Text()))}
	held := func(r result) result {
		return r.by(x.row(e.Row())).under(certcat.BasisScheme).on(certcat.CertificateNumber).seen(f.Values...)
	}
	holder := x.field(certcat.Holder)
	switch {
	case e.Status == "ended" || e.Status == "suspended":
		return held(x.fail(certcat.LawBreach, "register.snapshot-ended", pairs...)).fix("renew", "reviewer"), true
	case e.Status != "valid":
		return held(x.unknown("register.snapshot-other", pairs...)).fix("ask-register", "reviewer"), true
	case e.Holder != "" && holder.State == certcat.Printed && !sameFirm(holder.Values, e.Holder):
		return held(x.unknown("register.snapshot-holder", append(pairs, "printed", holder.Text())...)).seen(append(slices.Clone(f.Values), holder.Values...)...).fix("ask-register", "reviewer"), true
	}
	return held(result{Finding: certcat.Finding{Outcome: certcat.Pass, Message: "register.snapshot", Args: certcat.Args(pairs...)}}), true
}

// answer is the newest answer of a register about the number that the paper bears. An answer about another number is none.
func (x *question) answer() (certcat.RegisterCheck, bool) {
	own := grammar.FoldIdentifier(x.field(certcat.CertificateNumber).Text())
	var best certcat.RegisterCheck
	found := false
	for _, r := range x.c.Registers {
		about := r.Part == (certcat.Part{}) || r.Part == x.cert.Part
		if about && own != "" && grammar.FoldIdentifier(r.Query) == own && (!found || !r.Time.Before(best.Time)) {
			best, found = r, true
		}
	}
	return best, found
}

// link fills the number into a register's address where the address has a place for it: "{number}".
func link(where, number string) string {
	return strings.ReplaceAll(where, "{number}", url.QueryEscape(number))
}

// Register gives the address at which a certificate's number can be looked up, with the number filled in where the address
// has a place for it; body is true where only the body that issued it can say. ok is false where there is no register.
func Register(c *certcat.Certificate, t *tables.Tables) (address string, body, ok bool) {
	x := &question{cert: c, t: t}
	where, _ := x.register()
	switch where {
	case "":
		return "", false, false
	case bodysOwn:
		return "", true, true
	}
	return link(where, c.Field(certcat.CertificateNumber).Text()), false, true
}
