package main

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/certcat/certcat/flow"
)

func TestProgressInPlainLines(t *testing.T) {
	var out bytes.Buffer
	p := newProgress(newTongue("en"), &out, terminal{width: 80}, 2)
	p.step(flow.Step{Key: "a", Stage: "read", Page: 1, Of: 3})
	if out.Len() != 0 {
		t.Errorf("a line too early: %s", out.String())
	}
	p.every = 0
	p.step(flow.Step{Key: "a", Stage: "read", Page: 3, Of: 3})
	p.step(flow.Step{Key: "a", Stage: "read", Page: 2, Of: 3}) // told late by another goroutine
	p.step(flow.Step{Key: "a", Stage: "check"})
	p.ended("a", 2)
	p.ended("b", 0)
	p.ended("in an archive", 1)
	p.close()
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	last := lines[len(lines)-1]
	if len(lines) < 4 || !strings.HasPrefix(last, "3 of 3 files, 3 pages, ") || !strings.HasSuffix(last, "about 0s left, 3 problems") {
		t.Errorf("lines %q", lines)
	}
}

func TestProgressBarOnATerminal(t *testing.T) {
	var out bytes.Buffer
	p := newProgress(newTongue("zh"), &out, terminal{width: 100, live: true}, 2)
	p.step(flow.Step{Key: "a", Stage: "read", Page: 1, Of: 1})
	time.Sleep(150 * time.Millisecond) // the bar is drawn ten times a second at most
	p.ended("a", 1)
	p.close()
	if got := out.String(); !strings.Contains(got, "1 页，") || !strings.Contains(got, "(1/2)") || strings.Contains(got, "\n") {
		t.Errorf("bar %q", got)
	}
}
