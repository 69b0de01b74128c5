package ingest

import (
	"bytes"
	"encoding/binary"
	"strings"

	"github.com/gabriel-vasile/mimetype"
)

// The media types that are read.
const (
	PDF  = "application/pdf"
	JPEG = "image/jpeg"
	PNG  = "image/png"
	TIFF = "image/tiff"
	WebP = "image/webp"
	BMP  = "image/bmp"
	HEIC = "image/heic"
)

// ZIP is not read itself; a Source may open it.
const ZIP = "application/zip"

// headBytes is how much of a file's beginning is looked at.
const headBytes = 4096

// pdfWithin is how far into a file its header may stand; mail gateways and scanners put junk before it.
const pdfWithin = 1024

// Sniff says by a file's first bytes (up to 4096 are looked at) what it is: the media type, a short name for people
// ("pdf", "docx", "text", "unknown") and whether certcat reads such files.
func Sniff(head []byte) (mediaType, name string, known bool) {
	head = head[:min(len(head), headBytes)]
	for _, kind := range readable {
		if kind.is(head) {
			return kind.mediaType, kind.name, true
		}
	}
	found := mimetype.Detect(head)
	mediaType, _, _ = strings.Cut(found.String(), ";")
	name = strings.TrimPrefix(found.Extension(), ".")
	switch {
	case mediaType == "text/plain":
		name = "text"
	case mediaType == "application/octet-stream" || name == "":
		name = "unknown"
	}
	for _, kind := range readable {
		if kind.mediaType == mediaType { // it begins like one, and is not
			return "application/octet-stream", "unknown", false
		}
	}
	return mediaType, name, false
}

var readable = []struct {
	mediaType, name string
	is              func(head []byte) bool
}{
	{JPEG, "jpeg", begins("\xff\xd8\xff")},
	{PNG, "png", begins("\x89PNG\r\n\x1a\n")},
	{TIFF, "tiff", func(h []byte) bool { return begins("II*\x00")(h) || begins("MM\x00*")(h) }},
	{WebP, "webp", func(h []byte) bool { return begins("RIFF")(h) && len(h) >= 12 && string(h[8:12]) == "WEBP" }},
	{BMP, "bmp", isBMP},
	{HEIC, "heic", isHEIC},
	{PDF, "pdf", isPDF},
}

func begins(magic string) func([]byte) bool {
	return func(head []byte) bool { return bytes.HasPrefix(head, []byte(magic)) }
}

// isPDF wants the header, with a version behind it, near the beginning, and nothing before it that is a format of its
// own in which a PDF can lie.
func isPDF(head []byte) bool {
	at := bytes.Index(head, []byte("%PDF-"))
	if at < 0 || at > pdfWithin || len(head) < at+6 || head[at+5] < '0' || head[at+5] > '9' {
		return false
	}
	return at == 0 || !begins("PK\x03\x04")(head) && !begins("MZ")(head) && !begins("\x7fELF")(head) && !begins("From ")(head)
}

// isBMP asks for a header size that exists: "BM" alone begins many a text.
func isBMP(head []byte) bool {
	if !begins("BM")(head) || len(head) < 18 {
		return false
	}
	switch binary.LittleEndian.Uint32(head[14:]) {
	case 12, 40, 52, 56, 64, 108, 124:
		return true
	}
	return false
}

func isHEIC(head []byte) bool {
	if len(head) < 16 || string(head[4:8]) != "ftyp" {
		return false
	}
	size := int(binary.BigEndian.Uint32(head))
	brands := string(head[8:min(len(head), max(size, 12))])
	if strings.HasPrefix(brands, "avif") || strings.HasPrefix(brands, "avis") {
		return false
	}
	for _, brand := range []string{"heic", "heix", "heim", "heis", "hevc", "hevx"} {
		if strings.Contains(brands, brand) {
			return true
		}
	}
	return false
}
