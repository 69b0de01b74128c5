package extract

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// issuers lists who may have issued the document: captions, "for and on behalf of", known bodies, letterhead and foot.
func (d *document) issuers() []*Candidate {
	var out []*Candidate
	for _, p := range d.partiesOf("issuer") {
		longer := d.wholeIssuer(p.block)
		if longer != nil {
			out = append(out, longer)
		}
		p.name = legalName(p.name)
		c := d.partyCandidate(certcat.Issuer, p)
		c.when(longer != nil && longer.Value.Text != c.Value.Text, "goes-on")
		lower := strings.ToLower(p.block.label.seg.text[p.block.label.start:p.block.label.end])
		c.when(d.set.Says("on-behalf", lower), "on-behalf")
		c.when(len(d.bodies.namesIn(p.name)) > 0, "known-body")
		c.when(lower == "we", "we")
		if d.set.Says("lab-words", lower) {
			c.add("lab-caption", 1).add("lab-caption-"+d.class, 1)
		}
		out = append(out, c)
	}
	out = append(out, d.declarers()...)
	out = append(out, d.declaring()...)
	out = append(out, d.toldIssuers()...)
	out = append(out, d.selfDeclarers()...)
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
	out = append(out, d.hosts(out)...)
	out = append(out, d.sentenceIssuers()...)
	for _, c := range out {
		d.bodySigns(c)
	}
	d.agreeing(out)
	return out
}

// declarers takes the manufacturer of a declaration as its issuer.
func (d *document) declarers() []*Candidate {
	if d.class != "declaration" && d.class != "letter" && d.class != "sheet" {
		return nil
	}
	if d.kindOf(d.kind).Class != d.class {
		return d.firstParty()
	}
	var out []*Candidate
	for _, class := range []string{"manufacturer", "holder"} {
		for _, p := range d.partiesOf(class) {
			if p.same {
				continue
			}
			p.name = legalName(p.name)
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
	for seg := range d.frontSegments() {
		lower := strings.ToLower(seg.text)
		if len(lower) != len(seg.text) {
			continue
		}
		if v, ok := d.declaringFirst(seg, lower); ok {
			out = append(out, d.declarer(v))
		}
		at := -1
		for _, verb := range d.set.Words["declares"] {
			if i := strings.Index(lower, verb); i > 3 && i < 90 && (at < 0 || i < at) && !strings.HasPrefix(lower[i:], " declaration") {
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
		if strings.ContainsFunc(v.text(), func(r rune) bool { return unicode.IsLetter(r) && !unicode.IsLower(r) }) {
			out = append(out, d.declarer(v))
		}
	}
	return out
}

func (d *document) declarer(v span) *Candidate {
	c := d.newCandidate(certcat.Issuer, v.text(), "", "sentence", v)
	c.add("declaring", 1).add("class-"+d.class, 1).when(len(d.bodies.namesIn(v.text())) > 0, "known-body")
	return d.nameFeatures(c)
}

// declaringFirst is the name between a verb that a sentence begins with and what it says: "certifies X that …".
func (d *document) declaringFirst(seg *segment, lower string) (span, bool) {
	for _, verb := range d.set.Words["declares-first"] {
		if !strings.HasPrefix(lower, verb) {
			continue
		}
		for _, that := range d.set.Words["declares-that"] {
			if i := strings.Index(lower, that); i > len(verb) {
				v := trimSpan(span{seg, len(verb), i})
				return v, v.start < v.end
			}
		}
	}
	return span{}, false
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
	v, ok := d.companyIn(seg)
	out = append(out, d.insideLine(s, seg, v, ok, edge)...)
	if !ok && ofGroup.MatchString(strings.TrimSpace(seg.text)) {
		return out
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
	if _, says := d.declaringFirst(seg, strings.ToLower(seg.text)); says || d.isOffice(v.text()) || d.holdsTitle(s, seg) || d.namesParty(seg) || d.set.EndsWith("authority-of", strings.ToLower(v.text())) {
		return out
	}
	if c := d.nameOverTwoLines(s, seg, v, edge); c != nil {
		out = append(out, c)
	}
	c := d.newCandidate(certcat.Issuer, v.text(), "", "letterhead", v)
	if above := d.nameBegins(s, seg, v); above != nil {
		c = d.newCandidate(certcat.Issuer, joinLines([]span{*above, v}, 2), "", "letterhead", *above, v)
		c.add("begins-above", 1)
	}
	if branch := d.branchUnder(s, seg, v); branch != nil {
		lines := []span{v, *branch}
		c = d.newCandidate(certcat.Issuer, joinLines(lines, 2), "", "letterhead", lines...)
	}
	c.add("company-line", 1).when(edge != "", edge).add("class-"+d.class, 1).when(v.start > 0, "caption-unknown")
	d.framed(c, s, seg)
	d.issuerSigns(c, s, v)
	known := len(d.bodies.namesIn(v.text())) > 0
	c.when(known, "known-body").when(known && d.class == "declaration", "known-body-declaration")
	c.when(v.end-v.start >= len(strings.TrimSpace(seg.text))-2, "alone")
	c.when(seg.box.Height() > 1.25*s.line, "large")
	c.when(d.finder.headed(seg) != nil, "captioned").when(d.isTitle(s, seg), "is-title")
	c.when(page > d.firstIndex(), "later")
	below, above := strings.ToLower(seg.text), ""
	if seg.row > 0 {
		above = strings.ToLower(s.rows[seg.row-1][0].text)
	}
	c.when(d.set.Says("on-behalf", above) || d.set.Says("on-behalf", below[:v.start]) || strings.HasSuffix(below[:v.start], "for "), "on-behalf")
	c.when(d.class == "declaration" && d.besideNotified(s, seg), "notified")
	return append(out, d.nameFeatures(c))
}

// namesParty reports whether a line's own caption says that somebody else than who issues the paper is named there.
func (d *document) namesParty(seg *segment) bool {
	if d.class != "certificate" && d.class != "report" && d.class != "system" && d.class != "licence" {
		return false
	}
	others := func(l *label) bool {
		return (l.is("party.holder") || l.is("party.manufacturer") || l.is("party.factory")) && !l.is("party.issuer")
	}
	if l := d.finder.headed(seg); l != nil {
		return l.after < len(seg.text) && others(l)
	}
	row := d.sheets[seg.page].rows[seg.row]
	beside := seg.col - 1
	if seg.col+1 < len(row) && rightToLeft(row[seg.col+1].text) {
		beside = seg.col + 1
	}
	if beside < 0 {
		return false
	}
	l := d.finder.headed(row[beside])
	return l != nil && l.whole && others(l)
}

// insideLine lists the companies inside a line that is not their name alone, and the parts of a line in two scripts. line is the
// name that fills the line, where one does.
func (d *document) insideLine(s *sheet, seg *segment, line span, filled bool, edge string) []*Candidate {
	var out []*Candidate
	for _, n := range d.companiesIn(seg) {
		if filled && n.start == line.start && n.end == line.end || ofGroup.MatchString(n.text()) {
			continue
		}
		c := d.newCandidate(certcat.Issuer, n.text(), "", "sentence", n)
		c.add("inside-line", 1).when(edge != "", "inside-"+edge).add("class-"+d.class, 1)
		known := len(d.bodies.namesIn(n.text())) > 0
		c.when(n.start == 0, "begins-line").when(known, "known-body").when(known && d.class == "declaration", "known-body-declaration")
		before := strings.ToLower(seg.text[:n.start])
		c.when(d.set.Says("on-behalf", before) || strings.HasSuffix(before, "for "), "on-behalf")
		c.when(d.set.Says("declares", strings.ToLower(seg.text[n.end:min(len(seg.text), n.end+40)])), "declaring")
		c.when(d.class == "declaration" && d.besideNotified(s, seg), "notified")
		out = append(out, d.nameFeatures(c))
	}
	for _, part := range inScripts(seg) {
		if name := part.text(); (grammar.LooksLikeCompany(name) || d.bodyName(name)) && len([]rune(name)) < 120 && !strings.ContainsAny(name, "，。：:") && !d.set.Says("not-issuers", name) && !d.isCaption(name) {
			c := d.newCandidate(certcat.Issuer, name, "", "letterhead", part)
			c.add("script-part", 1).when(edge != "", edge).add("class-"+d.class, 1).when(len(d.bodies.namesIn(name)) > 0, "known-body")
			d.issuerSigns(c, s, part)
			d.framed(c, s, seg)
			out = append(out, d.nameFeatures(c))
		}
	}
	return out
}

// isTitle reports whether a line is the title of a kind of document and little more.
func (d *document) isTitle(s *sheet, seg *segment) bool {
	return slices.ContainsFunc(d.titles, func(t titleHit) bool { return t.page == s.number && t.box == seg.box && t.cover > 0.8 })
}

// besideNotified reports whether a line, or the one above it, speaks of a notified body.
func (d *document) besideNotified(s *sheet, seg *segment) bool {
	if d.set.Says("notified", strings.ToLower(seg.text)) {
		return true
	}
	if seg.row == 0 {
		return false
	}
	above := s.rows[seg.row-1]
	return d.set.Says("notified", strings.ToLower(above[len(above)-1].text))
}

// branchUnder is the line under a company's name that names its branch: "Anytown Branch", "Testing Center".
func (d *document) branchUnder(s *sheet, seg *segment, v span) *span {
	if v.end < len(strings.TrimRight(seg.text, " ,")) {
		return nil
	}
	below := d.finder.below(s, seg)
	if below == nil || below.box.Y0-seg.box.Y1 > 1.2*s.line || len(strings.Fields(below.text)) > 5 || !d.isBranch(below.text) {
		return nil
	}
	b := trimSpan(whole(below))
	return &b
}

// nameBegins is the line above a name that begins in the middle: "Northern Communications" over "and Media Authority".
func (d *document) nameBegins(s *sheet, seg *segment, v span) *span {
	word, _, _ := strings.Cut(v.text(), " ")
	if v.start > 0 || !joinsNames[word] || seg.row == 0 {
		return nil
	}
	for _, above := range s.rows[seg.row-1] {
		if above.box.X0 < seg.box.X1 && seg.box.X0 < above.box.X1 && seg.box.Y0-above.box.Y1 < 1.2*s.line && len(strings.Fields(above.text)) <= 6 && d.finder.headed(above) == nil {
			a := trimSpan(whole(above))
			return &a
		}
	}
	return nil
}

// upperThird is the part of a page in which organisations print their names large.
const upperThird = 0.33

// nameOverTwoLines is the name of a public body or institute that goes on in the line below, in letters of the same height:
// "MINISTRY OF INDUSTRY AND TRADE" over "OF THE NORTHERN FEDERATION". What ends in a legal form goes on nowhere.
func (d *document) nameOverTwoLines(s *sheet, seg *segment, v span, edge string) *Candidate {
	if _, form := grammar.CompanyName(v.text()); form != "" || v.start > 0 || v.end < len(strings.TrimSpace(seg.text)) || seg.box.Y0 > upperThird*s.height || s.number != d.first {
		return nil
	}
	below := d.finder.below(s, seg)
	if below == nil || below.box.Y0-seg.box.Y1 > 0.9*seg.box.Height() || below.box.Height() > 1.3*seg.box.Height() || seg.box.Height() > 1.3*below.box.Height() {
		return nil
	}
	middle, left := abs(below.box.X0+below.box.X1-seg.box.X0-seg.box.X1)/2, abs(below.box.X0-seg.box.X0)
	lines := []span{v, trimSpan(whole(below))}
	name := joinLines(lines, 2)
	if min(middle, left) > 1.5*s.line || len(strings.Fields(below.text)) > 7 || strings.ContainsFunc(below.text, unicode.IsDigit) || strings.ContainsAny(below.text, ":：@") ||
		d.finder.headed(below) != nil || d.isTitle(s, below) || !grammar.LooksLikeCompany(name) && !d.bodyName(name) || (strings.ToUpper(v.text()) == v.text()) != (strings.ToUpper(below.text) == below.text) {
		return nil
	}
	c := d.newCandidate(certcat.Issuer, name, "", "letterhead", lines...)
	c.add("over-two-lines", 1).add("company-line", 1).when(edge != "", edge).add("class-"+d.class, 1).when(len(d.bodies.namesIn(name)) > 0, "known-body")
	c.when(seg.box.Height() > 1.25*s.line, "large")
	d.framed(c, s, seg)
	d.issuerSigns(c, s, whole(below))
	return d.nameFeatures(c)
}

// isOffice reports whether a line names somebody's office and no organisation: "Anna Weir, Director of Certification".
func (d *document) isOffice(text string) bool {
	if _, form := grammar.CompanyName(text); form != "" {
		return false
	}
	parts := strings.Split(strings.ToLower(text), ", ")
	return len(parts) < 3 && d.set.BeginsWith("job-words", parts[len(parts)-1])
}

// holdsTitle reports whether a line holds the title of a kind of document and no legal form; where it is the first of two
// lines, the title must be most of both, or it may be a letterhead right over the title.
func (d *document) holdsTitle(s *sheet, seg *segment) bool {
	if _, form := grammar.CompanyName(legalName(seg.text)); form != "" {
		return false
	}
	return slices.ContainsFunc(d.titles, func(t titleHit) bool {
		return t.page == s.number && t.box == seg.box && (len(t.lines) < 2 || t.cover > 0.6)
	})
}

// isBranch reports whether a text ends in a word for a part of a company.
func (d *document) isBranch(text string) bool {
	words := strings.Fields(strings.ToLower(strings.TrimRight(text, " .,;)")))
	return len(words) > 0 && d.set.Is("branch", words[len(words)-1])
}

// ofGroup says whose company somebody is, and names nobody: "A Northwind Group Company", "Member of the X Group".
var ofGroup = regexp.MustCompile(`(?i)^(?:an?\s.+\s(?:company|member|business)|(?:a\s)?(?:member|part|division|subsidiary|company)\sof\s.+)$`)

// companyIn is the company name in a segment, cut off where an address or a note begins.
func (d *document) companyIn(seg *segment) (span, bool) {
	v := named(trimSpan(whole(seg)))
	text := v.text()
	if len([]rune(text)) < 4 || len(text) > 220 {
		return v, false
	}
	if i := strings.IndexAny(text, "•|·●"); i > 6 {
		v = trimSpan(span{seg, v.start, v.start + i})
	}
	if i := strings.IndexAny(text, ":："); i > 0 && captionLike(text) { // behind a caption that is not known
		_, w := utf8.DecodeRuneInString(text[i:])
		rest := trimSpan(span{seg, v.start + i + w, v.end})
		if name, _ := d.splitNamed(rest); grammar.LooksLikeCompany(name.text()) {
			v = rest
		}
	}
	v, _ = d.splitNamed(v)
	v = d.behindRole(v)
	v.end = v.start + len(legalName(v.text()))
	if ofGroup.MatchString(v.text()) {
		return v, false
	}
	return v, (grammar.LooksLikeCompany(v.text()) || d.bodyName(v.text())) && len(strings.Fields(v.text())) <= 16
}
