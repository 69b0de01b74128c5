package read_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/child"
	"github.com/certcat/certcat/extract/read"
	"github.com/certcat/certcat/extract/read/picture"
	"github.com/certcat/certcat/extract/read/poppler"
	"github.com/certcat/certcat/extract/read/ppocr"
	"github.com/certcat/certcat/extract/read/readtest"
	"github.com/certcat/certcat/extract/read/tesseract"
)

// What the child half is told: hostile names its first engine, Tesseract where it is unset; hostileSecond its second,
// or secondFolder the folder of PP-OCR; it has one engine where both are unset.
const (
	hostile       = "CERTCAT_TEST_ENGINE"
	hostileSecond = "CERTCAT_TEST_SECOND"
	secondFolder  = "CERTCAT_TEST_PPOCR"
)

// TestMain plays the child half too: the pool starts the test program again.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "reader" {
		engines := []read.Engine{&tesseract.Engine{}}
		if name := os.Getenv(hostile); name != "" {
			engines[0] = readtest.Hostile(name)
		}
		if name := os.Getenv(hostileSecond); name != "" {
			engines = append(engines, readtest.Hostile(name))
		} else if folder := os.Getenv(secondFolder); folder != "" {
			engines = append(engines, ppocr.New(folder))
		}
		run := func(ctx context.Context, dir, name string, args ...string) ([]byte, error) {
			return child.Run(ctx, dir, child.Limits{Wall: time.Minute, Memory: 2 << 30, Output: 256 << 20}, name, args...)
		}
		if err := child.Serve(context.Background(), read.Handlers(engines, poppler.Medium{Run: run}, picture.Source{Run: run})); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

func newReader(t *testing.T, config read.Config, env ...string) *read.Reader {
	t.Helper()
	pool, err := child.NewPool(child.Config{Env: append(tesseract.Environment(), env...), Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = pool.Close() })
	return read.New(config, pool)
}

func write(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestHostileEngines proves that whatever an engine does, every page comes back, with a Problem where it was not read.
func TestHostileEngines(t *testing.T) {
	page := readtest.Draw(readtest.Certificate[:6], 12, 100)
	scan := readtest.PDFPage{Width: 595, Height: 842, Scan: page.Image}
	text := readtest.PDFPage{Width: 595, Height: 842, Lines: []readtest.PDFLine{{X: 70, Y: 700, Size: 12, Text: "This page says it in letters"}}}
	path := write(t, "scan.pdf", readtest.PDF(scan, text))
	doc := certcat.Document{ID: "hostile", MediaType: "application/pdf", PageCount: 2}
	for engine, code := range map[readtest.Hostile]string{
		readtest.Crash: "reader-crash", readtest.Hang: "reader-deadline", readtest.Spin: "reader-cpu",
		readtest.Eat: "reader-memory", readtest.Lie: "words-not-believed",
	} {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			limits := child.Limits{Wall: 2 * time.Minute, CPU: 20 * time.Second, Memory: 512 << 20}
			switch engine {
			case readtest.Hang:
				limits.Wall = 8 * time.Second
			case readtest.Spin:
				limits.CPU = 2 * time.Second
			}
			r := newReader(t, read.Config{Limits: limits}, hostile+"="+string(engine))
			pages, err := r.Read(context.Background(), doc, path, nil)
			if err != nil {
				t.Fatal(err)
			}
			if len(pages.Pages) != 2 {
				t.Fatalf("%d pages, want 2", len(pages.Pages))
			}
			first, second := pages.Pages[0], pages.Pages[1]
			if len(first.Problems) != 1 || first.Problems[0].Code != code || first.Problems[0].Page != 1 {
				t.Errorf("problems of the scanned page: %+v, want %s", first.Problems, code)
			}
			if transient := first.Problems[0].Transient; transient != (engine != readtest.Lie) {
				t.Errorf("transient = %v", transient)
			}
			if engine == readtest.Lie {
				for _, w := range first.Readings[first.Best].Words {
					if w.Text != "honest" && w.Text != "more" || w.Line < 1 || w.Box.X1 > first.Width {
						t.Fatalf("believed %+v", w)
					}
				}
			} else if first.Best != -1 {
				t.Errorf("best = %d of a page that was not read", first.Best)
			}
			if second.Best != 0 || readtest.Text(second.Readings[0].Words) != "This page says it in letters" {
				t.Errorf("the other page came to harm: %+v", second)
			}
		})
	}
}

// TestUnreadable proves that a bad document is a Problem and a bad machine an error.
func TestUnreadable(t *testing.T) {
	r := newReader(t, read.Config{})
	for _, c := range []struct{ name, media, data, code string }{
		{"no.pdf", "application/pdf", "%PDF-1.4\nnothing", "page-unreadable"},
		{"no.png", "image/png", "\x89PNG\r\n\x1a\nnothing", "picture-damaged"},
		{"no.tif", "image/tiff", "II*\x00\x08\x00\x00\x00\x05\x00", "picture-damaged"},
		{"no.doc", "application/msword", "nothing", "media-type-unsupported"},
		{"huge.gif", "image/gif", "GIF89a\xff\xff\xff\xff\x00\x00\x00", "picture-too-large"},
	} {
		pages, err := r.Read(context.Background(), certcat.Document{ID: c.name, MediaType: c.media, PageCount: 1}, write(t, c.name, []byte(c.data)), nil)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if p := pages.Pages[0]; p.Best != -1 || len(p.Problems) != 1 || p.Problems[0].Code != c.code {
			t.Errorf("%s: best %d, problems %+v, want %s", c.name, p.Best, p.Problems, c.code)
		}
	}
	if _, err := r.Read(context.Background(), certcat.Document{ID: "gone", MediaType: "image/png", PageCount: 1}, filepath.Join(t.TempDir(), "gone"), nil); err == nil {
		t.Error("a file that is gone gives no error")
	}
	if key := r.Key(); len(key) != 16 || strings.Trim(key, "0123456789abcdef") != "" {
		t.Errorf("reading key %q", key)
	}
}
