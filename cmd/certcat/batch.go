package main

import (
	"context"
	"fmt"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/certcat/certcat/flow"
	"github.com/certcat/certcat/ingest"
	"github.com/certcat/certcat/ingest/folder"
)

type batchOptions struct {
	store, report string
	catalog       string // "" = none
	jobs          int
	ask           question
	retry, strict bool
	limits        limits
}

// defaultStore is the folder that holds a batch's results where no other is named.
const defaultStore = "certcat-data"

func newBatchCommand(p program) *cobra.Command {
	var o batchOptions
	c := &cobra.Command{Use: "batch DIR", Short: p.tongue.say("help.batch"), Long: p.tongue.say("help.batch.long"), Args: cobra.ExactArgs(1)}
	c.RunE = does(func(ctx context.Context, args []string) error {
		config, err := readConfig(args[0])
		if err != nil {
			return err
		}
		o.merge(config, c.Flags().Changed)
		return p.batch(ctx, o, args[0])
	})
	f := c.Flags()
	f.StringVar(&o.store, "store", defaultStore, p.tongue.say("flag.store"))
	f.StringVar(&o.catalog, "catalog", "", p.tongue.say("flag.catalog"))
	f.IntVar(&o.jobs, "jobs", 0, p.tongue.say("flag.jobs"))
	f.StringVar(&o.report, "report", "", p.tongue.say("flag.report"))
	f.BoolVar(&o.retry, "retry", false, p.tongue.say("flag.retry"))
	f.BoolVar(&o.strict, "strict", false, p.tongue.say("flag.strict"))
	o.ask.flags(f, p.tongue)
	o.ask.weightsFlag(f, p.tongue)
	return c
}

// batch answers every file of a folder: with a record, or with a Problem that is named.
func (p program) batch(ctx context.Context, o batchOptions, dir string) error {
	if err := o.ask.complete(time.Now()); err != nil {
		return err
	}
	if err := apart(dir, o.store, o.report, o.catalog); err != nil {
		return usage(err)
	}
	report, err := newReport(p, o.report)
	if err != nil {
		return usage(err)
	}
	w, err := p.wire(ctx, wiring{store: o.store, catalog: o.catalog, jobs: o.jobs, ask: o.ask, limits: o.limits, pictures: true})
	if err != nil {
		return err
	}
	defer w.close()
	offered := map[string]bool{}
	source := folder.Folder{Dir: dir, Options: folder.Options{Archives: &folder.Archives{Reader: w.pool}}}
	arrivals := arrivalsOf(ctx, "batch", dir, source, offered)
	w.flow.Fresh = o.retry
	w.flow.WithPages = o.report != ""
	sum := newSummary(p)
	bar := newProgress(p.tongue, p.Err, terminalOf(p.Err, p.env), filesIn(dir))
	w.flow.Progress = bar.step
	answer := func(_ int, out flow.Outcome, err error) {
		bar.ended(out.Arrival.Receipt.Key, len(out.Problems()))
		sum.add(out, err)
		if err == nil {
			report.add(out)
		}
	}
	err = w.flow.Each(ctx, w.jobs, arrivals, answer)
	if err == nil {
		var left []flow.Arrival
		if left, err = w.leftOver(ctx, "batch", doorOf(dir), offered); err == nil {
			err = w.flow.Each(ctx, w.jobs, flow.All(left), answer)
		}
	}
	bar.close()
	sum.files = max(len(offered), sum.answered)
	sum.print(o)
	if stopped(ctx, err) {
		fmt.Fprintln(p.Err, p.tongue.say("batch.stopped", "done", sum.answered, "files", bar.files))
		return ended(exitMachine)
	}
	if err == nil {
		err = report.write(ctx)
	}
	if err != nil {
		return err
	}
	return ended(sum.code(o.strict))
}

// filesIn counts the files below a folder, for the progress bar. Archives hold more: it grows then.
func filesIn(dir string) int {
	count := 0
	_ = filepath.WalkDir(dir, func(_ string, e fs.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			count++
		}
		return nil
	})
	return count
}

// apart refuses a store, report or catalogue inside the input, which the next run would take for documents, and an input inside
// the store.
func apart(dir string, outputs ...string) error {
	if info, err := os.Stat(dir); err != nil {
		return err
	} else if !info.IsDir() {
		return fmt.Errorf("%s is not a folder; certcat read and certcat check take single files", dir)
	}
	outputs = slices.DeleteFunc(outputs, func(path string) bool { return path == "" || strings.Contains(path, "://") })
	return folder.Apart(dir, outputs...)
}

// doorOf names a folder in receipts: the same folder has the same name from wherever certcat is called.
func doorOf(dir string) string {
	full, err := filepath.Abs(dir)
	if err != nil {
		return dir
	}
	if real, err := filepath.EvalSymlinks(full); err == nil {
		return real
	}
	return full
}

// arrivalsOf gives what a door offers as arrivals, and notes their keys.
func arrivalsOf(ctx context.Context, door, dir string, source ingest.Source, offered map[string]bool) iter.Seq2[flow.Arrival, error] {
	bucket := doorOf(dir)
	return func(yield func(flow.Arrival, error) bool) {
		for item, err := range source.Items(ctx) {
			if err == nil {
				offered[item.Key] = true
			}
			if !yield(arrivalOf(door, bucket, item), err) {
				return
			}
		}
	}
}
