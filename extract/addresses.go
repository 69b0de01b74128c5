package extract

import (
	"slices"
	"strings"
	"unicode"

	"github.com/certcat/certcat/extract/kinds"
	"github.com/certcat/certcat/grammar"
)

// addresses lists the candidates of a party's address: behind a caption of its own, or under the party's name, which is the
// right one with probability p.
func (d *document) addresses(field, class, partyField, name string, p float64) []*Candidate {
	var out []*Candidate
	if name == "" {
		return nil
	}
	if owner, ok := d.parties[partyField+"\x00"+bare(name)]; ok && owner.address != "" {
		c := d.newCandidate(field, owner.address, "", "label", owner.addressLines...)
		c.add("under-name", 1).add("address-score", grammar.LooksLikeAddress(owner.address))
		out = append(out, c)
		out = append(out, d.addressesFrom(owner.addressLines[0], owner.block.label, field, "label", func(c *Candidate) { c.add("under-name", 1) })...)
	}
	out = append(out, d.toldAddresses(field, name)...)
	out = append(out, d.addressesUnder(field, name)...)
	for _, l := range d.labelled("address") {
		own := l.is("address." + class)
		if l.group("address.") && !own {
			continue
		}
		owner := d.partyAbove(l)
		if d.afterOther(l, name) {
			owner = "other"
		}
		for _, b := range d.finder.blocks(l, 1) {
			out = append(out, d.addressesFrom(b.lines[0], l, field, "label", func(c *Candidate) {
				c.describe(b)
				c.when(own, "own-caption").when(owner == class, "owner-above").when(owner != class && owner != "", "other-owner")
			})...)
		}
	}
	for _, c := range out {
		c.add("owner-doubtful", 1-p)
	}
	return out
}

// addressesFrom lists the addresses that begin with v, one for each line where they may end. of is their caption, nil where
// they have none; tell adds what is known of where they stand.
func (d *document) addressesFrom(v span, of *label, field, why string, tell func(*Candidate)) []*Candidate {
	var out []*Candidate
	for _, r := range d.finder.reaches(v, of, 6) {
		if d.stops(r) {
			break
		}
		c := d.newCandidate(field, d.beforeNumber(r.text()), "", why, r.lines...)
		tell(c)
		out = append(out, d.addressShape(c, r))
	}
	return out
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
	if text := r.text(); text == "" || d.nothing(text) || len(text) > 400 {
		return true
	}
	return (r.rows > 1 || len(r.text()) < 12) && d.set.Says("company-stop", strings.ToLower(r.lines[len(r.lines)-1].text()))
}

// addressShape describes how much a text looks like one whole address.
func (d *document) addressShape(c *Candidate, r reach) *Candidate {
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
	return c.add("class-"+d.class, 1)
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
		if abs(p.seg.box.X0-l.seg.box.X0) > 0.35*d.sheets[l.seg.page].width {
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
			below := d.finder.below(s, seg)
			if below == nil || below.box.Y0-seg.box.Y1 > 2.2*s.line || d.finder.headed(below) != nil || !d.leadsToAddress(below) {
				continue
			}
			out = append(out, d.addressesFrom(trimSpan(whole(below)), nil, field, "name", func(c *Candidate) { c.add("under-same-name", 1) })...)
		}
	}
	return out
}
