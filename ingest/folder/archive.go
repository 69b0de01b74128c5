package folder

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/child"
	"github.com/certcat/certcat/ingest"
)

// ArchiveLimits bound what is unpacked. Zero values are replaced by those of DefaultArchiveLimits.
type ArchiveLimits struct {
	Entries int   // files in one archive
	Total   int64 // bytes of all files of one archive
	Entry   int64 // bytes of one file
	Ratio   int64 // unpacked bytes for each packed byte, of what is larger than 10 MB
}

// DefaultArchiveLimits let a folder of certificates through and no bomb.
var DefaultArchiveLimits = ArchiveLimits{Entries: 10_000, Total: 4 << 30, Entry: 200 << 20, Ratio: 200}

func (l ArchiveLimits) orDefault() ArchiveLimits {
	d := DefaultArchiveLimits
	if l.Entries <= 0 {
		l.Entries = d.Entries
	}
	if l.Total <= 0 {
		l.Total = d.Total
	}
	if l.Entry <= 0 {
		l.Entry = d.Entry
	}
	if l.Ratio <= 0 {
		l.Ratio = d.Ratio
	}
	return l
}

// smallArchive is what may be unpacked at any ratio: plain text packs well.
const smallArchive = 10 << 20

// Archives opens ZIP archives in a reader process. Each item's bytes lie in a temporary file until its Release is
// called.
type Archives struct {
	Reader ingest.Caller
	Limits ArchiveLimits
	Temp   string // where temporary files are made; "" = the system's folder
}

// archiveEntry is one file of an archive as its directory describes it.
type archiveEntry struct {
	Index    int       `json:"index"` // in the directory
	Name     string    `json:"name"`
	Raw      []byte    `json:"raw,omitempty"` // the name's bytes where they are no UTF-8
	Size     int64     `json:"size"`
	Modified time.Time `json:"modified"`
	Locked   bool      `json:"locked,omitempty"`
}

type archiveRequest struct {
	Path   string        `json:"path"`
	Limits ArchiveLimits `json:"limits"`
	Index  int           `json:"index,omitempty"`
	Into   string        `json:"into,omitempty"`
}

var processLimits = child.Limits{CPU: time.Minute, Wall: 3 * time.Minute, Memory: 512 << 20, Output: 32 << 20}

func (a *Archives) items(ctx context.Context, from ingest.Item, skipped func(key, reason string)) iter.Seq2[ingest.Item, error] {
	return func(yield func(ingest.Item, error) bool) {
		full, err := filepath.Abs(from.Path)
		if err != nil {
			yield(ingest.Item{}, fmt.Errorf("open the archive: %w", err))
			return
		}
		req := archiveRequest{Path: full, Limits: a.Limits.orDefault()}
		var entries []archiveEntry
		if p, err := a.ask(ctx, "archive-list", req, &entries); err != nil || p != nil {
			a.refuse(from, p, err, yield)
			return
		}
		taken, offered := map[string]bool{}, 0
		for _, entry := range entries {
			label := entry.label()
			key := from.Key + "!/" + label
			for n := 2; taken[key]; n++ {
				key = from.Key + "!/" + label + " (" + strconv.Itoa(n) + ")"
			}
			taken[key] = true
			if hidden(label) {
				if skipped != nil {
					skipped(key, "hidden")
				}
				continue
			}
			req.Index = entry.Index
			offered++
			item, err := a.unpack(ctx, req, key, entry)
			if !yield(item, err) || err != nil {
				return
			}
		}
		if offered == 0 {
			p := certcat.NewProblem(ingest.ArchiveEmpty)
			a.refuse(from, &p, nil, yield)
		}
	}
}

// refuse gives the archive itself as an item with the Problem, or the error.
func (a *Archives) refuse(from ingest.Item, p *certcat.Problem, err error, yield func(ingest.Item, error) bool) {
	if err != nil {
		yield(ingest.Item{}, err)
		return
	}
	from.Path, from.Problems = "", []certcat.Problem{*p}
	yield(from, nil)
}

// label is the entry's name as a relative path with slashes; where it would lead does not matter, because nobody goes
// there.
func (e archiveEntry) label() string {
	name := e.Name
	if e.Raw != nil {
		name = string(e.Raw)
		if text, err := simplifiedchinese.GB18030.NewDecoder().String(name); err == nil && !strings.ContainsRune(text, utf8.RuneError) {
			name = text // what Chinese Windows writes
		}
	}
	name = path.Clean("/" + strings.ReplaceAll(name, `\`, "/"))[1:]
	parts := strings.Split(name, "/")
	for i := range parts {
		parts[i] = Label(parts[i])
	}
	return strings.Join(parts, "/")
}

func hidden(label string) bool {
	for _, part := range strings.Split(label, "/") {
		if strings.HasPrefix(part, ".") || part == "__MACOSX" {
			return true
		}
	}
	return false
}

func (a *Archives) unpack(ctx context.Context, req archiveRequest, key string, entry archiveEntry) (ingest.Item, error) {
	item := ingest.Item{Key: key, Name: path.Base(entry.label()), Size: entry.Size, Modified: entry.Modified}
	if entry.Locked {
		item.Problems = []certcat.Problem{certcat.NewProblem(ingest.ArchivePassword)}
		return item, nil
	}
	f, err := os.CreateTemp(a.Temp, "certcat-entry-")
	if err != nil {
		return item, fmt.Errorf("unpack %s: %w", key, err)
	}
	req.Into = f.Name()
	f.Close()
	p, err := a.ask(ctx, "archive-unpack", req, nil)
	if err == nil && p == nil && isArchive(req.Into) {
		nested := certcat.NewProblem(ingest.ArchiveNested)
		p = &nested
	}
	if err != nil || p != nil {
		if p != nil {
			item.Problems = []certcat.Problem{*p}
		}
		return item, errors.Join(err, os.Remove(req.Into))
	}
	item.Path = req.Into
	item.Release = func() { _ = os.Remove(req.Into) }
	return item, nil
}

// ask is one question to a reader process; what the archive itself forbids, and limits that were hit, are Problems.
func (a *Archives) ask(ctx context.Context, op string, req archiveRequest, out any) (*certcat.Problem, error) {
	limits := processLimits
	limits.Files = req.Limits.Entry + 1<<20
	err := a.Reader.Call(ctx, op, req, out, limits)
	var refusal *child.Refusal
	var failure *child.Failure
	switch {
	case errors.As(err, &refusal):
		return &refusal.Problem, nil
	case errors.As(err, &failure):
		if p, ok := failure.Problem(); ok {
			return &p, nil
		}
	}
	if err != nil {
		return nil, fmt.Errorf("open the archive: %w", err)
	}
	return nil, nil
}
