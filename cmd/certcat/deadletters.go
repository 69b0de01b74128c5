package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/queue"
	"github.com/certcat/certcat/store"
)

// deadCommand holds what the commands about dead letters share.
type deadCommand struct {
	program
	store, tenant string
	all, json     bool
	queue         queue.Options
}

func newDeadLettersCommand(p program) *cobra.Command {
	d := &deadCommand{program: p}
	say := p.tongue.say
	list := &cobra.Command{Use: "list", Short: say("help.deadletters.list"), Args: cobra.NoArgs, RunE: does(d.list)}
	list.Flags().BoolVar(&d.json, "json", false, say("flag.json.lines"))
	show := &cobra.Command{Use: "show ID", Short: say("help.deadletters.show"), Args: cobra.ExactArgs(1), RunE: does(d.show)}
	replay := &cobra.Command{Use: "replay [ID…]", Short: say("help.deadletters.replay"), Long: say("help.deadletters.replay.long"),
		RunE: does(func(ctx context.Context, ids []string) error { return d.each(ctx, ids, d.replay) })}
	replay.Flags().StringVar(&d.queue.URL, "nats", "", say("flag.nats"))
	drop := &cobra.Command{Use: "drop [ID…]", Short: say("help.deadletters.drop"),
		RunE: does(func(ctx context.Context, ids []string) error { return d.each(ctx, ids, d.drop) })}
	for _, c := range []*cobra.Command{replay, drop} {
		c.Flags().BoolVar(&d.all, "all", false, say("flag.deadletters.all"))
	}
	root := &cobra.Command{Use: "deadletters", Short: say("help.deadletters"), Long: say("help.deadletters.long"), Args: cobra.NoArgs}
	root.PersistentFlags().StringVar(&d.store, "store", defaultStore, say("flag.store"))
	root.PersistentFlags().StringVar(&d.tenant, "tenant", store.DefaultTenant, say("flag.tenant"))
	root.AddCommand(list, show, replay, drop)
	return root
}

func (d *deadCommand) open(ctx context.Context) (*store.Store, error) {
	blobs, err := openBlobs(ctx, d.store, false)
	if err != nil {
		return nil, err
	}
	s, err := store.Open(ctx, blobs, d.tenant)
	if err != nil {
		return nil, fmt.Errorf("store %s: %w", d.store, err)
	}
	return s, nil
}

func (d *deadCommand) list(ctx context.Context, _ []string) error {
	s, err := d.open(ctx)
	if err != nil {
		return err
	}
	n := 0
	for letter, err := range s.DeadLetters(ctx) {
		if err != nil {
			return err
		}
		n++
		if d.json {
			if err := json.NewEncoder(d.Out).Encode(letter); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(d.Out, "%s  %s  %s  %s  %s  %s\n", letter.ID, letter.Time.Format(time.DateTime), clean(letter.Reason), clean(letter.Stage),
			letter.Receipt.Door, clean(letter.Receipt.Key))
	}
	if n == 0 && !d.json {
		fmt.Fprintln(d.Out, d.tongue.say("deadletters.none"))
	}
	return nil
}

func (d *deadCommand) show(ctx context.Context, args []string) error {
	s, err := d.open(ctx)
	if err != nil {
		return err
	}
	letter, err := s.DeadLetter(ctx, args[0])
	if errors.Is(err, store.ErrNotFound) {
		return usage(errors.New(d.tongue.say("deadletters.unknown", "id", clean(args[0]))))
	}
	if err != nil {
		return err
	}
	e := json.NewEncoder(d.Out)
	e.SetIndent("", "  ")
	return e.Encode(letter)
}

// each does something with the dead letters that are named, or with all.
func (d *deadCommand) each(ctx context.Context, ids []string, do func(context.Context, *store.Store, store.DeadLetter) error) error {
	if d.all == (len(ids) > 0) {
		return usage(errors.New(d.tongue.say("deadletters.which")))
	}
	s, err := d.open(ctx)
	if err != nil {
		return err
	}
	var letters []store.DeadLetter
	if d.all {
		for letter, err := range s.DeadLetters(ctx) {
			if err != nil {
				return err
			}
			letters = append(letters, letter)
		}
	}
	for _, id := range ids {
		letter, err := s.DeadLetter(ctx, id)
		if errors.Is(err, store.ErrNotFound) {
			return usage(errors.New(d.tongue.say("deadletters.unknown", "id", clean(id))))
		}
		if err != nil {
			return err
		}
		letters = append(letters, letter)
	}
	for _, letter := range letters {
		if err := do(ctx, s, letter); err != nil {
			return err
		}
	}
	return nil
}

func (d *deadCommand) drop(ctx context.Context, s *store.Store, letter store.DeadLetter) error {
	if letter.Receipt.Document != "" { // else the marker would bring it back
		if err := s.ClearPending(ctx, letter.Receipt); err != nil {
			return err
		}
	}
	if err := s.DropDeadLetter(ctx, letter.ID); err != nil {
		return err
	}
	fmt.Fprintln(d.Out, d.tongue.say("deadletters.dropped", "id", letter.ID))
	return nil
}

// replay lets a job be done again: at once where the queue can be reached, else as soon as the service looks for what is
// still to be done.
func (d *deadCommand) replay(ctx context.Context, s *store.Store, letter store.DeadLetter) error {
	r := letter.Receipt
	if r.Document != "" && r.Door != "recheck" {
		r.State = certcat.Received
		if err := s.MarkPending(ctx, r); err != nil {
			return err
		}
	}
	if err := s.DropDeadLetter(ctx, letter.ID); err != nil {
		return err
	}
	if d.queue.URL == "" {
		fmt.Fprintln(d.Out, d.tongue.say("deadletters.later", "id", letter.ID))
		return nil
	}
	o := d.queue
	o.User, o.Password = d.env("CERTCAT_NATS_USER"), d.env("CERTCAT_NATS_PASSWORD")
	o.Credentials, o.CA = d.env("CERTCAT_NATS_CREDENTIALS"), d.env("CERTCAT_NATS_CA")
	q, err := queue.Open(ctx, o)
	if err != nil {
		return err
	}
	defer q.Close()
	if _, err := q.Add(ctx, queue.Job{Tenant: d.tenant, Lane: queue.Batch, Source: letter.Source, Receipt: r, Recheck: r.Door == "recheck"}); err != nil {
		return err
	}
	fmt.Fprintln(d.Out, d.tongue.say("deadletters.again", "id", letter.ID))
	return nil
}
