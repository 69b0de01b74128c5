package extract

import (
	"math"
	"sort"
)

// How many of a field's candidates, best first, are learned from.
const (
	mostMembers = 60 // of a list
	mostRivals  = 25 // where one is the value
)

// fit learns how likely each candidate is, by itself: a ridge logistic regression, drawn towards the prior,
// solved by gradient steps of a fixed number and order.
func fit(start fieldModel, data []example, list bool) fieldModel {
	names := featureNames(start.Weights, data, candidateFeatures)
	index := indexOf(names)
	w0 := make([]float64, len(names)+1)
	w0[len(names)] = start.Bias
	for i, n := range names {
		w0[i] = start.Weights[n]
	}
	most := mostRivals
	if list {
		most = mostMembers
	}
	w := descend(w0, 0.25, 500, func(grad, w []float64) {
		for _, e := range data {
			for i, c := range e.candidates[:min(len(e.candidates), most)] {
				gradient(grad, w, index, c, e.right[i])
			}
		}
	})
	out := start
	out.Bias = hundredth(w[len(names)])
	out.Weights = weightsOf(names, w)
	out.Keep = bestKeep(data, list, func(e example) []float64 { return scoresOf(out, e) })
	return out
}

// fitOne learns which candidate, or none, is the one value of a field: a conditional logit.
func fitOne(start fieldModel, data []example) fieldModel {
	names := featureNames(start.Weights, data, candidateFeatures)
	about := featureNames(start.None, data, func(e example, see func(Feature)) {
		for _, f := range e.about {
			see(f)
		}
	})
	index, nones := indexOf(names), indexOf(about)
	bias := len(names)
	w0 := make([]float64, len(names)+1+len(about))
	w0[bias] = start.Bias
	for i, n := range names {
		w0[i] = start.Weights[n]
	}
	for i, n := range about {
		w0[bias+1+i] = start.None[n]
	}
	w := descend(w0, 0.25, 500, func(grad, w []float64) {
		for _, e := range data {
			gradientOne(grad, w, index, nones, bias, e)
		}
	})
	out := start
	out.Bias = hundredth(w[bias])
	out.Weights = weightsOf(names, w)
	out.None = weightsOf(about, w[bias+1:])
	out.Keep = bestKeep(data, false, func(e example) []float64 { return share(scoresOf(out, e), out.none(e.about)) })
	return out
}

func candidateFeatures(e example, see func(Feature)) {
	for _, c := range e.candidates {
		for _, f := range c.Features {
			see(f)
		}
	}
}

func scoresOf(f fieldModel, e example) []float64 {
	out := make([]float64, len(e.candidates))
	for i, c := range e.candidates {
		out[i] = f.score(c)
	}
	return out
}

func indexOf(names []string) map[string]int {
	out := make(map[string]int, len(names))
	for i, n := range names {
		out[n] = i
	}
	return out
}

func weightsOf(names []string, w []float64) map[string]float64 {
	out := map[string]float64{}
	for i, n := range names {
		if v := hundredth(w[i]); v != 0 {
			out[n] = v
		}
	}
	return out
}

// descend goes a fixed number of steps down from w0, held back to it by the ridge.
func descend(w0 []float64, ridge float64, steps int, gradient func(grad, w []float64)) []float64 {
	w := append([]float64(nil), w0...)
	grad, square := make([]float64, len(w)), make([]float64, len(w))
	const rate = 0.15
	for range steps {
		for i := range grad {
			grad[i] = ridge * (w[i] - w0[i])
		}
		gradient(grad, w)
		for i := range w {
			square[i] += grad[i] * grad[i]
			w[i] -= rate * grad[i] / (1e-6 + math.Sqrt(square[i]))
		}
	}
	return w
}

// fitKind is a conditional logit over the kinds of each document.
func fitKind(start map[string]float64, data []example) map[string]float64 {
	names := featureNames(start, data, candidateFeatures)
	index := indexOf(names)
	w0 := make([]float64, len(names))
	for i, n := range names {
		w0[i] = start[n]
	}
	return weightsOf(names, descend(w0, 0.5, 400, func(grad, w []float64) {
		for _, e := range data {
			kindGradient(grad, w, index, e)
		}
	}))
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

// gradientOne moves probability to the right candidates, or to none where none is right.
func gradientOne(grad, w []float64, index, nones map[string]int, bias int, e example) {
	list := e.candidates[:min(len(e.candidates), mostMembers)]
	none := 0.0
	for _, f := range e.about {
		none += w[bias+1+nones[f.Name]] * f.Value
	}
	scores, top := make([]float64, len(list)), none
	for i, c := range list {
		scores[i] = w[bias]
		for _, f := range c.Features {
			scores[i] += w[index[f.Name]] * f.Value
		}
		top = math.Max(top, scores[i])
	}
	none = math.Exp(none - top)
	sum, good := none, 0.0
	for i := range scores {
		scores[i] = math.Exp(scores[i] - top)
		sum += scores[i]
		if e.right[i] {
			good += scores[i]
		}
	}
	for i, c := range list {
		diff := scores[i] / sum
		if e.right[i] {
			diff -= scores[i] / good
		}
		for _, f := range c.Features {
			grad[index[f.Name]] += diff * f.Value
		}
		grad[bias] += diff
	}
	diff := none / sum
	if good == 0 {
		diff--
	}
	for _, f := range e.about {
		grad[bias+1+nones[f.Name]] += diff * f.Value
	}
}

func featureNames(start map[string]float64, data []example, each func(e example, see func(Feature))) []string {
	seen := map[string]bool{}
	for n := range start {
		seen[n] = true
	}
	for _, e := range data {
		each(e, func(f Feature) { seen[f.Name] = true })
	}
	names := make([]string, 0, len(seen))
	for n := range seen {
		names = append(names, n)
	}
	sort.Strings(names)
	return names
}

// bestKeep is the probability from which on a value is worth giving: the one about which F1 over the samples is best. The
// neighbours count, because the best of few samples is often a lonely peak.
func bestKeep(data []example, list bool, scores func(example) []float64) float64 {
	all := make([][]float64, len(data))
	for i, e := range data {
		all[i] = scores(e)
	}
	const first, step = 0.15, 0.05
	var f1 []float64
	for k := first; k <= 0.71; k += step {
		tp, fp, fn := 0.0, 0.0, 0.0
		for i, e := range data {
			got, wrong := kept(all[i], e.right, k, list)
			tp += got
			fp += wrong
			fn += math.Max(0, float64(e.wanted)-got)
		}
		f1 = append(f1, 2*tp/math.Max(2*tp+fp+fn, 1))
	}
	best, keep := -1.0, 0.5
	for i := 1; i+1 < len(f1); i++ {
		if around := f1[i-1] + f1[i] + f1[i+1]; around > best+1e-9 {
			best, keep = around, first+step*float64(i)
		}
	}
	return hundredth(keep)
}

// kept counts the right and wrong values that are given from probability k on.
func kept(scores []float64, right []bool, k float64, list bool) (good, bad float64) {
	top := -1
	for i, s := range scores {
		if !list {
			if top < 0 || s > scores[top] {
				top = i
			}
			continue
		}
		if logistic(s) >= k {
			if right[i] {
				good++
			} else {
				bad++
			}
		}
	}
	if top >= 0 && logistic(scores[top]) >= k {
		if right[top] {
			good++
		} else {
			bad++
		}
	}
	return good, bad
}
