package extract

import (
	"strings"
	"unicode"

	"github.com/certcat/certcat/grammar"
)

// mostNameWords is how many words a name in running text has at most.
const mostNameWords = 14

// mostName is how many bytes of a text are looked through for a name.
const mostName = 400

// nameEnd is where the name ends that begins at a place of the text: before an address, a verb, a bracket or a number, at
// a closing quote or behind its legal form. It is from where there is none.
func (d *document) nameEnd(t *tale, from int) int {
	if single := firstRune(t.text[from:]); ideograph(single) || unicode.Is(unicode.Hangul, single) || unicode.In(single, unicode.Hiragana, unicode.Katakana) {
		return d.unspacedNameEnd(t, from)
	}
	opened := from > 0 && strings.ContainsRune("«„“\"‘『「", lastRune(t.text[:from]))
	words := t.wordsFrom(from, mostNameWords+1)
	end := from
	for i, w := range words {
		text := t.text[w[0]:w[1]]
		if i > 0 && d.nameStops(t, from, end, words[i:]) {
			break
		}
		if i == mostNameWords {
			return from
		}
		if q := strings.IndexAny(text, "”»\""); opened && q >= 0 && !strings.ContainsAny(text, "«„") {
			return w[0] + q
		}
		if q := strings.IndexAny(text, "«„“\""); q >= 0 {
			if closed := closing(t.text, w[0]+q); closed > 0 {
				return d.withForm(t, closed)
			}
		}
		if cut := strings.IndexAny(text, ":،؛"); cut > 0 {
			return w[0] + cut
		}
		end = w[1]
	}
	return trimName(t.text, from, end)
}

// wordsFrom lists the next words of a text.
func (t *tale) wordsFrom(from, n int) [][2]int {
	var out [][2]int
	start := -1
	rest := t.text[from:min(len(t.text), from+mostName)]
	for i, r := range rest {
		if unicode.IsSpace(r) {
			if start >= 0 {
				out = append(out, [2]int{start, from + i})
				start = -1
			}
			if len(out) >= n {
				return out
			}
			continue
		}
		if start < 0 {
			start = from + i
		}
	}
	if start >= 0 && from+len(rest) == len(t.text) { // else the word was cut off
		out = append(out, [2]int{start, len(t.text)})
	}
	return out
}

// nameStops reports whether a name that goes from from to end is over before the first of the next words.
func (d *document) nameStops(t *tale, from, end int, next [][2]int) bool {
	word := t.text[next[0][0]:next[0][1]]
	before := t.text[from:end]
	words := strings.Fields(before)
	last := words[len(words)-1]
	if i := t.lineAt(next[0][0]); t.starts[i] == next[0][0] && t.broken[i] {
		line := t.lines[i].text()
		return t.gap[i] || !d.nameGoesOn(before, line)
	}
	joins := joinsNames[strings.ToLower(word)]
	form := endsForm("x", strings.TrimRight(word, ",;:")) || t.formGoesOn(before, next)
	switch {
	case form:
		return false
	case strings.HasSuffix(last, ",") || strings.HasSuffix(last, ";") || strings.HasSuffix(last, ")") && !strings.Contains(last, "("):
		return true
	case strings.HasSuffix(last, ".") && len([]rune(last)) > 5 && strings.Count(last, ".") == 1:
		return true
	}
	first := firstRune(word)
	switch {
	case strings.HasPrefix(word, "("):
		return !d.bracketInName(t, next)
	case joins:
		return len(next) < 2 || !unicode.IsUpper(firstRune(t.text[next[1][0]:])) || d.phraseAt(t, "told-at", next[0][0]) > next[0][1]
	case unicode.IsLower(first) && !quoteSoon(t.text[next[0][0]:]):
		return true
	case digitsIn(word) > 4, unicode.IsDigit(first) && endsInForm(before):
		return true
	}
	for _, list := range []string{"told-stops", "told-registers", "told-goes-on", "told-at"} {
		if d.phraseAt(t, list, tokenStart(t.text, next[0][0])) >= 0 && (list != "told-stops" || !unicode.IsUpper(first) || len(word) > 3) {
			return true
		}
	}
	return false
}

// formGoesOn reports whether the next words end a legal form of several: "Sp. z o.o.", "S.A. de C.V.".
func (t *tale) formGoesOn(name string, next [][2]int) bool {
	stem, _ := grammar.CompanyName(name)
	for _, w := range next[:min(5, len(next))] {
		more := t.text[next[0][0]:w[1]]
		if len(more) > 30 {
			break
		}
		if !strings.Contains(more, ".") && !unicode.IsUpper(firstRune(more)) {
			continue // "as", and no A/S
		}
		if short, form := grammar.CompanyName(name + " " + more); form != "" && short != "" && strings.HasPrefix(stem, short) {
			return true
		}
	}
	return false
}

// tokenStart is the place of a word's first letter.
func tokenStart(text string, at int) int {
	for i, r := range text[at:] {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return at + i
		}
	}
	return at
}

func endsInForm(name string) bool {
	_, form := grammar.CompanyName(name)
	return form != ""
}

// bracketInName reports whether a bracket stands inside a name: behind it comes the legal form, "(Anyland) Pvt. Ltd.".
func (d *document) bracketInName(t *tale, words [][2]int) bool {
	for i := range min(3, len(words)) {
		if word := t.text[words[i][0]:words[i][1]]; strings.HasSuffix(word, ")") {
			for j := i + 1; j < min(i+4, len(words)); j++ {
				if endsForm("x", strings.TrimRight(t.text[words[j][0]:words[j][1]], ",;:")) {
					return true
				}
			}
			return false
		}
	}
	return false
}

// closing is where the quotation ends that is opened at a place of the text, behind its closing sign; 0 where it does not
// end soon.
func closing(text string, open int) int {
	sign := firstRune(text[open:])
	ends := map[rune]string{'«': "»", '„': "“”\"", '“': "”\"", '"': "\"”"}[sign]
	begin := open + len(string(sign))
	i := strings.IndexAny(text[begin:min(len(text), begin+90)], ends)
	if i <= 0 {
		return 0
	}
	return begin + i + len(string(firstRune(text[begin+i:])))
}

// withForm goes on from the end of a quotation over the legal form behind it.
func (d *document) withForm(t *tale, at int) int {
	for _, w := range t.wordsFrom(at, 3) {
		word := t.text[w[0]:w[1]]
		if !endsForm("x", strings.TrimRight(word, ",;:")) {
			break
		}
		at = trimName(t.text, w[0], w[1])
	}
	return at
}

// trimName takes the signs off the end of a name, but for the full stop of an abbreviation.
func trimName(text string, from, end int) int {
	for end > from {
		name := text[from:end]
		last := lastRune(name)
		switch {
		case strings.ContainsRune(",;:-–، ", last), strings.ContainsRune("\"”»'’", last) && !strings.ContainsAny(name[:len(name)-1], "«„“\"'‘"):
		case last == ')' && !strings.Contains(name, "("):
		case last == '.' && !abbreviated(name):
		default:
			return end
		}
		end -= len(string(last))
	}
	return end
}

// abbreviated reports whether the full stop at the end of a name belongs to its last word.
func abbreviated(name string) bool {
	words := strings.Fields(name)
	last := words[len(words)-1]
	return len([]rune(last)) <= 5 || strings.Count(last, ".") > 1 || endsForm("x", last)
}

// unspacedNameEnd is the end of a name in a script that puts no spaces between words, or puts particles behind them.
func (d *document) unspacedNameEnd(t *tale, from int) int {
	rest := t.text[from:min(len(t.text), from+160)]
	limit := len(rest)
	for i, r := range rest {
		soft := r == ' ' && t.lineStarts(from+i+1) && !t.broken[t.lineAt(from+i+1)]
		if i > 0 && (strings.ContainsRune("，。,;；、：:\t\"”」』\n（", r) || r == '(' && i > 6 || r == ' ' && !soft && !unicode.Is(unicode.Hangul, firstRune(rest[i+1:]))) {
			limit = i
			break
		}
	}
	rest = rest[:limit]
	if unicode.Is(unicode.Hangul, firstRune(rest)) {
		return from + d.koreanNameEnd(rest)
	}
	for i := t.tokenAt(from) + 1; i < len(t.tokens) && t.tokens[i].Start < from+limit; i++ {
		n := d.set.SaidAt("told-forms", t.tokens, i)
		if n == 0 || i+n > len(t.tokens) {
			continue
		}
		end := t.tokens[i+n-1].End
		if branch := strings.Index(t.text[end:from+max(limit, end-from)], "分公司"); branch >= 0 && branch < 25 {
			end += branch + len("分公司")
		}
		return end
	}
	for i := t.tokenAt(from) + 2; i < len(t.tokens) && t.tokens[i].Start < from+limit; i++ {
		if d.set.SaidAt("told-stops", t.tokens, i) > 0 && t.tokens[i].Start > from+9 {
			return t.tokens[i].Start
		}
	}
	if limit > 75 {
		return from
	}
	return from + limit
}

func (t *tale) lineStarts(at int) bool {
	return at < len(t.text) && t.starts[t.lineAt(at)] == at
}

// koreanNameEnd is where a Korean name ends: before the particle of its last word.
func (d *document) koreanNameEnd(text string) int {
	end := 0
	for i, word := range strings.Fields(text) {
		if i > 3 {
			break
		}
		at := end + strings.Index(text[end:], word)
		end = at + len(word)
		name, cut := word, false
		for _, particle := range d.set.Words["particles"] {
			if rest, ok := strings.CutSuffix(word, particle); ok && len([]rune(rest)) > 1 {
				name, cut = rest, true
				break
			}
		}
		if cut && (i > 0 || strings.Contains(name, "주식회사") || len([]rune(name)) > 2) {
			return at + len(name)
		}
	}
	return end
}
