package read

import (
	"iter"
	"slices"
	"strings"
	"unicode"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract/read/picture"
)

// lines reads a picture line by line: the lines are found and set beneath each other first, since the engine's own idea of a
// page fails where there is none. Where they stand or lie on their heads, the page is turned.
func (j *job) lines() (any, error) {
	j.turn = j.in.Turn
	galley := func() (*picture.Sheet, float64) { return picture.Galley(j.img, j.in.Size, j.turn) }
	sheet, degrees := galley()
	if degrees > 45 {
		j.turn = (j.turn + 270) % 360
		sheet, _ = galley()
	}
	out := recognised{Reading: certcat.Reading{By: j.engine.Name(), Version: j.version, Languages: j.known([]string{"eng"})}}
	if sheet == nil {
		return out, nil
	}
	j.in.Look.Box = certcat.Box{X1: 1, Y1: 1} // one block of lines
	words, err := j.read(sheet, out.Reading.Languages...)
	if err != nil {
		return nil, err
	}
	if quality(words) < goodWhole && j.orientation(sheet) == 180 {
		j.turn = (j.turn + 180) % 360
		sheet, _ = galley()
		if words, err = j.read(sheet, out.Reading.Languages...); err != nil {
			return nil, err
		}
	}
	words, languages, err := j.lineScript(sheet, words)
	if err != nil {
		return nil, err
	}
	onPage(words, sheet)
	out.Turn = (j.turn - j.in.Turn + 360) % 360
	out.Reading.Languages, out.Reading.DPI, out.Reading.Words = languages, sheet.DPI, tidy(words)
	return out, nil
}

// lineScript reads the lines in every other script that is installed where English reads them badly, and keeps the reading
// that gives most.
func (j *job) lineScript(sheet *picture.Sheet, words []certcat.Word) (best []certcat.Word, languages []string, err error) {
	base := j.known([]string{"eng"})
	best, languages = legibleLines(words), base
	if quality(best) >= goodWhole {
		return best, languages, nil
	}
	for _, m := range models(j.installed, func(l language) bool { return l.first && l.family != "latin" }) {
		both := append([]string{m}, base...)
		words, err := j.read(sheet, both...)
		if err != nil {
			return nil, nil, err
		}
		if words = legibleLines(words); worth(words) > worth(best) && writtenIn(m, words) {
			best, languages = words, both
		}
	}
	return best, languages, nil
}

// writtenIn reports whether two words or more were read surely in letters of the model's own script, beside those that
// Latin letters look like.
func writtenIn(model string, words []certcat.Word) bool {
	const sure, least = 0.7, 5
	found, all := 0, 0
	for _, w := range tidy(words) {
		share, letters := native(model, []certcat.Word{w})
		own := strings.ContainsFunc(w.Text, func(r rune) bool { return toLatin[r] == 0 && unicode.In(r, families()[model].scripts...) })
		if own && share >= sure && (letters > 2 || letters == 2 && strings.ContainsFunc(w.Text, ideographic)) {
			found, all = found+1, all+letters
		}
	}
	return found > 1 && all >= least
}

// eachLine gives the words of one line after the other.
func eachLine(words []certcat.Word) iter.Seq[[]certcat.Word] {
	return func(yield func([]certcat.Word) bool) {
		for from := 0; from < len(words); {
			to := from
			for to < len(words) && words[to].Line == words[from].Line {
				to++
			}
			if !yield(words[from:to]) {
				return
			}
			from = to
		}
	}
}

// legibleLines leaves out the lines that are none, but a pattern or a part of the thing: in which no word of some letters was
// read with some confidence.
func legibleLines(words []certcat.Word) (out []certcat.Word) {
	const least, sure, surer = 0.4, 0.6, 0.8
	for line := range eachLine(words) {
		word := slices.ContainsFunc(tidy(line), func(w certcat.Word) bool {
			n := letters([]certcat.Word{w})
			return n > 2 && w.Confidence >= sure || n == 2 && w.Confidence >= surer
		})
		if word && quality(line) >= least {
			out = append(out, line...)
		}
	}
	return out
}
