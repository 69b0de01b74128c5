package review

import (
	"github.com/certcat/certcat"
	"github.com/certcat/certcat/review/correct"
	"github.com/certcat/certcat/say"
)

// What the templates ask of a document's page.

type rowOnPage struct {
	Page *documentPage
	Row  rowView
}

// With hands a row to its template together with the page.
func (p *documentPage) With(r rowView) rowOnPage { return rowOnPage{p, r} }

// ID is the document's.
func (p *documentPage) ID() string { return p.sheet.Document.ID }

// PartFirst names the part by its first page.
func (p *documentPage) PartFirst() int { return p.certificate().Part.First }

// SheetName is the file's name.
func (p *documentPage) SheetName() string { return p.sheet.Name }

// Why are the codes of why a person is needed.
func (p *documentPage) Why() []string { return p.why }

// StateText is where the certificate stands with the people.
func (p *documentPage) StateText() string { return string(p.state) }

// KindText is the document kind's code.
func (p *documentPage) KindText() string { return p.certificate().Field(certcat.Kind).Canonical() }

// NumberText is the certificate's number.
func (p *documentPage) NumberText() string {
	return p.certificate().Field(certcat.CertificateNumber).Text()
}

// HolderText is the holder, or else the manufacturer.
func (p *documentPage) HolderText() string { return p.row().Holder }

// MoreBehind reports whether another part follows this one.
func (p *documentPage) MoreBehind() bool { return p.at+1 < len(p.laid) }

// ListingView is the listing that the document was handed in for, nil where none is known.
func (p *documentPage) ListingView() *certcat.Listing { return p.listing }

// Differ reports whether the listing says something else about a field.
func (p *documentPage) Differ(field string) bool { return p.differs[field] != "" }

// Texts is a field's value in one line.
func (p *documentPage) Texts(field string) string { return p.Said(p.certificate().Field(field)) }

// Said is a field's value in one line, whoever says it.
func (p *documentPage) Said(f certcat.Field) string { return p.texts(f) }

// ProblemTexts says what is wrong with the document.
func (p *documentPage) ProblemTexts() (list []string) {
	for _, problem := range p.sheet.Problems {
		list = append(list, say.Problem(p.Lang, problem))
	}
	return list
}

type scoresView struct {
	Page  screen
	Title string
	List  []Score
	Field bool
}

// Scores hands a table of scores to its template.
func (s screen) Scores(title string, list []Score, field string) scoresView {
	return scoresView{s, title, list, field != ""}
}

func sawOf(f certcat.Field) string { return correct.Saw(f) }
