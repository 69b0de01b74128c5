package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/sync/errgroup"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/tables"
)

// diffCommand says what differs between two sets of tables, and for which stored certificates that matters.
type diffCommand struct {
	*tablesCommand
	asOf string
	jobs int
	rows bool
}

func (c *diffCommand) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&c.asOf, "as-of", "", c.tongue.say("flag.as-of"))
	f.IntVar(&c.jobs, "jobs", 4, c.tongue.say("flag.jobs"))
	f.BoolVar(&c.rows, "rows", false, c.tongue.say("flag.diff.rows"))
}

// rowChange is one line that came or went; a row that was closed goes and comes.
type rowChange struct {
	Table string       `json:"table"`
	ID    string       `json:"id"`
	What  string       `json:"what"` // "added", "closed", "gone"
	From  certcat.Date `json:"from,omitempty"`
	Until certcat.Date `json:"until,omitempty"`
}

// maxDays is how many future days of changed rows are looked at.
const maxDays = 24

func (c *diffCommand) run(ctx context.Context, args []string) error {
	ask := question{asOf: certcat.Date(c.asOf)}
	if err := ask.complete(time.Now()); err != nil {
		return err
	}
	s, err := storeFor(ctx, c.store)
	if err != nil {
		return err
	}
	var sides [2]tableSource
	for i := range sides {
		if sides[i], err = tablesAt(ctx, s, args[i]); err != nil {
			return err
		}
	}
	changes, err := rowChanges(sides[0], sides[1])
	if err != nil {
		return err
	}
	if err := c.tellRows(changes); err != nil || s == nil {
		return err
	}
	return c.certificates(ctx, s, sides[0].Tables, sides[1].Tables, turningDays(changes, ask.asOf))
}

// rowChanges compares two sets line by line.
func rowChanges(before, after tableSource) ([]rowChange, error) {
	var out []rowChange
	a, b := before.Stats(), after.Stats()
	for i, st := range b {
		if i < len(a) && a[i].Digest == st.Digest {
			continue
		}
		below, err := tables.Records(before.base, before.over, st.Table)
		if err != nil {
			return nil, err
		}
		over, err := tables.Records(after.base, after.over, st.Table)
		if err != nil {
			return nil, err
		}
		out = append(out, compareRecords(st.Table, below, over)...)
	}
	return out, nil
}

func compareRecords(table string, below, over [][]string) []rowChange {
	at := map[string]int{}
	for i, c := range over[0] {
		at[c] = i
	}
	line := func(r []string) string { return strings.Join(r, "\x00") }
	key := func(r []string) string { return r[at["id"]] + "\x00" + r[at["from"]] + "\x00" + r[at["recorded"]] }
	had, keys := map[string]bool{}, map[string]bool{}
	for _, r := range below[1:] {
		had[line(r)], keys[key(r)] = true, true
	}
	change := func(r []string, what string) rowChange {
		return rowChange{Table: table, ID: r[at["id"]], What: what, From: certcat.Date(r[at["from"]]), Until: certcat.Date(r[at["until"]])}
	}
	var out []rowChange
	now := map[string]bool{}
	for _, r := range over[1:] {
		now[key(r)] = true
		switch {
		case had[line(r)]:
		case keys[key(r)]:
			out = append(out, change(r, "closed"))
		default:
			out = append(out, change(r, "added"))
		}
	}
	if !slices.Equal(below[0], over[0]) { // another form: a set of another version of the program
		return out
	}
	for _, r := range below[1:] {
		if !now[key(r)] {
			out = append(out, change(r, "gone"))
		}
	}
	return out
}

func (c *diffCommand) tellRows(changes []rowChange) error {
	counts := map[string]map[string]int{}
	var order []string
	for _, r := range changes {
		if counts[r.Table] == nil {
			counts[r.Table] = map[string]int{}
			order = append(order, r.Table)
		}
		counts[r.Table][r.What]++
		if c.json && c.rows {
			if err := json.NewEncoder(c.Out).Encode(r); err != nil {
				return err
			}
		}
		if !c.json && c.rows {
			fmt.Fprintln(c.Out, clean(strings.TrimRight(fmt.Sprintf("%-7s %s/%s  %s  %s", r.What, r.Table, r.ID, r.From, r.Until), " ")))
		}
	}
	if c.json {
		return nil
	}
	for _, table := range order {
		n := counts[table]
		fmt.Fprintln(c.Out, c.tongue.say("diff.table", "table", table, "added", n["added"], "closed", n["closed"], "gone", n["gone"]))
	}
	if len(order) == 0 {
		fmt.Fprintln(c.Out, c.tongue.say("diff.same"))
	}
	return nil
}

// turningDays are the day asked about, and the days after it on which a changed row begins or ends.
func turningDays(changes []rowChange, today certcat.Date) []certcat.Date {
	var later []certcat.Date
	for _, r := range changes {
		for _, d := range []certcat.Date{r.From, r.Until} {
			if d > today {
				later = append(later, d)
			}
		}
	}
	slices.Sort(later)
	later = slices.Compact(later)
	return append([]certcat.Date{today}, later[:min(len(later), maxDays)]...)
}

// certificates says which stored certificates say something else under the new tables: today, or on a day to come.
func (c *diffCommand) certificates(ctx context.Context, s *store.Store, before, after *tables.Tables, days []certcat.Date) error {
	var old, now []*arbiter
	for _, d := range days {
		old, now = append(old, &arbiter{t: before, day: d}), append(now, &arbiter{t: after, day: d})
	}
	var mu sync.Mutex
	looked, moved := 0, 0
	bar := newObjectBar(c.Err, terminalOf(c.Err, c.env))
	group, gctx := errgroup.WithContext(ctx)
	group.SetLimit(max(1, c.jobs))
	for rec, err := range s.Documents(gctx) {
		if err != nil {
			group.Go(func() error { return err })
			break
		}
		looked++
		bar.set(looked, -1)
		group.Go(func() error {
			list, err := moves(gctx, s, rec, old, now)
			if err != nil || len(list) == 0 {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			moved++
			return tellTurned(c.program, list, c.json)
		})
	}
	err := group.Wait()
	bar.clear()
	if err != nil {
		return err
	}
	if c.json {
		return json.NewEncoder(c.Out).Encode(map[string]any{"looked": looked, "turned": moved, "days": days})
	}
	fmt.Fprintln(c.Out, c.tongue.say("diff.sum", "looked", looked, "turned", moved))
	return nil
}

// moves finds the first of the days on which a document's verdicts differ between the two sets of tables.
func moves(ctx context.Context, s *store.Store, rec store.Record, old, now []*arbiter) ([]turned, error) {
	d, ok, err := judgedOf(ctx, s, rec)
	if err != nil || !ok {
		return nil, err
	}
	for i := range old {
		a, _, err := old[i].again(d)
		if err != nil {
			return nil, err
		}
		b, _, err := now[i].again(d)
		if err != nil {
			return nil, err
		}
		if list := compare(a, b); len(list) > 0 {
			return list, nil
		}
	}
	return nil, nil
}
