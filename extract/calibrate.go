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

// fewest is how many right fields a threshold must stand on.
const fewest = 15

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

// safeFrom is the confidence from which on a field's values, or absences, are relied on.
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
	// Half of the way from the most confident wrong field to the most confident right one: what was never seen wrong
	// among few is not yet safe.
	wrong := 0.5
	if n < len(list) {
		wrong = list[n].Field.Confidence
	}
	if n == 0 {
		return never
	}
	threshold := rounded((wrong + list[0].Field.Confidence) / 2)
	above := 0
	for _, j := range list[:n] {
		if j.Field.Confidence >= threshold {
			above++
		}
	}
	if above < fewest {
		return never
	}
	return threshold
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
