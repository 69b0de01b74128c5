package read

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode"

	"github.com/certcat/certcat"
)

//go:embed languages.csv
var languageTable string

// language is one row of the table: a language model, the family whose letters it tells apart, and common words.
type language struct {
	model   string
	family  string
	scripts []*unicode.RangeTable
	first   bool // stands for its family when families are told apart
	words   map[string]bool
}

var families = sync.OnceValue(func() map[string]language {
	table := map[string]language{}
	for i, row := range strings.Split(strings.TrimSpace(languageTable), "\n") {
		f := strings.Split(row, ",")
		if i == 0 {
			continue
		}
		l := language{model: f[0], family: f[1], first: f[3] == "yes", words: map[string]bool{}}
		for _, s := range strings.Fields(f[2]) {
			l.scripts = append(l.scripts, unicode.Scripts[s])
		}
		for _, w := range strings.Fields(f[4]) {
			l.words[w] = true
		}
		table[l.model] = l
	}
	return table
})

// models lists the table's models that are installed and match, in a fixed order.
func models(installed []string, match func(language) bool) []string {
	var out []string
	for _, l := range families() {
		if slices.Contains(installed, l.model) && match(l) {
			out = append(out, l.model)
		}
	}
	slices.Sort(out)
	return out
}

func alphanumeric(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// native is the share of a reading's letters that belong to the model's own scripts, weighted with confidence.
func native(model string, words []certcat.Word) (share float64, letters int) {
	sum := 0.0
	for _, w := range words {
		for _, r := range w.Text {
			if !unicode.IsLetter(r) {
				continue
			}
			letters++
			if unicode.In(r, families()[model].scripts...) {
				sum += w.Confidence
			}
		}
	}
	if letters == 0 {
		return 0, 0
	}
	return sum / float64(letters), letters
}

// latin picks the language of a reading in Latin letters by its common words and those of certificates; "eng" where none
// stands out. Beside English, as forms in two languages have it, the other language needs half as many words.
func latin(words []certcat.Word, installed []string) string {
	counts := map[string]int{}
	kinds := map[string]map[string]bool{}
	candidates := models(installed, func(l language) bool { return l.family == "latin" })
	english := families()["eng"].words
	for _, w := range words {
		s := strings.Map(func(r rune) rune {
			if r = fold(unicode.ToLower(r)); !unicode.IsLetter(r) {
				return -1
			}
			return r
		}, w.Text)
		if w.Confidence <= 0.5 || len(s) < 2 || len(s) < 4 && w.Text != strings.ToLower(w.Text) {
			continue
		}
		for _, m := range candidates {
			if !families()[m].words[s] || m != "eng" && english[s] {
				continue
			}
			counts[m]++
			if kinds[m] == nil {
				kinds[m] = map[string]bool{}
			}
			kinds[m][s] = true
		}
	}
	best := "eng"
	for _, m := range candidates {
		if m != "eng" && len(kinds[m]) >= 4 && (best == "eng" || len(kinds[m]) > len(kinds[best])) {
			best = m
		}
	}
	n, most := len(kinds[best]), len(kinds["eng"])
	if n > most && counts[best] > counts["eng"] || n >= 6 && 2*n >= most {
		return best
	}
	return "eng"
}

// hint gives the languages for the rest of a page whose text layer is written in another script than Latin; nil where it
// is not.
func hint(words []certcat.Word, installed []string) []string {
	best, most, all := "", 0, 0
	for _, m := range models(installed, func(l language) bool { return l.first || l.model == "jpn" }) {
		n := 0
		for _, w := range words {
			for _, r := range w.Text {
				if unicode.In(r, families()[m].scripts...) {
					n++
				}
			}
		}
		all += n
		if m == "jpn" && n <= most*11/10 {
			continue
		}
		if families()[m].family != "latin" && n > most {
			best, most = m, n
		}
	}
	if best == "" || 5*most < all {
		return nil
	}
	return []string{best, "eng"}
}
