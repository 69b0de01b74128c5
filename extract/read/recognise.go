package read

import (
	"cmp"
	"context"
	"fmt"
	"image"
	"image/draw"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/child"
	"github.com/certcat/certcat/extract/read/picture"
)

const (
	readDPI   = 300  // at which vector pages are drawn for recognition
	closerDPI = 400  // at which a page is drawn for a closer look: letters of 10 points are 35 pixels high, as engines like them
	longSide  = 3600 // pixels; pages whose drawing would be larger are drawn coarser
	goodWhole = 0.80 // mean confidence from which a page is taken to be in the language it was read in
	badWhole  = 0.72 // mean confidence under which another preparation is tried
	badLine   = 0.60 // mean confidence under which a line may be in another script
)

// drawAt is the dpi for a page's picture: fewer for pages that claim to be huge.
func drawAt(size certcat.PageSize, dpi int) int {
	long := max(size.Width, size.Height) / 72 * float64(dpi)
	if limit := float64(longSide) * float64(dpi) / readDPI; long > limit {
		return max(40, int(float64(dpi)*limit/long))
	}
	return dpi
}

// job is one recognition of one page or region in the child half.
type job struct {
	*asked
	ctx    context.Context
	dir    string
	img    image.Image
	in     ocrRequest
	turn   int
	strong bool
	seen   picture.Marks // of the whole page, where that was read
}

// all reads the whole page, the look's region, or the regions one after the other in the languages that the largest of
// them asks for. The words' boxes are in points of the page as shown.
func (j *job) all() (words []certcat.Word, languages []string, dpi int, err error) {
	regions := slices.Clone(j.in.Regions)
	if len(regions) == 0 {
		regions = []certcat.Box{j.in.Look.Box}
	}
	area := func(b certcat.Box) float64 { return b.Width() * b.Height() }
	slices.SortStableFunc(regions, func(a, b certcat.Box) int { return cmp.Compare(area(b), area(a)) })
	lines := 0
	for _, region := range regions {
		j.in.Look.Box = region
		sheet, seen, used, err := j.run()
		if err != nil {
			return nil, nil, 0, err
		}
		if region.Empty() {
			j.seen = sheet.Marks()
		}
		last := 0
		for _, w := range seen {
			w.Box = sheet.Page(w.Box)
			last = w.Line
			w.Line += lines
			words = append(words, w)
		}
		lines += last
		j.in.Look.Languages = used
		languages, dpi = used, max(dpi, sheet.DPI)
	}
	if len(j.in.Regions) > 0 {
		j.in.Look.Box = certcat.Box{}
	}
	if j.in.Look.Box.Empty() {
		missed, err := j.missed(words, languages)
		if err != nil {
			return nil, nil, 0, err
		}
		words = merge(words, missed)
	}
	return words, languages, dpi, nil
}

// missed looks again, in all colours, at red and golden ink of a letter's size that no word explains: a number printed in
// red, or a title in gold, fades together with the stamps.
func (j *job) missed(words []certcat.Word, languages []string) (found []certcat.Word, err error) {
	const sure = 0.6
	img := picture.TurnColour(j.img, j.turn)
	size := j.in.Size
	if j.turn%180 != 0 {
		size.Width, size.Height = size.Height, size.Width
	}
	reds := picture.Look(picture.Redness(img), size, words)
	regions := patches(reds.Clusters, j.in.Regions, size)
	for i, r := range regions {
		sheet := picture.Prepare(img, size, picture.Options{Crop: r, Level: true, Colours: true})
		seen, err := j.engine.Recognize(j.ctx, sheet.Grey, sheet.DPI, certcat.Look{Languages: languages, Box: r})
		if err != nil {
			return nil, err
		}
		for _, w := range seen {
			if w.Confidence >= sure && (len([]rune(w.Text)) > 1 || len(found) > 0) {
				w.Box = sheet.Page(w.Box)
				w.Line += 1000 * (i + 1)
				found = append(found, w)
			}
		}
	}
	return found, nil
}

// patches are the clusters of ink that can be a few lines of text, with a little margin: those inside the regions that were
// asked for, where some were; all of them where they are few and small, else the ones that are shaped like a line.
func patches(clusters, within []certcat.Box, size certcat.PageSize) []certcat.Box {
	const most, share, margin = 5, 0.2, 5
	var all []certcat.Box
	for _, c := range clusters {
		if len(within) > 0 && !slices.ContainsFunc(within, func(r certcat.Box) bool { return 2*r.Overlap(c) > c.Width()*c.Height() }) {
			continue
		}
		all = absorb(all, certcat.Box{X0: max(0, c.X0-margin), Y0: max(0, c.Y0-margin), X1: min(size.Width, c.X1+margin), Y1: min(size.Height, c.Y1+margin)})
	}
	area := 0.0
	for _, b := range all {
		area += b.Width() * b.Height()
	}
	if len(all) <= most && area <= share*size.Width*size.Height {
		return all
	}
	all = slices.DeleteFunc(all, func(b certcat.Box) bool { return b.Width() < 3*b.Height() || b.Height() > 0.1*size.Height })
	slices.SortStableFunc(all, func(a, b certcat.Box) int { return cmp.Compare(b.Width(), a.Width()) })
	return all[:min(len(all), most)]
}

// sheet prepares the picture as turned so far.
func (j *job) sheet() *picture.Sheet {
	return picture.Prepare(j.img, j.in.Size, picture.Options{Turn: j.turn, Crop: j.in.Look.Box, Level: true, Strong: j.strong})
}

func (j *job) read(s *picture.Sheet, languages ...string) ([]certcat.Word, error) {
	look := j.in.Look
	look.Languages = languages
	return j.engine.Recognize(j.ctx, s.Grey, s.DPI, look)
}

// onPage maps words of a sheet to the page as shown.
func onPage(words []certcat.Word, sheet *picture.Sheet) {
	for i := range words {
		words[i].Box = sheet.Page(words[i].Box)
	}
}

// run finds out how the page lies and what it is written in, and reads it.
func (j *job) run() (*picture.Sheet, []certcat.Word, []string, error) {
	s, words, languages, err := j.attempt(false, nil)
	if err != nil || quality(words) >= badWhole || j.in.Look.Box != (certcat.Box{}) {
		return s, words, languages, err
	}
	// A page that reads badly may have a pattern or watermark beneath its text.
	turn := j.turn
	j.in.Turn = turn
	strong, again, other, err := j.attempt(true, languages)
	if err != nil {
		return nil, nil, nil, err
	}
	if worth(again) > worth(words) {
		return strong, again, other, nil
	}
	j.turn = turn
	return s, words, languages, nil
}

// worth weighs how much was read against how surely: garbage counts against a reading.
func worth(words []certcat.Word) float64 {
	sum := 0.0
	for _, w := range words {
		sum += float64(len([]rune(w.Text))) * (w.Confidence - 0.5)
	}
	return sum
}

// attempt reads with one way of preparation. Languages of another script, found by an earlier attempt, are kept.
func (j *job) attempt(strong bool, found []string) (*picture.Sheet, []certcat.Word, []string, error) {
	j.turn, j.strong = j.in.Turn, strong
	s := j.sheet()
	if len(j.in.Look.Languages) > 0 {
		languages := j.known(j.in.Look.Languages)
		words, err := j.read(s, languages...)
		return s, words, languages, err
	}
	base := j.known([]string{"eng"})
	if len(found) > 1 {
		words, err := j.foreign(s, nil, found...)
		return s, words, found, err
	}
	words, err := j.read(s, base...)
	if err != nil {
		return nil, nil, nil, err
	}
	if (quality(words) < goodWhole || sideways(words)) && found == nil && j.in.Look.Box.Empty() {
		if turn := j.orientation(s); turn != 0 {
			j.turn = (j.turn + turn) % 360
			turned := j.sheet()
			again, err := j.read(turned, base...)
			if err != nil {
				return nil, nil, nil, err
			}
			s, words = turned, again
		}
	}
	languages, err := j.languages(s, words)
	if err != nil || slices.Equal(languages, base) {
		return s, words, base, err
	}
	again, err := j.foreign(s, words, languages...)
	if err != nil {
		return nil, nil, nil, err
	}
	return s, again, languages, nil
}

// sideways reports whether most words stand higher than wide, as an engine that looks for blocks of vertical writing
// gives them.
func sideways(words []certcat.Word) bool {
	upright, standing := 0, 0
	for _, w := range words {
		if len([]rune(w.Text)) < 4 {
			continue
		}
		if w.Box.Height() > w.Box.Width() {
			standing++
		} else {
			upright++
		}
	}
	return standing > upright
}

// known keeps the models that are installed, and falls back on the first that is.
func (j *job) known(languages []string) []string {
	var out []string
	for _, l := range languages {
		if slices.Contains(j.installed, l) {
			out = append(out, l)
		}
	}
	if len(out) == 0 {
		out = j.installed[:1]
	}
	return out
}

// languages decides in which models a page that was read in English is read again.
func (j *job) languages(s *picture.Sheet, words []certcat.Word) ([]string, error) {
	base := j.known([]string{"eng"})
	script, err := j.script(s, words)
	if err != nil {
		return nil, err
	}
	if script != "" {
		return append([]string{script}, base...), nil
	}
	if l := latin(words, j.installed); !slices.Contains(base, l) {
		return append([]string{l}, base...), nil
	}
	return base, nil
}

// script lets the models of other scripts read the lines that read badly, and answers the one that reads them well.
func (j *job) script(s *picture.Sheet, words []certcat.Word) (string, error) {
	sample := badLines(s.Grey, words)
	if sample == nil {
		return "", nil
	}
	base, err := j.engine.Recognize(j.ctx, sample, s.DPI, certcat.Look{Languages: j.known([]string{"eng"}), Box: certcat.Box{X1: 1, Y1: 1}})
	if err != nil {
		return "", err
	}
	best, score := "", max(0.5, quality(base)+0.05)
	try := func(models []string, margin float64) error {
		for _, m := range models {
			words, err := j.engine.Recognize(j.ctx, sample, s.DPI, certcat.Look{Languages: []string{m}, Box: certcat.Box{X1: 1, Y1: 1}})
			if err != nil {
				return err
			}
			if share, letters := native(m, words); letters >= 6 && share > score+margin {
				best, score = m, share
			}
		}
		return nil
	}
	if err := try(models(j.installed, func(l language) bool { return l.first && l.family != "latin" }), 0); err != nil || best == "" {
		return "", err
	}
	// A sister script must be clearly better: it knows most of the letters too.
	family := families()[best].family
	err = try(models(j.installed, func(l language) bool { return !l.first && l.family == family }), 0.04)
	return best, err
}

// badLines puts the lines that were read worst under each other on one picture, nil where too little of the page reads
// badly.
func badLines(grey *image.Gray, words []certcat.Word) *image.Gray {
	type line struct {
		box   certcat.Box
		words []certcat.Word
	}
	var lines []line
	for i, w := range words {
		if i == 0 || w.Line != words[i-1].Line {
			lines = append(lines, line{})
		}
		l := &lines[len(lines)-1]
		l.box, l.words = l.box.Union(w.Box), append(l.words, w)
	}
	all, bad := 0.0, 0.0
	var heights []float64
	for _, l := range lines {
		all += l.box.Width()
		heights = append(heights, l.box.Height())
	}
	slices.Sort(heights)
	var picked []line
	for _, l := range lines {
		h := l.box.Height()
		if quality(l.words) < badLine && h < 3*heights[len(heights)/2] && l.box.Width() > 3*h && h > 8 {
			bad += l.box.Width()
			picked = append(picked, l)
		}
	}
	if bad < 0.08*all || len(picked) == 0 {
		return nil
	}
	slices.SortFunc(picked, func(a, b line) int { return int(b.box.Width() - a.box.Width()) })
	picked = picked[:min(len(picked), 6)]
	width, height := 40, 40
	for _, l := range picked {
		width = max(width, int(l.box.Width())+40)
		height += int(l.box.Height()) + 40
	}
	out := image.NewGray(image.Rect(0, 0, width, height))
	draw.Draw(out, out.Rect, image.White, image.Point{}, draw.Src)
	y := 20
	for _, l := range picked {
		r := image.Rect(int(l.box.X0)-6, int(l.box.Y0)-6, int(l.box.X1)+6, int(l.box.Y1)+6).Intersect(grey.Rect)
		draw.Draw(out, image.Rect(20, y, 20+r.Dx(), y+r.Dy()), grey, r.Min, draw.Src)
		y += r.Dy() + 28
	}
	return out
}

// orientation asks Tesseract's own program by how many degrees clockwise the picture must be turned to stand upright. 0
// where it can't tell.
func (j *job) orientation(s *picture.Sheet) int {
	if !slices.Contains(j.installed, "osd") {
		return 0
	}
	file := filepath.Join(j.dir, "osd.pgm")
	defer os.Remove(file)
	b := s.Grey.Rect
	data := fmt.Appendf(make([]byte, 0, b.Dx()*b.Dy()+32), "P5\n%d %d\n255\n", b.Dx(), b.Dy())
	if err := os.WriteFile(file, append(data, s.Grey.Pix...), 0o600); err != nil {
		return 0
	}
	out, err := child.Run(j.ctx, j.dir, child.Limits{Wall: 40 * time.Second}, "tesseract", file, "-", "--psm", "0", "--dpi", strconv.Itoa(s.DPI), "-c", "min_characters_to_try=20")
	if err != nil {
		return 0
	}
	turn, confidence := 0, 0.0
	for line := range strings.Lines(string(out)) {
		key, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		switch key {
		case "Rotate":
			turn, _ = strconv.Atoi(value)
		case "Orientation confidence":
			confidence, _ = strconv.ParseFloat(value, 64)
		}
	}
	if confidence < 1.5 {
		return 0
	}
	return turn
}
