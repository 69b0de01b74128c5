package extract

import (
	"slices"
	"strings"
	"unicode"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract/kinds"
	"github.com/certcat/certcat/grammar"
)

// party is a name and address that stand together behind one caption.
type party struct {
	name, address string
	nameLines     []span
	addressLines  []span
	same          bool // "same as applicant"
	over          bool // the caption stands beside the address, the name over it
	block         block
}

// partiesOf reads the parties behind the captions of a class.
func (d *document) partiesOf(class string) []party {
	var out []party
	for _, l := range d.finder.all {
		named := class == "holder" && d.kind == "business-licence" && l.is("tradename")
		if !l.is("party."+class) && !named || !d.inPart(d.sheets[l.seg.page].number) {
			continue
		}
		for _, b := range d.finder.blocks(l, 9) {
			above, raised := d.finder.raised(b)
			over := raised && overAddress(above)
			if p, ok := d.splitParty(b); ok && !over {
				out = append(out, p)
			}
			if p, ok := d.splitParty(above); raised && ok {
				p.over = over
				out = append(out, p)
			}
			if p, ok := d.translated(b); ok {
				out = append(out, p)
			}
		}
	}
	return out
}

// overAddress reports whether a block begins with a name that stands right over its address: the caption is set in the
// middle of the two.
func overAddress(b block) bool {
	name, address := b.lines[0].text(), b.lines[1].text()
	return grammar.LooksLikeCompany(name) && grammar.LooksLikeAddress(address) > 0.5 && !hasForm(address)
}

// mostNameLines is how many lines a name has at most.
const mostNameLines = 5

// splitParty parts a block into the name, which comes first, and the address behind it.
func (d *document) splitParty(b block) (party, bool) {
	p := party{block: b}
	if len(b.lines) == 0 {
		return p, false
	}
	var names, addresses []span
	for i, line := range b.lines {
		text := line.text()
		if d.set.Says("company-stop", strings.ToLower(text)) && i > 0 {
			break
		}
		if i > 0 && grammar.LooksLikeAddress(text) < 0.3 && len(addresses) >= 4 {
			break
		}
		switch {
		case len(addresses) > 0:
			addresses = append(addresses, line)
		case i == 0:
			name, address := d.splitNamed(named(line))
			names = append(names, name)
			if address.start < address.end {
				addresses = append(addresses, address)
			}
		case len(names) < mostNameLines && d.nameGoesOn(joinLines(names, mostNameLines), text):
			names = append(names, line)
		default:
			addresses = append(addresses, line)
		}
	}
	p.name, p.nameLines = clean(joinLines(names, mostNameLines)), names
	p.address, p.addressLines = clean(joinLines(addresses, mostAddressLines)), addresses
	if grammar.LooksLikeAddress(p.address) < 0.25 {
		p.address, p.addressLines = "", nil
	}
	if tokens := kinds.Tokens(p.name); len(tokens) > 0 {
		if n, classes := d.set.Labels.Longest(tokens, 0); n > 0 && sharesClass(classes, []string{"same"}) {
			p.same = true
		}
	}
	return p, p.name != "" && !d.nothing(p.name)
}

// nameGoesOn reports whether a name that wrapped goes on with the next line: the next line brings the legal form that
// the name lacks, or the name ends in the middle.
func (d *document) nameGoesOn(name, next string) bool {
	lower := strings.ToLower(name)
	if strings.HasSuffix(lower, " and") || strings.HasSuffix(name, "&") || strings.HasSuffix(name, " -") {
		return grammar.LooksLikeAddress(next) < 0.5
	}
	_, have := grammar.CompanyName(name)
	stem, form := grammar.CompanyName(next)
	if rest, found := grammar.CompanyName("x " + next); rest == "x" { // nothing but the legal form
		stem, form = "", found
	}
	if form == "" || grammar.LooksLikeAddress(next) >= 0.6 {
		return false
	}
	return have == "" || len(strings.Fields(stem)) == 0 && !ideograph(firstRune(next)) // behind a whole Chinese name stands the form of a register
}

// splitNamed parts a line that begins with a name from the address behind it, at a caption for addresses or behind the
// legal form.
func (d *document) splitNamed(line span) (name, address span) {
	if l := d.finder.inner(line); l != nil {
		name = trimSpan(span{line.seg, line.start, l.start})
		for name.end > name.start && strings.ContainsAny(line.seg.text[name.end-1:name.end], ".,; ") && endsName(name.text()) {
			name.end--
		}
		if head, address := splitInline(name); address.start < address.end {
			return head, address
		}
		address = span{line.seg, line.end, line.end}
		if l.is("address") {
			address = trimSpan(span{line.seg, l.after, line.end})
		}
		return name, address
	}
	return splitInline(line)
}

// endsName reports whether the last sign of a name divides it from what follows, instead of ending an abbreviation.
func endsName(name string) bool {
	last := strings.TrimRight(name, " ")
	return !strings.HasSuffix(last, ".") || strings.ContainsAny(string(lastRune(last[:len(last)-1])), "»”\"'）)") || strings.HasSuffix(last, "..")
}

// splitInline parts "Name Co., Ltd., No. 5 Some Street" behind the company's legal form.
func splitInline(line span) (name, address span) {
	text := line.text()
	for i := 0; i < len(text); i++ {
		if text[i] != ',' && text[i] != ';' {
			continue
		}
		head, rest := text[:i], text[i+1:]
		if words := strings.Fields(rest); len(words) > 0 && endsForm("x", strings.TrimRight(words[0], ",;")) {
			continue // "Co., Ltd., No. 5 …": the legal form goes on
		}
		if _, form := grammar.CompanyName(head); form != "" && grammar.LooksLikeAddress(rest) > 0.45 {
			if _, more := grammar.CompanyName(rest); more == "" {
				return span{line.seg, line.start, line.start + i}, trimSpan(span{line.seg, line.start + i + 1, line.end})
			}
		}
	}
	return line, span{line.seg, line.end, line.end}
}

// nameFeatures describes how much a text looks like the name of an organisation.
func (d *document) nameFeatures(c *Candidate) *Candidate {
	text := c.Value.Text
	head := d.beforeBranch(text)
	c.when(grammar.LooksLikeCompany(head), "company").when(head != text, "with-branch")
	c.when(grammar.LooksLikeAddress(text) > 0.5 && !grammar.LooksLikeCompany(text), "address-like")
	c.when(len([]rune(text)) < 3, "short").when(fewLetters(text), "few-letters")
	c.when(len(strings.Fields(text)) > 12, "wordy")
	c.when(len(grammar.Dates(text)) > 0, "has-date").when(len(grammar.TitledStandards(text)) > 0, "is-standard")
	lower := strings.ToLower(text)
	c.when(d.set.Says("copy", lower), "boilerplate").when(d.set.Is("holder-lead", strings.TrimRight(lower, " :")), "is-lead")
	c.when(lower == text && strings.Contains(text, " ") && strings.ToUpper(text) != text, "lower-case") // scripts without capitals have none
	c.when(strings.HasSuffix(text, ".") && len(strings.Fields(text)) > 7 && !hasForm(text), "sentence")
	return c.when(d.isCaption(text), "is-caption")
}

// isCaption reports whether a text is nothing but a caption.
func (d *document) isCaption(text string) bool {
	whole := func(text string) bool {
		tokens := kinds.Tokens(text)
		n, classes := d.set.Labels.Longest(tokens, 0)
		return n > 0 && n == len(tokens) && !sharesClass(classes, []string{"party.holder"})
	}
	parts := strings.FieldsFunc(text, func(r rune) bool { return r == '/' || r == '／' })
	return whole(text) || len(parts) > 1 && !slices.ContainsFunc(parts, func(part string) bool { return !whole(part) && !d.isPartyCaption(part) })
}

// isPartyCaption reports whether a text is nothing but a caption for a party.
func (d *document) isPartyCaption(text string) bool {
	tokens := kinds.Tokens(text)
	n, classes := d.set.Labels.Longest(tokens, 0)
	return n > 0 && n == len(tokens) && sharesClass(classes, []string{"party.holder", "party.manufacturer"})
}

// fewLetters reports whether a text is digits and signs more than letters.
func fewLetters(text string) bool {
	letters, all := 0, 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
		}
		if !unicode.IsSpace(r) {
			all++
		}
	}
	return 2*letters < all
}

func (d *document) partyCandidate(field string, p party) *Candidate {
	c := d.newCandidate(field, p.name, "", "label", p.nameLines...)
	c.describe(p.block)
	c.add("class-"+d.class, 1)
	if field != certcat.Issuer { // who declares gives his address anywhere
		d.overAnAddress(c, p)
	}
	return d.nameFeatures(c)
}

// holders and manufacturers list the candidates with their addresses; "same as" takes the other's name.
func (d *document) holders() []*Candidate {
	var out []*Candidate
	for _, p := range d.partiesOf("holder") {
		c := d.partyCandidate(certcat.Holder, p)
		c.when(p.same, "same-as")
		out = append(out, c)
		d.remember(certcat.Holder, p)
	}
	if d.class == "system" || d.class == "certificate" || d.class == "licence" || d.class == "letter" || d.class == "other" || d.class == "report" {
		out = append(out, d.prominentNames()...)
	}
	return d.withTold(out)
}

func (d *document) manufacturers(holder string) []*Candidate {
	var out []*Candidate
	if d.class == "label" {
		out = d.makersOnLabel()
	}
	for _, p := range d.partiesOf("manufacturer") {
		if p.same && holder != "" {
			p.name = holder
			c := d.partyCandidate(certcat.Manufacturer, p)
			c.add("same-as", 1)
			out = append(out, c)
			d.remember(certcat.Manufacturer, p)
			continue
		}
		out = append(out, d.partyCandidate(certcat.Manufacturer, p))
		d.remember(certcat.Manufacturer, p)
	}
	return out
}

func (d *document) remember(field string, p party) {
	key := field + "\x00" + bare(p.name)
	if old, ok := d.parties[key]; !ok || old.address == "" {
		d.parties[key] = p
	}
}

// prominentNames lists names that stand alone in the upper part of the first page, large, above an address or behind
// "certifies that": on management-system certificates and licences the holder often has no caption at all.
func (d *document) prominentNames() []*Candidate {
	var out []*Candidate
	for _, s := range d.frontSheets() {
		for i, row := range s.rows {
			for _, seg := range row {
				if c := d.prominent(s, i, row, seg); c != nil {
					out = append(out, c.when(s != d.firstSheet(), "on-translation"))
				}
			}
		}
	}
	return out
}

func (d *document) prominent(s *sheet, i int, row []*segment, seg *segment) *Candidate {
	y := seg.box.Y0 / max(s.height, 1)
	line, inline := d.splitNamed(withMessrs(seg, named(trimSpan(whole(seg)))))
	if y < 0.08 || y > 0.75 || len(strings.Fields(line.text())) > 12 || len([]rune(seg.text)) < 4 || d.finder.headed(seg) != nil || captionLike(seg.text) {
		return nil
	}
	if stem, form := grammar.CompanyName(seg.text); form != "" && len([]rune(bare(stem))) < 2 {
		return nil // the legal form of a name that stands in the line above
	}
	lines := []span{line}
	last := seg
	for under := d.finder.below(s, seg); inline.start >= inline.end && under != nil && len(lines) < mostNameLines && d.nameGoesOn(joinLines(lines, mostNameLines), under.text); under = d.finder.below(s, last) {
		lines, last = append(lines, trimSpan(whole(under))), under
	}
	name := clean(joinLines(lines, mostNameLines))
	large, company := seg.box.Height() > 1.25*s.line, grammar.LooksLikeCompany(name)
	after, led := d.ledTo(s, i)
	pointed := !after && !led && d.pointedAt(s, i)
	if pointed {
		after, led = true, true
	}
	below := d.addressBelow(s, last)
	address := below != nil
	if !company && !large && !after && !led && !address && (i+1 == len(s.rows) || !d.asksForAddress(s.rows[i+1][0])) {
		return nil
	}
	for _, t := range d.titles {
		if t.page == s.number && t.box == seg.box {
			return nil
		}
	}
	c := d.newCandidate(certcat.Holder, name, "", "letterhead", lines...)
	c.add("prominent", 1).add("class-"+d.class, 1).when(messrs.MatchString(line.text()), "messrs")
	d.framed(c, s, seg)
	c.when(large, "large").when(len(row) == 1, "alone").when(after, "after-certifies").when(led, "led-to").when(pointed || d.ledAtOnce(s, seg), "led-at-once").when(!company, "no-legal-form")
	c.when(len(d.bodies.namesIn(seg.text)) > 0, "known-body").when(d.wrapsFromAbove(s, seg), "tail-of-name")
	c.when(len(grammar.Standards(seg.text)) > 0, "has-standard")
	c.when(i+1 < len(s.rows) && d.asksForAddress(s.rows[i+1][0]), "address-caption-below")
	if address {
		whole := d.wholeAddress(below)
		c.add("address-below", 1).when(whole, "whole-address-below").when(whole && led, "led-over-address")
		d.remember(certcat.Holder, d.withAddress(s, name, below))
	}
	if inline.start < inline.end {
		c.add("address-below", 1)
		d.remember(certcat.Holder, party{name: name, address: clean(inline.text()), addressLines: []span{inline}, block: block{label: &label{seg: seg}}})
	}
	return d.nameFeatures(c)
}

// ledTo reports whether the line above row i certifies something, and whether it, or one a little further up, ends with
// words that lead to a name: a logo can stand between.
func (d *document) ledTo(s *sheet, i int) (certifies, led bool) {
	for up := 1; up <= 3 && up <= i; up++ {
		row := s.rows[i-up]
		text := strings.ToLower(strings.TrimRight(row[len(row)-1].text, " :：,.…"))
		certifies = certifies || up == 1 && d.set.Says("certifies", text)
		if d.set.EndsWith("holder-lead", text) {
			return certifies, true
		}
	}
	return certifies, false
}

// pointedAt reports whether a sentence below row i certifies what stands above it, as many languages put it: "the system of
// the organisation named above". A name that stands nearer to the sentence, larger than its own address, is the one meant.
func (d *document) pointedAt(s *sheet, i int) bool {
	for down := 1; down <= 6 && i+down < len(s.rows); down++ {
		text := ""
		for _, seg := range s.rows[i+down] {
			text += strings.ToLower(seg.text) + " "
		}
		if d.set.Says("named-above", text) {
			return true
		}
	}
	return false
}

// withAddress is a name and the lines of its address underneath.
func (d *document) withAddress(s *sheet, name string, below *segment) party {
	p := party{name: name, addressLines: []span{trimSpan(whole(below))}}
	for _, more := range d.finder.continued(s, whole(below), 4, &label{seg: below}) {
		if grammar.LooksLikeAddress(more.text()) < 0.2 || d.set.Says("company-stop", strings.ToLower(more.text())) {
			break
		}
		p.addressLines = append(p.addressLines, more)
	}
	p.address = clean(joinLines(p.addressLines, 5))
	return p
}
