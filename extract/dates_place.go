package extract

import (
	"regexp"
	"strings"
	"unicode"
)

// numbered is a European standard's number, whose edition's date is no paper's: its letters also end words, "den 4. May".
var numbered = regexp.MustCompile(`(?:^|[^\pL])en\s?(?:iso[\s/]|iec[\s/])*\d`)

// placeBefore reports whether "Town, " and nothing else stands before a date, or "Town, the" as many languages put it.
func (d *document) placeBefore(before string) bool {
	before = strings.TrimSpace(before)
	words := strings.Fields(before)
	led := len(words) > 1 && d.set.Is("date-leads", strings.ToLower(words[len(words)-1]))
	if led {
		before, words = strings.TrimSpace(strings.TrimSuffix(before, words[len(words)-1])), words[:len(words)-1]
	}
	if !strings.HasSuffix(before, ",") || len([]rune(before)) > 40 {
		return false
	}
	last := firstRune(words[len(words)-1])
	return len(words) > 0 && len(words) <= 3 && (unicode.IsUpper(last) || led && unicode.IsUpper(firstRune(words[0])))
}

// usPlace is a US state and postal code at the end of an address.
var usPlace = regexp.MustCompile(`\b(?:A[KLRZ]|C[AOT]|D[CE]|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[AT]|W[AIVY])[,.]?\s+\d{5}(?:-\d{4})?\b`)

// inAmerica reports whether a text holds a US state and its postal code. Brazil's states and
// codes begin alike, "SC 89000-000", and so do some standards' numbers, "NM 60335-1".
func inAmerica(text string) bool {
	at := usPlace.FindStringIndex(text)
	return at != nil && !behindCode.MatchString(text[at[1]:])
}

// behindCode is what makes five figures a part of something longer.
var behindCode = regexp.MustCompile(`^-\d`)
