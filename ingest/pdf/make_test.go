package pdf_test

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"strings"
	"testing"
)

// file is a PDF file under construction: object n is objects[n-1].
type file struct {
	objects []string
	trailer string
}

// plainFile has one page with some text.
func plainFile() *file {
	content := "BT /F1 24 Tf 72 700 Td (Certificate of Nothing) Tj ET"
	return &file{
		objects: []string{
			"<< /Type /Catalog /Pages 2 0 R >>",
			"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
			"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
			stream("", content),
			"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
			`<< /Producer (Nothing \(works\)) /Creator <FEFF6B64> /CreationDate (D:20240229235959+08'00') /ModDate (nonsense) >>`,
		},
		trailer: "/Info 6 0 R",
	}
}

func (f *file) with(object int, text string) *file {
	f.objects[object-1] = text
	return f
}

func stream(dict, content string) string {
	return fmt.Sprintf("<< %s /Length %d >>\nstream\n%s\nendstream", dict, len(content), content)
}

func (f *file) bytes() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	offsets := make([]int, len(f.objects))
	for i, object := range f.objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(f.objects)+1)
	for _, offset := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", offset)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n", len(f.objects)+1, f.trailer, start)
	return b.Bytes()
}

// pagesFile has a page for each of the dictionaries' contents.
func pagesFile(pages ...string) *file {
	f := &file{objects: []string{"<< /Type /Catalog /Pages 2 0 R >>", ""}}
	var kids strings.Builder
	for _, page := range pages {
		f.objects = append(f.objects, "<< /Type /Page /Parent 2 0 R /Resources << >> "+page+" >>")
		fmt.Fprintf(&kids, "%d 0 R ", len(f.objects))
	}
	return f.with(2, fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d /MediaBox [0 0 200 100] >>", kids.String(), len(pages)))
}

// deflated is some text, n spaces (a multiple of 1 MB) and some more text, packed once.
func deflated(t *testing.T, before string, n int, after string) string {
	t.Helper()
	var b bytes.Buffer
	w, err := zlib.NewWriterLevel(&b, zlib.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	block := bytes.Repeat([]byte(" "), 1<<20)
	write := func(data []byte) {
		if _, err := w.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	write([]byte(before))
	for range n >> 20 {
		write(block)
	}
	write([]byte(after))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// objectStreamBomb hides the page tree in an object stream that unpacks to n bytes.
func objectStreamBomb(t *testing.T, n int) []byte {
	t.Helper()
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	at := map[int]int{}
	add := func(number int, text string) {
		at[number] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", number, text)
	}
	add(1, "<< /Type /Catalog /Pages 2 0 R >>")
	tree, page := "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] >>"
	head := fmt.Sprintf("2 0 3 %d ", len(tree)+n)
	bomb := deflated(t, head+tree, n, page)
	add(4, stream(fmt.Sprintf("/Type /ObjStm /N 2 /First %d /Filter /FlateDecode", len(head)), bomb))
	at[5] = b.Len()
	entries := []byte{0, 0, 0, 0, 0, 255}
	entry := func(kind byte, value, index int) {
		entries = append(entries, kind, byte(value>>24), byte(value>>16), byte(value>>8), byte(value), byte(index))
	}
	entry(1, at[1], 0)
	entry(2, 4, 0)
	entry(2, 4, 1)
	entry(1, at[4], 0)
	entry(1, at[5], 0)
	fmt.Fprintf(&b, "5 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n", stream("/Type /XRef /Size 6 /W [1 4 1] /Root 1 0 R", string(entries)), at[5])
	return b.Bytes()
}
