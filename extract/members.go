package extract

import (
	"math"
	"slices"
	"strings"
)

// onceOnly drops a line that is also given cut into its members.
func onceOnly(list []*Candidate, keep float64) []*Candidate {
	return slices.DeleteFunc(slices.Clone(list), func(line *Candidate) bool {
		return strings.ContainsAny(line.Value.Text, ",;，；、") && slices.ContainsFunc(list, func(part *Candidate) bool {
			return part != line && logistic(part.Score) >= keep && part.page() == line.page() && part.box().Overlap(line.box()) > 0 &&
				len(part.Value.Text) < len(line.Value.Text) && strings.Contains(line.Value.Text, part.Value.Text)
		})
	})
}

// onePerPlace keeps the likelier of two values that tell the same place with more and with fewer words: one of them is
// right when either is.
func onePerPlace(list []*Candidate) []*Candidate {
	var out []*Candidate
	for _, c := range list {
		i := slices.IndexFunc(out, func(better *Candidate) bool {
			a, b := bare(better.Value.Text), bare(c.Value.Text)
			return better.page() == c.page() && (strings.Contains(a, b) || strings.Contains(b, a)) && overlaps(better, c)
		})
		if i < 0 {
			out = append(out, c)
			continue
		}
		p := math.Min(logistic(out[i].Score)+logistic(c.Score), 1-1e-9)
		better := *out[i]
		better.Score = math.Log(p / (1 - p))
		out[i] = &better
	}
	return out
}

func overlaps(a, b *Candidate) bool {
	for _, x := range a.Value.Evidence {
		for _, y := range b.Value.Evidence {
			if x.Page == y.Page && x.Box.Overlap(y.Box) > 0 {
				return true
			}
		}
	}
	return false
}
