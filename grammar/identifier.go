package grammar

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// lookalikes maps Cyrillic and Greek letters to the Latin capitals that look like them.
var lookalikes = map[rune]rune{
	'А': 'A', 'В': 'B', 'Е': 'E', 'К': 'K', 'М': 'M', 'Н': 'H', 'О': 'O', 'Р': 'P', 'С': 'C', 'Т': 'T', 'У': 'Y', 'Х': 'X', 'І': 'I', 'Ј': 'J',
	'Ѕ': 'S', 'Ү': 'Y', 'Ԛ': 'Q', 'Ԝ': 'W',
	'Α': 'A', 'Β': 'B', 'Ε': 'E', 'Ζ': 'Z', 'Η': 'H', 'Ι': 'I', 'Κ': 'K', 'Μ': 'M', 'Ν': 'N', 'Ο': 'O', 'Ρ': 'P', 'Τ': 'T', 'Υ': 'Y', 'Χ': 'X',
}

// FoldIdentifier makes two spellings of one identifier equal: letters and digits only, upper case, width and
// diacritics gone, Cyrillic and Greek letters that look Latin made Latin. It is for comparing, never for showing.
func FoldIdentifier(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		r = unicode.ToUpper(r)
		if l, ok := lookalikes[r]; ok {
			r = l
		}
		switch {
		case unicode.Is(unicode.Nd, r):
			b.WriteByte('0' + byte(digitValue(r)))
		case unicode.IsLetter(r) || unicode.IsNumber(r):
			b.WriteRune(r)
		}
	}
	return b.String()
}

// MixedScripts reports whether a word mixes Latin letters with Cyrillic or Greek ones that look Latin: a sign of a
// displaced text layer, or of an identifier made to miss a search.
func MixedScripts(s string) bool {
	latin, other := false, false
	for _, r := range s {
		if r < unicode.MaxASCII && unicode.IsLetter(r) {
			latin = true
		}
		if _, ok := lookalikes[unicode.ToUpper(r)]; ok {
			other = true
		}
	}
	return latin && other
}
