package say

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/certcat/certcat"
)

func messages(t *testing.T, lang string) map[string]string {
	t.Helper()
	data, err := files.ReadFile(lang + ".yaml")
	if err != nil {
		t.Fatal(err)
	}
	var m map[string]string
	if err := yaml.Unmarshal(data, &m); err != nil {
		t.Fatal(err)
	}
	return m
}

var argument = regexp.MustCompile(`\{\{(?:index \. "([^"]+)"|\.(\w+))\}\}`)

func arguments(s string) []string {
	var out []string
	for _, g := range argument.FindAllStringSubmatch(s, -1) {
		out = append(out, g[1]+g[2])
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestComplete holds the languages together: the same keys, and in each message the same arguments.
func TestComplete(t *testing.T) {
	first := messages(t, Languages()[0])
	if len(first) < 100 {
		t.Fatalf("only %d messages", len(first))
	}
	for _, lang := range Languages() {
		other := messages(t, lang)
		for key, text := range first {
			if strings.TrimSpace(other[key]) == "" {
				t.Errorf("%s: %q is missing", lang, key)
			} else if want, got := arguments(text), arguments(other[key]); !slices.Equal(want, got) {
				t.Errorf("%s: %q has the arguments %v, not %v", lang, key, got, want)
			}
			if !Has(lang, key) {
				t.Errorf("%s: %q can't be said", lang, key)
			}
		}
		for key := range other {
			if _, ok := first[key]; !ok {
				t.Errorf("%s: %q is in no other language", lang, key)
			}
		}
	}
}

// codeForms find the places in the tree where Problem codes are written down; "" before the code, or a prefix.
var codeForms = []struct {
	file   string // the path must contain it
	re     *regexp.Regexp
	prefix string
}{
	{"", regexp.MustCompile(`NewProblem\("([a-z0-9.-]*[a-z0-9])"[,)]`), ""},
	{"", regexp.MustCompile(`Refuse\("([a-z0-9.-]+)"`), ""},
	{"ingest/problems.go", regexp.MustCompile(`=\s*"([a-z0-9-]+)"\s*//`), ""},
	{"store/", regexp.MustCompile(`(?:fault|leftover)\("([a-z0-9-]+)"`), ""},
	{"tables/", regexp.MustCompile(`v\.say\("([a-z0-9-]+)"`), "tables-"},
	{"child/child.go", regexp.MustCompile(`Reason = "([a-z-]+)"`), "reader-"},
}

// TestEveryCode fails for a Problem code anywhere in the program for which there is no sentence.
func TestEveryCode(t *testing.T) {
	codes := map[string]string{}
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") && d.Name() != ".."):
			return filepath.SkipDir
		case !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go"):
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, form := range codeForms {
			if strings.Contains(filepath.ToSlash(path), form.file) {
				for _, g := range form.re.FindAllStringSubmatch(string(data), -1) {
					codes[form.prefix+g[1]] = path
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	delete(codes, "reader-refused") // the machine's trouble: an error, never a Problem
	if len(codes) < 40 {
		t.Fatalf("only %d codes found in the tree: the forms in this test miss them", len(codes))
	}
	for code, path := range codes {
		if !Has("en", "problem."+code) {
			t.Errorf("%s uses the code %q, for which there is no sentence", path, code)
		}
	}
}

func TestMatch(t *testing.T) {
	for wish, want := range map[string]string{"en": "en", "zh": "zh", "zh-Hans": "zh", "zh-Hans-CN": "zh", "zh_CN.UTF-8": "zh", "zh-TW": "zh", "en_GB.UTF-8": "en",
		"de": "en", "C": "en", "": "en", "POSIX": "en", "fr;q=0.9, zh;q=0.8": "zh", "\x00": "en"} {
		if got := Match(wish); got != want {
			t.Errorf("Match(%q) = %q, want %q", wish, got, want)
		}
	}
}

func TestProblem(t *testing.T) {
	p := certcat.NewProblem("too-many-pages", "pages", "900", "limit", "500")
	for lang, want := range map[string]string{"en": "Page 3: The file has 900 pages, allowed are 500.", "zh": "第3页：文件有900页，上限为500页。"} {
		if got := Problem(lang, p.OnPage(3)); got != want {
			t.Errorf("%s: %q, want %q", lang, got, want)
		}
	}
	p = certcat.Problem{Code: "reader-deadline", Args: certcat.Args("op", "ocr", "limit", "1m0s"), Field: "issue_date", Transient: true}
	if got := Problem("en", p); got != "issue date: Reading took longer than 1m0s (ocr). It may pass when it is tried again (--retry)." {
		t.Error(got)
	}
	if got := Problem("en", certcat.NewProblem("unheard-of", "a", "b")); got != "Something is wrong that has no sentence yet: unheard-of a=b" {
		t.Error(got)
	}
	if got := Problem("en", certcat.NewProblem("not-a-file", "kind", "symlink")); got != "This is no regular file but a symbolic link; it is not followed." {
		t.Error(got)
	}
}

func TestFinding(t *testing.T) {
	f := certcat.Finding{Rule: "life.ended", Message: "life.ended.printed", Args: certcat.Args("last", "2023-05-01", "day", "2026-11-22", "effect", "ends-use", "unsure", "row"),
		Fix: &certcat.Fix{Message: "renew", Who: "manufacturer"}}
	sentence, fix := Finding("en", f)
	if sentence != "By its printed date it ended on 2023-05-01; on 2026-11-22: it can no longer be used. Believed, not certain: nobody has read this entry of our tables in its source." {
		t.Error(sentence)
	}
	if fix != "Show a renewed certificate, or a new one for the current state of the art. (the manufacturer)" {
		t.Error(fix)
	}
	if sentence, fix = Finding("zh-CN", certcat.Finding{Message: "never-heard", Rule: "a.b"}); sentence != "规则a.b报告“never-heard”，尚无对应句子。" || fix != "" {
		t.Error(sentence, fix)
	}
}

// TestForgery puts into an argument what could leave its place on a terminal or turn the sentence around.
func TestForgery(t *testing.T) {
	evil := "a\x1b[31m\r\n\u202eb\u2066\u200bc\x00{{.x}}\xff"
	got := Problem("en", certcat.NewProblem("picture-damaged", "error", evil))
	if got != "The picture is damaged: a [31m bc {{.x}}\uFFFD" {
		t.Errorf("%q", got)
	}
	if got := Problem("en", certcat.NewProblem("picture-damaged", "error", strings.Repeat("é", 5000))); len([]rune(got)) > 400 || !strings.HasSuffix(got, "…") {
		t.Errorf("%d letters", len([]rune(got)))
	}
	if got := Text("en", "no.such\x1b.key"); got != "no.such .key" {
		t.Errorf("%q", got)
	}
}
