package validate

import (
	"strings"

	"github.com/certcat/certcat"
)

// The marks that a paper or label bears.
var markRules = []Rule{
	{ID: "marks.forbidden", Family: "marks", Citation: "(EC) No 765/2008, Article 30", Layer: Use, Fields: []string{certcat.Kind, certcat.Marks},
		Applies: func(x *question) bool {
			return x.kind() == "label-photo" && x.union() && x.opt.Category != "" && x.opt.Market != ""
		}, Check: markForbidden},
	{ID: "marks.required", Family: "marks", Citation: "marks of the market", Layer: Use, Fields: []string{certcat.Kind, certcat.Marks},
		Applies: func(x *question) bool { return x.kind() == "label-photo" && x.opt.Category != "" && x.opt.Market != "" }, Check: markRequired},
	{ID: "marks.body-number", Family: "marks", Citation: "(EC) No 765/2008, Article 30; Decision 768/2008/EC, R12", Layer: Use,
		Fields: []string{certcat.Marks, certcat.ModuleUsed}, Applies: func(x *question) bool { return x.markNumber() != "" && x.union() }, Check: markBodyNumber},
	{ID: "marks.without-act", Family: "marks", Citation: "(EC) No 765/2008, Article 30(2)", Layer: Use, Fields: []string{certcat.Kind, certcat.Marks, certcat.LegalActs},
		Applies: func(x *question) bool { return x.kind() == "eu-doc" && len(x.acts()) > 0 && x.marked("CE") }, Check: markWithoutAct},
}

func (x *question) marked(mark string) bool {
	for _, v := range x.field(certcat.Marks).Values {
		if word, _, _ := strings.Cut(canonical(v), " "); word == mark {
			return true
		}
	}
	return false
}

// markNumber is the body's number beside a CE mark: "CE 0123".
func (x *question) markNumber() string {
	for _, v := range x.field(certcat.Marks).Values {
		if word, rest, ok := strings.Cut(v.Text, " "); ok && word == "CE" && len(rest) == 4 && digits(rest) {
			return rest
		}
	}
	return ""
}

// markForbidden: where no act of the product asks for CE the mark is unlawful.
func markForbidden(x *question) []result {
	cell, known := x.t.Cell(x.opt.Market, x.opt.Category, x.day)
	switch {
	case !known:
		return []result{x.unknown("marks.unknown", "category", x.opt.Category, "market", x.opt.Market).fix("tell-market", "reviewer")}
	case strings.HasPrefix(cell.Marking, "no CE mark") && x.marked("CE"):
		return []result{x.fail(certcat.LawBreach, "marks.forbidden", "category", x.opt.Category).by(x.row(cell.Row())).seen(x.field(certcat.Marks).Values...).
			citing("(EC) No 765/2008", "Article 30(2)", "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32008R0765").fix("remove-mark", "manufacturer")}
	}
	return nil
}

// markRequired compares the marks on the label with those that the market wants.
func markRequired(x *question) []result {
	cell, known := x.t.Cell(x.opt.Market, x.opt.Category, x.day)
	f := x.cert.Field(certcat.Marks)
	word, _, _ := strings.Cut(cell.Marking, " ")
	if !known || word != "CE" && word != "UKCA" && word != "RCM" && word != "CCC" {
		return nil
	}
	if x.marked(word) || strings.Contains(cell.Marking, " or CE") && x.marked("CE") {
		return nil
	}
	r := x.unknown("marks.unread", "mark", word)
	if f.State != certcat.Unread {
		r = x.fail(certcat.LawBreach, "marks.required", "mark", word, "category", x.opt.Category)
	}
	return []result{r.by(x.row(cell.Row())).seen(f.Values...).fix("show-mark", "seller")}
}

// markBodyNumber: a body's number stands beside the mark only where the body acts in production.
func markBodyNumber(x *question) []result {
	m := x.cert.Field(certcat.ModuleUsed)
	pairs := []string{"number", x.markNumber(), "module", or(m.Text(), "-")}
	if first(m) == "" {
		return []result{x.unknown("marks.number-why", pairs...).on(certcat.Marks).seen(x.field(certcat.Marks).Values...).fix("show-module", "manufacturer")}
	}
	var row certcat.Row
	for part := range strings.FieldsFuncSeq(first(m), func(r rune) bool { return r == '+' || r == ' ' || r == ',' || r == '/' }) {
		module, ok := x.t.Module(part)
		if !ok {
			return []result{x.unknown("marks.number-why", pairs...).seen(m.Values...).fix("show-module", "manufacturer")}
		}
		if module.Production {
			return nil
		}
		row = module.Row()
	}
	return []result{x.fail(certcat.LawForm, "marks.body-number", pairs...).by(x.row(row)).seen(x.values(certcat.Marks, certcat.ModuleUsed)...).
		citing("768/2008/EC", "Annex I, Article R12(3)", "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32008D0768").fix("remove-number", "manufacturer")}
}

// markWithoutAct: a declaration with the CE mark under acts none of which asks for it.
func markWithoutAct(x *question) []result {
	for _, a := range x.acts() {
		if a.CEMarking != "no" {
			return nil
		}
	}
	a := x.acts()[0]
	return []result{x.fail(certcat.LawBreach, "marks.without-act", "act", a.ID, "name", a.NameEn).by(x.row(a.RowFor("ce_marking"))).
		seen(append(x.values(certcat.Marks), a.value)...).
		citing("(EC) No 765/2008", "Article 30(2)", "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX:32008R0765").fix("remove-mark", "manufacturer")}
}
