package validate

import (
	"regexp"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// Numbers whose form a scheme prescribes.
var numberRules = []Rule{
	{ID: "numbers.form", Family: "numbers", Citation: "the scheme's numbering", Layer: Document, Fields: []string{certcat.Kind, certcat.CertificateNumber},
		Applies: func(x *question) bool {
			return x.numberScheme() != "" && first(x.cert.Field(certcat.CertificateNumber)) != ""
		}, Check: numberForm},
	{ID: "numbers.check-digit", Family: "numbers", Citation: "GB 32100-2015", Layer: Document, Fields: []string{certcat.Kind, certcat.CertificateNumber},
		Applies: func(x *question) bool {
			return x.kind() == "business-licence" && len(grammar.FoldIdentifier(x.cert.Field(certcat.CertificateNumber).Text())) == 18
		}, Check: numberCheckDigit},
	{ID: "numbers.body", Family: "numbers", Citation: "Decision 768/2008/EC, R24", Layer: Document, Fields: []string{certcat.IssuerID},
		Applies: func(x *question) bool { _, _, ok := x.body(); return ok }, Check: numberBody},
	{ID: "numbers.body-designated", Family: "numbers", Citation: "NANDO", Layer: Use, Fields: []string{certcat.IssuerID, certcat.LegalActs},
		Applies: func(x *question) bool { _, _, ok := x.body(); return ok }, Check: bodyDesignated},
}

// numberScheme is the scheme whose numbers the paper's own number must have the form of.
func (x *question) numberScheme() string {
	if len(x.t.SchemeNumbers(x.cert.Scheme)) > 0 {
		return x.cert.Scheme
	}
	if x.kind() == "fcc-grant" {
		return "us-fcc-certification"
	}
	return ""
}

func numberForm(x *question) []result {
	scheme, f := x.numberScheme(), x.cert.Field(certcat.CertificateNumber)
	printed := f.Text() // the canonical form of a number has lost its dashes
	number, ok := grammar.Number(scheme, printed)
	forms := x.t.SchemeNumbers(scheme)
	for _, form := range forms {
		re, err := regexp.Compile(form.Regex)
		if err == nil && (re.MatchString(number) || re.MatchString(strings.TrimSpace(printed)) || re.MatchString(f.Canonical())) {
			return nil
		}
	}
	s, _ := x.t.Scheme(scheme)
	r := x.fail(certcat.LawForm, "numbers.form", "number", printed, "scheme", or(s.NameEn, scheme)).under(certcat.BasisScheme).seen(f.Values...)
	if len(forms) > 0 {
		r = r.by(x.row(forms[0].Row()))
	}
	if !ok && scheme == "us-fcc-certification" {
		r = r.formally() // an FCC ID without grantee code or product code is none
	}
	return []result{r.fix("check-number", "reviewer")}
}

func numberCheckDigit(x *question) []result {
	f := x.cert.Field(certcat.CertificateNumber)
	if _, ok := grammar.Number("cn-uscc", grammar.FoldIdentifier(f.Text())); ok {
		return nil
	}
	return []result{x.fail(certcat.LawForm, "numbers.check-digit", "number", f.Text()).formally().seen(f.Values...).citing("GB 32100-2015", "", "").fix("check-number", "reviewer")}
}

// body is the notified body's number that the paper bears: the issuer's on a certificate, the cited one in a declaration.
// An issuer's number that holds letters is an accreditation, not a body's number.
func (x *question) body() (number string, f certcat.Field, ok bool) {
	switch x.kind() {
	case "eu-type-examination", "medical-device":
		f = x.cert.Field(certcat.IssuerID)
		number = bodyLabel.ReplaceAllString(first(f), "")
	case "eu-doc":
		f = x.cert.Field("cited_body")
		number = fourDigits.FindString(first(f))
	}
	return number, f, f.State == certcat.Printed && digits.MatchString(number)
}

var (
	fourDigits = regexp.MustCompile(`\b\d{4}\b`)
	digits     = regexp.MustCompile(`^\d+$`)
	bodyLabel  = regexp.MustCompile(`^(?i:(?:notified|body|nb|ce|no|nr|id|number)?[\s.:#]*)*`)
)

func numberBody(x *question) []result {
	number, f, _ := x.body()
	if _, ok := grammar.Number("nb-number", number); ok {
		return nil
	}
	return []result{x.fail(certcat.LawForm, "numbers.body", "number", number).formally().on(f.Name).seen(f.Values...).
		citing("768/2008/EC", "Annex I, Article R24", "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32008D0768").fix("check-body", "reviewer")}
}

func bodyDesignated(x *question) []result {
	number, f, _ := x.body()
	b, known := x.t.Body(number)
	if !known {
		return []result{x.unknown("bodies.unknown", "number", number).on(f.Name).seen(f.Values...).fix("ask-nando", "reviewer")}
	}
	x.turn(b.EUEnded)
	if issued := x.date(certcat.IssueDate); b.EUEnded != "" && issued != "" && b.EUEnded <= issued.First() {
		return []result{x.fail(certcat.LawBreach, "bodies.ended", "number", number, "name", b.Name, "ended", string(b.EUEnded), "issued", string(issued)).
			by(x.row(b.Row())).on(f.Name, certcat.IssueDate).seen(f.Values...).fix("other-body", "manufacturer")}
	}
	acts := x.acts()
	for _, a := range acts {
		if yes, _ := b.Designated(a.ID); yes {
			return nil
		}
	}
	if len(acts) == 0 {
		return nil
	}
	return []result{x.unknown("bodies.other-act", "number", number, "name", b.Name, "act", acts[0].ID).by(x.row(b.Row())).
		on(f.Name, certcat.LegalActs).seen(f.Values...).fix("ask-nando", "reviewer")}
}
