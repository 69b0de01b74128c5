package main

import (
	"image"
	"image/color"
	"image/draw"
	"math"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// render draws a page as a picture.
func render(p *page, dpi float64) *image.RGBA {
	scale := dpi / 72
	img := image.NewRGBA(image.Rect(0, 0, int(math.Round(p.w*scale)), int(math.Round(p.h*scale))))
	draw.Draw(img, img.Bounds(), image.White, image.Point{}, draw.Src)
	for _, m := range p.marks {
		switch m := m.(type) {
		case textMark:
			rasterText(img, scale, m)
		case pathMark:
			rasterPath(img, scale, m)
		}
	}
	return img
}

// brush collects outlines in pixels and paints only the part of the picture that they touch.
type brush struct {
	segments  []segment
	low, high point
}

type segment struct {
	op   sfnt.SegmentOp
	args [3]point
}

func (b *brush) add(outline ...segment) {
	for _, s := range outline {
		for i := range argCount(s.op) {
			a := s.args[i]
			if len(b.segments) == 0 {
				b.low, b.high = a, a
			}
			b.low = point{min(b.low.x, a.x), min(b.low.y, a.y)}
			b.high = point{max(b.high.x, a.x), max(b.high.y, a.y)}
		}
		b.segments = append(b.segments, s)
	}
}

func argCount(op sfnt.SegmentOp) int {
	switch op {
	case sfnt.SegmentOpQuadTo:
		return 2
	case sfnt.SegmentOpCubeTo:
		return 3
	default:
		return 1
	}
}

func (b *brush) paint(img *image.RGBA, c colour) {
	area := image.Rect(int(b.low.x)-1, int(b.low.y)-1, int(b.high.x)+2, int(b.high.y)+2).Intersect(img.Bounds())
	if len(b.segments) == 0 || area.Empty() {
		return
	}
	r := vector.NewRasterizer(area.Dx(), area.Dy())
	f := func(p point) (float32, float32) {
		return float32(p.x - float64(area.Min.X)), float32(p.y - float64(area.Min.Y))
	}
	for i, s := range b.segments {
		x, y := f(s.args[0])
		x1, y1 := f(s.args[1])
		x2, y2 := f(s.args[2])
		switch s.op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				r.ClosePath()
			}
			r.MoveTo(x, y)
		case sfnt.SegmentOpLineTo:
			r.LineTo(x, y)
		case sfnt.SegmentOpQuadTo:
			r.QuadTo(x, y, x1, y1)
		case sfnt.SegmentOpCubeTo:
			r.CubeTo(x, y, x1, y1, x2, y2)
		}
	}
	r.ClosePath()
	r.Draw(img, area, image.NewUniform(color.RGBA{c.r, c.g, c.b, 255}), image.Point{})
}

func rasterText(img *image.RGBA, scale float64, m textMark) {
	if m.hidden {
		return
	}
	rad := m.angle * math.Pi / 180
	sin, cos := math.Sin(rad), math.Cos(rad)
	at := 0.0
	var buffer sfnt.Buffer
	for _, piece := range runs(m.face, m.text) {
		data := loadFonts()[piece.face]
		size := m.size / float64(data.units)
		for _, char := range piece.text {
			outline, err := data.sfnt.LoadGlyph(&buffer, glyph(piece.face, char), data.units, nil)
			check(err)
			place := func(p fixed.Point26_6) point {
				x, y := at+float64(p.X)*size, float64(p.Y)*size
				return point{(m.at.x + x*cos + y*sin) * scale, (m.at.y - x*sin + y*cos) * scale}
			}
			var b brush
			for _, s := range outline {
				moved := segment{op: s.Op}
				for i := range argCount(s.Op) {
					moved.args[i] = place(s.Args[i])
				}
				b.add(moved)
			}
			b.paint(img, m.colour)
			at += advance(piece.face, char) * m.size
		}
	}
}

func rasterPath(img *image.RGBA, scale float64, m pathMark) {
	points := make([]point, 0, len(m.points)+1)
	for _, p := range m.points {
		points = append(points, point{p.x * scale, p.y * scale})
	}
	var b brush
	if m.fill {
		b.add(polygon(points...)...)
		b.paint(img, m.colour)
		return
	}
	if m.closed {
		points = append(points, points[0])
	}
	half := max(m.width*scale, 0.8) / 2
	for i := range len(points) - 1 {
		var stroke brush
		stroke.add(thick(points[i], points[i+1], half)...)
		stroke.paint(img, m.colour)
	}
}

func polygon(points ...point) []segment {
	out := []segment{{op: sfnt.SegmentOpMoveTo, args: [3]point{points[0]}}}
	for _, p := range points[1:] {
		out = append(out, segment{op: sfnt.SegmentOpLineTo, args: [3]point{p}})
	}
	return out
}

// thick is the rectangle around the line from a to b.
func thick(a, b point, half float64) []segment {
	dx, dy := b.x-a.x, b.y-a.y
	long := math.Hypot(dx, dy)
	if long == 0 {
		dx, long = 1, 1
	}
	nx, ny := -dy/long*half, dx/long*half
	ex, ey := dx/long*half*0.3, dy/long*half*0.3
	return polygon(point{a.x + nx - ex, a.y + ny - ey}, point{b.x + nx + ex, b.y + ny + ey},
		point{b.x - nx + ex, b.y - ny + ey}, point{a.x - nx - ex, a.y - ny - ey})
}
