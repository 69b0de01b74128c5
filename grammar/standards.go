package grammar

import (
	_ "embed"
	"regexp"
	"sort"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Standard is a standard with its edition, taken apart.
type Standard struct {
	National string // the adopting body where the text is another's: "DIN" in "DIN EN 62368-1", "" = none
	Prefix   string // the body whose text it is: "EN IEC", "EN", "IEC", "GB/T", …
	Number   string // "62368-1", "300 328", "C22.2 No. 60950-1"; "" where the prefix is the whole name
	Edition  string // "2014", "V2.2.2", "Issue 7", "ed.3"; "" = undated
	Month    string // "2019-07" where a version or year is printed with its month
	// Amendments in the order printed, each with its year where printed: "A11:2017", "AC:2013", "A12/AC:2011".
	Amendments []string
	Draft      bool
	// Equivalent is the standard printed right behind a national one as its source: "ISO 9001:2015" in
	// "GB/T 19001-2016/ISO 9001:2015".
	Equivalent string
}

// Sign before the year, per prefix, where it isn't a colon.
func (s Standard) sign() string {
	for _, p := range standardPrefixes().list {
		if p.name == s.Prefix {
			return p.edition
		}
	}
	return ":"
}

// String is the canonical form, "EN 62368-1:2014/A11:2017". ETSI's own prefix is left out before EN.
func (s Standard) String() string {
	var b strings.Builder
	if s.Draft {
		b.WriteString("Draft ")
	}
	if s.National != "" {
		b.WriteString(s.National + " ")
	}
	b.WriteString(s.Prefix)
	if s.Number != "" && s.Number[0] != '-' && s.Number[0] != '/' {
		b.WriteByte(' ')
	}
	b.WriteString(s.Number)
	switch {
	case s.Edition == "":
	case isDigit(rune(s.Edition[0])):
		sign := s.sign()
		if s.National != "" {
			sign = ":"
		}
		if sign == "" {
			sign = ":"
		}
		b.WriteString(sign + s.Edition)
	default:
		b.WriteString(" " + s.Edition)
	}
	for _, a := range s.Amendments {
		b.WriteString("/" + a)
	}
	return b.String()
}

// Undated is the standard without edition and amendments, "EN 62368-1".
func (s Standard) Undated() string {
	return Standard{National: s.National, Prefix: s.Prefix, Number: s.Number}.String()
}

// Key is equal for two spellings of one standard: EN, EN IEC and EN ISO share their numbers, "+" and "/" mean the
// same, AMD1 is A1, and the order of amendments does not count. The national adopter and the draft count.
func (s Standard) Key() string {
	prefix := s.Prefix
	if strings.HasPrefix(prefix, "EN ") || prefix == "prEN" {
		prefix = "EN"
	}
	amendments := make([]string, len(s.Amendments))
	for i, a := range s.Amendments {
		amendments[i] = strings.ReplaceAll(a, "AMD", "A")
	}
	sort.Strings(amendments)
	key := s
	key.Prefix, key.Amendments = prefix, amendments
	return FoldIdentifier(key.String())
}

// Same reports whether two standards are one and the same edition with the same amendments, in spite of spelling.
func (s Standard) Same(t Standard) bool { return s.Key() == t.Key() }

// Year is the year of the edition, 0 where it isn't a year.
func (s Standard) Year() int {
	if len(s.Edition) == 4 {
		return max(0, atoi(s.Edition))
	}
	if len(s.Month) >= 4 {
		return max(0, atoi(s.Month[:4]))
	}
	return 0
}

// ParseStandard reads one standard that fills the whole of s.
func ParseStandard(s string) (Standard, bool) {
	f := fold(strings.TrimSpace(s))
	draft, from := draftBefore(f.s)
	m, ok := standardAt(f.s, from)
	if !ok || strings.Trim(f.s[m.end:], " .,;)") != "" {
		return Standard{}, false
	}
	m.std.Draft = m.std.Draft || draft
	return m.std, true
}

var draftPrefix = regexp.MustCompile(`(?i)^(?:final\s+)?draft\s+`)

func draftBefore(s string) (draft bool, from int) {
	if loc := draftPrefix.FindStringIndex(s); loc != nil {
		return true, loc[1]
	}
	return false, 0
}

//go:embed standards.csv
var standardsCSV string

type standardPrefix struct {
	name, role, number, edition string
	re                          *regexp.Regexp // anchored; ends before the number
}

type prefixTable struct {
	list  []standardPrefix
	first map[rune][]int // first letter → prefixes, longest first
}

// standardPrefixes reads standards.csv. A space in a name may be missing or doubled, a slash may have spaces.
var standardPrefixes = sync.OnceValue(func() prefixTable {
	t := prefixTable{first: map[rune][]int{}}
	type alias struct {
		text string
		at   int
	}
	var aliases []alias
	for _, row := range rows(standardsCSV) {
		if len(row) < 5 {
			continue
		}
		p := standardPrefix{name: row[0], role: row[2], number: row[3], edition: row[4]}
		for text := range strings.SplitSeq(row[0]+"|"+row[1], "|") {
			if text == "" {
				continue
			}
			p.re = regexp.MustCompile(`^` + spaced(text))
			t.list = append(t.list, p)
			aliases = append(aliases, alias{text, len(t.list) - 1})
		}
	}
	sort.SliceStable(aliases, func(i, j int) bool { return len(aliases[i].text) > len(aliases[j].text) })
	for _, a := range aliases {
		r, _ := utf8.DecodeRuneInString(a.text)
		t.first[r] = append(t.first[r], a.at)
	}
	return t
})

func spaced(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch r {
		case ' ', '-':
			b.WriteString(`[\s-]{0,2}`)
		case '/':
			b.WriteString(`\s?/\s?`)
		default:
			b.WriteString(regexp.QuoteMeta(string(r)))
		}
	}
	return b.String()
}

// Standards finds every standard in a text, in order. A list that goes on without its prefix is expanded: each member
// is one Found.
func Standards(text string) []Found {
	f := fold(text)
	var out []Found
	for i := 0; i < len(f.s); {
		r, size := utf8.DecodeRuneInString(f.s[i:])
		if !unicode.IsUpper(r) && r != 'p' && r != 'F' && r != 'D' && !unicode.Is(unicode.Thai, r) || wordBefore(f.s, i) {
			i += size
			continue
		}
		m, ok := standardAt(f.s, i)
		if !ok || insideNumber(f.s, i, m.end) {
			i += size
			continue
		}
		start := i
		if loc := draftEnd.FindStringIndex(f.s[:i]); loc != nil {
			start, m.std.Draft = loc[0], true
		}
		out = append(out, f.found(start, m.end, m.std.String()))
		var more []Found
		more, i = continued(f, m)
		out = append(out, more...)
	}
	return out
}

// insideNumber reports whether hyphens tie a place on both sides to a longer number: "AB1234-GOTS-2020-03".
func insideNumber(s string, start, end int) bool {
	return before(s, start) == '-' && isWord(before(s, start-1)) && after(s, end) == '-' && isWord(after(s, end+1))
}

var draftEnd = regexp.MustCompile(`(?i)(?:final\s+)?draft\s$`)

func wordBefore(s string, i int) bool {
	r := before(s, i)
	return isWord(r) && !isCJK(r)
}

// standardMatch is a standard found at a place.
type standardMatch struct {
	std     Standard
	end     int
	printed string // the prefix as printed, for members of a continued list
}

// standardAt reads the standard that begins at s[i:].
func standardAt(s string, i int) (standardMatch, bool) {
	t := standardPrefixes()
	r, _ := utf8.DecodeRuneInString(s[i:])
	for _, at := range t.first[r] {
		p := t.list[at]
		loc := p.re.FindStringIndex(head(s[i:], 64))
		if loc == nil {
			continue
		}
		from := i + loc[1]
		if p.role == "national" || p.role == "adopter" {
			if m, ok := adopted(s, i, from, p); ok {
				return m, true
			}
		}
		if m, ok := numbered(s, i, from, p); ok {
			return m, true
		}
	}
	return standardMatch{}, false
}

// joints may stand between a national prefix and the international one: "DIN EN", "KS C IEC", "ABNT NBR NM IEC".
var joints = []*regexp.Regexp{regexp.MustCompile(`^[\s/-]{1,3}`), regexp.MustCompile(`^\s[A-Z]{1,2}\s`)}

// adopted reads an international standard behind a national prefix: DIN EN, SASO ISO, GOST R IEC.
func adopted(s string, start, from int, p standardPrefix) (standardMatch, bool) {
	for _, joint := range joints {
		if loc := joint.FindStringIndex(s[from:]); loc != nil {
			if m, ok := adoptedAt(s, start, from+loc[1], p); ok {
				return m, true
			}
		}
	}
	return standardMatch{}, false
}

func adoptedAt(s string, start, at int, p standardPrefix) (standardMatch, bool) {
	r, _ := utf8.DecodeRuneInString(s[at:])
	t := standardPrefixes()
	for _, k := range t.first[r] {
		q := t.list[k]
		if q.role != "international" {
			continue
		}
		loc := q.re.FindStringIndex(head(s[at:], 64))
		if loc == nil {
			continue
		}
		if m, ok := numbered(s, at, at+loc[1], q); ok {
			m.std.National = strings.TrimSuffix(p.name, " EN")
			if p.name != m.std.National && !strings.HasPrefix(q.name, "EN") {
				m.std.Prefix = "EN " + m.std.Prefix // "DIN EN IEC"
			}
			m.printed = s[start:at] + m.printed
			m = equivalent(s, m)
			return m, true
		}
	}
	return standardMatch{}, false
}
