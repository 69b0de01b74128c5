package main

func euDocGerman() testCase {
	p := a4()
	s, b, i := style{sans, 9.5, ink}, style{sansBold, 10, ink}, style{serifItalic, 9.5, grey}
	p.text(56, 60, style{sansBold, 22, green}, "Grünspan")
	p.text(56, 74, style{sans, 8, grey}, "Werkzeuge und Ladetechnik")
	p.right(539, 60, s, "Grünspan Werkzeugbau GmbH · Am Erlenbruch 7 · 99817 Eisenach")
	p.line(56, 82, 539, 82, 0.6, green)
	p.text(56, 116, style{sansBold, 16, ink}, "EU-Konformitätserklärung")
	p.text(56, 132, style{serifItalic, 13, grey}, "EU Declaration of Conformity")
	y := 164.0
	for _, row := range [][3]string{
		{"Hersteller", "Manufacturer", "Grünspan Werkzeugbau GmbH, Am Erlenbruch 7, 99817 Eisenach, Deutschland"},
		{"Produkt", "Product", "Akku-Ladegerät\nBattery charger"},
		{"Typ", "Type", "GL 18-4 / GL 18-8"},
		{"Technische Daten", "Technical data", "220-240V~ 50Hz 180W; 18V 8A; IP20"}} {
		p.text(56, y, b, row[0])
		p.text(56, y+12, i, row[1])
		y = max(y+26, p.para(190, y, 349, s, row[2])+4)
	}
	y = p.para(56, y+10, 483, s, "Die alleinige Verantwortung für die Ausstellung dieser Konformitätserklärung trägt der Hersteller. Der oben beschriebene Gegenstand der Erklärung erfüllt die einschlägigen Harmonisierungsrechtsvorschriften der Union:")
	y = p.para(56, y, 483, i, "This declaration of conformity is issued under the sole responsibility of the manufacturer. The object of the declaration described above is in conformity with the relevant Union harmonisation legislation:")
	y = p.para(76, y+6, 460, s, "2014/35/EU  Niederspannungsrichtlinie / Low Voltage Directive\n2014/30/EU  EMV-Richtlinie / EMC Directive\n2011/65/EU  RoHS-Richtlinie / RoHS Directive")
	y = p.para(56, y+8, 483, s, "Angewandte harmonisierte Normen / Harmonised standards applied:")
	y = p.para(76, y+4, 460, s, "EN 60335-1:2012+A11:2014+A13:2017\nEN 60335-2-29:2004+A2:2010+A11:2018\nEN IEC 55014-1:2021\nEN IEC 55014-2:2021\nEN IEC 63000:2018")
	p.text(56, y+26, s, "Eisenach, den 14. März 2024")
	p.signature(70, y+56, 120, 21, blue)
	p.para(56, y+80, 300, s, "Dr. Wiebke Ohlenschlag\nGeschäftsführerin / Managing Director")
	p.ce(470, y+40, 30, black)
	return testCase{ext: "pdf", data: writePDF(pdfOptions{title: "Konformitätserklärung GL 18", producer: "Schreibstube 3", created: "2024-03-14"}, p),
		imitate: "a German tool maker's declaration with English under every German line",
		purpose: "labels in two languages, values printed once, a date with a month name in German",
		label: &label{Pages: 1, Medium: "born-digital", Languages: []string{"de", "en"}, Kind: "eu-doc",
			Fields: fields{Issuer: is("Grünspan Werkzeugbau GmbH"), Manufacturer: is("Grünspan Werkzeugbau GmbH"), ManufacturerAddress: is("Am Erlenbruch 7, 99817 Eisenach, Deutschland"),
				Product: is("Battery charger"), Models: list("GL 18-4", "GL 18-8"), Ratings: list("220-240V~ 50Hz 180W", "18V 8A", "IP20"),
				Standards: list("EN 60335-1:2012+A11:2014+A13:2017", "EN 60335-2-29:2004+A2:2010+A11:2018", "EN IEC 55014-1:2021", "EN IEC 55014-2:2021", "EN IEC 63000:2018"),
				LegalActs: list("2014/35/EU", "2014/30/EU", "2011/65/EU"), IssueDate: is("2024-03-14"), Marks: list("CE")},
			Notes: "The product is printed in German and English; the English counts."}}
}

func euDocFrench() testCase {
	p := a4()
	s, b := style{serif, 10.5, ink}, style{serifBold, 10.5, ink}
	p.centre(297, 70, style{serifBold, 18, ink}, "DÉCLARATION UE DE CONFORMITÉ")
	p.centre(297, 88, s, "N° DC-2022-118-b")
	y := p.para(56, 124, 483, s, "Le fabricant soussigné :")
	y = p.para(86, y+2, 440, b, "Ateliers Mécaniques Brissandeau SAS\n14, chemin de la Grange-aux-Loups\n42600 Montbrison, France")
	y = p.para(56, y+8, 483, s, "déclare sous sa seule responsabilité que la machine désignée ci-après :")
	y = p.pairs(86, y+6, 150, 440, s, b, "Désignation", "Presse à jus électrique", "Type", "PJ-300", "Numéro de série", "de 22-0001 à 22-0450", "Marque", "BRISSANDEAU", "Alimentation", "230 V ~ 50 Hz 650 W")
	y = p.para(56, y+8, 483, s, "est conforme aux dispositions de la directive Machines 2006/42/CE, de la directive 2014/30/UE relative à la compatibilité électromagnétique et de la directive 2011/65/UE, ainsi qu'aux normes harmonisées suivantes :")
	y = p.para(86, y+6, 440, s, "– EN ISO 12100:2010\n– EN 60204-1:2018\n– EN 1678:1998+A1:2010\n– EN IEC 61000-6-3:2021")
	y = p.para(56, y+8, 483, s, "Personne autorisée à constituer le dossier technique : Mme Odile Trécourt, à l'adresse ci-dessus.")
	p.text(330, y+30, s, "Fait à Montbrison, le 7 novembre 2022")
	p.signature(350, y+60, 120, 33, blue)
	p.text(330, y+84, s, "Gaspard Brissandeau, président")
	p.oblong(110, y+36, 170, blue, "ATELIERS MÉCANIQUES", "BRISSANDEAU SAS", "42600 MONTBRISON")
	return testCase{ext: "pdf", data: writePDF(pdfOptions{title: "Déclaration UE PJ-300", producer: "Plume 2", created: "2022-11-07"}, p),
		imitate: "a French machine maker's declaration in running text, acts printed with the French suffix",
		purpose: "labels and acts in French; a person who may compile the file is no holder; serial numbers are no models",
		label: &label{Pages: 1, Medium: "born-digital", Languages: []string{"fr"}, Kind: "eu-doc",
			Fields: fields{CertificateNumber: is("DC-2022-118-b"), Issuer: is("Ateliers Mécaniques Brissandeau SAS"), Manufacturer: is("Ateliers Mécaniques Brissandeau SAS"),
				ManufacturerAddress: is("14, chemin de la Grange-aux-Loups 42600 Montbrison, France"), Product: is("Presse à jus électrique"), Brand: is("BRISSANDEAU"), Models: list("PJ-300"),
				Ratings: list("230 V ~ 50 Hz 650 W"), Standards: list("EN ISO 12100:2010", "EN 60204-1:2018", "EN 1678:1998+A1:2010", "EN IEC 61000-6-3:2021"),
				LegalActs: list("2006/42/EC", "2014/30/EU", "2011/65/EU"), IssueDate: is("2022-11-07")},
			Notes: "No CE mark printed. Acts printed 2006/42/CE, 2014/30/UE, 2011/65/UE."}}
}

func ukDeclaration() (*page, *label) {
	p := a4()
	s, b := style{sans, 10, ink}, style{sansBold, 10, ink}
	p.text(56, 66, style{sansBold, 19, ink}, "UK Declaration of Conformity")
	p.text(56, 84, s, "Document reference: TBT/UKDC/0457")
	p.rect(488, 40, 539, 91, 2, ink)
	p.text(497, 62, style{sansBold, 20, ink}, "UK")
	p.text(497, 84, style{sansBold, 20, ink}, "CA")
	y := p.pairs(56, 122, 160, 483, b, s,
		"Manufacturer", "Thistlebrook Toys Limited",
		"Address", "Unit 3, Old Ropery Yard, Kirkby Malzeard, HG4 3RN, United Kingdom",
		"Product", "Wooden pull-along duck",
		"Item number", "TB-1042, TB-1043",
		"Batch", "2025/07")
	y = p.para(56, y+8, 483, s, "The object of the declaration described above is in conformity with the relevant statutory requirements: the Toys (Safety) Regulations 2011, SI 2011/1881, as amended.")
	y = p.para(56, y+8, 483, b, "Designated standards used")
	y = p.table(56, y-4, []float64{180, 303}, s, [][]string{
		{"EN 71-1:2014+A1:2018", "Mechanical and physical properties"},
		{"EN 71-2:2020", "Flammability"},
		{"EN 71-3:2019+A1:2021", "Migration of certain elements"}})
	y = p.para(56, y+24, 483, s, "Supporting test reports: PRL/25/20881 and PRL/25/20882, Pennine Rowan Laboratories Ltd.")
	y = p.para(56, y+8, 483, s, "This declaration is issued under the sole responsibility of the manufacturer.")
	p.text(56, y+24, s, "Signed:")
	p.signature(110, y+24, 110, 41, ink)
	p.para(56, y+50, 300, s, "Rosalind Ackersley, Director\nKirkby Malzeard, 1st September 2025")
	return p, &label{Pages: 1, Medium: "born-digital", Languages: []string{"en"}, Kind: "uk-doc",
		Fields: fields{CertificateNumber: is("TBT/UKDC/0457"), ReportNumbers: list("PRL/25/20881", "PRL/25/20882"), Issuer: is("Thistlebrook Toys Limited"), Manufacturer: is("Thistlebrook Toys Limited"),
			ManufacturerAddress: is("Unit 3, Old Ropery Yard, Kirkby Malzeard, HG4 3RN, United Kingdom"), Product: is("Wooden pull-along duck"), Models: list("TB-1042", "TB-1043"),
			Standards: list("EN 71-1:2014+A1:2018", "EN 71-2:2020", "EN 71-3:2019+A1:2021"), LegalActs: list("SI 2011/1881"), IssueDate: is("2025-09-01"), Marks: list("UKCA")},
		Notes: "Date printed \"1st September 2025\"; a batch 2025/07 beside it. The UKCA mark is drawn as a box with UK over CA."}
}

func ukDoc() testCase {
	p, l := ukDeclaration()
	return testCase{ext: "pdf", data: writePDF(pdfOptions{title: "UK Declaration of Conformity", producer: "Quill 9", created: "2025-09-01"}, p), label: l,
		imitate: "a small toy maker's declaration for Great Britain",
		purpose: "statutory instrument as the act, an ordinal date, the UKCA mark as a drawing"}
}

func fccSDoC() testCase {
	p := letter()
	s, b := style{sans, 10, ink}, style{sansBold, 10, ink}
	p.centre(306, 70, style{sansBold, 16, ink}, "Supplier's Declaration of Conformity")
	p.centre(306, 88, s, "47 CFR § 2.1077 Compliance Information")
	y := p.pairs(60, 124, 190, 490, b, s,
		"Unique Identifier", "27 inch LCD monitor, model HX-2710",
		"Trade Name", "HALVERX",
		"Power", "100-240V AC, 50/60Hz, 1.5A")
	p.text(60, y+10, b, "Responsible Party – U.S. Contact Information")
	y = p.para(60, y+26, 490, s, "Halverx Displays, Inc.\n2205 Quarry Bend Road, Suite 14\nTillamook Falls, OR 97199, USA\nTelephone 503-555-0142, compliance@halverx.example")
	y = p.para(60, y+12, 490, b, "FCC Compliance Statement")
	y = p.para(60, y+2, 490, s, "This device complies with Part 15 of the FCC Rules. Operation is subject to the following two conditions: (1) this device may not cause harmful interference, and (2) this device must accept any interference received, including interference that may cause undesired operation.")
	y = p.para(60, y+8, 490, s, "The equipment was tested to 47 CFR Part 15 Subpart B, Class B, by the procedure of ANSI C63.4-2014. Test report: BLR-24-11873-1.")
	p.signature(80, y+40, 120, 52, blue)
	p.line(60, y+52, 260, y+52, 0.5, ink)
	p.text(60, y+64, s, "Lucas Thornebury, Compliance Engineer")
	p.text(380, y+48, s, "Date: 11/07/2024")
	return testCase{ext: "pdf", data: writePDF(pdfOptions{title: "SDoC HX-2710", producer: "Inkwell 11", created: "2024-11-07"}, p),
		imitate: "an American importer's supplier's declaration for a monitor",
		purpose: "letter paper, month first in 11/07/2024, the responsible party as issuer",
		label: &label{Pages: 1, Medium: "born-digital", Languages: []string{"en"}, Kind: "fcc-sdoc",
			Fields: fields{ReportNumbers: list("BLR-24-11873-1"), Issuer: is("Halverx Displays, Inc."), Product: is("27 inch LCD monitor"), Brand: is("HALVERX"), Models: list("HX-2710"),
				Ratings: list("100-240V AC, 50/60Hz, 1.5A"), Standards: list("ANSI C63.4-2014"), LegalActs: list("47 CFR Part 15 Subpart B", "47 CFR § 2.1077"), IssueDate: is("2024-11-07"), Marks: list("FCC")},
			Notes: "11/07/2024 is month first (United States)."}}
}

func rohsTable() testCase {
	p := a4()
	s, b := style{sans, 9.5, ink}, style{sansBold, 9.5, ink}
	p.emblem(56, 40, 16, green, "VERDANA POLIMERI", "injection moulding · stampaggio")
	p.text(56, 108, style{sansBold, 15, ink}, "RoHS Material Declaration")
	y := p.pairs(56, 134, 130, 483, b, s, "Supplier", "Verdana Polimeri S.r.l.", "Address", "Via dei Mulini Vecchi 31, 24020 Gromo (BG), Italy", "Product", "Cable gland M20, polyamide", "Part number", "VP-M20-7035")
	y = p.para(56, y+6, 483, s, "We hereby certify that the above product complies with Directive 2011/65/EU of the European Parliament and of the Council and its amendment (EU) 2015/863 (RoHS 3). Concentrations by weight in homogeneous materials:")
	y = p.table(56, y, []float64{210, 110, 163}, s, [][]string{
		{"Substance", "Limit (ppm)", "Measured (ppm)"},
		{"Lead (Pb)", "1000", "n.d."}, {"Mercury (Hg)", "1000", "n.d."}, {"Cadmium (Cd)", "100", "n.d."}, {"Hexavalent chromium (Cr VI)", "1000", "n.d."},
		{"PBB", "1000", "n.d."}, {"PBDE", "1000", "12"}, {"DEHP", "1000", "n.d."}, {"BBP", "1000", "n.d."}, {"DBP", "1000", "n.d."}, {"DIBP", "1000", "n.d."}})
	y = p.para(56, y+20, 483, s, "n.d. = not detected. Test method IEC 62321-3-1:2013. Laboratory report no. RP/0883/22.")
	p.text(56, y+20, s, "Gromo, 07/11/2022")
	p.signature(330, y+20, 110, 60, blue)
	p.text(330, y+44, s, "Responsabile Qualità")
	return testCase{ext: "pdf", data: writePDF(pdfOptions{title: "RoHS VP-M20", producer: "Calamo", created: "2022-11-07"}, p),
		imitate: "a component supplier's RoHS declaration with a table of substances",
		purpose: "07/11/2022 is day first, because the paper comes from Italy; limits in a table are no ratings",
		label: &label{Pages: 1, Medium: "born-digital", Languages: []string{"en"}, Kind: "substance-declaration",
			Fields: fields{ReportNumbers: list("RP/0883/22"), Issuer: is("Verdana Polimeri S.r.l."), Product: is("Cable gland M20, polyamide"), Models: list("VP-M20-7035"),
				Standards: list("IEC 62321-3-1:2013"), LegalActs: list("2011/65/EU", "(EU) 2015/863"), IssueDate: is("2022-11-07"), Marks: list("RoHS")},
			Notes: "07/11/2022 read day first: place Gromo, Italy."}}
}
