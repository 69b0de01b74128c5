package grammar

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/certcat/certcat"
)

// dateForm is one way to print a date: where it can stand, and what its parts say.
type dateForm struct {
	sign string // a word that the form can't be without; "" = the form is digits and separators only
	re   *regexp.Regexp
	read func(parts []string) (DateFound, bool)
}

func atoi(s string) int {
	n, err := strconv.Atoi(strings.ReplaceAll(s, " ", ""))
	if err != nil {
		return -1
	}
	return n
}

// find gives every place where the form stands alone and means a date.
func (form dateForm) find(f folded, list []window) []DateFound {
	var out []DateFound
	eachMatch(form.re, f.s, list, func(loc []int, g []string) bool {
		d, ok := form.read(g)
		if !ok || !standsAlone(f.s, loc[0], loc[1]) {
			return false
		}
		out = append(out, place(f, d, loc[0], loc[1]))
		return true
	})
	return out
}

// numericWindows are the runs of digits and date separators that are long enough to be a date.
func numericWindows(s string) []window {
	var out []window
	digits, start := 0, 0
	for i := 0; i <= len(s); i++ {
		if i < len(s) && strings.IndexByte("0123456789./-| \n", s[i]) >= 0 {
			if s[i] >= '0' && s[i] <= '9' {
				digits++
			}
			continue
		}
		if digits >= 4 {
			out = append(out, window{start, i})
		}
		digits, start = 0, i+1
	}
	for i := range out { // a suffix of letters can belong to the date
		out[i].end = min(len(s), out[i].end+16)
		for out[i].end < len(s) && !utf8.RuneStart(s[out[i].end]) {
			out[i].end++
		}
	}
	return out
}

func place(f folded, d DateFound, start, end int) DateFound {
	for end > start && strings.IndexByte(" \n,.", f.s[end-1]) >= 0 {
		end--
	}
	d.Start, d.End = f.start(start), f.end(end)
	d.Text = oneLine(f.text[d.Start:d.End])
	return d
}

var (
	rangeAfter  = regexp.MustCompile(`^\s?(?:-|~|/|to)\s?\d{1,4}[-./年]\s?\d{1,2}[-./月]\s?\d{1,4}(?:[^\d]|$)`)
	rangeBefore = regexp.MustCompile(`(?:^|\D)\d{1,4}[-./年]\s?\d{1,2}[-./月]\s?\d{1,4}日?\s?(?:-|~|/|to)\s?$`)
	timeAfter   = regexp.MustCompile(`^[T ]\d{1,2}:\d\d`)
)

// standsAlone reports whether s[start:end] is not a part of something longer: a run of digits, a number divided by
// dashes, dots or slashes, a word. A date that begins or ends a range stands alone.
func standsAlone(s string, start, end int) bool {
	if r := before(s, start); r != 0 {
		switch {
		case isWord(r) && !isCJK(r):
			return false
		case strings.ContainsRune("-./|_+#", r):
			head := s[:start-1]
			if p := before(head, len(head)); isWord(p) && !isCJK(p) && (isDigit(p) || r == '-' || r == '_') &&
				!rangeBefore.MatchString(tail(s[:start], 40)) {
				return false
			}
		}
	}
	r := after(s, end)
	switch {
	case r == 0:
		return true
	case isWord(r) && !isCJK(r):
		return timeAfter.MatchString(s[end:]) || strings.ContainsRune("гжр", r)
	case strings.ContainsRune("-./|_", r):
		next := after(s, end+1)
		if isWord(next) && !isCJK(next) && (isDigit(next) || r == '-' || r == '_') {
			return rangeAfter.MatchString(head(s[end:], 40))
		}
	}
	return true
}

func head(s string, n int) string { return s[:min(n, len(s))] }
func tail(s string, n int) string { return s[max(0, len(s)-n):] }

// either reads a pair that can be day and month in either order: day first where both are possible.
func either(a, b, y int, dayFirst string) (DateFound, bool) {
	dmy, form := civil(y, b, a)
	mdy, _ := civil(y, a, b)
	switch {
	case dmy != "" && mdy != "" && dmy != mdy:
		return DateFound{Date: dmy, Other: []certcat.Date{mdy}, Form: or(form, dayFirst)}, true
	case dmy != "":
		return DateFound{Date: dmy, Form: or(form, dayFirst)}, true
	case mdy != "":
		return DateFound{Date: mdy, Form: or(form, "numeric-mdy")}, true
	}
	return DateFound{}, false
}

func or(s, otherwise string) string {
	if s != "" {
		return s
	}
	return otherwise
}

func yearFirst(form string) func(p []string) (DateFound, bool) {
	return func(p []string) (DateFound, bool) {
		date, other := civil(atoi(p[1]), atoi(p[2]), atoi(p[3]))
		return DateFound{Date: date, Form: or(other, form)}, date != ""
	}
}

func dayOrMonthFirst(form string) func(p []string) (DateFound, bool) {
	return func(p []string) (DateFound, bool) { return either(atoi(p[1]), atoi(p[2]), atoi(p[3]), form) }
}

// shortYear reads 18/10/21: every order that gives a date is a reading.
func shortYear(p []string) (DateFound, bool) {
	a, b, y := atoi(p[1]), atoi(p[2]), atoi(p[3])
	d, ok := either(a, b, century(y), "numeric-short")
	if alt := day(century(a), b, y); alt != "" && alt != d.Date {
		if !ok {
			return DateFound{Date: alt, Form: "numeric-short"}, true
		}
		d.Other = append(d.Other, alt)
	}
	d.Form = "numeric-short"
	return d, ok
}

func century(y int) int {
	if y < 70 {
		return 2000 + y
	}
	return 1900 + y
}

func monthNumeric(year, month int) func(p []string) (DateFound, bool) {
	return func(p []string) (DateFound, bool) {
		date := day(atoi(p[year]), atoi(p[month]), 0)
		return DateFound{Date: date, Form: "month-numeric"}, date != ""
	}
}

const han = `元|\d(?:\s?\d){0,3}|[〇零○O一二三四五六七八九十百]{1,7}`

// cjk reads 2020年5月6日, 二〇二〇年五月六日, 中華民國113年11月29日, 令和2年5月6日 and months without a day.
func cjk(p []string) (DateFound, bool) {
	y, m, d := hanNumber(p[2]), hanNumber(p[3]), 0
	if printed := or(p[4], p[5]); printed != "" { // the last sign is often lost in recognition
		d = hanNumber(printed)
		if d < 1 {
			return DateFound{}, false
		}
	}
	year, form := era(p[1], y)
	if p[1] == "" && y >= 70 && y <= 150 && d > 0 {
		year, form = 1911+y, "roc"
	}
	date := day(year, m, d)
	return DateFound{Date: date, Form: form}, date != ""
}

func korean(p []string) (DateFound, bool) {
	d := 0
	if p[3] != "" {
		d = atoi(p[3])
	}
	date := day(atoi(p[1]), atoi(p[2]), d)
	return DateFound{Date: date, Form: "ko"}, date != ""
}

func vietnamese(p []string) (DateFound, bool) {
	date := day(atoi(p[3]), atoi(p[2]), atoi(p[1]))
	return DateFound{Date: date, Form: "vi"}, date != ""
}

var dateForms = sync.OnceValue(func() []dateForm {
	const y, md, suffix = `(\d{4})`, `(\d{1,2})`, `(?:\s?(?:г(?:\.|ода)?|ж(?:\.|ылы)?|р(?:\.|оку)))?`
	two := `(\d\d)`
	forms := []dateForm{
		{"", regexp.MustCompile(y + `\s?-\s?` + md + `\s?-\s?` + md), yearFirst("iso")},
		{"", regexp.MustCompile(y + `\s?/\s?` + md + `\s?/\s?` + md), yearFirst("ymd")},
		{"", regexp.MustCompile(y + `\s?\.\s?` + md + `\s?\.\s?` + md), yearFirst("ymd")},
		{"", regexp.MustCompile(y + `\s*\|\s*` + two + `\s*\|\s*` + two), yearFirst("ymd")},
		{"", regexp.MustCompile(md + `\s?/\s?` + md + `\s?/\s?` + y + suffix), dayOrMonthFirst("numeric-dmy")},
		{"", regexp.MustCompile(md + `\s?-\s?` + md + `\s?-\s?` + y + suffix), dayOrMonthFirst("numeric-dmy")},
		{"", regexp.MustCompile(md + `\s?\.\s?` + md + `\s?\.\s?` + y + suffix), dayOrMonthFirst("dotted-dmy")},
		{"", regexp.MustCompile(two + `\s*\|\s*` + two + `\s*\|\s*` + y), dayOrMonthFirst("numeric-dmy")},
		{"", regexp.MustCompile(two + ` {1,3}` + two + ` {1,3}` + y), dayOrMonthFirst("numeric-dmy")},
		{"", regexp.MustCompile(md + `/` + md + `/` + two), shortYear},
		{"", regexp.MustCompile(two + `\.` + two + `\.` + two), shortYear},
		{"", regexp.MustCompile(two + `-` + two + `-` + two), shortYear},
		{"", regexp.MustCompile(`((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)`), yearFirst("compact")},
		{"", regexp.MustCompile(`((?:19|20)\d\d)\s?[-/.]\s?(0[1-9]|1[0-2])`), monthNumeric(1, 2)},
		{"", regexp.MustCompile(`(0?[1-9]|1[0-2])\s?[/.-]\s?((?:19|20)\d\d)`), monthNumeric(2, 1)},
		{"年", regexp.MustCompile(`(中华民国|中華民國|民國|民国|令和|平成|昭和|西元|公元|[RHS]\.?)?\s?(` + han + `)\s?年\s?(` + han + `)\s?月(?:\s?(` + han + `)\s?[日号號]|\s?([012]?\d|3[01])(?:\D|$))?`), cjk},
		{"년", regexp.MustCompile(`(\d{4})\s?년\s?(\d{1,2})\s?월(?:\s?(\d{1,2})\s?일)?`), korean},
		{"th", regexp.MustCompile(`(?i)(?:ngày\s+)?(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(\d{4})`), vietnamese},
	}
	return forms
})
