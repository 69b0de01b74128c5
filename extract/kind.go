package extract

import (
	"math"
	"slices"
	"sort"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract/kinds"
)

// titleHit is a line that holds the title of a kind of document.
type titleHit struct {
	kind  string
	page  int
	box   certcat.Box
	text  string
	score float64
	cover float64 // share of the line's words that are the title
	lines []span
}

// findTitles lists the lines of a page that hold a kind's title, best first.
func findTitles(set *kinds.Set, m *model, s *sheet) []titleHit {
	var out []titleHit
	for r, row := range s.rows {
		if len(row) > 1 && len(row) < 4 && abs(row[0].box.Height()-row[1].box.Height()) < 0.3*row[0].box.Height() { // a title with wide spaces
			var lines []span
			for _, seg := range row {
				lines = append(lines, whole(seg))
			}
			out = append(out, titlesIn(set, m, s, lines, row[0])...)
		}
		for c, seg := range row {
			out = append(out, titlesIn(set, m, s, []span{whole(seg)}, seg)...)
			// A title over two lines, centred one under the other.
			if r+1 < len(s.rows) && c == 0 && len(seg.words) <= 6 {
				next := s.rows[r+1][0]
				if next.box.Y0-seg.box.Y1 < 1.2*seg.box.Height() && len(next.words) <= 6 && abs(next.box.Height()-seg.box.Height()) < 0.4*seg.box.Height() {
					out = append(out, titlesIn(set, m, s, []span{whole(seg), whole(next)}, seg)...)
				}
			}
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].score > out[j].score })
	return out
}

func titlesIn(set *kinds.Set, m *model, s *sheet, lines []span, seg *segment) []titleHit {
	text, _ := joined(lines)
	tokens := kinds.Tokens(text)
	if len(tokens) == 0 || len(tokens) > 40 {
		return nil
	}
	var out []titleHit
	var under []kinds.Token // the last of several lines: a title that it holds by itself does not begin above it
	if len(lines) > 1 && lines[0].seg.row != lines[len(lines)-1].seg.row {
		under = kinds.Tokens(lines[len(lines)-1].text())
	}
	for i := range set.Kinds {
		best := 0
		for _, title := range set.Kinds[i].TitleTokens {
			if len(title) > best && kinds.Contains(tokens, title) && !kinds.Contains(under, title) {
				best = len(title)
			}
		}
		if best == 0 {
			continue
		}
		cover := float64(best) / float64(len(tokens))
		if cover < 0.2 || cover < 0.3 && best < 2 {
			continue
		}
		y := seg.box.Y0 / math.Max(s.height, 1)
		score := m.Kind.Title * (0.4 + 0.6*cover) * math.Min(1, 0.45+0.2*float64(best))
		score += m.Kind.TitleTop * math.Max(0, 1-2*y)
		if cover > 0.8 {
			score += m.Kind.TitleAll
		}
		score += m.Kind.TitleSize * math.Min(math.Max(seg.box.Height()/s.line-1, 0), 1.5)
		out = append(out, titleHit{set.Kinds[i].Kind, s.number, seg.box, text, score, cover, lines})
	}
	return out
}

// kinds ranks what the document can be.
func (d *document) rankKinds() []*Candidate {
	first := d.firstSheet()
	d.titles = findTitles(d.set, d.model, first)
	var tokens, deep []kinds.Token
	for _, s := range d.sheets {
		if !d.inPart(s.number) || s.number > d.first+2 {
			continue
		}
		for _, seg := range s.segments() {
			t := kinds.Tokens(seg.text)
			if s.number == d.first {
				tokens = append(tokens, t...)
			} else {
				deep = append(deep, t...)
			}
		}
	}
	var out []*Candidate
	for i := range d.set.Kinds {
		k := &d.set.Kinds[i]
		c := &Candidate{Field: certcat.Kind, Value: certcat.Value{Text: k.Kind, Canonical: k.Kind}}
		for _, t := range d.titles {
			if t.kind == k.Kind {
				c.add("title", t.score)
				for _, l := range t.lines {
					c.Value.Evidence = append(c.Value.Evidence, certcat.Evidence{Page: t.page, Box: l.box(), Text: l.text(), By: l.by(), Why: "title"})
				}
				break
			}
		}
		c.add("strong", damped(hits(tokens, k.StrongTokens)+0.4*hits(deep, k.StrongTokens)))
		c.add("words", damped(hits(tokens, k.WordTokens)))
		c.add("against", damped(hits(tokens, k.AgainstTokens)))
		d.kindShape(c, k, len(tokens))
		if len(d.titles) > 0 && d.titles[0].kind == k.Kind {
			c.add("best-title", 1)
		}
		c.add("bias-"+k.Kind, 1)
		for _, f := range c.Features {
			c.Score += d.model.Kind.Weights[f.Name] * f.Value
		}
		out = append(out, c)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Score > out[j].Score })
	sum := 0.0
	for _, c := range out {
		sum += math.Exp(c.Score - out[0].Score)
	}
	for _, c := range out {
		c.Value.Confidence = math.Exp(c.Score-out[0].Score) / sum
	}
	return out
}

// kindShape adds what the page's look says: a rating plate has few words, no prose and no title; without any sign it is "other".
func (d *document) kindShape(c *Candidate, k *kinds.Kind, words int) {
	switch k.Class {
	case "label":
		c.add("prose", math.Max(0, math.Log(float64(words)/150))).when(words > 0 && words < leastLabel, "hardly-words")
		if len(d.titles) == 0 && words >= leastLabel {
			c.add("few-words", math.Max(0, 1-float64(words)/150))
		} else if len(d.titles) > 0 {
			c.add("titled", 1)
		}
	case "other":
		c.add("floor", 1)
	}
}

// leastLabel is the number of words that a rating plate has at least; a logo has fewer.
const leastLabel = 4

// certifiesNothing reports whether the document is a paper of trade or a picture of nothing.
func (d *document) certifiesNothing() bool {
	k := d.kindOf(d.kind)
	if k == nil || d.class != "other" {
		return false
	}
	for _, t := range d.titles {
		if t.kind != d.kind {
			continue
		}
		tokens := kinds.Tokens(t.text)
		return slices.ContainsFunc(k.TradeTokens, func(phrase []kinds.Token) bool { return kinds.Contains(tokens, phrase) })
	}
	return false
}

// onTradePapers are the fields that even a paper of trade has: who wrote it, and when.
var onTradePapers = []string{certcat.Kind, certcat.Issuer, certcat.IssueDate}

func hits(tokens []kinds.Token, phrases [][]kinds.Token) float64 {
	n := 0.0
	for _, p := range phrases {
		if kinds.Contains(tokens, p) {
			n++
		}
	}
	return n
}

// damped lets the first signs count most.
func damped(n float64) float64 { return math.Sqrt(n) }

// declares reports whether a document of a kind is a firm's own declaration by its title: "Декларація про відповідність".
// Then its parties are those of a declaration.
func (d *document) declares() bool {
	k := d.kindOf(d.kind)
	return k != nil && len(k.DeclaredTokens) > 0 && slices.ContainsFunc(d.titles, func(t titleHit) bool {
		tokens := kinds.Tokens(t.text)
		return t.cover > 0.5 && t.box.Y0 < 0.4*d.firstSheet().height &&
			slices.ContainsFunc(k.DeclaredTokens, func(phrase []kinds.Token) bool { return kinds.Contains(tokens, phrase) })
	})
}

// firstParty takes the party that a national declaration names first as its issuer: there the applicant declares, who may be
// the manufacturer, his representative or the importer.
func (d *document) firstParty() []*Candidate {
	var first *party
	for _, class := range []string{"manufacturer", "holder", "representative", "importer"} {
		for _, p := range d.partiesOf(class) {
			at := p.block.label.seg
			if p.same || first != nil && (first.block.label.seg.page < at.page || first.block.label.seg.page == at.page && first.block.label.seg.row <= at.row) {
				continue
			}
			first = &p
		}
	}
	if first == nil {
		return nil
	}
	return []*Candidate{d.partyCandidate(certcat.Issuer, *first).add("declares-manufacturer", 1)}
}
