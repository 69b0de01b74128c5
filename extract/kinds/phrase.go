package kinds

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Token is one word of a text, folded for comparing, with its place in the text.
type Token struct {
	Text       string
	Start, End int // byte offsets in the text
}

// Tokens splits a text into folded words. Ideographs, kana and Korean syllables, between which engines put spaces of
// their own, are tokens of their own; "No.", "Nr", "N°", "№" and "#"
// are one word; a lone "s" as in "model(s)" or "applicant's" is dropped.
func Tokens(text string) []Token {
	var out []Token
	start := -1
	cyrillic := strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Cyrillic, r) })
	flush := func(end int) {
		if start < 0 {
			return
		}
		t := fold(text[start:end])
		if cyrillic && misreadNumero[t] {
			t = "no"
		}
		if t != "" && t != "s" {
			out = append(out, Token{t, start, end})
		}
		start = -1
	}
	for i, r := range text {
		switch {
		case r == '№' || r == '#':
			flush(i)
			out = append(out, Token{"no", i, i + utf8.RuneLen(r)})
		case single(r):
			flush(i)
			out = append(out, Token{norm.NFKC.String(string(r)), i, i + utf8.RuneLen(r)})
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == 'º':
			if start < 0 {
				start = i
			}
		case r == '°' && start >= 0:
		default:
			flush(i)
		}
	}
	flush(len(text))
	return out
}

func single(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

var numberWords = map[string]bool{"no": true, "nos": true, "nr": true, "number": true, "numbers": true, "num": true, "nº": true, "n°": true, "n.º": true, "numero": true, "№": true}

// misreadNumero is what engines make of № among Cyrillic letters; none of it is a word there.
var misreadNumero = map[string]bool{"ne": true, "nе": true, "nо": true, "ме": true, "мо": true, "ле": true, "n2": true, "мe": true, "мo": true}

// plain writes letters that are printed, or read, for one another as one: the Turkish i without its dot, which capitals
// lose and scans don't show, and the Arabic letters that differ at the end of a word alone.
var plain = map[rune]rune{'ı': 'i', 'ł': 'l', 'ø': 'o', 'đ': 'd', 'ى': 'ي', 'ة': 'ه', 'ک': 'ك', 'ی': 'ي', 'ـ': -1, '\u200e': -1, '\u200f': -1}

func fold(word string) string {
	t := strings.ToLower(norm.NFKC.String(word))
	t = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		if to, ok := plain[r]; ok {
			return to
		}
		return r
	}, norm.NFD.String(t))
	t = norm.NFC.String(t)
	if numberWords[t] {
		return "no"
	}
	return t
}

// node is one step of a trie over tokens.
type node struct {
	next   map[string]*node
	values []string
}

// Phrases finds known phrases in a token sequence.
type Phrases struct{ root node }

// Add makes phrase stand for value.
func (p *Phrases) Add(phrase, value string) {
	n := &p.root
	for _, t := range Tokens(phrase) {
		if n.next == nil {
			n.next = map[string]*node{}
		}
		child := n.next[t.Text]
		if child == nil {
			child = &node{}
			n.next[t.Text] = child
		}
		n = child
	}
	for _, v := range n.values {
		if v == value {
			return
		}
	}
	n.values = append(n.values, value)
}

// Longest is the longest phrase that starts at tokens[at]: how many tokens it takes and what it stands for.
func (p *Phrases) Longest(tokens []Token, at int) (length int, values []string) {
	n := &p.root
	for i := at; i < len(tokens); i++ {
		n = n.next[tokens[i].Text]
		if n == nil {
			break
		}
		if len(n.values) > 0 {
			length, values = i-at+1, n.values
		}
	}
	return length, values
}

// Contains reports whether the token sequence holds the phrase anywhere.
func Contains(tokens []Token, phrase []Token) bool { return Index(tokens, phrase) >= 0 }

// Index is the first place where the phrase starts in tokens, -1 if nowhere.
func Index(tokens, phrase []Token) int {
	if len(phrase) == 0 {
		return -1
	}
outer:
	for i := 0; i+len(phrase) <= len(tokens); i++ {
		for j := range phrase {
			if tokens[i+j].Text != phrase[j].Text {
				continue outer
			}
		}
		return i
	}
	return -1
}
