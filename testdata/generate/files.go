package main

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"fmt"
	"image"
	"image/png"
	"regexp"
	"strings"
	"time"

	"github.com/HugoSmits86/nativewebp"
	"golang.org/x/image/bmp"
)

func encodePNG(img image.Image) []byte {
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	check(encoder.Encode(&out, img))
	return out.Bytes()
}

func encodeBMP(img image.Image) []byte {
	var out bytes.Buffer
	check(bmp.Encode(&out, img))
	return out.Bytes()
}

func encodeWebP(img image.Image) []byte {
	var out bytes.Buffer
	check(nativewebp.Encode(&out, img, nil))
	return out.Bytes()
}

// bits packs a picture into black and white, one bit a pixel, 1 = white.
func bits(img *image.Gray) []byte {
	stride := (img.Rect.Dx() + 7) / 8
	out := make([]byte, stride*img.Rect.Dy())
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			if img.GrayAt(x, y).Y >= 140 {
				out[y*stride+x/8] |= 0x80 >> (x % 8)
			}
		}
	}
	return out
}

// encodeTIFF writes a black and white TIFF of several pages, deflated, as office scanners do.
func encodeTIFF(dpi uint32, pages ...*image.Gray) []byte {
	out := []byte("II*\x00\x00\x00\x00\x00")
	link := 4
	for _, img := range pages {
		var strip bytes.Buffer
		z := zlib.NewWriter(&strip)
		_, err := z.Write(bits(img))
		check(err)
		check(z.Close())
		at := len(out)
		out = append(out, strip.Bytes()...)
		if len(out)%2 == 1 {
			out = append(out, 0)
		}
		resolution := len(out)
		out = binary.LittleEndian.AppendUint32(out, dpi)
		out = binary.LittleEndian.AppendUint32(out, 1)
		binary.LittleEndian.PutUint32(out[link:], uint32(len(out)))
		entries := [][3]uint32{ // tag, type, value
			{256, 4, uint32(img.Rect.Dx())}, {257, 4, uint32(img.Rect.Dy())}, {258, 3, 1}, {259, 3, 8}, {262, 3, 1},
			{273, 4, uint32(at)}, {277, 3, 1}, {278, 4, uint32(img.Rect.Dy())}, {279, 4, uint32(strip.Len())},
			{282, 5, uint32(resolution)}, {283, 5, uint32(resolution)}, {296, 3, 2},
		}
		out = binary.LittleEndian.AppendUint16(out, uint16(len(entries)))
		for _, e := range entries {
			out = binary.LittleEndian.AppendUint16(out, uint16(e[0]))
			out = binary.LittleEndian.AppendUint16(out, uint16(e[1]))
			out = binary.LittleEndian.AppendUint32(out, 1)
			out = binary.LittleEndian.AppendUint32(out, e[2])
		}
		link = len(out)
		out = append(out, 0, 0, 0, 0)
	}
	return out
}

// office makes a word processor's document: a ZIP archive that is no archive of certificates.
func office(text string) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range [][2]string{
		{"[Content_Types].xml", `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`},
		{"_rels/.rels", `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`},
		{"word/document.xml", `<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>` + text + `</w:t></w:r></w:p></w:body></w:document>`},
	} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: part[0], Method: zip.Deflate, Modified: time.Date(2024, 1, 2, 0, 0, 0, 0, time.UTC)})
		check(err)
		_, err = w.Write([]byte(part[1]))
		check(err)
	}
	check(z.Close())
	return out.Bytes()
}

// bare writes a PDF from its objects, with a right cross-reference table.
func bare(objects ...string) []byte {
	var out strings.Builder
	out.WriteString("%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
	offsets := make([]int, len(objects))
	for i, object := range objects {
		offsets[i] = out.Len()
		fmt.Fprintf(&out, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&out, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, start)
	return []byte(out.String())
}

var (
	pageObject = regexp.MustCompile(`<</Type /Page\n`)
	xrefEntry  = regexp.MustCompile(`(\d{10}) 00000 n `)
	startXref  = regexp.MustCompile(`startxref\n(\d+)\n`)
)

// turnPages sets /Rotate on every page of a PDF that fpdf wrote, and mends the cross-reference table.
func turnPages(data []byte, degrees int) []byte {
	insert := fmt.Sprintf("/Rotate %d\n", degrees)
	places := pageObject.FindAllIndex(data, -1)
	if len(places) == 0 {
		panic("turnPages: no page object found")
	}
	var out []byte
	from := 0
	for _, place := range places {
		out = append(append(out, data[from:place[1]]...), insert...)
		from = place[1]
	}
	out = append(out, data[from:]...)
	moved := func(offset int) int {
		shift := 0
		for _, place := range places {
			if offset >= place[1] {
				shift += len(insert)
			}
		}
		return offset + shift
	}
	number := func(b []byte) int {
		n := 0
		_, err := fmt.Sscanf(string(b), "%d", &n)
		check(err)
		return n
	}
	out = xrefEntry.ReplaceAllFunc(out, func(b []byte) []byte {
		return fmt.Appendf(nil, "%010d 00000 n ", moved(number(b[:10])))
	})
	return startXref.ReplaceAllFunc(out, func(b []byte) []byte {
		return fmt.Appendf(nil, "startxref\n%d\n", moved(number(b[len("startxref\n"):])))
	})
}
