package extract

import (
	"regexp"
	"strings"

	"github.com/certcat/certcat"
)

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
	if d.class == "declaration" || d.class == "letter" || d.class == "certificate" || d.class == "other" {
		out = append(out, d.objects(certcat.Scope)...)
	}
	out = append(out, d.toldScopes()...)
	if c := d.articles(); c != nil {
		out = append(out, c)
	}
	return out
}

// article is a reference to an essential requirement or a module: "Article 3(1)(a)", "Art. 3.1b", "Annex III".
var article = regexp.MustCompile(`(?i)\b(?:art(?:icle|ículo|ikel)?\.?\s*3[.(]\s?\d\)?\s?\(?[a-f]?\)?|annex\s*\[?(?:III|II|IV|VI|VIII)\b\]?|(?:module|modul|modulo|módulo|modül|moduł)\s+[A-H]\d?\b|(?:модуль|модулю|модулем)\s+[A-HАВСЕН]\d?(?:[^\pL]|$)|(?:\bek|\bannexe|\banexo|\banhang|\ballegato)\s+(?:III|II|IV|VI|VIII|IX|X)\b|class\s+(?:I{1,3}[abmrs]?|\d{1,2})\b)`)

// articles collects the articles, annexes and modules that a certificate or declaration covers into one value.
func (d *document) articles() *Candidate {
	var texts []string
	var lines []span
	seen := map[string]bool{}
	for _, s := range d.sheets {
		if !d.inPart(s.number) || s.number > d.first+1 {
			continue
		}
		for _, seg := range s.segments() {
			for _, m := range article.FindAllStringIndex(seg.text, -1) {
				v := trimSpan(span{seg, m[0], m[1]})
				if key := bare(v.text()); !seen[key] {
					seen[key] = true
					texts = append(texts, v.text())
					lines = append(lines, v)
				}
			}
		}
	}
	if len(texts) == 0 || len(texts) > 8 {
		return nil
	}
	c := d.newCandidate(certcat.Scope, strings.Join(texts, ", "), "", "grammar", lines...)
	return c.add("articles", 1).add("articles-"+d.class, 1).when(len(texts) > 1, "several-articles")
}
