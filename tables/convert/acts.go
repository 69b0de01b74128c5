package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

var (
	isoDate  = regexp.MustCompile(`\b\d{4}-\d{2}-\d{2}\b`)
	actToken = regexp.MustCompile(`\((?:EU|EC|EEC)\) (?:No )?\d{1,4}/\d{1,5}|\b\d{2,4}/\d{1,4}/(?:EU|EC|EEC)\b`)
	short    = regexp.MustCompile(`\(([A-Za-z]{3,6})\)`)
)

// detailTopics are the keys of an act that become rows of act_details.
var detailTopics = []string{"instructions", "warnings", "documents", "economic_operators", "amended_by", "limits_percent", "key_limits",
	"online", "responsible_person", "exemptions", "epr", "related", "hs", "transition"}

func convertActs(b *book) error {
	sheet, err := openSheet(b.root, "europe/acts.yaml")
	if err != nil {
		return err
	}
	// validity_periods is prose without keys; its facts stand in overrides/life.csv.
	sheet.skip("meta", "validity_periods")
	for _, f := range sheet.facts("acts") {
		if err := convertAct(b, f); err != nil {
			return err
		}
	}
	return sheet.done()
}

func convertAct(b *book, f *fact) error {
	id := f.str("id")
	r := b.add("acts", "id", id, "celex", f.str("celex"), "jurisdiction", f.str("jurisdiction"), "name_en", f.str("name_en"),
		"name_zh", f.str("name_zh"), "subject", f.str("subject"), "presumption", f.str("presumption"), "declaration", f.str("doc"),
		"notified_body", f.str("notified_body"), "scope_classes", join(f.list("scope_classes")), "excludes", join(f.list("excludes")),
		"lists", f.str("hs_list"), "family", f.str("family"), "note", f.str("note"), "marking", f.str("marking"),
		"read_fields", join(readFields(f.list("verified_fields"))))
	r.provenance(f)
	r["body_need"] = bodyNeed(r["notified_body"])
	if applies := f.str("applies_from"); isoDate.MatchString(applies) {
		r["applies"] = applies
	} else {
		r["note"] = strings.TrimPrefix(r["note"]+"; applies "+applies, "; ")
	}
	switch {
	case f.has("ce_marking"):
		r["ce_marking"] = f.str("ce_marking")
	case f.has("ukca") && f.str("ukca") == "yes":
		r["ce_marking"], r["marking"] = "yes", "UKCA, or CE where accepted"
	case f.has("ukca"):
		r["ce_marking"] = "no"
	}
	r["ce_accepted"] = f.str("ce_accepted")
	if m := isoDate.FindAllString(r["ce_accepted"], -1); len(m) > 0 {
		r["ce_accepted_until"] = nextDay(slices.Max(m))
	}
	r["equivalent"] = join(f.actsIn("equivalent"))
	r["replaces"] = join(f.actsIn("replaces"))
	repeal := f.str("repealed_by") + f.str("replaced_by")
	if m := actToken.FindString(repeal); m != "" {
		r["repealed_by"], r["repealed"] = m, isoDate.FindString(repeal)
		r["note"] = strings.TrimPrefix(r["note"]+note("; repeal: ", strings.TrimSpace(repeal[strings.Index(repeal, m)+len(m):])), "; ")
	}
	b.actDates(r, f)
	b.actProcedures(r, f)
	for _, topic := range detailTopics {
		for i, t := range f.list(topic) {
			b.add("act_details", "id", fmt.Sprintf("%s#%s-%d", id, topic, i+1), "act", id, "topic", strings.ReplaceAll(topic, "_", "-"),
				"text", t, "source", r["source"], "verified", verifiedField(r, topic))
		}
	}
	for i, c := range f.facts("certificates") {
		if err := b.actLife(r, i, c); err != nil {
			return err
		}
	}
	return f.done()
}

func note(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

func (f *fact) actsIn(key string) []string {
	s := f.str(key)
	return actToken.FindAllString(s, -1)
}

// readFields turns the sheet's field names into column names.
func readFields(fields []string) []string {
	names := map[string]string{"applies_from": "applies", "doc": "declaration", "hs_list": "lists", "replaced_by": "repealed_by"}
	var out []string
	for _, f := range fields {
		f = strings.ReplaceAll(f, ": ", ":")
		if n := names[f]; n != "" {
			f = n
		}
		if f == "repealed_by" {
			out = append(out, "repealed")
		}
		out = append(out, f)
	}
	return out
}

func verifiedField(r row, column string) string {
	if r["verified"] == "source" && slices.Contains(split(r["read_fields"]), column) {
		return "source"
	}
	return "knowledge"
}

func bodyNeed(s string) string {
	switch {
	case s == "":
		return ""
	case strings.HasPrefix(s, "none"):
		return "none"
	case strings.HasPrefix(s, "optional"):
		return "optional"
	case s == "mandatory":
		return "mandatory"
	}
	return "conditional"
}

// shortNames makes a name of what stands in brackets in the title of an EU act: "Low Voltage Directive (LVD)".
func (b *book) shortNames() {
	for _, r := range b.rows["acts"] {
		m := short.FindStringSubmatch(r["name_en"])
		if m == nil || m[1] == "old" || r["jurisdiction"] != "EU" || b.find("act_names", m[1]+"="+r["id"]) != nil {
			continue
		}
		b.add("act_names", "id", m[1]+"="+r["id"], "name", m[1], "act", r["id"], "source", r["source"], "verified", "knowledge")
	}
}

// actDates makes a row of every date of an act; those that are dates of the act itself become its columns too.
func (b *book) actDates(r row, f *fact) {
	for i, d := range f.facts("dates") {
		date, what := d.str("date"), d.str("what")
		switch {
		case what == "in force" || strings.HasPrefix(what, "in force;"):
			r["in_force"] = date
		case what == "published":
			r["published"] = date
		}
		source := d.str("source")
		if source == "" {
			source = r["source"]
		}
		b.add("act_dates", "id", fmt.Sprintf("%s#%s-%d", r["id"], date, i+1), "act", r["id"], "date", date, "what", what,
			"source", source, "verified", dateVerified(r, what))
	}
}

// dateVerified knows that a sheet can say "dates: EUDAMED" where only that date was read.
func dateVerified(r row, what string) string {
	for _, f := range split(r["read_fields"]) {
		if word, ok := strings.CutPrefix(f, "dates:"); ok && strings.Contains(what, word) {
			return r["verified"]
		}
	}
	return verifiedField(r, "dates")
}

func (b *book) actProcedures(r row, f *fact) {
	for i, m := range f.list("modules") {
		class, module, found := strings.Cut(m, ": ")
		if !found {
			class, module = "", m
		}
		name, text, _ := strings.Cut(module, " (")
		b.add("procedures", "id", fmt.Sprintf("%s#%d", r["id"], i+1), "act", r["id"], "module", name, "for", class,
			"text", strings.TrimSuffix(text, ")"), "source", r["source"], "verified", verifiedField(r, "modules"))
	}
}

func (b *book) actLife(r row, i int, c *fact) error {
	kind := c.str("kind")
	names := map[string]string{"ec-type-examination": "eu-type-examination", "full-quality-assurance": "certificate-of-conformity",
		"cosmetic-safety-report": "other", "ai-certificate": "certificate-of-conformity"}
	if n := names[kind]; n != "" {
		kind = n
	}
	l := b.add("life", "id", fmt.Sprintf("%s#%s-%d", r["id"], kind, i+1), "kind", kind, "act", r["id"], "term", "printed",
		"effect", "ends-new-placing", "note", c.str("note"), "basis", r["id"], "source", r["source"], "verified", verifiedField(r, "certificates"))
	if y := c.str("max_validity_years"); y != "" {
		n := 0
		if _, err := fmt.Sscan(y, &n); err != nil {
			return fmt.Errorf("%s: max_validity_years %q: %w", c.where, y, err)
		}
		l["max_months"] = fmt.Sprint(n * 12)
	}
	return c.done()
}

// finishActs gives every act its interval and every named predecessor a row of its own.
func finishActs(b *book) error {
	b.shortNames()
	for _, r := range b.rows["acts"] {
		r["from"] = r["in_force"]
		if r["from"] == "" || (r["applies"] != "" && r["applies"] < r["from"]) {
			r["from"] = r["applies"]
		}
		r["until"] = r["repealed"]
	}
	for _, r := range b.rows["acts"] {
		for _, p := range split(r["replaces"]) {
			if b.find("acts", p) == nil {
				return fmt.Errorf("act %s replaces %s, which has no row; add it to overrides/acts.csv", r["id"], p)
			}
		}
	}
	return nil
}
