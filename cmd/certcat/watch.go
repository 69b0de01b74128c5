package main

import (
	"context"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/certcat/certcat/flow"
	"github.com/certcat/certcat/ingest/folder"
)

func newWatchCommand(p program) *cobra.Command {
	var o batchOptions
	var every time.Duration
	c := &cobra.Command{Use: "watch DIR", Short: p.tongue.say("help.watch"), Long: p.tongue.say("help.watch.long"), Args: cobra.ExactArgs(1)}
	c.RunE = does(func(ctx context.Context, args []string) error {
		config, err := readConfig(args[0])
		if err != nil {
			return err
		}
		o.merge(config, c.Flags().Changed)
		return p.watch(ctx, o, every, args[0])
	})
	f := c.Flags()
	f.StringVar(&o.store, "store", defaultStore, p.tongue.say("flag.store"))
	f.StringVar(&o.catalog, "catalog", "", p.tongue.say("flag.catalog"))
	f.IntVar(&o.jobs, "jobs", 0, p.tongue.say("flag.jobs"))
	f.DurationVar(&every, "every", 10*time.Second, p.tongue.say("flag.every"))
	o.ask.flags(f, p.tongue)
	o.ask.weightsFlag(f, p.tongue)
	return c
}

// watch answers every file that is in a folder or comes into it, until it is stopped. Being stopped is its proper end.
func (p program) watch(ctx context.Context, o batchOptions, every time.Duration, dir string) error {
	if err := o.ask.complete(time.Now()); err != nil {
		return err
	}
	if err := apart(dir, o.store, o.catalog); err != nil {
		return usage(err)
	}
	w, err := p.wire(ctx, wiring{store: o.store, catalog: o.catalog, jobs: o.jobs, ask: o.ask, limits: o.limits, pictures: true})
	if err != nil {
		return err
	}
	defer w.close()
	source := folder.Watch{Dir: dir, Interval: every, Options: folder.Options{Archives: &folder.Archives{Reader: w.pool}},
		Trouble: func(err error) { fmt.Fprintln(p.Err, "certcat:", err) }}
	offered, answered := map[string]bool{}, 0
	fmt.Fprintln(p.Err, p.tongue.say("watch.started", "dir", dir))
	t := terminalOf(p.Out, p.env)
	err = w.flow.Each(ctx, w.jobs, arrivalsOf(ctx, "watch", dir, source, offered), func(_ int, out flow.Outcome, err error) {
		if err != nil {
			fmt.Fprintln(p.Err, "certcat:", err)
			return
		}
		answered++
		problems := out.Problems()
		fmt.Fprintln(p.Out, p.tongue.say("watch.line", "file", clean(out.Arrival.Receipt.Key), "certificates", len(out.Certificates), "problems", len(problems)))
		p.printProblems(p.Out, t, problems)
	})
	fmt.Fprintln(p.Err, p.tongue.say("watch.ended", "done", answered))
	if stopped(ctx, err) {
		return nil
	}
	return err
}
