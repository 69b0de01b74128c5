package extract

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"math"
	"sync"

	"gopkg.in/yaml.v3"
)

//go:embed weights.yaml
var weightsFile []byte

//go:embed prior.yaml
var priorFile []byte

// model holds the scorer's numbers; they are data.
type model struct {
	Fields map[string]fieldModel `yaml:"fields"`
	Kind   kindModel             `yaml:"kind"`
	Forest *forest               `yaml:"forest,omitempty"` // how sure a printed value is

	digest string
}

// fieldModel is one field's linear scorer: bias + Σ weight × feature. Each score goes through a logistic curve of its own,
// or the candidates share their probability with each other and with "none of them" (softmax).
type fieldModel struct {
	Bias    float64            `yaml:"bias"`
	Weights map[string]float64 `yaml:"weights"`
	// Share says that the candidates exclude each other: they share their probability with each other and with "none".
	Share bool `yaml:"share,omitempty"`
	// None weighs what speaks for none of the candidates of a field that holds one value; without any it scores 0.
	None   map[string]float64 `yaml:"none,omitempty"`
	Keep   float64            `yaml:"keep"`   // least probability at which a value is given at all
	Accept float64            `yaml:"accept"` // least confidence at which a value is relied on
	Absent float64            `yaml:"absent"` // confidence of an absence on fully read pages
	// Gone weighs the signs of how sure an absence is.
	Gone map[string]float64 `yaml:"gone,omitempty"`
	// AcceptAbsent is the least confidence at which an absence is relied on.
	AcceptAbsent float64 `yaml:"accept_absent"`
}

// kindModel shapes the title's score and weighs what speaks for a kind; probabilities are the softmax over all kinds.
type kindModel struct {
	Title     float64            `yaml:"title"`      // a title that covers its line
	TitleTop  float64            `yaml:"title_top"`  // at the very top of the page, falling to none in the middle
	TitleAll  float64            `yaml:"title_all"`  // nothing else in the line
	TitleSize float64            `yaml:"title_size"` // larger than the page's text
	Weights   map[string]float64 `yaml:"weights"`
}

// loadModel reads the weights in use, loadPrior those that learning starts from.
var (
	loadModel = sync.OnceValues(func() (*model, error) { return parseModel(weightsFile) })
	loadPrior = sync.OnceValues(func() (*model, error) { return parseModel(priorFile) })
)

func parseModel(data []byte) (*model, error) {
	m := &model{}
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(m); err != nil {
		return nil, err
	}
	if err := m.Forest.sprout(); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(data)
	m.digest = hex.EncodeToString(sum[:])
	return m, nil
}

func (m *model) score(field string, c *Candidate) float64 { return m.Fields[field].score(c) }

func (f fieldModel) score(c *Candidate) float64 { return weigh(f.Bias, f.Weights, c.Features) }

// weigh adds features by their weights to a start, in their order: candidates that say the same must come to the same bits.
func weigh(sum float64, weights map[string]float64, features []Feature) float64 {
	for _, x := range features {
		sum += weights[x.Name] * x.Value
	}
	return sum
}

// none is the score of "none of the candidates".
func (f fieldModel) none(features []Feature) float64 {
	return weigh(0, f.None, features)
}

// share turns the scores of candidates that exclude each other into the log odds of each against all others and none.
func share(scores []float64, none float64) []float64 {
	top := none
	for _, s := range scores {
		top = math.Max(top, s)
	}
	sum := math.Exp(none - top)
	for _, s := range scores {
		sum += math.Exp(s - top)
	}
	out := make([]float64, len(scores))
	for i, s := range scores {
		e := math.Exp(s - top)
		out[i] = math.Log(math.Max(e, 1e-12) / math.Max(sum-e, 1e-12))
	}
	return out
}

func logistic(v float64) float64 { return 1 / (1 + math.Exp(-v)) }
