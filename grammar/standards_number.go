package grammar

import (
	"regexp"
	"strings"
)

// numberForms are the forms of a standard's number, anchored, behind its prefix. The whole number is group 1.
var numberForms = map[string]*regexp.Regexp{
	"en":           regexp.MustCompile(`^[\s-]{0,3}((?:[23]\d\d[ -]?\d{3}|[56]\d \d{3}|\d{2,6})(?:[-.]\s?\d{1,4})*)`),
	"etsi":         regexp.MustCompile(`^[\s-]{0,3}(\d{3}[ -]?\d{3}(?:-\d{1,3})*)`),
	"plain":        regexp.MustCompile(`^[\s:-]{0,3}(\d{2,6}(?:[-.]\s?\d{1,4})*)`),
	"three":        regexp.MustCompile(`^\s{0,2}(\d{3,6}(?:[-.]\d{1,3})*)`),
	"short":        regexp.MustCompile(`^[\s-]{0,3}(\d{1,3}(?:-\d{1,2}){0,2})`),
	"strict":       regexp.MustCompile(`^\s{0,2}(\d{2,6}(?:[-.]\d{1,3})*)`),
	"letter":       regexp.MustCompile(`^[\s.-]{0,2}([A-Z]{1,3}[ .-]?\d{1,5}(?:[-.]\d{1,4})*)`),
	"letterstrict": regexp.MustCompile(`^\s([A-Z] ?\d{2}-\d{3}(?:-\d{1,2})*)`),
	"dashletter":   regexp.MustCompile(`^-([A-Z]\d{1,3})`),
	"dashnum":      regexp.MustCompile(`^-(\d{3}[A-Z]?(?:\.\d)?)`),
	"vde":          regexp.MustCompile(`^\s(\d{4}(?:-\d{1,4})*)`),
	"cei":          regexp.MustCompile(`^\s(\d{2,3}-\d{1,3})`),
	"csn":          regexp.MustCompile(`^\s(\d{2} \d{4})`),
	"sg":           regexp.MustCompile(`^\s(\d{3})`),
	"tsstrict":     regexp.MustCompile(`^\s(\d{3,5}(?:-\d{1,3})*)`),
	"gost":         regexp.MustCompile(`^\s{0,2}(\d{2,6}(?:[-.]\d{1,4})*)`),
	"gb":           regexp.MustCompile(`^[\s.]{0,2}(\d{3,6}(?:\.\d{1,3})*(?:-\d{4})?)`),
	"gbstrict":     regexp.MustCompile(`^\s?(\d{2,6}(?:\.\d{1,3})*-\d{4})`),
	"cnca":         regexp.MustCompile(`^-(\d\d?C-\d{3}|C\d\d-\d\d|0?0C-\d{3}|[0O]{2}C-\d{3})`),
	"cqc":          regexp.MustCompile(`^\s?(\d{4,5}|\d\d-\d{6})`),
	"ul":           regexp.MustCompile(`^[\s-]{0,2}(\d{2,6}[A-Z]?(?:-\d{1,3})*)`),
	"csa":          regexp.MustCompile(`^[\s-]{0,3}(?:Std\.?\s)?(C22\.[23](?:\s?(?:No\.?|#|Nº|N°)?\s?[A-Z]?\d{1,6}(?:[-.]\d{1,3})*)?|[A-Z]\d{3}(?:\.\d{1,2})*|N\d{3}(?:\.\d)?)`),
	"rss":          regexp.MustCompile(`^\s?-\s?(\d{1,3}|Gen|GEN)`),
	"ices":         regexp.MustCompile(`^\s(ICES-\d{1,3}\s?\([A-Z*/\s]{1,5}\)\s?/\s?NMB-\d{1,3}\s?\([A-Z*/\s]{1,5}\))`),
	"esd":          regexp.MustCompile(`^\s((?:S|STM|TR|SP)\d{1,3}\.\d{1,3})`),
	"ieee":         regexp.MustCompile(`^\s(?:Std\.?\s)?(C?\d{2,5}(?:\.\d{1,3})*[a-z]{0,2})`),
	"astm":         regexp.MustCompile(`^\s?(?:Std\.?\s)?([A-GI-Z]\s?\d{2,4}(?:/[A-Z]\d{2,4}M?|M)?)`),
	"fips":         regexp.MustCompile(`^\s(\d{3}(?:-\d)?)`),
	"milstd":       regexp.MustCompile(`^-(\d{3,5}[A-Z]?)`),
	"ipc":          regexp.MustCompile(`^-([A-Z]{1,2}-\d{3}[A-Z]?|\d{4}[A-Z]?|TM-\d{3})`),
	"jap":          regexp.MustCompile(`^\s?(\d{4,5}(?:-\d{1,3}){0,3}\s?\(H\d{1,2}\)|\d{5}(?:-\d{1,3}){1,3}|55\d{3}(?:-\d)?)`),
	"kc":           regexp.MustCompile(`^\s?(\d{5}-\d{1,3}(?:-\d{1,3})?)`),
	"kn":           regexp.MustCompile(`^\s?(\d{2}|\d{5}-\d{1,2}(?:-\d{1,2})?|301\s?489-\d{1,2})`),
	"indian":       regexp.MustCompile(`^[\s:-]{1,3}(\d{2,6}(?:\s?[:(-]?\s?\(?(?i:part|pt)[\s.-]{0,2}\d{1,3}(?:\s?[/,]?\s?(?i:sec|section)[\s.-]{0,2}\d{1,3})?\)?)?)`),
	"qcvn":         regexp.MustCompile(`^\s(\d{1,3}(?:-\d)?)`),
	"nom":          regexp.MustCompile(`^\s?-\s?((?:[A-Z]-)?\d{3}(?:/\d)?-[A-Z0-9/]{3,10}-(?:19|20)\d\d)`),
	"afps":         regexp.MustCompile(`^\s((?:19|20)\d\d:\d\d\sPAK)`),
	"un383":        regexp.MustCompile(`^\s?(38\.3(?:\.\d)?)`),
	"epa":          regexp.MustCompile(`^\s(?:[Mm]ethod\s)?(\d{4}[A-Z]?)`),
	"ece":          regexp.MustCompile(`^\s?(?:R|Reg(?:ulation)?\.?\s?(?:No\.?)?)[\s-]?(\d{1,3}(?:\.\d\d)?)`),
	"literal":      regexp.MustCompile(`^()`), // the prefix is the whole name
	"unmanual":     regexp.MustCompile(`^/(Rev\.\s?\d{1,2}(?:/Amend\.\s?\d(?:\s?(?:&|and)\s?Amend\.\s?\d)?)?)`),
	"sa8000":       regexp.MustCompile(`^\s?(8000)`),
}

// dated lists the forms that count only with an edition: without one, "IS 12345" or "AS 1234" is too often no standard.
var dated = map[string]bool{"strict": true, "indian": true, "gbstrict": true, "vde": true, "sg": true, "tsstrict": true, "cqc": false}

var lastYearPart = regexp.MustCompile(`^(.+?)\s?-\s?((?:19|20)\d\d)$`)

// numbered reads number, edition and amendments behind a prefix that ends at from.
func numbered(s string, start, from int, p standardPrefix) (standardMatch, bool) {
	form := numberForms[p.number]
	if form == nil {
		return standardMatch{}, false
	}
	loc := form.FindStringSubmatchIndex(head(s[from:], 64))
	if loc == nil {
		return standardMatch{}, false
	}
	m := standardMatch{std: Standard{Prefix: p.name}, end: from + loc[1], printed: s[start:from]}
	number := s[from+loc[2] : from+loc[3]]
	if strings.HasPrefix(p.name, "prEN") {
		m.std.Draft = true
	}
	if p.name == "ETSI EN" {
		m.std.Prefix = "EN"
	}
	if y := lastYearPart.FindStringSubmatch(number); y != nil && p.number != "nom" {
		number, m.std.Edition = y[1], y[2]
	}
	if y := csaYear.FindStringSubmatch(number); y != nil && (strings.Count(number, "-") > 1 || y[2][0] == '0') {
		number, m.std.Edition = y[1], y[2]
	}
	m.std.Number = tidyNumber(p.number, number)
	if !numberEnds(s, m.end) {
		return standardMatch{}, false
	}
	m = readTail(s, m)
	switch {
	case dated[p.number] && m.std.Edition == "":
		return standardMatch{}, false
	case m.std.Edition == "" && p.number != "etsi" && looksLikeYear(number):
		return standardMatch{}, false
	case p.number == "en" && m.std.Edition == "" && len(number) == 2 && number != "71" && number != "54":
		return standardMatch{}, false
	}
	if p.role == "national" {
		m = equivalent(s, m)
	}
	return m, true
}

func looksLikeYear(number string) bool {
	return len(number) == 4 && (number[:2] == "19" || number[:2] == "20")
}

// numberEnds refuses a number that goes on as something else: "EN 50A", "IS 5V", "IEC 62368_1D". A version may follow at once.
func numberEnds(s string, end int) bool {
	r := after(s, end)
	if r == '_' && isWord(after(s, end+1)) {
		return false // the form that a report is written in: "IEC62368_1D"
	}
	if r == 0 || !isWord(r) || isCJK(r) {
		return true
	}
	return versionTail.MatchString(head(s[end:], 24)) || strings.ContainsRune("AR", r) && amendmentWord.MatchString(head(s[end:], 24))
}

var (
	etsiNumber = regexp.MustCompile(`^([23]\d\d)[ -]?(\d{3})((?:[-.]\s?\d{1,4})*)$`)
	spaces     = regexp.MustCompile(`\s+`)
	csaYear    = regexp.MustCompile(`^(C22\.[23].*\d-\d{1,2}|C22\.[23].*\d)-(0\d|[89]\d|[12]\d)$`)
	csaNumber  = regexp.MustCompile(`^(C22\.[23])\s?(?:No\.?|#|Nº|N°)?\s?(\S+)$`)
)

// tidyNumber gives a number its one spelling.
func tidyNumber(form, number string) string {
	switch form {
	case "en", "etsi", "plain":
		if m := etsiNumber.FindStringSubmatch(number); m != nil && form != "plain" {
			return m[1] + " " + m[2] + strings.ReplaceAll(m[3], " ", "")
		}
		return spaces.ReplaceAllString(number, "")
	case "csa":
		if m := csaNumber.FindStringSubmatch(number); m != nil {
			return m[1] + " No. " + m[2]
		}
	case "letter":
		if n := strings.IndexAny(number, "0123456789"); n > 0 && (number[n-1] == ' ' || number[n-1] == '.') {
			return strings.Trim(number[:n], " .-") + " " + number[n:]
		}
	case "astm":
		return strings.ReplaceAll(number, " ", "")
	case "rss", "nom":
		return "-" + number
	case "unmanual":
		return "/" + number
	}
	return oneLine(number)
}
