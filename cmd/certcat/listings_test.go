package main

import (
	"bytes"
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/cmd/certcat/desk"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/store/dir"
)

func aPicture(t *testing.T) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8, 8))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func written(t *testing.T, folder, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestListingFiles reads one listing in the spellings in which people hand it in.
func TestListingFiles(t *testing.T) {
	const plain = "sku,documents,title,brand,models,picture\nA-1,one.pdf;two.pdf,移动电源 Ä,Mäuse,MB-1；MB-2,p.png\n"
	encoded := func(text string, e interface{ String(string) (string, error) }) []byte {
		out, err := e.String(text)
		if err != nil {
			t.Fatal(err)
		}
		return []byte(out)
	}
	western := "sku,documents,title,brand,models,picture\nA-1,one.pdf;two.pdf,Gerät Ä,Mäuse,MB-1;MB-2,p.png\n"
	for name, c := range map[string]struct {
		data     []byte
		encoding string
	}{
		"UTF-8":                       {[]byte(plain), ""},
		"with a mark, Windows lines":  {[]byte("\ufeff" + strings.ReplaceAll(plain, "\n", "\r\n")), ""},
		"UTF-16 with a mark":          {encoded(plain, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder()), ""},
		"UTF-16 the other way about":  {encoded(plain, unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder()), ""},
		"GB 18030":                    {encoded(plain, simplifiedchinese.GB18030.NewEncoder()), "gb18030"},
		"Windows-1252":                {encoded(western, charmap.Windows1252.NewEncoder()), "windows-1252"},
		"semicolons":                  {[]byte("SKU;Documents;title;brand;models;picture\nA-1;\"one.pdf;two.pdf\";移动电源 Ä;Mäuse;MB-1；MB-2;p.png\n"), ""},
		"tabs, empty lines, no title": {[]byte("sku\tdocuments\tbrand\tmodels\tpicture\n\t\t\t\t\nA-1\tone.pdf;two.pdf\tMäuse\tMB-1;MB-2\tp.png\n"), ""},
	} {
		folder := t.TempDir()
		written(t, folder, "p.png", aPicture(t))
		list, err := readListings(written(t, folder, "l.csv", c.data), c.encoding)
		if err != nil || len(list) != 1 {
			t.Errorf("%s: %d listings, %v", name, len(list), err)
			continue
		}
		l := list[0]
		if l.SKU != "A-1" || l.Brand != "Mäuse" || strings.Join(l.Models, " ") != "MB-1 MB-2" || strings.Join(l.documents, " ") != "one.pdf two.pdf" || len(l.picture) == 0 ||
			l.Title != "" && !strings.HasSuffix(l.Title, "Ä") {
			t.Errorf("%s: %+v", name, l)
		}
	}
}

// TestListingFilesRefused: a file in which something is wrong is refused as a whole, with the line and what is wrong.
func TestListingFilesRefused(t *testing.T) {
	gb, err := simplifiedchinese.GB18030.NewEncoder().String("sku,documents,title\nA,b.pdf,移动电源\n")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ data, want string }{
		"empty":                  {"", "empty"},
		"no documents":           {"sku,title\nA,b\n", `"documents" is missing`},
		"a column too many":      {"sku,documents,colour\nA,b,c\n", `"colour"`},
		"a column twice":         {"sku,documents,sku\nA,b,c\n", "two columns"},
		"a line without SKU":     {"sku,documents\nA,b\n,c\n", "line 3"},
		"a line that is longer":  {"sku,documents\nA,b,c\n", "line 2"},
		"a quote that never end": {"sku,documents\n\"A,b\n", "line"},
		"another encoding":       {gb, "--encoding"},
		"a NUL":                  {"sku,documents\nA\x00,b\n", "UTF-8"},
		"a cell like a book":     {"sku,documents\nA," + strings.Repeat("x", 10_001) + "\n", "10000 bytes"},
		"a rating without =":     {"sku,documents,ratings\nA,b,20 W\n", "NAME=VALUE"},
		"a picture elsewhere":    {"sku,documents,picture\nA,b,../p.png\n", "beside the file"},
		"a picture that leads":   {"sku,documents,picture\nA,b,link.png\n", "link.png"},
		"a picture that is none": {"sku,documents,picture\nA,b,no.png\n", "no JPEG"},
		"a broken Excel file":    {"PK\x03\x04 and nothing else", "Excel"},
	} {
		folder := t.TempDir()
		written(t, folder, "no.png", []byte("<svg onload=alert(1)>"))
		if err := os.Symlink(written(t, t.TempDir(), "p.png", aPicture(t)), filepath.Join(folder, "link.png")); err != nil {
			t.Fatal(err)
		}
		if list, err := readListings(written(t, folder, "l.csv", []byte(c.data)), ""); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, %v", name, list, err)
		}
	}
	if _, err := readListings(written(t, t.TempDir(), "l.csv", []byte(gb)), "klingon"); err == nil || !strings.Contains(err.Error(), "klingon") {
		t.Errorf("an encoding that nobody knows: %v", err)
	}
}

// TestListingsImport goes the whole way: a document is read, an Excel file with a picture in its cell names it, and the
// review page is given the listing. Hostile cells stay the text that they are.
func TestListingsImport(t *testing.T) {
	input, at := t.TempDir(), filepath.Join(t.TempDir(), "store")
	data, err := os.ReadFile("../../testdata/cases/eu-doc-en62368-2014/eu-doc-en62368-2014.pdf")
	if err != nil {
		t.Fatal(err)
	}
	written(t, input, "declaration.pdf", data)
	if code, out := command(t, "batch", input, "--store", at, "--jobs", "1"); code != 0 && code != 2 {
		t.Fatalf("batch: %d\n%s", code, out)
	}
	const title = `=cmd|' /C calc'!A0 <script>alert(1)</script>` + "\u202e"
	book := excelize.NewFile()
	for i, row := range [][]any{{"sku", "documents", "title", "brand", "ratings", "picture"}, {1234567890123, "declaration.pdf; missing.pdf", title, "OTHER", "power=20 W"}} {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err == nil {
			err = book.SetSheetRow("Sheet1", cell, &row)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := book.AddPictureFromBytes("Sheet1", "F2", &excelize.Picture{Extension: ".png", File: aPicture(t)}); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "listings.xlsx")
	if err := book.SaveAs(file); err != nil {
		t.Fatal(err)
	}
	code, out, errs := commandIn(t, map[string]string{}, "listings", "import", file, "--store", at)
	if code != 0 || !strings.Contains(out, "1 listing") || !strings.Contains(errs, "missing.pdf") {
		t.Fatalf("listings import: %d\n%s%s", code, out, errs)
	}
	blobs, err := dir.Open(at)
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), blobs, "")
	if err != nil {
		t.Fatal(err)
	}
	l, err := desk.ListingOf(t.Context(), s, store.Hash(data))
	if err != nil || l == nil || l.SKU != "1234567890123" || l.Title != title || l.Brand != "OTHER" || len(l.Picture) != 40 || len(l.Attributes) != 1 || l.Attributes[0] != (certcat.Attribute{Name: "power", Value: "20", Unit: "W"}) {
		t.Errorf("the listing is %+v, %v", l, err)
	}
	if code, _ := command(t, "listings", "import", written(t, t.TempDir(), "l.csv", []byte("sku,title\nA,b\n")), "--store", at); code != exitUsage {
		t.Errorf("a file without documents: exit %d", code)
	}
}
