package extract

import (
	"bytes"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/certcat/certcat"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
	"gopkg.in/yaml.v3"
)

// specimen is a made-up document with the layout and the captions of a real form, and what is printed on it.
type specimen struct {
	Name    string
	RTL     bool      // columns begin at the right edge
	Columns []float64 // where the cells of a row begin, in points from the edge
	Pages   []string  // a line a row; "|" divides cells; "# " large and centred, "## " larger and centred, "= " centred
	Scheme  string
	Want    map[string]any // fields that hold a value; all others must be absent
}

// specimens reads every specimen of a folder, by file.
func specimens(t testing.TB, folder string) map[string][]specimen {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", folder, "*.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no specimens in %s: %v", folder, err)
	}
	out := map[string][]specimen{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var list []specimen
		d := yaml.NewDecoder(bytes.NewReader(data))
		d.KnownFields(true)
		if err := d.Decode(&list); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		out[strings.TrimSuffix(filepath.Base(file), ".yaml")] = list
	}
	return out
}

func (s specimen) printed(t testing.TB) certcat.Pages {
	t.Helper()
	p := certcat.Pages{Document: strings.Repeat("0", 64)}
	for i, text := range s.Pages {
		p.Pages = append(p.Pages, s.page(t, i+1, text))
	}
	return p
}

const paper = 595.0

func (s specimen) page(t testing.TB, number int, text string) certcat.Page {
	t.Helper()
	columns := s.Columns
	if len(columns) == 0 {
		columns = []float64{50, 220, 390}
	}
	p := certcat.Page{Number: number, Width: paper, Height: 842, Readings: []certcat.Reading{{By: certcat.TextLayer}}}
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	y, gap, leading := 50.0, 14.0, 1.4
	if blank, room := countBlank(lines), 740-14*float64(len(lines)); room > 0 { // papers fill their page
		gap += min(room/float64(max(blank, 1)), 45)
		leading += min(max(room-float64(blank)*45, 0)/(10*float64(len(lines))), 0.5)
	}
	for i, row := range lines {
		size, centred := 10.0, false
		for _, style := range []struct {
			sign string
			size float64
		}{{"## ", 20}, {"# ", 15}, {"= ", 10}} {
			if rest, ok := strings.CutPrefix(row, style.sign); ok {
				row, size, centred = rest, style.size, true
				break
			}
		}
		cells, last := strings.Split(row, "|"), 0.0
		if centred {
			cells = []string{row}
		}
		for c, cell := range cells {
			words := strings.Fields(cell)
			at := columns[min(c, len(columns)-1)]
			if centred {
				at = (paper - wide(words, size)) / 2
			}
			if len(words) > 0 && (at < last+6 || at+wide(words, size) > paper-10) {
				t.Errorf("%s: page %d has no room for %q", s.Name, number, cell)
			}
			for _, word := range words {
				box := certcat.Box{X0: at, Y0: y, X1: at + wide([]string{word}, size), Y1: y + size}
				at = box.X1 + 0.3*size
				last = box.X1
				if s.RTL {
					box.X0, box.X1 = paper-box.X1, paper-box.X0
				}
				p.Readings[0].Words = append(p.Readings[0].Words, certcat.Word{Text: word, Box: box, Confidence: 1, Line: i})
			}
		}
		if s.RTL {
			turnLatin(p.Readings[0].Words, i)
		}
		if y += leading * size; strings.TrimSpace(row) == "" {
			y += gap - leading*size
		}
	}
	return p
}

func countBlank(lines []string) (n int) {
	for _, line := range lines {
		if strings.TrimSpace(line) == "" {
			n++
		}
	}
	return n
}

// turnLatin gives runs of Latin words within a line from right to left their own order back.
func turnLatin(words []certcat.Word, line int) {
	for i := 0; i < len(words); i++ {
		j := i
		for j < len(words) && words[j].Line == line && !rightToLeft(words[j].Text) && (j == i || abs(words[j-1].Box.X0-words[j].Box.X1) < 8) {
			j++
		}
		if j-i < 2 {
			continue
		}
		at := words[j-1].Box.X0
		for k := i; k < j; k++ {
			w := words[k].Box.Width()
			words[k].Box.X0, words[k].Box.X1 = at, at+w
			at += w + 3
		}
		i = j - 1
	}
}

// wide is the width of words of a size in points with spaces between them.
func wide(words []string, size float64) float64 {
	x := 0.0
	for i, w := range words {
		if i > 0 {
			x += 0.3 * size
		}
		for _, r := range w {
			switch {
			case ideograph(r) || unicode.Is(unicode.Hangul, r):
				x += 0.9 * size
			case unicode.Is(unicode.Mn, r):
			default:
				x += 0.48 * size
			}
		}
	}
	return x
}

// alikeEnough are how alike two values of a field must be to count as the same, as the measure on real certificates has it.
var alikeEnough = map[string]float64{certcat.Issuer: .90, certcat.Holder: .90, certcat.Manufacturer: .90, certcat.Product: .85, certcat.HolderAddress: .88,
	certcat.ManufacturerAddress: .88, certcat.Scope: .80, certcat.Ratings: .85}

func folded(text string) []rune {
	text = norm.NFKD.String(cases.Fold().String(norm.NFKC.String(text)))
	return []rune(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return r
		}
		return -1
	}, text))
}

func saysSame(field, want, got string) bool {
	a, b := folded(want), folded(got)
	if string(a) == string(b) {
		return true
	}
	bar := alikeEnough[field]
	return bar > 0 && len(a) > 0 && len(b) > 0 && 2*float64(inCommon(a, b))/float64(len(a)+len(b)) >= bar
}

// tally counts cells and values.
type tally struct{ cells, right, hit, missed, invented, relied, wrong int }

func (t *tally) add(o tally) {
	t.cells, t.right, t.hit, t.missed, t.invented = t.cells+o.cells, t.right+o.right, t.hit+o.hit, t.missed+o.missed, t.invented+o.invented
	t.relied, t.wrong = t.relied+o.relied, t.wrong+o.wrong
}

func ratio(n, of int) float64 {
	if of == 0 {
		return 1
	}
	return float64(n) / float64(of)
}

func (t *tally) String() string {
	return fmt.Sprintf("cells %5.1f %%  precision %5.1f %%  recall %5.1f %%  F1 %5.1f %%  relied on %d, wrong %d", 100*ratio(t.right, t.cells),
		100*ratio(t.hit, t.hit+t.invented), 100*ratio(t.hit, t.hit+t.missed), 100*t.f1(), t.relied, t.wrong)
}

func (t *tally) f1() float64 { return ratio(2*t.hit, 2*t.hit+t.missed+t.invented) }

func (s specimen) wants(field string) []string {
	switch v := s.Want[field].(type) {
	case nil:
		return nil
	case []any:
		var out []string
		for _, x := range v {
			out = append(out, fmt.Sprint(x))
		}
		return out
	case time.Time:
		return []string{v.Format(time.DateOnly)}
	default:
		return []string{fmt.Sprint(v)}
	}
}

// compare counts one field of a specimen.
func (s specimen) compare(f certcat.Field) (got tally, complaint string) {
	want := s.wants(f.Name)
	var invented []string
	for _, v := range f.Values {
		if i := slices.IndexFunc(want, func(w string) bool { return saysSame(f.Name, w, v.Text) }); i >= 0 {
			want = slices.Delete(want, i, i+1)
			got.hit++
		} else {
			invented = append(invented, v.Text)
		}
	}
	got.cells, got.missed, got.invented = 1, len(want), len(invented)
	if len(want)+len(invented) == 0 {
		got.right = 1
	} else {
		complaint = fmt.Sprintf("%s missed %q, invented %q", f.Name, want, invented)
	}
	if f.Accepted {
		got.relied, got.wrong = 1, 1-got.right
		if got.wrong > 0 {
			complaint += " and relied on it"
		}
	}
	return got, complaint
}

// languageFloors are the shares of values that must be found (F1) in each language's specimens; they may rise.
var languageFloors = map[string]float64{"ar": .84, "asia": .84, "es": .86, "europe": .95, "ja": .82, "ko": .83, "pt": .88, "ru": .80, "tr": .94, "uk": .76, "zh": .78}

// TestLanguagesOfForms reads made-up documents of many countries and scores them as real ones are.
func TestLanguagesOfForms(t *testing.T) {
	x := extractor(t)
	byField, all, schemes := map[string]*tally{}, &tally{}, 0
	sets := specimens(t, "languages")
	for _, language := range slices.Sorted(maps.Keys(sets)) {
		sum := &tally{}
		for _, s := range sets[language] {
			certificates, _ := x.Certificates(s.printed(t))
			c := certificates[0]
			for _, f := range c.Fields {
				got, complaint := s.compare(f)
				sum.add(got)
				if byField[f.Name] == nil {
					byField[f.Name] = &tally{}
				}
				byField[f.Name].add(got)
				if complaint != "" {
					t.Logf("%s: %s: %s", language, s.Name, complaint)
				}
			}
			if c.Scheme != s.Scheme && s.Scheme != "" {
				t.Logf("%s: %s: scheme %q, want %q", language, s.Name, c.Scheme, s.Scheme)
			}
			if c.Scheme == s.Scheme && s.Scheme != "" {
				schemes++
			}
			if len(certificates) != 1 {
				t.Errorf("%s: %s: %d certificates, want 1", language, s.Name, len(certificates))
			}
		}
		all.add(*sum)
		t.Logf("%-12s %v", language, sum)
		if sum.f1() < languageFloors[language] {
			t.Errorf("%s: F1 %.3f, want %.3f at least", language, sum.f1(), languageFloors[language])
		}
	}
	for _, name := range certcat.FieldNames() {
		t.Logf("%-22s %v", name, byField[name])
	}
	t.Logf("%-22s %v", "all", all)
	t.Logf("%d schemes told", schemes)
	if schemes < 26 {
		t.Errorf("%d schemes told, want 26 at least", schemes)
	}
}
