package main

import (
	"context"
	"os"
	"path/filepath"

	"github.com/certcat/certcat/child"
	"github.com/certcat/certcat/extract/read"
	"github.com/certcat/certcat/extract/read/picture"
	"github.com/certcat/certcat/extract/read/poppler"
	"github.com/certcat/certcat/extract/read/ppocr"
	"github.com/certcat/certcat/extract/read/tesseract"
)

// programLimits bound each program that a reader process starts; the limits of the call hold beside them.
var programLimits = child.Limits{Memory: 2 << 30, Output: 512 << 20}

// ppocrFolder is the variable that names the folder with the files of the second recognition engine; "off" leaves it
// out. Readers are always told a folder, or nothing.
const ppocrFolder = "CERTCAT_PPOCR"

// secondEngine gives the folder of the second engine's files and what is missing there; folder is "" where the engine was
// switched off or nobody could say where it is.
func (p program) secondEngine() (folder string, missing []string) {
	folder = p.env(ppocrFolder)
	if folder == "off" {
		return "", nil
	}
	if folder == "" {
		data := p.env("XDG_DATA_HOME")
		if home := p.env("HOME"); data == "" && home != "" {
			data = filepath.Join(home, ".local", "share")
		}
		if data == "" {
			return "", nil
		}
		folder = filepath.Join(data, "certcat", "ppocr")
	}
	return folder, ppocr.Missing(folder)
}

// readHandlers are the operations of the child half that read pages. A new engine or kind of file is named here.
func readHandlers() map[string]child.Handler {
	run := func(ctx context.Context, dir, name string, args ...string) ([]byte, error) {
		return child.Run(ctx, dir, programLimits, name, args...)
	}
	engines := []read.Engine{&tesseract.Engine{}}
	if folder := os.Getenv(ppocrFolder); folder != "" && len(ppocr.Missing(folder)) == 0 {
		engines = append(engines, ppocr.New(folder))
	}
	return read.Handlers(engines, poppler.Medium{Run: run}, picture.Source{Run: run})
}
