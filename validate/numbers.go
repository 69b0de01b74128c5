package validate

import (
	"regexp"
	"strings"
	"sync"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// Numbers whose form a scheme prescribes.
var numberRules = []Rule{
	{ID: "numbers.form", Family: "numbers", Citation: "the scheme's numbering", Layer: Document, Fields: []string{certcat.Kind, certcat.CertificateNumber},
		Applies: func(x *question) bool {
			return x.numberScheme() != "" && x.first(certcat.CertificateNumber) != ""
		}, Check: numberForm},
	{ID: "numbers.check-digit", Family: "numbers", Citation: "GB 32100-2015", Layer: Document, Fields: []string{certcat.Kind, certcat.CertificateNumber},
		Applies: func(x *question) bool {
			return x.kind() == "business-licence" && len(grammar.FoldIdentifier(x.field(certcat.CertificateNumber).Text())) == 18
		}, Check: numberCheckDigit},
	{ID: "numbers.body", Family: "numbers", Citation: "Decision 768/2008/EC, R24", Layer: Document, Fields: []string{certcat.IssuerID},
		Applies: func(x *question) bool { _, _, ok := x.body(); return ok }, Check: numberBody},
	{ID: "numbers.scripts", Family: "numbers", Citation: "logic", Layer: Document, Fields: []string{certcat.CertificateNumber},
		Applies: func(x *question) bool { return x.first(certcat.CertificateNumber) != "" }, Check: numberScripts},
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
		re, err := compiled(form.Regex)
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

func numberBody(x *question) []result {
	number, f, _ := x.body()
	if _, ok := grammar.Number("nb-number", number); ok {
		return nil
	}
	return []result{x.fail(certcat.LawForm, "numbers.body", "number", number).formally().on(f.Name).seen(f.Values...).
		citing("768/2008/EC", "Annex I, Article R24", "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32008D0768").fix("check-body", "reviewer")}
}

// numberScripts finds a number in which Latin letters stand beside Cyrillic or Greek ones that look the same: a search in
// a register would miss it. Schemes that print Cyrillic letters are left alone.
func numberScripts(x *question) []result {
	f := x.cert.Field(certcat.CertificateNumber)
	openly := strings.ContainsFunc(grammar.FoldIdentifier(f.Text()), func(r rune) bool { return r >= 'Ͱ' })
	if openly || !grammar.MixedScripts(f.Text()) || strings.HasPrefix(x.cert.Scheme, "eaeu-") {
		return nil
	}
	return []result{x.fail(certcat.LawForm, "numbers.scripts", "number", f.Text()).formally().seen(f.Values...).fix("check-number", "reviewer")}
}

var expressions sync.Map // of the tables, which are few

// compiled is a regular expression of the tables, compiled once.
func compiled(expr string) (*regexp.Regexp, error) {
	if re, ok := expressions.Load(expr); ok {
		return re.(*regexp.Regexp), nil
	}
	re, err := regexp.Compile(expr)
	if err == nil {
		expressions.Store(expr, re)
	}
	return re, err
}
