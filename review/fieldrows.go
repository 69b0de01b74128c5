package review

import (
	"slices"
	"strconv"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/review/correct"
	"github.com/certcat/certcat/say"
)

// rowView is one field as the page shows it.
type rowView struct {
	certcat.Field
	Saw       string
	Stop      bool
	Critical  bool
	List      bool
	Person    bool
	Sure      string // confidence, said
	Tone      string // "person", "machine", "doubt", "quiet"
	Status    string // what the mark means
	Doubting  []string
	Differs   string // what the listing says
	Machine   *certcat.Field
	Day       string
	Values    []valueView
	Rivals    []valueView
	Conflict  *conflictView
	Kinds     []kindView
	ListingNo string
}

type valueView struct {
	certcat.Value
	Boxes string // evidence as JSON
	Key   int    // the digit that takes it
	Shown string
}

type kindView struct {
	Value, Name string
	Here        bool
}

// conflictView shows what two people say about one field, side by side.
type conflictView struct {
	Mine   Change
	Theirs certcat.Field
}

// kinds are the document kinds that the messages know, in their order.
var kinds = []string{"eu-doc", "uk-doc", "fcc-sdoc", "eu-type-examination", "certificate-of-conformity", "test-report", "fcc-grant", "type-approval",
	"substance-declaration", "sds", "un38.3", "management-system", "medical-device", "business-licence", "trademark-registration", "brand-authorisation",
	"customs-declaration", "label-photo", "other"}

// fieldRows makes the rows of the 19 fields and of the facts.
func (a *ask) fieldRows(v *seen) (fields, facts []rowView) {
	s := a.screen("")
	for _, f := range v.certificate().Fields {
		fields = append(fields, s.fieldRow(v, f))
	}
	for _, f := range v.certificate().Facts {
		facts = append(facts, s.fieldRow(v, f))
	}
	return fields, facts
}

func (s screen) fieldRow(v *seen, f certcat.Field) rowView {
	r := rowView{Field: f, Saw: correct.Saw(f), Stop: slices.Contains(v.stops, f.Name), Critical: certcat.IsCritical(f.Name), List: certcat.IsList(f.Name),
		Person: correct.ByPerson(f), Differs: v.differs[f.Name], Sure: s.Sure(f.Confidence)}
	for _, value := range f.Values {
		r.Values = append(r.Values, s.value(f.Name, value, 0))
	}
	for i, value := range f.Rivals {
		if i < 9 {
			r.Rivals = append(r.Rivals, s.value(f.Name, value, i+1))
		}
	}
	for _, d := range f.Doubts {
		if d == "not-sure" { // the status says it
			continue
		}
		r.Doubting = append(r.Doubting, s.Word("doubt", d))
	}
	for _, d := range v.laid[v.at].Disagreements {
		if d.Field == f.Name {
			r.Machine = &d.Machine
		}
	}
	switch {
	case r.Person:
		r.Tone, r.Status = "person", s.T("status.person", "who", f.By)
	case r.Stop:
		r.Tone, r.Status = "doubt", s.T("status.doubt", "sure", r.Sure)
	case f.Accepted:
		r.Tone, r.Status = "machine", s.T("status.machine", "sure", r.Sure)
	default:
		r.Tone, r.Status = "quiet", s.T("status.quiet", "sure", r.Sure)
	}
	if f.Name == certcat.IssueDate || f.Name == certcat.ExpiryDate {
		r.Day = s.Day(certcat.Date(f.Canonical()))
	}
	if f.Name == certcat.Kind {
		for _, k := range kinds {
			r.Kinds = append(r.Kinds, kindView{k, s.Word("kind", k), k == f.Canonical()})
		}
	}
	return r
}

func (s screen) value(field string, v certcat.Value, key int) valueView {
	boxes, err := s.JSON(v.Evidence)
	if err != nil || len(v.Evidence) == 0 {
		boxes = "[]"
	}
	shown := v.Text
	if field == certcat.Kind {
		shown = s.Word("kind", v.Text)
	}
	return valueView{v, boxes, key, shown}
}

// Text is what the input of a field that holds one value shows.
func (r rowView) Text() string {
	if len(r.Values) == 0 {
		return ""
	}
	return r.Values[0].Text
}

// Boxes is where the field was seen, as JSON.
func (r rowView) Boxes() string {
	if len(r.Values) == 0 {
		return "[]"
	}
	return r.Values[0].Boxes
}

// Long reports whether the value wants more than one line.
func (r rowView) Long() bool {
	return r.Name == certcat.Scope || len(r.Text()) > 44
}

// sayFinding is a finding's sentence, and what to do about it.
func sayFinding(lang string, f certcat.Finding) (string, string) { return say.Finding(lang, f) }

// historyView is one line of what people did.
type historyView struct {
	Number   int
	When     string
	Who      string
	What     string
	Before   string
	After    string
	Reason   string
	Restore  bool // the state after this can be restored
	Withdraw bool
	Parts    string // the parts that a correction gave the document
	sort     string
}

// history lists corrections and rulings, the newest first.
func (a *ask) history(v *seen) []historyView {
	s := a.screen("")
	var list []historyView
	for _, k := range v.certificate().Corrections {
		if k.Field == correct.Parts {
			parts := correct.Ranges(correct.PartsOf([]certcat.Correction{k}))
			after := parts
			if k.Action == correct.Machine {
				after = s.T("parts.machine")
			}
			list = append(list, historyView{Number: k.Number, When: s.Time(k.Time), Who: k.Reviewer, What: s.T("did.parts"), Before: k.Saw, After: after, Parts: parts,
				sort: k.Time.Format("20060102150405.000000") + "c" + strconv.Itoa(k.Number)})
			continue
		}
		after := fieldAfter(v.extracted(), []certcat.Correction{k}, k.Field)
		if k.Action == correct.Machine {
			extracted := v.extracted()
			after = extracted.Field(k.Field)
		}
		list = append(list, historyView{Number: k.Number, When: s.Time(k.Time), Who: k.Reviewer, What: s.T("did."+k.Action, "field", s.Field(k.Field)),
			Before: s.texts(k.Old), After: s.texts(after), Reason: k.Reason, Restore: true, sort: k.Time.Format("20060102150405.000000") + "c" + strconv.Itoa(k.Number)})
	}
	for _, r := range v.sheet.Rulings {
		if !correct.SamePart(r.Part, v.certificate().Part) {
			continue
		}
		inForce := slices.ContainsFunc(v.rulings, func(x certcat.Ruling) bool { return x.Number == r.Number })
		list = append(list, historyView{Number: r.Number, When: s.Time(r.Time), Who: r.Reviewer, What: s.T("ruled."+string(r.Kind), "subject", r.Subject, "outcome", s.Word("outcome-of", r.Outcome)),
			Reason: r.Reason, Withdraw: inForce && r.Kind != certcat.RuledWithdrawn, sort: r.Time.Format("20060102150405.000000") + "r" + strconv.Itoa(r.Number)})
	}
	slices.SortStableFunc(list, func(x, y historyView) int {
		if x.sort > y.sort {
			return -1
		}
		return 1
	})
	return list
}

// texts is a field's value in one line.
func (s screen) texts(f certcat.Field) string {
	if f.State != certcat.Printed {
		return s.T("state." + string(f.State))
	}
	text := ""
	for i, v := range f.Values {
		if i > 0 {
			text += " · "
		}
		text += s.value(f.Name, v, 0).Shown
	}
	return text
}
