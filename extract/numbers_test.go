package extract

import (
	"slices"
	"testing"

	"github.com/certcat/certcat"
)

// TestNumbersOfOthers: sums of files, certificates that declarations name, numbers that are announced twice.
func TestNumbersOfOthers(t *testing.T) {
	for _, c := range []struct{ name, text, number, has string }{
		{"a sum", "EU DECLARATION OF CONFORMITY\nCertificate No.: 0b7e55c19a4f3d28e6610cfa97b2485d3371ac9e", "0b7e55c19a4f3d28e6610cfa97b2485d3371ac9e", "hash"},
		{"an envelope", "EU DECLARATION OF CONFORMITY\nReference: 3F2504E0-4F89-11D3-9A0C-0305E82C3301", "3F2504E0-4F89-11D3-9A0C-0305E82C3301", "hash"},
		{"of a notified body", "EU DECLARATION OF CONFORMITY\nWe declare that the product is in conformity with Directive 2014/53/EU\nThe notified body Ostwerk (3971) issued the\nCertificate No.: 3971-RED-24-0087", "3971-RED-24-0087", "notified-number"},
		{"figures in brackets first", "检验报告\n报告编号：（2023）远检字0372号", "（2023）远检字0372号", "report-own"},
		{"alone, with the year in brackets", "检验检测报告\n（2023）远检字电器类0372号", "（2023）远检字电器类0372号", "han-number"},
		{"of an office", "证书\n甬监〔2019〕第37号", "甬监〔2019〕第37号", "han-number"},
		{"announced twice", "CERTIFICATE\nCertificate:\tNo. K7 220931 0042 Rev. 01", "K7 220931 0042 Rev. 01", "number-certificate"},
	} {
		d := opened(t, pagesOf(c.text))
		list := d.certificateNumbers()
		if !slices.ContainsFunc(list, func(x *Candidate) bool { return x.Value.Text == c.number && x.has(c.has) }) {
			t.Errorf("%s: no %s that is %s", c.name, c.number, c.has)
			for _, x := range list {
				t.Logf("%s %v", x.Value.Text, x.Features)
			}
		}
	}
}

// TestNumbersBelow: the number of a report stands below the words for it, or in the cell below them.
func TestNumbersBelow(t *testing.T) {
	for text, want := range map[string]string{
		"CERTIFICATE\nThis is only valid together with the data that are given in our test report\nNo.: NV7731906/EN":  "NV7731906/EN",
		"CERTIFICATE\nThis is only valid together with the data that are given in our test report\nNo.:\tNV7731906/EN": "NV7731906/EN",
		"CERTIFICATE\nThis is only valid together with our test report no.\nNV7731906 of this year":                    "NV7731906",
		"CERTIFICATE\nThis is only valid together with our test report\n20 samples were seen":                          "",
	} {
		list := opened(t, pagesOf(text)).reportNumbers()
		got := ""
		if i := slices.IndexFunc(list, func(c *Candidate) bool { return c.Field == certcat.ReportNumbers }); i >= 0 {
			got = list[i].Value.Text
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
