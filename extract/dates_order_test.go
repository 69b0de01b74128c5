package extract

import (
	"slices"
	"testing"
)

// TestOrderOfDates: what else a document prints tells whether the day or the month stands first.
func TestOrderOfDates(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string // all readings of 04/09/2025
	}{
		{"nothing tells", "Report\nDate: 04/09/2025", []string{"2025-04-09", "2025-09-04"}},
		{"another date, day first", "Report\nDate: 04/09/2025\nReceived 24-01-2025", []string{"2025-09-04"}},
		{"another date, month first", "Report\nDate: 04/09/2025\nReceived 01/24/2025", []string{"2025-04-09"}},
		{"two orders on one page", "Report\nDate: 04/09/2025\nReceived 01/24/2025\nReturned 25/01/2025", []string{"2025-04-09", "2025-09-04"}},
		{"the same day with its month's name", "Report\nDate: 04/09/2025\nSigned on 4 September 2025", []string{"2025-09-04"}},
		{"a country that writes the day first", "Report\n12 Long Lane, Leeds, United Kingdom\nDate: 04/09/2025", []string{"2025-09-04"}},
		{"a country and the United States", "Report\n12 Long Lane, Leeds, United Kingdom\nAustin, TX 78701, USA\nDate: 04/09/2025", []string{"2025-04-09", "2025-09-04"}},
		{"a country that writes the year first", "Report\n9 Cassia Road, Ningbo, China\nDate: 04/09/2025", []string{"2025-04-09", "2025-09-04"}},
		{"a language of the day first", "Déclaration\nNous déclarons que les produits de la liste sont conformes et que le dossier est conservé\ndans les locaux de la société pour une durée de dix ans après la date du contrôle\nFait le 04/09/2025", []string{"2025-09-04"}},
	} {
		d := opened(t, pagesOf(c.text))
		issue, _ := d.dates()
		var got []string
		for _, x := range issue {
			if x.Value.Canonical == "2025-04-09" || x.Value.Canonical == "2025-09-04" {
				got = append(got, x.Value.Canonical)
				if x.has("order-settled") != (len(c.want) == 1) && x.Value.Evidence[0].Text == "04/09/2025" {
					t.Errorf("%s: order-settled is %v", c.name, x.has("order-settled"))
				}
			}
		}
		slices.Sort(got)
		if got = slices.Compact(got); !slices.Equal(got, c.want) {
			t.Errorf("%s: read %v, want %v", c.name, got, c.want)
		}
	}
}

// TestElectronicSignatures: a time of day belongs to the printer of a page, unless it stands by an electronic signature.
func TestElectronicSignatures(t *testing.T) {
	for text, signed := range map[string]bool{
		"Declaration\nDocuSigned by:\n16 May 2022 09:31 BST":          true,
		"Declaration\nA. Weaver\nDate: 2022.05.16 09:31:12 +01'00'":   true,
		"Declaration\nDigital unterschrieben von\n16.05.2022 09:31":   true,
		"Declaration\nParts list of the east hall\n16 May 2022 09:31": false,
	} {
		issue, _ := opened(t, pagesOf(text)).dates()
		i := slices.IndexFunc(issue, func(c *Candidate) bool { return c.Value.Canonical == "2022-05-16" })
		if i < 0 || !issue[i].has("with-time") || issue[i].has("signed-with-time") != signed {
			t.Errorf("%q: signed-with-time should be %v", text, signed)
		}
	}
}

// TestMarksOfDirection: the marks that steer bidirectional text part no caption from its value.
func TestMarksOfDirection(t *testing.T) {
	issue, _ := opened(t, pagesOf("Licence\nDate of Granting: \u200e\t23/02/2022\t\u200fتاريخ المنح:")).dates()
	if len(issue) == 0 || !issue[0].has("date-issue") {
		t.Errorf("the caption of the date was not found")
	}
}

// TestDoubleDesignations: a national and an international number printed as one standard are one value or two.
func TestDoubleDesignations(t *testing.T) {
	for text, want := range map[string]bool{
		"GB/T 19001-2016/ISO 9001:2015":        true,
		"GB/T 19001-2016, ISO 9001:2015":       false,
		"EN 301 489-1 V2.2.3/EN 55032:2015":    false,
		"ISO 9001:2015 / GB/T 19001-2016 审核通过": true,
	} {
		d := opened(t, pagesOf("管理体系认证证书\n标准："+text))
		got := slices.ContainsFunc(d.standards(), func(c *Candidate) bool { return c.joined })
		if got != want {
			t.Errorf("%q: joined is %v", text, got)
		}
	}
}

// TestOneForm: pages of one form, each with a number of its own, are certificates of their own, also where the form calls
// itself something else than it is.
func TestOneForm(t *testing.T) {
	page := func(number string) string {
		return "DECLARATION OF CONFORMITY\nNo.: " + number + "\nThe following products have been tested by us and found in compliance with Directive 2011/65/EU\n" +
			"Customer:\tNorvia Circuits Ltd.\nManufacturer:\tNorvia Circuits Ltd.\nSample name:\tPCB\nTest method:\tEN 62321-4:2014\nSigned for and on behalf of\nHarrowgate Testing Laboratory Ltd."
	}
	x := extractor(t)
	for _, c := range []struct {
		second string
		parts  int
	}{{page("H8830017-B"), 2}, {page("H8830016-B"), 1}, {"Photographs of the sample\nFront and back", 1}} {
		sheets := layOut(pagesOf(page("H8830016-B"), c.second))
		if got := x.parts(sheets, newFinder(x.set, sheets)); len(got) != c.parts {
			t.Errorf("parts are %v, want %d", got, c.parts)
		}
	}
}

// TestCutShort: a standard that goes on with something that the grammar can't read is not told whole.
func TestCutShort(t *testing.T) {
	for text, want := range map[string]bool{
		"UL 1310:2011 Ed.6 +R:120ct2015":             true,
		"EN 62368-1 :2O14x":                          true,
		"EN 62368-1:2014 + EN 55032:2015":            false,
		"EN 62368-1:2014+A11:2017":                   false,
		"EN 62368-1:2014 and the rules of the trade": false,
	} {
		d := opened(t, pagesOf("CERTIFICATE\nStandards\t"+text))
		if got := slices.ContainsFunc(d.standards(), func(c *Candidate) bool { return c.cut }); got != want {
			t.Errorf("%q: cut is %v", text, got)
		}
	}
}
