package grammar

import (
	_ "embed"
	"regexp"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed months.csv
var monthsCSV string

type monthName struct {
	month int
	hijri bool
}

// monthNames maps the key of a month's name, in any of the languages of months.csv, to the month.
var monthNames = sync.OnceValue(func() map[string]monthName {
	names := map[string]monthName{}
	for _, row := range rows(monthsCSV) {
		if len(row) < 3 {
			continue
		}
		for form := range strings.SplitSeq(row[2], "|") {
			key := nameKey(form)
			if _, taken := names[key]; !taken {
				names[key] = monthName{atoi(row[1]), row[0] == "hijri"}
			}
		}
	}
	return names
})

// nameKey joins the words of a name by single spaces, whatever stands between them.
func nameKey(s string) string {
	return strings.Join(strings.FieldsFunc(wordKey(s), func(r rune) bool { return r == ' ' || r == '.' || r == '-' || r == '\'' }), " ")
}

const (
	ordinal   = `(?:st|nd|rd|th|er|ère|º|°|ª|o|-?го|-?е|\.)?`
	closing   = `["'»”“)]?`
	connector = `(?:de|del|of|d'|di|da|día|den|day of|،|,|г\.|жылғы)?`
	numYear   = `(\d\.\d{3}|\d{4})`
	eraName   = `(?:พ\.?\s?ศ\.?|ค\.?\s?ศ\.?|B\.?E\.?|A\.?D\.?)?`
	// yearSuffix may follow a year and belongs to the date as printed.
	yearSuffix = `(?:\s?(?:г\.?(?:ода?)?|ж\.?|жыл[ыі]?|року|р\.|roku|г))?`
)

var (
	dayBefore     = regexp.MustCompile(`(?i)(?:^|[^\d\pL.,/-]|\p{Han}|[^\d][.,/-])["'«“„(]?\s?(\d{1,2})\s?` + ordinal + closing + `[\s,./|-]{0,4}` + connector + `[\s.-]{0,3}["'«“„]?$`)
	dayLike       = regexp.MustCompile(`(?:^|\D)\d{1,2}[\s./-]{0,2}$`)
	yearDayBefore = regexp.MustCompile(`(?i)(?:^|[^\d])(\d{4})\s?(?:жылғы|ж\.|жыл|gada|m\.|г\.)?\s?(?:«|")?(\d{1,2})[.»"]?\s*$`)
	yearBefore    = regexp.MustCompile(`(?i)(?:^|[^\d./-])(\d{4})[.,]?\s?(?:m\.|gada)?[\s./-]{0,3}$`)
	yearAfter     = regexp.MustCompile(`(?i)^["'»”]?[\s.,'/|-]{0,4}` + connector + `[\s.,]{0,3}` + eraName + `\s?` + numYear + yearSuffix)
	shortAfter    = regexp.MustCompile(`^(?:-|/|\.?\s?'|\.-)(\d{2})`)
	dayYearAfter  = regexp.MustCompile(`(?i)^[\s.,-]{0,3}(\d{1,2})\s?(?:st|nd|rd|th|d\.?)?[\s.,/-]{1,4}(?:of\s)?(\d{4})` + yearSuffix)
	dayAfter      = regexp.MustCompile(`(?i)^[\s.,/-]{0,3}(\d{1,2})\s?(?:st|nd|rd|th|d\.|-?án|-?én)?\.?`)
)

// word is one run of letters in a folded text.
type word struct{ start, end int }

func words(s string) []word {
	var out []word
	start := -1
	for i, r := range s {
		letter := unicode.IsLetter(r) || unicode.Is(unicode.M, r)
		switch {
		case letter && start < 0:
			start = i
		case !letter && start >= 0:
			out, start = append(out, word{start, i}), -1
		}
	}
	if start >= 0 {
		out = append(out, word{start, len(s)})
	}
	return out
}

// namedDates finds the dates whose month is a word.
func namedDates(f folded) []DateFound {
	var out []DateFound
	list := words(f.s)
	for i := 0; i < len(list); i++ {
		name, n, ok := monthAt(f.s, list[i:])
		if !ok {
			continue
		}
		start, end := list[i].start, list[i+n-1].end
		if d, from, to, ok := dateAround(f.s, start, end, name); ok {
			out = append(out, place(f, d, from, to))
		}
		i += n - 1
	}
	return out
}

// monthAt looks whether a month's name of one to three words begins here; the longest counts.
func monthAt(s string, list []word) (name monthName, n int, ok bool) {
	for n := min(3, len(list)); n > 0; n-- {
		start, end := list[0].start, list[n-1].end
		if end-start > 48 || !closeTogether(s, list[:n]) {
			continue
		}
		if name, ok := monthNames()[nameKey(s[start:end])]; ok {
			return name, n, true
		}
	}
	return monthName{}, 0, false
}

func closeTogether(s string, list []word) bool {
	for i := 1; i < len(list); i++ {
		gap := s[list[i-1].end:list[i].start]
		if len(gap) > 2 || strings.Trim(gap, " .-'") != "" {
			return false
		}
	}
	return true
}

// around is a month's name and what stands beside it.
type around struct {
	s           string
	start, end  int // of the name
	left, right string
	name        monthName
}

// reading is a date read around a month's name, before it is known to be one.
type reading struct {
	form      string
	year, day int
	from, to  int
}

// dateAround reads the day and the year that stand around a month's name; from and to bound the whole.
func dateAround(s string, start, end int, name monthName) (d DateFound, from, to int, ok bool) {
	a := around{s, start, end, clip(s, start-40, start), clip(s, end, end+40), name}
	for _, try := range []func(around) (reading, bool){dayMonthYear, dayMonthShortYear, monthDayYear, yearDayMonth, yearMonthDay, monthYear} {
		r, ok := try(a)
		if !ok || !wordEnds(s, r.to) {
			continue
		}
		date, form := civil(r.year, name.month, r.day)
		if name.hijri {
			date, form = hijri(r.year, name.month, r.day), "hijri"
		}
		if date != "" {
			return DateFound{Date: date, Form: or(form, r.form)}, r.from, r.to, true
		}
	}
	return DateFound{}, 0, 0, false
}

func (a around) dayBefore() (day, from int, ok bool) {
	l := dayBefore.FindStringSubmatchIndex(a.left)
	if l == nil {
		return 0, 0, false
	}
	return atoi(a.left[l[2]:l[3]]), a.start - len(a.left) + opening(a.left, l[2]), true
}

func (a around) yearAfter() (year, to int, ok bool) {
	r := yearAfter.FindStringSubmatchIndex(a.right)
	if r == nil {
		return 0, 0, false
	}
	return atoi(strings.ReplaceAll(a.right[r[2]:r[3]], ".", "")), a.end + r[1], true
}

func dayMonthYear(a around) (reading, bool) {
	d, from, ok := a.dayBefore()
	y, to, ok2 := a.yearAfter()
	return reading{form: "dmy-name", year: y, day: d, from: from, to: to}, ok && ok2
}

func dayMonthShortYear(a around) (reading, bool) {
	d, from, ok := a.dayBefore()
	r := shortAfter.FindStringSubmatchIndex(a.right)
	if !ok || r == nil || isDigit(after(a.right, r[1])) {
		return reading{}, false
	}
	return reading{form: "dmy-name", year: century(atoi(a.right[r[2]:r[3]])), day: d, from: from, to: a.end + r[1]}, true
}

func monthDayYear(a around) (reading, bool) {
	r := dayYearAfter.FindStringSubmatchIndex(a.right)
	if r == nil || isWord(before(a.s, a.start)) {
		return reading{}, false
	}
	return reading{form: "mdy-name", year: atoi(a.right[r[4]:r[5]]), day: atoi(a.right[r[2]:r[3]]), from: a.start, to: a.end + r[1]}, true
}

func yearDayMonth(a around) (reading, bool) {
	l := yearDayBefore.FindStringSubmatchIndex(a.left)
	if l == nil {
		return reading{}, false
	}
	from := a.start - len(a.left) + l[2]
	return reading{form: "ymd-name", year: atoi(a.left[l[2]:l[3]]), day: atoi(a.left[l[4]:l[5]]), from: from, to: a.end}, true
}

func yearMonthDay(a around) (reading, bool) {
	l, r := yearBefore.FindStringSubmatchIndex(a.left), dayAfter.FindStringSubmatchIndex(a.right)
	if l == nil || r == nil || isDigit(after(a.right, r[1])) {
		return reading{}, false
	}
	from := a.start - len(a.left) + l[2]
	return reading{form: "ymd-name", year: atoi(a.left[l[2]:l[3]]), day: atoi(a.right[r[2]:r[3]]), from: from, to: a.end + r[1]}, true
}

func monthYear(a around) (reading, bool) {
	y, to, ok := a.yearAfter()
	if dayLike.MatchString(a.left) {
		return reading{}, false // a day that can't be (32 June) doesn't make a month of it
	}
	return reading{form: "month-name", year: y, from: a.start, to: to}, ok && !isWord(before(a.s, a.start))
}

// clip cuts s[from:to] and moves the ends inwards to whole characters.
func clip(s string, from, to int) string {
	from, to = max(0, from), min(len(s), to)
	for from < to && !utf8.RuneStart(s[from]) {
		from++
	}
	for to > from && to < len(s) && !utf8.RuneStart(s[to]) {
		to--
	}
	return s[from:to]
}

// opening moves a match's beginning over the quotation mark before a day: «29» Декабря.
func opening(s string, i int) int {
	for _, mark := range []string{"«", "“", "„", `"`} {
		if strings.HasSuffix(s[:i], mark) {
			return i - len(mark)
		}
	}
	return i
}

// wordEnds reports whether a date can end here: no digit or letter goes on.
func wordEnds(s string, to int) bool {
	r := after(s, to)
	return r == 0 || !isWord(r) || isCJK(r) || timeAfter.MatchString(s[to:])
}
