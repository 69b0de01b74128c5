package extract

import (
	"slices"
	"strings"
	"unicode"

	"github.com/certcat/certcat/extract/kinds"
	"github.com/certcat/certcat/grammar"
)

// addresses lists the candidates of a party's address: behind a caption of its own, or under the party's name, which is the
// right one with probability p. Where no name is known, only a caption that says whose address it is leads to one.
func (d *document) addresses(field, class, partyField, name string, p float64) []*Candidate {
	var out []*Candidate
	if owner, ok := d.parties[partyField+"\x00"+bare(name)]; ok && owner.address != "" {
		block, found := bare(owner.address), false
		out = d.addressesFrom(owner.addressLines[0], owner.block.label, field, "label", func(c *Candidate) { c.add("under-name", 1) })
		for _, c := range out {
			same := bare(c.Value.Text) == block
			found = found || same
			c.when(same, "ends-block")
		}
		if !found {
			c := d.newCandidate(field, owner.address, "", "label", owner.addressLines...)
			out = append(out, c.add("under-name", 1).add("ends-block", 1).add("address-score", grammar.LooksLikeAddress(owner.address)))
		}
	}
	out = append(out, d.toldAddresses(field, name)...)
	out = append(out, d.addressesUnder(field, name)...)
	for _, l := range d.labelled("address") {
		own, plant := l.is("address."+class), class == "manufacturer" && l.is("address.plant") && l.head && (l.colon || l.whole)
		if (l.group("address.") || name == "") && !own && !plant {
			continue
		}
		owner := d.partyAbove(l)
		switch {
		case d.afterOther(l, name):
			owner = "other"
		case plant:
			owner = "" // where the certified firm makes its goods
		}
		for _, b := range d.addressBlocks(l) {
			out = append(out, d.addressesFrom(b.lines[0], l, field, "label", func(c *Candidate) {
				c.describe(b)
				c.when(own, "own-caption").when(plant, "plant-caption").when(owner == class, "owner-above").when(owner != class && owner != "", "other-owner")
				c.when(len(l.stack) > 0, "caption-stacked").when(name == "", "nameless")
			})...)
		}
	}
	for _, c := range out {
		c.add("owner-doubtful", 1-p)
	}
	return out
}

// mostAddressLines is how many lines an address has at most: labels of narrow columns put each of its parts into one.
const mostAddressLines = 9

// addressBlocks lists where the address behind a caption can begin: beside it, or above, where the caption stands in the
// middle of its lines.
func (d *document) addressBlocks(l *label) []block {
	var out []block
	for _, b := range d.finder.blocks(l, 1) {
		out = append(out, b)
		for range 3 {
			above, ok := d.finder.raised(b)
			if !ok || hasForm(above.lines[0].text()) || fewLetters(above.lines[0].text()) {
				break
			}
			out, b = append(out, above), above
		}
	}
	return out
}

// addressesFrom lists the addresses that begin with v, one for each line where they may end. of is their caption, nil where
// they have none; tell adds what is known of where they stand.
func (d *document) addressesFrom(v span, of *label, field, why string, tell func(*Candidate)) []*Candidate {
	out := d.addressesAlong([]span{v}, of, field, why, tell)
	s, h := d.sheets[v.seg.page], v.box().Height()
	if rest := d.finder.restOfLine(s, s.rows[v.seg.row][v.seg.col:], v.box(), 0.6*h); len(rest) > 0 && v.end == len(v.seg.text) {
		out = append(out, d.addressesAlong(append([]span{v}, rest...), of, field, why, func(c *Candidate) { tell(c); c.add("torn-line", 1) })...)
	}
	return out
}

// addressesAlong lists the addresses whose first line is made of some cells.
func (d *document) addressesAlong(first []span, of *label, field, why string, tell func(*Candidate)) []*Candidate {
	var out []*Candidate
	for _, r := range d.finder.reachesFrom(first, of, mostAddressLines) {
		if d.stops(r) {
			break
		}
		country, apart := d.countryApart(r)
		c := d.newCandidate(field, d.beforeNumber(r.text()), "", why, r.lines...)
		tell(c)
		out = append(out, d.addressShape(c, r, of).when(apart, "country-apart"))
		if !apart {
			continue
		}
		c = d.newCandidate(field, clean(r.text())+", "+country.text(), "", why, append(r.lines, country)...)
		tell(c)
		out = append(out, d.addressShape(c, r, of).add("with-country", 1))
	}
	return out
}

// countryApart is the country of an address where forms give it a cell and a caption of its own underneath.
func (d *document) countryApart(r reach) (country span, ok bool) {
	last := r.lines[len(r.lines)-1].seg
	s := d.sheets[last.page]
	if len(r.next) > 0 || grammar.CountryAtEnd(r.text()) != "" || grammar.LooksLikeAddress(r.text()) < 0.3 {
		return span{}, false
	}
	for _, l := range d.finder.all {
		if !l.is("address.country") || l.seg.page != last.page || !l.colon || l.seg.row <= last.row {
			continue
		}
		for _, b := range d.finder.blocks(l, 1) {
			v := b.lines[0]
			if gap := v.box().Y0 - last.box.Y1; gap < 3*s.line && abs(v.box().X0-r.lines[0].box().X0) < 2*s.line && grammar.Country(v.text()) != "" {
				return v, true
			}
		}
	}
	return span{}, false
}

// leastRegister is how many figures the number of a company has at least.
const leastRegister = 8

// beforeNumber is an address without the number of the company behind it: "Rua das Flores 5, CNPJ 12.345.678/0001-95". The
// figures must follow the caption at once: "P.O. Box 32052" is an address.
func (d *document) beforeNumber(text string) string {
	for at, r := range text {
		if r != ',' && r != ';' || at == 0 {
			continue
		}
		tokens := kinds.Tokens(text[at:])
		n, classes := d.set.Labels.Longest(tokens, 0)
		if n == 0 || n == len(tokens) || !slices.Contains(classes, "decoy.number") {
			continue
		}
		number := text[at+tokens[n].Start:]
		if end := strings.IndexFunc(number, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsSpace(r) || r == ',' }); end >= 0 {
			number = number[:end]
		}
		if digitsIn(number) >= leastRegister {
			return strings.TrimSpace(text[:at])
		}
	}
	return text
}

func digitsIn(text string) (n int) {
	for _, r := range text {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// stops reports whether an address does not go as far as this: a telephone or web address, or nothing, has begun.
func (d *document) stops(r reach) bool {
	if text := r.text(); wordless(text) || d.nothing(text) || len(text) > 400 {
		return true
	}
	last := r.lines[len(r.lines)-1].seg
	if r.rows > 1 && slices.ContainsFunc(d.finder.labels[last], func(l *label) bool { return l.head && l.is("address.decoy") && !l.is("address") }) {
		return true
	}
	return (r.rows > 1 || len(r.text()) < 12) && d.set.Says("company-stop", strings.ToLower(r.lines[len(r.lines)-1].text()))
}

// addressShape describes how much a text looks like one whole address.
func (d *document) addressShape(c *Candidate, r reach, of *label) *Candidate {
	first := r.lines[0].seg
	switch y := first.box.Y0 / max(d.sheets[first.page].height, 1); { // where the issuer prints his own
	case y < 0.14:
		c.add("letterhead", 1).add("letterhead-"+d.class, 1)
	case y > 0.88:
		c.add("foot", 1)
	}
	c.add("address-score", grammar.LooksLikeAddress(c.Value.Text))
	c.add("last-line-address", grammar.LooksLikeAddress(r.lines[len(r.lines)-1].text()))
	c.Features = append(c.Features, r.end...)
	stem, form := grammar.CompanyName(r.lines[0].text())
	c.when(form != "" && stem != "" && grammar.LooksLikeCompany(r.lines[0].text()), "begins-with-company")
	c.when(grammar.CountryAtEnd(c.Value.Text) != "", "ends-in-country").when(d.isCaption(c.Value.Text), "is-caption")
	c.when(grammar.Country(c.Value.Text) != "", "country-only")
	c.when(d.finder.beginsLate(r.lines[0]), "begins-late")
	d.addressEnd(c, r)
	if of != nil && of.seg != first && of.seg.page == first.page {
		last, h := r.lines[len(r.lines)-1].seg, max(of.seg.box.Height(), 4)
		middle := (of.seg.box.Y0+of.foot().box.Y1)/2 - (first.box.Y0+last.box.Y1)/2
		c.when(len(r.lines) > 1 && abs(middle) < 0.5*h, "caption-in-middle")
	}
	return c.add("class-"+d.class, 1)
}

// addressEnd describes whether an address is whole: a postal code or a country ends one, and what stands behind them is no
// part of it.
func (d *document) addressEnd(c *Candidate, r reach) {
	last := len(r.lines) - 1
	ended, company := false, false
	for i, l := range r.lines {
		ended = ended || i < last && grammar.CountryAtEnd(l.text()) != ""
		company = company || i > 0 && hasForm(l.text())
	}
	c.when(ended && grammar.CountryAtEnd(r.lines[last].text()) == "", "past-country").when(company, "company-inside")
	whole, postcode := grammar.EndsAddress(r.lines[last].text()), grammar.HasPostcode(c.Value.Text)
	c.when(whole, "ends-in-place").when(postcode, "has-postcode")
	if len(r.next) == 0 {
		return
	}
	next := joinLines(r.next, len(r.next))
	c.when(grammar.EndsAddress(next), "next-place").when(grammar.EndsAddress(next) && !postcode && grammar.CountryAtEnd(c.Value.Text) == "", "place-missing")
	c.when(grammar.Country(next) != "", "next-country")
	c.when(hasForm(next), "next-company")
}

// hasForm reports whether a line is a company's name with its legal form.
func hasForm(line string) bool {
	_, form := grammar.CompanyName(line)
	return form != "" && grammar.LooksLikeCompany(line)
}

// afterOther reports whether an address caption stands in a line behind the name of somebody else: "Acme Ltd, registered
// office: …".
func (d *document) afterOther(l *label, name string) bool {
	if l.head {
		return false
	}
	for _, n := range d.companiesIn(l.seg) {
		if n.end <= l.start && !strings.Contains(bare(n.text()), bare(name)) {
			return true
		}
	}
	return false
}

// partyAbove is the class of the party whose caption stands nearest above an address caption.
func (d *document) partyAbove(l *label) string {
	best, owner := -1.0, ""
	for _, p := range d.finder.all {
		if p.seg.page != l.seg.page || !p.group("party.") || p.seg.box.Y0 > l.seg.box.Y0+1 || p == l {
			continue
		}
		if p.seg == l.seg && p.start > l.start || !p.colon && !p.whole {
			continue
		}
		if abs(p.seg.box.X0-l.seg.box.X0) > 0.35*d.sheets[l.seg.page].width || d.ofPerson(p) {
			continue
		}
		if p.seg.box.Y0 >= best {
			best = p.seg.box.Y0
			owner = strings.TrimPrefix(p.classes[0], "party.")
			for _, c := range p.classes {
				if c == "party.holder" || c == "party.manufacturer" {
					owner = strings.TrimPrefix(c, "party.")
				}
			}
		}
	}
	return owner
}

// ofPerson reports whether a caption introduces a person, who lives nowhere on a certificate: the director whose name stands
// between a firm and its address.
func (d *document) ofPerson(l *label) bool {
	if slices.ContainsFunc(l.classes, func(c string) bool { return c != "party.decoy" && !strings.HasPrefix(c, "person.") }) {
		return false
	}
	blocks := d.finder.blocks(l, 1)
	if len(blocks) == 0 {
		return false
	}
	text := blocks[0].lines[0].text()
	return len([]rune(text)) < 40 && !grammar.LooksLikeCompany(text) && grammar.LooksLikeAddress(text) <= 0.3
}

// leadsToAddress reports whether a line, or the lines that it begins, look like an address: the first line of one can be
// the name of a house.
func (d *document) leadsToAddress(first *segment) bool {
	if grammar.LooksLikeAddress(first.text) >= 0.15 {
		return true
	}
	reaches := d.finder.reaches(trimSpan(whole(first)), nil, 5)
	for _, r := range reaches[1:] {
		if !d.stops(r) && grammar.LooksLikeAddress(r.text()) > 0.4 {
			return true
		}
	}
	return false
}

// wholeAddress reports whether the lines that begin with one make up an address down to its place or its country.
func (d *document) wholeAddress(first *segment) bool {
	for _, r := range d.finder.reaches(trimSpan(whole(first)), nil, 6) {
		if d.stops(r) {
			return false
		}
		if grammar.EndsAddress(r.lines[len(r.lines)-1].text()) && grammar.LooksLikeAddress(r.text()) >= 0.4 {
			return true
		}
	}
	return false
}

// addressBelow is the first line of the address underneath a name: close by, or a little further off where it is a whole one.
// A second name, of a branch or a trade name, can stand between.
func (d *document) addressBelow(s *sheet, name *segment) *segment {
	for range 2 {
		below := d.finder.belowWithin(s, name, 4)
		if below == nil || d.finder.headed(below) != nil || slices.ContainsFunc(d.finder.labels[below], func(l *label) bool { return l.head && l.is("address.decoy") }) {
			return nil
		}
		gap := below.box.Y0 - name.box.Y1
		if grammar.LooksLikeCompany(below.text) && grammar.LooksLikeAddress(below.text) < 0.5 && gap < 1.5*s.line {
			name = below
			continue
		}
		if near := gap < 2.2*s.line; near && d.leadsToAddress(below) || !near && gap < 4*max(s.line, name.box.Height()) && d.wholeAddress(below) {
			return below
		}
		return nil
	}
	return nil
}

// addressesUnder lists the addresses that stand directly under a name, wherever the name stands.
func (d *document) addressesUnder(field, name string) []*Candidate {
	key := bare(name)
	if len([]rune(key)) < 4 {
		return nil
	}
	var out []*Candidate
	for _, s := range d.sheets {
		if !d.inPart(s.number) || s.number > d.first+2 {
			continue
		}
		for _, seg := range s.segments() {
			if t := bare(seg.text); !strings.HasSuffix(t, key) && !strings.HasSuffix(key, t) || len(t) < 4 || len(t) < len(key)/2 {
				continue
			}
			below := d.addressBelow(s, seg)
			if below == nil {
				continue
			}
			out = append(out, d.addressesFrom(trimSpan(whole(below)), nil, field, "name", func(c *Candidate) { c.add("under-same-name", 1) })...)
		}
	}
	return out
}
