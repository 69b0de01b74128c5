package validate

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"

	"github.com/certcat/certcat"
)

//go:embed profiles/*.yaml
var profileFiles embed.FS

// Profile is whose policy counts: what is made of a finding, given what the law makes of it. It is data.
type Profile struct {
	Name string `yaml:"name"`
	// WarnDays is how many days before an end a warning is given.
	WarnDays int `yaml:"warn_days"`
	// AcceptKnowledge lets a requirement be accepted on rows that nobody read in a source.
	AcceptKnowledge bool `yaml:"accept_knowledge"`
	// Policy maps outcome and law effect to a policy.
	Policy map[certcat.Outcome]map[certcat.LawEffect]certcat.Policy `yaml:"policy"`
	// Rules overrides Policy for single rules, by their ID.
	Rules map[string]map[certcat.Outcome]certcat.Policy `yaml:"rules"`
	// Digest is the SHA-256 of the file.
	Digest string `yaml:"-"`
}

// ParseProfile reads a profile and checks that it is whole: a policy for every outcome that needs one and every law
// effect, known words only.
func ParseProfile(data []byte) (Profile, error) {
	var p Profile
	d := yaml.NewDecoder(strings.NewReader(string(data)))
	d.KnownFields(true)
	if err := d.Decode(&p); err != nil {
		return Profile{}, fmt.Errorf("read the profile: %w; see profiles/law.yaml for the form", err)
	}
	sum := sha256.Sum256(data)
	p.Digest = hex.EncodeToString(sum[:])
	if p.Name == "" || p.WarnDays < 0 {
		return Profile{}, fmt.Errorf("profile %q: it needs a name, and warn_days of at least 0", p.Name)
	}
	policies := []certcat.Policy{certcat.PolicyNone, certcat.PolicyWarn, certcat.PolicyAsk, certcat.PolicyFail}
	for _, outcome := range []certcat.Outcome{certcat.Fail, certcat.Warn, certcat.Unknown} {
		for _, law := range []certcat.LawEffect{certcat.LawNone, certcat.LawForm, certcat.LawPresumptionLost, certcat.LawBreach} {
			if outcome == certcat.Unknown && p.Policy[outcome][law] == certcat.PolicyFail {
				return Profile{}, fmt.Errorf("profile %q: policy.unknown.%s is fail; what nobody knows can't fail: use ask", p.Name, law)
			}
			if !slices.Contains(policies, p.Policy[outcome][law]) {
				return Profile{}, fmt.Errorf("profile %q: policy.%s.%s is %q; it must be one of %v", p.Name, outcome, law, p.Policy[outcome][law], policies)
			}
		}
	}
	known := map[string]bool{}
	for _, r := range Rules() {
		known[r.ID] = true
	}
	for id, over := range p.Rules {
		if !known[id] {
			return Profile{}, fmt.Errorf("profile %q: there is no rule %q", p.Name, id)
		}
		for outcome, policy := range over {
			if !slices.Contains(policies, policy) || outcome == certcat.Unknown && policy == certcat.PolicyFail {
				return Profile{}, fmt.Errorf("profile %q: rules.%s.%s can't be %q", p.Name, id, outcome, policy)
			}
		}
	}
	return p, nil
}

var embedded = sync.OnceValues(func() ([]Profile, error) {
	files, err := profileFiles.ReadDir("profiles")
	if err != nil {
		return nil, fmt.Errorf("open the built-in profiles: %w", err)
	}
	var all []Profile
	for _, f := range files {
		data, err := profileFiles.ReadFile("profiles/" + f.Name())
		if err != nil {
			return nil, fmt.Errorf("read the built-in profile %s: %w", f.Name(), err)
		}
		p, err := ParseProfile(data)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
})

// Profiles gives the built-in profiles: "law" and "marketplace".
func Profiles() ([]Profile, error) { return embedded() }

// ProfileNamed gives a built-in profile.
func ProfileNamed(name string) (Profile, error) {
	all, err := embedded()
	if err != nil {
		return Profile{}, err
	}
	var names []string
	for _, p := range all {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return Profile{}, fmt.Errorf("there is no profile %q; choose one of: %s", name, strings.Join(names, ", "))
}

// policy is what the profile makes of a finding. Without a profile every open finding asks.
func (p *Profile) policy(rule *Rule, f *certcat.Finding) certcat.Policy {
	switch f.Outcome {
	case certcat.Pass, certcat.NotApplicable, certcat.NotInForce:
		return certcat.PolicyNone
	}
	if policy, ok := p.Rules[rule.ID][f.Outcome]; ok {
		return policy
	}
	if policy, ok := p.Policy[f.Outcome][f.Law]; ok {
		return policy
	}
	return certcat.PolicyAsk
}
