package grammar

import "testing"

func TestActs(t *testing.T) {
	for text, want := range map[string]string{
		"2014/53/EU":            "2014/53/EU",
		"CNCA-C10-01:2014":      "CNCA-C10-01:2014",
		"依据 CNCA-00C-008：2019":  "CNCA-00C-008:2019",
		"Directive 2014/35/EC":  "2014/35/EC",
		"93/42/EEC":             "93/42/EEC",
		"Richtlinie 2014/30/EG": "2014/30/EC",
		"2011/65/UE":            "2011/65/EU",
		"2014/ 53 /EU":          "2014/53/EU",
		"Directive 2014/53":     "2014/53",
		"Директива 2014/53/ЕС":  "2014/53/EU",
		"2014/53/EUROPE":        "",
		"(EU) 2023/1542":        "(EU) 2023/1542",
		"(EU) No 305/2011":      "(EU) No 305/2011",
		"(EC) No 1907/2006":     "(EC) No 1907/2006",
		"EC 1907/2006":          "(EC) No 1907/2006",
		"(EG) Nr. 1907/2006":    "(EC) No 1907/2006",
		"1907/2006/EC":          "(EC) No 1907/2006",
		"Regulation 1907/2006":  "(EC) No 1907/2006",
		"Commission Delegated Directive (EU) 2015/863": "(EU) 2015/863",
		"EU 2015/863": "(EU) 2015/863",
		"2011/65/EU and its amendment (EU) 2015/863": "2011/65/EU | (EU) 2015/863",
		"2014/35/EU, 2014/30/EU":                     "2014/35/EU | 2014/30/EU",
		"Radio Equipment Regulations 2017":           "SI 2017/1206",
		"the UK Radio Equipment Regulations 2017":    "SI 2017/1206",
		"S.I. 2016 No. 1091":                         "SI 2016/1091",
		"SI 2017/1206":                               "SI 2017/1206",
		"UK SI 2012 No. 3032":                        "SI 2012/3032",
		"47 CFR Part 15 Subpart B":                   "47 CFR Part 15 Subpart B",
		"47 CFR Part 15, Subpart B":                  "47 CFR Part 15 Subpart B",
		"FCC Part 15B":                               "47 CFR Part 15 Subpart B",
		"FCC Part 15 Subpart C":                      "47 CFR Part 15 Subpart C",
		"Part 15 Subpart C":                          "47 CFR Part 15 Subpart C",
		"FCC 47 CFR Part 15, Subpart B":              "47 CFR Part 15 Subpart B",
		"47 CFR 15.247":                              "47 CFR 15.247",
		"47 CFR § 2.1077":                            "47 CFR 2.1077",
		"FCC Part 15.247":                            "47 CFR 15.247",
		"FCC Rules Part 15":                          "47 CFR Part 15",
		"16 CFR Part 1303":                           "16 CFR Part 1303",
		"40 CFR Part 751 Subpart E":                  "40 CFR Part 751 Subpart E",
		"CFR 47 Part 15 Subpart B":                   "47 CFR Part 15 Subpart B",
		"TR CU 004/2011":                             "TR CU 004/2011",
		"ТР ТС 020/2011":                             "TR CU 020/2011",
		"ТР ЕАЭС 037/2016":                           "TR EAEU 037/2016",
		"Trade Marks Act, 1999":                      "Trade Marks Act 1999",
		"":                                           "",
		"Part 15 of the report":                      "",
		"page 12/34":                                 "",
		"report 2014/53-1":                           "",
		"EN 62368-1:2014":                            "",
		"date 12/2014":                               "",
		"CE 0123":                                    "",
		"110/240 V":                                  "",
		"the Act 2016":                               "",
	} {
		if got := canonicals(Acts(text)); got != want {
			t.Errorf("Acts(%q)\n got %q\nwant %q", text, got, want)
		}
	}
}

func TestActText(t *testing.T) {
	text := "满足指令 2014/53/EU、Directive 2014/35/EC (LVD)"
	found := Acts(text)
	if len(found) != 2 || found[0].Text != "2014/53/EU" || found[1].Text != "2014/35/EC" || ActNumber(found[1].Canonical) != "2014/35" {
		t.Errorf("found %+v", found)
	}
}

func TestNamedActs(t *testing.T) {
	if got := canonicals(NamedActs("comply with REACH and RoHS 2.0; reach us; PREACHING; CPSIA")); got != "REACH | RoHS | CPSIA" {
		t.Errorf("got %q", got)
	}
	if NamedActNumber("rohs") != "2011/65/EU" || NamedActNumber("CPSIA") != "" {
		t.Error("a name's number")
	}
}
