package read

import (
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/certcat/certcat"
)

// The operations of the child half.
const (
	opAbout   = "about"
	opSurvey  = "survey"
	opOCR     = "ocr"
	opCloser  = "closer"
	opPicture = "picture"
)

// about is what the decoders and engines say of themselves.
type about struct {
	Media   []string     `json:"media"`
	Engines []Recogniser `json:"engines"` // in the order in which they are asked; at least one
}

// Recogniser is what an engine says of itself.
type Recogniser struct {
	Name      string   `json:"name"`
	Version   string   `json:"version"`
	Languages []string `json:"languages"` // installed language models, sorted
}

// source names one page of one file.
type source struct {
	Path  string `json:"path"`
	Media string `json:"media"`
	Page  int    `json:"page"`
}

type surveyRequest struct {
	Source source           `json:"source"`
	Size   certcat.PageSize `json:"size"` // as the Document says; zero = the medium decides
}

// survey is a page's text layer against its ink.
type survey struct {
	Size     certcat.PageSize `json:"size"`
	Words    []certcat.Word   `json:"words"`
	Scanned  bool             `json:"scanned"`
	PPI      int              `json:"ppi"` // of the picture that holds a scanned page's ink; 0 = not known
	Ink      float64          `json:"ink"`
	Letters  int              `json:"letters"`
	Loose    int              `json:"loose"`
	Clusters []certcat.Box    `json:"clusters"`
	Garbled  float64          `json:"garbled"`
	Rules    []certcat.Box    `json:"rules"`
	Ticks    []certcat.Tick   `json:"ticks"`
	Codes    []certcat.Code   `json:"codes"`
}

type ocrRequest struct {
	Source source           `json:"source"`
	Size   certcat.PageSize `json:"size"` // of the page as shown
	PPI    int              `json:"ppi"`
	Turn   int              `json:"turn"`   // already decided
	Engine string           `json:"engine"` // "" = the first, which prepares the page; else by name
	Lines  bool             `json:"lines"`  // look for the lines one by one, as on a product, instead of reading a page
	Look   certcat.Look     `json:"look"`   // Box zero = the whole page, which may also be turned
	// Regions are where a text layer leaves ink unexplained; empty = everywhere.
	Regions []certcat.Box `json:"regions"`
}

// closerRequest asks for closer looks at regions of one page, which is drawn once for all of them.
type closerRequest struct {
	Source source           `json:"source"`
	Size   certcat.PageSize `json:"size"` // of the page as shown before Turn
	Turn   int              `json:"turn"`
	Looks  []certcat.Look   `json:"looks"`
}

type recognised struct {
	Turn    int               `json:"turn"`
	Reading certcat.Reading   `json:"reading"`
	Other   []certcat.Reading `json:"other"` // of the same region by other engines
	Rules   []certcat.Box     `json:"rules"`
	Ticks   []certcat.Tick    `json:"ticks"`
	Codes   []certcat.Code    `json:"codes"`
}

type pictureRequest struct {
	Source source           `json:"source"`
	Size   certcat.PageSize `json:"size"`
	Turn   int              `json:"turn"`
	DPI    int              `json:"dpi"`
}

type pictureAnswer struct {
	JPEG []byte `json:"jpeg"`
}

// maxWords is more than the densest page holds; what an engine says beyond it is noise.
const maxWords = 20000

// believe keeps of an engine's words those that can be true: text in UTF-8, boxes of finite numbers on the page. Lines
// are numbered anew in the order in which they come.
func believe(words []certcat.Word, size certcat.PageSize) (kept []certcat.Word, lost int) {
	line, last := 0, 0
	kept = []certcat.Word{} // stored as an empty list, not as nothing
	for i, w := range words {
		if len(kept) >= maxWords {
			return kept, lost + len(words) - i
		}
		b := certcat.Box{X0: max(0, w.Box.X0), Y0: max(0, w.Box.Y0), X1: min(size.Width, w.Box.X1), Y1: min(size.Height, w.Box.Y1)}
		sum := w.Box.X0 + w.Box.Y0 + w.Box.X1 + w.Box.Y1
		if w.Text == "" || len(w.Text) > 4096 || !utf8.ValidString(w.Text) || math.IsNaN(sum) || math.IsInf(sum, 0) || b.Empty() {
			lost++
			continue
		}
		w.Box = b
		if len(kept) == 0 || w.Line != words[last].Line {
			line++
		}
		last, w.Line = i, line
		if !(w.Confidence >= 0) {
			w.Confidence = 0
		}
		w.Confidence = min(1, w.Confidence)
		kept = append(kept, w)
	}
	return kept, lost
}

func (s *survey) apply(page *certcat.Page) {
	page.Width, page.Height, page.Ink = s.Size.Width, s.Size.Height, s.Ink
	page.Rules, page.Ticks, page.Codes = s.Rules, s.Ticks, s.Codes
	words, lost := believe(s.Words, s.Size)
	s.Words = words
	noteLost(page, lost)
	if len(words) > 0 {
		page.Readings = append(page.Readings, certcat.Reading{By: certcat.TextLayer, Words: words})
		page.Best = 0
		if s.Garbled > garbledLimit {
			page.Best = -1
		}
	}
	if len(words) == 0 && s.Letters < blankLetters && s.Ink < blankInk {
		// A blank page is read: it says nothing.
		page.Readings = append(page.Readings, certcat.Reading{By: certcat.TextLayer, Words: []certcat.Word{}})
		page.Best = 0
	}
}

// apply turns the page as the recogniser decided and adds its reading.
func (got *recognised) apply(page *certcat.Page) {
	if got.Turn%90 == 0 && got.Turn > 0 && got.Turn < 360 {
		turnPage(page, got.Turn)
	}
	size := certcat.PageSize{Width: page.Width, Height: page.Height}
	words, lost := believe(got.Reading.Words, size)
	noteLost(page, lost)
	got.Reading.Words = words
	page.Readings = append(page.Readings, got.Reading)
	if len(got.Rules) > 0 {
		page.Rules = got.Rules
	}
	if len(got.Ticks) > 0 {
		page.Ticks = got.Ticks
	}
	if len(got.Codes) > 0 {
		page.Codes = got.Codes
	}
}

func noteLost(page *certcat.Page, lost int) {
	if lost > 0 {
		page.Problems = append(page.Problems, certcat.NewProblem("words-not-believed", "words", strconv.Itoa(lost)).OnPage(page.Number))
	}
}

// turnPage turns a page and everything on it clockwise by degrees.
func turnPage(page *certcat.Page, degrees int) {
	w, h := page.Width, page.Height
	for i := range page.Readings {
		for j := range page.Readings[i].Words {
			page.Readings[i].Words[j].Box = turnBox(page.Readings[i].Words[j].Box, w, h, degrees)
		}
	}
	for i := range page.Rules {
		page.Rules[i] = turnBox(page.Rules[i], w, h, degrees)
	}
	for i := range page.Ticks {
		page.Ticks[i].Box = turnBox(page.Ticks[i].Box, w, h, degrees)
	}
	for i := range page.Codes {
		page.Codes[i].Box = turnBox(page.Codes[i].Box, w, h, degrees)
	}
	if degrees%180 != 0 {
		page.Width, page.Height = h, w
	}
	page.Turn = (page.Turn + degrees) % 360
}

// turnBox moves a box of a page of w × h points along when the page is turned clockwise.
func turnBox(b certcat.Box, w, h float64, degrees int) certcat.Box {
	switch degrees {
	case 90:
		return certcat.Box{X0: h - b.Y1, Y0: b.X0, X1: h - b.Y0, Y1: b.X1}
	case 180:
		return certcat.Box{X0: w - b.X1, Y0: h - b.Y1, X1: w - b.X0, Y1: h - b.Y0}
	case 270:
		return certcat.Box{X0: b.Y0, Y0: w - b.X1, X1: b.Y1, Y1: w - b.X0}
	}
	return b
}
