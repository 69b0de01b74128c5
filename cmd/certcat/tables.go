package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/certcat/certcat/tables"
)

func newTablesCommand(s streams) *cobra.Command {
	var asJSON bool
	root := &cobra.Command{Use: "tables", Short: "Look at the regulatory tables that decide: rows, sources, consistency"}
	list := &cobra.Command{
		Use: "list", Short: "List the tables: rows, the share that somebody read in a source, digest", Args: cobra.NoArgs,
		RunE: does(func(context.Context, []string) error { return listTables(s, asJSON) }),
	}
	list.Flags().BoolVar(&asJSON, "json", false, "write one JSON object per table")
	verify := &cobra.Command{
		Use: "verify", Short: "Check the tables against one another", Args: cobra.NoArgs,
		Long: "Checks that references lead to rows, rows of one id follow one another without overlap or gap, forms match their examples,\n" +
			"categories and markets belong together. Ends with 0 where nothing is wrong, else with 1.",
		RunE: does(func(context.Context, []string) error { return verifyTables(s, asJSON) }),
	}
	verify.Flags().BoolVar(&asJSON, "json", false, "write one JSON object per problem")
	root.AddCommand(list, verify)
	return root
}

func listTables(s streams, asJSON bool) error {
	t, err := tables.Embedded()
	if err != nil {
		return err
	}
	rows, read := 0, 0
	enc := json.NewEncoder(s.Out)
	for _, st := range t.Stats() {
		rows, read = rows+st.Rows, read+st.Read
		if asJSON {
			if err := enc.Encode(map[string]any{"table": st.Table, "rows": st.Rows, "read": st.Read, "digest": st.Digest}); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintf(s.Out, "%-20s %6d rows  %3d %% read in a source  %s\n", st.Table, st.Rows, percent(st.Read, st.Rows), st.Digest[:16])
	}
	if !asJSON {
		fmt.Fprintf(s.Out, "%-20s %6d rows  %3d %% read in a source\n", "all", rows, percent(read, rows))
	}
	return nil
}

func percent(part, whole int) int {
	if whole == 0 {
		return 0
	}
	return part * 100 / whole
}

func verifyTables(s streams, asJSON bool) error {
	t, err := tables.Embedded()
	if err != nil {
		return err
	}
	problems := t.Verify()
	enc := json.NewEncoder(s.Out)
	for _, p := range problems {
		if asJSON {
			if err := enc.Encode(p); err != nil {
				return err
			}
			continue
		}
		words := []string{p.Code}
		for _, a := range p.Args {
			words = append(words, a.Key+"="+a.Value)
		}
		fmt.Fprintln(s.Out, strings.Join(words, " "))
	}
	if len(problems) > 0 {
		return &failure{exitRejected, fmt.Errorf("%d problems in the tables", len(problems))}
	}
	if !asJSON {
		rows := 0
		for _, st := range t.Stats() {
			rows += st.Rows
		}
		fmt.Fprintf(s.Out, "%d rows in %d tables: nothing wrong\n", rows, len(t.Stats()))
	}
	return nil
}
