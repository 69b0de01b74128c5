package grammar

import (
	"strings"
	"testing"
)

// show writes found dates as "date[/other]:form", so that a case compares the whole outcome.
func show(found []DateFound) string {
	var parts []string
	for _, d := range found {
		s := string(d.Date)
		for _, o := range d.Other {
			s += "/" + string(o)
		}
		s += ":" + d.Form
		if d.Noisy {
			s += "!"
		}
		parts = append(parts, s)
	}
	return strings.Join(parts, " ")
}

// dateCases: text → what must be found, all of it.
var dateCases = map[string]string{
	"2022-05-06": "2022-05-06:iso",
	"from Fifth April Two Thousand Twenty Three to Fourth April Two Thousand Twenty Four": "2023-04-05:words 2024-04-04:words",
	"the twenty-third day of March, two thousand and nineteen":                            "2019-03-23:words",
	"Thirty-First December nineteen hundred ninety-nine":                                  "1999-12-31:words",
	"First of all, two thousand people":                                                   "",
	"Thirty-First February two thousand twenty":                                           "",
	"Date: 2022/5/6":              "2022-05-06:ymd",
	"2022.05.06":                  "2022-05-06:ymd",
	"07/11/2022":                  "2022-11-07/2022-07-11:numeric-dmy",
	"23/11/2022":                  "2022-11-23:numeric-dmy",
	"11/23/2022":                  "2022-11-23:numeric-mdy",
	"05/05/2020":                  "2020-05-05:numeric-dmy",
	"29.12.2025 г.":               "2025-12-29:dotted-dmy",
	"24 Jun., 2019":               "2019-06-24:dmy-name",
	"13-FEB-2018":                 "2018-02-13:dmy-name",
	"24JUN2019":                   "2019-06-24:dmy-name",
	"1st Sept 2020":               "2020-09-01:dmy-name",
	"September 1, 2020":           "2020-09-01:mdy-name",
	"Sep. 1st, 2020":              "2020-09-01:mdy-name",
	"this 5th day of March, 2019": "2019-03-05:dmy-name",
	"2019-Jun-24":                 "2019-06-24:ymd-name",
	"2019 June 24":                "2019-06-24:ymd-name",
	"13-Feb-18":                   "2018-02-13:dmy-name",
	"June 2019":                   "2019-06:month-name",
	"June, 2019":                  "2019-06:month-name",
	"11/2020":                     "2020-11:month-numeric",
	"2020年5月6日":                   "2020-05-06:zh",
	"2020 年 05 月 06 日":            "2020-05-06:zh",
	"二〇二〇年五月六日":                   "2020-05-06:zh",
	"二〇二一年十一月二十九日":                "2021-11-29:zh",
	"中華民國113年11月29日":              "2024-11-29:roc",
	"113年11月29日":                  "2024-11-29:roc",
	"中華民國一百一十三年十一月二十九日": "2024-11-29:roc",
	"令和2年5月6日":                                  "2020-05-06:ja",
	"令和元年5月6日":                                  "2019-05-06:ja",
	"平成30年1月9日":                                 "2018-01-09:ja",
	"2020년 5월 6일":                               "2020-05-06:ko",
	"2020년 5월":                                  "2020-05:ko",
	"«29» Декабря 2025г":                        "2025-12-29:dmy-name",
	"«05» мая 2021 года":                        "2021-05-05:dmy-name",
	"09 Mart 2015":                              "2015-03-09:dmy-name",
	"15 KASIM 2017":                             "2017-11-15:dmy-name",
	"12 de marzo de 2.013":                      "2013-03-12:dmy-name",
	"3 de agosto de 2016":                       "2016-08-03:dmy-name",
	"1er février 2017":                          "2017-02-01:dmy-name",
	"4. März 2019":                              "2019-03-04:dmy-name",
	"12. října 2018":                            "2018-10-12:dmy-name",
	"7 października 2018 r.":                    "2018-10-07:dmy-name",
	"2016. május 5.":                            "2016-05-05:ymd-name",
	"2023 жылғы 5 мамыр":                        "2023-05-05:ymd-name",
	"ngày 5 tháng 6 năm 2020":                   "2020-06-05:vi",
	"24 يونيو 2019":                             "2019-06-24:dmy-name",
	"٢٤ يونيو ٢٠١٩":                             "2019-06-24:dmy-name",
	"5 มกราคม พ.ศ. 2564":                        "2021-01-05:buddhist",
	"5 ม.ค. 2564":                               "2021-01-05:buddhist",
	"12/05/2564":                                "2021-05-12/2021-12-05:buddhist",
	"1 Muharram 1445":                           "2023-07-19:hijri",
	"01/01/1445":                                "2023-07-19:hijri",
	"18|10|2021":                                "2021-10-18:numeric-dmy",
	"18 | 10 | 2021":                            "2021-10-18:numeric-dmy",
	"18 10 2021":                                "2021-10-18:numeric-dmy",
	"24 June 2O19":                              "2019-06-24:dmy-name!",
	"l0/06/2O19":                                "2019-06-10/2019-10-06:numeric-dmy!",
	"20220506":                                  "2022-05-06:compact",
	"2022-05-06T10:15:00Z":                      "2022-05-06:iso",
	"2022-05-06~2022-05-10":                     "2022-05-06:iso 2022-05-10:iso",
	"2022.05.06-2022.05.10":                     "2022-05-06:ymd 2022-05-10:ymd",
	"21/10/18":                                  "2018-10-21/2021-10-18:numeric-short",
	"(2022/05/06)":                              "2022-05-06:ymd",
	"Issued 24 June\n2019, valid to 23.06.2024": "2019-06-24:dmy-name 2024-06-23:dotted-dmy",
	"有效期至2025年6月30日止":                           "2025-06-30:zh",
	// not dates
	"":                              "",
	"EN 62368-1:2014":               "",
	"EN 301 489-1 V2.2.3 (2019-11)": "",
	"ISO 9001-2015":                 "",
	"Report 2022-05-06-001":         "",
	"SN-2022-05-06":                 "",
	"Tel. 0755-2022-0506":           "",
	"31/02/2020":                    "",
	"2020年13月1日":                    "",
	"V2.2.2":                        "",
	"192.168.10.11":                 "",
	"12345678901234":                "",
	"20221301":                      "",
	"40022-05-06":                   "",
	"may be used":                   "",
	"SI 2017/1206":                  "",
	"Directive 2014/30/EU":          "",
	"99年":                           "",
	"X13-FEB-2018":                  "",
	"32 June 2019":                  "",
}

func TestDates(t *testing.T) {
	for text, want := range dateCases {
		if got := show(Dates(text)); got != want {
			t.Errorf("Dates(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestDatesPosition(t *testing.T) {
	text := "签发日期：「2020年5月6日」 and\u200f 24 Jun., 2019."
	found := Dates(text)
	if len(found) != 2 || text[found[0].Start:found[0].End] != "2020年5月6日" || text[found[1].Start:found[1].End] != "24 Jun., 2019" {
		t.Fatalf("found %+v", found)
	}
}
