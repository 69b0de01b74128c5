package main

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// likeEnough is how alike two values of a field must be to count as the same; a field that is not listed must be the
// same letter for letter.
var likeEnough = map[string]float64{
	"issuer": .90, "holder": .90, "manufacturer": .90, "product": .85, "holder_address": .88,
	"manufacturer_address": .88, "scope": .80, "ratings": .85,
}

var (
	usRules   = regexp.MustCompile(`cfr|fcc|part`)
	usFiller  = regexp.MustCompile(`\b47\b|title|cfr|fcc|subpart|part|rules?|\bof\b|\bthe\b|\bunder\b`)
	notLetter = regexp.MustCompile(`[^a-z0-9]`)
	digits    = regexp.MustCompile(`\p{Nd}+`)
)

// bare keeps letters and digits only, in one case, without diacritics.
func bare(text string) string {
	text = norm.NFKD.String(cases.Fold().String(norm.NFKC.String(text)))
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) {
			return r
		}
		return -1
	}, text)
}

// actNumber is a legal act by its number alone.
func actNumber(text string) string {
	folded := cases.Fold().String(norm.NFKC.String(text))
	if usRules.MatchString(folded) {
		return notLetter.ReplaceAllString(usFiller.ReplaceAllString(folded, " "), "")
	}
	if numbers := digits.FindAllString(folded, -1); len(numbers) > 1 {
		return strings.Join(numbers, "/")
	}
	return bare(text)
}

// sameValue decides whether an extracted value says what the label says.
func sameValue(field, want, got string) bool {
	switch field {
	case "issue_date", "expiry_date":
		return strings.TrimSpace(want) == strings.TrimSpace(got)
	case "legal_acts":
		return actNumber(want) == actNumber(got)
	}
	a, b := bare(want), bare(got)
	if a == b {
		return true
	}
	bar, listed := likeEnough[field]
	return listed && a != "" && b != "" && likeness([]rune(a), []rune(b)) >= bar
}

// likeness is the Ratcliff/Obershelp ratio, 0–1: twice the length of the longest common blocks over both lengths. Its
// choice among equal blocks (leftmost in a, then in b) is the one of Python's difflib, so that figures agree with it.
func likeness(a, b []rune) float64 {
	at := map[rune][]int{}
	for j, r := range b {
		at[r] = append(at[r], j)
	}
	var common func(alo, ahi, blo, bhi int) int
	common = func(alo, ahi, blo, bhi int) int {
		i, j, n := longest(a, at, alo, ahi, blo, bhi)
		if n == 0 {
			return 0
		}
		return n + common(alo, i, blo, j) + common(i+n, ahi, j+n, bhi)
	}
	return 2 * float64(common(0, len(a), 0, len(b))) / float64(len(a)+len(b))
}

func longest(a []rune, at map[rune][]int, alo, ahi, blo, bhi int) (besti, bestj, size int) {
	besti, bestj = alo, blo
	lengths := map[int]int{}
	for i := alo; i < ahi; i++ {
		next := map[int]int{}
		for _, j := range at[a[i]] {
			if j < blo {
				continue
			}
			if j >= bhi {
				break
			}
			k := lengths[j-1] + 1
			next[j] = k
			if k > size {
				besti, bestj, size = i-k+1, j-k+1, k
			}
		}
		lengths = next
	}
	return besti, bestj, size
}
