// Package domino runs a stage over all folders of testdata/cases, where what one stage gives is what the next is given:
//
//	original → document.json, pages.json → certificate.json → verdict.json
//
// It promises that no case at all is a failure, that everything a stage gives is compared byte for byte, and that output
// which changes while the stage's own key does not is a failure that -update won't hide. The files leave out the keys and
// the digests of tables, which would change all of them at once; each stage's golden.json has them.
package domino

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/rogpeppe/go-internal/diff"
)

// Update says that files are written anew and not compared.
var Update = flag.Bool("update", false, "write testdata/cases and golden.json anew; read the diff before you commit it")

// largest is how many bytes the files of a case may take, the original not counted.
const largest = 150_000

// Folder is testdata/cases, seen from the package under test.
func Folder(t testing.TB) string {
	t.Helper()
	for up := "."; len(up) < 40; up = filepath.Join(up, "..") {
		if _, err := os.Stat(filepath.Join(up, "go.mod")); err == nil {
			return filepath.Join(up, "testdata", "cases")
		}
	}
	t.Fatal("no go.mod above the test's folder")
	return ""
}

// Cases lists the names of all cases; it fails where there are none.
func Cases(t testing.TB) []string {
	t.Helper()
	entries, err := os.ReadDir(Folder(t))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			names = append(names, e.Name())
		}
	}
	if len(names) == 0 {
		t.Fatalf("no case in %s: nothing was tested", Folder(t))
	}
	return names
}

// Original is the path of a case's document.
func Original(t testing.TB, name string) string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(Folder(t), name, name+".*"))
	if err != nil || len(found) != 1 {
		t.Fatalf("case %s: found %q as its document, want one file; %v", name, found, err)
	}
	return found[0]
}

// Load reads a case's file into a value and gives its bytes.
func Load(t testing.TB, name, file string, into any) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(Folder(t), name, file))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, into); err != nil {
		t.Fatalf("case %s: %s: %v", name, file, err)
	}
	return data
}

var boxes = regexp.MustCompile(`\[\n\s*(-?[\d.]+),\n\s*(-?[\d.]+),\n\s*(-?[\d.]+),\n\s*(-?[\d.]+)\n\s*\]`)

// Encode gives a value as the files hold it: indented, each box in one line.
func Encode(t testing.TB, value any) []byte {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(value); err != nil {
		t.Fatal(err)
	}
	return boxes.ReplaceAll(b.Bytes(), []byte("[$1, $2, $3, $4]"))
}

var words = regexp.MustCompile(`\},\{"text":`)

// EncodePages gives pages or any other large value with one word in a line.
func EncodePages(t testing.TB, value any) []byte {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(value); err != nil {
		t.Fatal(err)
	}
	return words.ReplaceAll(b.Bytes(), []byte("},\n{\"text\":"))
}

// Write writes a case's file; others see the old one or the new one, never a part.
func Write(t testing.TB, name, file string, data []byte) {
	t.Helper()
	if err := write(filepath.Join(Folder(t), name, file), data); err != nil {
		t.Fatal(err)
	}
}

func write(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-")
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Chmod(0o644), f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}

// Golden is what golden.json says about a stage.
type Golden struct {
	Revision int    `json:"revision"`
	Key      string `json:"key"`   // everything but the cases that the output depends on, the Revision among it
	Given    string `json:"given"` // digest of what the stage was given, over all cases
	Gives    string `json:"gives"` // digest of what it gave
}

// Stage gathers what a stage gives for each case.
type Stage struct {
	Gives    string // name of the file, such as certificate.json
	Golden   string // path of golden.json, seen from the package under test
	Revision int    // the constant in the stage's package, which goes into Key
	Key      string
	cases    []fallen
}

type fallen struct {
	name         string
	given, gives []byte
}

// Fell notes what the stage gave for a case and what it was given.
func (s *Stage) Fell(t testing.TB, name string, given []byte, gives any) {
	t.Helper()
	s.cases = append(s.cases, fallen{name, given, Encode(t, gives)})
}

// Settle compares all that was gathered with the files, or writes them. What differs under an unchanged key fails in
// both ways.
func (s *Stage) Settle(t *testing.T) {
	t.Helper()
	now := s.now()
	old, err := readGolden(s.Golden)
	if err != nil && !(*Update && errors.Is(err, fs.ErrNotExist)) {
		t.Fatal(err)
	}
	if complaint := Compare(old, now); complaint != "" {
		t.Errorf("%s: %s", s.Gives, complaint)
	}
	for _, c := range s.cases {
		t.Run(c.name, func(t *testing.T) { s.compare(t, c) })
	}
	if !*Update || t.Failed() {
		return
	}
	for _, c := range s.cases {
		Write(t, c.name, s.Gives, c.gives)
	}
	if err := write(s.Golden, Encode(t, now)); err != nil {
		t.Fatal(err)
	}
}

func (s *Stage) now() Golden {
	given, gives := sha256.New(), sha256.New()
	for _, c := range s.cases {
		fmt.Fprintf(given, "%s %d\n%s", c.name, len(c.given), c.given)
		fmt.Fprintf(gives, "%s %d\n%s", c.name, len(c.gives), c.gives)
	}
	return Golden{s.Revision, s.Key, hex.EncodeToString(given.Sum(nil)), hex.EncodeToString(gives.Sum(nil))}
}

func (s *Stage) compare(t *testing.T, c fallen) {
	if len(c.given)+len(c.gives) > largest {
		t.Errorf("%d bytes are given and made, more than %d", len(c.given)+len(c.gives), largest)
	}
	if *Update {
		return
	}
	want, err := os.ReadFile(filepath.Join(Folder(t), c.name, s.Gives))
	if err != nil {
		t.Fatalf("%v: run go test with -update, and read what it wrote", err)
	}
	if !bytes.Equal(want, c.gives) {
		t.Errorf("%s is no longer what comes out. Where the new is better, raise the Revision and run go test with -update.\n%.4000s",
			s.Gives, diff.Diff("stored", want, "now", c.gives))
	}
}

func readGolden(path string) (Golden, error) {
	var g Golden
	data, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(data, &g)
	}
	return g, err
}

// Compare says what is wrong between two runs of a stage, "" where nothing is: equal keys and equal input must give equal
// output, because stored values are recognised as stale by the key alone.
func Compare(old, now Golden) string {
	if old.Key == now.Key && old.Given == now.Given && old.Gives != now.Gives {
		return fmt.Sprintf("the output changed and the key did not: raise Revision, now %d, so that stored values count as stale", now.Revision)
	}
	if old.Revision > now.Revision {
		return fmt.Sprintf("Revision fell from %d to %d; it may only grow", old.Revision, now.Revision)
	}
	return ""
}
