package ppocr_test

import (
	"context"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/disintegration/imaging"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/extract/read/picture"
	"github.com/certcat/certcat/extract/read/ppocr"
	"github.com/certcat/certcat/extract/read/readtest"
)

func TestConformance(t *testing.T) {
	readtest.Engine(t, ppocr.New(readtest.SecondEngine(t, ppocr.Missing)))
}

// TestDamage holds the character error on what telephones do to a label, read as it is, without preparation.
func TestDamage(t *testing.T) {
	engine := ppocr.New(readtest.SecondEngine(t, ppocr.Missing))
	page := readtest.Draw(readtest.Certificate[7:12], 11, 200)
	label := imaging.Crop(page.Image, image.Rect(0, 150, page.Image.Rect.Dx(), 620))
	truth := readtest.Text(page.Words)
	dark := imaging.AdjustContrast(imaging.Invert(label), -60)
	for _, c := range []struct {
		name string
		img  image.Image
		most float64
	}{
		{"as drawn", label, 0.01},
		{"light on dark, of little contrast", dark, 0.01},
		{"rises 9°", imaging.Rotate(label, 9, color.White), 0.03},
		{"on its head", imaging.Rotate180(label), 0.03},
		{"blurred", imaging.Blur(label, 2), 0.02},
		{"70 dpi", imaging.Resize(label, label.Bounds().Dx()*35/100, 0, imaging.Box), 0.05},
	} {
		words, err := engine.Recognize(context.Background(), picture.Luma(c.img), 200, certcat.Look{})
		if err != nil {
			t.Fatal(err)
		}
		got := readtest.Text(words)
		if c.name == "on its head" { // the lines stand in the order of the page, their words in that of reading
			lines := strings.Split(got, "\n")
			slices.Reverse(lines)
			got = strings.Join(lines, "\n")
		}
		rate := readtest.ErrorRate(truth, got)
		t.Logf("%-34s %5.2f %% of the characters are wrong", c.name, 100*rate)
		if rate > c.most {
			t.Errorf("%s: %.1f %% of the characters are wrong, want at most %.0f %%\n%s", c.name, 100*rate, 100*c.most, got)
		}
	}
}

func TestMissing(t *testing.T) {
	if got := ppocr.Missing(""); len(got) != 5 {
		t.Errorf("no folder lacks %q, want five files", got)
	}
	folder := t.TempDir()
	for _, name := range ppocr.Missing(folder) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("no model"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := ppocr.Missing(folder); len(got) != 0 {
		t.Errorf("%q are missing though all are there", got)
	}
	if version, _, err := ppocr.New(folder).About(); err == nil || !strings.Contains(err.Error(), "make setup ENGINES=ppocr") {
		t.Errorf("files that are no models: version %q, error %v", version, err)
	}
}
