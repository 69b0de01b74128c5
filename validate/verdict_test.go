package validate

import (
	"encoding/json"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/say"
)

// finding gives the one finding of a rule, without evidence, after checking that the evidence is the printed text.
func finding(t *testing.T, v certcat.Verdict, rule string) certcat.Finding {
	t.Helper()
	for _, f := range v.Findings {
		if f.Rule == rule {
			if len(f.Evidence) == 0 || f.Evidence[0].Text == "" || f.Evidence[0].Box.Empty() {
				t.Errorf("%s shows no printed text: %+v", rule, f.Evidence)
			}
			f.Evidence = nil
			return f
		}
	}
	t.Fatalf("no finding of %s", rule)
	return certcat.Finding{}
}

// TestWithdrawn: a declaration to EN 60950-1, which its body withdrew: presumption is lost, which is no offence; a
// marketplace refuses it, the law profile warns.
func TestWithdrawn(t *testing.T) {
	c := paper("kind", "eu-doc", "standards", "EN 60950-1:2006+A11:2009+A1:2010+A12:2011+A2:2013", "legal_acts", "2014/35/EU", "issue_date", "2019-03-04")
	v := check(t, c, Options{Market: "EU", Category: "usb-charger"})
	want := certcat.Finding{Rule: "standards.current", Outcome: certcat.Fail, Law: certcat.LawPresumptionLost, Policy: certcat.PolicyFail, Basis: certcat.BasisLaw,
		Fields: []string{certcat.Standards}, Message: "standards.withdrawn.presumption",
		Args:     certcat.Args("standard", "EN 60950-1:2006+A11:2009+A1:2010+A12:2011+A2:2013", "since", "2020-12-20", "by", "EN 62368-1"),
		Citation: &certcat.Citation{Act: "2014/35/EU", Article: "Article 12 (also Articles 13 and 14 for international and national standards)", URL: "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32014L0035"},
		Fix:      &certcat.Fix{Message: "test-current", Who: "manufacturer"}}
	got := finding(t, v, "standards.current")
	row := got.Row
	got.Row = nil
	if got.Fix.Cost == nil || got.Fix.Time == nil || got.Fix.Basis != "knowledge" {
		t.Errorf("a known remedy comes without its estimate: %+v", got.Fix)
	}
	got.Fix.Cost, got.Fix.Time, got.Fix.Basis = nil, nil, ""
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	if row.Table != "editions" || row.Verified != "source" || row.Source == "" || row.Until != "2020-12-20" {
		t.Errorf("row %+v", row)
	}
	if v.Decision != certcat.Rejected || v.Check != certcat.Holds || v.Fits[0].Result != certcat.DoesNotSatisfy || !slices.Contains(v.Fits[0].Because, "standards.current") {
		t.Errorf("check %s decision %s fits %+v", v.Check, v.Decision, v.Fits)
	}
	got.Row = row
	sentence, fix := say.Finding("en", got)
	if sentence != "EN 60950-1:2006+A11:2009+A1:2010+A12:2011+A2:2013 was withdrawn on 2020-12-20 (superseded by EN 62368-1) and gives no presumption of conformity any more. That is not illegal, but the maker has to show conformity otherwise." ||
		fix != "Assess the product to the edition in force and update document and report. (the manufacturer)" {
		t.Errorf("%q %q", sentence, fix)
	}
	sentence, fix = say.Finding("zh", got)
	if sentence != "EN 60950-1:2006+A11:2009+A1:2010+A12:2011+A2:2013已于2020-12-20撤销（由EN 62368-1取代），不再提供符合性推定。这并非违法，但制造商须以其他方式证明符合性。" ||
		fix != "请按现行版本评估产品，并更新文件和报告。（制造商）" {
		t.Errorf("%q %q", sentence, fix)
	}
	if law := finding(t, check(t, c, Options{Profile: profile(t, "law")}), "standards.current"); law.Policy != certcat.PolicyWarn || law.Outcome != certcat.Fail {
		t.Errorf("under the law alone: %+v", law)
	}
}

// TestEndedTypeExamination: a certificate past its printed end. The end is certain; that it matters rests on a row of
// the life table, so it fails only where that row was read.
func TestEndedTypeExamination(t *testing.T) {
	c := paper(with(red, "expiry_date", "2023-05-01")...)
	for verified, want := range map[string]certcat.Outcome{"source": certcat.Fail, "knowledge": certcat.Unknown} {
		x := tablesWith(t, "life", redLife, "verified", verified)
		v := verdictOf(t, certcat.Case{Certificate: c}, Options{AsOf: today, Market: "EU", Category: "wireless-charger", Profile: profile(t, "law")}, x)
		f := finding(t, v, "life.ended")
		if f.Outcome != want || f.Law != certcat.LawBreach || f.Basis != certcat.BasisLaw || f.Citation.Act != "2014/53/EU" || f.Row.ID != redLife || f.Row.Table != "life" ||
			!slices.Equal(f.Fields, []string{certcat.Kind, certcat.ExpiryDate}) || f.Fix.Message != "renew" || f.Fix.Who != "manufacturer" {
			t.Errorf("%s: %+v", verified, f)
		}
		sentence, _ := say.Finding("en", f)
		plain := "By its printed date it ended on 2023-05-01; on 2026-11-22: units may no longer be placed on the market on its strength."
		switch verified {
		case "source":
			if f.Policy != certcat.PolicyFail || v.Check != certcat.DoesNotHold || sentence != plain {
				t.Errorf("%s %s %q", f.Policy, v.Check, sentence)
			}
		default:
			if f.Policy != certcat.PolicyAsk || v.Check != certcat.Asks || sentence != plain+" Believed, not certain: nobody has read this entry of our tables in its source." {
				t.Errorf("%s %s %q", f.Policy, v.Check, sentence)
			}
		}
		if zh, _ := say.Finding("zh", f); !strings.HasPrefix(zh, "按印刷日期已于2023-05-01到期；在2026-11-22：不得再据此将产品投放市场。") {
			t.Errorf("%q", zh)
		}
	}
}

// TestNoSuchStandard: "EN 62368:2014" lacks its part.
func TestNoSuchStandard(t *testing.T) {
	v := check(t, paper("kind", "eu-doc", "standards", "EN 62368:2014", "legal_acts", "2014/35/EU", "issue_date", "2019-03-04"), Options{})
	f := finding(t, v, "standards.exist")
	want := certcat.Finding{Rule: "standards.exist", Outcome: certcat.Unknown, Law: certcat.LawForm, Policy: certcat.PolicyAsk, Basis: certcat.BasisLaw, Fields: []string{certcat.Standards},
		Message: "standards.invalid.meant", Args: certcat.Args("standard", "EN 62368:2014", "meant", "EN 62368-1:2014", "unsure", "row"),
		Citation: &certcat.Citation{Article: f.Row.Source}, Row: f.Row, Fix: &certcat.Fix{Message: "correct-standard", Who: "manufacturer"}}
	f.Fix.Cost, f.Fix.Time, f.Fix.Basis = nil, nil, ""
	if !reflect.DeepEqual(f, want) || f.Row.Table != "invalid" || f.Row.ID != "EN 62368:2014" {
		t.Errorf("got  %+v\nwant %+v", f, want)
	}
	en, fix := say.Finding("en", f)
	if !strings.HasPrefix(en, "“EN 62368:2014” does not exist; EN 62368-1:2014 is meant.") || !strings.Contains(fix, "Name the standard that was really applied") {
		t.Errorf("%q %q", en, fix)
	}
	if zh, _ := say.Finding("zh", f); !strings.HasPrefix(zh, "“EN 62368:2014”不存在；应为EN 62368-1:2014。") {
		t.Errorf("%q", zh)
	}
	if v.Check != certcat.Asks || v.Decision != certcat.NeedsReview {
		t.Errorf("%s %s", v.Check, v.Decision)
	}
}

// goodCharger is a declaration with nothing to object to.
func goodCharger() certcat.Certificate {
	return paper("kind", "eu-doc", "standards", "EN IEC 62368-1:2024+A11:2024;EN 55035:2017+A11:2020", "models", "WCH-30",
		"legal_acts", "2014/35/EU;2014/30/EU;2011/65/EU;2009/125/EC;(EU) 2019/1782", "issue_date", "2025-03-04", "certificate_number", "D-1")
}

// TestDecisions: who is accepted, and what stops it.
func TestDecisions(t *testing.T) {
	generous := profile(t, "marketplace")
	generous.Name, generous.AcceptKnowledge = "generous", true
	generous.Rules = map[string]map[certcat.Outcome]certcat.Policy{"acts.in-force": {certcat.Unknown: certcat.PolicyWarn}, "standards.presumption": {certcat.Unknown: certcat.PolicyWarn, certcat.Fail: certcat.PolicyWarn}}
	doubtful := goodCharger()
	for i := range doubtful.Fields {
		if doubtful.Fields[i].Name == certcat.IssueDate {
			doubtful.Fields[i].Accepted = false
		}
	}
	grant := paper("kind", "fcc-grant", "certificate_number", "2ABCD-WIDGET1", "issue_date", "2024-01-01", "legal_acts", "47 CFR Part 15 Subpart C")
	for name, c := range map[string]struct {
		certificate certcat.Certificate
		opt         Options
		check       certcat.Check
		decision    certcat.Decision
		fit         certcat.FitResult // of the declaration
	}{
		"accepted where the profile takes knowledge": {goodCharger(), Options{Market: "EU", Category: "usb-charger", Profile: generous}, certcat.Holds, certcat.Accepted, certcat.Satisfies},
		"no market":                   {goodCharger(), Options{Profile: generous}, certcat.Holds, certcat.NeedsReview, ""},
		"market without category":     {goodCharger(), Options{Market: "EU", Profile: generous}, certcat.Holds, certcat.NeedsReview, ""},
		"unknown category":            {goodCharger(), Options{Market: "EU", Category: "flying-carpet", Profile: generous}, certcat.Holds, certcat.NeedsReview, ""},
		"a field nobody vouches for":  {doubtful, Options{Market: "EU", Category: "usb-charger", Profile: generous}, certcat.Asks, certcat.NeedsReview, certcat.FitAsks},
		"an American paper in Europe": {grant, Options{Market: "EU", Category: "usb-charger", Profile: generous}, certcat.Holds, certcat.Irrelevant, certcat.OtherMarket},
		"nothing read":                {paper("-kind", ""), Options{Market: "EU", Category: "usb-charger"}, certcat.Asks, certcat.NeedsReview, certcat.FitAsks},
	} {
		v := check(t, c.certificate, c.opt)
		if v.Check != c.check || v.Decision != c.decision {
			t.Errorf("%s: %s %s, want %s %s\n%s", name, v.Check, v.Decision, c.check, c.decision, open(v))
		}
		for _, f := range v.Fits {
			if f.Requirement == "EU/usb-charger/eu-doc" && f.Result != c.fit {
				t.Errorf("%s: the declaration %+v, want %s", name, f, c.fit)
			}
		}
		if (len(v.Fits) == 0) != (c.fit == "") {
			t.Errorf("%s: %d fits", name, len(v.Fits))
		}
	}
	// a requirement known only by hearsay is never accepted by a profile that wants sources
	careful := generous
	careful.AcceptKnowledge = false
	x := tablesWith(t, "requirements", "EU/usb-charger/eu-doc", "verified", "knowledge")
	if v := verdictOf(t, certcat.Case{Certificate: goodCharger()}, Options{AsOf: today, Market: "EU", Category: "usb-charger", Profile: careful}, x); v.Decision != certcat.NeedsReview {
		t.Errorf("hearsay gave %s", v.Decision)
	}
	// papers with a register are not accepted on their face
	for _, f := range check(t, grant, Options{Market: "US", Category: "usb-charger", Profile: generous}).Fits {
		if f.Decision == certcat.Accepted {
			t.Errorf("accepted without the register: %+v", f)
		}
	}
}

func TestCouldServe(t *testing.T) {
	if v := check(t, goodCharger(), Options{}); !slices.Equal(v.CouldServe, []string{"eu-doc"}) {
		t.Errorf("could serve as %v", v.CouldServe)
	}
}

// TestNextChange: the verdict holds until the first day on which something that was looked at changes.
func TestNextChange(t *testing.T) {
	v := check(t, paper(with(red, "expiry_date", "2027-06-30")...), Options{})
	if v.NextChange != "2027-04-01" { // the warning begins 90 days before
		t.Errorf("next change %s", v.NextChange)
	}
	before := check(t, paper(with(red, "expiry_date", "2027-06-30")...), Options{AsOf: "2027-03-31"})
	after := check(t, paper(with(red, "expiry_date", "2027-06-30")...), Options{AsOf: "2027-04-01"})
	if open(before) != open(v) || open(after) == open(v) {
		t.Errorf("nothing changes on the day of the next change:\n%s\n--\n%s", open(v), open(after))
	}
}

// TestPure: equal input gives equal bytes, and what is checked is not changed.
func TestPure(t *testing.T) {
	c := certcat.Case{Certificate: goodCharger(), Related: []certcat.Certificate{paper(red...)}}
	before, _ := json.Marshal(c)
	var first []byte
	for range 5 {
		v, err := json.Marshal(checkCase(t, c, Options{Market: "eu", Category: "usb-charger"}))
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = v
		}
		if string(first) != string(v) {
			t.Fatal("two checks of one case differ")
		}
	}
	if after, _ := json.Marshal(c); string(after) != string(before) {
		t.Error("the case was changed")
	}
}

func TestKey(t *testing.T) {
	x, law := theTables(t), profile(t, "law")
	base := Options{Market: "EU", Category: "usb-charger", AsOf: today, Profile: law}
	keys := map[string]bool{Key(base, x): true}
	for _, o := range []Options{{Market: "GB", Category: "usb-charger", AsOf: today, Profile: law}, {Market: "EU", Category: "toy", AsOf: today, Profile: law},
		{Market: "EU", Category: "usb-charger", AsOf: "2026-11-23", Profile: law}, {Market: "EU", Category: "usb-charger", AsOf: today, Profile: profile(t, "marketplace")}} {
		if keys[Key(o, x)] {
			t.Errorf("%+v has the key of another question", o)
		}
		keys[Key(o, x)] = true
	}
	lower := base
	lower.Market = "eu"
	if Key(lower, x) != Key(base, x) {
		t.Error("eu and EU are one market")
	}
	if Key(base, tablesWith(t, "life", redLife, "verified", "knowledge", "life", redLife, "note", "another")) == Key(base, x) {
		t.Error("other tables have the same key")
	}
}

// TestNothingCertainOnSand throws papers together by chance: whatever they say, nothing is rejected or accepted on fields
// that nobody relies on, and no rule breaks.
func TestNothingCertainOnSand(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	pick := func(list ...string) string { return list[random.IntN(len(list))] }
	for range 400 {
		mark := pick("", "?", "-")
		c := paper(mark+"kind", pick("eu-doc", "uk-doc", "eu-type-examination", "fcc-grant", "type-approval", "test-report", "business-licence", "management-system", "medical-device", "nonsense", "\xff"),
			pick("", "?")+"standards", pick("EN 60950-1:2006", "EN 62368:2014", "EN 62368-1", "EN 300 328 V2.1.1;EN 301 489-1 V2.2.3", "ISO 9001:2008", "\x00", "EN"),
			pick("", "?")+"legal_acts", pick("2014/35/EC", "2014/53/EU", "93/42/EEC", "SI 2017/2016", "REACH", "///", "2002/95/EC"),
			pick("", "?")+"issue_date", pick("2019-03-04", "2019-03", "2021-02-29", "x", "2030-01-01"),
			pick("", "?")+"expiry_date", pick("2023-05-01", "2023-05", "2018-01-01", "", "2027-01-01"),
			"?issuer_id", pick("0123", "12", "9999"), "certificate_number", pick("91350100M000100Y44", "12", "2ABCD-X1"))
		c.Scheme = pick("", "us-fcc-certification", "sa-saber-pcoc", "nonsense")
		v := check(t, c, Options{Market: pick("", "EU", "US", "GB", "XX"), Category: pick("", "usb-charger", "toy", "zzz"), AsOf: certcat.Date(pick("2026-11-22", "2010-01-01", "2040-01-01"))})
		for _, f := range v.Findings {
			if f.Message == "rule-broke" {
				t.Fatalf("%s broke on %+v: %+v", f.Rule, c.Fields, f)
			}
		}
		if v.Decision == certcat.Accepted {
			t.Fatalf("accepted: %+v", c.Fields)
		}
		if mark == "-" && v.Decision == certcat.Rejected && !slices.ContainsFunc(v.Findings, func(f certcat.Finding) bool { return f.Policy == certcat.PolicyFail }) {
			t.Fatal("rejected without a failing finding")
		}
	}
}
