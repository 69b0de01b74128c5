package grammar

import (
	"regexp"
	"strings"
)

// postcode holds postal codes that are more than any number: by their signs, their length or the country before them.
var postcode = regexp.MustCompile(`\b\d{2}-\d{3}\b` + // PL
	`|\b\d{5}-\d{3}\b` + // BR
	`|\b\d{4}-\d{3}\b` + // PT
	`|〒?\s?\b\d{3}-\d{4}\b` + // JP
	`|\b\d{5}(?:-\d{4})?\b` + // US, DE, FR, IT, ES, TR …
	`|\b\d{6}\b` + // CN, IN, RU …
	`|\b\d{3}\s\d{2}\b` + // CZ, SK, SE, GR
	`|[-:–,]\s?\d{3}\s\d{3}\b|\b\d{3}\s\d{3}(?:,|$)` + // IN, RO
	`|\b[A-Z]{1,2}\d{1,2}[A-Z]?\s\d[A-Z]{2}\b` + // GB
	`|\b[A-Z]{1,3}\s?[-–—]\s?\d{3,5}\b|\b[A-Z]{1,2}\s?[-–—]\s?\d{3}\s\d{2}\b` + // D-, CZ –
	`|\b\d{4}\s[A-Z]{2}\b` + // NL
	`|\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b` + // CA
	`|^\s*\d{4}\s\p{Lu}\p{L}+` + // AT, BE, CH, DK, NO
	`|\b(?:NSW|VIC|QLD|WA|SA|TAS|ACT|NT)\s\d{4}\b`) // AU

// postCaption is what can stand beside a postal code that has a line of its own.
var postCaption = regexp.MustCompile(`(?i)^(?:p\.?\s?c|pin|zip|cep|c\.?p|psc|plz|cap)?[.:,\s-]*$`)

// mostOfPlace is how many words a line with a place and its postal code has at most.
const mostOfPlace = 10

// EndsAddress reports whether a line reads like the end of a postal address: a place with its postal code, or a country.
func EndsAddress(s string) bool {
	s = strings.TrimRight(oneLine(s), " .,;")
	f := strings.NewReplacer("—", "-", "–", "-").Replace(fold(s).s)
	words := strings.Fields(f)
	if len(words) == 0 || len(words) > mostOfPlace || len(s) > 120 || noAddress.MatchString(f) || len(Dates(s)) > 0 {
		return false
	}
	if CountryAtEnd(f) != "" {
		return true
	}
	at := postcode.FindStringIndex(f)
	if at == nil {
		return false
	}
	rest := f[:at[0]] + f[at[1]:]
	return hasLetters(rest) && capitalised(rest) && !strings.ContainsAny(f, ":=@") || postCaption.MatchString(rest)
}

// HasPostcode reports whether a text holds what can only be a postal code.
func HasPostcode(s string) bool { return postcode.MatchString(fold(oneLine(s)).s) }

// hasLetters reports whether a text holds a word of three letters or more, or ideographs.
func hasLetters(s string) bool {
	n := 0
	for _, r := range s {
		switch {
		case isCJK(r):
			return true
		case isWord(r) && (r < '0' || r > '9'):
			if n++; n == 3 {
				return true
			}
		default:
			n = 0
		}
	}
	return false
}
