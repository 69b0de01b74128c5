package grammar

import (
	"slices"
	"strings"
	"testing"
)

func canonicals(found []Found) string {
	var parts []string
	for _, f := range found {
		parts = append(parts, f.Canonical)
	}
	return strings.Join(parts, " | ")
}

// standardCases: text → what must be found, all of it.
var standardCases = map[string]string{
	"EN 62368-1:2014":                                      "EN 62368-1:2014",
	"EN62368-1":                                            "EN 62368-1",
	"EN  62368-1 : 2014 + A11: 2017":                       "EN 62368-1:2014/A11:2017",
	"EN 62368-1:2014/A11:2017":                             "EN 62368-1:2014/A11:2017",
	"EN 62368-1:2014 (+A11:2017)":                          "EN 62368-1:2014",
	"EN IEC 62368-1:2020+A11:2020":                         "EN IEC 62368-1:2020/A11:2020",
	"EN 50581-2012":                                        "EN 50581:2012",
	"EN 50581 (2012)":                                      "EN 50581:2012",
	"EN 300328V2.2.2":                                      "EN 300 328 V2.2.2",
	"EN 300 328 v2.1.1":                                    "EN 300 328 V2.1.1",
	"EN 300 328 Ver 2.2.2":                                 "EN 300 328 V2.2.2",
	"EN 300-328 V2.2.2":                                    "EN 300 328 V2.2.2",
	"ETSI EN 300 328 V2.2.2 (2019-07)":                     "EN 300 328 V2.2.2",
	"ETSI EN 303 413 V1.1.1:2017-06":                       "EN 303 413 V1.1.1",
	"Draft ETSI EN 301 489-17 V3.2.2":                      "Draft EN 301 489-17 V3.2.2",
	"EN 301 489-1 V2.2.3 DRAFT":                            "Draft EN 301 489-1 V2.2.3",
	"prEN 50566:2014":                                      "Draft prEN 50566:2014",
	"EN 60950-1:2006+A11:2009+A1:2010+A12/AC:2011+A2:2013": "EN 60950-1:2006/A11:2009/A1:2010/A12/AC:2011/A2:2013",
	"EN 55032:2012+AC:2013":                                "EN 55032:2012/AC:2013",
	"EN 55022:2010/AC:2011":                                "EN 55022:2010/AC:2011",
	"IEC 62321-4:2013+AMD1:2017":                           "IEC 62321-4:2013/AMD1:2017",
	"IEC 62321-4:2013/AMD 1:2017":                          "IEC 62321-4:2013/AMD1:2017",
	"IEC 62321-4:2013+AMD1:2017 CSV":                       "IEC 62321-4:2013/AMD1:2017",
	"IEC 62321-5-2013 (Ed1.0)":                             "IEC 62321-5:2013",
	"IEC 62321-5 Edition 1.0:2013":                         "IEC 62321-5:2013",
	"IEC 62321-6 edition 1.0:2015":                         "IEC 62321-6:2015",
	"EN 61000-4-6 ed.4:2014":                               "EN 61000-4-6:2014",
	"EN 61439-2 ed.2":                                      "EN 61439-2 ed.2",
	"IEC/TR 62368-2":                                       "IEC TR 62368-2",
	"ISO9001:2015":                                         "ISO 9001:2015",
	"ISO 9001":                                             "ISO 9001",
	"ISO/IEC 17025:2017":                                   "ISO/IEC 17025:2017",
	"EN ISO 13485:2016":                                    "EN ISO 13485:2016",
	"ISO 8179–1:2017":                                      "ISO 8179-1:2017",
	"BS EN 71-1:2014":                                      "BS EN 71-1:2014",
	"BS EN IEC 62368-1:2020":                               "BS EN IEC 62368-1:2020",
	"DIN EN 62368-1":                                       "DIN EN 62368-1",
	"UNE-EN 60335-1:2012":                                  "UNE EN 60335-1:2012",
	"ČSN EN ISO 9001:2016":                                 "ČSN EN ISO 9001:2016",
	"BS 6920-1:2014":                                       "BS 6920-1:2014",
	"GB 4943.1-2011":                                       "GB 4943.1-2011",
	"GB4943.1-2022":                                        "GB 4943.1-2022",
	"GB 18401:2010":                                        "GB 18401-2010",
	"GB/T 9254.1-2021":                                     "GB/T 9254.1-2021",
	"GB/T 16483":                                           "GB/T 16483",
	"GB/T 19001-2016 idt ISO 9001:2015":                    "GB/T 19001-2016",
	"YD/T 1591-2009":                                       "YD/T 1591-2009",
	"SJ/T 11364-2014":                                      "SJ/T 11364-2014",
	"CNS 14336-1":                                          "CNS 14336-1",
	"AS/NZS 62368.1:2018":                                  "AS/NZS 62368.1:2018",
	"AS/NZS CISPR 32":                                      "AS/NZS CISPR 32",
	"AS/NZS 3112:2017+A1:2021":                             "AS/NZS 3112:2017/A1:2021",
	"UL 60950-1:2007 Ed.2 +R:14Oct2014":                    "UL 60950-1:2007/R",
	"UL 61010-1:2012/R:2019-07":                            "UL 61010-1:2012/R:2019",
	"UL 62368-1":                                           "UL 62368-1",
	"CSA C22.2 No. 60950-1-07":                             "CSA C22.2 No. 60950-1:07",
	"CSA C22.2#60065:2016 Ed.2":                            "CSA C22.2 No. 60065:2016",
	"CSA C22.2 No. 61010-1:2012/A1:2018-11":                "CSA C22.2 No. 61010-1:2012/A1:2018",
	"CAN/CSA-C22.2 No. 62368-1:19":                         "CSA C22.2 No. 62368-1:19",
	"ANSI C63.4:2014":                                      "ANSI C63.4:2014",
	"ANSI C63.4 (2014)+A1 (2017)":                          "ANSI C63.4:2014/A1:2017",
	"ASTM F963-17":                                         "ASTM F963-17",
	"IEEE 1528-2013":                                       "IEEE 1528-2013",
	"IEEE 802.11ax":                                        "IEEE 802.11ax",
	"ГОСТ Р 51317.3.2-2006":                                "GOST R 51317.3.2-2006",
	"ГОСТ IEC 60335-1-2015":                                "GOST IEC 60335-1:2015",
	"СТ РК ISO 9001-2016 (ISO 9001:2015)":                  "ST RK ISO 9001:2016",
	"IS 8329:2000":                                         "IS 8329:2000",
	"IS 13252 (Part 1):2010":                               "IS 13252 (Part 1):2010",
	"JIS C 6950-1":                                         "JIS C 6950-1",
	"KS C 9832":                                            "KS C 9832",
	"SASO ISO 2531:2011":                                   "SASO ISO 2531:2011",
	"SASO IEC 62368-1":                                     "SASO IEC 62368-1",
	"ABNT NBR 14136":                                       "NBR 14136",
	"NOM-001-SCFI-2018":                                    "NOM-001-SCFI-2018",
	"RSS-247, Issue 2":                                     "RSS-247 Issue 2",
	"RSS-Gen Issue 5":                                      "RSS-Gen Issue 5",
	"ICES-003 Issue 7":                                     "ICES-003 Issue 7",
	"CAN ICES-3(B)/NMB-3(B)":                               "CAN ICES-3(B)/NMB-3(B)",
	"CISPR 32:2015+AMD1:2019":                              "CISPR 32:2015/AMD1:2019",
	"FIPS 140-2":                                           "FIPS 140-2",
	"ANSI/ESD S20.20-2014":                                 "ANSI/ESD S20.20-2014",
	"UN 38.3":                                              "UN 38.3",
	"HKCA 1039 Issue 6":                                    "HKCA 1039 Issue 6",
	"AfPS GS 2019:01 PAK":                                  "AfPS GS 2019:01 PAK",
	"EPA 3052:1996":                                        "EPA 3052:1996",
	"US EPA 3540C:1996":                                    "EPA 3540C:1996",
	"GOTS":                                                 "GOTS",
	"STANDARD 100 by OEKO-TEX":                             "OEKO-TEX STANDARD 100",
	"ST/SG/AC.10/11/Rev.6":                                 "ST/SG/AC.10/11/Rev.6",
	"CEN/TS 15968:2010":                                    "CEN/TS 15968:2010",
	"EN 71":                                                "EN 71",
	"符合EN 55032:2015标准":                                    "EN 55032:2015",
	"EN 55032:2015,EN 55035:2017":                          "EN 55032:2015 | EN 55035:2017",
	// lists that go on
	"EN 61000-3-2:2014, -3-3:2013":                              "EN 61000-3-2:2014 | EN 61000-3-3:2013",
	"EN 301 489-1/-3/-17":                                       "EN 301 489-1 | EN 301 489-3 | EN 301 489-17",
	"EN 301 489-1/-17 V2.2.3":                                   "EN 301 489-1 | EN 301 489-17 V2.2.3",
	"IEC 62321-3-1:2013, 62321-4":                               "IEC 62321-3-1:2013 | IEC 62321-4",
	"IEC 62321-3-1:2013, 62321-4:2013+A1:2017 and 62321-5:2013": "IEC 62321-3-1:2013 | IEC 62321-4:2013/A1:2017 | IEC 62321-5:2013",
	"EN 55032:2015, 55035:2017":                                 "EN 55032:2015 | EN 55035:2017",
	"EN 61000-3-2/-3-3":                                         "EN 61000-3-2 | EN 61000-3-3",
	"EN 71-1/2/3":                                               "EN 71-1 | EN 71-2 | EN 71-3",
	"EN 71-1:2014, -2:2011 & -3:2019":                           "EN 71-1:2014 | EN 71-2:2011 | EN 71-3:2019",
	"EN 300 328 V2.2.2, EN 301 489-1 V2.2.3":                    "EN 300 328 V2.2.2 | EN 301 489-1 V2.2.3",
	// not standards
	"":                    "",
	"THIS PRODUCT IS 5V":  "",
	"EL PRODUCTO EN 2014": "",
	"EN 10 DIAS":          "",
	"IS 12345":            "",
	"AS 400 system":       "",
	"TEEN 62368-1":        "",
	"OPEN 55032":          "",
	"E351431":             "",
	"UL LLC":              "",
	"BS20 1AB":            "",
	"2014/35/EU":          "",
	"Model GB-1234":       "",
	"RSS feed":            "",
	"KC 60W":              "",
}

func TestStandards(t *testing.T) {
	for text, want := range standardCases {
		if got := canonicals(Standards(text)); got != want {
			t.Errorf("Standards(%q)\n got %q\nwant %q", text, got, want)
		}
	}
}

func TestStandardsText(t *testing.T) {
	text := "安全 EN 61000-3-2:2014,\n -3-3: 2013 + A1:2019 and EN 300328 V2.2.2."
	var got []string
	for _, f := range Standards(text) {
		got = append(got, f.Text)
	}
	want := "EN 61000-3-2:2014|EN 61000-3-3: 2013 + A1:2019|EN 300328 V2.2.2"
	if strings.Join(got, "|") != want {
		t.Errorf("got %q, want %q", strings.Join(got, "|"), want)
	}
}

func TestParseStandard(t *testing.T) {
	s, ok := ParseStandard("DIN EN 60950-1:2006/A12/AC:2011")
	if !ok || s.National != "DIN" || s.Prefix != "EN" || s.Number != "60950-1" || s.Edition != "2006" ||
		len(s.Amendments) != 1 || s.Amendments[0] != "A12/AC:2011" || s.Year() != 2006 || s.Undated() != "DIN EN 60950-1" {
		t.Errorf("got %+v %v", s, ok)
	}
	if _, ok := ParseStandard("see EN 62368-1"); ok {
		t.Error("text around a standard was taken for one")
	}
	for _, pair := range [][2]string{
		{"EN62368-1:2014+A11:2017", "EN 62368-1 : 2014/A11:2017"},
		{"EN 63000:2018", "EN IEC 63000:2018"},
		{"EN 300328V2.2.2", "ETSI EN 300 328 V2.2.2 (2019-07)"},
		{"IEC 62321-4:2013+AMD1:2017", "IEC 62321-4:2013+A1:2017"},
	} {
		a, ok1 := ParseStandard(pair[0])
		b, ok2 := ParseStandard(pair[1])
		if !ok1 || !ok2 || !a.Same(b) {
			t.Errorf("%q and %q are the same standard: %q %q", pair[0], pair[1], a.Key(), b.Key())
		}
	}
	for _, pair := range [][2]string{
		{"EN 62368-1:2014", "EN 62368-1:2014+A11:2017"}, {"EN 62368-1", "EN 62368-1:2014"}, {"BS EN 62368-1", "EN 62368-1"},
		{"Draft EN 301 489-1 V2.2.3", "EN 301 489-1 V2.2.3"},
	} {
		a, _ := ParseStandard(pair[0])
		b, _ := ParseStandard(pair[1])
		if a.Same(b) {
			t.Errorf("%q and %q are not the same", pair[0], pair[1])
		}
	}
}

func TestTitledStandards(t *testing.T) {
	for text, want := range map[string][]string{
		"It meets the Radiocommunications (Short Range Devices) Standard 2014 and EN 300 328": {"Radiocommunications (Short Range Devices) Standard 2014"},
		"has met the requirements of Global Standard Food Safety Issue 9: August 2022 in":     {"Global Standard Food Safety Issue 9: August 2022"},
		"BRCGS Global Standard for Packaging Materials (Issue 6)":                             {"BRCGS Global Standard for Packaging Materials (Issue 6)"},
		"according to the standard of 2014, Standard 2015":                                    nil,
		"Radio Equipment Regulations 2017":                                                    nil,
	} {
		var got []string
		for _, f := range TitledStandards(text) {
			got = append(got, f.Text)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
