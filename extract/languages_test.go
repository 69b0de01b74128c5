package extract

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/testdata/forms"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// specimen is a made-up document with the layout and the captions of a real form, and what is printed on it.
type specimen struct{ forms.Form }

// specimens reads every specimen of a folder, by file.
func specimens(t testing.TB, folder string) map[string][]specimen {
	t.Helper()
	read, err := forms.Read("testdata/" + folder)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]specimen{}
	for file, list := range read {
		for _, f := range list {
			out[file] = append(out[file], specimen{f})
		}
	}
	return out
}

func (s specimen) printed(t testing.TB) certcat.Pages {
	t.Helper()
	p := certcat.Pages{Document: strings.Repeat("0", 64)}
	for i, text := range s.Pages {
		p.Pages = append(p.Pages, s.Lay(i+1, text, forms.Roughly, func(cell string) {
			t.Errorf("%s: page %d has no room for %q", s.Name, i+1, cell)
		}))
	}
	return p
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

// compare counts one field of a specimen.
func (s specimen) compare(f certcat.Field) (got tally, complaint string) {
	want := s.Wants(f.Name)
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

// languageFloors are the shares of values that must be found (F1) in each file of specimens, the later ones written after the
// program had learned from those before; they may rise.
var languageFloors = map[string]float64{
	"ar": .91, "asia": .92, "es": .94, "europe": .96, "ja": .91, "ko": .88, "pt": .87, "ru": .88, "tr": .93, "uk": .88, "zh": .86,
	"ar-2": .80, "asia-2": .83, "europe-2": .90, "ko-2": .88, "pt-2": .85, "tr-2": .80, "uk-2": .81,
	"ar-3": .82, "asia-3": .84, "europe-3": .91, "ko-3": .89, "pt-3": .92, "tr-3": .86, "uk-3": .87, "world-4": .93,
}

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
	if schemes < 36 {
		t.Errorf("%d schemes told, want 36 at least", schemes)
	}
}
