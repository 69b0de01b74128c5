package grammar

import (
	_ "embed"
	"regexp"
	"slices"
	"sort"
	"strings"
	"sync"
	"unicode"
)

//go:embed acts.csv
var actsCSV string

//go:embed acts_named.csv
var actsNamedCSV string

// actForm is one way to print an act's number; canonical gives "" where the match is none.
type actForm struct {
	hints     string // words, in lower case, of which a text must have one; "/" = the form stands around a slash
	re        *regexp.Regexp
	canonical func(g []string) string
}

const suffixes = `EU|EC|AT|EEC|EWG|EG|CEE|CE|UE|WE|EWG|ES|AB|ЕС|ЕЭС|ЕО|EK|EF|EY|EL|ΕΕ|ΕΚ|EÚ|Euratom`

// communities maps the letters behind a directive's number, in the languages of the Union, to the English ones. ES is
// Czech for the Community; CE is French for it.
var communities = map[string]string{"EG": "EC", "AT": "EC", "CE": "EC", "WE": "EC", "ES": "EC", "EK": "EC", "EF": "EC", "EY": "EC", "ЕО": "EC", "ΕΚ": "EC",
	"EWG": "EEC", "CEE": "EEC", "ЕЭС": "EEC", "UE": "EU", "AB": "EU", "ЕС": "EU", "EL": "EU", "ΕΕ": "EU", "EÚ": "EU"}

func community(s string) string {
	s = strings.ToUpper(s)
	return or(communities[s], s)
}

// regulation writes a regulation's number as its own journal does: year first since 2015, "No" and the year last before.
func regulation(who, a, b string) string {
	switch {
	case isActYear(a) && !(isActYear(b) && atoi(b) < 2015):
		return "(" + community(who) + ") " + a + "/" + b
	case isActYear(b) || len(b) == 2 && atoi(b) >= 58:
		return "(" + community(who) + ") No " + a + "/" + b
	}
	return ""
}

func isActYear(s string) bool { return len(s) == 4 && atoi(s) >= 1957 && atoi(s) <= lastYear }

// directive writes a directive's number: 2014/53/EU, 93/42/EEC. Letters are kept as printed even where they are wrong.
func directive(a, b, who string) string {
	switch {
	case isActYear(a) || len(a) == 2 && atoi(a) >= 58:
		return a + "/" + b + "/" + community(who)
	case isActYear(b): // 1907/2006/EC
		return regulation(who, a, b)
	}
	return ""
}

var actForms = sync.OnceValue(func() []actForm {
	const no = `(?:\s?(?:No\.?|Nr\.?|N°|Nº|nº|n°|№|nr\.?|č\.))?`
	return []actForm{
		{"/", regexp.MustCompile(`(\d{2,4})\s?/\s?(\d{1,4})\s?[/-]\s?(` + suffixes + `)`), func(g []string) string { return directive(g[1], g[2], g[3]) }},
		{"/", regexp.MustCompile(`\(?(EU|EC|EEC|UE|EG|CE|ES|WE|AB|ЕС|ЕО)\s?\)?\s?` + no + `\s?(\d{1,4})\s?/\s?(\d{2,4})\b`), func(g []string) string { return regulation(g[1], g[2], g[3]) }},
		{"/", regexp.MustCompile(`(?i)\b(?:regulation|verordnung|règlement|reglamento|regolamento|REACH)\s*` + no + `\s?(\d{1,4})\s?/\s?(\d{4})\b`), func(g []string) string {
			if isActYear(g[1]) {
				return regulation("EU", g[1], g[2])
			}
			return regulation("EC", g[1], g[2])
		}},
		{"/", regexp.MustCompile(`(?i)\b(?:directives?|richtlinien?|directivas?|direttiv[ae]|dyrektyw[ay]|směrnice|RED|LVD|EMCD?|RoHS)\s*:?` + no + `\s?((?:19|20)\d\d|[89]\d)\s?/\s?(\d{1,4})(?:[^\d/]|$)`), func(g []string) string { return g[1] + "/" + g[2] }},
		{"si |s.i|si:|uksi|tatutory", regexp.MustCompile(`(?:UK\s?)?(?:S\.?\s?I\.?|UKSI|[Ss]tatutory [Ii]nstruments?)\s{0,2}:?(?:No\.?\s?)?((?:19|20)\d\d)\s?(?:/|[,:]?\s?[Nn]o\.?\s?:?|[Nn]umber\s)\s?(\d{1,4})\b`), func(g []string) string { return "SI " + g[1] + "/" + strings.TrimLeft(g[2], "0") }},
		{"/", regexp.MustCompile(`(TR\s?CU|TR\s?EAEU|TR\s?TS|CU\s?TR|EAEU\s?TR|ТР\s?ТС|ТР\s?ЕАЭС|TP\s?TC|TP\s?EAЭC)\s?(?:№|N|No\.?)?\s?(\d{3})\s?/\s?(20\d\d)\b`), customsUnion},
		{"cfr|c.f.r", regexp.MustCompile(`(?i)\b(?:title\s)?(\d{1,2})\s?C\.?F\.?R\.?\s?(?:FCC\s?)?,?\s?(?:ch(?:apter)?\.?\s[IVX]+,?\s)?(?:\[?(?:parts?|pt\.?|§+|sections?)\s?)?(\d{1,4})(\.\d{1,4})?(?:\s?\[?[,:-]?\s?\(?sub-?\s?part\s?\]?\s?([A-Z])\b\)?|([A-Z])\b)?`), cfr},
		{"cfr", regexp.MustCompile(`(?i)\bCFR\s?(?:title\s?)?(47|16|21|40|49)[,:]?\s?(?:FCC\s?)?(?:parts?|§)?\s?(\d{1,4})(\.\d{1,4})?(?:\s?[,:-]?\s?\(?sub-?\s?part\s?([A-Z])\b\)?|([A-Z])\b)?`), cfr},
		{"fcc", regexp.MustCompile(`(?i)\b(?:FCC\s(?:CFR\s)?(?:(?:rules?|standards?)\s?(?:and\sregulations\s)?[,:]?\s?)?(?:\(?(?:title\s)?47\s?(?:CFR)?\)?,?\s?)?)(?:parts?|§|pt\.)\s?(\d{1,3})(\.\d{1,4})?(?:\s?[,:-]?\s?\(?sub-?\s?part\s?([A-Z])\b\)?|\s?([A-Z])\b)?`), fcc},
		{"portaria|resolu|ato n", regexp.MustCompile(`(?i)\b(portaria(?:\sinmetro|\sinterministerial)?|resolução(?:\sanatel)?|ato(?:\sanatel)?)(?:\s?/?\s?[A-Z]+)?\s(?:n[.º°o]{0,2}\s?)(\d{1,5})(?:\s?/\s?((?:19|20)\d\d)|,?\sde\s\d{1,2}º?\sde\s\pL+\sde\s((?:19|20)\d\d))?`), brazilian},
		{"cabinet", regexp.MustCompile(`\b(Cabinet\s(?:Decision|Resolution))\s(?:No\.?\s?)?\(?(\d{1,3})\)?\sof\s((?:19|20)\d\d)`), func(g []string) string { return "UAE Cabinet Decision " + g[2] + "/" + g[3] }},
		{"cnca", regexp.MustCompile(`(?i)\b(CNCA[-—\s](?:\d{2}C|C\d{2})[-—]\d{2,3}(?:\s?[:：]\s?(?:19|20)\d\d)?)`), func(g []string) string {
			return strings.NewReplacer("：", ":", "—", "-", " ", "").Replace(strings.ToUpper(g[1]))
		}},
		{"bd-", regexp.MustCompile(`\b(BD-?\d{6}-\d{2})\b`), func(g []string) string { return "GSO " + g[1] }},
		{"part", regexp.MustCompile(`(?i)\bparts?\s?(15|18|22|24|27|68|90|95|96)()\s?(?:,\s?)?of\s?(?:the\s?)?(?:FCC|F\.C\.C\.?)(?:'?s)?(?:\s?rules?)?(?:\s?\(?(?:[,:-]?\s?sub-?\s?part\s?([A-Z])\b)?)?()`), fcc},
		{"part", regexp.MustCompile(`(?i)\bparts?\s(15|18|2|22|24|27|30|68|74|80|90|95|96|97)()(?:\s?[,:-]?\s?\(?sub-?\s?part\s?([A-Z])\b\)?|([A-Z])\b)`), fcc},
	}
})

// brazilian writes an ordinance of Brazil: "Portaria 69/2022".
func brazilian(g []string) string {
	name := strings.ToUpper(g[1][:1]) + strings.ToLower(strings.Fields(g[1])[0][1:])
	if year := or(g[3], g[4]); year != "" {
		return name + " " + g[2] + "/" + year
	}
	return name + " " + g[2]
}

func customsUnion(g []string) string {
	who := "TR CU "
	if strings.ContainsAny(g[1], "EЕ") && !strings.HasPrefix(g[1], "TP TC") {
		who = "TR EAEU "
	}
	return who + g[2] + "/" + g[3]
}

// cfr writes a place in the US Code of Federal Regulations: "47 CFR Part 15 Subpart B", "47 CFR 15.247", "47 CFR Part 15".
func cfr(g []string) string {
	subpart := strings.ToUpper(or(g[4], g[5]))
	switch {
	case atoi(g[1]) < 1 || atoi(g[1]) > 50:
		return ""
	case g[3] != "":
		return g[1] + " CFR " + g[2] + g[3]
	case subpart != "":
		return g[1] + " CFR Part " + g[2] + " Subpart " + subpart
	}
	return g[1] + " CFR Part " + g[2]
}

func fcc(g []string) string { return cfr(append([]string{g[0], "47"}, g[1:]...)) }

// Acts finds every legal act that is named by a number, or by a full title with its year, in text order. Canonical
// keeps the letters as printed: "2014/35/EC" stays mistyped, ActNumber gives what identifies it.
func Acts(text string) []Found {
	f := fold(text)
	var out []Found
	lower := strings.ToLower(f.s)
	slashes := windows(f.s, 60, 24, func(i int) bool {
		return f.s[i] == '/' && (isDigit(before(f.s, i)) || i > 1 && isDigit(before(f.s, i-1)))
	})
	for _, form := range append(slices.Clip(actForms()), nationalForms()...) {
		list := slashes
		if form.hints != "/" {
			if !hasAny(lower, form.hints) {
				continue
			}
			list = whole(f.s)
		}
		eachMatch(form.re, f.s, list, func(loc []int, g []string) bool {
			canonical := form.canonical(g)
			if canonical == "" || !actStandsAlone(f.s, loc[0], loc[1]) {
				return false
			}
			start, end := trimAct(f.s, loc[0], loc[1])
			out = append(out, f.found(start, end, canonical))
			return true
		})
	}
	return longestFirst(append(out, titledActs(f)...))
}

var actLead = regexp.MustCompile(`^(?i:directives?|richtlinien?|directivas?|direttiv[ae]|dyrektyw[ay]|směrnice|RED|LVD|EMCD?|RoHS|regulation|verordnung|règlement|reglamento|regolamento)\s*:?\s?`)

// dateOfAct is the day of a Portuguese or Spanish act behind its number, which its canonical form holds as the year.
var dateOfAct = regexp.MustCompile(`,?\sde\s\d{1,2}º?\sde\s\pL+\sde\s\d{4}$`)

// trimAct leaves the word before a number, and what a pattern looked at behind it, out of the printed form.
func trimAct(s string, start, end int) (int, int) {
	if loc := actLead.FindStringIndex(s[start:end]); loc != nil {
		start += loc[1]
	}
	if loc := dateOfAct.FindStringIndex(s[start:end]); loc != nil {
		end = start + loc[0]
	}
	for end > start && !isWord(rune(s[end-1])) && s[end-1] < 0x80 && s[end-1] != ')' {
		end--
	}
	if strings.HasPrefix(s[start:end], "(") && !strings.Contains(s[start:end], ")") {
		start++
	}
	if strings.HasSuffix(s[start:end], ")") && !strings.Contains(s[start:end], "(") {
		end--
	}
	return start, end
}

// actStandsAlone refuses a match that is a part of a longer number or word.
func actStandsAlone(s string, start, end int) bool {
	left, first, last, right := before(s, start), after(s, start), before(s, end), after(s, end)
	switch {
	case isDigit(left) && strings.HasPrefix(s[start:end], "SI "): // glued to the year before it
	case isDigit(left), left == '/', isDigit(first) && (left == '.' || left == '-'):
		return false
	case isDigit(last) && isDigit(right):
		return false
	case unicode.IsLetter(first) && isWord(left) && !isCJK(left) && !(isDigit(left) && strings.HasPrefix(s[start:end], "SI")):
		return false
	}
	return !(unicode.IsLetter(last) && isWord(right) && !isCJK(right))
}

// longestFirst drops what overlaps something longer and gives text order.
func longestFirst(found []Found) []Found {
	sort.SliceStable(found, func(i, j int) bool { return found[i].End-found[i].Start > found[j].End-found[j].Start })
	var out []Found
next:
	for _, a := range found {
		for _, b := range out {
			if a.Start < b.End && b.Start < a.End {
				continue next
			}
		}
		out = append(out, a)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Start < out[j].Start })
	return out
}

var (
	titleEnd = regexp.MustCompile(`\b(?:Regulations?|Act|Rules|Order|Notice|Instrument)\b(,?\s(?:of\s)?((?:19|20)\d\d)(?:\b|SI\s))`)
	// titleLower is what may stand before a part of a title in brackets: "Provincial garden waste (Handling) Rules".
	titleLower = regexp.MustCompile(`\b([A-Z][a-z]+\s(?:[a-z]{3,}\s){1,3})$`)
	titleWord  = regexp.MustCompile(`(?:[A-Z][\w&'-]*|\([^()\n]{1,60}\)|\b(?:of|the|and|for|in|on|by|to|from))[\s,]{1,2}$`)
)

// lowerStops are words that no title holds: what stands before one in a sentence.
var lowerStops = regexp.MustCompile(`\s(?:with|under|per|see|from|the|and|that|this|meets?|are|was|has|have|been|compl\w*|conform\w*|accord\w*|pursuant|section)\s`)

var titleLead = regexp.MustCompile(`^(?:(?:[Tt]he|of|and|for|in|on|by|to|UK|U\.K\.)[\s,]{1,2})+`)

// knownTitles maps the key of an act's full title to its number.
var knownTitles = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for _, row := range rows(actsCSV) {
		m[titleKey(row[0])] = row[1]
	}
	return m
})

func titleKey(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !isWord(r) }), " ")
}

// titledActs finds "Radio Equipment Regulations 2017", "Trade Marks Act, 1999": capitalised words up to a kind of
// act and a year. The canonical form is the number where the title is known, else the title.
func titledActs(f folded) []Found { return titled(f, titleEnd) }

// titled finds runs of capitalised words up to an end of which the first group is what follows the title and the second
// its year.
func titled(f folded, ends *regexp.Regexp) []Found {
	var out []Found
	for _, g := range ends.FindAllStringSubmatchIndex(f.s, -1) {
		start, end := g[0], g[2]
		for range 24 {
			left := clip(f.s, start-80, start)
			loc := titleWord.FindStringIndex(left)
			if loc == nil {
				break
			}
			start -= len(left) - loc[0]
		}
		if loc := titleLead.FindStringIndex(f.s[start:end]); loc != nil {
			start += loc[1]
		}
		if strings.HasPrefix(f.s[start:end], "(") {
			left := clip(f.s, start-60, start)
			if loc := titleLower.FindStringIndex(left); loc != nil && !lowerStops.MatchString(left[loc[0]:]) {
				start -= len(left) - loc[0]
			}
		}
		title, year := oneLine(f.s[start:end]), f.s[g[4]:g[5]]
		if strings.Count(title, " ") == 0 {
			continue // "Act 2016" alone names nothing
		}
		canonical := knownTitles()[titleKey(title+" "+year)]
		if canonical == "" {
			start, title, canonical = knownTail(f.s, start, end, title, year)
		}
		out = append(out, f.found(start, g[5], or(canonical, title+" "+year)))
	}
	return out
}

// knownTail looks for a known title at the end of a run of capitalised words: "Product Compliance Radio Equipment
// Regulations 2017".
func knownTail(s string, start, end int, title, year string) (int, string, string) {
	for i := start; i < end; i++ {
		if s[i] != ' ' && s[i] != '\n' {
			continue
		}
		if c := knownTitles()[titleKey(s[i+1:end]+" "+year)]; c != "" {
			return i + 1, oneLine(s[i+1 : end]), c
		}
	}
	return start, title, ""
}

var actNumber = regexp.MustCompile(`(\d{1,4})/(\d{1,4})`)

// ActNumber is what identifies an act whatever the letters around its number: "2014/35" for "2014/35/EC" and
// "2014/35/EU", "1907/2006" for "(EC) No 1907/2006"; "" for an act without such a number.
func ActNumber(canonical string) string {
	if g := actNumber.FindStringSubmatch(canonical); g != nil {
		return g[0]
	}
	return ""
}

type namedAct struct{ canonical, number string }

var namedActs = sync.OnceValue(func() map[string]namedAct {
	m := map[string]namedAct{}
	for _, row := range rows(actsNamedCSV) {
		m[strings.ToLower(row[0])] = namedAct{row[1], row[2]}
	}
	return m
})

var namedActsRE = sync.OnceValue(func() *regexp.Regexp {
	var alternatives []string
	for _, row := range rows(actsNamedCSV) {
		alternatives = append(alternatives, strings.ReplaceAll(regexp.QuoteMeta(row[0]), " ", `\s`))
	}
	sort.SliceStable(alternatives, func(i, j int) bool { return len(alternatives[i]) > len(alternatives[j]) })
	return regexp.MustCompile(`(?i)(?:` + strings.Join(alternatives, "|") + `)`)
})

// NamedActs finds acts that are named by a word: REACH, RoHS, CPSIA. NamedActNumber tells the act that is meant.
func NamedActs(text string) []Found {
	f := fold(text)
	var out []Found
	for _, loc := range namedActsRE().FindAllStringIndex(f.s, -1) {
		left, right := before(f.s, loc[0]), after(f.s, loc[1])
		if isWord(left) && !isCJK(left) || isWord(right) && !isCJK(right) {
			continue
		}
		printed := oneLine(f.s[loc[0]:loc[1]])
		if strings.ToLower(printed) == printed && strings.ToUpper(printed) != printed {
			continue // "reach" is a verb
		}
		out = append(out, f.found(loc[0], loc[1], namedActs()[strings.ToLower(printed)].canonical))
	}
	return out
}

// NamedActNumber is the number of the act that a name stands for, "" where it names none or several.
func NamedActNumber(name string) string { return namedActs()[strings.ToLower(oneLine(name))].number }
