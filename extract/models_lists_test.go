package extract

import (
	"slices"
	"strings"
	"testing"

	"github.com/certcat/certcat"
)

// featured are the values of candidates that have a feature.
func featured(list []*Candidate, feature string) []string {
	var out []string
	for _, c := range list {
		if c.has(feature) {
			out = append(out, c.Value.Text)
		}
	}
	return out
}

func gridsOf(d *document) []*Candidate {
	list, _ := d.grids()
	return list
}

func TestGridsListTheCodesUnderOneHeading(t *testing.T) {
	d := opened(t, pagesOf("Declaration of Conformity\n\nProduct Type\tSeries\nChoke\tAWP\tBHL-2\n\tCWS\tDRX/E\nBead\tPZ10\tQZ\n\tRZ\tTZ-A"))
	want := []string{"AWP", "BHL-2", "CWS", "DRX/E", "PZ10", "QZ", "RZ", "TZ-A"}
	if got := featured(gridsOf(d), "grid"); !slices.Equal(got, want) {
		t.Errorf("codes %q, want %q", got, want)
	}
}

func TestGridsGoOnOverThePage(t *testing.T) {
	d := opened(t, pagesOf("Applicable series\nAWP\tBHL-2\tCX1\nCWS\tDRX/E\tCX2", "DX1\tDX2\tDX3\nEX1\tEX2\tEX3\n\n\n\n\nSigned for the firm"))
	if got := featured(gridsOf(d), "grid"); len(got) != 12 || got[11] != "EX3" {
		t.Errorf("codes %q, want the twelve of both pages", got)
	}
}

func TestGridsLeaveOtherTablesAlone(t *testing.T) {
	for name, page := range map[string]string{
		"a list of parts":  "Maker\tPart Number\nAcme\tAX-1\nBolt\tBX-2\nCorp\tCX-3\nDyna\tDX-4\nErgo\tEX-5\nFlux\tFX-6\nGrid\tGX-7",
		"a table of words": "Series\nstrong and light\tweak and heavy\nred\tgreen\nupper\tlower\nAX1\tBX1\nAX2\tBX2\nAX3\tBX3",
	} {
		d := opened(t, pagesOf(page))
		if got := featured(gridsOf(d), "grid"); len(got) > 0 {
			t.Errorf("%s: codes %q, want none", name, got)
		}
	}
}

func TestFamiliesShareAName(t *testing.T) {
	d := opened(t, pagesOf("Test Report\n\nSample Description\t: ACMELIT TM 100 322\n\tACMELIT TM 100 X01\n\tACMELIT TM 250 X10\nSample Receiving Date\t: 1 May 2024"))
	want := []string{"ACMELIT 100 322", "ACMELIT 100 X01", "ACMELIT 250 X10"}
	if got := featured(d.models(), "in-family"); !slices.Equal(got, want) {
		t.Errorf("models %q, want %q", got, want)
	}
	if got := featured(d.products(), "family-of-models"); !slices.Equal(got, []string{"ACMELIT"}) {
		t.Errorf("products %q, want ACMELIT", got)
	}
}

func TestUnsigned(t *testing.T) {
	for in, want := range map[string]string{"Acmelit™ 100": "Acmelit 100", "ACMELIT TM 100": "ACMELIT 100", "Acmelit® X": "Acmelit X", "Acmelit (R) X": "Acmelit X", "TM-100": "TM-100", "ATM 100": "ATM 100", "BB TM-7": "BB TM-7"} {
		if got := unsigned(in); got != want {
			t.Errorf("unsigned(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestSubjectsNameProductAndModel(t *testing.T) {
	for line, want := range map[string][2]string{
		"Re: Bench Power Supply - BS-100":           {"Bench Power Supply", "BS-100"},
		"Subject: Bench Power Supply, BS-100":       {"Bench Power Supply", "BS-100"},
		"Betreff: Labornetzgerät – LN 200":          {"Labornetzgerät", "LN 200"},
		"Objet: Alimentation de laboratoire – AL-7": {"Alimentation de laboratoire", "AL-7"},
		"Re: Bench Power Supply\t- BS-100":          {"Bench Power Supply", "BS-100"},
		"Тема: Блок питания – БП":                   {"Блок питания – БП", ""},
		"Re: Testing of samples - general":          {"Testing of samples - general", ""},
	} {
		d := opened(t, pagesOf("Acme GmbH\n\n"+line+"\n\nDear Sirs, we confirm the conformity."))
		list := d.subjects()
		if len(list) != 1 {
			t.Errorf("%s: %d subjects, want one", line, len(list))
			continue
		}
		code := ""
		if list[0].coded() {
			code = list[0].code.text()
		}
		if got := [2]string{list[0].name.text(), code}; got != want {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
}

func TestTitlesNameProducts(t *testing.T) {
	d := opened(t, pagesOf("Declaration of Conformity to Directive\n2011/65/EU (RoHS) - TURBOFIN\n\nAcme GmbH declares that its processes are compliant."))
	if got := featured(d.products(), "title-tail"); !slices.Contains(got, "TURBOFIN") {
		t.Errorf("products %q, want TURBOFIN", got)
	}
}

func TestModelShapeTellsWhatIsNoModel(t *testing.T) {
	d := opened(t, pagesOf("Certificate\n\nModel: AB-1"))
	for text, feature := range map[string]string{
		"F1D 2402-2480MHz 1mW":   "has-emission",
		"Brand Name":             "is-caption",
		"V1.0":                   "version-like",
		"File X123456":           "other-number",
		"Projekt 4711":           "other-number",
		"USD 12.50":              "has-price",
		"is described in":        "words-only",
		"Information (if wanted": "unbalanced",
	} {
		c := &Candidate{}
		if d.modelShape(c, text); !c.has(feature) {
			t.Errorf("%q has %v, want %s", text, c.Features, feature)
		}
	}
	c := &Candidate{}
	if d.modelShape(c, "AB-40 X"); len(c.Features) != 2 {
		t.Errorf("a designation has %v, want a digit and the form of a model", c.Features)
	}
}

func TestVariantsAreOneModel(t *testing.T) {
	d := opened(t, pagesOf("Certificate of Conformity\n\nModels: ABC67 followed by A or W; followed by 090 to 360"))
	if got := featured(d.models(), "variants-whole"); len(got) != 1 || !strings.HasPrefix(got[0], "ABC67 followed") {
		t.Errorf("whole %q, want the one line", got)
	}
	if got := featured(d.models(), "variants-part"); len(got) != 2 {
		t.Errorf("parts %q, want both", got)
	}
}

func TestRatingsUnderParameters(t *testing.T) {
	d := opened(t, pagesOf("Attestation of Conformity\n\nProduct:\tLeak detector\nParameters:\tRated voltage\t230 VAC\n\tRated power\t1100 W\n\tProtection class\tI"))
	want := []string{"Rated voltage: 230 VAC", "Rated power: 1100 W", "Protection class: I"}
	if got := featured(d.ratings(), "with-caption-led"); !slices.Equal(got, want) {
		t.Errorf("ratings %q, want %q", got, want)
	}
}

func TestRatingsTwiceInTwoLanguages(t *testing.T) {
	d := opened(t, pagesOf("Certificate\n\n输入：\t100-240V 50Hz\nInput:\t100-240V 50Hz"))
	if got := featured(d.ratings(), "other-of-two"); len(got) != 1 || inLatin(got[0][:3]) {
		t.Errorf("translated %q, want the Chinese one", got)
	}
	if got := featured(d.ratings(), "latin-of-two"); !slices.Equal(got, []string{"Input: 100-240V 50Hz"}) {
		t.Errorf("kept %q, want the English one", got)
	}
}

func TestShortenedLists(t *testing.T) {
	d := opened(t, pagesOf("Test Report\n\nSample Model:\tAB-23,323,23-5,89 CD-92,92L,126,\n\t252,251,EF8, GH14"))
	want := []string{"AB-23,323,23-5,89", "CD-92,92L,126,252,251"}
	if got := featured(d.models(), "short-members"); !slices.Equal(got, want) {
		t.Errorf("models %q, want %q", got, want)
	}
}

func TestALoneColumnOfCodes(t *testing.T) {
	d := opened(t, pagesOf("Declaration of Conformity\nModels\nAB-1\nAB-2\nAB-3\nCD-1\nCD-2\nCD-3\nEF\nThese models were made in series."))
	if got := featured(gridsOf(d), "grid-lone"); len(got) != 7 {
		t.Errorf("codes %q, want seven", got)
	}
}

func TestCentredBelow(t *testing.T) {
	page := typed(1, "Certificate")
	for i, text := range []string{"Commercial Brand", "ACME AQUA"} {
		x := 297.5 - 2.5*float64(len(text))
		for _, word := range strings.Fields(text) {
			box := certcat.Box{X0: x, Y0: 100 + 14*float64(i), X1: x + 5*float64(len(word)), Y1: 110 + 14*float64(i)}
			page.Readings[0].Words = append(page.Readings[0].Words, certcat.Word{Text: word, Box: box, Confidence: 1, Line: 10 + i})
			x = box.X1 + 5
		}
	}
	d := opened(t, certcat.Pages{Document: strings.Repeat("0", 64), Pages: []certcat.Page{page}})
	if got := featured(d.brands(), "below-centred"); !slices.Equal(got, []string{"ACME AQUA"}) {
		t.Errorf("brands %q, want ACME AQUA", got)
	}
}

func TestBeforeClosing(t *testing.T) {
	d := opened(t, pagesOf("Declaration\n\nSample model: ABCHESTER ) is copper alloy"))
	for _, c := range d.models() {
		if c.Value.Text == "ABCHESTER" {
			return
		}
	}
	t.Errorf("no model ABCHESTER in %v", d.models())
}

func TestModelsInTextAreWrittenAsSuch(t *testing.T) {
	for line, want := range map[string][]string{
		"The model is described in the annex.":     nil,
		"EU-TYPE EXAMINATION CERTIFICATE":          nil,
		"We confirm that the model AB-40 conforms": {"AB-40"},
		"of type iX200 with adapter":               {"iX200"},
	} {
		d := opened(t, pagesOf("Certificate of Conformity\n\n"+line))
		if got := featured(d.modelsInText(), "in-text"); !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
}

func TestBulletedBrands(t *testing.T) {
	for name, page := range map[string]string{
		"signs":   "Certificate\n\nfirms which include the following brand names:\n• Acme Tools\n• Boltworks\n\nare compliant.",
		"letters": "Certificate\n\nfirms which include the following brand names:\nz\tAcme Tools\nz\tBoltworks\n\nare compliant.",
	} {
		d := opened(t, pagesOf(page))
		if got := featured(d.brands(), "bulleted"); !slices.Equal(got, []string{"Acme Tools, Boltworks"}) {
			t.Errorf("%s: brands %q, want both in one", name, got)
		}
	}
}

func TestClausesNameBrandAndModels(t *testing.T) {
	for line, want := range map[string][]string{
		"Declara que o aspirador, marca ARAUCAN, modelos AR-12 e AR-14":                         {"ARAUCAN", "AR-12", "AR-14"},
		"заявляет, что чайники бытовые, торговой марки \"Нордик\", модели NK-15, NK-17":         {"Нордик", "NK-15", "NK-17"},
		"підтверджує, що блендер торговельної марки \"VERBENA\", моделей VB-600 та VB-800":      {"VERBENA", "VB-600", "VB-800"},
		"erklärt, dass der Wasserkocher der Marke NORDLICHT, Modelle NL-1 und NL-2 konform ist": {"NORDLICHT", "NL-1", "NL-2"},
		"销售“晨星”品牌的电源适配器":                                                                        {"晨星"},
		"“Acme” markalı su ısıtıcısı":                                                           {"Acme"},
	} {
		d := opened(t, pagesOf("DECLARATION\n\n"+line))
		got := append(featured(d.brandsInText(), "brand-clause"), featured(d.modelsInText(), "in-text")...)
		if !slices.Equal(got, want) {
			t.Errorf("%s: %q, want %q", line, got, want)
		}
	}
}

func TestProductsEndBeforeClauses(t *testing.T) {
	d := opened(t, pagesOf("СЕРТИФИКАТ СООТВЕТСТВИЯ\n\nПРОДУКЦИЯ\tСветильники потолочные,\n\tсерийный выпуск\n\tКОД 9405"))
	for _, c := range d.products() {
		if strings.Contains(c.Value.Text, "выпуск") {
			t.Errorf("product %q has its clause", c.Value.Text)
		}
	}
	d = opened(t, pagesOf("ДЕКЛАРАЦИЯ\n\nзаявляет, что Чайники бытовые, торговой марки \"Нордик\", модели NK-15"))
	if got := featured(d.products(), "object-before-clause"); !slices.Equal(got, []string{"Чайники бытовые"}) {
		t.Errorf("products %q, want the kettles", got)
	}
}

func TestRatingsBehindModels(t *testing.T) {
	d := opened(t, pagesOf("中国国家强制性产品认证证书\n\n系列、规格、型号\tTYQ-6A、TYQ-6B；220V~ 50Hz 6W"))
	if got := featured(d.ratings(), "in-models"); !slices.Equal(got, []string{"220V~ 50Hz 6W"}) {
		t.Errorf("ratings %q, want one", got)
	}
}

func TestProductsOfOtherForms(t *testing.T) {
	for page, want := range map[string][2]string{
		"Supplier's declaration\nProduct description - brand name, type, model, serial number\nBench Black Element":                                  {"composite-caption", "Bench Black Element"},
		"Material approval\n\nCOATINGS AND LININGS\n\n‘Acme Cement 43’.\n\nFactory applied.":                                                         {"quoted-line", "Acme Cement 43"},
		"Acme declares that the turboFin circuit board and PCBA are compliant with the act. In addition, we say that the products used do not fail.": {"object-after-lead", "turboFin circuit board and PCBA"},
	} {
		d := opened(t, pagesOf(page))
		if got := featured(d.products(), want[0]); !slices.Contains(got, want[1]) {
			t.Errorf("%s: %q, want %q", page, got, want[1])
		}
	}
}

func TestProductModelAndRatingsInOneLine(t *testing.T) {
	d := opened(t, pagesOf("中国国家强制性产品认证证书\n\n产品名称：\t电源适配器 CHX-65W：输入：100-240V~50/60Hz 1.5A"))
	if got := featured(d.products(), "before-model"); !slices.Equal(got, []string{"电源适配器"}) {
		t.Errorf("products %q, want the adapter", got)
	}
	if got := featured(d.models(), "before-ratings"); !slices.Equal(got, []string{"CHX-65W"}) {
		t.Errorf("models %q, want CHX-65W", got)
	}
}

func TestCaptionsGoOn(t *testing.T) {
	d := opened(t, pagesOf("EU declaration of conformity\n\nModel rcterence:AX9"))
	if got := featured(d.models(), "caption-extended"); !slices.Equal(got, []string{"AX9"}) {
		t.Errorf("models %q, want AX9", got)
	}
}
