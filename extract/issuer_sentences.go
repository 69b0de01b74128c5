package extract

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// sentenceIssuers lists the names of which a sentence says what only an issuer is: whose property the certificate remains,
// who is accredited, on whose page it can be checked.
func (d *document) sentenceIssuers() []*Candidate {
	var out []*Candidate
	add := func(t *tale, from, to int, how string) {
		from, to = bracketless(t.text, from, to)
		name := t.text[from:to]
		words := strings.Fields(name)
		capitals := strings.ToUpper(name) == name && len([]rune(bare(name))) > 2
		if len(words) == 0 || len(words) > mostNameWords || !unicode.IsUpper(firstRune(name)) && !ideograph(firstRune(name)) || fewLetters(name) ||
			len(words) == 1 && (!capitals || how == "issuer-behind") && !ideograph(firstRune(name)) && len(d.bodies.namesIn(name)) == 0 || d.isCaption(name) {
			return
		}
		c := d.newCandidate(certcat.Issuer, name, "", "sentence", t.at(from, to)...)
		c.add("in-issuer-sentence", 1).add(how, 1).add("class-"+d.class, 1).when(len(words) == 1, "single-word").when(capitals && len(words) == 1, "acronym")
		c.when(len(d.bodies.namesIn(name)) > 0, "known-body")
		out = append(out, d.nameFeatures(c))
	}
	for _, t := range d.tales() {
		for i := range t.tokens {
			if n := d.set.SaidAt("issuer-before", t.tokens, i); n > 0 {
				from := afterSigns(t.text, t.tokens[i+n-1].End)
				for from < len(t.text) && strings.ContainsRune(quotesOpen, firstRune(t.text[from:])) {
					from += len(string(firstRune(t.text[from:])))
				}
				if from < len(t.text) && d.phraseAt(t, "told-no-name", from) < 0 {
					if to := d.nameEnd(t, from); to > from {
						add(t, from, to, "issuer-before")
					}
				}
			}
			if d.set.SaidAt("issuer-behind", t.tokens, i) > 0 {
				if from, to := t.nameBefore(t.tokens[i].Start); to > from {
					add(t, from, to, "issuer-behind")
				}
			}
		}
	}
	return append(out, d.unspacedIssuers()...)
}

// bracketless cuts the short form in brackets off the end of a name: "Quayside Certification (QC)", and quotation marks.
func bracketless(text string, from, to int) (start, end int) {
	name := text[from:to]
	if i := strings.IndexAny(name, "(（"); i > 3 && strings.HasSuffix(strings.TrimRight(name, "”\"’»."), ")") && !strings.Contains(name[i:], " ") {
		to = from + len(strings.TrimRight(name[:i], " "))
	}
	for to > from && strings.ContainsRune(" ,;”»\"’", lastRune(text[from:to])) {
		to -= len(string(lastRune(text[from:to])))
	}
	return from, to
}

// nameBefore is the run of words with capitals that ends at a place of a text.
func (t *tale) nameBefore(at int) (from, to int) {
	text := t.text
	to = len(strings.TrimRight(text[:at], " ,”»\"’"))
	from = to
	for n := 0; n < 10 && from > 0; n++ {
		i := strings.LastIndexByte(strings.TrimRight(text[max(0, from-mostWord):from], " "), ' ') + 1
		start := max(0, from-mostWord) + i
		word := strings.TrimSpace(text[start:from])
		first := firstRune(strings.TrimLeft(word, quotesOpen+"("))
		ends := n > 0 && (strings.HasSuffix(word, ".") && len([]rune(word)) > 5 || strings.HasSuffix(word, ",") || strings.HasSuffix(word, ";") || strings.HasSuffix(word, ":") || strings.HasSuffix(word, "”") || strings.HasSuffix(word, "\""))
		if word == "" || ends || strings.ContainsAny(word, "@/|") || from < to && t.lineStarts(from) && t.broken[t.lineAt(from)] || !unicode.IsUpper(first) && !joinsNames[strings.ToLower(word)] {
			break
		}
		from = start
		if strings.ContainsRune(quotesOpen, firstRune(word)) {
			break
		}
	}
	for from < to { // a name begins with none of the small words in it
		word, _, _ := strings.Cut(text[from:to], " ")
		if lower := strings.ToLower(word); !joinsNames[lower] {
			break
		}
		from = min(to, from+len(word)+1)
	}
	for from < to && strings.ContainsRune(quotesOpen, firstRune(text[from:to])) {
		from += len(string(firstRune(text[from:to])))
	}
	return from, to
}

// unspacedForm is what the name of a body ends with in Chinese.
var unspacedForm = regexp.MustCompile(`(?:有限责任公司|股份有限公司|有限公司|认证中心|检测中心|检验中心|認證中心|检验所|研究院|研究所|监督管理局|管理委员会)(?:.{2,8}分公司)?`)

// unspacedIssuers lists the companies and institutes that a Chinese sentence names: "可在X有限公司官方网站查询".
func (d *document) unspacedIssuers() []*Candidate {
	var out []*Candidate
	for seg := range d.frontSegments() {
		for _, m := range unspacedForm.FindAllStringIndex(seg.text, -1) {
			from := d.unspacedStart(seg.text[:m[0]])
			name := seg.text[from:m[1]]
			if runes := []rune(bare(name)); len(runes) < 7 || len(runes) > 32 || from == 0 && m[1] >= len(strings.TrimRight(seg.text, " 。，：:")) || d.set.Says("not-issuers", name) {
				continue
			}
			before, after := seg.text[:from], strings.TrimLeft(seg.text[m[1]:], " （(")
			c := d.newCandidate(certcat.Issuer, name, "", "sentence", span{seg, from, m[1]})
			c.add("inside-unspaced", 1).add("class-"+d.class, 1).when(len(d.bodies.namesIn(name)) > 0, "known-body")
			c.when(d.set.BeginsWith("own-site", after), "issuer-behind").when(d.set.EndsWith("property-of", before), "issuer-before")
			c.when(d.set.BeginsWith("own-site", after) || d.set.EndsWith("property-of", before), "in-issuer-sentence")
			c.when(strings.TrimSpace(before) == "", "begins-line")
			out = append(out, d.nameFeatures(c))
		}
	}
	return out
}

// unspacedStart is where the name begins that a text ends in the middle of: behind the last sign or word that no name holds.
func (d *document) unspacedStart(head string) int {
	from := 0
	for i, r := range head {
		if !ideograph(r) && !strings.ContainsRune("（）()·", r) {
			from = i + len(string(r))
		}
	}
	for _, w := range d.set.Words["unspaced-stops"] {
		if i := strings.LastIndex(head, w); i >= from && len([]rune(head[i+len(w):])) >= 3 {
			from = i + len(w)
		}
	}
	return from
}

// inScripts parts a line in two scripts into the part in Latin letters and the other, where both are names' lengths.
func inScripts(seg *segment) []span {
	latin, other := 0, 0
	for _, r := range seg.text {
		switch {
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.IsLetter(r):
			other++
		}
	}
	if latin < 8 || other < 4 {
		return nil
	}
	var out []span
	start, isLatin := -1, false
	flush := func(end int) {
		if start >= 0 {
			if v := trimSpan(span{seg, start, end}); len([]rune(bare(v.text()))) > 3 {
				out = append(out, v)
			}
		}
		start = -1
	}
	for i, r := range seg.text {
		if !unicode.IsLetter(r) {
			continue
		}
		if l := unicode.Is(unicode.Latin, r); start < 0 || l != isLatin {
			flush(i)
			start, isLatin = i, l
		}
	}
	flush(len(seg.text))
	if len(out) < 2 || len(out) > 4 {
		return nil
	}
	for i := range out {
		for out[i].end > out[i].start && strings.ContainsRune(" /|,;:-–—（(", lastRune(out[i].text())) {
			out[i].end -= len(string(lastRune(out[i].text())))
		}
	}
	return out
}

// selfDeclared reports whether a paper of an approval scheme is the supplier's own declaration: then it is issued by whom
// others only certify.
func (d *document) selfDeclared() bool {
	if d.class == "declaration" {
		return false
	}
	s := d.firstSheet()
	for _, seg := range s.segments() {
		if seg.box.Y0 > 0.3*s.height {
			continue
		}
		if d.set.Says("self-declared", strings.ToLower(seg.text)) {
			return true
		}
	}
	return false
}

// selfDeclarers takes who is captioned as applicant or maker for the issuer of a supplier's own declaration.
func (d *document) selfDeclarers() []*Candidate {
	if !d.selfDeclared() {
		return nil
	}
	var out []*Candidate
	for _, class := range []string{"holder", "manufacturer"} {
		if len(out) > 0 {
			break // who applies declares what another made
		}
		for _, p := range d.partiesOf(class) {
			if p.same || !grammar.LooksLikeCompany(p.name) {
				continue
			}
			c := d.partyCandidate(certcat.Issuer, p)
			out = append(out, c.add("self-declares-"+class, 1))
		}
	}
	return out
}
