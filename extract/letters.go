package extract

import (
	"slices"
	"strings"
	"unicode"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// tells reports whether documents of this class name parties in their sentences.
func (d *document) tells() bool { return d.class != "declaration" && d.class != "sheet" }

// withTold adds the names that sentences give a right to, and marks those found elsewhere that sentences name too.
func (d *document) withTold(found []*Candidate) []*Candidate {
	if !d.tells() {
		return found
	}
	writers, named := map[string]bool{}, map[string]bool{}
	var out []*Candidate
	for _, p := range d.toldParties() {
		if p.writes() {
			writers[bare(p.name)] = true
			continue
		}
		c := d.toldCandidate(certcat.Holder, p)
		named[bare(c.Value.Text)], named[bare(withoutTitle(p.name))] = true, true
		out = append(out, c)
	}
	out = append(out, found...)
	for _, c := range out {
		key := bare(withoutTitle(c.Value.Text))
		c.when(writers[key], "told-writer")
		c.when(named[key] && !c.has("told"), "told-too")
	}
	return out
}

func withoutTitle(name string) string {
	if m := toldTitle.FindStringSubmatchIndex(name); m != nil && m[2] == 0 {
		return strings.TrimSpace(name[m[3]:])
	}
	return name
}

func (d *document) toldCandidate(field string, p *told) *Candidate {
	c := d.newCandidate(field, p.name, "", "sentence", p.lines...)
	c.add("told", 1).add("told-"+d.class, 1)
	for _, lead := range leadsTo {
		c.when(slices.Contains(p.leads, lead), lead)
	}
	c.when(p.title, "told-title").when(p.marked, "told-marked").when(p.system, "told-system").when(p.quoted, "told-quoted").when(p.alone, "told-alone").when(p.aside, "told-aside")
	c.when(p.role >= 0, "told-role").when(p.purpose >= 0, "told-purpose").when(len(p.addresses) > 0, "told-address")
	c.when(len(d.bodies.namesIn(p.name)) > 0, "known-body")
	return d.nameFeatures(c)
}

// toldIssuers lists who writes: "We, X, being the manufacturer of …".
func (d *document) toldIssuers() []*Candidate {
	if !d.tells() {
		return nil
	}
	var out []*Candidate
	for _, p := range d.toldParties() {
		if !p.writes() {
			continue
		}
		p := *p
		p.name = withoutTitle(p.name)
		c := d.toldCandidate(certcat.Issuer, &p)
		out = append(out, c.when(p.own, "told-own"))
	}
	return out
}

// toldAddresses lists the addresses that sentences tell behind a party's name.
func (d *document) toldAddresses(field, name string) []*Candidate {
	var out []*Candidate
	key := bare(withoutTitle(name))
	for _, p := range d.toldParties() {
		if bare(withoutTitle(p.name)) != key {
			continue
		}
		for _, a := range p.addresses {
			c := d.newCandidate(field, a.text, "", "sentence", a.lines...)
			c.add("told", 1).when(a.whole, "told-whole").when(!a.whole, "told-to-code").when(len(p.addresses) == 1, "told-sole")
			c.add("address-score", grammar.LooksLikeAddress(a.text)).when(grammar.CountryAtEnd(a.text) != "", "ends-in-country")
			c.when(len(a.text) > 160, "told-long").add("class-"+d.class, 1)
			out = append(out, c)
		}
	}
	return out
}

// toldBrands lists the trade marks that sentences name: "our brand X", "the X products".
func (d *document) toldBrands() []*Candidate {
	if !d.tells() || d.class == "label" {
		return nil
	}
	behind := d.class == "letter" || d.class == "licence" || d.class == "other"
	var out []*Candidate
	add := func(t *tale, from, to int, how string) {
		v := t.text[from:to]
		if len([]rune(bare(v))) < 2 || len(strings.Fields(v)) > 4 || d.nothing(v) || d.isCaption(v) || d.hasPhrase(t, "told-no-name", from, to) {
			return
		}
		c := d.newCandidate(certcat.Brand, v, "", "sentence", t.at(from, to)...)
		quoted := from > 0 && strings.ContainsRune(quotesOpen, lastRune(t.text[:from]))
		c.add("told", 1).add(how, 1).add(how+"-"+d.class, 1).when(quoted, "told-quoted").when(strings.ToUpper(v) == v, "capitals")
		d.textShape(c, v)
		out = append(out, c)
	}
	for _, t := range d.tales() {
		for i, k := range t.tokens {
			if n := d.set.SaidAt("told-brand-before", t.tokens, i); n > 0 {
				if from, to := d.brandAfter(t, t.tokens[i+n-1].End); to > from {
					add(t, from, to, "told-brand-before")
				}
			}
			if behind && d.set.SaidAt("told-brand-behind", t.tokens, i) > 0 {
				if from, to := d.brandBefore(t, k.Start); to > from {
					add(t, from, to, "told-brand-behind")
				}
			}
		}
	}
	for _, c := range out {
		c.add("told-again", float64(min(d.stemCount(c.Value.Text), 5)-1))
	}
	return out
}

// brandAfter is the trade mark behind words that lead to one: what stands in quotes, or begins with a capital.
func (d *document) brandAfter(t *tale, at int) (from, to int) {
	from = afterSigns(t.text, at)
	if from >= len(t.text) {
		return 0, 0
	}
	if first := firstRune(t.text[from:]); strings.ContainsRune(quotesOpen, first) {
		return quotedAt(t.text, from)
	}
	to = from
	for i, w := range t.wordsFrom(from, 4) {
		word := t.text[w[0]:w[1]]
		first := firstRune(word)
		if !unicode.IsUpper(first) && !(i > 0 && (unicode.IsDigit(first) || word == "&" || word == "+")) || i > 0 && t.lineStarts(w[0]) && t.broken[t.lineAt(w[0])] {
			break
		}
		if i > 0 && d.phraseAt(t, "told-brand-behind", w[0]) >= 0 {
			break
		}
		if d.phraseAt(t, "told-no-name", w[0]) >= 0 {
			return 0, 0
		}
		if cut := strings.IndexAny(word, ",;:)(，。；：（、"); cut >= 0 {
			to = w[0] + cut
			break
		}
		to = w[1]
		if strings.HasSuffix(word, ".") {
			break
		}
	}
	return from, trimName(t.text, from, d.beforePhrase(t, "told-goods-stops", from, to))
}

// quotedAt is what stands between the quotation marks that open here.
func quotedAt(text string, open int) (from, to int) {
	from = open + len(string(firstRune(text[open:])))
	i := strings.IndexAny(text[from:min(len(text), from+60)], "»”“\"’'』」")
	if i <= 0 {
		return 0, 0
	}
	return from, from + i
}

// brandBefore is the trade mark in front of "products": what stands in quotes, or the words with capitals before it.
func (d *document) brandBefore(t *tale, at int) (from, to int) {
	head := strings.TrimRight(t.text[:at], " -–")
	if last := lastRune(head); strings.ContainsRune("»”“\"’'』」", last) {
		to = len(head) - len(string(last))
		from = strings.LastIndexAny(t.text[max(0, to-60):to], "«„“\"‘'『「”")
		if from < 0 {
			return 0, 0
		}
		from += max(0, to-60)
		from += len(string(firstRune(t.text[from:])))
		return from, to
	}
	from = len(head)
	for n := 0; n < 4 && from > 0; n++ {
		i := max(0, from-mostWord)
		i += strings.LastIndexByte(t.text[i:from], ' ') + 1
		word := strings.TrimSpace(t.text[i:from])
		next := d.phraseAt(t, "told-brand-behind", i) >= 0
		if word == "" || next || !unicode.IsUpper(firstRune(word)) && word != "&" && word != "+" || strings.ContainsAny(word, ",;:.()") || d.phraseAt(t, "told-no-name", i) >= 0 {
			break
		}
		if unicode.IsLetter(firstRune(word)) && len(head) > from && t.lineStarts(from+1) && t.broken[t.lineAt(from+1)] {
			break
		}
		from = i - 1
		if i == 0 {
			from = 0
			break
		}
	}
	if from > 0 || t.text[0] == ' ' {
		from++
	}
	return min(from, len(head)), len(head)
}

// toldScopes lists what a letter says that somebody may do, or is: "official partner for …", "to sell … in …", and what
// its subject says.
func (d *document) toldScopes() []*Candidate {
	if d.class != "letter" && d.class != "licence" && d.class != "other" {
		return nil
	}
	var out []*Candidate
	add := func(t *tale, from int, how string) {
		to := d.clauseEnd(t, from)
		if how == "told-territory" {
			to = d.beforePhrase(t, "told-terms", from, to)
		}
		text := clean(t.text[from:to])
		if len([]rune(text)) < 8 || len(text) > 400 {
			return
		}
		c := d.newCandidate(certcat.Scope, text, "", "sentence", t.at(from, to)...)
		c.add("told", 1).add(how, 1).add(how+"-"+d.class, 1)
		d.textShape(c, text)
		out = append(out, c)
	}
	said := map[int]bool{}
	for _, p := range d.toldParties() {
		if p.role >= 0 {
			said[p.role] = true
			add(p.page, p.role, "told-role")
		}
		if p.purpose >= 0 {
			add(p.page, p.purpose, "told-purpose")
		}
	}
	for _, t := range d.tales() {
		for i := 0; i < len(t.tokens) && d.class == "letter"; i++ {
			n := d.set.SaidAt("told-roles", t.tokens, i)
			if n > 0 && !said[t.tokens[i].Start] {
				add(t, t.tokens[i].Start, "told-role-free")
			}
			i += max(0, n-1)
		}
		for i := range t.tokens {
			if n := d.set.SaidAt("told-territories", t.tokens, i); n > 0 && d.class == "letter" {
				add(t, afterSigns(t.text, t.tokens[i+n-1].End), "told-territory")
			}
		}
		for i, l := range t.lines {
			at := t.starts[i] + len(l.text()) - len(strings.TrimLeft(l.text(), " "))
			if end := d.phraseAt(t, "told-subject", at); end >= 0 && strings.ContainsAny(t.text[end:min(len(t.text), end+4)], ":：-–") && end < t.starts[i]+len(l.text()) {
				add(t, afterSigns(t.text, end), "told-subject")
			}
		}
	}
	return out
}

// beforePhrase cuts a stretch of the text before the first phrase of a list, but not at its beginning.
func (d *document) beforePhrase(t *tale, list string, from, to int) int {
	for i := t.tokenAt(from) + 1; i < len(t.tokens) && t.tokens[i].Start < to; i++ {
		if d.set.SaidAt(list, t.tokens, i) > 0 {
			return len(strings.TrimRight(t.text[:t.tokens[i].Start], " ,;:(-–\"“«„，、（"))
		}
	}
	return to
}

// clauseEnd is where the sentence ends that goes on from a place of the text.
func (d *document) clauseEnd(t *tale, from int) int {
	end := from
	for i := t.tokenAt(from); i < len(t.tokens) && t.tokens[i].Start < from+420; i++ {
		k := t.tokens[i]
		if k.Start > from {
			if sentenceEnds(t, end, k.Start) {
				break
			}
			if d.set.SaidAt("told-salutes", t.tokens, i) > 0 && t.lineStarts(k.Start) {
				break
			}
			if l := t.lineAt(k.Start); t.starts[l] >= end && t.broken[l] && unicode.IsUpper(firstRune(t.text[k.Start:])) {
				break
			}
		}
		end = k.End
		for end < len(t.text) && strings.ContainsRune("”»\")%", firstRune(t.text[end:])) {
			end += len(string(firstRune(t.text[end:])))
		}
	}
	return end
}
