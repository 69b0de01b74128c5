package extract

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/certcat/certcat/grammar"
)

// tellAddress reads the address behind a name, and says where the sentence goes on.
func (d *document) tellAddress(p *told, at int) int {
	t := p.page
	begin := afterSigns(t.text, at)
	announced := false
	for range 3 {
		end := d.announces(t, begin)
		if end < 0 {
			break
		}
		begin, announced = afterSigns(t.text, end), true
	}
	if d.phraseAt(t, "told-registers", begin) >= 0 {
		return p.to
	}
	end := d.toldAddressEnd(t, begin)
	if end <= begin {
		return p.to
	}
	text := clean(t.text[begin:end])
	if score := grammar.LooksLikeAddress(text); score < 0.3 || score < 0.5 && !announced && !strings.ContainsFunc(text, unicode.IsDigit) && !t.lineStarts(begin) {
		return p.to
	}
	p.addPlace(begin, end, true)
	if shorter := codeEnd(t.text[begin:end]); shorter > 0 && grammar.LooksLikeAddress(t.text[begin:begin+shorter]) > 0.4 && strings.Count(t.text[begin:begin+shorter], " ") > 2 {
		p.addPlace(begin, begin+shorter, false)
	}
	return end
}

// announces is where the words end that announce an address at a place of the text, one or two others before them, -1 where
// none do: "located at", "a company with its office at".
func (d *document) announces(t *tale, at int) int {
	for i, w := range t.wordsFrom(at, 3) {
		first := firstRune(t.text[w[0]:])
		if i > 0 && !unicode.IsLower(first) {
			break
		}
		if end := d.phraseAt(t, "told-at", tokenStart(t.text, w[0])); end >= 0 {
			return end
		}
		if !unicode.IsLower(first) || strings.ContainsAny(t.text[w[0]:w[1]], ",.;(") {
			break
		}
	}
	return -1
}

func (p *told) addPlace(from, to int, whole bool) {
	lines := p.page.at(from, to)
	if p.alone {
		name := p.lines[0].seg.box
		lines = slices.DeleteFunc(lines, func(l span) bool { return l.seg.box.X0 > name.X1 || l.seg.box.X1 < name.X0 }) // another column
	}
	text := strings.Trim(clean(joinLines(lines, len(lines))), " -–(:")
	p.addresses = append(p.addresses, place{text: text, lines: lines, whole: whole})
}

// code is a postal code at the end of a part of an address.
var code = regexp.MustCompile(`(?:\b\d{5,6}\b|\b\d{3}\s\d{3}\b|\b[A-Z]{1,2}\d{1,2}[A-Z]?\s\d[A-Z]{2}\b)\s*(?:[,.;]|$)`)

// codeEnd is where an address ends that has a postal code with more words behind it, 0 where it has none; a country may
// follow the code.
func codeEnd(text string) int {
	all := code.FindAllStringIndex(text, -1)
	if len(all) == 0 {
		return 0
	}
	end := all[len(all)-1][1]
	rest := text[end:]
	if comma := strings.IndexAny(rest+",", ",.;"); grammar.Country(strings.Trim(rest[:comma], " ,.;-–")) != "" {
		end += comma
	}
	if strings.Trim(text[end:], " ,.;") == "" {
		return 0
	}
	return end
}

// mostAddress is how many bytes an address in running text has at most.
const mostAddress = 320

// toldAddressEnd is where an address ends that begins at a place of the text: where the sentence goes on, a bracket explains
// or a register's number is announced.
func (d *document) toldAddressEnd(t *tale, from int) int {
	if from >= len(t.text) {
		return from
	}
	end, lower, settled := from, 0, from
	for i := t.tokenAt(from); i < len(t.tokens) && t.tokens[i].Start < from+mostAddress; i++ {
		k := t.tokens[i]
		if k.Start < end {
			continue // inside a bracket that belongs to the address
		}
		if k.Start > from && d.addressStops(t, t.text[end:k.Start], end, i) {
			return end
		}
		word := t.text[k.Start:k.End]
		small := unicode.IsLower(firstRune(word))
		if small && len([]rune(word)) > 3 && !strings.ContainsFunc(word, unicode.IsDigit) {
			lower++
		}
		if lower > 2 {
			return settled // a sentence goes on, or there was nothing else
		}
		end = k.End
		if end < len(t.text) && (t.text[end] == ')' || t.text[end] == '.') {
			end++
		}
		if !small {
			lower, settled = 0, end
		}
	}
	return end
}

// addressStops reports whether an address that ends at end does not go on with the next token.
func (d *document) addressStops(t *tale, between string, end, i int) bool {
	at := t.tokens[i].Start
	if strings.ContainsAny(between, ";；。") {
		return true
	}
	if n := d.set.SaidAt("told-at", t.tokens, i); n > 0 && strings.HasPrefix(strings.TrimLeft(t.text[t.tokens[i+n-1].End:], " "), ":") {
		return true // the address of another house
	}
	if strings.ContainsAny(between, "(（") && d.set.SaidAt("told-aside", t.tokens, i) > 0 {
		return true
	}
	for _, list := range []string{"told-goes-on", "told-registers", "told-roles", "told-we", "told-authorises", "told-confirms"} {
		if n := d.set.SaidAt(list, t.tokens, i); n > 0 && (list != "told-registers" || strings.ContainsAny(between, ",.(|") || t.lineStarts(at) || n > 1) {
			if list != "told-we" || unicode.IsUpper(firstRune(t.text[at:])) && strings.Contains(between, ".") {
				return true
			}
		}
	}
	if i := t.lineAt(at); t.starts[i] == at || strings.TrimLeft(t.text[t.starts[i]:at], " (（\"“«") == "" && t.starts[i] >= end {
		return d.lineAfterAddress(t, i, end, between)
	}
	word := t.text[max(0, end-mostWord):end]
	word = strings.TrimRight(word[strings.LastIndexAny(word, " ,")+1:], ".")
	return strings.HasPrefix(between, " ") && strings.HasSuffix(t.text[:end], ".") && len([]rune(word)) > 4 && unicode.IsUpper(firstRune(t.text[at:])) &&
		grammar.LooksLikeAddress(t.text[at:min(len(t.text), at+50)]) < 0.3
}

// lineAfterAddress reports whether a line is no part of an address that ended, or wrapped, with the line above.
func (d *document) lineAfterAddress(t *tale, i, end int, between string) bool {
	line := t.lines[i].text()
	open := strings.Contains(between, ",")
	switch {
	case i > 0 && !t.broken[i] && t.lines[i-1].seg.row == t.lines[i].seg.row:
		return false
	case t.gap[i] && !open, d.finder.headed(t.lines[i].seg) != nil, captionLike(line):
		return true
	case !t.broken[i]:
		return false
	case unicode.IsLower(firstRune(line)) || strings.HasPrefix(line, "("):
		return true
	}
	last := t.text[max(0, end-mostWord):end]
	if last = last[strings.LastIndexAny(last, " ,")+1:]; strings.HasSuffix(last, ".") && len([]rune(last)) > 5 && grammar.LooksLikeAddress(line) < 0.3 {
		return true
	}
	lower, words := 0, strings.Fields(line)
	for _, w := range words {
		if unicode.IsLower(firstRune(w)) {
			lower++
		}
	}
	return 2*lower >= len(words) && len(words) > 3 || !open && grammar.LooksLikeAddress(line) < 0.1
}
