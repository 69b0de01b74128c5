package kinds

import (
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

// evaluated are the kinds that certificates are told apart by.
var evaluated = []string{"eu-doc", "uk-doc", "fcc-sdoc", "eu-type-examination", "certificate-of-conformity", "test-report", "fcc-grant", "type-approval",
	"substance-declaration", "sds", "un38.3", "management-system", "medical-device", "business-licence", "trademark-registration",
	"brand-authorisation", "customs-declaration", "label-photo", "other"}

func shipped(t *testing.T) *Set {
	t.Helper()
	set, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestEveryKindHasAFile(t *testing.T) {
	classes := []string{"declaration", "certificate", "report", "system", "licence", "letter", "sheet", "label", "other"}
	var have []string
	for _, k := range shipped(t).Kinds {
		have = append(have, k.Kind)
		if !slices.Contains(classes, k.Class) {
			t.Errorf("%s: class %q, want one of %q", k.Kind, k.Class, classes)
		}
		if len(k.Examples) < 3 || len(k.Counterexamples) < 2 {
			t.Errorf("%s: %d examples and %d counter-examples, want three and two at least", k.Kind, len(k.Examples), len(k.Counterexamples))
		}
		if len(k.TitleTokens) == 0 && len(k.StrongTokens) == 0 {
			t.Errorf("%s: neither titles nor telling phrases", k.Kind)
		}
	}
	want := slices.Sorted(slices.Values(evaluated))
	if got := slices.Sorted(slices.Values(have)); !slices.Equal(got, want) {
		t.Errorf("kinds %q, want %q", got, want)
	}
}

func TestLoadIsStrict(t *testing.T) {
	good := "kind: sds\nclass: sheet\ntitles: {en: [safety data sheet]}\n"
	for _, c := range []struct{ name, file, data, complaint string }{
		{"as it should be", "sds.yaml", good, ""},
		{"unknown key in a kind", "sds.yaml", good + "titel: {}\n", "titel"},
		{"file of another name", "safety.yaml", good, `named after its kind, "sds"`},
		{"key twice", "sds.yaml", good + "kind: sds\n", "already"},
		{"list instead of a text", "sds.yaml", "kind: [sds]\n", "sds.yaml"},
		{"unknown key in the marks", "marks.yaml", "- mark: CE\n  when: always\n", "when"},
		{"captions without languages", "labels.yaml", "date.issue: [date]\n", "labels.yaml"},
		{"word list that is none", "context.yaml", "nothing: {}\n", "context.yaml"},
	} {
		files := fstest.MapFS{"sds.yaml": {Data: []byte(good)}, c.file: {Data: []byte(c.data)}}
		_, err := Load(files)
		if c.complaint == "" && err != nil || c.complaint != "" && (err == nil || !strings.Contains(err.Error(), c.complaint)) {
			t.Errorf("%s: error %v, want %q in it", c.name, err, c.complaint)
		}
	}
	if _, err := Load(fstest.MapFS{"labels.yaml": {Data: []byte("address: {en: [address]}\n")}}); err == nil || !strings.Contains(err.Error(), "no kind") {
		t.Errorf("a folder without a kind: %v", err)
	}
}

func TestDigestCoversEveryFile(t *testing.T) {
	kind, label := "kind: sds\nclass: sheet\n", "address: {en: [address]}\n"
	digest := func(files fstest.MapFS) string {
		t.Helper()
		set, err := Load(files)
		if err != nil {
			t.Fatal(err)
		}
		return set.Digest
	}
	base := digest(fstest.MapFS{"sds.yaml": {Data: []byte(kind)}, "labels.yaml": {Data: []byte(label)}})
	if again := digest(fstest.MapFS{"sds.yaml": {Data: []byte(kind)}, "labels.yaml": {Data: []byte(label)}}); again != base {
		t.Errorf("equal files, digests %s and %s", base, again)
	}
	for name, files := range map[string]fstest.MapFS{
		"a kind":     {"sds.yaml": {Data: []byte(kind + "words: [flash point]\n")}, "labels.yaml": {Data: []byte(label)}},
		"a caption":  {"sds.yaml": {Data: []byte(kind)}, "labels.yaml": {Data: []byte("address: {en: [location]}\n")}},
		"a file off": {"sds.yaml": {Data: []byte(kind)}},
	} {
		if digest(files) == base {
			t.Errorf("%s changed and the digest did not", name)
		}
	}
}

// TestLanguages: the classes that every certificate has are captioned in every language that the set speaks.
func TestLanguages(t *testing.T) {
	languages := []string{"ar", "cs", "de", "en", "es", "fr", "id", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "uk", "vi", "zh"}
	var classes map[string]map[string][]string
	data, err := fs.ReadFile(files, "labels.yaml")
	if err == nil {
		err = strict(data, &classes)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, class := range []string{"number.certificate", "number.report", "date.issue", "date.expiry", "party.holder", "party.manufacturer", "party.issuer", "product", "models"} {
		for _, l := range languages {
			if len(classes[class][l]) == 0 {
				t.Errorf("no caption for %s in %s", class, l)
			}
		}
	}
	for class, by := range classes {
		for l, phrases := range by {
			if !slices.Contains(languages, l) && l != "kk" {
				t.Errorf("%s: unknown language %q", class, l)
			}
			for _, p := range phrases {
				if len(Tokens(p)) == 0 {
					t.Errorf("%s, %s: caption %q has no words and can't be found", class, l, p)
				}
				if tokens := Tokens(p); len(tokens) == 1 && tokens[0].Text == "no" && class != "number.plain" {
					t.Errorf("%s, %s: caption %q is the word for a number in other languages", class, l, p)
				}
			}
		}
	}
}

func TestMarksNameKinds(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range shipped(t).Marks {
		if seen[m.Mark] || m.Mark == "" || len(m.Rules) == 0 {
			t.Errorf("mark %q: twice, without a name or without a rule", m.Mark)
		}
		seen[m.Mark] = true
		for _, r := range m.Rules {
			if len(r.Kinds)+len(r.Says)+len(r.Standards) == 0 {
				t.Errorf("%s: a rule that every document meets", m.Mark)
			}
			for _, k := range r.Kinds {
				if !slices.Contains(evaluated, k) {
					t.Errorf("%s: there is no kind %q", m.Mark, k)
				}
			}
		}
	}
	for _, want := range []string{"CE", "UKCA", "FCC", "ISED", "RoHS", "REACH", "KC", "PSE", "MIC", "RCM", "CCC", "SRRC", "NCC", "BIS", "ANATEL", "INMETRO", "NOM", "SASO", "GCC-G", "ECAS", "TSE", "EAC", "UN38.3", "ISO9001"} {
		if !seen[want] {
			t.Errorf("no rule for the mark %s", want)
		}
	}
}

func TestWordLists(t *testing.T) {
	set := &Set{Words: map[string][]string{"until": {"valid until", ""}}}
	for _, c := range []struct {
		list, text string
		says, is   bool
	}{
		{"until", "valid until", true, true},
		{"until", "it is valid until then", true, false},
		{"until", "valid", false, false},
		{"until", "", false, true},
		{"no such list", "valid until", false, false},
	} {
		if says, is := set.Says(c.list, c.text), set.Is(c.list, c.text); says != c.says || is != c.is {
			t.Errorf("%s of %q: says %v, is %v", c.list, c.text, says, is)
		}
	}
	for list, words := range shipped(t).Words {
		for _, w := range words {
			if w != strings.ToLower(w) {
				t.Errorf("context.yaml, %s: %q is never found: texts are compared in lower case", list, w)
			}
		}
	}
}
