package read

import (
	"unicode"

	"github.com/certcat/certcat"
)

// tidy joins what an engine splits: Chinese, Japanese and Korean characters of one line that stand no further apart
// than characters of a word do.
func tidy(words []certcat.Word) []certcat.Word {
	var out []certcat.Word
	for _, w := range words {
		if n := len(out) - 1; n >= 0 && out[n].Line == w.Line && joins(out[n], w) {
			a, b := float64(len([]rune(out[n].Text))), float64(len([]rune(w.Text)))
			out[n].Confidence = (out[n].Confidence*a + w.Confidence*b) / (a + b)
			out[n].Text += w.Text
			out[n].Box = out[n].Box.Union(w.Box)
			continue
		}
		out = append(out, w)
	}
	return out
}

func joins(a, b certcat.Word) bool {
	left, right := []rune(a.Text), []rune(b.Text)
	if !ideographic(left[len(left)-1]) || !ideographic(right[0]) {
		return false
	}
	gap := b.Box.X0 - a.Box.X1
	return gap < 0.6*min(a.Box.Height(), b.Box.Height())
}

// ideographic picks characters that are written without spaces.
func ideographic(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF
}
