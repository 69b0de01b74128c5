package extract

import (
	"strings"
	"unicode"
)

// spoken is a number behind a word for reports or certificates in running text.
type spoken struct {
	text string
	at   span
	own  bool // the word means certificates
}

// spokenNumbers lists the numbers that sentences name: "based on our test report 4711", "reports no. A-1 and A-2".
func (d *document) spokenNumbers() []spoken {
	if d.spoken == nil {
		d.spoken = []spoken{}
		for _, s := range d.sheets {
			if !d.inPart(s.number) || s.number > d.first+2 {
				continue
			}
			for _, seg := range s.segments() {
				d.spoken = append(d.spoken, d.spokenIn(seg)...)
			}
		}
	}
	return d.spoken
}

func (d *document) spokenIn(seg *segment) []spoken {
	words := wordSpans(seg)
	var out []spoken
	for i := 0; i < len(words); i++ {
		word := strings.ToLower(strings.Trim(words[i].text(), ".,:;()"))
		if !d.set.Is("report-words", word) {
			continue
		}
		own := d.set.Is("report-own", word)
		j := i + 1
		for j < len(words) && (d.set.Is("number-words", strings.ToLower(strings.Trim(words[j].text(), ".,:;()"))) || strings.Trim(words[j].text(), ".:#") == "") {
			j++
		}
		if j == len(words) {
			if n, ok := d.spokenBehind(seg, j > i+1); ok {
				n.own = own
				out = append(out, n)
			}
		}
		for j < len(words) {
			text, end := d.takeNumber(seg.text[words[j].start:])
			if text == "" || len(bare(text)) < 4 || !strings.ContainsFunc(strings.Fields(text)[0], unicode.IsDigit) {
				break
			}
			out = append(out, spoken{text, span{seg, words[j].start, words[j].start + end}, own})
			at := words[j].start + end
			for j < len(words) && (words[j].start < at || d.set.Is("list-joins", strings.ToLower(strings.Trim(words[j].text(), ",;")))) {
				j++
			}
		}
	}
	return out
}

// spokenBehind is the number behind a line that ends in a word for reports: in the next cell, or below, where the line or
// the next says that a number follows.
func (d *document) spokenBehind(seg *segment, announced bool) (spoken, bool) {
	take := func(next *segment, from int) (spoken, bool) {
		text, end := d.takeNumber(next.text[from:])
		if text == "" || len(bare(text)) < 4 || !strings.ContainsFunc(strings.Fields(text)[0], unicode.IsDigit) {
			return spoken{}, false
		}
		return spoken{text: text, at: span{next, from, from + end}}, true
	}
	s := d.sheets[seg.page]
	if row := s.rows[seg.row]; announced && seg.col+1 < len(row) {
		return take(row[seg.col+1], 0)
	}
	for next := d.lineBelow(s, seg); next != nil; next = d.lineBelow(s, next) {
		from := 0
		for _, w := range wordSpans(next) {
			word := strings.ToLower(strings.Trim(w.text(), ".,:;()#"))
			if word != "" && (!d.set.Is("number-words", word) || strings.ContainsFunc(word, unicode.IsDigit)) {
				break
			}
			from, announced = w.end, true
		}
		switch {
		case !announced:
			return spoken{}, false
		case from < len(next.text):
			from += len(next.text[from:]) - len(strings.TrimLeft(next.text[from:], " "))
			return take(next, from)
		case next.col+1 < len(s.rows[next.row]):
			return take(s.rows[next.row][next.col+1], 0)
		}
	}
	return spoken{}, false
}

// lineBelow is the line right under a segment that begins where it begins.
func (d *document) lineBelow(s *sheet, seg *segment) *segment {
	for r := seg.row + 1; r < min(len(s.rows), seg.row+3); r++ {
		for _, c := range s.rows[r] {
			if abs(c.box.X0-seg.box.X0) < 2*s.line && c.box.Y0-seg.box.Y1 < 1.2*s.line {
				return c
			}
		}
	}
	return nil
}
