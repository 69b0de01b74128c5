package extract

import (
	"regexp"
	"slices"
	"sort"
	"strings"
	"unicode"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract/kinds"
	"github.com/certcat/certcat/grammar"
)

// A tale is the running text of one page: its lines joined, with the places where one ends before its paragraph does.
type tale struct {
	sheet  *sheet
	text   string
	tokens []kinds.Token
	lines  []span
	starts []int  // of each line in text
	broken []bool // whether a line begins anew, though its first word had room in the line above
	gap    []bool // whether more than a line's height stands above a line
	at     func(from, to int) []span
}

// A told is a party that a sentence names.
type told struct {
	name     string
	lines    []span
	from, to int // of the name in the tale's text
	page     *tale

	leads     []string // the lists that led to it
	title     bool     // "M/s" stands before it
	marked    bool     // "the company" stands before it
	system    bool     // "the management system of" stands before it
	quoted    bool
	alone     bool // it fills a line of its own
	aside     bool // "(hereinafter …" follows
	role      int  // where the sentence says what the party is, or is to do; -1 = nowhere
	purpose   int
	declares  bool // a verb follows by which somebody gives a right, or confirms one
	own       bool // what the writer is to the thing follows
	addresses []place
}

// A place is an address that a sentence tells.
type place struct {
	text  string
	lines []span
	whole bool // it goes as far as the sentence lets it
}

// tales are the texts of the part's first two pages.
func (d *document) tales() []*tale {
	if d.running == nil {
		d.running = []*tale{}
		for _, s := range d.sheets {
			if d.inPart(s.number) && s.number <= d.first+1 {
				d.running = append(d.running, newTale(s))
			}
		}
	}
	return d.running
}

func newTale(s *sheet) *tale {
	t := &tale{sheet: s}
	for _, seg := range s.segments() {
		t.lines = append(t.lines, whole(seg))
	}
	t.text, t.at = joined(t.lines)
	t.tokens = kinds.Tokens(t.text)
	at := 0
	strips := t.strips()
	for i, l := range t.lines {
		t.starts = append(t.starts, at)
		at += l.end - l.start + 1
		if i == 0 {
			t.broken, t.gap = append(t.broken, true), append(t.gap, true)
			continue
		}
		above, here := strips[i-1], strips[i]
		gap := here.Y0-above.Y1 > 1.3*max(s.line, 1)
		broken := gap || t.roomAbove(strips, i) || abs(here.Height()-above.Height()) > 0.45*above.Height()
		if row := t.lines[i-1].seg.row; row == l.seg.row {
			broken = here != above
		}
		t.broken, t.gap = append(t.broken, broken), append(t.gap, gap)
	}
	return t
}

// spreadWords is how many cells a row has at least that is one line of text, set so wide that its words fell apart.
const spreadWords = 5

// strips are the boxes of the lines of text that the segments belong to.
func (t *tale) strips() []certcat.Box {
	out := make([]certcat.Box, len(t.lines))
	i := 0
	for _, row := range t.sheet.rows {
		all, spread := certcat.Box{}, len(row) >= spreadWords
		for j, seg := range row {
			all = all.Union(seg.box)
			spread = spread && (j == 0 || seg.box.X0-row[j-1].box.X1 < 2.5*t.sheet.line)
		}
		for _, seg := range row {
			out[i] = seg.box
			if spread {
				out[i] = all
			}
			i++
		}
	}
	return out
}

// roomAbove reports whether the first word of a line had room at the end of the line above, were that as wide as the widest
// line nearby.
func (t *tale) roomAbove(strips []certcat.Box, i int) bool {
	wide := 0.0
	for j := max(0, i-4); j < min(len(strips), i+5); j++ {
		wide = max(wide, strips[j].Width())
	}
	words := t.lines[i].seg.words
	if len(words) == 0 {
		return false
	}
	return strips[i-1].Width()+words[0].box.Width()+t.sheet.line < 0.97*wide
}

// lineAt is the line that a place of the text stands in.
func (t *tale) lineAt(at int) int {
	return sort.Search(len(t.starts), func(i int) bool { return t.starts[i] > at }) - 1
}

// tokenAt is the first token that begins at a place of the text or behind it.
func (t *tale) tokenAt(at int) int {
	return sort.Search(len(t.tokens), func(i int) bool { return t.tokens[i].Start >= at })
}

// phraseAt is where a phrase of a list ends that begins at a place of the text, -1 where none does.
func (d *document) phraseAt(t *tale, list string, at int) int {
	i := t.tokenAt(at)
	if i >= len(t.tokens) || t.tokens[i].Start != at {
		return -1
	}
	n := d.set.SaidAt(list, t.tokens, i)
	if n == 0 {
		return -1
	}
	return t.tokens[i+n-1].End
}

// toldTitle is a form of address that is printed as part of a firm's name.
var toldTitle = regexp.MustCompile(`(?i)(?:^|[\s,:(-])(m/s\b[.:]*|messrs\b\.?)`)

// leadsTo are the lists whose phrases lead to a party, the surest first.
var leadsTo = []string{"told-we", "told-authorises", "told-grants", "told-confirms", "told-hints"}

// parties lists whom the sentences of the part name, in their order.
func (d *document) toldParties() []*told {
	if d.toldOnce {
		return d.toldAll
	}
	d.toldOnce = true
	for _, t := range d.tales() {
		byStart := map[int]*told{}
		for i := range t.tokens {
			for _, list := range leadsTo {
				if n := d.set.SaidAt(list, t.tokens, i); n > 0 {
					d.toldFrom(t, t.tokens[i+n-1].End, list, byStart)
				}
			}
		}
		for i, at := range t.starts {
			if t.broken[i] {
				d.toldFrom(t, at, "told-opens", byStart)
			}
		}
		for _, m := range toldTitle.FindAllStringSubmatchIndex(t.text, -1) {
			d.toldFrom(t, m[2], "", byStart)
		}
		var here []*told
		for _, p := range byStart {
			if p.telling() {
				here = append(here, p)
			}
		}
		slices.SortFunc(here, func(a, b *told) int { return a.from - b.from })
		d.toldAll = append(d.toldAll, here...)
	}
	return d.toldAll
}

// mostTold is how many parties are looked at on a page: more are no letter's.
const mostTold = 120

// toldFrom reads the party that stands behind a lead.
func (d *document) toldFrom(t *tale, at int, list string, byStart map[int]*told) {
	p := &told{page: t, role: -1, purpose: -1}
	if i := t.tokenAt(at) - 1; i >= 0 && list != "told-opens" && list != "" {
		p.marked = d.set.SaidAt("told-company", t.tokens, i) > 0
	}
	if list == "told-opens" && slices.ContainsFunc(leadsTo, func(l string) bool { return d.phraseAt(t, l, at) >= 0 }) {
		return
	}
	if len(byStart) >= mostTold {
		return
	}
	start := d.skipLeads(t, at, p)
	if start < 0 {
		return
	}
	p.from = start
	if m := toldTitle.FindStringSubmatchIndex(t.text[start:min(len(t.text), start+12)]); m != nil && m[2] == 0 {
		p.title = true
		start = afterSigns(t.text, start+m[3])
	}
	if old := byStart[p.from]; old != nil {
		old.leads = append(old.leads, list)
		old.marked = old.marked || p.marked
		return
	}
	end := d.nameEnd(t, start)
	p.quoted = start > 0 && strings.ContainsRune(quotesOpen, lastRune(t.text[:start]))
	if end <= start {
		return
	}
	p.to = end
	p.lines = t.at(p.from, p.to)
	p.name = clean(joinLines(p.lines, 4))
	if len([]rune(bare(p.name))) < 2 || fewLetters(p.name) || !endsInForm(p.name) && grammar.LooksLikeAddress(p.name) > 0.35 {
		return
	}
	p.alone = t.aloneIn(p.from, p.to)
	p.leads = []string{list}
	d.tellMore(p)
	byStart[p.from] = p
}

const quotesOpen = "«„“\"‘'『「”"

// afterSigns is the first place from at on that is neither space nor a sign between words.
func afterSigns(text string, at int) int {
	for i, r := range text[at:] {
		if !unicode.IsSpace(r) && !strings.ContainsRune(":-–—,.;：，、/|", r) {
			return at + i
		}
	}
	return len(text)
}

// tellMore reads what the sentence says behind a name: an address, who that is, what he may do.
func (d *document) tellMore(p *told) {
	t := p.page
	at := afterQuote(t.text, p.to)
	at = d.skipAside(t, at, p)
	end := d.tellAddress(p, at)
	d.skipAside(t, afterSigns(t.text, end), p)
	p.declares = d.declaresBehind(p, end)
	for i := t.tokenAt(p.to); i < len(t.tokens) && t.tokens[i].Start < end+170; i++ {
		if i > 0 && t.tokens[i].Start > end && sentenceEnds(t, t.tokens[i-1].End, t.tokens[i].Start) {
			break
		}
		if p.role < 0 && d.set.SaidAt("told-roles", t.tokens, i) > 0 {
			p.role = t.tokens[i].Start
		}
		if p.purpose < 0 && d.set.SaidAt("told-purposes", t.tokens, i) > 0 {
			p.purpose = t.tokens[i].Start
		}
		if t.tokens[i].Start < end+60 && d.set.SaidAt("told-own", t.tokens, i) > 0 {
			p.own = true
		}
	}
}

// declaresBehind reports whether a verb follows by which a party gives a right, or confirms one, to somebody else: at once, or
// later in the sentence where nothing surer led to the party.
func (d *document) declaresBehind(p *told, end int) bool {
	t, reach := p.page, 3
	if p.leads[0] == "told-hints" || p.leads[0] == "told-opens" {
		reach = 14
	}
	for i := t.tokenAt(end); i < min(len(t.tokens), t.tokenAt(end)+reach); i++ {
		if at := t.tokens[i].Start; t.lineStarts(at) && t.broken[t.lineAt(at)] {
			return false
		}
		if strings.ContainsAny(t.text[end:t.tokens[i].Start], ";") || i > 0 && t.tokens[i-1].End >= end && sentenceEnds(t, t.tokens[i-1].End, t.tokens[i].Start) || d.set.SaidAt("told-roles", t.tokens, i) > 0 {
			return false
		}
		if d.set.SaidAt("told-authorises", t.tokens, i) > 0 || d.set.SaidAt("told-confirms", t.tokens, i) > 0 {
			return true
		}
	}
	return false
}

// mostWord is how many bytes are looked at of a word.
const mostWord = 48

// sentenceEnds reports whether a sentence ends between two tokens.
func sentenceEnds(t *tale, from, to int) bool {
	between := t.text[from:to]
	if strings.ContainsAny(between, "。!;") {
		return true
	}
	if i := t.lineAt(to); t.starts[i] >= from && t.gap[i] && unicode.IsUpper(firstRune(t.text[to:])) {
		return true
	}
	word := t.text[max(0, from-mostWord):from]
	word = word[strings.LastIndexAny(word, " (")+1:]
	return strings.Contains(between, ". ") && len([]rune(word)) > 3 && !strings.Contains(word, ".") && unicode.IsUpper(firstRune(t.text[to:]))
}

func afterQuote(text string, at int) int {
	for at < len(text) && strings.ContainsRune("\"”»“'’』」", firstRune(text[at:])) {
		at += len(string(firstRune(text[at:])))
	}
	return at
}

// skipAside goes over a bracket that gives a party another name or the number of a register.
func (d *document) skipAside(t *tale, at int, p *told) int {
	open := at
	for open < len(t.text) && t.text[open] == ' ' {
		open++
	}
	if !strings.HasPrefix(t.text[open:], "(") && !strings.HasPrefix(t.text[open:], "（") {
		return at
	}
	inside := afterSigns(t.text, open+len(string(firstRune(t.text[open:]))))
	for inside < len(t.text) && strings.ContainsRune(quotesOpen, firstRune(t.text[inside:])) {
		inside += len(string(firstRune(t.text[inside:])))
	}
	if d.phraseAt(t, "told-aside", inside) < 0 {
		return at
	}
	p.aside = true
	if i := strings.IndexAny(t.text[open:min(len(t.text), open+150)], ")）"); i >= 0 {
		return open + i + len(string(firstRune(t.text[open+i:])))
	}
	return at
}

// writes reports whether a party is who writes, instead of whom he writes about.
func (p *told) writes() bool {
	return p.declares || slices.Contains(p.leads, "told-we") && !slices.ContainsFunc(p.leads, func(l string) bool { return l == "told-authorises" || l == "told-grants" || l == "told-confirms" })
}

// telling reports whether enough speaks for a party to be one.
func (p *told) telling() bool {
	_, form := grammar.CompanyName(p.name)
	known := form != "" || p.title || p.quoted || strings.ContainsAny(p.name, "«„“") || len(p.addresses) > 0 || p.aside
	says := p.role >= 0 || p.purpose >= 0
	if slices.ContainsFunc(p.leads, func(l string) bool { return l == "told-authorises" || l == "told-grants" }) {
		return known || says || p.marked || p.alone
	}
	if slices.Contains(p.leads, "told-confirms") {
		return known || says
	}
	if p.declares {
		return form != "" || p.title
	}
	if p.writes() {
		return form != "" || p.title || p.own && p.marked
	}
	if slices.Equal(p.leads, []string{"told-opens"}) {
		t := p.page
		return form != "" && p.role >= 0 && !(t.lineStarts(p.role) && t.broken[t.lineAt(p.role)]) // a caption
	}
	return p.title || (known || p.marked) && says || p.marked && p.alone && form != ""
}
