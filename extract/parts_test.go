package extract

import (
	"path"
	"slices"
	"strings"
	"testing"
)

// TestWithoutAPart: what was learned without a part weighs none of its features, and all others.
func TestWithoutAPart(t *testing.T) {
	x := extractor(t)
	deaf, err := x.Without("captions")
	if err != nil {
		t.Fatal(err)
	}
	weights, err := deaf.Train(formSamples(), sameText)
	if err != nil {
		t.Fatal(err)
	}
	learned, err := deaf.With(weights)
	if err != nil {
		t.Fatal(err)
	}
	features := learned.Features()
	if i := slices.IndexFunc(features, func(f string) bool { return strings.Contains(f, " caption") || strings.HasSuffix(f, " colon") }); i >= 0 {
		t.Errorf("learned without captions, and weighs %q", features[i])
	}
	if !slices.Contains(features, "certificate_number later-page") {
		t.Error("other features are gone as well")
	}
	if _, err := x.Without("luck"); err == nil || !strings.Contains(err.Error(), "captions") {
		t.Errorf("an unknown part: %v", err)
	}
}

// TestPartsNameFeatures: every pattern of every part stands for features that the weights know.
func TestPartsNameFeatures(t *testing.T) {
	parts, err := loadParts()
	if err != nil {
		t.Fatal(err)
	}
	x := extractor(t)
	prior, err := loadPrior()
	if err != nil {
		t.Fatal(err)
	}
	known := x.Features()
	for field, f := range prior.Fields {
		for name := range f.Weights {
			known = append(known, field+" "+name)
		}
	}
	for field, f := range x.model.Fields {
		for name := range f.None {
			known = append(known, field+" "+name)
		}
	}
	for part, patterns := range parts {
		for _, p := range patterns {
			if !slices.ContainsFunc(known, func(f string) bool {
				_, name, _ := strings.Cut(f, " ")
				ok, err := path.Match(p, name)
				return ok && err == nil
			}) {
				t.Errorf("%s: no feature is called %q", part, p)
			}
		}
	}
}
