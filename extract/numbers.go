package extract

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// numberToken is one word that can be part of a certificate number.
var numberToken = regexp.MustCompile(`^[\p{L}\d№#(（\[<][\p{L}\p{N}\-–/._#&()（）\[\]<>+:*]*$`)

// certificateNumbers lists the candidates of this document's own number.
func (d *document) certificateNumbers() []*Candidate {
	var out []*Candidate
	for _, l := range d.labelled("number.") {
		for _, b := range d.finder.blocks(l, 2) {
			text, lines, ok := d.numberIn(b)
			if !ok {
				continue
			}
			c := d.newCandidate(certcat.CertificateNumber, text, grammar.FoldIdentifier(text), "label", lines...)
			c.describe(b)
			fills := b.how == "right" && l.whole && len(lines) == 1 && len(strings.TrimSpace(lines[0].seg.text)) == len(lines[0].text())
			c.when(fills && l.is("number.certificate"), "fills-cell").when(fills && l.is("number.report") && d.class == "report", "fills-cell-report")
			d.numberClass(c, l)
			d.numberShape(c, text)
			d.numberPlace(c, l)
			out = append(out, c)
		}
	}
	for _, n := range d.spokenNumbers() {
		if n.own && d.class != "declaration" { // the certificate that a declaration names is another paper
			c := d.newCandidate(certcat.CertificateNumber, n.text, grammar.FoldIdentifier(n.text), "sentence", n.at)
			c.add("in-sentence", 1).add("class-"+d.class, 1)
			d.numberShape(c, n.text)
			out = append(out, c)
		}
	}
	out = append(out, d.knownNumbers()...)
	out = append(out, d.hanNumbers()...)
	return append(out, d.bareNumbers()...)
}

// hanNumber is a document's number as Chinese offices and laboratories write it, with the year in brackets.
var hanNumber = regexp.MustCompile(`^\p{Han}{0,10}\s?[（(〔【\[]\s?(?:19|20)\d\d\s?[）)〕】\]]\s?\p{Han}{0,12}\s?第?\s?[A-Z0-9-]{1,12}\s?[号號]$`)

// hanNumbers lists the numbers of that form that have a line of the first page's upper part for themselves.
func (d *document) hanNumbers() []*Candidate {
	var out []*Candidate
	s := d.firstSheet()
	for _, seg := range s.segments() {
		text := strings.TrimSpace(seg.text)
		if seg.box.Y0 > 0.4*s.height || !hanNumber.MatchString(text) {
			continue
		}
		c := d.newCandidate(certcat.CertificateNumber, text, grammar.FoldIdentifier(text), "bare", trimSpan(whole(seg)))
		c.add("han-number", 1).add("class-"+d.class, 1)
		d.numberShape(c, text)
		d.numberPlace(c, &label{seg: seg})
		out = append(out, c)
	}
	return out
}

// identifier is a word that looks like a document's number: capitals, digits and joining characters.
var identifier = regexp.MustCompile(`^[A-Z0-9][A-Z0-9\-/._]{4,30}[A-Z0-9]$`)

// bareNumbers lists what looks like a number in the upper part of the first page without a caption of its own: behind
// or beside the title, in the letterhead.
func (d *document) bareNumbers() []*Candidate {
	var out []*Candidate
	s := d.firstSheet()
	for _, seg := range s.segments() {
		if seg.box.Y0 > 0.4*s.height || len(seg.words) > 6 || d.finder.headed(seg) != nil {
			continue
		}
		for i, w := range seg.words {
			text := strings.Trim(seg.text[w.start:w.end], ".,:;()")
			digits := strings.Count(strings.Map(func(r rune) rune {
				if unicode.IsDigit(r) {
					return '0'
				}
				return -1
			}, text), "0")
			if digits < 4 || !identifier.MatchString(text) {
				continue
			}
			v := span{seg, w.start, w.end}
			c := d.newCandidate(certcat.CertificateNumber, text, grammar.FoldIdentifier(text), "bare", v)
			c.add("bare-id", 1).when(len(seg.words) == 1, "alone").when(i == len(seg.words)-1 && i > 0, "ends-line").add("class-"+d.class, 1)
			for _, t := range d.titles {
				c.when(t.page == s.number && t.box == seg.box, "in-title")
			}
			if l, _ := d.captionOf(seg, w.start, w.end); l != nil {
				c.add("captioned", 1)
			}
			d.numberShape(c, text)
			d.numberPlace(c, &label{seg: seg})
			out = append(out, c)
		}
	}
	return out
}

func (d *document) numberClass(c *Candidate, l *label) {
	switch {
	case l.group("decoy."):
		c.add("number-decoy", 1)
	case l.is("number.cited"):
		c.add("number-cited", 1).add("number-cited-"+d.class, 1)
	case l.is("number.certificate"):
		c.add("number-certificate", 1)
		c.when(d.class == "report", "certificate-in-report")
	case l.is("number.report"):
		c.when(d.class == "report" || d.class == "sheet", "report-own")
		c.when(d.class != "report" && d.class != "sheet", "report-basis")
	case l.is("number.plain"):
		c.add("number-plain", 1)
	}
	c.when(d.class == "declaration", "in-declaration")
	if d.class == "declaration" && l.is("number.certificate") { // the certificate of a notified body
		caption := strings.ToLower(l.seg.text[l.start:l.end])
		c.when(d.set.Says("certificate-words", caption), "certificate-in-declaration")
		c.when(d.set.Says("notified", strings.ToLower(d.linesAbove(l.seg)+l.seg.text)), "notified-number")
	}
	c.when(d.class == "label", "in-label")
}

// hash is the sum or the name of a file or of an electronic signature.
var hash = regexp.MustCompile(`(?i)^(?:[0-9a-f]{32,}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$`)

// linesAbove is the text of the three lines over a segment, whose sentence it may end.
func (d *document) linesAbove(seg *segment) string {
	var b strings.Builder
	s := d.sheets[seg.page]
	for r := max(0, seg.row-3); r < seg.row; r++ {
		for _, c := range s.rows[r] {
			if c.box.X0 < seg.box.X1 && seg.box.X0 < c.box.X1 && seg.box.Y0-c.box.Y1 < 4*s.line {
				b.WriteString(c.text + " ")
			}
		}
	}
	return b.String()
}

func (d *document) numberShape(c *Candidate, text string) {
	digits, letters := 0, 0
	for _, r := range text {
		switch {
		case unicode.IsDigit(r):
			digits++
		case unicode.IsLetter(r):
			letters++
		}
	}
	c.when(digits >= 5, "many-digits")
	c.when(digits+letters < 5, "short")
	c.when(letters > 0 && digits > 0, "mixed")
	c.when(letters > 2*digits+4, "wordy")
	c.when(len(text) > 36, "long").when(hash.MatchString(text), "hash")
	if ds := grammar.Dates(text); len(ds) > 0 && ds[0].End-ds[0].Start >= len(text)-2 {
		c.add("is-date", 1)
	}
	if ss := grammar.Standards(text); len(ss) > 0 && ss[0].Start == 0 {
		c.add("is-standard", 1)
	}
	c.when(len(grammar.Acts(text)) > 0, "is-act")
}

func (d *document) numberPlace(c *Candidate, l *label) {
	s := d.sheets[l.seg.page]
	y := l.seg.box.Y0 / max(s.height, 1)
	c.when(y < 0.3, "upper-part")
	c.when(y > 0.9, "bottom-edge")
	for _, t := range d.titles {
		if t.page == s.number && l.seg.box.Y0-t.box.Y1 < 5*s.line && l.seg.box.Y0 > t.box.Y0-4*s.line {
			c.add("by-title", 1)
			c.when(c.has("number-plain") && l.head && l.seg.box.Y0 >= t.box.Y0 && t.kind == d.kind && len(d.sheets[l.seg.page].rows[l.seg.row]) == 1, "plain-by-title")
			break
		}
	}
}

// numberIn takes the number off the front of a block.
func (d *document) numberIn(b block) (string, []span, bool) {
	for i, line := range b.lines {
		if i > 0 {
			break
		}
		line = d.withoutNumberWords(line)
		if text, end := d.takeNumber(line.text()); text != "" {
			return text, []span{{line.seg, line.start, line.start + end}}, true
		}
	}
	return "", nil, false
}

// withoutNumberWords leaves out what says at the front of a value once more that it is a number: "No. A1 4711".
func (d *document) withoutNumberWords(v span) span {
	words := strings.Fields(v.text())
	if len(words) < 2 || !d.set.Is("number-words", strings.ToLower(strings.Trim(words[0], ".:#"))) || len(strings.Trim(words[0], ".:#")) > 3 {
		return v
	}
	v.start += strings.Index(v.text(), words[0]) + len(words[0])
	return trimSpan(v)
}

// clause is a place in a Korean law, which begins as a Korean number does, and koreanNumber what stands between its words
// for "number": "제 2024-017 호".
var (
	clause       = regexp.MustCompile(`^제?\s?\d+\s?[조항장회차년월]`)
	koreanNumber = regexp.MustCompile(`^제\s?([\dA-Z].*?)\s?호?$`)
)

// takeNumber is the number that a text begins with and where it ends.
func (d *document) takeNumber(text string) (string, int) {
	end, digits, n := 0, 0, 0
	for at := 0; at < len(text); {
		rest := text[at:]
		skip := len(rest) - len(strings.TrimLeft(rest, " "))
		if skip >= len(rest) {
			break
		}
		word := rest[skip:]
		if i := strings.IndexAny(word, " ,;，；、"); i >= 0 {
			word = word[:i]
		}
		lower := strings.ToLower(strings.Trim(word, ".:()（）"))
		hasDigit := strings.ContainsFunc(word, unicode.IsDigit)
		if !hasDigit && d.set.Is("number-stop", lower) && !d.set.Is("number-tail", lower) || n >= 7 {
			break
		}
		if end > 0 && !hasDigit && word == lower && d.set.Is("list-joins", lower) {
			break // "4711 and 4712"
		}
		if !numberToken.MatchString(word) && word != "-" && word != "/" && word != "–" {
			break
		}
		if !hasDigit && n > 0 && utf8.RuneCountInString(lower) > 4 {
			break
		}
		if !hasDigit && n == 0 && (utf8.RuneCountInString(lower) > 12 || lower == word && len(lower) > 3) {
			break
		}
		at += skip + len(word)
		n++
		if hasDigit {
			end, digits = at, digits+1
		}
		if at < len(text) && strings.ContainsAny(text[at:at+1], ",;") {
			break
		}
	}
	if digits == 0 {
		return "", 0
	}
	if clause.MatchString(text) {
		return "", 0
	}
	got := strings.TrimRight(strings.TrimSpace(text[:end]), ".,;:–-)（(")
	if m := koreanNumber.FindStringSubmatch(got); m != nil {
		got = m[1]
	}
	if strings.Count(got, "(") > strings.Count(got, ")") && strings.Contains(text[len(got):], ")") {
		got += ")"
	}
	return got, end
}

// knownNumbers lists identifiers whose form alone tells the scheme: an FCC ID on a grant, a company's registration
// number on a business licence.
func (d *document) knownNumbers() []*Candidate {
	var out []*Candidate
	for _, s := range d.sheets {
		if !d.inPart(s.number) {
			continue
		}
		for _, seg := range s.segments() {
			for _, f := range grammar.Identifiers(seg.text) {
				c := d.newCandidate(certcat.CertificateNumber, f.Text, f.Canonical, "grammar", span{seg, f.Start, f.End})
				c.add("identifier", 1).add("identifier-"+d.kind+"-"+f.Scheme, 1)
				out = append(out, c)
			}
		}
	}
	return out
}

// reportNumbers lists the reports and certificates that the document names as its basis.
func (d *document) reportNumbers() []*Candidate {
	var out []*Candidate
	for _, n := range d.spokenNumbers() {
		c := d.newCandidate(certcat.ReportNumbers, n.text, grammar.FoldIdentifier(n.text), "sentence", n.at)
		c.add("in-sentence", 1).when(n.own, "certificate-word").add("class-"+d.class, 1).when(n.own && d.class == "declaration", "cited-by-declaration")
		d.numberShape(c, n.text)
		out = append(out, c)
	}
	labels := d.labelled("number.report")
	if d.class == "declaration" {
		labels = append(labels, d.labelled("number.cited")...)
	}
	for _, l := range labels {
		blocks := d.finder.blocks(l, 8)
		if column := d.finder.column(l); len(column.lines) > 1 {
			blocks = append(blocks, column)
		}
		for _, b := range blocks {
			for i, line := range b.lines {
				for _, part := range d.splitJoined(line) {
					if rest, signed := strings.CutPrefix(part.text(), "№"); signed {
						part.start = part.end - len(strings.TrimLeft(rest, " "))
					}
					text, end := d.takeNumber(part.text())
					if text == "" || len(bare(text)) < 5 {
						continue
					}
					c := d.newCandidate(certcat.ReportNumbers, text, grammar.FoldIdentifier(text), "label", span{part.seg, part.start, part.start + end})
					c.describe(b).when(i > 0, "list-line").when(l.is("number.cited"), "cited-by-declaration")
					c.add("class-"+d.class, 1)
					d.numberShape(c, text)
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// splitList cuts a line at the separators of lists.
func splitList(v span) []span {
	var out []span
	start := v.start
	for i, r := range v.seg.text[v.start:v.end] {
		slash := r == '/' && strings.HasSuffix(v.seg.text[:v.start+i], " ") && strings.HasPrefix(v.seg.text[v.start+i+1:], " ")
		if strings.ContainsRune(",;，；、&\n", r) || slash {
			out = append(out, trimSpan(span{v.seg, start, v.start + i}))
			start = v.start + i + utf8.RuneLen(r)
		}
	}
	return append(out, trimSpan(span{v.seg, start, v.end}))
}

// splitJoined is splitList that cuts before words such as "and" as well, and leaves them and words for "number" out.
func (d *document) splitJoined(v span) []span {
	var out []span
	for _, part := range splitList(v) {
		start := part.start
		words := wordSpans(part.seg)
		for i, w := range words {
			if w.start <= part.start || w.end >= part.end || !d.set.Is("list-joins", w.text()) {
				continue
			}
			out = append(out, trimSpan(span{part.seg, start, w.start}))
			start = w.end
			for j := i + 1; j < len(words) && words[j].end < part.end && d.set.Is("number-words", strings.ToLower(strings.Trim(words[j].text(), ".:"))); j++ {
				start = words[j].end
			}
		}
		out = append(out, trimSpan(span{part.seg, start, part.end}))
	}
	return out
}
