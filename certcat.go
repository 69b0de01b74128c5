// Package certcat is the vocabulary of certcat: the values that travel from the bytes of a compliance certificate
// to a verdict about it. Every value is made once from the one before and never changed:
//
//	Document → Pages → Certificate → Verdict
//
// A Correction is laid over a Certificate to make a new one. The package promises to import nothing but the standard
// library, to hold no behaviour beyond what the values themselves mean, and to use slices rather than maps in
// everything that is stored, so that equal inputs give equal bytes.
package certcat

import (
	"encoding/json"
	"fmt"
	"math"
	"time"
)

// Date is a calendar date without a time zone: "2006-01-02", or "2006-01" where no day is printed, or "" for unknown.
type Date string

// Known reports whether the date is set.
func (d Date) Known() bool { return d != "" }

// Valid reports whether the date is a real calendar date (or month).
func (d Date) Valid() bool {
	if len(d) != len("2006-01") && len(d) != len("2006-01-02") || d[4] != '-' {
		return false
	}
	year, month, day := figures(d[:4]), figures(d[5:7]), 1
	if len(d) > 7 {
		if d[7] != '-' {
			return false
		}
		day = figures(d[8:])
	}
	return year >= 0 && month >= 1 && month <= 12 && day >= 1 && (day <= 28 || day <= time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day())
}

// figures is the number that a text of digits writes, -1 for any other text.
func figures(d Date) int {
	n := 0
	for i := range len(d) {
		if d[i] < '0' || d[i] > '9' {
			return -1
		}
		n = 10*n + int(d[i]-'0')
	}
	return n
}

// MonthOnly reports whether no day is printed.
func (d Date) MonthOnly() bool { return len(d) == len("2006-01") }

// First is the first day that the date can mean: the day itself, or the first of the month.
func (d Date) First() Date {
	if d.MonthOnly() {
		return d + "-01"
	}
	return d
}

// Last is the last day that the date can mean: the day itself, or the last of the month.
func (d Date) Last() Date {
	if !d.MonthOnly() {
		return d
	}
	t, err := time.Parse("2006-01", string(d))
	if err != nil {
		return d
	}
	return Date(t.AddDate(0, 1, -1).Format(time.DateOnly))
}

// Before reports whether d lies before e. Only full dates compare; use First or Last on a month.
func (d Date) Before(e Date) bool { return d < e }

// AddDays moves a full date by days.
func (d Date) AddDays(days int) Date { return d.add(0, 0, days) }

// AddYears moves a full date by years and months; the day is kept where it exists.
func (d Date) AddYears(years, months int) Date { return d.add(years, months, 0) }

func (d Date) add(years, months, days int) Date {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return ""
	}
	return Date(t.AddDate(years, months, days).Format(time.DateOnly))
}

// Box is a rectangle in points, origin in the top left corner of the page as shown to the reviewer.
// It is written as [x0, y0, x1, y1], rounded to a tenth of a point.
type Box struct{ X0, Y0, X1, Y1 float64 }

// MarshalJSON writes [x0, y0, x1, y1].
func (b Box) MarshalJSON() ([]byte, error) {
	return fmt.Appendf(nil, "[%g,%g,%g,%g]", tenth(b.X0), tenth(b.Y0), tenth(b.X1), tenth(b.Y1)), nil
}

// UnmarshalJSON reads [x0, y0, x1, y1].
func (b *Box) UnmarshalJSON(data []byte) error {
	var v [4]float64
	if err := json.Unmarshal(data, &v); err != nil {
		return err
	}
	*b = Box{v[0], v[1], v[2], v[3]}
	return nil
}

func tenth(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return math.Round(v*10) / 10
}

// Width is the box's extent to the right, in points.
func (b Box) Width() float64 { return b.X1 - b.X0 }

// Height is the box's extent downwards, in points.
func (b Box) Height() float64 { return b.Y1 - b.Y0 }

// Empty reports whether the box covers nothing.
func (b Box) Empty() bool { return b.X1 <= b.X0 || b.Y1 <= b.Y0 }

// Union is the smallest box around both; an empty box adds nothing.
func (b Box) Union(c Box) Box {
	switch {
	case b.Empty():
		return c
	case c.Empty():
		return b
	}
	return Box{min(b.X0, c.X0), min(b.Y0, c.Y0), max(b.X1, c.X1), max(b.Y1, c.Y1)}
}

// Overlap is the area, in square points, that both boxes cover.
func (b Box) Overlap(c Box) float64 {
	w, h := min(b.X1, c.X1)-max(b.X0, c.X0), min(b.Y1, c.Y1)-max(b.Y0, c.Y0)
	if w <= 0 || h <= 0 {
		return 0
	}
	return w * h
}

// Arg is one named argument of a Problem or a Finding; the sentence is made from it in package say.
type Arg struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Problem says that something is wrong with a document: a code and its arguments, never a sentence. A bad document is
// data and becomes a Problem; a bad machine (disk full, server gone) is a Go error.
type Problem struct {
	Code  string `json:"code"`
	Args  []Arg  `json:"args,omitempty"`
	Page  int    `json:"page,omitempty"`  // 1-based; 0 = the whole document
	Field string `json:"field,omitempty"` // a field's name; "" = none
	// Transient problems come from a deadline, a memory limit or a killed child: they are retried once alone, kept with
	// the limit that was hit, and retried on demand.
	Transient bool `json:"transient,omitempty"`
}

// NewProblem makes a Problem from a code and "key", "value" pairs.
func NewProblem(code string, keysAndValues ...string) Problem {
	return Problem{Code: code, Args: Args(keysAndValues...)}
}

// OnPage says on which page (1-based) the problem sits.
func (p Problem) OnPage(page int) Problem { p.Page = page; return p }

// Passing marks the problem as transient.
func (p Problem) Passing() Problem { p.Transient = true; return p }

// Args makes arguments from "key", "value" pairs; a key left without a value gets "".
func Args(keysAndValues ...string) []Arg {
	var args []Arg
	for i := 0; i < len(keysAndValues); i += 2 {
		a := Arg{Key: keysAndValues[i]}
		if i+1 < len(keysAndValues) {
			a.Value = keysAndValues[i+1]
		}
		args = append(args, a)
	}
	return args
}

// Keys are the three explicit keys that decide whether a stored value is stale. They are digests or revisions, never
// the program's version.
type Keys struct {
	Reading     string `json:"reading,omitempty"`     // engine versions, preprocessing parameters, reader Revision
	Certificate string `json:"certificate,omitempty"` // digest of kinds and weights, extract Revision
	Verdict     string `json:"verdict,omitempty"`     // table digests, profile, market, category, validate Revision, as-of
}
