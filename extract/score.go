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

	digest string
}

// fieldModel is one field's linear scorer: bias + Σ weight × feature, then a logistic curve.
type fieldModel struct {
	Bias    float64            `yaml:"bias"`
	Weights map[string]float64 `yaml:"weights"`
	Keep    float64            `yaml:"keep"`   // least probability at which a value is given at all
	Accept  float64            `yaml:"accept"` // least confidence at which a value is relied on
	Absent  float64            `yaml:"absent"` // confidence of an absence on fully read pages
	// AcceptAbsent is the least confidence at which an absence is relied on.
	AcceptAbsent float64 `yaml:"accept_absent"`
}

// kindModel shapes the title's score and weighs what speaks for a kind; probabilities are the softmax over all kinds.
type kindModel struct {
	Title     float64            `yaml:"title"`      // a title that covers its line
	TitleTop  float64            `yaml:"title_top"`  // at the very top of the page, falling to none in the middle
	TitleAll  float64            `yaml:"title_all"`  // nothing else in the line
	TitleSize float64            `yaml:"title_size"` // larger than the page's text
	Accept    float64            `yaml:"accept"`
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
	sum := sha256.Sum256(data)
	m.digest = hex.EncodeToString(sum[:])
	return m, nil
}

func (m *model) score(field string, c *Candidate) float64 {
	f := m.Fields[field]
	sum := f.Bias
	for _, x := range c.Features {
		sum += f.Weights[x.Name] * x.Value
	}
	return sum
}

func logistic(v float64) float64 { return 1 / (1 + math.Exp(-v)) }
