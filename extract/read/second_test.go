package read

import (
	"slices"
	"strings"
	"testing"

	"github.com/certcat/certcat"
)

func TestSecondIsAsked(t *testing.T) {
	tesseract := Recogniser{Name: "tesseract", Languages: []string{"ara", "chi_sim", "deu", "eng", "rus"}}
	other := Recogniser{Name: "other", Languages: []string{"chi_sim", "eng"}}
	scan := survey{Scanned: true, Letters: 900, Ink: 0.05}
	page := func(confidence float64, words, languages string) certcat.Page {
		return certcat.Page{Readings: []certcat.Reading{{By: "tesseract", Languages: strings.Fields(languages), Words: line(1, 10, 10, confidence, words)}}}
	}
	long := strings.Repeat("Certificate of Conformity ", 30)
	for _, c := range []struct {
		name string
		page certcat.Page
		s    survey
		want bool // of two engines, the second
		line bool // of one engine, that line by line
	}{
		{"a scan that reads well", page(0.95, long, "eng"), scan, false, false},
		{"a scan that reads badly", page(0.85, long, "eng"), scan, true, false},
		{"German, in letters that it knows", page(0.85, long, "deu eng"), scan, true, false},
		{"Russian", page(0.85, strings.Repeat("Сертификат соответствия ", 30), "rus eng"), scan, false, false},
		{"taken for Arabic, and hardly read", page(0.4, long, "ara eng"), scan, true, true},
		{"Chinese that reads well", page(0.95, strings.Repeat("检测报告 编号 ", 60), "chi_sim eng"), scan, true, false},
		{"a label that reads well", page(0.95, "Model QM-65W-A", "eng"), scan, true, true},
		{"a picture in which nothing was read", page(0, "", "eng"), scan, true, true},
		{"a blank page", page(0, "", "eng"), survey{Scanned: true, Letters: 1, Ink: 0.001}, false, false},
	} {
		for _, engines := range [][]Recogniser{{tesseract}, {tesseract, other}} {
			r := &Reader{about: &about{Engines: engines}}
			if engine, asked := r.second(c.page, c.s); asked != (len(engines) == 2 && c.want || len(engines) == 1 && c.line) || asked && engine.Name != engines[len(engines)-1].Name {
				t.Errorf("%s: asked %q: %v of %d engines", c.name, engine.Name, asked, len(engines))
			}
		}
	}
	layered := page(0.6, "Logo Ltd", "eng")
	layered.Readings = append([]certcat.Reading{{By: certcat.TextLayer, Words: line(1, 10, 40, 1, long)}}, layered.Readings...)
	for _, engines := range [][]Recogniser{{tesseract}, {tesseract, other}} {
		r := &Reader{about: &about{Engines: engines}}
		if _, asked := r.second(layered, survey{Words: layered.Readings[0].Words, Letters: 900, Ink: 0.05}); asked {
			t.Errorf("asked %d engines about a page whose text layer holds", len(engines))
		}
	}
}

func TestCombine(t *testing.T) {
	first := slices.Concat(
		line(1, 100, 100, 0.9, "Model QM-65W-A"),
		line(2, 100, 120, 0.5, "Rat1ng l00-24OV"),
		line(3, 100, 140, 0.85, "ISO9001:2015"),
		line(4, 100, 160, 0.95, "Sound"),
		line(5, 100, 180, 0.9, "Input 12V"),
		line(6, 400, 400, 0.95, "= Serial"),
		line(7, 400, 420, 0.5, "scribble"),
	)
	second := slices.Concat(
		line(1, 100, 60, 0.9, "Northwind"),
		line(2, 100, 100, 0.8, "Modei QM-65W-B"),
		line(3, 100, 120, 0.99, "Rating 100-240V"),
		line(4, 100, 140, 0.99, "IS09001:2015"),
		line(5, 100, 160, 0.97, "Sound Machine"),
		line(6, 100, 180, 0.5, "lnput l2V"),
	)
	// Unseen before; surer first; surer second; lookalikes keep the first; more read; an unsure second.
	want := "Northwind / Model QM-65W-A / Rating 100-240V / ISO9001:2015 / Sound Machine / Input 12V / Serial"
	if got := text(combine(first, second, besideSecond)); got != want {
		t.Errorf("combined:\n%s\nwant:\n%s", got, want)
	}
	if got := combine(nil, nil, besideSecond); len(got) != 0 {
		t.Errorf("nothing and nothing give %q", text(got))
	}
}

func TestDirection(t *testing.T) {
	words := slices.Concat(line(1, 100, 100, 1, "Certificate of Conformity"), line(2, 100, 120, 1, "Model QM-65W-A and QM-90W-C"))
	for turned, want := range map[int]int{0: 0, 90: 270, 180: 180, 270: 90} {
		lying := slices.Clone(words)
		for i := range lying {
			if turned > 0 {
				lying[i].Box = turnBox(lying[i].Box, 595, 842, turned)
			}
		}
		if got := direction(lying); got != want {
			t.Errorf("a page turned by %d is turned by %d, want %d", turned, got, want)
		}
	}
	if got := direction(words[:2]); got != 0 {
		t.Errorf("two words turn the page by %d", got)
	}
}
