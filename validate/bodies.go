package validate

import (
	"regexp"
	"slices"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
	"github.com/certcat/certcat/tables"
)

// Notified bodies: whether the number belongs to the name, to the act and to the day, and whether one is needed.
var bodyRules = []Rule{
	{ID: "bodies.known", Family: "bodies", Citation: "NANDO", Layer: Use, Fields: []string{certcat.IssuerID}, Applies: bearsBody, Check: bodyKnown},
	{ID: "bodies.in-office", Family: "bodies", Citation: "NANDO; EU-UK Withdrawal Agreement, Article 41", Layer: Use, Fields: []string{certcat.IssuerID, certcat.IssueDate},
		Applies: knowsBody, Check: bodyInOffice},
	{ID: "bodies.designated", Family: "bodies", Citation: "NANDO", Layer: Use, Fields: []string{certcat.IssuerID, certcat.LegalActs},
		Applies: func(x *question) bool { return knowsBody(x) && len(x.acts()) > 0 }, Check: bodyDesignated},
	{ID: "bodies.name", Family: "bodies", Citation: "NANDO", Layer: Document, Fields: []string{certcat.IssuerID, certcat.Issuer},
		Applies: func(x *question) bool { return knowsBody(x) && x.bodyName() != "" }, Check: bodyName},
	{ID: "bodies.needed", Family: "bodies", Citation: "conformity assessment of the acts", Layer: Use, Fields: []string{certcat.LegalActs, certcat.CitedBody},
		Applies: func(x *question) bool { return x.kind() == "eu-doc" && len(x.acts()) > 0 }, Check: bodyNeeded},
	{ID: "bodies.possible", Family: "bodies", Citation: "conformity assessment of the acts", Layer: Document, Fields: []string{certcat.Kind, certcat.LegalActs},
		Pretends: []string{"eu-type-examination"},
		Applies:  func(x *question) bool { return x.kind() == "eu-type-examination" && len(x.acts()) > 0 }, Check: bodyPossible},
}

func bearsBody(x *question) bool { _, _, ok := x.body(); return ok }

func knowsBody(x *question) bool {
	number, _, ok := x.body()
	if ok {
		_, ok = x.t.Body(number)
	}
	return ok
}

// body is the notified body's number that the paper bears: the issuer's on a certificate, the cited one in a declaration.
// An issuer's number that holds letters is an accreditation, not a body's number.
func (x *question) body() (number string, f certcat.Field, ok bool) {
	switch x.kind() {
	case "eu-type-examination", "medical-device":
		f = x.cert.Field(certcat.IssuerID)
		number = first(f)
		if !digits(number) {
			number = bodyLabel.ReplaceAllString(number, "")
		}
	case "eu-doc":
		f = x.cert.Field(certcat.CitedBody)
		if first(f) != "" {
			number = fourDigits.FindString(first(f))
		}
	}
	return number, f, f.State == certcat.Printed && digits(number)
}

var (
	fourDigits = regexp.MustCompile(`\b\d{4}\b`)
	bodyLabel  = regexp.MustCompile(`^(?i:(?:notified|body|nb|ce|no|nr|id|number)?[\s.:#]*)*`)
)

func digits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// bodyName is the name beside the body's number, "" where none is printed.
func (x *question) bodyName() string {
	if x.kind() == "eu-doc" {
		cited := x.field(certcat.CitedBody).Text()
		name := strings.Trim(fourDigits.ReplaceAllString(cited, ""), " ,;:()-–")
		if name = bodyLabel.ReplaceAllString(name, ""); len(name) > 3 {
			return name
		}
		return ""
	}
	return x.field(certcat.Issuer).Text()
}

func bodyKnown(x *question) []result {
	number, f, _ := x.body()
	if _, known := x.t.Body(number); known {
		return nil
	}
	for _, a := range x.acts() {
		if x.t.Complete("bodies", a.ID, x.day) {
			return []result{x.fail(certcat.LawBreach, "bodies.none-such", "number", number, "act", a.ID).formally().on(f.Name, certcat.LegalActs).
				seen(f.Values...).citing(a.ID, "", a.URL()).fix("other-body", "manufacturer")}
		}
	}
	return []result{x.unknown("bodies.unknown", "number", number).on(f.Name).seen(f.Values...).fix("ask-nando", "reviewer")}
}

// bodyInOffice looks whether the body was one when the paper was issued. What a body of the United Kingdom issued counts in
// the Union no more, whenever it was issued; what another former body issued may have been taken over.
func bodyInOffice(x *question) []result {
	number, f, _ := x.body()
	b, _ := x.t.Body(number)
	if b.EUEnded == "" || !x.union() {
		return nil
	}
	_, last, _ := x.event("", "")
	x.turn(b.EUEnded)
	pairs := []string{"number", number, "name", b.Name, "ended", string(b.EUEnded)}
	issued := x.date(certcat.IssueDate)
	switch {
	case last.Before(b.EUEnded):
		return nil
	case b.Country == "GB":
		return []result{x.fail(certcat.LawBreach, "bodies.british", pairs...).by(x.row(b.Row())).on(f.Name).seen(f.Values...).
			citing("EU-UK Withdrawal Agreement", "Article 41", "").fix("other-body", "manufacturer")}
	case issued != "" && b.EUEnded <= issued.First():
		return []result{x.fail(certcat.LawBreach, "bodies.ended", append(pairs, "issued", string(issued))...).by(x.row(b.Row())).
			on(f.Name, certcat.IssueDate).seen(f.Values...).fix("other-body", "manufacturer")}
	}
	return []result{x.unknown("bodies.former", pairs...).by(x.row(b.Row())).on(f.Name).seen(f.Values...).fix("ask-nando", "reviewer")}
}

func bodyDesignated(x *question) []result {
	number, f, _ := x.body()
	b, _ := x.t.Body(number)
	acts := x.acts()
	for _, a := range acts {
		if yes, _ := b.Designated(a.ID); yes || slices.ContainsFunc(a.Replaces, func(old string) bool { yes, _ := b.Designated(old); return yes }) {
			return nil
		}
	}
	pairs := []string{"number", number, "name", b.Name, "act", acts[0].ID}
	if x.t.Complete("bodies", acts[0].ID, x.day) {
		return []result{x.fail(certcat.LawBreach, "bodies.not-designated", pairs...).by(x.row(b.Row())).on(f.Name, certcat.LegalActs).
			seen(f.Values...).citing(acts[0].ID, "", acts[0].URL()).fix("other-body", "manufacturer")}
	}
	return []result{x.unknown("bodies.other-act", pairs...).by(x.row(b.Row())).on(f.Name, certcat.LegalActs).seen(f.Values...).fix("ask-nando", "reviewer")}
}

// bodyName fails where no word of any name that the body bears or bore stands beside its number.
func bodyName(x *question) []result {
	number, f, _ := x.body()
	b, _ := x.t.Body(number)
	printed := x.bodyName()
	for _, name := range append([]string{b.Name}, b.Formerly...) {
		if sameCompany(name, printed) || x.shareWord(name, printed) {
			return nil
		}
	}
	values, fields := x.field(certcat.Issuer).Values, []string{f.Name, certcat.Issuer}
	if x.kind() == "eu-doc" {
		values, fields = nil, []string{f.Name}
	}
	return []result{x.fail(certcat.LawBreach, "bodies.name", "number", number, "name", b.Name, "printed", printed).by(x.row(b.Row())).on(fields...).
		seen(append(slices.Clone(f.Values), values...)...).fix("ask-nando", "reviewer")}
}

// shareWord reports whether two names share a word of at least three letters, or one holds the initials of the other.
func (x *question) shareWord(a, b string) bool {
	stemA, _ := grammar.CompanyName(a)
	stemB, _ := grammar.CompanyName(b)
	words := strings.Fields(stemB)
	for w := range strings.FieldsSeq(stemA) {
		if _, common := x.t.Means("common-word", w); !common && len([]rune(w)) >= 3 && slices.Contains(words, w) {
			return true
		}
	}
	return initials(stemA) == strings.ReplaceAll(stemB, " ", "") || initials(stemB) == strings.ReplaceAll(stemA, " ", "")
}

func initials(stem string) string {
	var b strings.Builder
	for w := range strings.FieldsSeq(stem) {
		b.WriteRune([]rune(w)[0])
	}
	return b.String()
}

// bodyNeeded looks for a body where act, module or class ask for one. A declaration that says nothing about either is left
// alone: whether a body is needed then depends on what can't be seen on it.
func bodyNeeded(x *question) []result {
	cited := x.cert.Field(certcat.CitedBody)
	if cited.State == certcat.Printed {
		return nil
	}
	why, act, row, field := x.needsBody()
	if why == "" {
		return nil
	}
	pairs := []string{"why", why, "act", act.ID}
	fields := []string{certcat.Kind, certcat.LegalActs, certcat.CitedBody}
	if field != "" {
		fields = append(fields, field)
	}
	values := append(slices.Clone(x.field(certcat.LegalActs).Values), x.field(field).Values...)
	if cited.State == certcat.Absent {
		return []result{x.fail(certcat.LawBreach, "bodies.none-named", pairs...).by(x.row(row)).on(fields...).seen(values...).
			citing(act.ID, "", act.URL()).fix("name-body", "manufacturer")}
	}
	return []result{x.unknown("bodies.unread", pairs...).by(x.row(row)).on(fields...).seen(values...).fix("read-body", "reviewer")}
}

// needsBody says what on the paper asks for a notified body, "" where nothing does.
func (x *question) needsBody() (why string, act tables.Act, row certcat.Row, field string) {
	if m := x.cert.Field(certcat.ModuleUsed); first(m) != "" {
		for part := range strings.FieldsFuncSeq(first(m), func(r rune) bool { return r == '+' || r == ' ' || r == ',' || r == '/' }) {
			if module, ok := x.t.Module(part); ok && module.Body && len(x.acts()) > 0 {
				return "module " + module.ID, *x.acts()[0].Act, module.Row(), m.Name
			}
		}
	}
	for _, a := range x.acts() {
		if class, f, ok := x.printedClass(a.ID); ok && class.Body {
			return class.Name, *a.Act, class.Row(), f.Name
		}
		if a.BodyNeed == "mandatory" {
			return a.NameEn, *a.Act, a.RowFor("body_need"), ""
		}
	}
	return "", tables.Act{}, certcat.Row{}, ""
}

// bodyPossible fails for a type examination under acts that know no notified bodies at all.
func bodyPossible(x *question) []result {
	acts := x.acts()
	for _, a := range acts {
		if a.BodyNeed != "none" || a.Jurisdiction != "EU" {
			return nil
		}
	}
	a := acts[0]
	return []result{x.fail(certcat.LawBreach, "bodies.impossible", "act", a.ID, "name", a.NameEn).by(x.row(a.RowFor("body_need"))).seen(a.value).
		citing(a.ID, "", a.URL()).fix("show-declaration", "seller")}
}
