package grammar

import (
	"testing"
	"unicode/utf8"
)

func checkFound(t *testing.T, text string, found []Found) {
	t.Helper()
	for _, f := range found {
		if f.Start < 0 || f.End <= f.Start || f.End > len(text) || f.Text == "" || f.Canonical == "" {
			t.Fatalf("%q gave %+v", text, f)
		}
		if utf8.ValidString(text) && !utf8.ValidString(text[f.Start:f.End]) {
			t.Fatalf("%q was cut inside a character: %+v", text, f)
		}
	}
}

func FuzzEverything(f *testing.F) {
	for _, s := range []string{"", "EN 62368-1:2014/A11:2017, -3-3", "«29» Декабря 2025г", "中華民國113年11月29日", "47 CFR Part 15 Subpart B", "\xff\xfe2020\u202e-05-06",
		"٢٤ يونيو ٢٠١٩", "EN 301 489-1/-3/-17", "5 ม.ค. 2564", "Radio Equipment Regulations 2017", "2O19-l0-O1", "Ǆ ﷺ ½ ㍻30年1月9日", "GB/T 19001-2016/ISO 9001:2015"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		checkFound(t, text, Standards(text))
		checkFound(t, text, Acts(text))
		checkFound(t, text, NamedActs(text))
		for _, d := range Dates(text) {
			if d.Start < 0 || d.End <= d.Start || d.End > len(text) || !d.Date.Valid() || d.Form == "" {
				t.Fatalf("%q gave %+v", text, d)
			}
		}
		if s, ok := ParseStandard(text); ok && s.Prefix == "" {
			t.Fatalf("%q gave %+v", text, s)
		}
		checkFound(t, text, Ratings(text))
		for _, id := range Identifiers(text) {
			checkFound(t, text, []Found{{Start: id.Start, End: id.End, Text: id.Text, Canonical: id.Canonical}})
		}
		if score := LooksLikeAddress(text); score < 0 || score > 1 {
			t.Fatalf("%q scores %f", text, score)
		}
		LooksLikeCompany(text)
		CompanyName(text)
		FoldIdentifier(text)
	})
}
