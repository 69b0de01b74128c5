package extract

import "testing"

func TestPairedCaptions(t *testing.T) {
	for line, want := range map[string][3]string{ // product, brand, model
		"Product / Model: LED Lamp / LL-10":        {"LED Lamp", "", "LL-10"},
		"Brand/Model\t: Acme / LL-10W":             {"", "Acme", "LL-10W"},
		"Trade mark / Type: ACME / LL-10 W":        {"", "ACME", "LL-10 W"},
		"Product name/Brand/Model: Lamp/ACME/LL-1": {"Lamp", "ACME", "LL-1"},
		"产品名称/型号：电源适配器/AB-12":                      {"电源适配器", "", "AB-12"},
		"Modell / Model: AB-1 / AB-2":              {},
		"Product / Model: LED Lamp":                {},
	} {
		d := opened(t, pagesOf("CERTIFICATE OF CONFORMITY\n"+line+"\nStandards: EN 60598-1:2015"))
		var got [3]string
		for i, list := range [][]*Candidate{d.products(), d.brands(), d.models()} {
			for _, text := range featured(list, "paired") {
				got[i] += text
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", line, got, want)
		}
	}
}
