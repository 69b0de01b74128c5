package main

import (
	"context"

	"github.com/certcat/certcat/child"
	"github.com/certcat/certcat/extract/read"
	"github.com/certcat/certcat/extract/read/picture"
	"github.com/certcat/certcat/extract/read/poppler"
	"github.com/certcat/certcat/extract/read/tesseract"
)

// programLimits bound each program that a reader process starts; the limits of the call hold beside them.
var programLimits = child.Limits{Memory: 2 << 30, Output: 512 << 20}

// readHandlers are the operations of the child half that read pages. A new engine or kind of file is named here.
func readHandlers() map[string]child.Handler {
	run := func(ctx context.Context, dir, name string, args ...string) ([]byte, error) {
		return child.Run(ctx, dir, programLimits, name, args...)
	}
	return read.Handlers(&tesseract.Engine{}, poppler.Medium{Run: run}, picture.Source{Run: run})
}
