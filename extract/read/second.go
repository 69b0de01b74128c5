package read

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract/read/picture"
)

const (
	secondDPI = 200  // at which pages are drawn for the second engine, which scales lines itself
	doubtful  = 0.90 // mean confidence of the first engine under which the second is asked
	fewWords  = 80   // words of a picture, or scan, under which it may be a label, of which the first engine misses much
	hanShare  = 0.10 // share of Chinese characters from which the second is asked: it was made for them
)

// second answers which engine to ask beside the first about a page that the first has just read, if any: it is asked
// about pages without a good text layer, if it knows their script, and the first found them hard. That is less than one
// page in ten of what companies keep, and most photos.
// Where there is no second engine, the first is asked to look for lines one by one.
func (r *Reader) second(page certcat.Page, s survey) (Recogniser, bool) {
	if page.Best < 0 || len(s.regions()) > 0 {
		return Recogniser{}, false
	}
	engine, first := r.about.Engines[min(1, len(r.about.Engines)-1)], page.Readings[len(page.Readings)-1]
	if page.Readings[page.Best].By != r.about.Engines[0].Name {
		// A text layer that holds, or one of which only gaps were filled.
		if len(s.Words) > len(first.Words) && !s.Scanned {
			return Recogniser{}, false
		}
		first = page.Readings[page.Best]
	}
	if poor := quality(first.Words) < poorReading || len(first.Words) < fewWords/4; !poor && slices.ContainsFunc(first.Languages, func(l string) bool { return !slices.Contains(engine.Languages, l) && !sister(l, engine.Languages) }) {
		return Recogniser{}, false
	}
	if len(r.about.Engines) < 2 {
		// A sheet of paper reads no better by its lines.
		return engine, !blank(s) && (quality(first.Words) < badWhole || len(first.Words) < fewWords/2)
	}
	hard := quality(first.Words) < doubtful || chinese(first.Words) > hanShare || len(first.Words) < fewWords
	return engine, hard && !blank(s)
}

// sister reports whether a language's letters are those of a language that an engine knows.
func sister(language string, known []string) bool {
	family := families()[language].family
	return family != "" && slices.ContainsFunc(known, func(k string) bool { return families()[k].family == family })
}

// blank reports whether a page that was surveyed has nothing on it.
func blank(s survey) bool {
	return len(s.Words) == 0 && s.Ink > 0 && s.Letters < blankLetters && s.Ink < blankInk
}

// chinese is the share of Chinese characters in what was read.
func chinese(words []certcat.Word) float64 {
	n, all := 0, 0
	for _, w := range words {
		for _, c := range w.Text {
			all++
			if unicode.Is(unicode.Han, c) {
				n++
			}
		}
	}
	return float64(n) / float64(max(1, all))
}

// beside adds the second engine's reading of a whole page, and the one that takes each line from whoever read it best.
func (r *Reader) beside(ctx context.Context, page certcat.Page, from ocrRequest, engine Recogniser) (certcat.Page, error) {
	request := ocrRequest{Source: from.Source, Size: unturned(page), PPI: from.PPI, Turn: page.Turn, Engine: engine.Name,
		Lines: engine.Name == r.about.Engines[0].Name, Look: certcat.Look{Page: page.Number}}
	var got recognised
	if problem, err := r.call(ctx, opOCR, request, &got); err != nil {
		return page, err
	} else if problem != nil {
		page.Problems = append(page.Problems, problem.OnPage(page.Number))
		return page, nil
	}
	best := page.Best
	got.apply(&page)
	seen := page.Readings[len(page.Readings)-1]
	bars := besideSecond
	switch first := quality(page.Readings[best].Words); {
	case request.Lines && first >= badWhole:
		bars = besideLines
	case request.Lines:
		bars = besideGarbage
	}
	words := combine(page.Readings[best].Words, seen.Words, bars)
	if len(words) == 0 {
		return page, nil
	}
	page.Best = len(page.Readings)
	page.Readings = append(page.Readings, certcat.Reading{By: certcat.Merged, Version: seen.Version,
		Languages: page.Readings[best].Languages, DPI: page.Readings[best].DPI, Words: words})
	return page, nil
}

// plain reads a whole page with an engine that wants it as it is: no preparation, all its languages at once. Where the
// lines turn out to run another way than across, the page is turned and read again.
func (j *job) plain() (any, error) {
	out := recognised{}
	for turn := range 2 {
		sheet := picture.Prepare(j.img, j.in.Size, picture.Options{Turn: (j.in.Turn + out.Turn) % 360, Raw: true})
		words, err := j.engine.Recognize(j.ctx, sheet.Grey, sheet.DPI, certcat.Look{Page: j.in.Look.Page})
		if err != nil {
			return nil, err
		}
		if t := direction(words); t != 0 && turn == 0 {
			out.Turn = t
			continue
		}
		onPage(words, sheet)
		out.Reading = certcat.Reading{By: j.engine.Name(), Version: j.version, Languages: j.installed, DPI: sheet.DPI, Words: tidy(words)}
		break
	}
	return out, nil
}

// others are what the other engines read in the region that the first has just read, in those of its languages that they
// know.
func (h *half) others(j *job, languages []string) (all []certcat.Reading, err error) {
	for _, e := range h.engines[1:] {
		if e, err = h.prepared(e.engine.Name()); err != nil {
			return nil, err
		}
		known := slices.DeleteFunc(slices.Clone(languages), func(l string) bool { return !slices.Contains(e.installed, l) && !sister(l, e.installed) })
		if len(known) < len(languages) || e.engine.Name() == j.engine.Name() {
			continue
		}
		sheet := picture.Prepare(j.img, j.in.Size, picture.Options{Turn: j.turn, Crop: j.in.Look.Box, Raw: true})
		look := j.in.Look
		look.Languages = nil
		words, err := e.engine.Recognize(j.ctx, sheet.Grey, sheet.DPI, look)
		if err != nil {
			return nil, err
		}
		onPage(words, sheet)
		all = append(all, certcat.Reading{By: e.engine.Name(), Version: e.version, Languages: e.installed, Region: j.in.Look.Box,
			DPI: sheet.DPI, Purpose: j.in.Look.Purpose, Words: tidy(words)})
	}
	return all, nil
}

// direction is by how many degrees clockwise a page must be turned for its lines to run from left to right: the way from
// each word to the next of its line tells. 0 where most do already, or too few words tell.
func direction(words []certcat.Word) int {
	const enough = 4
	var ways [4]int // right, up, left, down
	for i := 1; i < len(words); i++ {
		a, b := words[i-1], words[i]
		if a.Line != b.Line || !readable(a.Text) || !readable(b.Text) {
			continue
		}
		dx, dy := b.Box.X0+b.Box.X1-a.Box.X0-a.Box.X1, b.Box.Y0+b.Box.Y1-a.Box.Y0-a.Box.Y1
		switch {
		case dx >= max(dy, -dy):
			ways[0]++
		case -dy >= max(dx, -dx):
			ways[1]++
		case -dx >= max(dy, -dy):
			ways[2]++
		default:
			ways[3]++
		}
	}
	for i, n := range ways {
		if n >= enough && 4*n >= 3*(ways[0]+ways[1]+ways[2]+ways[3]) {
			return 90 * i
		}
	}
	return 0
}

// bars are the confidences from which words count that only one of two readings has.
type bars struct {
	alone float64 // of a word of the first; 0 = it always counts
	least float64 // of a line of the second
}

var (
	besideSecond  = bars{alone: 0.80, least: 0.60}
	besideGarbage = bars{alone: 0.80, least: 0.45} // lines of the first engine itself beside a page that it couldn't read
	besideLines   = bars{least: 0.45}              // and beside one that it could, such as a label drawn as a page
)

// legible is the confidence of a line of the first reading whose spelling stands where both mean the same.
const legible = 0.70

// combine takes each line of a page from the engine that read it best. The first engine's words beneath a line of the
// second stand where both say the same, but for lookalikes and spaces, or where they were read more surely; words that
// it alone saw must be sure, and so must lines of the second.
func combine(first, second []certcat.Word, b bars) []certcat.Word {
	dropped := make([]bool, len(first))
	var kept []certcat.Word
	seen := make([]bool, len(first))
	for line := range eachLine(second) {
		var box certcat.Box
		for _, w := range line {
			box = box.Union(w.Box)
		}
		var under []certcat.Word
		var at []int
		for i, w := range first {
			if inside(w.Box, box) {
				under, at = append(under, w), append(at, i)
				seen[i] = true
			}
		}
		if stands(under, line, b.least) {
			continue
		}
		kept = append(kept, line...)
		for _, i := range at {
			dropped[i] = true
		}
	}
	var base []certcat.Word
	for i, w := range first {
		if !dropped[i] && (seen[i] || b.alone == 0 || w.Confidence >= b.alone && len([]rune(w.Text)) > 1 && readable(w.Text)) {
			base = append(base, w)
		}
	}
	return weave(base, kept)
}

// stands reports whether what the first engine read beneath a line of the second is to be kept.
func stands(under, line []certcat.Word, least float64) bool {
	sure, other := quality(under), quality(line)
	if other < least {
		return true
	}
	if sure >= legible && alike(under) == alike(line) {
		return true
	}
	if 10*letters(under) < 7*letters(line) {
		return false
	}
	return sure >= other
}

// lookalikes are what the engines mistake for each other most.
var lookalikes = strings.NewReplacer("0", "o", "1", "l", "i", "l", "|", "l", "5", "s", "8", "b")

// alike is what was read without spaces and punctuation, lookalikes made equal.
func alike(words []certcat.Word) string {
	var b strings.Builder
	for _, w := range words {
		for _, r := range norm.NFKC.String(w.Text) {
			if alphanumeric(r) {
				b.WriteRune(unicode.ToLower(r))
			}
		}
	}
	return lookalikes.Replace(b.String())
}

// inside reports whether most of a word lies in a box.
func inside(word, box certcat.Box) bool {
	return word.Overlap(box) > 0.5*word.Width()*word.Height()
}

func letters(words []certcat.Word) (n int) {
	for _, w := range words {
		n += len([]rune(strings.TrimFunc(w.Text, func(r rune) bool { return !alphanumeric(r) })))
	}
	return n
}
