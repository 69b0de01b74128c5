package grammar

import (
	"regexp"
	"strings"
	"sync"
)

// English numbers in words, as licences print the days and years of their terms.
const (
	unitWords    = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
	tenWords     = "twenty thirty forty fifty sixty seventy eighty ninety"
	ordinalWords = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)

var wordNumbers = sync.OnceValue(func() map[string]int {
	values := map[string]int{"twentieth": 20, "thirtieth": 30}
	for i, w := range strings.Fields(unitWords) {
		values[w] = i + 1
	}
	for i, w := range strings.Fields(ordinalWords) {
		values[w] = i + 1
	}
	for i, w := range strings.Fields(tenWords) {
		values[w] = 10 * (i + 2)
	}
	return values
})

// inWords is "Fourth April Two Thousand Twenty Four", "the twenty-third day of March, two thousand and nineteen".
var inWords = sync.OnceValue(func() *regexp.Regexp {
	units, tens := strings.ReplaceAll(unitWords, " ", "|"), strings.ReplaceAll(tenWords, " ", "|")
	return regexp.MustCompile(`(?i)\b((?:twenty|thirty)[\s-])?(` + strings.ReplaceAll(ordinalWords, " ", "|") + `|twentieth|thirtieth)\s(?:day\s)?(?:of\s)?(\pL{3,10}),?\s(?:the\syear\s)?` +
		`(two\sthousand|nineteen\shundred)(?:\s(?:and\s)?((?:` + tens + `)\b)?[\s-]?((?:` + units + `)\b)?)?`)
})

// spelledDates finds the dates whose day and year are English words.
func spelledDates(f folded) []DateFound {
	if lower := strings.ToLower(f.s); !strings.Contains(lower, "thousand") && !strings.Contains(lower, "hundred") {
		return nil
	}
	var out []DateFound
	value := func(word string) int { return wordNumbers()[strings.ToLower(strings.Trim(word, " -\n"))] }
	for _, m := range inWords().FindAllStringSubmatchIndex(f.s, -1) {
		part := func(i int) string {
			if m[2*i] < 0 {
				return ""
			}
			return f.s[m[2*i]:m[2*i+1]]
		}
		month, ok := monthNames()[nameKey(part(3))]
		if !ok {
			continue
		}
		year := 2000
		if strings.HasPrefix(strings.ToLower(part(4)), "n") {
			year = 1900
		}
		if d := day(year+value(part(5))+value(part(6)), month.month, value(part(1))+value(part(2))); d != "" {
			from, to := f.start(m[0]), f.end(m[1])
			out = append(out, DateFound{Start: from, End: to, Text: oneLine(f.text[from:to]), Date: d, Form: "words"})
		}
	}
	return out
}
