package grammar

import "testing"

func TestNationalActs(t *testing.T) {
	for text, want := range map[string]string{
		"LEY 12345, ART. 25 Y 26":                       "Law 12345",
		"conforme a la Ley N° 12.345":                   "Law 12345",
		"Lei nº 9.123/1997":                             "Law 9123/1997",
		"Lei nº 9.123, de 16 de julho de 1997":          "Law 9123/1997",
		"loi n° 2004-123 du 21 juin":                    "Law 2004-123",
		"la ley 2010 de":                                "",
		"D.S. N° 123-2019-TRANSPORTES":                  "DS 123-2019-TRANSPORTES",
		"DS. N° 123-2019-TRANSPORTES":                   "DS 123-2019-TRANSPORTES",
		"del Decreto Supremo 123-2019-PCM":              "DS 123-2019-PCM",
		"Real Decreto 123/2016":                         "Decree 123/2016",
		"D.Lgs. 123/2016":                               "Decree 123/2016",
		"Decreto Legislativo n. 123 del 22 giugno 2016": "Decree 123/2016",
		"décret n° 2015-1234":                           "Decree 2015/1234",
		"Федеральный закон № 321-ФЗ":                    "Федеральный закон № 321-ФЗ",
		"согласно Федеральному закону от 22.07.2008 г. № 321-ФЗ": "Федеральный закон № 321-ФЗ",
		"Постановление Правительства РФ от 23.12.2021 г. № 4321": "Постановление № 4321",
		"постанова КМУ № 987": "Постанова № 987",
		"постановою Кабінету Міністрів України від 24 травня 2017 р. № 987": "Постанова № 987",
		"Закон Республики Казахстан «О перевозках»":                         "Закон Республики Казахстан «О перевозках»",
		"nařízení vlády č. 123/2016 Sb.":                                "123/2016 Sb",
		"zákon č. 12/1997 Sb.":                                          "12/1997 Sb",
		"6543 sayılı Çevre Kanununa göre":                               "6543 sayılı kanun",
		"ABCD Order No 45, 2016":                                        "ABCD Order 45/2016",
		"China RoHS: MIIT Order No. 32":                                 "MIIT Order 32",
		"Saudi Technical Regulation for Widgets and Household Tools":    "Technical Regulation for Widgets and Household Tools",
		"وفقًا لـ اللائحة الفنية للأجهزة الكهربائية":                    "اللائحة الفنية للأجهزة الكهربائية",
		"ABCD Order No 456":                                             "",
		"Federal Law No. (12) of 1999":                                  "Federal Law 12/1999",
		"based on Wireless Law Article 12, Section 3.":                  "Wireless Law 12-3",
		"农业机械部令第12号":                                                    "农业机械部令第12号",
		"根据《中华人民共和国甲乙法》的规定":                                             "中华人民共和国甲乙法",
		"甲乙丙法第12条の34第1項":                                                "甲乙丙法 12-34-1",
		"통신법 제12조의3 제2항에 따라":                                            "통신법 12-3-2",
		"under the Clause 2, Article 12-3 of Radio Waves Act":           "Radio Waves Act 12-3-2",
		"「전파법」 제12조의3 제2항":                                              "Radio Waves Act 12-3-2",
		"「가나용품 및 다라용품 안전법」 제5조에":                                        "가나용품 및 다라용품 안전법 5",
		"القرار الوزاري رقم (12) لسنة 2020":                             "القرار الوزاري رقم (12) لسنة 2020",
		"Thông tư số 12/2019/TT-ABCDE":                                  "Thông tư số 12/2019/TT-ABCDE",
		"complies with Part 15 of the FCC Rules. Operation":             "47 CFR Part 15",
		"Provincial garden waste (Management and Handling) Rules, 2016": "Provincial garden waste (Management and Handling) Rules 2016",
		"complies with (Safety) Regulations 2016":                       "(Safety) Regulations 2016",
		"the Radio Equipment Regulations 2017SI 2017/1206":              "SI 2017/1206 | SI 2017/1206",
		"invoice 123/2016, order 44/2020":                               "",
		"report number 12-2019-ABC":                                     "",
	} {
		if got := canonicals(Acts(text)); got != want {
			t.Errorf("Acts(%q)\n got %q\nwant %q", text, got, want)
		}
	}
}

func TestStandardsInNumbers(t *testing.T) {
	for text, want := range map[string]string{
		"Certificate N° ABC TEX123-GOTS-2020-03": "",
		"HKCA 1039 Issue 6 Jun 2015":             "HKCA 1039 Issue 6",
		"BS-EN 62368-1:2014-A":                   "BS EN 62368-1:2014",
	} {
		if got := canonicals(Standards(text)); got != want {
			t.Errorf("Standards(%q)\n got %q\nwant %q", text, got, want)
		}
	}
}
