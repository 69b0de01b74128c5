// Package validate judges certificates: a list of rules over a Case and the tables, and what the findings mean for the
// requirements of a market. It promises to be pure (equal case, options and tables give equal bytes), that every rule
// says something about every check, that a fail rests only on fields that are relied on and on a table row that somebody
// read in its source or on a purely formal fact, and that a rule that breaks costs a finding, never the verdict.
package validate

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/tables"
)

// Revision grows when equal input gives another verdict than before.
const Revision = 11

// Options are what is asked about a Case.
type Options struct {
	Market   string       // "EU", "GB", "US", …; "" asks for the document check alone
	Category string       // a category of the tables; "" = not said
	AsOf     certcat.Date // the day asked about: a full date, needed
	Profile  Profile
}

// Key is the verdict key: everything but the Case that a verdict depends on.
func Key(opt Options, t *tables.Tables) string {
	return keys.get(asked{t, strings.ToUpper(opt.Market), opt.Category, opt.AsOf, opt.Profile.Digest}, func() string { return makeKey(opt, t) })
}

// asked is everything that a key is made of.
type asked struct {
	tables           *tables.Tables
	market, category string
	asOf             certcat.Date
	profile          string
}

func makeKey(opt Options, t *tables.Tables) string {
	h := sha256.New()
	fmt.Fprintf(h, "%d\n%s\n%s\n%s\n%s\n", Revision, strings.ToUpper(opt.Market), opt.Category, opt.AsOf, opt.Profile.Digest)
	for _, d := range t.Digests() {
		fmt.Fprintf(h, "%s %s\n", d.Name, d.Digest)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Check judges the case's first certificate.
func Check(c certcat.Case, opt Options, t *tables.Tables) certcat.Verdict {
	judgingBy(t)
	opt.Market = strings.ToUpper(opt.Market)
	v := certcat.Verdict{Document: c.Certificate.Document, Part: c.Certificate.Part, Key: Key(opt, t), Market: opt.Market,
		Category: opt.Category, AsOf: opt.AsOf, Profile: opt.Profile.Name}
	x := &question{c: c, cert: &c.Certificate, opt: opt, t: t, day: opt.AsOf}
	if s := x.schemeByNumber(); s != "" {
		own := c.Certificate
		own.Scheme, x.cert = s, &own
	}
	all := rules()
	var results []judged                                // what weighs on a decision
	v.Findings = make([]certcat.Finding, 0, len(all)+5) // few rules find more than one thing
	for i := range all {
		found, quiet := x.ask(&all[i])
		if quiet != "" {
			n := len(v.Findings)
			v.Findings = slices.Grow(v.Findings, 1)[:n+1] // nothing stands there yet
			all[i].quietly(quiet, &v.Findings[n])
			continue
		}
		for j := range found {
			v.Findings = append(v.Findings, found[j].Finding)
			if policy := found[j].Policy; policy == certcat.PolicyFail || policy == certcat.PolicyAsk {
				results = append(results, judged{&all[i], policy})
			}
		}
	}
	v.Check = documentCheck(results)
	v.Fits, v.CouldServe = x.fits(results)
	v.Decision = decide(opt, v.Fits)
	v.NextChange = x.nextChange()
	v.Used = used(opt, t)
	for _, r := range c.Related {
		v.Used = append(v.Used, certcat.Digest{Name: fmt.Sprintf("related/%s/%d", r.Document, r.Part.First), Digest: r.Key})
	}
	return v
}

// used names the tables and the profile of a check. The slice is shared: it grows into a new one.
func used(opt Options, t *tables.Tables) []certcat.Digest {
	return digests.get(asked{tables: t, market: opt.Profile.Name, profile: opt.Profile.Digest}, func() []certcat.Digest {
		return slices.Clip(append(t.Digests(), certcat.Digest{Name: "profile/" + opt.Profile.Name, Digest: opt.Profile.Digest}))
	})
}

// documentCheck is what the rules about the paper itself add up to, by the profile's policy.
func documentCheck(results []judged) certcat.Check {
	check := certcat.Holds
	for _, r := range results {
		switch {
		case r.rule.Layer != Document:
		case r.policy == certcat.PolicyFail:
			return certcat.DoesNotHold
		case r.policy == certcat.PolicyAsk:
			check = certcat.Asks
		}
	}
	return check
}

// question is one check under way: what rules may look at, and what they leave behind.
type question struct {
	c     certcat.Case
	cert  *certcat.Certificate
	opt   Options
	t     *tables.Tables
	day   certcat.Date
	turns []certcat.Date // days on which something that was looked at changes

	acted, parsed, asked bool // whether what follows was looked up
	needed               []certcat.Requirement
	actsWanted           []string
	actsNamed            []namedAct
	standardsRead        []namedStandard
	harmonised           []namedAct
	one                  [1]result
	dayAsked             int // 0: not looked, 1: no day, 2: a day
	kindIs               string
	kindAsked            bool
	lives                tables.Life
	livesAsked, livesOK  bool
	ending               ending
	endAsked, endOK      bool
	every                []certcat.Requirement
	everyAsked           bool
	everyKnown           bool
}

// turn notes days on which a row or field that was looked at begins or ceases to say what it says.
func (x *question) turn(days ...certcat.Date) {
	for _, d := range days {
		if d.Valid() && !d.MonthOnly() && d > x.day {
			x.turns = append(x.turns, d)
		}
	}
}

func (x *question) nextChange() certcat.Date {
	if len(x.turns) == 0 {
		return ""
	}
	return slices.Min(x.turns)
}

// row notes the days of a row and gives it.
func (x *question) row(r certcat.Row) certcat.Row {
	x.turn(r.From, r.Until)
	return r
}

// kind is the document kind, "" where it is not known.
func (x *question) kind() string {
	if !x.kindAsked {
		x.kindAsked, x.kindIs = true, x.first(certcat.Kind)
	}
	return x.kindIs
}

// field is cert.Field without the copy: what it gives is not to be changed.
func (x *question) field(name string) *certcat.Field {
	for i := range x.cert.Fields {
		if x.cert.Fields[i].Name == name {
			return &x.cert.Fields[i]
		}
	}
	for i := range x.cert.Facts {
		if x.cert.Facts[i].Name == name {
			return &x.cert.Facts[i]
		}
	}
	return &unread
}

var unread = certcat.Field{State: certcat.Unread}

// first is the canonical form of a field's first value, else its text.
func (x *question) first(name string) string {
	f := x.field(name)
	if len(f.Values) == 0 || f.State != certcat.Printed {
		return ""
	}
	if c := f.Values[0].Canonical; c != "" {
		return c
	}
	return f.Values[0].Text
}

// first is the canonical form of a field's first value, else its text.
func first(f certcat.Field) string {
	if len(f.Values) == 0 || f.State != certcat.Printed {
		return ""
	}
	return canonical(f.Values[0])
}

func canonical(v certcat.Value) string {
	if v.Canonical != "" {
		return v.Canonical
	}
	return v.Text
}

// date is a field's date, "" where none is printed or what is printed is no calendar date.
func (x *question) date(field string) certcat.Date {
	d := certcat.Date(x.first(field))
	if !d.Valid() {
		return ""
	}
	return d
}

// namedAct is an act that the certificate names, with the value that names it.
type namedAct struct {
	*tables.Act
	value certcat.Value
}

// acts are the acts on the certificate that the tables know, in the order printed. One with the right figures and wrong
// letters counts as the act that it can only mean.
func (x *question) acts() []namedAct {
	if !x.acted {
		x.acted, x.actsNamed = true, x.lookUpActs()
	}
	return x.actsNamed
}

func (x *question) lookUpActs() []namedAct {
	var out []namedAct
	for _, v := range x.field(certcat.LegalActs).Values {
		a := x.t.TheAct(canonical(v))
		if a == nil {
			if like, ok := x.t.ActLike(canonical(v)); ok && actNumber(like.ID) == actNumber(canonical(v)) {
				a = &like
			}
		}
		if a != nil {
			out = append(out, namedAct{a, v})
		}
	}
	return out
}

// union reports whether acts of the Union and their harmonised standards decide for the market that is asked about;
// where no market is asked, the acts on the paper decide.
func (x *question) union() bool {
	switch x.opt.Market {
	case "", "EU", "NI", "EFTA", "EEA", "TR":
		return true
	}
	return false
}

// evidence gathers where values stand, at most three places, the same text on the same page once.
func evidence(values ...certcat.Value) []certcat.Evidence {
	var out []certcat.Evidence
	for _, v := range values {
		for _, e := range v.Evidence {
			same := func(o certcat.Evidence) bool { return o.Page == e.Page && o.Text == e.Text }
			if len(out) < 3 && !slices.ContainsFunc(out, same) {
				out = append(out, e)
			}
		}
	}
	return out
}
