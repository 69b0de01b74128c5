package validate

import (
	"slices"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// What the papers of one case say of one another.
var relatedRules = []Rule{
	{ID: "related.number", Family: "related", Citation: "logic", Layer: Document, Fields: []string{certcat.ReportNumbers}, Applies: citesWithCompany, Check: relatedNumber},
	{ID: "related.missing", Family: "related", Citation: "logic", Layer: Use, Fields: []string{certcat.ReportNumbers}, Applies: citesWithCompany, Check: relatedMissing},
	{ID: "related.edition", Family: "related", Citation: "logic", Layer: Use, Fields: []string{certcat.Standards, certcat.ReportNumbers},
		Applies: func(x *question) bool { return x.kind() == "eu-doc" && len(x.basis()) > 0 }, Check: relatedEdition},
	{ID: "related.newer", Family: "related", Citation: "logic", Layer: Use, Fields: []string{certcat.IssueDate, certcat.ReportNumbers},
		Applies: func(x *question) bool { return len(x.basis()) > 0 && x.date(certcat.IssueDate) != "" }, Check: relatedNewer},
	{ID: "related.applicant", Family: "related", Citation: "logic", Layer: Use, Fields: []string{certcat.Holder, certcat.Manufacturer},
		Applies: func(x *question) bool { return len(x.basis()) > 0 }, Check: relatedApplicant},
	{ID: "related.models", Family: "related", Citation: "logic", Layer: Use, Fields: []string{certcat.Models},
		Applies: func(x *question) bool { return len(x.basis()) > 0 && len(x.field(certcat.Models).Values) > 0 }, Check: relatedModels},
	{ID: "related.same-number", Family: "related", Citation: "logic", Layer: Document, Fields: []string{certcat.CertificateNumber, certcat.Issuer},
		Applies: func(x *question) bool {
			return len(x.c.Related) > 0 && x.first(certcat.CertificateNumber) != ""
		}, Check: relatedSameNumber},
}

func citesWithCompany(x *question) bool {
	return len(x.c.Related) > 0 && len(x.field(certcat.ReportNumbers).Values) > 0
}

// basis are the related certificates and reports that the paper cites by their number.
func (x *question) basis() []*certcat.Certificate {
	var out []*certcat.Certificate
	for i := range x.c.Related {
		number := grammar.FoldIdentifier(x.c.Related[i].Field(certcat.CertificateNumber).Text())
		if number != "" && slices.ContainsFunc(x.field(certcat.ReportNumbers).Values, func(v certcat.Value) bool { return grammar.FoldIdentifier(v.Text) == number }) {
			out = append(out, &x.c.Related[i])
		}
	}
	return out
}

// relatedNumber finds a cited number that is almost, and not quite, the number of a paper that came along: a letter lost or
// exchanged, the figures the same.
func relatedNumber(x *question) []result {
	var out []result
	for _, v := range x.field(certcat.ReportNumbers).Values {
		cited := grammar.FoldIdentifier(v.Text)
		if len(cited) < 5 {
			continue
		}
		var near *certcat.Certificate
		for i := range x.c.Related {
			own := grammar.FoldIdentifier(x.c.Related[i].Field(certcat.CertificateNumber).Text())
			if own == cited {
				near = nil
				break
			}
			if near == nil && len(own) >= 5 && almost(cited, own) {
				near = &x.c.Related[i]
			}
		}
		if near == nil {
			continue
		}
		number := near.Field(certcat.CertificateNumber)
		out = append(out, x.fail(certcat.LawForm, "related.number", "cited", v.Text, "number", number.Text(), "kind", first(near.Field(certcat.Kind))).formally().
			resting(number).seen(v).fix("correct-number", maker(x)))
	}
	return out
}

// almost reports whether one letter of the numbers is lost, added or exchanged. Numbers that differ in one figure are two
// numbers: certificates are counted on.
func almost(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	digit := func(s string, i int) bool { return i < len(s) && s[i] >= '0' && s[i] <= '9' }
	switch len(b) - len(a) {
	case 0:
		return i < len(a) && a[i+1:] == b[i+1:] && !(digit(a, i) && digit(b, i))
	case 1:
		return a[i:] == b[i+1:] && (!digit(b, i) || len(b) >= 8)
	}
	return false
}

// relatedMissing tells what the paper cites and nobody sent.
func relatedMissing(x *question) []result {
	var missing []string
	var values []certcat.Value
	for _, v := range x.field(certcat.ReportNumbers).Values {
		cited := grammar.FoldIdentifier(v.Text)
		found := slices.ContainsFunc(x.c.Related, func(r certcat.Certificate) bool {
			own := grammar.FoldIdentifier(r.Field(certcat.CertificateNumber).Text())
			return own != "" && (own == cited || almost(cited, own))
		})
		if !found {
			missing, values = append(missing, v.Text), append(values, v)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	return []result{x.warn(certcat.LawNone, "related.missing", "numbers", strings.Join(missing, ", ")).seen(values...).fix("show-reports", "seller")}
}

// relatedEdition asks where a declaration names another edition than the certificate that it rests on examined, or a
// final text where that was a draft.
func relatedEdition(x *question) []result {
	var out []result
	for _, b := range x.basis() {
		examined := standardsOf(b, x.t)
		for j := range x.standards() {
			s := &x.standards()[j]
			i := slices.IndexFunc(examined, func(e namedStandard) bool { return e.Number == s.Number && e.Prefix == s.Prefix })
			if i < 0 || examined[i].Edition == "" || s.Edition == "" {
				continue
			}
			pairs := []string{"standard", s.value.Text, "examined", examined[i].value.Text, "number", b.Field(certcat.CertificateNumber).Text()}
			switch {
			case examined[i].Edition != s.Edition:
				out = append(out, x.unknown("related.edition", pairs...).resting(b.Field(certcat.Standards)).seen(s.value).fix("same-edition", "manufacturer"))
			case examined[i].Draft && !s.Draft:
				out = append(out, x.unknown("related.draft", pairs...).resting(b.Field(certcat.Standards)).seen(s.value).fix("same-edition", "manufacturer"))
			}
		}
	}
	return out
}

// relatedNewer: what a paper rests on is older than the paper.
func relatedNewer(x *question) []result {
	issued := x.date(certcat.IssueDate)
	var out []result
	for _, b := range x.basis() {
		f := b.Field(certcat.IssueDate)
		date := certcat.Date(first(f))
		if !date.Valid() || !issued.Last().Before(date.First()) {
			continue
		}
		r := x.fail(certcat.LawForm, "related.newer", "number", b.Field(certcat.CertificateNumber).Text(), "date", string(date), "issued", string(issued)).formally()
		out = append(out, r.resting(f, b.Field(certcat.CertificateNumber)).seen(x.field(certcat.IssueDate).Values...).fix("explain-date", "issuer"))
	}
	return out
}

// relatedApplicant asks where the certificate or report was made for another firm and no letter links the two.
func relatedApplicant(x *question) []result {
	parties := x.parties()
	var out []result
	for _, b := range x.basis() {
		theirs := slices.Concat(b.Field(certcat.Holder).Values, b.Field(certcat.Manufacturer).Values)
		if len(theirs) == 0 || len(parties) == 0 || slices.ContainsFunc(theirs, func(v certcat.Value) bool { return sameFirm(parties, v.Text) }) {
			continue
		}
		linked := slices.ContainsFunc(x.c.Related, func(r certcat.Certificate) bool {
			return first(r.Field(certcat.Kind)) == "brand-authorisation" && slices.ContainsFunc(r.Field(certcat.Issuer).Values, func(v certcat.Value) bool { return sameFirm(theirs, v.Text) })
		})
		if !linked {
			out = append(out, x.unknown("related.applicant", "number", b.Field(certcat.CertificateNumber).Text(), "applicant", texts(theirs, 2), "printed", texts(parties, 2)).
				seen(parties...).fix("show-link", "seller"))
		}
	}
	return out
}

// relatedModels asks where the paper names models that what it rests on doesn't.
func relatedModels(x *question) []result {
	var out []result
	for _, b := range x.basis() {
		theirs := b.Field(certcat.Models)
		if len(theirs.Values) == 0 {
			continue
		}
		var other []string
		for _, v := range x.field(certcat.Models).Values {
			if how, _ := listedAs(v.Text, theirs.Values); how == "" {
				other = append(other, v.Text)
			}
		}
		if len(other) > 0 {
			out = append(out, x.unknown("related.models", "models", strings.Join(other, ", "), "number", b.Field(certcat.CertificateNumber).Text(), "listed", texts(theirs.Values, 6)).
				resting(theirs).seen(x.field(certcat.Models).Values...).fix("extend-report", "laboratory"))
		}
	}
	return out
}

// relatedSameNumber: one issuer gives a number once. The same number with another holder or date is a sign of a forged copy.
func relatedSameNumber(x *question) []result {
	number, issuer := x.cert.Field(certcat.CertificateNumber), x.cert.Field(certcat.Issuer)
	for i := range x.c.Related {
		r := &x.c.Related[i]
		if first(r.Field(certcat.Kind)) != x.kind() || r.Document == x.cert.Document && r.Part == x.cert.Part {
			continue
		}
		if grammar.FoldIdentifier(r.Field(certcat.CertificateNumber).Text()) != grammar.FoldIdentifier(number.Text()) || !sameFirm(r.Field(certcat.Issuer).Values, issuer.Text()) {
			continue
		}
		for _, name := range []string{certcat.Holder, certcat.IssueDate, certcat.Models} {
			own, other := x.cert.Field(name), r.Field(name)
			if own.State != certcat.Printed || other.State != certcat.Printed || sameValues(name, own, other) {
				continue
			}
			return []result{x.fail(certcat.LawBreach, "related.same-number", "number", number.Text(), "field", name, "printed", texts(own.Values, 3), "rival", texts(other.Values, 3)).
				formally().on(certcat.CertificateNumber, certcat.Issuer, name).resting(r.Field(certcat.CertificateNumber), other).seen(slices.Concat(number.Values, own.Values)...).fix("ask-issuer", "reviewer")}
		}
	}
	return nil
}

func sameValues(name string, a, b certcat.Field) bool {
	if name == certcat.Holder {
		return sameFirm(b.Values, a.Text())
	}
	key := func(f certcat.Field) string {
		var out []string
		for _, v := range f.Values {
			out = append(out, grammar.FoldIdentifier(canonical(v)))
		}
		slices.Sort(out)
		return strings.Join(out, "|")
	}
	return key(a) == key(b)
}
