package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/xuri/excelize/v2"
)

// out is where an answer goes: a file, or the terminal.
func (c *requirementsCommand) out(write func(io.Writer) error) error {
	if c.output == "" {
		return write(c.Out)
	}
	f, err := os.OpenFile(c.output, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return usage(fmt.Errorf("write the answer: %w", err))
	}
	err = write(f)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}

// asJSON writes one list with an answer for each market.
func (c *requirementsCommand) asJSON(answers []needed) error {
	return c.out(func(w io.Writer) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		e.SetIndent("", " ")
		return e.Encode(answers)
	})
}

func (c *requirementsCommand) asTable(answers []needed) error {
	say := c.tongue.say
	return c.out(func(out io.Writer) error {
		for i, n := range answers {
			if i > 0 {
				fmt.Fprintln(out)
			}
			fmt.Fprintln(out, say("requirements.of", "market", n.Market, "category", n.Category, "day", string(n.AsOf)))
			if !n.Known {
				fmt.Fprintln(out, "  "+say("requirements.unknown"))
				continue
			}
			for _, line := range [][2]string{{"requirements.acts", strings.Join(n.Acts, ", ")}, {"requirements.marking", n.Marking}, {"requirements.note", n.Note}} {
				if line[1] != "" {
					fmt.Fprintln(out, "  "+say(line[0], "text", line[1]))
				}
			}
			w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
			for _, r := range n.Requirements {
				fmt.Fprintf(w, "  %s\t%s\t%s\t%s\t%s\t%s\n", say("level."+r.Level), r.Kind, r.Name, say("evidence."+r.Evidence),
					strings.Join(filled(append(r.Acts, r.Scheme)...), ", "), r.Condition)
			}
			if err := w.Flush(); err != nil {
				return err
			}
		}
		return nil
	})
}

// requirementColumns are the columns of the tables for documents and spreadsheets.
var requirementColumns = []string{"market", "kind", "name", "level", "condition", "any-of", "evidence", "proved-by", "basis", "acts", "scheme", "standards",
	"languages", "notarisation", "legalisation", "representative", "marks", "cost", "bodies", "bites-on", "register", "from", "until", "verified", "source"}

func (c *requirementsCommand) cells(market string, r needs) []string {
	say := c.tongue.say
	languages := strings.Join(filled(strings.Join(r.Languages.Documents, ", "), r.Languages.Rule), "; ")
	return []string{market, r.Kind, r.Name, say("level." + r.Level), r.Condition, r.AnyOf, say("evidence." + r.Evidence), strings.Join(r.ProvedBy, ", "), string(r.Basis),
		strings.Join(r.Acts, ", "), r.Scheme, strings.Join(r.Standards, ", "), languages, r.Notarisation, r.Legalisation, r.Representative,
		strings.Join(r.Marks, ", "), r.Cost, strings.Join(r.Bodies, ", "), r.BitesOn, r.Register, string(r.From), string(r.Until), r.Row.Verified, r.Row.Source}
}

func (c *requirementsCommand) asMarkdown(answers []needed) error {
	say := c.tongue.say
	escape := strings.NewReplacer("|", "\\|", "\n", " ", "<", "&lt;").Replace
	shown := []string{"level", "kind", "name", "evidence", "acts", "scheme", "standards", "languages", "notarisation", "legalisation", "representative", "marks", "cost", "condition", "verified"}
	return c.out(func(w io.Writer) error {
		for i, n := range answers {
			if i > 0 {
				fmt.Fprintln(w)
			}
			fmt.Fprintf(w, "## %s\n\n", say("requirements.of", "market", n.Market, "category", n.Category, "day", string(n.AsOf)))
			if !n.Known {
				fmt.Fprintln(w, say("requirements.unknown"))
				continue
			}
			for _, line := range [][2]string{{"requirements.acts", strings.Join(n.Acts, ", ")}, {"requirements.marking", n.Marking}, {"requirements.note", n.Note}} {
				if line[1] != "" {
					fmt.Fprintln(w, "* "+escape(say(line[0], "text", line[1])))
				}
			}
			fmt.Fprintln(w)
			var head, rule []string
			for _, s := range shown {
				head, rule = append(head, say("requirement."+s)), append(rule, "---")
			}
			fmt.Fprintf(w, "| %s |\n| %s |\n", strings.Join(head, " | "), strings.Join(rule, " | "))
			for _, r := range n.Requirements {
				all := c.cells(n.Market, r)
				var line []string
				for _, s := range shown {
					for at, column := range requirementColumns {
						if column == s {
							line = append(line, escape(all[at]))
						}
					}
				}
				if _, err := fmt.Fprintf(w, "| %s |\n", strings.Join(line, " | ")); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// asExcel writes one sheet with all markets, so that it can be filtered.
func (c *requirementsCommand) asExcel(answers []needed) error {
	if c.output == "" && c.terminal() {
		return usage(fmt.Errorf("--format xlsx: name a file with --output, or send the output into one"))
	}
	f := excelize.NewFile()
	defer f.Close()
	w := &workbook{File: f, r: &report{p: c.program}}
	if err := w.styles(); err != nil {
		return err
	}
	var titles []string
	for _, column := range requirementColumns {
		titles = append(titles, c.tongue.say("requirement."+column))
	}
	widths := []float64{8, 26, 30, 13, 30, 24, 16, 24, 14, 40, 24, 34, 30, 14, 18, 40, 24, 14, 30, 12, 40, 11, 11, 12, 50}
	err := w.sheet(c.tongue.say("sheet.requirements"), titles, widths, func(add func(cells ...any) error) error {
		for _, n := range answers {
			if !n.Known {
				if err := add(n.Market, c.tongue.say("requirements.unknown")); err != nil {
					return err
				}
			}
			for _, r := range n.Requirements {
				var cells []any
				for _, s := range c.cells(n.Market, r) {
					cells = append(cells, s)
				}
				if err := add(cells...); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if err := f.DeleteSheet("Sheet1"); err != nil {
		return err
	}
	f.SetActiveSheet(0)
	return c.out(func(out io.Writer) error { return f.Write(out) })
}

// terminal reports whether a person would see the bytes.
func (c *requirementsCommand) terminal() bool {
	f, ok := c.Out.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
