package extract

import (
	"slices"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract/kinds"
	"github.com/certcat/certcat/grammar"
)

// surely is the confidence of a fact whose form alone tells it, on a page that need not be recognised.
const surely = 0.99

// facts lists what stands on the page beside the 19 fields: what it is good for, and who else is named.
func (d *document) facts() []certcat.Field {
	found := map[string]*certcat.Field{}
	for i := range d.set.Facts {
		if f := &d.set.Facts[i]; len(f.Kinds) == 0 || slices.Contains(f.Kinds, d.kind) {
			d.formed(f, found)
		}
	}
	for _, f := range []struct{ name, class string }{
		{certcat.Factory, "party.factory"}, {certcat.Representative, "party.representative"}, {certcat.Importer, "party.importer"},
		{certcat.Signatory, "person.name"}, {certcat.SignatoryRole, "person.role"},
		{certcat.ValidFrom, "date.from"}, {certcat.FirstIssued, "date.first"}, {certcat.ValidityWords, "date.expiry"},
	} {
		for _, l := range d.labelled(f.class) {
			if found[f.name] != nil || strings.HasPrefix(f.class, "person.") && l.seg.box.Y0 < 0.45*d.sheets[l.seg.page].height {
				continue
			}
			if field, ok := d.fact(f.name, l); ok {
				found[f.name] = &field
			}
		}
	}
	var out []certcat.Field
	for _, name := range certcat.FactNames() {
		if f := found[name]; f != nil {
			out = append(out, *f)
		}
	}
	return out
}

// formed finds a fact by its form, in lines and sentences that go on over lines.
func (d *document) formed(f *kinds.Fact, found map[string]*certcat.Field) {
	seen := map[string]bool{}
	visit := func(text string, at func(from, to int) []span, seg *segment) {
		if d.sheets[seg.page].number > d.first+3 || found[f.Name] != nil && !f.Several {
			return
		}
		for _, m := range f.RE.FindAllStringSubmatchIndex(text, -1) {
			from, to := m[0], m[1]
			if len(m) > 2 && m[2] >= 0 {
				from, to = m[2], m[3]
			}
			value, lines := clean(text[from:to]), at(from, to)
			if value == "" || len(lines) == 0 || seen[bare(value)] || f.Alone && len(strings.TrimSpace(text)) > m[1]-m[0] {
				continue
			}
			seen[bare(value)] = true
			if f.Name == certcat.CitedBody {
				value, lines = d.withBodyName(value, text, lines, at)
			}
			d.addFact(f, value, lines, found)
			if !f.Several {
				return
			}
		}
	}
	if f.Alone || strings.HasPrefix(f.Pattern, "(?i)^") {
		for _, s := range d.sheets {
			for _, seg := range s.segments() {
				if d.inPart(s.number) {
					visit(seg.text, func(from, to int) []span { return []span{{seg, from, to}} }, seg)
				}
			}
		}
		return
	}
	d.eachText(visit)
}

// addFact adds a value to a fact. A fact of one value that is printed twice and different is not relied on.
func (d *document) addFact(f *kinds.Fact, value string, lines []span, found map[string]*certcat.Field) {
	v := d.newCandidate(f.Name, value, "", "grammar", lines...).Value
	v.Confidence = 0.6
	field := found[f.Name]
	if field == nil {
		field = &certcat.Field{Name: f.Name, State: certcat.Printed, By: "machine"}
		found[f.Name] = field
	}
	if len(field.Values) >= 12 {
		return
	}
	if f.Certain && !recognised(lines) {
		v.Confidence = surely
	}
	field.Values = append(field.Values, v)
	field.Confidence, field.Doubts = surely, nil
	for _, v := range field.Values {
		field.Confidence = min(field.Confidence, v.Confidence)
	}
	if field.Confidence < surely {
		field.Doubts = []string{"not-sure"}
	}
	field.Accepted = len(field.Doubts) == 0
}

// withBodyName puts the name of a notified body behind its number, where the same sentence names a known body or a
// company.
func (d *document) withBodyName(number, text string, lines []span, at func(from, to int) []span) (string, []span) {
	if names := d.bodies.namesIn(text); len(names) > 0 {
		n := names[0]
		return number + " " + clean(text[n.start:n.end]), append(lines, at(n.start, n.end)...)
	}
	for _, l := range at(0, len(text)) {
		if names := d.companiesIn(l.seg); len(names) > 0 {
			return number + " " + clean(names[0].text()), append(lines, names[0])
		}
	}
	return number, lines
}

func (d *document) fact(name string, l *label) (certcat.Field, bool) {
	for _, b := range d.finder.blocks(l, 1) {
		if len(b.lines) == 0 {
			continue
		}
		text := clean(b.lines[0].text())
		if text == "" || d.nothing(text) || !l.colon && !l.whole || d.isCaption(text) {
			continue
		}
		dates := grammar.Dates(text)
		dated := len(dates) > 0
		dateFact := name == certcat.ValidFrom || name == certcat.FirstIssued
		if dateFact != dated || name == certcat.ValidityWords && !d.set.Says("term", strings.ToLower(text)) {
			continue
		}
		value := text
		if dateFact {
			value = string(dates[0].Date)
		}
		v := d.newCandidate(name, value, "", "label", b.lines[0]).Value
		v.Confidence = 0.6
		return certcat.Field{Name: name, State: certcat.Printed, Values: []certcat.Value{v}, Confidence: 0.6, Doubts: []string{"not-sure"}, By: "machine"}, true
	}
	return certcat.Field{}, false
}
