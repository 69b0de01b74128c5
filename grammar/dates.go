package grammar

import (
	"fmt"
	"slices"
	"sort"
	"strings"
	"time"

	"github.com/certcat/certcat"
)

// DateFound is one printed date.
type DateFound struct {
	Start, End int    // byte offsets into the text
	Text       string // as printed, on one line
	Date       certcat.Date
	// Other holds the other readings of an ambiguous date: 07/11/2022 is Date 2022-11-07 with Other 2022-07-11.
	Other []certcat.Date
	// Form names how it was printed: "iso", "ymd", "numeric-dmy", "numeric-mdy", "dotted-dmy", "numeric-short" (two-digit
	// year), "dmy-name", "mdy-name", "ymd-name", "month-name", "month-numeric", "compact" (20220506), "zh", "ja", "roc",
	// "ko", "vi", "hijri", "buddhist", "words".
	Form string
	// Noisy says that letters were read as the digits they look like ("2O19", "l0").
	Noisy bool
}

// Years that a date on a certificate can bear.
const (
	firstYear = 1900
	lastYear  = 2099
)

// Dates finds every date in a text, in the order of the text. What lies inside a standard, an act, a longer run of
// digits, a version or a number divided by dashes is no date.
func Dates(text string) []DateFound {
	f := fold(text)
	found := scanDates(f)
	if noisy, ok := denoise(f); ok {
		for _, d := range scanDates(noisy) {
			if !overlapsDate(found, d) {
				d.Noisy = true
				found = append(found, d)
			}
		}
	}
	if len(found) == 0 {
		return nil
	}
	return outside(disjoint(found), spans(text))
}

func scanDates(f folded) []DateFound {
	found := append(namedDates(f), spelledDates(f)...)
	list := numericWindows(f.s)
	for _, form := range dateForms() {
		switch {
		case form.sign == "":
			found = append(found, form.find(f, list)...)
		case strings.Contains(f.s, form.sign):
			found = append(found, form.find(f, whole(f.s))...)
		}
	}
	return found
}

// disjoint keeps, of dates that overlap, the longest and the earlier form; the result is in text order.
func disjoint(found []DateFound) []DateFound {
	sort.SliceStable(found, func(i, j int) bool {
		return found[i].End-found[i].Start > found[j].End-found[j].Start
	})
	var out []DateFound
	for _, d := range found {
		if !overlapsDate(out, d) {
			out = append(out, d)
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Start < out[j].Start })
	return out
}

func overlapsDate(list []DateFound, d DateFound) bool {
	return slices.ContainsFunc(list, func(e DateFound) bool { return d.Start < e.End && e.Start < d.End })
}

// spans are the places where a standard or an act stands: a year or month in them is an edition, not a date.
func spans(text string) []Found { return append(Standards(text), Acts(text)...) }

func outside(found []DateFound, taken []Found) []DateFound {
	return slices.DeleteFunc(found, func(d DateFound) bool {
		return slices.ContainsFunc(taken, func(t Found) bool { return d.Start < t.End && t.Start < d.End })
	})
}

// denoise reads O, o, I, l and | as the digits they look like, in words of digits, these letters and date
// separators that hold at least one digit. Offsets do not move. ok is false where nothing changed.
func denoise(f folded) (folded, bool) {
	b, changed := []byte(f.s), false
	for i := 0; i < len(b); {
		j, digits, letters, others := i, 0, 0, 0
		for j < len(b) && b[j] > ' ' {
			switch c := b[j]; {
			case c >= '0' && c <= '9':
				digits++
			case strings.IndexByte("OoIl|", c) >= 0:
				letters++
			case strings.IndexByte("./-,:()", c) < 0:
				others++
			}
			j++
		}
		if digits > 0 && letters > 0 && others == 0 {
			for k := i; k < j; k++ {
				switch b[k] {
				case 'O', 'o':
					b[k], changed = '0', true
				case 'I', 'l', '|':
					b[k], changed = '1', true
				}
			}
		}
		i = j + 1
	}
	return folded{s: string(b), text: f.text, at: f.at}, changed
}

// day makes a date of year, month and day (day 0 = month only); "" where there is no such day.
func day(y, m, d int) certcat.Date {
	if y < firstYear || y > lastYear || m < 1 || m > 12 || d < 0 || d > 31 {
		return ""
	}
	if d == 0 {
		return certcat.Date(fmt.Sprintf("%04d-%02d", y, m))
	}
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	if t.Day() != d {
		return ""
	}
	return certcat.Date(t.Format(time.DateOnly))
}

// civil reads a year that may be Buddhist (2443–2642) or of the Hijri calendar (1318–1523) into the civil calendar.
func civil(y, m, d int) (date certcat.Date, form string) {
	switch {
	case y >= firstYear+543 && y <= lastYear+543:
		return day(y-543, m, d), "buddhist"
	case y >= 1318 && y <= 1523:
		return hijri(y, m, d), "hijri"
	}
	return day(y, m, d), ""
}

// hijri converts by the tabular Islamic calendar; the moon that was really seen can differ by a day or two. A month
// without a day gives the month in which its first day falls.
func hijri(y, m, d int) certcat.Date {
	if m < 1 || m > 12 || d < 0 || d > 30 {
		return ""
	}
	monthOnly := d == 0
	if monthOnly {
		d = 1
	}
	julian := (11*y+3)/30 + 354*y + 30*m - (m-1)/2 + d + 1948440 - 385
	t := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, julian-2451545)
	if monthOnly {
		return day(t.Year(), int(t.Month()), 0)
	}
	return day(t.Year(), int(t.Month()), t.Day())
}

// era converts a year of the Republic of China or of a Japanese reign; 0 where the year can't be of that era.
func era(name string, y int) (year int, form string) {
	switch strings.ToUpper(strings.Trim(name, ". ")) {
	case "中华民国", "中華民國", "民國", "民国":
		return 1911 + y, "roc"
	case "令和", "R":
		return 2018 + y, "ja"
	case "平成", "H":
		return 1988 + y, "ja"
	case "昭和", "S":
		return 1925 + y, "ja"
	}
	return y, "zh"
}

// hanNumber reads 二〇二〇 (digit by digit) and 二十九 (by place); -1 where it is neither.
func hanNumber(s string) int {
	if s == "元" {
		return 1
	}
	digits := map[rune]int{'〇': 0, '零': 0, '○': 0, 'O': 0, '0': 0, '一': 1, '二': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8,
		'九': 9, '1': 1, '2': 2, '3': 3, '4': 4, '5': 5, '6': 6, '7': 7, '8': 8, '9': 9}
	places := map[rune]int{'十': 10, '百': 100}
	total, current, placed := 0, 0, false
	for _, r := range s {
		if r == ' ' {
			continue
		}
		if place, ok := places[r]; ok {
			if current == 0 {
				current = 1
			}
			total, current, placed = total+current*place, 0, true
			continue
		}
		v, ok := digits[r]
		if !ok || total > 9999 || current > 9999 {
			return -1
		}
		if placed {
			current = v
		} else {
			current = current*10 + v
		}
	}
	return total + current
}
