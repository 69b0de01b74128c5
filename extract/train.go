package extract

import (
	"crypto/sha256"
	"encoding/hex"
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
	prior = x.unlearned(prior)
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
			if start.Share {
				m.Fields[name] = fitOne(start, data[name])
			} else {
				m.Fields[name] = fit(start, data[name], certcat.IsList(name))
			}
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
	sum := sha256.New()
	fmt.Fprintf(sum, "%s\nweights %s\n", x.key, m.digest)
	other.key = hex.EncodeToString(sum.Sum(nil))[:32]
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
	about      []Feature // what the document says about "none of them"
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
			e := example{candidates: list, right: make([]bool, len(list)), wanted: len(s.Want[field]), about: x.heard(d.about())}
			for i, c := range list {
				c.Features = x.heard(c.Features)
				for _, want := range s.Want[field] {
					e.right[i] = e.right[i] || match(field, want, c.Value.Text)
				}
			}
			out[field] = append(out[field], e)
		}
	}
	return out
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
