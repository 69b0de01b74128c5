package extract

import (
	"fmt"
	"slices"
	"testing"

	"github.com/certcat/certcat"
)

// TestNameEnds: a name ends where an address is announced, where its legal form and place end, and begins behind an office.
func TestNameEnds(t *testing.T) {
	for _, c := range []struct{ text, name, address string }{
		{"Общество с ограниченной ответственностью «Тихая Гавань». Место нахождения: 163999, город Мурманск", "Общество с ограниченной ответственностью «Тихая Гавань»", "163999, город Мурманск"},
		{"Acme Lighting GmbH Address: Hafenweg 3, 20095 Hamburg", "Acme Lighting GmbH", "Hafenweg 3, 20095 Hamburg"},
		{"Acme Lighting GmbH, Hafenweg 3, 20095 Hamburg, Telephone: 040 12345", "Acme Lighting GmbH", "Hafenweg 3, 20095 Hamburg"},
		{"Acme Lighting Ltd.", "Acme Lighting Ltd.", ""},
		{"Director General of Northern Radio Testing Institute", "Northern Radio Testing Institute", ""},
		{"Director of Certification", "Director of Certification", ""},
	} {
		d := opened(t, pagesOf(c.text))
		name, address := d.splitNamed(named(trimSpan(whole(d.sheets[0].rows[0][0]))))
		if got := [2]string{name.text(), clean(address.text())}; got != [2]string{c.name, c.address} {
			t.Errorf("%q: %q, want %q at %q", c.text, got, c.name, c.address)
		}
	}
}

// TestJoinedNumbers: "and" between two numbers is no part of either, in many languages.
func TestJoinedNumbers(t *testing.T) {
	for text, want := range map[string]string{
		"Протоколов испытаний № 118-07/23 и № 119-07/23 от 14.07.2023": "[118-07/23 119-07/23]",
		"Test report No.: 16.940.230 a 18.469.677":                     "[16.940.230 18.469.677]",
		"Test report no. TR-2024-001 and TR-2024-002":                  "[TR-2024-001 TR-2024-002]",
		"Prüfberichte: 4711-1, 4711-2 und 4711-3":                      "[4711-1 4711-2 4711-3]",
	} {
		d := opened(t, pagesOf("Certificate\n"+text))
		var got []string
		for _, c := range d.reportNumbers() {
			if !slices.Contains(got, c.Value.Text) {
				got = append(got, c.Value.Text)
			}
		}
		slices.Sort(got)
		if fmt.Sprint(got) != want {
			t.Errorf("%q: %q, want %s", text, got, want)
		}
	}
}

// TestNoCompany: who says whose company he is names nobody; a caption of two words divided by a stroke is one.
func TestNoCompany(t *testing.T) {
	for text, want := range map[string]bool{"A Northwind Testing Group Company": false, "Member of the Northwind Group": false, "Northwind Testing Group": true, "Northwind Company Limited": true} {
		d := opened(t, pagesOf(text))
		if _, got := d.companyIn(d.sheets[0].rows[0][0]); got != want {
			t.Errorf("%q: a company %t, want %t", text, got, want)
		}
	}
	d := opened(t, pagesOf("x"))
	for text, want := range map[string]bool{"Manufacturer / Address": true, "设备/地址": false, "Acme / Northwind": false, "Manufacturer / Factory": true} {
		if got := d.isCaption(text); got != want {
			t.Errorf("%q: a caption %t, want %t", text, got, want)
		}
	}
}

// TestModelsEnd: a designation ends where a sentence begins behind it, and a list where the next row has a caption.
func TestModelsEnd(t *testing.T) {
	for text, want := range map[string]string{
		"Models: SF-10, SF-20, SF-40. Series production.":                 "[SF-10 SF-20 SF-40]",
		"Model\tCM-BP2, CM-BP2 Voice\nBasis of it\tAssessment SMC/23/118": "[CM-BP2 CM-BP2 Voice]",
	} {
		d := opened(t, pagesOf(text))
		var got []string
		for _, c := range d.models() {
			if c.has("unsplit") || c.has("how-below") || c.has("column") || c.Field != certcat.Models || slices.Contains(got, c.Value.Text) {
				continue
			}
			got = append(got, c.Value.Text)
		}
		slices.Sort(got)
		if fmt.Sprint(got) != want {
			t.Errorf("%q: %q, want %s", text, got, want)
		}
	}
}
