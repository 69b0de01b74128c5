package extract

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/certcat/certcat/extract/kinds"
	"github.com/certcat/certcat/grammar"
)

// domain is the host of a web or mail address.
var domain = regexp.MustCompile(`(?i)(?:www\.|@|https?://(?:www\.)?)([a-z0-9][a-z0-9\-.]{1,60})\.[a-z]{2,6}`)

// domains lists the hosts of the web and mail addresses on the part's first pages, letters and digits only.
func (d *document) domains() []string {
	var out []string
	for seg := range d.frontSegments() {
		for _, m := range domain.FindAllStringSubmatch(seg.text, -1) {
			out = append(out, bare(m[1]))
		}
	}
	return out
}

// stemCount is in how many segments of the part's first pages the words of a name stand together.
func (d *document) stemCount(stem string) int {
	if d.firstTokens == nil {
		for _, s := range d.sheets {
			if d.inPart(s.number) && s.number <= d.first+2 {
				for _, seg := range s.segments() {
					d.firstTokens = append(d.firstTokens, kinds.Tokens(seg.text))
				}
			}
		}
	}
	want := kinds.Tokens(stem)
	n := 0
	for _, tokens := range d.firstTokens {
		if kinds.Contains(tokens, want) {
			n++
		}
	}
	return n
}

// nameContext adds what the rest of the document says about a name: how often it stands there, whether web and mail
// addresses carry it, whether it has a legal form.
func (d *document) nameContext(c *Candidate, domains []string) {
	stem, form := grammar.CompanyName(d.beforeBranch(c.Value.Text))
	if i := strings.LastIndex(c.Value.Text, ", "); form == "" && i > 0 && len(strings.Fields(c.Value.Text[i:])) <= 3 {
		if head, before := grammar.CompanyName(c.Value.Text[:i]); before != "" { // "Acme Ltd., Shanghai": the place of an office
			stem, form = head, before
		}
	}
	c.when(form != "", "legal-form")
	lower := strings.ToLower(c.Value.Text)
	c.when((form == "" || strings.HasSuffix(lower, "company")) && d.saysWord("job-words", lower) || d.saysWord("job-words", lower[:min(10, len(lower))]), "job")
	if d.set.Says("body-words", strings.ToLower(c.Value.Text)) {
		c.add("body-word", 1).add("body-word-"+d.class, 1)
	}
	words := kinds.Tokens(stem)
	if len(words) == 0 {
		return
	}
	if n := d.stemCount(stem); n > 1 {
		c.add("named-again", float64(min(n, 5)-1))
	}
	first := bare(words[0].Text)
	if len(words) > 1 && len(first) < 4 {
		first += bare(words[1].Text)
	}
	for _, host := range domains {
		if len(first) >= 3 && strings.Contains(host, first) {
			c.add("domain", 1)
			break
		}
	}
}

// owner is what stands before a name and is no part of it: a copyright sign and year, "M/s", a registration number.
var owner = regexp.MustCompile(`(?i)^(?:(?:copyright\s*)?(?:©|\(c\))\s*(?:\d{4}\s*[-–,]?\s*)*|m/s\.?\s+|messrs\.?\s+|by:?\s+|attn\.?:?\s+|(?:бин|бсн|иин|инн|bin)\s*:?\s*\d{9,13}[,\s]+|we,?\s+(?:m/s\.?\s+)?|(?:signed\s+)?(?:for\s+)?(?:and\s+)?(?:on\s+)?behalf\s+of:?\s+(?:the\s+)?|for\s+|the\s+company\s+)`)

// office is the head of an organisation before its name: "Director General of the Northern Radio Agency".
var office = regexp.MustCompile(`(?i)^(?:director[\s-]general|president|chairman|commissioner|head)\s+of\s+(?:the\s+)?`)

// seat is the caption of an office before a company's name: "India Office Acme Certification LLP".
var seat = regexp.MustCompile(`(?i)^(?:\pL+\s+){1,2}office\s*:?\s+`)

// named cuts off what stands before a name.
func named(v span) span {
	if m := sealed.FindStringIndex(v.text()); m != nil && m[0] > 6 {
		v.end = v.start + m[0]
	}
	if m := registered.FindStringIndex(v.text()); m != nil && m[0] > 6 {
		v.end = v.start + m[0]
	}
	if m := seat.FindStringIndex(v.text()); m != nil {
		if stem, form := grammar.CompanyName(v.text()[m[1]:]); form != "" && len(stem) > 2 {
			return trimSpan(span{v.seg, v.start + m[1], v.end})
		}
	}
	if m := office.FindStringIndex(v.text()); m != nil && len(strings.Fields(v.text()[m[1]:])) > 2 && grammar.LooksLikeCompany(v.text()[m[1]:]) {
		return trimSpan(span{v.seg, v.start + m[1], v.end})
	}
	if m := owner.FindStringIndex(v.text()); m != nil && m[1] < v.end-v.start {
		return trimSpan(span{v.seg, v.start + m[1], v.end})
	}
	return v
}

// registered is the number of a register in brackets behind a name, part of it often hidden: "(110111-1******)".
var registered = regexp.MustCompile(`\s?[(（][\d*.\-/]{6,}[)）]$`)

// sealed says behind the name of who signs where his seal goes.
var sealed = regexp.MustCompile(`(?i)\s?[(（]\s?(?:직인|인|관인|서명|印|公印|公章|盖章|蓋章|seal|stamp|м\.?\s?п\.?|kaşe|mühür|imza|ختم|carimbo)\s?[)）]$`)

// joinsNames are small words inside names.
var joinsNames = map[string]bool{"and": true, "of": true, "for": true, "de": true, "del": true, "do": true, "da": true, "des": true, "du": true, "für": true, "und": true, "e": true, "y": true, "et": true, "the": true, "&": true, "-": true, "–": true, "ve": true, "и": true, "та": true, "і": true, "và": true, "dan": true, "di": true, "della": true, "dei": true, "dos": true, "das": true, "la": true, "los": true, "las": true}

// companiesIn lists the companies that a line names anywhere, each from its first capital to its legal form.
func (d *document) companiesIn(seg *segment) []span {
	var out []span
	words := wordSpans(seg)
	for j := 1; j < len(words); j++ {
		if !endsForm(words[j-1].text(), words[j].text()) {
			continue
		}
		if j+1 < len(words) && strings.ContainsRune(quotesOpen, firstRune(words[j+1].text())) {
			if v, ok := formBeforeQuotes(seg, words[j].start, words[j+1].start); ok {
				out = append(out, v)
				continue
			}
		}
		for j+1 < len(words) && !strings.HasSuffix(words[j].text(), ";") && endsForm("x", words[j+1].text()) {
			j++
		}
		end := words[j].end
		for k := j + 1; k < len(words) && k <= j+3 && unicode.IsUpper(firstRune(words[k].text())); k++ {
			if d.isBranch(words[k].text()) {
				end = words[k].end
				break
			}
		}
		i := j
		for i > 0 && j-i < 10 && belongs(words[i-1].text()) {
			i--
		}
		for i < j && joinsNames[strings.ToLower(words[i].text())] {
			i++
		}
		v := named(span{seg, words[i].start, end})
		for v.end > v.start && strings.ContainsAny(seg.text[v.end-1:v.end], ",;:)(") && !strings.Contains(v.text(), "(") {
			v.end--
		}
		if stem, form := grammar.CompanyName(seg.text[v.start:min(v.end, words[j].end)]); form != "" && len([]rune(stem)) > 2 && i < j {
			out = append(out, v)
		}
	}
	return out
}

// formBeforeQuotes is a name in quotation marks behind its legal form: ООО «Вектор».
func formBeforeQuotes(seg *segment, form, quote int) (span, bool) {
	first := firstRune(seg.text[quote:])
	inside := quote + len(string(first))
	if i := strings.IndexAny(seg.text[inside:], "»”“\"」』"); i > 1 && i < 90 {
		end := inside + i
		return span{seg, form, end + len(string(firstRune(seg.text[end:])))}, true
	}
	return span{}, false
}

func wordSpans(seg *segment) []span {
	var out []span
	start := -1
	for i, r := range seg.text + " " {
		switch {
		case r != ' ' && start < 0:
			start = i
		case r == ' ' && start >= 0:
			out = append(out, span{seg, start, i})
			start = -1
		}
	}
	return out
}

// endsForm reports whether a word is a legal form behind a name.
func endsForm(before, word string) bool {
	if len(word) > 12 || len(word) < 2 || strings.HasSuffix(before, ".") && len(before) > 5 || !unicode.IsUpper(firstRune(word)) && !strings.Contains(word, ".") && !strings.EqualFold(word, "gmbh") && !strings.EqualFold(word, "plc") {
		return false
	}
	_, form := grammar.CompanyName("x " + word)
	return form != ""
}

// belongs reports whether a word before a legal form can be part of the name.
func belongs(word string) bool {
	if strings.ContainsAny(word, ":;|") || strings.HasSuffix(word, ".") && len(word) > 5 && strings.Count(word, ".") == 1 {
		return false
	}
	first := firstRune(strings.TrimLeft(word, "(\"“«„'"))
	return unicode.IsUpper(first) || unicode.IsDigit(first) || joinsNames[strings.ToLower(word)]
}

// beforeBranch is a company's name without the branch behind its legal form: "Acme Testing Ltd., Anytown Branch".
func (d *document) beforeBranch(name string) string {
	words := strings.Fields(name)
	for n := 1; n <= 3 && n < len(words) && d.isBranch(name); n++ {
		head := strings.TrimRight(strings.Join(words[:len(words)-n], " "), " ,")
		if _, form := grammar.CompanyName(head); form != "" {
			return head
		}
	}
	return name
}

// tails notes which names are the end of a longer one: a name that wrapped leaves such an end in a line of its own.
func tails(names []*Candidate) {
	keys := make([]string, len(names))
	for i, c := range names {
		if keys[i] = bare(c.Value.Text); strings.ContainsAny(c.Value.Text, ":：=") {
			keys[i] = "" // a caption stands before the name
		}
	}
	for i, c := range names {
		c.when(slices.ContainsFunc(keys, func(whole string) bool {
			return len(whole) > len(keys[i]) && len(keys[i]) > 3 && strings.HasSuffix(whole, keys[i])
		}), "tail-of-name")
	}
}
