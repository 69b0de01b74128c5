package main

import (
	"math"
	"math/rand/v2"
)

// The things that make a sheet look like a certificate: marks, seals, borders, signatures.

// leaders draws label, dots and value, as test report forms do.
func (p *page) leaders(x, y, w float64, s style, label, value string) float64 {
	at := p.text(x, y, s, label)
	dot := width(s.face, s.size, ".")
	dots := ""
	for at+float64(len(dots)+3)*dot < x+w {
		dots += "."
	}
	at = p.text(at+dot, y, s, dots+":")
	below := p.para(max(at+6, x+w+6), y, p.w-60-max(at+6, x+w+6), s, value)
	return max(y+s.size*1.5, below+2)
}

// ce draws the CE mark of height h with its upper left corner at x, y.
func (p *page) ce(x, y, h float64, c colour) {
	r := h / 2
	wide := h * 0.18
	p.arc(x+r, y+r, r-wide/2, 90, 270, wide, c)
	p.line(x+r, y+wide/2, x+r*1.12, y+wide/2, wide, c)
	p.line(x+r, y+h-wide/2, x+r*1.12, y+h-wide/2, wide, c)
	ex := x + h*1.32
	p.arc(ex, y+r, r-wide/2, 90, 270, wide, c)
	p.line(ex, y+wide/2, ex+r*0.12, y+wide/2, wide, c)
	p.line(ex, y+h-wide/2, ex+r*0.12, y+h-wide/2, wide, c)
	p.line(ex-r+wide/2, y+r, ex, y+r, wide, c)
}

// seal draws a round stamp with text along its rim and a star in its middle.
func (p *page) seal(cx, cy, r float64, c colour, rim, below string) {
	p.circle(cx, cy, r, 2.2, c)
	s := style{sansBold, r * 0.22, c}
	const room = 290 // degrees
	if arc := width(s.face, s.size, rim) * 1.15 / (r * 0.74) * 180 / math.Pi; arc > room {
		s.size *= room / arc
	}
	total := width(s.face, s.size, rim) * 1.15
	span := total / (r * 0.74) * 180 / math.Pi
	angle := 90 + span/2
	scale := span / total
	for _, char := range rim {
		w := width(s.face, s.size, string(char)) * 1.15 * scale
		t := (angle - w/2) * math.Pi / 180
		half := width(s.face, s.size, string(char)) / 2
		x, y := cx+r*0.74*math.Cos(t), cy-r*0.74*math.Sin(t)
		turn := angle - w/2 - 90
		rad := turn * math.Pi / 180
		p.turned(x-half*math.Cos(rad), y+half*math.Sin(rad), turn, s, string(char))
		angle -= w
	}
	p.star(cx, cy, r*0.3, c)
	if below != "" {
		p.centre(cx, cy+r*0.62, style{sansBold, r * 0.2, c}, below)
	}
}

func (p *page) star(cx, cy, r float64, c colour) {
	var points []point
	for i := range 10 {
		radius := r
		if i%2 == 1 {
			radius = r * 0.382
		}
		t := (90 + float64(i)*36) * math.Pi / 180
		points = append(points, point{cx + radius*math.Cos(t), cy - radius*math.Sin(t)})
	}
	p.path(true, true, 0, c, points...)
}

// oblong draws a rectangular stamp.
func (p *page) oblong(x, y, w float64, c colour, lines ...string) {
	s := style{sansBold, 9, c}
	h := float64(len(lines))*12 + 8
	p.rect(x, y, x+w, y+h, 1.6, c)
	for i, line := range lines {
		p.centre(x+w/2, y+14+float64(i)*12, s, line)
	}
}

// signature draws a scribble; the seed makes the hand.
func (p *page) signature(x, y, w float64, seed uint64, c colour) {
	random := rand.New(rand.NewPCG(seed, 7))
	points := []point{}
	const steps = 90
	a, b := 2+random.Float64()*3, 5+random.Float64()*4
	for i := range steps {
		t := float64(i) / steps
		swing := math.Sin(t*math.Pi*2*a) + 0.6*math.Sin(t*math.Pi*2*b+1)
		points = append(points, point{x + t*w + 5*math.Cos(t*30), y - 7*swing*(1-0.5*t)})
	}
	p.path(false, false, 1.1, c, points...)
}

// border draws the ornate frame of a wall certificate.
func (p *page) border(c colour) {
	p.rect(22, 22, p.w-22, p.h-22, 3, c)
	p.rect(29, 29, p.w-29, p.h-29, 0.8, c)
	for x := 40.0; x < p.w-40; x += 9 {
		p.circle(x, 25.5, 2.2, 0.5, c)
		p.circle(x, p.h-25.5, 2.2, 0.5, c)
	}
	for y := 40.0; y < p.h-40; y += 9 {
		p.circle(25.5, y, 2.2, 0.5, c)
		p.circle(p.w-25.5, y, 2.2, 0.5, c)
	}
}

// emblem draws a made-up logo: a disc with a wave, and a name beside it.
func (p *page) emblem(x, y, r float64, c colour, name, line string) {
	p.disc(x+r, y+r, r, c)
	p.arc(x+r*0.55, y+r, r*0.42, 0, 180, r*0.16, white)
	p.arc(x+r*1.4, y+r, r*0.42, 180, 360, r*0.16, white)
	p.text(x+2*r+8, y+r*1.05, style{sansBold, r * 0.85, c}, name)
	p.text(x+2*r+8, y+r*1.75, style{sans, r * 0.42, grey}, line)
}

// code draws a square of modules that looks like a QR code and says nothing.
func (p *page) code(x, y, size float64, seed uint64) {
	random := rand.New(rand.NewPCG(seed, 3))
	const n = 25
	m := size / n
	corner := func(i, j int) bool { return (i < 8 && j < 8) || (i < 8 && j > n-9) || (i > n-9 && j < 8) }
	for i := range n {
		for j := range n {
			if !corner(i, j) && random.IntN(2) == 0 {
				p.fill(x+float64(j)*m, y+float64(i)*m, x+float64(j+1)*m, y+float64(i+1)*m, black)
			}
		}
	}
	for _, at := range [][2]float64{{0, 0}, {0, n - 7}, {n - 7, 0}} {
		cx, cy := x+at[1]*m, y+at[0]*m
		p.rect(cx+m/2, cy+m/2, cx+6.5*m, cy+6.5*m, m, black)
		p.fill(cx+2*m, cy+2*m, cx+5*m, cy+5*m, black)
	}
}
