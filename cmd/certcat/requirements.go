package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/tables"
)

// requirementsCommand is what a person asked.
type requirementsCommand struct {
	program
	category string
	markets  []string
	asOf     string
	format   string
	output   string
	tables   string
	store    string
}

// needed is the answer for one market. Known false says that the tables hold nothing about category and market, which
// never means that nothing is required.
type needed struct {
	Market       string       `json:"market"`
	Category     string       `json:"category"`
	AsOf         certcat.Date `json:"as_of"`
	Tables       string       `json:"tables"` // digest of the set that answered
	Known        bool         `json:"known"`
	Marking      string       `json:"marking,omitempty"`
	Acts         []string     `json:"acts,omitempty"`
	Note         string       `json:"note,omitempty"`
	Requirements []needs      `json:"requirements,omitempty"`
}

// needs is one requirement with everything that the tables say of it. Its members are always there: null or "unknown"
// where the tables say nothing.
type needs struct {
	ID             string          `json:"id"`
	Kind           string          `json:"kind"`
	Name           string          `json:"name"`
	Level          string          `json:"level"`
	Condition      string          `json:"condition"`
	When           []string        `json:"when"`
	AnyOf          string          `json:"any_of"`
	Evidence       string          `json:"evidence"`
	ProvedBy       []string        `json:"proved_by"` // kinds of documents
	Basis          certcat.Basis   `json:"basis"`
	Acts           []string        `json:"acts"`
	Scheme         string          `json:"scheme"`
	Standards      []string        `json:"standards"`
	Languages      neededLanguages `json:"languages"`
	Notarisation   string          `json:"notarisation"`
	Legalisation   string          `json:"legalisation"`
	Representative string          `json:"representative"`
	Marks          []string        `json:"marks"`
	Cost           string          `json:"cost"`
	Bodies         []string        `json:"bodies"`
	BitesOn        string          `json:"bites_on"`
	Register       string          `json:"register"`
	Note           string          `json:"note"`
	From           certcat.Date    `json:"from"`
	Until          certcat.Date    `json:"until"`
	Row            certcat.Row     `json:"row"`
}

// neededLanguages are what a paper, a label and a manual have to be written in: codes where the tables hold them, else
// the rule in words.
type neededLanguages struct {
	Documents []string `json:"documents"`
	Label     []string `json:"label"`
	Manual    string   `json:"manual"`
	Rule      string   `json:"rule"`
}

func newRequirementsCommand(p program) *cobra.Command {
	c := &requirementsCommand{program: p}
	t := p.tongue
	cmd := &cobra.Command{
		Use: "requirements --category CATEGORY --market EU,GB", Short: t.say("help.requirements"), Long: t.say("help.requirements.long"),
		Args: cobra.NoArgs, RunE: does(c.run),
	}
	f := cmd.Flags()
	f.StringVar(&c.category, "category", "", t.say("flag.category.names"))
	f.StringSliceVar(&c.markets, "market", nil, t.say("flag.market.needs"))
	f.StringVar(&c.asOf, "as-of", "", t.say("flag.as-of"))
	f.StringVar(&c.format, "format", "table", t.say("flag.format.requirements"))
	f.StringVarP(&c.output, "output", "o", "", t.say("flag.output"))
	f.StringVar(&c.tables, "tables", "", t.say("flag.tables"))
	f.StringVar(&c.store, "store", "", t.say("flag.store.tables"))
	return cmd
}

func (c *requirementsCommand) run(ctx context.Context, _ []string) error {
	day := certcat.Date(c.asOf)
	if day == "" {
		day = certcat.Date(time.Now().Format(time.DateOnly))
	}
	if !day.Valid() || day.MonthOnly() {
		return usage(fmt.Errorf("--as-of %q is no day; write 2026-11-22", c.asOf))
	}
	write := map[string]func([]needed) error{"table": c.asTable, "json": c.asJSON, "md": c.asMarkdown, "xlsx": c.asExcel}[c.format]
	if write == nil {
		return usage(fmt.Errorf("--format %q: choose table, json, md or xlsx", c.format))
	}
	s, err := storeFor(ctx, c.store)
	if err != nil {
		return err
	}
	t, err := tablesAt(ctx, s, c.tables)
	if err != nil {
		return err
	}
	category, ok := t.Category(c.category)
	if !ok {
		return usage(fmt.Errorf("--category %q is not in the vocabulary%s", c.category, nearby(t.Tables, c.category)))
	}
	if len(c.markets) == 0 {
		return usage(fmt.Errorf("--market is missing; name one or more of %s", strings.Join(marketCodes(t.Tables), ",")))
	}
	code := exitAccepted
	var answers []needed
	for _, m := range c.markets {
		market, ok := t.Market(strings.TrimSpace(m))
		if !ok {
			return usage(fmt.Errorf("--market %q is unknown; there are %s", m, strings.Join(marketCodes(t.Tables), ",")))
		}
		n := need(t.Tables, c.tongue.lang, market, category.ID, day)
		if !n.Known {
			code = worst(code, exitReview)
		}
		answers = append(answers, n)
	}
	if err := write(answers); err != nil {
		return err
	}
	return ended(code)
}

// need is what a market asks for a category on a day, in a language where the tables have it.
func need(t *tables.Tables, lang string, market tables.Market, category string, day certcat.Date) needed {
	n := needed{Market: market.ID, Category: category, AsOf: day, Tables: t.Digest()}
	list, known := t.RequirementsOn(market.ID, category, day)
	n.Known = known
	if cell, ok := t.Cell(market.ID, category, day); ok {
		n.Marking, n.Acts, n.Note = cell.Marking, cell.Acts, strings.Join(filled(cell.Status, cell.Note), "; ")
	}
	for _, r := range list {
		n.Requirements = append(n.Requirements, needOf(t, lang, market, r))
	}
	return n
}

func needOf(t *tables.Tables, lang string, market tables.Market, r certcat.Requirement) needs {
	kind := strings.Split(strings.TrimPrefix(r.ID, r.Market+"/"+r.Category+"/"), "/")[0]
	q := needs{ID: r.ID, Kind: kind, Level: r.Level, Condition: r.Condition, When: r.When, AnyOf: r.AnyOf, Evidence: r.Evidence, ProvedBy: r.Kinds,
		Basis: r.Basis, Acts: r.Acts, Standards: r.Standards, Notarisation: unknownOr(r.Notarisation), Legalisation: unknownOr(r.Legalisation),
		Representative: unknownOr(r.Representative), Marks: r.Marks, Cost: unknownOr(r.Cost), Bodies: r.Bodies, BitesOn: r.BitesOn,
		Register: r.Register, Note: r.Note, From: r.Row.From, Until: r.Row.Until, Row: r.Row,
		Languages: neededLanguages{Rule: r.Languages, Manual: market.Instructions}}
	if k, ok := t.RequirementKind(kind); ok {
		if q.Name = k.Name; lang == "zh" {
			q.Name = k.NameZh
		}
	}
	if len(r.Schemes) > 0 {
		q.Scheme = r.Schemes[0]
		if s, ok := t.Scheme(q.Scheme); ok {
			q.Languages = neededLanguages{Documents: s.DocumentLanguages, Label: s.LabelLanguages, Manual: s.ManualLanguages, Rule: s.LanguageNote}
		}
	}
	return q
}

func unknownOr(s string) string {
	if s == "" {
		return "unknown"
	}
	return s
}

func filled(list ...string) []string {
	var out []string
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

func marketCodes(t *tables.Tables) []string {
	var codes []string
	for _, m := range t.Markets() {
		codes = append(codes, m.ID)
	}
	return codes
}

// nearby names the categories that fit best to what was asked.
func nearby(t *tables.Tables, asked string) string {
	var ids []string
	for _, m := range t.FindCategories(asked) {
		if len(ids) < 5 {
			ids = append(ids, m.Category.ID)
		}
	}
	if len(ids) == 0 {
		return ""
	}
	return "; near it: " + strings.Join(ids, ", ")
}
