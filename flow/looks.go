package flow

import (
	"context"
	"fmt"

	"github.com/certcat/certcat"
)

// look runs the extraction and hands its Looks to the reader, at most limits.Rounds times and limits.Looks in all.
func (j *journey) look(ctx context.Context, looked string) ([]certcat.Certificate, certcat.Pages, error) {
	pages, left := j.base, j.limits.Looks
	certificates, looks := j.certificates(pages)
	for round := 0; round < j.limits.Rounds && len(looks) > 0 && left > 0; round++ {
		looks = looks[:min(left, len(looks))]
		left -= len(looks)
		j.step("look", 0, 0)
		more, err := j.Reader.Look(ctx, j.out.Document, j.out.Arrival.Path, pages, looks)
		if err != nil {
			return nil, pages, fmt.Errorf("second look at %d places: %w", len(looks), err)
		}
		more.Document, more.Key = j.out.Document.ID, looked
		pages = more
		j.did("look")
		certificates, looks = j.certificates(pages)
	}
	return certificates, pages, nil
}

// certificates calls the extraction. A panic there is a fault of ours that one document brought out: it becomes that
// document's Problem and the others go on.
func (j *journey) certificates(pages certcat.Pages) (certificates []certcat.Certificate, looks []certcat.Look) {
	defer func() {
		if r := recover(); r != nil {
			looks = nil
			certificates = []certcat.Certificate{{
				Part:     certcat.Part{First: 1, Last: max(1, len(pages.Pages))},
				Fields:   unread(),
				Problems: []certcat.Problem{certcat.NewProblem("extract-crashed", "error", fmt.Sprint(r))},
			}}
		}
	}()
	return j.Extract.Certificates(pages)
}

func unread() []certcat.Field {
	var fields []certcat.Field
	for _, name := range certcat.FieldNames() {
		fields = append(fields, certcat.Field{Name: name, State: certcat.Unread})
	}
	return fields
}
