// Package upload is the door for programs that send documents over HTTP. It promises:
//
//   - 202 is answered when the original, its receipt and the pending marker are stored, and not before: what was
//     acknowledged is never lost.
//   - Equal bytes are one document; each arrival has a receipt of its own.
//   - Nobody gets in whom Access doesn't know. Bodies are limited in size and time, and so is their number at once.
//   - Errors are problem details (RFC 9457) with a code, and never tell the inside of the program.
//
// The requests:
//
//	POST /v1/documents               a body, or multipart/form-data with one or more files
//	GET  /v1/documents/{id}          what is known about a document
//	GET  /v1/documents/{id}/events   how far it is, as server-sent events, until it is done
package upload

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"path"
	"regexp"
	"strings"
	"time"
	"unicode"

	"github.com/certcat/certcat"
)

// Door is the name of this door in receipts.
const Door = "upload"

// What a sender may do.
const (
	Send = "upload"
	Read = "read"
)

// ErrUnknown says that there is no such document, or nobody such.
var ErrUnknown = errors.New("unknown")

// ErrErased says that the document was erased on purpose: it is not taken again.
var ErrErased = errors.New("the document was erased")

// ErrForbidden says that the sender may not do this.
var ErrForbidden = errors.New("the token does not allow this")

// Sender is who sends a request.
type Sender struct {
	Tenant string
	Name   string
}

// Access knows senders.
type Access interface {
	// Sender gives who sends the request, if he may do this; ErrUnknown and ErrForbidden say that he may not.
	Sender(r *http.Request, may string) (Sender, error)
}

// Keeper keeps what arrives.
type Keeper interface {
	// Accept measures, hashes and sniffs a file. A Document without an ID is one that can't be kept.
	Accept(ctx context.Context, path string) (certcat.Document, error)
	// Keep stores the original, then the receipt, then the marker, and asks for the work. ErrErased where the document was
	// erased.
	Keep(ctx context.Context, tenant string, r certcat.Receipt, path string) error
	// Known tells what is known about a document; ErrUnknown where that is nothing.
	Known(ctx context.Context, tenant, document string) (Known, error)
	// Follow calls told with each step of the work on a document until stop is called.
	Follow(tenant, document string, told func(Progress)) (stop func(), err error)
}

// Known is what is known about a document.
type Known struct {
	ID           string                `json:"id"`
	State        certcat.ReceiptState  `json:"state"`
	Revision     int                   `json:"revision,omitempty"`
	Document     *certcat.Document     `json:"document,omitempty"`
	Certificates []certcat.Certificate `json:"certificates,omitempty"`
	Verdicts     []certcat.Verdict     `json:"verdicts,omitempty"`
	Problems     []certcat.Problem     `json:"problems,omitempty"`
}

// Progress is one step.
type Progress struct {
	Stage string `json:"stage"` // "facts", "read", "look", "extract", "check", "done"
	Page  int    `json:"page,omitempty"`
	Of    int    `json:"of,omitempty"`
}

// Limits bound what a request may cost. Zero values are replaced.
type Limits struct {
	Bytes  int64         // of a body; 0 = 200 MiB and a little for the form around the files
	Files  int           // in a form; 0 = 100
	Time   time.Duration // until a body has arrived; 0 = 5 minutes
	Bodies int           // arriving at once; 0 = 16
	Follow time.Duration // of one stream of progress; 0 = 15 minutes
}

func (l Limits) orDefault() Limits {
	if l.Bytes <= 0 {
		l.Bytes = 201 << 20
	}
	if l.Files <= 0 {
		l.Files = 100
	}
	if l.Time <= 0 {
		l.Time = 5 * time.Minute
	}
	if l.Bodies <= 0 {
		l.Bodies = 16
	}
	if l.Follow <= 0 {
		l.Follow = 15 * time.Minute
	}
	return l
}

// upload is the door.
type upload struct {
	access  Access
	keeper  Keeper
	limits  Limits
	trouble func(error)
	bodies  chan struct{}
}

// Handler answers the requests of the package's description. trouble is told of the machine's errors.
func Handler(access Access, keeper Keeper, limits Limits, trouble func(error)) http.Handler {
	u := &upload{access: access, keeper: keeper, limits: limits.orDefault(), trouble: trouble}
	u.bodies = make(chan struct{}, u.limits.Bodies)
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/documents", u.guard(Send, u.post))
	mux.HandleFunc("GET /v1/documents/{id}", u.guard(Read, u.get))
	mux.HandleFunc("GET /v1/documents/{id}/events", u.guard(Read, u.follow))
	return mux
}

func (u *upload) guard(may string, next func(http.ResponseWriter, *http.Request, Sender)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		sender, err := u.access.Sender(r, may)
		switch {
		case errors.Is(err, ErrUnknown):
			w.Header().Set("WWW-Authenticate", `Bearer realm="certcat"`)
			refuse(w, http.StatusUnauthorized, "token-needed", "a valid token is needed: Authorization: Bearer …")
		case errors.Is(err, ErrForbidden):
			refuse(w, http.StatusForbidden, "token-scope", "the token does not allow this")
		case err != nil:
			u.broken(w, err)
		default:
			next(w, r, sender)
		}
	}
}

// refuse answers with problem details.
func refuse(w http.ResponseWriter, status int, code, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]any{"title": http.StatusText(status), "status": status, "code": code, "detail": detail})
}

func answer(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value)
}

// broken is told to the operator; the sender learns that he may try again.
func (u *upload) broken(w http.ResponseWriter, err error) {
	u.trouble(err)
	w.Header().Set("Retry-After", "5")
	refuse(w, http.StatusServiceUnavailable, "machine", "the service can't do this now; try again")
}

// arrived is the answer for one file.
type arrived struct {
	ID       string               `json:"id"`      // of the document
	Receipt  string               `json:"receipt"` // of this arrival
	Name     string               `json:"name"`
	Size     int64                `json:"size"`
	State    certcat.ReceiptState `json:"state"`
	Location string               `json:"location"`
	Problems []certcat.Problem    `json:"problems,omitempty"`
}

// errTooMany says that a form holds more files than are taken.
var errTooMany = errors.New("too many files")

// tooLarge is a file that can't be kept; its Problem says why.
type tooLarge struct{ problem certcat.Problem }

func (t *tooLarge) Error() string { return t.problem.Code }

func (u *upload) post(w http.ResponseWriter, r *http.Request, sender Sender) {
	select {
	case u.bodies <- struct{}{}:
		defer func() { <-u.bodies }()
	default:
		w.Header().Set("Retry-After", "2")
		refuse(w, http.StatusServiceUnavailable, "busy", "too many documents arrive at once; try again")
		return
	}
	_ = http.NewResponseController(w).SetReadDeadline(time.Now().Add(u.limits.Time)) // a server without deadlines has limits of its own
	r.Body = http.MaxBytesReader(w, r.Body, u.limits.Bytes)
	all, err := u.files(r, sender)
	var over *http.MaxBytesError
	var large *tooLarge
	switch {
	case err == nil && len(all) == 0:
		refuse(w, http.StatusBadRequest, "no-file", "the form holds no file")
	case err == nil:
		answer(w, http.StatusAccepted, map[string]any{"documents": all})
	case errors.As(err, &over):
		refuse(w, http.StatusRequestEntityTooLarge, "too-large", fmt.Sprintf("a body may have %d bytes", over.Limit))
	case errors.As(err, &large):
		refuse(w, http.StatusRequestEntityTooLarge, large.problem.Code, "the file is larger than the service takes")
	case errors.Is(err, ErrErased):
		refuse(w, http.StatusGone, certcat.Erased, "the document was erased on purpose; it is not taken again")
	case errors.Is(err, errTooMany):
		refuse(w, http.StatusRequestEntityTooLarge, "too-many-files", fmt.Sprintf("a form may hold %d files", u.limits.Files))
	case errors.Is(err, errBody):
		refuse(w, http.StatusBadRequest, "body", "the body did not arrive as it was announced")
	default:
		u.broken(w, err)
	}
}

// errBody marks what went wrong with the request's body, not with the machine.
var errBody = errors.New("the body is broken")

// files takes the files of a request, one after the other.
func (u *upload) files(r *http.Request, sender Sender) ([]arrived, error) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		one, err := u.take(r.Context(), sender, nameOf(r), r.Body)
		if err != nil {
			return nil, err
		}
		return []arrived{one}, nil
	}
	form, err := r.MultipartReader()
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errBody, err)
	}
	var all []arrived
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errBody, err)
		}
		if part.FileName() == "" {
			continue
		}
		if len(all) == u.limits.Files {
			return nil, errTooMany
		}
		one, err := u.part(r.Context(), sender, part)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
}

func (u *upload) part(ctx context.Context, sender Sender, part *multipart.Part) (arrived, error) {
	defer part.Close()
	return u.take(ctx, sender, part.FileName(), part)
}

// take stores one file.
func (u *upload) take(ctx context.Context, sender Sender, name string, body io.Reader) (arrived, error) {
	file, err := os.CreateTemp("", "certcat-upload-")
	if err != nil {
		return arrived{}, err
	}
	defer os.Remove(file.Name())
	in := &source{body: body}
	_, err = io.Copy(file, in)
	if cerr := file.Close(); err == nil {
		err = cerr
	}
	switch {
	case in.err != nil:
		return arrived{}, fmt.Errorf("%w: %w", errBody, in.err)
	case err != nil:
		return arrived{}, fmt.Errorf("take an upload: %w", err)
	}
	doc, err := u.keeper.Accept(ctx, file.Name())
	if err != nil {
		return arrived{}, fmt.Errorf("take an upload: %w", err)
	}
	if doc.ID == "" {
		return arrived{}, &tooLarge{doc.Problems[0]}
	}
	now := time.Now().UTC()
	receipt := certcat.Receipt{Door: Door, Key: now.Format("20060102T150405.000Z-") + strings.ToLower(rand.Text()), Name: label(name), User: sender.Name,
		Time: now.Truncate(time.Millisecond), Document: doc.ID, State: certcat.Received}
	if err := u.keeper.Keep(ctx, sender.Tenant, receipt, file.Name()); err != nil {
		return arrived{}, fmt.Errorf("take an upload: %w", err)
	}
	return arrived{ID: doc.ID, Receipt: receipt.Key, Name: receipt.Name, Size: doc.Size, State: receipt.State, Location: "/v1/documents/" + doc.ID, Problems: doc.Problems}, nil
}

// source remembers what went wrong with reading, to tell it from what went wrong with writing.
type source struct {
	body io.Reader
	err  error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.body.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}

func nameOf(r *http.Request) string {
	if _, params, err := mime.ParseMediaType(r.Header.Get("Content-Disposition")); err == nil && params["filename"] != "" {
		return params["filename"]
	}
	return r.URL.Query().Get("name")
}

// label makes a sender's name for a file fit to be shown: the last part, printable, at most 200 characters.
func label(name string) string {
	name = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '\ufffd'
		}
		return r
	}, path.Base(strings.ReplaceAll(strings.ToValidUTF8(name, "\ufffd"), `\`, "/")))
	if name == "." || name == "/" {
		return "document"
	}
	if runes := []rune(name); len(runes) > 200 {
		name = string(runes[:200])
	}
	return name
}

var documentID = regexp.MustCompile(`^[0-9a-f]{64}$`)

// known finds a document, or answers that it can't be found.
func (u *upload) known(w http.ResponseWriter, r *http.Request, sender Sender) (Known, bool) {
	id := r.PathValue("id")
	if !documentID.MatchString(id) {
		refuse(w, http.StatusNotFound, "unknown", "there is no such document")
		return Known{}, false
	}
	k, err := u.keeper.Known(r.Context(), sender.Tenant, id)
	switch {
	case errors.Is(err, ErrUnknown):
		refuse(w, http.StatusNotFound, "unknown", "there is no such document")
	case err != nil:
		u.broken(w, err)
	}
	return k, err == nil
}

func (u *upload) get(w http.ResponseWriter, r *http.Request, sender Sender) {
	if k, ok := u.known(w, r, sender); ok {
		answer(w, http.StatusOK, k)
	}
}
