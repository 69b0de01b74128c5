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

// categoryCommand is what a person asked.
type categoryCommand struct {
	program
	markets []string
	limit   int
	json    bool
	tables  string
	store   string
}

// foundCategory is one category that fits.
type foundCategory struct {
	Rank    int             `json:"rank"`
	ID      string          `json:"id"`
	NameEn  string          `json:"name_en"`
	NameZh  string          `json:"name_zh"`
	HS      []string        `json:"hs"`
	Within  string          `json:"within,omitempty"`
	Exempt  bool            `json:"exempt,omitempty"` // a platform's rule asks for no papers; the law may
	Because string          `json:"because"`
	Markets []marketMapping `json:"markets,omitempty"`
}

type marketMapping struct {
	Market    string   `json:"market"`
	Known     bool     `json:"known"`
	Acts      []string `json:"acts,omitempty"`
	Schemes   []string `json:"schemes,omitempty"`
	Standards []string `json:"standards,omitempty"`
	Marks     []string `json:"marks,omitempty"`
}

func newCategoryCommand(p program) *cobra.Command {
	c := &categoryCommand{program: p}
	t := p.tongue
	cmd := &cobra.Command{
		Use: "category WORDS…", Short: t.say("help.category"), Long: t.say("help.category.long"), Args: cobra.MinimumNArgs(1), RunE: does(c.run),
	}
	f := cmd.Flags()
	f.StringSliceVar(&c.markets, "market", nil, t.say("flag.market.mapping"))
	f.IntVar(&c.limit, "limit", 5, t.say("flag.limit"))
	f.BoolVar(&c.json, "json", false, t.say("flag.json.lines"))
	f.StringVar(&c.tables, "tables", "", t.say("flag.tables"))
	f.StringVar(&c.store, "store", "", t.say("flag.store.tables"))
	return cmd
}

func (c *categoryCommand) run(ctx context.Context, words []string) error {
	s, err := storeFor(ctx, c.store)
	if err != nil {
		return err
	}
	t, err := tablesAt(ctx, s, c.tables)
	if err != nil {
		return err
	}
	var markets []tables.Market
	for _, m := range c.markets {
		market, ok := t.Market(strings.TrimSpace(m))
		if !ok {
			return usage(fmt.Errorf("--market %q is unknown; there are %s", m, strings.Join(marketCodes(t.Tables), ",")))
		}
		markets = append(markets, market)
	}
	query := strings.Join(words, " ")
	matches := t.FindCategories(query)
	if len(matches) == 0 {
		fmt.Fprintln(c.Err, c.tongue.say("category.none", "query", clean(query)))
		return ended(exitReview)
	}
	if c.limit > 0 && len(matches) > c.limit {
		matches = matches[:c.limit]
	}
	today := certcat.Date(time.Now().Format(time.DateOnly))
	w := tabwriter.NewWriter(c.Out, 0, 0, 2, ' ', 0)
	e := json.NewEncoder(c.Out)
	e.SetEscapeHTML(false)
	for i, m := range matches {
		found := foundCategory{Rank: i + 1, ID: m.Category.ID, NameEn: m.Category.NameEn, NameZh: m.Category.NameZh, HS: m.Category.HS,
			Within: m.Category.Within, Exempt: m.Category.Exempt, Because: m.Because}
		for _, market := range markets {
			found.Markets = append(found.Markets, marketMapping(t.Mapping(market.ID, m.Category.ID, today)))
		}
		if c.json {
			if err := e.Encode(found); err != nil {
				return err
			}
			continue
		}
		c.line(w, found)
	}
	return w.Flush()
}

func (c *categoryCommand) line(w *tabwriter.Writer, f foundCategory) {
	exempt := ""
	if f.Exempt {
		exempt = c.tongue.say("category.exempt")
	}
	fmt.Fprintf(w, "%d\t%s\t%s\t%s\tHS %s\t%s\t%s\n", f.Rank, f.ID, f.NameEn, f.NameZh, strings.Join(f.HS, ", "), c.tongue.say("category.because", "text", f.Because), exempt)
	for _, m := range f.Markets {
		text := strings.Join(filled(strings.Join(append(m.Acts, m.Schemes...), ", "), strings.Join(m.Standards, ", ")), " · ")
		if !m.Known {
			text = c.tongue.say("requirements.unknown")
		}
		fmt.Fprintf(w, "\t%s: %s\n", m.Market, text)
	}
}
