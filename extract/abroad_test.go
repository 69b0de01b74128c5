package extract

import (
	"strings"
	"testing"

	"github.com/certcat/certcat"
)

func TestLatinValueOfArabicCaption(t *testing.T) {
	for _, c := range []struct{ page, want string }{
		{"NORVIA الماركة:", "الماركة: NORVIA"},
		{"Norvia Lamps Co., Ltd. المصنعة: الشركة", "الشركة المصنعة: Norvia Lamps Co., Ltd."},
		{"Brand: نسيم", "Brand: نسيم"},
		{"Made in مصر", "Made in مصر"},
	} {
		if got := cells(layOut(pagesOf(c.page))[0]); got != c.want {
			t.Errorf("%q is read as %q, want %q", c.page, got, c.want)
		}
	}
}

func TestGroupsOfCaptions(t *testing.T) {
	page := "안전인증서\n사업자\t사업자명\t(주)누리빛\n\t주소\t경기도 화성시 동탄대로 21\n제조업자\t사업자명\tNorvia Lamps Co., Ltd.\n\t주소\tNo. 6 Leye Road, Shunde, China"
	d := opened(t, pagesOf(page))
	if got := partyNames(d, "holder"); got != "(주)누리빛" {
		t.Errorf("holders %q", got)
	}
	if got := partyNames(d, "manufacturer"); got != "Norvia Lamps Co., Ltd." {
		t.Errorf("manufacturers %q", got)
	}
	alone := opened(t, pagesOf("안전인증서\n제조업자\t상호\t(주)누리빛\n\t주소\t경기도 화성시 동탄대로 21"))
	if got := partyNames(alone, "holder"); got != "(주)누리빛" {
		t.Errorf("a single group: holders %q", got)
	}
}

func partyNames(d *document, class string) string {
	var names []string
	for _, p := range d.partiesOf(class) {
		names = append(names, p.name)
	}
	return strings.Join(names, " | ")
}

func TestNationalDeclaration(t *testing.T) {
	declared := opened(t, pagesOf("ДЕКЛАРАЦІЯ ПРО ВІДПОВІДНІСТЬ\n\nУповноважений представник: ТОВ \"Лелека\"\nВиробник: Norvia Lamps Co., Ltd.\nвідповідає вимогам Технічного регламенту радіообладнання\nТехнічний регламент"))
	if declared.kind != "type-approval" || !declared.declares() {
		t.Fatalf("kind %q, declared %v", declared.kind, declared.declares())
	}
	if c := declared.firstParty(); len(c) != 1 || c[0].Value.Text != `ТОВ "Лелека"` {
		t.Errorf("the party that declares: %v", c)
	}
	certified := opened(t, pagesOf("СЕРТИФІКАТ ВІДПОВІДНОСТІ\n\nВиробник: Norvia Lamps Co., Ltd.\nТехнічний регламент радіообладнання"))
	if certified.declares() || len(certified.firstParty()) != 1 {
		t.Errorf("a certificate is taken for a declaration")
	}
	if opened(t, pagesOf("СЕРТИФІКАТ ВІДПОВІДНОСТІ")).firstParty() != nil {
		t.Error("a party where none is named")
	}
}

func TestNumberInsideNumber(t *testing.T) {
	for text, want := range map[string]bool{"24-02-118834/NB0007": true, "24-02-118834/0007": true, "NB 0007": false, "Body/0007": false, "0007": false} {
		if got := insideNumber(text, strings.Index(text, "0007")); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestPersonOwnsNoAddress(t *testing.T) {
	for page, want := range map[string]string{
		"시험성적서\n업체명 : 누리빛 주식회사\n대표자 : 김가온\n주소 : 경기도 화성시 동탄대로 21":                                                 "holder",
		"Certificate\nApplicant: Norvia Lamps Ltd\nDistributor: Weir Trading Ltd\nAddress: 5 Mill Road, Anytown": "decoy",
	} {
		d := opened(t, pagesOf(page))
		if got := d.partyAbove(labelAt(t, d, "address")); got != want {
			t.Errorf("%q: the address belongs to %q, want %q", page, got, want)
		}
	}
}

func TestRowOfUnknownCaption(t *testing.T) {
	d := opened(t, pagesOf("Certificate\nAddress\t5 Mill Road, Anytown AB1 2CD\nZorble\t500.000,00 TL\nQuux\tLamps"))
	blocks := d.finder.blocks(labelAt(t, d, "address"), 9)
	if got := shownBlocks(blocks[:1]); got != "right: 5 Mill Road, Anytown AB1 2CD" {
		t.Errorf("the address takes in the next rows: %s", got)
	}
}

func TestPlaceBeforeDate(t *testing.T) {
	d := opened(t, pagesOf("x"))
	for text, want := range map[string]bool{"Anytown, ": true, "Bad Anytown, den ": true, "Górne Pole, dnia ": true, "En Puerto, a ": true, "tested and found good, ": false, "Signed on the ": false, "den ": false, "": false} {
		if got := d.placeBefore(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestBrazilIsNotAmerica(t *testing.T) {
	for text, want := range map[string]bool{"Anytown, SC 29000": true, "Anytown, SC 29000-1234": true, "Blumenau - SC 89000-000": false, "NBR NM 60335-1:2010": false} {
		if got := inAmerica(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestNamesWithSealsAndRegisters(t *testing.T) {
	for text, want := range map[string]string{"누리시험연구원장 (직인)": "누리시험연구원장", "주식회사 온새(110111-7******)": "주식회사 온새", "Norvia (Europe) Ltd": "Norvia (Europe) Ltd", "Norvia Lamps (seal)": "Norvia Lamps"} {
		d := opened(t, pagesOf(text))
		if got := named(whole(d.sheets[0].rows[0][0])).text(); got != want {
			t.Errorf("%q is named %q, want %q", text, got, want)
		}
	}
}

func TestPartiesAreNoIssuers(t *testing.T) {
	d := opened(t, pagesOf("TEST REPORT\nNorvia Testing Laboratory\nManufacturer\tWeir Lamps Co., Ltd.\nIssued by\tBrae Testing Ltd"))
	d.class = "report"
	got := map[string]bool{}
	for _, c := range d.issuers() {
		got[c.Value.Text] = true
	}
	if got["Weir Lamps Co., Ltd."] || !got["Brae Testing Ltd"] || !got["Norvia Testing Laboratory"] {
		t.Errorf("issuers %v", got)
	}
}

func TestInternationalCodesAreNumbering(t *testing.T) {
	d := opened(t, pagesOf("Certificate of registration of trade mark\n(730) Proprietor: Norvia Lamps Ltd\n(2024) Proprietor"))
	if l := labelAt(t, d, "party.holder"); !l.head {
		t.Error("a caption behind an international code does not begin its line")
	}
	if atHead("(2024) ") {
		t.Error("a year in brackets is taken for a code")
	}
}

func TestTitleUnderLetterhead(t *testing.T) {
	d := opened(t, pagesOf("Norvia Institute\nTEST REPORT"))
	for _, h := range d.titles {
		if h.box == d.sheets[0].rows[0][0].box {
			t.Errorf("the letterhead is part of the title %q", h.text)
		}
	}
	if d.kind != "test-report" {
		t.Errorf("kind %q", d.kind)
	}
}

func TestNumberFillsItsCell(t *testing.T) {
	d := opened(t, pagesOf("TEST REPORT\nReport No\tNR-2025-0744\tDate\nReport No: NR-2025-0744"))
	signs := map[string]int{}
	for _, c := range d.certificateNumbers() {
		if c.Value.Text == "NR-2025-0744" && c.has("fills-cell-report") {
			signs[c.Value.Text]++
		}
	}
	if signs["NR-2025-0744"] != 1 {
		t.Errorf("%d candidates fill their cell, want 1", signs["NR-2025-0744"])
	}
}

func TestTradeNamesOfLicences(t *testing.T) {
	d := opened(t, pagesOf("Commercial licence\nTrade Name: CORAL LAMP\nBrand: CORAL"))
	d.kind, d.class = "business-licence", "licence"
	if got := partyNames(d, "holder"); got != "CORAL LAMP" {
		t.Errorf("holders %q", got)
	}
	if d.brands() != nil {
		t.Error("a licence has a brand")
	}
	d.kind = "certificate-of-conformity"
	if got := partyNames(d, "holder"); got != "" {
		t.Errorf("holders of a certificate %q", got)
	}
	if len(d.textual(certcat.Brand, "brand", 1)) == 0 {
		t.Error("no brand on a certificate")
	}
}

func TestCaptionAndItsTranslation(t *testing.T) {
	d := opened(t, pagesOf("DENEY RAPORU\nMüşterinin adı\tNorvia Beyaz Eşya A.Ş.\nCustomer name\tGürsu Cad. No: 7 Nilüfer / BURSA\nAddress\tGürsu Cad. No: 7"))
	blocks := d.finder.blocks(labelAt(t, d, "party.holder"), 9)
	if got := shownBlocks(blocks[:1]); got != "right: Norvia Beyaz Eşya A.Ş. / Gürsu Cad. No: 7 Nilüfer / BURSA" {
		t.Errorf("the value of a caption in two languages: %s", got)
	}
	d = opened(t, pagesOf("TEST REPORT\nCustomer\tNorvia Lamps Ltd\nManufacturer\tWeir Lamps Ltd"))
	blocks = d.finder.blocks(labelAt(t, d, "party.holder"), 9)
	if got := shownBlocks(blocks[:1]); got != "right: Norvia Lamps Ltd" {
		t.Errorf("the next caption is taken for a translation: %s", got)
	}
}

func TestHouseNumberIsNoCaption(t *testing.T) {
	for text, want := range map[string]bool{"Gürsu Cad. No: 7 Nilüfer / BURSA": false, "Zorble No: 7": true, "Belge No: 2025/7": true} {
		if got := captionLike(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

func TestDateOfSignatureEndsNothing(t *testing.T) {
	d := opened(t, pagesOf("사업자등록증\n등록번호 : 123-81-00042\n2023 년 06 월 14 일\n동화성세무서장"))
	if issue, expiry := d.dates(); len(issue) != 1 || len(expiry) != 0 {
		t.Errorf("%d dates of issue, %d of expiry", len(issue), len(expiry))
	}
	d = opened(t, pagesOf("Licence\n14 June 2023\n13 June 2026"))
	if _, expiry := d.dates(); len(expiry) != 1 || expiry[0].Value.Canonical != "2026-06-13" {
		t.Errorf("expiry %v", expiry)
	}
}

func TestMonthBesideItsDay(t *testing.T) {
	d := opened(t, pagesOf("Certificate\nTested in April 2021\n29 April 2021"))
	issue, _ := d.dates()
	for _, c := range issue {
		if c.Value.Canonical == "2021-04-29" && !c.has("sole") {
			t.Errorf("the only date is not taken for it: %v", c.Features)
		}
	}
}

func TestBodyThatHadAPart(t *testing.T) {
	d := opened(t, pagesOf("ДЕКЛАРАЦІЯ ПРО ВІДПОВІДНІСТЬ\nВиробник: Norvia Lamps Co., Ltd.\nПризначений орган: ТОВ \"Промінь\", UA.TR.135\nТехнічний регламент"))
	if ids := d.issuerIDs(); len(ids) != 0 {
		t.Errorf("the body's number is taken for the declarer's: %v", ids[0].Value.Text)
	}
}
