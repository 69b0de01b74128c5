package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/tables"
)

// requirementsCommand is what a person asked.
type requirementsCommand struct {
	streams
	category string
	markets  []string
	asOf     string
	format   string
}

// needed is the answer for one market. Known false says that the tables hold nothing about category and market, which
// never means that nothing is required.
type needed struct {
	Market       string                `json:"market"`
	Category     string                `json:"category"`
	AsOf         certcat.Date          `json:"as_of"`
	Known        bool                  `json:"known"`
	Marking      string                `json:"marking,omitempty"`
	Acts         []string              `json:"acts,omitempty"`
	Note         string                `json:"note,omitempty"`
	Requirements []certcat.Requirement `json:"requirements,omitempty"`
}

func newRequirementsCommand(s streams) *cobra.Command {
	c := &requirementsCommand{streams: s}
	cmd := &cobra.Command{
		Use: "requirements --category CATEGORY --market EU,GB", Short: "List the documents that markets ask for a category of product", Args: cobra.NoArgs,
		Long: "Lists the documents that markets ask for a category of product on a day, with law or scheme, level and evidence. A market about\n" +
			"which the tables hold nothing is said to be unknown, and the command then ends with 2.",
		RunE: does(c.run),
	}
	cmd.Flags().StringVar(&c.category, "category", "", "category, by its id or one of its names (usb-charger, \"Power bank\", 充电宝)")
	cmd.Flags().StringSliceVar(&c.markets, "market", nil, "markets, parted by commas (EU,GB,NI,CH,US,…)")
	cmd.Flags().StringVar(&c.asOf, "as-of", "", "day of the question, 2006-01-02; today where not given")
	cmd.Flags().StringVar(&c.format, "format", "table", "table or json")
	return cmd
}

func (c *requirementsCommand) run(context.Context, []string) error {
	day := certcat.Date(c.asOf)
	if day == "" {
		day = certcat.Date(time.Now().Format(time.DateOnly))
	}
	if !day.Valid() || day.MonthOnly() {
		return usage(fmt.Errorf("--as-of %q is no day; write 2026-11-22", c.asOf))
	}
	if c.format != "table" && c.format != "json" {
		return usage(fmt.Errorf("--format %q: choose table or json", c.format))
	}
	t, err := tables.Embedded()
	if err != nil {
		return err
	}
	category, ok := t.Category(c.category)
	if !ok {
		return usage(fmt.Errorf("--category %q is not in the vocabulary%s", c.category, nearby(t, c.category)))
	}
	if len(c.markets) == 0 {
		return usage(fmt.Errorf("--market is missing; name one or more of %s", strings.Join(marketCodes(t), ",")))
	}
	code := exitAccepted
	for i, m := range c.markets {
		market, ok := t.Market(strings.TrimSpace(m))
		if !ok {
			return usage(fmt.Errorf("--market %q is unknown; there are %s", m, strings.Join(marketCodes(t), ",")))
		}
		n := needed{Market: market.ID, Category: category.ID, AsOf: day}
		n.Requirements, n.Known = t.RequirementsOn(market.ID, category.ID, day)
		if cell, ok := t.Cell(market.ID, category.ID, day); ok {
			n.Marking, n.Acts, n.Note = cell.Marking, cell.Acts, cell.Note
		}
		if !n.Known {
			code = worst(code, exitReview)
		}
		if err := c.write(n, i > 0); err != nil {
			return err
		}
	}
	return ended(code)
}

func (c *requirementsCommand) write(n needed, more bool) error {
	if c.format == "json" {
		return json.NewEncoder(c.Out).Encode(n)
	}
	if more {
		fmt.Fprintln(c.Out)
	}
	fmt.Fprintf(c.Out, "%s  %s  as of %s\n", n.Market, n.Category, n.AsOf)
	if !n.Known {
		fmt.Fprintln(c.Out, "  unknown: the tables hold nothing about this category in this market")
		return nil
	}
	if len(n.Acts) > 0 {
		fmt.Fprintf(c.Out, "  acts: %s\n", strings.Join(n.Acts, ", "))
	}
	if n.Marking != "" {
		fmt.Fprintf(c.Out, "  marking: %s\n", n.Marking)
	}
	if n.Note != "" {
		fmt.Fprintf(c.Out, "  note: %s\n", n.Note)
	}
	w := tabwriter.NewWriter(c.Out, 0, 0, 2, ' ', 0)
	for _, r := range n.Requirements {
		what := strings.TrimPrefix(r.ID, n.Market+"/"+r.Category+"/")
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\t%s\n", r.Level, what, r.Evidence, strings.Join(append(r.Acts, r.Schemes...), ", "), r.Condition)
	}
	return w.Flush()
}

func marketCodes(t *tables.Tables) []string {
	var codes []string
	for _, m := range t.Markets() {
		codes = append(codes, m.ID)
	}
	return codes
}

// nearby names a few categories that share a word with what was asked.
func nearby(t *tables.Tables, asked string) string {
	var ids []string
	for _, word := range strings.FieldsFunc(strings.ToLower(asked), func(r rune) bool { return r == ' ' || r == '-' || r == '_' }) {
		for _, c := range t.Categories() {
			names := strings.ToLower(strings.Join(append([]string{c.ID, c.NameEn, c.NameZh}, c.Aliases...), " "))
			if len(word) > 2 && strings.Contains(names, word) && len(ids) < 5 {
				ids = append(ids, c.ID)
			}
		}
	}
	if len(ids) == 0 {
		return ""
	}
	return "; near it: " + strings.Join(ids, ", ")
}
