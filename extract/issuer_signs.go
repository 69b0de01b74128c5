package extract

import (
	"slices"
	"strings"
	"unicode"

	"github.com/certcat/certcat/extract/kinds"
	"github.com/certcat/certcat/grammar"
)

// issuerSigns adds what the place of a name says of whether it is the issuer's: who is addressed stands over the salutation,
// whose authority is named stands behind words for it, and who certifies stands over the verb.
func (d *document) issuerSigns(c *Candidate, s *sheet, v span) {
	seg := v.seg
	c.when(d.overSalute(s, seg), "over-salute").when(addressed(v), "addressed").when(d.besideParty(s, seg), "beside-party")
	if l := d.finder.headed(seg); l != nil && l.group("party.") && !l.is("party.issuer") {
		c.add("captioned-party", 1)
	}
	before := strings.ToLower(strings.TrimSpace(seg.text[:v.start]))
	above := d.over(s, seg)
	if above != nil && before == "" {
		before = strings.ToLower(strings.TrimRight(above.text, " :："))
	}
	c.when(d.set.EndsWith("authority-of", before), "under-authority")
	if under := d.finder.below(s, seg); under != nil && v.end >= len(strings.TrimRight(seg.text, " ,:")) {
		c.when(d.set.BeginsWith("certifies-begins", strings.ToLower(strings.TrimSpace(under.text))), "over-certifies")
	}
	if y := seg.box.Y0 / max(s.height, 1); y >= 0.16 && y < upperThird {
		c.add("upper-third", 1).add("upper-third-"+d.class, 1)
	}
}

// bodySigns adds what the words of a name say: a public body's, one that ends in the middle, one that lists things.
func (d *document) bodySigns(c *Candidate) {
	text := c.Value.Text
	words := strings.Fields(strings.ToLower(text))
	_, form := grammar.CompanyName(text)
	if form == "" && d.publicBody(text) {
		c.add("public-body", 1).add("public-body-"+d.class, 1).when(d.selfDeclared() || d.declares(), "head-of-form")
	}
	c.when(len(words) > 1 && d.set.Is("articles", words[0]), "begins-article").when(!c.has("company") && d.bodyName(text), "body-name")
	small := 0
	for _, w := range strings.Fields(text) {
		if unicode.IsLower(firstRune(w)) && !joinsNames[w] && len([]rune(w)) > 3 {
			small++
		}
	}
	c.add("small-words", float64(min(small, 3))).when(unicode.IsLower(firstRune(text)), "begins-small")
	c.when(len(c.Value.Evidence) == 1 && bothForms(text), "both-scripts")
	if _, words := d.legibility(); words == 0 {
		c.when(c.has("ocr"), "from-picture")
	}
	c.when(c.has("lower-caption") && strings.HasSuffix(text, "."), "lower-caption-stop")
	c.when(len(words) > 0 && joinsNames[words[len(words)-1]], "ends-open")
	c.when(form == "" && strings.Count(text, ",")+strings.Count(text, "、") > 2, "lists-things")
	c.when(strings.Count(text, "(")+strings.Count(text, "（") != strings.Count(text, ")")+strings.Count(text, "）"), "bracket-open")
}

// publicBody reports whether a name holds a word that ministries, agencies, towns and courts are named with.
func (d *document) publicBody(text string) bool {
	lower := strings.ToLower(text)
	return d.hasWordOf("public-bodies", lower) || d.set.Says("public-bodies-unspaced", lower)
}

// saysWord reports whether a text in lower case holds one of a list's words, not as a part of a longer word; between
// ideographs there are no bounds.
func (d *document) saysWord(list, lower string) bool {
	return slices.ContainsFunc(d.set.Words[list], func(w string) bool {
		for from := 0; ; {
			i := strings.Index(lower[from:], w)
			if i < 0 || w == "" {
				return false
			}
			start, end := from+i, from+i+len(w)
			if ideograph(firstRune(w)) || (!unicode.IsLetter(firstRune(w)) || !unicode.IsLetter(lastRune(lower[:start]))) && (!unicode.IsLetter(lastRune(w)) || !unicode.IsLetter(firstRune(lower[end:]))) {
				return true
			}
			from = end
		}
	})
}

// hasWordOf reports whether one of the words of a text in lower case is in a list.
func (d *document) hasWordOf(list, lower string) bool {
	lower = strings.ReplaceAll(lower, "i\u0307", "i") // what a Turkish capital becomes
	return slices.ContainsFunc(strings.FieldsFunc(lower, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) }), func(w string) bool { return d.set.Is(list, w) })
}

// bodyName reports whether a line without a legal form reads like the name of a body in one of the languages whose words for
// bodies are few: most words begin with capitals, one of them names a body.
func (d *document) bodyName(text string) bool {
	words := strings.Fields(text)
	if len(words) < 2 || len(words) > 16 || strings.ContainsAny(text, ":：;@•") || strings.ContainsFunc(text, unicode.IsDigit) || strings.HasSuffix(text, ".") && len(words) > 8 {
		return false
	}
	capitals, small := 0, 0
	for _, w := range words {
		first := firstRune(strings.TrimLeft(w, "(\"“«„'"))
		switch {
		case unicode.IsUpper(first):
			capitals++
		case unicode.IsLower(first) && !joinsNames[w] && len([]rune(w)) > 3:
			small++
		}
	}
	if capitals < 2 || small > capitals || !unicode.IsUpper(firstRune(strings.TrimLeft(words[0], "(\"“«„'"))) {
		return false
	}
	return d.publicBody(text) || d.hasWordOf("body-nouns", strings.ToLower(text))
}

// over is the nearest cell right above another that shares a part of its width, within two lines.
func (d *document) over(s *sheet, seg *segment) *segment {
	for r := seg.row - 1; r >= max(0, seg.row-3); r-- {
		for _, c := range s.rows[r] {
			if c.box.X0 < seg.box.X1 && seg.box.X0 < c.box.X1 {
				if seg.box.Y0-c.box.Y1 > 2*max(s.line, c.box.Height()) {
					return nil
				}
				return c
			}
		}
	}
	return nil
}

// mostOverSalute is how many rows an address with its reference lines has over the salutation.
const mostOverSalute = 16

// overSalute reports whether a cell stands in the column over the salutation of a letter: there the letter says whom it is
// for.
func (d *document) overSalute(s *sheet, seg *segment) bool {
	for r := seg.row + 1; r < min(len(s.rows), seg.row+mostOverSalute); r++ {
		for _, c := range s.rows[r] {
			if abs(c.box.X0-seg.box.X0) < 1.5*s.line && !d.set.BeginsWith("salutes-nobody", strings.ToLower(strings.TrimSpace(c.text))) && d.set.SaidAt("told-salutes", kinds.Tokens(c.text), 0) > 0 {
				return true
			}
		}
	}
	return false
}

// besideParty reports whether the nearest words to the left of a cell, in its line, are the caption of a party that is not
// the issuer. On a scan the caption may have come into the row above or below.
func (d *document) besideParty(s *sheet, seg *segment) bool {
	var left *segment
	for r := max(0, seg.row-1); r <= min(seg.row+1, len(s.rows)-1); r++ {
		for _, c := range s.rows[r] {
			both := min(c.box.Y1, seg.box.Y1) - max(c.box.Y0, seg.box.Y0)
			if c.box.X1 <= seg.box.X0 && both > 0.4*min(c.box.Height(), seg.box.Height()) && !wordless(c.text) && (left == nil || c.box.X1 > left.box.X1) {
				left = c
			}
		}
	}
	if left == nil {
		return false
	}
	l := d.finder.headed(left)
	return l != nil && l.group("party.") && !l.is("party.issuer")
}

// addressed reports whether a line is a name and a colon, as decrees and letters begin: "Acme Co., Ltd.:".
func addressed(v span) bool {
	text := strings.TrimSpace(v.seg.text)
	name := strings.TrimRight(text, " :：")
	return v.start == 0 && name != text && v.end >= len(name)
}

// sources are the features that tell where a name was found.
var sources = []string{"caption", "declaring", "told", "letterhead", "foot", "signature-area", "inside-line", "host", "on-behalf", "in-issuer-sentence", "known-body"}

// bothForms reports whether a text holds a name in Latin letters with its legal form and more in another script.
func bothForms(text string) bool {
	parts := inScripts(&segment{text: text})
	return len(parts) == 2 && slices.ContainsFunc(parts, func(v span) bool { return inLatin(v.text()) && hasForm(v.text()) })
}

// headOf is a name without its branch and place, letters and digits only: "Acme Ltd." of "Acme Ltd., Anytown Branch"; branch
// reports whether it has one.
func (d *document) headOf(name string) (head string, branch bool) {
	rest := d.beforeBranch(name)
	if i := strings.LastIndex(rest, ", "); i > 0 && len(strings.Fields(rest[i:])) <= 3 {
		_, before := grammar.CompanyName(rest[:i])
		if _, behind := grammar.CompanyName("x " + rest[i+2:]); before != "" && behind == "" && (d.isBranch(rest) || !grammar.LooksLikeCompany(rest[i+2:])) {
			rest = rest[:i]
		}
	}
	stem, _ := grammar.CompanyName(rest)
	return bare(stem), rest != name
}

// agreeing marks the names that were found in several ways: over the sheet, in the signature, in a sentence; and those of
// which the document also prints a branch, or the name without it.
func (d *document) agreeing(names []*Candidate) {
	found, branches := map[string]map[string]bool{}, map[string]bool{}
	heads, branched := make([]string, len(names)), make([]bool, len(names))
	for i, c := range names {
		key, branch := d.headOf(c.Value.Text)
		if heads[i], branched[i] = key, branch; len([]rune(key)) < 3 {
			continue
		}
		branches[key] = branches[key] || branch
		if found[key] == nil {
			found[key] = map[string]bool{}
		}
		for _, s := range sources {
			if c.has(s) {
				found[key][s] = true
			}
		}
	}
	for i, c := range names {
		n := len(found[heads[i]])
		if n > 1 {
			c.add("agreeing", float64(min(n, 5)-1))
		}
		c.when(branches[heads[i]] && !branched[i], "branch-elsewhere").when(branched[i], "names-branch")
	}
	stems := make([]stem, len(names))
	for i, c := range names {
		text, form := grammar.CompanyName(c.Value.Text)
		stems[i] = stem{strings.Fields(text), bare(text), form != ""}
	}
	shortened(names, stems)
	for i, c := range names {
		if !c.has("ocr") {
			continue
		}
		for j, other := range names {
			if b := stems[j].bare; len(b) > 5 && b != heads[i] && !other.has("ocr") && alike(heads[i], b) {
				c.add("misread-of-other", 1)
				break
			}
		}
	}
}

// A stem is a name without its legal form.
type stem struct {
	words []string
	bare  string
	form  bool // it has one
}

// initials are the first letters of a stem's words, but for the small ones.
func (s stem) initials() string {
	out := ""
	for _, w := range s.words {
		if !joinsNames[w] {
			out += string(firstRune(w))
		}
	}
	return out
}

// shortened marks the names whose first letters, or of whose words one, the document also prints as a name, and these: "NSA" of
// "Northern Standards Authority", "Acme" of "Acme Testing Ltd.".
func shortened(names []*Candidate, stems []stem) {
	short, long := make([]bool, len(names)), make([]bool, len(names))
	for i, l := range stems {
		first := l.initials()
		for j, s := range stems {
			inside := l.form && !s.form && len(s.words) == 1 && len(l.words) > 1 && len([]rune(s.bare)) > 2 && slices.Contains(l.words, s.bare)
			if i != j && (inside || len([]rune(first)) > 2 && s.bare == first) {
				short[j], long[i] = true, true
			}
		}
	}
	for i, c := range names {
		c.when(short[i], "short-form").when(long[i], "has-short-form")
	}
}

// rivalled marks the hosts beside which the document names an organisation that is neither holder nor maker, and the public
// bodies beside which it names none.
func rivalled(names []*Candidate) {
	others := []string{"is-holder", "part-of-holder", "is-caption", "job", "later", "captioned", "captioned-party", "beside-party", "addressed", "over-salute", "host", "small-words", "is-title"}
	named := func(public bool) bool {
		return slices.ContainsFunc(names, func(c *Candidate) bool {
			known := c.has("legal-form") || c.has("known-body") || c.has("body-word")
			return c.has("company") && (known || c.has("public-body")) && (public || !c.has("public-body")) && !slices.ContainsFunc(others, c.has)
		})
	}
	all, firms := named(true), named(false)
	for _, c := range names {
		c.when(all && c.has("host"), "host-rivalled").when(!firms && c.has("public-body"), "public-alone")
	}
}

// relate marks issuers by what else the document says of them: the firms that it is about, its web addresses.
func (d *document) relate(issuers []*Candidate, holder, maker string) {
	domains := d.domains()
	declares := d.selfDeclares()
	for _, c := range issuers {
		d.nameContext(c, domains)
		same := bare(c.Value.Text)
		c.when(!declares && same != "" && (same == bare(holder) || same == bare(maker)), "is-holder")
		c.when(d.class == "declaration" && same != "" && same == bare(maker), "is-maker")
		c.when(!declares && len(same) > 5 && same != bare(holder) && same != bare(maker) && (strings.Contains(bare(holder), same) || strings.Contains(bare(maker), same)), "part-of-holder")
		c.when(c.has("host") && (strings.Contains(bare(holder), same) || strings.Contains(bare(maker), same)), "host-of-party")
	}
}

// selfDeclares reports whether whom the paper is about issues it.
func (d *document) selfDeclares() bool { return d.class == "declaration" || d.selfDeclared() }
