package folder_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/certcat/certcat/ingest"
	"github.com/certcat/certcat/ingest/folder"
	"github.com/certcat/certcat/ingest/ingesttest"
)

func TestMain(m *testing.M) { os.Exit(ingesttest.Main(m)) }

func put(t *testing.T, path, text string) string {
	t.Helper()
	if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o600)); err != nil {
		t.Fatal(err)
	}
	return path
}

// describe is an item in one line: its key, its content, its problems.
func describe(item ingest.Item) string {
	text := item.Key
	if item.Path != "" {
		data, err := os.ReadFile(item.Path)
		if err != nil {
			return text + " " + err.Error()
		}
		text += fmt.Sprintf(" %.20q", data)
	}
	for _, p := range item.Problems {
		text += " " + p.Code
		for _, a := range p.Args {
			text += " " + a.Key + "=" + a.Value
		}
	}
	return text
}

func all(t *testing.T, source ingest.Source) []string {
	t.Helper()
	var lines []string
	for item, err := range source.Items(context.Background()) {
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, describe(item))
		if item.Release != nil {
			item.Release()
		}
	}
	return lines
}

func TestWalkAnswersEveryEntry(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "b.pdf"), "b")
	put(t, filepath.Join(dir, "a", "z.pdf"), "z")
	put(t, filepath.Join(dir, "a", "certcat.yaml"), "only at the top it is configuration")
	put(t, filepath.Join(dir, "certcat.yaml"), "options")
	put(t, filepath.Join(dir, ".git", "config"), "hidden")
	put(t, filepath.Join(dir, ".DS_Store"), "hidden")
	put(t, filepath.Join(dir, "\xff\n\x1b[31m\\.pdf"), "odd name")
	put(t, filepath.Join(dir, "证书 ü.pdf"), "good name")
	outside := put(t, filepath.Join(t.TempDir(), "secret"), "secret")
	socket, err := net.Listen("unix", filepath.Join(dir, "socket"))
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	if err := errors.Join(os.Symlink(outside, filepath.Join(dir, "link.pdf")), os.Symlink(dir, filepath.Join(dir, "loop")),
		syscall.Mkfifo(filepath.Join(dir, "fifo.pdf"), 0o600)); err != nil {
		t.Fatal(err)
	}
	var skipped []string
	source := folder.Folder{Dir: dir, Options: folder.Options{Skipped: func(key, why string) { skipped = append(skipped, key+" "+why) }}}
	want := []string{
		`a/certcat.yaml "only at the top it i"`, `a/z.pdf "z"`, `b.pdf "b"`, `fifo.pdf not-a-file kind=fifo`, `link.pdf not-a-file kind=symlink`,
		`loop not-a-file kind=symlink`, `socket not-a-file kind=socket`, `证书 ü.pdf "good name"`, `\xff\u{a}\u{1b}[31m\\.pdf "odd name"`,
	}
	for range 2 {
		if got := all(t, source); !reflect.DeepEqual(got, want) {
			t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	if want := []string{".DS_Store hidden", ".git hidden", "certcat.yaml config"}; !reflect.DeepEqual(skipped[:3], want) {
		t.Errorf("skipped %v", skipped)
	}
}

func TestWalkEnds(t *testing.T) {
	for item, err := range (folder.Folder{Dir: filepath.Join(t.TempDir(), "none")}).Items(context.Background()) {
		if err == nil || item.Key != "" {
			t.Errorf("got %v %v", item, err)
		}
	}
	dir := t.TempDir()
	for i := range 5 {
		put(t, filepath.Join(dir, fmt.Sprint(i)), "x")
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	seen := 0
	var last error
	for _, last = range (folder.Folder{Dir: dir}).Items(ctx) {
		if seen++; seen == 2 {
			cancel()
		}
	}
	if seen != 3 || !errors.Is(last, context.Canceled) {
		t.Errorf("%d items, %v", seen, last)
	}
	for _, err := range (folder.Folder{Dir: dir}).Items(context.Background()) {
		if err != nil {
			t.Error(err)
		}
		break
	}
}

func TestLabelsStayDifferent(t *testing.T) {
	names := []string{"a", `\x61`, "\x61\xff", `a\xff`, "a\n", `a\u{a}`, "a\u202e", "é", "e\u0301"}
	var labels []string
	for _, name := range names {
		labels = append(labels, folder.Label(name))
	}
	slices.Sort(labels)
	if n := len(slices.Compact(slices.Clone(labels))); n != len(names) {
		t.Errorf("%d labels for %d names: %q", n, len(names), labels)
	}
	if joined := strings.Join(labels, ""); strings.ContainsAny(joined, "\n\u202e") || strings.Contains(joined, "\xff") {
		t.Errorf("not printable: %q", joined)
	}
}

func TestApart(t *testing.T) {
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in"), filepath.Join(dir, "out")
	link := filepath.Join(dir, "link")
	if err := errors.Join(os.Mkdir(in, 0o755), os.Mkdir(out, 0o755), os.Symlink(in, link)); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{in, filepath.Join(in, "deep", "new"), link, filepath.Join(link, "new"), dir, filepath.Join(out, "..", "in", "x")} {
		if err := folder.Apart(in, out, bad); !errors.Is(err, folder.ErrOutputInside) {
			t.Errorf("%s: %v", bad, err)
		}
	}
	for _, good := range []string{out, in + "2", filepath.Join(out, "in"), filepath.Join(dir, "..in")} {
		if err := folder.Apart(in, good); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
}
