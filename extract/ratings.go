package extract

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// classValue is the value of a protection class, which has no unit.
var classValue = regexp.MustCompile(`(?i)^(?:class\s+)?(?:0|I{1,3}|IP\s?\d[\dX]\w?)$`)

// measure is a quantity that is no electrical one: a rating only where its caption says so.
var measure = regexp.MustCompile(`(?i)^[<>≤≥]?\s?\d{1,6}(?:[.,]\d{1,3})?\s?(?:g|kg|mg|l|ml|bar|kpa|mpa|pa|psi|rpm|min-1|mm|cm|m|°c|℃|db(?:\(a\))?|lm|cd|nm|n·m|г|кг|л|мм|об/мин)$`)

// ratings lists technical parameters, behind captions, inside product names, and on labels anywhere.
func (d *document) ratings() []*Candidate {
	var out []*Candidate
	seen := map[*segment]bool{}
	labels := d.labelled("ratings")
	for _, l := range labels {
		for _, b := range d.finder.blocks(l, 4) {
			for i, line := range d.plateLines(b) {
				text := respelt(line)
				if text == "" || d.nothing(text) || len(grammar.Ratings(text)) == 0 && !classValue.MatchString(text) && !measure.MatchString(text) {
					break
				}
				for _, v := range d.alongPlate(line) {
					seen[v.seg] = true
				}
				out = append(out, d.rating(b, line, i, len(labels) > 3)...)
			}
		}
	}
	d.inTwoLanguages(out)
	clustered(out)
	besideGeneral(out)
	out = append(append(out, d.ratingsInside("product", 1)...), d.ratingsInside("models", 3)...)
	if d.class != "label" {
		return radioOnly(out)
	}
	out = append(out, d.ratingLimits(seen)...)
	for _, s := range d.sheets {
		for _, seg := range s.segments() {
			if seen[seg] || !d.inPart(s.number) {
				continue
			}
			find := byReader(seg, grammar.Ratings, grammar.RatingsRecognised)
			found := find(seg.text)
			if n := len(found); n > 1 && found[n-1].End-found[0].Start < 60 {
				v := span{seg, found[0].Start, found[n-1].End}
				c := d.newCandidate(certcat.Ratings, v.text(), "", "grammar", v)
				out = append(out, c.add("class-"+d.class, 1).add("joined-ratings", 1).when(severalUnits(v.text()), "volts-and-more"))
			}
			for _, f := range found {
				c := d.newCandidate(certcat.Ratings, f.Text, f.Canonical, "grammar", span{seg, f.Start, f.End})
				out = append(out, c.add("class-"+d.class, 1).add("bare-rating", 1).when(severalUnits(f.Text), "volts-and-more"))
			}
		}
	}
	return out
}

var (
	radioBand = regexp.MustCompile(`\d\s?[kMG]Hz|[кМГ]Гц|dBm`)
	mains     = regexp.MustCompile(`\d\s?(?:[km]?(?:V|A|Ah)\b|V[A-Za-z.~=⎓]|В\b|伏)`)
)

// radioOnly marks what names frequencies or the power of a transmitter and nothing of a supply.
func radioOnly(list []*Candidate) []*Candidate {
	for _, c := range list {
		c.when(radioBand.MatchString(c.Value.Text) && !mains.MatchString(c.Value.Text), "radio-only")
	}
	return list
}

// Plates print volts and amperes, watts or hertz in one line.
var (
	volts     = regexp.MustCompile(`\d\s?k?V`)
	otherUnit = regexp.MustCompile(`\d\s?m?(?:A|W|Hz|Ah)`)
)

// severalUnits reports whether a rating says more than a voltage.
func severalUnits(text string) bool { return volts.MatchString(text) && otherUnit.MatchString(text) }

// rating is one line behind a caption: by itself, and with the caption where that says which parameter it is ("Rated
// power 40 W").
func (d *document) rating(b block, line span, nth int, several bool) []*Candidate {
	l := b.label
	caption := d.latinCaption(l)
	led := d.ledByParameters(l)
	lower := strings.ToLower(caption)
	general := strings.HasPrefix(lower, "rating") || strings.HasPrefix(lower, "parameter") || len(strings.Fields(caption)) > 4 || d.set.Says("general-ratings", lower)
	values := d.alongPlate(line)
	value := clean(respelt(values...))
	make := func(text string, lines ...span) *Candidate {
		c := d.newCandidate(certcat.Ratings, text, "", "label", lines...)
		c.describe(b).drop("caption-words") // the words of a caption are a part of what it says
		c.add("class-"+d.class, 1).when(nth > 0, "list-line").when(several, "several-captions").when(len(values) > 1, "joined-ratings")
		c.when(general, "general-caption").when(classValue.MatchString(value), "class-value")
		d.tabled(c, b)
		if p := c.page() - d.first; d.class == "report" && p > 0 && p <= 6 { // reports tell what they tested behind their first pages
			c.drop("later-page").add("later-in-report", float64(p)/6)
		}
		c.when(general && severalUnits(value), "several-units")
		c.when(led, "led-by-parameters").when(measure.MatchString(value), "is-measure")
		return c.when(len(strings.Fields(text)) > 16, "wordy")
	}
	out := []*Candidate{make(value, values...)}
	if nth > 0 && d.class != "label" || general {
		return out
	}
	text, lines := clean(caption+": "+value), append([]span{{l.seg, l.start, l.end}}, values...)
	if b.how == "inline" && nth == 0 {
		text = clean(l.seg.text[l.start:line.start] + respelt(values...))
		lines = append([]span{{l.seg, l.start, line.end}}, values[1:]...)
	}
	c := make(text, lines...)
	if nth > 0 && d.class == "label" {
		return append(out, c.drop("list-line").add("with-caption", 1).add("plate-line", 1))
	}
	return append(out, c.add("with-caption", 1).when(several, "with-caption-several").when(led, "with-caption-led").when(nth > 0, "with-caption-line"))
}

// latinCaption is a caption as printed, or the one in Latin letters that stands before its translation in the same cell:
// "INPUT/ENTRADA: (输入)" is "INPUT".
func (d *document) latinCaption(l *label) string {
	caption := strings.TrimSpace(l.seg.text[l.start:l.end])
	for i, c := range l.stack {
		if i > 0 {
			caption += " " + strings.TrimSpace(c.text)
		}
	}
	if inLatin(caption) {
		return caption
	}
	for _, first := range d.finder.labels[l.seg] {
		text := strings.TrimSpace(l.seg.text[first.start:first.end])
		if first.start < l.start && first.is("ratings") && inLatin(text) {
			return strings.TrimSpace(strings.Split(text, "/")[0])
		}
	}
	return caption
}

// ledByParameters reports whether a caption stands in the column beside one for all parameters together, in its row or a
// row below: "Parameters: | Rated voltage | 230 V".
func (d *document) ledByParameters(l *label) bool {
	s := d.sheets[l.seg.page]
	for r := l.seg.row; r >= 0 && r > l.seg.row-12; r-- {
		first := s.rows[r][0]
		if first == l.seg || first.box.X0 > l.seg.box.X0-s.line {
			continue
		}
		for _, head := range d.finder.labels[first] {
			text := strings.ToLower(first.text[head.start:head.end])
			if head.head && head.is("ratings") && first.box.X1 < l.seg.box.X0 {
				return strings.HasPrefix(text, "rating") || strings.HasPrefix(text, "parameter") || strings.HasPrefix(text, "technical") || d.set.Says("general-ratings", text)
			}
		}
		return false
	}
	return false
}

// inTwoLanguages marks parameters that are printed with a caption in Latin letters and with one in another script.
func (d *document) inTwoLanguages(list []*Candidate) {
	type pair struct{ latin, other bool }
	told := map[string]pair{}
	key := func(c *Candidate) string {
		return bare(strings.Map(latinOnly, c.Value.Evidence[len(c.Value.Evidence)-1].Text))
	}
	for _, c := range list {
		if c.has("with-caption") && len(c.Value.Evidence) > 0 {
			p := told[key(c)]
			if inLatin(c.Value.Text) && !otherScript(c.Value.Text) {
				p.latin = true
			} else {
				p.other = true
			}
			told[key(c)] = p
		}
	}
	for _, c := range list {
		if !c.has("with-caption") || len(c.Value.Evidence) == 0 {
			continue
		}
		if p := told[key(c)]; p.latin && p.other {
			l := inLatin(c.Value.Text) && !otherScript(c.Value.Text)
			c.when(l, "latin-of-two").when(!l, "other-of-two")
		}
	}
}

// clustered says of parameters with captions how many more stand on their page: a table of them is no chance.
func clustered(list []*Candidate) {
	onPage := map[int]int{}
	for _, c := range list {
		if c.has("with-caption") {
			onPage[c.page()]++
		}
	}
	for _, c := range list {
		if n := onPage[c.page()]; n > 2 {
			c.add("clustered", 1).when(c.has("with-caption"), "clustered-with-caption")
		}
	}
}

// besideGeneral marks single parameters where the document has a caption for all of them together: forms of test reports go on
// asking for the class and the degree of protection.
func besideGeneral(list []*Candidate) {
	if !slices.ContainsFunc(list, func(c *Candidate) bool { return c.has("general-caption") && !c.has("radio-only") }) {
		return
	}
	for _, c := range list {
		c.when(c.has("with-caption") && !c.has("with-caption-led"), "beside-general")
	}
}

// latinOnly keeps what is no letter of another script.
func latinOnly(r rune) rune {
	if unicode.IsLetter(r) && !unicode.Is(unicode.Latin, r) {
		return -1
	}
	return r
}

// otherScript reports whether a text has letters of another script than the Latin one; the ohm's sign is a unit.
func otherScript(text string) bool {
	return strings.ContainsFunc(text, func(r rune) bool { return latinOnly(r) < 0 && !strings.ContainsRune("ΩµμΩ", r) })
}

// ratingsInside lists the parameters that stand inside a product's name, as a battery's do: "BL-1 3.7V 800mAh", or behind
// its models.
func (d *document) ratingsInside(class string, lines int) []*Candidate {
	var out []*Candidate
	for _, l := range d.labelled(class) {
		for _, b := range d.finder.blocks(l, lines) {
			for _, line := range b.lines {
				found := grammar.Ratings(line.text())
				for i := 0; i < len(found); {
					j := i + 1
					for j < len(found) && found[j].Start-found[j-1].End < 4 {
						j++
					}
					v := span{line.seg, line.start + found[i].Start, line.start + found[j-1].End}
					c := d.newCandidate(certcat.Ratings, v.text(), "", "product", v)
					out = append(out, c.describe(b).add("in-"+class, 1).when(j-i > 1, "several-values").when(severalUnits(v.text()), "volts-and-more").add("class-"+d.class, 1))
					i = j
				}
			}
		}
	}
	return out
}
