package read

import (
	"image"
	"image/draw"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract/read/picture"
)

const (
	sureLatin = 0.90 // confidence of a Latin word, read in a model of another script, from which it stands
	runs      = 40   // places on a page that are read once more in English
)

// foreign reads a page in the languages that it turned out to be written in. Korean and Arabic are read as columns and as
// one column of lines, and whichever reads more counts, since the engine takes short captions beneath each other for
// vertical writing; then what is Latin on such a page is read once more in English. latin is what the page gave when it
// was read in English.
func (j *job) foreign(s *picture.Sheet, latin []certcat.Word, languages ...string) ([]certcat.Word, error) {
	words, err := j.read(s, languages...)
	family := families()[languages[0]].family
	if err == nil && family == "cyrillic" {
		words = settle(words)
	}
	if err != nil || !j.in.Look.Box.Empty() || family != "hangul" && family != "arabic" {
		return words, err
	}
	look := j.in.Look
	look.Languages, look.OneColumn = languages, true
	lines, err := j.engine.Recognize(j.ctx, s.Grey, s.DPI, look)
	if err != nil {
		return nil, err
	}
	column := worth(lines) > worth(words)
	if column {
		words = lines
	}
	if family == "arabic" {
		look.Languages, look.OneColumn = languages[:1], column
		alone, err := j.engine.Recognize(j.ctx, s.Grey, s.DPI, look)
		if err != nil {
			return nil, err
		}
		words = ownLetters(languages[0], words, alone)
	}
	return j.latinAgain(s, words, latin, languages[0])
}

// ownLetters takes from a reading in one model alone the words that a reading in two gave in Latin letters and wasn't
// sure of: of a short Arabic word the English model always makes something.
func ownLetters(model string, words, alone []certcat.Word) []certcat.Word {
	out := slices.Clone(words)
	for i, w := range out {
		if w.Confidence >= sureLatin || holds(model, w.Text) {
			continue
		}
		for _, a := range alone {
			if a.Confidence >= 0.5 && holds(model, a.Text) && 2*w.Box.Overlap(a.Box) > w.Box.Width()*w.Box.Height() && 2*w.Box.Overlap(a.Box) > a.Box.Width()*a.Box.Height() {
				out[i].Text, out[i].Confidence = a.Text, a.Confidence
			}
		}
	}
	return out
}

// holds reports whether a word has letters, or digits, of the model's own script.
func holds(model, text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool {
		return unicode.In(r, families()[model].scripts...) || r >= '٠' && r <= '٩' || r >= '۰' && r <= '۹'
	})
}

// latinAgain reads each run of words without letters of the page's script once more in English, as a line, where the
// page's model wasn't sure of it, or where English saw words that the model did not.
func (j *job) latinAgain(s *picture.Sheet, words, latin []certcat.Word, model string) ([]certcat.Word, error) {
	var out []certcat.Word
	left := runs
	for from := 0; from < len(words); {
		to := from
		for to < len(words) && words[to].Line == words[from].Line && !holds(model, words[to].Text) &&
			(to == from || gap(words[to-1].Box, words[to].Box) < 2*words[from].Box.Height()) {
			to++
		}
		if to == from {
			out = append(out, words[from])
			from++
			continue
		}
		run := words[from:to]
		from = to
		if surest(run) >= sureLatin || left == 0 {
			out = append(out, run...)
			continue
		}
		left--
		again, err := j.line(s, run)
		if err != nil {
			return nil, err
		}
		if quality(again) > quality(run) || len(again) > 0 && slices.ContainsFunc(latin, func(w certcat.Word) bool {
			return w.Confidence >= 0.8 && utf8.RuneCountInString(w.Text) > 2 && slices.ContainsFunc(again, func(a certcat.Word) bool { return a.Text == w.Text })
		}) {
			run = again
		}
		out = append(out, run...)
	}
	return out, nil
}

// gap is the free space between two boxes of a line.
func gap(a, b certcat.Box) float64 { return max(b.X0-a.X1, a.X0-b.X1) }

// surest is the least confidence of a run's words.
func surest(run []certcat.Word) float64 {
	least := 1.0
	for _, w := range run {
		least = min(least, w.Confidence)
	}
	return least
}

// line reads what a run of words covers as a line of English.
func (j *job) line(s *picture.Sheet, run []certcat.Word) ([]certcat.Word, error) {
	var box certcat.Box
	for _, w := range run {
		box = box.Union(w.Box)
	}
	pad := int(max(6, box.Height()/4))
	r := image.Rect(int(box.X0)-pad, int(box.Y0)-pad, int(box.X1)+pad, int(box.Y1)+pad).Intersect(s.Grey.Rect)
	if r.Dx() < 8 || r.Dy() < 8 {
		return nil, nil
	}
	crop := image.NewGray(image.Rect(0, 0, r.Dx()+20, r.Dy()+20))
	draw.Draw(crop, crop.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(crop, image.Rect(10, 10, 10+r.Dx(), 10+r.Dy()), s.Grey, r.Min, draw.Src)
	words, err := j.engine.Recognize(j.ctx, crop, s.DPI, certcat.Look{Languages: j.known([]string{"eng"}), SingleLine: true})
	if err != nil {
		return nil, err
	}
	for i := range words {
		b := &words[i].Box
		dx, dy := float64(r.Min.X-10), float64(r.Min.Y-10)
		*b = certcat.Box{X0: b.X0 + dx, Y0: b.Y0 + dy, X1: b.X1 + dx, Y1: b.Y1 + dy}
		words[i].Line = run[0].Line
	}
	return words, nil
}
