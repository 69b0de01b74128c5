package extract

import (
	"slices"
	"testing"
)

// TestDatesOfScans: dates that run over a line's end, the only date that a certificate prints, and misread months.
func TestDatesOfScans(t *testing.T) {
	for _, c := range []struct{ name, text, date, field, has string }{
		{"over the line's end", "The validity of this licence has been extended, upon renewal, from the former end to Fourth April\nTwo Thousand Twenty Four, other terms and conditions remain the same as before", "2024-04-04", "expiry_date", "date-none"},
		{"over the line's end, with a number", "The validity of this licence has been extended, upon renewal, from the former end until 4 April\n2024, while other terms and conditions remain the same as they were before", "2024-04-04", "expiry_date", "date-none"},
		{"first certification alone", "初次发证日期：2024年07月10日\t有效期至：2027年07月09日", "2024-07-10", "issue_date", "first-alone"},
		{"misread month", "Date of issue: 12 Octoher 2019", "2019-10-12", "issue_date", "date-issue"},
	} {
		d := opened(t, recognisedOf(c.text))
		issue, expiry := d.dates()
		list := issue
		if c.field == "expiry_date" {
			list = expiry
		}
		if !slices.ContainsFunc(list, func(x *Candidate) bool { return x.Value.Canonical == c.date && x.has(c.has) }) {
			t.Errorf("%s: no %s that is %s", c.name, c.date, c.has)
			for _, x := range list {
				t.Logf("%s %v", x.Value.Canonical, x.Features)
			}
		}
	}
}
