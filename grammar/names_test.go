package grammar

import "testing"

func TestCompanyName(t *testing.T) {
	for name, want := range map[string][2]string{
		"Example Co., Ltd.":                         {"example", "Ltd"},
		"EXAMPLE LIMITED":                           {"example", "Ltd"},
		"Example Company Limited":                   {"example", "Ltd"},
		"Example CO.,LTD":                           {"example", "Ltd"},
		"范例科技有限公司":                                  {"范例科技", "Ltd"},
		"范例科技股份有限公司":                                {"范例科技", "JSC"},
		"株式会社サンプル":                                  {"サンプル", "JSC"},
		"Muster GmbH":                               {"muster", "LLC"},
		"Muster GmbH & Co. KG":                      {"muster gmbh and", "LP"},
		"Vzor s.r.o.":                               {"vzor", "LLC"},
		"Esempio S.p.A.":                            {"esempio", "JSC"},
		`ООО "Пример"`:                              {"пример", "LLC"},
		"Sample, Inc.":                              {"sample", "Inc"},
		"M/s. Sample Traders Pvt. Ltd.":             {"sample traders", "Ltd"},
		"Sample (Shenzhen) Co., Ltd":                {"sample shenzhen", "Ltd"},
		"Sample LLC dba Samply":                     {"sample", "LLC"},
		"Örnek Elektronik San. Tic. Ltd. Şti.":      {"ornek elektronik", "LLC"},
		"Sample":                                    {"sample", ""},
		"the sample was described by the client as": {"the sample was described by the client as", ""},
		"Ltd.": {"ltd", ""},
		"":     {"", ""},
	} {
		stem, form := CompanyName(name)
		if stem != want[0] || form != want[1] {
			t.Errorf("CompanyName(%q) = %q, %q, want %q", name, stem, form, want)
		}
	}
	if !SameCompany("Example Co., Ltd.", "EXAMPLE LIMITED") || SameCompany("Example (Shenzhen) Ltd", "Example (Dongguan) Ltd") || SameCompany("", "") {
		t.Error("same company")
	}
}

func TestLooksLikeCompany(t *testing.T) {
	for text, want := range map[string]bool{
		"Example Technology Co., Ltd.": true, "范例电子有限公司": true, "Sample Testing Laboratory": true, "MUSTER GMBH": true, `ООО "Пример"`: true,
		"Bureau of Sample Standards": true, "示例市市场监督管理局": true,
		"We hereby declare that Example Ltd": false, "the product is in conformity": false, "12 May 2020": false, "": false, "x": false,
		"EN 62368-1:2014": false, "Power adapter": false, "示例产品": false, "this Certificate": false,
	} {
		if got := LooksLikeCompany(text); got != want {
			t.Errorf("LooksLikeCompany(%q) = %v", text, got)
		}
	}
}

func TestLooksLikeAddress(t *testing.T) {
	for _, text := range []string{"12 Sample Road, Example District, Shenzhen, China", "Musterstraße 5, 10115 Berlin, Germany", "广东省深圳市示例区示例路12号3楼",
		"3/F, Building 5, Sample Industrial Park, Dongguan, Guangdong Province, 523000, China", "123 Main St, Suite 4, Springfield, IL 62704, USA",
		"г. Москва, ул. Примерная, д. 5", "U Vzoru 12/4, 460 01 Liberec, Czech Republic", "Plot No. 12, Sector 5, Noida 201301, India",
		"Jl. Contoh No. 5, Jakarta 10110, Indonesia", "서울특별시 강남구 예시로 12길 3"} {
		if got := LooksLikeAddress(text); got < 0.6 {
			t.Errorf("LooksLikeAddress(%q) = %.1f", text, got)
		}
	}
	for _, text := range []string{"", "Power adapter", "EN 62368-1:2014, EN 55032:2015", "We declare under our sole responsibility", "Model No. A1234",
		"12 May 2020", "This test report shall not be reproduced", "Input: 100-240V~ 50/60Hz", "info@example.com www.example.com"} {
		if got := LooksLikeAddress(text); got > 0.4 {
			t.Errorf("LooksLikeAddress(%q) = %.1f", text, got)
		}
	}
	if Country("P.R. China") != "CN" || CountryAtEnd("1 Sample Road, London, United Kingdom") != "GB" || CountryAtEnd("Sample") != "" {
		t.Error("countries")
	}
}

func TestBeginsWithForm(t *testing.T) {
	for text, want := range map[string]bool{`ТОВ "Лелека"`: true, "CÔNG TY TNHH Sao Mai": true, "บริษัท ลำน้ำ จำกัด": true, "PT Samudra": true, "Товар": false, "Norvia Ltd": false, "ТОВ": false, "": false} {
		if got := BeginsWithForm(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestThaiNamesRunOn(t *testing.T) {
	for text, want := range map[string]bool{"สำนักงานทดสอบช้างเผือก": true, "หลอดไฟแอลอีดี": false} {
		if got := LooksLikeCompany(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
