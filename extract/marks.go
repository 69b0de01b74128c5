package extract

import (
	"slices"
	"strings"
	"unicode"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract/kinds"
)

// marks lists the marks and regimes that the document claims, by the rules of the data.
func (d *document) marks(standards []certcat.Value) []*Candidate {
	var out []*Candidate
	byStandard := false
	list := func(otherwise bool) {
		for _, mark := range d.set.Marks {
			for _, rule := range mark.Rules {
				if rule.Otherwise != otherwise {
					continue
				}
				if c := d.claims(mark.Mark, rule, standards); c != nil {
					byStandard = byStandard || c.has("standard")
					c.when(otherwise, "otherwise").when(d.denies(mark.Mark), "denied")
					out = append(out, c)
					break
				}
			}
		}
	}
	if list(false); !byStandard {
		list(true)
	}
	return out
}

// denies reports whether a sentence says that the document gives no right to a mark: "does not entitle to CE marking".
func (d *document) denies(mark string) bool {
	name := kinds.Tokens(mark)
	denied := false
	d.eachText(func(text string, _ func(from, to int) []span, _ *segment) {
		denied = denied || d.set.Says("denies", strings.ToLower(text)) && kinds.Index(kinds.Tokens(text), name) >= 0
	})
	return denied
}

func (d *document) claims(mark string, rule kinds.MarkRule, standards []certcat.Value) *Candidate {
	if len(rule.Kinds) > 0 && !slices.Contains(rule.Kinds, d.kind) {
		return nil
	}
	for _, s := range rule.Standards {
		for _, v := range standards {
			if strings.Contains(bare(v.Canonical), bare(s)) || strings.Contains(bare(v.Text), bare(s)) {
				c := &Candidate{Field: certcat.Marks, Value: certcat.Value{Text: mark, Canonical: mark, Evidence: v.Evidence}}
				return c.add("standard", 1)
			}
		}
	}
	if len(rule.Says) == 0 && len(rule.Standards) == 0 && len(rule.Alone) == 0 && len(rule.Drawn) == 0 {
		c := &Candidate{Field: certcat.Marks, Value: certcat.Value{Text: mark, Canonical: mark}}
		for _, t := range d.titles {
			if t.kind == d.kind {
				c.Value.Evidence = []certcat.Evidence{{Page: t.page, Box: t.box, Text: t.text, Why: "title"}}
				break
			}
		}
		return c.add("kind", 1)
	}
	for _, s := range d.sheets {
		if !d.inPart(s.number) || s.number > d.first+1 {
			continue
		}
		for _, seg := range s.segments() {
			if slices.ContainsFunc(rule.Alone, func(drawn string) bool { return strings.EqualFold(clean(seg.text), drawn) }) {
				return d.newCandidate(certcat.Marks, mark, mark, "grammar", whole(seg)).add("drawn", 1)
			}
			tokens := kinds.Tokens(seg.text)
			if v, ok := drawnMark(seg, tokens, rule.Drawn); ok {
				return d.newCandidate(certcat.Marks, mark, mark, "grammar", v).add("drawn", 1)
			}
			for _, phrase := range rule.SaysTokens {
				i := kinds.Index(tokens, phrase)
				if i < 0 && d.class == "label" && len(phrase) == 1 {
					i = gluedTo(tokens, phrase[0].Text)
				}
				if i >= 0 {
					v := span{seg, tokens[i].Start, tokens[i+len(phrase)-1].End}
					c := d.newCandidate(certcat.Marks, mark, mark, "grammar", v)
					c.when(strings.Contains(v.text(), "/"), "says-act")
					return c.add("says", 1).when(seg.box.Y0/max(s.height, 1) > 0.92, "footer")
				}
			}
		}
	}
	return nil
}

// fewWords is how many words a line of drawn marks has at most.
const fewWords = 6

// drawnMark is the first of the words that stands in capitals in a line of few words.
func drawnMark(seg *segment, tokens []kinds.Token, words []string) (span, bool) {
	if len(tokens) > fewWords {
		return span{}, false
	}
	for _, t := range tokens {
		if slices.Contains(words, seg.text[t.Start:t.End]) {
			return span{seg, t.Start, t.End}, true
		}
	}
	return span{}, false
}

// gluedTo is the index of the token that begins or ends with a word of four letters or more and has something glued to it:
// "PA66ROHS", "ROHS2". -1 where there is none.
func gluedTo(tokens []kinds.Token, word string) int {
	if len(word) < 4 {
		return -1
	}
	return slices.IndexFunc(tokens, func(t kinds.Token) bool {
		rest, end := strings.CutSuffix(t.Text, word)
		if !end {
			rest, end = strings.CutPrefix(t.Text, word)
		}
		return end && len(rest) <= 6 && strings.ContainsFunc(rest, unicode.IsDigit)
	})
}
