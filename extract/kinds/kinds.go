// Package kinds holds what certcat knows about documents as data: the kinds of certificates with their titles and
// telling words, the captions that introduce values in many languages, and the marks that documents claim. The files
// are read strictly; a kind's own examples and counter-examples run as tests. Nothing here names a firm or a body.
package kinds

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

//go:embed *.yaml
var files embed.FS

// Kind is one kind of document.
type Kind struct {
	Kind            string              `yaml:"kind"`
	Class           string              `yaml:"class"`    // declaration, certificate, report, system, licence, letter, sheet, label, other
	Expects         []string            `yaml:"expects"`  // fields without which no such document is whole: their absence is never relied on
	Titles          map[string][]string `yaml:"titles"`   // by language
	Trade           map[string][]string `yaml:"trade"`    // titles of papers that certify nothing: invoices, manuals, price lists
	Declared        []string            `yaml:"declared"` // phrases of titles that make such a document a firm's own declaration
	Strong          []string            `yaml:"strong"`   // phrases that tell the kind
	Words           []string            `yaml:"words"`    // phrases that go with the kind
	Against         []string            `yaml:"against"`  // phrases that speak for another kind
	Examples        []string            `yaml:"examples"`
	Counterexamples []string            `yaml:"counterexamples"`

	TitleTokens    [][]Token `yaml:"-"` // those of Trade too
	TradeTokens    [][]Token `yaml:"-"`
	DeclaredTokens [][]Token `yaml:"-"`
	StrongTokens   [][]Token `yaml:"-"`
	WordTokens     [][]Token `yaml:"-"`
	AgainstTokens  [][]Token `yaml:"-"`
}

// Mark is one mark or regime and how a document claims it.
type Mark struct {
	Mark  string     `yaml:"mark"`
	Rules []MarkRule `yaml:"rules"`
}

// MarkRule says when a mark is claimed: in a document of one of the kinds (none = any) that says one of the phrases or
// cites one of the standards; with neither, the kind alone is the claim.
type MarkRule struct {
	Kinds     []string `yaml:"kinds"`
	Says      []string `yaml:"says"`
	Standards []string `yaml:"standards"`

	// Alone are texts that fill a line: a mark that is drawn, as engines read it.
	Alone []string `yaml:"alone"`
	// Drawn are words that count in capitals only, in a line of few words: "CE", where "ce" is French.
	Drawn      []string  `yaml:"drawn"`
	Otherwise  bool      `yaml:"otherwise"` // only where no standard that a mark asks for is cited
	SaysTokens [][]Token `yaml:"-"`
}

// Fact is a form in which something beside the 19 fields is printed.
type Fact struct {
	Name    string   `yaml:"name"`
	Pattern string   `yaml:"pattern"` // RE2; the first group, or the whole, is the value
	Kinds   []string `yaml:"kinds"`   // none = any kind
	Several bool     `yaml:"several"` // all places count, not only the first
	Alone   bool     `yaml:"alone"`   // nothing else stands in the line
	Certain bool     `yaml:"certain"` // relied on where the text layer prints it

	RE *regexp.Regexp `yaml:"-"`
}

// Scheme is the second level of a kind: the scheme of the regulatory tables, or an act and its module, under which a
// document was made, and what tells it.
type Scheme struct {
	Scheme  string   `yaml:"scheme"`  // ID in the tables; "" = the act and the module
	Module  string   `yaml:"module"`  // of the act that the document cites
	Kinds   []string `yaml:"kinds"`   // documents that can be of the scheme
	Numbers []string `yaml:"numbers"` // forms of the document's own number (grammar's schemes)
	Acts    []string `yaml:"acts"`    // acts in canonical form
	Says    []string `yaml:"says"`    // phrases on the first pages

	SaysTokens [][]Token `yaml:"-"`
}

// Set is everything that extraction knows as data.
type Set struct {
	Kinds  []Kind
	Labels Phrases // caption → class, e.g. "date.issue"
	Marks  []Mark
	Facts  []Fact
	Scheme []Scheme
	Words  map[string][]string // small word lists by name: what surrounds a value
	Said   map[string]*Phrases // phrases of running text by name: what leads to a party, and what follows one
	Digest string              // SHA-256 over all files, in the order of their names

	nearOnce sync.Once
	near     *misread // made when a misread caption is first looked for
}

// Default is the set that certcat ships. It is read once.
var Default = sync.OnceValues(func() (*Set, error) { return Load(files) })

// Load reads a set from a folder of YAML files: labels.yaml, marks.yaml, context.yaml, letters.yaml, facts.yaml, schemes.yaml, and one file per kind.
func Load(fsys fs.FS) (*Set, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil {
		return nil, err
	}
	sort.Strings(names)
	set, sum := &Set{}, sha256.New()
	for _, name := range names {
		data, err := fs.ReadFile(fsys, name)
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(sum, "%s %d\n", name, len(data))
		sum.Write(data)
		if err := set.add(name, data); err != nil {
			return nil, fmt.Errorf("kinds: %s: %w", name, err)
		}
	}
	if len(set.Kinds) == 0 {
		return nil, fmt.Errorf("kinds: no kind in the folder")
	}
	set.Digest = hex.EncodeToString(sum.Sum(nil))
	return set, nil
}

func (s *Set) add(name string, data []byte) error {
	switch name {
	case "labels.yaml":
		return s.addLabels(data)
	case "context.yaml":
		return strict(data, &s.Words)
	case "letters.yaml":
		return s.addSaid(data)
	case "facts.yaml":
		if err := strict(data, &s.Facts); err != nil {
			return err
		}
		for i, f := range s.Facts {
			re, err := regexp.Compile(f.Pattern)
			if err != nil {
				return fmt.Errorf("fact %s: %w", f.Name, err)
			}
			s.Facts[i].RE = re
		}
		return nil
	case "schemes.yaml":
		if err := strict(data, &s.Scheme); err != nil {
			return err
		}
		for i := range s.Scheme {
			s.Scheme[i].SaysTokens = tokenise(s.Scheme[i].Says)
		}
		return nil
	case "marks.yaml":
		if err := strict(data, &s.Marks); err != nil {
			return err
		}
		for i := range s.Marks {
			for j := range s.Marks[i].Rules {
				r := &s.Marks[i].Rules[j]
				r.SaysTokens = tokenise(r.Says)
			}
		}
		return nil
	}
	var k Kind
	if err := strict(data, &k); err != nil {
		return err
	}
	if k.Kind != strings.TrimSuffix(path.Base(name), ".yaml") {
		return fmt.Errorf("the file must be named after its kind, %q", k.Kind)
	}
	for _, language := range sorted(k.Titles) {
		k.TitleTokens = append(k.TitleTokens, tokenise(k.Titles[language])...)
	}
	for _, language := range sorted(k.Trade) {
		k.TradeTokens = append(k.TradeTokens, tokenise(k.Trade[language])...)
	}
	k.TitleTokens = append(k.TitleTokens, k.TradeTokens...)
	k.DeclaredTokens = tokenise(k.Declared)
	k.StrongTokens, k.WordTokens, k.AgainstTokens = tokenise(k.Strong), tokenise(k.Words), tokenise(k.Against)
	s.Kinds = append(s.Kinds, k)
	return nil
}

func (s *Set) addLabels(data []byte) error {
	var classes map[string]map[string][]string
	if err := strict(data, &classes); err != nil {
		return err
	}
	for _, class := range sorted(classes) {
		for _, language := range sorted(classes[class]) {
			for _, phrase := range classes[class][language] {
				s.Labels.Add(phrase, class)
			}
		}
	}
	return nil
}

func (s *Set) addSaid(data []byte) error {
	var lists map[string][]string
	if err := strict(data, &lists); err != nil {
		return err
	}
	s.Said = map[string]*Phrases{}
	for name, phrases := range lists {
		s.Said[name] = &Phrases{}
		for _, phrase := range phrases {
			s.Said[name].Add(phrase, name)
		}
	}
	return nil
}

// SaidAt is how many tokens a phrase of the named list takes that begins at tokens[at], 0 where there is none.
func (s *Set) SaidAt(list string, tokens []Token, at int) int {
	p := s.Said[list]
	if p == nil {
		return 0
	}
	n, _ := p.Longest(tokens, at)
	return n
}

func strict(data []byte, into any) error {
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	return d.Decode(into)
}

func tokenise(phrases []string) [][]Token {
	out := make([][]Token, 0, len(phrases))
	for _, p := range phrases {
		if t := Tokens(p); len(t) > 0 {
			out = append(out, t)
		}
	}
	return out
}

func sorted[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

// Says reports whether text, in lower case, holds one of the named list's words.
func (s *Set) Says(list, text string) bool {
	for _, w := range s.Words[list] {
		if w != "" && strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// Where is where a text in lower case has the first of the named list's words, -1 without any.
func (s *Set) Where(list, text string) int {
	at := -1
	for _, w := range s.Words[list] {
		if i := strings.Index(text, w); w != "" && i >= 0 && (at < 0 || i < at) {
			at = i
		}
	}
	return at
}

// BeginsWith reports whether the first words of a text in lower case are one of the named list's; behind ideographs no space
// is needed.
func (s *Set) BeginsWith(list, text string) bool {
	for _, w := range s.Words[list] {
		if rest, ok := strings.CutPrefix(text, w); ok && w != "" {
			next, _ := utf8.DecodeRuneInString(rest)
			last, _ := utf8.DecodeLastRuneInString(w)
			if rest == "" || !unicode.IsLetter(next) || unicode.Is(unicode.Han, last) {
				return true
			}
		}
	}
	return false
}

// EndsWith reports whether the last words of a text in lower case are one of the named list's; words of ideographs need no
// space before them.
func (s *Set) EndsWith(list, text string) bool {
	for _, w := range s.Words[list] {
		if rest, ok := strings.CutSuffix(text, w); ok && w != "" {
			if last, _ := utf8.DecodeLastRuneInString(rest); rest == "" || !unicode.IsLetter(last) || unicode.Is(unicode.Han, last) {
				return true
			}
		}
	}
	return false
}

// Is reports whether text, in lower case, is one of the named list's words.
func (s *Set) Is(list, text string) bool { return slices.Contains(s.Words[list], text) }
