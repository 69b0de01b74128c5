package main

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
)

// categoryMap says which categories of the one vocabulary a category of the world sheet means.
//
//go:embed category_map.csv
var categoryMap string

func readCategoryMap() (map[string][]string, error) {
	records, err := csv.NewReader(strings.NewReader(categoryMap)).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("category_map.csv: %w", err)
	}
	out := map[string][]string{}
	for _, r := range records[1:] {
		out[r[0]] = split(r[1])
	}
	return out, nil
}

// category is the (first) id in the one vocabulary of a category of the world sheets.
func (b *book) category(world string) string { return b.categories(world)[0] }

func (b *book) categories(world string) []string {
	if ids := b.worldCategories[world]; ids != nil {
		return ids
	}
	return []string{strings.ReplaceAll(world, "_", "-")}
}

var shorthand = map[string]string{"LVD+EMC+RoHS": "2014/35/EU|2014/30/EU|2011/65/EU", "EMC+RoHS": "2014/30/EU|2011/65/EU"}

func convertRequirements(b *book) error {
	var err error
	if b.worldCategories, err = readCategoryMap(); err != nil {
		return err
	}
	sheet, err := openSheet(b.root, "europe/requirements.yaml")
	if err != nil {
		return err
	}
	sheet.skip("meta")
	kinds := sheet.sub("kinds")
	for _, k := range kinds.keys() {
		b.add("requirement_kinds", "id", k, "name", kinds.str(k), "evidence", "upload", "verified", "knowledge")
	}
	if err := convertMarketRules(b, sheet.sub("market_rules")); err != nil {
		return err
	}
	for _, f := range sheet.facts("general_rules") {
		r := b.add("guidance", "id", strings.ReplaceAll(strings.ToLower(f.str("rule")), " ", "-"), "about", "documents", "when", f.str("when"), "then", f.str("then"))
		r.provenance(f)
		if err := f.done(); err != nil {
			return err
		}
	}
	for _, f := range sheet.facts("categories") {
		if err := convertCategory(b, f); err != nil {
			return err
		}
	}
	return sheet.done()
}

func convertMarketRules(b *book, rules *fact) error {
	for _, m := range rules.keys() {
		f := rules.sub(m)
		lang := f.sub("language")
		r := b.add("markets", "id", strings.ToUpper(m), "language", "declaration: "+strings.Join(lang.list("doc"), ", "),
			"instructions", strings.Join(lang.list("instructions"), ", "), "representative", f.str("responsible_person"),
			"marking", f.str("marking"), "retention", f.str("retention"), "note", strings.Join(nonEmpty(f.str("packaging"), lang.str("technical_file")), "; "))
		r.provenance(f)
		states := lang.sub("states")
		for _, s := range states.keys() {
			for _, l := range states.list(s) {
				b.add("languages", "id", s+"-"+l, "state", s, "language", l, "use", "instructions", "source", r["source"], "verified", r["verified"])
			}
		}
		if err := f.done(); err != nil {
			return err
		}
	}
	return nil
}

func convertCategory(b *book, f *fact) error {
	id := f.str("id")
	c := b.add("categories", "id", id, "name_en", f.str("name_en"), "name_zh", f.str("name_zh"), "hs", join(f.list("hs")),
		"profile", f.str("profile"), "standards", f.str("standards"), "note", f.str("note"), "exempt", f.str("exempt"))
	c.provenance(f)
	markets := f.sub("markets")
	for _, m := range []string{"EU", "GB", "NI", "CH"} {
		cell := markets.sub(m)
		r := b.add("cells", "id", m+"/"+id, "category", id, "market", m, "acts", join(cell.list("acts")), "marking", cell.str("marking"),
			"source", c["source"], "verified", c["verified"])
		cell.skip("rules")
		if words, ok := cell.get("documents").(string); ok {
			r["as"] = "EU"
			if strings.Contains(words, "CH-REP") {
				b.add("requirements", "id", m+"/"+id+"/responsible-person", "category", id, "market", m, "kind", "responsible-person",
					"level", "mandatory", "basis", "law", "acts", "CH SR 812.213", "note", "CH-REP mandate, and CHRN in swissdamed",
					"source", c["source"], "verified", c["verified"])
			}
		} else {
			for _, d := range cell.facts("documents") {
				if err := b.requirement(c, r, d); err != nil {
					return err
				}
			}
		}
		if err := cell.done(); err != nil {
			return err
		}
	}
	return f.done()
}

// conditionWords begin a condition behind the word "mandatory" in a note.
var conditionWords = []string{"if ", "where ", "for ", "when "}

func (b *book) requirement(c, cell row, d *fact) error {
	kind, level, act, text := d.str("kind"), d.str("level"), d.str("act"), d.str("note")
	if s := shorthand[act]; s != "" {
		act = s
	}
	id := cell["id"] + "/" + kind
	if r := b.find("requirements", id); r != nil {
		if r["note"] == text && r["acts"] == act {
			r["level"] = "mandatory" // named twice, once as recommended: the stricter one counts
			return d.done()
		}
		id += "/" + nonEmptyOr(act, "2")
	}
	r := b.add("requirements", "id", id, "category", c["id"], "market", cell["market"], "kind", kind, "level", level, "basis", "law",
		"acts", act, "note", text, "source", c["source"], "verified", c["verified"])
	if level == "recommended" {
		r["basis"] = "platform-policy"
	}
	for _, prefix := range []string{"mandatory only ", "mandatory "} {
		if rest, ok := strings.CutPrefix(text, prefix); ok && (slices.ContainsFunc(conditionWords, func(w string) bool { return strings.HasPrefix(rest, w) })) {
			r["level"], r["condition"], r["basis"] = "conditional", rest, "law"
			break
		}
	}
	if strings.HasSuffix(text, " only") && level == "mandatory" {
		r["level"], r["condition"] = "conditional", text
	}
	if kind == "uk-doc" && strings.Contains(text, "or the EU DoC where CE is used") {
		r["accepts"] = "eu-doc"
	}
	if kind == "uk-type-examination" {
		r["accepts"] = "eu-type-examination" // CE is accepted for the acts of these rows
	}
	if kind == "test-report" {
		r["standards"] = join(standardsIn(c["standards"]))
	}
	return d.done()
}

// standardsIn parts a list of standards in words; "/" inside a reference stays.
func standardsIn(s string) []string {
	var out []string
	for _, p := range strings.Split(s, ", ") {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

func convertWorldRequirements(b *book) error {
	sheet, err := openSheet(b.root, "world/requirements-world.yaml")
	if err != nil {
		return err
	}
	sheet.skip("as_of")
	markets := sheet.sub("markets")
	for _, m := range markets.keys() {
		f := markets.sub(m)
		r := b.add("markets", "id", m, "mains", f.str("mains"), "language", f.str("language"), "representative", f.str("representative"),
			"legalisation", f.str("legalisation"))
		r.provenance(f)
		if err := f.done(); err != nil {
			return err
		}
	}
	typical := map[string]string{}
	for _, f := range sheet.facts("categories") {
		if err := b.worldCategory(f, typical); err != nil {
			return err
		}
	}
	for _, f := range sheet.facts("requirements") {
		for _, id := range b.categories(f.str("category")) {
			if err := b.worldRequirement(id, typical[f.str("category")], f); err != nil {
				return err
			}
		}
		if err := f.done(); err != nil {
			return err
		}
	}
	return sheet.done()
}

func (b *book) worldCategory(f *fact, typical map[string]string) error {
	name := f.sub("name")
	hs := f.list("hs")
	typical[f.str("id")] = join(f.list("typical_standards"))
	for _, id := range b.categories(f.str("id")) {
		c := b.find("categories", id)
		if c == nil {
			c = b.add("categories", "id", id, "name_en", name.str("en"), "name_zh", name.str("zh"), "verified", "knowledge")
		}
		c["hs"] = unique(append(split(c["hs"]), hs...))
		var aliases []string
		for _, n := range append(splitNames(name.str("en")), splitNames(name.str("zh"))...) {
			if n != c["name_en"] && n != c["name_zh"] {
				aliases = append(aliases, n)
			}
		}
		c["aliases"] = unique(append(split(c["aliases"]), aliases...))
	}
	notes := f.sub("notes")
	for _, m := range notes.keys() {
		b.add("guidance", "id", "category-"+f.str("id")+"-"+strings.ToLower(m), "about", b.category(f.str("id")), "when", m, "then", notes.str(m), "verified", "knowledge")
	}
	return f.done()
}

func splitNames(s string) []string {
	var out []string
	for _, n := range strings.FieldsFunc(s, func(r rune) bool { return r == '/' || r == '、' }) {
		out = append(out, strings.TrimSpace(n))
	}
	return out
}

func (b *book) worldRequirement(id, standards string, f *fact) error {
	market := f.str("market")
	cell := b.add("cells", "id", market+"/"+id, "category", id, "market", market, "status", f.str("status"), "note", f.str("note"),
		"source", strings.Join(f.list("source"), "; "), "verified", f.str("verified"))
	if read := f.list("read"); len(read) > 0 {
		cell["source"] += "; read: " + strings.Join(read, ", ")
	}
	for _, d := range f.facts("documents") {
		scheme, level, condition := d.str("scheme"), d.str("level"), d.str("condition")
		basis := "law"
		if level == "recommended" {
			basis = "platform-policy"
		} else if condition != "" {
			level = "conditional"
		}
		rid := market + "/" + id + "/" + scheme
		if b.find("requirements", rid) != nil {
			rid += "/" + nonEmptyOr(d.str("note"), "2")
		}
		b.add("requirements", "id", rid, "category", id, "market", market, "kind", scheme, "scheme", scheme, "level", level,
			"condition", condition, "basis", basis, "note", d.str("note"), "standards", standards, "source", cell["source"], "verified", cell["verified"])
		if err := d.done(); err != nil {
			return err
		}
	}
	return nil
}
