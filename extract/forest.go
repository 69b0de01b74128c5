package extract

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// A forest tells how sure a value is: a hundred trees, each of which cuts the signs of a field by steps of its own, and
// the mean of the shares of right values at the leaves. A sum over signs can't say what one sign means beside another;
// trees can, and few samples are enough for many of them.
type forest struct {
	Signs []string `yaml:"signs"`
	// Trees are written node by node, the lower branch first: "3<0.25" asks whether the fourth sign is less, "0.97" is a leaf.
	Trees []string `yaml:"trees"`

	grown [][]node
}

type node struct {
	sign        int // -1 at a leaf
	at          float64
	less, other int // where the branches begin
	share       float64
}

const (
	trees     = 100
	leastLeaf = 6   // samples at a leaf
	tried     = 0.3 // share of the signs of which the best cut is taken
)

// sure is how sure the signs say a value is; 0 where nothing was learned.
func (f *forest) sure(signs []Feature) float64 {
	if f == nil || len(f.grown) == 0 {
		return 0
	}
	values := f.values(signs)
	sum := 0.0
	for _, tree := range f.grown {
		n := tree[0]
		for n.sign >= 0 {
			if values[n.sign] < n.at {
				n = tree[n.less]
			} else {
				n = tree[n.other]
			}
		}
		sum += n.share
	}
	return sum / float64(len(f.grown))
}

func (f *forest) values(signs []Feature) []float64 {
	out := make([]float64, len(f.Signs))
	for _, s := range signs {
		if i, ok := slices.BinarySearch(f.Signs, s.Name); ok {
			out[i] += s.Value
		}
	}
	return out
}

// sprout reads the trees from their text.
func (f *forest) sprout() error {
	if f == nil {
		return nil
	}
	if !sort.StringsAreSorted(f.Signs) {
		return fmt.Errorf("forest: the signs are not in order")
	}
	for i, text := range f.Trees {
		words := strings.Fields(text)
		var tree []node
		rest, err := f.read(&tree, words)
		if err != nil || len(rest) > 0 {
			return fmt.Errorf("forest: tree %d: %d words left, %w", i+1, len(rest), err)
		}
		f.grown = append(f.grown, tree)
	}
	return nil
}

func (f *forest) read(tree *[]node, words []string) ([]string, error) {
	if len(words) == 0 {
		return nil, fmt.Errorf("a branch is missing")
	}
	sign, at, cut := strings.Cut(words[0], "<")
	here := len(*tree)
	*tree = append(*tree, node{sign: -1})
	if !cut {
		share, err := strconv.ParseFloat(sign, 64)
		(*tree)[here].share = share
		return words[1:], err
	}
	i, err := strconv.Atoi(sign)
	value, err2 := strconv.ParseFloat(at, 64)
	if err != nil || err2 != nil || i < 0 || i >= len(f.Signs) {
		return nil, fmt.Errorf("%q is no cut", words[0])
	}
	n := node{sign: i, at: value, less: len(*tree)}
	rest, err := f.read(tree, words[1:])
	if err != nil {
		return nil, err
	}
	n.other = len(*tree)
	(*tree)[here] = n
	return f.read(tree, rest)
}

// plant grows a forest on judged fields. It is the same for the same fields.
func plant(judged []Judged) *forest {
	seen := map[string]bool{}
	for _, j := range judged {
		for _, s := range j.signs {
			seen[s.Name] = true
		}
	}
	f := &forest{}
	for name := range seen {
		f.Signs = append(f.Signs, name)
	}
	sort.Strings(f.Signs)
	g := &gardener{}
	var all []int
	for i, j := range judged {
		g.values = append(g.values, f.values(j.signs))
		g.right = append(g.right, j.Right)
		all = append(all, i)
	}
	for t := range trees {
		if len(all) == 0 {
			break
		}
		g.chance = rand.New(rand.NewPCG(uint64(t), 2026)) // chance that is the same everywhere
		var words []string
		g.grow(slices.Clone(all), &words)
		f.Trees = append(f.Trees, strings.Join(words, " "))
	}
	if err := f.sprout(); err != nil {
		panic(err) // what was just written can be read
	}
	return f
}

type gardener struct {
	values [][]float64
	right  []bool
	chance *rand.Rand
}

// grow writes the tree over some samples: the best of a few cuts, each at a place by chance, until too few are left.
func (g *gardener) grow(samples []int, words *[]string) {
	right := g.rightOf(samples)
	best, sign, at := 0.0, -1, 0.0
	if right > 0 && right < len(samples) && len(samples) >= 2*leastLeaf {
		best, sign, at = g.bestCut(samples, right)
	}
	if sign < 0 || best <= 0 {
		*words = append(*words, strconv.FormatFloat(math.Round(1000*float64(right)/float64(len(samples)))/1000, 'g', -1, 64))
		return
	}
	*words = append(*words, fmt.Sprintf("%d<%s", sign, strconv.FormatFloat(at, 'g', -1, 64)))
	var less, other []int
	for _, i := range samples {
		if g.values[i][sign] < at {
			less = append(less, i)
		} else {
			other = append(other, i)
		}
	}
	g.grow(less, words)
	g.grow(other, words)
}

func (g *gardener) rightOf(samples []int) int {
	n := 0
	for _, i := range samples {
		if g.right[i] {
			n++
		}
	}
	return n
}

// bestCut tries the cuts of some signs, each between the least and the greatest value, and takes the one that parts right
// from wrong best (Gini impurity).
func (g *gardener) bestCut(samples []int, right int) (gain float64, sign int, at float64) {
	sign = -1
	before := impurity(right, len(samples))
	left := int(math.Ceil(tried * float64(len(g.values[0]))))
	for _, s := range g.chance.Perm(len(g.values[0])) {
		low, high := math.Inf(1), math.Inf(-1)
		for _, i := range samples {
			low, high = math.Min(low, g.values[i][s]), math.Max(high, g.values[i][s])
		}
		if low == high {
			continue
		}
		if left--; left < 0 {
			break
		}
		cut := math.Round(1e4*(low+(high-low)*g.chance.Float64())) / 1e4
		n, good := 0, 0
		for _, i := range samples {
			if g.values[i][s] < cut {
				n++
				if g.right[i] {
					good++
				}
			}
		}
		m := len(samples) - n
		if n < leastLeaf || m < leastLeaf {
			continue
		}
		after := (float64(n)*impurity(good, n) + float64(m)*impurity(right-good, m)) / float64(len(samples))
		if before-after > gain {
			gain, sign, at = before-after, s, cut
		}
	}
	return gain, sign, at
}

func impurity(right, all int) float64 {
	p := float64(right) / float64(all)
	return 2 * p * (1 - p)
}
