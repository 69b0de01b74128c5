package extract

import (
	"math"
	"regexp"
	"strings"

	"github.com/certcat/certcat/grammar"
)

// dateOrder is how a document writes its numeric dates.
type dateOrder int

const (
	orderUnknown dateOrder = iota
	dayFirst
	monthFirst
)

// order is the order of day and month where the document itself settles it: by a date that can only be read in one way,
// by the same date with the month's name, or by a country or a language in which nobody writes the month, or the year, first.
func (d *document) order() dateOrder {
	if d.dateOrder == nil {
		o := d.orderOfDates()
		if o == orderUnknown && d.kind != "fcc-sdoc" && (d.fromDayFirst() || d.inDayFirst()) {
			o = dayFirst
		}
		d.dateOrder = &o
	}
	return *d.dateOrder
}

// pagesForOrder is how many pages are asked for the order of their dates.
const pagesForOrder = 5

// orderOfDates weighs the dates of the first pages; they must not contradict each other.
func (d *document) orderOfDates() dateOrder {
	day, month := false, d.kind == "fcc-grant"
	var open []grammar.DateFound
	named := map[string]bool{}
	for _, s := range d.sheets {
		if !d.inPart(s.number) || s.number >= d.first+pagesForOrder {
			continue
		}
		for _, seg := range s.segments() {
			for _, f := range grammar.Dates(seg.text) {
				switch {
				case f.Noisy || !f.Date.Valid() || f.Date.MonthOnly():
				case f.Form == "numeric-mdy":
					month = true
				case f.Form == "numeric-dmy" && len(f.Other) == 0:
					day = day || f.Date[8:] > "12"
				case f.Form == "numeric-dmy":
					open = append(open, f)
				case strings.HasSuffix(f.Form, "-name"):
					named[string(f.Date)] = true
				}
			}
		}
	}
	for _, f := range open {
		a, b := named[string(f.Date)], named[string(f.Other[0])]
		day, month = day || a && !b, month || b && !a
	}
	switch {
	case day && !month:
		return dayFirst
	case month && !day:
		return monthFirst
	}
	return orderUnknown
}

// fromDayFirst reports whether all countries that the first pages print write the day first.
func (d *document) fromDayFirst() bool {
	found := false
	for _, s := range d.sheets {
		if !d.inPart(s.number) || s.number > d.first+1 {
			continue
		}
		for _, seg := range s.segments() {
			if inAmerica(seg.text) || usName.MatchString(seg.text) {
				return false
			}
			country := grammar.CountryAtEnd(seg.text)
			if country == "" {
				continue
			}
			if !d.set.Is("day-first", strings.ToLower(country)) {
				return false
			}
			found = true
		}
	}
	return found
}

// fewestWords is how many frequent words of a language must be printed before it counts as the document's.
const fewestWords = 12

// inDayFirst reports whether the first page is written in a language in which dates are written day first.
func (d *document) inDayFirst() bool {
	abroad, english := 0, 0
	for _, seg := range d.firstSheet().segments() {
		for _, w := range strings.Fields(strings.ToLower(seg.text)) {
			switch w = strings.Trim(w, ".,:;()"); {
			case d.set.Is("english-words", w):
				english++
			case d.set.Is("day-first-words", w):
				abroad++
			}
		}
	}
	return abroad >= fewestWords && abroad > 2*english
}

// usName is the United States by name.
var usName = regexp.MustCompile(`\b(?:U\.?S\.?A|U\.S|United States|FCC)\b`)

// settled gives an ambiguous date the one reading that the document's order leaves.
func (d *document) settled(f grammar.DateFound) (grammar.DateFound, bool) {
	if f.Form != "numeric-dmy" || len(f.Other) != 1 {
		return f, false
	}
	switch d.order() {
	case dayFirst:
		f.Other = nil
	case monthFirst:
		f.Date, f.Other = f.Other[0], nil
	default:
		return f, false
	}
	return f, true
}

// zone is the time zone that signing software prints behind the time.
var zone = regexp.MustCompile(`^[,\sT]{0,3}\d{1,2}:\d{2}(?::\d{2})?\s?[+-]\d{2}'?:?\d{2}'`)

// signedNear reports whether the lines about a date say that it belongs to an electronic signature.
func (d *document) signedNear(s *sheet, seg *segment) bool {
	for r := max(0, seg.row-4); r <= min(len(s.rows)-1, seg.row+2); r++ {
		for _, c := range s.rows[r] {
			if math.Abs(c.box.Y0-seg.box.Y0) < 6*s.line && d.set.Says("signed-electronically", strings.ToLower(c.text)) {
				return true
			}
		}
	}
	return false
}

// ofCitedPaper reports whether a cell tells the number of a report or of another paper: the date behind it is that paper's.
func (d *document) ofCitedPaper(seg *segment) bool {
	l, _ := d.captionOf(seg, 0, 0)
	return l != nil && d.class != "report" && (l.is("number.report") || l.is("number.cited") || l.is("decoy.number"))
}

// monthFirst reports whether the document comes from where dates are written month first: it prints an American
// address, a date that can only be read so, or is for an American authority.
func (d *document) monthFirst() bool {
	if d.american == nil {
		yes, no := strings.HasPrefix(d.kind, "fcc-"), false
		for _, s := range d.sheets {
			if !d.inPart(s.number) || s.number > d.first+2 {
				continue
			}
			for _, seg := range s.segments() {
				yes = yes || inAmerica(seg.text)
				for _, f := range grammar.Dates(seg.text) {
					yes = yes || f.Form == "numeric-mdy"
					no = no || f.Form == "numeric-dmy" && len(f.Other) == 0 && f.Date.Valid() && f.Date[8:] > "12"
				}
			}
		}
		first := yes && !no
		d.american = &first
	}
	return *d.american
}
