package certcat_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// The corpus that we measure with lies outside the project, and nothing of it may get in: no file, no firm's name, no
// address, model or number. Names of bodies that the regulatory fact sheets hold too belong into tables/, only there;
// what the sheets of acts and schemes hold (the authority of a scheme) is general vocabulary.
const (
	corpus    = "../shared/corpus"
	factSheet = "../shared/regulatory"
	distinct  = 8 // letters and digits from which on a text counts as distinctive; pure figures need ten
)

// folded is a text's letters and digits in lower case, with the offsets at which a word begins and those at which one
// has ended.
type folded struct {
	s           string
	begin, ends map[int]bool
}

func fold(text string) folded {
	var b strings.Builder
	f := folded{begin: map[int]bool{}, ends: map[int]bool{}}
	inside, after := false, false
	for _, r := range text {
		word := unicode.IsLetter(r) || unicode.IsDigit(r)
		joined := unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) // written without spaces
		if word && (!inside || joined || after) {
			f.begin[b.Len()] = true
		}
		if inside && (!word || joined || after) {
			f.ends[b.Len()] = true
		}
		after = joined
		if inside = word; word {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	f.ends[b.Len()] = true
	f.s = b.String()
	return f
}

// needle is one distinctive text of a label.
type needle struct{ text, label, field string }

type haystack map[string][]needle // by the first bytes

func (h haystack) add(n needle) {
	n.text = fold(n.text).s
	letters := strings.ContainsFunc(n.text, unicode.IsLetter)
	if count := utf8.RuneCountInString(n.text); count < distinct || !letters && count < distinct+2 {
		return
	}
	h[n.text[:distinct]] = append(h[n.text[:distinct]], n)
}

// find lists the needles that stand in a text, from the beginning of a word to the end of one.
func (h haystack) find(f folded) []needle {
	var out []needle
	for i := range f.begin {
		if i+distinct > len(f.s) {
			continue
		}
		for _, n := range h[f.s[i:i+distinct]] {
			if strings.HasPrefix(f.s[i:], n.text) && f.ends[i+len(n.text)] {
				out = append(out, n)
			}
		}
	}
	return out
}

// label is what the test reads of a transcription.
type label struct {
	ID     string         `json:"id"`
	SHA256 string         `json:"sha256"`
	Fields map[string]any `json:"fields"`
}

func readLabels(t *testing.T) (haystack, map[string]string) {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(corpus, "labels", "*.json"))
	if err != nil || len(paths) == 0 {
		t.Skip("outside: the corpus isn't here")
	}
	needles, hashes := haystack{}, map[string]string{}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var l label
		if err := json.Unmarshal(data, &l); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		sum := sha256.Sum256(data)
		hashes[l.SHA256], hashes[hex.EncodeToString(sum[:])] = l.ID, l.ID
		for _, field := range []string{"holder", "holder_address", "issuer", "manufacturer", "manufacturer_address", "certificate_number", "report_numbers", "models"} {
			list, ok := l.Fields[field].([]any)
			if !ok {
				list = []any{l.Fields[field]}
			}
			for _, v := range list {
				if text, ok := v.(string); ok {
					needles.add(needle{text, l.ID, field})
				}
			}
		}
	}
	return needles, hashes
}

// publicTexts are the needles that the fact sheets hold too, and those of them that are general vocabulary.
func publicTexts(t *testing.T, needles haystack) (public, general map[string]bool) {
	t.Helper()
	public, general = map[string]bool{}, map[string]bool{}
	paths, err := filepath.Glob(filepath.Join(factSheet, "*", "*.yaml"))
	if err != nil || len(paths) == 0 {
		t.Skip("outside: the fact sheets aren't here")
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range needles.find(fold(string(data))) {
			public[n.text] = true
			if base := filepath.Base(path); base == "acts.yaml" || base == "schemes.yaml" {
				general[n.text] = true
			}
		}
	}
	return public, general
}

func TestNoCorpusGotIn(t *testing.T) {
	needles, hashes := readLabels(t)
	public, general := publicTexts(t, needles)
	listing, err := exec.Command("git", "ls-files", "-z").Output()
	if err != nil {
		t.Fatalf("list the project's files: %v", err)
	}
	files := 0
	for path := range strings.SplitSeq(strings.TrimRight(string(listing), "\x00"), "\x00") {
		data, err := os.ReadFile(path)
		if os.IsNotExist(err) {
			continue // taken away and not committed yet
		}
		if err != nil {
			t.Fatal(err)
		}
		files++
		sum := sha256.Sum256(data)
		if id := hashes[hex.EncodeToString(sum[:])]; id != "" {
			t.Errorf("%s is the corpus file %s", path, id)
		}
		if bytes.IndexByte(data, 0) >= 0 || !utf8.Valid(data) {
			continue // no text; the hash has been compared
		}
		for _, n := range needles.find(fold(string(data))) {
			if general[n.text] || public[n.text] && strings.HasPrefix(path, "tables/") {
				continue
			}
			t.Errorf("%s holds the %s of %s: %s", path, n.field, n.label, n.text)
		}
	}
	if files < 10 {
		t.Errorf("only %d files were looked at", files)
	}
}

// The search must find what it looks for, however it is written, and nothing else.
func TestLeaksAreFound(t *testing.T) {
	needles := haystack{}
	needles.add(needle{"Lumora Bright Works Co., Ltd.", "a", "holder"})
	needles.add(needle{"LBW-2024-0007781", "a", "certificate_number"})
	needles.add(needle{"灯光科技制造有限公司", "a", "holder"})
	needles.add(needle{"20240101", "a", "certificate_number"}) // a date: not distinctive
	for text, want := range map[string]int{
		`const name = "LUMORA bright-works co ltd"`: 1, "lbw20240007781": 1, "LBW 2024/0007781, and more": 1, "xlbw20240007781": 0, "LBW-2024-00077812": 0,
		"由灯光科技制造有限公司制造": 1, "灯光科技制造有限": 0, "由 灯光科技制造有限公司。": 1, "on 2024-01-01": 0, "Lumora Bright": 0, "": 0,
	} {
		if got := needles.find(fold(text)); len(got) != want {
			t.Errorf("%q: %v, want %d", text, got, want)
		}
	}
}
