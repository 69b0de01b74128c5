package extract

import (
	"math"
	"regexp"
	"slices"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// acts lists every legal act that the document cites.
func (d *document) acts() []*Candidate {
	var out []*Candidate
	d.eachText(func(text string, at func(from, to int) []span, seg *segment) {
		find := byReader(seg, grammar.Acts, grammar.ActsRecognised)
		found := namedOnce(text, find(text))
		numbered := false
		for _, f := range found {
			c := d.newCandidate(certcat.LegalActs, gluedCFR.ReplaceAllString(f.Text, "$1 CFR"), f.Canonical, "grammar", at(f.Start, f.End)...)
			c.when(f.Respelt, "respelt")
			d.citationContext(c, text, f.Start, f.End, seg)
			d.actContext(c, text, f, seg)
			numbered = numbered || !c.has("act-adopts")
			out = append(out, c)
		}
		for _, f := range grammar.NamedActs(text) {
			if slices.ContainsFunc(found, func(o grammar.Found) bool { return o.Start <= f.Start && f.End <= o.End }) {
				continue
			}
			c := d.newCandidate(certcat.LegalActs, f.Text, f.Canonical, "grammar", at(f.Start, f.End)...)
			d.citationContext(c, text, f.Start, f.End, seg)
			d.actContext(c, text, f, seg)
			c.add("named-act", 1).add("named-act-"+d.class, 1)
			full := fullTitle.MatchString(f.Text) && (grammar.NamedActNumber(f.Text) == "" || strings.Contains(f.Text, "nnex"))
			c.when(numbered && !full, "named-beside-number").when(full, "named-in-full")
			c.when(c.has("alone"), "named-act-alone").when(c.has("alone") && d.amongActs(seg), "named-in-list")
			out = append(out, c)
		}
	})
	all := slices.Clone(out)
	out = slices.DeleteFunc(out, func(c *Candidate) bool { // the title of what another line numbers, the same in another script
		titled, foreign := grammar.ActNumber(c.Value.Text) == "" && grammar.ActNumber(c.Value.Canonical) != "", !inLatin(c.Value.Text)
		return (titled || foreign) && slices.ContainsFunc(all, func(o *Candidate) bool {
			return o.Value.Canonical == c.Value.Canonical && (titled && grammar.ActNumber(o.Value.Text) != "" || foreign && inLatin(o.Value.Text))
		})
	})
	d.relateActs(out)
	return append(out, d.ruleParts()...)
}

// fullTitle is the name of a law in full, and no abbreviation that stands for a subject too: "RoHS" is on every page.
var fullTitle = regexp.MustCompile(`^\S+(?:\s\S+){2,}$|(?:\bAct|\bLaw|[法법])$|\bof\s[A-Z]`)

// numberFollows is what stands between an act's title and its number: a bracket, a comma, "No".
var numberFollows = regexp.MustCompile(`^[\s,;:(\[–-]{0,4}(?:No\.?\s?|as\samended\s)?[(\[]?$`)

// namedOnce leaves out the title of an act whose number stands beside it: "Toys (Safety) Regulations 2011 (SI 2011/1881)"
// is one act, and its number tells it best, also where it is misprinted.
func namedOnce(text string, found []grammar.Found) []grammar.Found {
	var out []grammar.Found
	for i, f := range found {
		titled := grammar.ActNumber(f.Text) == ""
		after := titled && i+1 < len(found) && grammar.ActNumber(found[i+1].Text) != "" && numberFollows.MatchString(text[f.End:found[i+1].Start])
		before := titled && i > 0 && grammar.ActNumber(found[i-1].Text) != "" && found[i-1].Canonical == f.Canonical
		if !after && !before {
			out = append(out, f)
		}
	}
	return out
}

// reachOfWords is how many bytes before an act say what is said of it.
const reachOfWords = 70

// procedural are the rules of the FCC that tell how to authorise equipment and what a paper must say.
var procedural = regexp.MustCompile(`^47 CFR (?:Part )?[0-2](?:\.|$)`)

// actContext describes what the sentence says of an act: that the paper claims it, or that it is history, the basis of
// another act, where another was published, what is punished.
func (d *document) actContext(c *Candidate, text string, f grammar.Found, seg *segment) {
	before, after := strings.ToLower(tail(d.lineAbove(seg, f.Start)+text[:f.Start], reachOfWords)), strings.ToLower(head(text[f.End:], reachOfWords/2))
	if i := strings.LastIndexAny(before, ";。；"); i >= 0 {
		before = before[i:]
	}
	for _, says := range []string{"act-claims", "act-history", "act-adopts", "act-basis", "act-published"} {
		c.when(d.set.Says(says, before), says)
	}
	if named := grammar.NamedActs(text[:f.Start]); len(named) > 0 && !c.has("act-adopts") {
		title := named[len(named)-1]
		c.when(fullTitle.MatchString(title.Text) && grammar.NamedActNumber(title.Text) == "" && strings.Trim(text[title.End:f.Start], " ,;(–-") == "", "act-adopts")
	}
	c.when(d.set.Says("act-history", head(after, 24)), "act-replaced").when(d.set.Says("act-published", head(after, 16)), "act-published-behind")
	whole := strings.ToLower(text)
	c.when(d.set.Says("act-punishes", whole), "act-punishes").when(d.set.Says("act-exempts", whole), "act-exempts")
	c.when(procedural.MatchString(f.Canonical), "procedural")
	c.when(statement.MatchString(f.Text), "statement")
}

// lineAbove is the line above one that begins with an act, whose sentence it may go on with; "" for an act inside a line.
func (d *document) lineAbove(seg *segment, start int) string {
	s := d.sheets[seg.page]
	if start > 12 || seg.row == 0 {
		return ""
	}
	for _, c := range s.rows[seg.row-1] {
		if abs(c.box.X0-seg.box.X0) < 4*s.line && seg.box.Y0-c.box.Y1 < s.line && c.box.Width() > 0.3*s.width {
			return c.text + " "
		}
	}
	return ""
}

// statement is the sentence that the FCC asks for on the product: "complies with Part 15 of the FCC Rules".
var statement = regexp.MustCompile(`(?i)^part\s?\d+\s?,?\s?of\b`)

// head is the first bytes of a text, in whole characters.
func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return strings.ToValidUTF8(s[:n], "")
}

// relateActs tells which acts are a part of others, and whether the first page cites any.
func (d *document) relateActs(list []*Candidate) {
	first, numbered := false, false
	for _, c := range list {
		first = first || c.page() == d.first && !c.has("named-act")
		numbered = numbered || !c.has("named-act")
	}
	for _, c := range list {
		wider := slices.ContainsFunc(list, func(o *Candidate) bool { return strings.HasPrefix(o.Value.Canonical, c.Value.Canonical+" ") })
		c.when(wider, "wider").when(wider && c.has("statement"), "statement-wider")
		c.when(c.page() > d.first && first, "others-first").when(c.page() > d.first && !first, "none-first")
		number := grammar.NamedActNumber(c.Value.Text)
		c.when(number != "" && slices.ContainsFunc(list, func(o *Candidate) bool { return !o.has("named-act") && o.Value.Canonical == number }), "named-as-numbered")
		c.when(c.has("named-act") && !numbered, "named-only").when(c.has("named-in-full") && !numbered, "named-in-full-only")
	}
}

// amongActs reports whether the line above or below in the same column cites an act by its number.
func (d *document) amongActs(seg *segment) bool {
	s := d.sheets[seg.page]
	for _, r := range []int{seg.row - 1, seg.row + 1} {
		if r < 0 || r >= len(s.rows) {
			continue
		}
		for _, c := range s.rows[r] {
			gap := math.Max(c.box.Y0-seg.box.Y1, seg.box.Y0-c.box.Y1)
			if abs(c.box.X0-seg.box.X0) < 2*s.line && gap < 2*s.line && len(grammar.Acts(c.text)) > 0 {
				return true
			}
		}
	}
	return false
}

// gluedCFR is a title of the Code of Federal Regulations printed without a space.
var gluedCFR = regexp.MustCompile(`(?i)\b(\d{1,2})C\.?F\.?R\.?`)

// rulePart is a part of the FCC's rules as grants print it in their table: "15C".
var rulePart = regexp.MustCompile(`^\d{1,3}[A-Z]?$`)

// ruleParts lists what stands in a column for rule parts.
func (d *document) ruleParts() []*Candidate {
	var out []*Candidate
	for _, l := range d.labelled("rule_parts") {
		for _, v := range d.finder.column(l).lines {
			if t := clean(v.text()); rulePart.MatchString(t) {
				out = append(out, d.newCandidate(certcat.LegalActs, t, "47 CFR Part "+t, "column", v).add("rule-part", 1))
			}
		}
	}
	return out
}
