package extract

import (
	"testing"

	"github.com/certcat/certcat"
)

// TestExamplesOfKinds runs every kind's own examples and counter-examples.
func TestExamplesOfKinds(t *testing.T) {
	x, n := extractor(t), 0
	kindOf := func(text string) string {
		certificates, _ := x.Certificates(pagesOf(text))
		if len(certificates) != 1 {
			t.Fatalf("%d certificates in %q, want 1", len(certificates), text)
		}
		field := certificates[0].Field(certcat.Kind)
		return field.Text()
	}
	for _, k := range mustKinds(t).Kinds {
		for _, text := range k.Examples {
			n++
			if got := kindOf(text); got != k.Kind {
				t.Errorf("an example of %s is taken for %q:\n%s", k.Kind, got, text)
			}
		}
		for _, text := range k.Counterexamples {
			n++
			if got := kindOf(text); got == k.Kind {
				t.Errorf("a counter-example of %s is taken for one:\n%s", k.Kind, text)
			}
		}
	}
	if n < 38 {
		t.Errorf("only %d examples ran", n)
	}
}

// TestTitleOverTwoLines: a title may be set in two lines, and a title beats one that is only mentioned.
func TestTitles(t *testing.T) {
	for _, c := range []struct{ name, text, kind, title string }{
		{"one line", "EU DECLARATION OF CONFORMITY\nWe, Nordwind Lampen GmbH", "eu-doc", "EU DECLARATION OF CONFORMITY"},
		{"two lines", "EU DECLARATION\nOF CONFORMITY\n\nWe, Nordwind Lampen GmbH", "eu-doc", "EU DECLARATION OF CONFORMITY"},
		{"mentioned below", "TEST REPORT\nReport No.: 17\n\n\n\n\n\n\n\n\nsee the declaration of conformity of the maker", "test-report", "TEST REPORT"},
		{"none", "Nordwind Lampen GmbH\nStreet 5", "", ""},
	} {
		d := opened(t, pagesOf(c.text))
		kind, title := "", ""
		if len(d.titles) > 0 {
			kind, title = d.titles[0].kind, d.titles[0].text
		}
		if kind != c.kind || title != c.title {
			t.Errorf("%s: title %q of kind %q, want %q of %q", c.name, title, kind, c.title, c.kind)
		}
	}
}
