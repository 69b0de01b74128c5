package importers

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"

	"github.com/certcat/certcat"
)

// published are the test sources by the importer that reads them.
var published = []struct{ importer, file string }{
	{"eurlex-hs", "decision.xhtml"}, {"nando", "nando.csv"}, {"nando", "nando.json"}, {"cpsc-recalls", "cpsc.json"}, {"safety-gate", "safety-gate.xml"},
	{"echa-candidate-list", "echa.csv"}, {"fcc-eas", "fcc.html"}, {"anatel-csv", "anatel.csv"}, {"mic-giteki", "giteki.json"},
}

func tryImport(t *testing.T, d *desk, importer string, in Input) (r Result, err error) {
	t.Helper()
	defer func() {
		if broke := recover(); broke != nil {
			t.Errorf("%s, %s: %v", importer, in.From, broke)
			err = errors.New("it broke")
		}
	}()
	return mustImporter(t, importer).Run(in, d.lines)
}

// A mark of the byte order, Windows line ends and UTF-16 are spellings of the same source.
func TestSameInOtherBytes(t *testing.T) {
	d := newDesk(t)
	for _, p := range published {
		in := input(t, p.file, "2026-11-22")
		want, err := tryImport(t, d, p.importer, in)
		if err != nil || len(want.Changes) == 0 {
			t.Fatalf("%s: %v, %d changes", p.file, err, len(want.Changes))
		}
		for name, data := range map[string][]byte{
			"mark of the byte order": append([]byte("\ufeff"), in.Data...),
			"Windows line ends":      bytes.ReplaceAll(in.Data, []byte("\n"), []byte("\r\n")),
			"UTF-16":                 utf16(t, in.Data),
		} {
			got, err := tryImport(t, d, p.importer, Input{Data: data, From: in.From, SHA256: in.SHA256, Retrieved: in.Retrieved})
			if err != nil || says(got) != says(want) {
				t.Errorf("%s with %s: %v, %d changes instead of %d", p.file, name, err, len(got.Changes), len(want.Changes))
			}
		}
	}
}

func utf16(t *testing.T, data []byte) []byte {
	t.Helper()
	out, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes(data)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// What was cut off on its way is refused, or says less; it never says something else, and a source that is called whole
// ends nothing unless all of it came.
func TestCutSources(t *testing.T) {
	d := newDesk(t)
	for _, p := range published {
		in := input(t, p.file, "2026-11-22")
		whole, err := tryImport(t, d, p.importer, in)
		if err != nil {
			t.Fatal(err)
		}
		for tenth := 1; tenth < 10; tenth++ {
			cut := Input{Data: in.Data[:len(in.Data)*tenth/10], From: in.From, SHA256: in.SHA256, Retrieved: in.Retrieved}
			got, err := tryImport(t, d, p.importer, cut)
			if err != nil {
				if !errors.Is(err, ErrForm) {
					t.Errorf("%s, %d/10: %v is not ErrForm", p.file, tenth, err)
				}
				continue
			}
			for _, c := range got.Changes {
				if said := c.What + " " + c.ID; !strings.Contains(says(whole), said) {
					t.Errorf("%s, %d/10: says %q, which the whole source does not", p.file, tenth, said)
				}
			}
		}
	}
}

// Bytes that were damaged or meant to harm give an error or values; nothing panics, and nothing that is no text gets in.
func TestDamagedSources(t *testing.T) {
	d := newDesk(t)
	for _, p := range published {
		in := input(t, p.file, "2026-11-22")
		for i, data := range [][]byte{
			bytes.ReplaceAll(in.Data, []byte("2"), []byte("\x00")),
			bytes.ReplaceAll(in.Data, []byte("e"), []byte("\xff\xfe")),
			bytes.ReplaceAll(in.Data, []byte(","), []byte(",,,,")),
			bytes.ReplaceAll(in.Data, []byte(">"), []byte("><b><i>")),
			bytes.ReplaceAll(in.Data, []byte("a"), []byte("=cmd|'/c calc'!A1\u202e")),
			bytes.Repeat(in.Data, 3),
			append(bytes.Clone(in.Data), bytes.Repeat([]byte("x"), 1<<20)...),
		} {
			got, err := tryImport(t, d, p.importer, Input{Data: data, From: fmt.Sprintf("%s, damage %d", in.From, i), SHA256: Hash(data), Retrieved: certcat.Date("2026-11-22")})
			if err != nil {
				continue
			}
			for table, lines := range got.Overlay {
				if bytes.ContainsAny(lines, "\x00\u202e") {
					t.Errorf("%s, damage %d: what is no text stands in %s", p.file, i, table)
				}
			}
		}
	}
}
