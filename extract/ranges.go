package extract

import (
	"strings"

	"github.com/certcat/certcat"
)

// longestRange is how many words the subject of a sentence about a range of products has at most.
const longestRange = 16

// ranges lists what declarations say of a whole range instead of one product: "all products manufactured by us", the
// subject of a sentence that asserts something.
func (d *document) ranges() []*Candidate {
	var out []*Candidate
	d.eachText(func(text string, at func(from, to int) []span, seg *segment) {
		lower := strings.ToLower(text)
		if d.sheets[seg.page].number != d.first || len(lower) != len(text) {
			return
		}
		end := d.set.Where("asserts", lower)
		if end < 3 {
			return
		}
		start := 0
		for _, b := range d.set.Words["range-begins"] {
			if i := strings.LastIndex(lower[:end], b); i >= 0 {
				start = max(start, i+len(b))
			}
		}
		subject := strings.TrimSpace(lower[start:end])
		last := subject[strings.LastIndexByte(subject, ' ')+1:]
		if n := len(strings.Fields(subject)); n < 2 || strings.ContainsAny(subject, "(（[") || d.set.Is("states-that", " "+last+" ") || last == "to" || last == "which" || n > longestRange || !d.set.Says("range-things", subject) {
			return
		}
		c := d.newCandidate(certcat.Scope, text[start:end], "", "sentence", at(start, end)...)
		all := d.set.Says("range-all", " "+subject+" ")
		c.add("range", 1).add("range-"+d.class, 1).when(all, "range-all").when(start == 0, "begins-line")
		d.textShape(c, text[start:end])
		out = append(out, c)
	})
	return out
}
