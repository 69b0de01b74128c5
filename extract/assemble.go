package extract

import (
	"maps"
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// ranked are the candidates of every field, best first.
type ranked map[string][]*Candidate

// candidates makes and ranks the candidates of all fields, in the order in which one helps the next.
func (d *document) candidates() ranked {
	r := ranked{}
	rank := func(field string, list []*Candidate) {
		if !certcat.IsList(field) {
			twoLanguages(list)
		}
		r[field] = d.model.rank(field, list, d.about())
	}

	r[certcat.Kind] = d.rankKinds()
	d.kind = r[certcat.Kind][0].Value.Text
	d.class = d.classOf(d.kind)
	d.management = d.class == "system"

	issue, expiry := d.dates()
	rank(certcat.IssueDate, issue)
	rank(certcat.ExpiryDate, expiry)
	rank(certcat.CertificateNumber, d.certificateNumbers())
	d.number = d.best(r, certcat.CertificateNumber)
	rank(certcat.ReportNumbers, without(d.reportNumbers(), d.number))
	rank(certcat.Standards, d.standards())
	rank(certcat.LegalActs, d.acts())
	d.rankParties(r, rank)
	rank(certcat.Product, d.products())
	rank(certcat.Brand, d.brands())
	rank(certcat.Models, d.models())
	rank(certcat.Ratings, d.ratings())
	rank(certcat.Scope, d.scopes())
	rank(certcat.Marks, d.marks(d.kept(r, certcat.Standards)))
	if d.certifiesNothing() {
		maps.DeleteFunc(r, func(field string, _ []*Candidate) bool { return !slices.Contains(onTradePapers, field) })
	}
	return r
}

// about describes the document where a field that holds one value may hold none.
func (d *document) about() []Feature {
	out := []Feature{{"none", 1}, {"class-" + d.class, 1}}
	if sure, n := d.legibility(); n > 0 {
		out = append(out, Feature{"ocr", 1}, Feature{"illegible", 1 - sure})
	}
	return out
}

// legibility is the mean confidence of the words that were recognised, 1 at most, and their number.
func (d *document) legibility() (sure float64, words int) {
	if d.legible == nil {
		sure, words := d.readLegibility()
		d.legible = &legible{sure, words}
	}
	return d.legible.sure, d.legible.words
}

// legible is a document's legibility once it was asked for.
type legible struct {
	sure  float64
	words int
}

func (d *document) readLegibility() (sure float64, words int) {
	sum, layer := 0.0, 0
	for _, s := range d.sheets {
		if !d.inPart(s.number) || !s.read {
			continue
		}
		for _, seg := range s.segments() {
			for _, w := range seg.words {
				if w.layer {
					layer++
					continue
				}
				sum += w.conf
				words++
			}
		}
	}
	if words <= layer { // an engine saw a logo or a stamp beside the text
		return 1, 0
	}
	return sum / math.Max(float64(words), 1), words
}

func without(list []*Candidate, text string) []*Candidate {
	var out []*Candidate
	for _, c := range list {
		if bare(c.Value.Text) != bare(text) {
			out = append(out, c)
		}
	}
	return out
}

// kept is the values that a list will hold.
func (d *document) kept(r ranked, field string) []certcat.Value {
	var out []certcat.Value
	for _, c := range r[field] {
		if logistic(c.Score) >= d.model.Fields[field].Keep {
			out = append(out, c.Value)
		}
	}
	return out
}

// best is the value that the field will hold, "" where none is likely enough.
func (d *document) best(r ranked, field string) string {
	if list := r[field]; len(list) > 0 && logistic(list[0].Score) >= d.model.Fields[field].Keep {
		return list[0].Value.Text
	}
	return ""
}

// unlikely is the probability under which nobody would look for the address of a name.
const unlikely = 0.05

// likeliest is the name whose address is worth looking for, though the field itself may stay empty, and how likely it is.
func (d *document) likeliest(r ranked, field string) (name string, p float64) {
	if list := r[field]; len(list) > 0 {
		if p := logistic(list[0].Score); p >= unlikely {
			return list[0].Value.Text, p
		}
	}
	return "", 0
}

// certificate puts the fields together from the candidates.
func (d *document) certificate(id string, r ranked) certcat.Certificate {
	c := certcat.Certificate{Document: id, Part: certcat.Part{First: d.first, Last: d.last}}
	words := d.words()
	for _, name := range certcat.FieldNames() {
		var f certcat.Field
		switch {
		case words == 0:
			f = unreadField(name)
		case name == certcat.Kind:
			f = d.kindField(r[name])
		case certcat.IsList(name):
			f = d.listField(name, r[name])
		default:
			f = d.scalarField(name, r[name])
		}
		if owner := ownerOf[name]; owner != "" && f.State == certcat.Printed && c.Field(owner).State != certcat.Printed {
			f.Doubts, f.Accepted = append(f.Doubts, "no-name"), false
		}
		c.Fields = append(c.Fields, f)
	}
	c.Facts = d.facts()
	d.tellScheme(&c)
	if words == 0 {
		c.Problems = append(c.Problems, certcat.NewProblem("no-text"))
	}
	return c
}

// ownerOf is whose address a field is.
var ownerOf = map[string]string{certcat.HolderAddress: certcat.Holder, certcat.ManufacturerAddress: certcat.Manufacturer}

// sure gives a field its confidence and decides whether it is relied on.
func (d *document) sure(f *certcat.Field, kept, rest []*Candidate) {
	signs := d.signs(f.Name, kept, rest)
	if d.noted != nil {
		d.noted[f.Name] = signs
	}
	m := d.model.Fields[f.Name]
	bar := m.Accept
	if f.State == certcat.Absent {
		bar = m.AcceptAbsent
		f.Confidence = rounded(sureness(m.Gone, signs))
	} else {
		f.Confidence = rounded(d.model.Forest.sure(signs))
	}
	if f.Confidence < bar || bar == 0 {
		f.Doubts = append(f.Doubts, "not-sure")
	}
	f.Accepted = len(f.Doubts) == 0
}

func (d *document) kindField(list []*Candidate) certcat.Field {
	top := list[0]
	f := certcat.Field{Name: certcat.Kind, State: certcat.Printed, By: "machine"}
	v := top.Value
	v.Confidence = rounded(v.Confidence)
	f.Values = []certcat.Value{v}
	if !top.has("title") && d.class != "label" && top.Value.Confidence < sureUntitled || d.class == "other" {
		f.Doubts = append(f.Doubts, "no-title")
	}
	// Candidates hold raw scores of a softmax; their probabilities are what counts.
	var odds []*Candidate
	for _, c := range list {
		o := *c
		p := math.Min(math.Max(c.Value.Confidence, 1e-6), 1-1e-6)
		o.Score = math.Log(p / (1 - p))
		odds = append(odds, &o)
	}
	d.sure(&f, odds[:1], odds[1:])
	d.unsureKind = top.Value.Confidence < 0.9 || d.class == "other"
	for _, c := range list[1:4] {
		v := c.Value
		v.Confidence = rounded(v.Confidence)
		f.Rivals = append(f.Rivals, v)
	}
	return f
}

// sureUntitled is the probability from which the words of a paper without a title tell its kind.
const sureUntitled = 0.97

func (d *document) scalarField(name string, list []*Candidate) certcat.Field {
	m := d.model.Fields[name]
	if len(list) == 0 || logistic(list[0].Score) < m.Keep {
		return d.absentField(name, list)
	}
	top := list[0]
	p := logistic(top.Score)
	f := certcat.Field{Name: name, State: certcat.Printed, By: "machine"}
	if len(list) > 1 && p-logistic(list[1].Score) < 0.1 {
		f.Doubts = append(f.Doubts, "close-rival")
	}
	if (name == certcat.Issuer || name == certcat.Holder || name == certcat.Manufacturer) && otherForm(list) {
		f.Doubts = append(f.Doubts, "two-forms")
	}
	if top.has("is-holder") {
		f.Doubts = append(f.Doubts, "issuer-is-holder") // nobody certifies himself, but for declarations
	}
	if top.has("ambiguous") && !top.has("ambiguous-dotted") {
		f.Doubts = append(f.Doubts, "date-order")
	}
	if top.has("month-only") && top.has("ocr") {
		f.Doubts = append(f.Doubts, "month-only")
	}
	if top.has("other-of-two") {
		f.Doubts = append(f.Doubts, "two-languages")
	}
	if isDate(name) && top.has("later-page") && d.class != "report" && !top.has("specific") {
		f.Doubts = append(f.Doubts, "later-page")
	}
	if name == certcat.IssueDate && d.class == "licence" && !top.has("date-issue") && (top.has("repeated") || top.has("term-begins")) {
		f.Doubts = append(f.Doubts, "term-start")
	}
	if name == certcat.CertificateNumber || name == certcat.IssuerID || isDate(name) {
		f.Doubts = append(f.Doubts, d.oneReading(top)...)
	}
	f.Values = []certcat.Value{finished(top, p)}
	d.sure(&f, list[:1], list[1:])
	f.Rivals = rivals(list[1:], 3)
	return f
}

func (d *document) listField(name string, list []*Candidate) certcat.Field {
	m := d.model.Fields[name]
	var kept, rest []*Candidate
	if name == certcat.Models {
		list = onceOnly(list, m.Keep)
	}
	if name == certcat.Ratings {
		list = onePerPlace(list)
	}
	for _, c := range list {
		if p := logistic(c.Score); p >= m.Keep && len(kept) < 60 {
			kept = append(kept, c)
		} else {
			rest = append(rest, c)
		}
	}
	if len(kept) == 0 {
		return d.absentField(name, list)
	}
	sort.SliceStable(kept, func(i, j int) bool { return kept[i].first().before(kept[j].first()) })
	f := certcat.Field{Name: name, State: certcat.Printed, By: "machine"}
	if len(rest) > 0 && logistic(rest[0].Score) > 0.8*m.Keep {
		f.Doubts = append(f.Doubts, "close-rival")
	}
	if d.class == "label" && name == certcat.Marks {
		f.Doubts = append(f.Doubts, "pictures") // most marks on a label are drawn, and drawings are not read
	}
	if d.unsureKind && (name == certcat.Standards || name == certcat.Marks) {
		f.Doubts = append(f.Doubts, "kind-not-sure") // what is a claim of one kind is a word on the letterhead of another
	}
	if slices.ContainsFunc(kept, func(c *Candidate) bool { return c.has("system-standard-elsewhere") }) {
		f.Doubts = append(f.Doubts, "system-standard")
	}
	f.Doubts = append(f.Doubts, d.memberDoubts(kept)...)
	if name == certcat.ReportNumbers {
		for _, c := range kept {
			if doubts := d.oneReading(c); len(doubts) > 0 {
				f.Doubts = append(f.Doubts, doubts...)
				break
			}
		}
	}
	d.sure(&f, kept, rest)
	for _, c := range kept {
		f.Values = append(f.Values, finished(c, logistic(c.Score)))
	}
	f.Rivals = rivals(rest, 5)
	return f
}

// expects reports whether this kind of document is nothing without a field.
func (d *document) expects(name string) bool {
	k := d.kindOf(d.kind)
	return k != nil && slices.Contains(k.Expects, name)
}

// absentField says that a field is not printed, as far as the pages were read.
func (d *document) absentField(name string, list []*Candidate) certcat.Field {
	f := certcat.Field{Name: name, State: certcat.Absent, By: "machine"}
	if d.unread() {
		f.Doubts = append(f.Doubts, "pages-not-read")
	}
	if d.unsureKind {
		f.Doubts = append(f.Doubts, "kind-not-sure")
	} else if d.expects(name) {
		f.Doubts = append(f.Doubts, "expected")
	}
	d.sure(&f, nil, list)
	f.Rivals = rivals(list, 3)
	return f
}

func finished(c *Candidate, p float64) certcat.Value {
	v := c.Value
	v.Confidence = rounded(p)
	if c.Field == certcat.Standards {
		if s, ok := grammar.ParseStandard(v.Text); ok {
			v.Canonical = s.String()
		}
	}
	return v
}

func rivals(list []*Candidate, n int) []certcat.Value {
	var out []certcat.Value
	for _, c := range list {
		if len(out) >= n {
			break
		}
		if p := logistic(c.Score); p > 0.02 && strings.TrimSpace(c.Value.Text) != "" {
			out = append(out, finished(c, p))
		}
	}
	return out
}

func rounded(p float64) float64 { return math.Round(p*1000) / 1000 }
