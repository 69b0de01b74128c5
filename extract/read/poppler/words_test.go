package poppler

import (
	"testing"

	"github.com/certcat/certcat"
)

func TestNormal(t *testing.T) {
	for in, want := range map[string]string{
		"Certiﬁcate":       "Certificate",
		"62368\u00ad1":     "62368-1",
		"\u200f2024\u200e": "2024",
		"m²":               "m²",
		"Blue™":            "Blue™",
		"①":                "①",
		"２０２４":             "2024",
		"（型号）":             "（型号）",
		"⽇期":               "日期",
		"\uf0fe":           "☑",
		"\uf0a8No":         "☐No",
		"a\x00b":           "ab",
		"\xff\xfe":         "\ufffd",
		"ﺔﻴﺑﺮﻌﻟﺍ":          "العربية",
		"ةيبرعلا":          "العربية",
		"2023/07/16":       "2023/07/16",
		"1444:مقر":         "رقم:1444",
		"(ﻢﻗﺭ":             "رقم)",
		"\u00a0 \u00a0":    "",
		"ОВЕН\u2011100":    "ОВЕН-100",
		"e\u0301tiquette":  "étiquette",
	} {
		if got := Normal(in); got != want {
			t.Errorf("Normal(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestParse(t *testing.T) {
	size, words := parse([]byte(`<doc>
  <page width="595.3" height="841.9">
        <line xMin="1" yMin="1" xMax="9" yMax="9">
          <word xMin="10.5" yMin="20" xMax="30" yMax="31">A&amp;B` + "\x01" + `</word>
          <word xMin="31" yMin="20" xMax="31" yMax="31">flat</word>
          <word xMin="nan" yMin="20" xMax="40" yMax="31">C</word>
        </line>
        <line xMin="1" yMin="1" xMax="9" yMax="9">
          <word xMin="10" yMin="40" xMax="30" yMax="50">ﻢﻗﺭ</word>
          <word xMin="32" yMin="40" xMax="50" yMax="50">EN</word>
          <word xMin="52" yMin="40" xMax="70" yMax="50">71</word>
          <word xMin="72" yMin="40" xMax="90" yMax="50">ﺔﻴﺑﺮﻌﻟﺍ</word>
          <word xMin="92" yMin="40" xMax="99" yMax="50">ﻢﻗﺭ</word>
        </line>
`))
	if size != (certcat.PageSize{Width: 595.3, Height: 841.9}) {
		t.Errorf("size %v", size)
	}
	var got []string
	for _, w := range words {
		got = append(got, w.Text)
	}
	want := []string{"A&B", "C", "رقم", "العربية", "EN", "71", "رقم"}
	if len(got) != len(want) {
		t.Fatalf("words %q, want %q", got, want)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("word %d is %q, want %q", i, got[i], want[i])
		}
	}
	if words[0].Line != 1 || words[2].Line != 2 || words[0].Box != (certcat.Box{X0: 10.5, Y0: 20, X1: 30, Y1: 31}) {
		t.Errorf("lines %d, %d, box %v", words[0].Line, words[2].Line, words[0].Box)
	}
}
