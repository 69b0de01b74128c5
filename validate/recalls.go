package validate

import (
	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// Products that an authority recalled, as far as its notices were imported.
var recallRules = []Rule{
	{ID: "product.recalled", Family: "product", Citation: "notices of authorities, table recalls", Layer: Use, Fields: []string{certcat.Models, certcat.Brand},
		Applies: func(x *question) bool {
			return x.t.AnyRecalls() && aboutProducts[x.kind()] && len(x.offeredModels()) > 0
		}, Check: productRecalled},
}

// offeredModels are the listing's models, else the paper's.
func (x *question) offeredModels() []string {
	if x.c.Listing != nil && len(x.c.Listing.Models) > 0 {
		return x.c.Listing.Models
	}
	var out []string
	for _, v := range x.field(certcat.Models).Values {
		out = append(out, v.Text)
	}
	return out
}

// productRecalled finds models that a notice names. It is certain only where the brand agrees too and the notice is of the
// market asked about: makers give the same short names to many things.
func productRecalled(x *question) []result {
	brand := x.first(certcat.Brand)
	if x.c.Listing != nil && x.c.Listing.Brand != "" {
		brand = x.c.Listing.Brand
	}
	var out []result
	for _, model := range x.offeredModels() {
		if len(grammar.FoldIdentifier(model)) < 4 {
			continue
		}
		for _, r := range x.t.Recalls(brand, model) {
			if r.Date != "" && x.day.Before(r.Date.First()) {
				x.turn(r.Date.First())
				continue
			}
			pairs := []string{"model", model, "brand", or(r.Brand, "-"), "product", or(r.Product, "-"), "market", r.Market, "number", r.Number,
				"date", or(string(r.Date), "-"), "hazard", or(r.Hazard, "-"), "measure", or(r.Measure, "-")}
			found := x.unknown("product.recalled.perhaps", pairs...)
			if brand != "" && r.Brand != "" && (x.opt.Market == "" || r.Market == x.opt.Market) {
				found = x.fail(certcat.LawBreach, "product.recalled", pairs...)
			}
			out = append(out, found.by(x.row(r.Row())).on(x.recallFields()...).seen(x.field(certcat.Models).Values...).
				citing(r.Register, r.Number, r.URL).fix("check-recall", "seller"))
		}
	}
	return out
}

// recallFields are the fields of the paper that a recall is found by: what the listing says needs nobody's word.
func (x *question) recallFields() []string {
	fields := []string{certcat.Kind}
	if x.c.Listing == nil || len(x.c.Listing.Models) == 0 {
		fields = append(fields, certcat.Models)
	}
	if x.c.Listing == nil || x.c.Listing.Brand == "" {
		fields = append(fields, certcat.Brand)
	}
	return fields
}
