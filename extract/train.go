package extract

import (
	"fmt"
	"math"
	"sort"
	"strings"

	"github.com/certcat/certcat"
	"gopkg.in/yaml.v3"
)

// Sample is one labelled document to learn from.
type Sample struct {
	Group string // whose form it is: samples of one group are never split between learning and testing
	Pages certcat.Pages
	Want  map[string][]string // by field; none = the document prints none
}

// Match reports whether a value found says the same as a labelled one.
type Match func(field, want, got string) bool

// Train fits the scorer's weights to samples: a logistic regression per field over general features, drawn towards the
// prior. It is deterministic. The answer is a weights file.
func (x *Extractor) Train(samples []Sample, match Match) ([]byte, error) {
	prior, err := loadPrior()
	if err != nil {
		return nil, fmt.Errorf("extract: prior: %w", err)
	}
	current := *x
	current.model = prior
	for range 2 {
		m := *prior
		m.Fields = map[string]fieldModel{}
		data := current.examples(samples, match)
		for _, name := range certcat.FieldNames() {
			start, ok := prior.Fields[name]
			if !ok || name == certcat.Kind {
				continue
			}
			m.Fields[name] = fit(start, data[name], certcat.IsList(name))
		}
		m.Kind.Weights = fitKind(prior.Kind.Weights, data[certcat.Kind])
		current.model = &m
	}
	return marshalModel(current.model)
}

// With is the same extractor with other weights.
func (x *Extractor) With(weights []byte) (*Extractor, error) {
	m, err := parseModel(weights)
	if err != nil {
		return nil, fmt.Errorf("extract: weights: %w", err)
	}
	other := *x
	other.model = m
	return &other, nil
}

// Features lists the names of all features that the weights know: none of them names a word, a firm or a file.
func (x *Extractor) Features() []string {
	seen := map[string]bool{}
	for field, f := range x.model.Fields {
		for name := range f.Weights {
			seen[field+" "+name] = true
		}
	}
	out := make([]string, 0, len(seen))
	for name := range seen {
		out = append(out, name)
	}
	sort.Strings(out)
	return out
}

// example is the candidates of one field of one document and which of them are right.
type example struct {
	candidates []*Candidate
	right      []bool
	wanted     int
}

// examples makes the candidates of every sample and marks the right ones.
func (x *Extractor) examples(samples []Sample, match Match) map[string][]example {
	out := map[string][]example{}
	for _, s := range samples {
		sheets := layOut(s.Pages)
		if len(sheets) == 0 {
			continue
		}
		finder := newFinder(x.set, sheets)
		d := x.document(sheets, finder, x.parts(sheets, finder)[0])
		for field, list := range d.candidates() {
			e := example{candidates: list, right: make([]bool, len(list)), wanted: len(s.Want[field])}
			for i, c := range list {
				for _, want := range s.Want[field] {
					e.right[i] = e.right[i] || match(field, want, c.Value.Text)
				}
			}
			out[field] = append(out[field], e)
		}
	}
	return out
}

// fit is a ridge logistic regression, solved by gradient steps of a fixed number and order.
func fit(start fieldModel, data []example, list bool) fieldModel {
	names := featureNames(start, data)
	index := map[string]int{}
	for i, n := range names {
		index[n] = i
	}
	w, w0 := make([]float64, len(names)+1), make([]float64, len(names)+1)
	w0[len(names)] = start.Bias
	for i, n := range names {
		w0[i] = start.Weights[n]
	}
	copy(w, w0)
	grad, square := make([]float64, len(w)), make([]float64, len(w))
	const ridge, rate, steps = 0.25, 0.15, 500
	for range steps {
		for i := range grad {
			grad[i] = ridge * (w[i] - w0[i])
		}
		for _, e := range data {
			for i, c := range e.candidates {
				if list && i > 60 || !list && i > 25 {
					break
				}
				gradient(grad, w, index, c, e.right[i])
			}
		}
		for i := range w {
			square[i] += grad[i] * grad[i]
			w[i] -= rate * grad[i] / (1e-6 + math.Sqrt(square[i]))
		}
	}
	out := start
	out.Bias = hundredth(w[len(names)])
	out.Weights = map[string]float64{}
	for i, n := range names {
		if v := hundredth(w[i]); v != 0 {
			out.Weights[n] = v
		}
	}
	out.Keep = bestKeep(out, data, list)
	return out
}

// fitKind is a conditional logit over the kinds of each document.
func fitKind(start map[string]float64, data []example) map[string]float64 {
	names := featureNames(fieldModel{Weights: start}, data)
	index := map[string]int{}
	w, w0 := make([]float64, len(names)), make([]float64, len(names))
	for i, n := range names {
		index[n], w0[i], w[i] = i, start[n], start[n]
	}
	grad, square := make([]float64, len(w)), make([]float64, len(w))
	const ridge, rate, steps = 0.5, 0.1, 400
	for range steps {
		for i := range grad {
			grad[i] = ridge * (w[i] - w0[i])
		}
		for _, e := range data {
			kindGradient(grad, w, index, e)
		}
		for i := range w {
			square[i] += grad[i] * grad[i]
			w[i] -= rate * grad[i] / (1e-6 + math.Sqrt(square[i]))
		}
	}
	out := map[string]float64{}
	for i, n := range names {
		if v := hundredth(w[i]); v != 0 {
			out[n] = v
		}
	}
	return out
}

func kindGradient(grad, w []float64, index map[string]int, e example) {
	scores := make([]float64, len(e.candidates))
	top, sum := math.Inf(-1), 0.0
	for i, c := range e.candidates {
		for _, f := range c.Features {
			scores[i] += w[index[f.Name]] * f.Value
		}
		top = math.Max(top, scores[i])
	}
	for i := range scores {
		scores[i] = math.Exp(scores[i] - top)
		sum += scores[i]
	}
	for i, c := range e.candidates {
		diff := scores[i] / sum
		if e.right[i] {
			diff--
		}
		for _, f := range c.Features {
			grad[index[f.Name]] += diff * f.Value
		}
	}
}

func gradient(grad, w []float64, index map[string]int, c *Candidate, right bool) {
	sum := w[len(w)-1]
	for _, f := range c.Features {
		sum += w[index[f.Name]] * f.Value
	}
	diff := logistic(sum)
	if right {
		diff--
	}
	for _, f := range c.Features {
		grad[index[f.Name]] += diff * f.Value
	}
	grad[len(w)-1] += diff
}

func featureNames(start fieldModel, data []example) []string {
	seen := map[string]bool{}
	for n := range start.Weights {
		seen[n] = true
	}
	for _, e := range data {
		for _, c := range e.candidates {
			for _, f := range c.Features {
				seen[f.Name] = true
			}
		}
	}
	names := make([]string, 0, len(seen))
	for n := range seen {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// bestKeep is the probability from which on a value is worth giving: the one with the best F1 over the samples.
func bestKeep(f fieldModel, data []example, list bool) float64 {
	m := &model{Fields: map[string]fieldModel{"x": f}}
	best, keep := -1.0, 0.5
	for k := 0.2; k <= 0.71; k += 0.05 {
		tp, fp, fn := 0.0, 0.0, 0.0
		for _, e := range data {
			got := 0.0
			top, at := math.Inf(-1), -1
			for i, c := range e.candidates {
				s := m.score("x", c)
				if !list {
					if s > top {
						top, at = s, i
					}
					continue
				}
				if logistic(s) >= k {
					if e.right[i] {
						got++
					} else {
						fp++
					}
				}
			}
			if !list && at >= 0 && logistic(top) >= k {
				if e.right[at] {
					got++
				} else {
					fp++
				}
			}
			tp += got
			fn += math.Max(0, float64(e.wanted)-got)
		}
		if f1 := 2 * tp / math.Max(2*tp+fp+fn, 1); f1 > best+1e-9 {
			best, keep = f1, k
		}
	}
	return hundredth(keep)
}

func hundredth(v float64) float64 { return math.Round(v*100) / 100 }

const weightsHead = `# The scorer's numbers, fitted by "certcat train": score = bias + sum of weight × feature; probability = 1/(1+e^-score).
# A value is given from "keep" on, and relied on from "accept" on; "absent" is how sure an absence is on pages that were
# fully read.
`

func marshalModel(m *model) ([]byte, error) {
	var b strings.Builder
	b.WriteString(weightsHead)
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(m); err != nil {
		return nil, err
	}
	return []byte(b.String()), e.Close()
}
