package validate

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// Whether the paper is about the product of the listing.
var productRules = []Rule{
	{ID: "product.model", Family: "product", Citation: "identity of the product", Layer: Use, Fields: []string{certcat.Models},
		Applies: func(x *question) bool {
			return x.c.Listing != nil && len(x.c.Listing.Models) > 0 && aboutProducts[x.kind()]
		}, Check: productModel},
	{ID: "product.series", Family: "product", Citation: "identity of the product", Layer: Use, Fields: []string{certcat.Models},
		Applies: func(x *question) bool { return len(x.field(certcat.Models).Values) > 0 && x.c.Listing != nil }, Check: productSeries},
	{ID: "product.brand", Family: "product", Citation: "identity of the product", Layer: Use, Fields: []string{certcat.Brand},
		Applies: func(x *question) bool {
			return x.c.Listing != nil && x.c.Listing.Brand != "" && aboutProducts[x.kind()] && x.field(certcat.Brand).State == certcat.Printed
		}, Check: productBrand},
	{ID: "product.ratings", Family: "product", Citation: "certified range", Layer: Use, Fields: []string{certcat.Ratings},
		Applies: func(x *question) bool { return len(x.offered()) > 0 && len(x.field(certcat.Ratings).Values) > 0 }, Check: productRatings},
}

// aboutProducts are the kinds that name the products they are about.
var aboutProducts = map[string]bool{"eu-doc": true, "uk-doc": true, "fcc-sdoc": true, "eu-type-examination": true, "certificate-of-conformity": true,
	"test-report": true, "type-approval": true, "substance-declaration": true, "medical-device": true, "un38.3": true, "label-photo": true}

// listedAs says how a model stands on the paper: "" not at all, "exact", "series" where only a pattern covers it.
func listedAs(model string, values []certcat.Value) (how string, by certcat.Value) {
	want := grammar.FoldIdentifier(model)
	for _, v := range values {
		if grammar.FoldIdentifier(v.Text) == want {
			return "exact", v
		}
	}
	for _, v := range values {
		if p := pattern(v.Text); p != nil && p.MatchString(strings.ToUpper(strings.Join(strings.Fields(model), ""))) {
			return "series", v
		}
	}
	return "", certcat.Value{}
}

var seriesWord = regexp.MustCompile(`(?i)\s*(?:series|serie|系列)\s*$`)

// pattern makes a regular expression of a model with places to fill: "*", "#", "□", two or more "x", or one "x" behind a
// dash at the end. The "x" between the figures of "M3x10" is a letter like any other. nil where there is nothing to fill.
func pattern(printed string) *regexp.Regexp {
	series := seriesWord.MatchString(printed)
	s := strings.ToUpper(strings.Join(strings.Fields(seriesWord.ReplaceAllString(printed, "")), ""))
	runes := []rune(s)
	var b strings.Builder
	places := false
	for i := 0; i < len(runes); {
		n := 1
		for i+n < len(runes) && runes[i+n] == runes[i] {
			n++
		}
		switch {
		case strings.ContainsRune("*#□?", runes[i]), runes[i] == 'X' && (n > 1 || i+n == len(runes) && i > 0 && runes[i-1] == '-'):
			b.WriteString(`[A-Z0-9/.-]{0,` + strconv.Itoa(min(8, 2*n+2)) + `}`)
			places = true
		default:
			b.WriteString(regexp.QuoteMeta(string(runes[i : i+n])))
		}
		i += n
	}
	if series && len(runes) > 1 {
		b.WriteString(`[A-Z0-9/.-]{0,12}`)
		places = true
	}
	if !places || len(runes) < 3 || len(runes) > 60 {
		return nil
	}
	re, err := regexp.Compile("^" + b.String() + "$")
	if err != nil {
		return nil
	}
	return re
}

var elsewhere = regexp.MustCompile(`(?i)\b(?:see|refer to|as per|siehe|voir)\b.{0,20}\b(?:annex|appendix|attachment|list|anlage|annexe)|见附件|詳見附|详见附`)

func productModel(x *question) []result {
	f := x.cert.Field(certcat.Models)
	var missing []string
	for _, model := range x.c.Listing.Models {
		if how, _ := listedAs(model, f.Values); how == "" {
			missing = append(missing, model)
		}
	}
	if len(missing) == 0 {
		return nil
	}
	pairs := []string{"models", strings.Join(missing, ", "), "listed", or(texts(f.Values, 6), "-")}
	switch {
	case f.State == certcat.Printed && slices.ContainsFunc(f.Values, func(v certcat.Value) bool { return elsewhere.MatchString(v.Text) }):
		return []result{x.unknown("product.annex", pairs...).seen(f.Values...).fix("show-annex", "seller")}
	case f.State == certcat.Printed:
		return []result{x.fail(certcat.LawBreach, "product.model", pairs...).formally().on(certcat.Kind, certcat.Models).seen(f.Values...).fix("show-own-paper", "seller")}
	}
	return []result{x.unknown("product.no-model", pairs...).on(certcat.Models).fix("show-models", "issuer")}
}

// texts joins what is printed, at most n values.
func texts(values []certcat.Value, n int) string {
	var out []string
	for i, v := range values {
		if i == n {
			out = append(out, "…")
			break
		}
		out = append(out, v.Text)
	}
	return strings.Join(out, ", ")
}

// productSeries asks for the legend of a pattern: what may stand in its places nobody can guess.
func productSeries(x *question) []result {
	var out []result
	for _, model := range x.c.Listing.Models {
		how, by := listedAs(model, x.field(certcat.Models).Values)
		if how != "series" {
			continue
		}
		if legend := x.cert.Field(certcat.Scope); legend.State == certcat.Printed && strings.Contains(legend.Text(), model) {
			continue
		}
		out = append(out, x.unknown("product.series", "model", model, "pattern", by.Text).seen(by).fix("show-legend", "issuer"))
	}
	return out
}

// productBrand asks where the paper bears another brand: many products are sold under several, with a letter.
func productBrand(x *question) []result {
	f := x.cert.Field(certcat.Brand)
	for _, v := range f.Values {
		if grammar.FoldIdentifier(v.Text) == grammar.FoldIdentifier(x.c.Listing.Brand) {
			return nil
		}
	}
	for i := range x.c.Related {
		r := &x.c.Related[i]
		if first(r.Field(certcat.Kind)) == "brand-authorisation" && grammar.FoldIdentifier(r.Field(certcat.Brand).Text()) == grammar.FoldIdentifier(x.c.Listing.Brand) {
			return nil
		}
	}
	return []result{x.unknown("product.brand", "printed", f.Text(), "brand", x.c.Listing.Brand).seen(f.Values...).fix("show-link", "seller")}
}

// quantity is one amount, or a range, of a unit in its base: volts, amperes, watts, hertz, watt-hours, ampere-hours.
type quantity struct {
	unit     string
	low, top float64
	text     string
}

var amount = regexp.MustCompile(`(\d+(?:\.\d+)?)(?:\s?(?:-|~|to)\s?(\d+(?:\.\d+)?))?\s?(k|m|u|M|G)?(VA|Wh|Ah|V|W|A|Hz)\b`)

var prefixes = map[string]float64{"": 1, "k": 1e3, "m": 1e-3, "u": 1e-6, "M": 1e6, "G": 1e9}

// quantities reads the amounts of a rating or an attribute.
func quantities(text string) []quantity {
	var out []quantity
	for _, m := range amount.FindAllStringSubmatch(text, 24) {
		low, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			continue
		}
		top := low
		if t, err := strconv.ParseFloat(m[2], 64); err == nil {
			top = t
		}
		out = append(out, quantity{m[4], low * prefixes[m[3]], top * prefixes[m[3]], m[0]})
	}
	return out
}

// offered are the electrical attributes of the listing.
func (x *question) offered() []quantity {
	if x.c.Listing == nil {
		return nil
	}
	var out []quantity
	for _, a := range x.c.Listing.Attributes {
		out = append(out, quantities(a.Value+a.Unit)...)
	}
	return out
}

// productRatings compares what is offered with the certified range. Power, current and capacity may lie below what was
// certified; voltage and frequency have to lie inside.
func productRatings(x *question) []result {
	f := x.cert.Field(certcat.Ratings)
	certified := map[string]quantity{}
	for _, v := range f.Values {
		for _, q := range quantities(canonical(v)) {
			have, ok := certified[q.unit]
			if !ok {
				certified[q.unit] = q
				continue
			}
			have.low, have.top = min(have.low, q.low), max(have.top, q.top)
			if !strings.Contains(have.text, q.text) {
				have.text += ", " + q.text
			}
			certified[q.unit] = have
		}
	}
	var out []result
	for _, q := range x.offered() {
		c, ok := certified[q.unit]
		if !ok {
			continue
		}
		const tolerance = 1e-9
		inside := q.top <= c.top*(1+tolerance) && (q.unit != "V" && q.unit != "Hz" || q.low >= c.low*(1-tolerance))
		if !inside {
			out = append(out, x.fail(certcat.LawBreach, "product.ratings", "offered", q.text, "certified", c.text).formally().seen(f.Values...).fix("show-own-paper", "seller"))
		}
	}
	return out
}
