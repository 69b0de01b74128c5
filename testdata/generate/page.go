package main

import (
	"math"
	"strings"
	"unicode"
)

// Everything is drawn on a page of our own first and written as PDF or as a picture afterwards, so that a scan or photo
// shows exactly what the PDF would. Points, origin top left, y grows downwards; text stands on its baseline.

type colour struct{ r, g, b uint8 }

var (
	black = colour{0, 0, 0}
	ink   = colour{20, 20, 30}
	grey  = colour{110, 110, 110}
	pale  = colour{225, 228, 232}
	red   = colour{196, 30, 40}
	blue  = colour{20, 55, 130}
	green = colour{20, 100, 60}
	gold  = colour{160, 120, 40}
	white = colour{255, 255, 255}
)

type point struct{ x, y float64 }

type textMark struct {
	at     point
	angle  float64 // degrees counter-clockwise around at
	face   face
	size   float64
	colour colour
	text   string
	hidden bool // in the text layer only
}

type pathMark struct {
	points []point
	closed bool
	fill   bool
	width  float64
	colour colour
}

type page struct {
	w, h  float64
	marks []any // textMark or pathMark, in drawing order
}

// style is how text looks.
type style struct {
	face   face
	size   float64
	colour colour
}

func a4() *page        { return &page{w: 595, h: 842} }
func letter() *page    { return &page{w: 612, h: 792} }
func landscape() *page { return &page{w: 842, h: 595} }

// text draws from x on the baseline y and returns where it ends.
func (p *page) text(x, y float64, s style, text string) float64 {
	p.marks = append(p.marks, textMark{at: point{x, y}, face: s.face, size: s.size, colour: s.colour, text: text})
	return x + width(s.face, s.size, text)
}

func (p *page) centre(x, y float64, s style, text string) {
	p.text(x-width(s.face, s.size, text)/2, y, s, text)
}

func (p *page) right(x, y float64, s style, text string) {
	p.text(x-width(s.face, s.size, text), y, s, text)
}

func (p *page) turned(x, y, angle float64, s style, text string) {
	p.marks = append(p.marks, textMark{at: point{x, y}, angle: angle, face: s.face, size: s.size, colour: s.colour, text: text})
}

// wrap breaks text into lines of at most w points: at spaces, and between CJK characters.
func wrap(s style, w float64, text string) []string {
	var lines []string
	for _, paragraph := range strings.Split(text, "\n") {
		line, word := "", ""
		flush := func() {
			if line != "" && width(s.face, s.size, strings.TrimRight(line+word, " ")) > w {
				lines = append(lines, strings.TrimRight(line, " "))
				line = strings.TrimLeft(word, " ")
			} else {
				line += word
			}
			word = ""
		}
		for _, r := range paragraph {
			if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) {
				flush()
			}
			word += string(r)
			if r == ' ' {
				flush()
			}
		}
		flush()
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}

// para draws wrapped text whose first baseline is y and returns the baseline after the last line.
func (p *page) para(x, y, w float64, s style, text string) float64 {
	for _, line := range wrap(s, w, text) {
		p.text(x, y, s, line)
		y += s.size * 1.32
	}
	return y
}

// centredPara draws wrapped text in the middle of the page.
func (p *page) centredPara(y, w float64, s style, text string) float64 {
	for _, line := range wrap(s, w, text) {
		p.centre(p.w/2, y, s, line)
		y += s.size * 1.32
	}
	return y
}

func (p *page) path(closed, fill bool, wide float64, c colour, points ...point) {
	p.marks = append(p.marks, pathMark{points: points, closed: closed, fill: fill, width: wide, colour: c})
}

func (p *page) line(x0, y0, x1, y1, wide float64, c colour) {
	p.path(false, false, wide, c, point{x0, y0}, point{x1, y1})
}

func (p *page) rect(x0, y0, x1, y1, wide float64, c colour) {
	p.path(true, false, wide, c, point{x0, y0}, point{x1, y0}, point{x1, y1}, point{x0, y1})
}

func (p *page) fill(x0, y0, x1, y1 float64, c colour) {
	p.path(true, true, 0, c, point{x0, y0}, point{x1, y0}, point{x1, y1}, point{x0, y1})
}

// arc draws from angle a to b (degrees, 0 = right, counter-clockwise).
func (p *page) arc(cx, cy, r, a, b, wide float64, c colour) {
	p.path(false, false, wide, c, arcPoints(cx, cy, r, a, b)...)
}

func arcPoints(cx, cy, r, a, b float64) []point {
	steps := int(min(max(4*r, 8), 48))
	points := make([]point, 0, steps+1)
	for i := 0; i <= steps; i++ {
		t := (a + (b-a)*float64(i)/float64(steps)) * math.Pi / 180
		points = append(points, point{cx + r*math.Cos(t), cy - r*math.Sin(t)})
	}
	return points
}

func (p *page) circle(cx, cy, r, wide float64, c colour) { p.arc(cx, cy, r, 0, 360, wide, c) }

func (p *page) disc(cx, cy, r float64, c colour) {
	p.path(true, true, 0, c, arcPoints(cx, cy, r, 0, 360)...)
}

// table draws a ruled table; a cell's text is wrapped. It returns the y of its lower edge.
func (p *page) table(x, y float64, columns []float64, s style, rows [][]string) float64 {
	const pad = 4
	top := y
	right := x
	for _, w := range columns {
		right += w
	}
	p.line(x, y, right, y, 0.7, ink)
	for _, row := range rows {
		lines := 1
		for i, cell := range row {
			lines = max(lines, len(wrap(s, columns[i]-2*pad, cell)))
		}
		at := x
		for i, cell := range row {
			p.para(at+pad, y+pad+s.size*0.85, columns[i]-2*pad, s, cell)
			at += columns[i]
		}
		y += float64(lines)*s.size*1.32 + 2*pad
		p.line(x, y, right, y, 0.7, ink)
	}
	at := x
	p.line(x, top, x, y, 0.7, ink)
	for _, w := range columns {
		at += w
		p.line(at, top, at, y, 0.7, ink)
	}
	return y
}

// pairs draws label and value side by side, one pair after the other, and returns the next baseline.
func (p *page) pairs(x, y, labelWidth, w float64, label, value style, pairs ...string) float64 {
	for i := 0; i+1 < len(pairs); i += 2 {
		below := p.para(x, y, labelWidth-6, label, pairs[i])
		y = max(below, p.para(x+labelWidth, y, w-labelWidth, value, pairs[i+1])) + 4
	}
	return y
}
