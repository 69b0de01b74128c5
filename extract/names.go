package extract

import (
	"regexp"
	"strings"

	"github.com/certcat/certcat/extract/kinds"
	"github.com/certcat/certcat/grammar"
)

// domain is the host of a web or mail address.
var domain = regexp.MustCompile(`(?i)(?:www\.|@|https?://(?:www\.)?)([a-z0-9][a-z0-9\-.]{1,60})\.[a-z]{2,6}`)

// domains lists the hosts of the web and mail addresses on the part's first pages, letters and digits only.
func (d *document) domains() []string {
	var out []string
	for _, s := range d.sheets {
		if !d.inPart(s.number) || s.number > d.first+1 {
			continue
		}
		for _, seg := range s.segments() {
			for _, m := range domain.FindAllStringSubmatch(seg.text, -1) {
				out = append(out, bare(m[1]))
			}
		}
	}
	return out
}

// stemCount is in how many segments of the part's first pages the words of a name stand together.
func (d *document) stemCount(stem string) int {
	if d.firstTokens == nil {
		for _, s := range d.sheets {
			if d.inPart(s.number) && s.number <= d.first+2 {
				for _, seg := range s.segments() {
					d.firstTokens = append(d.firstTokens, kinds.Tokens(seg.text))
				}
			}
		}
	}
	want := kinds.Tokens(stem)
	n := 0
	for _, tokens := range d.firstTokens {
		if kinds.Contains(tokens, want) {
			n++
		}
	}
	return n
}

// nameContext adds what the rest of the document says about a name: how often it stands there, whether web and mail
// addresses carry it, whether it has a legal form.
func (d *document) nameContext(c *Candidate, domains []string) {
	stem, form := grammar.CompanyName(c.Value.Text)
	c.when(form != "", "legal-form")
	words := kinds.Tokens(stem)
	if len(words) == 0 {
		return
	}
	if n := d.stemCount(stem); n > 1 {
		c.add("named-again", float64(min(n, 5)-1))
	}
	first := bare(words[0].Text)
	if len(words) > 1 && len(first) < 4 {
		first += bare(words[1].Text)
	}
	for _, host := range domains {
		if len(first) >= 3 && strings.Contains(host, first) {
			c.add("domain", 1)
			break
		}
	}
}

// owner is what stands before a name and is no part of it: a copyright sign and year, "M/s".
var owner = regexp.MustCompile(`(?i)^(?:(?:copyright\s*)?[©(]c?\)?\s*(?:\d{4}\s*[-–,]?\s*)*|m/s\.?\s+|messrs\.?\s+|by:?\s+|attn\.?:?\s+)`)

// named cuts off what stands before a name.
func named(v span) span {
	if m := owner.FindStringIndex(v.text()); m != nil && m[1] < v.end-v.start {
		return trimSpan(span{v.seg, v.start + m[1], v.end})
	}
	return v
}
