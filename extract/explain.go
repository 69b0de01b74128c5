package extract

import (
	"math"

	"github.com/certcat/certcat"
)

// Explanation tells how a field came to its value: every candidate with its features, and what was made of them.
type Explanation struct {
	Part       certcat.Part
	Field      certcat.Field
	Keep       float64 // least probability at which a value is given
	Accept     float64 // least confidence at which it is relied on
	Candidates []Explained
}

// Explained is one candidate with what each feature adds to its score.
type Explained struct {
	Value       certcat.Value
	Probability float64
	Features    []Contribution
}

// Contribution is what one feature adds to a candidate's score.
type Contribution struct {
	Feature string
	Value   float64
	Adds    float64
}

// Explain tells, for every certificate in the pages, how one field came to its value. It fails on an unknown field by
// giving nothing.
func (x *Extractor) Explain(pages certcat.Pages, field string) []Explanation {
	sheets := layOut(pages)
	finder := newFinder(x.set, sheets)
	var out []Explanation
	for _, part := range x.parts(sheets, finder) {
		d := x.document(sheets, finder, part)
		r := d.candidates()
		cert := d.certificate(pages.Document, r)
		list, ok := r[field]
		f := cert.Field(field)
		if !ok && f.State == certcat.Unread {
			continue
		}
		m := x.model.Fields[field]
		e := Explanation{Part: part, Field: f, Keep: m.Keep, Accept: m.Accept}
		for _, cand := range list {
			p := logistic(cand.Score)
			if field == certcat.Kind {
				p = cand.Value.Confidence
			}
			ex := Explained{Value: cand.Value, Probability: math.Round(p*1000) / 1000}
			for _, ft := range cand.Features {
				adds := m.Weights[ft.Name] * ft.Value
				if field == certcat.Kind {
					adds = x.model.Kind.Weights[ft.Name] * ft.Value
				}
				ex.Features = append(ex.Features, Contribution{ft.Name, ft.Value, adds})
			}
			e.Candidates = append(e.Candidates, ex)
		}
		out = append(out, e)
	}
	return out
}
