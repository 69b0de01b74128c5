package extract

import (
	"slices"
	"testing"

	"github.com/certcat/certcat"
)

// TestDatesAgain: a recognised date is asked for again; another date in its place is a doubt, another spelling of the same
// is none, and a reading that is made of others is not borne out by one of them alone.
func TestDatesAgain(t *testing.T) {
	at := certcat.Box{X0: 150, Y0: 100, X1: 270, Y1: 112}
	first := func(by string) certcat.Reading {
		return certcat.Reading{By: by, Words: []certcat.Word{
			{Text: "Date of issue:", Box: certcat.Box{X0: 50, Y0: 100, X1: 140, Y1: 112}, Confidence: 0.95, Line: 1},
			{Text: "September 15, 2025", Box: at, Confidence: 0.95, Line: 1}}}
	}
	again := func(by, purpose, text string) certcat.Reading {
		r := certcat.Reading{By: by, Purpose: purpose, Words: []certcat.Word{{Text: text, Box: at, Confidence: 0.9}}}
		if purpose != "" {
			r.Region = at
		}
		return r
	}
	for _, c := range []struct {
		name     string
		readings []certcat.Reading
		best     int
		asked    bool
		doubted  bool
	}{
		{"recognised once", []certcat.Reading{first("engine")}, 0, true, false},
		{"the same again", []certcat.Reading{first("engine"), again("engine", certcat.IssueDate, "September15,2025")}, 0, false, false},
		{"the same in other words", []certcat.Reading{first("engine"), again("engine", certcat.IssueDate, "15 Sept. 2025")}, 0, false, false},
		{"another day", []certcat.Reading{first("engine"), again("engine", certcat.IssueDate, "September 1, 2025")}, 0, false, true},
		{"nothing legible", []certcat.Reading{first("engine"), again("engine", certcat.IssueDate, "|||")}, 0, false, false},
		{"by another engine", []certcat.Reading{first("engine"), again("other", "", "September 15, 2025")}, 0, false, false},
		{"made of one of two", []certcat.Reading{again("engine", "", "Sep7ember"), again("other", "", "September 15, 2025"), first(certcat.Merged)}, 2, true, false},
		{"made of two that agree", []certcat.Reading{again("engine", "", "September 15, 2025"), again("other", "", "September 15, 2025"), first(certcat.Merged)}, 2, false, false},
	} {
		pages := certcat.Pages{Pages: []certcat.Page{{Number: 1, Width: 595, Height: 842, Best: c.best, Readings: c.readings}}}
		certificates, looks := extractor(t).Certificates(pages)
		f := certificates[0].Field(certcat.IssueDate)
		asked := slices.ContainsFunc(looks, func(l certcat.Look) bool { return l.Purpose == certcat.IssueDate })
		if f.Text() != "2025-09-15" || asked != c.asked || slices.Contains(f.Doubts, "two-readings") != c.doubted {
			t.Errorf("%s: %q, asked again %t, doubts %v; want asked %t, doubted %t", c.name, f.Text(), asked, f.Doubts, c.asked, c.doubted)
		}
	}
}

// TestStandardsAgain: standards that were recognised are looked at again, a few of a list only, none of a text layer.
func TestStandardsAgain(t *testing.T) {
	page := typed(1, "EU Declaration of Conformity\nHarmonised standards:\nEN 62368-1:2014\nEN 55032:2015\nEN 61000-3-2:2014\nEN 61000-3-3:2013\nEN 50581:2012\nEN 62311:2008\nEN 55035:2017\nEN 62479:2010")
	for _, c := range []struct {
		by   string
		want int
	}{{certcat.TextLayer, 0}, {"engine", mostCloser}} {
		page.Readings[0].By = c.by
		_, looks := extractor(t).Certificates(certcat.Pages{Pages: []certcat.Page{page}})
		n := 0
		for _, l := range looks {
			if l.Purpose == certcat.Standards {
				n++
			}
		}
		if n != c.want {
			t.Errorf("read by %s: %d standards are looked at again, want %d", c.by, n, c.want)
		}
	}
}

// TestNobodysAddress: an address is not relied on where nobody is named to whom it belongs.
func TestNobodysAddress(t *testing.T) {
	d := opened(t, pagesOf("Certificate of Conformity\nHolder's address: 12 Harbour Lane, 4000 Oldport, Denmark"))
	c := d.certificate("x", d.candidates())
	if f := c.Field(certcat.HolderAddress); f.State == certcat.Printed && (f.Accepted || !slices.Contains(f.Doubts, "no-name")) {
		t.Errorf("%q, doubts %v", f.Text(), f.Doubts)
	}
}
