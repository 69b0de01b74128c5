package readtest

import (
	"context"
	"image"
	"math"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract/read"
	"github.com/certcat/certcat/extract/read/picture"
)

// Engine is the conformance suite: every engine passes it.
func Engine(t *testing.T, engine read.Engine) {
	t.Helper()
	version, languages, err := engine.About()
	if err != nil || engine.Name() == "" || version == "" || len(languages) == 0 {
		t.Fatalf("About() = %q, %v, %v by %q: want a name, a version and languages", version, languages, err, engine.Name())
	}
	page := Draw(Certificate[:9], 10, 300)
	sheet := picture.Prepare(page.Image, page.Size, picture.Options{Level: true})
	recognize := func(t *testing.T, img *image.Gray, look certcat.Look) []certcat.Word {
		t.Helper()
		look.Languages = []string{"eng"}
		words, err := engine.Recognize(context.Background(), img, 300, look)
		if err != nil {
			t.Fatal(err)
		}
		return words
	}
	t.Run("page", func(t *testing.T) {
		words := recognize(t, sheet.Grey, certcat.Look{})
		if rate := ErrorRate(Text(page.Words), Text(words)); rate > 0.02 {
			t.Errorf("%.1f %% of the characters of a clean page are wrong", 100*rate)
		}
		line := 0
		for i := range words {
			if words[i].Line < line || words[i].Line < 1 {
				t.Errorf("line %d comes after line %d", words[i].Line, line)
			}
			line = words[i].Line
			if c := words[i].Confidence; c < 0 || c > 1 {
				t.Errorf("confidence %g of %q is not between 0 and 1", c, words[i].Text)
			}
			words[i].Box = sheet.Page(words[i].Box)
		}
		Boxes(t, page.Words, words, 0.9)
	})
	t.Run("same twice", func(t *testing.T) {
		a, b := recognize(t, sheet.Grey, certcat.Look{}), recognize(t, sheet.Grey, certcat.Look{})
		if Text(a) != Text(b) {
			t.Errorf("two readings of one picture differ:\n%s\n%s", Text(a), Text(b))
		}
	})
	t.Run("blank", func(t *testing.T) {
		blank := Draw(nil, 10, 100)
		if words := recognize(t, picture.Red(blank.Image), certcat.Look{}); len(words) > 0 {
			t.Errorf("a blank page gives %q", Text(words))
		}
	})
	t.Run("single line, few characters", func(t *testing.T) {
		line := picture.Prepare(page.Image, page.Size, picture.Options{Crop: page.Words[3].Box.Union(page.Words[8].Box)})
		words := recognize(t, line.Grey, certcat.Look{SingleLine: true, Whitelist: "0123456789-"})
		if strings.Trim(Text(words), " \n0123456789-") != "" || !strings.Contains(Text(words), "2026-04417") {
			t.Errorf("digits alone give %q, want them to hold 2026-04417 and no letter", Text(words))
		}
	})
	t.Run("no picture", func(t *testing.T) {
		for _, img := range []*image.Gray{nil, image.NewGray(image.Rect(0, 0, 0, 0)), image.NewGray(image.Rect(0, 0, 1, 1))} {
			if _, err := engine.Recognize(context.Background(), img, 300, certcat.Look{Languages: []string{"eng"}}); err == nil {
				t.Errorf("%v is read without an error", img)
			}
		}
		recognize(t, sheet.Grey, certcat.Look{}) // and the engine still works
	})
	t.Run("unknown language", func(t *testing.T) {
		if _, err := engine.Recognize(context.Background(), sheet.Grey, 300, certcat.Look{Languages: []string{"xyz"}}); err == nil {
			t.Error("a language that isn't installed gives no error")
		}
		recognize(t, sheet.Grey, certcat.Look{})
	})
}

// Boxes reports words whose boxes do not lie where the truth says that words of the same text lie, and fails where less
// than the share of the truth's words is found at its place. Boxes are in points.
func Boxes(t *testing.T, truth, words []certcat.Word, share float64) {
	t.Helper()
	found := 0
	for _, want := range truth {
		for _, got := range words {
			both := want.Box.Overlap(got.Box)
			union := want.Box.Width()*want.Box.Height() + got.Box.Width()*got.Box.Height() - both
			if got.Text == want.Text && both > 0.4*union {
				found++
				break
			}
		}
	}
	if float64(found) < share*float64(len(truth)) {
		t.Errorf("%d of %d words are found at their place, want %.0f %%; seen:\n%s", found, len(truth), 100*share, Text(words))
	}
}

// Hostile is an engine that does what its value says: one of the constants.
type Hostile string

// What hostile engines do.
const (
	Crash Hostile = "crash" // dies of a signal
	Hang  Hostile = "hang"  // never answers, and burns no time
	Spin  Hostile = "spin"  // never answers, and burns it
	Lie   Hostile = "lie"   // answers boxes that can't be, text that is none, and a million words
	Eat   Hostile = "eat"   // takes all the memory that it gets
)

// Name is the engine's name.
func (h Hostile) Name() string { return string(h) }

// About answers properly: engines turn hostile on a picture.
func (h Hostile) About() (string, []string, error) { return "1", []string{"eng"}, nil }

// Recognize does what the engine's name says.
func (h Hostile) Recognize(context.Context, *image.Gray, int, certcat.Look) ([]certcat.Word, error) {
	switch h {
	case Crash:
		_ = syscall.Kill(os.Getpid(), syscall.SIGSEGV)
		time.Sleep(time.Hour)
	case Hang:
		time.Sleep(time.Hour)
	case Spin:
		for i := 0; ; i++ {
			_ = math.Sqrt(float64(i))
		}
	case Eat:
		var eaten [][]byte
		for {
			b := make([]byte, 64<<20)
			for i := 0; i < len(b); i += 4096 {
				b[i] = 1
			}
			eaten = append(eaten, b)
			_ = eaten
		}
	}
	words := []certcat.Word{
		{Text: "honest", Confidence: 0.9, Line: 1, Box: certcat.Box{X0: 10, Y0: 10, X1: 60, Y1: 20}},
		{Text: "outside", Confidence: 0.9, Line: 1, Box: certcat.Box{X0: 90000, Y0: 10, X1: 90060, Y1: 20}},
		{Text: "negative", Confidence: -3, Line: 1, Box: certcat.Box{X0: -500, Y0: -10, X1: -60, Y1: -5}},
		{Text: "inside out", Confidence: 7, Line: 1, Box: certcat.Box{X0: 60, Y0: 20, X1: 10, Y1: 10}},
		{Text: "", Confidence: 0.9, Line: 1, Box: certcat.Box{X0: 10, Y0: 10, X1: 60, Y1: 20}},
		{Text: strings.Repeat("long", 5000), Confidence: 0.9, Line: 1, Box: certcat.Box{X0: 10, Y0: 10, X1: 60, Y1: 20}},
	}
	for range 100_000 {
		words = append(words, certcat.Word{Text: "more", Confidence: 0.9, Line: -4, Box: certcat.Box{X0: 10, Y0: 30, X1: 60, Y1: 40}})
	}
	return words, nil
}
