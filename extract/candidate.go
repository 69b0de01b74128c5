package extract

import (
	"math"
	"slices"
	"sort"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// A Candidate is one possible value of a field with what speaks for and against it.
type Candidate struct {
	Field    string
	Value    certcat.Value
	Features []Feature
	Score    float64 // the sum over weighted features

	blur   float64  // how unsure the reader was of the worst word: 0 where a text layer was read
	cell   *segment // where a standard was read
	cut    bool     // goes on with something that was not understood
	joined bool     // printed as one designation with another standard: whether they are one value or two is open
}

// A Feature is a general observation about a candidate: how a caption matched, where it stands, how strict the grammar
// was. Features never name words, firms or files.
type Feature struct {
	Name  string
	Value float64
}

func (c *Candidate) add(name string, value float64) *Candidate {
	if value != 0 {
		c.Features = append(c.Features, Feature{name, value})
	}
	return c
}

// when adds a feature where a condition holds.
func (c *Candidate) when(holds bool, name string) *Candidate {
	if holds {
		c.Features = append(c.Features, Feature{name, 1})
	}
	return c
}

func (c *Candidate) has(name string) bool {
	for _, f := range c.Features {
		if f.Name == name {
			return true
		}
	}
	return false
}

// drop forgets a feature.
func (c *Candidate) drop(name string) *Candidate {
	c.Features = slices.DeleteFunc(c.Features, func(f Feature) bool { return f.Name == name })
	return c
}

// count is how often a feature was added.
func (c *Candidate) count(name string) int {
	n := 0
	for _, f := range c.Features {
		if f.Name == name {
			n++
		}
	}
	return n
}

// page is the 1-based page of the first evidence.
func (c *Candidate) page() int {
	if len(c.Value.Evidence) == 0 {
		return 0
	}
	return c.Value.Evidence[0].Page
}

func (c *Candidate) box() certcat.Box {
	if len(c.Value.Evidence) == 0 {
		return certcat.Box{}
	}
	return c.Value.Evidence[0].Box
}

// A spot is where something is printed: a page and its upper left corner.
type spot struct {
	page int
	x, y float64
}

// before reports whether a spot comes first in reading order; what stands at one height is ordered from left to right.
func (a spot) before(b spot) bool {
	switch {
	case a.page != b.page:
		return a.page < b.page
	case math.Abs(a.y-b.y) > 4:
		return a.y < b.y
	}
	return a.x < b.x
}

// first is where a candidate is printed first: its best evidence may stand further down.
func (c *Candidate) first() spot {
	var out spot
	for i, e := range c.Value.Evidence {
		if s := (spot{e.Page, e.Box.X0, e.Box.Y0}); i == 0 || s.before(out) {
			out = s
		}
	}
	return out
}

// newCandidate makes a candidate with one piece of evidence per line.
func (d *document) newCandidate(field, text, canonical string, why string, lines ...span) *Candidate {
	c := &Candidate{Field: field, Value: certcat.Value{Text: clean(text), Canonical: canonical}}
	if field == certcat.CertificateNumber || field == certcat.ReportNumbers {
		c.respellNumber(lines)
	}
	if c.Value.Canonical == "" {
		c.Value.Canonical = c.Value.Text
	}
	conf, n := 0.0, 0
	for _, l := range lines {
		if l.start >= l.end {
			continue
		}
		c.Value.Evidence = append(c.Value.Evidence, certcat.Evidence{
			Page: d.sheets[l.seg.page].number, Box: l.box(), Text: l.text(), By: l.by(), Why: why})
		conf += l.confidence()
		c.blur = max(c.blur, 1-l.leastSure())
		n++
	}
	if n > 0 {
		c.add("reading", conf/float64(n)-0.9)
		if recognised(lines) {
			c.add("ocr", 1)
		} else {
			c.blur = 0
		}
	}
	if p := c.page(); p > d.first {
		c.add("later-page", math.Min(float64(p-d.first), 4)).when(p == d.first+1, "second-page").when(p == d.first+1 && d.class == "report", "second-page-of-report")
	}
	return c
}

// respellNumber gives a recognised number the digits that it must have; its evidence keeps what was read.
func (c *Candidate) respellNumber(lines []span) {
	was := c.Value.Text
	right := grammar.NumberRecognised(was)
	if right == was || !recognised(lines) {
		return
	}
	if c.Value.Text = right; c.Value.Canonical == grammar.FoldIdentifier(was) {
		c.Value.Canonical = grammar.FoldIdentifier(right)
	}
}

// recognised reports whether an engine, and not the text layer, saw any of a value's lines.
func recognised(lines []span) bool {
	return slices.ContainsFunc(lines, func(l span) bool { return l.by() != certcat.TextLayer })
}

// clean trims a value and folds its white space.
func clean(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	return strings.Trim(s, " \u00a0;,:：、|_")
}

// rank scores candidates with the field's weights, merges those that say the same, and sorts them, best first. about
// describes the document: what speaks for none of them.
func (m *model) rank(field string, list []*Candidate, about []Feature) []*Candidate {
	byKey := map[string]*Candidate{}
	var out []*Candidate
	for _, c := range list {
		c.Score = m.score(field, c)
		key := bare(c.Value.Canonical)
		if key == "" {
			continue
		}
		old := byKey[key]
		if old == nil {
			byKey[key] = c
			out = append(out, c)
			continue
		}
		best, other := *old, *c
		if c.Score > old.Score {
			best, other = other, best
		}
		best.Value.Evidence = append(slices.Clip(best.Value.Evidence), other.Value.Evidence...)
		*old = best
		if old.count("repeated") < 3 {
			old.add("repeated", 1)
		}
	}
	for _, c := range out {
		c.Score = m.score(field, c)
		if len(c.Value.Evidence) > 6 {
			c.Value.Evidence = c.Value.Evidence[:6]
		}
	}
	if m.Fields[field].Share {
		scores := make([]float64, len(out))
		for i, c := range out {
			scores[i] = c.Score
		}
		for i, s := range share(scores, m.Fields[field].none(about)) {
			out[i].Score = s
		}
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Score > out[j].Score })
	if m.Fields[field].Share && field != certcat.IssueDate && field != certcat.ExpiryDate && field != certcat.IssuerID {
		pool(out)
	}
	return out
}

// pool gives the likeliest candidate the probability of those that spell the same thing a little differently: a name with
// and without its full stop, a recognised name and its misreading.
func pool(sorted []*Candidate) {
	if len(sorted) == 0 {
		return
	}
	top := sorted[0]
	p := logistic(top.Score)
	for _, c := range sorted[1:min(len(sorted), mostRivals)] {
		if q := logistic(c.Score); q > 0.005 && alike(bare(top.Value.Text), bare(c.Value.Text)) {
			p += q
			c.Score = math.Min(c.Score, -6)
		}
	}
	p = math.Min(p, 1-1e-9)
	top.Score = math.Max(top.Score, math.Log(p/(1-p)))
	sort.SliceStable(sorted, func(i, j int) bool { return sorted[i].Score > sorted[j].Score })
}

// alike reports whether two bare texts share nine tenths of their letters, in order.
func alike(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > 300 || len(y) > 300 || 10*min(len(x), len(y)) < 8*max(len(x), len(y)) {
		return false
	}
	return 20*inCommon(x, y) >= 9*(len(x)+len(y))
}

// inCommon is the length of the longest common subsequence.
func inCommon(x, y []rune) int {
	row := make([]int, len(y)+1)
	for _, r := range x {
		diagonal := 0
		for j, s := range y {
			above := row[j+1]
			if r == s {
				row[j+1] = diagonal + 1
			} else {
				row[j+1] = max(above, row[j])
			}
			diagonal = above
		}
	}
	return row[len(y)]
}

// bare keeps letters and digits in one case: two values with the same bare form say the same.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z':
			return r + 32
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r > 0x7F && !strings.ContainsRune("–—‘’“”·•°（）：，。、", r):
			return r
		}
		return -1
	}, s)
}
