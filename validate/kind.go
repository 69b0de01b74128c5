package validate

import (
	"slices"
	"strings"

	"github.com/certcat/certcat"
)

// What a paper is, whatever it calls itself: acts, module and body number on the page count, never the issuer's name.
var kindRules = []Rule{
	{ID: "kind.laboratory-ce", Family: "kind", Citation: "Decision 768/2008/EC, Annex II", Layer: Use, Fields: []string{certcat.Kind, certcat.LegalActs, certcat.IssuerID},
		Pretends: []string{"eu-doc", "eu-type-examination"},
		Applies:  func(x *question) bool { return x.kind() == "certificate-of-conformity" && x.union() }, Check: kindLaboratoryCE},
	{ID: "kind.fcc-verification", Family: "kind", Citation: "47 CFR 2.906, 2.907", Layer: Use, Fields: []string{certcat.Kind},
		Pretends: []string{"us-fcc-sdoc", "us-fcc-certification"},
		Applies:  func(x *question) bool { return x.kind() == "certificate-of-conformity" }, Check: kindVerification},
	{ID: "kind.class-one", Family: "kind", Citation: "(EU) 2017/745, Article 52(7)", Layer: Document, Fields: []string{certcat.Kind, certcat.ProductClass},
		Pretends: []string{"medical-device"},
		Applies:  func(x *question) bool { return x.kind() == "medical-device" && len(x.acts()) > 0 }, Check: kindClassOne},
	{ID: "kind.cpc-issuer", Family: "kind", Citation: "16 CFR 1110.7", Layer: Document, Fields: []string{certcat.Kind, certcat.Issuer},
		Pretends: []string{"us-cpsc-cpc", "us-cpsc-gcc"},
		Applies: func(x *question) bool {
			return (x.cert.Scheme == "us-cpsc-cpc" || x.cert.Scheme == "us-cpsc-gcc") && x.field(certcat.Issuer).Text() != ""
		}, Check: kindCPC},
	{ID: "kind.sdoc-party", Family: "kind", Citation: "47 CFR 2.909, 2.1077", Layer: Document, Fields: []string{certcat.Kind, certcat.Representative},
		Applies: func(x *question) bool { return x.kind() == "fcc-sdoc" }, Check: kindSDoCParty},
	{ID: "kind.sdoc-transmitter", Family: "kind", Citation: "47 CFR 15.201", Layer: Use, Fields: []string{certcat.Kind}, Pretends: []string{"us-fcc-certification"},
		Applies: func(x *question) bool { return x.kind() == "fcc-sdoc" && x.opt.Market == "US" && x.opt.Category != "" }, Check: kindSDoCTransmitter},
	{ID: "kind.module-inside", Family: "kind", Citation: "47 CFR 15.212", Layer: Use, Fields: []string{certcat.Kind, certcat.Product},
		Applies: func(x *question) bool { return x.kind() == "fcc-grant" && x.c.Listing != nil }, Check: kindModuleInside},
	{ID: "kind.cb-basis", Family: "kind", Citation: "IECEE OD-2020", Layer: Use, Fields: []string{certcat.Kind},
		Applies: func(x *question) bool { return x.cert.Scheme == "int-cb" && x.opt.Market != "" }, Check: kindCB},
}

// ceActs reports whether the paper names an act under which goods bear the CE mark.
func (x *question) ceActs() bool {
	return slices.ContainsFunc(x.acts(), func(a namedAct) bool { return a.CEMarking == "yes" && a.Jurisdiction == "EU" })
}

// american reports whether the paper speaks of the FCC's rules.
func (x *question) american() bool {
	for _, v := range x.field(certcat.LegalActs).Values {
		if strings.HasPrefix(canonical(v), "47 CFR") {
			return true
		}
	}
	return slices.ContainsFunc(x.field(certcat.Marks).Values, func(v certcat.Value) bool { return canonical(v) == "FCC" })
}

// kindLaboratoryCE: a certificate under CE acts that bears no notified body's number is no type examination, and being no
// declaration of the maker either it proves nothing that the Union asks for.
func kindLaboratoryCE(x *question) []result {
	if !x.ceActs() || !slices.ContainsFunc(x.acts(), func(a namedAct) bool { return a.CEMarking == "yes" && !x.ofSubstances(a.ID) }) {
		return nil // under RoHS laboratories attest what they measured in parts, and nobody takes that for a declaration
	}
	id := x.cert.Field(certcat.IssuerID)
	pairs := []string{"issuer", or(x.field(certcat.Issuer).Text(), "-")}
	if number := fourDigits.FindString(first(id)); number != "" && id.State == certcat.Printed {
		if b, ok := x.t.Body(number); ok {
			return []result{x.unknown("kind.voluntary-by-body", append(pairs, "number", number, "name", b.Name)...).by(x.row(b.Row())).
				seen(id.Values...).fix("ask-module", "notified-body")}
		}
	}
	p, _ := x.t.Proof(x.kind(), "")
	r := x.fail(certcat.LawBreach, "kind.laboratory-ce", pairs...).by(x.row(p.Row())).seen(append(slices.Clone(x.field(certcat.LegalActs).Values), id.Values...)...)
	return []result{r.citing("768/2008/EC", "Annex II", "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32008D0768").fix("show-declaration", "seller")}
}

// ofSubstances reports whether an act restricts substances, and parts are attested under it as well as products.
func (x *question) ofSubstances(act string) bool {
	_, ok := x.t.Means("substance-act", strings.ToLower(act))
	return ok
}

func kindVerification(x *question) []result {
	if !x.american() {
		return nil
	}
	s, _ := x.t.Scheme("us-fcc-sdoc")
	party := x.cert.Field(certcat.Representative)
	if party.State == certcat.Printed && countryAtEnd(party.Text()) == "US" {
		return []result{x.unknown("kind.perhaps-sdoc", "party", party.Text()).by(x.row(s.Row())).seen(party.Values...).fix("show-sdoc", "seller")}
	}
	return []result{x.fail(certcat.LawBreach, "kind.fcc-verification").by(x.row(s.Row())).under(certcat.BasisLaw).seen(x.field(certcat.LegalActs).Values...).
		citing("47 CFR 2.906", "2.1077", "https://www.ecfr.gov/current/title-47/section-2.906").fix("show-sdoc", "manufacturer")}
}

// kindClassOne: no notified body certifies a plain class I device, so a paper that says so was not issued by one.
func kindClassOne(x *question) []result {
	for _, a := range x.acts() {
		class, f, ok := x.printedClass(a.ID)
		if ok && !class.Body {
			return []result{x.fail(certcat.LawBreach, "kind.class-one", "class", class.Name, "act", a.ID).by(x.row(class.Row())).on(certcat.Kind, f.Name).
				seen(append(slices.Clone(f.Values), a.value)...).citing(a.ID, "Article 52(7)", a.URL()).fix("show-declaration", "seller")}
		}
	}
	return nil
}

// kindCPC: the importer or the domestic maker issues it; a laboratory can only test.
func kindCPC(x *question) []result {
	issuer := x.cert.Field(certcat.Issuer)
	s, _ := x.t.Scheme(x.cert.Scheme)
	for _, i := range x.t.Issuers() {
		if i.Kind != "lab" && i.Kind != "lab-cb" && i.Kind != "cb" {
			continue
		}
		for _, name := range append([]string{i.Name}, i.PrintedAs...) {
			if sameCompany(name, issuer.Text()) {
				return []result{x.fail(certcat.LawBreach, "kind.cpc-issuer", "issuer", issuer.Text()).by(x.row(s.RowFor("representative"))).on(certcat.Issuer).
					seen(issuer.Values...).citing(or(s.NameEn, x.cert.Scheme), "16 CFR 1110.7", "https://www.ecfr.gov/current/title-16/part-1110").fix("issue-cpc", "importer")}
			}
		}
	}
	return nil
}

func kindSDoCParty(x *question) []result {
	f := x.cert.Field(certcat.Representative)
	s, _ := x.t.Scheme("us-fcc-sdoc")
	cite := func(r result) []result {
		return []result{r.by(x.row(s.RowFor("representative"))).on(certcat.Kind, certcat.Representative).seen(f.Values...).
			citing("47 CFR 2.909", "2.1077(a)(3)", "https://www.ecfr.gov/current/title-47/section-2.1077").fix("name-us-party", "manufacturer")}
	}
	switch country := countryAtEnd(f.Text()); {
	case f.State == certcat.Printed && country == "US":
		return nil
	case f.State == certcat.Printed && country != "":
		return cite(x.fail(certcat.LawBreach, "kind.sdoc-party.abroad", "party", f.Text(), "country", country))
	case f.State == certcat.Printed:
		return cite(x.unknown("kind.sdoc-party.where", "party", f.Text()))
	case f.State == certcat.Absent:
		return cite(x.fail(certcat.LawBreach, "kind.sdoc-party.none"))
	}
	return cite(x.unknown("kind.sdoc-party.unread"))
}

// kindSDoCTransmitter: where the category needs a grant, a declaration of the supplier is not enough.
func kindSDoCTransmitter(x *question) []result {
	list := x.requirements()
	for i := range list {
		r := &list[i]
		if slices.Contains(r.Schemes, "us-fcc-certification") && r.Level == "mandatory" {
			return []result{x.fail(certcat.LawBreach, "kind.sdoc-transmitter", "category", x.opt.Category).by(x.row(r.Row)).
				citing("47 CFR 15.201", "", "https://www.ecfr.gov/current/title-47/section-15.201").fix("show-grant", "manufacturer")}
		}
	}
	return nil
}

// kindModuleInside: grantee and seller may differ where a module is inside; the host needs its own papers.
func kindModuleInside(x *question) []result {
	for _, name := range []string{certcat.Product, certcat.Scope} {
		f := x.cert.Field(name)
		for _, p := range x.t.Phrases("modular", x.kind()) {
			if says(f.Text(), p.Phrase) {
				return []result{x.unknown("kind.module-inside", "product", f.Text()).by(x.row(p.Row())).on(certcat.Kind, name).seen(f.Values...).
					citing("47 CFR 15.212", "", "https://www.ecfr.gov/current/title-47/section-15.212").fix("show-host", "manufacturer")}
			}
		}
	}
	return nil
}

func kindCB(x *question) []result {
	s, _ := x.t.Scheme("int-cb")
	return []result{x.warn(certcat.LawNone, "kind.cb-basis", "market", x.opt.Market).by(x.row(s.Row())).under(certcat.BasisScheme).fix("show-national", "seller")}
}

// says reports whether a text holds a phrase of the tables; a short one only as a word of its own.
func says(text, phrase string) bool { return saysLower(strings.ToLower(text), phrase) }

// saysLower is says for a text in lower case.
func saysLower(text, phrase string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], phrase)
		if i < 0 {
			return false
		}
		i += from
		if len(phrase) > 6 || phrase[0] >= 0x80 || !letterAt(text, i-1) && !letterAt(text, i+len(phrase)) {
			return true
		}
		from = i + 1
	}
}

func letterAt(s string, i int) bool {
	return i >= 0 && i < len(s) && (s[i] >= 'a' && s[i] <= 'z' || s[i] >= '0' && s[i] <= '9')
}
