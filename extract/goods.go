package extract

import (
	"slices"
	"strings"

	"github.com/certcat/certcat"
)

// toldProducts lists the things that a letter lets somebody sell, and the goods that a trade mark is registered for.
func (d *document) toldProducts() []*Candidate {
	if d.class != "letter" && d.class != "licence" {
		return nil
	}
	var out []*Candidate
	add := func(t *tale, from, to int, how string) {
		if to <= from || to-from > 500 {
			return
		}
		lines := t.at(from, to)
		text := clean(joinLines(lines, len(lines)))
		if len([]rune(text)) < 3 {
			return
		}
		c := d.newCandidate(certcat.Product, text, "", "sentence", lines...)
		c.add("told", 1).add(how, 1).add("class-"+d.class, 1)
		d.textShape(c, text)
		out = append(out, c)
	}
	for _, t := range d.tales() {
		for i := range t.tokens {
			if n := d.set.SaidAt("told-purposes", t.tokens, i); n > 0 && d.class == "letter" {
				from := d.skipPhrases(t, "told-goods-skip", t.tokens[i+n-1].End)
				if d.startsWith(t, from, "told-stops", "told-brand-before", "told-goods-stops") {
					continue
				}
				add(t, from, d.beforePhrase(t, "told-goods-stops", from, d.clauseEnd(t, from)), "told-things")
			}
			if n := d.set.SaidAt("told-goods", t.tokens, i); n > 0 && d.class == "licence" {
				from := afterSigns(t.text, t.tokens[i+n-1].End)
				add(t, from, paragraphEnd(t, from), "told-goods")
			}
		}
	}
	return out
}

// startsWith reports whether a phrase of any of the lists begins at a place of the text.
func (d *document) startsWith(t *tale, at int, lists ...string) bool {
	return slices.ContainsFunc(lists, func(list string) bool { return d.phraseAt(t, list, at) >= 0 })
}

// skipPhrases goes on over phrases of a list, the signs between them and a trade mark in quotes.
func (d *document) skipPhrases(t *tale, list string, at int) int {
	for range 8 {
		at = afterSigns(t.text, at)
		if at < len(t.text) && strings.ContainsRune("«„“\"", firstRune(t.text[at:])) {
			if end := closing(t.text, at); end > 0 && d.phraseAt(t, "told-brand-behind", tokenStart(t.text, end)) >= 0 {
				at = end
			}
		}
		end := d.phraseAt(t, list, at)
		if end < 0 {
			break
		}
		at = end
	}
	return at
}

// paragraphEnd is where the paragraph ends that goes on from a place of the text.
func paragraphEnd(t *tale, from int) int {
	i := t.lineAt(from)
	for i+1 < len(t.lines) && !t.gap[i+1] && !strings.HasSuffix(strings.TrimSpace(t.lines[i].text()), ".") {
		i++
	}
	return t.starts[i] + t.lines[i].end - t.lines[i].start
}
