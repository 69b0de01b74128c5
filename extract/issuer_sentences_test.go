package extract

import (
	"testing"

	"github.com/certcat/certcat"
)

// TestIssuersInSentences reads issuers that nothing but a sentence, a web address or a part of a line names.
func TestIssuersInSentences(t *testing.T) {
	for _, c := range []struct{ name, page, want, sign string }{
		{"whose property it is", "Certificate of Registration\nThis is to certify that the management system of\nLantern Bay Works\ncomplies with ISO 9001:2015\n\nThis certificate remains the property of Harbour Light Registrars and must be returned on request.",
			"Harbour Light Registrars", "issuer-before"},
		{"who is accredited", "Certificate of Registration\nLantern Bay Works\nISO 9001:2015\n\n“Harbour Light Certification (HLC)” accredited by a body of the region. It stays valid for a year.",
			"Harbour Light Certification", "issuer-behind"},
		{"on whose page it can be checked", "质量管理体系认证证书\n证书编号：01234Q\n兹证明\n云溪智联科技有限公司\nGB/T 19001-2016\n\n本证书信息可在北原晴川认证有限公司官方网站查询",
			"北原晴川认证有限公司", "issuer-behind"},
		{"nothing but a web address", "CERTIFICATE OF TYPE APPROVAL\nCertificate No.: TA-5510\nCertificate Holder: Blue Heron Devices Ltd\n\nDirector of Certification\n14 Quay Street, Westport\nWWW.QUAYMARK.EXAMPLE Email: info@quaymark.example",
			"QUAYMARK", "host-only"},
		{"the part of a line in Latin letters", "व्यापार चिह्न रजिस्ट्री , भारत सरकार Designs Registry, Government of Norland\n\nCertificate of Registration of Trade Mark\nNo. 4471\nBlue Heron Devices Ltd",
			"Designs Registry, Government of Norland", "script-part"},
		{"a town hall without a form", "PREFEITURA MUNICIPAL DE PEDRA AZUL\n\nALVARÁ DE FUNCIONAMENTO\nNúmero: 5521\nRazão social: Garça Azul Eletrônicos Ltda",
			"PREFEITURA MUNICIPAL DE PEDRA AZUL", "public-body"},
		{"a name that its caption's line begins", "ЛИЦЕНЗИЯ\nВыдана\tТОО \"Голубая Цапля\"\nЛицензиар\tГосударственное учреждение \"Управление\n\tнадзора Приозёрной области\".\nРуководитель\tИванов И. И.",
			"Государственное учреждение \"Управление надзора Приозёрной области\"", "name-goes-on"},
		{"who declares by himself", "强制性认证产品符合性自我声明\n自我声明编号：2024000000000001\n生产者名称：云溪智联科技有限公司\n产品名称：开关电源",
			"云溪智联科技有限公司", "declares-manufacturer"},
		{"a firm that trades under another name", "EU Declaration of Conformity\nManufacturer: Blue Heron LLC dba Brightwater\nAddress: 1 Quay Street, Westport\ndeclares under its sole responsibility",
			"Blue Heron LLC", "declares-manufacturer"},
		{"what a dash adds", "Quayside Certificações Ltda. - OCP 9999\n\nCERTIFICADO DE CONFORMIDADE\nCertificado Nº: QC-24.0311\nSolicitante: Garça Azul Ltda.",
			"Quayside Certificações Ltda.", "company-line"},
		{"a role before the name", "Испытательная лаборатория ООО \"Тихая Гавань\"\n\nПРОТОКОЛ ИСПЫТАНИЙ\n№ 0412 от 15.04.2024\nЗаявитель: ООО \"Голубая Цапля\"",
			"ООО \"Тихая Гавань\"", "lab-caption"},
		{"a short form behind the name", "Quayside Testing Inc. (QTI)\nCertificate of Conformity\nCertificate No.: QT-5531\nApplicant: Blue Heron Devices Ltd",
			"Quayside Testing Inc.", "letterhead"},
		{"a ministry of information", "KEMENTERIAN INFORMATIKA NUSANTARA\n\nSERTIFIKAT\nNOMOR : 98765/2024\nDiberikan kepada\tPT Bangau Biru",
			"KEMENTERIAN INFORMATIKA NUSANTARA", "public-alone"},
		{"who applies declares", "ЕВРАЗИЙСКИЙ ЭКОНОМИЧЕСКИЙ СОЮЗ\nДЕКЛАРАЦИЯ О СООТВЕТСТВИИ\n\nЗаявитель Общество с ограниченной ответственностью \"Голубая Цапля\"\nзаявляет, что чайники\nизготовитель \"Heron Appliance Co., Ltd.\"\nсоответствует требованиям ТР ТС 004/2011",
			"Общество с ограниченной ответственностью \"Голубая Цапля\"", "declares-manufacturer"},
	} {
		t.Run(c.name, func(t *testing.T) {
			list := opened(t, pagesOf(c.page)).candidates()[certcat.Issuer]
			for _, x := range list {
				if x.Value.Text == c.want && x.has(c.sign) {
					return
				}
			}
			for _, x := range list {
				t.Logf("%q %v", x.Value.Text, x.Features)
			}
			t.Errorf("no candidate %q with %s", c.want, c.sign)
		})
	}
}

// TestNoIssuers marks names whose place says that they are somebody else's.
func TestNoIssuers(t *testing.T) {
	for _, c := range []struct{ name, page, who, sign string }{
		{"over the salutation", "12 May 2024\n\nBlue Heron Devices Ltd\n14 Quay Street\nWestport\n\nDear Sir or Madam,\nwe have completed the investigation of your product.\n\nQuayside Testing Inc.",
			"Blue Heron Devices Ltd", "over-salute"},
		{"before a colon", "无线电发射设备型号核准证\n编号：2024-00123\n云溪智联科技有限公司：\n经审查，下列设备符合规定。", "云溪智联科技有限公司", "addressed"},
		{"beside another party's caption", "EU Declaration of Conformity\nIssued by: Quayside Electronics Inc.\nFactory\tBlue Heron Works Ltd", "Blue Heron Works Ltd", "beside-party"},
		{"whose branch is named elsewhere", "Quayside Testing Ltd.\nCertificate of Conformity\nCertificate No.: QT-5531\nSigned for Quayside Testing Ltd., Harbour Branch", "Quayside Testing Ltd.", "branch-elsewhere"},
		{"short for another", "Northern Approvals Registry Ltd.\nCertificate of Conformity\nNAR Ltd. certifies that the product complies.", "NAR Ltd.", "short-form"},
		{"a word of another", "Harbour QTL Testing Laboratory Ltd.\n\nCertificate of Conformity\nThis certificate remains the property of QTL and must be returned.", "QTL", "short-form"},
		{"the authority whose form it is", "Northern Communications Authority\n\nSupplier's declaration of conformity\nRadiocommunications ACMA compliance label RCM\nCompany name: Blue Heron Devices Ltd", "Northern Communications Authority", "head-of-form"},
		{"under whose authority", "GRANT OF EQUIPMENT AUTHORIZATION\nIssued under the authority of the\nNorthern Communications Commission\nBy: Quayside Testing Inc.", "Northern Communications Commission", "under-authority"},
	} {
		t.Run(c.name, func(t *testing.T) {
			marked := false
			for _, x := range opened(t, pagesOf(c.page)).candidates()[certcat.Issuer] {
				marked = marked || x.Value.Text == c.who && x.has(c.sign)
				if x.Value.Text == c.who && !x.has(c.sign) {
					t.Logf("%q: %v", c.who, x.Features)
				}
			}
			if !marked {
				t.Errorf("%q has no %s", c.who, c.sign)
			}
		})
	}
}

// TestBlockOverCaption finds the first line of a block that ends left of the caption over its middle.
func TestBlockOverCaption(t *testing.T) {
	d := opened(t, pagesOf("GRANT\nBy:"))
	s := d.sheets[0]
	caption := s.rows[1][0]
	caption.box = certcat.Box{X0: 290, Y0: 155, X1: 305, Y1: 165}
	first, second := *caption, *caption
	first.text, first.row, first.box = "Quay Inc.", 2, certcat.Box{X0: 240, Y0: 183, X1: 285, Y1: 193}
	second.text, second.row, second.box = "775 Some Expressway", 3, certcat.Box{X0: 240, Y0: 194, X1: 351, Y1: 204}
	s.rows = append(s.rows, []*segment{&first}, []*segment{&second})
	if got := d.finder.blockTop(s, caption, &second); got != &first {
		t.Errorf("the block begins with %q", got.text)
	}
}

// TestOfficesAreWholeWords tells "Information" from a form and "engineering" from an engineer.
func TestOfficesAreWholeWords(t *testing.T) {
	d := opened(t, pagesOf("Certificate of Conformity"))
	for text, want := range map[string]bool{"ministry of information": false, "engineering institute": false, "chief engineer": true, "form 12": true, "总经理": true} {
		if got := d.saysWord("job-words", text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}

// TestScopesOverLines reads what a licence permits where a list goes on over a bracket and a colon.
func TestScopesOverLines(t *testing.T) {
	d := opened(t, pagesOf("营业执照\n名称：云溪智联科技有限公司\n经营范围：技术开发、技术咨询（中介除外）；销售计算机软硬件（接收设\n备除外）：货物进出口、代理进出口。\n登记机关"))
	for _, c := range d.candidates()[certcat.Scope] {
		if c.Value.Text == "技术开发、技术咨询（中介除外）；销售计算机软硬件（接收设备除外）：货物进出口、代理进出口" || c.Value.Text == "技术开发、技术咨询（中介除外）；销售计算机软硬件（接收设备除外）：货物进出口、代理进出口。" {
			return
		}
	}
	t.Error("the list ends with its first line")
}
