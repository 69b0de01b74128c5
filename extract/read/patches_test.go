package read

import (
	"slices"
	"testing"

	"github.com/certcat/certcat"
)

// TestPatches: few small clusters are all looked at; of many, or of large ones, those that are shaped like a line; beside a
// text layer, those inside what it leaves unexplained.
func TestPatches(t *testing.T) {
	size := certcat.PageSize{Width: 600, Height: 800}
	line := certcat.Box{X0: 200, Y0: 300, X1: 400, Y1: 320}
	seal := certcat.Box{X0: 50, Y0: 600, X1: 150, Y1: 700}
	ornament := certcat.Box{X0: 10, Y0: 10, X1: 90, Y1: 790}
	wide := func(b certcat.Box) certcat.Box {
		return certcat.Box{X0: b.X0 - 5, Y0: b.Y0 - 5, X1: b.X1 + 5, Y1: b.Y1 + 5}
	}
	many := []certcat.Box{line}
	for i := range 8 {
		many = append(many, certcat.Box{X0: 500, Y0: 20 + 60*float64(i), X1: 520, Y1: 45 + 60*float64(i)})
	}
	for _, c := range []struct {
		name             string
		clusters, within []certcat.Box
		want             []certcat.Box
	}{
		{"few and small", []certcat.Box{line, seal}, nil, []certcat.Box{wide(line), wide(seal)}},
		{"too much of the page", []certcat.Box{line, ornament, {X0: 420, Y0: 100, X1: 590, Y1: 500}}, nil, []certcat.Box{wide(line)}},
		{"many", many, nil, []certcat.Box{wide(line)}},
		{"inside a region", []certcat.Box{line, seal}, []certcat.Box{{X0: 100, Y0: 200, X1: 500, Y1: 400}}, []certcat.Box{wide(line)}},
		{"none", nil, nil, nil},
	} {
		if got := patches(c.clusters, c.within, size); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
