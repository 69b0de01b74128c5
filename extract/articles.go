package extract

import (
	"regexp"
	"slices"
	"sort"
	"strings"
	"unicode"

	"github.com/certcat/certcat"
)

var (
	// essential is a reference to an essential requirement: "Article 3(1)(a)", "Art. 3.1b".
	essential = regexp.MustCompile(`(?i)\bart(?:icle|ículo|ikel|icolo|igo|\.?\s?)?\.?\s*(3)[.(]\s?([1-4])\)?\s?(?:\(([a-i])\)|([a-i])\b)?`)
	// module is an annex or a module of a conformity assessment: "Annex III", "module B".
	module = regexp.MustCompile(`(?i)\b(?:annex\s*\[?(?:III|II|IV|IX|VIII|VII|VI|V|XI|X)\b\]?|(?:module|modul|modulo|módulo|modül|moduł)\s+[A-H]\d?\b)|(?:модуль|модулю|модулем|модуля)\s+[A-HАВСЕН]\d?(?:[^\pL]|$)|\b(?:ek|annexe|anexo|anhang|allegato|příloha|załącznik)\s+(?:III|II|IV|VI|VIII|IX|X)\b`)
	// class is the class of a product: "Class IIa", "product class I", "Type IIR".
	class = regexp.MustCompile(`(?i)\b(?:(?:product\s)?class|klasse|classe|clase|klasa|třída|sınıf)\s+(?:I{1,3}[abmrs]?|IV|\d{1,2})\b|\bType\s+I{1,2}R?\b|\bcategory\s+I{1,3}\b|класс[ае]?\s+(?:I{1,3}|\d)[абв]?(?:[^\pL]|$)|第[一二三ⅠⅡⅢI1-3]+[类類]`)
	// procedure is how a declaration tells which way it took: "the procedure referred to in Article 17 and detailed in Annex III".
	procedure = regexp.MustCompile(`(?i)\b(article\s\d{1,2})\b[^.;]{0,50}?\b(annex\s?\[?[IVX]{1,4}\b\]?)`)
)

// cited is a part of a scope and where it stands.
type cited struct {
	key  string
	text string
	at   span
}

// articles collects the articles, annexes, modules and classes that a certificate or declaration covers: all of them, the
// requirements and annexes without classes, the requirements alone and with their names, a class alone.
func (d *document) articles() []*Candidate {
	requirements, named, modules, classes := d.essentials(), d.namedEssentials(), d.citations(module), d.citations(class)
	var out []*Candidate
	add := func(sign string, parts ...[]cited) {
		var texts []string
		var lines []span
		for _, p := range parts {
			for _, c := range p {
				texts = append(texts, c.text)
				lines = append(lines, c.at)
			}
		}
		if len(texts) == 0 || len(texts) > 8 {
			return
		}
		c := d.newCandidate(certcat.Scope, strings.Join(texts, ", "), "", "grammar", lines...)
		c.add("articles", 1).add("articles-"+d.class, 1).when(len(texts) > 1, "several-articles").add(sign, 1).add(sign+"-"+d.class, 1)
		c.when(d.kind == "trademark-registration" && sign == "class-only", "trademark-class")
		out = append(out, c)
	}
	if len(requirements) > 0 {
		add("requirements-only", requirements)
		if len(named) > 1 {
			add("requirements-named", named)
		}
		if len(modules) > 0 {
			add("with-module", modules, requirements)
		}
	} else if len(modules) > 0 {
		add("module-only", modules)
	}
	if len(classes) > 0 {
		add("class-only", classes[:1])
		if len(classes) > 1 {
			add("classes", classes)
		}
		if len(modules) > 0 && len(requirements) == 0 {
			add("module-and-class", modules, classes)
		}
	}
	return out
}

// citations are the places of a form on the first two pages, each text once.
func (d *document) citations(form *regexp.Regexp) []cited {
	var out []cited
	for seg := range d.frontSegments() {
		for _, m := range form.FindAllStringIndex(seg.text, -1) {
			v := trimSpan(span{seg, m[0], m[1]})
			if key := bare(v.text()); !slices.ContainsFunc(out, func(c cited) bool { return c.key == key }) {
				out = append(out, cited{key, strings.TrimRight(v.text(), " .,;:)"), v})
			}
		}
	}
	return out
}

// essentials are the essential requirements that the first two pages cite, each once, in the order of their numbers.
func (d *document) essentials() []cited {
	return d.requirements(func(seg *segment, m []int) span { return trimSpan(span{seg, m[0], m[1]}) })
}

// namedEssentials are those with what they are about, as rows of a table print them: "Art. 3.1b EMC". Of two languages in
// two lines the second counts, where the first ends in a slash.
func (d *document) namedEssentials() []cited {
	return d.requirements(func(seg *segment, m []int) span {
		if m[0] > 2 || len(strings.Fields(seg.text[m[1]:])) > 7 || strings.HasSuffix(strings.TrimSpace(seg.text), "/") {
			return span{}
		}
		return trimSpan(whole(seg))
	})
}

func (d *document) requirements(take func(seg *segment, m []int) span) []cited {
	var out []cited
	for seg := range d.frontSegments() {
		for _, m := range essential.FindAllStringSubmatchIndex(seg.text, -1) {
			if last, next := lastRune(seg.text[:m[1]]), firstRune(seg.text[m[1]:]); unicode.IsLetter(last) && unicode.IsLetter(next) {
				m[1]--
			}
			v := take(seg, m)
			key := strings.ToLower(group(seg.text, m, 2) + group(seg.text, m, 3) + group(seg.text, m, 4))
			if v.seg == nil || slices.ContainsFunc(out, func(c cited) bool { return c.key == key }) {
				continue
			}
			text := v.text()
			if strings.Count(text, "(") == strings.Count(text, ")") {
				text = strings.TrimRight(text, " .,;:")
			}
			out = append(out, cited{key, text, v})
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].key < out[j].key })
	return out
}

// group is a group of a match, "" where it matched nothing.
func group(s string, m []int, i int) string {
	if m[2*i] < 0 {
		return ""
	}
	return s[m[2*i]:m[2*i+1]]
}

// procedures lists the article and annex that tell which way to conformity a declaration took.
func (d *document) procedures() []*Candidate {
	var out []*Candidate
	d.eachText(func(text string, at func(from, to int) []span, seg *segment) {
		if d.sheets[seg.page].number > d.first+1 || !d.set.Says("assesses", strings.ToLower(text)) {
			return
		}
		for _, m := range procedure.FindAllStringSubmatchIndex(text, -1) {
			lines := append(at(m[2], m[3]), at(m[4], m[5])...)
			if len(lines) > 0 {
				c := d.newCandidate(certcat.Scope, group(text, m, 1)+", "+group(text, m, 2), "", "sentence", lines...)
				out = append(out, c.add("procedure", 1).add("procedure-"+d.class, 1))
			}
		}
	})
	return out
}
