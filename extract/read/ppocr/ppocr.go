// Package ppocr recognises text with the PP-OCR models through ONNX Runtime: a second pair of eyes for photos, labels
// and Chinese. It promises words in pixels of the picture it was given, with the models' confidence as 0–1 and line
// numbers in reading order, the same at every run, with one thread. Words are cut out of lines where the picture has a
// gap, because the models say few spaces. The models and the runtime are files in a folder (files.csv says which and
// where they come from); without them there is no engine, and nothing else changes. A crash in the runtime kills the
// process: it is used in worker processes only.
package ppocr

import (
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/certcat/certcat"
)

// Name is what readings of this engine say in By.
const Name = "ppocr"

// languages are what the recognition model was trained on, in the names that Looks use.
var languages = []string{"chi_sim", "chi_tra", "eng"}

//go:embed files.csv
var fileTable []byte

// A file is one row of files.csv: what the engine is made of, and where it comes from.
type file struct {
	role, system, name, digest string
}

// files are those of this machine's system, by role.
var files = sync.OnceValue(func() map[string]file {
	rows, err := csv.NewReader(bytes.NewReader(fileTable)).ReadAll()
	if err != nil {
		panic(fmt.Errorf("ppocr: files.csv: %w", err))
	}
	column := map[string]int{}
	for i, name := range rows[0] {
		column[name] = i
	}
	out := map[string]file{}
	for _, row := range rows[1:] {
		f := file{row[column["role"]], row[column["system"]], row[column["file"]], row[column["sha256"]]}
		if f.system == "any" || f.system == runtime.GOOS+"-"+runtime.GOARCH {
			out[f.role] = f
		}
	}
	return out
})

// roles of the files, in the order in which the version names them.
var roles = []string{"detection", "direction", "recognition", "characters", "runtime"}

// Engine recognises text. It keeps loaded models between calls and is not safe for concurrent use.
type Engine struct {
	folder  string
	version string
	models  *models
}

// Missing lists the engine's files that are not in the folder; none where the engine can be used. On a system for which
// no files are known, it lists the roles.
func Missing(folder string) (names []string) {
	for _, role := range roles {
		f, known := files()[role]
		if !known {
			names = append(names, role)
		} else if info, err := os.Stat(filepath.Join(folder, f.name)); folder == "" || err != nil || !info.Mode().IsRegular() {
			names = append(names, f.name)
		}
	}
	return names
}

// New gives the engine whose files lie in the folder.
func New(folder string) *Engine { return &Engine{folder: folder} }

// Name is the engine's name.
func (e *Engine) Name() string { return Name }

// About gives the version, which holds the beginnings of all files' digests, so that other models are another version.
// Files that differ from those of files.csv are used, and marked with a star.
func (e *Engine) About() (version string, known []string, err error) {
	if e.version != "" {
		return e.version, languages, nil
	}
	said := []string{"PP-OCRv4"}
	for _, role := range roles {
		f := files()[role]
		data, err := os.ReadFile(filepath.Join(e.folder, f.name))
		if err != nil {
			return "", nil, fmt.Errorf("ppocr: %w; install the files with make setup ENGINES=ppocr", err)
		}
		sum := sha256.Sum256(data)
		digest := hex.EncodeToString(sum[:])
		mark := ""
		if digest != f.digest {
			mark = "*"
		}
		said = append(said, role+" "+digest[:12]+mark)
	}
	if e.models == nil {
		if e.models, err = load(e.folder); err != nil {
			return "", nil, fmt.Errorf("%w; install the files anew with make setup ENGINES=ppocr, or set CERTCAT_PPOCR=off", err)
		}
	}
	e.version = strings.Join(said, ", ")
	return e.version, languages, nil
}

// Recognize reads a prepared picture. The look gives the whitelist and whether to expect a single line; of its languages
// only those are known that About names, and all are read at once. Boxes are in pixels.
func (e *Engine) Recognize(ctx context.Context, img *image.Gray, _ int, look certcat.Look) ([]certcat.Word, error) {
	if img == nil || img.Rect.Dx() < 3 || img.Rect.Dy() < 3 || img.Stride != img.Rect.Dx() {
		return nil, errors.New("ppocr: the picture is empty or not packed")
	}
	for _, l := range look.Languages {
		if !slices.Contains(languages, l) {
			return nil, fmt.Errorf("ppocr: no model for the language %q", l)
		}
	}
	if e.models == nil {
		m, err := load(e.folder)
		if err != nil {
			return nil, err
		}
		e.models = m
	}
	return e.models.page(ctx, img, look)
}
