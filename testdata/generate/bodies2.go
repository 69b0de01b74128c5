package main

// report draws the first two pages of a test report; the second is used alone where it is scanned.
func reportPages() ([]*page, *label) {
	p := a4()
	s, b := style{sans, 9.5, ink}, style{sansBold, 9.5, ink}
	p.rect(40, 40, 555, 110, 0.8, ink)
	p.text(52, 70, style{sansBold, 20, blue}, "brambling labs")
	p.text(52, 90, style{sans, 9, grey}, "electromagnetic compatibility and radio")
	p.right(545, 66, b, "TEST REPORT")
	p.right(545, 82, s, "Report No.: BLR-24-11873-1")
	p.right(545, 98, s, "Page 1 of 38")
	y := 142.0
	for _, row := range [][2]string{
		{"Report Reference No.", "BLR-24-11873-1"},
		{"Tested by (name + signature)", "Isolde Marchbanks"},
		{"Approved by (name + signature)", "Quentin Ashdown"},
		{"Date of issue", "October 24, 2024"},
		{"Total number of pages", "38 pages"},
		{"Testing Laboratory", "Brambling Laboratories, LLC"},
		{"Address", "410 Osprey Landing, Nehalem Point, OR 97999, USA"},
		{"Applicant's name", "Halverx Displays, Inc."},
		{"Address", "2205 Quarry Bend Road, Suite 14, Tillamook Falls, OR 97199, USA"},
		{"Manufacturer's name", "Penrith & Lowe Optoelectronics Ltd."},
		{"Address", "Plot 7, Harbour Industrial Estate, Kaohsiung 899, Taiwan"},
		{"Test specification, standard", "47 CFR Part 15 Subpart B; ICES-003 Issue 7"},
		{"Test method", "ANSI C63.4-2014"},
		{"Test Report Form No.", "BL-TRF-15B Rev. 4 (2021-08-30)"},
		{"Test item description", "27 inch LCD monitor"},
		{"Trade Mark", "HALVERX"},
		{"Model/Type reference", "HX-2710, HX-2710S"},
		{"Ratings", "100-240V AC, 50/60Hz, 1.5A"},
		{"Date of receipt of test item", "September 30, 2024"},
		{"Date (s) of performance of tests", "October 2, 2024 to October 18, 2024"},
		{"Result", "Pass"}} {
		y = p.leaders(44, y, 190, s, row[0], row[1])
	}
	p.signature(330, 178, 70, 111, blue)
	p.signature(330, 193, 70, 112, blue)
	p.para(44, y+16, 510, style{sans, 8, grey}, "This report shall not be reproduced except in full, without the written approval of the laboratory. The results refer only to the items tested. The laboratory's accreditation number is NAP-5127.")

	q := a4()
	q.text(44, 56, b, "brambling labs")
	q.right(550, 56, s, "Report No.: BLR-24-11873-1      Page 2 of 38")
	q.line(44, 62, 550, 62, 0.6, ink)
	q.text(44, 90, style{sansBold, 13, ink}, "Summary of test results")
	at := q.table(44, 102, []float64{190, 200, 116}, s, [][]string{
		{"Requirement", "Test", "Verdict"},
		{"47 CFR § 15.107", "Conducted emissions, 0.15 MHz to 30 MHz", "Pass"},
		{"47 CFR § 15.109", "Radiated emissions, 30 MHz to 6 GHz", "Pass"},
		{"ICES-003 Issue 7, 3.2.1", "Conducted emissions", "Pass"},
		{"ICES-003 Issue 7, 3.2.2", "Radiated emissions", "Pass"}})
	q.text(44, at+26, style{sansBold, 13, ink}, "Revision history")
	q.table(44, at+36, []float64{190, 200, 116}, s, [][]string{
		{"Version", "Description", "Date"}, {"BLR-24-11873-1", "Initial issue", "2024-10-24"}})
	return []*page{p, q}, &label{Pages: 2, Medium: "born-digital", Languages: []string{"en"}, Kind: "test-report",
		Fields: fields{CertificateNumber: is("BLR-24-11873-1"), Issuer: is("Brambling Laboratories, LLC"), IssuerID: is("NAP-5127"), Holder: is("Halverx Displays, Inc."),
			HolderAddress: is("2205 Quarry Bend Road, Suite 14, Tillamook Falls, OR 97199, USA"), Manufacturer: is("Penrith & Lowe Optoelectronics Ltd."),
			ManufacturerAddress: is("Plot 7, Harbour Industrial Estate, Kaohsiung 899, Taiwan"), Product: is("27 inch LCD monitor"), Brand: is("HALVERX"), Models: list("HX-2710", "HX-2710S"),
			Ratings: list("100-240V AC, 50/60Hz, 1.5A"), Standards: list("ICES-003 Issue 7", "ANSI C63.4-2014"), LegalActs: list("47 CFR Part 15 Subpart B"), IssueDate: is("2024-10-24"), Marks: list("FCC")},
		Notes: "Three addresses, each belonging to the line above it. Receipt, test period and form revision are decoys. 38 pages are stated, two are in the file."}
}

func testReport() testCase {
	pages, l := reportPages()
	return testCase{ext: "pdf", data: writePDF(pdfOptions{title: "BLR-24-11873-1", producer: "Inkwell 11", created: "2024-10-24"}, pages...), label: l,
		imitate: "the first pages of a laboratory's report on an IEC-like form with dotted leaders",
		purpose: "dotted leaders, repeated \"Address\" labels, five decoy dates, fewer pages than stated"}
}

func un383() testCase {
	p := a4()
	s, b := style{sans, 9, ink}, style{sansBold, 9, ink}
	p.centre(297, 60, style{sansBold, 15, ink}, "Lithium Battery Test Summary")
	p.centre(297, 76, s, "in accordance with sub-section 38.3.5 of the UN Manual of Tests and Criteria")
	y := p.table(50, 96, []float64{190, 305}, s, [][]string{
		{"Test summary reference", "TS-UN-0724-0091"},
		{"Cell or battery manufacturer", "Dongguan Hexinyuan Battery Co., Ltd.\nNo. 19 Lianhu Second Road, Tangxia Town, Dongguan, China\nTel. +86 769 5550 0173"},
		{"Test laboratory", "Yuntai Crossway Testing Service Co., Ltd.\n5/F, Block 2, Baihe Science Park, Bao'an District, Shenzhen, China"},
		{"Unique test report number", "YT2407-0391U"},
		{"Date of test report", "2024-07-18"},
		{"Description of cell or battery", "Rechargeable lithium ion polymer battery"},
		{"Model", "HXY 504060"},
		{"Nominal voltage / capacity / energy", "3.7V 1500mAh 5.55Wh"},
		{"Mass", "27.5 g"},
		{"Physical description", "prismatic, pouch"}})
	y = p.table(50, y+12, []float64{250, 245}, s, [][]string{
		{"Tests conducted", "Result"}, {"T.1 Altitude simulation", "Pass"}, {"T.2 Thermal test", "Pass"}, {"T.3 Vibration", "Pass"}, {"T.4 Shock", "Pass"},
		{"T.5 External short circuit", "Pass"}, {"T.6 Impact / crush", "Pass"}, {"T.7 Overcharge", "Pass"}, {"T.8 Forced discharge", "Pass"}})
	y = p.para(50, y+18, 495, s, "Edition used: ST/SG/AC.10/11/Rev.7/Amend.1, sub-section 38.3 (UN 38.3).")
	p.text(50, y+24, b, "Signatory:")
	p.text(110, y+24, s, "Luo Jingshan, Quality Director, Dongguan Hexinyuan Battery Co., Ltd.")
	p.signature(120, y+52, 110, 121, blue)
	p.text(400, y+52, s, "Issued 22 July 2024")
	return testCase{ext: "pdf", data: writePDF(pdfOptions{title: "UN 38.3 summary HXY 504060", producer: "WPS Writer", created: "2024-07-22"}, p),
		imitate: "a battery maker's test summary that carriers ask for",
		purpose: "issued by the maker, based on a laboratory's report; report date and issue date differ",
		label: &label{Pages: 1, Medium: "born-digital", Languages: []string{"en"}, Kind: "un38.3",
			Fields: fields{CertificateNumber: is("TS-UN-0724-0091"), ReportNumbers: list("YT2407-0391U"), Issuer: is("Dongguan Hexinyuan Battery Co., Ltd."), Manufacturer: is("Dongguan Hexinyuan Battery Co., Ltd."),
				ManufacturerAddress: is("No. 19 Lianhu Second Road, Tangxia Town, Dongguan, China"), Product: is("Rechargeable lithium ion polymer battery"), Models: list("HXY 504060"),
				Ratings: list("3.7V 1500mAh 5.55Wh"), Standards: list("ST/SG/AC.10/11/Rev.7/Amend.1", "UN 38.3"), IssueDate: is("2024-07-22"), Marks: list("UN38.3")},
			Notes: "2024-07-18 is the date of the report, 2024-07-22 that of this summary."}}
}

func safetySheet() testCase {
	p, q := a4(), a4()
	s, b := style{sans, 9, ink}, style{sansBold, 10, ink}
	head := func(page *page, n string) {
		page.text(48, 50, style{sansBold, 13, ink}, "SAFETY DATA SHEET")
		page.right(547, 50, s, "Alderbrand contact cleaner 40")
		page.para(48, 64, 499, style{sans, 8, grey}, "According to Regulation (EC) No 1907/2006 (REACH), Annex II, as amended by (EU) 2020/878")
		page.line(48, 70, 547, 70, 0.8, ink)
		page.text(48, 815, style{sans, 8, grey}, "Version 3.1    Revision date: 12.06.2024    Supersedes: 09.11.2021")
		page.right(547, 815, style{sans, 8, grey}, "Page "+n+" of 2")
	}
	head(p, "1")
	p.text(48, 92, b, "SECTION 1: Identification of the substance/mixture and of the company/undertaking")
	y := p.pairs(60, 112, 170, 480, s, s, "1.1 Product identifier", "Alderbrand contact cleaner 40", "Product code", "AB-CC40-400", "UFI", "Q1E0-70FS-N00V-8PTD",
		"1.2 Relevant identified uses", "Cleaning agent for electrical contacts. Uses advised against: none known.",
		"1.3 Details of the supplier", "Alderbrand Chemie GmbH\nSalzgasse 3, 34639 Schwarzenborn, Germany\nTelephone +49 5555 0100, sds@alderbrand.example",
		"1.4 Emergency telephone number", "+49 5555 0199 (24 h)")
	p.text(48, y+8, b, "SECTION 2: Hazards identification")
	y = p.pairs(60, y+26, 170, 480, s, s, "2.1 Classification", "Aerosol 1, H222, H229; Skin Irrit. 2, H315; STOT SE 3, H336", "2.2 Label elements", "Signal word: Danger", "Hazard statements", "H222 Extremely flammable aerosol. H229 Pressurised container: may burst if heated. H315 Causes skin irritation. H336 May cause drowsiness or dizziness.")
	p.text(48, y+8, b, "SECTION 3: Composition/information on ingredients")
	p.table(60, y+18, []float64{200, 100, 100, 80}, s, [][]string{{"Substance", "CAS No.", "EC No.", "% by weight"}, {"Propan-2-ol", "67-63-0", "200-661-7", "30 – 50"}, {"Propane", "74-98-6", "200-827-9", "10 – 25"}})
	head(q, "2")
	y = 92
	for _, section := range [][2]string{
		{"SECTION 4: First aid measures", "After inhalation: remove to fresh air. After skin contact: wash with water and soap. After eye contact: rinse for several minutes."},
		{"SECTION 5: Firefighting measures", "Suitable extinguishing media: foam, dry powder, carbon dioxide."},
		{"SECTION 7: Handling and storage", "Keep away from heat and sources of ignition. Protect from sunlight and temperatures above 50 °C."},
		{"SECTION 14: Transport information", "UN 1950 AEROSOLS, class 2.1."},
		{"SECTION 15: Regulatory information", "Regulation (EC) No 1272/2008 (CLP)."}} {
		q.text(48, y, b, section[0])
		y = q.para(60, y+16, 480, s, section[1]) + 10
	}
	return testCase{ext: "pdf", data: writePDF(pdfOptions{title: "SDS Alderbrand contact cleaner 40", producer: "Datablatt 6", created: "2024-06-12"}, p, q),
		imitate: "a chemical supplier's safety data sheet",
		purpose: "dates in the footer of every page, one of them superseded; acts with \"No\"; CAS numbers and hazard codes that are no standards",
		label: &label{Pages: 2, Medium: "born-digital", Languages: []string{"en"}, Kind: "sds",
			Fields: fields{Issuer: is("Alderbrand Chemie GmbH"), Product: is("Alderbrand contact cleaner 40"), Models: list("AB-CC40-400"),
				LegalActs: list("(EC) No 1907/2006", "(EU) 2020/878", "(EC) No 1272/2008"), IssueDate: is("2024-06-12")},
			Notes: "Revision date is the date of issue of this version; 2021-11-09 is superseded."}}
}
