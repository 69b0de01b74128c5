package extract

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/certcat/certcat"
)

// TestDateCaptions: which caption a date has, and how they stand to each other.
func TestDateCaptions(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"inline", "Date of issue: 2024-05-01", "2024-05-01 issue inline"},
		{"expiry", "Valid until: 1 May 2029", "2029-05-01 expiry inline"},
		{"right", "Date of issue\t2024-05-01", "2024-05-01 issue right"},
		{"below its caption", "Date of issue\n2024-05-01", "2024-05-01 issue below"},
		{"above its caption", "2024-05-01\nDate of issue", "2024-05-01 issue above"},
		{"two columns", "Date of issue\tExpiry date\n2024-05-01\t2029-04-30", "2024-05-01 issue below\n2029-04-30 expiry below"},
		{"a decoy", "Date of receipt: 2024-05-01", "2024-05-01 decoy inline"},
		{"no caption", "Kiel, 1 May 2024", "2024-05-01 none"},
		{"a range", "Valid until 2024-05-01 to 2029-04-30", "2024-05-01 from inline\n2029-04-30 expiry inline"},
		{"a range without a caption", "2024-05-01 to 2029-04-30", "2024-05-01 from\n2029-04-30 range-end"},
		{"three cells", "Date of issue:\t18\t10 2021", ""},
		{"cut by a cell", "Date of issue\t1 May\t2024", "2024-05-01 issue right"},
		{"Chinese", "发证日期：2024年5月1日", "2024-05-01 issue inline"},
		{"Russian", "Дата выдачи 01.05.2024", "2024-05-01 issue inline"},
	} {
		d := opened(t, pagesOf(c.text))
		issue, _ := d.dates()
		var got []string
		for _, k := range issue {
			s := k.Value.Canonical
			for _, prefix := range []string{"date-", "how-"} {
				for _, f := range k.Features {
					if name, ok := strings.CutPrefix(f.Name, prefix); ok {
						s += " " + name
					}
				}
			}
			got = append(got, s)
		}
		if s := strings.Join(got, "\n"); s != c.want && c.want != "" {
			t.Errorf("%s: %q gives\n%s\nwant\n%s", c.name, c.text, s, c.want)
		}
	}
}

// TestReferences: citations are found over the end of a line, and each knows the boxes of its lines.
func TestReferences(t *testing.T) {
	long := "The product described above was tested according to the standards "
	for _, c := range []struct{ name, text, standards, acts string }{
		{"list", "EN 55032:2015, EN 55035:2017", "EN 55032:2015 [1]; EN 55035:2017 [1]", ""},
		{"cut behind the letters", long + "EN IEC\n61000-3-2:2019 and others", "EN IEC 61000-3-2:2019 [2]", ""},
		{"cut behind a plus", "EN 62368-1:2014 +\nA11:2017", "EN 62368-1:2014 + A11:2017 [2]", ""},
		{"two lists side by side", "EN 55032:2015\tEN 300 328 V2.2.2\nEN 55035:2017\tEN 301 489-1 V2.2.3", "EN 55032:2015 [1]; EN 300 328 V2.2.2 [1]; EN 55035:2017 [1]; EN 301 489-1 V2.2.3 [1]", ""},
		{"an act cut in two", "in conformity with Directive\n2014/53/EU of the European Parliament", "", "2014/53/EU [1]"},
		{"act and standard in one cell", "2014/35/EU: EN 60335-1:2012", "EN 60335-1:2012 [1]", "2014/35/EU [1]"},
		{"a cell is not the next line's", "EN 55032\nModel: 2015", "EN 55032 [1]", ""},
	} {
		d := opened(t, pagesOf(c.text))
		show := func(list []*Candidate) string {
			var out []string
			for _, k := range list {
				out = append(out, fmt.Sprintf("%s [%d]", k.Value.Text, len(k.Value.Evidence)))
			}
			return strings.Join(out, "; ")
		}
		if got := show(d.standards()); got != c.standards {
			t.Errorf("%s: standards %s, want %s", c.name, got, c.standards)
		}
		if got := show(d.acts()); got != c.acts {
			t.Errorf("%s: acts %s, want %s", c.name, got, c.acts)
		}
	}
}

func TestShortenedStandards(t *testing.T) {
	d := opened(t, pagesOf("EN 62368-1 applies\n\n\nEN 62368-1:2014\n\n\nEN 62368-10"))
	var got []string
	for _, c := range d.standards() {
		if c.has("shortened") {
			got = append(got, c.Value.Text)
		}
	}
	if !slices.Equal(got, []string{"EN 62368-1"}) {
		t.Errorf("shortened: %q, want the first alone", got)
	}
}

// TestParties: names and addresses behind captions, and "same as".
func TestParties(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"name and address", "Applicant:\tNordwind Lampen GmbH\n\tHafenweg 5, 24143 Kiel, Germany", "Nordwind Lampen GmbH | Hafenweg 5, 24143 Kiel, Germany"},
		{"in one line", "Applicant: Nordwind Lampen GmbH, Hafenweg 5, 24143 Kiel, Germany", "Nordwind Lampen GmbH | Hafenweg 5, 24143 Kiel, Germany"},
		{"the name wraps", "Applicant:\tNordwind Lampen und\n\tLeuchten GmbH\n\tHafenweg 5, 24143 Kiel, Germany", "Nordwind Lampen und Leuchten GmbH | Hafenweg 5, 24143 Kiel, Germany"},
		{"the legal form wraps", "Applicant:\tShenzhen Beifeng Lighting Co.,\n\tLtd.\n\tNo. 5 Gangkou Road, Shenzhen, China", "Shenzhen Beifeng Lighting Co., Ltd. | No. 5 Gangkou Road, Shenzhen, China"},
		{"ends at the telephone", "Applicant:\tNordwind Lampen GmbH\n\tHafenweg 5, 24143 Kiel, Germany\n\tTel. +49 431 000", "Nordwind Lampen GmbH | Hafenweg 5, 24143 Kiel, Germany"},
		{"Chinese", "申请人：北风灯具（深圳）有限公司", "北风灯具（深圳）有限公司 | "},
		{"none", "Applicant: N/A", ""},
	} {
		var got []string
		for _, p := range opened(t, pagesOf(c.text)).partiesOf("holder") {
			got = append(got, p.name+" | "+p.address)
		}
		if s := strings.Join(got, "\n"); s != c.want {
			t.Errorf("%s: %s, want %s", c.name, s, c.want)
		}
	}
}

func TestSameAsApplicant(t *testing.T) {
	for _, caption := range []string{"Same as applicant", "same as the applicant", "同申请人"} {
		d := opened(t, pagesOf("Certificate of Conformity\nApplicant: Nordwind Lampen GmbH\nManufacturer: "+caption))
		var got []string
		for _, c := range d.manufacturers("Nordwind Lampen GmbH") {
			got = append(got, fmt.Sprint(c.Value.Text, " ", c.has("same-as")))
		}
		if s := strings.Join(got, "\n"); s != "Nordwind Lampen GmbH true" {
			t.Errorf("%q: %s", caption, s)
		}
	}
}

func TestParts(t *testing.T) {
	one := "EU Declaration of Conformity\nDeclaration No.: NL-17/2024\nWe, Nordwind Lampen GmbH"
	two := strings.ReplaceAll(one, "NL-17", "NL-18")
	for _, c := range []struct {
		name  string
		pages []string
		want  string
	}{
		{"one page", []string{one}, "[{1 1}]"},
		{"two certificates", []string{one, two}, "[{1 1} {2 2}]"},
		{"two of two pages", []string{one, "Annex", two, "Annex"}, "[{1 2} {3 4}]"},
		{"the title again with the same number", []string{one, one}, "[{1 2}]"},
		{"another title", []string{one, "Certificate of Conformity\nCertificate No.: NL-18/2024"}, "[{1 2}]"},
		{"the first without a title", []string{"Nordwind Lampen GmbH", two}, "[{1 2}]"},
		{"empty pages", []string{"", ""}, "[{1 2}]"},
		{"no page", nil, "[]"},
	} {
		certificates, _ := extractor(t).Certificates(pagesOf(c.pages...))
		var parts []certcat.Part
		for _, k := range certificates {
			parts = append(parts, k.Part)
			if len(k.Fields) != 19 {
				t.Errorf("%s: %d fields", c.name, len(k.Fields))
			}
		}
		if got := fmt.Sprint(parts); got != c.want {
			t.Errorf("%s: parts %s, want %s", c.name, got, c.want)
		}
	}
}

// TestLooks: pages that were not read are asked for where an important field is missing, at most three.
func TestLooks(t *testing.T) {
	pages := pagesOf("EU Declaration of Conformity\nWe, Nordwind Lampen GmbH", "", "", "", "")
	for i := 1; i < 5; i++ {
		pages.Pages[i].Best = -1
	}
	certificates, looks := extractor(t).Certificates(pages)
	want := []certcat.Look{{Page: 2, Purpose: "next-pages"}, {Page: 3, Purpose: "next-pages"}, {Page: 4, Purpose: "next-pages"}}
	if fmt.Sprint(looks) != fmt.Sprint(want) {
		t.Errorf("looks %+v, want %+v", looks, want)
	}
	if f := certificates[0].Field(certcat.IssueDate); f.State == certcat.Absent && f.Accepted {
		t.Errorf("a date is said to be absent while pages are unread: %+v", f)
	}
}

func TestNoText(t *testing.T) {
	certificates, _ := extractor(t).Certificates(pagesOf(""))
	if len(certificates) != 1 || fmt.Sprint(certificates[0].Problems) != fmt.Sprint([]certcat.Problem{certcat.NewProblem("no-text")}) {
		t.Fatalf("certificates %+v", certificates)
	}
	for _, f := range certificates[0].Fields {
		if f.State != certcat.Unread || f.Accepted || len(f.Values) != 0 {
			t.Errorf("%+v; nothing was read", f)
		}
	}
}

// TestRankMergesEvidence: a value that stands twice is one candidate with both places, the better one first.
func TestRankMergesEvidence(t *testing.T) {
	at := func(page int, feature string) *Candidate {
		c := &Candidate{Value: certcat.Value{Text: "NL-17", Canonical: "NL-17", Evidence: []certcat.Evidence{{Page: page, Text: "NL-17"}}}}
		return c.add(feature, 1)
	}
	m := &model{Fields: map[string]fieldModel{"x": {Weights: map[string]float64{"good": 1}}}}
	for name, list := range map[string][]*Candidate{"the better one first": {at(1, "good"), at(2, "bad")}, "the better one last": {at(2, "bad"), at(1, "good")}} {
		ranked := m.rank("x", list, nil)
		var got []int
		for _, e := range ranked[0].Value.Evidence {
			got = append(got, e.Page)
		}
		if len(ranked) != 1 || fmt.Sprint(got) != "[1 2]" || !ranked[0].has("repeated") || !ranked[0].has("good") {
			t.Errorf("%s: %d candidates, evidence on pages %v, want one on pages [1 2]", name, len(ranked), got)
		}
	}
}

// TestSecondLooks: an identifier that was recognised once is asked for again; what the second look says settles it, or
// doubts it more.
func TestSecondLooks(t *testing.T) {
	number := certcat.Box{X0: 160, Y0: 100, X1: 260, Y1: 112}
	page := func(closer ...string) certcat.Pages {
		word := func(text string, x0, x1 float64) certcat.Word {
			return certcat.Word{Text: text, Box: certcat.Box{X0: x0, Y0: 100, X1: x1, Y1: 112}, Confidence: 0.95, Line: 1}
		}
		p := certcat.Page{Number: 1, Width: 595, Height: 842, Readings: []certcat.Reading{{By: "engine", Words: []certcat.Word{
			word("Certificate", 50, 110), word("No.:", 112, 140), word("NL-1O7/2024", number.X0, number.X1)}}}}
		for _, text := range closer {
			p.Readings = append(p.Readings, certcat.Reading{By: "engine", Purpose: certcat.CertificateNumber, Region: number, Words: []certcat.Word{{Text: text, Box: number, Confidence: 0.9}}})
		}
		return certcat.Pages{Pages: []certcat.Page{p}}
	}
	for _, c := range []struct {
		name, closer, doubt string
		looks               int
	}{{"recognised once", "", "one-reading", 1}, {"seen again", "NL-1O7/2024", "", 0}, {"seen otherwise", "NL-107/2024", "two-readings", 0}} {
		var pages certcat.Pages
		if c.closer == "" {
			pages = page()
		} else {
			pages = page(c.closer)
		}
		certificates, looks := extractor(t).Certificates(pages)
		f := certificates[0].Field(certcat.CertificateNumber)
		asked := 0
		for _, l := range looks {
			if l.Purpose == certcat.CertificateNumber {
				asked++
			}
		}
		has := func(doubt string) bool { return slices.Contains(f.Doubts, doubt) }
		if f.Text() != "NL-1O7/2024" || asked != c.looks || c.doubt != "" && !has(c.doubt) || c.doubt != "one-reading" && has("one-reading") {
			t.Errorf("%s: %q, doubts %v, %d looks; want doubt %q and %d looks", c.name, f.Text(), f.Doubts, asked, c.doubt, c.looks)
		}
	}
}

// TestDrawnMarks: a mark that an engine reads alone in its line is claimed, one inside a sentence is not.
func TestDrawnMarks(t *testing.T) {
	for text, want := range map[string]bool{"C€": true, "CE": true, "paid 12 C€ in cash": false} {
		d := opened(t, pagesOf("CERTIFICATE OF CONFORMITY\nCertificate No.: NL-7\nApplicant: Nordlys Audio ApS\n\n"+text))
		d.kind = "certificate-of-conformity"
		got := slices.ContainsFunc(d.marks(nil), func(c *Candidate) bool { return c.Value.Text == "CE" && c.has("drawn") })
		if got != want {
			t.Errorf("%q: claimed %v, want %v", text, got, want)
		}
	}
}

// TestRelatedStandards: what the others of a family tell about a standard.
func TestRelatedStandards(t *testing.T) {
	d := opened(t, pagesOf("TEST REPORT\nIEC 62321-5:2013\nIEC 62368-1:2018\nEN 62368-1", "IEC 62321", "IEC 62321-7-1:2015\nEN 55032:2015"))
	want := map[string]string{"EN 62368-1": "dated-elsewhere", "IEC 62321": "family-name", "IEC 62321-7-1:2015": "family-early"}
	for _, c := range d.standards() {
		for _, name := range []string{"dated-elsewhere", "family-name", "family-early"} {
			if has := c.has(name); has != (want[c.Value.Text] == name) {
				t.Errorf("%s has %s: %v", c.Value.Text, name, has)
			}
		}
	}
}

// TestBeforeNumber: the number of a company ends an address, a post office box does not.
func TestBeforeNumber(t *testing.T) {
	d := opened(t, pagesOf("CERTIFICATE"))
	for text, want := range map[string]string{
		"Rua das Flores 5, Campinas, CNPJ 12.345.678/0001-95":         "Rua das Flores 5, Campinas",
		"Palm Way, 80 Bay Road, P.O. Box 32052, George Town KY1-1208": "Palm Way, 80 Bay Road, P.O. Box 32052, George Town KY1-1208",
		"Nordhavn 12, 2150 Kopenhagen":                                "Nordhavn 12, 2150 Kopenhagen",
	} {
		if got := d.beforeNumber(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
