package extract

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// mostIssuerLines is how many lines the name of an authority with its department has at most.
const mostIssuerLines = 4

// wholeIssuer is the name behind an issuer's caption that goes on in the lines below, as the names of authorities do, or in
// the cells of a line that was set wide: its quotation marks are open yet, or the next line begins in small letters, or a
// note in brackets says under them what was to be written. It is nil where the name ends with its first line.
func (d *document) wholeIssuer(b block) *Candidate {
	if len(b.lines) == 0 || b.label == nil {
		return nil
	}
	first := b.lines[0]
	s := d.sheets[first.seg.page]
	lines := []span{first}
	if first.end >= len(strings.TrimRight(first.seg.text, " ")) {
		row := s.rows[first.seg.row]
		right, h := first.seg.box.X1, first.box().Height()
		for _, more := range row[first.seg.col+1:] {
			if more.box.X0-right > 4*h || d.finder.headed(more) != nil || captionLike(more.text) || d.finder.beginsColumn(s, more) {
				break
			}
			right = more.box.X1
			lines = append(lines, trimSpan(whole(more)))
		}
	}
	torn := len(lines)
	below := d.finder.continued(s, first, mostIssuerLines+1, b.label)
	noted := slices.IndexFunc(below, func(l span) bool {
		return strings.HasPrefix(l.text(), "(") && d.set.Says("form-notes", strings.ToLower(l.text()))
	})
	for i, next := range below {
		if i < noted {
			lines = append(lines, next)
			continue
		}
		text, name := next.text(), joinLines(lines, len(lines))
		if len(lines)-torn >= mostIssuerLines || strings.HasPrefix(text, "(") || !quoteOpen(name) && !unicode.IsLower(firstRune(text)) && !endsSmall(name) {
			break
		}
		lines = append(lines, next)
	}
	if len(lines) == 1 {
		return nil
	}
	name := clean(joinLines(lines, len(lines)))
	c := d.newCandidate(certcat.Issuer, strings.TrimRight(name, "."), "", "label", lines...)
	c.describe(b).add("class-"+d.class, 1).add("name-goes-on", 1)
	return d.nameFeatures(c)
}

// quoteOpen reports whether a text opens quotation marks that it does not close.
func quoteOpen(text string) bool {
	return strings.Count(text, "\"")%2 == 1 || strings.Count(text, "«") > strings.Count(text, "»") || strings.Count(text, "„") > strings.Count(text, "“")+strings.Count(text, "”")
}

// endsSmall reports whether a name ends in a word that something must follow: "Department of".
func endsSmall(name string) bool {
	words := strings.Fields(name)
	return len(words) > 1 && joinsNames[strings.ToLower(words[len(words)-1])]
}

// doingBusiness is what leads from a firm's name to the name that it trades under.
var doingBusiness = regexp.MustCompile(`(?i)[,\s(]+(?:d\.?\s?/?b\.?\s?/?a\.?|doing business as|trading as|t/a)\s.*$`)

// shortBehind is a short form in brackets behind a name: "Acme Ltd. (ACME)".
var shortBehind = regexp.MustCompile(`\s*\(\p{Lu}{2,10}\)\s*$`)

// legalName is a firm's name without the name that it trades under, and without what a dash behind its legal form adds: "Acme
// LLC dba Bright", "Acme Ltd. - Notified Body 9999".
func legalName(name string) string {
	if m := doingBusiness.FindStringIndex(name); m != nil && m[0] > 2 {
		name = name[:m[0]]
	}
	if m := shortBehind.FindStringIndex(name); m != nil {
		if _, form := grammar.CompanyName(name[:m[0]]); form != "" {
			name = name[:m[0]]
		}
	}
	for _, dash := range []string{" - ", " – ", " — ", " | "} {
		i := strings.Index(name, dash)
		if i < 4 {
			continue
		}
		_, form := grammar.CompanyName(name[:i])
		if _, more := grammar.CompanyName("x " + name[i+len(dash):]); form != "" && more == "" {
			return name[:i]
		}
	}
	return name
}

// behindRole is a name behind words for who that is, without a colon: "Испытательная лаборатория ООО «Вектор»", "Signed for and
// on behalf of Acme Ltd.". The words must be a caption of an issuer, and end in a small word or stand before a legal form.
func (d *document) behindRole(v span) span {
	for _, l := range d.finder.labels[v.seg] {
		if l.start > v.start+2 || l.end <= v.start || l.end >= v.end || !l.is("party.issuer") || l.colon && !l.whole && l.after > l.end+1 && strings.ContainsAny(v.seg.text[l.end:l.after], ":：") {
			continue
		}
		rest := trimSpan(span{v.seg, l.end, v.end})
		words := strings.Fields(v.seg.text[l.start:l.end])
		if len(words) == 0 || rest.start >= rest.end {
			continue
		}
		first, _, _ := strings.Cut(rest.text(), " ")
		_, before := grammar.CompanyName(first + " x")
		small := len(words) > 1 && unicode.IsLower(firstRune(words[len(words)-1]))
		if _, form := grammar.CompanyName(rest.text()); form != "" && (before != "" || small) {
			return rest
		}
	}
	return v
}
