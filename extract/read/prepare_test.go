package read_test

import (
	"context"
	"testing"
	"time"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract/read/picture"
	"github.com/certcat/certcat/extract/read/readtest"
	"github.com/certcat/certcat/extract/read/tesseract"
)

// TestPreparation measures the character error on damaged pages, raw and prepared, and holds the bounds.
func TestPreparation(t *testing.T) {
	engine := &tesseract.Engine{}
	page := readtest.Draw(readtest.Certificate, 10, 300)
	truth := readtest.Text(page.Words)
	var raw, prepared float64
	damages := readtest.Damages()
	for _, damage := range damages {
		img := damage.Do(page.Image)
		read := func(o picture.Options) float64 {
			s := picture.Prepare(img, page.Size, o)
			words, err := engine.Recognize(context.Background(), s.Grey, s.DPI, certcat.Look{Languages: []string{"eng"}})
			if err != nil {
				t.Fatal(err)
			}
			return readtest.ErrorRate(truth, readtest.Text(words))
		}
		start := time.Now()
		a := 1.0
		if damage.Name != "noise" { // raw noise holds the engine up for minutes
			a = read(picture.Options{Raw: true})
		}
		b := read(picture.Options{Level: true})
		t.Logf("%-16s %v raw %5.2f %%  prepared %5.2f %%", damage.Name, time.Since(start), 100*a, 100*b)
		raw += a
		prepared += b
		if b > 0.02 {
			t.Errorf("%s: %.2f %% of the characters are wrong after preparation, want at most 2 %%", damage.Name, 100*b)
		}
	}
	n := float64(len(damages))
	t.Logf("mean: raw %.2f %%, prepared %.2f %%", 100*raw/n, 100*prepared/n)
	if prepared/n > 0.012 {
		t.Errorf("mean error after preparation %.2f %%, want at most 1.2 %%", 100*prepared/n)
	}
}
