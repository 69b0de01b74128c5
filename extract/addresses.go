package extract

import (
	"strings"

	"github.com/certcat/certcat/grammar"
)

// addresses lists the candidates of a party's address: behind a caption of its own, or under the party's name.
func (d *document) addresses(field, class, partyField, name string) []*Candidate {
	var out []*Candidate
	if name == "" {
		return nil
	}
	if p, ok := d.parties[partyField+"\x00"+bare(name)]; ok && p.address != "" {
		c := d.newCandidate(field, p.address, "", "label", p.addressLines...)
		c.add("under-name", 1).add("address-score", grammar.LooksLikeAddress(p.address))
		out = append(out, c)
	}
	out = append(out, d.addressesUnder(field, name)...)
	for _, l := range d.labelled("address") {
		own := l.is("address." + class)
		if l.group("address.") && !own {
			continue
		}
		owner := d.partyAbove(l)
		for _, b := range d.finder.blocks(l, 4) {
			text := clean(joinLines(d.addressLines(b), 5))
			if text == "" || d.nothing(text) {
				continue
			}
			c := d.newCandidate(field, text, "", "label", b.lines...)
			c.describe(b).add("address-score", grammar.LooksLikeAddress(text))
			c.when(own, "own-caption").when(owner == class, "owner-above").when(owner != class && owner != "", "other-owner")
			out = append(out, c)
		}
	}
	return out
}

// addressLines keeps the lines of a block as long as they can belong to an address.
func (d *document) addressLines(b block) []span {
	for i, line := range b.lines {
		if i > 0 && d.set.Says("company-stop", strings.ToLower(line.text())) {
			return b.lines[:i]
		}
	}
	return b.lines
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
			if below == nil || grammar.LooksLikeAddress(below.text) < 0.3 || below.box.Y0-seg.box.Y1 > 1.5*s.line || d.finder.headed(below) != nil {
				continue
			}
			p := d.withAddress(s, name, below)
			c := d.newCandidate(field, p.address, "", "name", p.addressLines...)
			out = append(out, c.add("under-same-name", 1).add("address-score", grammar.LooksLikeAddress(p.address)))
		}
	}
	return out
}
