package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/validate"
)

// newJudgeCommand makes the command that judges what a person typed in: no file is read, no engine runs.
func newJudgeCommand(p program) *cobra.Command {
	var q question
	var format, only string
	var verbose bool
	c := &cobra.Command{Use: "judge FILE…", Short: p.tongue.say("help.judge"), Long: p.tongue.say("help.judge.long"), Args: cobra.MinimumNArgs(1)}
	c.RunE = does(func(ctx context.Context, args []string) error { return p.judge(ctx, q, format, only, verbose, args) })
	q.flags(c.Flags(), p.tongue)
	c.Flags().StringVar(&format, "format", "text", p.tongue.say("flag.format.check"))
	c.Flags().StringVar(&only, "case", "", p.tongue.say("flag.case"))
	c.Flags().BoolVarP(&verbose, "verbose", "v", false, p.tongue.say("flag.verbose"))
	return c
}

func (p program) judge(ctx context.Context, q question, format, only string, verbose bool, files []string) error {
	if format != "text" && format != "json" {
		return usage(fmt.Errorf("--format %s: judge knows text and json", format))
	}
	if err := q.complete(time.Now()); err != nil {
		return err
	}
	if err := q.choose(ctx, nil); err != nil {
		return err
	}
	var typed []validate.Typed
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return usage(err)
		}
		list, err := validate.ParseTyped(data)
		if err != nil {
			return usage(fmt.Errorf("%s: %w", file, err))
		}
		typed = append(typed, list...)
	}
	var verdicts []certcat.Verdict
	for _, t := range typed {
		if only != "" && t.Name != only {
			continue
		}
		answered, err := q.about(t)
		if err != nil {
			return fmt.Errorf("case %s: %w", t.Name, err)
		}
		verdicts = append(verdicts, answered...)
		if format == "text" {
			fmt.Fprintln(p.Out, clean(t.Name))
			for _, v := range answered {
				printVerdict(p.Out, p.tongue.lang, v, verbose)
			}
			fmt.Fprintln(p.Out)
		}
	}
	if len(verdicts) == 0 {
		return usage(fmt.Errorf("there is no case %q in the files", only))
	}
	if format == "json" {
		e := json.NewEncoder(p.Out)
		e.SetEscapeHTML(false)
		e.SetIndent("", " ")
		if err := e.Encode(verdicts); err != nil {
			return err
		}
	}
	return ended(decided(verdicts))
}

// about answers a typed case: what the case says itself counts before what the command line says.
func (q question) about(t validate.Typed) ([]certcat.Verdict, error) {
	if t.Market != "" {
		q.markets = []string{t.Market}
	}
	if t.Category != "" {
		q.category = t.Category
	}
	if t.AsOf != "" {
		q.asOf = t.AsOf
	}
	if t.Profile != "" {
		q.profile = t.Profile
	}
	checker, err := newChecker(q)
	if err != nil {
		return nil, err
	}
	return checker.Check(t.Case), nil
}
