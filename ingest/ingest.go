// Package ingest makes Documents of files: it limits, hashes and sniffs what arrives at a door, and has the facts of the
// file computed in a reader process. It promises:
//
//   - What a file is, is decided by its bytes, never by its name.
//   - Nothing foreign is parsed in this process: beyond the first bytes, which are compared with known beginnings, files
//     are only hashed. Facts come from a child process under limits.
//   - Every file ends as a Document: one that can't be processed has no pages and a Problem that says why. Errors are the
//     machine's.
//   - Equal bytes give equal Documents, except for transient Problems.
//
// Doors are Sources: folder holds batch and watched folders.
package ingest

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/child"
)

// Limits bound what is accepted. Zero values are replaced by those of DefaultLimits.
type Limits struct {
	Bytes  int64        // size of a file
	Pages  int          // pages of a document
	Pixels int64        // pixels of one picture, or one page of a picture
	Facts  child.Limits // of the process that computes the facts of one file
}

// DefaultLimits are generous for certificates and far below what hurts a small machine.
var DefaultLimits = Limits{
	Bytes:  200 << 20,
	Pages:  2000,
	Pixels: 200_000_000,
	Facts:  child.Limits{CPU: 30 * time.Second, Wall: 2 * time.Minute, Memory: 1 << 30, Output: 8 << 20, Files: 1 << 30},
}

// OrDefault fills what is zero.
func (l Limits) OrDefault() Limits {
	if l.Bytes <= 0 {
		l.Bytes = DefaultLimits.Bytes
	}
	if l.Pages <= 0 {
		l.Pages = DefaultLimits.Pages
	}
	if l.Pixels <= 0 {
		l.Pixels = DefaultLimits.Pixels
	}
	if l.Facts == (child.Limits{}) {
		l.Facts = DefaultLimits.Facts
	}
	return l
}

// Item is one thing that a Source offers.
type Item struct {
	Path     string    // where its bytes can be read; "" where Problems bar that
	Key      string    // what the source calls it: relative, with slashes, printable, unique within the source
	Name     string    // its own name, for people; printable
	Size     int64     // bytes
	Modified time.Time // as the source says
	Problems []certcat.Problem
	// Release, where it is not nil, is called once when the bytes are no longer needed.
	Release func()
}

// Source is a door: it offers items until it has no more, or until the context ends. An error ends the sequence; a
// single thing that can't be offered is an Item with Problems.
type Source interface {
	Items(ctx context.Context) iter.Seq2[Item, error]
}

// Caller runs an operation in a reader process; a child.Pool is one.
type Caller interface {
	Call(ctx context.Context, op string, in, out any, lim ...child.Limits) error
}

// Ingest accepts files and has their facts computed. It is safe for concurrent use.
type Ingest struct {
	Reader Caller
	Limits Limits
}

// Accept measures, hashes and sniffs the file at path. The Document it returns has no pages yet, and Problems where it
// can't go on; its ID is empty where the bytes were not read (too large, gone, not a regular file).
func (g Ingest) Accept(ctx context.Context, path string) (certcat.Document, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0) // a FIFO must not block
	if p, ok := openProblem(err); ok {
		return certcat.Document{Problems: []certcat.Problem{p}}, nil
	}
	if err != nil {
		return certcat.Document{}, fmt.Errorf("open the document: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return certcat.Document{}, fmt.Errorf("look at the document: %w", err)
	}
	if !info.Mode().IsRegular() {
		return certcat.Document{Problems: []certcat.Problem{NotAFile(info.Mode())}}, nil
	}
	limit := g.Limits.OrDefault().Bytes
	if info.Size() > limit {
		return certcat.Document{Size: info.Size(), Problems: []certcat.Problem{tooLarge(info.Size(), limit)}}, nil
	}
	return g.Take(ctx, f, io.Discard)
}

// Take measures, hashes and sniffs what r gives while it copies it to w. What is larger than the limit is not read to
// its end; its Document has no ID.
func (g Ingest) Take(ctx context.Context, r io.Reader, w io.Writer) (certcat.Document, error) {
	limit := g.Limits.OrDefault().Bytes
	hash := sha256.New()
	head := make([]byte, 0, headBytes)
	block := make([]byte, 256<<10)
	var size int64
	for {
		if err := ctx.Err(); err != nil {
			return certcat.Document{}, err
		}
		n, err := r.Read(block)
		size += int64(n)
		if size > limit {
			return certcat.Document{Size: size, Problems: []certcat.Problem{tooLarge(size, limit)}}, nil
		}
		head = append(head, block[:min(n, headBytes-len(head))]...)
		hash.Write(block[:n])
		if _, werr := w.Write(block[:n]); werr != nil {
			return certcat.Document{}, fmt.Errorf("copy the document: %w", werr)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return certcat.Document{}, fmt.Errorf("read the document: %w", err)
		}
	}
	doc := certcat.Document{ID: hex.EncodeToString(hash.Sum(nil)), Size: size}
	if size == 0 {
		doc.Problems = []certcat.Problem{certcat.NewProblem(Empty)}
		return doc, nil
	}
	var known bool
	var name string
	if doc.MediaType, name, known = Sniff(head); !known {
		doc.Problems = []certcat.Problem{certcat.NewProblem(WrongType, "type", doc.MediaType, "name", name)}
	}
	return doc, nil
}

// FactsRequest is what the operations "facts" (PDF) and "picture-facts" get; both answer with a certcat.Document of which
// ID, media type and size are to be ignored.
type FactsRequest struct {
	Path      string
	MediaType string
	Pages     int   // most pages
	Pixels    int64 // most pixels of a page that is a picture
	// Plain asks for a second opinion: the facts that the other, simpler reader can give, because the first one failed.
	Plain bool
}

// Facts completes an accepted Document with what its bytes say: pages, sizes, encryption, signature, dates. What the
// document itself forbids becomes Problems, so do limits that were hit; errors are the machine's. Where the thorough
// reader of PDF files was stopped, a simpler one gives the facts, and the Problem stays in the Document.
func (g Ingest) Facts(ctx context.Context, doc certcat.Document, path string) (certcat.Document, error) {
	limits := g.Limits.OrDefault()
	full, err := filepath.Abs(path)
	if err != nil {
		return doc, fmt.Errorf("facts of the document: %w", err)
	}
	req := FactsRequest{Path: full, MediaType: doc.MediaType, Pages: limits.Pages, Pixels: limits.Pixels}
	op := "picture-facts"
	if doc.MediaType == PDF {
		op = "facts"
	}
	facts, failed, err := g.ask(ctx, op, req, limits)
	if err == nil && failed != nil && op == "facts" {
		first := *failed
		req.Plain = true
		if facts, failed, err = g.ask(ctx, op, req, limits); failed == nil {
			failed = &first // kept, so that the thorough reader gets another chance
		}
	}
	if err != nil {
		return doc, err
	}
	facts.ID, facts.MediaType, facts.Size = doc.ID, doc.MediaType, doc.Size
	facts.Problems = append(append([]certcat.Problem{}, doc.Problems...), facts.Problems...)
	if failed != nil {
		facts.Problems = append(facts.Problems, *failed)
	}
	if len(facts.Problems) == 0 {
		facts.Problems = nil
	}
	if facts.PageCount == 0 && len(facts.Problems) == 0 {
		facts.Problems = []certcat.Problem{certcat.NewProblem(ZeroPages)}
	}
	return facts, nil
}

// ask is one question to a reader process. A refusal is an answer; a failure is a Problem.
func (g Ingest) ask(ctx context.Context, op string, req FactsRequest, limits Limits) (certcat.Document, *certcat.Problem, error) {
	var facts certcat.Document
	err := g.Reader.Call(ctx, op, req, &facts, limits.Facts)
	var refusal *child.Refusal
	var failure *child.Failure
	switch {
	case errors.As(err, &refusal):
		return certcat.Document{Problems: []certcat.Problem{refusal.Problem}}, nil, nil
	case errors.As(err, &failure):
		if p, ok := failure.Problem(); ok {
			return certcat.Document{}, &p, nil
		}
	}
	if err != nil {
		return certcat.Document{}, nil, fmt.Errorf("facts of the document: %w", err)
	}
	return facts, nil, nil
}

func openProblem(err error) (certcat.Problem, bool) {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return certcat.NewProblem(Gone), true
	case errors.Is(err, fs.ErrPermission):
		return certcat.NewProblem(NoPermission), true
	case errors.Is(err, syscall.ELOOP):
		return NotAFile(fs.ModeSymlink), true
	case errors.Is(err, syscall.ENXIO):
		return NotAFile(fs.ModeSocket), true
	}
	return certcat.Problem{}, false
}

func tooLarge(size, limit int64) certcat.Problem {
	return certcat.NewProblem(TooLarge, "size", strconv.FormatInt(size, 10), "limit", strconv.FormatInt(limit, 10))
}
