package validate

import (
	"strconv"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/tables"
)

// How long a paper can be relied on: by kind, act and scheme, from the life table.
var lifeRules = []Rule{
	{ID: "life.begun", Family: "life", Citation: "printed validity", Layer: Document, Fields: []string{"valid_from"},
		Applies: func(x *question) bool { return x.date("valid_from") != "" }, Check: lifeBegun},
	{ID: "life.ended", Family: "life", Citation: "table life", Layer: Document, Fields: []string{certcat.Kind, certcat.ExpiryDate},
		Applies: func(x *question) bool { l, ok := x.life(); return !ok || l.Term != "none" && l.Effect != "none" }, Check: lifeEnded},
	{ID: "life.ends-soon", Family: "life", Citation: "profile, warn_days", Layer: Document, Fields: []string{certcat.Kind, certcat.ExpiryDate},
		Applies: func(x *question) bool { _, ok := x.end(); return ok }, Check: lifeEndsSoon},
	{ID: "life.longer-than-scheme", Family: "life", Citation: "table life", Layer: Document, Fields: []string{certcat.Kind, certcat.IssueDate, certcat.ExpiryDate},
		Applies: func(x *question) bool {
			return x.date(certcat.IssueDate) != "" && x.date(certcat.ExpiryDate) != "" && x.longest() > 0
		}, Check: lifeLonger},
	{ID: "life.words", Family: "life", Citation: "printed validity", Layer: Document, Fields: []string{certcat.ValidityWords, certcat.IssueDate},
		Applies: func(x *question) bool { return x.first(certcat.ValidityWords) != "" }, Check: lifeWords},
	{ID: "life.month-only", Family: "life", Citation: "printed validity", Layer: Document, Fields: []string{certcat.ExpiryDate},
		Applies: func(x *question) bool { return x.date(certcat.ExpiryDate).MonthOnly() }, Check: lifeMonth},
}

func lifeBegun(x *question) []result {
	from := x.date("valid_from")
	x.turn(from.First())
	if !x.day.Before(from.First()) {
		return nil
	}
	return []result{x.fail(certcat.LawBreach, "life.begun", "from", string(from), "day", string(x.day)).formally().
		seen(x.field("valid_from").Values...).fix("wait-or-previous", "seller")}
}

// life finds the row that says how long the paper lives: for an act that it names, else for its scheme or kind.
func (x *question) life() (tables.Life, bool) {
	if !x.livesAsked {
		x.livesAsked = true
		x.lives, x.livesOK = x.findLife()
	}
	return x.lives, x.livesOK
}

func (x *question) findLife() (tables.Life, bool) {
	kind := x.kind()
	if kind == "" {
		return tables.Life{}, false
	}
	for _, a := range x.acts() {
		if l, ok := x.t.Life(kind, a.ID, x.cert.Scheme); ok && (l.Act != "" || l.Scheme != "") {
			return l, true
		}
	}
	return x.t.Life(kind, "", x.cert.Scheme)
}

// ending is the day on which a paper ends, and how that is known.
type ending struct {
	last   certcat.Date // the last day on which it counts
	how    string       // "printed", "derived" from the issue date, "words": from the term in words
	fields []string
	values []certcat.Value
	tables.Life
}

// end finds the last day of a paper with an end; ok is false where it has none or none is known.
func (x *question) end() (e ending, ok bool) {
	if !x.endAsked {
		x.endAsked = true
		x.ending, x.endOK = x.findEnd()
	}
	return x.ending, x.endOK
}

func (x *question) findEnd() (e ending, ok bool) {
	l, known := x.life()
	if !known || l.Term == "none" || l.Term == "review" || l.Term == "per-shipment" {
		return ending{}, false
	}
	e.Life = l
	if printed := x.date(certcat.ExpiryDate); printed != "" {
		e.last, e.how, e.fields = printed.Last(), "printed", []string{certcat.Kind, certcat.ExpiryDate}
		e.values = x.field(certcat.ExpiryDate).Values
	}
	if last, ok := x.spoken(); ok && e.last == "" {
		e.last, e.how, e.fields = last, "words", []string{certcat.Kind, certcat.ValidityWords, certcat.IssueDate}
		e.values = x.values(certcat.ValidityWords, certcat.IssueDate)
	}
	months := l.MaxMonths
	if l.Term == "fixed" {
		months = l.Months
	}
	if issued := x.date(certcat.IssueDate); issued != "" && months > 0 {
		longest := issued.Last().AddYears(0, months).AddDays(-1)
		if e.last == "" || longest < e.last {
			e.last, e.how, e.fields = longest, "derived", []string{certcat.Kind, certcat.IssueDate}
			e.values = x.field(certcat.IssueDate).Values
		}
	}
	if l.Ends != "" && (e.last == "" || l.Ends.AddDays(-1) < e.last) {
		e.last, e.how, e.fields, e.values = l.Ends.AddDays(-1), "derived", []string{certcat.Kind}, nil
	}
	return e, e.last != ""
}

func lifeEnded(x *question) []result {
	l, known := x.life()
	if !known {
		return []result{x.unknown("life.unknown", "kind", x.kind()).fix("tell-kind", "reviewer")}
	}
	row := x.row(l.Row())
	switch l.Term {
	case "per-shipment":
		return []result{x.unknown("life.per-shipment").by(row).on(certcat.Kind).fix("show-shipment", "seller")}
	case "review":
		return x.reviewDue(l, row)
	}
	e, ok := x.end()
	if !ok {
		return x.endless(l, row)
	}
	x.turn(e.last.AddDays(1))
	if !e.last.Before(x.day) {
		return nil
	}
	return x.ended(e, row)
}

// ended says what it means that a paper is past its end.
func (x *question) ended(e ending, row certcat.Row) []result {
	message, law := "life.ended."+e.how, certcat.LawBreach
	if e.Effect == "ends-as-basis" || e.Effect == "none" {
		law = certcat.LawNone
	}
	who := "manufacturer"
	if e.Effect == "ends-new-placing" && x.c.Listing != nil {
		placed := x.c.Listing.Placed
		switch {
		case placed == certcat.Interval{}:
			r := x.unknown("life.placed-before", "last", string(e.last)).by(row).on(e.fields...).seen(e.values...)
			return []result{r.citing(clause(e.Life, x)).fix("tell-placing", "seller")}
		case placed.Until != "" && placed.Until <= e.last.AddDays(1):
			return nil
		}
	}
	if r, extended := x.extended(e); extended {
		return []result{r}
	}
	r := x.fail(law, message, "last", string(e.last), "day", string(x.day), "months", strconv.Itoa(max(e.Months, e.MaxMonths)), "effect", e.Effect)
	return []result{r.by(row).on(e.fields...).seen(e.values...).citing(clause(e.Life, x)).under(basisOf(e.Life)).fix("renew", who)}
}

// endless judges a paper for which an end should be known and is not.
func (x *question) endless(l tables.Life, row certcat.Row) []result {
	f := x.cert.Field(certcat.ExpiryDate)
	switch {
	case l.Term == "fixed":
		return []result{x.unknown("life.no-issue-date").by(row).on(certcat.IssueDate).fix("show-issue-date", "issuer")}
	case l.Term == "register" || f.State == certcat.Absent && f.Accepted && l.MaxMonths == 0:
		return nil // no end is printed and none is prescribed
	case f.State == certcat.Absent:
		return []result{x.unknown("life.no-end").by(row).on(certcat.ExpiryDate).fix("confirm-no-end", "reviewer")}
	}
	return []result{x.unknown("life.unread").by(row).on(certcat.ExpiryDate).fix("read-end", "reviewer")}
}

// reviewDue warns where a periodic review should have happened since the issue.
func (x *question) reviewDue(l tables.Life, row certcat.Row) []result {
	issued := x.date(certcat.IssueDate)
	if issued == "" {
		return []result{x.unknown("life.no-issue-date").by(row).on(certcat.IssueDate).fix("show-issue-date", "issuer")}
	}
	due := issued.Last().AddYears(0, l.Months)
	x.turn(due)
	if l.Months == 0 || x.day.Before(due) {
		return nil
	}
	return []result{x.unknown("life.review-due", "due", string(due), "months", strconv.Itoa(l.Months)).by(row).on(certcat.Kind, certcat.IssueDate).
		citing(clause(l, x)).under(basisOf(l)).seen(x.field(certcat.IssueDate).Values...).fix("show-review", "manufacturer")}
}

func lifeEndsSoon(x *question) []result {
	e, _ := x.end()
	begins := e.last.AddDays(-x.opt.Profile.WarnDays)
	x.turn(begins, e.last.AddDays(1))
	if e.last.Before(x.day) || x.day.Before(begins) || e.Effect == "none" || !x.goesOn() {
		return nil
	}
	return []result{x.warn(certcat.LawNone, "life.ends-soon", "last", string(e.last)).by(x.row(e.Row())).on(e.fields...).seen(e.values...).
		under(basisOf(e.Life)).fix("renew-soon", "manufacturer")}
}

func basisOf(l tables.Life) certcat.Basis {
	if l.Act != "" {
		return certcat.BasisLaw
	}
	return certcat.BasisScheme
}

// clause is what says how long a paper lives.
func clause(l tables.Life, x *question) (act, article, url string) {
	act = or(l.Act, l.Scheme)
	return act, strings.TrimSpace(strings.TrimPrefix(l.Basis, act)), x.url(l.Act)
}

// url is the official text of an act, "" where none is known.
func (x *question) url(act string) string {
	if a, ok := x.t.Act(act); ok {
		return a.URL()
	}
	return ""
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
