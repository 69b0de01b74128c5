package ppocr_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/certcat/certcat/extract/read/ppocr"
	"github.com/certcat/certcat/extract/read/readtest"
)

// installed gives the engine from the folder that CERTCAT_PPOCR names, else from where make setup puts it.
func installed(t *testing.T) *ppocr.Engine {
	t.Helper()
	folder := os.Getenv("CERTCAT_PPOCR")
	if folder == "" {
		folder = filepath.Join(os.Getenv("HOME"), ".local/share/certcat/ppocr")
	}
	if missing := ppocr.Missing(folder); len(missing) > 0 {
		if os.Getenv("CERTCAT_CI") == "1" {
			t.Fatalf("%q are not in %s: make setup ENGINES=ppocr", missing, folder)
		}
		t.Skipf("%q are not in %s: make setup ENGINES=ppocr", missing, folder)
	}
	return ppocr.New(folder)
}

func TestConformance(t *testing.T) { readtest.Engine(t, installed(t)) }
