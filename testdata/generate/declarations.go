package main

var declarations = []maker{
	{"eu-doc-en60950", euDocEN60950},
	{"eu-doc-en62368-2014", euDocEN62368},
	{"eu-doc-red-two-columns", euDocTwoColumns},
	{"eu-doc-bilingual-german", euDocGerman},
	{"uk-doc-toy", ukDoc},
	{"fcc-sdoc-monitor", fccSDoC},
	{"rohs-substance-table", rohsTable},
	{"eu-doc-machinery-french", euDocFrench},
}

func euDocEN60950() testCase {
	p := a4()
	p.emblem(56, 44, 20, blue, "LINDHOLT", "POWER SUPPLIES SINCE 1994")
	p.ce(480, 46, 34, black)
	p.line(56, 98, 539, 98, 1.2, blue)
	p.centre(297, 132, style{sansBold, 17, ink}, "EU DECLARATION OF CONFORMITY")
	p.centre(297, 150, style{sans, 10, ink}, "No. LP-DOC-2219/2")
	body, bold := style{sans, 10, ink}, style{sansBold, 10, ink}
	y := p.pairs(56, 184, 150, 483, bold, body,
		"Manufacturer:", "Lindholt Power ApS",
		"Address:", "Kirsebærvænget 12, 8541 Skødstrup, Denmark",
		"Product:", "Desktop switching power supply",
		"Model:", "LPD-45-12, LPD-45-19",
		"Trade mark:", "LINDHOLT",
		"Rating:", "Input: 100-240V~ 50/60Hz 1.2A; Output: 12V 3.75A or 19V 2.37A")
	y = p.para(56, y+10, 483, body, "This declaration of conformity is issued under the sole responsibility of the manufacturer. The object of the declaration described above is in conformity with the relevant Union harmonisation legislation:")
	y = p.pairs(70, y+8, 110, 460, body, body, "2014/35/EU", "Low Voltage Directive", "2014/30/EU", "Electromagnetic Compatibility Directive", "2011/65/EU", "RoHS Directive")
	y = p.para(56, y+8, 483, body, "References to the relevant harmonised standards used, in relation to which conformity is declared:")
	y = p.table(70, y+2, []float64{150, 290}, body, [][]string{
		{"2014/35/EU", "EN 60950-1:2006+A2:2013"},
		{"2014/30/EU", "EN 55032:2015\nEN 55024:2010\nEN 61000-3-2:2014\nEN 61000-3-3:2013"},
		{"2011/65/EU", "EN IEC 63000:2018"}})
	y = p.para(56, y+26, 483, body, "Signed for and on behalf of Lindholt Power ApS:")
	p.signature(70, y+28, 130, 3, blue)
	p.line(56, y+44, 250, y+44, 0.6, ink)
	p.text(56, y+57, body, "Mette Kallehave, Head of Compliance")
	p.text(330, y+40, body, "Skødstrup, 17 May 2023")
	p.line(330, y+44, 520, y+44, 0.6, ink)
	p.text(330, y+57, style{sans, 8, grey}, "Place and date of issue")
	p.centre(297, 800, style{sans, 7.5, grey}, "Lindholt Power ApS · Form F-041 rev. C (2016-02) · page 1 of 1")
	return testCase{ext: "pdf",
		data:    writePDF(pdfOptions{title: "EU Declaration of Conformity LPD-45", producer: "Lindholt Office 7", created: "2023-05-17"}, p),
		imitate: "a declaration of a small power supply maker that was copied forward for years and still cites a standard which ended in December 2020",
		purpose: "EN 60950-1 gives no presumption of conformity any more; the form's revision date is a decoy",
		label: &label{Pages: 1, Medium: "born-digital", Languages: []string{"en"}, Kind: "eu-doc",
			Fields: fields{CertificateNumber: is("LP-DOC-2219/2"), Issuer: is("Lindholt Power ApS"), Manufacturer: is("Lindholt Power ApS"),
				ManufacturerAddress: is("Kirsebærvænget 12, 8541 Skødstrup, Denmark"), Product: is("Desktop switching power supply"), Brand: is("LINDHOLT"),
				Models: list("LPD-45-12", "LPD-45-19"), Ratings: list("Input: 100-240V~ 50/60Hz 1.2A", "Output: 12V 3.75A or 19V 2.37A"),
				Standards: list("EN 60950-1:2006+A2:2013", "EN 55032:2015", "EN 55024:2010", "EN 61000-3-2:2014", "EN 61000-3-3:2013", "EN IEC 63000:2018"),
				LegalActs: list("2014/35/EU", "2014/30/EU", "2011/65/EU"), IssueDate: is("2023-05-17"), Marks: list("CE")},
			Notes: "Form revision (2016-02) in the footer is not the date of issue."}}
}

func euDocEN62368() testCase {
	p := a4()
	s, b := style{serif, 11, ink}, style{serifBold, 11, ink}
	p.centre(297, 80, style{serifBold, 20, ink}, "Declaration of Conformity")
	p.line(180, 90, 415, 90, 0.8, ink)
	y := p.para(60, 130, 475, s, "We, Shenzhen Moxibai Electronics Co., Ltd., Room 1106, Building C, Yunshan Industrial Park, Longhua District, Shenzhen, China,")
	y = p.para(60, y+6, 475, s, "declare under our sole responsibility that the product")
	y = p.pairs(90, y+10, 110, 420, s, b, "Product name", "USB wall charger", "Model No.", "MXB-C20, MXB-C20 Pro", "Brand name", "MOXIBAI", "Ratings", "Input: 100-240V~, 50/60Hz, 0.6A\nOutput: 5V 3A, 9V 2.22A, 12V 1.67A")
	y = p.para(60, y+10, 475, s, "to which this declaration relates is in conformity with the essential requirements of the Low Voltage Directive 2014/35/EU, of the EMC Directive 2014/30/EU and of the RoHS Directive 2011/65/EU with its amendment (EU) 2015/863. The following standards were applied:")
	for _, line := range [][2]string{{"Safety:", "EN 62368:2014"}, {"EMC:", "EN 55032:2015+A1:2020, EN 55035:2017+A11:2020, EN IEC 61000-3-2:2019+A1:2021, EN 61000-3-3:2013+A2:2021"}, {"RoHS:", "EN IEC 63000:2018"}} {
		y = p.pairs(90, y+6, 70, 420, s, s, line[0], line[1])
	}
	y = p.para(60, y+18, 475, s, "Test reports: MX24-0311-S, MX24-0311-E.")
	p.ce(70, y+20, 40, black)
	p.pairs(330, y+40, 80, 220, s, s, "Name:", "Bai Yuncheng", "Position:", "General Manager", "Date:", "2024-09-06", "Place:", "Shenzhen")
	p.signature(340, y+128, 120, 12, ink)
	p.seal(420, y+128, 44, red, "SHENZHEN MOXIBAI ELECTRONICS CO., LTD.", "")
	return testCase{ext: "pdf",
		data:    writePDF(pdfOptions{title: "DoC MXB-C20", producer: "WPS Writer", created: "2024-09-06"}, p),
		imitate: "a charger seller's own declaration that names a standard without its part number",
		purpose: "\"EN 62368:2014\" doesn't exist: the edition meant is EN 62368-1:2014",
		label: &label{Pages: 1, Medium: "born-digital", Languages: []string{"en"}, Kind: "eu-doc",
			Fields: fields{ReportNumbers: list("MX24-0311-S", "MX24-0311-E"), Issuer: is("Shenzhen Moxibai Electronics Co., Ltd."), Manufacturer: is("Shenzhen Moxibai Electronics Co., Ltd."),
				ManufacturerAddress: is("Room 1106, Building C, Yunshan Industrial Park, Longhua District, Shenzhen, China"), Product: is("USB wall charger"), Brand: is("MOXIBAI"),
				Models: list("MXB-C20", "MXB-C20 Pro"), Ratings: list("Input: 100-240V~, 50/60Hz, 0.6A", "Output: 5V 3A, 9V 2.22A, 12V 1.67A"),
				Standards: list("EN 62368:2014", "EN 55032:2015+A1:2020", "EN 55035:2017+A11:2020", "EN IEC 61000-3-2:2019+A1:2021", "EN 61000-3-3:2013+A2:2021", "EN IEC 63000:2018"),
				LegalActs: list("2014/35/EU", "2014/30/EU", "2011/65/EU", "(EU) 2015/863"), IssueDate: is("2024-09-06"), Marks: list("CE")},
			Notes: "The declaring company stands in running text, with its address, and is the manufacturer."}}
}

// redDeclaration is drawn here and used again where it is scanned or encrypted.
func redDeclaration() (*page, *label) {
	p := a4()
	p.fill(0, 0, 595, 62, blue)
	p.text(48, 39, style{sansBold, 20, white}, "norvia")
	p.right(547, 38, style{sans, 10, white}, "Declaration of Conformity (EU)")
	s, b := style{sans, 9.5, ink}, style{sansBold, 9.5, ink}
	y := p.pairs(48, 92, 130, 499, b, s,
		"1. Radio equipment", "Bluetooth speaker, model NV-BS7 (product code 7112-0)",
		"2. Manufacturer", "Norvia Ääni Oy, Satamakuja 8 B, 20200 Turku, Finland",
		"3. Responsibility", "This declaration of conformity is issued under the sole responsibility of the manufacturer.",
		"4. Object", "Portable speaker, 5V 2A, battery 3.7V 4400mAh",
		"5. Legislation", "Radio Equipment Directive 2014/53/EU; RoHS Directive 2011/65/EU; Commission Delegated Regulation (EU) 2022/30")
	p.text(48, y+8, b, "6. Harmonised standards and technical specifications applied")
	columns := [2]float64{60, 310}
	parts := [2][][2]string{
		{{"Article 3.1(a) Safety", "EN IEC 62368-1:2020+A11:2020\nEN 62479:2010"}, {"Article 3.1(b) EMC", "ETSI EN 301 489-1 V2.2.3\nETSI EN 301 489-17 V3.2.4\nEN 55032:2015+A11:2020"}},
		{{"Article 3.2 Spectrum", "ETSI EN 300 328 V2.2.2"}, {"Article 3.3(d) Network", "EN 18031-1:2024"}, {"RoHS", "EN IEC 63000:2018"}}}
	low := 0.0
	for i, x := range columns {
		at := y + 28
		for _, part := range parts[i] {
			p.text(x, at, style{sansBold, 9, blue}, part[0])
			at = p.para(x, at+13, 230, s, part[1]) + 6
		}
		low = max(low, at)
	}
	p.line(302, y+20, 302, low-8, 0.5, grey)
	y = p.pairs(48, low+10, 130, 499, b, s,
		"7. Notified body", "Ostwerk Prüfinstitut GmbH, notified body number 3971, performed a conformity assessment according to Annex III, Module B, and issued the EU-type examination certificate 3971-RED-24-0087.",
		"8. Accessories", "USB-C cable 1.0 m, software version 2.4.1",
		"9. Additional information", "The simplified declaration is printed in the quick guide.")
	p.text(48, y+30, s, "Turku, 03.02.2025")
	p.signature(320, y+30, 110, 8, ink)
	p.line(300, y+42, 520, y+42, 0.5, ink)
	p.text(300, y+54, style{sans, 8, ink}, "Aino Rautakallio, Director Regulatory Affairs")
	p.ce(48, y+48, 26, black)
	return p, &label{Pages: 1, Medium: "born-digital", Languages: []string{"en"}, Kind: "eu-doc", CitedBody: "Ostwerk Prüfinstitut GmbH, 3971",
		Fields: fields{ReportNumbers: list("3971-RED-24-0087"), Issuer: is("Norvia Ääni Oy"), Manufacturer: is("Norvia Ääni Oy"), ManufacturerAddress: is("Satamakuja 8 B, 20200 Turku, Finland"),
			Product: is("Bluetooth speaker"), Models: list("NV-BS7"), Ratings: list("5V 2A", "battery 3.7V 4400mAh"),
			Standards: list("EN IEC 62368-1:2020+A11:2020", "EN 62479:2010", "ETSI EN 301 489-1 V2.2.3", "ETSI EN 301 489-17 V3.2.4", "EN 55032:2015+A11:2020", "ETSI EN 300 328 V2.2.2", "EN 18031-1:2024", "EN IEC 63000:2018"),
			LegalActs: list("2014/53/EU", "2011/65/EU", "(EU) 2022/30"), Scope: is("Annex III, Module B; Article 3.1(a), Article 3.1(b), Article 3.2, Article 3.3(d)"), IssueDate: is("2025-02-03"), Marks: list("CE")},
		Notes: "Standards stand in two columns under their articles. The notified body is a cited body, not the issuer. Date day first, 03.02.2025 (Finland)."}
}

func euDocTwoColumns() testCase {
	p, l := redDeclaration()
	return testCase{ext: "pdf", data: writePDF(pdfOptions{title: "DoC NV-BS7", producer: "Skribent 4.2", created: "2025-02-03"}, p), label: l,
		imitate: "a radio equipment declaration of a brand owner with a two-column list of standards",
		purpose: "columns must not be read across; a cited notified body and its certificate number are no number of this document"}
}
