package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/certcat/certcat/store"
)

// tablesCommand holds what the commands about tables share.
type tablesCommand struct {
	program
	store  string
	tables string
	json   bool
}

func newTablesCommand(p program) *cobra.Command {
	c := &tablesCommand{program: p}
	t := p.tongue
	root := &cobra.Command{Use: "tables", Short: t.say("help.tables"), Long: t.say("help.tables.long"), Args: cobra.NoArgs}
	sub := func(use, help string, args cobra.PositionalArgs, work func(context.Context, []string) error) *cobra.Command {
		cmd := &cobra.Command{Use: use, Short: t.say("help.tables." + help), Long: t.say("help.tables." + help + ".long"), Args: args, RunE: does(work)}
		cmd.Flags().StringVar(&c.store, "store", "", t.say("flag.store.tables"))
		cmd.Flags().BoolVar(&c.json, "json", false, t.say("flag.json.lines"))
		root.AddCommand(cmd)
		return cmd
	}
	for _, cmd := range []*cobra.Command{sub("list", "list", cobra.NoArgs, c.list), sub("verify", "verify", cobra.NoArgs, c.verify)} {
		cmd.Flags().StringVar(&c.tables, "tables", "", t.say("flag.tables"))
	}
	sub("sets", "sets", cobra.NoArgs, c.sets)
	sub("use SET", "use", cobra.ExactArgs(1), c.use)
	export := sub("export FOLDER", "export", cobra.ExactArgs(1), c.export)
	export.Flags().StringVar(&c.tables, "tables", "", t.say("flag.tables"))
	d := &diffCommand{tablesCommand: c}
	d.flags(sub("diff OLD NEW", "diff", cobra.ExactArgs(2), d.run))
	i := &importCommand{tablesCommand: c}
	i.flags(sub("import SOURCE FILE|URL", "import", cobra.RangeArgs(1, 2), i.run))
	return root
}

// source gives the tables that are asked about, and the store where one is named.
func (c *tablesCommand) source(ctx context.Context) (tableSource, *store.Store, error) {
	s, err := storeFor(ctx, c.store)
	if err != nil {
		return tableSource{}, nil, err
	}
	src, err := tablesAt(ctx, s, c.tables)
	return src, s, err
}

func (c *tablesCommand) list(ctx context.Context, _ []string) error {
	t, _, err := c.source(ctx)
	if err != nil {
		return err
	}
	rows, read := 0, 0
	enc := json.NewEncoder(c.Out)
	for _, st := range t.Stats() {
		rows, read = rows+st.Rows, read+st.Read
		if c.json {
			if err := enc.Encode(map[string]any{"table": st.Table, "rows": st.Rows, "read": st.Read, "digest": st.Digest}); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintln(c.Out, c.tongue.say("tables.line", "table", fmt.Sprintf("%-20s %6d", st.Table, st.Rows), "share", fmt.Sprintf("%3d", percent(st.Read, st.Rows)), "digest", st.Digest[:16]))
	}
	if !c.json {
		fmt.Fprintln(c.Out, c.tongue.say("tables.line", "table", fmt.Sprintf("%-20s %6d", "all", rows), "share", fmt.Sprintf("%3d", percent(read, rows)), "digest", t.Digest()[:16]))
	}
	return nil
}

func percent(part, whole int) int {
	if whole == 0 {
		return 0
	}
	return part * 100 / whole
}

func (c *tablesCommand) verify(ctx context.Context, _ []string) error {
	t, _, err := c.source(ctx)
	if err != nil {
		return err
	}
	problems := t.Verify()
	enc := json.NewEncoder(c.Out)
	for _, p := range problems {
		if c.json {
			if err := enc.Encode(p); err != nil {
				return err
			}
			continue
		}
		words := []string{p.Code}
		for _, a := range p.Args {
			words = append(words, a.Key+"="+a.Value)
		}
		fmt.Fprintln(c.Out, strings.Join(words, " "))
	}
	if len(problems) > 0 {
		return &failure{exitRejected, fmt.Errorf("%s", c.tongue.say("tables.wrong", "count", len(problems)))}
	}
	if !c.json {
		rows := 0
		for _, st := range t.Stats() {
			rows += st.Rows
		}
		fmt.Fprintln(c.Out, c.tongue.say("tables.right", "rows", rows, "tables", len(t.Stats())))
	}
	return nil
}

// setLine is one table set of a store.
type setLine struct {
	Digest  string          `json:"digest"`
	InForce bool            `json:"in_force"`
	Note    json.RawMessage `json:"note,omitempty"`
}

func (c *tablesCommand) sets(ctx context.Context, _ []string) error {
	s, err := c.needStore(ctx)
	if err != nil {
		return err
	}
	now, _, err := s.CurrentTables(ctx)
	if err != nil {
		return err
	}
	digests, err := s.TableSets(ctx)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(c.Out)
	for _, digest := range append([]string{""}, digests...) {
		line := setLine{Digest: digest, InForce: digest == now.Digest}
		var note importNote
		if digest != "" {
			set, err := s.Tables(ctx, digest)
			if err != nil {
				return err
			}
			line.Note = set.Note
			_ = json.Unmarshal(set.Note, &note) // a note that is none says nothing
		}
		if c.json {
			if err := enc.Encode(line); err != nil {
				return err
			}
			continue
		}
		name, mark := digest, " "
		if digest == "" {
			name = shippedTables
		}
		if line.InForce {
			mark = "*"
		}
		fmt.Fprintln(c.Out, strings.TrimRight(fmt.Sprintf("%s %-64s  %s", mark, name, note.words()), " "))
	}
	return nil
}

// use puts a set in force, if nobody else did meanwhile.
func (c *tablesCommand) use(ctx context.Context, args []string) error {
	s, err := c.needStore(ctx)
	if err != nil {
		return err
	}
	digest := args[0]
	if digest == shippedTables {
		digest = ""
	} else if _, err := tablesAt(ctx, s, digest); err != nil {
		return err
	}
	return c.putInForce(ctx, s, digest)
}

func (c *tablesCommand) putInForce(ctx context.Context, s *store.Store, digest string) error {
	now, etag, err := s.CurrentTables(ctx)
	if err != nil {
		return err
	}
	if etag != "" && now.Digest == digest || etag == "" && digest == "" {
		fmt.Fprintln(c.Out, c.tongue.say("tables.already"))
		return nil
	}
	p, err := s.SetCurrentTables(ctx, digest, etag)
	if err != nil {
		return err
	}
	name := digest
	if name == "" {
		name = shippedTables
	}
	line := store.Audited{Who: "command", Action: "tables-in-force", Time: time.Now()}
	line.Args = auditArgs("tables", name, "before", p.Previous)
	if err := s.AddAudited(ctx, line); err != nil {
		return err
	}
	fmt.Fprintln(c.Out, c.tongue.say("tables.in-force", "tables", name))
	return nil
}

func (c *tablesCommand) export(ctx context.Context, args []string) error {
	src, _, err := c.source(ctx)
	if err != nil {
		return err
	}
	if err := src.export(args[0]); err != nil {
		return err
	}
	fmt.Fprintln(c.Out, c.tongue.say("tables.exported", "folder", args[0], "digest", src.Digest()))
	return nil
}

func (c *tablesCommand) needStore(ctx context.Context) (*store.Store, error) {
	if c.store == "" {
		return nil, usage(fmt.Errorf("--store is missing: name the store, a folder or s3://bucket/prefix"))
	}
	return storeFor(ctx, c.store)
}
