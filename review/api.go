package review

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/review/access"
)

type askKey struct{}

// withAsk hands who asks to the API's handlers.
func withAsk(ctx context.Context, a *ask) context.Context { return context.WithValue(ctx, askKey{}, a) }

func asking(ctx context.Context) *ask { return ctx.Value(askKey{}).(*ask) }

// needs says what the next operation of the API needs; the router takes it.
func (s *Server) needs(operation string, role access.Role, scope access.Scope) {
	s.router.next = Route{Operation: operation, Role: role, Scope: scope, API: true}
}

// operation adds one operation of the API.
func operation[I, O any](s *Server, api huma.API, method, path, id, summary string, role access.Role, scope access.Scope, h func(ctx context.Context, in *I) (*O, error)) {
	s.needs(id, role, scope)
	op := huma.Operation{OperationID: id, Method: method, Path: path, Summary: summary, Tags: []string{"review"}, MaxBodyBytes: mostBody,
		Description: fmt.Sprintf("Needs the role %s and, of a token, the scope %s.", role, scope), Security: []map[string][]string{{"token": {}}}}
	huma.Register(api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := h(ctx, in)
		return out, asking(ctx).problem(err)
	})
}

// problem turns an error into problem+json. What the machine said goes to the log.
func (a *ask) problem(err error) error {
	var r *refusal
	var conflict *Conflict
	var known huma.StatusError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known):
		return err
	case errors.Is(err, ErrNotFound):
		return huma.Error404NotFound(sayIn(a.lang, "error.not-found"))
	case errors.As(err, &conflict):
		return huma.Error409Conflict(sayIn(a.lang, "conflict", "who", conflict.Field.By))
	case errors.As(err, &r):
		if r.code == "error.role" {
			return huma.Error403Forbidden(sayIn(a.lang, r.code))
		}
		return huma.Error422UnprocessableEntity(sayIn(a.lang, r.code, r.args...))
	case errors.Is(err, access.ErrRefused):
		return huma.Error422UnprocessableEntity(err.Error())
	}
	a.log.Error("an API request failed", "error", err)
	return huma.Error500InternalServerError(sayIn(a.lang, "error.internal"))
}

type listIn struct {
	State   string `query:"state" doc:"review, second, escalated, waiting, done, machine; empty for all"`
	Kind    string `query:"kind"`
	Scheme  string `query:"scheme"`
	Market  string `query:"market"`
	Holder  string `query:"holder"`
	Why     string `query:"why"`
	Text    string `query:"q" doc:"in number, holder, models, file name"`
	Expires int    `query:"expires" doc:"within so many days; less than 0 has expired"`
	After   string `query:"after" doc:"the next of the page before"`
	Limit   int    `query:"limit" minimum:"1" maximum:"1000" default:"50"`
}

// ListBody is one page of certificates.
type ListBody struct {
	Certificates []Row         `json:"certificates"`
	Next         string        `json:"next,omitempty"`
	Total        int           `json:"total"`
	Counts       map[State]int `json:"counts"`
}

type listOut struct {
	Link string `header:"Link"`
	Body ListBody
}

// CertificateIn names a certificate.
type CertificateIn struct {
	ID          string `path:"id" minLength:"64" maxLength:"64" pattern:"^[0-9a-f]{64}$"`
	Part        int    `path:"part" minimum:"1" doc:"the certificate's first page"`
	IfNoneMatch string `header:"If-None-Match"`
	IfMatch     string `header:"If-Match" doc:"refuses the change with 412 where the state is another"`
}

// CertificateBody is one certificate with everything that is known about it.
type CertificateBody struct {
	Row         Row                 `json:"row"`
	Certificate certcat.Certificate `json:"certificate"` // with corrections laid over it
	Stops       []string            `json:"stops"`       // fields that a person has to look at
	Saw         map[string]string   `json:"saw"`         // by field: the hash to send with a correction
	Verdicts    []certcat.Verdict   `json:"verdicts"`
	Findings    []APIFinding        `json:"findings"` // what is open, with what an overruling needs
	Rulings     []certcat.Ruling    `json:"rulings"`  // in force
	Listing     *certcat.Listing    `json:"listing,omitempty"`
	Differs     map[string]string   `json:"differs,omitempty"`
}

// APIFinding names a finding that is open.
type APIFinding struct {
	Rule      string `json:"rule"`
	Market    string `json:"market,omitempty"`
	Rests     string `json:"rests"`
	Overruled bool   `json:"overruled,omitempty"`
	Sentence  string `json:"sentence"`
}

type oneOut struct {
	Status int
	ETag   string `header:"ETag"`
	Body   *CertificateBody
}

// body shows a view to programs.
func (v *seen) body(lang string) *CertificateBody {
	b := &CertificateBody{Row: v.row(), Certificate: *v.certificate(), Stops: v.stops, Saw: map[string]string{}, Verdicts: v.verdicts, Rulings: v.rulings, Listing: v.listing, Differs: v.differs}
	for _, list := range [][]certcat.Field{b.Certificate.Fields, b.Certificate.Facts} {
		for _, f := range list {
			b.Saw[f.Name] = sawOf(f)
		}
	}
	for _, x := range v.verdicts {
		for _, f := range x.Findings {
			if tone(f) != "" {
				sentence, _ := sayFinding(lang, f)
				_, over := v.overruled[v.rests(f)]
				b.Findings = append(b.Findings, APIFinding{f.Rule, x.Market, v.rests(f), over, sentence})
			}
		}
	}
	return b
}

func (s *Server) api() {
	config := huma.DefaultConfig("certcat review", s.config.Version)
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "/v1/review/openapi", "", ""
	config.CreateHooks = nil
	config.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", schemaName)
	config.Components.Schemas.RegisterTypeAlias(reflect.TypeFor[certcat.Box](), reflect.TypeFor[[4]float64]()) // as it is written
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{"token": {Type: "http", Scheme: "bearer"}}
	s.needs("openapi", access.Viewer, access.ScopeRead)
	api := humago.New(s.router, config)
	operation(s, api, http.MethodGet, "/v1/certificates", "list-certificates", "List certificates", access.Viewer, access.ScopeRead, apiList)
	operation(s, api, http.MethodGet, "/v1/certificates/{id}/{part}", "get-certificate", "One certificate", access.Viewer, access.ScopeRead, apiGet)
	operation(s, api, http.MethodGet, "/v1/certificates/{id}/{part}/history", "get-history", "What people did", access.Viewer, access.ScopeRead, apiHistory)
	operation(s, api, http.MethodPost, "/v1/certificates/{id}/{part}/corrections", "add-correction", "Correct or confirm a field", access.Reviewer, access.ScopeReview, apiCorrect)
	operation(s, api, http.MethodPost, "/v1/certificates/{id}/{part}/rulings", "add-ruling", "Decide, ask, escalate, finish", access.Reviewer, access.ScopeReview, apiRule)
	operation(s, api, http.MethodPost, "/v1/certificates/{id}/{part}/overrulings", "add-overruling", "Overrule a finding", access.Approver, access.ScopeReview, apiOverrule)
	s.apiOfDocuments(api)
	operation(s, api, http.MethodGet, "/v1/review/accuracy", "get-accuracy", "How often people agree with the machine", access.Viewer, access.ScopeRead, apiAccuracy)
	operation(s, api, http.MethodGet, "/v1/review/labels", "get-labels", "Confirmed certificates as labels", access.Reviewer, access.ScopeExport, apiLabels)
	operation(s, api, http.MethodGet, "/v1/review/accounts", "list-accounts", "Accounts and tokens", access.Admin, access.ScopeAdmin, apiAccounts)
	operation(s, api, http.MethodPost, "/v1/review/tokens", "add-token", "Make a token", access.Admin, access.ScopeAdmin, apiToken)
	operation(s, api, http.MethodDelete, "/v1/review/tokens/{token}", "revoke-token", "End a token", access.Admin, access.ScopeAdmin, apiRevoke)
	operation(s, api, http.MethodGet, "/v1/review/audit", "get-audit", "The audit of a day", access.Admin, access.ScopeAdmin, apiAudit)
}

// schemaName tells types of equal names in different packages apart.
func schemaName(t reflect.Type, hint string) string {
	name := huma.DefaultSchemaNamer(t, hint)
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if path := t.PkgPath(); strings.HasSuffix(path, "/access") {
		return "Access" + name
	} else if strings.HasSuffix(path, "/review") {
		return "Review" + name
	}
	return name
}

func apiList(ctx context.Context, in *listIn) (*listOut, error) {
	a := asking(ctx)
	found, err := a.tenant.Catalogue.Find(ctx, Query{State: State(in.State), Kind: in.Kind, Scheme: in.Scheme, Market: in.Market, Holder: in.Holder, Why: in.Why,
		Text: in.Text, Expires: in.Expires, Today: a.today(), After: in.After, Limit: in.Limit})
	if err != nil {
		return nil, err
	}
	out := &listOut{Body: ListBody{found.Rows, found.Next, found.Total, found.Counts}}
	if found.Next != "" {
		q := a.r.URL.Query()
		q.Set("after", found.Next)
		out.Link = fmt.Sprintf("<%s?%s>; rel=\"next\"", a.r.URL.Path, q.Encode())
	}
	return out, nil
}

func (in *CertificateIn) look(ctx context.Context) (*seen, error) {
	v, err := asking(ctx).tenant.look(ctx, in.ID, in.Part)
	if err == nil && in.IfMatch != "" && in.IfMatch != v.tag() {
		err = huma.Error412PreconditionFailed(sayIn(asking(ctx).lang, "refused.changed"))
	}
	return v, err
}

func apiGet(ctx context.Context, in *CertificateIn) (*oneOut, error) {
	v, err := in.look(ctx)
	if err != nil {
		return nil, err
	}
	if in.IfNoneMatch != "" && strings.Contains(in.IfNoneMatch, v.tag()) {
		return &oneOut{Status: http.StatusNotModified, ETag: v.tag()}, nil
	}
	return answerOf(ctx, v, http.StatusOK), nil
}

func answerOf(ctx context.Context, v *seen, status int) *oneOut {
	return &oneOut{Status: status, ETag: v.tag(), Body: v.body(asking(ctx).lang)}
}

type historyOut struct {
	Body struct {
		Corrections []certcat.Correction `json:"corrections"`
		Rulings     []certcat.Ruling     `json:"rulings"`
	}
}

func apiHistory(ctx context.Context, in *CertificateIn) (*historyOut, error) {
	v, err := in.look(ctx)
	if err != nil {
		return nil, err
	}
	out := &historyOut{}
	out.Body.Corrections, out.Body.Rulings = v.certificate().Corrections, v.sheet.Rulings
	return out, nil
}

type correctIn struct {
	CertificateIn
	Body Change
}

func apiCorrect(ctx context.Context, in *correctIn) (*oneOut, error) {
	a := asking(ctx)
	if _, err := in.look(ctx); err != nil {
		return nil, err
	}
	v, err := a.tenant.change(ctx, in.ID, in.Part, a.who.Name, a.now(), in.Body)
	if err != nil {
		return nil, err
	}
	return answerOf(ctx, v, http.StatusCreated), nil
}

type ruleIn struct {
	CertificateIn
	Body RulingRequest
}

func apiRule(ctx context.Context, in *ruleIn) (*oneOut, error) {
	a := asking(ctx)
	v, err := in.look(ctx)
	if err != nil {
		return nil, err
	}
	r, err := a.tenant.ruling(v, a.who, a.lang, in.Body)
	if err != nil {
		return nil, err
	}
	if v, err = a.tenant.rule(ctx, v, r, a.who.Name, a.now()); err != nil {
		return nil, err
	}
	return answerOf(ctx, v, http.StatusCreated), nil
}

func apiOverrule(ctx context.Context, in *ruleIn) (*oneOut, error) {
	in.Body.Kind = certcat.RuledOverrule
	return apiRule(ctx, in)
}

type none struct{}

type accuracyOut struct{ Body Accuracy }

func apiAccuracy(ctx context.Context, _ *none) (*accuracyOut, error) {
	measured, err := asking(ctx).tenant.Measure(ctx)
	return &accuracyOut{measured}, err
}

type labelsOut struct{ Body []Label }

func apiLabels(ctx context.Context, _ *none) (*labelsOut, error) {
	a := asking(ctx)
	labels, err := a.tenant.Labels(ctx)
	if err != nil {
		return nil, err
	}
	return &labelsOut{labels}, a.audit("labels", "count", fmt.Sprint(len(labels)))
}

type accountsOut struct {
	Body struct {
		Accounts []access.Account `json:"accounts"`
		Tokens   []access.Token   `json:"tokens"`
	}
}

func apiAccounts(ctx context.Context, _ *none) (out *accountsOut, err error) {
	out = &accountsOut{}
	if out.Body.Accounts, err = asking(ctx).tenant.Book.Accounts(ctx); err == nil {
		out.Body.Tokens, err = asking(ctx).tenant.Book.Tokens(ctx)
	}
	return out, err
}

// TokenRequest asks for a token.
type TokenRequest struct {
	Name   string         `json:"name"`
	Role   access.Role    `json:"role"`
	Scopes []access.Scope `json:"scopes"`
	Days   int            `json:"days" minimum:"1" maximum:"366"`
}

type tokenIn struct{ Body TokenRequest }

type tokenOut struct {
	Body struct {
		Secret string       `json:"secret" doc:"shown this once"`
		Token  access.Token `json:"token"`
	}
}

func apiToken(ctx context.Context, in *tokenIn) (out *tokenOut, err error) {
	a := asking(ctx)
	out = &tokenOut{}
	out.Body.Secret, out.Body.Token, err = a.tenant.Book.NewToken(ctx, a.who, in.Body.Name, in.Body.Role, in.Body.Scopes, a.now().AddDate(0, 0, in.Body.Days))
	out.Body.Token.Hash = ""
	return out, err
}

type revokeIn struct {
	Token string `path:"token" maxLength:"40"`
}

func apiRevoke(ctx context.Context, in *revokeIn) (*none, error) {
	a := asking(ctx)
	return nil, a.tenant.Book.Revoke(ctx, a.who, in.Token)
}

type auditIn struct {
	Day string `query:"day" format:"date"`
}

type auditOut struct{ Body []Audited }

func apiAudit(ctx context.Context, in *auditIn) (out *auditOut, err error) {
	a := asking(ctx)
	if _, err := time.Parse(time.DateOnly, in.Day); err != nil {
		in.Day = a.now().UTC().Format(time.DateOnly)
	}
	out = &auditOut{}
	if a.tenant.Audit != nil {
		out.Body, err = a.tenant.Audit.Lines(ctx, in.Day)
	}
	return out, err
}
