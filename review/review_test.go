package review_test

import (
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/certcat/certcat/review"
)

// TestMessages holds both languages together: the same keys with the same arguments, and a message for every key that a
// page asks for.
func TestMessages(t *testing.T) {
	argument := regexp.MustCompile(`\{\{\.(\w+)\}\}`)
	read := func(lang string) map[string][]string {
		data, err := os.ReadFile("messages/" + lang + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		var all map[string]any
		if err := yaml.Unmarshal(data, &all); err != nil {
			t.Fatal(err)
		}
		out := map[string][]string{}
		for key, v := range all {
			text, _ := v.(string)
			if forms, plural := v.(map[string]any); plural {
				text, _ = forms["other"].(string)
			}
			if text == "" {
				t.Errorf("%s: %s is empty", lang, key)
			}
			out[key] = []string{}
			for _, m := range argument.FindAllStringSubmatch(text, -1) {
				out[key] = append(out[key], m[1])
			}
			slices.Sort(out[key])
		}
		return out
	}
	en, zh := read("en"), read("zh")
	if len(en) < 200 {
		t.Fatalf("%d messages: nothing was compared", len(en))
	}
	for key, arguments := range en {
		if other, there := zh[key]; !there || !slices.Equal(arguments, other) {
			t.Errorf("%s: %v in English, %v in Chinese", key, arguments, other)
		}
	}
	for key := range zh {
		if _, there := en[key]; !there {
			t.Errorf("%s is missing in English", key)
		}
	}
	asked := regexp.MustCompile(`\.T \(?"([a-z][a-z.-]*[a-z])"`)
	files, err := fs.Glob(os.DirFS("."), "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range asked.FindAllStringSubmatch(string(data), -1) {
			n++
			if _, there := en[m[1]]; !there {
				t.Errorf("%s asks for %q, which nobody says", name, m[1])
			}
		}
		for _, bad := range []string{"style=\"", "onclick", "javascript:", "<script>"} {
			if strings.Contains(string(data), bad) {
				t.Errorf("%s holds %s, which the content policy forbids", name, bad)
			}
		}
	}
	if n < 100 {
		t.Errorf("%d messages asked for by the pages", n)
	}
}

func TestPolicy(t *testing.T) {
	if p := review.DefaultPolicy(); p.Sample != 5 || len(p.FourEyes) != 2 || len(p.Reasons) < 5 {
		t.Errorf("%+v", p)
	}
	for name, text := range map[string]string{"unknown key": "smaple: 5\nreasons: [a]", "percentage": "sample: 500\nreasons: [a]", "empty pair": "four_eyes: [{}]\nreasons: [a]", "no reasons": "sample: 5"} {
		if _, err := review.ParsePolicy([]byte(text)); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}
