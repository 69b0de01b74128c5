// Command dockerfile checks the project's Dockerfile where no container engine is at hand. It reads the file with
// BuildKit's own parser and linter, applies the house's rules on top, and with -run replays the steps in a temporary
// folder: copies obey .dockerignore, commands run with their absolute paths moved below that folder, and at last the
// health check and the entry point run as the image's own user.
//
//	go run . [-run] CONTEXT
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"
)

// A project is a Dockerfile with the folder that it copies from.
type project struct {
	context  string
	ignored  *patternmatcher.PatternMatcher
	stages   []instructions.Stage
	warnings []string
}

func main() {
	run := flag.Bool("run", false, "replay the steps in a temporary folder")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "usage: dockerfile [-run] CONTEXT")
		os.Exit(64)
	}
	p, err := open(flag.Arg(0))
	if err != nil {
		fmt.Fprintln(os.Stderr, "dockerfile:", err)
		os.Exit(1)
	}
	complaints := append(p.warnings, p.check()...)
	for _, c := range complaints {
		fmt.Fprintln(os.Stderr, "Dockerfile:", c)
	}
	if len(complaints) > 0 {
		os.Exit(1)
	}
	if *run {
		if err := p.replay(); err != nil {
			fmt.Fprintln(os.Stderr, "dockerfile:", err)
			os.Exit(1)
		}
	}
}

func open(context string) (*project, error) {
	p := &project{}
	var err error
	if p.context, err = filepath.Abs(context); err != nil {
		return nil, err
	}
	file, err := os.Open(filepath.Join(p.context, "Dockerfile"))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	parsed, err := parser.Parse(file)
	if err != nil {
		return nil, err
	}
	for _, w := range parsed.Warnings {
		p.warnings = append(p.warnings, w.Short)
	}
	rules := linter.New(&linter.Config{Warn: func(rule, _, _, message string, at []parser.Range) {
		line := 0
		if len(at) > 0 {
			line = at[0].Start.Line
		}
		p.warnings = append(p.warnings, fmt.Sprintf("line %d: %s (%s)", line, message, rule))
	}})
	if p.stages, _, err = instructions.Parse(parsed.AST, rules); err != nil {
		return nil, err
	}
	var patterns []string
	if list, err := os.Open(filepath.Join(p.context, ".dockerignore")); err == nil {
		defer list.Close()
		if patterns, err = ignorefile.ReadAll(list); err != nil {
			return nil, err
		}
	}
	p.ignored, err = patternmatcher.New(patterns)
	return p, err
}
