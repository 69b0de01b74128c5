package validate

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// Typed is a case that a person typed in instead of giving files: what the papers say, and what is asked.
type Typed struct {
	Name     string
	Note     string
	Market   string
	Category string
	AsOf     certcat.Date
	Profile  string
	Case     certcat.Case
}

// typedCase is one case in a file.
type typedCase struct {
	Name     string           `yaml:"name"`
	Note     string           `yaml:"note"`
	Market   string           `yaml:"market"`
	Category string           `yaml:"category"`
	AsOf     string           `yaml:"as_of"`
	Profile  string           `yaml:"profile"`
	Paper    map[string]any   `yaml:"paper"`
	Related  []map[string]any `yaml:"related"`
	Listing  *typedListing    `yaml:"listing"`
	Register []typedRegister  `yaml:"register"`
	Rest     map[string]any   `yaml:",inline"`
}

type typedListing struct {
	SKU          string            `yaml:"sku"`
	Seller       string            `yaml:"seller"`
	Category     string            `yaml:"category"`
	Brand        string            `yaml:"brand"`
	Models       []string          `yaml:"models"`
	Attributes   map[string]string `yaml:"attributes"`
	Placed       typedInterval     `yaml:"placed"`
	Manufactured typedInterval     `yaml:"manufactured"`
	Imported     typedInterval     `yaml:"imported"`
}

type typedInterval struct {
	From  string `yaml:"from"`
	Until string `yaml:"until"`
	On    string `yaml:"on"` // one day
}

type typedRegister struct {
	Register string            `yaml:"register"`
	Query    string            `yaml:"query"`
	Result   string            `yaml:"result"`
	Who      string            `yaml:"who"`
	Time     time.Time         `yaml:"time"`
	Shows    map[string]string `yaml:"shows"`
}

// ParseTyped reads cases that were typed in (YAML, a list). Under "paper" stand the fields by their names: a text or a
// list of texts. A field that is not named is absent, a fact that is not named was not looked for. null says "absent", a
// name that begins with "?" that nobody vouches for the value, one with "-" that nobody looked. Beside the fields "scheme",
// "pages" (how many are there) and "twice" (what is printed a second time and differs) count. keep names further keys that
// the caller reads itself; an unknown key is an error.
func ParseTyped(data []byte, keep ...string) ([]Typed, error) {
	var list []typedCase
	if err := yaml.Unmarshal(data, &list); err != nil {
		return nil, fmt.Errorf("read the cases: %w; a file of cases is a list, see docs/cases.md", err)
	}
	var out []Typed
	for i, t := range list {
		for key := range t.Rest {
			if !slices.Contains(keep, key) {
				return nil, fmt.Errorf("case %d (%s): unknown key %q", i+1, t.Name, key)
			}
		}
		c, err := t.typed()
		if err != nil {
			return nil, fmt.Errorf("case %d (%s): %w", i+1, t.Name, err)
		}
		out = append(out, c)
	}
	return out, nil
}

func (t typedCase) typed() (Typed, error) {
	out := Typed{Name: t.Name, Note: t.Note, Market: t.Market, Category: t.Category, AsOf: certcat.Date(t.AsOf), Profile: t.Profile}
	if out.AsOf != "" && (!out.AsOf.Valid() || out.AsOf.MonthOnly()) {
		return out, fmt.Errorf("as_of %q is no day", t.AsOf)
	}
	var err error
	if out.Case.Certificate, err = typedPaper(t.Name, t.Paper); err != nil {
		return out, err
	}
	for i, r := range t.Related {
		c, err := typedPaper(fmt.Sprintf("%s/related/%d", t.Name, i+1), r)
		if err != nil {
			return out, fmt.Errorf("related %d: %w", i+1, err)
		}
		out.Case.Related = append(out.Case.Related, c)
	}
	for _, r := range t.Register {
		check := certcat.RegisterCheck{Document: out.Case.Certificate.Document, Register: r.Register, Query: r.Query, Result: certcat.RegisterResult(r.Result), Who: r.Who, Time: r.Time}
		if !slices.Contains(certcat.RegisterResults(), check.Result) {
			return out, fmt.Errorf("a register can't answer %q; it answers one of %v", r.Result, certcat.RegisterResults())
		}
		for _, k := range sortedKeys(r.Shows) {
			check.Shows = append(check.Shows, certcat.Arg{Key: k, Value: r.Shows[k]})
		}
		out.Case.Registers = append(out.Case.Registers, check)
	}
	out.Case.Listing, err = t.Listing.listing()
	return out, err
}

// ParseListing reads one listing in the form that it has in a case that is typed in (YAML or JSON); an unknown key is an error.
func ParseListing(data []byte) (*certcat.Listing, error) {
	var l typedListing
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(&l); err != nil {
		said := strings.Join(strings.Fields(strings.ReplaceAll(err.Error(), " in type validate.typedListing", "")), " ") // our type is nobody's business
		return nil, fmt.Errorf("read the listing: %s; its form is that of \"listing\" in docs/cases.md", said)
	}
	return l.listing()
}

func (l *typedListing) listing() (*certcat.Listing, error) {
	if l == nil {
		return nil, nil
	}
	out := &certcat.Listing{SKU: l.SKU, Seller: l.Seller, Category: l.Category, Brand: l.Brand, Models: l.Models}
	for _, k := range sortedKeys(l.Attributes) {
		out.Attributes = append(out.Attributes, certcat.Attribute{Name: k, Value: l.Attributes[k]})
	}
	for _, i := range []struct {
		from typedInterval
		to   *certcat.Interval
	}{{l.Placed, &out.Placed}, {l.Manufactured, &out.Manufactured}, {l.Imported, &out.Imported}} {
		*i.to = certcat.Interval{From: certcat.Date(i.from.From), Until: certcat.Date(i.from.Until)}
		if i.from.On != "" {
			*i.to = certcat.Interval{From: certcat.Date(i.from.On), Until: certcat.Date(i.from.On).AddDays(1)}
		}
		for _, d := range []certcat.Date{i.to.From, i.to.Until} {
			if d != "" && (!d.Valid() || d.MonthOnly()) {
				return nil, fmt.Errorf("listing: %q is no day", d)
			}
		}
	}
	return out, nil
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// typedPaper makes a certificate of what was typed.
func typedPaper(name string, said map[string]any) (certcat.Certificate, error) {
	sum := sha256.Sum256([]byte(name))
	c := certcat.Certificate{Document: hex.EncodeToString(sum[:]), Part: certcat.Part{First: 1, Last: 1}, Key: "typed"}
	fields := map[string]certcat.Field{}
	var facts []string
	for _, key := range sortedKeys(said) {
		switch key {
		case "scheme":
			c.Scheme = fmt.Sprint(said[key])
			continue
		case "pages":
			n, ok := said[key].(int)
			if !ok || n < 1 {
				return c, fmt.Errorf("pages: %v is no number of pages", said[key])
			}
			c.Part.Last = n
			continue
		case "twice":
			continue
		}
		f, err := typedField(key, said[key])
		if err != nil {
			return c, err
		}
		if _, marked := fields[f.Name]; marked {
			continue // "?" and "-" sort before letters: what is marked counts
		}
		fields[f.Name] = f
		if !slices.Contains(certcat.FieldNames(), f.Name) {
			facts = append(facts, f.Name)
		}
	}
	for _, n := range certcat.FieldNames() {
		f, ok := fields[n]
		if !ok {
			f = certcat.Field{Name: n, State: certcat.Absent, Accepted: true, Confidence: 1, By: "typed"}
		}
		c.Fields = append(c.Fields, f)
	}
	slices.Sort(facts)
	for _, n := range facts {
		c.Facts = append(c.Facts, fields[n])
	}
	return c, typedTwice(&c, said["twice"])
}

// typedTwice adds what is printed a second time and differs.
func typedTwice(c *certcat.Certificate, said any) error {
	if said == nil {
		return nil
	}
	twice, ok := said.(map[string]any)
	if !ok {
		return fmt.Errorf("twice: it needs fields and what is printed there too")
	}
	for _, name := range sortedKeys(twice) {
		i := slices.IndexFunc(c.Fields, func(f certcat.Field) bool { return f.Name == name })
		if i < 0 {
			return fmt.Errorf("twice: there is no field %q", name)
		}
		c.Fields[i].Rivals = append(c.Fields[i].Rivals, typedValue(name, fmt.Sprint(twice[name])))
		p := certcat.NewProblem("printed-twice")
		p.Field = name
		c.Problems = append(c.Problems, p)
	}
	return nil
}

// typedField makes one field; its name may begin with "?" or "-".
func typedField(key string, said any) (certcat.Field, error) {
	f := certcat.Field{Name: strings.TrimLeft(key, "?-"), State: certcat.Printed, Accepted: !strings.HasPrefix(key, "?"), Confidence: 1, By: "typed"}
	if !slices.Contains(certcat.FieldNames(), f.Name) && !slices.Contains(certcat.FactNames(), f.Name) {
		return f, fmt.Errorf("there is no field %q", f.Name)
	}
	switch v := said.(type) {
	case nil:
		f.State = certcat.Absent
	case []any:
		for _, one := range v {
			f.Values = append(f.Values, typedValue(f.Name, fmt.Sprint(one)))
		}
	case time.Time:
		f.Values = []certcat.Value{typedValue(f.Name, v.Format(time.DateOnly))}
	default:
		f.Values = []certcat.Value{typedValue(f.Name, fmt.Sprint(v))}
	}
	if strings.HasPrefix(key, "-") {
		f.State, f.Values, f.Accepted = certcat.Unread, nil, false
	}
	if len(f.Values) > 1 && !certcat.IsList(f.Name) && slices.Contains(certcat.FieldNames(), f.Name) {
		return f, fmt.Errorf("%s holds one value", f.Name)
	}
	return f, nil
}

func typedValue(field, text string) certcat.Value {
	v := certcat.Value{Text: text, Canonical: text, Confidence: 1, Evidence: []certcat.Evidence{{Page: 1, Text: text, Why: "typed"}}}
	var found []grammar.Found
	switch field {
	case certcat.Standards:
		found = grammar.Standards(text)
	case certcat.LegalActs:
		found = append(grammar.Acts(text), grammar.NamedActs(text)...)
	case certcat.Ratings:
		found = grammar.Ratings(text)
	}
	if len(found) == 1 {
		v.Canonical = found[0].Canonical
	}
	return v
}
