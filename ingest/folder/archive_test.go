package folder_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"hash/crc32"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/certcat/certcat/ingest/folder"
	"github.com/certcat/certcat/ingest/ingesttest"
)

type packed struct{ name, text string }

func zipped(t *testing.T, files ...packed) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		e, err := w.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, NonUTF8: true})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := e.Write([]byte(f.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// liar packs n spaces and claims that they are few.
func liar(t *testing.T, n int64, claim uint64) string {
	t.Helper()
	var body bytes.Buffer
	squeeze, err := flate.NewWriter(&body, flate.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	sum := crc32.NewIEEE()
	if _, err := io.CopyN(io.MultiWriter(squeeze, sum), blank{}, n); err != nil {
		t.Fatal(err)
	}
	if err := squeeze.Close(); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	e, err := w.CreateRaw(&zip.FileHeader{Name: "a.pdf", Method: zip.Deflate, CRC32: sum.Sum32(), CompressedSize64: uint64(body.Len()), UncompressedSize64: claim})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Write(body.Bytes()); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

type blank struct{}

func (blank) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

func TestArchives(t *testing.T) {
	pool := ingesttest.Pool(t)
	many := make([]packed, 30)
	for i := range many {
		many[i] = packed{fmt.Sprintf("%02d", i), "x"}
	}
	locked := []byte(zipped(t, packed{"a.pdf", "secret"}, packed{"b.pdf", "open"}))
	locked[6] |= 1
	locked[bytes.Index(locked, []byte("PK\x01\x02"))+8] |= 1
	good := zipped(t, packed{"good.pdf", "text"})
	bad := []byte(zipped(t, packed{"a.pdf", "some text"}, packed{"b.pdf", "b"}))
	bad[36] ^= 0x55
	gbk := "\xd6\xa4\xca\xe9.pdf"
	for name, test := range map[string]struct {
		data string
		want []string
	}{
		"files": {zipped(t, packed{"b/two.pdf", "2"}, packed{"one.pdf", "1"}, packed{"empty/", ""}, packed{"__MACOSX/x", "x"}, packed{".hidden", "x"}, packed{"one.pdf", "again"}),
			[]string{`a.zip!/b/two.pdf "2"`, `a.zip!/one.pdf "1"`, `a.zip!/one.pdf (2) "again"`}},
		"names that lead elsewhere": {zipped(t, packed{"../../etc/passwd", "1"}, packed{"/abs.pdf", "2"}, packed{`..\win.pdf`, "3"}, packed{"a\x1b\xff.pdf", "4"}, packed{gbk, "5"}),
			[]string{`a.zip!/etc/passwd "1"`, `a.zip!/abs.pdf "2"`, `a.zip!/win.pdf "3"`, `a.zip!/a\u{1b}\xff.pdf "4"`, `a.zip!/证书.pdf "5"`}},
		"an archive inside":        {zipped(t, packed{"inner.zip", good}, packed{"c.pdf", "c"}), []string{`a.zip!/inner.zip archive-nested`, `a.zip!/c.pdf "c"`}},
		"a password":               {string(locked), []string{`a.zip!/a.pdf archive-password`, `a.zip!/b.pdf "open"`}},
		"a damaged entry":          {string(bad), []string{`a.zip!/a.pdf archive-damaged`, `a.zip!/b.pdf "b"`}},
		"cut off":                  {good[:len(good)-30], []string{`a.zip archive-damaged`}},
		"empty":                    {zipped(t), []string{`a.zip archive-empty`}},
		"too many files":           {zipped(t, many...), []string{`a.zip archive-too-large what=entries limit=20`}},
		"too much in all":          {liar(t, 1<<20, 1<<40), []string{`a.zip archive-too-large what=total limit=1073741824`}},
		"a bomb":                   {liar(t, 64<<20, 64<<20), []string{`a.zip archive-too-large what=ratio limit=100`}},
		"a bomb that lies":         {liar(t, 64<<20, 100), []string{`a.zip!/a.pdf archive-damaged`}},
		"one file that is too big": {zipped(t, packed{"a.pdf", strings.Repeat("x", 9<<20)}, packed{"b.pdf", "b"}), []string{`a.zip!/a.pdf archive-too-large what=entry limit=8388608`, `a.zip!/b.pdf "b"`}},
	} {
		t.Run(name, func(t *testing.T) {
			dir, temp := t.TempDir(), t.TempDir()
			put(t, filepath.Join(dir, "a.zip"), test.data)
			put(t, filepath.Join(dir, "b.pdf"), "beside")
			limits := folder.ArchiveLimits{Entries: 20, Total: 1 << 30, Entry: 8 << 20, Ratio: 100}
			source := folder.Folder{Dir: dir, Options: folder.Options{Archives: &folder.Archives{Reader: pool, Limits: limits, Temp: temp}}}
			if got, want := all(t, source), append(test.want, `b.pdf "beside"`); !reflect.DeepEqual(got, want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
			if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
				t.Errorf("left behind: %v %v", left, err)
			}
		})
	}
	t.Run("without archives it is a file", func(t *testing.T) {
		dir := t.TempDir()
		put(t, filepath.Join(dir, "a.zip"), good)
		if got := all(t, folder.Folder{Dir: dir}); len(got) != 1 || !strings.HasPrefix(got[0], `a.zip "PK`) {
			t.Errorf("got %v", got)
		}
	})
}
