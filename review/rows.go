package review

import (
	"cmp"
	"context"
	"encoding/base64"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// Row is one line of the queue: one certificate.
type Row struct {
	Document string               `json:"document"`
	Part     certcat.Part         `json:"part"`
	Name     string               `json:"name"`
	Number   string               `json:"number,omitempty"`
	Kind     string               `json:"kind,omitempty"`
	Scheme   string               `json:"scheme,omitempty"`
	Holder   string               `json:"holder,omitempty"`
	Issuer   string               `json:"issuer,omitempty"`
	Product  string               `json:"product,omitempty"`
	Models   []string             `json:"models,omitempty"`
	Expiry   certcat.Date         `json:"expiry,omitempty"`
	Check    certcat.Check        `json:"check,omitempty"`
	Markets  []MarketDecision     `json:"markets,omitempty"`
	State    State                `json:"state"`
	Why      []string             `json:"why,omitempty"`
	Stops    int                  `json:"stops"` // fields that a person has to look at
	Fields   []certcat.Field      `json:"-"`     // for exports
	Verdicts []certcat.Verdict    `json:"-"`
	Differ   []string             `json:"differ,omitempty"` // of another use of a number: the fields that say something else
	Listing  string               `json:"listing,omitempty"`
	Received time.Time            `json:"received"`
	Lease    *Lease               `json:"lease,omitempty"`
	Problems []certcat.Problem    `json:"problems,omitempty"`
	By       string               `json:"by,omitempty"` // who decided last
	Receipt  certcat.ReceiptState `json:"-"`
}

// MarketDecision is what is made of a certificate in one market.
type MarketDecision struct {
	Market   string           `json:"market"`
	Decision certcat.Decision `json:"decision"`
}

// Query asks for rows. Zero values ask for nothing.
type Query struct {
	State    State
	Kind     string
	Scheme   string
	Market   string
	Holder   string
	Why      string
	Text     string // in number, holder, models, name
	Expires  int    // within so many days; less than 0 has expired
	Today    certcat.Date
	Document string // this one alone
	Uses     Use    // other documents with the number of this certificate
	After    string // a cursor from Found.Next
	Limit    int
}

// Use names a certificate whose number other documents may bear.
type Use struct {
	Document string
	Part     int
	Number   string
}

// Found is one page of rows.
type Found struct {
	Rows   []Row
	Next   string        // cursor of the next page, "" at the end
	Total  int           // rows that match; -1 where counting them would take long
	Counts map[State]int // of all rows
}

// row makes the queue's line of a view.
func (v *seen) row() Row {
	r := Row{Document: v.sheet.Document.ID, Name: v.sheet.Name, Received: v.sheet.Received, Problems: v.sheet.Problems, State: InReview}
	if v.at < 0 {
		r.Why = []string{"unread"}
		return r
	}
	c := v.certificate()
	r.Part, r.Scheme, r.State, r.Why, r.Stops, r.Fields, r.Verdicts = c.Part, c.Scheme, v.state, v.why, len(v.stops), c.Fields, v.verdicts
	r.Number, r.Kind = c.Field(certcat.CertificateNumber).Text(), c.Field(certcat.Kind).Canonical()
	r.Issuer, r.Product = c.Field(certcat.Issuer).Text(), c.Field(certcat.Product).Text()
	if r.Holder = c.Field(certcat.Holder).Text(); r.Holder == "" {
		r.Holder = c.Field(certcat.Manufacturer).Text()
	}
	for _, m := range c.Field(certcat.Models).Values {
		r.Models = append(r.Models, m.Text)
	}
	r.Expiry = certcat.Date(c.Field(certcat.ExpiryDate).Canonical())
	for _, x := range v.verdicts {
		r.Check = x.Check
		if x.Market != "" {
			r.Markets = append(r.Markets, MarketDecision{x.Market, x.Decision})
		}
	}
	if v.listing != nil {
		r.Listing = v.listing.SKU
	}
	for _, ruling := range v.rulings {
		r.By = ruling.Reviewer
	}
	return r
}

// Rows are the queue's lines of all certificates of a document; of a document without one a single line.
func (t *Tenant) Rows(sheet Sheet, listing *certcat.Listing) ([]Row, error) {
	v, err := t.viewOf(sheet, listing, 0)
	if err != nil {
		return nil, err
	}
	return v.rows(), nil
}

// rows are the lines of all certificates of the document; the view stays where it is.
func (v *seen) rows() []Row {
	if v.at < 0 {
		return []Row{v.row()}
	}
	rows, one := make([]Row, 0, len(v.laid)), *v
	for i := range v.laid {
		if one.at = i; i != v.at {
			one.judge()
		} else {
			one = *v
		}
		rows = append(rows, one.row())
	}
	return rows
}

// Index is a Catalogue in memory, for one process and some ten thousand documents.
type Index struct {
	mu     sync.RWMutex
	rows   map[string][]Row
	leases map[string]Lease
	now    func() time.Time
}

// NewIndex makes an empty index.
func NewIndex() *Index {
	return &Index{rows: map[string][]Row{}, leases: map[string]Lease{}, now: time.Now}
}

// Put replaces the rows of a document.
func (x *Index) Put(_ context.Context, sheet Sheet, rows []Row) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.rows[sheet.Document.ID] = rows; len(rows) == 0 {
		delete(x.rows, sheet.Document.ID)
	}
	return nil
}

// Lease gives who asks the document where nobody else has it, or where take is set.
func (x *Index) Lease(_ context.Context, document, who string, take bool) (Lease, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	now := x.now()
	l, there := x.leases[document]
	switch {
	case !there || now.After(l.Until) || l.Who != who && take:
		l = Lease{Who: who, Since: now}
	case l.Who != who:
		return l, nil
	}
	l.Until = now.Add(LeaseTime)
	x.leases[document] = l
	return l, nil
}

// Release ends somebody's lease.
func (x *Index) Release(_ context.Context, document, who string) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.leases[document].Who == who {
		delete(x.leases, document)
	}
	return nil
}

// Find lists rows, the most urgent first.
func (x *Index) Find(_ context.Context, q Query) (Found, error) {
	x.mu.RLock()
	defer x.mu.RUnlock()
	found := Found{Counts: map[State]int{}}
	var all []Row
	now := x.now()
	for _, rows := range x.rows {
		for _, r := range rows {
			found.Counts[r.State]++
			if !q.matches(r) {
				continue
			}
			if l, ok := x.leases[r.Document]; ok && now.Before(l.Until) {
				r.Lease = &l
			}
			all = append(all, r)
		}
	}
	slices.SortFunc(all, func(a, b Row) int { return strings.Compare(q.order(a), q.order(b)) })
	found.Total = len(all)
	if q.After != "" {
		after, _ := base64.RawURLEncoding.DecodeString(q.After) // a cursor that is none begins anew
		at, there := slices.BinarySearchFunc(all, string(after), func(r Row, key string) int { return cmp.Compare(q.order(r), key) })
		if there {
			at++
		}
		all = all[at:]
	}
	if q.Limit > 0 && len(all) > q.Limit {
		all = all[:q.Limit]
		found.Next = base64.RawURLEncoding.EncodeToString([]byte(q.order(all[len(all)-1])))
	}
	found.Rows = all
	return found, nil
}

// order is the sort key of a row: what expires within a month first, then what blocks a listing, then the oldest.
func (q Query) order(r Row) string {
	class := "2"
	switch {
	case r.Expiry.Known() && r.Expiry.Last() >= q.Today && r.Expiry.Last() <= q.Today.AddDays(30):
		class = "0" + string(r.Expiry)
	case r.Listing != "":
		class = "1"
	}
	return class + " " + r.Received.UTC().Format(time.RFC3339Nano) + " " + r.Document + " " + strconv.Itoa(1e6+r.Part.First)
}

func (q Query) matches(r Row) bool {
	is := func(want, got string) bool { return want == "" || want == got }
	switch {
	case !is(string(q.State), string(r.State)), !is(q.Kind, r.Kind), !is(q.Scheme, r.Scheme), !is(q.Document, r.Document):
		return false
	case q.Uses.Number != "" && (r.Document == q.Uses.Document || grammar.FoldIdentifier(r.Number) != grammar.FoldIdentifier(q.Uses.Number)):
		return false
	case q.Why != "" && !slices.Contains(r.Why, q.Why):
		return false
	case q.Market != "" && !slices.ContainsFunc(r.Markets, func(m MarketDecision) bool { return m.Market == q.Market && m.Decision != certcat.Irrelevant }):
		return false
	case q.Holder != "" && !strings.EqualFold(q.Holder, r.Holder):
		return false
	case q.Expires > 0 && (!r.Expiry.Known() || r.Expiry.Last() < q.Today || r.Expiry.Last() > q.Today.AddDays(q.Expires)):
		return false
	case q.Expires < 0 && (!r.Expiry.Known() || r.Expiry.Last() >= q.Today):
		return false
	}
	if q.Text == "" {
		return true
	}
	text := strings.ToLower(q.Text)
	hit := func(s string) bool { return strings.Contains(strings.ToLower(s), text) }
	return hit(r.Number) || hit(r.Holder) || hit(r.Name) || hit(r.Issuer) || hit(r.Product) || slices.ContainsFunc(r.Models, hit) || strings.HasPrefix(r.Document, text)
}
