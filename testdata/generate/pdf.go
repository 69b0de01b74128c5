package main

import (
	"bytes"
	"fmt"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// pdfOptions is what a PDF says beside its pages.
type pdfOptions struct {
	title, producer string
	created         string // 2006-01-02
	// user and owner passwords; a PDF with an owner password alone opens without asking.
	user, owner string
}

// picture is a page that is nothing but a JPEG, with an invisible text layer where a reader of old left one.
type picture struct {
	jpeg   []byte
	w, h   float64
	hidden []textMark
}

func newPDF(o pdfOptions) *fpdf.Fpdf {
	pdf := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt", Size: fpdf.SizeType{Wd: 595, Ht: 842}})
	made, err := time.Parse(time.DateOnly, o.created)
	check(err)
	pdf.SetCreationDate(made)
	pdf.SetModificationDate(made)
	pdf.SetCatalogSort(true)
	pdf.SetTitle(o.title, true)
	pdf.SetProducer(o.producer, true)
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetMargins(0, 0, 0)
	if o.owner != "" {
		pdf.SetProtection(fpdf.CnProtectPrint, o.user, o.owner)
	}
	for _, f := range faces {
		pdf.AddUTF8FontFromBytes(string(f), "", bytes.Clone(loadFonts()[f].bytes))
	}
	return pdf
}

func closePDF(pdf *fpdf.Fpdf) []byte {
	var out bytes.Buffer
	check(pdf.Output(&out))
	return out.Bytes()
}

// writePDF makes a born-digital PDF.
func writePDF(o pdfOptions, pages ...*page) []byte {
	pdf := newPDF(o)
	for _, p := range pages {
		pdf.AddPageFormat("P", fpdf.SizeType{Wd: p.w, Ht: p.h})
		for _, m := range p.marks {
			switch m := m.(type) {
			case textMark:
				drawText(pdf, m)
			case pathMark:
				drawPath(pdf, m)
			}
		}
	}
	return closePDF(pdf)
}

// writeScan makes a PDF of pictures.
func writeScan(o pdfOptions, pictures ...picture) []byte {
	pdf := newPDF(o)
	for i, pic := range pictures {
		pdf.AddPageFormat("P", fpdf.SizeType{Wd: pic.w, Ht: pic.h})
		name := fmt.Sprint("page", i)
		options := fpdf.ImageOptions{ImageType: "JPG"}
		pdf.RegisterImageOptionsReader(name, options, bytes.NewReader(pic.jpeg))
		pdf.ImageOptions(name, 0, 0, pic.w, pic.h, false, options, 0, "")
		for _, m := range pic.hidden {
			drawText(pdf, m)
		}
	}
	return closePDF(pdf)
}

func drawText(pdf *fpdf.Fpdf, m textMark) {
	pdf.SetTextColor(int(m.colour.r), int(m.colour.g), int(m.colour.b))
	if m.hidden {
		pdf.SetTextRenderingMode(3)
		defer pdf.SetTextRenderingMode(0)
	}
	if m.angle != 0 {
		pdf.TransformBegin()
		pdf.TransformRotate(m.angle, m.at.x, m.at.y)
		defer pdf.TransformEnd()
	}
	x := m.at.x
	for _, piece := range runs(m.face, m.text) {
		pdf.SetFont(string(piece.face), "", m.size)
		pdf.Text(x, m.at.y, piece.text)
		x += width(piece.face, m.size, piece.text)
	}
}

func drawPath(pdf *fpdf.Fpdf, m pathMark) {
	pdf.SetDrawColor(int(m.colour.r), int(m.colour.g), int(m.colour.b))
	pdf.SetFillColor(int(m.colour.r), int(m.colour.g), int(m.colour.b))
	pdf.SetLineWidth(m.width)
	pdf.MoveTo(m.points[0].x, m.points[0].y)
	for _, at := range m.points[1:] {
		pdf.LineTo(at.x, at.y)
	}
	if m.closed {
		pdf.ClosePath()
	}
	how := "D"
	if m.fill {
		how = "F"
	}
	pdf.DrawPath(how)
}
