package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/certcat/certcat/testdata/domino"
	"github.com/certcat/certcat/validate"
)

var console = regexp.MustCompile("(?s)```console\n\\$ certcat judge --case \"([^\"]+)\" docs/known-cases.yaml\n(.*?)```")

// TestKnownCases runs every command that docs/cases.md shows; what it prints must be what the page says.
func TestKnownCases(t *testing.T) {
	root, page := filepath.Join("..", ".."), filepath.Join("..", "..", "docs", "cases.md")
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(root, "docs", "known-cases.yaml")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	cases, err := validate.ParseTyped(data)
	if err != nil {
		t.Fatal(err)
	}
	shown := map[string]bool{}
	now := console.ReplaceAllFunc(text, func(block []byte) []byte {
		m := console.FindSubmatch(block)
		name := string(m[1])
		shown[name] = true
		var out, errs bytes.Buffer
		code := run(t.Context(), []string{"judge", "--lang", "en", "--case", name, file}, func(string) string { return "" }, streams{strings.NewReader(""), &out, &errs})
		if code != exitAccepted && code != exitRejected && code != exitReview {
			t.Errorf("%s: exit code %d: %s", name, code, errs.String())
		}
		said := out.String()
		if said != string(m[2]) && !*domino.Update {
			t.Errorf("%s prints now:\n%s\n-- the page says:\n%s", name, said, m[2])
		}
		return []byte("```console\n$ certcat judge --case \"" + name + "\" docs/known-cases.yaml\n" + said + "```")
	})
	for _, c := range cases {
		if !shown[c.Name] {
			t.Errorf("docs/cases.md does not show %q", c.Name)
		}
	}
	if *domino.Update && !bytes.Equal(now, text) {
		if err := os.WriteFile(page, now, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
