package correct_test

import (
	"slices"
	"testing"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/review/correct"
)

var document = "ab"

func value(texts ...string) (list []certcat.Value) {
	for _, t := range texts {
		list = append(list, certcat.Value{Text: t, Canonical: t, Confidence: 0.7, Evidence: []certcat.Evidence{{Page: 1, Text: t}}})
	}
	return list
}

func printed(name string, texts ...string) certcat.Field {
	return certcat.Field{Name: name, State: certcat.Printed, Values: value(texts...), Confidence: 0.7, Doubts: []string{"not-sure"}, By: "machine"}
}

func certificate(fields ...certcat.Field) certcat.Certificate {
	return certcat.Certificate{Document: document, Part: certcat.Part{First: 1, Last: 2}, Fields: fields}
}

func correction(n int, action string, old certcat.Field, texts ...string) certcat.Correction {
	return certcat.Correction{Document: document, Part: certcat.Part{First: 1, Last: 2}, Number: n, Field: old.Name, Old: old, Action: action, New: value(texts...), Reviewer: "anna"}
}

func texts(f certcat.Field) (list []string) {
	for _, v := range f.Values {
		list = append(list, v.Text)
	}
	return list
}

func TestLay(t *testing.T) {
	number, models := printed("certificate_number", "A1"), printed("models", "X", "Y")
	for name, c := range map[string]struct {
		now       certcat.Field // as extracted today
		k         certcat.Correction
		want      []string
		state     certcat.State
		disagrees bool
	}{
		"value":                           {number, correction(1, correct.Value, number, "B2"), []string{"B2"}, certcat.Printed, false},
		"confirmed":                       {number, correction(1, correct.Confirmed, number), []string{"A1"}, certcat.Printed, false},
		"absent":                          {number, correction(1, correct.Absent, number), nil, certcat.Absent, false},
		"taken back":                      {number, correction(1, correct.Machine, number), []string{"A1"}, certcat.Printed, false},
		"a new reading agrees":            {printed("certificate_number", "B2"), correction(1, correct.Value, number, "B2"), []string{"B2"}, certcat.Printed, false},
		"a new reading disagrees":         {printed("certificate_number", "C3"), correction(1, correct.Value, number, "B2"), []string{"B2"}, certcat.Printed, true},
		"confirmed, now read differently": {printed("certificate_number", "C3"), correction(1, correct.Confirmed, number), []string{"A1"}, certcat.Printed, true},
		"absent, now read":                {printed("certificate_number", "C3"), correction(1, correct.Absent, certcat.Field{Name: "certificate_number", State: certcat.Absent}), nil, certcat.Absent, true},
		"a list in another order":         {printed("models", "Y", "X"), correction(1, correct.Confirmed, models), []string{"X", "Y"}, certcat.Printed, false},
		"a list that lost a member":       {printed("models", "Y"), correction(1, correct.Confirmed, models), []string{"X", "Y"}, certcat.Printed, true},
	} {
		t.Run(name, func(t *testing.T) {
			laid := correct.Lay(certificate(c.now), []certcat.Correction{c.k})
			f := laid.Certificate.Fields[0]
			if !slices.Equal(texts(f), c.want) || f.State != c.state {
				t.Errorf("laid: %v %v, want %v %v", f.State, texts(f), c.state, c.want)
			}
			if byPerson := c.k.Action != correct.Machine; f.Accepted != byPerson || correct.ByPerson(f) != byPerson || byPerson && len(f.Doubts) > 0 {
				t.Errorf("accepted %v, by %q, doubts %v", f.Accepted, f.By, f.Doubts)
			}
			if (len(laid.Disagreements) > 0) != c.disagrees {
				t.Errorf("disagreements: %+v", laid.Disagreements)
			}
		})
	}
}

func TestLayKeepsWhatTheMachineRead(t *testing.T) {
	number := printed("certificate_number", "A1")
	before := certificate(number)
	f := correct.Lay(before, []certcat.Correction{correction(1, correct.Value, number, "B2")}).Certificate.Fields[0]
	if len(f.Rivals) != 1 || f.Rivals[0].Text != "A1" {
		t.Errorf("rivals %+v", f.Rivals)
	}
	if !slices.Equal(texts(before.Fields[0]), []string{"A1"}) {
		t.Error("the extracted certificate was changed")
	}
	other := correction(1, correct.Value, number, "B2")
	other.Part = certcat.Part{First: 2, Last: 2}
	if f := correct.Lay(before, []certcat.Correction{other}).Certificate.Fields[0]; correct.ByPerson(f) {
		t.Error("a correction of another part was laid over")
	}
	fact := correction(2, correct.Value, certcat.Field{Name: "signatory"}, "L. Chen")
	if facts := correct.Lay(before, []certcat.Correction{fact}).Certificate.Facts; len(facts) != 1 || facts[0].Text() != "L. Chen" {
		t.Errorf("facts %+v", facts)
	}
}

func TestSaw(t *testing.T) {
	f := printed("certificate_number", "A1")
	again := f
	again.Confidence, again.Values = 0.2, value("A1")
	if correct.Saw(f) != correct.Saw(again) {
		t.Error("another confidence looks like another state")
	}
	for name, other := range map[string]certcat.Field{"value": printed("certificate_number", "A2"), "person": {Name: f.Name, State: f.State, Values: f.Values, By: "anna"}, "state": {Name: f.Name, State: certcat.Absent, By: "machine"}} {
		if correct.Saw(f) == correct.Saw(other) {
			t.Errorf("another %s looks like the same state", name)
		}
	}
}

func TestRestore(t *testing.T) {
	number, holder := printed("certificate_number", "A1"), printed("holder", "Old Ltd.")
	c := certificate(number, holder)
	list := []certcat.Correction{correction(1, correct.Value, number, "B2"), correction(2, correct.Absent, holder), correction(3, correct.Value, number, "C3")}
	for n, want := range [][]string{{"A1", "Old Ltd."}, {"B2", "Old Ltd."}, {"B2", ""}, {"C3", ""}} {
		back := correct.Restore(c, list, n)
		all := slices.Clone(list)
		for i, k := range back {
			k.Number, k.Reviewer = 4+i, "bo"
			all = append(all, k)
		}
		laid := correct.Lay(c, all).Certificate
		if got := []string{laid.Fields[0].Text(), laid.Fields[1].Text()}; !slices.Equal(got, want) {
			t.Errorf("restored to %d: %v, want %v", n, got, want)
		}
	}
}

func TestParse(t *testing.T) {
	for _, c := range []struct {
		field, typed, text, canonical, code string
		ok                                  bool
	}{
		{"issue_date", "6 September 2024", "2024-09-06", "2024-09-06", "", true},
		{"issue_date", "2024-13-40", "", "", correct.NoDate, false},
		{"expiry_date", "07/11/2022", "2022-11-07", "2022-11-07", correct.Ambiguous, true},
		{"expiry_date", "2024-02-30", "", "", correct.NoDate, false},
		{"certificate_number", "  ab-12/3 ", "ab-12/3", "AB123", "", true},
		{"standards", "EN62368-1:2014", "EN62368-1:2014", "EN 62368-1:2014", "", true},
		{"standards", "some standard", "some standard", "some standard", correct.NoStandard, true},
		{"legal_acts", "2014/35/EU", "2014/35/EU", "2014/35/EU", "", true},
		{"holder", "Moxi\u202ebai\x00 Ltd.\n", "Moxibai Ltd.", "Moxibai Ltd.", "", true},
		{"holder", " \t", "", "", "", false},
	} {
		v, code, ok := correct.Parse(c.field, c.typed)
		if v.Text != c.text || v.Canonical != c.canonical || code != c.code || ok != c.ok {
			t.Errorf("%s %q: %q %q %q %v, want %q %q %q %v", c.field, c.typed, v.Text, v.Canonical, code, ok, c.text, c.canonical, c.code, c.ok)
		}
	}
	if _, code, ok := correct.Parse("holder", string(make([]rune, 1))+string(slices.Repeat([]rune{'x'}, 5000))); ok || code != correct.TooLong {
		t.Errorf("5,000 characters: %q, %v", code, ok)
	}
}
