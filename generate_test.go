package certcat_test

// The generator of the test documents lives under testdata, which "go mod tidy" doesn't look into: what it needs is
// named here, so that tidying keeps it.
import (
	_ "codeberg.org/go-pdf/fpdf"
	_ "github.com/HugoSmits86/nativewebp"
)
