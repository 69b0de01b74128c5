package ppocr

import (
	"image"
	"strings"
)

// character is one that the network read: at, in pixels of the strip, is about its middle.
type character struct {
	text       string
	confidence float64
	at         float64
	space      float64 // how strongly a space was seen between the one before and this one, 0–1
}

// narrowest is the width in pixels that the network was trained with at least; shorter strips are filled up.
const narrowest = 320

// allowed are the classes that may be read; nil where all may.
func (m *models) allowed(whitelist string) []bool {
	if whitelist == "" {
		return nil
	}
	out := make([]bool, len(m.characters))
	for i, c := range m.characters {
		out[i] = c == "" || strings.Contains(whitelist, c)
	}
	return out
}

// recognise reads a strip: at each step the likeliest class, a class that repeats is one character.
func (m *models) recognise(strip *image.Gray, allowed []bool) ([]character, error) {
	w := max(narrowest, (strip.Rect.Dx()+7)/8*8)
	out, shape, err := run(m.recognition, colours(strip, w), stripHeight, w)
	if err != nil {
		return nil, err
	}
	steps, classes := int(shape[1]), int(shape[2])
	step := float64(w) / float64(steps)
	var found []character
	last, space := 0, 0.0
	first := 0
	for t := range steps {
		row := out[t*classes : (t+1)*classes]
		best := 0
		for c, p := range row {
			if p > row[best] && (allowed == nil || c < len(allowed) && allowed[c]) {
				best = c
			}
		}
		space = max(space, float64(row[classes-1]))
		switch {
		case best == 0 || best >= len(m.characters) || m.characters[best] == " ":
		case best == last:
			c := &found[len(found)-1]
			c.confidence = max(c.confidence, float64(row[best]))
			c.at = (float64(first+t)/2 + 0.5) * step
		default:
			found = append(found, character{text: m.characters[best], confidence: float64(row[best]), at: (float64(t) + 0.5) * step, space: space})
			first, space = t, 0
		}
		last = best
	}
	return found, nil
}
