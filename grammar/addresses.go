package grammar

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"
)

//go:embed address_words.csv
var addressWordsCSV string

//go:embed countries.csv
var countriesCSV string

type addressTable struct {
	words     map[string]int // tenths
	phrases   map[string]int
	endings   map[string]int // may end a longer word: Haupt|strasse
	longest   int            // words in the longest phrase
	countries map[string]string
}

var addressWords = sync.OnceValue(func() addressTable {
	t := addressTable{map[string]int{}, map[string]int{}, map[string]int{}, 1, map[string]string{}}
	for _, row := range rows(addressWordsCSV) {
		key, ending := strings.CutSuffix(row[0], "*")
		key = companyKey(key)
		switch {
		case ending:
			t.endings[key] = atoi(row[1])
		case strings.Contains(key, " "):
			t.phrases[key] = atoi(row[1])
		}
		t.words[key] = atoi(row[1])
	}
	for _, row := range rows(countriesCSV) {
		for name := range strings.SplitSeq(row[1], "|") {
			key := companyKey(name)
			t.countries[key] = row[0]
			t.longest = max(t.longest, strings.Count(key, " ")+1)
		}
	}
	return t
})

// Country gives the ISO 3166 code of a country's name, "" where the text is none.
func Country(s string) string { return addressWords().countries[companyKey(s)] }

// CountryAtEnd gives the code of the country that an address ends with, "" where it names none.
func CountryAtEnd(s string) string {
	t := addressWords()
	list := strings.Fields(companyKey(s))
	for n := min(t.longest, len(list)); n > 0; n-- {
		if code := t.countries[strings.Join(list[len(list)-n:], " ")]; code != "" {
			return code
		}
	}
	key := strings.Join(list, "")
	if isASCII(key) {
		return ""
	}
	for name, code := range t.countries {
		if isCJK([]rune(name)[0]) && (strings.HasPrefix(key, name) || strings.HasSuffix(key, name)) {
			return code
		}
	}
	return ""
}

var (
	cjkAddress  = regexp.MustCompile(`\p{Han}(?:省|市|区|區|县|縣|镇|鎮|乡|鄉|村|路|街|道|号|號|楼|樓|栋|幢|层|層|室|巷|弄|郡|都|府|町|丁目|番地)|\p{Hangul}(?:시|구|동|로|길|읍|면|도)(?:\s|,|\d|$)`)
	houseNumber = regexp.MustCompile(`(?i)(?:\bno\.?\s?\d|^\s*\d{1,5}[a-z]?[\s,/-]|\s\d{1,4}[a-z]?(?:,|$)|#\s?\d|\d{1,3}\s?/\s?f\b|\b\d{1,3}(?:st|nd|rd|th)\s(?:floor|fl))`)
	postal      = regexp.MustCompile(`(?:\b\d{5}(?:-\d{4})?\b|\b\d{6}\b|\b\d{3}\s\d{2}\b|\b[A-Z]{1,2}\d{1,2}[A-Z]?\s?\d[A-Z]{2}\b|\b[A-Z]{1,2}-\s?\d{4,5}\b|\b\d{4}\s[A-Z]{2}\b|\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b|〒\s?\d{3}-\d{4}|\b\d{3}-\d{4}\b|\b\d{4}\b)`)
	streetPlace = regexp.MustCompile(`(?i)\p{L}{3,}\.?\s\d{1,4}(?:/\d{1,4})?\s?[a-z]?,?\s+(?:[a-z]{1,3}\s?-\s?\d{3,5}|(?:[a-z]{1,3}\s?-?\s?)?(?:\d{5,6}|\d{3}\s\d{2}|\d{2}-\d{3}))\s+\p{L}{3}`)
	noAddress   = regexp.MustCompile(`(?i)(?:\b(?:directive|standard|certificate|report|model|declar|test|comply|regulation)\w*|@|https?:|www\.)`)
)

// LooksLikeAddress says how much a text reads like a postal address, from 0 (not at all) to 1 (surely): street words in
// many languages, house numbers, postal codes, countries, Chinese 省市区路号.
func LooksLikeAddress(s string) float64 {
	f := fold(oneLine(s))
	if len(f.s) < 6 || len(f.s) > 600 {
		return 0
	}
	t := addressWords()
	list := strings.Fields(companyKey(f.s))
	score := 0
	for i, w := range list {
		score += t.words[w]
		for ending, weight := range t.endings {
			if len(w) > len(ending)+2 && strings.HasSuffix(w, ending) {
				score += weight
			}
		}
		if i+1 < len(list) {
			score += t.phrases[w+" "+list[i+1]]
			if i+2 < len(list) {
				score += t.phrases[w+" "+list[i+1]+" "+list[i+2]]
			}
		}
	}
	score += 3 * min(3, len(cjkAddress.FindAllString(f.s, 4)))
	if houseNumber.MatchString(f.s) {
		score += 2
	}
	if CountryAtEnd(f.s) != "" {
		score += 3
	}
	if postal.MatchString(f.s) {
		score += 2
	}
	if streetPlace.MatchString(f.s) {
		score += 3
	}
	score += min(2, strings.Count(f.s, ","))
	if len(list) > 45 {
		score -= 4
	}
	score -= 4 * len(noAddress.FindAllString(f.s, 3))
	return float64(max(0, min(score, 10))) / 10
}
