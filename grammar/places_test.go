package grammar

import "testing"

func TestEndsAddress(t *testing.T) {
	for text, want := range map[string]bool{
		"24143 Kiel": true, "CZ — 672 01 Horní Lhota": true, "Springfield, CA 92618": true, "London EC2Y 5EB": true, "1012 AB Amsterdam": true,
		"8005 Zürich": true, "00-950 Warszawa": true, "01310-100 São Paulo - SP": true, "Haryana - 133001, India": true, "Shenzhen, China": true,
		"Madhupur 700 017, India": true, "Toronto ON M5H 2N2": true, "Türkiye": true, "中国": true, "P.C. 315333": true, "PIN - 450001": true, "518100": true,
		"Hafenweg 5": false, "Report 123456 of 2024": false, "12 March 2024": false, "Tel: 431 000 000": false, "IC: 63494515": false,
		"EN 62368-1": false, "model NL-17": false, "": false, "No. 315333": false, "the sample 12345 was tested": false, "The sample 12345 was": false, "The product was tested in our laboratory and complies with everything in China": false,
	} {
		if got := EndsAddress(text); got != want {
			t.Errorf("EndsAddress(%q) = %v", text, got)
		}
	}
}

func TestHasPostcode(t *testing.T) {
	for text, want := range map[string]bool{
		"Hafenweg 5, 24143 Kiel": true, "5 Gangkou Road, Shenzhen 518100": true, "Tiskařská 12, 672 01 Horní Lhota": true, "Hafenweg 5, Kiel": false, "12 Lake Road": false,
	} {
		if got := HasPostcode(text); got != want {
			t.Errorf("HasPostcode(%q) = %v", text, got)
		}
	}
}

func TestAddressesOfManyCountries(t *testing.T) {
	for _, text := range []string{
		"Plot No. 12, Sector 5, GIDC Estate, Vapi - 396195, Gujarat, India", "Vill: Madhupur, P.O. Ramnagar, Khandwa 450001", "Khasra No. 21, Opp. Bus Stand, Sonipat",
		"Vzorová třída 12, CZ – 672 01 Horní Lhota", "Strada Lungă 4, 500123 Brașov, România", "Minta utca 7, 1111 Budapest, Hungary", "Eksempelvej 3, 8000 Aarhus C, Denmark",
		"Mallikatu 4, 00100 Helsinki, Finland", "Zona Industriale, Via Roma 5, 20100 Milano", "Zone industrielle, 12 impasse des Lilas, 69000 Lyon", "Pol. Ind. Norte, Calle 3, 28000 Madrid",
		"No. 5 Gangkou Road, Hi-Tech Zone, Hefei, Anhui, China", "Brgy. San Roque, Quezon City, Philippines", "12 Persiaran Utama, Taman Maju, 81100 Johor, Malaysia",
	} {
		if got := LooksLikeAddress(text); got < 0.6 {
			t.Errorf("LooksLikeAddress(%q) = %.1f", text, got)
		}
	}
	for _, text := range []string{"Vzorová 12 CZ — 672 01 Horní Lhota", "Hafenweg 5 24143 Kiel", "ul. Portowa 5/7 00-950 Warszawa", "Torggatan 5 111 43 Stockholm"} {
		if got := LooksLikeAddress(text); got < 0.5 {
			t.Errorf("a street and a place: LooksLikeAddress(%q) = %.1f", text, got)
		}
	}
	for _, text := range []string{"Part 15 2019 Edition", "Model NL-17 12345", "IEC 62133 2012 Edition"} {
		if got := LooksLikeAddress(text); got > 0.3 {
			t.Errorf("no address: LooksLikeAddress(%q) = %.1f", text, got)
		}
	}
}
