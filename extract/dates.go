package extract

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// dates lists the candidates of issue_date and expiry_date.
func (d *document) dates() (issue, expiry []*Candidate) {
	for _, s := range d.sheets {
		if !d.inPart(s.number) || !s.read {
			continue
		}
		for _, seg := range s.segments() {
			found := d.datesOf(seg)
			for i, f := range found {
				d.addDate(s, seg, f, i, found, &issue, &expiry)
			}
		}
	}
	compareDates(issue)
	terms(issue)
	terms(expiry)
	return issue, slices.DeleteFunc(expiry, unannounced)
}

// unannounced reports whether a date stands for itself, as under a signature, and nothing at all says that anything ends
// then.
func unannounced(c *Candidate) bool {
	return c.has("date-none") && c.has("alone") && !c.has("says-until") && !c.has("until-after") && !c.has("term-ends")
}

// compareDates marks the only plausible date of the document, or the latest: a document is dated after what it tells. Where
// nothing but the date of the first certification is printed, that one is marked.
func compareDates(list []*Candidate) {
	latest, distinct := "", map[string]bool{}
	plausible := func(c *Candidate) bool {
		return !c.has("date-decoy") && !c.has("date-expiry") && !c.has("date-range-end") && !c.has("act-context") && !c.has("form-revision") && !c.has("says-until") && c.page() <= 3
	}
	for _, c := range list {
		if plausible(c) {
			distinct[c.Value.Canonical] = true
			latest = max(latest, c.Value.Canonical)
		}
	}
	maps.DeleteFunc(distinct, func(month string, _ bool) bool { // "April 2021" says nothing new beside "29 April 2021"
		for day := range distinct {
			if len(day) > len(month) && strings.HasPrefix(day, month) {
				return true
			}
		}
		return false
	})
	for _, c := range list {
		c.when(c.has("date-first") && len(distinct) == 0, "first-alone")
		if plausible(c) {
			c.when(len(distinct) == 1, "sole").when(len(distinct) > 1 && c.Value.Canonical == latest, "latest")
		}
	}
}

// longestTerm is the most years for which certificates are given.
const longestTerm = 10

// terms marks dates that lie whole years apart, to the day or to the day before: where one term is printed, its ends are
// the issue and the expiry.
func terms(list []*Candidate) {
	days := map[string]bool{}
	for _, c := range list {
		if !c.has("other-order") && !c.has("date-decoy") && !c.has("act-context") {
			days[c.Value.Canonical] = true
		}
	}
	for _, c := range list {
		day, err := time.Parse(time.DateOnly, c.Value.Canonical)
		if err != nil {
			for other := range days {
				if len(other) > len(c.Value.Canonical) && strings.HasPrefix(other, c.Value.Canonical) {
					c.add("day-known", 1)
					break
				}
			}
			continue
		}
		begins, ends := 0, 0
		for years := 1; years <= longestTerm; years++ {
			for _, less := range []int{0, -1} {
				if days[day.AddDate(years, 0, less).Format(time.DateOnly)] {
					begins++
				}
				if days[day.AddDate(-years, 0, -less).Format(time.DateOnly)] {
					ends++
				}
			}
		}
		c.when(begins > 0, "term-begins").when(ends > 0, "term-ends").when(begins > 0 && ends > 0, "term-between")
	}
}

type dateSpot struct {
	grammar.DateFound
	lines []span
	text  string
	label *label
	how   string
	// settled says that the document tells which of two readings is meant.
	settled bool
}

// datesOf lists the dates of a segment; a segment that ends in the middle of a date is joined with the next in its row.
func (d *document) datesOf(seg *segment) []dateSpot {
	lines := []span{whole(seg)}
	find := byReader(seg, grammar.Dates, grammar.DatesRecognised)
	found := find(seg.text)
	text := seg.text
	if len(found) == 0 && strings.ContainsFunc(seg.text, unicode.IsDigit) && len(seg.text) < 24 {
		s := d.sheets[seg.page]
		row := s.rows[seg.row]
		for n := 1; n <= 2 && seg.col+n < len(row); n++ {
			lines = append(lines, whole(row[seg.col+n]))
		}
		if seg.col == 0 || len(grammar.Dates(row[seg.col-1].text+" "+seg.text)) == 0 {
			joinedText, _ := joined(lines)
			if f := find(joinedText); len(f) > 0 && f[0].Start < len(seg.text) && f[0].End > len(seg.text) {
				found, text = f[:1], joinedText
			}
		}
	}
	if next := d.wrapped(d.sheets[seg.page], seg); next != nil && len(lines) == 1 {
		over := []span{whole(seg), whole(next)}
		joinedText, _ := joined(over)
		for _, f := range find(joinedText) { // a sentence's date runs over the line's end
			if f.Start < len(text) && f.End > len(text)+1 {
				found = append(slices.DeleteFunc(found, func(o grammar.DateFound) bool { return o.End > f.Start }), f)
				lines, text = over, joinedText
				break
			}
		}
	}
	_, at := joined(lines)
	var out []dateSpot
	for _, f := range found {
		spot := dateSpot{lines: at(f.Start, f.End), text: text}
		spot.DateFound, spot.settled = d.settled(f)
		spot.label, spot.how = d.captionOf(seg, f.Start, f.End)
		out = append(out, spot)
	}
	return out
}

// captionOf finds the caption that introduces the text from byte start of a segment: before it in the segment, to its
// left in the row, above it, or (for signature lines) below it.
func (d *document) captionOf(seg *segment, start, end int) (*label, string) {
	var best *label
	for _, l := range d.finder.labels[seg] {
		if l.end <= start && (l.head || l.colon) {
			best = l
		}
	}
	if best != nil {
		return best, "inline"
	}
	s := d.sheets[seg.page]
	row := s.rows[seg.row]
	if l := d.captionAtRight(row, seg); l != nil {
		return l, "right"
	}
	for i := seg.col - 1; i >= 0; i-- {
		ls := d.finder.labels[row[i]]
		if len(ls) > 0 && ls[len(ls)-1].after >= len(row[i].text) {
			return ls[len(ls)-1], "right"
		}
		if seg.col-i >= 2 || len(row[i].text) > 3 {
			break
		}
	}
	if l := d.near(s, seg, -1); l != nil {
		return l, "below"
	}
	if start == 0 || len(seg.text)-end < 3 {
		if l := d.near(s, seg, +1); l != nil {
			return l, "above"
		}
	}
	return nil, ""
}

// captionAtRight is the caption of a value in a script that is written from right to left, where none stands at its left.
func (d *document) captionAtRight(row []*segment, seg *segment) *label {
	if seg.col+1 >= len(row) || !rightToLeft(row[seg.col+1].text) || seg.col > 0 && len(d.finder.labels[row[seg.col-1]]) > 0 {
		return nil
	}
	ls := d.finder.labels[row[seg.col+1]]
	if len(ls) == 0 || ls[len(ls)-1].after < len(row[seg.col+1].text) {
		return nil
	}
	return ls[len(ls)-1]
}

// near is the caption in the row above (dir -1) or below (dir +1) that stands over or under the segment.
func (d *document) near(s *sheet, seg *segment, dir int) *label {
	for r, steps := seg.row+dir, 0; r >= 0 && r < len(s.rows) && steps < 2; r, steps = r+dir, steps+1 {
		for _, c := range s.rows[r] {
			gap := c.box.Y0 - seg.box.Y1
			if dir < 0 {
				gap = seg.box.Y0 - c.box.Y1
			}
			if dir > 0 && c.col > 0 && len(grammar.Dates(s.rows[r][c.col-1].text)) > 0 {
				continue // a caption behind a date of its own
			}
			if gap > 1.8*max(s.line, seg.box.Height()) || c.box.X1 < seg.box.X0 || c.box.X0 > seg.box.X1 {
				continue
			}
			if l := d.finder.headed(c); l != nil && l.whole {
				return l
			}
			if dir < 0 {
				return nil
			}
		}
	}
	return nil
}

func (d *document) addDate(s *sheet, seg *segment, f dateSpot, i int, all []dateSpot, issue, expiry *[]*Candidate) {
	class, specific := "", false
	if f.label != nil {
		class, specific = dateClass(f.label)
	}
	if (class == "" || class == "other") && f.Start > 0 && d.ofCitedPaper(seg) {
		class, specific = "decoy", true
	}
	rangeEnd := i > 0 && d.between(all[i-1], f)
	if rangeEnd && class != "decoy" && class != "expiry" {
		class = "range-end"
	} else if i+1 < len(all) && d.between(f, all[i+1]) && class != "decoy" {
		class = "from"
	}
	make := func(field string) *Candidate {
		c := d.newCandidate(field, string(f.Date), string(f.Date), "date", f.lines...)
		for k := range c.Value.Evidence {
			c.Value.Evidence[k].Text = f.Text
		}
		c.add("date-"+orNone(class), 1)
		if specific {
			c.add("specific", 1)
		}
		if f.label != nil {
			c.add("how-"+f.how, 1).when(f.label.is("date.first"), "date-first").when(f.label.unlike > 0, "caption-misread")
		}
		d.datePlace(c, s, seg, f)
		return c
	}
	*issue = append(*issue, make(certcat.IssueDate))
	*expiry = append(*expiry, make(certcat.ExpiryDate))
	if strings.HasPrefix(f.Form, "dotted") {
		return // nobody writes the month first with dots
	}
	for _, other := range f.Other { // day and month can stand the other way round
		for field, list := range map[string]*[]*Candidate{certcat.IssueDate: issue, certcat.ExpiryDate: expiry} {
			c := make(field)
			c.Value.Text, c.Value.Canonical = string(other), string(other)
			c.add("other-order", 1).when(d.monthFirst(), "other-order-month-first")
			*list = append(*list, c)
		}
	}
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// dateClass says what a caption makes of a date; specific where the caption says more than just "date".
func dateClass(l *label) (class string, specific bool) {
	words := len(strings.Fields(l.seg.text[l.start:l.end]))
	for _, c := range l.classes {
		switch {
		case c == "date.decoy" || strings.HasPrefix(c, "decoy"):
			return "decoy", true
		case c == "date.expiry":
			return "expiry", true
		case c == "date.from":
			return "from", true
		case c == "date.issue":
			return "issue", words > 1 || len(l.seg.text[l.start:l.end]) > 6
		case strings.HasPrefix(c, "number.report"):
			return "decoy", true
		}
	}
	return "other", false
}

// between reports whether b is the end of a range that a begins.
func (d *document) between(a, b dateSpot) bool {
	if a.text != b.text || a.End > b.Start {
		return false
	}
	mid := strings.ToLower(strings.Trim(a.text[a.End:b.Start], " .,:：()年月日"))
	return d.set.Is("range", mid) && a.Date < b.Date
}

// datePlace describes where a date stands and what surrounds it.
func (d *document) datePlace(c *Candidate, s *sheet, seg *segment, f dateSpot) {
	y := seg.box.Y0 / max(s.height, 1)
	switch {
	case y > 0.93:
		c.add("bottom-edge", 1)
	case y > 0.6:
		c.add("lower-part", 1)
	case y < 0.12:
		c.add("top-edge", 1)
	}
	if len(f.Other) > 0 {
		c.add("ambiguous", 1).when(d.monthFirst(), "ambiguous-month-first")
		if strings.HasPrefix(f.Form, "dotted") {
			c.add("ambiguous-dotted", 1)
		}
	}
	c.when(f.settled, "order-settled")
	if f.Date.MonthOnly() {
		c.add("month-only", 1)
	}
	c.when(d.placeBefore(f.text[:f.Start]), "place-before")
	before, after := strings.ToLower(f.text[:f.Start]), strings.ToLower(f.text[min(f.End, len(f.text)):])
	rest := len(strings.TrimSpace(before)) + len(strings.TrimSpace(after))
	if rest <= 2 {
		c.add("alone", 1)
	} else if rest > 70 {
		c.add("running-text", 1)
	}
	if f.label == nil {
		c.when(d.set.Says("form-revision", tail(before, 24)), "form-revision")
		c.when(d.set.Says("act", tail(before, 60)) || numbered.MatchString(tail(before, 60)), "act-context")
		c.when(d.set.Says("issued", tail(before, 30)), "says-issued")
	}
	c.when(d.set.Says("until", tail(before, 40)), "says-until")
	if row := s.rows[seg.row]; seg.col+1 < len(row) && len(f.lines) == 1 {
		after += " " + strings.ToLower(row[seg.col+1].text)
	}
	timed, signed := clock.MatchString(after), zone.MatchString(after) || d.signedNear(s, seg)
	c.when(timed, "with-time").when(signed, "signed-electronically").when(timed && signed, "signed-with-time")
	c.when(d.set.Says("until-after", after[:min(len(after), 24)]), "until-after")
	if f.Date < "1990" || f.Date > "2100" {
		c.add("odd-year", 1)
	}
}

// clock is a time of day behind a date: when a page was printed or signed, not when it was issued.
var clock = regexp.MustCompile(`^[,\sT]{0,3}\d{1,2}:\d{2}`)

func tail(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return s[len(s)-n:]
}
