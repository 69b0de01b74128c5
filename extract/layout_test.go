package extract

import (
	"testing"

	"github.com/certcat/certcat"
)

func TestRowsAndCells(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"words of a line", "Certificate  No. 17", "Certificate No. 17"},
		{"columns", "Model\tStandard\tDate\nHN-12\tEN 55032\t2024", "Model | Standard | Date\nHN-12 | EN 55032 | 2024"},
		{"ideographs without spaces", "证书 编号 ABC 型", "证书编号 ABC 型"},
		{"a caption ends its cell sooner", "Applicant:\tNordwind", "Applicant: | Nordwind"},
		{"nothing on the page", "", ""},
	} {
		if got := cells(layOut(pagesOf(c.text))[0]); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

func TestWordsOfOneHeightShareARow(t *testing.T) {
	word := func(text string, x, y, height float64, line int) certcat.Word {
		return certcat.Word{Text: text, Box: certcat.Box{X0: x, Y0: y, X1: x + 20, Y1: y + height}, Confidence: 1, Line: line}
	}
	for _, c := range []struct {
		name  string
		words []certcat.Word
		rules []certcat.Box
		want  string
	}{
		{"a skewed line", []certcat.Word{word("c", 96, 104, 10, 0), word("b", 73, 102, 10, 0), word("a", 50, 100, 10, 0)}, nil, "a b c"},
		{"the next line", []certcat.Word{word("b", 50, 112, 10, 1), word("a", 50, 100, 10, 0)}, nil, "a\nb"},
		{"a gap as wide as a letter is high", []certcat.Word{word("a", 50, 100, 10, 0), word("b", 81, 100, 10, 0)}, nil, "a b"},
		{"the same gap between lines of the reader", []certcat.Word{word("a", 50, 100, 10, 0), word("b", 81, 100, 10, 1)}, nil, "a | b"},
		{"the same gap behind a colon", []certcat.Word{word("a:", 50, 100, 10, 0), word("b", 81, 100, 10, 0)}, nil, "a: | b"},
		{"a ruling line between", []certcat.Word{word("a", 50, 100, 10, 0), word("b", 73, 100, 10, 0)}, []certcat.Box{{X0: 71, Y0: 90, X1: 72, Y1: 120}}, "a | b"},
		{"a ruling line elsewhere", []certcat.Word{word("a", 50, 100, 10, 0), word("b", 73, 100, 10, 0)}, []certcat.Box{{X0: 71, Y0: 120, X1: 72, Y1: 150}}, "a b"},
		{"an underline", []certcat.Word{word("a", 50, 100, 10, 0), word("b", 73, 100, 10, 0)}, []certcat.Box{{X0: 50, Y0: 109, X1: 95, Y1: 110}}, "a b"},
		{"empty words and boxes", []certcat.Word{word(" ", 50, 100, 10, 0), word("b", 73, 100, 0, 0), word("c", 96, 100, 10, 0)}, nil, "c"},
	} {
		page := certcat.Page{Number: 1, Width: 595, Height: 842, Rules: c.rules, Readings: []certcat.Reading{{By: certcat.TextLayer, Words: c.words}}}
		if got := cells(layOut(certcat.Pages{Pages: []certcat.Page{page}})[0]); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", c.name, got, c.want)
		}
	}
}

// TestPlaces: a stretch of text knows the box of the words it touches, also over several lines.
func TestPlaces(t *testing.T) {
	s := layOut(pagesOf("EN 55032 and EN\n62368-1"))[0]
	if s.line != 10 || !s.read || s.width != 595 {
		t.Errorf("sheet %+v", s)
	}
	text, at := joined([]span{whole(s.rows[0][0]), whole(s.rows[1][0])})
	if text != "EN 55032 and EN 62368-1" {
		t.Fatalf("joined %q", text)
	}
	var got []certcat.Box
	for _, v := range at(13, 23) {
		got = append(got, v.box())
	}
	want := []certcat.Box{{X0: 50 + 13 + 28 + 18, Y0: 40, X1: 50 + 13 + 28 + 18 + 10, Y1: 50}, {X0: 50, Y0: 54, X1: 85, Y1: 64}}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("boxes %v, want %v", got, want)
	}
}

func TestUnreadPage(t *testing.T) {
	p := pagesOf("a", "b")
	p.Pages[1].Best = -1
	sheets := layOut(p)
	if len(sheets) != 2 || !sheets[0].read || sheets[1].read || len(sheets[1].rows) != 0 || sheets[1].number != 2 {
		t.Errorf("sheets %+v", sheets)
	}
}
