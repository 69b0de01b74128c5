package pdf

import (
	"errors"
	"math"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/certcat/certcat"
)

// walker goes through the objects that pdfcpu found. It does not trust them: trees are bounded in depth and size, and
// no node is visited twice.
type walker struct {
	x     *model.XRefTable
	max   int // pages of which sizes are kept
	count int
	sizes []certcat.PageSize
	seen  map[int]bool
	lost  int // nodes that are named and not there
}

const maxDepth = 64

// inherited is what a page takes from the nodes above it.
type inherited struct {
	media, crop [4]float64
	hasCrop     bool
	turn        int
}

func (w *walker) pages() error {
	root, err := w.x.Catalog()
	if err != nil {
		return err
	}
	top, ok := root.Find("Pages")
	if !ok {
		return errors.New("no page tree")
	}
	w.seen = map[int]bool{}
	return w.node(top, inherited{media: [4]float64{0, 0, 612, 792}}, 0)
}

func (w *walker) node(o types.Object, from inherited, depth int) error {
	if depth > maxDepth {
		return errors.New("the page tree is too deep")
	}
	if ref, ok := o.(types.IndirectRef); ok {
		n := ref.ObjectNumber.Value()
		if w.seen[n] {
			return errors.New("the page tree has a loop")
		}
		w.seen[n] = true
	}
	d, err := w.x.DereferenceDict(o)
	if err != nil {
		return err
	}
	if d == nil {
		w.lost++
		return nil
	}
	if box, ok := w.box(d, "MediaBox"); ok {
		from.media = box
	}
	if box, ok := w.box(d, "CropBox"); ok {
		from.crop, from.hasCrop = box, true
	}
	if turn, ok := w.number(d, "Rotate"); ok {
		from.turn = int(turn)
	}
	kids, isNode := d.Find("Kids")
	if !isNode {
		w.leaf(d, from)
		return nil
	}
	list, err := w.x.DereferenceArray(kids)
	if err != nil {
		return err
	}
	for _, kid := range list {
		if w.count > w.max {
			w.countRest(d)
			return nil
		}
		if err := w.node(kid, from, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// countRest takes the word of the root's Count once there are too many pages anyway.
func (w *walker) countRest(d types.Dict) {
	if n, ok := w.number(d, "Count"); ok && n > float64(w.count) && n < math.MaxInt32 {
		w.count = int(n)
	}
}

func (w *walker) leaf(d types.Dict, from inherited) {
	w.count++
	if w.count > w.max {
		return
	}
	unit, _ := w.number(d, "UserUnit")
	if !from.hasCrop {
		from.crop = from.media
	}
	w.sizes = append(w.sizes, pageSize(from.media, from.crop, from.turn, unit))
}

func (w *walker) box(d types.Dict, key string) (box [4]float64, ok bool) {
	o, found := d.Find(key)
	if !found {
		return box, false
	}
	list, err := w.x.DereferenceArray(o)
	if err != nil || len(list) != 4 {
		return box, false
	}
	for i, item := range list {
		if box[i], err = w.x.DereferenceNumber(item); err != nil || math.IsNaN(box[i]) || math.IsInf(box[i], 0) {
			return box, false
		}
	}
	box = [4]float64{min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3])}
	return box, box[2] > box[0] && box[3] > box[1]
}

func (w *walker) number(d types.Dict, key string) (float64, bool) {
	o, found := d.Find(key)
	if !found {
		return 0, false
	}
	n, err := w.x.DereferenceNumber(o)
	return n, err == nil && !math.IsNaN(n) && math.Abs(n) < math.MaxInt32
}

// information fills in what the file's information dictionary claims.
func (w *walker) information(doc *certcat.Document) {
	if w.x.Info == nil {
		return
	}
	d, err := w.x.DereferenceDict(*w.x.Info)
	if err != nil || d == nil {
		return
	}
	text := func(key string) string {
		o, found := d.Find(key)
		if !found {
			return ""
		}
		s, err := w.x.DereferenceText(o)
		if err != nil {
			return ""
		}
		return label(s)
	}
	doc.Producer, doc.Creator = text("Producer"), text("Creator")
	doc.Created, doc.Modified = date(text("CreationDate")), date(text("ModDate"))
}

// signed reports whether a form field holds a signature, or a signature stands behind the document's permissions.
func (w *walker) signed() bool {
	root, err := w.x.Catalog()
	if err != nil {
		return false
	}
	if o, found := root.Find("Perms"); found {
		if d, err := w.x.DereferenceDict(o); err == nil && d != nil {
			if _, certified := d.Find("DocMDP"); certified {
				return true
			}
		}
	}
	o, found := root.Find("AcroForm")
	if !found {
		return false
	}
	form, err := w.x.DereferenceDict(o)
	if err != nil || form == nil {
		return false
	}
	fields, _ := form.Find("Fields")
	left := 20_000
	return w.signedField(fields, "", 0, &left)
}

func (w *walker) signedField(o types.Object, kind string, depth int, left *int) bool {
	list, err := w.x.DereferenceArray(o)
	if err != nil || depth > maxDepth {
		return false
	}
	for _, item := range list {
		if *left--; *left < 0 {
			return false
		}
		d, err := w.x.DereferenceDict(item)
		if err != nil || d == nil {
			continue
		}
		own := kind
		if n := d.NameEntry("FT"); n != nil {
			own = *n
		}
		if v, found := d.Find("V"); found && own == "Sig" {
			if value, err := w.x.DereferenceDict(v); err == nil && value != nil {
				return true
			}
		}
		if kids, found := d.Find("Kids"); found && w.signedField(kids, own, depth+1, left) {
			return true
		}
	}
	return false
}
