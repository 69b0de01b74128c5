package grammar

import (
	"regexp"
	"strings"
)

var (
	titledEnd = regexp.MustCompile(`\bStandard\b(,?\s(?:of\s)?((?:19|20)\d\d)\b)`)
	issueOf   = regexp.MustCompile(`\b(?:[A-Z][A-Za-z]*\s){0,2}Standard\s(?:for\s|on\s)?(?:[A-Z][A-Za-z]+\s|and\s|of\s|&\s){1,6}\(?(?:Issue|Version|Edition)\s\d{1,2}(?:\.\d{1,2})?\)?(?::?\s(?:January|February|March|April|May|June|July|August|September|October|November|December)\s(?:19|20)\d\d)?`)
)

// dangerousGoods are the rules by which dangerous goods are carried, which transport papers cite as standards.
var dangerousGoods = regexp.MustCompile(`\b(?:IMO\s|IATA\s|ICAO\s)?(?:International\sMaritime\sDangerous\sGoods\s(?:\(IMDG\)\s)?Code|Dangerous\sGoods\sRegulations)(?:\s\(DGR\))?,?\s\(?(?:(?:19|20)\d\d|\d{1,2}(?:st|nd|rd|th))\s[Ee]dition\)?`)

// TitledStandards finds standards that have a title and no number: "Radiocommunications (Short Range Devices) Standard
// 2014", which is Australian law and called a standard, "Global Standard for Food Safety Issue 9". The canonical form is
// the title.
func TitledStandards(text string) []Found {
	f := fold(text)
	out := titled(f, titledEnd)
	for _, loc := range issueOf.FindAllStringIndex(f.s, -1) {
		out = append(out, f.found(loc[0], loc[1], oneLine(strings.TrimSpace(f.s[loc[0]:loc[1]]))))
	}
	for _, loc := range dangerousGoods.FindAllStringIndex(f.s, -1) {
		out = append(out, f.found(loc[0], loc[1], oneLine(f.s[loc[0]:loc[1]])))
	}
	return longestFirst(out)
}
