package grammar

import (
	"strings"
	"testing"
)

// TestStandardsAbroad: national standards of many countries, alone, in lists and with their sources.
func TestStandardsAbroad(t *testing.T) {
	for text, want := range map[string]string{
		"ГОСТ IEC 60335-1-2015, ГОСТ IEC 60335-2-15-2014": "GOST IEC 60335-1:2015 | GOST IEC 60335-2-15:2014",
		"ГОСТ Р 51318.14.1-2006":                          "GOST R 51318.14.1-2006",
		"ГОСТ 16371-2014":                                 "GOST 16371-2014",
		"ДСТУ EN 62368-1:2017":                            "DSTU EN 62368-1:2017",
		"ДСТУ ETSI EN 300 328:2018":                       "DSTU EN 300 328:2018",
		"ДСТУ ISO 9001:2015 (ISO 9001:2015, IDT)":         "DSTU ISO 9001:2015",
		"TS EN 60335-1:2012+A15:2021":                     "TS EN 60335-1:2012/A15:2021",
		"TS EN 50525-2-51 / 05.12.2012":                   "TS EN 50525-2-51",
		"UNE-EN IEC 60598-1:2021":                         "UNE EN IEC 60598-1:2021",
		"NF EN 61547:2009":                                "NF EN 61547:2009",
		"PN-EN 55032:2015-09":                             "PN EN 55032:2015",
		"ČSN EN 809+A1:2010":                              "ČSN EN 809/A1:2010",
		"ABNT NBR IEC 62560:2013":                         "NBR IEC 62560:2013",
		"ABNT NBR NM IEC 60335-1:2010":                    "NBR IEC 60335-1:2010",
		"KS C IEC 60335-1:2020":                           "KS IEC 60335-1:2020",
		"KS Q ISO 9001:2015":                              "KS ISO 9001:2015",
		"KS C 9815:2019":                                  "KS C 9815:2019",
		"JIS C 62368-1:2021":                              "JIS C 62368-1:2021",
		"QCVN 132:2022/BTTTT":                             "QCVN 132:2022",
		"TCVN 7722-1:2017":                                "TCVN 7722-1:2017",
		"SNI IEC 62612:2016":                              "SNI IEC 62612:2016",
		"GSO EN 71-1:2018":                                "GSO EN 71-1:2018",
		"SASO IEC 62368-1:2020, SASO 2203:2018":           "SASO IEC 62368-1:2020 | SASO 2203:2018",
		"CNS 15598-1(109年版)、CNS 15936(105年版)":             "CNS 15598-1 | CNS 15936",
		"DIN EN IEC 60598-1 (VDE 0711-1):2022-03":         "DIN EN IEC 60598-1:2022",
		"MCMC MTSFB TC T007:2014":                         "MCMC MTSFB TC T007:2014",
		"มอก. 2779-2562":                                  "TIS 2779-2562",
		"IS 13252 (Part 1):2010":                          "IS 13252 (Part 1):2010",
		"NOM-003-SCFI-2014":                               "NOM-003-SCFI-2014",
		"Тел. 812-2015":                                   "",
		"от 05.12.2012":                                   "",
	} {
		if got := canonicals(Standards(text)); got != want {
			t.Errorf("Standards(%q)\n got %q\nwant %q", text, got, want)
		}
	}
	for _, pair := range [][2]string{
		{"ГОСТ IEC 60335-1-2015", "GOST IEC 60335-1:2015"}, {"ДСТУ EN 62368-1:2017", "DSTU EN 62368-1:2017"}, {"PN-EN 55032:2015-09", "PN EN 55032:2015"},
		{"DIN EN IEC 60598-1 (VDE 0711-1):2022-03", "DIN EN IEC 60598-1:2022"}, {"UNE-EN 60598-2-2:2012", "UNE EN 60598-2-2:2012"}, {"QCVN 132:2022/BTTTT", "QCVN 132:2022"},
	} {
		a, ok1 := ParseStandard(pair[0])
		b, ok2 := ParseStandard(pair[1])
		if !ok1 || !ok2 || !a.Same(b) {
			t.Errorf("%q and %q are the same standard: %q %q", pair[0], pair[1], a.Key(), b.Key())
		}
	}
}

// TestActsAbroad: acts outside the Union, by number and by name.
func TestActsAbroad(t *testing.T) {
	for text, want := range map[string]string{
		"2006/42/AT Makina Emniyeti Yönetmeliği":             "2006/42/EC",
		"Portaria Inmetro nº 69, de 16 de fevereiro de 2022": "Portaria 69/2022",
		"Portaria nº 148/2022":                               "Portaria 148/2022",
		"Resolução Anatel nº 715/2019":                       "Resolução 715/2019",
		"Cabinet Decision No. 10 of 2017":                    "UAE Cabinet Decision 10/2017",
		"اللائحة الفنية BD-131704-01":                        "GSO BD-131704-01",
		"ТР ТС 004/2011, ТР ТС 020/2011":                     "TR CU 004/2011 | TR CU 020/2011",
		"em nome da portaria do prédio":                      "",
	} {
		if got := canonicals(Acts(text)); got != want {
			t.Errorf("Acts(%q)\n got %q\nwant %q", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"電波法第38条の24第1項":           "Radio Act",
		"電気用品安全法第９条":              "Electrical Appliance and Material Safety Act",
		"「전기용품 및 생활용품 안전관리법」 제5조": "Electrical Appliances and Consumer Products Safety Control Act",
		"вимогам Технічного регламенту радіообладнання, затвердженого": "Технічний регламент радіообладнання",
		"the radio reach": "",
	} {
		if got := canonicals(NamedActs(text)); got != want {
			t.Errorf("NamedActs(%q)\n got %q\nwant %q", text, got, want)
		}
	}
}

// TestRatingsAbroad: ratings whose units are written in other scripts come to the same canonical form.
func TestRatingsAbroad(t *testing.T) {
	for text, want := range map[string]string{
		"220-240 В~, 50 Гц, 2200 Вт": "220-240V AC, 50Hz, 2200W",
		"3,7 В 2000 мАч":             "3.7V 2000mAh",
		"220伏 50赫兹 36瓦":              "220V 50Hz 36W",
		"220 فولت 50 هرتز":           "220V 50Hz",
		"ул. Лесная, 5 Вишневый сад": "",
	} {
		if got := canonicals(Ratings(text)); got != want {
			t.Errorf("Ratings(%q)\n got %q\nwant %q", text, got, want)
		}
	}
}

// TestNamesAbroad: names of organisations in scripts without capitals, and their legal forms.
func TestNamesAbroad(t *testing.T) {
	for name, want := range map[string]bool{
		"한울전기안전시험원": true, "주식회사 한빛누리전자": true, "株式会社やまなみ工業": true, "شركة النخيل للأجهزة المنزلية": true, "بحر": false,
		"ПрАТ \"Дніпровські насоси\"": true, "Công ty TNHH Thiết bị Hoa Sen Xanh": true, "บริษัท สยามแสงทอง จำกัด": true, "PT Cakrawala Nusantara Elektronik": true,
		"經濟部標準檢驗局": true, "블루투스 스피커": false,
	} {
		if got := LooksLikeCompany(name); got != want {
			t.Errorf("LooksLikeCompany(%q) = %v", name, got)
		}
	}
	if stem, form := CompanyName("ПрАТ \"Дніпровські насоси\""); form != "JSC" || strings.Contains(stem, "прат") {
		t.Errorf("stem %q, form %q", stem, form)
	}
}
