package main

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"image"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/disintegration/imaging"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/testdata/forms"
)

// The made-up forms of extract/testdata/languages as offices scan them: their words drawn in the typefaces of the
// region, which are the system's, since forms bring thousands of ideographs. Files go to OUT/files, labels to OUT/labels.

const (
	han    face = "han"
	hangul face = "hangul"
	naskh  face = "naskh"
)

// regional are the typefaces asked of fontconfig for the letters that fonts/ has too few of, serif and sans.
var regional = map[face][2]string{han: {"Noto Serif CJK SC", "Noto Sans CJK SC"}, hangul: {"NanumMyeongjo", "NanumGothic"}, naskh: {"DejaVu Sans", "DejaVu Sans"}}

// addRegional loads the system's typefaces; sans gives their plainer form.
func addRegional(sans int) {
	for _, f := range []face{naskh, hangul, han} {
		out, err := exec.Command("fc-match", "-f", "%{file}\n%{index}\n%{family}", regional[f][sans]).Output()
		check(err)
		found := strings.Split(string(out), "\n")
		if !strings.Contains(found[2], strings.Fields(regional[f][sans])[0]) {
			panic("not installed: the typeface " + regional[f][sans])
		}
		data, err := os.ReadFile(found[0])
		check(err)
		all, err := sfnt.ParseCollection(data)
		check(err)
		index, _ := strconv.Atoi(found[1])
		one, err := all.Font(index % all.NumFonts())
		check(err)
		loadFonts()[f] = fontData{data, one, fixed.Int26_6(one.UnitsPerEm())}
		faceOrder = append(faceOrder, f)
	}
}

// scanned is one way in which offices scan.
type scanned struct {
	name   string
	damage func(img image.Image, turn float64, seed uint64) image.Image
	dpi    float64
	jpeg   int
}

var scanners = []scanned{
	{"200", func(img image.Image, turn float64, seed uint64) image.Image {
		return noise(specks(fade(skew(img, turn), 25, 246), 250, seed), 5, seed)
	}, 200, 55},
	{"150", func(img image.Image, turn float64, seed uint64) image.Image {
		return noise(imaging.Blur(fade(skew(img, -1.4*turn), 35, 242), 0.5), 6, seed)
	}, 150, 45},
}

// formLabel is a form's label, as certcat eval reads it.
type formLabel struct {
	ID        string         `json:"id"`
	Medium    string         `json:"medium"`
	Languages []string       `json:"languages"`
	Kind      string         `json:"kind"`
	Fields    map[string]any `json:"fields"`
}

func writeForms(from, out, only string) (made int) {
	all, err := forms.Read(from)
	check(err)
	for _, dir := range []string{"files", "labels"} {
		check(os.MkdirAll(filepath.Join(out, dir), 0o755))
	}
	for i, sans := range []int{0, 1} {
		faceOrder = []face{arabic}
		addRegional(sans)
		for _, file := range slices.Sorted(maps.Keys(all)) {
			if only != "" && !slices.Contains(strings.Split(only, ","), file) {
				continue
			}
			for n, f := range all[file] {
				if n%2 != i {
					continue
				}
				writeForm(f, file, out, []face{serif, face("sans")}[sans])
				made++
			}
		}
	}
	return made
}

func writeForm(f forms.Form, file, out string, letters face) {
	seed := fnv.New64a()
	fmt.Fprint(seed, file, f.Name)
	turn := float64(seed.Sum64()%17)/10 - 0.8
	language, _, _ := strings.Cut(file, "-") // "tr-2" holds more Turkish forms
	if f.Language != "" {
		language = f.Language
	}
	var pages []*page
	for i, text := range f.Pages {
		pages = append(pages, drawn(f.Lay(i+1, text, measured(letters), func(string) {}), letters))
	}
	if slices.ContainsFunc(pages, func(p *page) bool { return p == nil }) {
		fmt.Fprintf(os.Stderr, "%s: %s: no typeface has all its letters\n", file, f.Name)
		return
	}
	fields := map[string]any{}
	for _, name := range certcat.FieldNames() {
		switch want := f.Wants(name); {
		case name == certcat.Kind:
		case certcat.IsList(name):
			fields[name] = append([]string{}, want...)
		case len(want) > 0:
			fields[name] = want[0]
		default:
			fields[name] = nil
		}
	}
	for _, s := range scanners {
		id := file + "-" + strings.ReplaceAll(strings.ToLower(f.Name), " ", "-") + "-" + s.name
		var pictures []picture
		for i, p := range pages {
			img := s.damage(render(p, s.dpi), turn, seed.Sum64()+uint64(i))
			pictures = append(pictures, picture{jpeg: encodeJPEG(grayscale(img), s.jpeg), w: p.w, h: p.h})
		}
		check(os.WriteFile(filepath.Join(out, "files", id+".pdf"), writeScan(pdfOptions{title: "scan", producer: "OfficeScan 4400", created: "2024-06-10"}, pictures...), 0o644))
		text, err := json.MarshalIndent(formLabel{ID: id, Medium: "scan " + s.name, Languages: []string{language}, Kind: f.Wants(certcat.Kind)[0], Fields: fields}, "", " ")
		check(err)
		check(os.WriteFile(filepath.Join(out, "labels", id+".json"), text, 0o644))
	}
}

// drawn draws a laid-out page; nil where no typeface has a letter.
func drawn(from certcat.Page, letters face) *page {
	p := &page{w: from.Width, h: from.Height}
	for _, w := range from.Readings[0].Words {
		f, text := faceOf(letters, w.Box.Height()), joined(w.Text)
		for _, r := range text {
			if !has(f, r) {
				return nil
			}
		}
		p.text(w.Box.X0, w.Box.Y0+0.85*w.Box.Height(), style{f, w.Box.Height(), ink}, text)
	}
	return p
}

// faceOf draws titles bold.
func faceOf(letters face, size float64) face {
	if size > 12 {
		return letters + "-bold"
	}
	return letters
}

// joined shapes what is written from right to left.
func joined(word string) string {
	if strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(unicode.Arabic, r) }) {
		return shape(word)
	}
	return word
}

func has(f face, r rune) bool {
	return slices.ContainsFunc(append([]face{f}, faceOrder...), func(f face) bool { return glyph(f, r) != 0 })
}

func measured(letters face) forms.Measure {
	return func(word string, size float64) (float64, float64) {
		f := faceOf(letters, size)
		x := 0.0
		for _, r := range joined(word) {
			if has(f, r) {
				x += width(f, size, string(r))
			}
		}
		return math.Ceil(x), 0.28 * size
	}
}
