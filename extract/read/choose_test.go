package read

import (
	"math"
	"strings"
	"testing"

	"github.com/certcat/certcat"
)

// line makes the words of one line, 10 points high, from x at y.
func line(n int, x, y, confidence float64, text string) []certcat.Word {
	var out []certcat.Word
	for _, s := range strings.Fields(text) {
		w := 6 * float64(len([]rune(s)))
		out = append(out, certcat.Word{Text: s, Box: certcat.Box{X0: x, Y0: y, X1: x + w, Y1: y + 10}, Confidence: confidence, Line: n})
		x += w + 4
	}
	return out
}

func text(words []certcat.Word) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 && w.Line != words[i-1].Line {
			b.WriteString(" / ")
		} else if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.Text)
	}
	return b.String()
}

func TestGarbled(t *testing.T) {
	for s, want := range map[string]bool{
		"Certificate of Conformity for the model QM-65W-A":                       false,
		"EN 62368-1:2014/A11:2017 100-240V~ 50/60Hz <0.5A> R&D info@example.org": false,
		"Сертификат соответствия":                                                false,
		"检测报告 编号":                      false,
		"Rhythmus Strengths XRTYQPLKJ": false,
		"&HUWL¿FDWH RI &RQIRUPLW\\ 1R WKLV LV WR FHUWLI\\ WKDW WKH SURGXFW DQG WKH PRGHO RI WKH": true,
		"\uf041\uf042\uf043 \uf050\uf051": true,
		"\ufffd\ufffd\ufffd\ufffd No":     true,
		"bcdfghjk xmtrplkn qwrtzpsdf":     true,
	} {
		if got := garbled(line(1, 0, 0, 1, s)); got > garbledLimit != want {
			t.Errorf("garbled(%q) = %.2f, want above %.1f: %v", s, got, garbledLimit, want)
		}
	}
}

func TestMerge(t *testing.T) {
	layer := append(line(1, 100, 100, 1, "Model QM-65W-A"), line(2, 100, 140, 1, "Date 2026-03-19")...)
	seen := append(line(1, 100, 60, 0.9, "Northwind Lighthouse"), line(2, 100, 101, 0.9, "Modcl QM-65W-A")...)
	seen = append(seen, line(3, 100, 120, 0.9, "Serial 77")...)
	seen = append(seen, line(4, 300, 120, 0.2, "scribble")...)
	seen = append(seen, line(6, 188, 140, 0.9, "Hamburg")...)
	seen = append(seen, line(5, 300, 160, 0.9, "—")...)
	if got, want := text(merge(layer, seen)), "Northwind Lighthouse / Model QM-65W-A / Serial 77 / Date 2026-03-19 Hamburg"; got != want {
		t.Errorf("merged %q, want %q", got, want)
	}
}

func TestBelieve(t *testing.T) {
	words := line(7, 10, 10, 0.9, "good fine")
	words = append(words,
		certcat.Word{Text: "nan", Box: certcat.Box{X0: math.NaN(), X1: 5, Y1: 5}},
		certcat.Word{Text: "inf", Box: certcat.Box{X1: math.Inf(1), Y1: 5}},
		certcat.Word{Text: "\xff", Box: certcat.Box{X1: 5, Y1: 5}},
		certcat.Word{Text: "away", Box: certcat.Box{X0: 200, X1: 250, Y1: 5}})
	words = append(words, certcat.Word{Text: "unsure", Box: certcat.Box{X1: 500, Y1: 5}, Confidence: math.NaN(), Line: 3})
	kept, lost := believe(words, certcat.PageSize{Width: 100, Height: 100})
	if text(kept) != "good fine / unsure" || lost != 4 || kept[2].Line != 2 || kept[2].Confidence != 0 || kept[2].Box.X1 != 100 {
		t.Errorf("kept %+v, lost %d", kept, lost)
	}
}

func TestTurnPage(t *testing.T) {
	for degrees, want := range map[int]certcat.Box{90: {X0: 770, Y0: 10, X1: 780, Y1: 60}, 180: {X0: 540, Y0: 770, X1: 590, Y1: 780}, 270: {X0: 20, Y0: 540, X1: 30, Y1: 590}} {
		page := certcat.Page{Width: 600, Height: 800, Readings: []certcat.Reading{{Words: []certcat.Word{{Text: "a", Box: certcat.Box{X0: 10, Y0: 20, X1: 60, Y1: 30}}}}}}
		turnPage(&page, degrees)
		if got := page.Readings[0].Words[0].Box; got != want || page.Turn != degrees {
			t.Errorf("turned by %d: box %v, want %v; turn %d", degrees, got, want, page.Turn)
		}
		turnPage(&page, 360-degrees)
		if got := page.Readings[0].Words[0].Box; got != (certcat.Box{X0: 10, Y0: 20, X1: 60, Y1: 30}) || page.Turn != 0 || page.Width != 600 {
			t.Errorf("turned by %d and back: box %v, turn %d, width %g", degrees, got, page.Turn, page.Width)
		}
	}
}

func TestLanguages(t *testing.T) {
	installed := []string{"ara", "chi_sim", "deu", "eng", "fra", "jpn", "kor", "rus"}
	for s, want := range map[string]string{
		"we hereby declare that the product is in conformity with the directive of the council":                 "eng",
		"wir erklären dass das produkt mit der richtlinie und den normen für die sicherheit nach dem stand ist": "deu",
		"nous déclarons que le produit est conforme aux dispositions de la directive et des normes pour une":    "fra",
		"QM-65W-A 100-240V": "eng",
	} {
		if got := latin(line(1, 0, 0, 0.9, s), installed); got != want {
			t.Errorf("latin(%q) = %s, want %s", s, got, want)
		}
	}
	for s, want := range map[string]string{"检测报告 report": "chi_sim", "しけん ほうこくしょ 試験": "jpn", "Сертификат": "rus", "certificate 北": "", "인증서": "kor"} {
		if got := strings.Join(hint(line(1, 0, 0, 1, s), installed), "+"); got != strings.TrimPrefix(want+"+eng", "+eng") && !(want == "" && got == "") {
			t.Errorf("hint(%q) = %q, want %q", s, got, want)
		}
	}
}

func TestTicks(t *testing.T) {
	words := append(line(1, 100, 100, 1, "☐No ☒ Yes"), line(2, 100, 140, 1, "口径 word")...)
	seen := []certcat.Tick{{Box: certcat.Box{X0: 99, Y0: 100, X1: 107, Y1: 110}, Ticked: true}, {Box: certcat.Box{X0: 100, Y0: 140, X1: 106, Y1: 150}},
		{Box: certcat.Box{X0: 50, Y0: 140, X1: 60, Y1: 150}, Ticked: true}}
	got := ticks(words, seen)
	if len(got) != 3 || got[0].Ticked || !got[1].Ticked || !got[2].Ticked || got[2].Box.X0 != 50 {
		t.Errorf("ticks %+v", got)
	}
}
