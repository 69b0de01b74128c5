package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/catalog"
	"github.com/certcat/certcat/store"
)

// defaultCatalog is the catalogue that the catalog commands look at where no other is named.
const defaultCatalog = "catalog.db"

// catalogCommand holds what the catalog commands share.
type catalogCommand struct {
	program
	address, tenant string
	json            bool

	filter           catalog.Filter
	page             catalog.Page
	sort             string
	expires, changes string
	cites            string
	different        bool
}

func newCatalogCommand(p program) *cobra.Command {
	c := &catalogCommand{program: p}
	say := p.tongue.say
	root := &cobra.Command{Use: "catalog", Short: say("help.catalog"), Long: say("help.catalog.long"), Args: cobra.NoArgs}
	list := &cobra.Command{Use: "list", Short: say("help.catalog.list"), Args: cobra.NoArgs, RunE: does(c.list)}
	f := list.Flags()
	for _, flag := range []struct {
		at   *string
		name string
	}{{&c.filter.Status, "status"}, {&c.filter.Market, "market"}, {&c.filter.Kind, "kind"}, {&c.filter.Scheme, "scheme"}, {&c.filter.Need, "need"},
		{&c.filter.Holder, "holder"}, {&c.filter.Issuer, "issuer"}, {&c.filter.Number, "number"}, {&c.filter.Text, "text"}, {&c.filter.Listing, "listing"},
		{&c.cites, "cites"}, {&c.expires, "expires"}, {&c.changes, "changes"}, {&c.sort, "sort"}, {&c.page.After, "after"}} {
		f.StringVar(flag.at, flag.name, "", say("flag.catalog."+flag.name))
	}
	f.BoolVar(&c.page.Descending, "descending", false, say("flag.catalog.descending"))
	f.IntVar(&c.page.Limit, "limit", 50, say("flag.catalog.limit"))
	count := &cobra.Command{Use: "count [FACET…]", Short: say("help.catalog.count"), RunE: does(c.count)}
	reused := &cobra.Command{Use: "reused", Short: say("help.catalog.reused"), Args: cobra.NoArgs, RunE: does(c.reused)}
	reused.Flags().BoolVar(&c.different, "different-holders", false, say("flag.catalog.different"))
	rebuild := &cobra.Command{Use: "rebuild STORE", Short: say("help.catalog.rebuild"), Long: say("help.catalog.rebuild.long"), Args: cobra.ExactArgs(1), RunE: does(c.rebuild)}
	root.AddCommand(list, count, reused, rebuild)
	for _, sub := range root.Commands() {
		sub.Flags().StringVar(&c.address, "catalog", defaultCatalog, say("flag.catalog"))
		if sub != rebuild {
			sub.Flags().StringVar(&c.tenant, "tenant", store.DefaultTenant, say("flag.tenant"))
			sub.Flags().BoolVar(&c.json, "json", false, say("flag.json"))
		}
	}
	return root
}

func (c *catalogCommand) open(ctx context.Context) (*catalog.Book, error) {
	return openBook(ctx, c.address, c.tenant)
}

func (c *catalogCommand) list(ctx context.Context, _ []string) error {
	var err error
	if c.filter.Expires, err = window("--expires", c.expires); err != nil {
		return usage(err)
	}
	if c.filter.Changes, err = window("--changes", c.changes); err != nil {
		return usage(err)
	}
	if c.cites != "" {
		what, value, found := strings.Cut(c.cites, "=")
		if !found {
			return usage(fmt.Errorf("--cites %s: must be such as standard=EN 60950-1, act=2014/35/EU, body=1234", c.cites))
		}
		c.filter.Cite = catalog.Cite{What: what, Value: value}
	}
	c.page.Sort = catalog.Sort(c.sort)
	book, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer book.Close()
	found, err := book.List(ctx, c.filter, c.page)
	if errors.Is(err, catalog.ErrPage) {
		return usage(err)
	}
	if err != nil {
		return err
	}
	if c.json {
		return json.NewEncoder(c.Out).Encode(found)
	}
	return c.table(found)
}

// table prints entries for people.
func (c *catalogCommand) table(l catalog.List) error {
	w := tabwriter.NewWriter(c.Out, 0, 4, 2, ' ', 0)
	for _, e := range l.Entries {
		var markets []string
		for _, s := range e.Standings {
			markets = append(markets, s.Market+" "+c.word("decision", string(s.Decision)))
		}
		cells := []string{c.status(e.Status), c.word("kind", e.Kind), e.Number, e.Holder, string(e.Expires), string(e.NextChange), strings.Join(markets, ", "), e.Name, shortID(e)}
		for i := range cells {
			cells[i] = shortened(clean(cells[i]), 40)
		}
		fmt.Fprintln(w, strings.Join(cells, "\t"))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	if l.Next != "" {
		fmt.Fprintln(c.Out, c.tongue.say("catalog.more", "place", l.Next))
	}
	if len(l.Entries) == 0 {
		fmt.Fprintln(c.Out, c.tongue.say("catalog.nothing"))
	}
	return nil
}

// status says an entry's status; the decisions have their words in package say.
func (c *catalogCommand) status(status string) string {
	switch status {
	case catalog.Refused, catalog.Empty, catalog.Deleted:
		return c.tongue.say("catalog.status." + status)
	}
	return c.word("decision", status)
}

func shortID(e catalog.Entry) string {
	id := e.Document
	if len(id) > 12 {
		id = id[:12]
	}
	if e.Part.First > 1 {
		id += "#" + strconv.Itoa(e.Part.First)
	}
	return id
}

func shortened(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}

// window reads FROM..UNTIL, either side open; UNTIL is the first day outside.
func window(flag, text string) (certcat.Interval, error) {
	if text == "" {
		return certcat.Interval{}, nil
	}
	from, until, found := strings.Cut(text, "..")
	i := certcat.Interval{From: certcat.Date(from), Until: certcat.Date(until)}
	if !found || from+until == "" || from != "" && !i.From.Valid() || until != "" && !i.Until.Valid() {
		return i, fmt.Errorf("%s %s: must be FROM..UNTIL, either of which may be left out, such as 2026-11-22..2027-02-20", flag, text)
	}
	return i, nil
}

func (c *catalogCommand) count(ctx context.Context, facets []string) error {
	book, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer book.Close()
	counts, err := book.Counts(ctx, facets...)
	if err != nil {
		return err
	}
	if c.json {
		return json.NewEncoder(c.Out).Encode(counts)
	}
	for _, n := range counts {
		fmt.Fprintf(c.Out, "%9d  %s  %s\n", n.N, n.Facet, clean(n.Value))
	}
	return nil
}

func (c *catalogCommand) reused(ctx context.Context, _ []string) error {
	book, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer book.Close()
	const most = 1000
	for after := ""; ; {
		found, err := book.Reused(ctx, after, c.different, most)
		if err != nil {
			return err
		}
		for _, r := range found {
			if err := c.tellReused(c.Out, r); err != nil {
				return err
			}
			after = r.NumberKey
		}
		if len(found) < most {
			return nil
		}
	}
}

func (c *catalogCommand) tellReused(w io.Writer, r catalog.Reuse) error {
	if c.json {
		return json.NewEncoder(w).Encode(r)
	}
	_, err := fmt.Fprintln(w, c.tongue.say("catalog.reused", "number", clean(r.NumberKey), "documents", r.Documents, "holders", r.Holders, "issuers", r.Issuers))
	return err
}

// rebuild makes the catalogue anew from the store, for all its tenants.
func (c *catalogCommand) rebuild(ctx context.Context, args []string) error {
	blobs, tenants, err := openTenants(ctx, args[0])
	if err != nil {
		return err
	}
	index, err := catalog.Open(ctx, c.address)
	if err != nil {
		return err
	}
	defer index.Close()
	for _, tenant := range tenants {
		s, err := store.Open(ctx, blobs, tenant)
		if err != nil {
			return err
		}
		bar := newObjectBar(c.Err, terminalOf(c.Err, c.env))
		done, err := index.Book(tenant).Rebuild(ctx, storeSource{s}, func(documents int) { bar.set(documents, -1) })
		bar.clear()
		if err != nil {
			return err
		}
		fmt.Fprintln(c.Out, c.tongue.say("catalog.rebuilt", "tenant", tenant, "documents", done.Documents, "arrivals", done.Arrivals, "removed", done.Removed))
	}
	return nil
}
