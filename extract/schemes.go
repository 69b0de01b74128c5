package extract

import (
	"slices"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract/kinds"
	"github.com/certcat/certcat/grammar"
)

// Points for what tells a scheme. A number of the scheme's own form tells more than an act, an act more than a phrase;
// one phrase alone is too little.
const (
	numberPoints = 3
	actPoints    = 2
	leastPoints  = 2
	mostPhrases  = 4
)

// tellScheme gives a certificate its second level, the scheme or the act and module, and the fact that shows why. It is
// left open where two schemes are as likely.
func (d *document) tellScheme(c *certcat.Certificate) {
	best, most, second := "", 0, 0
	var proof []certcat.Evidence
	for i := range d.set.Scheme {
		s := &d.set.Scheme[i]
		if !slices.Contains(s.Kinds, d.kind) {
			continue
		}
		name, evidence, points := d.weighScheme(s, c)
		switch {
		case points > most:
			best, proof, most, second = name, evidence, points, most
		case points > second:
			second = points
		}
	}
	if most < leastPoints || most == second || len(proof) == 0 {
		return
	}
	c.Scheme = best
	v := certcat.Value{Text: proof[0].Text, Canonical: best, Confidence: 0.6, Evidence: proof}
	f := certcat.Field{Name: certcat.SchemeSigns, State: certcat.Printed, Values: []certcat.Value{v}, Confidence: v.Confidence, Doubts: []string{"not-sure"}, By: "machine"}
	at := slices.IndexFunc(c.Facts, func(o certcat.Field) bool { return o.Name > f.Name })
	if at < 0 {
		at = len(c.Facts)
	}
	c.Facts = slices.Insert(c.Facts, at, f)
}

// weighScheme says how much on the document tells a scheme, and where it stands.
func (d *document) weighScheme(s *kinds.Scheme, c *certcat.Certificate) (name string, evidence []certcat.Evidence, points int) {
	name = s.Scheme
	for _, v := range c.Field(certcat.CertificateNumber).Values {
		for _, f := range grammar.Identifiers(v.Text) {
			if slices.Contains(s.Numbers, f.Scheme) {
				evidence, points = append(evidence, v.Evidence...), points+numberPoints
				break
			}
		}
	}
	for _, v := range c.Field(certcat.LegalActs).Values {
		if s.Module != "" && strings.Contains(v.Canonical, "/E") {
			return v.Canonical + " module " + s.Module, v.Evidence, points + actPoints
		}
		if slices.ContainsFunc(s.Acts, func(act string) bool { return act == v.Canonical || articleIn(act, v.Canonical) }) {
			evidence, points = append(evidence, v.Evidence...), points+actPoints
			break
		}
	}
	said := d.said(s.SaysTokens)
	if points += len(said); len(said) > 0 {
		evidence = append(evidence, said...)
	}
	return name, evidence, points
}

// articleIn reports whether an act is an article of a law that has a name and no number: "Radio Act 38-24".
func articleIn(law, act string) bool {
	return !strings.ContainsAny(law, "0123456789/") && strings.HasPrefix(act, law+" ")
}

// said lists where the first pages say one of the phrases, each phrase once.
func (d *document) said(phrases [][]kinds.Token) []certcat.Evidence {
	var out []certcat.Evidence
	seen := map[int]bool{}
	for _, s := range d.sheets {
		if !d.inPart(s.number) || s.number > d.first+1 {
			continue
		}
		for _, seg := range s.segments() {
			tokens := kinds.Tokens(seg.text)
			for i, phrase := range phrases {
				at := kinds.Index(tokens, phrase)
				if at < 0 || seen[i] || len(out) >= mostPhrases {
					continue
				}
				seen[i] = true
				v := span{seg, tokens[at].Start, tokens[at+len(phrase)-1].End}
				out = append(out, certcat.Evidence{Page: s.number, Box: v.box(), Text: v.text(), By: seg.by, Why: "scheme"})
			}
		}
	}
	return out
}
