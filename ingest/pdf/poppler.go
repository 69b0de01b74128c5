package pdf

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/child"
	"github.com/certcat/certcat/ingest"
)

// plain asks poppler's pdfinfo, which opens much that pdfcpu refuses. What it opens, pdfcpu did not: it counts as mended.
func plain(ctx context.Context, dir string, f *os.File, req ingest.FactsRequest) (certcat.Document, error) {
	out, err := child.Run(ctx, dir, popplerLimits, "pdfinfo", "-rawdates", "-box", "-enc", "UTF-8", "-f", "1", "-l", strconv.Itoa(req.Pages), req.Path)
	var exit *child.Exit
	if errors.As(err, &exit) {
		if strings.Contains(exit.Tail, "Incorrect password") {
			return certcat.Document{}, child.Refuse(ingest.Password)
		}
		return certcat.Document{}, child.Refuse(ingest.Damaged, "type", ingest.PDF)
	}
	if err != nil {
		return certcat.Document{}, err
	}
	doc := parse(out)
	doc.Repaired = true
	doc.Signed = mentionsSignature(f)
	return doc, nil
}

// parse reads pdfinfo's lines. The file's own strings come last on their lines and can't begin one.
func parse(out []byte) certcat.Document {
	var doc certcat.Document
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 1<<20)
	media, crop, turn := map[int][4]float64{}, map[int][4]float64{}, map[int]int{}
	last := 0
	for lines.Scan() {
		key, value, ok := strings.Cut(lines.Text(), ":")
		if !ok {
			continue
		}
		value = strings.TrimSpace(value)
		switch key {
		case "Producer":
			doc.Producer = label(value)
		case "Creator":
			doc.Creator = label(value)
		case "CreationDate":
			doc.Created = date(value)
		case "ModDate":
			doc.Modified = date(value)
		case "Pages":
			doc.PageCount, _ = strconv.Atoi(value)
		case "Encrypted":
			doc.Encrypted = strings.HasPrefix(value, "yes")
		}
		f := strings.Fields(key)
		if len(f) != 3 || f[0] != "Page" {
			continue
		}
		page, err := strconv.Atoi(f[1])
		if err != nil || page < 1 {
			continue
		}
		last = max(last, page)
		switch f[2] {
		case "rot":
			turn[page], _ = strconv.Atoi(value)
		case "MediaBox":
			media[page] = numbers(value)
		case "CropBox":
			crop[page] = numbers(value)
		}
	}
	for page := 1; page <= min(last, doc.PageCount); page++ {
		doc.Sizes = append(doc.Sizes, pageSize(media[page], crop[page], turn[page], 1))
	}
	return doc
}

func numbers(text string) (box [4]float64) {
	for i, field := range strings.Fields(text) {
		if i < 4 {
			box[i], _ = strconv.ParseFloat(field, 64)
		}
	}
	return box
}

// mentionsSignature looks for the entry that every PDF signature has and hardly anything else.
func mentionsSignature(f *os.File) bool {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return false
	}
	mark := []byte("/ByteRange")
	r := bufio.NewReaderSize(f, 1<<20)
	for {
		block, err := r.Peek(1 << 20)
		if bytes.Contains(block, mark) {
			return true
		}
		if err != nil {
			return false
		}
		_, _ = r.Discard(len(block) - len(mark))
	}
}
