package validate

import (
	"regexp"
	"slices"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/tables"
)

// bare takes out what articles and points are set off with: "3 (3)(d)" and "3.3.d" are one.
var bare = strings.NewReplacer(" ", "", "(", "", ")", "", ".", "")

// How far a paper reaches: class, category or group of the product, and the articles that were examined.
var scopeRules = []Rule{
	{ID: "scope.class", Family: "scope", Citation: "classification rules of the acts", Layer: Use, Fields: []string{certcat.LegalActs, certcat.ProductClass},
		Applies: func(x *question) bool { return len(x.classed()) > 0 }, Check: scopeClass},
	{ID: "scope.articles", Family: "scope", Citation: "2014/53/EU, Article 17(4)", Layer: Use, Fields: []string{certcat.Kind, certcat.LegalActs, certcat.Articles},
		Applies: func(x *question) bool {
			return x.kind() == "eu-type-examination" && x.names("2014/53/EU") && x.field(certcat.Articles).State != certcat.Absent
		}, Check: scopeArticles},
	{ID: "scope.report", Family: "scope", Citation: "table requirements", Layer: Use, Fields: []string{certcat.Kind, certcat.Standards, certcat.LegalActs},
		Applies: func(x *question) bool { return x.reports() != nil }, Check: scopeReport},
}

// reports is the requirement for test reports that a report is offered for, nil where there is none.
func (x *question) reports() *certcat.Requirement {
	if x.kind() != "test-report" || x.opt.Market == "" || x.opt.Category == "" {
		return nil
	}
	list := x.requirements()
	for i := range list {
		if requirementKind(&list[i]) == "test-report" {
			return &list[i]
		}
	}
	return nil
}

// scopeReport asks where a report is to no standard that the requirement names: a report about solder is none about safety.
func scopeReport(x *question) []result {
	r := x.reports()
	wanted := strings.Join(r.Standards, "; ")
	spaced := " " + strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' {
			return c
		}
		return ' '
	}, wanted) + " "
	standards := x.standards()
	for i := range standards {
		s := &standards[i]
		main, _, _ := strings.Cut(s.Number, "-")
		if main != "" && strings.Contains(spaced, " "+main+" ") || len(r.Standards) == 0 && slices.ContainsFunc(s.text.standard.Acts, func(a string) bool { return slices.Contains(x.actsAsked(), a) }) {
			return nil
		}
	}
	f := x.field(certcat.Standards)
	return []result{x.unknown("scope.report", "standards", or(texts(f.Values, 6), "-"), "wanted", or(wanted, "-"), "category", x.opt.Category).by(x.row(r.Row)).
		on(certcat.Kind, certcat.Standards).seen(f.Values...).fix("show-report-for", "laboratory")}
}

// names reports whether the paper names an act.
func (x *question) names(act string) bool {
	acts := x.acts()
	for i := range acts {
		if acts[i].ID == act {
			return true
		}
	}
	return false
}

// classedAct is an act on the paper that parts products into classes, and the class that the product has.
type classedAct struct {
	act    namedAct
	lowest tables.Class
	row    certcat.Row
	told   bool // the listing says so itself
}

// classed are the acts for which the class of the product is known, from the listing or its category.
func (x *question) classed() []classedAct {
	if x.kind() != "eu-doc" && x.kind() != "medical-device" && x.kind() != "eu-type-examination" && x.kind() != "uk-doc" {
		return nil
	}
	var out []classedAct
	for _, a := range x.acts() {
		if name := x.attribute("class"); name != "" {
			if c, ok := x.t.Class(a.ID, name); ok {
				out = append(out, classedAct{a, c, c.Row(), true})
				continue
			}
		}
		for _, p := range x.t.ProductClasses(x.category()) {
			if p.Act != a.ID && !slices.Contains(actOf(x, p.Act).Replaces, a.ID) {
				continue
			}
			var low tables.Class
			for _, name := range p.Classes {
				if c, ok := x.t.Class(p.Act, name); ok && (low.Name == "" || c.Rank < low.Rank) {
					low = c
				}
			}
			if low.Name != "" {
				out = append(out, classedAct{a, low, x.row(p.Row()), false})
			}
		}
	}
	return out
}

func actOf(x *question, id string) tables.Act { a, _ := x.t.Act(id); return a }

// category is the category asked about, else the listing's.
func (x *question) category() string {
	if x.opt.Category == "" && x.c.Listing != nil {
		return x.c.Listing.Category
	}
	return x.opt.Category
}

// attribute is what the listing says of an attribute, "" where it says nothing.
func (x *question) attribute(name string) string {
	if x.c.Listing == nil {
		return ""
	}
	for _, a := range x.c.Listing.Attributes {
		if a.Name == name {
			return a.Value
		}
	}
	return ""
}

var classWords = regexp.MustCompile(`(?i)\b(?:class|category|cat\.?|group)\s*:?\s*(I{1,3}[abmrs]?|IV|[1-4][abm]?|[A-D]|II\s?[123]\s?[GD]?|I\s?M[12])\b`)

// printedClass is the class that the paper prints, as a fact or within its scope.
func (x *question) printedClass(act string) (tables.Class, certcat.Field, bool) {
	if f := x.cert.Field(certcat.ProductClass); f.State == certcat.Printed {
		c, ok := x.t.Class(act, first(f))
		if !ok {
			if m := classWords.FindStringSubmatch(first(f)); m != nil {
				c, ok = x.t.Class(act, m[1])
			}
		}
		return c, f, ok
	}
	f := x.cert.Field(certcat.Scope)
	if len(f.Values) == 0 {
		return tables.Class{}, certcat.Field{}, false
	}
	if m := classWords.FindStringSubmatch(f.Text()); m != nil {
		c, ok := x.t.Class(act, m[1])
		return c, f, ok
	}
	return tables.Class{}, certcat.Field{}, false
}

func scopeClass(x *question) []result {
	var out []result
	for _, k := range x.classed() {
		class, f, ok := x.printedClass(k.lowest.Act)
		switch {
		case !ok && x.field(certcat.ProductClass).State == certcat.Unread:
			continue // nobody looked for a class
		case !ok:
			out = append(out, x.unknown("scope.no-class", "class", k.lowest.Name, "act", k.lowest.Act).by(k.row).on(certcat.LegalActs).seen(k.act.value).
				citing(k.lowest.Act, "", x.url(k.lowest.Act)).fix("show-class", "manufacturer"))
		case class.Rank < k.lowest.Rank:
			r := x.fail(certcat.LawBreach, "scope.class", "printed", class.Name, "class", k.lowest.Name, "act", k.lowest.Act, "category", or(x.category(), "-")).
				by(k.row).on(certcat.Kind, certcat.LegalActs, f.Name).seen(append(slices.Clone(f.Values), k.act.value)...).
				citing(k.lowest.Act, "", x.url(k.lowest.Act)).fix("right-class", "manufacturer")
			if k.told {
				r = r.formally() // the seller says the class; that one class lies below another is the act's own order
			}
			out = append(out, r)
		}
	}
	return out
}

// scopeArticles looks whether a type examination under the Radio Equipment Directive covers the article for which it is
// needed: spectrum (3(2)), and security where that applies.
func scopeArticles(x *question) []result {
	f := x.cert.Field(certcat.Articles)
	if f.State == certcat.Unread {
		return nil
	}
	var printed []string
	for _, v := range f.Values {
		printed = append(printed, strings.ToLower(bare.Replace(canonical(v))))
	}
	covers := func(article string) bool {
		return slices.ContainsFunc(printed, func(p string) bool { return strings.Contains(p, article) })
	}
	var row certcat.Row
	for i := range x.standards() {
		s := &x.standards()[i]
		if c := x.cited("2014/53/EU", s, x.day); s.radio() && !strings.HasPrefix(s.Number, "18031") && !c.ok && c.ID != "" {
			row = c.Row()
		}
	}
	if row.ID == "" || covers("32") {
		return nil
	}
	return []result{x.fail(certcat.LawBreach, "scope.articles", "article", "3(2)", "printed", f.Text()).by(x.row(row)).
		on(certcat.Kind, certcat.LegalActs, certcat.Articles, certcat.Standards).seen(f.Values...).citing("2014/53/EU", "Article 17(4)", x.url("2014/53/EU")).fix("extend-examination", "notified-body")}
}
