package extract

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/certcat/certcat"
)

func sameText(_, want, got string) bool { return want == got }

// formSamples are documents of one form: the number behind "Declaration No." is the document's own, the one behind
// "Report No." is not.
func formSamples() []Sample {
	var samples []Sample
	for i := range 6 {
		own, report := fmt.Sprintf("NL-%d/2024", 17+i), fmt.Sprintf("R-%d-77", 300+i)
		text := "EU Declaration of Conformity\nDeclaration No.: " + own + "\nReport No.: " + report + "\nDate of issue: 2024-05-0" + fmt.Sprint(1+i)
		samples = append(samples, Sample{Group: fmt.Sprint(i), Pages: pagesOf(text), Want: map[string][]string{
			certcat.Kind: {"eu-doc"}, certcat.CertificateNumber: {own}, certcat.ReportNumbers: {report}, certcat.IssueDate: {fmt.Sprintf("2024-05-0%d", 1+i)},
		}})
	}
	return samples
}

// TestTrainTwice: equal samples give equal bytes, which are weights that can be read.
func TestTrainTwice(t *testing.T) {
	x := extractor(t)
	before, err := x.Weights()
	if err != nil {
		t.Fatal(err)
	}
	first, err := x.Train(formSamples(), sameText)
	if err != nil {
		t.Fatal(err)
	}
	second, err := x.Train(formSamples(), sameText)
	if err != nil || !bytes.Equal(first, second) {
		t.Errorf("trained twice with different outcome, %v", err)
	}
	if after, _ := x.Weights(); !bytes.Equal(before, after) || bytes.Equal(first, before) {
		t.Error("training must give new weights and leave the old ones alone")
	}
	learned, err := x.With(first)
	if err != nil {
		t.Fatal(err)
	}
	certificates, _ := learned.Certificates(formSamples()[0].Pages)
	if got := certificates[0].Field(certcat.CertificateNumber).Text(); got != "NL-17/2024" {
		t.Errorf("number %q after training", got)
	}
	if _, err := x.With([]byte("fields: [")); err == nil {
		t.Error("broken weights were taken")
	}
}

// TestFitLearns: a feature that goes with the right answers gains, one that goes with the wrong ones loses, and one that
// says nothing stays.
func TestFitLearns(t *testing.T) {
	var data []example
	for range 20 {
		right := (&Candidate{}).add("telling", 1).add("always", 1)
		wrong := (&Candidate{}).add("misleading", 1).add("always", 1)
		data = append(data, example{candidates: []*Candidate{wrong, right}, right: []bool{false, true}, wanted: 1})
	}
	for _, list := range []bool{false, true} {
		m := fit(fieldModel{Accept: 0.9}, data, list)
		telling, misleading, always := m.Weights["telling"], m.Weights["misleading"], m.Weights["always"]
		if telling < 1 || misleading > -1 || abs(always) > 0.5 || m.Accept != 0.9 {
			t.Errorf("list %v: telling %v, misleading %v, always %v, accept %v", list, telling, misleading, always, m.Accept)
		}
		if p := logistic(m.Bias + telling + always); p < 0.9 || m.Keep > p {
			t.Errorf("list %v: a right candidate has probability %.2f and is kept from %.2f on", list, p, m.Keep)
		}
	}
	one := fitOne(fieldModel{}, append(data, example{candidates: []*Candidate{(&Candidate{}).add("misleading", 1)}, right: []bool{false}, about: []Feature{{"none", 1}}}))
	if one.Weights["telling"] < 1 || one.Weights["misleading"] > -0.5 {
		t.Errorf("one of several: %+v", one)
	}
	prior := fieldModel{Bias: -2, Weights: map[string]float64{"known": 1.5}}
	if m := fitOne(prior, nil); m.Bias != -2 || len(m.Weights) != 1 || m.Weights["known"] != 1.5 {
		t.Errorf("without samples the prior stays: %+v", m)
	}
}

func TestFitKindLearns(t *testing.T) {
	var data []example
	for range 20 {
		a, b := (&Candidate{}).add("title", 1), (&Candidate{}).add("words", 1)
		data = append(data, example{candidates: []*Candidate{a, b}, right: []bool{true, false}})
	}
	if w := fitKind(map[string]float64{}, data); w["title"] < 1 || w["words"] > -1 {
		t.Errorf("weights %v", w)
	}
}

// TestFeaturesAreGeneral: no feature that weights know names a value, a firm or a file.
func TestFeaturesAreGeneral(t *testing.T) {
	features := extractor(t).Features()
	if len(features) < 100 {
		t.Fatalf("only %d features", len(features))
	}
	for _, f := range features {
		field, name, _ := strings.Cut(f, " ")
		if name == "" || strings.ToLower(name) != name || strings.ContainsAny(name, " _/:") {
			t.Errorf("%s: feature %q is not a plain name", field, name)
		}
	}
}

// TestBars: a field is relied on from where hardly any above was wrong, of its own and of all, and enough were right.
func TestBars(t *testing.T) {
	judged := func(n int, confidence float64, right bool, doubts ...string) (list []Judged) {
		for range n {
			list = append(list, Judged{Field: certcat.Field{Name: certcat.Holder, State: certcat.Printed, Confidence: confidence, Doubts: doubts}, Right: right})
		}
		return list
	}
	as := func(name string, list []Judged) []Judged {
		for i := range list {
			list[i].Field.Name = name
		}
		return list
	}
	others := func(list []Judged) []Judged { return as(certcat.Product, list) }
	alike := func(list []Judged) []Judged { return as(certcat.Manufacturer, list) }
	for _, c := range []struct {
		name   string
		judged []Judged // surest first
		want   float64
	}{
		{"nothing judged", nil, never},
		{"all right", judged(fewest, 0.96, true), 0.96},
		{"too few", judged(fewest-1, 0.96, true), never},
		{"not sure enough", judged(100, leastAlone-0.01, true), never},
		{"few, not sure enough", judged(enough-1, least-0.01, true), never},
		{"a wrong one below", append(judged(fewest, 0.97, true), judged(1, 0.96, false)...), 0.97},
		{"a wrong one in more than a hundred", append(judged(180, 0.97, true), append(judged(1, 0.965, false), judged(5, 0.96, true)...)...), 0.96},
		{"a wrong one on top", append(judged(1, 0.99, false), judged(10, 0.97, true)...), never},
		{"a wrong one among the less sure", append(judged(1, 0.97, false), judged(10, 0.96, true)...), never},
		{"another field's wrong one on top", append(others(judged(1, 0.99, false)), judged(10, 0.97, true)...), never},
		{"another field's wrong one among many", append(others(judged(1, 0.99, false)), judged(180, 0.97, true)...), 0.97},
		{"a firm doubt is not counted", append(judged(1, 0.99, false, "date-order"), judged(fewest, 0.97, true)...), 0.97},
		{"many of its own, and another field's wrong ones above", append(others(judged(9, 0.99, false)), judged(enough, 0.97, true)...), 0.97},
		{"few of its own, many read alike", append(others(judged(9, 0.99, false)), append(alike(judged(enoughAlike, 0.95, true)), judged(fewest, 0.94, true)...)...), 0.94},
		{"too few of its own, many read alike", append(others(judged(9, 0.99, false)), append(alike(judged(enoughAlike, 0.95, true)), judged(fewest-1, 0.94, true)...)...), never},
		{"few of its own, a wrong one read alike", append(others(judged(9, 0.99, false)), append(alike(judged(1, 0.98, false)), judged(fewest, 0.94, true)...)...), never},
		{"a soft doubt is counted", append(judged(1, 0.99, false, "not-sure"), judged(fewest, 0.97, true)...), never},
	} {
		if bar := barOf(c.judged, certcat.Holder, true); bar != c.want {
			t.Errorf("%s: relied on from %v, want %v", c.name, bar, c.want)
		}
	}
	if bar := barOf(judged(enough, least-0.01, true), certcat.Holder, false); bar != never {
		t.Errorf("an absence stands by itself from %v on", bar)
	}
}

// TestCalibratedLearns: a sign that goes with wrong fields lowers the confidence, one that goes with right ones raises it,
// and absences learn for themselves.
func TestCalibratedLearns(t *testing.T) {
	var judged []Judged
	for i := range 60 {
		for _, state := range []certcat.State{certcat.Printed, certcat.Absent} {
			good := i%2 == 0
			sign := "bad-sign"
			if good {
				sign = "good-sign"
			}
			judged = append(judged, Judged{Field: certcat.Field{Name: certcat.Issuer, State: state}, Right: good == (state == certcat.Printed), group: i % 5, signs: []Feature{{"bias", 1}, {sign, 1}}})
		}
	}
	x := extractor(t)
	was := x.model.Fields[certcat.Issuer]
	m := x.Calibrated(judged).model.Fields[certcat.Issuer]
	good, bad := []Feature{{"bias", 1}, {"good-sign", 1}}, []Feature{{"bias", 1}, {"bad-sign", 1}}
	if g, b := x.Calibrated(judged).model.Forest.sure(good), x.Calibrated(judged).model.Forest.sure(bad); g < 0.8 || b > 0.2 {
		t.Errorf("printed: %.2f with the good sign, %.2f with the bad one", g, b)
	}
	if g, b := sureness(m.Gone, good), sureness(m.Gone, bad); g > 0.2 || b < 0.8 {
		t.Errorf("absent: %.2f with the good sign, %.2f with the bad one", g, b)
	}
	if sureness(nil, good) != 0 {
		t.Error("sure without having learned anything")
	}
	if now := x.model.Fields[certcat.Issuer]; now.Accept != was.Accept || len(now.Gone) != len(was.Gone) {
		t.Error("the extractor itself was changed")
	}
}
