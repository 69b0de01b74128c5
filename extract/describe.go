package extract

import (
	"strings"
	"unicode"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// textual lists candidates of a field whose value is whatever stands behind its caption.
func (d *document) textual(field, class string, lines int) []*Candidate {
	var out []*Candidate
	for _, l := range d.labelled(class) {
		for _, b := range d.finder.blocks(l, lines) {
			text := clean(b.text(lines))
			if text == "" || d.nothing(text) {
				continue
			}
			c := d.newCandidate(field, text, "", "label", b.lines...)
			c.describe(b).add("class-"+d.class, 1)
			c.when(l.is("product") && len(l.classes) == 1, "caption-own")
			d.textShape(c, text)
			out = append(out, c)
		}
	}
	return out
}

func (d *document) textShape(c *Candidate, text string) {
	words := len(strings.Fields(text))
	c.when(words > 14, "wordy").when(words > 40, "very-wordy")
	c.when(len([]rune(text)) < 3, "short")
	c.when(len(grammar.Dates(text)) > 0, "has-date")
	c.when(len(grammar.Standards(text)) > 0, "has-standard")
	c.when(grammar.LooksLikeCompany(text), "company")
	c.when(grammar.LooksLikeAddress(text) > 0.6, "address-like")
	letters := 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	c.when(letters == 0, "no-letters")
	first := firstRune(text)
	c.when(unicode.IsLower(first), "lower-case")
	c.when(strings.HasSuffix(text, ".") && words > 8, "sentence")
	c.when(d.set.Says("copy", strings.ToLower(text)), "boilerplate")
}

// products lists candidates of the product's name.
func (d *document) products() []*Candidate { return d.textual(certcat.Product, "product", 3) }

// brands lists candidates of the trade mark.
func (d *document) brands() []*Candidate { return d.textual(certcat.Brand, "brand", 1) }

// scopes lists candidates of the scope; management systems print paragraphs.
func (d *document) scopes() []*Candidate {
	lines := 3
	if d.class == "system" || d.class == "licence" {
		lines = 9
	}
	out := d.textual(certcat.Scope, "scope", lines)
	for _, c := range out {
		c.when(len(c.Value.Evidence) > 2, "paragraph")
	}
	return out
}

// models lists every type designation behind a caption for models.
func (d *document) models() []*Candidate {
	var out []*Candidate
	for _, l := range d.labelled("models") {
		for _, b := range d.finder.blocks(l, 6) {
			if len(b.lines) == 0 {
				continue
			}
			for i, line := range b.lines {
				if i > 0 && (len(b.lines[i-1].text()) < 20 && !strings.HasSuffix(strings.TrimSpace(b.lines[i-1].text()), ",")) {
					break
				}
				for j, part := range splitList(line) {
					text := clean(part.text())
					if text == "" || d.nothing(text) {
						continue
					}
					c := d.newCandidate(certcat.Models, text, grammar.FoldIdentifier(text), "label", part)
					c.describe(b).when(i > 0, "list-line").when(j > 0, "list-member").add("class-"+d.class, 1)
					d.modelShape(c, text)
					d.textShape(c, text)
					out = append(out, c)
				}
			}
		}
	}
	return out
}

func (d *document) modelShape(c *Candidate, text string) {
	digits, upper := 0, 0
	for _, r := range text {
		if unicode.IsDigit(r) {
			digits++
		}
		if unicode.IsUpper(r) {
			upper++
		}
	}
	c.when(digits > 0, "has-digit")
	c.when(digits > 0 && upper > 0, "model-like")
	c.when(len(strings.Fields(text)) > 5, "many-words")
	c.when(len(grammar.Ratings(text)) > 0, "has-rating")
}

// ratings lists technical parameters, behind captions and on labels anywhere.
func (d *document) ratings() []*Candidate {
	var out []*Candidate
	seen := map[*segment]bool{}
	for _, l := range d.labelled("ratings") {
		for _, b := range d.finder.blocks(l, 4) {
			for i, line := range b.lines {
				text := clean(line.text())
				if text == "" || d.nothing(text) || len(grammar.Ratings(text)) == 0 {
					break
				}
				lines := []span{line}
				caption := strings.TrimSpace(l.seg.text[l.start:l.end])
				if i == 0 && len(strings.Fields(caption)) <= 2 && !strings.HasPrefix(strings.ToLower(caption), "rating") && !strings.HasPrefix(strings.ToLower(caption), "parameter") {
					text = clean(caption + ": " + text)
					if b.how == "inline" {
						text = clean(l.seg.text[l.start:line.end])
						lines = []span{{l.seg, l.start, line.end}}
					}
				}
				seen[line.seg] = true
				c := d.newCandidate(certcat.Ratings, text, "", "label", lines...)
				c.describe(b).add("class-"+d.class, 1)
				c.when(i > 0, "list-line")
				c.when(len(strings.Fields(text)) > 16, "wordy")
				out = append(out, c)
			}
		}
	}
	if d.class != "label" {
		return out
	}
	for _, s := range d.sheets {
		for _, seg := range s.segments() {
			if seen[seg] || !d.inPart(s.number) {
				continue
			}
			for _, f := range grammar.Ratings(seg.text) {
				c := d.newCandidate(certcat.Ratings, f.Text, f.Canonical, "grammar", span{seg, f.Start, f.End})
				out = append(out, c.add("class-"+d.class, 1).add("bare-rating", 1))
			}
		}
	}
	return out
}

// addresses lists the candidates of a party's address: behind a caption of its own, or under the party's name.
func (d *document) addresses(field, class, partyField, name string) []*Candidate {
	var out []*Candidate
	if p, ok := d.parties[partyField+"\x00"+bare(name)]; ok && p.address != "" {
		c := d.newCandidate(field, p.address, "", "label", p.addressLines...)
		c.add("under-name", 1).add("address-score", grammar.LooksLikeAddress(p.address))
		out = append(out, c)
	}
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
