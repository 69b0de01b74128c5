package extract

import (
	"math"
	"sort"

	"github.com/certcat/certcat"
)

// signs describe a whole field, as far as they tell how sure it is: how likely its weakest member and its strongest
// rival are, how many candidates there were, how well the page was read.
func (d *document) signs(name string, kept, rest []*Candidate) []Feature {
	out := []Feature{{"bias", 1}}
	all := len(kept) + len(rest)
	likely := 0.0
	for _, c := range rest {
		likely += logistic(c.Score)
	}
	if len(kept) > 0 {
		low := math.Inf(1)
		for _, c := range kept {
			low = math.Min(low, c.Score)
		}
		out = append(out, Feature{"odds", odds(low)}, Feature{"rest", math.Min(likely, 3)}, Feature{"many", math.Log(float64(all))})
		rival := -6.0
		if len(rest) > 0 {
			rival = rest[0].Score
		}
		blur := 0.0
		for _, c := range kept {
			blur = math.Max(blur, c.blur)
		}
		out = append(out, Feature{"rival", odds(rival)}, Feature{"blur", blur}, Feature{"alive", alive(rest)}, Feature{"field-" + name, 1}, Feature{"odds-" + name, odds(low) / 2})
		if certcat.IsList(name) {
			out = append(out, Feature{"number", math.Log(float64(len(kept)))})
		}
		out = append(out, d.again(kept)...)
		for _, f := range []string{"repeated", "caption", "colon", "later-page", "ambiguous"} {
			if kept[0].has(f) {
				out = append(out, Feature{f, 1})
			}
		}
	} else {
		best := -6.0
		if len(rest) > 0 {
			best = rest[0].Score
		}
		out = append(out, Feature{"odds", odds(best)}, Feature{"rest", math.Min(likely, 3)}, Feature{"many", math.Log(1 + float64(all))})
	}
	for _, f := range d.about() {
		if f.Name != "none" {
			out = append(out, f)
		}
	}
	return out
}

// alive says how many rivals are not out of the question.
func alive(rest []*Candidate) float64 {
	n := 0.0
	for _, c := range rest {
		if logistic(c.Score) > 0.15 {
			n++
		}
	}
	return math.Log1p(n)
}

// odds is a score held within what few samples can tell, halved to weigh like the other signs.
func odds(score float64) float64 { return math.Max(-6, math.Min(6, score)) / 2 }

// sureness is how sure a field is by what was learned of it; 0 where nothing was.
func sureness(weights map[string]float64, signs []Feature) float64 {
	if len(weights) == 0 {
		return 0
	}
	return logistic(weigh(0, weights, signs))
}

// fitSure learns from judged fields of one state how sure a field is: one curve for all fields, from which each field's
// own departs as far as its samples say.
func fitSure(judged []Judged) map[string]map[string]float64 {
	seen := map[string]bool{}
	for _, j := range judged {
		for _, s := range j.signs {
			seen[s.Name] = true
		}
	}
	names := make([]string, 0, len(seen))
	for n := range seen {
		names = append(names, n)
	}
	sort.Strings(names)
	index := indexOf(names)
	learn := func(list []Judged, from []float64) []float64 {
		return descend(from, 1, 250, func(grad, w []float64) {
			for _, j := range list {
				sum := 0.0
				for _, s := range j.signs {
					sum += w[index[s.Name]] * s.Value
				}
				diff := logistic(sum)
				if j.Right {
					diff--
				}
				for _, s := range j.signs {
					grad[index[s.Name]] += diff * s.Value
				}
			}
		})
	}
	pooled := learn(judged, make([]float64, len(names)))
	out := map[string]map[string]float64{}
	for _, name := range certcat.FieldNames() {
		var own []Judged
		for _, j := range judged {
			if j.Field.Name == name {
				own = append(own, j)
			}
		}
		out[name] = weightsOf(names, learn(own, pooled))
	}
	return out
}
