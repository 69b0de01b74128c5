package extract

import (
	_ "embed"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"
	"sync"

	"gopkg.in/yaml.v3"
)

//go:embed parts.yaml
var partsFile []byte

// loadParts reads which features belong to which part of extraction.
var loadParts = sync.OnceValues(func() (map[string][]string, error) {
	var parts map[string][]string
	if err := yaml.Unmarshal(partsFile, &parts); err != nil {
		return nil, fmt.Errorf("extract: parts: %w", err)
	}
	for _, patterns := range parts {
		for _, p := range patterns {
			if _, err := path.Match(p, ""); err != nil {
				return nil, fmt.Errorf("extract: parts: %q: %w", p, err)
			}
		}
	}
	return parts, nil
})

// Without is the same extractor; what Train learns from it on knows nothing of the features of a part. It is for measuring
// what the part adds.
func (x *Extractor) Without(part string) (*Extractor, error) {
	parts, err := loadParts()
	if err != nil {
		return nil, err
	}
	patterns, ok := parts[part]
	if !ok {
		return nil, fmt.Errorf("extract: there is no part %q; there are %s", part, strings.Join(slices.Sorted(maps.Keys(parts)), ", "))
	}
	other := *x
	other.muted = slices.Concat(x.muted, patterns)
	return &other, nil
}

// mutes reports whether Train is to know nothing of a feature.
func (x *Extractor) mutes(feature string) bool {
	return slices.ContainsFunc(x.muted, func(pattern string) bool {
		ok, err := path.Match(pattern, feature)
		return ok && err == nil
	})
}

// heard gives the features that Train may know.
func (x *Extractor) heard(features []Feature) []Feature {
	if len(x.muted) == 0 {
		return features
	}
	return slices.DeleteFunc(slices.Clone(features), func(f Feature) bool { return x.mutes(f.Name) })
}

// unlearned is a model that weighs nothing of what Train is not to know.
func (x *Extractor) unlearned(m *model) *model {
	if len(x.muted) == 0 {
		return m
	}
	other := *m
	other.Fields = maps.Clone(m.Fields)
	for name, f := range other.Fields {
		f.Weights, f.None = maps.Clone(f.Weights), maps.Clone(f.None)
		for _, weights := range []map[string]float64{f.Weights, f.None} {
			maps.DeleteFunc(weights, func(feature string, _ float64) bool { return x.mutes(feature) })
		}
		other.Fields[name] = f
	}
	return &other
}
