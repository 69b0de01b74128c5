package review

import (
	"bytes"
	_ "embed" // for the default policy
	"fmt"
	"slices"
	"strconv"

	"go.yaml.in/yaml/v3"

	"github.com/certcat/certcat"
)

//go:embed policy.yaml
var defaultPolicy []byte

// Policy says what people have to look at, as data.
type Policy struct {
	Stop struct {
		Printed float64 `yaml:"printed"`
		Absent  float64 `yaml:"absent"`
		Relied  string  `yaml:"relied"` // which fields that the program relies on stop a person who looks anyway: "critical", "none"
	} `yaml:"stop"`
	FourEyes []Pair   `yaml:"four_eyes"`
	Sample   float64  `yaml:"sample"` // percent
	Reasons  []string `yaml:"reasons"`
}

// Pair names decisions that two people have to make alike. An empty list stands for everything.
type Pair struct {
	Kinds    []string `yaml:"kinds"`
	Markets  []string `yaml:"markets"`
	Findings []string `yaml:"findings"` // rules that fail
}

// DefaultPolicy is the built-in policy.
func DefaultPolicy() Policy {
	p, err := ParsePolicy(defaultPolicy)
	if err != nil {
		panic(err) // built in and read by a test
	}
	return p
}

// ParsePolicy reads a policy. Unknown keys are errors: a misspelt rule that is silently ignored costs more than a message.
func ParsePolicy(data []byte) (Policy, error) {
	var p Policy
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(&p); err != nil {
		return p, fmt.Errorf("the review policy: %w", err)
	}
	if p.Sample < 0 || p.Sample > 100 || p.Stop.Printed < 0 || p.Stop.Printed > 1 || p.Stop.Absent < 0 || p.Stop.Absent > 1 || len(p.Reasons) == 0 {
		return p, fmt.Errorf("the review policy: sample is a percentage, stop.printed and stop.absent lie between 0 and 1, reasons are needed")
	}
	if p.Stop.Relied != "critical" && p.Stop.Relied != "none" {
		return p, fmt.Errorf("the review policy: stop.relied is critical or none, not %q", p.Stop.Relied)
	}
	for _, pair := range p.FourEyes {
		if len(pair.Kinds)+len(pair.Markets)+len(pair.Findings) == 0 {
			return p, fmt.Errorf("the review policy: an entry of four_eyes names nothing")
		}
	}
	return p, nil
}

// stops reports whether a field has to be looked at by a person.
func (p Policy) stops(f certcat.Field) bool {
	switch {
	case f.Accepted:
		return false
	case certcat.IsCritical(f.Name):
		return true
	case f.State == certcat.Printed:
		return f.Confidence < p.Stop.Printed
	case f.State == certcat.Absent:
		return f.Confidence < p.Stop.Absent
	}
	return true
}

// second reports whether a second person has to agree.
func (p Policy) second(c *certcat.Certificate, verdicts []certcat.Verdict) bool {
	in := func(list []string, v string) bool { return len(list) == 0 || slices.Contains(list, v) }
	for _, pair := range p.FourEyes {
		if !in(pair.Kinds, c.Field(certcat.Kind).Canonical()) {
			continue
		}
		for _, v := range verdicts {
			if in(pair.Markets, v.Market) && (len(pair.Findings) == 0 || slices.ContainsFunc(v.Findings, func(f certcat.Finding) bool {
				return slices.Contains(pair.Findings, f.Rule) && f.Outcome == certcat.Fail
			})) {
				return true
			}
		}
	}
	return false
}

// sampled reports whether a document belongs to the sample: always the same documents, spread evenly.
func (p Policy) sampled(document string) bool {
	if len(document) < 8 {
		return false
	}
	n, err := strconv.ParseUint(document[:8], 16, 32)
	return err == nil && float64(n)/(1<<32)*100 < p.Sample
}
