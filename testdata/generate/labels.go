package main

import "github.com/disintegration/imaging"

func labelPhoto() testCase {
	p := &page{w: 320, h: 220}
	s, b := style{sans, 9, white}, style{sansBold, 10, white}
	p.fill(0, 0, 320, 220, colour{38, 38, 42})
	p.text(16, 30, style{sansBold, 18, white}, "MOXIBAI")
	p.text(16, 48, b, "USB Charger")
	p.text(16, 64, s, "Model: MXB-C20")
	p.text(16, 80, s, "Input: 100-240V~ 50/60Hz 0.6A")
	p.text(16, 94, s, "Output: 5V 3A / 9V 2.22A / 12V 1.67A")
	p.text(16, 112, s, "For indoor use only")
	p.text(16, 126, s, "Shenzhen Moxibai Electronics Co., Ltd.")
	p.text(16, 140, s, "Made in China")
	p.ce(20, 160, 28, white)
	p.rect(90, 160, 118, 188, 1.4, white)
	p.rect(96, 166, 112, 182, 1.4, white)
	p.text(140, 180, b, "RoHS")
	img := photograph(render(p, 260), 1200, 860, colour{170, 172, 168}, [4]point{{90, 80}, {1120, 50}, {1140, 790}, {70, 800}})
	img = noise(imaging.Blur(shade(img, 0.2, 0, 0.5, 1, 0.3), 0.6), 4, 12)
	return testCase{ext: "jpg", data: withEXIF(encodeJPEG(img, 55), 1, 72),
		imitate: "the rating label on a charger, photographed", purpose: "light letters on dark plastic; values without sentences",
		label: &label{Pages: 1, Medium: "photo", Languages: []string{"en"}, Kind: "label-photo",
			Fields: fields{Manufacturer: is("Shenzhen Moxibai Electronics Co., Ltd."), Product: is("USB Charger"), Brand: is("MOXIBAI"), Models: list("MXB-C20"),
				Ratings: list("Input: 100-240V~ 50/60Hz 0.6A", "Output: 5V 3A / 9V 2.22A / 12V 1.67A"), Marks: list("CE", "RoHS")},
			Notes: "The firm's name stands without a label."}}
}

func labelWebP() testCase {
	p := &page{w: 260, h: 150}
	s, b := style{sans, 8.5, ink}, style{sansBold, 9, ink}
	p.rect(4, 4, 256, 146, 1, ink)
	p.text(12, 24, style{sansBold, 15, ink}, "norvia")
	p.text(12, 40, b, "Bluetooth speaker")
	p.text(12, 54, s, "Model: NV-BS7")
	p.text(12, 67, s, "Input: 5V 2A")
	p.text(12, 80, s, "Battery: 3.7V 4400mAh 16.28Wh")
	p.text(12, 93, s, "Manufacturer: Norvia Ääni Oy")
	p.text(12, 106, s, "Satamakuja 8 B, 20200 Turku, Finland")
	p.text(12, 119, s, "S/N 7112000417 · 2025-02")
	p.ce(180, 20, 26, ink)
	img := skew(grayscale(render(p, 200)), 1.2)
	return testCase{ext: "webp", data: encodeWebP(img),
		imitate: "a label's drawing from a product page", purpose: "WebP; a month of manufacture that is no date of issue",
		label: &label{Pages: 1, Medium: "photo", Languages: []string{"en"}, Kind: "label-photo",
			Fields: fields{Manufacturer: is("Norvia Ääni Oy"), ManufacturerAddress: is("Satamakuja 8 B, 20200 Turku, Finland"), Product: is("Bluetooth speaker"), Brand: is("norvia"), Models: list("NV-BS7"),
				Ratings: list("Input: 5V 2A", "Battery: 3.7V 4400mAh 16.28Wh"), Marks: list("CE")},
			Notes: "2025-02 is the month of manufacture."}}
}

func labelBMP() testCase {
	p := &page{w: 170, h: 108}
	s := style{sans, 7.5, ink}
	p.text(8, 18, style{sansBold, 12, ink}, "TUYANHE")
	p.text(8, 32, s, "LED string light")
	p.text(8, 43, s, "Model: TY-100")
	p.text(8, 54, s, "DC 31V 6W IP44")
	p.text(8, 65, s, "Ningbo Tuyanhe Lighting Co., Ltd.")
	p.text(8, 76, s, "Batch 2408")
	p.ce(110, 12, 20, ink)
	return testCase{ext: "bmp", data: encodeBMP(grayscale(noise(fade(render(p, 190), 30, 235), 5, 14))),
		imitate: "a label cut out of a photo with an old program", purpose: "BMP, small and grey",
		label: &label{Pages: 1, Medium: "photo", Languages: []string{"en"}, Kind: "label-photo",
			Fields: fields{Manufacturer: is("Ningbo Tuyanhe Lighting Co., Ltd."), Product: is("LED string light"), Brand: is("TUYANHE"), Models: list("TY-100"), Ratings: list("DC 31V 6W IP44"), Marks: list("CE")},
			Notes:  "2408 is a batch."}}
}
