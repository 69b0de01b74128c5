package main

var asian = []maker{
	{"business-licence-chinese", businessLicence},
	{"ccc-certificate-chinese", ccc},
	{"kc-certificate-korean", kc},
	{"mic-certificate-japanese", mic},
	{"brand-authorisation-chinese", brandLetterChinese},
}

func licencePage() (*page, *label) {
	p := landscape()
	p.rect(20, 20, 822, 575, 4, red)
	p.rect(28, 28, 814, 567, 1, gold)
	p.star(421, 70, 22, red)
	p.centre(421, 140, style{cjk, 40, ink}, "营业执照")
	s, c := style{cjk, 12, ink}, style{cjk, 12, grey}
	p.text(60, 128, c, "统一社会信用代码")
	p.text(60, 148, style{cjk, 13, ink}, "91440309MA7X00018K")
	p.centre(421, 164, style{cjk, 13, ink}, "（副本）")
	p.code(690, 70, 70, 17)
	for i, row := range [][2]string{
		{"名    称", "深圳市墨溪白电子有限公司"}, {"类    型", "有限责任公司（自然人独资）"}, {"法定代表人", "白云澄"},
		{"经营范围", "一般经营项目是：电子产品、电源适配器、充电器的研发与销售；国内贸易，货物及技术进出口。许可经营项目是：充电器的生产。"}} {
		y := 210 + float64(i)*38
		p.text(70, y, c, row[0])
		p.para(160, y, 250, s, row[1])
	}
	for i, row := range [][2]string{
		{"注册资本", "伍佰万元人民币"}, {"成立日期", "2021年06月18日"}, {"营业期限", "2021年06月18日至2041年06月17日"}, {"住    所", "深圳市龙华区云山工业园C栋1106室"}} {
		y := 210 + float64(i)*38
		p.text(450, y, c, row[0])
		p.para(530, y, 240, s, row[1])
	}
	p.text(500, 470, c, "登记机关")
	p.text(600, 520, s, "2023 年 05 月 09 日")
	p.seal(680, 490, 48, red, "云山区市场监督管理局", "")
	p.text(60, 550, style{cjk, 8, grey}, "市场主体应当于每年1月1日至6月30日通过国家企业信用信息公示系统报送公示年度报告。")
	return p, &label{Pages: 1, Medium: "born-digital", Languages: []string{"zh"}, Kind: "business-licence",
		Fields: fields{CertificateNumber: is("91440309MA7X00018K"), Issuer: is("云山区市场监督管理局"), Holder: is("深圳市墨溪白电子有限公司"), HolderAddress: is("深圳市龙华区云山工业园C栋1106室"),
			Scope: is("一般经营项目是：电子产品、电源适配器、充电器的研发与销售；国内贸易，货物及技术进出口。许可经营项目是：充电器的生产。"), IssueDate: is("2023-05-09"), ExpiryDate: is("2041-06-17")},
		Notes: "The date beside the seal is the date of issue, 成立日期 the founding. The issuer stands on the seal only. The code's check digits are right."}
}

func businessLicence() testCase {
	p, l := licencePage()
	return testCase{ext: "pdf", data: writePDF(pdfOptions{title: "营业执照", producer: "电子证照 2", created: "2023-05-09"}, p), label: l,
		imitate: "a Chinese business licence of the present form",
		purpose: "Chinese labels with spaces inside, two columns, a valid unified social credit code, three dates"}
}

func cccPage() (*page, *label) {
	p := a4()
	p.border(green)
	s, c := style{cjk, 11, ink}, style{cjk, 11, grey}
	p.circle(297, 86, 26, 2, ink)
	p.centre(297, 92, style{sansBold, 17, ink}, "CCC")
	p.centre(297, 144, style{cjk, 22, ink}, "中国国家强制性产品认证证书")
	p.centre(297, 168, s, "证书编号：2024990907000417")
	y := p.pairs(70, 206, 130, 460, c, s,
		"委托人名称及地址", "宁波图砚禾照明有限公司\n浙江省宁波市云龙镇西桥路88号",
		"生产者（制造商）", "宁波图砚禾照明有限公司\n浙江省宁波市云龙镇西桥路88号",
		"生产企业", "宁波图砚禾照明有限公司二厂\n浙江省宁波市云龙镇东桥路6号",
		"产品名称", "LED控制装置",
		"系列、规格、型号", "TYQ-6A、TYQ-6B；220V~ 50Hz 6W",
		"产品标准", "GB 19510.1-2009、GB 19510.14-2009、GB/T 17743-2021")
	y = p.para(70, y+10, 460, s, "上述产品符合强制性产品认证实施规则CNCA-C10-01:2014的要求，特发此证。")
	y = p.pairs(70, y+10, 130, 460, c, s, "发证日期", "2024年03月28日", "有效期至", "2029年03月27日", "首次发证日期", "2019年04月02日")
	p.para(70, y+6, 460, style{cjk, 9, grey}, "证书有效期内本证书的有效性依据发证机构的定期监督获得保持。")
	p.text(330, 700, s, "华衡联合认证有限公司")
	p.seal(400, 690, 50, red, "华衡联合认证有限公司", "证书专用章")
	p.signature(120, 700, 110, 171, ink)
	p.text(80, 730, s, "总经理")
	p.text(330, 724, style{cjk, 9, grey}, "中国·杭州市云栖北路99号  310099")
	return p, &label{Pages: 1, Medium: "born-digital", Languages: []string{"zh"}, Kind: "type-approval",
		Fields: fields{CertificateNumber: is("2024990907000417"), Issuer: is("华衡联合认证有限公司"), Holder: is("宁波图砚禾照明有限公司"), HolderAddress: is("浙江省宁波市云龙镇西桥路88号"),
			Manufacturer: is("宁波图砚禾照明有限公司"), ManufacturerAddress: is("浙江省宁波市云龙镇西桥路88号"), Product: is("LED控制装置"), Models: list("TYQ-6A", "TYQ-6B"), Ratings: list("220V~ 50Hz 6W"),
			Standards: list("GB 19510.1-2009", "GB 19510.14-2009", "GB/T 17743-2021"), LegalActs: list("CNCA-C10-01:2014"), IssueDate: is("2024-03-28"), ExpiryDate: is("2029-03-27"), Marks: list("CCC")},
		Notes: "Name and address share one label. The factory is neither holder nor manufacturer. First issue 2019 is a decoy."}
}

func ccc() testCase {
	p, l := cccPage()
	return testCase{ext: "pdf", data: writePDF(pdfOptions{title: "CCC 2024990907000417", producer: "证书打印 3", created: "2024-03-28"}, p), label: l,
		imitate: "a Chinese compulsory certification certificate",
		purpose: "name and address under one Chinese label, three dates, standards joined by the Chinese comma"}
}

func kc() testCase {
	p := a4()
	s, small := style{cjk, 11, ink}, style{sans, 8, grey}
	p.rect(40, 40, 555, 802, 1.2, ink)
	p.centre(297, 90, style{cjk, 24, ink}, "방송통신기자재등의 적합인증서")
	p.centre(297, 108, style{sans, 10, grey}, "Certificate of Broadcasting and Communication Equipments")
	y := 150.0
	for _, row := range [][3]string{
		{"상호 또는 성명", "Trade Name or Applicant", "가온누리파동 주식회사"},
		{"기자재명칭(제품명칭)", "Equipment Name", "특정소출력 무선기기(무선데이터통신시스템용 무선기기)"},
		{"기본모델명", "Basic Model Number", "GN-W310"},
		{"파생모델명", "Series Model Number", "GN-W310B, GN-W310S"},
		{"인증번호", "Certification No.", "R-C-gN9-GN-W310"},
		{"제조자/제조국가", "Manufacturer/Country of Origin", "가온누리파동 주식회사 / 한국"},
		{"인증연월일", "Date of Certification", "2024-05-20"},
		{"기타", "Others", ""}} {
		p.line(40, y-22, 555, y-22, 0.6, ink)
		p.text(56, y, s, row[0])
		p.text(56, y+12, small, row[1])
		p.para(240, y+4, 290, s, row[2])
		y += 44
	}
	p.line(40, y-22, 555, y-22, 0.6, ink)
	p.line(228, 128, 228, y-22, 0.6, ink)
	y = p.centredPara(y+16, 440, s, "위 기자재는 「전파법」 제58조의2 제2항에 따라 인증되었음을 증명합니다.")
	p.centre(297, y+2, small, "It is verified that foregoing equipment has been certificated under the Clause 2, Article 58-2 of Radio Waves Act.")
	p.centre(297, y+50, style{cjk, 13, ink}, "2024년(Year) 05월(Month) 20일(Day)")
	p.centre(285, y+110, style{cjk, 20, ink}, "한빛전파시험인증원장")
	p.rect(430, y+82, 470, y+122, 2, red)
	p.text(434, y+99, style{cjk, 14, red}, "한빛")
	p.text(434, y+117, style{cjk, 14, red}, "전파")
	p.centre(297, y+126, small, "Director General of Hanbit Radio Testing and Certification Institute")
	p.circle(90, y+100, 20, 2, ink)
	p.text(78, y+106, style{sansBold, 18, ink}, "KC")
	return testCase{ext: "pdf", data: writePDF(pdfOptions{title: "적합인증서 GN-W310", producer: "한글문서 9", created: "2024-05-20"}, p),
		imitate: "a Korean certificate of conformity for radio equipment",
		purpose: "Korean label above its English translation, date with Korean and English units, an empty row",
		label: &label{Pages: 1, Medium: "born-digital", Languages: []string{"ko", "en"}, Kind: "type-approval",
			Fields: fields{CertificateNumber: is("R-C-gN9-GN-W310"), Issuer: is("Hanbit Radio Testing and Certification Institute"), Holder: is("가온누리파동 주식회사"), Manufacturer: is("가온누리파동 주식회사"),
				Product: is("특정소출력 무선기기(무선데이터통신시스템용 무선기기)"), Models: list("GN-W310", "GN-W310B", "GN-W310S"), LegalActs: list("「전파법」 제58조의2 제2항"), IssueDate: is("2024-05-20"), Marks: list("KC")},
			Notes: "The act is printed in Korean and in English (Radio Waves Act)."}}
}

func mic() testCase {
	p := a4()
	s, c := style{cjk, 11, ink}, style{cjk, 11, ink}
	p.right(545, 60, style{cjk, 10, ink}, "認証番号：第KM-240117号")
	p.centre(297, 120, style{cjk, 24, ink}, "工事設計認証書")
	p.centre(297, 140, style{sans, 10, grey}, "Certificate of Construction Type")
	y := p.table(56, 176, []float64{170, 313}, c, [][]string{
		{"認証取扱業者の氏名又は名称", "株式会社霧向無線工房"},
		{"住所", "鹿児島県霧向市北山町九丁目九番九号"},
		{"特定無線設備の種別", "第2条第19号に規定する特定無線設備"},
		{"電波の型式、周波数及び空中線電力", "F1D、G1D 2402～2480MHz（2MHz間隔40波） 0.005W/MHz"},
		{"型式又は名称", "KM-BLE52"},
		{"工事設計認証番号", "299-240117"},
		{"認証をした年月日", "令和6年8月5日"},
		{"備考", "アンテナ2種"}})
	y = p.para(56, y+30, 483, s, "電波法第38条の24第1項の規定に基づく認証を行ったものであることを証する。")
	p.text(300, y+50, s, "令和6年8月7日")
	p.text(300, y+80, s, "登録証明機関")
	p.text(300, y+98, style{cjk, 14, ink}, "一般財団法人瑞穂台電波認証センター")
	p.rect(500, y+106, 540, y+146, 2, red)
	p.text(505, y+122, style{cjk, 14, red}, "瑞穂")
	p.text(505, y+140, style{cjk, 14, red}, "台印")
	p.disc(90, y+90, 22, ink)
	p.text(80, y+96, style{cjk, 18, white}, "〒")
	return testCase{ext: "pdf", data: writePDF(pdfOptions{title: "工事設計認証書", producer: "和文書 12", created: "2024-08-07"}, p),
		imitate: "a Japanese certificate of construction type for radio equipment",
		purpose: "Japanese labels, dates in the Reiwa era, two numbers of which one is the certification number",
		label: &label{Pages: 1, Medium: "born-digital", Languages: []string{"ja"}, Kind: "type-approval",
			Fields: fields{CertificateNumber: is("299-240117"), Issuer: is("一般財団法人瑞穂台電波認証センター"), Holder: is("株式会社霧向無線工房"), HolderAddress: is("鹿児島県霧向市北山町九丁目九番九号"),
				Product: is("第2条第19号に規定する特定無線設備"), Models: list("KM-BLE52"), Ratings: list("F1D、G1D 2402～2480MHz（2MHz間隔40波） 0.005W/MHz"), LegalActs: list("電波法第38条の24第1項"), IssueDate: is("2024-08-07"), Marks: list("MIC")},
			Notes: "令和6年8月7日 is the day of issue, 令和6年8月5日 that of certification. 第KM-240117号 is the paper's serial number."}}
}

func chineseLetter() (*page, *label) {
	p := a4()
	s := style{cjk, 12, ink}
	p.centre(297, 90, style{cjk, 24, ink}, "品牌授权书")
	p.right(539, 122, style{cjk, 10, ink}, "编号：TYH-SQ-2024-117")
	y := p.para(56, 160, 483, s, "授权方：宁波图砚禾照明有限公司")
	y = p.para(56, y+6, 483, s, "被授权方：深圳市墨溪白电子有限公司")
	y = p.para(56, y+14, 483, s, "        兹授权深圳市墨溪白电子有限公司在亚马逊、速卖通平台销售我司“图砚禾TUYANHE”品牌（商标注册号：99004417）LED灯串，型号：TY-100、TY-200。")
	y = p.para(56, y+6, 483, s, "        授权区域：欧盟、英国、沙特阿拉伯。")
	y = p.para(56, y+6, 483, s, "        授权期限：2024年12月01日至2026年11月30日。")
	y = p.para(56, y+6, 483, s, "        未经我司书面同意，被授权方不得转授权。")
	p.text(320, y+70, s, "授权方（盖章）：宁波图砚禾照明有限公司")
	p.text(320, y+100, s, "日期：2024年11月26日")
	return p, &label{Pages: 1, Medium: "born-digital", Languages: []string{"zh"}, Kind: "brand-authorisation",
		Fields: fields{CertificateNumber: is("TYH-SQ-2024-117"), Issuer: is("宁波图砚禾照明有限公司"), Holder: is("深圳市墨溪白电子有限公司"), Product: is("LED灯串"), Brand: is("图砚禾TUYANHE"),
			Models: list("TY-100", "TY-200"), Scope: is("欧盟、英国、沙特阿拉伯"), IssueDate: is("2024-11-26"), ExpiryDate: is("2026-11-30")},
		Notes: "The trade mark's registration number is cited. Validity begins on 2024-12-01."}
}

func brandLetterChinese() testCase {
	p, l := chineseLetter()
	p.seal(420, 470, 56, red, "宁波图砚禾照明有限公司", "")
	return testCase{ext: "pdf", data: writePDF(pdfOptions{title: "品牌授权书", producer: "WPS Writer", created: "2024-11-26"}, p), label: l,
		imitate: "a Chinese brand owner's authorisation of a marketplace seller",
		purpose: "labels and running text in Chinese, a term, a date and a trade mark number"}
}
