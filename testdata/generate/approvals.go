package main

var approvals = []maker{
	{"fcc-grant-module", fccGrant},
	{"saso-conformity-arabic", saso},
	{"eac-certificate-russian", eac},
	{"trademark-registration", trademark},
	{"brand-authorisation-english", brandLetter},
}

func fccGrant() testCase {
	p := letter()
	s, b := style{serif, 10, ink}, style{serifBold, 10, ink}
	p.text(40, 50, b, "TCB")
	p.centre(306, 50, style{serifBold, 15, ink}, "GRANT OF EQUIPMENT")
	p.centre(306, 67, style{serifBold, 15, ink}, "AUTHORIZATION")
	p.right(572, 50, b, "TCB")
	p.centre(306, 88, style{serifBold, 12, ink}, "Certification")
	p.centre(306, 104, s, "Issued Under the Authority of the")
	p.centre(306, 117, s, "Federal Communications Commission")
	p.centre(306, 130, s, "By:")
	p.para(60, 160, 220, s, "Pinecrest Wireless Certification, LLC\n77 Loon Lake Spur\nCedar Hollow, MN 55999")
	p.right(552, 160, b, "Date of Grant: 03/22/2024")
	p.right(552, 186, s, "Application Dated: 03/20/2024")
	p.para(60, 226, 300, s, "Fjellvik Sensor AS\nTommerloypa 22\nKongsberg, 3614\nNorway")
	p.text(60, 292, s, "Attention: Sunniva Haugerud, Compliance Manager")
	p.centre(306, 326, b, "NOT TRANSFERABLE")
	p.para(60, 346, 492, s, "EQUIPMENT AUTHORIZATION is hereby issued to the named GRANTEE, and is VALID ONLY for the equipment identified hereon for use under the Commission's Rules and Regulations listed below.")
	p.pairs(120, 396, 130, 400, b, s, "FCC IDENTIFIER:", "2ZZ9Q-FVT2", "Name of Grantee:", "Fjellvik Sensor AS", "Equipment Class:", "Digital Transmission System", "Notes:", "Wireless temperature sensor", "Modular Type:", "Single Modular")
	columns := []float64{60, 110, 190, 290, 370, 450}
	for i, title := range []string{"Grant", "FCC Rule", "Frequency", "Output", "Frequency", "Emission"} {
		p.text(columns[i], 506, b, title)
	}
	for i, title := range []string{"Notes", "Parts", "Range (MHz)", "Watts", "Tolerance", "Designator"} {
		p.text(columns[i], 518, b, title)
	}
	p.line(60, 524, 552, 524, 0.6, ink)
	for i, value := range []string{"CC", "15C", "2402.0 - 2480.0", "0.0063"} {
		p.text(columns[i], 538, s, value)
	}
	p.para(60, 570, 492, s, "Output power is conducted. This grant is valid only when the module is sold to OEM integrators and must be installed by the OEM or OEM integrators. The antenna(s) used for this transmitter must not be co-located with any other transmitter except in accordance with FCC multi-transmitter product procedures.")
	p.para(60, 640, 492, s, "CC: This device is certified pursuant to two different Part 15 rules sections.")
	return testCase{ext: "pdf", data: writePDF(pdfOptions{title: "Grant 2ZZ9Q-FVT2", producer: "GrantWriter 2", created: "2024-03-22"}, p),
		imitate: "a grant of equipment authorization as the commission's form prints it",
		purpose: "values right of, below and without labels; application date and date of grant; month first",
		label: &label{Pages: 1, Medium: "born-digital", Languages: []string{"en"}, Kind: "fcc-grant",
			Fields: fields{CertificateNumber: is("2ZZ9Q-FVT2"), Issuer: is("Pinecrest Wireless Certification, LLC"), Holder: is("Fjellvik Sensor AS"), HolderAddress: is("Tommerloypa 22 Kongsberg, 3614 Norway"),
				Product: is("Wireless temperature sensor"), LegalActs: list("15C"), Scope: is("Digital Transmission System; Single Modular"), IssueDate: is("2024-03-22"), Marks: list("FCC")},
			Notes: "The number of a grant is the FCC ID. The frequency table is no rating."}}
}

func saso() testCase {
	p := a4()
	s, b, ar := style{sans, 9.5, ink}, style{sansBold, 10, ink}, style{arabic, 10, ink}
	p.emblem(52, 36, 20, green, "NAJD AL-RIMAL", "CONFORMITY ASSESSMENT")
	p.right(543, 52, style{arabic, 15, green}, shape("نجد الرمال لتقويم المطابقة"))
	p.right(543, 70, style{arabic, 9, grey}, shape("جهة تقويم مطابقة مقبولة"))
	p.line(52, 92, 543, 92, 1, green)
	p.centre(297, 122, style{sansBold, 16, ink}, "Product Certificate of Conformity")
	p.centre(297, 146, style{arabic, 17, ink}, shape("شهادة مطابقة المنتج"))
	y := 182.0
	for _, row := range [][3]string{
		{"Certificate No.", "NR-PCOC-2025-004417", "رقم الشهادة"},
		{"Issue date", "2025-04-13", "تاريخ الإصدار"},
		{"Expiry date", "2026-04-12", "تاريخ الانتهاء"},
		{"Applicant", "Wadi Lantern Trading Est.", "مقدم الطلب"},
		{"Address", "P.O. Box 90999, Riyadh 11999, Saudi Arabia", "العنوان"},
		{"Manufacturer", "Ningbo Tuyanhe Lighting Co., Ltd.", "الصانع"},
		{"Country of origin", "China", "بلد المنشأ"},
		{"Product", "LED string light", "المنتج"},
		{"Brand", "TUYANHE", "العلامة التجارية"},
		{"Model", "TY-100, TY-200", "الطراز"},
		{"Technical regulation", "Technical Regulation for Low Voltage Electrical Equipment and Appliances", "اللائحة الفنية"},
		{"Standards", "SASO IEC 60598-2-20:2022, SASO IEC 60598-1:2021", "المواصفات القياسية"},
		{"Test report", "YT2502-0212S", "تقرير الاختبار"}} {
		p.text(56, y, b, row[0])
		p.right(539, y, ar, shape(row[2]))
		next := p.para(180, y, 240, s, row[1])
		y = next + 8
		p.line(52, y-13, 543, y-13, 0.4, pale)
	}
	p.right(543, y+10, ar, shape("نشهد بأن المنتج المذكور أعلاه يطابق متطلبات اللائحة الفنية"))
	p.para(52, y+34, 300, s, "We certify that the product stated above conforms to the requirements of the technical regulation.")
	p.seal(430, y+80, 42, green, "NAJD AL-RIMAL CONFORMITY CO.", "")
	p.signature(90, y+90, 110, 131, blue)
	p.text(80, y+114, s, "Authorised signatory")
	p.code(52, 730, 60, 8)
	p.para(130, 760, 400, style{sans, 8, grey}, "Najd Al-Rimal Conformity Assessment Co., notified body NB-0099, Dammam 32999, Saudi Arabia. Verify this certificate on the platform.")
	return testCase{ext: "pdf", data: writePDF(pdfOptions{title: "NR-PCOC-2025-004417", producer: "Qalam 3", created: "2025-04-13"}, p),
		imitate: "a product certificate for Saudi Arabia in English and Arabic, label left in English and right in Arabic",
		purpose: "Arabic presentation forms in visual order in the text layer; the value between its two labels",
		label: &label{Pages: 1, Medium: "born-digital", Languages: []string{"en", "ar"}, Kind: "type-approval",
			Fields: fields{CertificateNumber: is("NR-PCOC-2025-004417"), ReportNumbers: list("YT2502-0212S"), Issuer: is("Najd Al-Rimal Conformity Assessment Co."), IssuerID: is("NB-0099"),
				Holder: is("Wadi Lantern Trading Est."), HolderAddress: is("P.O. Box 90999, Riyadh 11999, Saudi Arabia"), Manufacturer: is("Ningbo Tuyanhe Lighting Co., Ltd."), Product: is("LED string light"),
				Brand: is("TUYANHE"), Models: list("TY-100", "TY-200"), Standards: list("SASO IEC 60598-2-20:2022", "SASO IEC 60598-1:2021"),
				LegalActs: list("Technical Regulation for Low Voltage Electrical Equipment and Appliances"), IssueDate: is("2025-04-13"), ExpiryDate: is("2026-04-12"), Marks: list("SASO")},
			Notes: "Every label in two languages, left and right of the value."}}
}

func eac() testCase {
	p := a4()
	s, b := style{serif, 10.5, ink}, style{serifBold, 10.5, ink}
	p.centre(297, 56, style{serifBold, 13, ink}, "ЕВРАЗИЙСКИЙ ЭКОНОМИЧЕСКИЙ СОЮЗ")
	p.rect(60, 40, 122, 74, 2, ink)
	p.text(66, 66, style{sansBold, 24, ink}, "EAC")
	p.centre(297, 84, style{serifBold, 20, ink}, "СЕРТИФИКАТ СООТВЕТСТВИЯ")
	p.centre(297, 108, b, "№ ЕАЭС RU С-RU.НХ99.В.00417/23")
	p.right(540, 126, style{serif, 9, ink}, "Серия RU № 0999417")
	y := 152.0
	for _, row := range [][2]string{
		{"ОРГАН ПО СЕРТИФИКАЦИИ", "Общество с ограниченной ответственностью «Маячный Центр Сертификации». Место нахождения: 199999, город Санкт-Петербург, Канатный проезд, дом 4. Аттестат аккредитации № RA.RU.99НХ99."},
		{"ЗАЯВИТЕЛЬ", "Общество с ограниченной ответственностью «Северный Фонарщик». Место нахождения: 163999, город Архангельск, улица Парусная, дом 17."},
		{"ИЗГОТОВИТЕЛЬ", "Общество с ограниченной ответственностью «Северный Фонарщик». Место нахождения: 163999, город Архангельск, улица Парусная, дом 17."},
		{"ПРОДУКЦИЯ", "Светильники светодиодные стационарные, торговая марка «ФОНАРЩИК», модели: СФ-10, СФ-20, СФ-40. Серийный выпуск."},
		{"КОД ТН ВЭД ЕАЭС", "9405 11 001 0"},
		{"СООТВЕТСТВУЕТ ТРЕБОВАНИЯМ", "ТР ТС 004/2011 «О безопасности низковольтного оборудования»; ТР ТС 020/2011 «Электромагнитная совместимость технических средств»"},
		{"СЕРТИФИКАТ ВЫДАН НА ОСНОВАНИИ", "Протоколов испытаний № 118-07/23 и № 119-07/23 от 14.07.2023 года, акта анализа состояния производства от 30.06.2023 года."},
		{"ДОПОЛНИТЕЛЬНАЯ ИНФОРМАЦИЯ", "ГОСТ IEC 60598-1-2017, ГОСТ IEC 60598-2-1-2011. Срок службы 5 лет."}} {
		p.text(56, y, b, row[0])
		y = p.para(56, y+13, 483, s, row[1]) + 6
	}
	p.text(56, y+16, b, "СРОК ДЕЙСТВИЯ С")
	p.text(170, y+16, s, "«24» июля 2023 г.")
	p.text(300, y+16, b, "ПО")
	p.text(330, y+16, s, "«23» июля 2028 г.")
	p.seal(300, y+88, 44, blue, "МАЯЧНЫЙ ЦЕНТР СЕРТИФИКАЦИИ", "М.П.")
	p.para(56, y+66, 160, s, "Руководитель органа по сертификации")
	p.signature(180, y+80, 80, 141, blue)
	p.text(400, y+72, s, "Лыков Г. П.")
	p.para(56, y+104, 160, s, "Эксперт (эксперт-аудитор)")
	p.signature(180, y+112, 80, 142, blue)
	p.text(400, y+106, s, "Ершова Т. А.")
	return testCase{ext: "pdf", data: writePDF(pdfOptions{title: "Сертификат 00417/23", producer: "Бланк 5", created: "2023-07-24"}, p),
		imitate: "a certificate of the Eurasian Economic Union",
		purpose: "Cyrillic throughout, Latin and Cyrillic letters mixed in the number, dates in words between guillemets, dates of reports as decoys",
		label: &label{Pages: 1, Medium: "born-digital", Languages: []string{"ru"}, Kind: "type-approval",
			Fields: fields{CertificateNumber: is("ЕАЭС RU С-RU.НХ99.В.00417/23"), ReportNumbers: list("118-07/23", "119-07/23"), Issuer: is("Общество с ограниченной ответственностью «Маячный Центр Сертификации»"), IssuerID: is("RA.RU.99НХ99"),
				Holder: is("Общество с ограниченной ответственностью «Северный Фонарщик»"), HolderAddress: is("163999, город Архангельск, улица Парусная, дом 17"),
				Manufacturer: is("Общество с ограниченной ответственностью «Северный Фонарщик»"), ManufacturerAddress: is("163999, город Архангельск, улица Парусная, дом 17"),
				Product: is("Светильники светодиодные стационарные"), Brand: is("ФОНАРЩИК"), Models: list("СФ-10", "СФ-20", "СФ-40"), Standards: list("ГОСТ IEC 60598-1-2017", "ГОСТ IEC 60598-2-1-2011"),
				LegalActs: list("ТР ТС 004/2011", "ТР ТС 020/2011"), Scope: is("Серийный выпуск"), IssueDate: is("2023-07-24"), ExpiryDate: is("2028-07-23"), Marks: list("EAC")},
			Notes: "The validity's beginning serves as the date of issue. The blank's serial number (Серия RU № 0999417) is not the certificate's."}}
}
