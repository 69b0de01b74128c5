package folder

import (
	"archive/zip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"unicode/utf8"

	"github.com/certcat/certcat/child"
	"github.com/certcat/certcat/ingest"
)

// Handlers are the operations of this package, for the reader process: "archive-list" and "archive-unpack".
func Handlers() map[string]child.Handler {
	return map[string]child.Handler{"archive-list": list, "archive-unpack": unpack}
}

func openArchive(in json.RawMessage) (*zip.ReadCloser, archiveRequest, error) {
	var req archiveRequest
	if err := json.Unmarshal(in, &req); err != nil {
		return nil, req, fmt.Errorf("open the archive: %w", err)
	}
	z, err := zip.OpenReader(req.Path)
	var missing *fs.PathError
	switch {
	case errors.As(err, &missing):
		return nil, req, fmt.Errorf("open the archive: %w", err)
	case err != nil && !errors.Is(err, zip.ErrInsecurePath): // names are only labels
		return nil, req, child.Refuse(ingest.ArchiveDamaged)
	}
	return z, req, nil
}

// list describes the files of an archive, or refuses it by what its directory claims. What is unpacked is measured
// again.
func list(_ context.Context, _ string, in json.RawMessage) (any, error) {
	z, req, err := openArchive(in)
	if err != nil {
		return nil, err
	}
	defer z.Close()
	packed, err := os.Stat(req.Path)
	if err != nil {
		return nil, fmt.Errorf("open the archive: %w", err)
	}
	entries := []archiveEntry{}
	var total uint64
	for i, f := range z.File {
		if f.FileInfo().IsDir() {
			continue
		}
		e := archiveEntry{Index: i, Size: int64(min(f.UncompressedSize64, 1<<62)), Modified: f.Modified.UTC(), Locked: f.Flags&1 != 0}
		if e.Name = f.Name; !utf8.ValidString(f.Name) {
			e.Name, e.Raw = "", []byte(f.Name)
		}
		entries = append(entries, e)
		total += uint64(e.Size)
		if total >= 1<<62 {
			break
		}
	}
	refuse := func(what string, limit int64) error {
		return child.Refuse(ingest.ArchiveTooLarge, "what", what, "limit", strconv.FormatInt(limit, 10))
	}
	switch lim := req.Limits; {
	case len(entries) > lim.Entries:
		return nil, refuse("entries", int64(lim.Entries))
	case total > uint64(lim.Total):
		return nil, refuse("total", lim.Total)
	case total > smallArchive && total/uint64(lim.Ratio) > uint64(packed.Size()):
		return nil, refuse("ratio", lim.Ratio)
	}
	return entries, nil
}

// unpack writes one file of an archive to the file that the parent made for it.
func unpack(_ context.Context, _ string, in json.RawMessage) (any, error) {
	z, req, err := openArchive(in)
	if err != nil {
		return nil, err
	}
	defer z.Close()
	if req.Index < 0 || req.Index >= len(z.File) {
		return nil, child.Refuse(ingest.ArchiveDamaged)
	}
	r, err := z.File[req.Index].Open()
	if err != nil {
		return nil, child.Refuse(ingest.ArchiveDamaged)
	}
	defer r.Close()
	w, err := os.OpenFile(req.Into, os.O_WRONLY|os.O_TRUNC, 0)
	if err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	defer w.Close()
	src := &measured{r: io.LimitReader(r, req.Limits.Entry+1)}
	if _, err := io.Copy(w, src); err != nil {
		if src.err != nil {
			return nil, child.Refuse(ingest.ArchiveDamaged)
		}
		return nil, fmt.Errorf("unpack: %w", err)
	}
	if src.n > req.Limits.Entry {
		return nil, child.Refuse(ingest.ArchiveTooLarge, "what", "entry", "limit", strconv.FormatInt(req.Limits.Entry, 10))
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("unpack: %w", err)
	}
	return nil, nil
}

// measured counts what was read and remembers why reading ended, so that a bad archive is told from a full disk.
type measured struct {
	r   io.Reader
	n   int64
	err error
}

func (m *measured) Read(p []byte) (int, error) {
	n, err := m.r.Read(p)
	m.n += int64(n)
	if err != nil && !errors.Is(err, io.EOF) {
		m.err = err
	}
	return n, err
}
