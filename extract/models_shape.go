package extract

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/certcat/certcat/grammar"
)

var (
	emission    = regexp.MustCompile(`\d\s?[kMG]Hz|\d\s?mW\b|\d\s?dBm|ГГц|МГц`)
	versionLike = regexp.MustCompile(`(?i)^(?:v|ver\.?|rev\.?)?\s?\d{1,2}(?:\.\d{1,3})+$`)
	priceLike   = regexp.MustCompile(`[$€£¥₽₩]\s?\d|\b(?:USD|EUR|RMB|CNY|GBP)\s?\d|\d\s?(?:USD|EUR|RMB|CNY|GBP|€|¥)`)
)

// modelShape says how much a text looks like a type designation, and what else it may be.
func (d *document) modelShape(c *Candidate, text string) {
	digits, upper, small := 0, 0, 0
	for _, w := range strings.Fields(text) {
		if unicode.IsLower(firstRune(w)) {
			small++
		}
	}
	for _, r := range text {
		if unicode.IsDigit(r) {
			digits++
		}
		if unicode.IsUpper(r) {
			upper++
		}
	}
	words, lower := len(strings.Fields(text)), strings.ToLower(text)
	c.when(digits > 0, "has-digit")
	c.when(digits > 0 && upper > 0, "model-like")
	c.when(words > 5, "many-words")
	c.when(len(grammar.Ratings(text)) > 0, "has-rating")
	c.when(emission.MatchString(text), "has-emission").when(versionLike.MatchString(text), "version-like").when(priceLike.MatchString(text), "has-price")
	c.when(d.isCaption(text), "is-caption").when(strings.Count(text, "(") != strings.Count(text, ")"), "unbalanced")
	c.when(digits == 0 && words > 2, "words-only").when(small > 2, "prose")
	c.when(d.set.BeginsWith("other-numbers", lower), "other-number").when(d.class != "label" && d.atEdge(c), "page-edge")
	c.when(digits == len(text) && digits > 5, "long-digits").when(d.set.Says("elsewhere", lower), "elsewhere")
}

// atEdge reports whether a candidate stands where pages print their headers and footers.
func (d *document) atEdge(c *Candidate) bool {
	page := c.page()
	for _, s := range d.sheets {
		if s.number == page {
			return c.box().Y1 < 0.05*s.height || c.box().Y0 > 0.93*s.height
		}
	}
	return false
}

// asksForPart reports whether a caption asks for the number under which a thing is ordered, not for its model or type.
func (d *document) asksForPart(l *label) bool {
	lower := strings.ToLower(l.seg.text[l.start:l.end])
	return d.set.Says("part-captions", lower) && !d.set.Says("type-captions", lower)
}

// markNumbers marks what is a number of something else than the model.
func markNumbers(list []*Candidate) {
	besideModels(list)
	sellersNumbers(list)
}

// besideModels marks the numbers under which things are ordered where the document names their models too.
func besideModels(list []*Candidate) {
	if !slices.ContainsFunc(list, func(c *Candidate) bool {
		return c.has("caption") && c.has("colon") && c.has("model-like") && !c.has("part-caption")
	}) {
		return
	}
	for _, c := range list {
		c.when(c.has("part-caption"), "beside-models")
	}
}

// sellersNumbers marks the numbers that a seller makes by a sign of his own before another's: "510-AB-630" of "AB-630".
func sellersNumbers(list []*Candidate) {
	for _, c := range list {
		c.when(slices.ContainsFunc(list, func(other *Candidate) bool {
			return other.has("caption") && other.has("model-like") && strings.HasSuffix(c.Value.Text, "-"+other.Value.Text) && !overlaps(c, other)
		}), "sellers-number")
	}
}
