package tables

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/certcat/certcat"
)

// Match is a category that a search found.
type Match struct {
	Category Category
	Score    float64 // grows with the fit; only its order means something
	Because  string  // the name, alias or HS code that fitted best
}

// searchIndex holds what a search compares with.
type searchIndex struct {
	names  [][]searchName // of each category
	rarity map[string]float64
}

type searchName struct {
	text  string // as it stands in the table
	words []string
}

// FindCategories ranks the categories by how well their names, aliases and HS codes fit what somebody typed, in English
// or Chinese. Sizes, ratings and other words that no category has count for nothing. No fit gives an empty list.
func (t *Tables) FindCategories(query string) []Match {
	x := t.index.search()
	words := searchWords(query)
	asked := map[string]bool{}
	for _, w := range words {
		asked[w] = true
	}
	var out []Match
	for i, c := range t.categories {
		best := Match{Category: c}
		total := 0.0
		for j, n := range x.names[i] {
			s := x.fit(asked, words, n)
			if j > 1 {
				s *= 0.98 // a category's own names come before its aliases
			}
			total += s
			if s > best.Score {
				best.Score, best.Because = s, n.text
			}
		}
		best.Score += total / 50
		if code, s := fitHS(query, c.HS); s > best.Score {
			best.Score, best.Because = s, code
		}
		if best.Because != "" {
			out = append(out, best)
		}
	}
	slices.SortStableFunc(out, func(a, b Match) int { return cmp.Compare(b.Score, a.Score) })
	if len(out) > 0 {
		out = slices.DeleteFunc(out, func(m Match) bool { return m.Score < out[0].Score/20 })
	}
	return out
}

// fit is the rarity of the words that a name shares with the question, more where the whole name stands there.
func (x *searchIndex) fit(asked map[string]bool, words []string, n searchName) float64 {
	sum, all := 0.0, 0.0
	for _, w := range n.words {
		r := x.rarity[w]
		all += r
		if asked[w] {
			sum += r
		}
	}
	if sum == 0 {
		return 0
	}
	s := sum * sum / all
	if sum == all {
		s += 2
		if len(words) == len(n.words) {
			s += 4 // this and nothing else was asked
		}
		if last := words[len(words)-1]; last == n.words[len(n.words)-1] {
			s++ // what it is stands at the end, what it is like before
		}
	}
	return s
}

func (t *Tables) searchIndex() *searchIndex {
	x := &searchIndex{rarity: map[string]float64{}}
	in := map[string]int{}
	for _, c := range t.categories {
		var names []searchName
		seen := map[string]bool{}
		for _, text := range append([]string{c.NameEn, c.NameZh}, append(c.Aliases, c.ID)...) {
			n := searchName{text: text, words: searchWords(text)}
			if len(n.words) == 0 {
				continue
			}
			names = append(names, n)
			for _, w := range n.words {
				if !seen[w] {
					in[w]++
				}
				seen[w] = true
			}
		}
		x.names = append(x.names, names)
	}
	for w, n := range in {
		x.rarity[w] = math.Log(1 + float64(len(t.categories))/float64(n))
	}
	return x
}

// searchWords parts a text into words in small letters without plural endings; Chinese into pairs of characters.
func searchWords(s string) []string {
	var out []string
	var word, han []rune
	flush := func() {
		if len(word) > 0 {
			out = appendOnce(out, singular(string(word)))
		}
		for i := 0; i+1 < len(han); i++ {
			out = appendOnce(out, string(han[i:i+2]))
		}
		if len(han) == 1 {
			out = appendOnce(out, string(han))
		}
		word, han = nil, nil
	}
	for _, r := range strings.ToLower(s) {
		switch {
		case unicode.Is(unicode.Han, r):
			if len(word) > 0 {
				flush()
			}
			han = append(han, r)
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			if len(han) > 0 {
				flush()
			}
			word = append(word, r)
		case r == '\'' || r == '’':
		default:
			flush()
		}
	}
	flush()
	return out
}

func singular(w string) string {
	switch {
	case len(w) > 4 && strings.HasSuffix(w, "ies"):
		return w[:len(w)-3] + "y"
	case len(w) > 4 && (strings.HasSuffix(w, "shes") || strings.HasSuffix(w, "ches") || strings.HasSuffix(w, "sses") || strings.HasSuffix(w, "xes")):
		return w[:len(w)-2]
	case len(w) > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss"):
		return w[:len(w)-1]
	}
	return w
}

// fitHS looks for codes of the Harmonized System in a question: "8504.40", "850440", "8504", "8504.40.95".
func fitHS(query string, codes []string) (string, float64) {
	for _, word := range strings.Fields(query) {
		asked := strings.ReplaceAll(strings.Trim(word, ".,;:()"), ".", "")
		if len(asked) < 4 || len(asked) > 10 || strings.Trim(asked, "0123456789") != "" || !strings.HasPrefix(query, word) && len(asked) == 4 && !strings.Contains(strings.ToLower(query), "hs") {
			continue
		}
		best, score := "", 0.0
		for _, code := range codes {
			have := strings.ReplaceAll(code, ".", "")
			if s := float64(2 * common(asked, have)); common(asked, have) >= 4 && s > score && (strings.HasPrefix(asked, have) || strings.HasPrefix(have, asked)) {
				best, score = code, s
			}
		}
		if best != "" {
			return best, score
		}
	}
	return "", 0
}

func common(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// Mapping is how one market sees a category: under which acts and schemes it falls there, to which standards it is
// tested, which mark it bears.
type Mapping struct {
	Market    string
	Known     bool // false: the tables hold nothing about it, which never means that nothing is required
	Acts      []string
	Schemes   []string
	Standards []string
	Marks     []string
}

// Mapping gives how a market sees a category (by its ID) on day.
func (t *Tables) Mapping(market, category string, day certcat.Date) Mapping {
	m := Mapping{Market: market}
	list, known := t.RequirementsOn(market, category, day)
	m.Known = known
	if cell, ok := t.Cell(market, category, day); ok {
		m.Acts = cell.Acts
		if cell.Marking != "" {
			m.Marks = []string{cell.Marking}
		}
	}
	for _, r := range list {
		if r.Level == "recommended" {
			continue
		}
		for _, s := range r.Schemes {
			if !strings.HasPrefix(s, "int-") {
				m.Schemes = appendOnce(m.Schemes, s)
			}
		}
	}
	for _, r := range list {
		for _, s := range r.Standards {
			m.Standards = appendOnce(m.Standards, s)
		}
		if len(r.Schemes) > 0 && r.Level != "recommended" {
			for _, s := range r.Marks {
				m.Marks = appendOnce(m.Marks, s)
			}
		}
	}
	return m
}
