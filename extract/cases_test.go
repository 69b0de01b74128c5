package extract_test

import (
	"testing"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract"
	"github.com/certcat/certcat/testdata/domino"
)

// TestCases extracts from every case's pages.json; the certificate.json beside it must come out, to the last byte.
//
//	go test ./extract ./validate -update
func TestCases(t *testing.T) {
	x, err := extract.Default()
	if err != nil {
		t.Fatal(err)
	}
	stage := domino.Stage{Gives: "certificate.json", Golden: "testdata/golden.json", Revision: extract.Revision, Key: x.Key()}
	for _, name := range domino.Cases(t) {
		var pages certcat.Pages
		given := domino.Load(t, name, "pages.json", &pages)
		certificates, _ := x.Certificates(pages)
		for i := range certificates {
			certificates[i].Key = ""
		}
		stage.Fell(t, name, given, append([]certcat.Certificate{}, certificates...))
	}
	stage.Settle(t)
}

// TestGoldenBites holds the rule that a change of the output needs a change of the key.
func TestGoldenBites(t *testing.T) {
	was := domino.Golden{Revision: 3, Key: "k", Given: "in", Gives: "out"}
	for _, c := range []struct {
		name  string
		now   domino.Golden
		right bool
	}{
		{"nothing changed", was, true},
		{"output alone", domino.Golden{Revision: 3, Key: "k", Given: "in", Gives: "other"}, false},
		{"output and key", domino.Golden{Revision: 4, Key: "l", Given: "in", Gives: "other"}, true},
		{"output and what it was given", domino.Golden{Revision: 3, Key: "k", Given: "new", Gives: "other"}, true},
		{"key alone", domino.Golden{Revision: 3, Key: "l", Given: "in", Gives: "out"}, true},
		{"a lower revision", domino.Golden{Revision: 2, Key: "l", Given: "in", Gives: "out"}, false},
	} {
		if complaint := domino.Compare(was, c.now); (complaint == "") != c.right {
			t.Errorf("%s: %q", c.name, complaint)
		}
	}
}
