package extract

import (
	"iter"
	"strings"
	"unicode"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract/kinds"
	"github.com/certcat/certcat/grammar"
)

// document is one part of a file while it is being read: pages first to last, laid out, with captions found.
type document struct {
	set    *kinds.Set
	model  *model
	bodies *bodyIndex
	sheets []*sheet
	finder *finder
	first  int // page numbers, 1-based
	last   int
	kind   string
	class  string // the kind's class: declaration, certificate, report, …

	management bool
	unsureKind bool // another kind is nearly as likely
	titles     []titleHit
	parties    map[string]party
	number     string // its own, "" where none was found

	noted       map[string][]Feature // the signs of each field, where somebody wants to judge them
	legible     *legible             // nil until asked
	frame       *frame               // nil until asked
	spoken      []spoken             // the numbers that sentences name; nil until asked
	american    *bool                // whether dates are written month first; nil until asked
	dateOrder   *dateOrder           // the order of day and month that the document settles; nil until asked
	running     []*tale              // the text of the first pages; nil until asked
	toldAll     []*told              // whom it names
	toldOnce    bool                 // whether that was read
	firstTokens [][]kinds.Token      // of the segments of the first pages; made when first needed
}

func (d *document) inPart(page int) bool { return page >= d.first && page <= d.last }

func (d *document) firstIndex() int {
	for i, s := range d.sheets {
		if s.number == d.first {
			return i
		}
	}
	return 0
}

// framed says where on the first page a name stands between the title and the standard that it is certified to: bodies
// print their own name above the title or at the foot, and whom they certify in between.
func (d *document) framed(c *Candidate, s *sheet, seg *segment) {
	if s.number != d.first {
		return
	}
	if d.frame == nil {
		d.frame = d.readFrame(s)
	}
	switch y := seg.box.Y0; {
	case !d.frame.titled:
	case y < d.frame.title:
		c.add("above-title", 1)
	case d.frame.standard > 0 && y < d.frame.standard:
		c.add("title-to-standard", 1).add("title-to-standard-"+d.class, 1)
	case d.frame.standard > 0:
		c.add("below-standard", 1)
	}
}

// frame is where the title and, below it, the first standard stand on the first page; 0 = none.
type frame struct {
	titled          bool
	title, standard float64
}

func (d *document) readFrame(s *sheet) *frame {
	f := &frame{}
	for _, t := range d.titles {
		if t.page == s.number && t.box.Y0 < 0.5*s.height && (!f.titled || t.box.Y0 < f.title) {
			f.titled, f.title = true, t.box.Y0
		}
	}
	for _, seg := range s.segments() {
		if f.titled && seg.box.Y0 > f.title+1 && len(grammar.Standards(seg.text)) > 0 {
			f.standard = seg.box.Y0
			break
		}
	}
	return f
}

// frontSegments are the cells of the part's first two pages, in reading order.
func (d *document) frontSegments() iter.Seq[*segment] {
	return func(yield func(*segment) bool) {
		for _, s := range d.sheets {
			if !d.inPart(s.number) || s.number > d.first+1 {
				continue
			}
			for _, seg := range s.segments() {
				if !yield(seg) {
					return
				}
			}
		}
	}
}

func (d *document) firstSheet() *sheet { return d.sheets[d.firstIndex()] }

// labelled lists the captions of a class prefix within the part, in reading order.
func (d *document) labelled(prefix string) []*label {
	var out []*label
	for _, l := range d.finder.all {
		if d.inPart(d.sheets[l.seg.page].number) && l.group(prefix) {
			out = append(out, l)
		}
	}
	return out
}

// describe adds what a caption says about a candidate.
func (c *Candidate) describe(b block) *Candidate {
	l := b.label
	c.add("caption", 1).add("how-"+b.how, 1)
	if l.colon && !l.whole || b.separated() {
		c.add("colon", 1)
	}
	if !l.head {
		c.add("caption-inside", 1)
	}
	c.when(l.tail, "caption-tail")
	c.when(l.unlike > 0, "caption-misread").add("caption-unlike", l.unlike)
	if len(l.classes) > 1 {
		c.add("caption-shared", 1)
	}
	if n := len(strings.Fields(l.seg.text[l.start:l.end])); n > 1 {
		c.add("caption-words", float64(min(n, 4)-1))
	}
	if b.how == "inline" && !l.colon {
		c.add("no-colon", 1).when(unicode.IsLower(firstRune(l.seg.text[l.start:])), "lower-caption")                     // words of a sentence that goes on
		c.when(c.Field == certcat.Scope && l.start == 0 && ideograph(lastRune(l.seg.text[:l.end])), "no-colon-unspaced") // licences print no colon, and engines lose the gap
	}
	return c
}

// headedLine reports whether a segment is a caption without a value of its own.
func (f *finder) headedLine(s *segment) bool {
	l := f.headed(s)
	return l != nil && l.whole
}

// words is the number of words on the part's pages.
func (d *document) words() int {
	n := 0
	for _, s := range d.sheets {
		if d.inPart(s.number) {
			for _, seg := range s.segments() {
				n += len(seg.words)
			}
		}
	}
	return n
}

// unread reports whether a page of the part was not read.
func (d *document) unread() bool {
	for _, s := range d.sheets {
		if d.inPart(s.number) && !s.read {
			return true
		}
	}
	return false
}

// nothing reports whether a value says that there is none.
func (d *document) nothing(s string) bool {
	t := strings.ToLower(strings.TrimSpace(s))
	return d.set.Is("nothing", t) || d.set.Is("nothing", strings.Trim(t, " .")) || strings.Trim(t, "-–—_./* ") == ""
}

func unreadField(name string) certcat.Field {
	return certcat.Field{Name: name, State: certcat.Unread, By: "machine", Doubts: []string{"not-read"}}
}
