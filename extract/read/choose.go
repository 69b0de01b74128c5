package read

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"github.com/certcat/certcat"
)

const (
	blankLetters = 3     // pieces of ink of a letter's size under which a page without text is blank …
	blankInk     = 0.002 // … together with this share of ink
	looseLetters = 12    // letters outside the text layer from which a page is looked at by an engine
	poorReading  = 0.55  // mean confidence under which an engine's reading loses against a text layer
	noise        = 0.45  // confidence under which an engine's word beside a text layer is taken for a scribble
)

// wantsRecognition reports whether the text layer leaves ink unexplained or can't be believed.
func (s *survey) wantsRecognition() bool {
	switch {
	case len(s.Words) == 0:
		return s.Letters >= blankLetters || s.Ink >= blankInk
	case s.Garbled > garbledLimit, s.Scanned:
		return true
	}
	return s.Loose >= looseLetters && len(s.Clusters) > 0
}

// regions are the parts of the page that an engine has to look at beside a text layer which is good elsewhere; nil where
// it has to look at the whole page.
func (s *survey) regions() []certcat.Box {
	if len(s.Words) == 0 || s.Scanned || s.Garbled > garbledLimit || s.Loose < looseLetters {
		return nil
	}
	const margin = 5
	var out []certcat.Box
	for _, c := range s.Clusters {
		out = absorb(out, certcat.Box{X0: max(0, c.X0-margin), Y0: max(0, c.Y0-margin),
			X1: min(s.Size.Width, c.X1+margin), Y1: min(s.Size.Height, c.Y1+margin)})
	}
	area := 0.0
	for _, b := range out {
		area += b.Width() * b.Height()
	}
	if len(out) > 10 || area > 0.4*s.Size.Width*s.Size.Height {
		return nil
	}
	return out
}

// absorb adds a box to boxes, joining it with those that it touches.
func absorb(boxes []certcat.Box, b certcat.Box) []certcat.Box {
	for i := range boxes {
		if boxes[i].Overlap(b) > 0 {
			return absorb(slices.Delete(slices.Clone(boxes), i, i+1), boxes[i].Union(b))
		}
	}
	return append(boxes, b)
}

// choose decides which reading is the page's own text, and adds the merged one where layer and engine each see ink
// that the other doesn't.
func choose(page *certcat.Page, s survey) {
	engine := len(page.Readings) - 1
	seen := page.Readings[engine]
	layer := slices.IndexFunc(page.Readings, func(r certcat.Reading) bool { return r.By == certcat.TextLayer && len(r.Words) > 0 })
	poor := quality(seen.Words) < poorReading
	switch {
	case layer < 0:
		page.Best = engine
	case s.Garbled > garbledLimit:
		page.Best = engine
		if poor && len(seen.Words) < 5 {
			page.Best = layer
		}
	case s.Scanned && !poor:
		page.Best = engine
	default:
		merged := merge(page.Readings[layer].Words, seen.Words)
		if len(merged) == len(page.Readings[layer].Words) {
			page.Best = layer
			return
		}
		page.Best = len(page.Readings)
		page.Readings = append(page.Readings, certcat.Reading{By: certcat.Merged, Version: seen.Version, Languages: seen.Languages, DPI: seen.DPI, Words: merged})
	}
}

// quality is the mean confidence of an engine's reading, each letter counting once, 0–1.
func quality(words []certcat.Word) float64 {
	sum, n := 0.0, 0.0
	for _, w := range words {
		letters := float64(len([]rune(w.Text)))
		sum += letters * w.Confidence
		n += letters
	}
	if n == 0 {
		return 0
	}
	return sum / n
}

// merge lays the words that an engine saw beside a text layer between the layer's lines.
func merge(layer, seen []certcat.Word) []certcat.Word {
	return weave(layer, slices.DeleteFunc(slices.Clone(seen), func(w certcat.Word) bool {
		return w.Confidence < noise || !readable(w.Text) || covers(layer, w.Box)
	}))
}

// weave lays lines between, or at the ends of, those of a base, and numbers all anew.
func weave(base, added []certcat.Word) []certcat.Word {
	type line struct {
		words []certcat.Word
		box   certcat.Box
	}
	var lines []line
	last := -1
	for _, w := range base {
		if w.Line != last || len(lines) == 0 {
			lines = append(lines, line{})
			last = w.Line
		}
		l := &lines[len(lines)-1]
		l.words = append(l.words, w)
		l.box = l.box.Union(w.Box)
	}
	own := len(lines)
	last = -1
	var extra []line
	for _, w := range added {
		if w.Line != last || len(extra) == 0 {
			extra = append(extra, line{})
			last = w.Line
		}
		l := &extra[len(extra)-1]
		l.words = append(l.words, w)
		l.box = l.box.Union(w.Box)
	}
	for _, e := range extra {
		if i := slices.IndexFunc(lines, func(l line) bool { return continues(l.box, e.box) && !rightToLeft(l.words) }); i >= 0 {
			l := &lines[i]
			l.words, l.box = append(slices.Clone(l.words), e.words...), l.box.Union(e.box)
			slices.SortStableFunc(l.words, func(a, b certcat.Word) int { return cmp.Compare(a.Box.X0, b.Box.X0) })
			continue
		}
		at := slices.IndexFunc(lines[:min(own, len(lines))], func(l line) bool { return l.box.Y0 > (e.box.Y0+e.box.Y1)/2 })
		if at < 0 {
			at = len(lines)
		}
		lines = slices.Insert(lines, at, e)
		own = len(lines)
	}
	var out []certcat.Word
	for i, l := range lines {
		for _, w := range l.words {
			w.Line = i + 1
			out = append(out, w)
		}
	}
	return out
}

// continues reports whether b stands beside or in a gap of the line a: at the same height, no further off than a few
// characters.
func continues(a, b certcat.Box) bool {
	height := min(a.Height(), b.Height())
	level := min(a.Y1, b.Y1)-max(a.Y0, b.Y0) > 0.5*height
	return level && max(a.Height(), b.Height()) < 2*height && b.X0 < a.X1+3*height && b.X1 > a.X0-3*height
}

func rightToLeft(words []certcat.Word) bool {
	return slices.ContainsFunc(words, func(w certcat.Word) bool {
		return strings.ContainsFunc(w.Text, func(r rune) bool { return unicode.In(r, unicode.Arabic, unicode.Hebrew) })
	})
}

// covers reports whether the layer's words take up so much of the box that they must be what was seen in it.
func covers(layer []certcat.Word, box certcat.Box) bool {
	area, sum := box.Width()*box.Height(), 0.0
	for _, w := range layer {
		sum += box.Overlap(w.Box)
		if sum > 0.4*area {
			return true
		}
	}
	return false
}

// readable reports whether a word holds a letter or digit.
func readable(s string) bool { return slices.ContainsFunc([]rune(s), alphanumeric) }
