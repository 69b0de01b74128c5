package tesseract_test

import (
	"testing"

	"github.com/certcat/certcat/extract/read/readtest"
	"github.com/certcat/certcat/extract/read/tesseract"
)

func TestConformance(t *testing.T) { readtest.Engine(t, &tesseract.Engine{}) }
