package main

var papers = []maker{
	{"customs-declaration", customs},
	{"minutes-no-certificate", memo},
}

func trademark() testCase {
	p := a4()
	s, b := style{serif, 11, ink}, style{serifBold, 11, ink}
	p.rect(30, 30, 565, 812, 1.5, blue)
	p.star(297, 74, 18, blue)
	p.centre(297, 116, style{serifBold, 14, blue}, "REPUBLIC OF VALDORIA · INTELLECTUAL PROPERTY OFFICE")
	p.centre(297, 152, style{serifBold, 20, ink}, "CERTIFICATE OF REGISTRATION OF TRADE MARK")
	p.centre(297, 174, s, "Trade Marks Act 1998, section 47")
	y := p.pairs(70, 216, 170, 455, b, s,
		"Registration No.", "1 448 207",
		"Mark", "FJELLVIK",
		"Proprietor", "Fjellvik Sensor AS",
		"Address", "Tømmerløypa 22, 3614 Kongsberg, Norway",
		"Class", "9",
		"Goods", "Temperature sensors; humidity sensors; measuring apparatus; software for the recording of measured values",
		"Date of application", "18 February 2019",
		"Date of registration", "11 November 2019",
		"Registration expires", "18 February 2029")
	p.para(70, y+20, 455, s, "It is hereby certified that the trade mark shown above has been entered in the Register of Trade Marks in the name of the proprietor.")
	p.seal(300, 640, 52, red, "INTELLECTUAL PROPERTY OFFICE OF VALDORIA", "")
	p.signature(380, 720, 120, 151, ink)
	p.text(380, 744, s, "Registrar of Trade Marks")
	return testCase{ext: "pdf", data: writePDF(pdfOptions{title: "Trade mark 1448207", producer: "Registry Print", created: "2019-11-11"}, p),
		imitate: "a trade mark registration certificate of a national office",
		purpose: "three dates with names of their own; the mark itself is the brand",
		label: &label{Pages: 1, Medium: "born-digital", Languages: []string{"en"}, Kind: "trademark-registration",
			Fields: fields{CertificateNumber: is("1 448 207"), Issuer: is("Intellectual Property Office, Republic of Valdoria"), Holder: is("Fjellvik Sensor AS"), HolderAddress: is("Tømmerløypa 22, 3614 Kongsberg, Norway"),
				Product: is("Temperature sensors; humidity sensors; measuring apparatus; software for the recording of measured values"), Brand: is("FJELLVIK"), LegalActs: list("Trade Marks Act 1998"),
				Scope: is("Class 9"), IssueDate: is("2019-11-11"), ExpiryDate: is("2029-02-18")},
			Notes: "The date of registration is the date of issue."}}
}

func brandLetter() testCase {
	p := a4()
	s, b := style{sans, 10.5, ink}, style{sansBold, 10.5, ink}
	p.emblem(56, 44, 18, blue, "FJELLVIK SENSOR", "Kongsberg")
	p.right(539, 60, style{sans, 9, grey}, "Tømmerløypa 22, 3614 Kongsberg, Norway")
	p.text(56, 128, s, "Kongsberg, 9 January 2025")
	p.text(56, 160, style{sansBold, 15, ink}, "Letter of Authorization")
	p.text(56, 176, s, "Ref. FVS/LOA/2025-03")
	y := p.para(56, 206, 483, s, "To whom it may concern,")
	y = p.para(56, y+6, 483, s, "We, Fjellvik Sensor AS, owner of the trade mark FJELLVIK (registration No. 1 448 207), hereby authorize")
	y = p.para(86, y+6, 440, b, "Shenzhen Moxibai Electronics Co., Ltd.\nRoom 1106, Building C, Yunshan Industrial Park, Longhua District, Shenzhen, China")
	y = p.para(56, y+6, 483, s, "to sell our wireless temperature sensors, models FV-T1 and FV-T1L, under the brand FJELLVIK on online marketplaces in the following territory: Germany, France, Italy, Spain and Poland. The authorization is non-exclusive and may not be transferred.")
	y = p.para(56, y+6, 483, s, "This authorization is valid from 1 February 2025 until 31 January 2027, unless withdrawn earlier in writing.")
	p.text(56, y+30, s, "Yours faithfully")
	p.signature(70, y+60, 120, 161, blue)
	p.para(56, y+86, 300, s, "Sunniva Haugerud\nChief Executive")
	return testCase{ext: "pdf", data: writePDF(pdfOptions{title: "LOA 2025-03", producer: "Skribent 4.2", created: "2025-01-09"}, p),
		imitate: "a brand owner's letter that allows a seller to use the brand",
		purpose: "holder, territory and term in running text; the date of the letter before the beginning of its validity",
		label: &label{Pages: 1, Medium: "born-digital", Languages: []string{"en"}, Kind: "brand-authorisation",
			Fields: fields{CertificateNumber: is("FVS/LOA/2025-03"), Issuer: is("Fjellvik Sensor AS"), Holder: is("Shenzhen Moxibai Electronics Co., Ltd."),
				HolderAddress: is("Room 1106, Building C, Yunshan Industrial Park, Longhua District, Shenzhen, China"), Product: is("wireless temperature sensors"), Brand: is("FJELLVIK"),
				Models: list("FV-T1", "FV-T1L"), Scope: is("Germany, France, Italy, Spain and Poland"), IssueDate: is("2025-01-09"), ExpiryDate: is("2027-01-31")},
			Notes: "The trade mark's registration number is cited. Validity begins on 2025-02-01."}}
}

func customs() testCase {
	p := landscape()
	s, small := style{cjk, 9, ink}, style{cjk, 8, ink}
	p.centre(421, 40, style{cjk, 16, ink}, "中华人民共和国海关出口货物报关单")
	p.text(40, 62, small, "预录入编号：999920240000318742")
	p.text(330, 62, small, "海关编号：999920240000318742")
	p.right(802, 62, small, "页码/页数：1/1")
	p.table(40, 70, []float64{254, 254, 254}, s, [][]string{
		{"境内发货人 (91440309MA7X00018K)\n深圳市墨溪白电子有限公司", "出境关别 (9999)\n云山海关", "出口日期\n20240918"},
		{"境外收货人\nNorvia Ääni Oy", "运输方式\n水路运输", "申报日期\n20240915"},
		{"生产销售单位 (91440309MA7X00018K)\n深圳市墨溪白电子有限公司", "监管方式 (0110)\n一般贸易", "合同协议号\nMXB-NV-2408"},
		{"贸易国（地区） (FIN)\n芬兰", "运抵国（地区） (FIN)\n芬兰", "成交方式 (3)\nFOB"}})
	p.table(40, 250, []float64{40, 110, 300, 110, 110, 92}, s, [][]string{
		{"项号", "商品编号", "商品名称及规格型号", "数量及单位", "单价/总价", "原产国"},
		{"1", "8504401400", "充电器 品牌：MOXIBAI 型号：MXB-C20 额定功率：20W", "5000个", "2.10\n10500.00\n美元", "中国"},
		{"2", "8518220000", "蓝牙音箱 品牌：无 型号：NV-BS7", "1200个", "18.40\n22080.00\n美元", "中国"}})
	p.text(40, 520, small, "兹申明对以上内容承担如实申报、依法纳税之法律责任")
	p.text(40, 538, small, "申报单位：云山捷运报关有限公司")
	p.seal(700, 520, 36, red, "云山捷运报关有限公司", "")
	return testCase{ext: "pdf", data: writePDF(pdfOptions{title: "报关单", producer: "单一窗口", created: "2024-09-15"}, p),
		imitate: "a Chinese export declaration",
		purpose: "landscape page, caption above its value inside table cells, dates without separators",
		label: &label{Pages: 1, Medium: "born-digital", Languages: []string{"zh"}, Kind: "customs-declaration",
			Fields: fields{CertificateNumber: is("999920240000318742"), Issuer: is("云山海关"), Holder: is("深圳市墨溪白电子有限公司"), Manufacturer: is("深圳市墨溪白电子有限公司"),
				Product: is("充电器"), Brand: is("MOXIBAI"), Models: list("MXB-C20", "NV-BS7"), Ratings: list("额定功率：20W"), IssueDate: is("2024-09-15")},
			Notes: "Date of declaration 20240915; 20240918 is the day of export. Two goods; the first is the product."}}
}

func memo() testCase {
	p := a4()
	s := style{sans, 11, ink}
	p.text(56, 80, style{sansBold, 16, ink}, "Minutes of the packaging meeting")
	p.para(56, 116, 483, s, "Present: R. Ackersley, T. Wold, P. Finch. Held on 4 March 2025 in the long room.\n\n1. The new boxes for the duck arrive in week 14. Two samples were too tight for the string.\n2. The label printer is to be serviced. P. Finch asks for a quotation.\n3. The certificates for the paint are with the laboratory; nobody has seen them yet.\n\nNext meeting: 1 April 2025.")
	return testCase{ext: "pdf", data: writePDF(pdfOptions{title: "Minutes", producer: "Quill 9", created: "2025-03-04"}, p),
		imitate: "a paper that got into the folder by mistake",
		purpose: "no certificate: the kind is other, and the word certificate in a sentence must not make it one",
		label: &label{Pages: 1, Medium: "born-digital", Languages: []string{"en"}, Kind: "other", Fields: fields{IssueDate: is("2025-03-04")},
			Notes: "Minutes of a meeting."}}
}
