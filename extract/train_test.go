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
		fitting := map[bool]func(fieldModel, []example) fieldModel{true: func(f fieldModel, e []example) fieldModel { return fit(f, e, true) }, false: fitOne}
		m := fitting[list](fieldModel{Accept: 0.9}, data)
		telling, misleading, always := m.Weights["telling"], m.Weights["misleading"], m.Weights["always"]
		if telling < 1 || misleading > -1 || abs(always) > 0.5 || m.Accept != 0.9 {
			t.Errorf("list %v: telling %v, misleading %v, always %v, accept %v", list, telling, misleading, always, m.Accept)
		}
		if p := logistic(m.Bias + telling + always); p < 0.9 || m.Keep > p {
			t.Errorf("list %v: a right candidate has probability %.2f and is kept from %.2f on", list, p, m.Keep)
		}
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

// TestCalibrated: values are relied on only above the most confident wrong one, and only where enough right ones stand
// there; absences count for themselves.
func TestCalibrated(t *testing.T) {
	judged := func(n int, confidence float64, right bool, state certcat.State, doubts ...string) (list []Judged) {
		for range n {
			list = append(list, Judged{certcat.Field{Name: certcat.Issuer, State: state, Confidence: confidence, Doubts: doubts}, right})
		}
		return list
	}
	const none = 2 // nothing is relied on
	for _, c := range []struct {
		name            string
		judged          []Judged
		printed, absent float64 // the most confident wrong field: the threshold lies above; none = no threshold
	}{
		{"nothing judged", nil, none, none},
		{"all right", judged(fewest, 0.8, true, certcat.Printed), 0, none},
		{"too few", judged(fewest-1, 0.8, true, certcat.Printed), none, none},
		{"above a wrong one", append(judged(fewest, 0.9, true, certcat.Printed), judged(1, 0.8, false, certcat.Printed)...), 0.8, none},
		{"a wrong one on top", append(judged(2*fewest, 0.9, true, certcat.Printed), judged(1, 0.95, false, certcat.Printed)...), none, none},
		{"a wrong one among equals", append(judged(2*fewest, 0.9, true, certcat.Printed), judged(1, 0.9, false, certcat.Printed)...), none, none},
		{"absences for themselves", append(judged(fewest, 0.7, true, certcat.Absent), judged(1, 0.9, false, certcat.Printed)...), none, 0},
		{"a firm doubt is not counted", append(judged(fewest, 0.9, true, certcat.Printed), judged(1, 0.99, false, certcat.Printed, "two-readings")...), 0, none},
		{"a soft doubt is counted", append(judged(fewest, 0.9, true, certcat.Printed), judged(1, 0.99, false, certcat.Printed, "not-sure")...), none, none},
	} {
		x := extractor(t)
		was := x.model.Fields[certcat.Issuer]
		m := x.Calibrated(c.judged).model.Fields[certcat.Issuer]
		for _, side := range []struct {
			name        string
			wrong, from float64
		}{{"printed", c.printed, m.Accept}, {"absent", c.absent, m.AcceptAbsent}} {
			if side.wrong == none && side.from != never || side.wrong != none && (side.from <= side.wrong || side.from > 0.9) {
				t.Errorf("%s: %s is relied on from %v; the most confident wrong one has %v", c.name, side.name, side.from, side.wrong)
			}
		}
		if now := x.model.Fields[certcat.Issuer]; now.Accept != was.Accept {
			t.Errorf("%s: the extractor itself was changed", c.name)
		}
	}
}
