package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/store/storetest"
)

// storeRun runs the program and gives its exit code and what it printed.
func storeRun(t *testing.T, args ...string) (int, string, string) {
	t.Helper()
	var out, errs bytes.Buffer
	code := run(t.Context(), args, func(string) string { return "" }, streams{strings.NewReader(""), &out, &errs})
	return code, out.String(), errs.String()
}

func wantRun(t *testing.T, code int, out string, args ...string) {
	t.Helper()
	gotCode, got, errs := storeRun(t, args...)
	if gotCode != code || got != out || errs != "" {
		t.Errorf("certcat %s:\n got %d %q %q\nwant %d %q", strings.Join(args, " "), gotCode, got, errs, code, out)
	}
}

// TestStoreCommands verifies a store in a folder, damages it, and copies it into a bucket and back.
func TestStoreCommands(t *testing.T) {
	server := storetest.NewS3Server(t)
	for _, name := range []string{"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} {
		t.Setenv(name, server.Env(name))
	}
	folder := filepath.Join(t.TempDir(), "a b")
	s, err := openStore(t.Context(), "file://"+strings.ReplaceAll(folder, " ", "%20"))
	if err != nil {
		t.Fatal(err)
	}
	id := store.Hash([]byte("certificate"))
	_, _, err1 := s.PutOriginal(t.Context(), id, 11, func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("certificate")), nil })
	ref, err2 := s.PutDocument(t.Context(), certcat.Document{ID: id, Size: 11})
	_, err3 := s.PutCurrent(t.Context(), store.Record{Document: id, Revision: 1, Objects: []store.Ref{ref}}, "")
	for _, err := range []error{err1, err2, err3} {
		if err != nil {
			t.Fatal(err)
		}
	}
	wantRun(t, exitAccepted, "main: sealed\n", "store", "checkpoint", folder)
	wantRun(t, exitAccepted, "main: nothing has changed since the last checkpoint\n", "store", "checkpoint", folder)
	code, sound, errs := storeRun(t, "store", "verify", folder)
	begin := "main: 1 originals, 1 results, 0 pictures, 1 records, 1 logs with 1 entries, 1 checkpoints, 0 receipts, 0 pending, 0 erased; "
	if code != exitAccepted || !strings.HasPrefix(sound, begin) || !strings.HasSuffix(sound, "\nnothing was lost or changed\n") || errs != "" {
		t.Errorf("verify: %d %q %q, want %q…", code, sound, errs, begin)
	}

	bucket, back := server.Address("a b"), t.TempDir()
	for _, step := range [][2]string{{folder, bucket}, {bucket, back}} {
		code, out, errs := storeRun(t, "store", "copy", step[0], step[1])
		if code != exitAccepted || !strings.HasPrefix(out, "5 objects copied (") || !strings.HasSuffix(out, "), 1 were there\nthe copy is complete\n") || errs != "" {
			t.Errorf("copy %s %s: %d %q %q", step[0], step[1], code, out, errs)
		}
		wantRun(t, exitAccepted, "0 objects copied (0 B), 6 were there\nthe copy is complete\n", "store", "copy", step[0], step[1])
		wantRun(t, exitAccepted, sound, "store", "verify", step[1])
	}

	if err := os.WriteFile(filepath.Join(back, "main", "originals", id[:2], id), []byte("certificatf"), 0o600); err != nil {
		t.Fatal(err)
	}
	fault := "fault store-changed key=originals/" + id[:2] + "/" + id + " want=" + id + " got=" + store.Hash([]byte("certificatf")) + "\n"
	first, _, _ := strings.Cut(sound, "\n")
	wantRun(t, exitRejected, first+"\n"+fault+"something was lost or changed: restore it from a copy\n", "store", "verify", back)
	key := "main/originals/" + id[:2] + "/" + id
	wantRun(t, exitRejected, "0 objects copied (0 B), 5 were there\nfault store-differs key="+key+"\nthe copy is not complete: run certcat store verify on both\n",
		"store", "copy", folder, back)
	code, out, _ := storeRun(t, "store", "verify", "--json", back)
	if code != exitRejected || !strings.Contains(out, `"code":"store-changed"`) || strings.Count(out, "\n") != 1 {
		t.Errorf("verify --json: %d %q", code, out)
	}
}

func TestStoreCommandErrors(t *testing.T) {
	empty := t.TempDir()
	for _, test := range []struct {
		code int
		want string
		args []string
	}{
		{exitMachine, "there is no certcat store here", []string{"verify", empty}},
		{exitMachine, "no such file or directory", []string{"verify", filepath.Join(empty, "missing")}},
		{exitMachine, "there is no certcat store here", []string{"copy", empty, filepath.Join(empty, "to")}},
		{exitUsage, "a store is a folder, file:///folder or s3://bucket/prefix", []string{"verify", "gs://bucket"}},
		{exitUsage, "a file address has three slashes", []string{"verify", "file://host/folder"}},
		{exitUsage, "name a folder or s3://bucket/prefix", []string{"verify", ""}},
		{exitUsage, "accepts 1 arg(s), received 0", []string{"verify"}},
		{exitUsage, "accepts 2 arg(s), received 1", []string{"copy", empty}},
		{exitMachine, "no credentials for the bucket", []string{"verify", "s3://bucket"}},
	} {
		t.Setenv("AWS_ACCESS_KEY_ID", "")
		t.Setenv("AWS_SHARED_CREDENTIALS_FILE", filepath.Join(empty, "none"))
		code, out, errs := storeRun(t, append([]string{"store"}, test.args...)...)
		if code != test.code || out != "" || !strings.Contains(errs, test.want) {
			t.Errorf("store %q: %d %q %q, want %d …%s…", test.args, code, out, errs, test.code, test.want)
		}
	}
	if entries, err := os.ReadDir(empty); err != nil || len(entries) > 0 {
		t.Errorf("files in a place that holds no store: %v, %v", entries, err)
	}
}
