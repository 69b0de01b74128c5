package extract

import (
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// mostPlateLines is how many lines of parameters a caption of a label leads at most.
const mostPlateLines = 8

// plateLines is the lines of a block. On a label those go on that stand close below in the same column and hold parameters too:
// labels have several columns, and a caption in one ends no value in another.
func (d *document) plateLines(b block) []span {
	if d.class != "label" || len(b.lines) == 0 {
		return b.lines
	}
	lines := b.lines[:1:1]
	first := lines[0].box()
	s := d.sheets[lines[0].seg.page]
	for r := lines[0].seg.row + 1; r < len(s.rows) && len(lines) < mostPlateLines; r++ {
		last := lines[len(lines)-1].box()
		if s.rows[r][0].box.Y0-last.Y1 > 4*s.line {
			break
		}
		for _, c := range s.rows[r] {
			if abs(c.box.X0-first.X0) > 1.5*s.line && abs(c.box.X0-b.label.seg.box.X0) > 0.8*s.line {
				continue
			}
			if c.box.Y0-last.Y1 > 1.6*max(last.Height(), s.line) || d.finder.headed(c) != nil || captionLike(c.text) || !leadsWithRating(respelt(whole(c))) || d.set.Says("rating-limits", strings.ToLower(c.text)) {
				return lines
			}
			lines = append(lines, trimSpan(whole(c)))
			break
		}
	}
	return lines
}

// alongPlate is a parameter with the cells to its right that hold the rest of it, where a label prints a sign between them
// that was not read: "+12V | / 60A".
func (d *document) alongPlate(v span) []span {
	out := []span{v}
	if d.class != "label" || v.end < len(v.seg.text) {
		return out
	}
	row := d.sheets[v.seg.page].rows[v.seg.row]
	for _, next := range row[v.seg.col+1:] {
		text := strings.TrimLeft(next.text, "/ =~⎓-—–")
		found := grammar.RatingsRecognised(text)
		last, reach := out[len(out)-1].seg, 6.0
		if text != next.text {
			reach = 20 // it begins in the middle
		}
		if len(found) == 0 || found[0].Start > 0 || found[0].End < len(text)-4 || d.finder.headed(next) != nil || next.box.X0-last.box.X1 > reach*max(last.box.Height(), 4) {
			break
		}
		out = append(out, whole(next))
	}
	return out
}

// respelt is what several pieces of a line say, with the parameters in them as they must have been printed.
func respelt(pieces ...span) string {
	text := joinLines(pieces, len(pieces))
	if !recognised(pieces) {
		return clean(text)
	}
	found := grammar.RatingsRecognised(text)
	for i := len(found) - 1; i >= 0; i-- {
		if f := found[i]; f.Respelt {
			text = text[:f.Start] + f.Text + text[f.End:]
		}
	}
	return clean(text)
}

// ratingLimits lists the sentences of a label that limit what it gives: "Total output shall not exceed 300 W".
func (d *document) ratingLimits(seen map[*segment]bool) []*Candidate {
	var out []*Candidate
	for _, s := range d.sheets {
		for _, seg := range s.segments() {
			text := respelt(whole(seg))
			if seen[seg] || !d.inPart(s.number) || len(strings.Fields(text)) > 16 || !d.set.Says("rating-limits", strings.ToLower(text)) || len(grammar.Ratings(text)) == 0 {
				continue
			}
			seen[seg] = true
			out = append(out, d.newCandidate(certcat.Ratings, text, "", "grammar", whole(seg)).add("rating-limit", 1).add("class-"+d.class, 1))
		}
	}
	return out
}

// leadsWithRating reports whether a line begins with a parameter that has a unit of a supply.
func leadsWithRating(text string) bool {
	text = strings.TrimLeft(text, "+-–/ ")
	found := grammar.Ratings(text)
	return len(found) > 0 && found[0].Start == 0 && (volts.MatchString(found[0].Text) || otherUnit.MatchString(found[0].Text))
}
