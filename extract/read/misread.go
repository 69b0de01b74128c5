package read

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"github.com/certcat/certcat"
)

//go:embed misread.csv
var misreadTable string

// meant is what stands on paper where an engine reads Cyrillic letters, and what must stand beside it: a number or an
// abbreviation behind it ("number"), or digits before it ("quantity").
type meant struct{ text, beside string }

var misreads = sync.OnceValue(func() map[string]meant {
	table := map[string]meant{}
	for i, row := range strings.Split(strings.TrimSpace(misreadTable), "\n") {
		if f := strings.Split(row, ","); i > 0 {
			table[f[0]] = meant{f[1], f[2]}
		}
	}
	return table
})

// cyrillicLatin pairs capitals that look alike.
const cyrillicLatin = "АAВBЕEІIКKМMНHОOРPСCТTУYХXЅSЈJ"

var toLatin, toCyrillic = func() (l, c map[rune]rune) {
	l, c = map[rune]rune{}, map[rune]rune{}
	pairs := []rune(cyrillicLatin)
	for i := 0; i < len(pairs); i += 2 {
		l[pairs[i]], c[pairs[i+1]] = pairs[i+1], pairs[i]
	}
	return l, c
}()

// settle puts right what an engine that reads Cyrillic makes of the Latin abbreviations, the number sign and the codes on
// a page: its letters have no N, and a C is the same in both scripts.
func settle(words []certcat.Word) []certcat.Word {
	latin, cyrillic := 0, 0
	for _, w := range words {
		if isCode(w.Text) {
			l, c := told(w.Text)
			latin, cyrillic = latin+min(l, 1), cyrillic+min(c, 1)
		}
	}
	out := make([]certcat.Word, len(words))
	copy(out, words)
	for i := range out {
		w := &out[i]
		core := strings.Trim(w.Text, ".,;:()«»\"'")
		if m, ok := misreads()[core]; ok && beside(out, i, m.beside) {
			w.Text = strings.Replace(w.Text, core, m.text, 1)
			continue
		}
		if isCode(w.Text) {
			w.Text = oneScript(w.Text, latin > cyrillic)
		}
	}
	return out
}

// beside reports whether what a misreading is known by stands beside word i of its line.
func beside(words []certcat.Word, i int, what string) bool {
	switch what {
	case "number":
		for j := i + 1; j < len(words) && j <= i+2 && words[j].Line == words[i].Line; j++ {
			if strings.ContainsFunc(words[j].Text, unicode.IsDigit) {
				return true
			}
			if _, ok := misreads()[words[j].Text]; !ok && words[j].Text != "IEC" && words[j].Text != "ISO" {
				return false
			}
		}
		return false
	case "quantity":
		return i > 0 && words[i-1].Line == words[i].Line && strings.ContainsFunc(words[i-1].Text, unicode.IsDigit)
	}
	return true
}

// isCode reports whether a word is a model's or a document's: capitals and digits, a letter first, or letters of both
// scripts that no word mixes.
func isCode(text string) bool {
	text = strings.TrimLeft(text, "(«\"'")
	digits, first := false, true
	latin, cyrillic := false, false
	for _, r := range text {
		switch {
		case unicode.IsLower(r):
			return false
		case unicode.IsDigit(r):
			digits = true
		case unicode.Is(unicode.Latin, r):
			latin = true
		case unicode.Is(unicode.Cyrillic, r):
			cyrillic = true
		}
		if first && !unicode.IsLetter(r) {
			return false
		}
		first = false
	}
	return (digits || latin && cyrillic) && (latin || cyrillic)
}

// told counts the letters of a word that are of one script without doubt.
func told(text string) (latin, cyrillic int) {
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Latin, r) && toCyrillic[r] == 0:
			latin++
		case unicode.Is(unicode.Cyrillic, r) && toLatin[r] == 0:
			cyrillic++
		}
	}
	return latin, cyrillic
}

// oneScript writes a code in the script of its letters that are told, or, where all have twins, in Latin letters if the
// page's other codes are Latin. What has letters of both stays as it is: Eurasian numbers do.
func oneScript(text string, latinPage bool) string {
	l, c := told(text)
	to := toLatin
	switch {
	case l > 0 && c > 0, l+c == 0 && !latinPage:
		return text
	case c > 0:
		to = toCyrillic
	}
	return strings.Map(func(r rune) rune {
		if twin, ok := to[r]; ok {
			return twin
		}
		return r
	}, text)
}
