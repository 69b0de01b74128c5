package validate

import (
	"os"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/tables"
)

// ruleCase is one rule seen with one outcome.
type ruleCase struct {
	rule    string
	want    string // "outcome message" of each finding of the rule, divided by ", "
	paper   []string
	opt     Options
	listing *certcat.Listing
	scheme  string
	tables  []string // cells changed, for tablesWith
	typed   *Typed   // in place of paper and what follows
}

var red = []string{"kind", "eu-type-examination", "legal_acts", "2014/53/EU", "issue_date", "2018-05-02", "issuer_id", "0123", "certificate_number", "X-1"}

func with(base []string, more ...string) []string { return append(slices.Clone(base), more...) }

const redLife = "2014/53/EU#eu-type-examination-1"

var ruleCases = []ruleCase{
	{rule: "fields.relied-on", want: "pass pass", paper: []string{"kind", "eu-doc"}},
	{rule: "fields.relied-on", want: "unknown fields.unconfirmed", paper: []string{"?kind", "eu-doc"}},
	{rule: "fields.relied-on", want: "unknown fields.unconfirmed", paper: []string{"kind", "eu-doc", "-models", ""}},

	{rule: "dates.possible", want: "not-applicable not-applicable", paper: []string{"kind", "eu-doc"}},
	{rule: "dates.possible", want: "pass pass", paper: []string{"issue_date", "2020-02-29"}},
	{rule: "dates.possible", want: "fail dates.possible", paper: []string{"issue_date", "2021-02-29"}},
	{rule: "dates.possible", want: "unknown dates.possible", paper: []string{"?issue_date", "2021-02-30"}},

	{rule: "dates.order", want: "pass pass", paper: []string{"issue_date", "2020-01-01", "expiry_date", "2020-01"}},
	{rule: "dates.order", want: "fail dates.order", paper: []string{"issue_date", "2020-01-02", "expiry_date", "2019-12-31"}},
	{rule: "dates.order", want: "unknown dates.order", paper: []string{"?issue_date", "2020-01-02", "expiry_date", "2019-12"}},

	{rule: "dates.future", want: "pass pass", paper: []string{"issue_date", "2026-11-22"}},
	{rule: "dates.future", want: "fail dates.future", paper: []string{"issue_date", "2026-11-23"}},
	{rule: "dates.future", want: "unknown dates.future", paper: []string{"?issue_date", "2026-12"}},

	{rule: "life.begun", want: "not-applicable not-applicable", paper: []string{"kind", "eu-doc"}},
	{rule: "life.begun", want: "pass pass", paper: []string{"kind", "brand-authorisation", "valid_from", "2026-11-22"}},
	{rule: "life.begun", want: "fail life.begun", paper: []string{"kind", "brand-authorisation", "valid_from", "2026-12-01"}},
	{rule: "life.begun", want: "unknown life.begun", paper: []string{"kind", "brand-authorisation", "?valid_from", "2026-12-01"}},

	// the life table: none, printed, fixed, review, per shipment, register
	{rule: "life.ended", want: "not-applicable not-applicable", paper: []string{"kind", "eu-doc", "expiry_date", "2020-01-01"}},
	{rule: "life.ended", want: "not-applicable not-applicable", paper: []string{"kind", "test-report", "expiry_date", "2020-01-01"}},
	{rule: "life.ended", want: "pass pass", paper: with(red, "expiry_date", "2026-11-22")},
	{rule: "life.ended", want: "pass pass", paper: with(red), tables: nil},
	{rule: "life.ended", want: "fail life.ended.printed", paper: with(red, "expiry_date", "2026-11-21"), tables: []string{"life", redLife, "verified", "source"}},
	{rule: "life.ended", want: "unknown life.ended.printed", paper: with(red, "expiry_date", "2026-11-21"), tables: []string{"life", redLife, "verified", "knowledge"}},
	{rule: "life.ended", want: "unknown life.ended.printed", paper: with(red, "?expiry_date", "2026-11-21"), tables: []string{"life", redLife, "verified", "source"}},
	{rule: "life.ended", want: "unknown life.unread", paper: with(red, "-expiry_date", "")},
	{rule: "life.ended", want: "unknown life.placed-before", paper: with(red, "expiry_date", "2026-11-21"), listing: &certcat.Listing{SKU: "1"}},
	{rule: "life.ended", want: "pass pass", paper: with(red, "expiry_date", "2026-11-21"), listing: &certcat.Listing{SKU: "1", Placed: certcat.Interval{Until: "2026-11-22"}}},
	{rule: "life.ended", want: "fail life.ended.printed", paper: with(red, "expiry_date", "2026-11-21"), listing: &certcat.Listing{SKU: "1", Placed: certcat.Interval{Until: "2026-11-23"}},
		tables: []string{"life", redLife, "verified", "source"}},
	{rule: "life.ended", want: "fail life.ended.derived", paper: []string{"kind", "type-approval", "issue_date", "2025-10-01"}, scheme: "sa-saber-pcoc", tables: []string{"life", "scheme-sa-saber-pcoc", "verified", "source"}},
	{rule: "life.ended", want: "pass pass", paper: []string{"kind", "type-approval", "issue_date", "2025-11-23"}, scheme: "sa-saber-pcoc"},
	{rule: "life.ended", want: "unknown life.no-issue-date", paper: []string{"kind", "type-approval"}, scheme: "sa-saber-pcoc"},
	{rule: "life.ended", want: "unknown life.per-shipment", paper: []string{"kind", "type-approval", "issue_date", "2026-11-01"}, scheme: "sa-saber-scoc"},
	{rule: "life.ended", want: "unknown life.review-due", paper: []string{"kind", "eu-type-examination", "legal_acts", "2009/48/EC", "issue_date", "2020-01-01"}},
	{rule: "life.ended", want: "pass pass", paper: []string{"kind", "eu-type-examination", "legal_acts", "2009/48/EC", "issue_date", "2024-01-01"}},
	{rule: "life.ended", want: "not-applicable not-applicable", paper: []string{"kind", "fcc-grant", "expiry_date", "2020-01-01"}, scheme: "us-fcc-certification"},
	{rule: "life.ended", want: "unknown life.unknown", paper: []string{"issue_date", "2026-11-01"}},

	{rule: "life.ends-soon", want: "not-applicable not-applicable", paper: []string{"kind", "eu-doc", "expiry_date", "2026-12-01"}},
	{rule: "life.ends-soon", want: "pass pass", paper: with(red, "expiry_date", "2027-02-21")},
	{rule: "life.ends-soon", want: "warn life.ends-soon", paper: with(red, "expiry_date", "2027-02-20")},
	{rule: "life.ends-soon", want: "warn life.ends-soon", paper: with(red, "expiry_date", "2027-02-20"), listing: &certcat.Listing{SKU: "1", Placed: certcat.Interval{From: "2026-01-01"}}},
	{rule: "life.ends-soon", want: "pass pass", paper: with(red, "expiry_date", "2027-02-20"), listing: &certcat.Listing{SKU: "1", Placed: certcat.Interval{Until: "2026-11-22"}}},

	{rule: "acts.mistyped", want: "pass pass", paper: []string{"kind", "eu-doc", "legal_acts", "2014/35/EU"}},
	{rule: "acts.mistyped", want: "warn acts.letters", paper: []string{"kind", "eu-doc", "legal_acts", "2014/35/EC"}},
	{rule: "acts.mistyped", want: "unknown acts.mistyped", paper: []string{"kind", "uk-doc", "legal_acts", "SI 2017/2016"}},
	{rule: "acts.mistyped", want: "pass pass", paper: []string{"kind", "other", "legal_acts", "47 CFR Part 15 Subpart B"}},

	{rule: "acts.in-force", want: "pass pass", paper: []string{"kind", "eu-doc", "legal_acts", "2014/35/EU"}},
	{rule: "acts.in-force", want: "fail acts.repealed", paper: []string{"kind", "eu-doc", "legal_acts", "2002/95/EC"}, tables: []string{"acts", "2002/95/EC", "verified", "source", "acts", "2002/95/EC", "read_fields", "repealed"}},
	{rule: "acts.in-force", want: "unknown acts.repealed", paper: []string{"kind", "eu-doc", "legal_acts", "2002/95/EC"}, tables: []string{"acts", "2002/95/EC", "verified", "knowledge"}},
	{rule: "acts.in-force", want: "unknown acts.repealed", paper: []string{"?kind", "eu-doc", "legal_acts", "2002/95/EC"}, tables: []string{"acts", "2002/95/EC", "verified", "source", "acts", "2002/95/EC", "read_fields", "repealed"}},
	{rule: "acts.in-force", want: "warn acts.repealed.mentioned", paper: []string{"kind", "test-report", "legal_acts", "2002/95/EC"}},
	{rule: "acts.in-force", want: "pass pass", paper: []string{"kind", "eu-doc", "legal_acts", "2002/95/EC"}, listing: &certcat.Listing{Placed: certcat.Interval{Until: "2013-01-03"}}},
	{rule: "acts.in-force", want: "unknown acts.lives-on", paper: []string{"kind", "medical-device", "legal_acts", "93/42/EEC"}},
	{rule: "acts.in-force", want: "pass pass", paper: []string{"kind", "eu-doc", "legal_acts", "2006/42/EC"}, opt: Options{AsOf: "2027-01-19"}},
	{rule: "acts.in-force", want: "unknown acts.lives-on", paper: []string{"kind", "eu-doc", "legal_acts", "2006/42/EC"}, opt: Options{AsOf: "2027-01-20"}},

	{rule: "acts.complete", want: "not-applicable not-applicable", paper: []string{"kind", "eu-doc", "legal_acts", "2014/35/EU"}},
	{rule: "acts.complete", want: "unknown acts.missing", paper: []string{"kind", "eu-doc", "legal_acts", "2014/35/EU"}, opt: Options{Market: "EU", Category: "usb-charger"}},
	{rule: "acts.complete", want: "pass pass", paper: []string{"kind", "eu-doc", "legal_acts", "2014/35/EU;2014/30/EU;2011/65/EU;2009/125/EC;(EU) 2019/1782"}, opt: Options{Market: "EU", Category: "usb-charger"}},

	{rule: "acts.newer-than-paper", want: "pass pass", paper: []string{"kind", "eu-doc", "legal_acts", "2014/53/EU", "issue_date", "2014-06-11"}},
	{rule: "acts.newer-than-paper", want: "fail acts.newer-than-paper", paper: []string{"kind", "eu-doc", "legal_acts", "2014/53/EU", "issue_date", "2013-06-11"}},
	{rule: "acts.newer-than-paper", want: "unknown acts.newer-than-paper", paper: []string{"kind", "eu-doc", "legal_acts", "2014/53/EU", "issue_date", "2014-01-11"}},
	{rule: "acts.newer-than-paper", want: "unknown acts.newer-than-paper", paper: []string{"kind", "eu-doc", "?legal_acts", "(EU) 2023/1542", "issue_date", "2019-01-11"}},

	{rule: "standards.exist", want: "pass pass", paper: []string{"kind", "eu-doc", "standards", "EN62368-1:2014+A11:2017;EN 63000:2018"}},
	{rule: "standards.exist", want: "fail standards.invalid.meant", paper: []string{"kind", "eu-doc", "standards", "EN 62368:2014"}, tables: []string{"invalid", "EN 62368:2014", "verified", "source"}},
	{rule: "standards.exist", want: "unknown standards.invalid.meant", paper: []string{"kind", "eu-doc", "standards", "EN 62368:2014"}},
	{rule: "standards.exist", want: "fail standards.invalid", paper: []string{"kind", "eu-doc", "standards", "EN 62368-1:2018"}},

	{rule: "standards.newer-than-paper", want: "pass pass", paper: []string{"kind", "eu-doc", "standards", "EN 55032:2015", "issue_date", "2015-12-31"}},
	{rule: "standards.newer-than-paper", want: "fail standards.newer-than-paper", paper: []string{"kind", "eu-doc", "standards", "EN 62368-1:2014+A11:2017", "issue_date", "2016-12-31"}},
	{rule: "standards.newer-than-paper", want: "unknown standards.newer-than-paper", paper: []string{"kind", "eu-doc", "?standards", "EN 55032:2015", "issue_date", "2014-12-31"}},

	{rule: "standards.dated", want: "pass pass", paper: []string{"kind", "eu-doc", "standards", "EN 55032:2015;EN 300 328 V2.2.2;UN 38.3"}},
	{rule: "standards.dated", want: "unknown standards.undated, unknown standards.undated", paper: []string{"kind", "eu-doc", "standards", "EN 55032;EN 300 328"}},

	{rule: "standards.current", want: "pass pass", paper: []string{"kind", "eu-doc", "standards", "EN IEC 62368-1:2024+A11:2024", "legal_acts", "2014/35/EU"}},
	{rule: "standards.current", want: "fail standards.withdrawn.presumption", paper: []string{"kind", "eu-doc", "standards", "EN 60950-1:2006+A2:2013", "legal_acts", "2014/35/EU"}},
	{rule: "standards.current", want: "unknown standards.withdrawn.presumption", paper: []string{"kind", "eu-doc", "?standards", "EN 60950-1:2006", "legal_acts", "2014/35/EU"}},
	{rule: "standards.current", want: "pass pass", paper: []string{"kind", "eu-doc", "standards", "EN 60950-1:2006", "legal_acts", "2014/35/EU"}, opt: Options{AsOf: "2020-12-19"}},
	{rule: "standards.current", want: "warn standards.superseded-cited", paper: []string{"kind", "eu-doc", "standards", "EN 62368-1:2014+AC:2015", "legal_acts", "2014/35/EU"}},
	{rule: "standards.current", want: "pass pass", paper: []string{"kind", "type-approval", "standards", "EN 60950-1:2006"}, opt: Options{Market: "US"}},
	{rule: "standards.current", want: "fail standards.withdrawn", paper: []string{"kind", "type-approval", "standards", "CNS 14336-1:2010"}, opt: Options{Market: "TW"},
		tables: []string{"editions", "tw-cns-14336-1", "reference", "CNS 14336-1:2010"}},

	{rule: "standards.presumption", want: "not-applicable not-applicable", paper: []string{"kind", "uk-doc", "standards", "EN 300 328 V2.1.1", "legal_acts", "SI 2017/1206"}, opt: Options{Market: "GB"}},
	{rule: "standards.presumption", want: "not-applicable not-applicable", paper: []string{"kind", "eu-doc", "standards", "EN 300 328 V2.1.1", "legal_acts", "2014/53/EU"}, opt: Options{Market: "GB"}},
	{rule: "standards.presumption", want: "pass pass", paper: []string{"kind", "eu-doc", "standards", "EN 300 328 V2.2.2", "legal_acts", "2014/53/EU"}},
	{rule: "standards.presumption", want: "fail presumption.ended", paper: []string{"kind", "eu-doc", "standards", "EN 300 328 V2.1.1", "legal_acts", "2014/53/EU"}},
	{rule: "standards.presumption", want: "pass pass", paper: []string{"kind", "eu-doc", "standards", "EN 55035:2017", "legal_acts", "2014/30/EU"}, listing: &certcat.Listing{SKU: "1", Placed: certcat.Interval{Until: "2021-01-01"}}},
	{rule: "standards.presumption", want: "unknown presumption.ended", paper: []string{"kind", "eu-doc", "?standards", "EN 300 328 V2.1.1", "legal_acts", "2014/53/EU"}},
	{rule: "standards.presumption", want: "unknown presumption.other-edition", paper: []string{"kind", "eu-doc", "standards", "EN IEC 62368-1:2020+A11:2020", "legal_acts", "2014/35/EU"}},
	{rule: "standards.presumption", want: "fail presumption.other-edition", paper: []string{"kind", "eu-doc", "standards", "EN IEC 62368-1:2020+A11:2020", "legal_acts", "2014/35/EU"}, opt: Options{AsOf: "2026-08-01"}},
	{rule: "standards.presumption", want: "pass pass", paper: []string{"kind", "eu-doc", "standards", "EN 62368-1:2014+AC:2015+A11:2017", "legal_acts", "2014/35/EU"}},

	{rule: "numbers.form", want: "not-applicable not-applicable", paper: []string{"kind", "eu-doc", "certificate_number", "1"}},
	{rule: "numbers.form", want: "pass pass", paper: []string{"kind", "fcc-grant", "certificate_number", "2ABCD-WIDGET1"}},
	{rule: "numbers.form", want: "fail numbers.form", paper: []string{"kind", "fcc-grant", "certificate_number", "12"}},
	{rule: "numbers.form", want: "unknown numbers.form", paper: []string{"kind", "type-approval", "certificate_number", "R-12"}, scheme: "in-bis-crs",
		tables: []string{"scheme_numbers", "in-bis-crs#1", "verified", "knowledge"}},

	{rule: "numbers.check-digit", want: "pass pass", paper: []string{"kind", "business-licence", "certificate_number", "91350100M000100Y43"}},
	{rule: "numbers.check-digit", want: "fail numbers.check-digit", paper: []string{"kind", "business-licence", "certificate_number", "91350100M000100Y44"}},
	{rule: "numbers.check-digit", want: "unknown numbers.check-digit", paper: []string{"kind", "business-licence", "?certificate_number", "91350100M000100Y44"}},

	{rule: "numbers.body", want: "pass pass", paper: with(red)},
	{rule: "numbers.body", want: "fail numbers.body", paper: []string{"kind", "eu-type-examination", "issuer_id", "01234"}},
	{rule: "numbers.body", want: "unknown numbers.body", paper: []string{"kind", "eu-type-examination", "?issuer_id", "NB 12"}},
	{rule: "numbers.body", want: "pass pass", paper: []string{"kind", "eu-type-examination", "issuer_id", "Notified Body No.: 0123"}},
	{rule: "numbers.body", want: "not-applicable not-applicable", paper: []string{"kind", "eu-type-examination", "issuer_id", "CNAS L1234"}},

	{rule: "register.asked", want: "not-applicable not-applicable", paper: []string{"kind", "eu-doc"}},
	{rule: "register.asked", want: "unknown register.not-asked.body", paper: with(red)},
	{rule: "register.asked", want: "unknown register.not-asked", paper: []string{"kind", "fcc-grant", "certificate_number", "2ABCD-WIDGET1"}},
}

func (c ruleCase) run(t *testing.T) certcat.Verdict {
	t.Helper()
	certificate := paper(c.paper...)
	certificate.Scheme = c.scheme
	whole := certcat.Case{Certificate: certificate, Listing: c.listing}
	if c.typed != nil {
		whole = c.typed.Case
	}
	opt := c.opt
	if opt.AsOf == "" {
		opt.AsOf = today
	}
	if opt.Profile.Name == "" {
		opt.Profile = profile(t, "marketplace")
	}
	x := theTables(t)
	if len(c.tables) > 0 {
		x = tablesWith(t, c.tables...)
	}
	return verdictOf(t, whole, opt, x)
}

// typedRuleCases are those in testdata/rules.yaml.
func typedRuleCases(t *testing.T) []ruleCase {
	t.Helper()
	data, err := os.ReadFile("testdata/rules.yaml")
	if err != nil {
		t.Fatal(err)
	}
	list, err := ParseTyped(data, "rule", "want", "tables")
	if err != nil {
		t.Fatal(err)
	}
	var more []struct {
		Rule   string
		Want   string
		Tables []string
	}
	if err := yaml.Unmarshal(data, &more); err != nil || len(more) == 0 {
		t.Fatal(len(more), err)
	}
	var out []ruleCase
	for i, m := range more {
		out = append(out, ruleCase{rule: m.Rule, want: m.Want, tables: m.Tables, typed: &list[i],
			opt: Options{Market: list[i].Market, Category: list[i].Category, AsOf: list[i].AsOf}})
	}
	return out
}

func TestRules(t *testing.T) {
	seen := map[string]map[certcat.Outcome]bool{}
	for i, c := range slices.Concat(ruleCases, typedRuleCases(t)) {
		v := c.run(t)
		var got []string
		for _, f := range v.Findings {
			if f.Rule == c.rule {
				got = append(got, string(f.Outcome)+" "+f.Message)
				if seen[c.rule] == nil {
					seen[c.rule] = map[certcat.Outcome]bool{}
				}
				seen[c.rule][f.Outcome] = true
			}
		}
		if strings.Join(got, ", ") != c.want {
			t.Errorf("%d %s %v %s %s: got %q, want %q", i-len(ruleCases), c.rule, c.paper, c.opt.Market, c.opt.AsOf, strings.Join(got, ", "), c.want)
		}
	}
	// what a rule can never say, and why
	never := map[string][]certcat.Outcome{
		"fields.relied-on":     {certcat.Fail},                                // it only says what is open
		"life.ends-soon":       {certcat.Fail, certcat.Unknown},               // it warns
		"acts.mistyped":        {certcat.Fail},                                // spelling
		"acts.complete":        {certcat.Fail},                                // another declaration may name the rest
		"standards.dated":      {certcat.Fail},                                // the edition can be told
		"life.month-only":      {certcat.Fail},                                // it asks in the one month; life.ended judges the end
		"acts.applies":         {certcat.Fail, certcat.Unknown},               // it tells what is not in force yet
		"acts.bites":           {certcat.Fail},                                // it tells which units a requirement concerns
		"standards.amended":    {certcat.Fail, certcat.Unknown},               // an amendment is noted
		"standards.serves-act": {certcat.Fail, certcat.Unknown},               // no presumption where none was needed: noted
		"kind.module-inside":   {certcat.Fail},                                // normal; the host's papers are asked for
		"kind.scheme":          {certcat.Fail},                                // the scheme is on the paper, or with who sent it
		"scope.report":         {certcat.Fail},                                // another standard may serve
		"kind.cb-basis":        {certcat.Pass, certcat.Fail, certcat.Unknown}, // it says what the paper is good for
		"product.series":       {certcat.Fail},                                // the legend may cover it
		"product.brand":        {certcat.Fail},                                // a letter may link the brands
		"people.holder":        {certcat.Fail},                                // a letter may link the firms
		"people.importer":      {certcat.Fail, certcat.Unknown},               // the operator may stand on the packaging
		"related.missing":      {certcat.Fail, certcat.Unknown},               // the papers may follow
		"related.edition":      {certcat.Fail},                                // either may be right
		"related.applicant":    {certcat.Fail},                                // a letter may link the firms
		"related.models":       {certcat.Fail},                                // another report may cover them
	}
	for _, rule := range Rules() {
		for _, outcome := range []certcat.Outcome{certcat.Pass, certcat.Fail, certcat.Unknown} {
			if !seen[rule.ID][outcome] && !slices.Contains(never[rule.ID], outcome) {
				t.Errorf("rule %s was never seen with outcome %s", rule.ID, outcome)
			}
			if seen[rule.ID][outcome] && slices.Contains(never[rule.ID], outcome) {
				t.Errorf("rule %s was seen with outcome %s, which it should never have", rule.ID, outcome)
			}
		}
	}
}

// TestEveryRuleReports: for every check every rule says something, in the order of the list.
func TestEveryRuleReports(t *testing.T) {
	for _, c := range [][]string{{}, red, {"kind", "eu-doc", "standards", "EN 60950-1:2006", "legal_acts", "2014/35/EC"}} {
		var got []string
		for _, f := range check(t, paper(c...), Options{}).Findings {
			got = appendOnce(got, f.Rule)
		}
		var want []string
		for _, r := range Rules() {
			want = append(want, r.ID)
			if r.Family == "" || r.Citation == "" || r.Layer == "" || len(r.Fields) == 0 || !strings.HasPrefix(r.ID, r.Family+".") {
				t.Errorf("rule %+v is not whole", r)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
}

// TestBrokenRule: a rule that panics costs its own finding and nothing else.
func TestBrokenRule(t *testing.T) {
	x := &question{cert: &certcat.Certificate{}, t: theTables(t), day: today, opt: Options{AsOf: today, Profile: profile(t, "law")}}
	for _, rule := range []Rule{
		{ID: "a.b", Applies: func(*question) bool { panic("in applies") }},
		{ID: "a.b", Applies: func(*question) bool { return true }, Check: func(x *question) []result { return []result{x.fail("", "x").by(certcat.Row{}), *(*result)(nil)} }},
	} {
		got, _ := x.ask(&rule)
		if len(got) != 1 || got[0].Rule != "a.b" || got[0].Outcome != certcat.Unknown || got[0].Message != "rule-broke" || got[0].Policy != certcat.PolicyAsk {
			t.Errorf("got %+v", got)
		}
	}
}

// TestNoDay: without a day nothing is decided.
func TestNoDay(t *testing.T) {
	for _, day := range []certcat.Date{"never", "2026-11", "2026-02-30"} {
		v := check(t, paper("kind", "eu-doc"), Options{AsOf: day, Market: "EU", Category: "usb-charger"})
		if v.Check != certcat.Asks || v.Decision != certcat.NeedsReview || v.Fits != nil {
			t.Errorf("%s: %+v", day, v)
		}
		for _, f := range v.Findings {
			if f.Outcome != certcat.Unknown || f.Message != "no-day" {
				t.Errorf("%s: %+v", day, f)
			}
		}
	}
}

func verdictOf(t *testing.T, c certcat.Case, opt Options, x *tables.Tables) certcat.Verdict {
	t.Helper()
	v := Check(c, opt, x)
	examine(t, c, v)
	return v
}
