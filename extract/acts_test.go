package extract

import (
	"slices"
	"strings"
	"testing"
)

// shown are the texts of candidates with those of the named features that they have: "SI 2011/1881 act-claims".
func shown(list []*Candidate, features ...string) []string {
	var out []string
	for _, c := range list {
		s := c.Value.Text
		for _, f := range features {
			if c.has(f) {
				s += " +" + f
			}
		}
		out = append(out, s)
	}
	return out
}

// TestActsInContext: an act is one value, and knows what its sentence says of it.
func TestActsInContext(t *testing.T) {
	signs := []string{"act-claims", "act-history", "act-replaced", "act-adopts", "act-basis", "act-published", "act-punishes", "act-exempts", "procedural", "statement-wider", "named-in-full"}
	for text, want := range map[string]string{
		"The toy complies with the Toys (Safety) Regulations 2011 (SI 2011/1881).":         "SI 2011/1881 +act-claims",
		"The toy complies with the Toys (Safety) Regulations 2011 SI 2011/1188":            "SI 2011/1188 +act-claims",
		"in conformity with 2014/35/EU repealing Directive 2006/95/EC":                     "2014/35/EU +act-claims +act-replaced|2006/95/EC +act-claims +act-history",
		"published in the Official Journal, 2014/35/EU":                                    "2014/35/EU +act-published",
		"Notice 2030 made under section 12 of the Wireless Act 1999":                       "Wireless Act 1999 +act-basis",
		"Giving false or misleading information is an offence under the Penal Act 1995":    "Penal Act 1995 +act-punishes",
		"Verified under 47 CFR §2.1077 and 47 CFR Part 15 Subpart B":                       "47 CFR §2.1077 +procedural|47 CFR Part 15 Subpart B",
		"This device complies with part 15 of the FCC Rules, see 47 CFR Part 15 Subpart B": "part 15 of the FCC Rules +act-claims +statement-wider|47 CFR Part 15 Subpart B +act-claims",
		"Lead is exempt under (EU) 2019/169":                                               "(EU) 2019/169 +act-exempts",
		"затвердженого постановою КМУ № 987":                                               "постановою КМУ № 987 +act-adopts",
		"Технічний регламент радіообладнання, постанова КМУ № 987":                         "постанова КМУ № 987 +act-adopts|Технічний регламент радіообладнання +named-in-full",
		"certified in accordance with Radio Law Article 12, Section 3":                     "Radio Law Article 12, Section 3 +act-claims",
		"meets the FDA Food Safety Modernization Act":                                      "FDA Food Safety Modernization Act +act-claims +named-in-full",
	} {
		d := opened(t, pagesOf(text))
		if got := strings.Join(shown(d.acts(), signs...), "|"); got != want {
			t.Errorf("%q gives\n%s\nwant\n%s", text, got, want)
		}
	}
	cut := opened(t, pagesOf("Regulation\tTechnical Regulation for Widgets and\n\tHousehold Tools\n\nModel\tW-1"))
	if got := shown(cut.acts()); !slices.Equal(got, []string{"Technical Regulation for Widgets and Household Tools"}) {
		t.Errorf("a title on two lines gives %q", got)
	}
	two := opened(t, pagesOf("The Toys (Safety) Regulations 2011 apply.\n\nConforms to SI 2011/1881"))
	if got := shown(two.acts()); !slices.Equal(got, []string{"SI 2011/1881"}) {
		t.Errorf("title and number on two lines give %q", got)
	}
}

// TestIssuerNumbers: where the number of a body stands, and what it is printed with.
func TestIssuerNumbers(t *testing.T) {
	signs := []string{"beside-accreditor", "under-accreditor", "accredited-by", "with-caption", "beside-notified", "four-digits"}
	for text, want := range map[string]string{
		"RvA C 987":                       "RvA C 987 +beside-accreditor",
		"UKAS: 0987":                      "UKAS: 0987 +beside-accreditor",
		"UKAS\nMANAGEMENT\nSYSTEMS\n0987": "0987 +under-accreditor +four-digits",
		"WORKSHOP\n0987":                  "",
		"solder SAC305":                   "",
		"Accredited by: Example Accreditation Services (EAS), Contract N°: 987": "987 +accredited-by",
		"CAB #012345":                "CAB #012345 +with-caption",
		"Notified Body Number: 9876": "9876 +beside-notified +four-digits",
		"Telephone number: 9876":     "",
	} {
		d := opened(t, pagesOf(text))
		var got []string
		for _, s := range shown(d.issuerIDs(), signs...) {
			if strings.Contains(s, "+") {
				got = append(got, s)
			}
		}
		if !slices.Contains(got, want) && want != "" || want == "" && len(got) > 0 {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
}

// TestScopesOfArticles: requirements in the order of their numbers, with and without annexes, names and classes.
func TestScopesOfArticles(t *testing.T) {
	for text, want := range map[string][]string{
		"Article 3.2 of the Directive\nArt.3.1b EMC\nArt.3.1a Efficient use\nAnnex III\nClass 1": {
			"Art.3.1a, Art.3.1b, Article 3.2 +requirements-only", "Annex III, Art.3.1a, Art.3.1b, Article 3.2 +with-module", "Class 1 +class-only"},
		"Art.3.1a Salud /\nArt.3.1a Health\nArt.3.1b EMC": {"Art.3.1a Health, Art.3.1b EMC +requirements-named"},
		"tested as product class II":                      {"product class II +class-only"},
		"mask of Type IIR":                                {"Type IIR +class-only"},
		"Module B and Annex II":                           {"Module B, Annex II +module-only"},
		"The conformity assessment procedure of Article 17, detailed in Annex [III], was followed": {"Article 17, Annex [III] +procedure"},
	} {
		d := opened(t, pagesOf(text))
		got := shown(d.scopes(), "requirements-only", "requirements-named", "with-module", "module-only", "class-only", "procedure")
		for _, w := range want {
			if !slices.Contains(got, w) {
				t.Errorf("%q gives %q, without %q", text, got, w)
			}
		}
	}
}

// TestScopeElsewhere: what only points to an annex, and a form's note under its line, are no scope.
func TestScopeElsewhere(t *testing.T) {
	d := opened(t, pagesOf("ЛИЦЕНЗИЯ\nна занятие:\tПошив обуви\n\t(наименование лицензируемого вида деятельности)"))
	for _, c := range d.scopes() {
		if strings.Contains(c.Value.Text, "наименование") {
			t.Errorf("a form's note in %q", c.Value.Text)
		}
	}
	d = opened(t, pagesOf("CERTIFICATE\nScope: see annex"))
	if got := shown(d.scopes(), "refers-elsewhere"); !slices.Contains(got, "see annex +refers-elsewhere") {
		t.Errorf("a reference gives %q", got)
	}
}

// TestMarksClaimed: a system without its standard is claimed by its title, and a sentence can deny a mark.
func TestMarksClaimed(t *testing.T) {
	d := opened(t, pagesOf("Quality Management System\nThis certificate does not entitle to CE marking according to 2014/35/EU"))
	d.kind = "management-system"
	if got := shown(d.marks(nil), "otherwise"); !slices.Contains(got, "ISO9001 +otherwise") {
		t.Errorf("a system's title gives %q", got)
	}
	d.kind = "certificate-of-conformity"
	if got := shown(d.marks(nil), "denied"); !slices.Contains(got, "CE +denied") {
		t.Errorf("a denied mark gives %q", got)
	}
}

// TestRanges: a declaration about all products has their description as its scope.
func TestRanges(t *testing.T) {
	for text, want := range map[string]string{
		"To our knowledge, all widgets and components manufactured by us do not contain lead": "all widgets and components manufactured by us +range-all",
		"Example parts are in compliance with Directive 2011/65/EU":                           "Example parts",
		"Goods made of parts that comply with Directive 2011/65/EU":                           "",
		"The laboratory is compliant with the rules of its country":                           "",
	} {
		d := opened(t, pagesOf("Declaration of Conformity\n\n"+text))
		if got := strings.Join(shown(d.ranges(), "range-all"), "|"); got != want {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
}

// TestNoteBelowCaption: a note in brackets under a caption is no number.
func TestNoteBelowCaption(t *testing.T) {
	d := opened(t, pagesOf("Supplier code number\n(issued before March 2030)\nN9876"))
	if got := shown(d.issuerIDs()); !slices.Contains(got, "N9876") {
		t.Errorf("under a note: %q", got)
	}
}
