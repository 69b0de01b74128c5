package main

import (
	"image"

	"github.com/disintegration/imaging"
)

var media = []maker{
	{"scan-skewed-iso9001", scanSkewed},
	{"scan-stamp-over-date", scanStamp},
	{"scan-turned-quarter", scanTurned},
	{"scan-blurred-low-resolution", scanBlurred},
	{"scan-lying-text-layer", scanLyingLayer},
	{"scan-two-page-tiff", scanTIFF},
	{"scan-png-ccc", scanPNG},
	{"photo-perspective-shadow", photoShadow},
	{"photo-exif-turned", photoEXIF},
	{"label-photo-charger", labelPhoto},
	{"label-webp-speaker", labelWebP},
	{"label-bmp-light", labelBMP},
	{"page-rotate-entry", pageRotate},
	{"two-certificates-one-file", twoInOne},
	{"two-certificates-same-form", twoOfAForm},
	{"encrypted-empty-password", encryptedEmpty},
}

// as copies a label for another medium.
func (l *label) as(medium, notes string) *label {
	other := *l
	other.Medium = medium
	other.Notes = notes + " " + l.Notes
	return &other
}

func scanSkewed() testCase {
	p, l := iso9001Page()
	img := noise(specks(fade(skew(render(p, 110), 2.4), 25, 244), 400, 1), 5, 2)
	return testCase{ext: "pdf", label: l.as("scan", "Skewed by 2.4° clockwise."),
		data:    writeScan(pdfOptions{title: "scan", producer: "OfficeScan 4400", created: "2024-06-10"}, picture{jpeg: encodeJPEG(grayscale(img), 42), w: p.w, h: p.h}),
		imitate: "a framed certificate laid crookedly on an office scanner", purpose: "skew, specks, grain and JPEG blocks; no text layer"}
}

func scanStamp() testCase {
	p, l := chineseLetter()
	p.seal(400, 408, 58, red, "宁波图砚禾照明有限公司", "")
	p.seal(468, 396, 30, red, "合同专用章", "")
	img := noise(fade(render(p, 120), 20, 248), 4, 3)
	return testCase{ext: "jpg", label: l.as("scan", "The red seals cover the date and the firm."), data: withEXIF(encodeJPEG(img, 55), 1, 120),
		imitate: "a sealed letter, scanned in colour as a JPEG", purpose: "a red seal over the date of issue"}
}

func scanTurned() testCase {
	p, l := ukDeclaration()
	img := imaging.Rotate90(noise(fade(skew(render(p, 110), -0.7), 15, 246), 4, 4))
	return testCase{ext: "pdf", label: l.as("scan", "Turned by 90° counter-clockwise."),
		data:    writeScan(pdfOptions{title: "scan", producer: "OfficeScan 4400", created: "2025-09-02"}, picture{jpeg: encodeJPEG(grayscale(img), 45), w: p.h, h: p.w}),
		imitate: "a sheet that went through the feeder sideways", purpose: "a quarter turn that nothing in the file tells"}
}

func scanBlurred() testCase {
	p, l := redDeclaration()
	img := noise(imaging.Blur(fade(skew(render(p, 100), 0.6), 40, 240), 0.7), 6, 5)
	return testCase{ext: "pdf", label: l.as("scan", "100 dpi."),
		data:    writeScan(pdfOptions{title: "scan", producer: "CopyMate", created: "2025-02-10"}, picture{jpeg: encodeJPEG(grayscale(img), 35), w: p.w, h: p.h}),
		imitate: "a copy of a copy, saved small for e-mail", purpose: "100 dpi, blur, noise, strong JPEG compression"}
}

func scanLyingLayer() testCase {
	pages, l := reportPages()
	p := pages[0]
	img := noise(fade(render(p, 110), 20, 245), 4, 6)
	hidden := func(x, y float64, text string) textMark {
		return textMark{at: point{x, y}, face: sans, size: 9, colour: black, text: text, hidden: true}
	}
	layer := []textMark{
		hidden(52, 70, "brarnbling 1abs"), hidden(440, 66, "TEST REP0RT"), hidden(440, 82, "Rep0rt No : 8LR-24-1l873-l"),
		hidden(44, 185, "Date 0f issue .... 0ctober Z4 2O24"), hidden(44, 214, "Testlng Lab0ratory .. Brarnbling Laborat0ries LLC"),
		hidden(44, 242, "App1icant s narne .. Ha1verx Disp1ays lnc"), hidden(44, 800, "Page 1 0f 38")}
	one := *l
	one.Pages = 1
	return testCase{ext: "pdf", label: one.as("scan", "A hidden text layer of an old reader says 8LR-24-1l873-l, Z4 2O24 and so on; the picture counts."),
		data:    writeScan(pdfOptions{title: "scan", producer: "ReadIt 1.0", created: "2024-11-02"}, picture{jpeg: encodeJPEG(grayscale(img), 45), w: p.w, h: p.h, hidden: layer}),
		imitate: "a scan that somebody once ran through a bad text recogniser", purpose: "a text layer that covers little of the ink and is wrong where it does"}
}

func scanTIFF() testCase {
	pages, l := reportPages()
	var sheets []*image.Gray
	for i, p := range pages {
		sheets = append(sheets, grayscale(specks(skew(render(p, 200), 0.4-0.9*float64(i)), 150, uint64(7+i))))
	}
	return testCase{ext: "tif", label: l.as("scan", "Two black and white pages, 200 dpi."), data: encodeTIFF(200, sheets...),
		imitate: "the output of an office scanner set to black and white", purpose: "a TIFF of several pages, one bit a pixel"}
}

func scanPNG() testCase {
	p, l := cccPage()
	return testCase{ext: "png", label: l.as("scan", "Picture without a resolution entry, 110 dpi in truth."), data: encodePNG(grayscale(render(p, 110))),
		imitate: "a certificate downloaded as a picture from a register's page", purpose: "a clean picture without a resolution entry"}
}

func photoShadow() testCase {
	p, l := licencePage()
	sheet := render(p, 130)
	img := photograph(sheet, 1500, 1100, colour{118, 92, 70}, [4]point{{70, 60}, {1440, 40}, {1470, 1040}, {30, 1060}})
	img = noise(shade(img, 0.35, 0, 0.75, 1, 0.4), 3, 9)
	return testCase{ext: "jpg", label: l.as("photo", "Seen from below, a shadow over the left half."), data: withEXIF(encodeJPEG(img, 42), 1, 72),
		imitate: "a licence on a desk, photographed with a telephone, the hand's shadow on it", purpose: "mild perspective, shadow, wooden table around the sheet"}
}

func photoEXIF() testCase {
	p, l := ukDeclaration()
	img := photograph(render(p, 120), 1050, 1440, colour{80, 84, 92}, [4]point{{35, 40}, {1010, 25}, {1025, 1405}, {20, 1415}})
	// stored lying on its side; orientation 6 tells to turn it clockwise when shown
	stored := imaging.Rotate90(noise(shade(img, 0.9, 0, 0.6, 1, 0.2), 3, 10))
	return testCase{ext: "jpg", label: l.as("photo", "Stored on its side with EXIF orientation 6."), data: withEXIF(encodeJPEG(stored, 38), 6, 72),
		imitate: "a telephone's photo, held upright, stored as the sensor lies", purpose: "EXIF orientation decides what is up"}
}

func pageRotate() testCase {
	p, l := licencePage()
	// drawn standing on a portrait sheet by turning the sheet: the page shows upright only through /Rotate
	q := &page{w: p.h, h: p.w}
	for _, m := range p.marks {
		switch m := m.(type) {
		case textMark:
			m.at = point{m.at.y, p.w - m.at.x}
			m.angle += 90
			q.marks = append(q.marks, m)
		case pathMark:
			points := make([]point, len(m.points))
			for i, at := range m.points {
				points[i] = point{at.y, p.w - at.x}
			}
			m.points = points
			q.marks = append(q.marks, m)
		}
	}
	return testCase{ext: "pdf", label: l.as("born-digital", "The page is turned by /Rotate 90."),
		data:    turnPages(writePDF(pdfOptions{title: "营业执照", producer: "电子证照 2", created: "2023-05-09"}, q), 90),
		imitate: "a landscape document printed to a portrait page with a rotation entry", purpose: "boxes are given on the page as shown, not as stored"}
}

func twoInOne() testCase {
	p, l := redDeclaration()
	q, _ := ukDeclaration()
	both := *l
	both.Pages = 2
	both.Notes = "Page 1 is the declaration labelled here, page 2 another maker's UK declaration (TBT/UKDC/0457). " + l.Notes
	return testCase{ext: "pdf", label: &both, data: writePDF(pdfOptions{title: "certificates", producer: "MergeTool 2", created: "2025-09-12"}, p, q),
		imitate: "several papers of one shipment merged into one file", purpose: "one certificate per part; nothing of page 2 may get into the first"}
}

func twoOfAForm() testCase {
	p, l := iso9001Page()
	q, _ := wallCertificate("Environmental", "ISO 14001:2015", "KA-E-20882", "ISO14001")
	both := *l
	both.Pages = 2
	both.Notes = "Page 2 is the certificate KA-E-20882 for ISO 14001:2015 on the same form. " + l.Notes
	return testCase{ext: "pdf", label: &both, data: writePDF(pdfOptions{title: "certificates", producer: "Ledger 8", created: "2024-05-29"}, p, q),
		imitate: "two certificates of one body for one company, sent as one file", purpose: "same title, same holder, another number: two certificates"}
}

func encryptedEmpty() testCase {
	p, l := redDeclaration()
	return testCase{ext: "pdf", label: l.as("born-digital", "Encrypted with an empty user password."),
		data:    writePDF(pdfOptions{title: "DoC NV-BS7", producer: "Skribent 4.2", created: "2025-02-03", owner: "norvia"}, p),
		imitate: "a third of all certificates: protected against changes, readable by everybody", purpose: "opens silently, without a Problem"}
}
