package catalog

import (
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"

	"github.com/certcat/certcat"
)

// none stands in a column for a value that is not known: behind every date, number and name.
const none = "~"

func orNone(s string) string {
	if s == "" {
		return none
	}
	return s
}

type entryRow struct {
	bun.BaseModel `bun:"table:entries,alias:e"`

	ID         int64  `bun:"id,pk"`
	Tenant     string `bun:"tenant"`
	Document   string `bun:"document"`
	FirstPage  int    `bun:"first_page"`
	LastPage   int    `bun:"last_page"`
	Status     string `bun:"status"`
	Kind       string `bun:"kind"`
	Scheme     string `bun:"scheme"`
	NumberKey  string `bun:"number_key"`
	HolderKey  string `bun:"holder_key"`
	IssuerKey  string `bun:"issuer_key"`
	Issued     string `bun:"issued"`
	Expires    string `bun:"expires"`
	NextChange string `bun:"next_change"`
	Received   int64  `bun:"received"`
	Urgency    int64  `bun:"urgency"`
}

type bodyRow struct {
	bun.BaseModel `bun:"table:bodies,alias:t"`

	ID     int64  `bun:"id,pk"`
	Search string `bun:"search"`
	Words  string `bun:"words"`
	Body   string `bun:"body"`
}

// listedRow is an entry on its way into a list.
type listedRow struct {
	ID         int64  `bun:"id"`
	NumberKey  string `bun:"number_key"`
	Expires    string `bun:"expires"`
	NextChange string `bun:"next_change"`
	Received   int64  `bun:"received"`
	Urgency    int64  `bun:"urgency"`
	Body       string `bun:"body"`
}

type standingRow struct {
	bun.BaseModel `bun:"table:standings,alias:s"`

	Tenant   string `bun:"tenant"`
	Market   string `bun:"market"`
	Decision string `bun:"decision"`
	Urgency  int64  `bun:"urgency"`
	Entry    int64  `bun:"entry"`
}

type needRow struct {
	bun.BaseModel `bun:"table:needs,alias:n"`

	Tenant  string `bun:"tenant"`
	Code    string `bun:"code"`
	Urgency int64  `bun:"urgency"`
	Entry   int64  `bun:"entry"`
}

type citeRow struct {
	bun.BaseModel `bun:"table:cites,alias:c"`

	Tenant string `bun:"tenant"`
	What   string `bun:"what"`
	Value  string `bun:"value"`
	Entry  int64  `bun:"entry"`
}

type documentRow struct {
	bun.BaseModel `bun:"table:documents,alias:d"`

	Tenant     string `bun:"tenant"`
	Document   string `bun:"document"`
	Revision   int    `bun:"revision"`
	Generation int64  `bun:"generation"`
}

type arrivalRow struct {
	bun.BaseModel `bun:"table:arrivals,alias:a"`

	Tenant     string `bun:"tenant"`
	Door       string `bun:"door"`
	Bucket     string `bun:"bucket"`
	Key        string `bun:"key"`
	Document   string `bun:"document"`
	Name       string `bun:"name"`
	State      string `bun:"state"`
	Received   int64  `bun:"received"`
	Generation int64  `bun:"generation"`
}

// place names where it arrived.
func (a arrivalRow) place() string { return a.Door + "\n" + a.Bucket + "\n" + a.Key }

func arrivalOf(tenant string, r certcat.Receipt, generation int64) arrivalRow {
	return arrivalRow{Tenant: tenant, Door: clean(r.Door), Bucket: clean(r.Bucket), Key: clean(r.Key), Document: r.Document,
		Name: clean(r.Name), State: string(r.State), Received: r.Time.UnixMilli(), Generation: generation}
}

// rowsOf makes the rows of entries; ids are as many.
func rowsOf(tenant string, entries []Entry, ids []int64) (written, error) {
	var w written
	for i := range entries {
		e := &entries[i]
		body, err := json.Marshal(e)
		if err != nil {
			return w, fmt.Errorf("write entry %s: %w", e.Document, err)
		}
		id, urgency := ids[i], e.urgency()
		search, words := e.searched()
		received := int64(0)
		if !e.Received.IsZero() {
			received = e.Received.UnixMilli()
		}
		w.entries = append(w.entries, entryRow{ID: id, Tenant: tenant, Document: e.Document, FirstPage: e.Part.First, LastPage: e.Part.Last,
			Status: e.Status, Kind: orNone(e.Kind), Scheme: orNone(e.Scheme), NumberKey: orNone(e.NumberKey), HolderKey: orNone(e.holderKey()),
			IssuerKey: orNone(e.issuerKey()), Issued: orNone(string(e.Issued)), Expires: orNone(string(e.Expires)), NextChange: orNone(string(e.NextChange)),
			Received: received, Urgency: urgency})
		w.bodies = append(w.bodies, bodyRow{ID: id, Search: search, Words: words, Body: string(body)})
		if e.Status != Deleted {
			seen := map[Standing]bool{}
			for _, s := range e.Standings {
				if key := (Standing{Market: s.Market, Decision: s.Decision}); !seen[key] {
					seen[key] = true
					w.standings = append(w.standings, standingRow{Tenant: tenant, Market: s.Market, Decision: string(s.Decision), Urgency: urgency, Entry: id})
				}
			}
			for _, code := range slices.Concat(e.Needs, e.Review.codes()) {
				w.needs = append(w.needs, needRow{Tenant: tenant, Code: code, Urgency: urgency, Entry: id})
			}
		}
		for _, c := range e.Cites {
			w.cites = append(w.cites, citeRow{Tenant: tenant, What: c.What, Value: c.Value, Entry: id})
		}
	}
	return w, nil
}

// codes are what lists find a review by, among the needs: their index has the order of lists.
func (r Review) codes() []string {
	var codes []string
	for _, why := range r.Why {
		codes = append(codes, whyPrefix+clean(why))
	}
	if r.State != "" {
		codes = append(codes, statePrefix+clean(r.State))
	}
	return tidy(codes)
}

const statePrefix, whyPrefix = "review.", "why."

// codes are what an entry has to need, the rarest kind first.
func (f Filter) codes() (codes []string) {
	for _, c := range [][2]string{{"", f.Need}, {whyPrefix, f.Why}, {statePrefix, f.Review}} {
		if c[1] != "" {
			codes = append(codes, c[0]+c[1])
		}
	}
	return codes
}

// written are rows on their way into the tables.
type written struct {
	entries   []entryRow
	bodies    []bodyRow
	standings []standingRow
	needs     []needRow
	cites     []citeRow
}

// readEntry reads a body back.
func readEntry(body string) (Entry, error) {
	var e Entry
	if err := json.Unmarshal([]byte(body), &e); err != nil {
		return e, fmt.Errorf("read an entry of the catalogue: %w", err)
	}
	return e, nil
}

// arrival sums up where a document arrived.
type arrival struct {
	name      string
	received  int64 // Unix milliseconds of the first
	all, live int
	from      string
}

func (a *arrival) add(r arrivalRow) {
	if a.all == 0 || r.Received < a.received || r.Received == a.received && r.place() < a.from {
		a.name, a.received, a.from = r.Name, r.Received, r.place()
	}
	a.all++
	if r.State != string(certcat.Deleted) {
		a.live++
	}
}

// day is a date as a column holds it.
func day(d certcat.Date) string { return string(d.First()) }

func millis(t time.Time) int64 { return t.UnixMilli() }
