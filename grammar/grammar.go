// Package grammar turns printed forms into canonical values: dates, standards, legal acts, identifiers, ratings, names
// and addresses. It promises to be pure (no clock, file, network or state), to accept any text at all, valid UTF-8 or
// not, without panicking, and to take time linear in the text. Every position that it returns is a byte offset into
// the text it was given, so that a caller can map it back to boxes on a page. Word lists are data files beside the code.
//
// A grammar says what a form means, never whether it is right: "2014/35/EC" is found and kept as printed although no
// such directive exists, and a company registered with a wrong check digit is found but not ok.
package grammar

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Found is one printed form in a text.
type Found struct {
	Start, End int    // byte offsets into the text: text[Start:End] is what was matched
	Text       string // as printed, on one line; for a continued list ("EN 61000-3-2, -3-3") the expanded member
	Canonical  string // what rules compare
	Respelt    bool   // found only once letters and digits that look alike were put right; Text is what must have been printed
}

// folded is a text made comparable, with the way back: at[i] is where in text the i-th byte of s comes from.
type folded struct {
	s    string
	text string
	at   []int32 // nil where nothing moved
}

// start maps the offset at which a match begins to one in the original text.
func (f folded) start(i int) int {
	switch {
	case f.at == nil:
		return i
	case i >= len(f.at):
		return len(f.text)
	}
	return int(f.at[i])
}

// end maps the offset at which a match ends; characters that were left out after it stay outside.
func (f folded) end(i int) int {
	if f.at == nil || i == 0 {
		return i
	}
	from := int(f.at[i-1])
	_, n := utf8.DecodeRuneInString(f.text[from:])
	return from + n
}

// found makes a Found from a match in the folded text, trimmed of white space and of the punctuation after it.
func (f folded) found(from, to int, canonical string) Found {
	for to > from && (f.s[to-1] == ' ' || f.s[to-1] == '\n' || f.s[to-1] == ',' || f.s[to-1] == ';') {
		to--
	}
	start, end := f.start(from), f.end(to)
	return Found{Start: start, End: end, Text: oneLine(f.text[start:end]), Canonical: canonical}
}

// fold makes one text comparable: compatibility forms and widths to their plain letters, every decimal digit to 0–9,
// every dash to "-", every space to " " (line ends stay), invisible format characters away. Case is kept.
func fold(text string) folded {
	if isASCII(text) {
		return folded{s: text, text: text}
	}
	var b strings.Builder
	b.Grow(len(text))
	at := make([]int32, 0, len(text))
	for i, r := range text {
		if r < utf8.RuneSelf {
			b.WriteByte(byte(r))
			at = append(at, int32(i))
			continue
		}
		before := b.Len()
		writeFolded(&b, r)
		for range b.Len() - before {
			at = append(at, int32(i))
		}
	}
	return folded{s: b.String(), text: text, at: at}
}

func writeFolded(b *strings.Builder, r rune) {
	switch {
	case unicode.Is(unicode.Cf, r):
	case unicode.Is(unicode.Pd, r) || r == '−':
		b.WriteByte('-')
	case unicode.IsSpace(r) || unicode.Is(unicode.Zs, r):
		b.WriteByte(' ')
	case unicode.Is(unicode.Nd, r):
		b.WriteByte('0' + byte(digitValue(r)))
	case r == '\u2044' || r == '\u2215':
		b.WriteByte('/')
	case r == '\u2019' || r == '\u2018':
		b.WriteByte('\'')
	case r == utf8.RuneError:
		b.WriteRune(r)
	default:
		b.WriteString(norm.NFKC.String(string(r)))
	}
}

// digitValue gives the value of a decimal digit of any script: Unicode lays them out in runs of ten.
func digitValue(r rune) int {
	for _, rg := range unicode.Nd.R16 {
		if uint32(r) >= uint32(rg.Lo) && uint32(r) <= uint32(rg.Hi) {
			return int(uint32(r)-uint32(rg.Lo)) % 10
		}
	}
	for _, rg := range unicode.Nd.R32 {
		if uint32(r) >= rg.Lo && uint32(r) <= rg.Hi {
			return int(uint32(r)-rg.Lo) % 10
		}
	}
	return 0
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// wordKey is a word in lower case without diacritics, for looking it up in a word list.
func wordKey(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		switch {
		case (unicode.Is(unicode.M, r) && r != '\u3099' && r != '\u309a') || unicode.Is(unicode.Cf, r): // kana keep their voicing
		case r == 'ı':
			b.WriteByte('i')
		case r == 'ł':
			b.WriteByte('l')
		case r == 'ß':
			b.WriteString("ss")
		case r == 'ø':
			b.WriteByte('o')
		case r == 'đ':
			b.WriteByte('d')
		default:
			b.WriteRune(r)
		}
	}
	return norm.NFC.String(b.String())
}

// oneLine is a text with every run of white space made one space, trimmed.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// before is the rune that ends at offset i, 0 at the beginning.
func before(s string, i int) rune {
	r, n := utf8.DecodeLastRuneInString(s[:i])
	if n == 0 {
		return 0
	}
	return r
}

// after is the rune that begins at offset i, 0 at the end.
func after(s string, i int) rune {
	r, n := utf8.DecodeRuneInString(s[i:])
	if n == 0 {
		return 0
	}
	return r
}

func isWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r)
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// isCJK reports whether a script is written without spaces between words, so that a letter beside a match is no sign
// that the match is part of a longer word.
func isCJK(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai)
}

// rows reads a word list: one row a line, fields divided by commas, lines beginning with "#" and the first line
// (names of columns) left out. The lists are ours and hold no quoted fields.
func rows(data string) [][]string {
	var out [][]string
	first := true
	for line := range strings.Lines(data) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if first {
			first = false
			continue
		}
		fields := strings.Split(line, ",")
		for i := range fields {
			fields[i] = strings.TrimSpace(fields[i])
		}
		out = append(out, fields)
	}
	return out
}
