package certcat_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// A listed is what `go list -json` says about a package.
type listed struct {
	ImportPath string
	Name       string
	Dir        string
	Standard   bool
	GoFiles    []string
	CgoFiles   []string
	Imports    []string
}

var (
	leaves = []string{"grammar", "tables", "child", "say", "bucket"}
	stages = []string{"ingest", "extract", "validate", "store", "catalog", "queue", "flow", "review"}

	// leafMayKnow are the leaves that a leaf may import beside the root.
	leafMayKnow = map[string][]string{"tables": {"grammar"}}

	// pure rooms work on values alone. Commands inside them (package main) prepare their data and are free.
	pure = []string{"grammar", "tables", "extract", "validate"}
	// impure are parts of pure rooms that touch the outside world.
	impure = []string{"extract/read"}

	// outside are the standard packages through which a program touches the world; net/url and net/netip only parse.
	outside = []string{"os", "net", "syscall", "plugin", "log", "io/ioutil", "crypto/rand", "database/sql", "C", "golang.org/x/sys"}
	harmful = map[string][]string{"time": {"Now", "Since", "Until", "After", "AfterFunc", "Sleep", "Tick", "NewTimer", "NewTicker"}}

	// confined says which of our packages may import a library (and everything below its path).
	confined = map[string][]string{
		"github.com/minio/minio-go":       {"store/s3", "ingest/s3", "bucket"},
		"github.com/pdfcpu/pdfcpu":        {"ingest/pdf"},
		"github.com/otiai10/gosseract":    {"extract/read/tesseract"},
		"github.com/yalue/onnxruntime_go": {"extract/read/ppocr"},
		"database/sql":                    {"catalog"},
		"modernc.org/sqlite":              {"catalog"},
		"github.com/jackc/pgx":            {"catalog"},
		"github.com/uptrace/bun":          {"catalog"},
		"github.com/pressly/goose":        {"catalog"},
		"github.com/nats-io":              {"queue"},
		"html/template":                   {"review"},
	}
)

// below reports whether path is root or lies below it.
func below(path, root string) bool { return path == root || strings.HasPrefix(path, root+"/") }

func belowAny(path string, roots []string) bool {
	return slices.ContainsFunc(roots, func(root string) bool { return below(path, root) })
}

// A house is a module's packages, by import path.
type house struct {
	module   string
	packages map[string]listed
}

// room is a package's path inside the module, "." for the root; ok is false for packages of others.
func (h house) room(path string) (string, bool) {
	if path == h.module {
		return ".", true
	}
	return strings.CutPrefix(path, h.module+"/")
}

// reaches lists everything that a package imports, directly or through others of any module, the standard library left
// closed: what the standard library imports itself is its own matter.
func (h house) reaches(path string) []string {
	seen := map[string]bool{}
	var visit func(string)
	visit = func(p string) {
		for _, next := range h.packages[p].Imports {
			if !seen[next] {
				seen[next] = true
				if !h.packages[next].Standard {
					visit(next)
				}
			}
		}
	}
	visit(path)
	var all []string
	for p := range seen {
		all = append(all, p)
	}
	slices.Sort(all)
	return all
}

// mayKnow reports whether the room from may reach the room to.
func mayKnow(from, to string) bool {
	top, _, _ := strings.Cut(from, "/")
	switch {
	case top == "cmd":
		return true
	case from == ".":
		return false
	case to == "." || below(to, top):
		return true
	case slices.Contains(leaves, top):
		return belowAny(to, leafMayKnow[top])
	case slices.Contains(stages, top):
		return belowAny(to, leaves)
	}
	return false
}

func isPure(p listed, room string) bool {
	return p.Name != "main" && belowAny(room, pure) && !belowAny(room, impure)
}

// breaches are the places where the house breaks its import law.
func (h house) breaches() []string {
	var all []string
	for path, p := range h.packages {
		room, ours := h.room(path)
		if !ours {
			continue
		}
		top, _, _ := strings.Cut(room, "/")
		if room != "." && top != "cmd" && !slices.Contains(leaves, top) && !slices.Contains(stages, top) {
			all = append(all, fmt.Sprintf("%s: no such room in the house", room))
		}
		reached := h.reaches(path)
		for _, to := range reached {
			if other, ours := h.room(to); ours && !mayKnow(room, other) {
				all = append(all, fmt.Sprintf("%s: may not know %s", room, other))
			}
		}
		for _, to := range p.Imports {
			for library, rooms := range confined {
				if below(to, library) && !belowAny(room, rooms) {
					all = append(all, fmt.Sprintf("%s: may not import %s, only %s may", room, to, strings.Join(rooms, ", ")))
				}
			}
			if room == "." && !h.packages[to].Standard {
				all = append(all, fmt.Sprintf(".: may import the standard library alone, not %s", to))
			}
		}
		if isPure(p, room) {
			all = append(all, h.impurities(room, path, reached)...)
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// impurities are the ways by which a pure room reaches the outside world: by itself, or through a package that is not of
// the standard library.
func (h house) impurities(room, path string, reached []string) []string {
	var all []string
	for _, via := range append([]string{path}, reached...) {
		p := h.packages[via]
		if p.Standard {
			continue
		}
		if len(p.CgoFiles) > 0 {
			all = append(all, fmt.Sprintf("%s: is pure but reaches cgo in %s", room, via))
		}
		for _, to := range p.Imports {
			if belowAny(to, outside) && to != "net/url" && to != "net/netip" {
				all = append(all, fmt.Sprintf("%s: is pure but reaches %s through %s", room, to, via))
			}
		}
		if _, ours := h.room(via); !ours {
			continue
		}
		for _, file := range p.GoFiles {
			used, err := uses(filepath.Join(p.Dir, file), harmful)
			if err != nil {
				all = append(all, err.Error())
			}
			for _, name := range used {
				all = append(all, fmt.Sprintf("%s: is pure but %s uses %s", room, file, name))
			}
		}
	}
	return all
}

// uses lists the names of the given packages that a file uses, as "time.Now".
func uses(file string, names map[string][]string) ([]string, error) {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		return nil, err
	}
	local := map[string]string{} // name in the file → import path
	for _, spec := range parsed.Imports {
		path, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		name := path[strings.LastIndex(path, "/")+1:]
		if spec.Name != nil {
			name = spec.Name.Name
		}
		local[name] = path
	}
	var found []string
	ast.Inspect(parsed, func(n ast.Node) bool {
		if selector, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := selector.X.(*ast.Ident); ok && slices.Contains(names[local[x.Name]], selector.Sel.Name) {
				found = append(found, local[x.Name]+"."+selector.Sel.Name)
			}
		}
		return true
	})
	return found, nil
}

// list asks the go command for all packages of the module in dir and everything that they import.
func list(t *testing.T, dir string) house {
	t.Helper()
	command := exec.Command("go", "list", "-deps", "-json=ImportPath,Name,Dir,Standard,GoFiles,CgoFiles,Imports", "./...")
	command.Dir = dir
	command.Env = append(os.Environ(), "GOFLAGS=", "GOWORK=off")
	var stderr bytes.Buffer
	command.Stderr = &stderr
	output, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.Bytes())
	}
	h := house{packages: map[string]listed{}}
	decoder := json.NewDecoder(bytes.NewReader(output))
	for {
		var p listed
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		h.packages[p.ImportPath] = p
	}
	data, err := os.ReadFile(filepath.Join(dir, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := strings.Cut(string(data), "module ")
	h.module = strings.Fields(after)[0]
	return h
}

func TestImportLaw(t *testing.T) {
	h := list(t, ".")
	if _, found := h.packages[h.module]; !found || len(h.reaches(h.module+"/cmd/certcat")) < 20 {
		t.Fatal("the module's packages were not found: the law was not checked")
	}
	for _, breach := range h.breaches() {
		t.Error(breach)
	}
}

// TestImportLawBites lists a small module that breaks every article of the law once.
func TestImportLawBites(t *testing.T) {
	archive, err := txtar.ParseFile("testdata/law.txtar")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, file := range archive.Files {
		path := filepath.Join(dir, file.Name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, file.Data, 0o644)); err != nil {
			t.Fatal(err)
		}
	}
	got := strings.Join(list(t, dir).breaches(), "\n") + "\n"
	if want := string(archive.Comment); got != want {
		t.Errorf("breaches found:\n%s\nwant:\n%s", got, want)
	}
}
