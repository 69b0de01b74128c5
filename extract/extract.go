// Package extract turns Pages into Certificates. It promises to be a pure function of the pages, the kinds and the
// scorer's weights, all of them data: no clock, no file, no process, no network; equal inputs give equal bytes. For
// each of the 19 fields it makes candidates with evidence, describes them by general features, scores them, and either
// relies on the best, or keeps it as doubtful with its rivals, or says that the field is absent or was not read. It
// never invents a value: every value has a box on a page.
package extract

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract/kinds"
	"github.com/certcat/certcat/tables"
)

// Revision counts the changes of this package's output. A golden test fails when the output changes and it does not.
const Revision = 23

// Extractor reads certificates out of pages.
type Extractor struct {
	set    *kinds.Set
	model  *model
	bodies *bodyIndex
	muted  []string // patterns of features that Train is to know nothing of
	key    string
}

// New makes an Extractor from kinds and the bodies that the tables know.
func New(set *kinds.Set, bodies []Body) (*Extractor, error) {
	m, err := loadModel()
	if err != nil {
		return nil, fmt.Errorf("extract: weights: %w", err)
	}
	sum := sha256.New()
	fmt.Fprintf(sum, "extract %d\nkinds %s\nweights %s\n", Revision, set.Digest, m.digest)
	for _, b := range bodies {
		fmt.Fprintf(sum, "%+v\n", b)
	}
	return &Extractor{set: set, model: m, bodies: newBodyIndex(bodies), key: hex.EncodeToString(sum.Sum(nil))[:32]}, nil
}

// Default is the Extractor over the kinds and tables that certcat ships. It is made once.
var Default = sync.OnceValues(func() (*Extractor, error) {
	t, err := tables.Embedded()
	if err != nil {
		return nil, err
	}
	return Over(t)
})

// Over is an Extractor over the kinds that certcat ships and the bodies of other tables.
func Over(t *tables.Tables) (*Extractor, error) {
	set, err := kinds.Default()
	if err != nil {
		return nil, err
	}
	return New(set, bodiesOf(t))
}

// Key is the certificate key: it changes when kinds, weights, known bodies or this package's Revision change.
func (x *Extractor) Key() string { return x.key }

// Certificates reads the certificates of a document and says where a second look would help.
func (x *Extractor) Certificates(pages certcat.Pages) ([]certcat.Certificate, []certcat.Look) {
	sheets := layOut(pages)
	finder := newFinder(x.set, sheets)
	var out []certcat.Certificate
	var looks []certcat.Look
	for _, part := range x.parts(sheets, finder) {
		d := x.document(sheets, finder, part)
		c := d.certificate(pages.Document, d.candidates())
		c.Key = x.key
		more := d.looks(&c)
		asShown(&c, more, sheets)
		out, looks = append(out, c), append(looks, more...)
	}
	return out, looks
}

func (x *Extractor) document(sheets []*sheet, finder *finder, part certcat.Part) *document {
	return &document{set: x.set, model: x.model, bodies: x.bodies, sheets: sheets, finder: finder, first: part.First, last: part.Last, parties: map[string]party{}}
}

// parts cuts a file where a new certificate begins: a page with the title of the first page and a number of its
// own that differs from it, or a declaration of another kind.
func (x *Extractor) parts(sheets []*sheet, finder *finder) []certcat.Part {
	if len(sheets) == 0 {
		return nil
	}
	parts := []certcat.Part{{First: sheets[0].number, Last: sheets[len(sheets)-1].number}}
	open := x.opening(sheets, finder, 0)
	if open.title == "" {
		return parts
	}
	for i := 1; i < len(sheets); i++ {
		o := x.opening(sheets, finder, i)
		another := o.title == open.title && open.number != "" && o.number != "" && o.number != open.number
		// An EU and a UK declaration in one file: two titles that each fill their line, of two kinds.
		another = another || open.alone && o.alone && o.kind != open.kind
		if another {
			parts[len(parts)-1].Last = sheets[i].number - 1
			parts = append(parts, certcat.Part{First: sheets[i].number, Last: sheets[len(sheets)-1].number})
			open = o
		}
	}
	return parts
}

// opening is how a page begins where it may begin a certificate.
type opening struct {
	title  string // in the upper part of the page, in a line of few words; "" = none
	alone  bool   // nothing else stands in the title's line
	kind   string
	number string // the document's own number
}

func (x *Extractor) opening(sheets []*sheet, finder *finder, i int) opening {
	s := sheets[i]
	d := x.document(sheets, finder, certcat.Part{First: s.number, Last: s.number})
	top := d.rankKinds()[0]
	d.kind, d.class = top.Value.Text, d.classOf(top.Value.Text)
	o := opening{kind: d.kind}
	for _, t := range d.titles {
		if t.box.Y0 < 0.4*s.height && t.kind == d.kind && len(kinds.Tokens(t.text)) <= 8 {
			o.title = bare(t.text)
			o.alone = t.cover > 0.99 && t.box.Y0 < 0.25*s.height && d.class == "declaration"
			break
		}
	}
	if o.title == "" {
		o.title = titleOfForm(s, d.titles)
	}
	if o.title == "" || d.class == "report" {
		return opening{}
	}
	list, own := d.certificateNumbers(), map[string]bool{} // which are captioned as this document's, or stand by its title
	for _, c := range list {
		if c.has("number-certificate") || c.has("by-title") {
			own[bare(c.Value.Canonical)] = true
		}
	}
	ranked := d.model.rank(certcat.CertificateNumber, list, d.about())
	if len(ranked) > 0 && own[bare(ranked[0].Value.Canonical)] && !ranked[0].has("wordy") && !ranked[0].has("is-date") {
		o.number = bare(ranked[0].Value.Canonical)
	}
	return o
}

// titleOfForm is a title of another kind than the page's that has a line at the top for itself: a laboratory's certificate
// may call itself a declaration.
func titleOfForm(s *sheet, titles []titleHit) string {
	for _, t := range titles {
		if t.cover > 0.99 && t.page == s.number && t.box.Y0 < 0.25*s.height && len(kinds.Tokens(t.text)) <= 8 {
			return bare(t.text)
		}
	}
	return ""
}

func (d *document) classOf(kind string) string {
	if k := d.kindOf(kind); k != nil {
		return k.Class
	}
	return "other"
}

// kindOf is what the data say of a kind, nil where they don't know it.
func (d *document) kindOf(kind string) *kinds.Kind {
	for i := range d.set.Kinds {
		if k := &d.set.Kinds[i]; k.Kind == kind {
			return k
		}
	}
	return nil
}

// looks asks for pages that were not read where an important field is missing.
func (d *document) looks(c *certcat.Certificate) []certcat.Look {
	closer := d.closer(c)
	missing := false
	for _, name := range []string{certcat.CertificateNumber, certcat.IssueDate, certcat.Holder} {
		if f := c.Field(name); f.State != certcat.Printed {
			missing = true
		}
	}
	if !missing {
		return closer
	}
	out := closer
	for _, s := range d.sheets {
		if d.inPart(s.number) && !s.read && len(out) < 3 {
			out = append(out, certcat.Look{Page: s.number, Purpose: certcat.NextPages})
		}
	}
	return out
}

// bodiesOf takes the issuing bodies from the tables; accreditation bodies lend only the numbers that they give.
func bodiesOf(t *tables.Tables) []Body {
	var out []Body
	for _, i := range t.Issuers() {
		b := Body{Name: i.Name, PrintedAs: i.PrintedAs, Accredits: i.Kind == "accreditation"}
		if i.NameZh != "" {
			b.PrintedAs = append(b.PrintedAs, i.NameZh)
		}
		for _, c := range t.IssuerCodes(i.ID) {
			b.Codes = append(b.Codes, c.Regex)
		}
		out = append(out, b)
	}
	for _, b := range t.Bodies() {
		out = append(out, Body{Name: b.Name, PrintedAs: b.Formerly})
	}
	return out
}
