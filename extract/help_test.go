package extract

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract/kinds"
)

// typed lays a page of text out as a typewriter would: a letter is 5 points wide and 10 high, an ideograph 10 wide, lines
// are 14 points apart, and a tab goes on to the next of the columns at 50, 220 and 390 points. An empty line is a gap.
func typed(number int, text string) certcat.Page {
	p := certcat.Page{Number: number, Width: 595, Height: 842, Readings: []certcat.Reading{{By: certcat.TextLayer}}}
	y := 40.0
	for i, row := range strings.Split(text, "\n") {
		for column, cell := range strings.Split(row, "\t") {
			x := 50 + 170*float64(column)
			for _, word := range strings.Fields(cell) {
				box := certcat.Box{X0: x, Y0: y, X1: x, Y1: y + 10}
				for _, r := range word {
					box.X1 += 5
					if ideograph(r) {
						box.X1 += 5
					}
				}
				p.Readings[0].Words = append(p.Readings[0].Words, certcat.Word{Text: word, Box: box, Confidence: 1, Line: i})
				x = box.X1 + 3
			}
		}
		y += 14
	}
	return p
}

// pagesOf is a document of typed pages.
func pagesOf(texts ...string) certcat.Pages {
	p := certcat.Pages{Document: strings.Repeat("0", 64)}
	for i, text := range texts {
		p.Pages = append(p.Pages, typed(i+1, text))
	}
	return p
}

func extractor(t testing.TB) *Extractor {
	t.Helper()
	x, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// opened is the first part of a document before anything is chosen.
func opened(t testing.TB, pages certcat.Pages) *document {
	t.Helper()
	x := extractor(t)
	sheets := layOut(pages)
	finder := newFinder(x.set, sheets)
	d := x.document(sheets, finder, certcat.Part{First: 1, Last: len(sheets)})
	d.kind = d.rankKinds()[0].Value.Text
	d.class = d.classOf(d.kind)
	return d
}

// cells shows the rows of a sheet: cells divided by " | ".
func cells(s *sheet) string {
	var rows []string
	for _, row := range s.rows {
		var texts []string
		for _, seg := range row {
			texts = append(texts, seg.text)
		}
		rows = append(rows, strings.Join(texts, " | "))
	}
	return strings.Join(rows, "\n")
}

// labelAt is the first caption of a class.
func labelAt(t testing.TB, d *document, class string) *label {
	t.Helper()
	for _, l := range d.finder.all {
		if l.is(class) {
			return l
		}
	}
	t.Fatalf("no caption of class %s in\n%s", class, cells(d.sheets[0]))
	return nil
}

// shownBlocks shows where a caption's value can stand, as "how: line / line".
func shownBlocks(blocks []block) string {
	var out []string
	for _, b := range blocks {
		var lines []string
		for _, l := range b.lines {
			lines = append(lines, l.text())
		}
		out = append(out, b.how+": "+strings.Join(lines, " / "))
	}
	return strings.Join(out, "\n")
}

// mustKinds is the set that ships.
func mustKinds(t testing.TB) *kinds.Set {
	t.Helper()
	set, err := kinds.Default()
	if err != nil {
		t.Fatal(err)
	}
	return set
}

func TestTyped(t *testing.T) {
	p := typed(1, "ab c\t型号")
	want := []certcat.Word{
		{Text: "ab", Box: certcat.Box{X0: 50, Y0: 40, X1: 60, Y1: 50}, Confidence: 1},
		{Text: "c", Box: certcat.Box{X0: 63, Y0: 40, X1: 68, Y1: 50}, Confidence: 1},
		{Text: "型号", Box: certcat.Box{X0: 220, Y0: 40, X1: 240, Y1: 50}, Confidence: 1},
	}
	if got := p.Readings[0].Words; len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("words %+v, want %+v", got, want)
	}
	if !utf8.ValidString(cells(layOut(certcat.Pages{Pages: []certcat.Page{p}})[0])) {
		t.Error("a cell was cut inside a letter")
	}
}
