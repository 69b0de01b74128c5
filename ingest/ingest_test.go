package ingest_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"testing/iotest"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/child"
	"github.com/certcat/certcat/ingest"
)

func TestSniff(t *testing.T) {
	bmp := "BM\x00\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00"
	for _, test := range []struct {
		head, mediaType, name string
		known                 bool
	}{
		{"%PDF-1.4\n", ingest.PDF, "pdf", true},
		{strings.Repeat("x", 1000) + "%PDF-2.0\n", ingest.PDF, "pdf", true},
		{strings.Repeat("x", 1100) + "%PDF-2.0\n", "text/plain", "text", false},
		{"%PDF-", "application/octet-stream", "unknown", false},
		{"PK\x03\x04\x14\x00\x00\x00\x00\x00 %PDF-1.4 inside", ingest.ZIP, "zip", false},
		{"\xff\xd8\xff\xe0\x00\x10JFIF\x00", ingest.JPEG, "jpeg", true},
		{"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", ingest.PNG, "png", true},
		{"II*\x00\x08\x00\x00\x00", ingest.TIFF, "tiff", true},
		{"MM\x00*\x00\x00\x00\x08", ingest.TIFF, "tiff", true},
		{"RIFF\x10\x00\x00\x00WEBPVP8 ", ingest.WebP, "webp", true},
		{"RIFF\x10\x00\x00\x00WAVEfmt ", "audio/wav", "wav", false},
		{bmp, ingest.BMP, "bmp", true},
		{"BM is how this text begins, and it goes on", "text/plain", "text", false},
		{"\x00\x00\x00\x1cftypheic\x00\x00\x00\x00mif1heicmiaf", ingest.HEIC, "heic", true},
		{"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1heicmiaf", ingest.HEIC, "heic", true},
		{"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00mif1heicmiaf", "image/avif", "avif", false},
		{"GIF89a\x01\x00\x01\x00", "image/gif", "gif", false},
		{"<!DOCTYPE html><html><body>404</body></html>", "text/html", "html", false},
		{"MZ\x90\x00\x03\x00\x00\x00", "application/vnd.microsoft.portable-executable", "exe", false},
		{"7z\xbc\xaf\x27\x1c\x00\x04", "application/x-7z-compressed", "7z", false},
		{"Rar!\x1a\x07\x01\x00", "application/vnd.rar", "rar", false},
		{"Certificate of conformity\n", "text/plain", "text", false},
		{"\x00\x00\x00\x00\x00\x00", "application/octet-stream", "unknown", false},
	} {
		mediaType, name, known := ingest.Sniff([]byte(test.head))
		if mediaType != test.mediaType || name != test.name || known != test.known {
			t.Errorf("%.20q: got %s %s %v, want %s %s %v", test.head, mediaType, name, known, test.mediaType, test.name, test.known)
		}
	}
}

func TestAccept(t *testing.T) {
	dir := t.TempDir()
	put := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	pdf := put("report.docx", "%PDF-1.4 so called")
	link := filepath.Join(dir, "link")
	fifo := filepath.Join(dir, "fifo")
	if err := errors.Join(os.Symlink(pdf, link), syscall.Mkfifo(fifo, 0o600)); err != nil {
		t.Fatal(err)
	}
	g := ingest.Ingest{Limits: ingest.Limits{Bytes: 1 << 16}}
	problems := func(code string, args ...string) []certcat.Problem {
		return []certcat.Problem{certcat.NewProblem(code, args...)}
	}
	for name, test := range map[string]struct {
		path string
		want certcat.Document
	}{
		"pdf":   {pdf, certcat.Document{ID: "89103de6b2698d57900c81d067529db439e8def950e206a449ac89c1b7f43419", MediaType: ingest.PDF, Size: 18}},
		"empty": {put("empty.pdf", ""), certcat.Document{ID: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", Problems: problems("empty")}},
		"text": {put("a.pdf", "hello"), certcat.Document{ID: "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824", MediaType: "text/plain", Size: 5,
			Problems: problems("wrong-type", "type", "text/plain", "name", "text")}},
		"large":   {put("large", strings.Repeat("x", 1<<16+1)), certcat.Document{Size: 65537, Problems: problems("too-large", "size", "65537", "limit", "65536")}},
		"link":    {link, certcat.Document{Problems: problems("not-a-file", "kind", "symlink")}},
		"fifo":    {fifo, certcat.Document{Problems: problems("not-a-file", "kind", "fifo")}},
		"folder":  {dir, certcat.Document{Problems: problems("not-a-file", "kind", "folder")}},
		"device":  {"/dev/null", certcat.Document{Problems: problems("not-a-file", "kind", "device")}},
		"missing": {filepath.Join(dir, "missing"), certcat.Document{Problems: problems("gone")}},
	} {
		got, err := g.Accept(context.Background(), test.path)
		if err != nil || !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: %v\ngot  %+v\nwant %+v", name, err, got, test.want)
		}
	}
}

func TestTakeCopiesAndStops(t *testing.T) {
	g := ingest.Ingest{Limits: ingest.Limits{Bytes: 1 << 20}}
	var out bytes.Buffer
	doc, err := g.Take(context.Background(), iotest.OneByteReader(strings.NewReader("%PDF-1.4 in small pieces")), &out)
	if err != nil || doc.MediaType != ingest.PDF || out.String() != "%PDF-1.4 in small pieces" || doc.Size != 24 {
		t.Errorf("%+v %v", doc, err)
	}
	endless := &counter{r: repeat('x')}
	doc, err = g.Take(context.Background(), endless, io.Discard)
	if err != nil || doc.ID != "" || len(doc.Problems) != 1 || doc.Problems[0].Code != ingest.TooLarge || endless.n > 2<<20 {
		t.Errorf("%+v %v after %d bytes", doc, err, endless.n)
	}
	if _, err := g.Take(context.Background(), iotest.ErrReader(errors.New("disk")), io.Discard); err == nil || !strings.Contains(err.Error(), "disk") {
		t.Errorf("a failing disk: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := g.Take(ctx, repeat('x'), io.Discard); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

type repeat byte

func (r repeat) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(r)
	}
	return len(p), nil
}

type counter struct {
	r io.Reader
	n int
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}

// answers is a reader process that gives prepared answers, to see what Facts makes of them.
type answers []error

func (a *answers) Call(_ context.Context, _ string, in, out any, _ ...child.Limits) error {
	err := (*a)[0]
	*a = (*a)[1:]
	if err == nil {
		*out.(*certcat.Document) = certcat.Document{ID: "wrong", PageCount: 1, Repaired: in.(ingest.FactsRequest).Plain}
	}
	return err
}

func TestFactsKeepsWhatFailed(t *testing.T) {
	stopped := &child.Failure{Op: "facts", Reason: child.Memory, Limit: "1 MB"}
	disk := errors.New("disk full")
	for name, test := range map[string]struct {
		answers answers
		pages   int
		codes   string
		err     error
	}{
		"well":                     {answers{nil}, 1, "", nil},
		"refused":                  {answers{child.Refuse(ingest.Password)}, 0, "password", nil},
		"stopped, plain helps":     {answers{stopped, nil}, 1, "reader-memory", nil},
		"stopped, plain refuses":   {answers{stopped, child.Refuse(ingest.Damaged)}, 0, "damaged reader-memory", nil},
		"stopped twice":            {answers{stopped, stopped}, 0, "reader-memory", nil},
		"machine":                  {answers{disk}, 0, "", disk},
		"stopped and then machine": {answers{stopped, disk}, 0, "", disk},
		"handler's own trouble":    {answers{&child.Failure{Reason: child.Refused}}, 0, "", &child.Failure{}},
	} {
		g := ingest.Ingest{Reader: &test.answers}
		doc, err := g.Facts(context.Background(), certcat.Document{ID: "id", MediaType: ingest.PDF, Size: 7}, "x")
		var codes []string
		for _, p := range doc.Problems {
			codes = append(codes, p.Code)
		}
		if (err != nil) != (test.err != nil) || doc.PageCount != test.pages || strings.Join(codes, " ") != test.codes || doc.ID != "id" || doc.Size != 7 {
			t.Errorf("%s: %+v %v", name, doc, err)
		}
	}
}
