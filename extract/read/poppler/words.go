package poppler

import (
	"html"
	"math"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/certcat/certcat"
)

// parse reads the output of pdftotext -bbox-layout for one page. It is no XML parser on purpose: text layers hold
// bytes that XML forbids, and every element stands on a line of its own.
func parse(out []byte) (size certcat.PageSize, words []certcat.Word) {
	line, start := 0, 0
	for row := range strings.Lines(string(out)) {
		row = strings.TrimSpace(row)
		switch {
		case strings.HasPrefix(row, "<page "):
			size = certcat.PageSize{Width: attribute(row, "width"), Height: attribute(row, "height")}
		case strings.HasPrefix(row, "<line "):
			line++
			start = len(words)
		case row == "</line>":
			order(words[start:])
			start = len(words)
		case strings.HasPrefix(row, "<word "):
			_, text, _ := strings.Cut(row, ">")
			text = Normal(html.UnescapeString(strings.TrimSuffix(text, "</word>")))
			box := certcat.Box{X0: attribute(row, "xMin"), Y0: attribute(row, "yMin"), X1: attribute(row, "xMax"), Y1: attribute(row, "yMax")}
			if text != "" && !box.Empty() {
				words = append(words, certcat.Word{Text: text, Box: box, Confidence: 1, Line: line})
			}
		}
	}
	return size, words
}

func attribute(row, name string) float64 {
	_, rest, ok := strings.Cut(row, " "+name+`="`)
	if !ok {
		return 0
	}
	text, _, _ := strings.Cut(rest, `"`)
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
}

// Normal turns one word of a text layer into plain text in logical order: invisible characters go, hyphens that are
// printed become hyphens, ligatures and presentation forms become letters, right-to-left words, which poppler gives
// in visual order, are turned round. Superscripts and signs such as ² and ™ stay.
func Normal(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	var b strings.Builder
	for _, r := range s {
		switch {
		case symbols[r] != 0:
			b.WriteRune(symbols[r])
		case r == '\u00ad' || r == '\u2010' || r == '\u2011':
			b.WriteByte('-')
		case unicode.IsSpace(r):
			b.WriteByte(' ')
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
		default:
			b.WriteRune(r)
		}
	}
	s = strings.TrimSpace(b.String())
	if rightToLeft(s) {
		s = reverse(s)
	}
	b.Reset()
	for _, r := range s {
		if compatible(r) {
			b.WriteString(norm.NFKC.String(string(r)))
		} else {
			b.WriteRune(r)
		}
	}
	return strings.TrimSpace(norm.NFC.String(b.String()))
}

// symbols are the characters of symbol fonts that certificates use, which text layers leave in the private area.
var symbols = map[rune]rune{
	0xF06F: '☐', 0xF071: '☐', 0xF072: '☐', 0xF0A8: '☐', 0xF0A3: '☐',
	0xF0FE: '☑', 0xF052: '☑', 0xF0FD: '☒', 0xF078: '☒', 0xF053: '☒', 0xF054: '☒',
	0xF0FC: '✓', 0xF0FB: '✗', 0xF050: '✓', 0xF04F: '✗',
	0xF0B7: '•', 0xF0A7: '▪', 0xF06E: '■', 0xF0B0: '°', 0xF0B1: '±', 0xF0B3: '≥',
	0xF06D: 'μ', 0xF057: 'Ω', 0xF0D7: '×', 0xF0D8: '▸',
}

// compatible picks the characters that only a font's encoding made different from plain letters.
func compatible(r rune) bool {
	switch {
	case r >= 0xFB00 && r <= 0xFB4F, // Latin, Armenian, Hebrew ligatures
		r >= 0xFB50 && r <= 0xFDFF, r >= 0xFE70 && r <= 0xFEFC, // Arabic presentation forms
		r >= 0x2E80 && r <= 0x2FDF, r >= 0xF900 && r <= 0xFAFF, // radicals, compatibility ideographs
		r >= 0xFF10 && r <= 0xFF19, r >= 0xFF21 && r <= 0xFF3A, r >= 0xFF41 && r <= 0xFF5A: // full-width digits and letters
		return true
	}
	return false
}

func isRTL(r rune) bool { return unicode.In(r, unicode.Arabic, unicode.Hebrew) && unicode.IsLetter(r) }

func rightToLeft(s string) bool { return strings.ContainsFunc(s, isRTL) }

// reverse turns a word in visual order into logical order: numbers and Latin runs keep their own direction, brackets
// are mirrored, and marks follow their letters again.
func reverse(s string) string {
	in := []rune(s)
	out := make([]rune, 0, len(in))
	for i := len(in) - 1; i >= 0; {
		start := i
		for start >= 0 && leftToRight(in, start) {
			start--
		}
		if start < i {
			out = append(out, in[start+1:i+1]...)
			i = start
			continue
		}
		start = i
		for start > 0 && unicode.Is(unicode.Mn, in[start]) {
			start--
		}
		out = append(out, mirror(in[start]))
		out = append(out, in[start+1:i+1]...)
		i = start - 1
	}
	return string(out)
}

// leftToRight reports whether the rune belongs to a number or a Latin run; separators only do between two digits.
func leftToRight(in []rune, i int) bool {
	r := in[i]
	if unicode.IsDigit(r) || unicode.In(r, unicode.Latin, unicode.Cyrillic, unicode.Greek) {
		return true
	}
	if !strings.ContainsRune(".,:/-", r) || i == 0 || i == len(in)-1 {
		return false
	}
	return unicode.IsDigit(in[i-1]) && unicode.IsDigit(in[i+1])
}

var mirrored = map[rune]rune{'(': ')', ')': '(', '[': ']', ']': '[', '{': '}', '}': '{', '<': '>', '>': '<', '«': '»', '»': '«'}

func mirror(r rune) rune {
	if m, ok := mirrored[r]; ok {
		return m
	}
	return r
}

// order puts the words of a line that is mostly right-to-left into reading order; left-to-right runs inside it keep
// theirs.
func order(line []certcat.Word) {
	rtl := 0
	for _, w := range line {
		if rightToLeft(w.Text) {
			rtl++
		}
	}
	if 2*rtl <= len(line) || !sortedByX(line) {
		return
	}
	flip(line)
	for i := 0; i < len(line); {
		j := i
		for j < len(line) && !rightToLeft(line[j].Text) {
			j++
		}
		flip(line[i:j])
		i = max(j, i+1)
	}
}

func sortedByX(line []certcat.Word) bool {
	for i := 1; i < len(line); i++ {
		if line[i].Box.X0 < line[i-1].Box.X0 {
			return false
		}
	}
	return true
}

func flip(line []certcat.Word) {
	for i, j := 0, len(line)-1; i < j; i, j = i+1, j-1 {
		line[i], line[j] = line[j], line[i]
	}
}
