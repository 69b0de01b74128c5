package picture

import "image"

// component is a connected piece of ink.
type component struct {
	Box  image.Rectangle
	Area int // pixels
}

type run struct{ x0, x1, label int }

// components finds the connected pieces of ink darker than level, 8-connected, in the order of their first row.
func components(img *image.Gray, level uint8) []component {
	w, h := img.Rect.Dx(), img.Rect.Dy()
	var parent []int
	var found []component
	find := func(i int) int {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	var above, here []run
	for y := range h {
		here = here[:0]
		row := img.Pix[y*img.Stride : y*img.Stride+w]
		for x := 0; x < w; x++ {
			if row[x] >= level {
				continue
			}
			x0 := x
			for x < w && row[x] < level {
				x++
			}
			label := -1
			for _, a := range above {
				if a.x1 < x0 {
					continue
				}
				if a.x0 > x {
					break
				}
				root := find(a.label)
				if label < 0 {
					label = root
				} else if root != label {
					parent[root] = label
					found[label].Box = found[label].Box.Union(found[root].Box)
					found[label].Area += found[root].Area
				}
			}
			box := image.Rect(x0, y, x, y+1)
			if label < 0 {
				label = len(parent)
				parent = append(parent, label)
				found = append(found, component{Box: box, Area: x - x0})
			} else {
				found[label].Box = found[label].Box.Union(box)
				found[label].Area += x - x0
			}
			here = append(here, run{x0, x, label})
		}
		above, here = here, above
	}
	out := found[:0]
	for i := range found {
		if parent[i] == i {
			out = append(out, found[i])
		}
	}
	return out
}
