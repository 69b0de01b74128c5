package extract

import (
	"maps"
	"math"
	"slices"
	"sort"

	"github.com/certcat/certcat"
)

// Judged is a field that was read and whether it is wholly right.
type Judged struct {
	Field certcat.Field
	Right bool

	group int // judged fields of one group are never split between learning and testing
	signs []Feature
}

// Judge reads the first certificate in the pages as fields to be judged; Right is to be set by who knows. group tells
// apart what must not be split between learning and testing.
func (x *Extractor) Judge(pages certcat.Pages, group int) []Judged {
	sheets := layOut(pages)
	if len(sheets) == 0 {
		return nil
	}
	finder := newFinder(x.set, sheets)
	d := x.document(sheets, finder, x.parts(sheets, finder)[0])
	d.noted = map[string][]Feature{}
	c := d.certificate(pages.Document, d.candidates())
	var out []Judged
	for _, f := range c.Fields {
		out = append(out, Judged{Field: f, group: group, signs: d.noted[f.Name]})
	}
	return out
}

// never is a confidence that no field reaches.
const never = 1.01

// What must be shown before a field is relied on: least is the confidence below which nothing is; fewest how many of the
// field itself must have been seen above the bar.
const (
	least  = 0.9
	fewest = 4
	// A printed field of which enough were right and none wrong is relied on by itself, down to leastAlone; so are fields
	// that are read alike, of which enoughAlike together were right and none wrong.
	enough      = 50
	enoughAlike = 60
	leastAlone  = 0.85
)

// readAlike are fields that share grammar and captions: what is learned of one of them holds for the others. Issuers and their
// numbers are found in other places than parties and other numbers.
var readAlike = [][]string{
	{certcat.IssueDate, certcat.ExpiryDate},
	{certcat.Holder, certcat.Manufacturer},
	{certcat.HolderAddress, certcat.ManufacturerAddress},
	{certcat.CertificateNumber, certcat.ReportNumbers},
}

// allowed is how many of a hundred fields above a bar may have been wrong, of all fields together and of the field itself:
// 99.1 % are to be right.
const allowed = 0.6

// Calibrated is the same extractor with confidences and bars learned from judged fields. A bar is set on confidences
// that each come from the other groups. Judge fields with weights that were learned without them.
func (x *Extractor) Calibrated(judged []Judged) *Extractor {
	m := *x.model
	m.Fields = maps.Clone(m.Fields)
	for _, state := range []certcat.State{certcat.Printed, certcat.Absent} {
		var list []Judged
		for _, j := range judged {
			if j.Field.State == state && len(j.signs) > 0 {
				list = append(list, j)
			}
		}
		checked := crossed(list)
		gone := fitSure(list)
		if state == certcat.Printed {
			m.Forest = plant(list)
		}
		for _, name := range certcat.FieldNames() {
			bar := barOf(checked, name, state == certcat.Printed)
			f := m.Fields[name]
			if state == certcat.Printed {
				f.Accept = bar
			} else {
				f.Gone, f.AcceptAbsent = gone[name], bar
			}
			m.Fields[name] = f
		}
	}
	other := *x
	other.model = &m
	return &other
}

// crossed gives every judged field the confidence that the other groups teach.
func crossed(list []Judged) []Judged {
	groups := map[int]bool{}
	for _, j := range list {
		groups[j.group] = true
	}
	var out []Judged
	for g := range groups {
		var others []Judged
		for _, j := range list {
			if j.group != g {
				others = append(others, j)
			}
		}
		sure := learned(others)
		for _, j := range list {
			if j.group == g {
				j.Field.Confidence = rounded(sure(j))
				out = append(out, j)
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool {
		a, b := out[i], out[j]
		return a.Field.Confidence > b.Field.Confidence || a.Field.Confidence == b.Field.Confidence && !a.Right && b.Right
	})
	return out
}

// learned is how sure a field is by what others, all of one state, teach.
func learned(others []Judged) func(Judged) float64 {
	if len(others) > 0 && others[0].Field.State == certcat.Printed {
		f := plant(others)
		return func(j Judged) float64 { return f.sure(j.signs) }
	}
	gone := fitSure(others)
	return func(j Judged) float64 { return sureness(gone[j.Field.Name], j.signs) }
}

// Weights is the extractor's numbers as a weights file.
func (x *Extractor) Weights() ([]byte, error) { return marshalModel(x.model) }

// barOf is the confidence from which on a field is relied on: where those of all fields hold, and those of its own; or,
// where a field may stand by itself, many of its own or of those read alike hold and none was wrong, those alone.
func barOf(sorted []Judged, name string, byItself bool) float64 {
	own := []string{name}
	all := lowestBar(sorted, func(Judged) bool { return true })
	bar := math.Max(all, lowestBar(sorted, func(j Judged) bool { return j.Field.Name == name }))
	if above(sorted, name, bar) < fewest {
		bar = never
	}
	if !byItself {
		return bar
	}
	bar = math.Min(bar, spotless(sorted, own, enough))
	for _, alike := range readAlike {
		if slices.Contains(alike, name) {
			if together := spotless(sorted, alike, enoughAlike); above(sorted, name, together) >= fewest {
				bar = math.Min(bar, together)
			}
		}
	}
	return bar
}

// above counts the judged fields of a name that reach a bar.
func above(sorted []Judged, name string, bar float64) (n int) {
	for _, j := range sorted {
		if j.Field.Name == name && !firmDoubt(j.Field) && j.Field.Confidence >= bar {
			n++
		}
	}
	return n
}

// spotless is the lowest confidence above which none of the named fields was wrong, never where fewer than some were judged.
func spotless(sorted []Judged, names []string, some int) float64 {
	n, bar := 0, never
	for _, j := range sorted {
		if !slices.Contains(names, j.Field.Name) || firmDoubt(j.Field) {
			continue
		}
		if !j.Right || j.Field.Confidence < leastAlone {
			break
		}
		if n++; n >= some {
			bar = j.Field.Confidence
		}
	}
	return bar
}

// lowestBar is the lowest confidence above which hardly any was wrong.
func lowestBar(sorted []Judged, counts func(Judged) bool) float64 {
	bar, right, wrong := never, 0, 0
	for _, j := range sorted {
		if !counts(j) || firmDoubt(j.Field) {
			continue
		}
		if j.Field.Confidence < least {
			break
		}
		if j.Right {
			right++
		} else {
			wrong++
		}
		if float64(wrong)*100 <= allowed*float64(right+wrong) {
			bar = j.Field.Confidence
		}
	}
	return bar
}

// firmDoubt reports whether a field has a doubt that no confidence outweighs: it is never relied on, so bars don't count it.
func firmDoubt(f certcat.Field) bool {
	return slices.ContainsFunc(f.Doubts, func(d string) bool { return d != "not-sure" })
}
