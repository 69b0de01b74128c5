package review

import (
	"context"
	"math"
	"net/http"
	"slices"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
	"github.com/certcat/certcat/review/correct"
)

// Score counts how often people agreed with the machine.
type Score struct {
	Field  string `json:"field"`
	Issuer string `json:"issuer,omitempty"`
	Month  string `json:"month,omitempty"`
	Seen   int    `json:"seen"`  // fields that a person confirmed or corrected
	Wrong  int    `json:"wrong"` // of these, where the machine had said something else
}

// Right is the share of fields that the machine had right.
func (s Score) Right() float64 {
	if s.Seen == 0 {
		return 0
	}
	return 1 - float64(s.Wrong)/float64(s.Seen)
}

// Sampled is the true error rate of what the program accepted, from the sample that people looked at.
type Sampled struct {
	Documents, Wrong int
	Low, High        float64 // 95 % interval of the rate (Wilson)
}

// Accuracy counts corrections by field, by issuer and by month.
type Accuracy struct {
	Fields, Issuers, Months []Score
	Sample                  Sampled
	Certificates            int // that people finished
}

// Measure counts what people said about what the machine read.
func (t *Tenant) Measure(ctx context.Context) (Accuracy, error) {
	var a Accuracy
	fields, issuers, months := map[string]*Score{}, map[string]*Score{}, map[string]*Score{}
	for mark, err := range t.Shelf.Marks(ctx) {
		if err != nil {
			return a, err
		}
		sheet, err := t.Shelf.Sheet(ctx, mark.ID)
		if err != nil {
			return a, err
		}
		for i := range sheet.Certificates {
			if err := a.certificate(t, i, sheet, fields, issuers, months); err != nil {
				return a, err
			}
		}
	}
	a.Fields, a.Issuers, a.Months = sorted(fields, "field"), sorted(issuers, "seen"), sorted(months, "month")
	a.Sample.Low, a.Sample.High = wilson(a.Sample.Wrong, a.Sample.Documents)
	return a, nil
}

func (a *Accuracy) certificate(t *Tenant, at int, sheet Sheet, fields, issuers, months map[string]*Score) error {
	c := sheet.Certificates[at]
	last := map[string]certcat.Correction{}
	for _, k := range sheet.Corrections {
		if correct.SamePart(k.Part, c.Part) {
			last[k.Field] = k
		}
	}
	laid := correct.Lay(c, sheet.Corrections).Certificate
	issuer, _ := grammar.CompanyName(laid.Field(certcat.Issuer).Text())
	finished := slices.ContainsFunc(sheet.Rulings, func(r certcat.Ruling) bool {
		return r.Kind == certcat.RuledFinished && correct.SamePart(r.Part, c.Part)
	})
	wrong := 0
	for _, f := range c.Fields {
		k, said := last[f.Name]
		if !said || k.Action == correct.Machine {
			continue
		}
		bad := !correct.Same(f, laid.Field(f.Name))
		for where, key := range map[*map[string]*Score]string{&fields: f.Name, &issuers: issuer, &months: k.Time.Format("2006-01")} {
			count(*where, key, bad)
		}
		if bad && certcat.IsCritical(f.Name) {
			wrong++
		}
	}
	if !finished {
		return nil
	}
	a.Certificates++
	if !t.Policy.sampled(c.Document) {
		return nil
	}
	v, err := t.viewOf(sheet, nil, c.Part.First)
	if err != nil {
		return err
	}
	if v.byMachine() {
		if a.Sample.Documents++; wrong > 0 {
			a.Sample.Wrong++
		}
	}
	return nil
}

func count(in map[string]*Score, key string, wrong bool) {
	if key == "" {
		return
	}
	if in[key] == nil {
		in[key] = &Score{Field: key}
	}
	in[key].Seen++
	if wrong {
		in[key].Wrong++
	}
}

func sorted(m map[string]*Score, by string) []Score {
	var list []Score
	for _, s := range m {
		list = append(list, *s)
	}
	order := certcat.FieldNames()
	slices.SortFunc(list, func(a, b Score) int {
		if by == "field" {
			return slices.Index(order, a.Field) - slices.Index(order, b.Field)
		}
		if by == "seen" && a.Seen != b.Seen {
			return b.Seen - a.Seen
		}
		return strings.Compare(a.Field, b.Field)
	})
	return list
}

// wilson is the 95 % interval of a rate of k in n.
func wilson(k, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.96
	p, m := float64(k)/float64(n), float64(n)
	middle := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return math.Max(0, middle-half), math.Min(1, middle+half)
}

// accuracy shows how often people agree with the machine.
func (a *ask) accuracy() error {
	measured, err := a.tenant.Measure(a.r.Context())
	if err != nil {
		return err
	}
	return a.render(http.StatusOK, "accuracy.html", struct {
		screen
		Accuracy
	}{a.screen(sayIn(a.lang, "accuracy.title")), measured})
}

// Label is what people confirmed about one certificate, in the form that `certcat train` learns from.
type Label struct {
	ID     string         `json:"id"`
	Kind   string         `json:"kind"`
	Fields map[string]any `json:"fields"`
}

// Labels are the certificates that people finished, with every critical field relied on or confirmed. A document with
// several certificates gives none, since training reads a document's first.
func (t *Tenant) Labels(ctx context.Context) ([]Label, error) {
	var list []Label
	for mark, err := range t.Shelf.Marks(ctx) {
		if err != nil {
			return nil, err
		}
		v, err := t.look(ctx, mark.ID, 0)
		if err != nil {
			return nil, err
		}
		if v.at < 0 || len(v.laid) != 1 || v.state != Done && v.state != Second {
			continue
		}
		list = append(list, labelOf(*v.certificate()))
	}
	return list, nil
}

func labelOf(c certcat.Certificate) Label {
	l := Label{ID: c.Document, Kind: c.Field(certcat.Kind).Canonical(), Fields: map[string]any{}}
	for _, f := range c.Fields {
		if f.Name == certcat.Kind {
			continue
		}
		var texts []string
		for _, v := range f.Values {
			texts = append(texts, v.Text)
		}
		switch {
		case len(texts) == 0:
			l.Fields[f.Name] = nil
		case certcat.IsList(f.Name):
			l.Fields[f.Name] = texts
		default:
			l.Fields[f.Name] = texts[0]
		}
	}
	return l
}
