package pdf_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/child"
	"github.com/certcat/certcat/ingest"
	"github.com/certcat/certcat/ingest/ingesttest"
)

// limits are small, so that what passes them is quickly over.
var limits = ingest.Limits{Pages: 50, Facts: child.Limits{CPU: 3 * time.Second, Wall: 20 * time.Second, Memory: 300 << 20}}

func TestMain(m *testing.M) { os.Exit(ingesttest.Main(m)) }

// look takes bytes all the way through Accept and Facts.
func look(t *testing.T, g ingest.Ingest, data []byte) certcat.Document {
	t.Helper()
	path := filepath.Join(t.TempDir(), "document")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	doc, err := g.Accept(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Problems) > 0 {
		return doc
	}
	doc, err = g.Facts(context.Background(), doc, path)
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Problems) == 0 && !doc.Readable() || doc.ID == "" || doc.Size != int64(len(data)) {
		t.Errorf("neither pages nor a problem: %+v", doc)
	}
	return doc
}

// facts is a Document without what every test knows.
func facts(doc certcat.Document) certcat.Document {
	doc.ID, doc.MediaType, doc.Size = "", "", 0
	return doc
}

func codes(doc certcat.Document) string {
	var all []string
	for _, p := range doc.Problems {
		text := p.Code
		for _, a := range p.Args {
			text += " " + a.Key + "=" + a.Value
		}
		all = append(all, text)
	}
	return strings.Join(all, "; ")
}

func encrypted(t *testing.T, data []byte, user string) []byte {
	t.Helper()
	api.DisableConfigDir()
	var out bytes.Buffer
	conf := model.NewAESConfiguration(user, "owner", 256)
	if err := api.Encrypt(bytes.NewReader(data), &out, conf); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestFacts(t *testing.T) {
	g := ingest.Ingest{Reader: ingesttest.Pool(t), Limits: limits}
	a4 := []certcat.PageSize{{Width: 595, Height: 842}}
	plain := certcat.Document{PageCount: 1, Sizes: a4, Producer: "Nothing (works)", Creator: "\u6b64", Created: "2024-02-29"}
	with := func(change func(*certcat.Document)) certcat.Document {
		doc := plain
		change(&doc)
		return doc
	}
	whole := plainFile().bytes()
	signed := plainFile().with(1, "<< /Type /Catalog /Pages 2 0 R /AcroForm << /SigFlags 3 /Fields [<< /FT /Sig /T (s) /V << /Type /Sig /Filter /Adobe.PPKLite /ByteRange [0 1 2 3] /Contents <00> >> >>] >> >>").bytes()
	unsigned := plainFile().with(1, "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [<< /FT /Sig /T (s) >>] >> >>").bytes()
	brokenXref := bytes.Replace(whole, []byte("startxref\n"), []byte("startxref\n9"), 1)
	for name, test := range map[string]struct {
		data []byte
		want certcat.Document
	}{
		"plain":                               {whole, plain},
		"junk before":                         {append(bytes.Repeat([]byte("junk\r\n"), 100), whole...), plain},
		"junk behind":                         {append(bytes.Clone(whole), make([]byte, 700)...), plain},
		"signed":                              {signed, with(func(d *certcat.Document) { d.Signed = true })},
		"signature field without a signature": {unsigned, plain},
		"broken cross references":             {brokenXref, with(func(d *certcat.Document) { d.Repaired = true })},
	} {
		t.Run(name, func(t *testing.T) {
			if got := facts(look(t, g, test.data)); !reflect.DeepEqual(got, test.want) {
				t.Errorf("got  %+v\nwant %+v", got, test.want)
			}
		})
	}
	t.Run("encrypted without a user password", func(t *testing.T) {
		got := look(t, g, encrypted(t, whole, ""))
		if !got.Encrypted || got.Repaired || got.PageCount != 1 || len(got.Problems) > 0 || got.Creator != plain.Creator {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("password", func(t *testing.T) {
		if got := look(t, g, encrypted(t, whole, "secret")); codes(got) != "password" || got.Readable() {
			t.Errorf("got %+v", got)
		}
	})
}

func TestWhatBarsTheWay(t *testing.T) {
	g := ingest.Ingest{Reader: ingesttest.Pool(t), Limits: limits}
	whole := plainFile().bytes()
	t.Run("cut off", func(t *testing.T) {
		got := look(t, g, whole[:len(whole)-200])
		if codes(got) != "half-written" || !got.Repaired || got.PageCount != 1 {
			t.Errorf("got %+v", got)
		}
		if got := look(t, g, whole[:60]); codes(got) != "half-written" || got.Readable() {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("nothing but a header and an end", func(t *testing.T) {
		if got := look(t, g, []byte("%PDF-1.4\nnothing\n%%EOF\n")); codes(got) != "damaged type=application/pdf" {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("no pages", func(t *testing.T) {
		if got := look(t, g, pagesFile().bytes()); codes(got) != "zero-pages" {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("pages that are not there", func(t *testing.T) {
		got := look(t, g, plainFile().with(2, "<< /Type /Pages /Kids [77 0 R 78 0 R] /Count 2 >>").bytes())
		if got.PageCount != 2 || !got.Repaired { // poppler's word: the pages are shown empty
			t.Errorf("got %+v", got)
		}
		got = look(t, g, plainFile().with(2, "<< /Type /Pages /Kids [77 0 R 3 0 R] /Count 2 >>").bytes())
		if got.PageCount != 1 || !got.Repaired {
			t.Errorf("got %+v", got)
		}
	})
	t.Run("too many pages", func(t *testing.T) {
		if got := look(t, g, pagesFile(make([]string, 60)...).bytes()); codes(got) != "too-many-pages pages=60 limit=50" || got.Readable() {
			t.Errorf("got %+v", got)
		}
	})
}

func TestPageSizes(t *testing.T) {
	g := ingest.Ingest{Reader: ingesttest.Pool(t), Limits: limits}
	pages := []string{
		"", "/MediaBox [0 0 300 400]", "/MediaBox [300 400 0 0]", "/Rotate 90", "/Rotate -90", "/Rotate 180", "/Rotate 450",
		"/CropBox [10 10 110 60]", "/CropBox [-50 -50 150 50]", "/CropBox [500 500 600 600]", "/CropBox [10 10 110 60] /Rotate 270",
		"/UserUnit 2", "/MediaBox [0 0 0 0]", "/MediaBox [1 2 3]", "/MediaBox [0 0 1000000000 1000000000]",
	}
	want := []certcat.PageSize{
		{Width: 200, Height: 100}, {Width: 300, Height: 400}, {Width: 300, Height: 400}, {Width: 100, Height: 200}, {Width: 100, Height: 200},
		{Width: 200, Height: 100}, {Width: 100, Height: 200}, {Width: 100, Height: 50}, {Width: 150, Height: 50}, {Width: 200, Height: 100},
		{Width: 50, Height: 100}, {Width: 400, Height: 200}, {Width: 200, Height: 100}, {Width: 200, Height: 100}, {Width: 1e9, Height: 1e9},
	}
	got := look(t, g, pagesFile(pages...).bytes())
	if !reflect.DeepEqual(got.Sizes, want) {
		t.Errorf("got  %v\nwant %v", got.Sizes, want)
	}
}

// Every file that is a little wrong gets pages or a Problem, the same every time, and never an error.
func TestFuzzedFilesAreAnswered(t *testing.T) {
	g := ingest.Ingest{Reader: ingesttest.Pool(t), Limits: limits}
	random := rand.New(rand.NewPCG(1, 2))
	whole := plainFile().bytes()
	readable := 0
	for i := range 30 {
		data := bytes.Clone(whole)
		for range 1 + i/3 {
			switch random.IntN(3) {
			case 0:
				data[16+random.IntN(len(data)-16)] = byte(random.Uint32())
			case 1:
				at := 16 + random.IntN(len(data)-40)
				data = append(data[:at], data[at+random.IntN(20):]...)
			case 2:
				at := 16 + random.IntN(len(data)-16)
				data = append(data[:at:at], append(bytes.Repeat([]byte{byte(random.Uint32())}, random.IntN(20)), data[at:]...)...)
			}
		}
		first := look(t, g, data)
		if first.Readable() {
			readable++
		}
		if second := look(t, g, data); !reflect.DeepEqual(first, second) {
			t.Errorf("variant %d: two answers:\n%+v\n%+v", i, first, second)
		}
	}
	if readable < 10 {
		t.Errorf("only %d of 30 could be read", readable)
	}
}

func TestBombs(t *testing.T) {
	g := ingest.Ingest{Reader: ingesttest.Pool(t), Limits: limits}
	deep := &file{objects: []string{"<< /Type /Catalog /Pages 2 0 R >>"}}
	for i := 2; i < 3000; i++ {
		deep.objects = append(deep.objects, fmt.Sprintf("<< /Type /Pages /Kids [%d 0 R] /Count 1 >>", i+1))
	}
	deep.objects = append(deep.objects, "<< /Type /Page /MediaBox [0 0 100 100] >>")
	laughs := &file{objects: []string{"<< /Type /Catalog /Pages 2 0 R >>"}}
	for i := 2; i < 40; i++ {
		laughs.objects = append(laughs.objects, fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count 10000000000 >>", strings.Repeat(fmt.Sprintf("%d 0 R ", i+1), 10)))
	}
	laughs.objects = append(laughs.objects, "<< /Type /Page /MediaBox [0 0 100 100] >>")
	recursive := plainFile().with(3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 100] /Contents 4 0 R /Resources << /XObject << /X 5 0 R >> >> >>").
		with(4, stream("", "/X Do")).with(5, stream("/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 5 0 R >> >>", "/X Do /X Do"))
	content := plainFile().with(4, stream("/Filter /FlateDecode", deflated(t, "", 512<<20, "")))
	for name, test := range map[string]struct {
		data  []byte
		pages int // -1 = anything that has a Problem
	}{
		"an object stream of 600 MB":  {objectStreamBomb(t, 600<<20), -1},
		"a page's content of 512 MB":  {content.bytes(), 1},
		"a form that draws itself":    {recursive.bytes(), 1},
		"a page tree that is a loop":  {plainFile().with(2, "<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 1 >>").bytes(), -2},
		"a page tree 3000 nodes deep": {deep.bytes(), -2},
		"a page tree of 10^38 pages":  {laughs.bytes(), -2},
		"a page of 10^9 points":       {plainFile().with(3, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 1000000000 1000000000] >>").bytes(), 1},
		"a million nested arrays":     {plainFile().with(5, strings.Repeat("[", 1_000_000)).bytes(), -2},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			got := look(t, g, test.data)
			if took := time.Since(start); took > 45*time.Second {
				t.Errorf("took %s", took)
			}
			t.Logf("%s: %d pages, %s", time.Since(start), got.PageCount, codes(got))
			if test.pages >= 0 && got.PageCount != test.pages || test.pages == -1 && len(got.Problems) == 0 {
				t.Errorf("got %d pages, problems %s", got.PageCount, codes(got))
			}
		})
	}
}
