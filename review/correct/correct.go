// Package correct lays what people said over what the machine read.
//
// It promises to be pure; that a correction is laid over by value, so that it survives a new reading whatever boxes and
// confidences that gives; that a new reading which disagrees with a person is told and never wins silently; and that what
// the machine read stays among the rivals.
package correct

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/certcat/certcat"
)

// The actions of a correction.
const (
	Value     = "value"     // New is what is printed
	Confirmed = "confirmed" // what was read is what is printed
	Absent    = "absent"    // nothing is printed
	Machine   = "machine"   // what people said about the field is taken back
)

// Disagreement is a field where a reading that was made after a correction says something else than both the person and
// the reading that the person saw.
type Disagreement struct {
	Field   string        `json:"field"`
	Number  int           `json:"number"` // the correction in force
	Machine certcat.Field `json:"machine"`
}

// Laid is a certificate with what people said laid over it.
type Laid struct {
	Certificate   certcat.Certificate `json:"certificate"`
	Disagreements []Disagreement      `json:"disagreements,omitempty"`
}

// Lay makes a certificate of what was extracted and the corrections of its document. Corrections of other parts change
// nothing.
func Lay(extracted certcat.Certificate, corrections []certcat.Correction) Laid {
	c := extracted
	c.Fields, c.Facts = slices.Clone(extracted.Fields), slices.Clone(extracted.Facts)
	c.Corrections = nil
	last := map[string]certcat.Correction{}
	for _, k := range corrections {
		if k.Field == Parts { // about the document, and shown with each of its parts
			c.Corrections = append(c.Corrections, k)
			continue
		}
		if k.Document == c.Document && SamePart(k.Part, c.Part) {
			last[k.Field] = k
			c.Corrections = append(c.Corrections, k)
		}
	}
	laid := Laid{Certificate: c}
	over := func(list []certcat.Field) {
		for i, f := range list {
			k, ok := last[f.Name]
			if !ok || k.Action == Machine {
				continue
			}
			list[i] = apply(f, k)
			if !Same(f, list[i]) && !Same(f, k.Old) {
				laid.Disagreements = append(laid.Disagreements, Disagreement{Field: f.Name, Number: k.Number, Machine: f})
			}
			delete(last, f.Name)
		}
	}
	over(laid.Certificate.Fields)
	over(laid.Certificate.Facts)
	laid.Certificate.Facts = append(laid.Certificate.Facts, added(last, laid.Certificate)...)
	slices.SortFunc(laid.Certificate.Facts, func(a, b certcat.Field) int { return strings.Compare(a.Name, b.Name) })
	return laid
}

// added are facts that a person gave and the machine does not know of.
func added(last map[string]certcat.Correction, c certcat.Certificate) []certcat.Field {
	var list []certcat.Field
	for name, k := range last {
		known := slices.ContainsFunc(slices.Concat(c.Fields, c.Facts), func(f certcat.Field) bool { return f.Name == name })
		if !known && k.Action != Machine {
			list = append(list, apply(certcat.Field{Name: name, State: certcat.Unread}, k))
		}
	}
	return list
}

// SamePart reports whether a correction of one part belongs to the other: parts are told by their first page, because a
// new reading may find another end.
func SamePart(a, b certcat.Part) bool { return a.First == b.First }

// apply lays one correction over what the machine read.
func apply(machine certcat.Field, k certcat.Correction) certcat.Field {
	f := certcat.Field{Name: machine.Name, Confidence: 1, Accepted: true, By: k.Reviewer}
	switch k.Action {
	case Absent:
		f.State = certcat.Absent
	case Confirmed:
		f.State, f.Values = k.Old.State, k.Old.Values
		if len(k.New) > 0 {
			f.State, f.Values = certcat.Printed, k.New
		}
	default:
		f.State, f.Values = certcat.Printed, k.New
		if len(k.New) == 0 {
			f.State = certcat.Absent
		}
	}
	f.Values = slices.Clone(f.Values)
	for i, v := range f.Values {
		f.Values[i].Confidence = 1
		if at := indexOf(machine.Values, v); at >= 0 && (len(v.Evidence) == 0 || k.Action == Confirmed) {
			f.Values[i].Evidence = machine.Values[at].Evidence
		}
	}
	for _, v := range slices.Concat(machine.Values, machine.Rivals) {
		if indexOf(f.Values, v) < 0 && indexOf(f.Rivals, v) < 0 {
			f.Rivals = append(f.Rivals, v)
		}
	}
	return f
}

// indexOf is where a list holds a value that says the same, -1 where it doesn't.
func indexOf(list []certcat.Value, v certcat.Value) int {
	return slices.IndexFunc(list, func(w certcat.Value) bool { return says(w) == says(v) })
}

func says(v certcat.Value) string {
	if v.Canonical != "" {
		return v.Canonical
	}
	return v.Text
}

// Same reports whether two states of a field say the same: state and values, in any order. Boxes, confidence and who
// said it don't count.
func Same(a, b certcat.Field) bool {
	if (a.State == certcat.Printed) != (b.State == certcat.Printed) || len(a.Values) != len(b.Values) {
		return false
	}
	for _, v := range a.Values {
		if indexOf(b.Values, v) < 0 {
			return false
		}
	}
	return true
}

// Saw names a field's state as a reviewer sees it: values, state, and whether a person stands behind it. Two reviewers
// who saw the same have equal hashes; a new reading that says the same changes nothing.
func Saw(f certcat.Field) string {
	h := sha256.New()
	by := ""
	if f.By != "machine" {
		by = f.By
	}
	fmt.Fprintf(h, "%q %q %q", f.Name, f.State, by)
	for _, v := range f.Values {
		fmt.Fprintf(h, " %q %q", v.Text, says(v))
	}
	return hex.EncodeToString(h.Sum(nil))[:24]
}

// ByPerson reports whether a person stands behind a field.
func ByPerson(f certcat.Field) bool { return f.By != "" && f.By != "machine" }

// Restore gives the corrections that bring a certificate back to its state after correction number n; n = 0 is what the
// machine read. They carry neither reviewer nor time.
func Restore(extracted certcat.Certificate, corrections []certcat.Correction, n int) []certcat.Correction {
	until := slices.IndexFunc(corrections, func(k certcat.Correction) bool { return k.Number > n })
	if until < 0 {
		until = len(corrections)
	}
	then, now := Lay(extracted, corrections[:until]).Certificate, Lay(extracted, corrections).Certificate
	var list []certcat.Correction
	seen := map[string]bool{}
	for _, k := range now.Corrections {
		if seen[k.Field] || k.Field == Parts {
			continue
		}
		seen[k.Field] = true
		a, b := now.Field(k.Field), then.Field(k.Field)
		if Saw(a) == Saw(b) {
			continue
		}
		list = append(list, Towards(extracted, a, b))
	}
	return list
}

// Towards is the correction that brings a field from one state to another.
func Towards(c certcat.Certificate, from, to certcat.Field) certcat.Correction {
	k := certcat.Correction{Document: c.Document, Part: c.Part, Field: from.Name, Old: from, Saw: Saw(from)}
	switch {
	case !ByPerson(to):
		k.Action = Machine
	case to.State == certcat.Printed:
		k.Action, k.New = Value, to.Values
	default:
		k.Action = Absent
	}
	return k
}
