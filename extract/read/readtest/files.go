package readtest

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/image/bmp"
)

// PDFPage is one page of a PDF file made by PDF.
type PDFPage struct {
	Width, Height float64     // media box, points, before Rotate
	Rotate        int         // the page's own rotation
	Crop          [4]float64  // crop box as PDF counts it, from the lower left; zero = none
	Scan          image.Image // covers the page; nil = none
	Lines         []PDFLine
}

// PDFLine is a line of text in Helvetica.
type PDFLine struct {
	X, Y, Size float64 // from the lower left
	Text       string
	Invisible  bool // as recognition programs lay it over a scan
}

// PDF writes a PDF file.
func PDF(pages ...PDFPage) []byte {
	var out bytes.Buffer
	var offsets []int
	object := func(format string, args ...any) {
		offsets = append(offsets, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n", len(offsets))
		fmt.Fprintf(&out, format, args...)
		out.WriteString("\nendobj\n")
	}
	out.WriteString("%PDF-1.4\n")
	var kids strings.Builder
	for i := range pages {
		fmt.Fprintf(&kids, "%d 0 R ", 4+3*i)
	}
	object("<</Type/Catalog/Pages 2 0 R>>")
	object("<</Type/Pages/Count %d/Kids[%s]>>", len(pages), kids.String())
	object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
	for i, p := range pages {
		crop := ""
		if p.Crop != [4]float64{} {
			crop = fmt.Sprintf("/CropBox[%g %g %g %g]", p.Crop[0], p.Crop[1], p.Crop[2], p.Crop[3])
		}
		object("<</Type/Page/Parent 2 0 R/MediaBox[0 0 %g %g]%s/Rotate %d/Contents %d 0 R/Resources<</Font<</F 3 0 R>>/XObject<</S %d 0 R>>>>>>",
			p.Width, p.Height, crop, p.Rotate, 5+3*i, 6+3*i)
		var content strings.Builder
		var scan bytes.Buffer
		size := image.Pt(1, 1)
		if p.Scan != nil {
			fmt.Fprintf(&content, "q %g 0 0 %g 0 0 cm /S Do Q\n", p.Width, p.Height)
			size = p.Scan.Bounds().Size()
			if err := jpeg.Encode(&scan, p.Scan, &jpeg.Options{Quality: 90}); err != nil {
				panic(err)
			}
		}
		for _, l := range p.Lines {
			mode := 0
			if l.Invisible {
				mode = 3
			}
			text := strings.NewReplacer(`\`, `\\`, "(", `\(`, ")", `\)`).Replace(l.Text)
			fmt.Fprintf(&content, "BT /F %g Tf %d Tr %g %g Td (%s) Tj ET\n", l.Size, mode, l.X, l.Y, text)
		}
		object("<</Length %d>>stream\n%s\nendstream", content.Len(), content.String())
		object("<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/DCTDecode/Length %d>>stream\n%s\nendstream",
			size.X, size.Y, scan.Len(), scan.String())
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, at := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&out, "trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, start)
	return out.Bytes()
}

// JPEG writes a JPEG file of dpi whose EXIF block names the orientation (1–8).
func JPEG(img image.Image, dpi, orientation int) []byte {
	var plain bytes.Buffer
	if err := jpeg.Encode(&plain, img, &jpeg.Options{Quality: 90}); err != nil {
		panic(err)
	}
	block := []byte("Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x03")
	entry := func(tag, kind uint16, value uint32) {
		block = binary.BigEndian.AppendUint16(block, tag)
		block = binary.BigEndian.AppendUint16(block, kind)
		block = binary.BigEndian.AppendUint32(block, 1)
		if kind == 3 {
			value <<= 16
		}
		block = binary.BigEndian.AppendUint32(block, value)
	}
	entry(274, 3, uint32(orientation))
	entry(282, 5, 8+2+3*12+4) // the rational follows the directory
	entry(296, 3, 2)
	block = append(block, 0, 0, 0, 0)
	block = binary.BigEndian.AppendUint32(block, uint32(dpi))
	block = binary.BigEndian.AppendUint32(block, 1)
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1}, byte((len(block)+2)>>8), byte(len(block)+2))
	out = append(out, block...)
	return append(out, plain.Bytes()[2:]...)
}

// PNG writes a PNG file that names no resolution.
func PNG(img image.Image) []byte {
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// BMP writes a BMP file.
func BMP(img image.Image) []byte {
	var out bytes.Buffer
	if err := bmp.Encode(&out, img); err != nil {
		panic(err)
	}
	return out.Bytes()
}

// TIFF writes a TIFF file of several grey pages of dpi.
func TIFF(dpi int, pages ...image.Image) []byte {
	out := []byte("II*\x00\x00\x00\x00\x00")
	link := 4 // where the offset of the next directory goes
	for _, img := range pages {
		b := img.Bounds()
		strip := len(out)
		for y := b.Min.Y; y < b.Max.Y; y++ {
			for x := b.Min.X; x < b.Max.X; x++ {
				out = append(out, color.GrayModel.Convert(img.At(x, y)).(color.Gray).Y)
			}
		}
		length := len(out) - strip
		resolution := len(out)
		out = binary.LittleEndian.AppendUint32(out, uint32(dpi))
		out = binary.LittleEndian.AppendUint32(out, 1)
		if len(out)%2 == 1 {
			out = append(out, 0)
		}
		binary.LittleEndian.PutUint32(out[link:], uint32(len(out)))
		entries := [][3]int{{256, 4, b.Dx()}, {257, 4, b.Dy()}, {258, 3, 8}, {259, 3, 1}, {262, 3, 1}, {273, 4, strip},
			{277, 3, 1}, {278, 4, b.Dy()}, {279, 4, length}, {282, 5, resolution}, {296, 3, 2}}
		out = binary.LittleEndian.AppendUint16(out, uint16(len(entries)))
		for _, e := range entries {
			out = binary.LittleEndian.AppendUint16(out, uint16(e[0]))
			out = binary.LittleEndian.AppendUint16(out, uint16(e[1]))
			out = binary.LittleEndian.AppendUint32(out, 1)
			out = binary.LittleEndian.AppendUint32(out, uint32(e[2]))
		}
		link = len(out)
		out = append(out, 0, 0, 0, 0)
	}
	return out
}

// SecondEngine gives the folder that make setup ENGINES=ppocr fills, or skips the test where files are missing; in CI
// that is a failure.
func SecondEngine(t *testing.T, missing func(folder string) []string) string {
	t.Helper()
	folder := os.Getenv("CERTCAT_PPOCR")
	if folder == "" {
		data := os.Getenv("XDG_DATA_HOME")
		if data == "" {
			data = filepath.Join(os.Getenv("HOME"), ".local", "share")
		}
		folder = filepath.Join(data, "certcat", "ppocr")
	}
	if lost := missing(folder); len(lost) > 0 {
		if os.Getenv("CERTCAT_CI") == "1" {
			t.Fatalf("%q are not in %s: make setup ENGINES=ppocr", lost, folder)
		}
		t.Skipf("%q are not in %s: make setup ENGINES=ppocr", lost, folder)
	}
	return folder
}
