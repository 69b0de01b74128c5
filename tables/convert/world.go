package main

import (
	"fmt"
	"slices"
	"strings"
)

func unique(list []string) string {
	var out []string
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return join(out)
}

func sortedList(cell string) string {
	l := split(cell)
	slices.Sort(l)
	return join(l)
}

func convertSchemes(b *book) error {
	sheet, err := openSheet(b.root, "world/schemes.yaml")
	if err != nil {
		return err
	}
	sheet.skip("as_of")
	for _, f := range sheet.facts("schemes") {
		if err := convertScheme(b, f); err != nil {
			return err
		}
	}
	return sheet.done()
}

func convertScheme(b *book, f *fact) error {
	id := f.str("id")
	authority, name, lang := f.sub("authority"), f.sub("name"), f.sub("languages")
	r := b.add("schemes", "id", id, "market", f.str("market"), "authority_en", authority.str("en"), "authority_zh", authority.str("zh"),
		"name_en", name.str("en"), "name_zh", name.str("zh"), "mark", f.str("mark"), "kind", f.str("kind"), "scope", f.str("scope"),
		"document_languages", join(lang.list("documents")), "label_languages", join(lang.list("label")), "manual_languages", lang.str("user_manual"),
		"register", f.str("lookup"), "note", f.str("notes"), "read_fields", join(schemeFields(f.list("verified_fields"))))
	r["language_note"] = strings.Join(nonEmpty(lang.str("note"), lang.str("user_manual_statement"), lang.str("compliance_statement")), "; ")
	legal, rep := f.sub("legalisation"), f.sub("local_representative")
	r["legalisation"] = required(legal.str("required"))
	r["note"] = strings.Join(nonEmpty(r["note"], strings.Join(legal.list("type"), "; ")), "; ")
	r["representative"] = required(rep.str("required"))
	r["representative_who"] = strings.Join(nonEmpty(rep.str("who"), rep.str("note"), rep.str("source")), "; ")
	r.provenance(f)
	for i, l := range f.facts("legal_basis") {
		x := b.add("scheme_laws", "id", fmt.Sprintf("%s#%d", id, i+1), "scheme", id, "citation", l.str("citation"), "in_force", l.str("in_force"),
			"until", l.str("until"), "source", r["source"], "verified", fieldVerified(r, "legal_basis"))
		if len(x["in_force"]) == len("2006-01-02") {
			x["from"] = x["in_force"]
		}
		if err := l.done(); err != nil {
			return err
		}
	}
	for i, p := range f.sub("number").facts("patterns") {
		b.add("scheme_numbers", "id", fmt.Sprintf("%s#%d", id, i+1), "scheme", id, "regex", p.str("regex"), "examples", join(p.list("examples")),
			"origin", p.str("example_origin"), "note", p.str("note"), "source", r["source"], "verified", fieldVerified(r, "number"))
		if err := p.done(); err != nil {
			return err
		}
	}
	schemeLife(b, r, f.sub("validity"))
	for _, sub := range []*fact{authority, name, lang, legal, rep} {
		if err := sub.done(); err != nil {
			return err
		}
	}
	return f.done()
}

func schemeFields(fields []string) []string {
	var out []string
	for _, f := range fields {
		switch f {
		case "notes":
			f = "note"
		case "local_representative":
			f = "representative"
		case "lookup":
			f = "register"
		}
		out = append(out, f)
	}
	return out
}

func fieldVerified(r row, field string) string {
	if r["verified"] == "source" && slices.Contains(split(r["read_fields"]), field) {
		return "source"
	}
	return "knowledge"
}

func required(s string) string {
	switch s {
	case "yes":
		return "required"
	case "no":
		return "not-required"
	}
	return ""
}

// schemeLife turns a scheme's validity into a row of the life table.
func schemeLife(b *book, s row, v *fact) {
	typ, text := v.str("type"), v.str("note")
	r := b.add("life", "id", "scheme-"+s["id"], "scheme", s["id"], "months", v.str("months"), "min_months", v.str("min_months"),
		"max_months", v.str("max_months"), "effect", "ends-use", "note", text, "basis", s["name_en"], "source", s["source"],
		"verified", fieldVerified(s, "validity"))
	switch typ {
	case "until_change":
		r["term"], r["effect"] = "none", "none"
		if strings.Contains(text, "while listed") || strings.Contains(text, "Stays valid while") || strings.Contains(text, "kept alive") {
			r["term"], r["effect"] = "register", "ends-use"
		}
	case "fixed":
		r["term"] = "fixed"
		if r["months"] == "" {
			r["term"] = "printed"
		}
	case "range":
		r["term"] = "printed"
	case "per_shipment":
		r["term"] = "per-shipment"
	case "annual_report":
		r["term"] = "review"
	}
}

func convertAttributes(b *book) error {
	sheet, err := openSheet(b.root, "world/attributes.yaml")
	if err != nil {
		return err
	}
	sheet.skip("as_of")
	conventions := sheet.sub("conventions")
	for _, k := range conventions.keys() {
		b.add("guidance", "id", "units-"+k, "about", "attributes", "when", k, "then", conventions.str(k), "verified", "knowledge")
	}
	parameters := sheet.sub("parameters")
	for _, id := range parameters.keys() {
		f := parameters.sub(id)
		name := f.sub("name")
		r := b.add("attributes", "id", id, "name_en", name.str("en"), "name_zh", name.str("zh"), "unit", f.str("unit"), "format", f.str("format"),
			"also_written", join(f.list("also_written")), "note", f.str("note"))
		r.provenance(f)
		if err := f.done(); err != nil {
			return err
		}
	}
	add := func(category, attribute, level string) {
		b.add("category_attributes", "id", nonEmptyOr(category, "every")+"#"+attribute, "category", category, "attribute", attribute, "level", level, "verified", "knowledge")
	}
	for _, a := range sheet.list("common") {
		add("", a, "required")
	}
	for _, f := range sheet.facts("categories") {
		for _, category := range b.categories(f.str("category")) {
			for _, level := range []string{"required", "recommended"} {
				for _, a := range f.list(level) {
					add(category, a, level)
				}
			}
		}
		if err := f.done(); err != nil {
			return err
		}
	}
	return sheet.done()
}

func nonEmptyOr(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func convertSources(b *book) error {
	sheet, err := openSheet(b.root, "world/sources.yaml")
	if err != nil {
		return err
	}
	sheet.skip("as_of")
	for _, f := range sheet.facts("sources") {
		b.add("registers", "id", f.str("id"), "name", f.str("name"), "market", f.str("market"), "content", f.str("content"),
			"format", f.str("format"), "url", f.str("url"), "access", f.str("access"), "note", f.str("note"), "verified", f.str("verified"))
		if err := f.done(); err != nil {
			return err
		}
	}
	return sheet.done()
}
