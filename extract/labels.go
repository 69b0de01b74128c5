package extract

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/certcat/certcat/extract/kinds"
	"github.com/certcat/certcat/grammar"
)

// A label is a caption that was found on a page.
type label struct {
	classes []string // what it can introduce
	seg     *segment
	start   int // byte offsets of the caption in the segment's text
	end     int
	after   int        // where the text behind the caption and its colon begins
	colon   bool       // a colon, or the end of the cell, follows
	head    bool       // stands at the beginning of its segment
	whole   bool       // nothing else in the segment
	tail    bool       // stands at the end of a cell that begins with other words
	stack   []*segment // the cells of a caption that is printed in several lines, seg the first of them
	part    bool       // a later line of such a caption
	unlike  float64    // how far the words that were recognised are from the caption's, 0 where they are the same
}

func (l *label) is(class string) bool {
	for _, c := range l.classes {
		if c == class {
			return true
		}
	}
	return false
}

func (l *label) group(prefix string) bool {
	for _, c := range l.classes {
		if strings.HasPrefix(c, prefix) {
			return true
		}
	}
	return false
}

// findLabels finds the captions of a segment from left to right. Behind the first, a caption counts only before a colon.
func findLabels(set *kinds.Set, s *segment) []*label {
	tokens := kinds.Tokens(s.text)
	var out []*label
	for i := 0; i < len(tokens); {
		n, classes := set.Labels.Longest(tokens[:beforeColon(s.text, tokens, i)], i)
		if n == 0 {
			i++
			continue
		}
		l := &label{classes: classes, seg: s, start: tokens[i].Start, end: tokens[i+n-1].End}
		l.head = atHead(s.text[:l.start])
		l.after, l.colon = skipSeparator(s.text, l.end)
		l.colon = l.colon || l.head && setApart(s.text, l.start, l.end)
		l.colon = l.colon || l.head && l.group("party.") && leadsToName(s.text[l.after:])
		l.whole = l.head && l.after >= len(s.text)
		cjk := n >= 2 && firstRune(s.text[l.start:]) >= 0x2E80
		if l.head || l.colon && (l.after < len(s.text) || strings.ContainsAny(s.text[l.end:], ":：")) && (n > 1 || len(tokens[i].Text) > 3) || cjk && l.colon {
			out = append(out, l)
			i += n
			// A bilingual caption: the same thing in a second language right behind the first.
			for i < len(tokens) && !l.colon && tokens[i].Start-l.end < 8 {
				m, more := set.Labels.Longest(tokens, i)
				if m == 0 || !sharesClass(classes, more) {
					break
				}
				l.end = tokens[i+m-1].End
				l.after, l.colon = skipSeparator(s.text, l.end)
				l.whole = l.head && l.after >= len(s.text)
				i += m
			}
			continue
		}
		i++
	}
	return out
}

// leadsToName reports whether a text begins as only names do: with a legal form that stands before the name, or a quotation.
func leadsToName(text string) bool {
	return grammar.BeginsWithForm(text) || strings.ContainsRune("«„“\"", firstRune(text)) && text != ""
}

// setApart reports whether a caption stands out from its value by its capitals: "ИЗГОТОВИТЕЛЬ Hongda Lighting Co., Ltd."
func setApart(text string, start, end int) bool {
	letters := 0
	for _, r := range text[start:end] {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	rest := strings.TrimLeft(text[end:], " ")
	return letters >= 6 && rest != "" && len(rest) < len(text)-end && !unicode.IsLower(firstRune(rest)) && strings.ContainsFunc(rest, unicode.IsLower)
}

// endLabel finds a caption at the end of a short cell whose beginning is no caption: "Our part No.", "Acme Part Number".
func endLabel(set *kinds.Set, s *segment) *label {
	tokens := kinds.Tokens(s.text)
	if len(tokens) < 3 || len(tokens) > 6 {
		return nil
	}
	for i := 1; i+2 <= len(tokens); i++ {
		n, classes := set.Labels.Longest(tokens, i)
		if n < 2 || i+n != len(tokens) || strings.ContainsFunc(s.text[:tokens[i].Start], unicode.IsDigit) {
			continue
		}
		l := &label{classes: classes, seg: s, start: tokens[i].Start, end: tokens[i+n-1].End, head: true, whole: true, tail: true}
		if l.after, l.colon = skipSeparator(s.text, l.end); l.after >= len(s.text) {
			return l
		}
	}
	return nil
}

// spacedLabel finds the caption whose last ideographs a segment begins with while the others stand apart to its left, as
// forms set them: "名   称某某有限公司".
func spacedLabel(set *kinds.Set, s *sheet, seg *segment) *label {
	row, apart := s.rows[seg.row], ""
	for col := seg.col - 1; col >= 0 && len([]rune(apart)) < 4; col-- {
		if runes := []rune(row[col].text); len(runes) != 1 || !ideograph(runes[0]) {
			break
		}
		apart = row[col].text + apart
	}
	if apart == "" {
		return nil
	}
	joined := *seg
	joined.text = apart + seg.text
	for _, l := range findLabels(set, &joined) {
		if l.start != 0 || l.end <= len(apart) {
			continue
		}
		l.seg, l.end, l.after = seg, l.end-len(apart), l.after-len(apart)
		return l
	}
	return nil
}

// beforeColon is the number of tokens that stand before the first colon behind token i: a caption never reaches over it.
func beforeColon(text string, tokens []kinds.Token, i int) int {
	for j := i; j+1 < len(tokens); j++ {
		if strings.ContainsAny(text[tokens[j].End:tokens[j+1].Start], ":：") {
			return j + 1
		}
	}
	return len(tokens)
}

func sharesClass(a, b []string) bool {
	for _, x := range a {
		for _, y := range b {
			if x == y {
				return true
			}
		}
	}
	return false
}

// internationalCode is the number that trade mark offices put before each datum, the same all over the world: "(732)".
var internationalCode = regexp.MustCompile(`^\s*[(\[]\d{3}[)\]]\s*$`)

// atHead reports whether only numbering and punctuation stand before a caption.
func atHead(before string) bool {
	letters := 0
	for _, r := range before {
		if unicode.IsLetter(r) {
			letters++
		}
	}
	return letters <= 1 && utf8.RuneCountInString(strings.TrimSpace(before)) <= 4 || internationalCode.MatchString(before)
}

// beginsNumber is a number that begins with figures in brackets: "(2)1234-56/2436", "（2023）第0372号".
var beginsNumber = regexp.MustCompile(`^[(（]\d{1,4}[)）][\p{L}\d]`)

// skipSeparator steps over what stands between a caption and its value: dotted leaders, closing brackets, a note in
// brackets, colons and spaces. colon reports whether a real separator was there.
func skipSeparator(text string, at int) (after int, colon bool) {
	rest := text[at:]
	trimmed := strings.TrimLeft(rest, " \u00a0")
	if strings.HasPrefix(trimmed, "(") || strings.HasPrefix(trimmed, "（") {
		if end := strings.IndexAny(trimmed, ")）"); end > 0 && end < 48 && !beginsNumber.MatchString(trimmed) {
			inside := trimmed[:end]
			tail := strings.TrimLeft(trimmed[end:], ")） \u00a0.…·")
			if utf8.RuneCountInString(inside) <= 4 || tail == "" || strings.IndexAny(tail, ":：") == 0 {
				_, w := utf8.DecodeRuneInString(trimmed[end:])
				at += len(rest) - len(trimmed) + end + w
				rest = text[at:]
			}
		}
	}
	for i, r := range rest {
		switch r {
		case ':', '：', '﹕', '=', '|':
			colon = true
		case ' ', '\u00a0', '.', '…', '·', '•', ')', '）', '*', '’', '\'', '″', '"', '_', '、', '﹒':
			if r == '…' {
				colon = true
			}
		case ',':
			if strings.TrimSpace(rest[i+1:]) != "" && !colon {
				return at + i + 1, false
			}
		case '-', '–', '—', '/':
			if i > 0 || colon {
				return at + i, colon
			}
		default:
			return at + i, colon
		}
	}
	return len(text), true
}
