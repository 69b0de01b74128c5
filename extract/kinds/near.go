package kinds

import (
	"math"
	"slices"
	"strings"
	"unicode"
)

// Least and most letters of a caption that is matched though it was misread. Fewer letters leave too many neighbours.
const (
	leastMisread = 5
	mostMisread  = 60
	mostTokens   = 8
)

// A spelling is one way to say something, as recognition may confuse it.
type spelling struct {
	words  []string
	joined []rune // without spaces
	shape  []rune // with letters that look alike made one
	values []string
}

// misread finds phrases by what recognition makes of them. Words that any phrase or title knows were not misread.
type misread struct {
	spellings []spelling          // shortest shapes first
	grams     map[[2]rune][]int32 // pairs of neighbouring letters in shapes → spellings
	words     map[string]bool
	numbers   []spelling // words for "number", which captions shorten
}

// Nearest is the caption that tokens[at:at+n] is a misreading of, for the n that fits best among those allowed: how many
// tokens it takes, what it stands for, and how alike the two are, up to 1. Only alphabets are compared: an ideograph more
// or less is another word. There is none where a second caption that stands for something else is nearly as near.
func (s *Set) Nearest(tokens []Token, at int, allowed func(n int) bool) (length int, values []string, likeness float64) {
	s.nearOnce.Do(func() { s.near = s.newMisread() })
	for n := min(mostTokens, len(tokens)-at); n > 0; n-- {
		if !allowed(n) {
			continue
		}
		if v, like := s.near.nearest(tokens[at : at+n]); like > likeness {
			length, values, likeness = n, v, like
		}
	}
	return length, values, likeness
}

func (s *Set) newMisread() *misread {
	m := &misread{grams: map[[2]rune][]int32{}, words: map[string]bool{}}
	s.Labels.each(func(tokens []string, values []string) {
		for _, t := range tokens {
			m.words[t] = true
		}
		joined := []rune(strings.Join(tokens, ""))
		if len(joined) < leastMisread || len(joined) > mostMisread || !alphabetic(joined) {
			return
		}
		m.spellings = append(m.spellings, spelling{tokens, joined, shape(joined), values})
	})
	slices.SortStableFunc(m.spellings, func(a, b spelling) int { return len(a.shape) - len(b.shape) })
	for i, p := range m.spellings {
		for _, g := range gramsOf(p.shape) {
			m.grams[g] = append(m.grams[g], int32(i))
		}
	}
	for _, k := range s.Kinds {
		for _, list := range [][][]Token{k.TitleTokens, k.StrongTokens, k.WordTokens, k.AgainstTokens} {
			for _, phrase := range list {
				for _, t := range phrase {
					m.words[t.Text] = true
				}
			}
		}
	}
	for _, w := range sorted(numberWords) {
		if r := []rune(w); len(r) >= leastMisread {
			m.numbers = append(m.numbers, spelling{joined: r, shape: shape(r)})
		}
	}
	return m
}

func (m *misread) nearest(tokens []Token) (values []string, likeness float64) {
	joined, known, ok := m.read(tokens)
	if !ok {
		return nil, 0
	}
	looks := shape(joined)
	limit := budget(len(joined))
	first, second := math.Inf(1), math.Inf(1)
	for _, i := range m.candidates(looks, limit) {
		p := &m.spellings[i]
		cost := m.cost(joined, looks, p)
		if cost > limit+1 || !holds(string(p.joined), known) || !wordForWord(tokens, p.words) {
			continue
		}
		switch {
		case cost < first:
			if !slices.Equal(values, p.values) {
				second = first
			}
			first, values = cost, p.values
		case cost < second && !slices.Equal(values, p.values):
			second = cost
		}
	}
	if first > limit || second-first < 0.5 {
		return nil, 0
	}
	return values, 1 - first/float64(len(joined))
}

// read joins what was read and lists the words in it that are right as they stand; not ok where no word is in doubt, or
// where it is no caption by its length or letters.
func (m *misread) read(tokens []Token) (joined []rune, known []string, ok bool) {
	doubtful, broken := false, len(tokens) > 1
	for _, t := range tokens {
		text := t.Text
		if m.words[text] {
			if len(text) > 2 {
				known = append(known, text)
			}
		} else {
			doubtful = true
			r := []rune(text)
			for _, w := range m.numbers {
				if len(r) >= 4 && m.cost(r, shape(r), &w) <= 1 {
					text = "no"
					break
				}
			}
		}
		joined = append(joined, []rune(text)...)
		broken = broken && len(text) < 3
	}
	return joined, known, (doubtful || broken) && len(joined) >= leastMisread && len(joined) <= mostMisread && alphabetic(joined)
}

// budget is how much a text of n letters may differ from what it is taken for.
func budget(n int) float64 {
	if n < 8 {
		return 1
	}
	return math.Min(0.2*float64(n), 3)
}

// cost is how far a text is from a spelling: letters that look nothing alike count 1, all that look alike together 0.3. A
// difference in the last letters alone counts double: that is another form of the word rather than a misreading.
func (m *misread) cost(joined, looks []rune, p *spelling) float64 {
	if slices.Equal(joined, p.joined) {
		return 0
	}
	d := float64(distance(looks, p.shape))
	if n := len(p.shape); d > 0 && n > 2 && len(looks) >= n-2 && slices.Equal(looks[:n-2], p.shape[:n-2]) {
		d *= 2
	}
	return d + 0.3
}

// candidates are the spellings that share enough pairs of letters with a shape to lie within the limit.
func (m *misread) candidates(looks []rune, limit float64) []int32 {
	grams := gramsOf(looks)
	most := int(math.Ceil(limit))
	need := max(1, len(grams)-2*most)
	longer := func(n int) int32 {
		i, _ := slices.BinarySearchFunc(m.spellings, n, func(p spelling, n int) int { return len(p.shape) - n })
		return int32(i)
	}
	from, to := longer(len(looks)-most), longer(len(looks)+most+1)
	shared := make([]uint8, to-from)
	var out []int32
	for _, g := range grams {
		list := m.grams[g]
		at, _ := slices.BinarySearch(list, from)
		for _, i := range list[at:] {
			if i >= to {
				break
			}
			if shared[i-from]++; int(shared[i-from]) == need {
				out = append(out, i)
			}
		}
	}
	slices.Sort(out)
	return out
}

// gramsOf is the pairs of neighbouring letters, each once.
func gramsOf(s []rune) [][2]rune {
	out := make([][2]rune, 0, len(s))
	for i := 1; i < len(s); i++ {
		if g := [2]rune{s[i-1], s[i]}; !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	return out
}

// holds reports whether a spelling has every word that was read right.
func holds(joined string, known []string) bool {
	for _, w := range known {
		if !strings.Contains(joined, w) {
			return false
		}
	}
	return true
}

// wordForWord reports whether no word of a text is another one altogether: "production line" is no misread "production
// site". Where words were run together or torn apart, nothing can be said.
func wordForWord(tokens []Token, words []string) bool {
	if len(tokens) != len(words) {
		return true
	}
	for i, t := range tokens {
		if a, b := shape([]rune(t.Text)), shape([]rune(words[i])); words[i] != "no" && distance(a, b) > max(1, len(b)/3) {
			return false
		}
	}
	return true
}

// alphabetic reports whether a text is of letters of an alphabet, and digits that may stand for some.
func alphabetic(s []rune) bool {
	letters := 0
	for _, r := range s {
		switch {
		case unicode.In(r, unicode.Latin, unicode.Cyrillic, unicode.Greek):
			letters++
		case !unicode.IsDigit(r):
			return false
		}
	}
	return 4*letters >= 3*len(s)
}

var together = strings.NewReplacer("rn", "m", "nn", "m", "vv", "w", "cl", "d", "ii", "u", "fi", "h", "ti", "h")

var lookAlike = map[rune]rune{'1': 'l', 'i': 'l', 'ı': 'l', 'j': 'l', '0': 'o', 'q': 'g', '9': 'g', '5': 's', '8': 'b', '6': 'b', '2': 'z', 'c': 'e', 'v': 'y',
	'а': 'a', 'с': 'e', 'е': 'e', 'о': 'o', 'р': 'p', 'х': 'x', 'у': 'y', 'і': 'l', 'ѕ': 's'}

// shape makes letters that recognition takes for each other one.
func shape(s []rune) []rune {
	out := []rune(together.Replace(string(s)))
	for i, r := range out {
		if l, ok := lookAlike[r]; ok {
			out[i] = l
		}
	}
	return out
}

// distance is how many letters have to be changed, left out or put in to make one text of the other.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, r := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, s := range b {
			change := diagonal
			if r != s {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// each visits every phrase, in the order of their words.
func (p *Phrases) each(visit func(tokens []string, values []string)) {
	var walk func(n *node, path []string)
	walk = func(n *node, path []string) {
		if len(n.values) > 0 {
			visit(path, n.values)
		}
		for _, t := range sorted(n.next) {
			walk(n.next[t], append(path[:len(path):len(path)], t))
		}
	}
	walk(&p.root, nil)
}
