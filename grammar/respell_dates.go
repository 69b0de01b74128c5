package grammar

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"
)

// DatesRecognised is Dates for a text that an engine recognised: the names of months may have a wrong letter beside a day
// and a year ("12 Octoher 2O19"). Such a date is Noisy.
func DatesRecognised(text string) []DateFound {
	found := Dates(text)
	f, changed := respellAll(text, monthEdits)
	if len(changed) == 0 {
		return found
	}
	for _, d := range Dates(f.s) {
		d.Start, d.End = f.start(d.Start), f.end(d.End)
		if touches(changed, d.Start, d.End) && !overlapsDate(found, d) {
			d.Text, d.Noisy = oneLine(text[d.Start:d.End]), true
			found = append(found, d)
		}
	}
	return disjoint(found)
}

// monthBeside is a word with a day and a year around it, in one order or the other.
var monthBeside = regexp.MustCompile(`(?:\b[0-9OolI|]{1,2}(?:st|nd|rd|th)?[\s.,-]{1,3})([\pL01]{3,12})[\s.,'-]{1,3}[0-9OolI|]{4}\b|([\pL01]{3,12})[\s.]{1,3}[0-9OolI|]{1,2}(?:st|nd|rd|th)?[\s.,]{1,3}[0-9OolI|]{4}\b`)

// longMonths are the names of months that have letters enough to be known with one of them wrong.
var longMonths = sync.OnceValue(func() []string {
	var out []string
	for name, m := range monthNames() {
		if n := utf8.RuneCountInString(name); n >= 4 && n <= 12 && !m.hijri && !strings.Contains(name, " ") {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
})

var monthLetters = strings.NewReplacer("0", "o", "1", "l", "i", "l", "j", "l", "rn", "m", "vv", "w", "c", "e", "h", "b", "v", "u")

// monthEdits gives the names of months, between a day and a year, their letters.
func monthEdits(s string) []edit {
	var out []edit
	for _, m := range monthBeside.FindAllStringSubmatchIndex(s, -1) {
		from, to := max(m[2], m[4]), max(m[3], m[5])
		if right := nearestMonth(nameKey(s[from:to])); right != "" {
			out = append(out, edit{from, to, right})
		}
	}
	return out
}

// nearestMonth is the month that a word is a misreading of: the same in letters that look alike, or, of five letters and
// more, with one of them wrong; "" where none is, the word is a month's name itself, or two months are as near.
func nearestMonth(word string) string {
	if _, known := monthNames()[word]; known || word == "" {
		return ""
	}
	looks := []rune(monthLetters.Replace(word))
	best, name := 2, ""
	for _, month := range longMonths() {
		d := 0
		if like := []rune(monthLetters.Replace(month)); string(like) != string(looks) {
			d = 1
			if len(like) < 5 || !oneWrong(looks, like) {
				continue
			}
		}
		switch {
		case d < best:
			best, name = d, month
		case name != "" && monthNames()[name].month != monthNames()[month].month:
			name = ""
		}
	}
	return name
}

// oneWrong reports whether one letter has to be changed, left out or put in to make one word of the other.
func oneWrong(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	switch len(b) - len(a) {
	case 0:
		return i < len(a) && slices.Equal(a[i+1:], b[i+1:])
	case 1:
		return slices.Equal(a[i:], b[i+1:])
	}
	return false
}
