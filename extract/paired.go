package extract

import (
	"slices"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract/kinds"
	"github.com/certcat/certcat/grammar"
)

// A caption can ask for two or three things at once, divided by strokes, and the value divides its answers the same way:
// "Product / Model: Bench Supply / BS-100".

// pairedClasses are what such captions ask for.
var pairedClasses = []string{"product", "brand", "models"}

// strokes divides a span at its strokes.
func strokes(v span) []span {
	var out []span
	start := v.start
	for i, r := range v.seg.text[v.start:v.end] {
		if r == '/' || r == '／' {
			out = append(out, trimSpan(span{v.seg, start, v.start + i}))
			start = v.start + i + len(string(r))
		}
	}
	return append(out, trimSpan(span{v.seg, start, v.end}))
}

// paired tells which part of a value answers which part of its caption, nil where they do not go together.
func (d *document) paired(b block) map[string]span {
	l := b.label
	start := l.start
	if before := strings.TrimSpace(l.seg.text[:start]); strings.HasSuffix(before, "/") || strings.HasSuffix(before, "／") {
		start = 0
	}
	asked := strokes(span{l.seg, start, l.end})
	if len(asked) < 2 || len(asked) > 3 || len(b.lines) == 0 || b.how != "inline" && b.how != "right" && b.how != "beside" {
		return nil
	}
	answers := strokes(b.lines[0])
	if len(answers) != len(asked) {
		return nil
	}
	out := map[string]span{}
	for i, part := range asked {
		tokens := kinds.Tokens(part.text())
		n, classes := d.set.Labels.Longest(tokens, 0)
		if n == 0 || n < len(tokens) || answers[i].start == answers[i].end || d.nothing(answers[i].text()) {
			return nil
		}
		found := ""
		for _, class := range pairedClasses {
			for _, c := range classes {
				if c == class && found == "" {
					found = class
				}
			}
		}
		if _, twice := out[found]; found == "" || twice {
			return nil // the same in two languages
		}
		out[found] = answers[i]
	}
	return out
}

// pairedValues lists what such values answer for one field.
func (d *document) pairedValues(field, class string) (out []*Candidate, lines []span) {
	for _, lead := range pairedClasses {
		for _, l := range d.labelled(lead) {
			for _, b := range d.finder.blocks(l, 1) {
				v, ok := d.paired(b)[class]
				if !ok || v.touches(lines) {
					continue
				}
				text := clean(v.text())
				canonical := ""
				if field == certcat.Models {
					canonical = grammar.FoldIdentifier(text)
				}
				c := d.newCandidate(field, text, canonical, "label", v)
				c.describe(b).add("paired", 1).add("class-"+d.class, 1)
				if d.textShape(c, text); field == certcat.Models {
					d.modelShape(c, text)
				}
				out, lines = append(out, c), append(lines, b.lines[0])
			}
		}
	}
	return out, lines
}

// withPaired adds the answers of such values to the candidates of a field, in the place of what takes the whole of a value, or
// another part of it, for one answer.
func (d *document) withPaired(field, class string, list []*Candidate) []*Candidate {
	found, lines := d.pairedValues(field, class)
	list = slices.DeleteFunc(list, func(c *Candidate) bool {
		return slices.ContainsFunc(lines, func(v span) bool {
			return c.page() == d.sheets[v.seg.page].number && c.box().Overlap(v.box()) > 0
		})
	})
	return append(list, found...)
}

// compositeLabel is the caption that fills a cell with several captions divided by strokes, which ask for different things.
func compositeLabel(set *kinds.Set, seg *segment) *label {
	end := len(strings.TrimRight(seg.text, " :："))
	if end > 48 || !strings.ContainsAny(seg.text, "/／") {
		return nil
	}
	parts := strokes(span{seg, 0, end})
	if len(parts) < 2 || len(parts) > 3 {
		return nil
	}
	var all []string
	for _, part := range parts {
		tokens := kinds.Tokens(part.text())
		n, classes := set.Labels.Longest(tokens, 0)
		if n == 0 || n < len(tokens) || sharesClass(all, classes) {
			return nil
		}
		all = append(all, classes...)
	}
	if !slices.ContainsFunc(all, func(c string) bool { return slices.Contains(pairedClasses, c) }) {
		return nil
	}
	return &label{classes: all, seg: seg, end: end, after: len(seg.text), head: true, whole: true, colon: end < len(seg.text)}
}
