package read

import (
	"strings"
	"unicode"

	"github.com/certcat/certcat"
)

// garbledLimit is the share of garbled characters above which a text layer isn't believed.
const garbledLimit = 0.2

// garbled is the share of a text layer's characters, 0–1, that stand in words which no language and no numbering
// writes: replacement and private characters, letters mixed with signs, shifted code points, runs of consonants.
func garbled(words []certcat.Word) float64 {
	all, bad := 0, 0
	for _, w := range words {
		n := len([]rune(w.Text))
		all += n
		if garbledWord(w.Text) {
			bad += n
		}
	}
	if all == 0 {
		return 0
	}
	if shifted(words) {
		return 1
	}
	return float64(bad) / float64(all)
}

func garbledWord(s string) bool {
	letters, signs, vowels, run, longest, n := 0, 0, 0, 0, 0, 0
	upper, other := 0, false
	for _, r := range s {
		n++
		switch {
		case r == unicode.ReplacementChar || unicode.Is(unicode.Co, r) || r < ' ':
			return true
		case !unicode.IsLetter(r):
			run = 0
			if strings.ContainsRune("&*+<=>?@[]^`{|}~¿¡¦§¬¢£¤¥", r) {
				signs++
			}
			continue
		case !unicode.Is(unicode.Latin, r):
			other = true
		}
		letters++
		if unicode.IsUpper(r) {
			upper++
		}
		if strings.ContainsRune("aeiouyAEIOUY", fold(r)) {
			vowels++
			run = 0
		} else {
			run++
			longest = max(longest, run)
		}
	}
	if other {
		return false
	}
	if letters >= 2 && signs >= 2 && 4*signs >= n && !strings.Contains(s, "@") {
		return true
	}
	// Names of models and units are short or in capitals; words are neither.
	return letters >= 6 && letters == n && upper <= 1 && (vowels == 0 || longest >= 7)
}

// shifted reports whether the text is full of common words once every character is moved by a constant, as fonts
// without a code table leave it.
func shifted(words []certcat.Word) bool {
	english := families()["eng"].words
	plain, moved := 0, map[rune]int{}
	for _, w := range words {
		s := strings.ToLower(w.Text)
		if english[s] {
			plain++
		}
		for _, by := range []rune{29, -29, 31, 3, -3} {
			if english[strings.ToLower(strings.Map(func(r rune) rune { return r + by }, w.Text))] && len(w.Text) > 1 {
				moved[by]++
			}
		}
	}
	for _, n := range moved {
		if n >= 5 && n > 3*plain {
			return true
		}
	}
	return false
}

// fold gives the plain letter under an accent.
func fold(r rune) rune {
	if r < 0x80 {
		return r
	}
	if i := strings.IndexRune(accented, r); i >= 0 {
		return rune(plainLetters[len([]rune(accented[:i]))])
	}
	return r
}

const (
	accented     = "àáâãäåąçćčďèéêëęěğìíîïıłñńňòóôõöøřśşšťùúûüůýźżžÀÁÂÃÄÅÇČÈÉÊËÌÍÎÏİÑÒÓÔÕÖØÙÚÛÜÝŞŠŽ"
	plainLetters = "aaaaaaacccdeeeeeegiiiiilnnnoooooorssstuuuuuyzzzAAAAAACCEEEEIIIIINOOOOOOUUUUYSSZ"
)
