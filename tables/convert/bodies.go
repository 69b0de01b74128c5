package main

import (
	"fmt"
	"regexp"
	"strings"
)

var formerly = regexp.MustCompile(`\s*\(formerly ([^)]*)\)`)

func convertBodies(b *book) error {
	sheet, err := openSheet(b.root, "europe/bodies.yaml")
	if err != nil {
		return err
	}
	sheet.skip("meta")
	for _, f := range sheet.facts("rules") {
		r := b.add("guidance", "id", f.str("id"), "about", "bodies", "then", f.str("rule"))
		r.provenance(f)
		if err := f.done(); err != nil {
			return err
		}
	}
	for _, f := range sheet.facts("bodies") {
		name := f.str("name")
		former := ""
		if m := formerly.FindStringSubmatch(name); m != nil {
			former = strings.ReplaceAll(m[1], ", ", "|")
			name = formerly.ReplaceAllString(name, "")
		}
		acts := f.list("acts")
		if len(acts) == 1 && acts[0] == "" {
			acts = nil
		}
		r := b.add("bodies", "id", f.str("number"), "name", name, "formerly", former, "country", f.str("country"), "acts", join(acts),
			"acts_knowledge", join(f.list("other_acts_from_knowledge")), "status", "active", "eu_ended", f.str("lost_eu_designation"), "note", f.str("note"))
		if f.str("status") != "active" {
			r["status"] = "former"
		}
		r["until"] = r["eu_ended"]
		if f.has("uk_approved_body") {
			if r["uk_approved"] = f.str("uk_approved_body"); r["uk_approved"] == "" {
				r["uk_approved"] = "unknown"
			}
		}
		r.provenance(f)
		if err := f.done(); err != nil {
			return err
		}
	}
	for _, f := range sheet.facts("accreditation_bodies") {
		name := f.str("name")
		r := b.add("issuers", "id", "accreditation-"+strings.ToLower(f.str("country")), "name", name, "country", f.str("country"),
			"kind", "accreditation", "issues", "lab-accreditation|cb-accreditation")
		short, long, _ := strings.Cut(name, " (")
		r["printed_as"] = join(append([]string{short}, nonEmpty(strings.TrimSuffix(long, ")"))...))
		r.provenance(f)
		if err := f.done(); err != nil {
			return err
		}
	}
	return sheet.done()
}

func nonEmpty(list ...string) []string {
	var out []string
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

func convertIssuers(b *book) error {
	sheet, err := openSheet(b.root, "world/bodies-world.yaml")
	if err != nil {
		return err
	}
	sheet.skip("as_of")
	for i, f := range sheet.facts("general_codes") {
		r := b.add("issuer_codes", "id", fmt.Sprintf("general-%d", i+1), "regex", f.str("regex"), "what", f.str("what"))
		r.provenance(f)
		if err := f.done(); err != nil {
			return err
		}
	}
	for _, f := range sheet.facts("bodies") {
		r := b.add("issuers", "id", f.str("id"), "name", f.str("name"), "name_zh", f.str("name_zh"), "country", f.str("country"),
			"kind", f.str("kind"), "issues", join(f.list("issues")), "printed_as", join(f.list("printed_as")), "note", f.str("note"))
		for i, c := range f.facts("codes") {
			code := b.add("issuer_codes", "id", fmt.Sprintf("%s-%d", r["id"], i+1), "issuer", r["id"], "regex", c.str("regex"),
				"what", c.str("what"), "verified", "knowledge", "source", f.str("source"))
			for _, k := range c.keys() {
				if !c.used[k] {
					code["what"] = strings.TrimPrefix(code["what"]+"; "+k+": "+c.str(k), "; ")
				}
			}
		}
		r.provenance(f)
		if err := f.done(); err != nil {
			return err
		}
	}
	return sheet.done()
}

func convertIdentifiers(b *book) error {
	sheet, err := openSheet(b.root, "europe/identifiers.yaml")
	if err != nil {
		return err
	}
	sheet.skip("meta")
	for _, f := range sheet.facts("identifiers") {
		if err := convertIdentifier(b, f); err != nil {
			return err
		}
	}
	for i, f := range sheet.facts("registers") {
		r := b.add("registers", "id", fmt.Sprintf("eu-%02d", i+1), "name", f.str("name"), "market", "EU", "content", f.str("use"),
			"format", f.str("format"), "url", f.str("url"))
		r.provenance(f)
		if err := f.done(); err != nil {
			return err
		}
	}
	return sheet.done()
}

func convertIdentifier(b *book, f *fact) error {
	id := f.str("id")
	vectors := f.sub("test_vectors")
	digits := f.sub("check_digits")
	r := b.add("identifiers", "id", id, "identifier", id, "name_en", f.str("name"), "name_zh", f.str("name_zh"), "regex", f.str("regex"),
		"invalid", join(f.list("invalid_format")), "bad_check", join(vectors.list("invalid")), "check", f.str("check"),
		"severity", f.str("severity"), "note", f.str("note"))
	r.provenance(f)
	for role, who := range f.sub("roles").m {
		r["roles"] = join(append(split(r["roles"]), role+"="+text(who)))
	}
	r["roles"] = sortedList(r["roles"])
	valid := append(f.list("valid"), vectors.list("valid")...)
	countries := f.sub("countries")
	if len(countries.m) == 0 || r["regex"] != "" {
		r["valid"] = unique(valid)
	}
	for _, c := range countries.keys() {
		x := b.add("identifiers", "id", id+"-"+strings.ToLower(c), "identifier", id, "name_en", r["name_en"], "name_zh", r["name_zh"],
			"country", c, "regex", countries.str(c), "check", digits.str(c), "source", r["source"], "verified", r["verified"])
		if r["regex"] == "" {
			x["valid"] = unique(withPrefix(valid, c))
			x["bad_check"] = unique(withPrefix(vectors.list("invalid"), c))
		}
	}
	if r["regex"] == "" {
		r["bad_check"] = ""
	}
	if err := vectors.done(); err != nil {
		return err
	}
	return f.done()
}

func withPrefix(list []string, prefix string) []string {
	var out []string
	for _, s := range list {
		if strings.HasPrefix(s, prefix) {
			out = append(out, s)
		}
	}
	return out
}
