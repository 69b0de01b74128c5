package extract

import (
	"strings"
	"unicode"
)

// skipLeads goes from the end of a lead over the words that stand before a name, -1 where no name can begin.
func (d *document) skipLeads(t *tale, at int, p *told) int {
	if behind := d.behindSystem(t, at); behind > 0 {
		p.system, at = true, behind
	}
	for range 5 {
		at = afterSigns(t.text, at)
		if at >= len(t.text) || toldTitle.MatchString(t.text[at:min(len(t.text), at+8)]) && strings.IndexAny(t.text[at:], "Mm") == 0 {
			break
		}
		end := d.phraseAt(t, "told-skip", at)
		if end < 0 {
			break
		}
		if first := firstRune(t.text[at:]); unicode.IsUpper(first) && t.lineAt(at) == t.lineAt(end) && d.formFollows(t, at) {
			break // "Company A Ltd"
		}
		p.marked = p.marked || d.hasPhrase(t, "told-company", at, end)
		at = end
	}
	for at < len(t.text) && strings.ContainsRune(quotesOpen+"(", firstRune(t.text[at:])) && !d.closesEarly(t.text[at:]) {
		at += len(string(firstRune(t.text[at:])))
	}
	if at >= len(t.text) {
		return -1
	}
	first := firstRune(t.text[at:])
	if d.phraseAt(t, "told-no-name", at) >= 0 || !unicode.IsLetter(first) && !unicode.IsDigit(first) && !strings.ContainsRune(quotesOpen, first) {
		return -1
	}
	if unicode.IsLower(first) && !(unicode.Is(unicode.Cyrillic, first) && formWritten(t.text[at:])) && !toldTitle.MatchString(t.text[at:min(len(t.text), at+8)]) {
		return -1
	}
	return at
}

// behindSystem is where the words end that say whose system is meant: "that the Quality Management System of …", 0 where the
// next words say nothing of the kind.
func (d *document) behindSystem(t *tale, at int) int {
	for i := t.tokenAt(at); i < min(len(t.tokens), t.tokenAt(at)+9); i++ {
		if strings.ContainsAny(t.text[at:t.tokens[i].Start], ".;") {
			break
		}
		if n := d.set.SaidAt("told-systems", t.tokens, i); n > 0 {
			return t.tokens[i+n-1].End
		}
	}
	return 0
}

// closesEarly reports whether a bracket holds no more than a word: "(1) …".
func (d *document) closesEarly(text string) bool {
	return text[0] == '(' && strings.IndexByte(text[:min(len(text), 6)], ')') >= 0
}

// quoteSoon reports whether a quotation begins within the next words, as behind a legal form that is written out.
func quoteSoon(text string) bool {
	text = text[:min(len(text), mostName)]
	i := strings.IndexAny(text, "«„“\"")
	return i > 0 && len(strings.Fields(text[:i])) <= 6
}

// formWritten reports whether nothing but lower case words, a legal form that is written out, stands before a quotation.
func formWritten(text string) bool {
	text = text[:min(len(text), mostName)]
	i := strings.IndexAny(text, "«„“\"")
	return quoteSoon(text) && i > 0 && !strings.ContainsFunc(text[:i], func(r rune) bool { return unicode.IsUpper(r) || unicode.IsDigit(r) || r == ',' || r == '.' })
}

// formFollows reports whether a name with a legal form begins here.
func (d *document) formFollows(t *tale, at int) bool {
	words := strings.Fields(t.text[at:min(len(t.text), at+60)])
	for i := 1; i < min(len(words), 5); i++ {
		if endsForm(words[i-1], words[i]) {
			return true
		}
		if strings.ContainsAny(words[i], ",;:(") {
			return false
		}
	}
	return false
}

func (d *document) hasPhrase(t *tale, list string, from, to int) bool {
	for i := t.tokenAt(from); i < len(t.tokens) && t.tokens[i].End <= to; i++ {
		if d.set.SaidAt(list, t.tokens, i) > 0 {
			return true
		}
	}
	return false
}

// aloneIn reports whether a stretch of the text fills its lines, but for signs.
func (t *tale) aloneIn(from, to int) bool {
	i, j := t.lineAt(from), t.lineAt(max(from, to-1))
	if !t.broken[i] || j+1 < len(t.broken) && !t.broken[j+1] {
		return false
	}
	last := t.starts[j] + t.lines[j].end - t.lines[j].start
	return strings.Trim(t.text[t.starts[i]:from], " :-–\"“«„'") == "" && strings.Trim(t.text[to:last], " .,;\"”»'") == ""
}
