package extract

import (
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// facts lists what stands on the page beside the 19 fields: what it is good for, and who else is named.
func (d *document) facts() []certcat.Field {
	var out []certcat.Field
	for _, f := range []struct{ name, class string }{{"factory", "party.factory"}, {"valid_from", "date.from"}, {"validity_words", "date.expiry"}} {
		for _, l := range d.labelled(f.class) {
			if field, ok := d.fact(f.name, l); ok {
				out = append(out, field)
				break
			}
		}
	}
	return out
}

func (d *document) fact(name string, l *label) (certcat.Field, bool) {
	for _, b := range d.finder.blocks(l, 1) {
		if len(b.lines) == 0 {
			continue
		}
		text := clean(b.lines[0].text())
		if text == "" || d.nothing(text) || !l.colon && !l.whole {
			continue
		}
		dates := grammar.Dates(text)
		dated := len(dates) > 0
		if name == "valid_from" && !dated || name == "validity_words" && (dated || strings.ContainsAny(text, "0123456789") && len(text) < 6) {
			continue
		}
		value := text
		if name == "valid_from" {
			value = string(dates[0].Date)
		}
		c := d.newCandidate(name, value, "", "label", b.lines[0])
		v := c.Value
		v.Confidence = 0.6
		return certcat.Field{Name: name, State: certcat.Printed, Values: []certcat.Value{v}, Confidence: 0.6, Doubts: []string{"not-sure"}, By: "machine"}, true
	}
	return certcat.Field{}, false
}
