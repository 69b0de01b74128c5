package extract

import (
	"slices"
	"unicode/utf8"

	"github.com/certcat/certcat"
)

// A quarter is how a page's text runs where it does not run from left to right: labels are often photographed on their side, a
// small part of the picture, and engines read them there line by line.
type quarter int

const (
	upright quarter = iota
	upwards
	downwards
)

// runs tells how the words of a page run: most of the long ones stand on end, and the words of their lines follow each other
// up or down the page.
func runs(p certcat.Page) quarter {
	if p.Best < 0 || p.Best >= len(p.Readings) || p.Readings[p.Best].By == certcat.TextLayer {
		return upright
	}
	words := p.Readings[p.Best].Words
	long, tall, down := 0, 0, 0
	for i, w := range words {
		if utf8.RuneCountInString(w.Text) >= 4 {
			long++
			if w.Box.Height() > 1.6*w.Box.Width() {
				tall++
			}
		}
		if i > 0 && w.Line == words[i-1].Line {
			switch before := words[i-1].Box; {
			case w.Box.Y0 >= before.Y1:
				down++
			case w.Box.Y1 <= before.Y0:
				down--
			}
		}
	}
	switch {
	case tall < 4 || 10*tall < 7*long:
		return upright
	case down > 0:
		return downwards
	}
	return upwards
}

// posture is how the text of a page stands on it: which way it runs, and how much its lines fall for every point to the right
// once they run that way.
type posture struct {
	quarter
	slope float64
}

// postureOf is the posture of a page.
func postureOf(p certcat.Page) posture {
	out := posture{quarter: runs(p)}
	if out.quarter == upright {
		return out
	}
	var slopes []float64
	words := p.Readings[p.Best].Words
	for i := 1; i < len(words); i++ {
		a, b := out.turn(words[i-1].Box, p.Width, p.Height), out.turn(words[i].Box, p.Width, p.Height)
		gap, high := b.X0-a.X1, min(a.Height(), b.Height())
		if words[i].Line == words[i-1].Line && gap > -high && gap < 2*high && abs(a.Y0-b.Y0) < high {
			slopes = append(slopes, (b.Y0+b.Y1-a.Y0-a.Y1)/(b.X0+b.X1-a.X0-a.X1))
		}
	}
	if slices.Sort(slopes); len(slopes) > 0 {
		out.slope = slopes[len(slopes)/2]
	}
	return out
}

// turn is a box of a page of the given size as it stands once the page is turned so that its text runs from left to right.
func (q posture) turn(b certcat.Box, width, height float64) certcat.Box {
	switch q.quarter {
	case upwards:
		b = certcat.Box{X0: height - b.Y1, Y0: b.X0, X1: height - b.Y0, Y1: b.X1}
	case downwards:
		b = certcat.Box{X0: b.Y0, Y0: width - b.X1, X1: b.Y1, Y1: width - b.X0}
	}
	return q.lower(b, -1)
}

// back is where a box of the turned page stands on the page of the given size.
func (q posture) back(b certcat.Box, width, height float64) certcat.Box {
	b = q.lower(b, 1)
	switch q.quarter {
	case upwards:
		return certcat.Box{X0: b.Y0, Y0: height - b.X1, X1: b.Y1, Y1: height - b.X0}
	case downwards:
		return certcat.Box{X0: width - b.Y1, Y0: b.X0, X1: width - b.Y0, Y1: b.X1}
	}
	return b
}

// lower moves a box down by what the lines fall up to its middle, or up.
func (q posture) lower(b certcat.Box, times float64) certcat.Box {
	by := times * q.slope * (b.X0 + b.X1) / 2
	b.Y0, b.Y1 = b.Y0+by, b.Y1+by
	return b
}

// turned is a page with its words as they are laid out.
func (q posture) turned(p certcat.Page) certcat.Page {
	if q.quarter == upright {
		return p
	}
	out := p
	out.Width, out.Height = p.Height, p.Width
	out.Readings = slices.Clone(p.Readings)
	for i, r := range p.Readings {
		out.Readings[i].Words = slices.Clone(r.Words)
		for j, w := range r.Words {
			out.Readings[i].Words[j].Box = q.turn(w.Box, p.Width, p.Height)
		}
	}
	out.Rules = slices.Clone(p.Rules)
	for i, r := range p.Rules {
		out.Rules[i] = q.turn(r, p.Width, p.Height)
	}
	return out
}

// asShown gives the places of a certificate's evidence, and those to look at again, on the pages as they are shown.
func asShown(c *certcat.Certificate, looks []certcat.Look, sheets []*sheet) {
	back := map[int]func(certcat.Box) certcat.Box{}
	for _, s := range sheets {
		if s.posture.quarter != upright {
			back[s.number] = func(b certcat.Box) certcat.Box { return s.posture.back(b, s.height, s.width) }
		}
	}
	if len(back) == 0 {
		return
	}
	values := func(list []certcat.Value) []certcat.Value {
		list = slices.Clone(list)
		for i := range list {
			list[i].Evidence = slices.Clone(list[i].Evidence)
			for j, e := range list[i].Evidence {
				if show := back[e.Page]; show != nil && !e.Box.Empty() {
					list[i].Evidence[j].Box = show(e.Box)
				}
			}
		}
		return list
	}
	for _, fields := range [2][]certcat.Field{c.Fields, c.Facts} {
		for i := range fields {
			fields[i].Values, fields[i].Rivals = values(fields[i].Values), values(fields[i].Rivals)
		}
	}
	for i, l := range looks {
		if show := back[l.Page]; show != nil && !l.Box.Empty() {
			looks[i].Box = show(l.Box)
		}
	}
}
