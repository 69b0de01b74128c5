package main

import (
	"fmt"
	"regexp"
	"strings"
	"time"
)

var withdrawnNote = regexp.MustCompile(`\bwithdrawn (\d{4}-\d{2}-\d{2})\b`)

func nextDay(date string) string {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return t.AddDate(0, 0, 1).Format(time.DateOnly)
}

var (
	numberOf       = regexp.MustCompile(`^(?:EN|HD|CWA)(?: IEC/IEEE| ISO/IEC| IEC| ISO| ETSI)? ([\d ]+\d(?:-\d+)*|\d+)`)
	amendmentShape = regexp.MustCompile(`^A\w*(:\d{4}(-\d{2})?)?(/AC\w*(:\d{4}(-\d{2})?)?)?$`)
)

// amendments parts what a sheet names beside a reference into amendments of that reference ("A11:2020", also where the
// sheet writes another year or prefix before it) and things of another kind: other standards of the same row,
// superseded ones, sentences that were cut in two.
func amendments(ref string, with []string) (own, other []string) {
	number := ""
	if m := numberOf.FindStringSubmatch(ref); m != nil {
		number = m[1]
	}
	for _, w := range with {
		clean := strings.ReplaceAll(w, " :", ":")
		if amendmentShape.MatchString(clean) {
			own = append(own, clean)
			continue
		}
		m := numberOf.FindStringSubmatch(clean)
		before, after, found := strings.Cut(clean, "/A")
		if m != nil && m[1] == number && found && !strings.Contains(before, " as ") && amendmentShape.MatchString("A"+after) {
			own = append(own, "A"+after)
			continue
		}
		other = append(other, w)
	}
	return own, other
}

// successorOf is a superseding edition without the sentences that stand among its amendments.
func successorOf(s string) string {
	parts := strings.Split(s, "+")
	out := parts[:1]
	for _, p := range parts[1:] {
		if amendmentShape.MatchString(p) {
			out = append(out, p)
		}
	}
	return strings.Join(out, "+")
}

func convertStandards(b *book) error {
	sheet, err := openSheet(b.root, "europe/standards.yaml")
	if err != nil {
		return err
	}
	sheet.skip("meta")
	for _, f := range sheet.facts("invalid_references") {
		written, why := f.str("written"), f.str("why")
		_, meant, _ := strings.Cut(why, "meant ")
		meant, _, _ = strings.Cut(meant, ",")
		r := b.add("invalid", "id", written, "written", written, "why", why, "meant", meant)
		r.provenance(f)
		if err := f.done(); err != nil {
			return err
		}
	}
	for _, f := range sheet.facts("standards") {
		if err := convertStandard(b, f); err != nil {
			return err
		}
	}
	return sheet.done()
}

func convertStandard(b *book, f *fact) error {
	number := f.str("number")
	s := b.add("standards", "id", number, "title", f.str("title"), "topic", f.str("topic"), "market", "EU",
		"acts", join(f.list("acts")), "also_written", join(f.list("also_written")), "note", f.str("note"), "verified", "knowledge")
	for _, e := range f.facts("editions") {
		ref := e.str("ref")
		own, other := amendments(ref, e.list("amendments"))
		id := strings.Join(append([]string{ref}, own...), "+")
		r := b.add("editions", "id", id, "standard", number, "reference", ref, "amendments", join(own), "market", "EU",
			"status", e.str("status"), "superseded_by", successorOf(e.str("superseded_by")),
			"note", strings.TrimPrefix(e.str("note")+note("; ", strings.Join(other, "; ")), "; "))
		r.provenance(e)
		if s["source"] == "" {
			s["source"], s["verified"] = r["source"], r["verified"]
		}
		if m := withdrawnNote.FindStringSubmatch(r["note"]); m != nil {
			r["withdrawn"], r["until"] = m[1], m[1]
		}
		for _, o := range e.facts("oj") {
			b.extraCitation(ref, own, r, o)
			if err := o.done(); err != nil {
				return err
			}
		}
		if err := e.done(); err != nil {
			return err
		}
	}
	return f.done()
}

// pendingCitation is a citation that the standards sheet names; addCitations adds those that the list of citations
// doesn't hold.
type pendingCitation struct {
	ref string
	row row
}

func (b *book) extraCitation(ref string, own []string, edition row, o *fact) {
	r := row{"recorded": recorded, "act": o.str("act"), "reference": ref, "amendments": join(own), "decision": o.str("decision"),
		"line": o.str("row"), "from": o.str("published"), "until": o.str("presumption_until"), "state": strings.ReplaceAll(o.str("state"), "_", "-"),
		"withdrawn_by": o.str("withdrawn_by"), "restricted": o.str("restricted"), "list_repealed": o.str("list_repealed"),
		"source": edition["source"], "verified": edition["verified"]}
	b.pending = append(b.pending, pendingCitation{ref, r})
}

func convertCitations(b *book) error {
	sheet, err := openSheet(b.root, "europe/oj_citations.yaml")
	if err != nil {
		return err
	}
	source := "EUR-Lex: implementing decisions on harmonised standards, replayed act by act; state 2026-08-21"
	sheet.skip("meta")
	acts := sheet.sub("acts")
	for _, act := range acts.keys() {
		for _, f := range acts.facts(act) {
			own, other := amendments(f.str("ref"), f.list("with"))
			r := b.add("citations", "act", act, "reference", f.str("ref"), "amendments", join(own), "beside", join(other), "decision", f.str("decision"),
				"line", f.str("row"), "from", f.str("from"), "until", f.str("until"), "state", strings.ReplaceAll(f.str("state"), "_", "-"),
				"withdrawn_by", f.str("withdrawn_by"), "next", f.str("next"), "restricted", f.str("restricted"),
				"list_repealed", f.str("list_repealed"), "source", source, "verified", "source")
			b.citationID(r)
			b.byID[[2]string{"citations", r["id"]}] = r
			if err := f.done(); err != nil {
				return err
			}
		}
	}
	if err := acts.done(); err != nil {
		return err
	}
	return sheet.done()
}

// citationID names a citation by act, decision and line; a citation without its decision by the withdrawing one.
func (b *book) citationID(r row) {
	by := r["decision"]
	if by == "" {
		by = "until " + r["withdrawn_by"]
	}
	id := fmt.Sprintf("%s#%s#%s", r["act"], by, r["line"])
	if b.seen[id]++; b.seen[id] > 1 {
		id = fmt.Sprintf("%s-%d", id, b.seen[id])
	}
	r["id"] = id
	// A list that was repealed gives no presumption from that day on, whatever its rows say.
	if r["list_repealed"] != "" && r["until"] == "" {
		r["until"] = r["list_repealed"]
	}
}

// addCitations adds what the standards sheet says beyond the replayed lists.
func (b *book) addCitations() {
	have := map[string]bool{}
	key := func(act, ref, decision, until string) string { return act + "#" + ref + "#" + decision + "#" + until }
	for _, r := range b.rows["citations"] {
		have[key(r["act"], r["reference"], r["decision"], r["until"])] = true
	}
	for _, p := range b.pending {
		b0 := p.row
		if b0["list_repealed"] != "" && b0["until"] == "" {
			b0["until"] = b0["list_repealed"]
		}
		if have[key(b0["act"], b0["reference"], b0["decision"], b0["until"])] {
			continue
		}
		if b0["line"] == "" {
			b0["line"] = b0["reference"]
		}
		b.citationID(b0)
		b.keep("citations", b0)
	}
}

func convertWorldStandards(b *book) error {
	sheet, err := openSheet(b.root, "world/standards-world.yaml")
	if err != nil {
		return err
	}
	sheet.skip("as_of")
	seen := map[string]bool{}
	for _, f := range sheet.facts("standards") {
		designation, own := bracketed(f.str("designation"))
		base := baseOf(designation)
		r := b.add("editions", "id", f.str("id"), "standard", base, "reference", designation, "amendments", join(own), "market", f.str("market"),
			"status", strings.ReplaceAll(f.str("status"), "_", "-"), "published", f.str("published"), "superseded_by", f.str("superseded_by"),
			"accepted_last", f.str("accepted_until"), "in_force", f.str("in_force"), "equivalent", f.str("equivalent"), "note", f.str("note"))
		r.provenance(f)
		if len(r["published"]) == len("2006-01-02") {
			r["from"] = r["published"]
		}
		if m := withdrawnNote.FindStringSubmatch(r["note"]); m != nil {
			r["withdrawn"], r["until"] = m[1], m[1]
		}
		title, topic := f.str("title"), f.str("topic")
		if !seen[base] && b.find("standards", base) == nil {
			seen[base] = true
			b.add("standards", "id", base, "title", title, "topic", topic, "market", r["market"], "source", r["source"], "verified", r["verified"])
		}
		if err := f.done(); err != nil {
			return err
		}
	}
	return sheet.done()
}

var (
	amendmentTail = regexp.MustCompile(` \(\+?(Amd \d+(?::\d{4})?(?:, Amd \d+(?::\d{4})?)*)\)$`)
	oneAmendment  = regexp.MustCompile(`Amd (\d+(?::\d{4})?)`)
)

// bracketed takes the amendments off "ISO 9001:2015 (+Amd 1:2024)".
func bracketed(designation string) (string, []string) {
	m := amendmentTail.FindStringSubmatchIndex(designation)
	if m == nil {
		return designation, nil
	}
	var own []string
	for _, a := range oneAmendment.FindAllStringSubmatch(designation[m[2]:m[3]], -1) {
		own = append(own, "A"+a[1])
	}
	return designation[:m[0]], own
}

var editionTail = regexp.MustCompile(`(:\d{4}.*| V\d+\.\d+.*|, \d+(st|nd|rd|th) edition.*| \d+(st|nd|rd|th) edition.*| Issue \d+.*| \(\+.*|-(19|20)\d{2}( .*)?)$`)

// baseOf is a designation without its edition.
func baseOf(designation string) string { return editionTail.ReplaceAllString(designation, "") }

// completeCitations marks the acts whose whole list was published anew in one decision: from its day to the state of
// the sheet, a reference that is not in the list is not cited.
func (b *book) completeCitations() {
	for _, a := range b.rows["acts"] {
		decision := actToken.FindString(a["lists"])
		from := ""
		for _, r := range b.rows["citations"] {
			if r["act"] == a["id"] && r["decision"] == decision && r["from"] != "" && (from == "" || r["from"] < from) {
				from = r["from"]
			}
		}
		if decision == "" || from == "" || strings.Contains(a["lists"], "OJ C") {
			continue
		}
		b.add("complete", "id", "citations/"+a["id"], "table", "citations", "act", a["id"], "from", from, "until", "2026-08-22",
			"source", "EUR-Lex: "+decision+" and the decisions amending it, to 2026-08-21", "verified", "source")
	}
}
