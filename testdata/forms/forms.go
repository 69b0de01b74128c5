// Package forms lays out made-up documents that look like real forms of many countries, from YAML: as words with boxes,
// which extraction is tested with, and so that testdata/generate can draw and scan them.
package forms

import (
	"bytes"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/certcat/certcat"
	"gopkg.in/yaml.v3"
)

// Form is a made-up document with the layout and the captions of a real form, and what is printed on it.
type Form struct {
	Name     string
	Language string    // where it isn't that of the file
	RTL      bool      // columns begin at the right edge
	Columns  []float64 // where the cells of a row begin, in points from the edge
	Pages    []string  // a line a row; "|" divides cells; "# " large and centred, "## " larger and centred, "= " centred
	Scheme   string
	Want     map[string]any // fields that hold a value; all others must be absent
}

// Read reads every form of a folder, by the name of its file.
func Read(folder string) (map[string][]Form, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil || len(files) == 0 {
		return nil, fmt.Errorf("no forms in %s: %w", folder, err)
	}
	out := map[string][]Form{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var list []Form
		d := yaml.NewDecoder(bytes.NewReader(data))
		d.KnownFields(true)
		if err := d.Decode(&list); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		out[strings.TrimSuffix(filepath.Base(file), ".yaml")] = list
	}
	return out, nil
}

// Wants lists the values of a field.
func (f Form) Wants(field string) []string {
	switch v := f.Want[field].(type) {
	case nil:
		return nil
	case []any:
		var out []string
		for _, x := range v {
			out = append(out, fmt.Sprint(x))
		}
		return out
	case time.Time:
		return []string{v.Format(time.DateOnly)}
	default:
		return []string{fmt.Sprint(v)}
	}
}

// Paper is the width of a page in points, Height its height.
const (
	Paper  = 595.0
	Height = 842.0
)

// Measure gives the width of a word of a size in points, and of the space behind it.
type Measure func(word string, size float64) (width, space float64)

// Lay lays a page out. Rows that don't fit are reported to crowded.
func (f Form) Lay(number int, text string, measure Measure, crowded func(cell string)) certcat.Page {
	columns := f.Columns
	if len(columns) == 0 {
		columns = []float64{50, 220, 390}
	}
	wide := func(words []string, size float64) (x float64) {
		for i, w := range words {
			width, space := measure(w, size)
			if x += width; i > 0 {
				x += space
			}
		}
		return x
	}
	p := certcat.Page{Number: number, Width: Paper, Height: Height, Readings: []certcat.Reading{{By: certcat.TextLayer}}}
	words := &p.Readings[0].Words
	lines := strings.Split(strings.TrimRight(text, "\n"), "\n")
	y, gap, leading := 50.0, 14.0, 1.4
	if blank, room := countBlank(lines), 740-14*float64(len(lines)); room > 0 { // papers fill their page
		gap += min(room/float64(max(blank, 1)), 45)
		leading += min(max(room-float64(blank)*45, 0)/(10*float64(len(lines))), 0.5)
	}
	for i, row := range lines {
		row, size, centred := styled(row)
		cells, last := strings.Split(row, "|"), 0.0
		if centred {
			cells = []string{row}
		}
		for c, cell := range cells {
			cellWords := strings.Fields(cell)
			at := columns[min(c, len(columns)-1)]
			if centred {
				at = (Paper - wide(cellWords, size)) / 2
			}
			if len(cellWords) > 0 && (at < last+6 || at+wide(cellWords, size) > Paper-10) {
				crowded(cell)
			}
			for _, word := range cellWords {
				width, space := measure(word, size)
				box := certcat.Box{X0: at, Y0: y, X1: at + width, Y1: y + size}
				at, last = box.X1+space, box.X1
				if f.RTL {
					box.X0, box.X1 = Paper-box.X1, Paper-box.X0
				}
				*words = append(*words, certcat.Word{Text: word, Box: box, Confidence: 1, Line: i})
			}
		}
		if f.RTL {
			turnLatin(*words, i)
		}
		if y += leading * size; strings.TrimSpace(row) == "" {
			y += gap - leading*size
		}
	}
	return p
}

// styled takes the sign of its style off a row.
func styled(row string) (text string, size float64, centred bool) {
	for _, style := range []struct {
		sign string
		size float64
	}{{"## ", 20}, {"# ", 15}, {"= ", 10}} {
		if rest, ok := strings.CutPrefix(row, style.sign); ok {
			return rest, style.size, true
		}
	}
	return row, 10, false
}

func countBlank(lines []string) (n int) {
	for _, line := range lines {
		if strings.TrimSpace(line) == "" {
			n++
		}
	}
	return n
}

// turnLatin gives runs of Latin words within a line from right to left their own order back.
func turnLatin(words []certcat.Word, line int) {
	for i := 0; i < len(words); i++ {
		j := i
		for j < len(words) && words[j].Line == line && !rightToLeft(words[j].Text) && (j == i || math.Abs(words[j-1].Box.X0-words[j].Box.X1) < 8) {
			j++
		}
		if j-i < 2 {
			continue
		}
		at := words[j-1].Box.X0
		for k := i; k < j; k++ {
			w := words[k].Box.Width()
			words[k].Box.X0, words[k].Box.X1 = at, at+w
			at += w + 3
		}
		i = j - 1
	}
}

func rightToLeft(text string) bool {
	i := strings.IndexFunc(text, unicode.IsLetter)
	if i < 0 {
		return false
	}
	r, _ := utf8.DecodeRuneInString(text[i:])
	return unicode.In(r, unicode.Arabic, unicode.Hebrew)
}

// Roughly measures words as a common typeface has them on average.
func Roughly(word string, size float64) (width, space float64) {
	for _, r := range word {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul) || r >= 0x3000 && r < 0x3040 || r >= 0xFF00 && r <= 0xFF65:
			width += 0.9 * size
		case unicode.Is(unicode.Mn, r):
		default:
			width += 0.48 * size
		}
	}
	return width, 0.3 * size
}
