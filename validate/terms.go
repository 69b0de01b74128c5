package validate

import (
	"slices"
	"strconv"
	"strings"

	"github.com/certcat/certcat"
)

// longest is the longest life, in months, that act or scheme allow the paper; 0 where they set no limit.
func (x *question) longest() int {
	l, ok := x.life()
	if !ok {
		return 0
	}
	if l.Term == "fixed" {
		return l.Months
	}
	return l.MaxMonths
}

// lifeLonger: nobody may print a longer life than act or scheme allow. A day more is counting both ends.
func lifeLonger(x *question) []result {
	l, _ := x.life()
	issued, ends := x.date(certcat.IssueDate), x.date(certcat.ExpiryDate)
	if from := x.date(certcat.ValidFrom); from != "" && issued.Last().Before(from.First()) {
		issued = from
	}
	latest := issued.Last().AddYears(0, x.longest()).AddDays(1)
	if ends.First() <= latest {
		return nil
	}
	return []result{x.fail(certcat.LawForm, "life.longer", "issued", string(issued), "ends", string(ends), "months", strconv.Itoa(x.longest())).by(x.row(l.Row())).
		citing(clause(l, x)).under(basisOf(l)).seen(x.values(certcat.IssueDate, certcat.ExpiryDate)...).fix("ask-issuer", "issuer")}
}

// term reads a term in words: "three years", "5 years from the date of issue", "三年"; open where it runs until somebody ends it.
func (x *question) term(words string) (months int, open, ok bool) {
	words = strings.ToLower(words)
	for _, p := range x.t.Phrases("open-term", "") {
		if strings.Contains(words, p.Phrase) {
			return 0, true, true
		}
	}
	count := 0
	for _, field := range strings.FieldsFunc(words, func(r rune) bool { return r < '0' || r > '9' }) {
		if n, err := strconv.Atoi(field); err == nil && n > 0 && n < 100 {
			count = n
			break
		}
	}
	if count == 0 {
		for _, p := range x.t.Phrases("number", "") {
			if n, err := strconv.Atoi(p.Means); err == nil && says(words, p.Phrase) {
				count = n
				break
			}
		}
	}
	for _, p := range x.t.Phrases("term-unit", "") {
		if n, err := strconv.Atoi(p.Means); err == nil && count > 0 && strings.Contains(words, p.Phrase) {
			return count * n, false, true
		}
	}
	return 0, false, false
}

// spoken is the last day that a term in words gives, counted from the issue.
func (x *question) spoken() (certcat.Date, bool) {
	words, issued := x.first(certcat.ValidityWords), x.date(certcat.IssueDate)
	if words == "" || issued == "" {
		return "", false
	}
	months, open, ok := x.term(words)
	if !ok || open {
		return "", false
	}
	return issued.Last().AddYears(0, months).AddDays(-1), true
}

// lifeWords says what a term in words comes to. "Until withdrawn" is a term, silence is none.
func lifeWords(x *question) []result {
	f := x.cert.Field(certcat.ValidityWords)
	_, open, ok := x.term(first(f))
	switch {
	case !ok:
		return []result{x.unknown("life.words.unclear", "words", f.Text()).on(certcat.ValidityWords).seen(f.Values...).fix("read-end", "reviewer")}
	case open:
		return nil
	}
	last, ok := x.spoken()
	if !ok {
		return []result{x.unknown("life.words.no-issue", "words", f.Text()).seen(f.Values...).fix("show-issue-date", "issuer")}
	}
	ends := x.date(certcat.ExpiryDate)
	const slack = 31 // days: a term may be counted from the decision, the assessment or the end of a month
	if ends == "" || ends.First() <= last.AddDays(slack) && last.AddDays(-slack) <= ends.Last() {
		return nil // life.ended judges the end itself
	}
	return []result{x.fail(certcat.LawForm, "life.words.contradict", "words", f.Text(), "last", string(last), "ends", string(ends)).formally().
		on(certcat.ValidityWords, certcat.IssueDate, certcat.ExpiryDate).seen(x.values(certcat.ValidityWords, certcat.IssueDate, certcat.ExpiryDate)...).fix("ask-issuer", "issuer")}
}

// lifeMonth asks on the days on which an end that is printed without a day may or may not have come.
func lifeMonth(x *question) []result {
	end := x.date(certcat.ExpiryDate)
	x.turn(end.First(), end.Last().AddDays(1))
	f := x.cert.Field(certcat.ExpiryDate)
	if x.day.Before(end.First()) || end.Last().Before(x.day) {
		return nil // life.ended judges it
	}
	return []result{x.unknown("life.month", "month", string(end)).seen(f.Values...).fix("read-day", "issuer")}
}

// extended looks whether a law prolongs the life of a paper beyond its printed end, under conditions that it can't show.
func (x *question) extended(e ending) (result, bool) {
	for _, a := range x.acts() {
		for _, t := range x.t.Transitions(a.ID) {
			if !slices.Contains(t.Kinds, x.kind()) || t.Last == "" || t.Last.Last() <= e.last {
				continue
			}
			x.turn(t.Last.Last().AddDays(1))
			if t.Last.Last().Before(x.day) {
				continue
			}
			r := x.unknown("life.extended", "last", string(e.last), "until", string(t.Last), "for", t.ContinuesFor, "conditions", or(t.Conditions, "-"))
			return r.by(x.row(t.Row())).on(e.fields...).seen(e.values...).citing(a.RepealedBy, t.Article, x.url(a.RepealedBy)).fix("show-conditions", maker(x)), true
		}
	}
	return result{}, false
}
