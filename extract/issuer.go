package extract

import (
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// issuers lists who may have issued the document: captions, "for and on behalf of", known bodies, letterhead and foot.
func (d *document) issuers() []*Candidate {
	var out []*Candidate
	for _, p := range d.partiesOf("issuer") {
		c := d.partyCandidate(certcat.Issuer, p)
		lower := strings.ToLower(p.block.label.seg.text[p.block.label.start:p.block.label.end])
		c.when(d.set.Says("on-behalf", lower), "on-behalf")
		c.when(len(d.bodies.namesIn(p.name)) > 0, "known-body")
		c.when(lower == "we", "we")
		out = append(out, c)
	}
	out = append(out, d.declarers()...)
	out = append(out, d.declaring()...)
	for i, s := range d.sheets {
		if !d.inPart(s.number) || s.number > d.first+1 {
			continue
		}
		for _, row := range s.rows {
			for _, seg := range row {
				out = append(out, d.issuerIn(i, s, seg)...)
			}
		}
	}
	return out
}

// declarers takes the manufacturer of a declaration as its issuer.
func (d *document) declarers() []*Candidate {
	if d.class != "declaration" && d.class != "letter" && d.class != "sheet" {
		return nil
	}
	var out []*Candidate
	for _, class := range []string{"manufacturer", "holder"} {
		for _, p := range d.partiesOf(class) {
			if p.same {
				continue
			}
			c := d.partyCandidate(certcat.Issuer, p)
			c.add("declares-"+class, 1)
			out = append(out, c)
		}
	}
	return out
}

// declaring takes the subject of "X hereby declares that …".
func (d *document) declaring() []*Candidate {
	var out []*Candidate
	for _, s := range d.sheets {
		if !d.inPart(s.number) || s.number > d.first+1 {
			continue
		}
		for _, seg := range s.segments() {
			lower := strings.ToLower(seg.text)
			if len(lower) != len(seg.text) {
				continue
			}
			at := -1
			for _, verb := range d.set.Words["declares"] {
				if i := strings.Index(lower, verb); i > 3 && i < 90 && (at < 0 || i < at) {
					at = i
				}
			}
			if at < 0 {
				continue
			}
			from := 0
			if i := strings.IndexAny(seg.text[:at], " ,"); i > 0 && i <= 2 {
				from = i // "We, X, declare"
			}
			v := trimSpan(span{seg, from, at})
			for v.start < v.end && strings.ContainsAny(seg.text[v.start:v.start+1], ", ") {
				v.start++
			}
			c := d.newCandidate(certcat.Issuer, v.text(), "", "sentence", v)
			c.add("declaring", 1).add("class-"+d.class, 1).when(len(d.bodies.namesIn(v.text())) > 0, "known-body")
			out = append(out, d.nameFeatures(c))
		}
	}
	return out
}

// issuerIn looks at one segment: does it name a known body, or a company where letterheads and feet stand?
func (d *document) issuerIn(page int, s *sheet, seg *segment) []*Candidate {
	var out []*Candidate
	y := seg.box.Y0 / max(s.height, 1)
	edge := ""
	switch {
	case y < 0.16:
		edge = "letterhead"
	case y > 0.86:
		edge = "foot"
	case y > 0.6:
		edge = "signature-area"
	}
	v, ok := companyIn(seg)
	for _, n := range companiesIn(seg) {
		if ok && n.start == v.start && n.end == v.end {
			continue
		}
		c := d.newCandidate(certcat.Issuer, n.text(), "", "sentence", n)
		c.add("inside-line", 1).when(edge != "", "inside-"+edge).add("class-"+d.class, 1)
		known := len(d.bodies.namesIn(n.text())) > 0
		c.when(n.start == 0, "begins-line").when(known, "known-body").when(known && d.class == "declaration", "known-body-declaration")
		before := strings.ToLower(seg.text[:n.start])
		c.when(d.set.Says("on-behalf", before) || strings.HasSuffix(before, "for "), "on-behalf")
		c.when(d.set.Says("declares", strings.ToLower(seg.text[n.end:min(len(seg.text), n.end+40)])), "declaring")
		out = append(out, d.nameFeatures(c))
	}
	if !ok {
		for _, b := range d.bodies.namesIn(seg.text) {
			c := d.newCandidate(certcat.Issuer, seg.text[b.start:b.end], b.name, "table", span{seg, b.start, b.end})
			c.add("known-body", 1).add("bare-name", 1).when(edge != "", edge)
			c.add("class-"+d.class, 1)
			out = append(out, c)
		}
		return out
	}
	c := d.newCandidate(certcat.Issuer, v.text(), "", "letterhead", v)
	c.add("company-line", 1).when(edge != "", edge).add("class-"+d.class, 1)
	known := len(d.bodies.namesIn(v.text())) > 0
	c.when(known, "known-body").when(known && d.class == "declaration", "known-body-declaration")
	c.when(v.end-v.start >= len(strings.TrimSpace(seg.text))-2, "alone")
	c.when(seg.box.Height() > 1.25*s.line, "large")
	c.when(d.finder.headed(seg) != nil, "captioned")
	c.when(page > d.firstIndex(), "later")
	below, above := strings.ToLower(seg.text), ""
	if seg.row > 0 {
		above = strings.ToLower(s.rows[seg.row-1][0].text)
	}
	c.when(d.set.Says("on-behalf", above) || d.set.Says("on-behalf", below[:v.start]), "on-behalf")
	return append(out, d.nameFeatures(c))
}

// companyIn is the company name in a segment, cut off where an address or a note begins.
func companyIn(seg *segment) (span, bool) {
	v := named(trimSpan(whole(seg)))
	text := v.text()
	if len([]rune(text)) < 4 || len(text) > 220 {
		return v, false
	}
	if i := strings.IndexAny(text, "•|·●"); i > 6 {
		v = trimSpan(span{seg, v.start, v.start + i})
	}
	if name, address := splitInline(v); address.start < address.end {
		v = name
	}
	return v, grammar.LooksLikeCompany(v.text()) && len(strings.Fields(v.text())) <= 14
}
