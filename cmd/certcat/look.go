package main

import (
	"context"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/pflag"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/flow"
)

// lookOptions are those of the commands that look at named files.
type lookOptions struct {
	store string // "" = keep nothing
	jobs  int
	ask   question
	pages bool // the Pages are needed
}

func (o *lookOptions) flags(f *pflag.FlagSet, t tongue) {
	f.StringVar(&o.store, "store", "", t.say("flag.store.optional"))
	f.IntVar(&o.jobs, "jobs", 0, t.say("flag.jobs"))
}

// look processes files, several at once, and calls each in the order of the files. A machine error of one file is told
// at the end; the others are answered all the same.
func (p program) look(ctx context.Context, o lookOptions, files []string, each func(flow.Outcome) error) error {
	arrivals := make([]flow.Arrival, len(files))
	for i, file := range files {
		info, err := os.Stat(file)
		switch {
		case err != nil:
			return usage(err)
		case info.IsDir():
			return usage(fmt.Errorf("%s is a folder; use certcat batch %s", file, file))
		case !info.Mode().IsRegular():
			return usage(fmt.Errorf("%s is not a regular file", file))
		}
		key := file
		if full, err := filepath.Abs(file); err == nil {
			key = full
		}
		arrivals[i] = flow.Arrival{Path: file, Receipt: certcat.Receipt{
			Door: "command", Key: key, Name: filepath.Base(file), Time: time.Now().UTC(),
		}}
	}
	w, err := p.wire(ctx, wiring{store: o.store, jobs: o.jobs, ask: o.ask})
	if err != nil {
		return err
	}
	defer w.close()
	w.flow.WithPages = o.pages
	return inOrder(ctx, w, flow.All(arrivals), each)
}

// inOrder runs the arrivals through the flow and hands the outcomes on in the order of the arrivals, each as soon as
// all before it are there.
func inOrder(ctx context.Context, w *works, arrivals iter.Seq2[flow.Arrival, error], each func(flow.Outcome) error) error {
	type answer struct {
		outcome flow.Outcome
		err     error
	}
	waiting := map[int]answer{}
	next := 0
	var machine, telling error
	err := w.flow.Each(ctx, w.jobs, arrivals, func(i int, o flow.Outcome, err error) {
		waiting[i] = answer{o, err}
		for a, ok := waiting[next]; ok; a, ok = waiting[next] {
			delete(waiting, next)
			next++
			switch {
			case a.err != nil:
				machine = a.err
			case telling == nil:
				telling = each(a.outcome)
			}
		}
	})
	switch {
	case err != nil:
		return err
	case telling != nil:
		return telling
	}
	return machine
}
