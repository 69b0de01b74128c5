package extract

import (
	"regexp"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract/kinds"
	"github.com/certcat/certcat/grammar"
)

// quantityOnly is a measure without a word: "0.35 kg".
var quantityOnly = regexp.MustCompile(`^[\d.,]+\s?\pL{1,4}\.?$`)

// asksForName reports whether a caption asks for a product's name, not for its kind or a sample.
func (d *document) asksForName(l *label) bool {
	tokens := kinds.Tokens(l.seg.text[l.start:l.end])
	for _, w := range d.set.Words["name-captions"] {
		if kinds.Contains(tokens, kinds.Tokens(w)) {
			return true
		}
	}
	return false
}

// A subject is what a letter says it is about: a product's name, and its designation where one stands behind a dash.
type subject struct {
	name, code span // code is empty where there is none
}

// dashed is the end of a line that stands behind a dash or a comma.
var dashed = regexp.MustCompile(`(?:\s[-–—]\s*|\s?[–—]\s|,\s)([^,–—]+)$`)

// designation is what can name a model at the end of a subject: one word of capitals and digits, or two.
var designation = regexp.MustCompile(`^(?:[A-Z0-9][\w\-/.]*\d[\w\-/.]*|[A-Z]{2,}[\w\-/.]*)(?:\s[A-Z0-9][\w\-/.]*)?$`)

// subjects lists what the subject lines of a letter name: "Re: Bench Supply - BS-100".
func (d *document) subjects() []subject {
	var out []subject
	for _, s := range d.sheets {
		if s.number != d.first {
			continue
		}
		for _, seg := range s.segments() {
			lower := strings.ToLower(seg.text)
			if len(lower) != len(seg.text) {
				continue
			}
			for _, word := range d.set.Words["subject"] {
				if !strings.HasPrefix(lower, word) {
					continue
				}
				v := trimSpan(span{seg, len(word), len(seg.text)})
				if v.start == v.end {
					if next := d.finder.right(s, seg); next != nil {
						v = trimSpan(whole(next))
					}
				}
				if v.start < v.end {
					out = append(out, d.divided(v))
				}
				break
			}
		}
	}
	return out
}

// divided cuts a designation off the end of a name, or takes the one that stands apart behind its dash.
func (d *document) divided(v span) subject {
	open := strings.TrimRight(v.text(), " -–—")
	if next := d.finder.right(d.sheets[v.seg.page], v.seg); next != nil && v.end == len(v.seg.text) {
		code := strings.TrimLeft(next.text, " -–—")
		if (open != v.text() || code != next.text) && designation.MatchString(code) {
			v.end = v.start + len(open)
			return subject{name: trimSpan(v), code: span{next, len(next.text) - len(code), len(next.text)}}
		}
	}
	v.end = v.start + len(open)
	m := dashed.FindStringSubmatchIndex(v.text())
	if m == nil || m[0] < 3 || !designation.MatchString(v.text()[m[2]:m[3]]) {
		return subject{name: v}
	}
	return subject{name: trimSpan(span{v.seg, v.start, v.start + m[0]}), code: trimSpan(span{v.seg, v.start + m[2], v.start + m[3]})}
}

func (u subject) coded() bool { return u.code.seg != nil }

// subjectProducts and subjectModels list what the subject lines of letters name.
func (d *document) subjectProducts() []*Candidate {
	var out []*Candidate
	for _, u := range d.subjects() {
		text := clean(u.name.text())
		if text == "" || d.nothing(text) {
			continue
		}
		c := d.newCandidate(certcat.Product, text, "", "sentence", u.name)
		c.add("subject", 1).when(u.coded(), "subject-coded").add("class-"+d.class, 1)
		d.textShape(c, text)
		out = append(out, c)
	}
	return out
}

func (d *document) subjectModels() []*Candidate {
	var out []*Candidate
	for _, u := range d.subjects() {
		if !u.coded() {
			continue
		}
		text := clean(u.code.text())
		c := d.newCandidate(certcat.Models, text, grammar.FoldIdentifier(text), "sentence", u.code)
		c.add("subject", 1).add("class-"+d.class, 1)
		d.modelShape(c, text)
		out = append(out, c)
	}
	return out
}

// titleProducts lists what stands behind a dash in the title of a paper, or in the line under it: "Declaration of Conformity –
// Bench Supply".
func (d *document) titleProducts() []*Candidate {
	var out []*Candidate
	s := d.firstSheet()
	for _, t := range d.titles {
		if t.page != s.number || t.box.Y0 > 0.4*s.height {
			continue
		}
		for _, seg := range s.segments() {
			if seg.box.Y0 < t.box.Y0-2 || seg.box.Y0 > t.box.Y1+1.2*s.line {
				continue
			}
			m := dashed.FindStringSubmatchIndex(seg.text)
			if m == nil || m[0] < 4 || seg.text[m[0]] == ',' {
				continue
			}
			v := trimSpan(span{seg, m[2], m[3]})
			text := clean(v.text())
			if text == "" || len(strings.Fields(text)) > 7 || d.set.Says("of-law", strings.ToLower(text)) || len(grammar.Acts(text)) > 0 || len(grammar.Standards(text)) > 0 {
				continue
			}
			c := d.newCandidate(certcat.Product, text, "", "sentence", v)
			c.add("title-tail", 1).add("class-"+d.class, 1)
			d.textShape(c, text)
			out = append(out, c)
		}
	}
	return out
}

// centredBelow marks a value that stands underneath its caption on one axis with it, neither at the caption's left edge: forms
// without a table centre both on the page.
func (d *document) centredBelow(c *Candidate, b block) {
	if b.how != "below" || !b.label.whole || len(b.lines) == 0 {
		return
	}
	s, l, v := d.sheets[b.label.seg.page], b.label.seg.box, b.lines[0].box()
	if abs(l.X0+l.X1-v.X0-v.X1) < 3*s.line && abs(l.X0+l.X1-s.width) < 0.12*s.width && abs(l.X0-v.X0) > 0.5*s.line {
		c.drop("how-below").add("below-centred", 1)
	}
}

// quotedLine is a line that is nothing but a name in quotation marks.
var quotedLine = regexp.MustCompile(`^["“”„«'‘]([^"“”„«»'‘’]{4,60})["”»'’][.,]?$`)

// quotedProducts lists the lines of the first page that hold nothing but a name in quotation marks.
func (d *document) quotedProducts() []*Candidate {
	var out []*Candidate
	for _, seg := range d.firstSheet().segments() {
		if m := quotedLine.FindStringSubmatchIndex(seg.text); m != nil {
			v := trimSpan(span{seg, m[2], m[3]})
			c := d.newCandidate(certcat.Product, v.text(), "", "sentence", v)
			d.textShape(c.add("quoted-line", 1).add("class-"+d.class, 1), v.text())
			out = append(out, c)
		}
	}
	return out
}

// compositeProducts lists what stands below a caption that asks for several things at once: "Product description – brand
// name, type, model or serial number (if available)".
func (d *document) compositeProducts() []*Candidate {
	var out []*Candidate
	for _, l := range d.labelled("product") {
		rest := l.seg.text[l.end:]
		if !l.head || l.colon || len(strings.Fields(rest)) < 4 {
			continue
		}
		asked := 0
		for _, part := range strings.FieldsFunc(rest, func(r rune) bool { return strings.ContainsRune(",;/()–—-", r) }) {
			if d.isCaption(strings.TrimSpace(part)) {
				asked++
			}
		}
		s := d.sheets[l.seg.page]
		below := d.finder.below(s, l.seg)
		if asked < 2 || below == nil || d.finder.headed(below) != nil {
			continue
		}
		out = append(out, d.namedBelow(below)...)
		for _, r := range d.finder.reaches(trimSpan(whole(below)), l, 3) {
			if t := r.text(); t != "" && !d.nothing(t) {
				c := d.newCandidate(certcat.Product, t, "", "label", r.lines...)
				c.add("composite-caption", 1).add("class-"+d.class, 1)
				c.Features = append(c.Features, r.end...)
				d.textShape(c, t)
				out = append(out, c)
			}
		}
	}
	return out
}

// namedBelow lists the product that a line names in front of its model, three rows below the caption at most: "Bench Supply,
// Model BS-100" under the drawn marks of its maker.
func (d *document) namedBelow(first *segment) []*Candidate {
	s := d.sheets[first.page]
	for r := first.row; r < len(s.rows) && r < first.row+3; r++ {
		for _, seg := range s.rows[r] {
			if v := d.beforeModels(trimSpan(whole(seg))); v.end < len(seg.text) && v.end-v.start > 3 && d.finder.headed(seg) == nil {
				c := d.newCandidate(certcat.Product, v.text(), "", "label", v)
				c.add("composite-caption", 1).add("before-model", 1).add("class-"+d.class, 1)
				d.textShape(c, v.text())
				return []*Candidate{c}
			}
		}
	}
	return nil
}
