package validate

import (
	"slices"
	"strconv"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/tables"
)

// What a paper says about itself, and where it contradicts itself.
var insideRules = []Rule{
	{ID: "inside.contradicts", Family: "inside", Citation: "logic", Layer: Document, Fields: criticalFields(),
		Applies: func(*question) bool { return true }, Check: insideContradicts},
	{ID: "inside.disclaimer", Family: "inside", Citation: "table phrases", Layer: Use, Fields: []string{certcat.Disclaimers},
		Pretends: []string{"eu-doc", "eu-type-examination"},
		Applies:  func(x *question) bool { return x.field(certcat.Disclaimers).State != certcat.Unread }, Check: insideDisclaimer},
	{ID: "inside.result", Family: "inside", Citation: "the report's own result", Layer: Use, Fields: []string{certcat.TestResult},
		Applies: func(x *question) bool { return x.field(certcat.TestResult).State != certcat.Unread }, Check: insideResult},
	{ID: "inside.pages", Family: "inside", Citation: "the paper's own count of pages", Layer: Document, Fields: []string{certcat.PagesStated},
		Applies: func(x *question) bool { return x.first(certcat.PagesStated) != "" }, Check: insidePages},
	{ID: "inside.placeholder", Family: "inside", Citation: "table phrases", Layer: Document, Fields: []string{certcat.Placeholders},
		Applies: func(*question) bool { return true }, Check: insidePlaceholder},
	{ID: "inside.draft", Family: "inside", Citation: "table phrases", Layer: Document, Fields: []string{certcat.DraftMark},
		Applies: func(x *question) bool { return x.field(certcat.DraftMark).State != certcat.Unread }, Check: insideDraft},
	{ID: "inside.signature", Family: "inside", Citation: "Decision 768/2008/EC, Annex III", Layer: Document, Fields: []string{certcat.Kind, certcat.SignaturePresent},
		Applies: func(x *question) bool {
			return (x.kind() == "eu-doc" || x.kind() == "uk-doc" || x.kind() == "brand-authorisation") && x.field(certcat.SignaturePresent).State != certcat.Unread
		}, Check: insideSignature},
}

// insideContradicts finds what is printed twice and differently: the reader says so with a problem that names the field.
func insideContradicts(x *question) []result {
	var out []result
	for _, p := range x.cert.Problems {
		if p.Code != "printed-twice" || p.Field == "" {
			continue
		}
		f := x.cert.Field(p.Field)
		if len(f.Values) == 0 || len(f.Rivals) == 0 {
			continue
		}
		out = append(out, x.fail(certcat.LawForm, "inside.contradicts", "field", f.Name, "printed", f.Text(), "rival", f.Rivals[0].Text).formally().on(f.Name).
			seen(f.Values[0], f.Rivals[0]).fix("reissue", "issuer"))
	}
	return out
}

// insideDisclaimer quotes the sentences with which a paper says what it is not.
func insideDisclaimer(x *question) []result {
	var out []result
	for _, v := range x.field(certcat.Disclaimers).Values {
		p, ok := x.phrase("disclaimer", v.Text)
		if !ok {
			out = append(out, x.unknown("inside.disclaimer.other", "sentence", v.Text).seen(v).fix("read-sentence", "reviewer"))
			continue
		}
		r := x.warn(certcat.LawNone, "inside.disclaimer.limits", "sentence", v.Text)
		if p.Means == "denies" {
			r = x.fail(certcat.LawNone, "inside.disclaimer", "sentence", v.Text).formally() // the paper itself says so
		}
		out = append(out, r.by(x.row(p.Row())).on(certcat.Disclaimers).seen(v).fix("show-declaration", "seller"))
	}
	return out
}

// phrase finds the first phrase of a set in a text.
func (x *question) phrase(set, text string) (tables.Phrase, bool) {
	return phraseIn(x.t.Phrases(set, x.kind()), text)
}

func phraseIn(all []tables.Phrase, text string) (tables.Phrase, bool) {
	text = strings.ToLower(text)
	for i := range all {
		if saysLower(text, all[i].Phrase) {
			return all[i], true
		}
	}
	return tables.Phrase{}, false
}

// insideResult: a report whose result is no pass proves the contrary, or nothing.
func insideResult(x *question) []result {
	f := x.cert.Field(certcat.TestResult)
	if f.State == certcat.Absent {
		return nil
	}
	var out []result
	for _, v := range f.Values {
		if p, ok := x.phrase("fail", v.Text); ok {
			out = append(out, x.fail(certcat.LawBreach, "inside.result.fail", "result", v.Text).formally().by(x.row(p.Row())).seen(v).fix("test-again", "laboratory"))
		} else if p, ok := x.phrase("no-result", v.Text); ok {
			out = append(out, x.unknown("inside.result.none", "result", v.Text).by(x.row(p.Row())).seen(v).fix("show-result", "laboratory"))
		} else if _, ok := x.phrase("pass", v.Text); !ok {
			out = append(out, x.unknown("inside.result.other", "result", v.Text).seen(v).fix("show-result", "laboratory"))
		}
	}
	return out
}

// insidePages compares the number of pages that the paper says it has with those that are there.
func insidePages(x *question) []result {
	f := x.cert.Field(certcat.PagesStated)
	stated, err := strconv.Atoi(first(f))
	have := x.cert.Part.Last - x.cert.Part.First + 1
	switch {
	case err != nil || stated < 1:
		return []result{x.unknown("inside.pages.unclear", "printed", f.Text()).seen(f.Values...).fix("show-pages", "seller")}
	case stated > have:
		return []result{x.fail(certcat.LawForm, "inside.pages", "stated", strconv.Itoa(stated), "have", strconv.Itoa(have)).formally().seen(f.Values...).fix("show-pages", "seller")}
	}
	return nil
}

// insidePlaceholder finds blanks of a form: as the reader tells them, and within the values themselves.
func insidePlaceholder(x *question) []result {
	var out []result
	for _, v := range x.field(certcat.Placeholders).Values {
		out = append(out, x.fail(certcat.LawForm, "inside.placeholder", "printed", v.Text).formally().on(certcat.Placeholders).seen(v).fix("reissue", "issuer"))
	}
	blanks := x.t.Phrases("placeholder", x.kind())
	for _, name := range []string{certcat.CertificateNumber, certcat.Holder, certcat.Manufacturer, certcat.Product, certcat.Issuer} {
		f := x.field(name)
		for i := range f.Values {
			v := f.Values[i]
			if p, ok := phraseIn(blanks, v.Text); ok {
				out = append(out, x.fail(certcat.LawForm, "inside.placeholder", "printed", v.Text).formally().by(x.row(p.Row())).on(name).seen(v).fix("reissue", "issuer"))
			}
		}
	}
	return out
}

func insideDraft(x *question) []result {
	f := x.cert.Field(certcat.DraftMark)
	if f.State == certcat.Absent {
		return nil
	}
	if _, ok := x.phrase("draft", f.Text()); !ok {
		return []result{x.unknown("inside.draft.other", "printed", f.Text()).seen(f.Values...).fix("show-final", "issuer")}
	}
	return []result{x.fail(certcat.LawForm, "inside.draft", "printed", f.Text()).formally().seen(f.Values...).fix("show-final", "issuer")}
}

// insideSignature: a declaration or letter that nobody signed declares nothing.
func insideSignature(x *question) []result {
	f := x.cert.Field(certcat.SignaturePresent)
	switch {
	case f.State == certcat.Printed && slices.Contains([]string{"yes", "true"}, strings.ToLower(first(f))):
		return nil
	case f.State == certcat.Absent, slices.Contains([]string{"no", "false"}, strings.ToLower(first(f))):
		return []result{x.fail(certcat.LawForm, "inside.signature").formally().fix("sign", "manufacturer")}
	}
	return []result{x.unknown("inside.signature.unclear", "printed", f.Text()).seen(f.Values...).fix("look-signature", "reviewer")}
}
