package validate

import (
	"slices"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// Who is who: relations between the seller and the firms on the paper, never mere equality, and what a market wants of
// persons, languages and seals.
var peopleRules = []Rule{
	{ID: "people.holder", Family: "people", Citation: "identity of the operator", Layer: Use, Fields: []string{certcat.Holder, certcat.Manufacturer, certcat.Issuer},
		Applies: func(x *question) bool {
			return x.c.Listing != nil && x.c.Listing.Seller != "" && (aboutProducts[x.kind()] && x.kind() != "label-photo" || x.kind() == "fcc-grant" || x.kind() == "brand-authorisation")
		}, Check: peopleHolder},
	{ID: "people.licence", Family: "people", Citation: "identity of the operator", Layer: Use, Fields: []string{certcat.Kind, certcat.Holder},
		Applies: func(x *question) bool {
			return x.kind() == "business-licence" && x.c.Listing != nil && x.c.Listing.Seller != ""
		}, Check: peopleLicence},
	{ID: "people.brand-chain", Family: "people", Citation: "chain from a live trade mark", Layer: Use, Fields: []string{certcat.Kind, certcat.Issuer, certcat.Brand},
		Applies: func(x *question) bool { return x.kind() == "brand-authorisation" }, Check: peopleBrandChain},
	{ID: "people.territory", Family: "people", Citation: "territory of the right", Layer: Use, Fields: []string{certcat.Kind, certcat.Territory},
		Applies: func(x *question) bool {
			return x.opt.Market != "" && (x.kind() == "brand-authorisation" || x.kind() == "trademark-registration") && x.first(certcat.Territory) != ""
		}, Check: peopleTerritory},
	{ID: "people.factory", Family: "people", Citation: "factories on the certificate", Layer: Use, Fields: []string{certcat.Kind, certcat.Factory},
		Applies: func(x *question) bool {
			return x.attribute("factory") != "" && x.field(certcat.Factory).State != certcat.Unread
		}, Check: peopleFactory},
	{ID: "people.representative", Family: "people", Citation: "table schemes", Layer: Use, Fields: []string{certcat.Kind, certcat.Representative},
		Applies: func(x *question) bool {
			s, ok := x.t.Scheme(x.cert.Scheme)
			return ok && s.Representative == "required" && x.kind() == "type-approval"
		}, Check: peopleRepresentative},
	{ID: "people.importer", Family: "people", Citation: "(EU) 2019/1020, Article 4", Layer: Use, Fields: []string{certcat.Kind, certcat.ManufacturerAddress, certcat.Representative, certcat.Importer},
		Applies: func(x *question) bool { return x.kind() == "eu-doc" && (x.opt.Market == "EU" || x.opt.Market == "NI") }, Check: peopleImporter},
	{ID: "people.language", Family: "people", Citation: "table schemes", Layer: Use, Fields: []string{certcat.Kind, certcat.Languages},
		Applies: func(x *question) bool { return len(x.field(certcat.Languages).Values) > 0 && x.opt.Market != "" }, Check: peopleLanguage},
	{ID: "people.notarisation", Family: "people", Citation: "table schemes", Layer: Use, Fields: []string{certcat.Kind, certcat.Notarisation},
		Applies: func(x *question) bool { return x.seal(certcat.Notarisation) != "" }, Check: func(x *question) []result { return peopleSeal(x, certcat.Notarisation) }},
	{ID: "people.legalisation", Family: "people", Citation: "table schemes", Layer: Use, Fields: []string{certcat.Kind, certcat.Legalisation},
		Applies: func(x *question) bool { return x.seal(certcat.Legalisation) != "" }, Check: func(x *question) []result { return peopleSeal(x, certcat.Legalisation) }},
}

// parties are the firms on the paper that can stand behind the product.
func (x *question) parties() []certcat.Value {
	if x.kind() == "eu-doc" || x.kind() == "uk-doc" || x.kind() == "fcc-sdoc" || x.kind() == "brand-authorisation" {
		return x.values(certcat.Holder, certcat.Manufacturer, certcat.Issuer, certcat.Representative, certcat.Importer)
	}
	return x.values(certcat.Holder, certcat.Manufacturer, certcat.Importer)
}

func (x *question) values(fields ...string) []certcat.Value {
	var out []certcat.Value
	for _, name := range fields {
		out = append(out, x.field(name).Values...)
	}
	return out
}

func sameFirm(values []certcat.Value, name string) bool {
	return slices.ContainsFunc(values, func(v certcat.Value) bool { return sameCompany(v.Text, name) })
}

// peopleHolder asks for the link between paper and seller where neither name nor a letter gives it.
func peopleHolder(x *question) []result {
	seller, parties := x.c.Listing.Seller, x.parties()
	if sameFirm(parties, seller) {
		return nil
	}
	for i := range x.c.Related {
		letter := &x.c.Related[i]
		if first(letter.Field(certcat.Kind)) != "brand-authorisation" || !letter.Field(certcat.Holder).Accepted || !letter.Field(certcat.Issuer).Accepted {
			continue
		}
		if sameFirm(letter.Field(certcat.Holder).Values, seller) && slices.ContainsFunc(letter.Field(certcat.Issuer).Values, func(v certcat.Value) bool { return sameFirm(parties, v.Text) }) {
			return nil
		}
	}
	pairs := []string{"seller", seller, "printed", or(texts(parties, 3), "-")}
	if (x.kind() == "eu-doc" || x.kind() == "uk-doc") && len(parties) > 0 {
		return []result{x.unknown("people.declarant", pairs...).seen(parties...).fix("declare-own-name", "seller")}
	}
	return []result{x.unknown("people.holder", pairs...).seen(parties...).fix("show-link", "seller")}
}

func peopleLicence(x *question) []result {
	f := x.cert.Field(certcat.Holder)
	switch {
	case sameFirm(f.Values, x.c.Listing.Seller):
		return nil
	case f.State == certcat.Printed && sameScript(f.Text(), x.c.Listing.Seller):
		return []result{x.fail(certcat.LawNone, "people.licence", "seller", x.c.Listing.Seller, "printed", f.Text()).formally().seen(f.Values...).fix("show-licence", "seller")}
	}
	return []result{x.unknown("people.licence.script", "seller", x.c.Listing.Seller, "printed", or(f.Text(), "-")).seen(f.Values...).fix("show-licence", "seller")}
}

// sameScript reports whether two names are written in one script: "星空有限公司" may well be "Example Stars Ltd.".
func sameScript(a, b string) bool {
	latin := func(s string) bool {
		return strings.ContainsFunc(s, func(r rune) bool { return r < 0x250 && r > 0x40 })
	}
	wide := func(s string) bool { return strings.ContainsFunc(s, func(r rune) bool { return r > 0x370 }) }
	return wide(a) == wide(b) && latin(a) == latin(b)
}

// peopleBrandChain follows a letter back to a live trade mark of who wrote it.
func peopleBrandChain(x *question) []result {
	var marks []*certcat.Certificate
	for i := range x.c.Related {
		if first(x.c.Related[i].Field(certcat.Kind)) == "trademark-registration" {
			marks = append(marks, &x.c.Related[i])
		}
	}
	issuer, brand := x.cert.Field(certcat.Issuer), x.cert.Field(certcat.Brand)
	pairs := []string{"brand", or(brand.Text(), "-"), "issuer", or(issuer.Text(), "-")}
	if len(marks) == 0 {
		return []result{x.unknown("people.no-trade-mark", pairs...).seen(brand.Values...).fix("show-trade-mark", "seller")}
	}
	for _, m := range marks {
		if brand.Text() != "" && m.Field(certcat.Brand).Text() != "" && grammar.FoldIdentifier(m.Field(certcat.Brand).Text()) != grammar.FoldIdentifier(brand.Text()) {
			continue
		}
		owner, ends := m.Field(certcat.Holder), m.Field(certcat.ExpiryDate)
		if !sameFirm(owner.Values, issuer.Text()) {
			continue
		}
		if last := certcat.Date(first(ends)); last.Valid() {
			x.turn(last.Last().AddDays(1))
			if last.Last().Before(x.day) {
				return []result{x.fail(certcat.LawNone, "people.trade-mark-ended", append(pairs, "last", string(last))...).formally().
					on(certcat.Kind, certcat.Issuer).resting(m.Field(certcat.Kind), ends, owner).seen(issuer.Values...).fix("show-trade-mark", "seller")}
			}
		}
		return nil
	}
	return []result{x.unknown("people.other-owner", append(pairs, "owner", or(marks[0].Field(certcat.Holder).Text(), "-"))...).seen(issuer.Values...).fix("show-chain", "seller")}
}

// peopleTerritory looks whether the right reaches the market. A right for one member state is no right for the Union, and
// no contradiction either: others may exist.
func peopleTerritory(x *question) []result {
	f := x.cert.Field(certcat.Territory)
	elsewhere, within := 0, 0
	for _, v := range f.Values {
		for _, p := range x.t.Phrases("territory", "") {
			switch {
			case !says(v.Text, p.Phrase):
			case p.Means == "*", p.Means == x.opt.Market:
				return nil
			default:
				elsewhere++
			}
		}
		for part := range strings.FieldsFuncSeq(v.Text, func(r rune) bool { return strings.ContainsRune(",;/、，", r) }) {
			switch country := grammar.Country(strings.TrimSpace(part)); {
			case country == "":
			case country == x.opt.Market:
				return nil
			case x.member(country) && x.opt.Market == "EU":
				within++
			default:
				elsewhere++
			}
		}
	}
	pairs := []string{"territory", f.Text(), "market", x.opt.Market}
	if elsewhere == 0 || within > 0 {
		return []result{x.unknown("people.territory.unclear", pairs...).seen(f.Values...).fix("show-territory", "seller")}
	}
	return []result{x.fail(certcat.LawNone, "people.territory", pairs...).formally().seen(f.Values...).fix("show-territory", "seller")}
}

// member reports whether a country is a state of the Union.
func (x *question) member(country string) bool {
	_, ok := x.t.Means("member-state", country)
	return ok
}

func peopleFactory(x *question) []result {
	f, factory := x.cert.Field(certcat.Factory), x.attribute("factory")
	switch {
	case sameFirm(f.Values, factory):
		return nil
	case f.State == certcat.Absent:
		return []result{x.unknown("people.no-factory", "factory", factory).fix("show-factory", "issuer")}
	case sameScript(f.Text(), factory):
		return []result{x.fail(certcat.LawBreach, "people.factory", "factory", factory, "printed", texts(f.Values, 4)).formally().under(certcat.BasisScheme).seen(f.Values...).fix("show-factory", "issuer")}
	}
	return []result{x.unknown("people.factory.script", "factory", factory, "printed", texts(f.Values, 4)).seen(f.Values...).fix("show-factory", "issuer")}
}

func peopleRepresentative(x *question) []result {
	f := x.cert.Field(certcat.Representative)
	s, _ := x.t.Scheme(x.cert.Scheme)
	row := x.row(s.RowFor("representative"))
	pairs := []string{"scheme", s.NameEn, "who", or(s.RepresentativeWho, "-")}
	switch f.State {
	case certcat.Printed:
		return nil
	case certcat.Absent:
		return []result{x.fail(certcat.LawForm, "people.no-representative", pairs...).by(row).under(certcat.BasisScheme).fix("name-representative", "manufacturer")}
	}
	return []result{x.unknown("people.representative.unread", pairs...).by(row).under(certcat.BasisScheme).fix("look-representative", "reviewer")}
}

// peopleImporter: goods of a maker outside the Union need an operator inside; that need not stand on the declaration.
func peopleImporter(x *question) []result {
	if x.field(certcat.Representative).State == certcat.Printed || x.field(certcat.Importer).State == certcat.Printed {
		return nil
	}
	for _, name := range []string{certcat.ManufacturerAddress, certcat.DeclarantAddress} {
		f := x.cert.Field(name)
		if country := countryAtEnd(f.Text()); country != "" && !x.member(country) {
			return []result{x.warn(certcat.LawNone, "people.no-operator", "country", country).on(certcat.Kind, name).seen(f.Values...).
				citing("(EU) 2019/1020", "Article 4", "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32019R1020").fix("show-operator", "seller")}
		}
	}
	return nil
}

// peopleLanguage compares the paper's languages with those that the schemes of its requirements take.
func peopleLanguage(x *question) []result {
	f := x.cert.Field(certcat.Languages)
	list := x.requirements()
	for i := range list {
		r := &list[i]
		if !slices.Contains(r.Kinds, x.kind()) || len(r.Schemes) == 0 {
			continue
		}
		s, _ := x.t.Scheme(r.Schemes[0])
		if len(s.DocumentLanguages) == 0 || slices.ContainsFunc(f.Values, func(v certcat.Value) bool { return slices.Contains(s.DocumentLanguages, canonical(v)) }) {
			continue
		}
		return []result{x.fail(certcat.LawForm, "people.language", "languages", texts(f.Values, 4), "wanted", strings.Join(s.DocumentLanguages, ", "), "scheme", s.NameEn).
			by(x.row(s.RowFor("languages"))).under(certcat.BasisScheme).seen(f.Values...).fix("translate", "seller")}
	}
	return nil
}

// seal says whether the paper's scheme wants a notarial or consular seal: "required", "where-asked", "" where not.
func (x *question) seal(fact string) string {
	s, _ := x.t.Scheme(x.cert.Scheme)
	wanted := s.Legalisation
	if fact == certcat.Notarisation {
		wanted = s.Notarisation
	}
	if wanted == "not-required" {
		return ""
	}
	return wanted
}

// peopleSeal: a notarial or consular seal is seen, not seen, or not needed.
func peopleSeal(x *question, fact string) []result {
	f := x.cert.Field(fact)
	s, _ := x.t.Scheme(x.cert.Scheme)
	what := fact
	if fact == certcat.Legalisation && s.LegalisationType != "" {
		what = s.LegalisationType
	}
	row := x.row(s.RowFor(fact))
	pairs := []string{"scheme", s.NameEn, "what", what}
	switch {
	case f.State == certcat.Printed:
		return nil
	case x.seal(fact) == "where-asked" && f.State == certcat.Absent:
		return []result{x.warn(certcat.LawNone, "people.no-"+fact, pairs...).by(row).under(certcat.BasisScheme).on(certcat.Kind, fact).fix("show-"+fact, "seller")}
	case f.State == certcat.Absent:
		return []result{x.fail(certcat.LawForm, "people.no-"+fact, pairs...).by(row).under(certcat.BasisScheme).on(certcat.Kind, fact).fix("show-"+fact, "seller")}
	}
	return []result{x.unknown("people."+fact+".unread", pairs...).by(row).under(certcat.BasisScheme).on(certcat.Kind, fact).fix("look-seal", "reviewer")}
}
