package review

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
	"github.com/certcat/certcat/review/correct"
)

// State is where a certificate stands with the people.
type State string

// The states.
const (
	InReview  State = "review"    // a person has to look
	Waiting   State = "waiting"   // the seller was asked
	Escalated State = "escalated" // somebody else has to decide
	Second    State = "second"    // a second person has to agree
	Done      State = "done"
	ByMachine State = "machine" // nothing to do for people
)

// States lists the states in the order in which the queue shows them.
func States() []State { return []State{InReview, Second, Escalated, Waiting, Done, ByMachine} }

// seen is one certificate as people see it: what was read, what was said about it, and what follows.
type seen struct {
	tenant    *Tenant
	sheet     Sheet
	laid      []correct.Laid
	at        int // which certificate of the document
	listing   *certcat.Listing
	verdicts  []certcat.Verdict
	stops     []string          // fields that a person has to look at, in order
	doubtful  int               // of these, how many the program does not rely on
	differs   map[string]string // field → what the listing says instead
	overruled map[string]certcat.Ruling
	rulings   []certcat.Ruling // in force, of this part
	state     State
	why       []string
}

// look makes the view of one part of a document. part is its first page; 0 takes the first certificate.
func (t *Tenant) look(ctx context.Context, id string, part int) (*seen, error) {
	var sheet Sheet
	var listing *certcat.Listing
	group, within := errgroup.WithContext(ctx)
	group.Go(func() (err error) { sheet, err = t.Shelf.Sheet(within, id); return err })
	if t.Listings != nil {
		group.Go(func() (err error) { listing, err = t.Listings.Listing(within, id); return err })
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return t.viewOf(sheet, listing, part)
}

func (t *Tenant) viewOf(sheet Sheet, listing *certcat.Listing, part int) (*seen, error) {
	v := &seen{tenant: t, sheet: sheet, listing: listing, at: -1}
	for i, c := range sheet.Certificates {
		v.laid = append(v.laid, correct.Lay(c, sheet.Corrections))
		if c.Part.First == part || part == 0 && v.at < 0 {
			v.at = i
		}
	}
	if v.at < 0 {
		if part == 0 {
			return v, nil
		}
		return nil, ErrNotFound
	}
	v.judge()
	return v, nil
}

func (v *seen) certificate() *certcat.Certificate { return &v.laid[v.at].Certificate }

// kase is what the check looks at: this certificate, the others of the document, the listing.
func (v *seen) kase() certcat.Case {
	k := certcat.Case{Certificate: *v.certificate(), Listing: v.listing, Registers: certcat.RegisterChecks(v.sheet.Rulings)}
	for i := range v.laid {
		if i != v.at {
			k.Related = append(k.Related, v.laid[i].Certificate)
		}
	}
	return k
}

func (v *seen) judge() {
	c := v.certificate()
	v.verdicts = v.tenant.Checker.Check(v.kase())
	v.differs = mismatches(c, v.listing)
	v.stops, v.doubtful = nil, 0
	doubts := func(f certcat.Field) bool {
		disagrees := slices.ContainsFunc(v.laid[v.at].Disagreements, func(d correct.Disagreement) bool { return d.Field == f.Name })
		return v.tenant.Policy.stops(f) || disagrees || v.differs[f.Name] != "" && !correct.ByPerson(f)
	}
	for _, f := range c.Fields {
		if doubts(f) {
			v.doubtful++
		}
	}
	for _, f := range c.Fields {
		if doubts(f) || v.tenant.Policy.Stop.Relied == "critical" && certcat.IsCritical(f.Name) && !correct.ByPerson(f) && v.wanted() {
			v.stops = append(v.stops, f.Name)
		}
	}
	v.force()
	v.place()
}

// wanted reports whether a person looks at the certificate anyway.
func (v *seen) wanted() bool {
	return v.doubtful > 0 || len(v.certificate().Corrections) > 0 || v.tenant.Policy.sampled(v.sheet.Document.ID) ||
		slices.ContainsFunc(v.verdicts, func(x certcat.Verdict) bool { return x.Decision == certcat.NeedsReview && x.Market != "" })
}

// force finds the rulings in force: of equal kind and subject the last, unless it was withdrawn.
func (v *seen) force() {
	v.rulings, v.overruled = nil, map[string]certcat.Ruling{}
	part := v.certificate().Part
	for _, r := range v.sheet.Rulings {
		if !correct.SamePart(r.Part, part) {
			continue
		}
		v.rulings = slices.DeleteFunc(v.rulings, func(old certcat.Ruling) bool {
			return r.Kind == certcat.RuledWithdrawn && strconv.Itoa(old.Number) == r.Subject ||
				old.Kind == r.Kind && old.Subject == r.Subject && old.Kind != certcat.RuledFinished && old.Kind != certcat.RuledDecision && old.Kind != certcat.RuledOverrule
		})
		if r.Kind != certcat.RuledWithdrawn {
			v.rulings = append(v.rulings, r)
		}
	}
	for _, verdict := range v.verdicts {
		for _, f := range verdict.Findings {
			rests := v.rests(f)
			for _, r := range v.rulings {
				if r.Kind == certcat.RuledOverrule && r.Subject == f.Rule && r.Rests == rests || answered(f, r) {
					v.overruled[rests] = r
				}
			}
		}
	}
}

// asksRegister is the rule that asks for a look into a public register.
const asksRegister = "register.asked"

// registerOf is the register that a finding asks for; zero where it asks for none.
func registerOf(f certcat.Finding) registerView {
	var r registerView
	if f.Rule != asksRegister || f.Outcome != certcat.Unknown {
		return r
	}
	for _, a := range f.Args {
		switch a.Key {
		case "number":
			r.Number = a.Value
		case "where", "body":
			r.Where = a.Value
		}
	}
	if strings.HasPrefix(r.Where, "https://") || strings.HasPrefix(r.Where, "http://") {
		r.URL, _, _ = strings.Cut(r.Where, " ")
	}
	return r
}

// answered reports whether a register check found the number that a finding asks for.
func answered(f certcat.Finding, r certcat.Ruling) bool {
	asked := registerOf(f)
	return asked.Number != "" && r.Kind == certcat.RuledRegister && r.Outcome == "found" && slices.Contains(r.Args, certcat.Arg{Key: "number", Value: asked.Number})
}

// rests is the hash of what an overruled finding rests on: document, part, listing, row and what was found. When any of
// them changes the overruling ends.
func (v *seen) rests(f certcat.Finding) string {
	c := v.certificate()
	listing, _ := json.Marshal(v.listing) // a value of strings: never fails
	h := sha256.New()
	fmt.Fprintf(h, "%s %d %s %q %q %q %v %v", c.Document, c.Part.First, listing, f.Rule, f.Message, f.Outcome, f.Args, f.DecidedBy())
	return hex.EncodeToString(h.Sum(nil))[:24]
}

// decision is what is made of a fit, with overruled findings left out. Where all that decided is overruled, whatever else
// is open still asks.
func (v *seen) decision(verdict certcat.Verdict, fit certcat.Fit) certcat.Decision {
	if fit.Decision != certcat.Rejected && fit.Decision != certcat.NeedsReview || len(fit.Because) == 0 {
		return fit.Decision
	}
	open := certcat.Accepted
	for _, f := range verdict.Findings {
		if _, over := v.overruled[v.rests(f)]; over || tone(f) == "" {
			continue
		}
		if slices.Contains(fit.Because, f.Rule) {
			return fit.Decision
		}
		if t := tone(f); t == "bad" || t == "ask" {
			open = certcat.NeedsReview
		}
	}
	return open
}

// place says where the certificate stands and why a person is needed.
func (v *seen) place() {
	c, finishers := v.certificate(), map[string]bool{}
	v.state, v.why = ByMachine, nil
	if v.wanted() {
		v.state = InReview
	}
	for _, r := range v.rulings {
		switch r.Kind {
		case certcat.RuledFinished:
			v.state, finishers[r.Reviewer] = Done, true
		case certcat.RuledQuestion:
			v.state = Waiting
		case certcat.RuledEscalated:
			v.state = Escalated
		}
	}
	if v.state == Done && (len(v.stops) > 0 || v.changedSince()) {
		v.state = InReview
	}
	if v.state == Done && len(finishers) < 2 && v.tenant.Policy.second(c, v.verdicts) {
		v.state = Second
	}
	if v.state == InReview && v.byMachine() && v.tenant.Policy.sampled(v.sheet.Document.ID) {
		v.why = append(v.why, "sample")
	}
	v.why = append(v.why, v.reasons()...)
}

// byMachine reports whether the program would have taken the certificate as it was read without asking anybody.
func (v *seen) byMachine() bool {
	as := *v
	as.laid, as.at = []correct.Laid{{Certificate: v.extracted()}}, 0
	as.sheet.Corrections = nil
	if len(v.certificate().Corrections) > 0 {
		as.verdicts = v.tenant.Checker.Check(as.kase())
	}
	unsure := slices.ContainsFunc(as.certificate().Fields, v.tenant.Policy.stops)
	return !unsure && !slices.ContainsFunc(as.verdicts, func(x certcat.Verdict) bool { return x.Decision == certcat.NeedsReview && x.Market != "" })
}

// changedSince reports whether a field was corrected after everything was called finished.
func (v *seen) changedSince() bool {
	var finished time.Time
	for _, r := range v.rulings {
		if r.Kind == certcat.RuledFinished && r.Time.After(finished) {
			finished = r.Time
		}
	}
	return slices.ContainsFunc(v.certificate().Corrections, func(k certcat.Correction) bool { return k.Time.After(finished) })
}

// reasons are codes for why a person is needed, the gravest first.
func (v *seen) reasons() (list []string) {
	if len(v.differs) > 0 {
		list = append(list, "listing")
	}
	for _, x := range v.verdicts {
		for _, f := range x.Findings {
			if f.Outcome == certcat.Fail {
				list = append(list, "fails")
			}
		}
	}
	if len(v.laid[v.at].Disagreements) > 0 {
		list = append(list, "disagreement")
	}
	if v.state == Second {
		list = append(list, "second")
	}
	critical := slices.ContainsFunc(v.certificate().Fields, func(f certcat.Field) bool { return certcat.IsCritical(f.Name) && v.tenant.Policy.stops(f) })
	switch {
	case critical:
		list = append(list, "critical")
	case v.doubtful > 0:
		list = append(list, "doubtful")
	}
	for _, x := range v.verdicts {
		if slices.ContainsFunc(x.Findings, func(f certcat.Finding) bool {
			return strings.HasPrefix(f.Rule, "register") && f.Outcome == certcat.Unknown
		}) {
			list = append(list, "register")
		}
	}
	return slices.Compact(list)
}

// mismatches compares the certificate with the listing that it was handed in for: brand and models have to be named by it.
func mismatches(c *certcat.Certificate, l *certcat.Listing) map[string]string {
	out := map[string]string{}
	if l == nil {
		return out
	}
	if f := c.Field(certcat.Brand); l.Brand != "" && f.State == certcat.Printed && !strings.EqualFold(strings.TrimSpace(f.Text()), strings.TrimSpace(l.Brand)) {
		out[certcat.Brand] = l.Brand
	}
	if f := c.Field(certcat.Models); f.State == certcat.Printed {
		for _, m := range l.Models {
			if !slices.ContainsFunc(f.Values, func(v certcat.Value) bool { return grammar.FoldIdentifier(v.Text) == grammar.FoldIdentifier(m) }) {
				out[certcat.Models] = m
			}
		}
	}
	return out
}

// extracted is the certificate as the machine read it.
func (v *seen) extracted() certcat.Certificate { return v.sheet.Certificates[v.at] }

// tag is the ETag of the document's state: it changes with every correction, ruling and revision.
func (v *seen) tag() string {
	return fmt.Sprintf(`"%d.%d.%d"`, v.sheet.Revision, len(v.sheet.Corrections), len(v.sheet.Rulings))
}
