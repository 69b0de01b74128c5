package picture

import (
	"bytes"
	"encoding/binary"
	"math"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/child"
)

// maxTIFFPages bounds the walk through a TIFF file's directories, which can form a loop.
const maxTIFFPages = 2000

func isTIFF(data []byte) bool {
	return bytes.HasPrefix(data, []byte("II*\x00")) || bytes.HasPrefix(data, []byte("MM\x00*"))
}

func byteOrder(data []byte) binary.ByteOrder {
	if data[0] == 'M' {
		return binary.BigEndian
	}
	return binary.LittleEndian
}

// tiffPage gives the file with its header pointed at the directory of the page, which is the only one that Go's
// decoder reads.
func tiffPage(data []byte, page int) ([]byte, error) {
	offsets := tiffOffsets(data)
	if page < 1 || page > len(offsets) {
		return nil, &child.Refusal{Problem: certcat.NewProblem("page-missing").OnPage(page)}
	}
	if page == 1 {
		return data, nil
	}
	out := bytes.Clone(data)
	byteOrder(data).PutUint32(out[4:], offsets[page-1])
	return out, nil
}

func tiffOffsets(data []byte) (offsets []uint32) {
	if len(data) < 8 {
		return nil
	}
	order := byteOrder(data)
	for at := order.Uint32(data[4:]); at != 0 && len(offsets) < maxTIFFPages; {
		if int64(at)+2 > int64(len(data)) {
			break
		}
		offsets = append(offsets, at)
		end := int64(at) + 2 + 12*int64(order.Uint16(data[at:]))
		if end+4 > int64(len(data)) {
			break
		}
		at = order.Uint32(data[end:])
	}
	return offsets
}

// tiffNumber gives the value of a tag of the first directory; 0 where there is none.
func tiffNumber(data []byte, tag uint16) float64 {
	if len(data) < 8 || !isTIFF(data) {
		return 0
	}
	order := byteOrder(data)
	at := int64(order.Uint32(data[4:]))
	if at+2 > int64(len(data)) {
		return 0
	}
	for n := int64(order.Uint16(data[at:])); n > 0; n-- {
		entry := at + 2 + 12*(n-1)
		if entry+12 > int64(len(data)) || order.Uint16(data[entry:]) != tag {
			continue
		}
		value := order.Uint32(data[entry+8:])
		switch order.Uint16(data[entry+2:]) {
		case 3: // short
			return float64(order.Uint16(data[entry+8:]))
		case 4: // long
			return float64(value)
		case 5: // rational
			if int64(value)+8 > int64(len(data)) {
				return 0
			}
			if d := order.Uint32(data[value+4:]); d != 0 {
				return float64(order.Uint32(data[value:])) / float64(d)
			}
		}
	}
	return 0
}

// exif gives the TIFF block of a JPEG's EXIF segment, nil where there is none.
func exif(data []byte) []byte {
	if len(data) < 4 || data[0] != 0xff || data[1] != 0xd8 {
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

// orientation is the EXIF orientation, 1–8; 5 and above lie on their side.
func orientation(data []byte) int { return int(tiffNumber(exif(data), 274)) }

// Resolution is the dpi that a picture file of w × h pixels names, 300 where it names none or one under which the
// page would be smaller than a label or larger than a poster.
func Resolution(data []byte, w, h int) float64 {
	for _, dpi := range []float64{fileResolution(data), tiffResolution(exif(data))} {
		long := float64(max(w, h)) / dpi
		if dpi >= 72 && dpi <= 2400 && long >= 1 && long <= 24 {
			return math.Round(dpi*100) / 100
		}
	}
	return 300
}

func tiffResolution(data []byte) float64 {
	dpi := tiffNumber(data, 282)
	if tiffNumber(data, 296) == 3 {
		dpi *= 2.54
	}
	return dpi
}

func fileResolution(data []byte) float64 {
	switch {
	case isTIFF(data):
		return tiffResolution(data)
	case bytes.HasPrefix(data, []byte("BM")) && len(data) > 42:
		return float64(binary.LittleEndian.Uint32(data[38:])) * 0.0254
	case bytes.HasPrefix(data, []byte("\x89PNG")):
		if at := bytes.Index(data[:min(len(data), 4096)], []byte("pHYs")); at > 0 && at+13 <= len(data) && data[at+12] == 1 {
			return float64(binary.BigEndian.Uint32(data[at+4:])) * 0.0254
		}
	case len(data) > 18 && bytes.Equal(data[6:11], []byte("JFIF\x00")):
		switch density := float64(binary.BigEndian.Uint16(data[14:])); data[13] {
		case 1:
			return density
		case 2:
			return density * 2.54
		}
	}
	return 0
}
