package extract

import (
	"strings"
	"unicode/utf8"

	"github.com/certcat/certcat"
)

// bulletSigns begin the entries of a list; fonts of signs leave letters behind, which count where they stand by themselves.
const bulletSigns = "•▪●◦■□○–-*·➢►‣"

// bullet is what stands behind a bullet in a row, where the segment is one or begins with one.
func (d *document) bullet(seg *segment) (sign string, entry span, ok bool) {
	first, w := utf8.DecodeRuneInString(seg.text)
	if rest := strings.TrimLeft(seg.text[w:], " "); rest != "" {
		return string(first), trimSpan(span{seg, len(seg.text) - len(rest), len(seg.text)}), strings.ContainsRune(bulletSigns, first)
	}
	row := d.sheets[seg.page].rows[seg.row]
	if seg.col+1 >= len(row) || strings.ContainsRune("0123456789", first) {
		return "", span{}, false
	}
	return string(first), trimSpan(whole(row[seg.col+1])), true
}

// bulleted lists the entries under a caption that ends a line.
func (d *document) bulleted(b block) []span {
	if b.how != "below" || len(b.lines) == 0 {
		return nil
	}
	seg := b.lines[0].seg
	s := d.sheets[seg.page]
	sign, entry, ok := d.bullet(seg)
	if !ok {
		return nil
	}
	out := []span{entry}
	for r := seg.row + 1; r < len(s.rows) && len(out) < mostCodeLines; r++ {
		c := s.rows[r][0]
		next, entry, ok := d.bullet(c)
		if !ok || next != sign || abs(c.box.X0-seg.box.X0) > s.line || c.box.Y0-out[len(out)-1].box().Y1 > 2*s.line {
			break
		}
		out = append(out, entry)
	}
	return out
}

// bulletedBrands is the brands that a list under their caption names, as one value.
func (d *document) bulletedBrands() []*Candidate {
	var out []*Candidate
	for _, l := range d.labelled("brand") {
		for _, b := range d.finder.blocks(l, 1) {
			entries := d.bulleted(b)
			if len(entries) == 0 {
				continue
			}
			names := make([]string, len(entries))
			for i, e := range entries {
				names[i] = clean(e.text())
			}
			c := d.newCandidate(certcat.Brand, strings.Join(names, ", "), "", "label", entries...)
			c.describe(b).drop("how-below").add("bulleted", 1).add("class-"+d.class, 1)
			out = append(out, c)
		}
	}
	return out
}
