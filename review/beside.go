package review

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/grammar"
)

// othersPage lists other documents under the same number, and documents that look much like this one.
type othersPage struct {
	screen
	Base  string // the address of this certificate
	Holds string // its holder
	Uses  []Row
	Near  []Row
}

// others looks for them. It is asked for after the page is there: nobody waits for it.
func (a *ask) others() error {
	v, err := a.held()
	if err != nil {
		return err
	}
	p := othersPage{screen: a.screen(""), Base: "/beside/" + v.sheet.Document.ID + "/" + strconv.Itoa(v.certificate().Part.First), Holds: v.row().Holder}
	mine := v.row()
	ctx := a.r.Context()
	if mine.Number != "" {
		found, err := a.tenant.Catalogue.Find(ctx, Query{Uses: Use{mine.Document, mine.Part.First, mine.Number}, Today: a.today(), Limit: 20})
		if err != nil {
			return err
		}
		p.Uses = found.Rows
	}
	if p.Near, err = a.tenant.near(ctx, mine, a.today()); err != nil {
		return err
	}
	return a.render(http.StatusOK, "others", p)
}

// near are certificates that say nearly the same under another number: a model or most of the number in common, and most
// of what both name.
func (t *Tenant) near(ctx context.Context, mine Row, today certcat.Date) ([]Row, error) {
	var words []string
	for _, m := range mine.Models {
		if len([]rune(m)) >= 4 && len(words) < 2 {
			words = append(words, m)
		}
	}
	if n := []rune(mine.Number); len(n) >= 8 {
		words = append(words, string(n[:len(n)-2]))
	}
	var list []Row
	for _, word := range words {
		found, err := t.Catalogue.Find(ctx, Query{Text: word, Today: today, Limit: 20})
		if err != nil {
			return nil, err
		}
		for _, r := range found.Rows {
			known := slices.ContainsFunc(list, func(o Row) bool { return o.Document == r.Document && o.Part == r.Part })
			same := grammar.FoldIdentifier(r.Number) == grammar.FoldIdentifier(mine.Number)
			if r.Document != mine.Document && !known && !(same && mine.Number != "") && alike(mine, r) {
				list = append(list, r)
			}
		}
	}
	return list[:min(len(list), 8)], nil
}

// alike reports whether two rows agree in most of what both say.
func alike(a, b Row) bool {
	equal, both := 0, 0
	compare := func(x, y string) {
		if x == "" || y == "" {
			return
		}
		if both++; strings.EqualFold(grammar.FoldIdentifier(x), grammar.FoldIdentifier(y)) {
			equal++
		}
	}
	compare(a.Kind, b.Kind)
	compare(a.Holder, b.Holder)
	compare(a.Issuer, b.Issuer)
	compare(a.Product, b.Product)
	compare(string(a.Expiry), string(b.Expiry))
	compare(strings.Join(a.Models, " "), strings.Join(b.Models, " "))
	return both >= 3 && equal*3 >= both*2
}

type otherView struct {
	Page othersPage
	Row  Row
}

// Other hands a row to its template.
func (p othersPage) Other(r Row) otherView { return otherView{p, r} }

// besidePage shows two certificates side by side, with the difference marked.
type besidePage struct {
	screen
	Sides   [2]sideView
	Rows    []besideRow
	Differs int
	Apart   bool // the pages have little in common: nothing is marked on them
}

type sideView struct {
	Document, Name, URL string
	Sheet               sheetView
}

type besideRow struct {
	Field  string
	Values [2][]piece
	Same   bool
}

// piece is a stretch of text, and whether the other side lacks it.
type piece struct {
	Text string
	Mark bool
}

// beside compares a certificate with another one.
func (a *ask) beside() error {
	v, err := a.held()
	if err != nil {
		return err
	}
	n, err := strconv.Atoi(a.r.PathValue("otherpart"))
	if err != nil || n < 1 {
		return ErrNotFound //nolint:nilerr // no such part
	}
	other, err := a.tenant.look(a.r.Context(), a.r.PathValue("other"), n)
	if err != nil {
		return err
	}
	if other.at < 0 {
		return ErrNotFound
	}
	p := &besidePage{screen: a.screen(sayIn(a.lang, "beside.title"))}
	for _, f := range v.certificate().Fields {
		g := other.certificate().Field(f.Name)
		if len(f.Values)+len(g.Values) == 0 {
			continue
		}
		row := besideRow{Field: f.Name}
		row.Values[0], row.Values[1] = differences(p.screen, f, g)
		row.Same = !slices.ContainsFunc(slices.Concat(row.Values[0], row.Values[1]), func(x piece) bool { return x.Mark })
		if !row.Same {
			p.Differs++
		}
		p.Rows = append(p.Rows, row)
	}
	return a.besidePages(p, v, other)
}

// besidePages adds the first page of both, with the words marked that the other lacks.
func (a *ask) besidePages(p *besidePage, views ...*seen) error {
	var words [2][]certcat.Word
	for i, v := range views {
		c := v.certificate()
		p.Sides[i] = sideView{Document: v.sheet.Document.ID, Name: v.sheet.Name, URL: "/d/" + v.sheet.Document.ID + "/" + strconv.Itoa(c.Part.First)}
		p.Sides[i].Sheet = sheetView{Number: c.Part.First}
		if n := c.Part.First; n <= len(v.sheet.Document.Sizes) {
			p.Sides[i].Sheet.Width, p.Sides[i].Sheet.Height = v.sheet.Document.Sizes[n-1].Width, v.sheet.Document.Sizes[n-1].Height
		}
		pages, err := a.tenant.Papers.Pages(a.r.Context(), v.sheet.Document.ID)
		if err != nil {
			return err
		}
		for _, page := range pages.Pages {
			if page.Number == c.Part.First && page.Best >= 0 && page.Best < len(page.Readings) {
				words[i] = page.Readings[page.Best].Words
			}
		}
	}
	mine, theirs := lacking(words[0], words[1])
	p.Apart = len(mine)*2 > len(words[0]) && len(words[0]) > 0
	if !p.Apart {
		p.Sides[0].Sheet.Marks, p.Sides[1].Sheet.Marks = marksOf(mine), marksOf(theirs)
	}
	return a.render(http.StatusOK, "beside.html", p)
}

func marksOf(words []certcat.Word) (list []markView) {
	for _, w := range words {
		list = append(list, markView{"", w.Box.X0 - 1.5, w.Box.Y0 - 1, w.Box.Width() + 3, w.Box.Height() + 2, true})
	}
	return list
}

// mostCompared is how many words of a page are compared with each other.
const mostCompared = 1500

// lacking are the words of each that the other lacks at that place: what is not in a longest common sequence.
func lacking(a, b []certcat.Word) (inA, inB []certcat.Word) {
	a, b = a[:min(len(a), mostCompared)], b[:min(len(b), mostCompared)]
	length := make([][]int16, len(a)+1)
	for i := range length {
		length[i] = make([]int16, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i].Text == b[j].Text {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i].Text == b[j].Text:
			i, j = i+1, j+1
		case length[i+1][j] >= length[i][j+1]:
			inA, i = append(inA, a[i]), i+1
		default:
			inB, j = append(inB, b[j]), j+1
		}
	}
	return append(inA, a[i:]...), append(inB, b[j:]...)
}

// differences are two fields' values in pieces: of a single value what lies between the common beginning and end is
// marked, of a list the members that the other lacks.
func differences(s screen, a, b certcat.Field) (left, right []piece) {
	if !certcat.IsList(a.Name) {
		x, y := []rune(s.texts(a)), []rune(s.texts(b))
		from, to := 0, 0
		for from < len(x) && from < len(y) && x[from] == y[from] {
			from++
		}
		for to < len(x)-from && to < len(y)-from && x[len(x)-1-to] == y[len(y)-1-to] {
			to++
		}
		return between(x, from, to), between(y, from, to)
	}
	members := func(f, g certcat.Field) (list []piece) {
		for _, v := range f.Values {
			if len(list) > 0 {
				list = append(list, piece{Text: " · "})
			}
			list = append(list, piece{v.Text, !slices.ContainsFunc(g.Values, func(w certcat.Value) bool { return w.Canonical == v.Canonical })})
		}
		return list
	}
	return members(a, b), members(b, a)
}

func between(text []rune, from, to int) (list []piece) {
	for _, p := range []piece{{string(text[:from]), false}, {string(text[from : len(text)-to]), true}, {string(text[len(text)-to:]), false}} {
		if p.Text != "" {
			list = append(list, p)
		}
	}
	return list
}
