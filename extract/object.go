package extract

import (
	"slices"
	"strings"

	"github.com/certcat/certcat"
)

// objects lists what declarations and letters speak about: "… declares that X is in conformity with …", or what stands
// under "the following product:".
func (d *document) objects(field string) []*Candidate {
	var out []*Candidate
	d.eachText(func(text string, at func(from, to int) []span, seg *segment) {
		if d.sheets[seg.page].number > d.first+1 {
			return
		}
		lower := strings.ToLower(text)
		if len(lower) != len(text) {
			return
		}
		starts := d.opensObjects(lower)
		if field == certcat.Scope && len(starts) > 1 {
			starts = starts[:1]
		}
		for _, o := range starts {
			out = append(out, d.objectFrom(field, text, lower, o, at)...)
		}
	})
	return out
}

// objectStart is where the object of a sentence begins; named where the text says "the following product".
type objectStart struct {
	at    int
	named bool
}

// objectFrom lists what stands behind the beginning of an object, or underneath where its line ends there.
func (d *document) objectFrom(field, text, lower string, o objectStart, at func(from, to int) []span) []*Candidate {
	var out []*Candidate
	from, to, closed := o.at, len(text), false
	for _, close := range d.set.Words["object-closes"] {
		if i := strings.Index(lower[from:], close); i > 2 && from+i < to {
			to, closed = from+i, true
		}
	}
	value := strings.Trim(text[from:to], " :,.;-–")
	lines := at(from, to)
	if len([]rune(value)) > 2 && len(value) < 300 && len(lines) > 0 {
		out = append(out, d.object(field, value, lines, o.named, closed)...)
	}
	if len(value) > 2 {
		return out
	}
	all := at(0, len(text))
	last := all[len(all)-1].seg
	below := d.finder.below(d.sheets[last.page], last)
	if below == nil || d.finder.headed(below) != nil {
		return out
	}
	for _, r := range d.finder.reaches(trimSpan(whole(below)), nil, 8) {
		if t := r.text(); t != "" && !d.nothing(t) {
			c := d.newCandidate(field, t, "", "sentence", r.lines...)
			c.add("object-below", 1).add("class-"+d.class, 1)
			c.Features = append(c.Features, r.end...)
			d.textShape(c, t)
			out = append(out, c)
		}
	}
	return out
}

// opensObjects lists where the object of a sentence can begin: behind the last words for "the following product", and behind
// the first "declares that".
func (d *document) opensObjects(lower string) []objectStart {
	var out []objectStart
	at := 0
	for _, phrase := range d.set.Words["object-opens"] {
		if i := strings.LastIndex(lower, phrase); i >= 0 && i+len(phrase) > at {
			at = i + len(phrase)
		}
	}
	if at > 0 {
		for at < len(lower) && lower[at] != ' ' && lower[at] != ':' { // the plural's s
			at++
		}
		out = append(out, objectStart{at, true})
	}
	for _, verb := range d.set.Words["states"] {
		i := strings.Index(" "+lower, verb)
		if i < 0 {
			continue
		}
		for _, that := range d.set.Words["states-that"] {
			if j := strings.Index(lower[i:], that); j >= 0 && j < 110 && (at == 0 || i+j+len(that) < at-20) {
				return append(out, objectStart{i + j + len(that), false})
			}
		}
	}
	return out
}

func (d *document) object(field, value string, lines []span, opens, closed bool) []*Candidate {
	if field == certcat.Product && !slices.ContainsFunc(strings.Fields(strings.ToLower(value)), func(w string) bool { return !d.set.Is("object-lead", strings.Trim(w, ",:;.")) }) {
		return nil // "this device" names nothing
	}
	make := func(text string, lines []span) *Candidate {
		c := d.newCandidate(field, text, "", "sentence", lines...)
		c.add("object", 1).add("class-"+d.class, 1).when(opens, "object-opened").when(closed, "object-closed")
		d.textShape(c, text)
		return c
	}
	out := []*Candidate{make(value, lines)}
	if short := d.beforeClauses(lines); field == certcat.Product && len(short) > 0 && short[len(short)-1] != trimSpan(lines[len(short)-1]) {
		out[0].add("object-with-clause", 1)
		out = append(out, make(strings.Trim(joinLines(short, len(short)), " ,;:-–"), short).add("object-before-clause", 1))
	}
	words := strings.Fields(value)
	n := 0
	for n < len(words)-1 && d.set.Is("object-lead", strings.ToLower(strings.Trim(words[n], ",:"))) {
		n++
	}
	if n > 0 && d.set.Is("list-joins", strings.ToLower(words[n])) {
		return out // "all products and …" names none
	}
	if n > 0 {
		lead := lines[0]
		if i := strings.Index(lead.text(), words[n]); i > 0 {
			lines = append([]span{{lead.seg, lead.start + i, lead.end}}, lines[1:]...)
		}
		out[0].add("object-with-lead", 1)
		out = append(out, make(strings.Join(words[n:], " "), lines).add("object-after-lead", 1))
	}
	return out
}

// columns lists the cells under a table's heading, but for those that were found otherwise.
func (d *document) columns(field, class string, but []span) []*Candidate {
	var out []*Candidate
	for _, l := range d.labelled(class) {
		if !l.whole {
			continue
		}
		cells := d.finder.column(l).lines
		codes := 0
		for _, v := range cells {
			if codeLike(v.text()) {
				codes++
			}
		}
		for i, v := range cells {
			text := clean(v.text())
			if text == "" || d.nothing(text) || v.touches(but) {
				continue
			}
			c := d.newCandidate(field, text, "", "column", v)
			c.add("column", 1).when(i == 0, "column-first").when(l.tail, "caption-tail").add("class-"+d.class, 1)
			c.when(len(d.sheets[l.seg.page].rows[l.seg.row]) > 1, "column-in-table").when(len(cells) == 1, "column-alone").when(len(cells) > 4, "column-long").when(len(cells) > 4 && 5*codes >= 4*len(cells), "column-codes")
			d.textShape(c, text)
			out = append(out, c)
		}
	}
	return out
}
