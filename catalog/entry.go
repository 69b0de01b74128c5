package catalog

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
	"github.com/certcat/certcat/tables"
)

// The statuses of an Entry. The first three are also the decisions for a market.
const (
	NeedsReview = "needs-review" // a person has to decide, or no market was asked
	Rejected    = "rejected"
	Accepted    = "accepted"
	Irrelevant  = "irrelevant" // for another market or product
	Refused     = "refused"    // the document can't be read
	Empty       = "empty"      // read, and no certificate found in it
	Deleted     = "deleted"    // no more at any place where it arrived; lists leave it out unless asked for it
)

// Papers are all that the store has in force about one document: what an Entry is made of.
type Papers struct {
	Document     certcat.Document
	Revision     int  // of the record
	Said         int  // how often people said something about the document: corrections and rulings
	Again        bool // taken over also where neither is newer: what the papers rest on elsewhere changed, such as a listing
	State        certcat.ReceiptState
	Problems     []certcat.Problem // of the record
	Certificates []certcat.Certificate
	Verdicts     []certcat.Verdict
	Reviews      []Review  // what people decided, by part
	Listings     []Binding // which listings the certificates serve
}

// version orders the papers of one document: a newer record, then more that people said.
func (p Papers) version() int { return p.Revision<<20 + min(p.Said, 1<<20-1) }

// Review is where people stand with one certificate.
type Review struct {
	Part  certcat.Part `json:"-"`
	State string       `json:"state"`           // "" = nobody looked; else the reviewer's word, such as "review", "waiting", "done"
	Why   []string     `json:"why,omitempty"`   // codes of why a person is needed
	Stops int          `json:"stops,omitempty"` // fields that a person has to look at
	By    string       `json:"by,omitempty"`
	At    time.Time    `json:"at,omitzero"`
	// Status takes the place of the machine's where a person decided: Accepted or Rejected.
	Status string `json:"status,omitempty"`
}

// Binding says that a certificate serves a listing.
type Binding struct {
	Part certcat.Part
	SKU  string
}

// Entry is one certificate as lists show it.
type Entry struct {
	Document     string        `json:"document"`
	Part         certcat.Part  `json:"part"` // 0, 0 where the document holds no certificate
	Revision     int           `json:"revision"`
	Status       string        `json:"status"`
	Standings    []Standing    `json:"standings,omitempty"` // one for each market asked
	Kind         string        `json:"kind,omitempty"`
	Scheme       string        `json:"scheme,omitempty"`
	Number       string        `json:"number,omitempty"`     // as printed
	NumberKey    string        `json:"number_key,omitempty"` // folded: equal for two spellings of one number
	Reports      []string      `json:"reports,omitempty"`
	Issuer       string        `json:"issuer,omitempty"`
	IssuerID     string        `json:"issuer_id,omitempty"`
	Holder       string        `json:"holder,omitempty"`
	Manufacturer string        `json:"manufacturer,omitempty"`
	Product      string        `json:"product,omitempty"`
	Brand        string        `json:"brand,omitempty"`
	Models       []string      `json:"models,omitempty"`
	Issued       certcat.Date  `json:"issued,omitempty"`
	Expires      certcat.Date  `json:"expires,omitempty"`     // the last day, as printed
	NextChange   certcat.Date  `json:"next_change,omitempty"` // the first day on which a verdict can change
	AsOf         certcat.Date  `json:"as_of,omitempty"`       // the day of the verdicts
	Tables       string        `json:"tables,omitempty"`      // digest of the tables that the verdicts were made by
	Check        certcat.Check `json:"check,omitempty"`
	Needs        []string      `json:"needs,omitempty"`    // why a person is needed: "field.holder", "rule.life.ended", "problem.password"
	Cites        []Cite        `json:"cites,omitempty"`    // what a changed table row can touch it by
	Listings     []string      `json:"listings,omitempty"` // SKUs
	Media        string        `json:"media,omitempty"`    // media type of the document
	Review       Review        `json:"review,omitzero"`
	Name         string        `json:"name,omitempty"` // of the file that arrived first
	Received     time.Time     `json:"received,omitzero"`
	Lease        Lease         `json:"lease,omitzero"` // who has it open; only in lists

	Decided string `json:"decided"` // the status but for deletions
}

// Standing is how a certificate stands in one market.
type Standing struct {
	Market     string           `json:"market"`
	Category   string           `json:"category,omitempty"`
	Decision   certcat.Decision `json:"decision"`
	NextChange certcat.Date     `json:"next_change,omitempty"`
}

// Cite is one thing that an Entry rests on. What is "act", "standard" (without its edition), "body" (four digits), "kind",
// "scheme", "cell" (market/category), "model" (folded), "tables" (Entry.Tables) or "listing" (SKU).
type Cite struct {
	What  string `json:"what"`
	Value string `json:"value"`
}

// Entries are the rows for a document's papers, in the order of its parts. It is pure; arrivals are added by the Book.
func Entries(p Papers) []Entry {
	base := Entry{Document: p.Document.ID, Revision: p.Revision, Media: p.Document.MediaType, Decided: Empty}
	if p.State == certcat.Refused {
		base.Decided = Refused
	}
	var general []string
	for _, problem := range p.Problems {
		general = append(general, "problem."+clean(problem.Code))
	}
	if len(p.Certificates) == 0 {
		base.Needs = tidy(general)
		for _, r := range p.Reviews {
			if r.Part == (certcat.Part{}) {
				base.Review = r
			}
		}
		return []Entry{base}
	}
	var entries []Entry
	for i := range p.Certificates {
		c := &p.Certificates[i]
		e := base
		e.Part, e.Scheme, e.Needs = c.Part, clean(c.Scheme), slices.Clone(general)
		e.fields(c)
		e.verdicts(p.Verdicts)
		for _, r := range p.Reviews {
			if r.Part == c.Part {
				e.Review = r
				e.Review.Part = certcat.Part{}
			}
		}
		if e.Review.Status != "" {
			e.Decided = e.Review.Status
		}
		for _, l := range p.Listings {
			if l.Part == c.Part {
				e.Listings = append(e.Listings, clean(l.SKU))
				e.Cites = append(e.Cites, Cite{"listing", clean(l.SKU)})
			}
		}
		if e.Tables != "" {
			e.Cites = append(e.Cites, Cite{pinned, e.Tables})
		}
		e.Needs, e.Listings = tidy(e.Needs), tidy(e.Listings)
		slices.SortFunc(e.Cites, compareCites)
		e.Cites = slices.Compact(e.Cites)
		entries = append(entries, e)
	}
	return entries
}

var fourDigits = regexp.MustCompile(`\d{4}`)

func compareCites(a, b Cite) int {
	if a.What != b.What {
		return strings.Compare(a.What, b.What)
	}
	return strings.Compare(a.Value, b.Value)
}

// fields takes over what the certificate says. Critical fields that the program does not rely on need a person.
func (e *Entry) fields(c *certcat.Certificate) {
	text := func(name string) string { return clean(c.Field(name).Text()) }
	e.Kind = clean(c.Field(certcat.Kind).Canonical())
	e.Number = text(certcat.CertificateNumber)
	e.NumberKey = grammar.FoldIdentifier(e.Number)
	e.Reports = texts(c.Field(certcat.ReportNumbers))
	e.Issuer, e.IssuerID = text(certcat.Issuer), clean(c.Field(certcat.IssuerID).Canonical())
	e.Holder, e.Manufacturer = text(certcat.Holder), text(certcat.Manufacturer)
	e.Product, e.Brand, e.Models = text(certcat.Product), text(certcat.Brand), texts(c.Field(certcat.Models))
	e.Issued = dateOf(c.Field(certcat.IssueDate)).First()
	e.Expires = dateOf(c.Field(certcat.ExpiryDate)).Last()
	cite := func(what, value string) {
		if value = clean(value); value != "" {
			e.Cites = append(e.Cites, Cite{what, value})
		}
	}
	for _, v := range c.Field(certcat.LegalActs).Values {
		cite(tables.CiteAct, cmp.Or(v.Canonical, v.Text))
	}
	for _, v := range c.Field(certcat.Standards).Values {
		cite(tables.CiteStandard, undated(cmp.Or(v.Canonical, v.Text)))
	}
	for _, name := range []string{certcat.IssuerID, certcat.CitedBody} {
		for _, v := range c.Field(name).Values {
			for _, number := range fourDigits.FindAllString(v.Canonical+" "+v.Text, -1) {
				cite(tables.CiteBody, number)
			}
		}
	}
	for _, v := range c.Field(certcat.Models).Values {
		if key := grammar.FoldIdentifier(v.Text); len(key) >= 4 { // shorter ones no recall is looked up by
			cite(tables.CiteModel, key)
		}
	}
	cite(tables.CiteKind, cmp.Or(e.Kind, c.Field(certcat.Kind).Text()))
	cite(tables.CiteScheme, c.Scheme)
	for _, f := range c.Fields {
		if certcat.IsCritical(f.Name) && !f.Accepted {
			e.Needs = append(e.Needs, "field."+f.Name)
		}
	}
	for _, p := range c.Problems {
		e.Needs = append(e.Needs, "problem."+clean(p.Code))
	}
}

// verdicts takes over what was found: the gravest decision wins, a question over a rejection over an acceptance.
func (e *Entry) verdicts(all []certcat.Verdict) {
	e.Decided = NeedsReview
	worst := -1
	for _, v := range all {
		if v.Part != e.Part {
			continue
		}
		e.Check, e.AsOf, e.Tables = v.Check, v.AsOf, tables.PinnedBy(v.Used)
		if v.NextChange != "" && (e.NextChange == "" || v.NextChange < e.NextChange) {
			e.NextChange = v.NextChange
		}
		if v.Market != "" {
			e.Standings = append(e.Standings, Standing{clean(v.Market), clean(v.Category), v.Decision, v.NextChange})
			e.Cites = append(e.Cites, Cite{tables.CiteCell, clean(v.Market + "/" + v.Category)})
		}
		decision := v.Decision
		if decision == "" {
			decision = certcat.NeedsReview
		}
		if weight := slices.Index(lightest, decision); weight > worst {
			worst, e.Decided = weight, string(decision)
		}
		for _, f := range v.Findings {
			if f.Policy == certcat.PolicyAsk || f.Policy == certcat.PolicyFail {
				e.Needs = append(e.Needs, "rule."+f.Rule)
			}
		}
	}
}

var lightest = []certcat.Decision{certcat.Irrelevant, certcat.Accepted, certcat.Rejected, certcat.NeedsReview}

// settle adds what the arrivals say: name, time, and whether the document is still anywhere.
func (e *Entry) settle(a arrival) {
	e.Status, e.Name, e.Received = e.Decided, a.name, time.Time{}
	if a.received > 0 {
		e.Received = time.UnixMilli(a.received).UTC()
	}
	if a.live == 0 {
		e.Status = Deleted
	}
}

var statuses = []string{NeedsReview, Refused, Empty, Rejected, Accepted, Irrelevant, Deleted}

// ranked is the distance between the urgencies of two statuses.
const ranked = 1e16

// urgencies are within which an entry of a status has its urgency.
func urgencies(status string) (from, until int64, ok bool) {
	rank := int64(slices.Index(statuses, status) + 1)
	if rank == 1 {
		return 0, 2 * ranked, true // with listings or without
	}
	return rank * ranked, (rank + 1) * ranked, rank > 0
}

// urgency orders lists: what waits for a person comes first, and of these what a listing waits for, then what ends or
// changes next, then what came first. Smaller is more urgent.
func (e *Entry) urgency() int64 {
	rank := int64(slices.Index(statuses, e.Status) + 1)
	if e.Status == NeedsReview && len(e.Listings) > 0 {
		rank = 0
	}
	due := int64(99999)
	for _, day := range []certcat.Date{e.Expires, e.NextChange} {
		if t, err := time.Parse(time.DateOnly, string(day)); err == nil && day > e.AsOf {
			due = min(due, max(0, t.Unix()/86400))
		}
	}
	return rank*ranked + due*1e11 + min(max(0, e.Received.Unix()), 1e11-1)
}

// holderKey and issuerKey are equal for spellings of one name.
func (e *Entry) holderKey() string { return companyKey(e.Holder) }

func (e *Entry) issuerKey() string { return companyKey(e.Issuer) }

// companies remembers keys: the same few laboratories and holders come again and again, and a key takes long to make.
var companies struct {
	sync.Mutex
	keys map[string]string
}

func companyKey(name string) string {
	if name == "" {
		return ""
	}
	companies.Lock()
	key, ok := companies.keys[name]
	companies.Unlock()
	if ok {
		return key
	}
	stem, _ := grammar.CompanyName(name)
	key = clean(stem)
	companies.Lock()
	defer companies.Unlock()
	if len(companies.keys) == 0 || len(companies.keys) > 10_000 {
		companies.keys = map[string]string{}
	}
	companies.keys[name] = key
	return key
}

// undated is a standard without its edition.
func undated(canonical string) string {
	if s, ok := grammar.ParseStandard(canonical); ok {
		return s.Undated()
	}
	return canonical
}

func dateOf(f certcat.Field) certcat.Date {
	if d := certcat.Date(f.Canonical()); d.Valid() {
		return d
	}
	return ""
}

func texts(f certcat.Field) []string {
	var all []string
	for _, v := range f.Values {
		if t := clean(v.Text); t != "" {
			all = append(all, t)
		}
	}
	return all
}

func tidy(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}
