package extract

import (
	"maps"
	"sort"

	"github.com/certcat/certcat"
)

// Judged is a field that was read and whether it is wholly right.
type Judged struct {
	Field certcat.Field
	Right bool
}

// never is a confidence that no field reaches.
const never = 1.01

// fewest is how many right fields in a row a threshold must stand on.
const fewest = 12

// Calibrated is the same extractor relying on a field from the confidence on above which none of the judged fields was
// wrong; values and absences have thresholds of their own. Judge fields that were not used for learning.
func (x *Extractor) Calibrated(judged []Judged) *Extractor {
	m := *x.model
	m.Fields = maps.Clone(m.Fields)
	for _, name := range certcat.FieldNames() {
		printed, absent := safeFrom(judged, name, certcat.Printed), safeFrom(judged, name, certcat.Absent)
		if name == certcat.Kind {
			m.Kind.Accept = printed
			continue
		}
		f := m.Fields[name]
		f.Accept, f.AcceptAbsent = printed, absent
		m.Fields[name] = f
	}
	other := *x
	other.model = &m
	return &other
}

// Weights is the extractor's numbers as a weights file.
func (x *Extractor) Weights() ([]byte, error) { return marshalModel(x.model) }

// safeFrom is the confidence half-way between the most confident wrong field and the next more confident right one.
func safeFrom(judged []Judged, name string, state certcat.State) float64 {
	var list []Judged
	for _, j := range judged {
		if j.Field.Name == name && j.Field.State == state && !firmDoubt(j.Field) {
			list = append(list, j)
		}
	}
	sort.SliceStable(list, func(i, j int) bool {
		a, b := list[i], list[j]
		return a.Field.Confidence > b.Field.Confidence || a.Field.Confidence == b.Field.Confidence && !a.Right && b.Right
	})
	n := 0
	for n < len(list) && list[n].Right {
		n++
	}
	for n > 0 && n < len(list) && list[n-1].Field.Confidence == list[n].Field.Confidence {
		n--
	}
	switch {
	case n < fewest:
		return never
	case n == len(list):
		return list[n-1].Field.Confidence
	}
	return rounded((list[n-1].Field.Confidence + list[n].Field.Confidence) / 2)
}

// firmDoubt reports whether a field has a doubt that no confidence outweighs.
func firmDoubt(f certcat.Field) bool {
	for _, d := range f.Doubts {
		if d != "not-sure" {
			return true
		}
	}
	return false
}
