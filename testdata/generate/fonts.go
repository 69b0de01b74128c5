package main

import (
	"embed"
	"fmt"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

//go:embed fonts/*.ttf
var fontFiles embed.FS

// A face is one of the fonts in fonts/. A character that a face lacks is taken from arabic, cjk, korean or sans, in this order.
type face string

const (
	sans        face = "sans"
	sansBold    face = "sans-bold"
	serif       face = "serif"
	serifBold   face = "serif-bold"
	serifItalic face = "serif-italic"
	arabic      face = "arabic"
	cjk         face = "cjk"
	korean      face = "korean"
)

// faceOrder is where letters are looked for that a face lacks.
var faceOrder = []face{arabic, cjk, korean, sans}

var faces = []face{sans, sansBold, serif, serifBold, serifItalic, arabic, cjk, korean}

type fontData struct {
	bytes []byte
	sfnt  *sfnt.Font
	units fixed.Int26_6
}

var loadFonts = sync.OnceValue(func() map[face]fontData {
	all := map[face]fontData{}
	for _, f := range faces {
		data, err := fontFiles.ReadFile("fonts/" + string(f) + ".ttf")
		check(err)
		parsed, err := sfnt.Parse(data)
		check(err)
		all[f] = fontData{data, parsed, fixed.Int26_6(parsed.UnitsPerEm())}
	}
	return all
})

func glyph(f face, r rune) sfnt.GlyphIndex {
	index, err := loadFonts()[f].sfnt.GlyphIndex(nil, r)
	check(err)
	return index
}

// faceFor is the face that draws r where f was asked for.
func faceFor(f face, r rune) face {
	for _, candidate := range append([]face{f}, faceOrder...) {
		if glyph(candidate, r) != 0 {
			return candidate
		}
	}
	panic(fmt.Sprintf("no font has %q (U+%04X): run testdata/generate/fonts/subset", r, r))
}

// A run is a piece of text that one face draws.
type run struct {
	face face
	text string
}

func runs(f face, text string) []run {
	var out []run
	for _, r := range text {
		use := faceFor(f, r)
		if r == ' ' && len(out) > 0 && glyph(out[len(out)-1].face, r) != 0 {
			use = out[len(out)-1].face
		}
		if len(out) == 0 || out[len(out)-1].face != use {
			out = append(out, run{face: use})
		}
		out[len(out)-1].text += string(r)
	}
	return out
}

// advance is the width of one character in em.
func advance(f face, r rune) float64 {
	data := loadFonts()[f]
	wide, err := data.sfnt.GlyphAdvance(nil, glyph(f, r), data.units, font.HintingNone)
	check(err)
	return float64(wide) / float64(data.units)
}

// width is the width of text in points.
func width(f face, size float64, text string) float64 {
	total := 0.0
	for _, piece := range runs(f, text) {
		for _, r := range piece.text {
			total += advance(piece.face, r)
		}
	}
	return total * size
}
