package catalog

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"github.com/certcat/certcat/grammar"
)

// longest is how many runes of one text are searched and shown: certificates are hostile.
const longest = 2000

// clean makes a text fit for a database: valid, without control characters, of bounded length.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar || r == pad {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, " "))
	s = strings.TrimSpace(s)
	if runes := []rune(s); len(runes) > longest {
		s = string(runes[:longest])
	}
	return s
}

// pad makes a short word as long as a trigram. It occurs in no text.
const pad = '\uE000'

// folded is a text as it is searched: one width, one case, single spaces.
func folded(s string) string {
	return strings.Join(strings.Fields(cases.Fold().String(norm.NFKC.String(clean(s)))), " ")
}

// searched gives an Entry's text for substrings, and its words for what is shorter than a trigram.
func (e *Entry) searched() (search, words string) {
	parts := []string{e.Number, e.NumberKey, e.Name, e.Holder, e.Issuer, e.IssuerID, e.Product, e.Brand}
	if e.Manufacturer != e.Holder {
		parts = append(parts, e.Manufacturer)
	}
	parts = append(append(parts, e.Reports...), e.Models...)
	search = folded(strings.Join(parts, " "))
	seen := map[string]bool{}
	for _, w := range strings.FieldsFunc(search, func(r rune) bool { return !wordly(r) }) {
		for _, l := range shortOf(w) {
			seen[l] = true
		}
	}
	list := make([]string, 0, len(seen))
	for l := range seen {
		list = append(list, l)
	}
	slices.Sort(list)
	return search, strings.Join(list, " ")
}

// wordsOf takes what a person typed apart.
func wordsOf(query string) []string {
	words := strings.Fields(folded(query))
	for i, w := range words {
		if len([]rune(w)) < 3 { // it has to match a whole word, which has no such signs
			words[i] = strings.TrimFunc(w, func(r rune) bool { return !wordly(r) })
		}
	}
	words = slices.DeleteFunc(words, func(w string) bool { return w == "" })
	slices.Sort(words)
	words = slices.Compact(words)
	if len(words) > 8 {
		slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
		words = words[:8]
	}
	return words
}

func padded(s string) string {
	return s + strings.Repeat(string(pad), max(0, 3-len([]rune(s))))
}

func ideographic(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

// shortOf are the words, made as long as trigrams, under which a word of a text is found by short queries: itself where
// it is short; each character and each two neighbours of Chinese, Japanese and Korean.
func shortOf(word string) []string {
	runes := []rune(word)
	var all []string
	if len(runes) < 3 {
		all = append(all, padded(word))
	}
	for i, r := range runes {
		if !ideographic(r) {
			continue
		}
		all = append(all, padded(string(r)))
		if i+1 < len(runes) && ideographic(runes[i+1]) {
			all = append(all, padded(string(runes[i:i+2])))
		}
	}
	return all
}

// lexemesOf are the words that a text holds if it holds a query's word, nothing where trigrams find it better.
func lexemesOf(word string) []string {
	runes := []rune(word)
	if len(runes) < 3 {
		return []string{padded(word)}
	}
	var all []string
	for i := 0; i+1 < len(runes); i++ {
		if ideographic(runes[i]) && ideographic(runes[i+1]) {
			all = append(all, padded(string(runes[i:i+2])))
		}
	}
	if len(all) < len(runes)-1 {
		return nil
	}
	return all
}

// trigrams are strings of three characters that a text holds if it holds the word: all of a number, and of a word as many
// as cover it, because each one more that is common makes an answer later by the length of its list.
func trigrams(word string) []string {
	runes := []rune(padded(word))
	step := 3
	if strings.ContainsAny(word, "0123456789") {
		step = 1
	}
	var all []string
	for i := 0; i < len(runes)-2; i += step {
		if gram := string(runes[i : i+3]); !slices.Contains(all, gram) {
			all = append(all, gram)
		}
	}
	if last := string(runes[len(runes)-3:]); !slices.Contains(all, last) {
		all = append(all, last)
	}
	slices.SortStableFunc(all, func(a, b string) int { return digitsIn(b) - digitsIn(a) }) // figures are rare, "rev" stands in every number
	return all[:min(len(all), 8)]                                                          // rare enough; the text itself is looked at anyway
}

func digitsIn(s string) (n int) {
	for _, r := range s {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

func wordly(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }

// numberWords are what a search for a number looks for.
func numberWords(number string) string { return strings.ToLower(grammar.FoldIdentifier(number)) }

func modelsKey(models []string) string {
	var keys []string
	for _, m := range models {
		keys = append(keys, grammar.FoldIdentifier(m))
	}
	return strings.Join(tidy(keys), " ")
}
