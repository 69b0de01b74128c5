package main

var bodies = []maker{
	{"type-examination-expired", typeExamination},
	{"iso9001-english", iso9001},
	{"conformity-certificate-voluntary", voluntary},
	{"medical-quality-system", medical},
	{"test-report-emc", testReport},
	{"un383-summary", un383},
	{"safety-data-sheet", safetySheet},
}

func typeExamination() testCase {
	p := a4()
	p.emblem(52, 40, 22, gold, "OSTWERK", "PRÜFINSTITUT · NOTIFIED BODY")
	p.right(543, 60, style{sansBold, 26, gold}, "3971")
	p.right(543, 76, style{sans, 8, grey}, "Notified Body Number")
	p.line(52, 100, 543, 100, 1.5, gold)
	s, b := style{sans, 9.5, ink}, style{sansBold, 9.5, ink}
	p.centre(297, 138, style{sansBold, 19, ink}, "EU-TYPE EXAMINATION CERTIFICATE")
	p.centre(297, 156, style{sans, 10, ink}, "Radio Equipment Directive 2014/53/EU, Annex III, Module B")
	y := p.pairs(52, 192, 150, 491, b, s,
		"Certificate number", "3971-RED-19-0412 Rev. 01",
		"Applicant", "Fjellvik Sensor AS\nTømmerløypa 22, 3614 Kongsberg, Norway",
		"Manufacturer", "Fjellvik Sensor AS\nTømmerløypa 22, 3614 Kongsberg, Norway",
		"Product", "Wireless temperature sensor",
		"Brand name", "FJELLVIK",
		"Model(s)", "FV-T1, FV-T1L",
		"Hardware / firmware", "HW 3 / FW 1.18",
		"Technical data", "868.0-868.6 MHz, 25 mW e.r.p.; battery 3.6V")
	y = p.para(52, y+4, 491, b, "Essential requirements, standards and test reports")
	y = p.table(52, y-6, []float64{130, 200, 161}, s, [][]string{
		{"Requirement", "Standard", "Test report"},
		{"Article 3(1)(a)", "EN 60950-1:2006+A2:2013\nEN 62479:2010", "OW-19-22871-S"},
		{"Article 3(1)(b)", "EN 301 489-1 V2.1.1\nEN 301 489-3 V2.1.1", "OW-19-22871-E"},
		{"Article 3(2)", "EN 300 220-2 V3.1.1", "OW-19-22871-R"}})
	y = p.para(52, y+18, 491, s, "The notified body has examined the technical documentation and the specimen and confirms that the type meets the essential requirements listed above. This certificate does not by itself entitle to affix the CE marking.")
	y = p.pairs(52, y+8, 150, 491, b, s, "Date of issue", "15 January 2019", "Valid until", "31 December 2023", "Date of decision", "11 January 2019")
	p.signature(360, y+16, 120, 71, blue)
	p.line(350, y+28, 543, y+28, 0.5, ink)
	p.text(350, y+40, s, "Dipl.-Ing. Hartwig Sellenrode")
	p.text(350, y+52, style{sans, 8, grey}, "Certification Body")
	p.seal(120, y+30, 42, blue, "OSTWERK PRÜFINSTITUT GMBH", "3971")
	p.centre(297, 808, style{sans, 7, grey}, "Ostwerk Prüfinstitut GmbH · Hüttenstieg 4 · 02779 Großschönau · Germany · Form ZB-11 Rev. 6, 2018-05-02")
	return testCase{ext: "pdf",
		data:    writePDF(pdfOptions{title: "EU-type examination 3971-RED-19-0412", producer: "ZertiDruck 5", created: "2019-01-15", owner: "ostwerk"}, p),
		imitate: "a notified body's certificate with a limited term, still shown by sellers years later; protected against changes",
		purpose: "the printed end, 2023-12-31, is past; three further dates are decoys; opens without a password although encrypted",
		label: &label{Pages: 1, Medium: "born-digital", Languages: []string{"en"}, Kind: "eu-type-examination",
			Fields: fields{CertificateNumber: is("3971-RED-19-0412 Rev. 01"), ReportNumbers: list("OW-19-22871-S", "OW-19-22871-E", "OW-19-22871-R"), Issuer: is("Ostwerk Prüfinstitut GmbH"), IssuerID: is("3971"),
				Holder: is("Fjellvik Sensor AS"), HolderAddress: is("Tømmerløypa 22, 3614 Kongsberg, Norway"), Manufacturer: is("Fjellvik Sensor AS"), ManufacturerAddress: is("Tømmerløypa 22, 3614 Kongsberg, Norway"),
				Product: is("Wireless temperature sensor"), Brand: is("FJELLVIK"), Models: list("FV-T1", "FV-T1L"), Ratings: list("868.0-868.6 MHz, 25 mW e.r.p.", "battery 3.6V"),
				Standards: list("EN 60950-1:2006+A2:2013", "EN 62479:2010", "EN 301 489-1 V2.1.1", "EN 301 489-3 V2.1.1", "EN 300 220-2 V3.1.1"), LegalActs: list("2014/53/EU"),
				Scope: is("Annex III, Module B; Article 3(1)(a), Article 3(1)(b), Article 3(2)"), IssueDate: is("2019-01-15"), ExpiryDate: is("2023-12-31"), Marks: list("CE")},
			Notes: "Date of decision and form revision are decoys. The issuer's full name stands in the footer and on the seal."}}
}

func iso9001Page() (*page, *label) {
	return wallCertificate("Quality", "ISO 9001:2015", "KA-Q-20881", "ISO9001")
}

// wallCertificate is a certificate of a management system on the body's form.
func wallCertificate(system, standard, number, mark string) (*page, *label) {
	p := a4()
	p.border(gold)
	s, b := style{serif, 12, ink}, style{serifBold, 14, ink}
	p.emblem(238, 62, 18, blue, "KESTREL", "ASSURANCE")
	p.centre(297, 150, style{serifBold, 30, blue}, "Certificate of Registration")
	p.centre(297, 190, s, "This is to certify that the "+system+" Management System of")
	p.centre(297, 224, style{serifBold, 18, ink}, "Hollin & Tarn Castings Limited")
	y := p.centredPara(246, 400, s, "Becksyde Foundry, Low Mill Lane, Garsdale, LA10 5QX, United Kingdom")
	p.centre(297, y+18, s, "has been assessed and found to comply with the requirements of")
	p.centre(297, y+46, b, standard)
	p.centre(297, y+76, s, "for the following scope:")
	y = p.centredPara(y+100, 380, style{serifItalic, 13, ink}, "Manufacture of grey iron and ductile iron castings for pumps and valves")
	small, bold := style{sans, 9.5, ink}, style{sansBold, 9.5, ink}
	p.pairs(90, y+40, 150, 400, bold, small, "Certificate No.", number, "Initial certification", "4 June 2015", "Issue date", "29 May 2024", "Expiry date", "3 June 2027", "Revision", "3")
	p.seal(440, y+80, 46, gold, "KESTREL ASSURANCE LIMITED", "")
	p.signature(230, 690, 140, 81, blue)
	p.line(220, 704, 380, 704, 0.5, ink)
	p.centre(300, 717, small, "Imogen Fairweather, Certification Manager")
	p.centredPara(752, 460, style{sans, 7.5, grey}, "Kestrel Assurance Limited, 9 Carding House, Hebble Row, HX9 1ZZ, United Kingdom. Accredited by NAB, accreditation number 9004. This certificate remains valid subject to satisfactory surveillance audits, next due May 2025.")
	return p, &label{Pages: 1, Medium: "born-digital", Languages: []string{"en"}, Kind: "management-system",
		Fields: fields{CertificateNumber: is(number), Issuer: is("Kestrel Assurance Limited"), IssuerID: is("9004"), Holder: is("Hollin & Tarn Castings Limited"),
			HolderAddress: is("Becksyde Foundry, Low Mill Lane, Garsdale, LA10 5QX, United Kingdom"), Standards: list(standard),
			Scope: is("Manufacture of grey iron and ductile iron castings for pumps and valves"), IssueDate: is("2024-05-29"), ExpiryDate: is("2027-06-03"), Marks: list(mark)},
		Notes: "Decoys: initial certification 2015, next surveillance May 2025."}
}

func iso9001() testCase {
	p, l := iso9001Page()
	return testCase{ext: "pdf", data: writePDF(pdfOptions{title: "KA-Q-20881", producer: "Ledger 8", created: "2024-05-29"}, p), label: l,
		imitate: "a wall certificate of a certification body, centred, with an ornate border",
		purpose: "values without labels above or beside them; four dates of which two count"}
}

func voluntary() testCase {
	p := a4()
	p.border(blue)
	s, b := style{sans, 10, ink}, style{sansBold, 10, ink}
	p.centre(297, 84, style{sansBold, 20, blue}, "DECLARATION OF CONFORMITY")
	p.centre(297, 104, style{sans, 10, grey}, "Attestation of test results · No. YT2408-1177C")
	y := p.pairs(64, 144, 140, 470, b, s,
		"Applicant:", "Ningbo Tuyanhe Lighting Co., Ltd.",
		"Address:", "No. 88 Xiqiao Road, Yunlong Town, Ningbo, Zhejiang, China",
		"Manufacturer:", "Ningbo Tuyanhe Lighting Co., Ltd.",
		"Product:", "LED string light",
		"Model(s):", "TY-100, TY-200, TY-300W",
		"Trade mark:", "N/A",
		"Rating:", "DC 31V, 6W, IP44",
		"Test standards:", "EN IEC 55015:2019+A11:2020\nEN 61547:2009\nEN IEC 61000-3-2:2019+A1:2021\nEN 61000-3-3:2013+A1:2019",
		"Test report No.:", "YT2408-1177E")
	y = p.para(64, y+10, 470, s, "The EUT described above has been tested by us with the listed standards and found in compliance with the council EMC Directive 2014/30/EU. It is possible to use CE marking to demonstrate the compliance with this EMC Directive. The certificate applies to the tested sample above mentioned only and shall not imply an assessment of the whole production. It is only valid in connection with the test report.")
	p.ce(80, y+20, 46, blue)
	p.code(440, y+14, 64, 5)
	p.signature(260, y+50, 110, 91, ink)
	p.text(250, y+78, s, "Manager: Tang Zhiheng")
	p.text(250, y+92, s, "Aug. 21, 2024")
	p.centredPara(762, 460, style{sans, 8, grey}, "Yuntai Crossway Testing Service Co., Ltd. · 5/F, Block 2, Baihe Science Park, Bao'an District, Shenzhen, China")
	return testCase{ext: "pdf", data: writePDF(pdfOptions{title: "YT2408-1177C", producer: "Foxsheet 10", created: "2024-08-21"}, p),
		imitate: "a laboratory's attestation that calls itself a declaration of conformity",
		purpose: "the title misleads: issued by a laboratory, it is a voluntary certificate, with disclaimers in print",
		label: &label{Pages: 1, Medium: "born-digital", Languages: []string{"en"}, Kind: "certificate-of-conformity",
			Fields: fields{CertificateNumber: is("YT2408-1177C"), ReportNumbers: list("YT2408-1177E"), Issuer: is("Yuntai Crossway Testing Service Co., Ltd."), Holder: is("Ningbo Tuyanhe Lighting Co., Ltd."),
				HolderAddress: is("No. 88 Xiqiao Road, Yunlong Town, Ningbo, Zhejiang, China"), Manufacturer: is("Ningbo Tuyanhe Lighting Co., Ltd."), Product: is("LED string light"),
				Models: list("TY-100", "TY-200", "TY-300W"), Ratings: list("DC 31V, 6W, IP44"), Standards: list("EN IEC 55015:2019+A11:2020", "EN 61547:2009", "EN IEC 61000-3-2:2019+A1:2021", "EN 61000-3-3:2013+A1:2019"),
				LegalActs: list("2014/30/EU"), IssueDate: is("2024-08-21"), Marks: list("CE")},
			Notes: "Trade mark printed N/A: no brand. The date stands unlabelled under the signatory."}}
}

func medical() testCase {
	p := a4()
	s, b := style{sans, 10, ink}, style{sansBold, 10, ink}
	p.fill(0, 0, 595, 8, red)
	p.text(52, 60, style{sansBold, 20, red}, "Salvamed Cert")
	p.right(543, 60, s, "Notified Body 3984")
	p.text(52, 110, style{sansBold, 17, ink}, "EU Quality Management System Certificate")
	p.text(52, 128, s, "Regulation (EU) 2017/745, Annex IX, Chapters I and III")
	y := p.pairs(52, 164, 160, 491, b, s,
		"Certificate No.", "MDR-QMS-3984-00518",
		"Manufacturer", "Corvusmed d.o.o.",
		"Address", "Ulica pod Gradom 6, 8360 Žužemberk, Slovenia",
		"SRN", "SI-MF-000099990",
		"Authorised representative", "not applicable",
		"Device group", "Digital blood pressure monitors",
		"Classification", "Class IIa",
		"Models", "CM-BP2, CM-BP2 Voice",
		"Basis of the decision", "Assessment report SMC/AR/23/118",
		"Effective date", "2023-10-02",
		"Expiry date", "2028-10-01",
		"Issue date", "2023-10-02")
	y = p.para(52, y+12, 491, s, "The notified body declares that the quality management system of the manufacturer has been assessed and meets the requirements of Annex IX, Chapters I and III. The certificate is subject to surveillance.")
	p.signature(330, y+40, 120, 101, blue)
	p.text(330, y+66, s, "Prof. Ludvika Zorman, Head of Certification")
	p.para(52, 790, 491, style{sans, 8, grey}, "Salvamed Cert d.d., Kolodvorska pot 11, 1999 Ljubljana-Vzhod, Slovenia")
	return testCase{ext: "pdf", data: writePDF(pdfOptions{title: "MDR-QMS-3984-00518", producer: "Setzerei 1", created: "2023-10-02"}, p),
		imitate: "a notified body's certificate for a medical device maker's quality system",
		purpose: "class and annex as scope, an SRN that is no certificate number, effective and issue date equal",
		label: &label{Pages: 1, Medium: "born-digital", Languages: []string{"en"}, Kind: "medical-device",
			Fields: fields{CertificateNumber: is("MDR-QMS-3984-00518"), ReportNumbers: list("SMC/AR/23/118"), Issuer: is("Salvamed Cert d.d."), IssuerID: is("3984"),
				Holder: nil, Manufacturer: is("Corvusmed d.o.o."), ManufacturerAddress: is("Ulica pod Gradom 6, 8360 Žužemberk, Slovenia"), Product: is("Digital blood pressure monitors"),
				Models: list("CM-BP2", "CM-BP2 Voice"), LegalActs: list("(EU) 2017/745"), Scope: is("Annex IX, Chapters I and III; Class IIa"), IssueDate: is("2023-10-02"), ExpiryDate: is("2028-10-01")},
			Notes: "The letterhead prints the short name Salvamed Cert, the footer the full one."}}
}
