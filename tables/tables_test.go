package tables

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/certcat/certcat"
)

func open(t testing.TB) *Tables {
	t.Helper()
	x, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestActByEveryForm(t *testing.T) {
	x := open(t)
	for printed, want := range map[string]string{
		"2014/35/EU": "2014/35/EU", "Directive 2014/35/EU": "2014/35/EU", "2014/35/ EU": "2014/35/EU", "LVD": "2014/35/EU",
		"red": "2014/53/EU", "32014L0053": "2014/53/EU", "(EU) 2016/425": "(EU) 2016/425", "Regulation (EU) 2023/1542": "(EU) 2023/1542",
		"S.I. 2016 No. 1101": "SI 2016/1101", "SI 2016/1101": "SI 2016/1101", "REACH": "(EC) No 1907/2006",
		"Regulation (EC) No. 1907/2006": "(EC) No 1907/2006", "1999/5/EC": "1999/5/EC", "R&TTE": "1999/5/EC", "93/42/EEC": "93/42/EEC",
		"SI 2023/1007": "PSTI Act 2022 / SI 2023/1007", "MDD": "93/42/EEC", "Retained (EU) 2016/425": "Retained (EU) 2016/425",
	} {
		if a, ok := x.Act(printed); !ok || a.ID != want {
			t.Errorf("Act(%q) = %q, %v; want %q", printed, a.ID, ok, want)
		}
	}
	for _, wrong := range []string{"2014/35/EC", "SI 2017/2016", "2014/99/EU", "", "hello", "EN 62368-1"} {
		if a, ok := x.Act(wrong); ok {
			t.Errorf("Act(%q) found %q, and there is none", wrong, a.ID)
		}
	}
}

func TestActLike(t *testing.T) {
	x := open(t)
	for printed, want := range map[string]string{
		"2014/35/EC": "2014/35/EU", "2004/108/EU": "2004/108/EC", "SI 2017/2016": "SI 2017/1206", "2014/53/EC": "2014/53/EU",
		"(EC) 2016/425": "(EU) 2016/425", "2011/56/EU": "2011/65/EU", "SI 2016/1110": "SI 2016/1101",
	} {
		if a, ok := x.ActLike(printed); !ok || a.ID != want {
			t.Errorf("ActLike(%q) = %q, %v; want %q", printed, a.ID, ok, want)
		}
	}
	for _, none := range []string{"2014/35/EU", "1987/404/EEC", "", "47 CFR Part 15", "SI 1950/1"} {
		if a, ok := x.ActLike(none); ok {
			t.Errorf("ActLike(%q) = %q; nothing is like it", none, a.ID)
		}
	}
}

func TestDatesOfActs(t *testing.T) {
	x := open(t)
	b, _ := x.Act("(EU) 2023/1542")
	if b.InForce != "2023-08-17" || b.Applies != "2024-02-18" || b.From != "2023-08-17" {
		t.Errorf("battery regulation: in force %s, applies %s, from %s", b.InForce, b.Applies, b.From)
	}
	if !slices.ContainsFunc(x.ActDates(b.ID), func(d ActDate) bool { return d.Date == "2024-08-18" && slices.Contains(d.Kinds, "eu-doc") }) {
		t.Error("the battery declaration must bite on 2024-08-18")
	}
	for id, want := range map[string][2]string{"2004/108/EC": {"2016-04-20", "2014/30/EU"}, "2006/95/EC": {"2016-04-20", "2014/35/EU"},
		"1999/5/EC": {"2016-06-13", "2014/53/EU"}, "93/42/EEC": {"2021-05-26", "(EU) 2017/745"}, "2006/42/EC": {"2027-01-20", "(EU) 2023/1230"},
		"89/686/EEC": {"2018-04-21", "(EU) 2016/425"}, "2009/48/EC": {"2030-08-01", "(EU) 2025/2509"}} {
		a, ok := x.Act(id)
		if !ok || string(a.Repealed) != want[0] || a.RepealedBy != want[1] || a.Until != a.Repealed {
			t.Errorf("%s: repealed %s by %s; want %v", id, a.Repealed, a.RepealedBy, want)
		}
	}
	old, _ := x.Act("2004/108/EC")
	for day, want := range map[certcat.Date]bool{"2005-01-19": false, "2005-01-20": true, "2016-04-19": true, "2016-04-20": false} {
		if in, known := old.InForceOn(day); !known || in != want {
			t.Errorf("2004/108/EC in force on %s: %v, %v; want %v", day, in, known, want)
		}
	}
	mdd := x.Transitions("93/42/EEC")
	if len(mdd) != 3 || mdd[0].Last != "2027-12-31" || mdd[1].Last != "2028-12-31" || !slices.Contains(mdd[0].Kinds, "medical-device") {
		t.Errorf("transitions of the MDD: %+v", mdd)
	}
	lvd, _ := x.Act("LVD")
	if lvd.RowFor("presumption").Verified != "source" || lvd.RowFor("in_force").Verified != "knowledge" || lvd.Row().Table != "acts" {
		t.Errorf("a column that nobody read must say so: %+v %+v", lvd.RowFor("presumption"), lvd.RowFor("in_force"))
	}
	if lvd.BodyNeed != "none" || lvd.URL() != "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32014L0035" {
		t.Errorf("LVD: body %q, URL %q", lvd.BodyNeed, lvd.URL())
	}
}

func TestEditions(t *testing.T) {
	x := open(t)
	for _, c := range []struct {
		ref    string
		status string
		how    How
	}{
		{"EN 60950-1:2006+A11:2009+A1:2010+A12:2011+A2:2013", "withdrawn", Exact},
		{"EN 60950-1:2006/A2:2013/A1:2010/A11:2009/A12:2011", "withdrawn", Exact},
		{"EN 60950-1:2006", "withdrawn", Subset},
		{"EN62368-1:2014", "superseded", Exact},
		{"EN 62368-1:2014/AC:2015", "superseded", Exact},
		{"EN 62368-1:2014+A11:2017", "superseded", Superset},
		{"EN IEC 62368-1:2020+A11:2020", "superseded", Exact},
		{"EN 63000:2018", "current", Exact},
		{"ETSI EN 300 328 V2.2.2 (2019-07)", "current", Exact},
		{"EN 301 489-17 V3.2.4", "superseded", Exact},
		{"IEC 62368-1:2018", "superseded", Exact},
		{"ISO 9001:2015", "in-transition", Subset},
		{"ISO 9001:2015/Amd 1:2024", "in-transition", Exact},
		{"RSS-Gen Issue 5", "current", Subset},
		{"47 CFR Part 15 Subpart B", "current", Exact},
		{"GB 4943.1-2022", "current", Exact},
		{"UN Manual of Tests and Criteria", "", ""},
		{"EN 62368-1", "", ""},
		{"EN 62368-1:2018", "", ""},
	} {
		e, how, ok := x.EditionHow(c.ref)
		if ok != (c.status != "") || e.Status != c.status || how != c.how {
			t.Errorf("EditionHow(%q) = %q (%s), %q, %v; want %q, %q", c.ref, e.ID, e.Status, how, ok, c.status, c.how)
		}
	}
	if e, _ := x.Edition("EN 60950-1:2006"); e.Withdrawn != "2020-12-20" {
		t.Errorf("EN 60950-1 withdrawn %q", e.Withdrawn)
	}
	if n := len(x.Editions("EN 62368-1")); n != 3 {
		t.Errorf("EN 62368-1 has %d editions, want 3", n)
	}
	if s, ok := x.Standard("EN 62368-1:2014"); !ok || s.ID != "EN 62368-1" {
		t.Errorf("Standard: %+v, %v", s, ok)
	}
}

func TestCitations(t *testing.T) {
	x := open(t)
	if n := len(x.Citations("2014/35/EU", "EN 60335-1")); n < 5 {
		t.Errorf("EN 60335-1 has %d citations under the LVD", n)
	}
	for _, c := range []struct {
		act, ref string
		day      certcat.Date
		ok       bool
		how      How
	}{
		{"2014/35/EU", "EN 62368-1:2014", "2025-01-01", true, Exact},
		{"LVD", "EN 62368-1:2014/A11:2017", "2025-01-01", true, Superset},
		{"2014/35/EU", "EN 62368-1:2014", "2023-12-12", false, Exact},
		{"2014/35/EU", "EN IEC 62368-1:2020", "2025-01-01", false, ""},
		{"2014/53/EU", "EN 62368-1:2014", "2025-01-01", false, ""},
		{"2014/53/EU", "EN 300 328 V2.2.2", "2025-01-01", true, Exact},
		{"2014/30/EU", "EN 55032:2015+A11:2020", "2026-01-01", true, Exact},
		{"2014/30/EU", "EN 55032:2015+A11:2020+A1:2020", "2026-01-01", true, Superset},
		{"2014/30/EU", "EN 55032:2015", "2022-05-03", true, Exact},
		{"2014/30/EU", "EN 55032:2015", "2026-01-01", false, Exact},
		{"RoHS", "EN 50581:2012", "2026-01-01", false, Exact},
		{"RoHS", "EN 63000:2018", "2026-01-01", true, Exact},
		{"2014/35/EU", "EN 60335-1:2012+A11:2014", "2021-05-26", true, Exact},
		{"2014/35/EU", "EN 60335-1:2012+A11:2014", "2021-05-27", false, Exact},
	} {
		got, how, ok := x.Cited(c.act, c.ref, c.day)
		if ok != c.ok || how != c.how {
			t.Errorf("Cited(%s, %s, %s) = %s %s, %v; want %q, %v", c.act, c.ref, c.day, got.ID, how, ok, c.how, c.ok)
		}
	}
	for _, c := range []struct {
		act  string
		day  certcat.Date
		want bool
	}{{"2014/35/EU", "2024-06-01", true}, {"2014/35/EU", "2026-11-22", false}, {"2014/35/EU", "2019-01-01", false},
		{"2014/30/EU", "2024-06-01", false}, {"2011/65/EU", "2024-06-01", false}} {
		if got := x.Complete("citations", c.act, c.day); got != c.want {
			t.Errorf("citations of %s complete on %s: %v", c.act, c.day, got)
		}
	}
}

func TestInvalid(t *testing.T) {
	x := open(t)
	for ref, meant := range map[string]string{"EN 62368:2014": "EN 62368-1:2014", "EN 62368-1:2018": "", "EN 62368-1:2018/A11:2020": "EN IEC 62368-1:2020/A11:2020",
		"EN 60950": "EN 60950-1", "EN60950:2006": "EN 60950-1", "EN 71": "EN 71-1", "EN 301 489": "EN 301 489-1, -3 or -17"} {
		if i, ok := x.Invalid(ref); !ok || meant != "" && i.Meant != meant {
			t.Errorf("Invalid(%q) = %q, %v; want %q", ref, i.Meant, ok, meant)
		}
	}
	for _, fine := range []string{"EN 63000:2018", "EN 62368-1:2014", "EN62368-1:2014", "EN 71-1:2014", "EN 301 489-1 V2.2.3", "IEC 62368-1:2018",
		"EN 60950-1:2006", "EN 61000-3-2:2014", "EN 55032:2015"} {
		if i, ok := x.Invalid(fine); ok {
			t.Errorf("Invalid(%q) says %q of a good reference", fine, i.Why)
		}
	}
}

// Every row must be found by its own reference and amendments.
func TestEveryReferenceIsFound(t *testing.T) {
	x := open(t)
	for _, c := range x.citations {
		printed := strings.Join(append([]string{c.Reference}, c.Amendments...), "/")
		if list := x.Citations(c.Act, printed); !slices.ContainsFunc(list, func(d OJCitation) bool { return d.ID == c.ID }) {
			t.Errorf("citations: %q (%s) is not found", printed, c.ID)
		}
	}
	for _, e := range x.editions {
		if list := x.Editions(e.Reference); !slices.ContainsFunc(list, func(f Edition) bool { return f.ID == e.ID }) {
			t.Errorf("editions: %q (%s) is not found", e.Reference, e.ID)
		}
		if e.Market == "EU" {
			printed := strings.Join(append([]string{e.Reference}, e.Amendments...), "/")
			if got, how, ok := x.EditionHow(printed); !ok || how != Exact || got.Reference != e.Reference && got.Status != e.Status {
				t.Errorf("editions: %q (%s) gives %q, %q", printed, e.ID, got.ID, how)
			}
		}
	}
}

func TestRequirements(t *testing.T) {
	x := open(t)
	find := func(list []certcat.Requirement, id string) *certcat.Requirement {
		for i := range list {
			if list[i].ID == id {
				return &list[i]
			}
		}
		return nil
	}
	list, known := x.RequirementsOn("EU", "usb-charger", "2026-11-22")
	doc := find(list, "EU/usb-charger/eu-doc")
	if !known || doc == nil || doc.Level != "mandatory" || !slices.Equal(doc.Kinds, []string{"eu-doc"}) || doc.Evidence != "upload" || doc.Basis != certcat.BasisLaw ||
		!slices.Equal(doc.Acts, []string{"2014/35/EU", "2014/30/EU", "2011/65/EU", "2009/125/EC", "(EU) 2019/1782"}) {
		t.Fatalf("usb-charger in the EU: %+v", doc)
	}
	list, _ = x.RequirementsOn("EU", "usb-charger", "2029-01-01")
	if doc = find(list, "EU/usb-charger/eu-doc"); doc == nil || !slices.Contains(doc.Acts, "(EU) 2025/2052") || slices.Contains(doc.Acts, "(EU) 2019/1782") {
		t.Errorf("usb-charger in 2029: %+v", doc)
	}
	list, _ = x.RequirementsOn("NI", "usb_charger", "2026-11-22")
	if doc = find(list, "NI/usb-charger/eu-doc"); doc == nil || doc.Market != "NI" || doc.Row.ID != "EU/usb-charger/eu-doc" {
		t.Errorf("Northern Ireland follows the EU: %+v", doc)
	}
	list, _ = x.Requirements("GB", "power-bank")
	if doc = find(list, "GB/power-bank/uk-doc"); doc == nil || slices.Contains(doc.Acts, "SI 2016/1101") || !slices.Contains(doc.Kinds, "eu-doc") {
		t.Errorf("a power bank in GB has no low voltage act, and the EU declaration serves: %+v", doc)
	}
	for day, want := range map[certcat.Date]bool{"2024-08-17": false, "2024-08-18": true} {
		list, _ = x.RequirementsOn("EU", "battery-lithium", day)
		if got := find(list, "EU/battery-lithium/eu-doc") != nil; got != want {
			t.Errorf("battery declaration asked on %s: %v, want %v", day, got, want)
		}
	}
	list, known = x.Requirements("SA", "usb-charger")
	if pc := find(list, "SA/usb-charger/sa-iecee-recognition"); !known || pc == nil || pc.Level != "mandatory" || !slices.Contains(pc.Kinds, "type-approval") {
		t.Errorf("usb-charger in Saudi Arabia: %+v", pc)
	}
	if ship := find(list, "SA/usb-charger/sa-saber-scoc"); ship == nil || ship.Evidence != "per-shipment" {
		t.Errorf("shipment certificate: %+v", ship)
	}
	if list, known = x.Requirements("US", "fire-extinguisher"); known || list != nil {
		t.Error("a missing cell must be unknown")
	}
	if _, known = x.Requirements("EU", "no-such-thing"); known {
		t.Error("an unknown category must be unknown")
	}
	if _, known = x.Requirements("EU", "air-fryer"); !known {
		t.Error("an air fryer is a toaster for the EU")
	}
	if list, known = x.Requirements("EU", "book"); !known || len(list) != 0 {
		t.Errorf("a book is known to need nothing: %v %v", list, known)
	}
}

func TestLifeAndProves(t *testing.T) {
	x := open(t)
	for _, c := range []struct {
		kind, act, scheme, term string
		months                  int
	}{
		{"eu-type-examination", "(EU) 2016/425", "", "printed", 60}, {"eu-type-examination", "2014/53/EU", "", "printed", 0},
		{"eu-type-examination", "2009/48/EC", "", "review", 60}, {"eu-doc", "2014/35/EU", "", "none", 0}, {"test-report", "", "", "none", 0},
		{"type-approval", "", "sa-saber-pcoc", "fixed", 0}, {"fcc-grant", "", "us-fcc-certification", "none", 0}, {"un38.3", "", "", "none", 0},
		{"management-system", "", "int-iso9001", "fixed", 0}, {"type-approval", "", "sa-saber-scoc", "per-shipment", 0},
	} {
		l, ok := x.Life(c.kind, c.act, c.scheme)
		if !ok || l.Term != c.term || c.months != 0 && l.MaxMonths != c.months && l.Months != c.months {
			t.Errorf("Life(%s, %s, %s) = %+v, %v", c.kind, c.act, c.scheme, l, ok)
		}
	}
	if _, ok := x.Life("", "", ""); ok {
		t.Error("nothing lives for ever")
	}
	for _, c := range []struct{ kind, scheme, want string }{{"eu-doc", "", "eu-doc"}, {"certificate-of-conformity", "", ""}, {"fcc-sdoc", "us-fcc-sdoc", "us-fcc-sdoc"},
		{"un38.3", "int-un383-summary", "int-un383-summary un38.3"}, {"business-licence", "", ""}} {
		if got := strings.Join(x.Proves(c.kind, c.scheme), " "); got != c.want {
			t.Errorf("Proves(%s, %s) = %q, want %q", c.kind, c.scheme, got, c.want)
		}
	}
}

func TestBodiesAndIssuers(t *testing.T) {
	x := open(t)
	b, ok := x.Body("0123")
	if yes, read := b.Designated("(EU) 2017/745"); !ok || !strings.Contains(b.Name, "Product Service") || !yes || !read {
		t.Errorf("0123: %+v", b)
	}
	if yes, read := b.Designated("2009/48/EC"); !yes || read {
		t.Error("0123 for toys is known, not read")
	}
	if b, _ = x.Body("0120"); b.Status != "former" || b.EUEnded != "2021-01-01" || b.UKApproved != "yes" {
		t.Errorf("0120: %+v", b)
	}
	if _, ok = x.Body("9999"); ok {
		t.Error("9999 is no body")
	}
	names := 0
	for _, i := range x.Issuers() {
		names += len(i.PrintedAs)
		if i.Name == "" || len(i.PrintedAs) == 0 {
			t.Errorf("issuer %s has no name", i.ID)
		}
	}
	if names < 450 {
		t.Errorf("only %d printed names", names)
	}
}

// Lookups fill caches; many goroutines asking at once must get what one gets.
func TestLookupsAtOnce(t *testing.T) {
	x, err := Load(data(t))
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 50 {
				if a, ok := x.Act("Directive 2014/35/EU"); !ok || a.ID != "2014/35/EU" {
					t.Errorf("act %q", a.ID)
				}
				if e, ok := x.Edition("EN 60335-1:2012+A11:2014"); !ok || e.Status != "withdrawn" {
					t.Errorf("edition %q", e.ID)
				}
				if _, _, ok := x.Cited("LVD", "EN 62368-1:2014", "2025-01-01"); !ok {
					t.Error("not cited")
				}
				if list, ok := x.RequirementsOn("EU", "usb-charger", "2026-11-22"); !ok || len(list) == 0 {
					t.Error("no requirements")
				}
				if len(x.Issuers()) == 0 {
					t.Error("no issuers")
				}
			}
		})
	}
	wg.Wait()
}

func TestMemoForgets(t *testing.T) {
	var m memo[string, int]
	for i := range 3 * memoSize {
		key := strconv.Itoa(i)
		if got := m.get(key, func() int { return i }); got != i {
			t.Fatalf("%s: %d", key, got)
		}
	}
	if len(m.m) > memoSize {
		t.Errorf("%d answers are kept", len(m.m))
	}
	if got := m.get("x", func() int { return 1 }) + m.get("x", func() int { return 2 }); got != 2 {
		t.Error("an answer was not remembered")
	}
}
