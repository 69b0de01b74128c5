package read

import (
	"strings"
	"unicode"

	"github.com/certcat/certcat"
)

// tidy joins what an engine splits: Chinese, Japanese and Korean characters of one line that stand no further apart
// than characters of a word do.
func tidy(words []certcat.Word) []certcat.Word {
	var out []certcat.Word
	for _, w := range words {
		if w.Text = withoutMarks(w.Text); strings.TrimSpace(w.Text) == "" {
			continue
		}
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

// withoutMarks drops the signs of a text's direction, which an engine puts around words on Arabic pages.
func withoutMarks(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, text)
}

func joins(a, b certcat.Word) bool {
	left, right := []rune(a.Text), []rune(b.Text)
	if len(left) == 0 || len(right) == 0 {
		return false
	}
	between, height := b.Box.X0-a.Box.X1, min(a.Box.Height(), b.Box.Height())
	switch last, first := left[len(left)-1], right[0]; {
	case ideographic(last) && ideographic(first):
		return between < 0.6*height
	case syllabic(last) && syllabic(first): // Korean has spaces, narrow ones
		return between < 0.28*height
	}
	return false
}

// syllabic picks characters of Korean.
func syllabic(r rune) bool { return unicode.Is(unicode.Hangul, r) }

// ideographic picks characters that are written without spaces.
func ideographic(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF
}

// ticks settles the tick boxes of a page: the ones that fonts print as characters, and those that were seen, unless they
// lie in the middle of a word and are letters.
func ticks(words []certcat.Word, seen []certcat.Tick) []certcat.Tick {
	var out []certcat.Tick
	for _, w := range words {
		runes := []rune(w.Text)
		for i, r := range runes {
			if ticked, ok := tickGlyph(r); ok {
				step := w.Box.Width() / float64(len(runes))
				x := w.Box.X0 + float64(i)*step
				out = append(out, certcat.Tick{Ticked: ticked, Box: certcat.Box{X0: x, Y0: w.Box.Y0, X1: x + step, Y1: w.Box.Y1}})
			}
		}
	}
	printed := len(out)
	for _, t := range seen {
		taken := false
		for _, p := range out[:printed] {
			taken = taken || p.Box.Overlap(t.Box) > 0
		}
		for _, w := range words {
			if w.Box.Overlap(t.Box) > 0.5*t.Box.Width()*t.Box.Height() && w.Confidence > 0.6 && len([]rune(w.Text)) >= 2 && readable(w.Text) {
				taken = taken || w.Confidence == 1 || t.Box.X0 > w.Box.X0+t.Box.Width()/2
			}
		}
		if !taken {
			out = append(out, t)
		}
	}
	return out
}

func tickGlyph(r rune) (ticked, ok bool) {
	switch r {
	case '☐', '□', '❏', '❑', '❒':
		return false, true
	case '☑', '☒', '🗹', '🗷', '⊠', '⊡':
		return true, true
	}
	return false, false
}
