package extract

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/certcat/certcat"
)

// letters are made up: what a sentence names, in many languages and ways.
var letters = []struct {
	about, text           string
	holder, address       string
	writer, brand, scopes string
}{
	{"authorisation", "TO WHOM IT MAY CONCERN\nSubject: Authorisation for the sale of Silverfin pumps in Iceland\n\nWe, Silverfin Pumps Ltd, being the manufacturer and owner of the brand SILVERFIN, hereby authorise\nM/s Blue Heron Trading, 12 Harbour Road, Leeds LS1 4AB to sell and promote our products in the\nterritory of Iceland until 31 December 2027.",
		"M/s Blue Heron Trading", "12 Harbour Road, Leeds LS1 4AB", "Silverfin Pumps Ltd", "SILVERFIN", "Authorisation for the sale of Silverfin pumps in Iceland"},
	{"consent", "CONSENT ORDER\nConsent is hereby granted under section 12 of the Clean Rivers Act, 1991 and the rules made there\nunder to\nM/s. Green Meadow Soaps,\nPlot No. 14, Canal Road,\nRiverton Village,\nNorth District.\n(hereinafter referred to as 'the Applicant') authorizing to operate the plant as detailed below.",
		"M/s. Green Meadow Soaps", "Plot No. 14, Canal Road, Riverton Village, North District.", "", "", ""},
	{"registration", "Certificate of Registration of Trade Mark\nCertified that the trade mark annexed hereto has been registered in the name(s) of :- LANTERN WORKS,\n5 Mill Lane, Ground Floor, Eastbury, 560017, JOHN DOE (PARTNER), JANE ROE (PARTNER) in Class 9 as of\nthe date 3 May 2021 in respect of lamps.",
		"LANTERN WORKS", "5 Mill Lane, Ground Floor, Eastbury, 560017", "", "", ""},
	{"confirmation", "Dear Sir or Madam,\n\nWe confirm that\n\nNORTHERN STAR LLP\n15 Main Street office 8, Almaty, Kazakhstan, 050000\n\nis an official trading partner of Kranich Container GmbH.\n\nBest regards",
		"NORTHERN STAR LLP", "15 Main Street office 8, Almaty, Kazakhstan, 050000", "", "", "official trading partner of Kranich Container GmbH"},
	{"tender", "We M/s Orchid Technologies, Plot 9, Tech Park, Newtown 201306, hereby confirm that we offered\ncommercial support to M/s A. B. Power System, 271, Market Street, Phase-II (G.B. Nagar) U.P, GST\nNo.: 09ABCDE1234F1Z3 to participate in the tender for switchgears.",
		"M/s A. B. Power System", "271, Market Street, Phase-II (G.B. Nagar) U.P", "Orchid Technologies", "", "to participate in the tender for switchgears"},
	{"German", "Hiermit ermächtigen wir die Firma Seeadler Handels GmbH, Hafenweg 3, 20095 Hamburg, zum Vertrieb\nunserer Produkte der Marke \"Nordlicht\" in Österreich.",
		"Seeadler Handels GmbH", "Hafenweg 3, 20095 Hamburg", "", "Nordlicht", "zum Vertrieb unserer Produkte der Marke \"Nordlicht\" in Österreich"},
	{"Spanish", "Por la presente autorizamos a la empresa Garza Azul Comercial S.A., con domicilio en Calle Mayor 12,\n28013 Madrid, España, a vender los productos de la marca Faro Norte en el territorio de Chile.",
		"Garza Azul Comercial S.A.", "Calle Mayor 12, 28013 Madrid, España", "", "Faro Norte", "a vender los productos de la marca Faro Norte en el territorio de Chile"},
	{"French", "Nous certifions que la société Héron Bleu SARL, sise 4 rue du Port, 44000 Nantes, est notre\ndistributeur agréé pour la Belgique.",
		"Héron Bleu SARL", "4 rue du Port, 44000 Nantes", "", "", "distributeur agréé pour la Belgique"},
	{"Italian", "Con la presente confermiamo che la ditta Airone Blu S.r.l., con sede in Via Roma 8, 20121 Milano, è\nnostro rivenditore autorizzato.",
		"Airone Blu S.r.l.", "Via Roma 8, 20121 Milano", "", "", "rivenditore autorizzato"},
	{"Portuguese", "Pela presente autorizamos a empresa Garça Azul Lda, com sede na Rua das Flores 5, 1200-195 Lisboa, a\nrepresentar a nossa marca Farol no território de Angola.",
		"Garça Azul Lda", "Rua das Flores 5, 1200-195 Lisboa", "", "Farol", "a representar a nossa marca Farol no território de Angola"},
	{"Russian", "Настоящим уполномочиваем ООО «Тихая Гавань», расположенное по адресу: 163000, г. Архангельск, ул.\nМорская, д. 5, распространять продукцию торговой марки «Полярис» на территории Российской Федерации.",
		"ООО «Тихая Гавань»", "163000, г. Архангельск, ул. Морская, д. 5", "", "Полярис", "распространять продукцию торговой марки «Полярис» на территории Российской Федерации"},
	{"Ukrainian", "Цим підтверджуємо, що компанія ТОВ «Синя Чапля» є нашим офіційним дилером на території України.",
		"ТОВ «Синя Чапля»", "", "", "", "офіційним дилером на території України"},
	{"Polish", "Niniejszym upoważniamy firmę Czapla Handel Sp. z o.o., z siedzibą ul. Portowa 7, 80-001 Gdańsk, do\nsprzedaży wyrobów marki Latarnia.",
		"Czapla Handel Sp. z o.o.", "ul. Portowa 7, 80-001 Gdańsk", "", "Latarnia", "do sprzedaży wyrobów marki Latarnia"},
	{"Chinese", "品牌授权书\n我公司晨晖电源有限公司系“晨晖”品牌所有人，兹授权云溪商贸有限公司在欧盟地区销售本公司“晨晖”品牌产品。",
		"云溪商贸有限公司", "", "晨晖电源有限公司", "晨晖", "销售本公司“晨晖”品牌产品"},
	{"Japanese", "弊社は、株式会社青空商事を正規販売代理店として認定いたします。",
		"株式会社青空商事", "", "", "", "正規販売代理店として認定いたします"},
	{"Korean", "당사는 주식회사 푸른하늘을 공식 대리점으로 지정하고 제품의 판매를 승낙합니다.",
		"주식회사 푸른하늘", "", "", "", "공식 대리점으로 지정하고 제품의 판매를 승낙합니다"},
	{"appointment", "We, Northlight Lamps GmbH, a company under the laws of Germany, having its registered office at Lampenweg 4,\n12345 Berlin, Germany, hereby appoint Gulf Star Trading LLC, P.O. Box 1234, Dubai, United Arab Emirates as our\nexclusive distributor for the United Arab Emirates.",
		"Gulf Star Trading LLC", "P.O. Box 1234, Dubai, United Arab Emirates", "Northlight Lamps GmbH", "", "exclusive distributor for the United Arab Emirates"},
	{"permit", "CONSENT TO OPERATE\nis granted to M/s Ganga Plastics Pvt. Ltd., Khasra No. 55, Industrial Area, Haridwar, Uttarakhand for\nmanufacturing of plastic bags.",
		"M/s Ganga Plastics Pvt. Ltd.", "Khasra No. 55, Industrial Area, Haridwar, Uttarakhand", "", "", ""},
	{"Russian licence", "Настоящая лицензия предоставлена Обществу с ограниченной ответственностью «Северный ветер» (ООО «Северный ветер»)\nИНН 7700000000",
		"Обществу с ограниченной ответственностью «Северный ветер»", "", "", "", ""},
	{"verb last", "İşbu belge ile Güneş Elektronik San. ve Tic. Ltd. Şti. firmasının markamızın Türkiye yetkili distribütörü\nolduğunu beyan ederiz.",
		"Güneş Elektronik San. ve Tic. Ltd. Şti.", "", "", "", ""},
	{"address in brackets", "兹证明上海晨星贸易有限公司（地址：上海市浦东新区张江路88号）为我公司在中国大陆地区的授权经销商。",
		"上海晨星贸易有限公司", "上海市浦东新区张江路88号", "", "", ""},
	{"two companies", "Por meio desta, a empresa Sol Nascente Ltda., CNPJ 12.345.678/0001-95, declara que a empresa Mar Azul Comércio\nLtda. é revendedora autorizada de seus produtos.",
		"Mar Azul Comércio Ltda.", "", "Sol Nascente Ltda.", "", "revendedora autorizada de seus produtos"},
	{"no lead", "Sunrise Optics Ltd., 4 Quay Street, Galway H91 AB12, Ireland, is our authorised distributor for the\nRepublic of Ireland.",
		"Sunrise Optics Ltd.", "4 Quay Street, Galway H91 AB12, Ireland", "", "", "authorised distributor for the Republic of Ireland"},
	{"no we", "Kranich Container GmbH hereby authorises Blue Heron Trading Ltd to distribute KRANICH products in Norway.",
		"Blue Heron Trading Ltd", "", "Kranich Container GmbH", "KRANICH", "to distribute KRANICH products in Norway"},
	{"Turkish", "Mavi Balıkçıl Ticaret A.Ş. firmamızın yetkili bayisi olup ürünlerimizi Türkiye genelinde satmaktadır.",
		"Mavi Balıkçıl Ticaret A.Ş.", "", "", "", "yetkili bayisi olup ürünlerimizi Türkiye genelinde satmaktadır"},
	{"Czech", "Potvrzujeme, že společnost Modrá Volavka s.r.o., se sídlem Přístavní 3, 170 00 Praha 7, je naším\nautorizovaným prodejcem.",
		"Modrá Volavka s.r.o.", "Přístavní 3, 170 00 Praha 7", "", "", "autorizovaným prodejcem"},
	{"Arabic", "نفوض شركة النور للتجارة بتوزيع منتجاتنا في الأردن.", "شركة النور للتجارة", "", "", "", "بتوزيع منتجاتنا في الأردن"},
}

func TestLetters(t *testing.T) {
	for _, l := range letters {
		t.Run(l.about, func(t *testing.T) {
			if words := strings.Fields(l.text); rightToLeft(l.text) { // as they stand on the page, left to right
				slices.Reverse(words)
				l.text = strings.Join(words, " ")
			}
			d := opened(t, pagesOf(l.text))
			d.class = "letter"
			var holders, writers, addresses []string
			for _, p := range d.toldParties() {
				if p.writes() {
					writers = append(writers, withoutTitle(p.name))
					continue
				}
				holders = append(holders, p.name)
				for _, a := range d.toldAddresses(certcat.HolderAddress, p.name) {
					addresses = append(addresses, a.Value.Text)
				}
			}
			if !slices.Equal(holders, []string{l.holder}) {
				t.Errorf("holders %q, want %q", holders, l.holder)
			}
			if l.address != "" && !slices.Contains(addresses, l.address) || l.address == "" && len(addresses) > 0 {
				t.Errorf("addresses %q, want %q", addresses, l.address)
			}
			if l.writer != "" && !slices.Equal(writers, []string{l.writer}) || l.writer == "" && len(writers) > 0 {
				t.Errorf("writers %q, want %q", writers, l.writer)
			}
			if brands := textsOf(d.toldBrands()); l.brand != "" && !slices.Contains(brands, l.brand) {
				t.Errorf("brands %q, want %q", brands, l.brand)
			}
			if scopes := textsOf(d.toldScopes()); l.scopes != "" && !slices.Contains(scopes, l.scopes) {
				t.Errorf("scopes %q, want %q", scopes, l.scopes)
			}
		})
	}
}

// TestToldGoods: the things that a letter lets somebody sell, the territory, and the goods of a registration.
func TestToldGoods(t *testing.T) {
	for _, c := range []struct{ class, text, product, scope string }{
		{"letter", "We hereby authorise Blue Heron Trading Ltd to sell our wireless thermometers, models T1 and T2, in the following\nterritories: Norway, Sweden and Iceland until 31 December 2027.", "wireless thermometers", "Norway, Sweden and Iceland"},
		{"letter", "Настоящим уполномочиваем ООО «Тихая Гавань» продавать насосы торговой марки «Полярис» на территории Казахстана до 31.12.2027.", "насосы", "Казахстана"},
		{"letter", "兹授权云溪商贸有限公司销售“晨晖”品牌的电源适配器产品。", "电源适配器", ""},
		{"licence", "Certified that the trade mark has been registered in the name of Lantern Works in respect of\nLAMPS, LAMP HOLDERS, TORCHES\nAND PARTS OF THEM.", "LAMPS, LAMP HOLDERS, TORCHES AND PARTS OF THEM.", ""},
	} {
		d := opened(t, pagesOf(c.text))
		d.class = c.class
		if got := textsOf(d.toldProducts()); !slices.Contains(got, c.product) {
			t.Errorf("%q: products %q, want %q", c.text, got, c.product)
		}
		if got := textsOf(d.toldScopes()); c.scope != "" && !slices.Contains(got, c.scope) {
			t.Errorf("%q: scopes %q, want %q", c.text, got, c.scope)
		}
	}
}

// TestEndlessSentences: text without an end or a space names whole words or nobody.
func TestEndlessSentences(t *testing.T) {
	for _, text := range []string{
		"We hereby authorise M/s " + strings.Repeat("Ünä", 400) + " Ltd",
		strings.Repeat("granted to «Ä ", 300), strings.Repeat("M/s A (", 300), strings.Repeat("兹授权", 500), "granted to Ä", "M/s", "we", "уполномочиваем «",
	} {
		d := opened(t, pagesOf(text))
		d.class = "letter"
		for _, c := range slices.Concat(d.withTold(nil), d.toldIssuers(), d.toldBrands(), d.toldScopes(), d.toldProducts()) {
			if !utf8.ValidString(c.Value.Text) {
				t.Errorf("%.30q: %q", text, c.Value.Text)
			}
		}
	}
}

func textsOf(list []*Candidate) []string {
	var out []string
	for _, c := range list {
		out = append(out, c.Value.Text)
	}
	return out
}

// TestNobodyIsTold: sentences of reports and declarations that lead to no party name none.
func TestNobodyIsTold(t *testing.T) {
	for _, text := range []string{
		"We hereby confirm that the following products comply with Directive 2011/65/EU.",
		"It is certified that Sample A of the product was tested according to EN 62368-1.",
		"This right is granted to anyone who is able to read. In the name of the law, nothing else applies.",
		"兹证明该产品符合标准要求。",
		"Настоящим подтверждаем, что продукция соответствует требованиям.",
		"We authorise the use of this report in full only.",
	} {
		d := opened(t, pagesOf(text))
		d.class = "letter"
		for _, p := range d.toldParties() {
			t.Errorf("%q names %q (%v)", text, p.name, p.leads)
		}
	}
}
