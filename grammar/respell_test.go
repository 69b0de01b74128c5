package grammar

import (
	"fmt"
	"strings"
	"testing"
)

func shownFound(list []Found) string {
	var out []string
	for _, f := range list {
		s := f.Text
		if f.Respelt {
			s += "*"
		}
		out = append(out, s)
	}
	return strings.Join(out, "; ")
}

// TestStandardsRecognised: what must have been printed; "*" marks what was respelt.
func TestStandardsRecognised(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"lEC 62368-1:2018", "IEC 62368-1:2018*"},
		{"1EC 62321 -6:2015,1EC 62321-7-1:2015", "IEC 62321-6:2015*; IEC 62321-7-1:2015*"},
		{"1EC62321 -6:2015", "IEC62321-6:2015*"},
		{"EN 6O950-1:2006", "EN 60950-1:2006*"},
		{"EN 60950-l:2006", "EN 60950-1:2006*"},
		{"€N 55032:2015", "EN 55032:2015*"},
		{"EN 300 328 V2.l.1", "EN 300 328 V2.1.1*"},
		{"EN 301 893 Vl.8.1 (2015-03)", "EN 301 893 V1.8.1 (2015-03)*"},
		{"EN 300 328 V2,2.2", "EN 300 328 V2.2.2*"},
		{"GB/T 23331-2020/1S0 50001:2018", "GB/T 23331-2020; ISO 50001:2018*"},
		{"1SO 9001:2O15", "ISO 9001:2015*"},
		{"150 9001:2015", "ISO 9001:2015*"},
		{"ISO/lEC 17025:2017", "ISO/IEC 17025:2017*"},
		{"EN 55032;2015", "EN 55032:2015*"},
		{"EN 55032:2015, EN 6l000-3-2:2014", "EN 55032:2015; EN 61000-3-2:2014*"},
		// right as they stand
		{"EN 62368-1:2014+A11:2017", "EN 62368-1:2014+A11:2017"},
		{"UL 60950-1B", ""},
		{"EN 55032 class B", "EN 55032"},
		{"150 9001", ""},
		{"room 150 2015", ""},
		{"ref lEC 12", ""},
		{"line 1 SO 2015", ""},
	} {
		if got := shownFound(StandardsRecognised(c.text)); got != c.want {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
}

func TestActsRecognised(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Directive 2O14/53/EU", "2014/53/EU*"},
		{"2014/3O/EU and 2014/35/EU", "2014/30/EU*; 2014/35/EU"},
		{"20l4/35/FU", "2014/35/EU*"},
		{"(EU) 2O15/863", "(EU) 2015/863*"},
		{"2011/65/EU", "2011/65/EU"},
		{"24/12/2O19", ""},
	} {
		if got := shownFound(ActsRecognised(c.text)); got != c.want {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
}

func TestDatesRecognised(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"12 Octoher 2019", "2019-10-12 12 Octoher 2019 noisy"},
		{"l2 0ctober 2O19", "2019-10-12 l2 0ctober 2O19 noisy"},
		{"Novernber 3, 2021", "2021-11-03 Novernber 3, 2021 noisy"},
		{"3rd Ju1y 2020", "2020-07-03 3rd Ju1y 2020 noisy"},
		{"O3/12/2O19", "2019-12-03 O3/12/2O19 noisy"},
		{"12 October 2019", "2019-10-12 12 October 2019"},
		{"5 Lamps 2019", ""},
		{"Room 12 2019", ""},
	} {
		var got []string
		for _, d := range DatesRecognised(c.text) {
			s := fmt.Sprintf("%s %s", d.Date, d.Text)
			if d.Noisy {
				s += " noisy"
			}
			got = append(got, s)
		}
		if strings.Join(got, "; ") != c.want {
			t.Errorf("%q: %v, want %s", c.text, got, c.want)
		}
	}
}

func TestNumberRecognised(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"99924Q10420ROS", "99924Q10420R0S"},
		{"99924EN0274ROM-1", "99924EN0274R0M-1"},
		{"2024O1234", "202401234"},
		{"12l34", "12134"},
		{"NL-ROM-17", "NL-ROM-17"},
		{"A1O2", "A1O2"},
		{"99924Q10420R1S", "99924Q10420R1S"},
	} {
		if got := NumberRecognised(c.text); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

func TestRatingsRecognised(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"12V=--2.5A", "12V=2.5A*"},
		{"Output: 5V :=: 500mA", "Output: 5V = 500mA*"},
		{"Output: 5V --- 500mA", "Output: 5V --- 500mA"},
		{"5V-500mA", "5V-500mA"},
		{"Input: 100-240V~ 50/60Hz 0.5A", "Input: 100-240V~ 50/60Hz 0.5A"},
		{"1OO-24OV~ 50/6OHz O.5A", "100-240V~ 50/60Hz 0.5A*"},
		{"Output: 12V-2.OA", "Output: 12V-2.0A*"},
		{"l00-240V~ 0.5A", "100-240V~ 0.5A*"},
		{"5V/2A 9V/2A", "5V/2A 9V/2A"},
	} {
		if got := shownFound(RatingsRecognised(c.text)); got != c.want {
			t.Errorf("%q: %s, want %s", c.text, got, c.want)
		}
	}
}

// FuzzRecognised: any text is taken, and every place lies inside it.
func FuzzRecognised(f *testing.F) {
	for _, s := range []string{"lEC 62368-1:2018", "€N 55032;2015", "20l4/35/FU", "l2 0ctober 2O19", "\xffEN 6O950 -l"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, list := range [][]Found{StandardsRecognised(text), ActsRecognised(text)} {
			for _, found := range list {
				if found.Start < 0 || found.End > len(text) || found.Start > found.End {
					t.Errorf("%q: %+v", text, found)
				}
			}
		}
		for _, d := range DatesRecognised(text) {
			if d.Start < 0 || d.End > len(text) || d.Start > d.End {
				t.Errorf("%q: %+v", text, d)
			}
		}
	})
}
