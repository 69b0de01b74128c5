package validate

import (
	"regexp"
	"strings"
	"testing"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
	"github.com/certcat/certcat/say"
	"github.com/certcat/certcat/tables"
)

// paper makes a certificate of a fictional firm: fields as "name", "value" pairs, list values divided by ";". What is not
// named is reliably absent. A name that begins with "?" is printed but not relied on, "-" makes a field unread.
func paper(pairs ...string) certcat.Certificate {
	set := map[string]certcat.Field{}
	var facts []string
	for i := 0; i < len(pairs); i += 2 {
		name, value := pairs[i], pairs[i+1]
		f := certcat.Field{Name: strings.TrimLeft(name, "?-"), State: certcat.Printed, Accepted: !strings.HasPrefix(name, "?"), Confidence: 0.99, By: "machine"}
		switch {
		case strings.HasPrefix(name, "-"):
			f.State, f.Accepted = certcat.Unread, false
		case value == "":
			f.State = certcat.Absent
		default:
			for v := range strings.SplitSeq(value, ";") {
				f.Values = append(f.Values, printed(f.Name, v))
			}
		}
		set[f.Name] = f
		if !strings.Contains(strings.Join(certcat.FieldNames(), " "), f.Name) {
			facts = append(facts, f.Name)
		}
	}
	c := certcat.Certificate{Document: strings.Repeat("0", 64), Part: certcat.Part{First: 1, Last: 1}, Key: "test"}
	for _, name := range certcat.FieldNames() {
		f, ok := set[name]
		if !ok {
			f = certcat.Field{Name: name, State: certcat.Absent, Accepted: true, Confidence: 0.99, By: "machine"}
		}
		c.Fields = append(c.Fields, f)
	}
	for _, name := range facts {
		c.Facts = append(c.Facts, set[name])
	}
	return c
}

func printed(field, text string) certcat.Value {
	v := certcat.Value{Text: text, Canonical: text, Confidence: 0.99,
		Evidence: []certcat.Evidence{{Page: 1, Box: certcat.Box{X0: 10, Y0: 20, X1: 100, Y1: 30}, Text: text, Why: "label"}}}
	switch field {
	case certcat.Standards:
		if found := grammar.Standards(text); len(found) == 1 {
			v.Canonical = found[0].Canonical
		}
	case certcat.LegalActs:
		if found := grammar.Acts(text); len(found) == 1 {
			v.Canonical = found[0].Canonical
		}
	}
	return v
}

func theTables(t *testing.T) *tables.Tables {
	t.Helper()
	x, err := tables.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func profile(t *testing.T, name string) Profile {
	t.Helper()
	p, err := ProfileNamed(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const today = certcat.Date("2026-11-22")

func check(t *testing.T, c certcat.Certificate, opt Options) certcat.Verdict {
	t.Helper()
	return checkCase(t, certcat.Case{Certificate: c}, opt)
}

func checkCase(t *testing.T, c certcat.Case, opt Options) certcat.Verdict {
	t.Helper()
	if opt.AsOf == "" {
		opt.AsOf = today
	}
	if opt.Profile.Name == "" {
		opt.Profile = profile(t, "marketplace")
	}
	return verdictOf(t, c, opt, theTables(t))
}

var address = regexp.MustCompile(`https?://[!-~]+`)

// examine holds for every verdict: each finding can be said in every language, an open one says what to do, and a fail
// rests on fields that are relied on.
func examine(t *testing.T, c certcat.Case, v certcat.Verdict) {
	t.Helper()
	for _, f := range v.Findings {
		for _, lang := range say.Languages() {
			sentence, fix := say.Finding(lang, f)
			plain := address.ReplaceAllString(sentence+fix, "") // a question mark stands for an argument that is missing
			if strings.Contains(plain, "no sentence") || strings.Contains(plain, "尚无对应句子") || strings.Contains(plain, "?") {
				t.Errorf("%s %s: %q %q", lang, f.Rule, sentence, fix)
			}
		}
		open := f.Outcome == certcat.Fail || f.Outcome == certcat.Warn || f.Outcome == certcat.Unknown
		if open && f.Fix == nil && f.Message != "rule-broke" && f.Message != "no-day" {
			t.Errorf("%s says nothing about what to do: %+v", f.Rule, f)
		}
		if f.Outcome == certcat.Fail {
			for _, name := range f.Fields {
				if !c.Certificate.Field(name).Accepted {
					t.Errorf("%s fails on %s, which nobody relies on", f.Rule, name)
				}
			}
		}
	}
}

// open lists the findings that are neither passed nor not applicable as "rule outcome message".
func open(v certcat.Verdict) string {
	var out []string
	for _, f := range v.Findings {
		if f.Outcome != certcat.Pass && f.Outcome != certcat.NotApplicable {
			out = append(out, f.Rule+" "+string(f.Outcome)+" "+f.Message)
		}
	}
	return strings.Join(out, "\n")
}
