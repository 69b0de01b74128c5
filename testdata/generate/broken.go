package main

var broken = []maker{
	{"broken-half-written", func() testCase {
		p, _ := iso9001Page()
		whole := writePDF(pdfOptions{title: "KA-Q-20881", producer: "Ledger 8", created: "2024-05-29"}, p)
		return testCase{ext: "pdf", data: whole[:len(whole)*2/5], imitate: "an upload that broke off", purpose: "the end with the table of objects is missing: a Problem, no crash"}
	}},
	{"broken-empty", func() testCase {
		return testCase{ext: "pdf", data: nil, imitate: "a file that was created and never written", purpose: "no byte in it"}
	}},
	{"broken-zero-pages", func() testCase {
		return testCase{ext: "pdf", data: bare("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>"),
			imitate: "the output of a program that had nothing to print", purpose: "a right PDF without a page"}
	}},
	{"broken-real-password", func() testCase {
		p, _ := redDeclaration()
		return testCase{ext: "pdf", data: writePDF(pdfOptions{title: "DoC", producer: "Skribent 4.2", created: "2025-02-03", user: "turku-2025", owner: "norvia"}, p),
			imitate: "a declaration that its maker sends with the password in another mail", purpose: "a real user password (turku-2025): a Problem that asks for it"}
	}},
	{"broken-office-document", func() testCase {
		return testCase{ext: "docx", data: office("Declaration of Conformity, see the attached scan."), imitate: "a declaration sent as a word processor's file", purpose: "not a type that is read; told by its content"}
	}},
	{"broken-text-named-pdf", func() testCase {
		return testCase{ext: "pdf", data: []byte("EU Declaration of Conformity\nManufacturer: Norvia Ääni Oy\nThis is a plain text that somebody renamed.\n"),
			imitate: "a text file with a wrong name", purpose: "the name says PDF, the content doesn't"}
	}},
	{"broken-half-jpeg", func() testCase {
		p, _ := ukDeclaration()
		whole := encodeJPEG(grayscale(render(p, 80)), 60)
		return testCase{ext: "jpg", data: whole[:len(whole)/3], imitate: "a photo from a mail that was cut", purpose: "decoding ends early: a Problem, no crash"}
	}},
	{"odd-page-without-content", func() testCase {
		return testCase{ext: "pdf", data: bare("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"),
			imitate: "an empty sheet in the scanner", purpose: "one blank page: read, and nothing found",
			label: &label{Pages: 1, Medium: "born-digital", Languages: []string{}, Kind: "other", Notes: "A blank page."}}
	}},
}
