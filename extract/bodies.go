package extract

import (
	"regexp"
	"sort"
	"strings"

	"github.com/certcat/certcat/extract/kinds"
)

// Body is an organisation that issues certificates, as the regulatory tables know it.
type Body struct {
	Name      string
	PrintedAs []string // short forms and translations that it prints
	Codes     []string // regular expressions (RE2) of the numbers that it gives
	Accredits bool     // it gives numbers to other bodies and issues no certificates of products itself
}

// bodyIndex finds known bodies in a text.
type bodyIndex struct {
	names kinds.Phrases
	codes []*regexp.Regexp
}

func newBodyIndex(bodies []Body) *bodyIndex {
	x := &bodyIndex{}
	for _, b := range bodies {
		if b.Accredits {
			x.addCodes(b)
			continue
		}
		x.names.Add(b.Name, b.Name)
		for _, p := range b.PrintedAs {
			x.names.Add(p, b.Name)
		}
	}
	return x
}

// addCodes makes "NAME code" findable: an accreditation number is known by the accreditor's name before it.
func (x *bodyIndex) addCodes(b Body) {
	var names []string
	for _, n := range append([]string{b.Name}, b.PrintedAs...) {
		names = append(names, regexp.QuoteMeta(n))
	}
	for _, code := range b.Codes {
		inner := strings.TrimSuffix(strings.TrimPrefix(code, "^"), "$")
		re, err := regexp.Compile(`(?:^|[^\p{L}])((?:` + strings.Join(names, "|") + `)[\s:：.#]{0,3}(?:No\.?\s*)?(?:` + inner + `))(?:$|[^\p{L}\d])`)
		if err == nil {
			x.codes = append(x.codes, re)
		}
	}
}

type bodySpot struct {
	start, end int
	name       string
}

// namesIn lists the known bodies that a text names.
func (x *bodyIndex) namesIn(text string) []bodySpot {
	tokens := kinds.Tokens(text)
	var out []bodySpot
	for i := 0; i < len(tokens); i++ {
		n, values := x.names.Longest(tokens, i)
		if n == 0 || n == 1 && len(tokens[i].Text) < 3 {
			continue
		}
		if printed := text[tokens[i].Start:tokens[i+n-1].End]; n == 1 && len(printed) <= 4 && strings.ToUpper(printed) != printed {
			continue // "its" is no abbreviation
		}
		out = append(out, bodySpot{tokens[i].Start, tokens[i+n-1].End, values[0]})
		i += n - 1
	}
	return out
}

// codesIn lists the identification numbers whose form a known body uses.
func (x *bodyIndex) codesIn(text string) []bodySpot {
	var out []bodySpot
	for _, re := range x.codes {
		for _, m := range re.FindAllStringSubmatchIndex(text, -1) {
			out = append(out, bodySpot{start: m[2], end: m[3]})
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].start < out[j].start })
	return out
}
