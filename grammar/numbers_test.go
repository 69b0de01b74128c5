package grammar

import (
	"strings"
	"testing"
)

func TestIdentifiers(t *testing.T) {
	for text, want := range map[string]string{
		"FCC ID: 2ABCD-WIDGET1":     "us-fcc-certification=2ABCD-WIDGET1",
		"FCC ID 12":                 "",
		"Contains FCC ID: ABC-X1":   "us-fcc-certification=ABC-X1",
		"IC: 12345A-WIDGET1":        "ca-ised-certification=12345A-WIDGET1",
		"Notified Body No.: 0123":   "nb-number=0123",
		"notified body number 2797": "nb-number=2797",
		"CE0123":                    "nb-number=0123",
		"R-C-AbC-WIDGET":            "kr-rra=R-C-AbC-WIDGET",
		"HU071234-12345":            "kr-kc-cert=HU071234-12345",
		"R 201-123456":              "jp-giteki-radio=201-123456",
		"2020010907312345":          "cn-ccc=2020010907312345",
		"CMIIT ID: 2018DP3125":      "cn-srrc=2018DP3125",
		"统一社会信用代码：91350100M000100Y43":    "cn-uscc=91350100M000100Y43",
		"91350100M000100Y44":             "cn-uscc=91350100M000100Y44?",
		"12345-17-12345":                 "br-anatel=12345-17-12345",
		"R-41000921":                     "in-bis-crs=R-41000921",
		"ABN 51 824 753 556":             "au-abn=51824753556",
		"ABN: 51 824 753 557":            "au-abn=51824753557?",
		"ACN 004 085 616":                "au-acn=004085616",
		"ЕАЭС N RU Д-CN.РА01.В.12345/21": "eaeu-tr-declaration=EAEU N RU D-CN.РА01.B.12345/21",
		"ЕАЭС RU С-CN.СБ21.А.00039/19":   "eaeu-tr-certificate=EAEU RU C-CN.СБ21.A.00039/19",
		"UL File E123456":                "us-nrtl=E123456",
		"CNAS L1234":                     "accreditation=CNAS L1234",
		"D-PL-12345-01-00":               "accreditation=D-PL-12345-01-00",
		"phone 0755 1234 5678":           "",
		"统一社会信用代码 123456789012345678":    "cn-uscc=123456789012345678",
		"123456789012345678":             "",
		"":                               "",
	} {
		var got []string
		for _, f := range Identifiers(text) {
			s := f.Scheme + "=" + f.Canonical
			if !f.Valid {
				s += "?"
			}
			got = append(got, s)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("Identifiers(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestNumber(t *testing.T) {
	for _, c := range []struct {
		kind, text, want string
		ok               bool
	}{
		{"gtin", "4006381333931", "4006381333931", true}, {"gtin", "4006381333932", "4006381333932", false},
		{"nb-number", "0123", "0123", true}, {"nb-number", "123", "123", false},
		{"us-fcc-certification", "2abcd-x1", "2ABCD-X1", true}, {"us-fcc-certification", "1ABCD-X1", "1ABCD-X1", false}, {"us-fcc-certification", "AB", "AB", false},
		{"in-bis-isi", "CM/L 1234567", "CM/L-1234567", true},
		{"unheard-of", " A  1 ", "A 1", true}, {"unheard-of", "", "", false},
	} {
		got, ok := Number(c.kind, c.text)
		if got != c.want || ok != c.ok {
			t.Errorf("Number(%q, %q) = %q %v, want %q %v", c.kind, c.text, got, ok, c.want, c.ok)
		}
	}
}

func TestRatings(t *testing.T) {
	for text, want := range map[string]string{
		"Input: 100-240V~ 50/60Hz 0.5A":    "Input: 100-240V AC 50/60Hz 0.5A",
		"Output: 5V⎓ 2A":                   "Output: 5V DC 2A",
		"DC 5V/2A":                         "5V DC/2A",
		"DC5.0V, 1.0A":                     "5V DC, 1A",
		"3.7V 2000mAh":                     "3.7V 2000mAh",
		"3.7V 800mAh 2.96Wh":               "3.7V 800mAh 2.96Wh",
		"IP54":                             "IP54",
		"Degree of protection: IP20":       "Degree of protection: IP20",
		"220-240 V, 50 Hz, 1500 W":         "220-240V, 50Hz, 1500W",
		"725W":                             "725W",
		"INPUT: 100-120VAC 50-60Hz/10A":    "INPUT: 100-120V AC 50-60Hz/10A",
		"Protection class I":               "Protection class I",
		"Rated power 1100W":                "Rated power 1100W",
		"5Vdc, 1A, Class III":              "5V DC, 1A, Class III",
		"EN 62368-1:2014":                  "",
		"Model 5VX":                        "",
		"12 months":                        "",
		"page 3 A":                         "",
		"":                                 "",
		"A1234 AB-12V5":                    "",
		"weight 30 g":                      "",
		"Total output will not exceed 65W": "65W",
	} {
		if got := canonicals(Ratings(text)); got != want {
			t.Errorf("Ratings(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestFoldIdentifier(t *testing.T) {
	if FoldIdentifier("ＡＢ-1２ é") != "AB12E" || FoldIdentifier("СВ-12") != FoldIdentifier("CB 12") {
		t.Error(FoldIdentifier("ＡＢ-1２ é"), FoldIdentifier("СВ-12"))
	}
	if !MixedScripts("СB12") || MixedScripts("CB12") || MixedScripts("СВ") {
		t.Error("mixed scripts")
	}
}
