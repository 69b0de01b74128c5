package validate

import (
	"slices"
	"strings"
	"sync"

	"github.com/certcat/certcat"
)

// What everything else stands on: nothing is decided on fields that neither the program nor a person vouches for.
var fieldRules = []Rule{
	{ID: "fields.relied-on", Family: "fields", Citation: "false accept 0", Layer: Document, Fields: criticalFields(),
		Applies: func(*question) bool { return true }, Check: fieldsReliedOn},
}

func criticalFields() []string { return slices.Clone(critical()) }

var critical = sync.OnceValue(func() (out []string) {
	for _, name := range certcat.FieldNames() {
		if certcat.IsCritical(name) {
			out = append(out, name)
		}
	}
	return out
})

func fieldsReliedOn(x *question) []result {
	var open []string
	for _, name := range critical() {
		if !x.field(name).Accepted {
			open = append(open, name)
		}
	}
	if len(open) == 0 {
		return nil
	}
	return []result{x.unknown("fields.unconfirmed", "fields", strings.Join(open, ", ")).on(open...).fix("confirm-fields", "reviewer")}
}

// Dates on the paper itself: what can't be, whatever any table says.
var dateRules = []Rule{
	{ID: "dates.possible", Family: "dates", Citation: "calendar", Layer: Document, Fields: []string{certcat.IssueDate, certcat.ExpiryDate},
		Applies: func(x *question) bool { return len(x.printedDates()) > 0 }, Check: datesPossible},
	{ID: "dates.order", Family: "dates", Citation: "logic", Layer: Document, Fields: []string{certcat.IssueDate, certcat.ExpiryDate},
		Applies: func(x *question) bool { return x.date(certcat.IssueDate) != "" && x.date(certcat.ExpiryDate) != "" }, Check: datesOrder},
	{ID: "dates.future", Family: "dates", Citation: "logic", Layer: Document, Fields: []string{certcat.IssueDate},
		Applies: func(x *question) bool { return x.date(certcat.IssueDate) != "" }, Check: datesFuture},
}

// printedDates are the date fields in which something is printed.
func (x *question) printedDates() []*certcat.Field {
	var out []*certcat.Field
	for _, name := range []string{certcat.IssueDate, certcat.ExpiryDate} {
		if f := x.field(name); f.State == certcat.Printed && len(f.Values) > 0 {
			out = append(out, f)
		}
	}
	return out
}

func datesPossible(x *question) []result {
	var out []result
	for _, f := range x.printedDates() {
		if d := certcat.Date(canonical(f.Values[0])); !d.Valid() {
			out = append(out, x.fail(certcat.LawForm, "dates.possible", "field", f.Name, "printed", f.Values[0].Text).formally().
				on(f.Name).seen(f.Values...).fix("reissue", "issuer"))
		}
	}
	return out
}

func datesOrder(x *question) []result {
	issued, ends := x.date(certcat.IssueDate), x.date(certcat.ExpiryDate)
	if !ends.Last().Before(issued.First()) {
		return nil
	}
	return []result{x.fail(certcat.LawForm, "dates.order", "issued", string(issued), "ends", string(ends)).formally().
		seen(x.values(certcat.IssueDate, certcat.ExpiryDate)...).fix("reissue", "issuer")}
}

func datesFuture(x *question) []result {
	issued := x.date(certcat.IssueDate)
	x.turn(issued.First())
	if !x.day.Before(issued.First()) {
		return nil
	}
	return []result{x.fail(certcat.LawForm, "dates.future", "issued", string(issued), "day", string(x.day)).formally().
		seen(x.field(certcat.IssueDate).Values...).fix("ask-issue-date", "issuer")}
}
