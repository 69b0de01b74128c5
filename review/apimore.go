package review

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/review/access"
	"github.com/certcat/certcat/review/correct"
)

// PartsRequest says into which parts a document falls.
type PartsRequest struct {
	Parts []certcat.Part `json:"parts" doc:"in order, with all the pages that the parts before held; none = as the machine had them"`
	Saw   string         `json:"saw" doc:"the parts that the document has now, such as 1-2; 3-4"`
}

// PartsBody are the parts of a document.
type PartsBody struct {
	Parts []certcat.Part `json:"parts"`
	Saw   string         `json:"saw"`
}

type partsIn struct {
	ID   string `path:"id" minLength:"64" maxLength:"64" pattern:"^[0-9a-f]{64}$"`
	Body PartsRequest
}

type partsOut struct{ Body PartsBody }

// ErasureRequest says why a document is erased.
type ErasureRequest struct {
	Reason string `json:"reason" minLength:"3" maxLength:"1000"`
}

type eraseIn struct {
	ID   string `path:"id" minLength:"64" maxLength:"64" pattern:"^[0-9a-f]{64}$"`
	Body ErasureRequest
}

// apiOfDocuments adds the operations on whole documents.
func (s *Server) apiOfDocuments(api huma.API) {
	operation(s, api, http.MethodPost, "/v1/certificates/{id}/parts", "set-parts", "Split or merge the parts of a document", access.Reviewer, access.ScopeReview, apiParts)
	operation(s, api, http.MethodPost, "/v1/certificates/{id}/erasure", "erase-document", "Erase a document, leaving a tombstone", access.Admin, access.ScopeAdmin, apiErase)
}

func apiParts(ctx context.Context, in *partsIn) (*partsOut, error) {
	a := asking(ctx)
	v, err := a.tenant.repart(ctx, in.ID, 0, a.who.Name, a.now(), in.Body.Saw, in.Body.Parts)
	if err != nil {
		return nil, err
	}
	return &partsOut{PartsBody{v.parts(), correct.Ranges(v.parts())}}, nil
}

func apiErase(ctx context.Context, in *eraseIn) (*none, error) {
	a := asking(ctx)
	return nil, a.tenant.erase(ctx, a.Server, in.ID, a.who.Name, strings.TrimSpace(in.Body.Reason))
}
