package picture_test

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/image/bmp"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/ingest"
	"github.com/certcat/certcat/ingest/ingesttest"
)

func TestMain(m *testing.M) { os.Exit(ingesttest.Main(m)) }

var limits = ingest.Limits{Pages: 5, Pixels: 1_000_000}

func look(t *testing.T, g ingest.Ingest, data []byte) certcat.Document {
	t.Helper()
	path := filepath.Join(t.TempDir(), "picture")
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
	if doc, err = g.Facts(context.Background(), doc, path); err != nil {
		t.Fatal(err)
	}
	if len(doc.Problems) == 0 && !doc.Readable() {
		t.Errorf("neither pages nor a problem: %+v", doc)
	}
	return doc
}

func answer(doc certcat.Document) string {
	text := fmt.Sprint(doc.PageCount)
	for _, s := range doc.Sizes {
		text += fmt.Sprintf(" %gx%g", s.Width, s.Height)
	}
	for _, p := range doc.Problems {
		text += fmt.Sprintf(" %s/%d", p.Code, p.Page)
		for _, a := range p.Args {
			text += " " + a.Key + "=" + a.Value
		}
	}
	return text
}

func grey(w, h int) image.Image { return image.NewGray(image.Rect(0, 0, w, h)) }

func encode(t *testing.T, write func(*bytes.Buffer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// segment puts a segment behind a JPEG's first marker.
func segment(jpeg []byte, marker byte, body string) []byte {
	head := []byte{0xff, marker, 0, 0}
	binary.BigEndian.PutUint16(head[2:], uint16(len(body)+2))
	return append(append(append(bytes.Clone(jpeg[:2]), head...), body...), jpeg[2:]...)
}

// tiffTag is one line of a directory: a short, a long, or a rational with the denominator 1.
type tiffTag struct{ tag, kind, value int }

// tiffFile has one directory for each list of tags and no pixels; the last directory points to next.
func tiffFile(order binary.AppendByteOrder, next uint32, pages ...[]tiffTag) []byte {
	data := []byte("II*\x00")
	if order == binary.AppendByteOrder(binary.BigEndian) {
		data = []byte("MM\x00*")
	}
	at := uint32(8)
	data = order.AppendUint32(data, at)
	for i, tags := range pages {
		end := at + 2 + 12*uint32(len(tags)) + 4
		behind := []byte{}
		data = order.AppendUint16(data, uint16(len(tags)))
		for _, tag := range tags {
			data = order.AppendUint16(data, uint16(tag.tag))
			data = order.AppendUint16(data, uint16(tag.kind))
			data = order.AppendUint32(data, 1)
			switch tag.kind {
			case 3:
				data = order.AppendUint16(order.AppendUint16(data, uint16(tag.value)), 0)
			case 4:
				data = order.AppendUint32(data, uint32(tag.value))
			case 5:
				data = order.AppendUint32(data, end+uint32(len(behind)))
				behind = order.AppendUint32(order.AppendUint32(behind, uint32(tag.value)), 1)
			}
		}
		at = end + uint32(len(behind))
		if i == len(pages)-1 {
			at = next
		}
		data = append(order.AppendUint32(data, at), behind...)
	}
	return data
}

func exifSegment(orientation, dpi int) string {
	tags := []tiffTag{{274, 3, orientation}, {282, 5, dpi}, {296, 3, 2}}
	return "Exif\x00\x00" + string(tiffFile(binary.BigEndian, 0, tags))
}

func pngDensity(picture []byte, perMetre uint32) []byte {
	chunk := []byte("pHYs")
	chunk = binary.BigEndian.AppendUint32(chunk, perMetre)
	chunk = append(binary.BigEndian.AppendUint32(chunk, perMetre), 1)
	whole := binary.BigEndian.AppendUint32(append([]byte{0, 0, 0, 9}, chunk...), crc32.ChecksumIEEE(chunk))
	const afterHeader = 8 + 25
	return append(append(bytes.Clone(picture[:afterHeader]), whole...), picture[afterHeader:]...)
}

func TestFacts(t *testing.T) {
	g := ingest.Ingest{Reader: ingesttest.Pool(t), Limits: limits}
	photo := encode(t, func(b *bytes.Buffer) error { return jpeg.Encode(b, grey(600, 300), nil) })
	sheet := encode(t, func(b *bytes.Buffer) error { return png.Encode(b, grey(600, 300)) })
	bitmap := encode(t, func(b *bytes.Buffer) error { return bmp.Encode(b, grey(600, 300)) })
	jfif := func(unit byte, dots uint16) []byte {
		return segment(photo, 0xe0, string(append(binary.BigEndian.AppendUint16(append([]byte("JFIF\x00\x01\x02"), unit), dots), 0, 1, 0, 0)))
	}
	page := []tiffTag{{256, 3, 600}, {257, 4, 300}, {282, 5, 200}, {296, 3, 2}}
	small := []tiffTag{{256, 3, 30}, {257, 3, 60}}
	webp := "VP8L\x0a\x00\x00\x00\x2f" + string(binary.LittleEndian.AppendUint32(nil, 599|299<<14)) + "\x00\x00\x00\x00\x00"
	for name, test := range map[string]struct {
		data []byte
		want string
	}{
		"jpeg":                          {photo, "1 144x72"},
		"jpeg with a density":           {jfif(1, 100), "1 432x216"},
		"jpeg in dots per centimetre":   {jfif(2, 100), "1 170.08x85.04"},
		"jpeg with a ratio":             {jfif(0, 100), "1 144x72"},
		"jpeg of 72 dpi":                {jfif(1, 72), "1 600x300"},
		"jpeg with nonsense":            {jfif(1, 9999), "1 144x72"},
		"exif density":                  {segment(photo, 0xe1, exifSegment(1, 150)), "1 288x144"},
		"exif on its side":              {segment(photo, 0xe1, exifSegment(6, 300)), "1 72x144"},
		"exif upside down":              {segment(photo, 0xe1, exifSegment(3, 300)), "1 144x72"},
		"png":                           {sheet, "1 144x72"},
		"png of 150 dpi":                {pngDensity(sheet, 5906), "1 287.98x143.99"},
		"bmp":                           {bitmap, "1 144x72"},
		"webp":                          {[]byte("RIFF" + string(binary.LittleEndian.AppendUint32(nil, uint32(4+len(webp)))) + "WEBP" + webp), "1 144x72"},
		"tiff of three pages":           {tiffFile(binary.LittleEndian, 0, page, small, page), "3 216x108 7.2x14.4 216x108"},
		"tiff, other byte order":        {tiffFile(binary.BigEndian, 0, page), "1 216x108"},
		"tiff in a loop":                {tiffFile(binary.LittleEndian, 8, page, small), "2 216x108 7.2x14.4"},
		"tiff of too many pages":        {tiffFile(binary.LittleEndian, 0, page, page, page, page, page, page), "0 too-many-pages/0 pages=6 limit=5"},
		"tiff with a page that is huge": {tiffFile(binary.LittleEndian, 0, page, []tiffTag{{256, 4, 2000}, {257, 4, 1000}}), "2 216x108 480x240 picture-too-large/2 width=2000 height=1000 limit=1000000"},
		"tiff that claims 10^18 pixels": {tiffFile(binary.LittleEndian, 0, []tiffTag{{256, 4, 1e9}, {257, 4, 1e9}}), "0 picture-too-large/0 width=1000000000 height=1000000000 limit=1000000"},
		"tiff without a size":           {tiffFile(binary.LittleEndian, 0, []tiffTag{{274, 3, 1}}), "0 damaged/0 type=image/tiff"},
		"tiff cut off":                  {[]byte("II*\x00\xff\xff\x00\x00 and no more"), "0 half-written/0"},
		"jpeg cut off":                  {photo[:len(photo)/2], "0 half-written/0"},
		"png cut off":                   {sheet[:len(sheet)/2], "0 half-written/0"},
		"jpeg that is none":             {[]byte("\xff\xd8\xff nothing \xff\xd9"), "0 damaged/0 type=image/jpeg"},
		"png that claims to be huge":    {hugePNG(sheet), "0 picture-too-large/0 width=100000 height=100000 limit=1000000"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := answer(look(t, g, test.data)); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

func hugePNG(picture []byte) []byte {
	data := bytes.Clone(picture)
	binary.BigEndian.PutUint32(data[16:], 100_000)
	binary.BigEndian.PutUint32(data[20:], 100_000)
	binary.BigEndian.PutUint32(data[29:], crc32.ChecksumIEEE(data[12:29]))
	return data
}

func TestHEIC(t *testing.T) {
	if _, err := exec.LookPath("heif-enc"); err != nil {
		if os.Getenv("CERTCAT_CI") == "1" {
			t.Fatal("heif-enc is missing; install libheif-examples")
		}
		t.Skip("heif-enc is missing; install libheif-examples")
	}
	g := ingest.Ingest{Reader: ingesttest.Pool(t), Limits: limits}
	dir := t.TempDir()
	source, target := filepath.Join(dir, "a.png"), filepath.Join(dir, "a.heic")
	if err := os.WriteFile(source, encode(t, func(b *bytes.Buffer) error { return png.Encode(b, grey(600, 300)) }), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("heif-enc", "-o", target, source).CombinedOutput(); err != nil {
		t.Fatalf("%v %s", err, out)
	}
	data, err := os.ReadFile(target)
	if err != nil {
		t.Fatal(err)
	}
	if doc := look(t, g, data); answer(doc) != "1 144x72" || doc.MediaType != ingest.HEIC {
		t.Errorf("got %+v", doc)
	}
	if got := answer(look(t, g, data[:200])); got != "0 damaged/0 type=image/heic" {
		t.Errorf("got %s", got)
	}
}

func TestFuzzedPicturesAreAnswered(t *testing.T) {
	g := ingest.Ingest{Reader: ingesttest.Pool(t), Limits: limits}
	random := rand.New(rand.NewPCG(3, 4))
	photo := segment(encode(t, func(b *bytes.Buffer) error { return jpeg.Encode(b, grey(60, 30), nil) }), 0xe1, exifSegment(6, 300))
	pages := tiffFile(binary.BigEndian, 0, []tiffTag{{256, 3, 600}, {257, 4, 300}, {282, 5, 200}}, []tiffTag{{256, 3, 30}, {257, 3, 60}})
	for i := range 60 {
		data := bytes.Clone([][]byte{photo, pages}[i%2])
		for range 1 + i/6 {
			data[4+random.IntN(min(len(data), 120)-4)] = byte(random.Uint32())
		}
		first := look(t, g, data)
		if second := look(t, g, data); !reflect.DeepEqual(first, second) || strings.Contains(answer(first), "reader-") {
			t.Errorf("variant %d: %s, %s", i, answer(first), answer(second))
		}
	}
}
