package grammar

import (
	_ "embed"
	"regexp"
	"sort"
	"strings"
	"sync"
	"unicode"
)

//go:embed companies.csv
var companiesCSV string

//go:embed company_words.csv
var companyWordsCSV string

type legalForm struct {
	key  string // words joined by one space
	form string
}

type companyTable struct {
	word   []legalForm     // forms written in words, longest first
	cjk    []legalForm     // forms written without a space before them, longest first
	before map[string]bool // forms that are also written before the name
}

var companyForms = sync.OnceValue(func() companyTable {
	t := companyTable{before: map[string]bool{}}
	for _, row := range rows(companiesCSV) {
		if len(row) < 3 {
			continue
		}
		for text := range strings.SplitSeq(row[2], "|") {
			key := companyKey(text)
			switch {
			case key == "":
			case isCJK([]rune(key)[0]):
				t.cjk = append(t.cjk, legalForm{key, row[0]})
			default:
				t.word = append(t.word, legalForm{key, row[0]})
			}
		}
	}
	for _, row := range rows(companiesCSV) {
		if len(row) > 3 {
			for text := range strings.SplitSeq(row[3], "|") {
				t.before[companyKey(text)] = true
			}
		}
	}
	longest := func(l []legalForm) {
		sort.SliceStable(l, func(i, j int) bool { return len(l[i].key) > len(l[j].key) })
	}
	longest(t.word)
	longest(t.cjk)
	return t
})

var companySigns = strings.NewReplacer("&", " and ", "'", "")

// companyKey is a name in lower case, words joined by single spaces, without punctuation and diacritics.
func companyKey(s string) string {
	s = wordKey(fold(s).s)
	s = companySigns.Replace(s)
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !isWord(r) }), " ")
}

var (
	parenthesised = regexp.MustCompile(`[(（][^()（）]*[)）]`)
	tradingAs     = regexp.MustCompile(`(?i)\b(?:d\.?\s?/?b\.?\s?/?a\.?|trading as|t/a)\b.*$`)
	messrs        = regexp.MustCompile(`(?i)^\s*(?:m/s\.?|messrs\.?)\s+`)
)

// CompanyName splits a company's name into a stem for comparing and its legal form: "Example Co., Ltd.", "EXAMPLE
// LIMITED" and "Example Company Limited" share the stem "example". A place in brackets stays in the stem, since branches
// are different companies. form is "" where none is printed; stem is "" only for a name that is nothing but a form.
func CompanyName(s string) (stem, form string) {
	s = tradingAs.ReplaceAllString(messrs.ReplaceAllString(oneLine(s), ""), "")
	stem = companyKey(s)
	if isUnit(s) || endsInWord(s) {
		return stem, ""
	}
	for range 3 {
		rest, found := stripForm(stem)
		if found == "" {
			break
		}
		if form == "" {
			form = found
		}
		if rest == "" {
			break
		}
		stem = rest
	}
	return stem, form
}

// isUnit reports whether a text ends in two small letters: "Maximum value (W/kg)" names a unit, not a limited partnership.
func isUnit(s string) bool {
	words := strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '.' })
	if len(words) == 0 {
		return false
	}
	last := words[len(words)-1]
	return len(last) == 2 && last == strings.ToLower(last) && last != strings.ToUpper(last) && strings.ToUpper(s) != s
}

// endsInWord reports whether a sentence ends in a small word that would be a legal form behind a name: "… identified by the
// client as".
func endsInWord(s string) bool {
	words := strings.Fields(s)
	if len(words) < 5 || capitalised(s) {
		return false
	}
	last := words[len(words)-1]
	return len(last) <= 3 && strings.IndexFunc(last, func(r rune) bool { return !unicode.IsLower(r) }) < 0
}

// stripForm takes the legal form off the end of a name, or off its beginning where it is written there (ООО, PT, 株式会社).
func stripForm(key string) (rest, form string) {
	t := companyForms()
	for _, f := range t.cjk {
		if rest, ok := strings.CutSuffix(key, f.key); ok {
			return strings.TrimSpace(rest), f.form
		}
		if rest, ok := strings.CutPrefix(key, f.key); ok {
			return strings.TrimSpace(rest), f.form
		}
	}
	for _, f := range t.word {
		if rest, ok := strings.CutSuffix(key, " "+f.key); ok {
			return rest, f.form
		}
	}
	for _, f := range t.word {
		if rest, ok := strings.CutPrefix(key, f.key+" "); ok && t.before[f.key] {
			return rest, f.form
		}
	}
	return key, ""
}

// BeginsWithForm reports whether a text begins with a legal form that is written before the name, and a name follows it:
// "ТОВ …", "บริษัท …", "CÔNG TY TNHH …".
func BeginsWithForm(s string) bool {
	key := companyKey(s)
	for form := range companyForms().before {
		if rest, ok := strings.CutPrefix(key, form); ok && len(rest) > 2 && (rest[0] == ' ' || caseless([]rune(form)[0])) {
			return true
		}
	}
	return false
}

// SameCompany reports whether two names have the same stem: the same firm as far as names can tell.
func SameCompany(a, b string) bool {
	sa, _ := CompanyName(a)
	sb, _ := CompanyName(b)
	return sa != "" && strings.ReplaceAll(sa, " ", "") == strings.ReplaceAll(sb, " ", "")
}

type companyWordTable struct{ organisation, sentence map[string]bool }

var companyWords = sync.OnceValue(func() companyWordTable {
	t := companyWordTable{map[string]bool{}, map[string]bool{}}
	for _, row := range rows(companyWordsCSV) {
		if row[1] == "sentence" {
			t.sentence[row[0]] = true
		} else {
			t.organisation[row[0]] = true
			t.organisation[companyKey(row[0])] = true
		}
	}
	return t
})

// LooksLikeCompany reports whether one line reads like a company's or an organisation's name.
func LooksLikeCompany(s string) bool {
	s = oneLine(s)
	if len(s) < 3 || len(s) > 240 || !hasCapital(s) {
		return false
	}
	key := companyKey(parenthesised.ReplaceAllString(s, " "))
	list := strings.Fields(key)
	if len(list) == 0 || len(list) > 24 {
		return false
	}
	table := companyWords()
	organisation := 0
	for _, w := range list {
		switch {
		case table.sentence[w]:
			return false
		case table.organisation[w]:
			organisation++
		}
	}
	stem, form := CompanyName(s)
	if form != "" && stem != "" && stem != companyKey(s) {
		return true
	}
	if runsOn([]rune(list[0])[0]) {
		for w := range table.organisation {
			if runsOn([]rune(w)[0]) && (strings.HasSuffix(key, w) || strings.HasPrefix(key, w)) {
				return true
			}
		}
		return false
	}
	return organisation > 0 && len(list) > 1 && len(list) <= 10 && capitalised(s)
}

// runsOn reports whether a letter is of a script that puts no spaces between the words of a name.
func runsOn(r rune) bool { return isCJK(r) || unicode.Is(unicode.Thai, r) }

func hasCapital(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsUpper(r) || caseless(r)
	})
}

// capitalised reports whether most words of a line begin with a capital, as names do and sentences don't.
func capitalised(s string) bool {
	capitals, others := 0, 0
	for w := range strings.FieldsSeq(s) {
		switch r := []rune(w)[0]; {
		case unicode.IsUpper(r) || caseless(r):
			capitals++
		case unicode.IsLower(r) && len(w) > 3:
			others++
		}
	}
	return capitals > others
}

// caseless reports whether a letter is of a script without capitals.
func caseless(r rune) bool { return unicode.IsLetter(r) && unicode.ToUpper(r) == unicode.ToLower(r) }
