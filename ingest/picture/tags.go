package picture

import (
	"bytes"
	"encoding/binary"

	"github.com/certcat/certcat/child"
	"github.com/certcat/certcat/ingest"
)

// The TIFF tags that matter here; EXIF uses the same.
const (
	tagWidth          = 256
	tagHeight         = 257
	tagOrientation    = 274
	tagXResolution    = 282
	tagResolutionUnit = 296
)

func leastUint32(b []byte) uint32 { return binary.LittleEndian.Uint32(b) }

// order is the byte order of a TIFF block, nil where it is none.
func order(data []byte) binary.ByteOrder {
	switch {
	case len(data) < 8:
	case bytes.HasPrefix(data, []byte("II*\x00")):
		return binary.LittleEndian
	case bytes.HasPrefix(data, []byte("MM\x00*")):
		return binary.BigEndian
	}
	return nil
}

// entry is one line of a directory: a tag's type and its four bytes of value or offset.
type entry struct {
	kind  uint16
	value []byte
}

// tags is one directory of a TIFF block; the next one is at next, 0 where there is none.
type tags struct {
	entries map[uint16]entry
	next    uint32
}

func first(data []byte) uint32 {
	if o := order(data); o != nil {
		return o.Uint32(data[4:])
	}
	return 0
}

// directory reads the directory at an offset; what lies beyond the end of the data is left out.
func directory(data []byte, at uint32) tags {
	t := tags{entries: map[uint16]entry{}}
	o := order(data)
	start := int64(at)
	if o == nil || at == 0 || start+2 > int64(len(data)) {
		return t
	}
	count := int64(o.Uint16(data[start:]))
	for i := range count {
		line := start + 2 + 12*i
		if line+12 > int64(len(data)) {
			return t
		}
		t.entries[o.Uint16(data[line:])] = entry{o.Uint16(data[line+2:]), data[line+8 : line+12]}
	}
	if end := start + 2 + 12*count; end+4 <= int64(len(data)) {
		t.next = o.Uint32(data[end:])
	}
	return t
}

func (t tags) short(data []byte, tag uint16) int {
	e, ok := t.entries[tag]
	if !ok {
		return 0
	}
	switch o := order(data); e.kind {
	case 3:
		return int(o.Uint16(e.value))
	case 4:
		return int(o.Uint32(e.value))
	}
	return 0
}

// dpi is the resolution that a directory names; 0 where it names none.
func (t tags) dpi(data []byte) float64 {
	e, ok := t.entries[tagXResolution]
	if !ok || e.kind != 5 {
		return 0
	}
	o := order(data)
	at := int64(o.Uint32(e.value))
	if at+8 > int64(len(data)) || o.Uint32(data[at+4:]) == 0 {
		return 0
	}
	dpi := float64(o.Uint32(data[at:])) / float64(o.Uint32(data[at+4:]))
	if t.short(data, tagResolutionUnit) == 3 { // centimetres
		dpi *= 2.54
	}
	return dpi
}

// tiffPages walks the chain of directories, which can be a loop, and stops after most.
func tiffPages(data []byte, most int) ([]extent, error) {
	var pages []extent
	seen := map[uint32]bool{}
	for at := first(data); at != 0 && len(pages) < most && !seen[at]; {
		seen[at] = true
		t := directory(data, at)
		w, h := t.short(data, tagWidth), t.short(data, tagHeight)
		if int64(at)+2 > int64(len(data)) {
			if len(pages) == 0 {
				return nil, child.Refuse(ingest.HalfWritten)
			}
			break
		}
		if w <= 0 || h <= 0 {
			if len(pages) == 0 {
				return nil, child.Refuse(ingest.Damaged, "type", ingest.TIFF)
			}
			break
		}
		pages = append(pages, extent{width: w, height: h, dpi: []float64{t.dpi(data)}})
		at = t.next
	}
	return pages, nil
}

// exif is the TIFF block of a JPEG's EXIF segment, nil where there is none.
func exif(data []byte) []byte {
	if !bytes.HasPrefix(data, []byte("\xff\xd8")) {
		return nil
	}
	for at := 2; at+4 <= len(data) && data[at] == 0xff && data[at+1] != 0xda; {
		size := int(binary.BigEndian.Uint16(data[at+2:]))
		end := min(at+2+size, len(data))
		if data[at+1] == 0xe1 && bytes.HasPrefix(data[min(at+4, end):end], []byte("Exif\x00\x00")) {
			return data[at+10 : end]
		}
		at += 2 + max(size, 2)
	}
	return nil
}

// density is the dpi in the file's own header: JFIF, PNG's pHYs, BMP; 0 where it names none.
func density(data []byte) float64 {
	switch {
	case bytes.HasPrefix(data, []byte("BM")) && len(data) > 42:
		return float64(leastUint32(data[38:])) * 0.0254
	case bytes.HasPrefix(data, []byte("\x89PNG")):
		at := bytes.Index(data[:min(len(data), 4096)], []byte("pHYs"))
		if at > 0 && at+13 <= len(data) && data[at+12] == 1 { // per metre
			return float64(binary.BigEndian.Uint32(data[at+4:])) * 0.0254
		}
	case len(data) > 18 && bytes.Equal(data[6:11], []byte("JFIF\x00")):
		switch dots := float64(binary.BigEndian.Uint16(data[14:])); data[13] {
		case 1:
			return dots
		case 2:
			return dots * 2.54
		}
	}
	return 0
}
