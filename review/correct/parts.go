package correct

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/certcat/certcat"
)

// Parts is the field under which a correction says into which parts a document falls: one value for each, such as "1-2".
// Machine takes back what people said about it.
const Parts = "parts"

// PartsOf are the parts that people gave a document, in order; none where they gave none.
func PartsOf(corrections []certcat.Correction) []certcat.Part {
	for _, k := range slices.Backward(corrections) {
		if k.Field != Parts {
			continue
		}
		var list []certcat.Part
		for _, v := range k.New {
			if p, ok := parsePart(v.Text); ok {
				list = append(list, p)
			}
		}
		return list
	}
	return nil
}

// Ranges names parts, such as "1-2; 3-4".
func Ranges(parts []certcat.Part) string {
	var list []string
	for _, p := range parts {
		list = append(list, rangeOf(p))
	}
	return strings.Join(list, "; ")
}

// ParseRanges reads what Ranges writes; ok is false where it is nothing of the kind.
func ParseRanges(s string) (parts []certcat.Part, ok bool) {
	for text := range strings.SplitSeq(s, ";") {
		p, ok := parsePart(strings.TrimSpace(text))
		if !ok {
			return nil, false
		}
		parts = append(parts, p)
	}
	return parts, true
}

func rangeOf(p certcat.Part) string { return fmt.Sprintf("%d-%d", p.First, p.Last) }

func parsePart(s string) (p certcat.Part, ok bool) {
	first, last, found := strings.Cut(s, "-")
	if !found {
		last = first
	}
	a, err1 := strconv.Atoi(first)
	b, err2 := strconv.Atoi(last)
	return certcat.Part{First: a, Last: b}, err1 == nil && err2 == nil && a >= 1 && b >= a
}

// Repart is the correction that gives a document these parts instead of those that it has; no parts are the machine's.
func Repart(document string, pages int, from, to []certcat.Part) certcat.Correction {
	k := certcat.Correction{Document: document, Part: certcat.Part{First: 1, Last: max(1, pages)}, Field: Parts, Action: Value, Old: partsField(from), New: partsField(to).Values, Saw: Ranges(from)}
	if len(to) == 0 {
		k.Action = Machine
	}
	return k
}

func partsField(parts []certcat.Part) certcat.Field {
	f := certcat.Field{Name: Parts, State: certcat.Printed}
	for _, p := range parts {
		f.Values = append(f.Values, certcat.Value{Text: rangeOf(p), Canonical: rangeOf(p)})
	}
	return f
}

// Split cuts the part that holds a page before that page; ok is false where that would leave nothing on one side.
func Split(parts []certcat.Part, page int) (cut []certcat.Part, ok bool) {
	for _, p := range parts {
		if page > p.First && page <= p.Last {
			cut, ok = append(cut, certcat.Part{First: p.First, Last: page - 1}, certcat.Part{First: page, Last: p.Last}), true
			continue
		}
		cut = append(cut, p)
	}
	return cut, ok
}

// Merge joins the part that begins with a page to the one behind it; ok is false where there is none behind.
func Merge(parts []certcat.Part, first int) (joined []certcat.Part, ok bool) {
	for i := 0; i < len(parts); i++ {
		p := parts[i]
		if p.First == first && i+1 < len(parts) {
			p.Last, ok = parts[i+1].Last, true
			i++
		}
		joined = append(joined, p)
	}
	return joined, ok
}
