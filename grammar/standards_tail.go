package grammar

import (
	"regexp"
	"strings"
	"unicode"
)

const stdYear = `((?:19|20)\d\d)`

var (
	colonYear   = regexp.MustCompile(`^\s?:\s{0,2}` + stdYear + `(?:-(0[1-9]|1[0-2]|\d))?`)
	dashYear    = regexp.MustCompile(`^\s?-\s?` + stdYear)
	parenYear   = regexp.MustCompile(`^\s?\(\s?` + stdYear + `(?:-(0[1-9]|1[0-2]))?\s?(?:E|e)?\)`)
	bareYear    = regexp.MustCompile(`^\s` + stdYear + `(?:\s?[+,;)\n]|\s?/\s?A|\s*$)`)
	shortYear2  = regexp.MustCompile(`^[-:](\d\d)([a-z]\d?)?`)
	versionTail = regexp.MustCompile(`^[\s,:;-]{0,2}\(?(?:[Vv]ersion|VERSION|[Vv]er\.?|VER\.?|[Vv]\.?)\s?(\d{1,2}\.\d{1,2}\.\d{1,2})\)?(?:\s?[(:,]?\s?((?:19|20)\d\d)-(0[1-9]|1[0-2])\)?)?`)
	editionTail = regexp.MustCompile(`^[\s,]{0,2}\(?(?:[Ee]dition|EDITION|[Ee]d\.?)\s?(\d{1,2}(?:\.\d)?)\)?`)
	ordinalEd   = regexp.MustCompile(`^[\s,]{0,2}\(?(\d{1,2})(?:st|nd|rd|th)\s(?:[Ee]d(?:ition|\.)?|ED(?:ITION)?)\)?`)
	issueTail   = regexp.MustCompile(`^[\s,]{0,2}\(?(?:Issue|ISSUE|issue|Iss\.)\s?(\d{1,2})(?:\s(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)[a-z]{0,6}\.?\s(?:19|20)\d\d)?\)?`)
	draftTail   = regexp.MustCompile(`^\s\(?(?:DRAFT|Draft|draft)\)?`)

	amendmentWord = regexp.MustCompile(`^(A|AC|AMD|R)\d{0,2}\s?:\s?(?:19|20)\d\d`)
	amendment     = regexp.MustCompile(`^\s?([+/&;,]|\s|\()\s?((?i:amendment|amend\.|amd\.?|am\.?|corrigendum|corr?\.?|ish)|AC|A|C|XG|R)\s?(\d{0,2})(\s?[:/-]\s{0,2}((?:19|20)\d\d)(?:-(0[1-9]|1[0-2]))?|\s?:\s?\d{1,2}[A-Z][a-z]{2}(?:19|20)\d\d|\s?\(\s?((?:19|20)\d\d)\s?\)|\s((?:19|20)\d\d)\b)?\)?`)
	loneAmendment = regexp.MustCompile(`^\s?\+\s?(\d{1,2})\s?:\s?((?:19|20)\d\d)`)
	// classified is the German classification before the edition, issuingMinistry the ministry behind a Vietnamese
	// regulation, republican the year of a Chinese edition as Taiwan counts it.
	classified      = regexp.MustCompile(`^\s?\((?:VDE\s\d{4}(?:-\d{1,3})*|Klassifikation\sVDE\s[\d-]+)\)\s?:`)
	issuingMinistry = regexp.MustCompile(`^\s?/\s?B[A-ZĐ]{2,8}\b`)
	republican      = regexp.MustCompile(`^\s?[(（]\s?\d{2,3}\s?年(?:版|\d{1,2}月\d{1,2}日)?\s?[)）]`)

	consolidated = regexp.MustCompile(`^\s?(?:CSV|RLV)\b`)
)

// readTail reads edition and amendments behind a number.
func readTail(s string, m standardMatch) standardMatch {
	if loc := classified.FindStringIndex(s[m.end:]); loc != nil {
		m.end += loc[1] - 1
	}
	for range 12 {
		rest := head(s[m.end:], 80)
		n, ok := readEdition(rest, &m.std)
		if !ok {
			n, ok = readAmendment(rest, &m.std)
		}
		if !ok {
			break
		}
		m.end += n
	}
	if loc := draftTail.FindStringIndex(s[m.end:]); loc != nil && (m.std.Edition != "") {
		m.std.Draft, m.end = true, m.end+loc[1]
	}
	for _, re := range []*regexp.Regexp{consolidated, issuingMinistry, republican} {
		if loc := re.FindStringIndex(s[m.end:]); loc != nil && (re != issuingMinistry || m.std.Prefix == "QCVN" || m.std.Prefix == "TCVN") {
			m.end += loc[1]
		}
	}
	return m
}

// readEdition reads one way of printing the edition; n is its length.
func readEdition(rest string, std *Standard) (n int, ok bool) {
	ends := func(n int) bool { r := after(rest, n); return !isDigit(r) && !unicode.IsLetter(r) || isCJK(r) }
	if len(std.Amendments) == 0 && !isYear(std.Edition) {
		for _, re := range []*regexp.Regexp{colonYear, dashYear, parenYear, bareYear} {
			g := re.FindStringSubmatchIndex(rest)
			if g == nil || re != bareYear && !ends(g[1]) {
				continue
			}
			if re == bareYear {
				g[1] = g[3]
			}
			if !strings.HasPrefix(std.Edition, "V") && !strings.HasPrefix(std.Edition, "Issue") {
				std.Edition = rest[g[2]:g[3]]
			}
			if len(g) > 5 && g[4] >= 0 && g[5]-g[4] == 2 {
				std.Month = rest[g[2]:g[3]] + "-" + rest[g[4]:g[5]]
			} else if std.Edition[0] != rest[g[2]] {
				std.Month = rest[g[2]:g[3]]
			}
			return g[1], true
		}
	}
	if std.Edition == "" && (std.Prefix == "ASTM" || std.Prefix == "CSA") {
		if g := shortYear2.FindStringSubmatchIndex(rest); g != nil && ends(g[1]) {
			std.Edition = rest[g[2]:g[3]]
			return g[1], true
		}
	}
	if g := versionTail.FindStringSubmatchIndex(rest); g != nil && std.Edition == "" && !isDigit(after(rest, g[1])) {
		std.Edition = "V" + rest[g[2]:g[3]]
		if g[4] >= 0 {
			std.Month = rest[g[4]:g[5]] + "-" + rest[g[6]:g[7]]
		}
		return g[1], true
	}
	for _, e := range []struct {
		re   *regexp.Regexp
		name string
	}{{issueTail, "Issue "}, {editionTail, "ed."}, {ordinalEd, "ed."}} {
		g := e.re.FindStringSubmatchIndex(rest)
		if g == nil || !ends(g[1]) || strings.HasPrefix(std.Edition, "ed.") || strings.HasPrefix(std.Edition, "Issue") {
			continue
		}
		if std.Edition == "" {
			std.Edition = e.name + rest[g[2]:g[3]]
		}
		return g[1], true
	}
	return 0, false
}

func isYear(edition string) bool { return edition != "" && isDigit(rune(edition[0])) }

// readAmendment reads one amendment or corrigendum; n is its length.
func readAmendment(rest string, std *Standard) (n int, ok bool) {
	if g := loneAmendment.FindStringSubmatchIndex(rest); g != nil {
		std.Amendments = append(std.Amendments, "A"+rest[g[2]:g[3]]+":"+rest[g[4]:g[5]])
		return g[1], true
	}
	g := amendment.FindStringSubmatchIndex(rest)
	if g == nil {
		return 0, false
	}
	sign, name, number := rest[g[2]:g[3]], amendmentName(rest[g[4]:g[5]]), rest[g[6]:g[7]]
	year := ""
	switch {
	case g[10] >= 0:
		year = rest[g[10]:g[11]]
	case g[14] >= 0:
		year = rest[g[14]:g[15]]
	case g[16] >= 0: // "AMD 1 2017" beside "IEC 62321-4 2013"
		year = rest[g[16]:g[17]]
	}
	r := after(rest, g[1])
	switch {
	case isDigit(r) || unicode.IsLetter(r) && !isCJK(r) && year == "":
		return 0, false
	case number == "" && year == "" && name != "AC" && name != "R":
		return 0, false
	case number == "" && name == "A", name == "C" && (number == "" || year == ""):
		return 0, false
	case name == "R" && g[8] < 0:
		return 0, false
	case sign != "+" && sign != "/" && !(sign == ";" && number != "") && (year == "" || std.Edition == ""):
		return 0, false
	case sign == "+" && name == "A" && atoi(number) == 0:
		return 0, false
	}
	text := name + number
	if year != "" {
		text += ":" + year
	}
	if last := len(std.Amendments) - 1; last >= 0 && sign == "/" && name == "AC" && !strings.Contains(std.Amendments[last], ":") {
		std.Amendments[last] += "/" + text // A12/AC:2011 is the corrigendum to amendment 12
	} else {
		std.Amendments = append(std.Amendments, text)
	}
	return g[1], true
}

func amendmentName(s string) string {
	switch name := strings.ToUpper(strings.TrimRight(s, ".")); name {
	case "AMENDMENT", "AMEND", "AMD", "AM":
		return "AMD"
	case "CORRIGENDUM", "COR", "CORR":
		return "COR"
	default:
		return name
	}
}

var equivalentSign = regexp.MustCompile(`^\s?(?:\(|idt|IDT)\s?(?:idt|IDT)?\s?`)

// equivalentEnd closes the brackets around the standard that was adopted, with how it was: "(ISO 9001:2015, IDT)".
var equivalentEnd = regexp.MustCompile(`^(?:,?\s?(?:IDT|MOD|NEQ|idt|mod))?\)`)

// equivalent takes in the international standard that a national one names right behind itself as its origin; behind a slash
// stands another standard: "GB/T 19001-2016/ISO 9001:2015" are two that a certificate conforms to.
func equivalent(s string, m standardMatch) standardMatch {
	loc := equivalentSign.FindStringIndex(head(s[m.end:], 16))
	if loc == nil || m.std.Equivalent != "" || m.std.Edition == "" {
		return m
	}
	at := m.end + loc[1]
	if at >= len(s) || !strings.ContainsRune("IЕEМ", after(s, at)) {
		return m
	}
	t := standardPrefixes()
	for _, k := range t.first[after(s, at)] {
		p := t.list[k]
		l := p.re.FindStringIndex(head(s[at:], 64))
		if p.role != "international" || l == nil {
			continue
		}
		e, ok := numbered(s, at, at+l[1], p)
		if !ok {
			continue
		}
		m.std.Equivalent, m.end = e.std.String(), e.end
		if strings.Contains(s[at-loc[1]:at], "(") {
			m.end += len(equivalentEnd.FindString(s[m.end:]))
		}
		return m
	}
	return m
}

var (
	listSign   = regexp.MustCompile(`^\s{0,2}(?:,|;|/|&|\+|、|and\s|und\s|et\s|y\s|e\s|и\s|or\s|و\s)\s{0,3}`)
	listPart   = regexp.MustCompile(`^-\s?(\d{1,3}(?:-\d{1,3})*)`)
	listShort  = regexp.MustCompile(`^(\d{1,2})`)
	listNumber = regexp.MustCompile(`^((?:[23]\d\d[ -]?\d{3}|\d{4,6})(?:[-.]\d{1,3})*)`)
)

// dateEnd goes on behind a day and makes a date of it: "TS EN 50525-2-51 / 05.12.2012".
var dateEnd = regexp.MustCompile(`^[./]\d{1,2}[./](?:19|20)\d\d`)

// continued expands the members of a list that leave out the prefix, or the prefix and number, of the one before:
// "EN 61000-3-2:2014, -3-3:2013", "EN 301 489-1/-3/-17", "IEC 62321-3-1:2013, 62321-4". end is where the list ends.
func continued(f folded, m standardMatch) (out []Found, end int) {
	for {
		sign := listSign.FindStringIndex(head(f.s[m.end:], 16))
		if sign == nil {
			return out, m.end
		}
		at := m.end + sign[1]
		next, ok := member(f.s, at, m, strings.TrimSpace(f.s[m.end:at]))
		if !ok {
			return out, m.end
		}
		found := f.found(at, next.end, next.std.String())
		tailText := oneLine(f.text[f.start(next.tail):found.End])
		found.Text = strings.TrimSpace(oneLine(next.printed) + joinNumber(next.printed, next.std.Number) + withSpace(f.s, next.tail, tailText))
		out = append(out, found)
		m = next.standardMatch
	}
}

func withSpace(s string, at int, text string) string {
	if at < len(s) && s[at] == ' ' && text != "" {
		return " " + text
	}
	return text
}

func joinNumber(printed, number string) string {
	if strings.HasSuffix(printed, "-") || printed == "" {
		return number
	}
	return " " + number
}

type listMember struct {
	standardMatch
	tail int // where edition and amendments begin
}

// member reads one member of a continued list at s[at:], behind m and the given sign.
func member(s string, at int, m standardMatch, sign string) (listMember, bool) {
	rest := head(s[at:], 40)
	next := standardMatch{std: Standard{National: m.std.National, Prefix: m.std.Prefix}, printed: m.printed}
	parts := strings.Split(m.std.Number, "-")
	var n int
	needsEdition := false
	switch {
	case listPart.MatchString(rest) && sign != "+":
		g := listPart.FindStringSubmatch(rest)
		news := strings.Split(g[1], "-")
		keep := max(1, len(parts)-len(news))
		if len(news[len(news)-1]) == 4 || len(news) > len(parts) && len(parts) > 1 {
			return listMember{}, false
		}
		next.std.Number, n = strings.Join(append(parts[:keep:keep], news...), "-"), len(g[0])
	case sign == "/" && len(parts) > 1 && m.std.Edition == "" && listShort.MatchString(rest):
		g := listShort.FindStringSubmatch(rest)
		next.std.Number, n = strings.Join(parts[:len(parts)-1], "-")+"-"+g[1], len(g[0])
	case listNumber.MatchString(rest) && sign != "+":
		g := listNumber.FindStringSubmatch(rest)
		number := tidyNumber("en", g[1])
		next.std.Number, n = number, len(g[0])
		needsEdition = strings.Split(number, "-")[0] != parts[0]
		if looksLikeYear(number) || number == m.std.Number {
			return listMember{}, false
		}
	default:
		return listMember{}, false
	}
	next.end = at + n
	if !numberEnds(s, next.end) || strings.ContainsRune("./", after(s, next.end)) && dateEnd.MatchString(s[next.end:]) || after(s, next.end) == '/' && isDigit(after(s, next.end+1)) && sign != "/" {
		return listMember{}, false
	}
	tail := next.end
	next = readTail(s, next)
	if needsEdition && next.std.Edition == "" {
		return listMember{}, false
	}
	return listMember{next, tail}, true
}
