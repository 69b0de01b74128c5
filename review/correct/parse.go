package correct

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// Longest is how many bytes a typed value may have.
const Longest = 4000

// The codes of what is wrong with a typed value.
const (
	TooLong    = "typed-too-long"
	NoDate     = "typed-no-date"   // a date is asked for and none is there
	Ambiguous  = "typed-ambiguous" // a date that can be read two ways
	NoStandard = "typed-no-standard"
	NoAct      = "typed-no-act"
)

// Parse makes a value of what somebody typed or picked, with the canonical form that rules use. code names what is wrong
// with it; only a value that is empty, too long or no date at all can't be taken, the rest is told and taken as printed.
func Parse(field, typed string) (v certcat.Value, code string, ok bool) {
	text := clean(typed)
	if text == "" || len(text) > Longest {
		if text == "" {
			return v, "", false
		}
		return v, TooLong, false
	}
	v = certcat.Value{Text: text, Canonical: text, Confidence: 1}
	switch field {
	case certcat.IssueDate, certcat.ExpiryDate:
		return date(text)
	case certcat.CertificateNumber, certcat.ReportNumbers, certcat.IssuerID, certcat.Models:
		v.Canonical = grammar.FoldIdentifier(text)
	case certcat.Standards:
		if _, whole := grammar.ParseStandard(text); !whole {
			code = NoStandard
		}
		v.Canonical = first(grammar.Standards(text), text)
	case certcat.LegalActs:
		acts := grammar.Acts(text)
		if len(acts) == 0 {
			if acts = grammar.NamedActs(text); len(acts) == 0 {
				code = NoAct
			}
		}
		v.Canonical = first(acts, text)
	case certcat.Ratings:
		v.Canonical = first(grammar.Ratings(text), text)
	}
	if v.Canonical == "" {
		v.Canonical = text
	}
	return v, code, true
}

func first(found []grammar.Found, text string) string {
	if len(found) == 1 && found[0].Canonical != "" {
		return found[0].Canonical
	}
	return text
}

func date(text string) (certcat.Value, string, bool) {
	day, code := certcat.Date(text), ""
	if !day.Valid() {
		found := grammar.Dates(text)
		if len(found) != 1 {
			return certcat.Value{}, NoDate, false
		}
		if day = found[0].Date; len(found[0].Other) > 0 {
			code = Ambiguous
		}
	}
	return certcat.Value{Text: string(day), Canonical: string(day), Confidence: 1}, code, true
}

// clean folds white space and takes out what can't be printed: control characters and marks that change the direction.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069, r == 0x200E, r == 0x200F, r == utf8.RuneError:
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}
