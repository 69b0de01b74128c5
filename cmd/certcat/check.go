package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/flow"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/validate"
)

func newCheckCommand(p program) *cobra.Command {
	var o lookOptions
	var format, listing string
	var verbose bool
	c := &cobra.Command{Use: "check FILE…", Short: p.tongue.say("help.check"), Long: p.tongue.say("help.check.long"), Args: cobra.MinimumNArgs(1)}
	c.RunE = does(func(ctx context.Context, args []string) error {
		return p.check(ctx, o, checkOptions{format, listing, verbose}, args)
	})
	o.flags(c.Flags(), p.tongue)
	o.ask.flags(c.Flags(), p.tongue)
	o.ask.weightsFlag(c.Flags(), p.tongue)
	c.Flags().StringVar(&listing, "listing", "", p.tongue.say("flag.listing"))
	c.Flags().StringVar(&format, "format", "text", p.tongue.say("flag.format.check"))
	c.Flags().BoolVarP(&verbose, "verbose", "v", false, p.tongue.say("flag.verbose"))
	return c
}

// checkOptions are what check takes beside how files are read and what is asked.
type checkOptions struct {
	format, listing string
	verbose         bool
}

// check judges the certificates of all files as one Case: each with all the others as Related.
func (p program) check(ctx context.Context, o lookOptions, c checkOptions, files []string) error {
	if c.format != "text" && c.format != "json" {
		return usage(fmt.Errorf("--format %s: check knows text and json", c.format))
	}
	listing, err := readListing(c.listing)
	if err != nil {
		return err
	}
	if listing != nil && o.ask.category == "" {
		o.ask.category = listing.Category
	}
	if err := o.ask.complete(time.Now()); err != nil {
		return err
	}
	var kept *store.Store
	if o.store != "" {
		var err error
		if kept, err = openStore(ctx, o.store); err != nil {
			return err
		}
	}
	if err := o.ask.choose(ctx, kept); err != nil {
		return err
	}
	checker, err := newChecker(o.ask)
	if err != nil {
		return err
	}
	checker.listing = listing
	var certificates []certcat.Certificate
	names := map[string]string{}
	code := exitAccepted
	o.pages = true
	err = p.look(ctx, o, files, func(out flow.Outcome) error {
		names[out.Document.ID] = out.Arrival.Path
		certificates = append(certificates, out.Certificates...)
		if len(out.Certificates) == 0 {
			code = worst(code, exitReview)
		}
		if problems := fileProblems(out); len(problems) > 0 {
			fmt.Fprintln(p.Err, clean(out.Arrival.Path))
			p.printProblems(p.Err, terminalOf(p.Err, p.env), problems)
		}
		return nil
	})
	if err != nil {
		return err
	}
	verdicts := flow.CheckAll(checker, certificates)
	code = worst(code, decided(verdicts))
	if c.format == "json" {
		encoder := json.NewEncoder(p.Out)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", " ")
		if err := encoder.Encode(verdicts); err != nil {
			return err
		}
		return ended(code)
	}
	for i, v := range verdicts {
		if i > 0 {
			fmt.Fprintln(p.Out)
		}
		fmt.Fprintln(p.Out, p.tongue.say("check.of", "file", clean(names[v.Document]), "pages", partName(v.Part)))
		printVerdict(p.Out, p.tongue.lang, v, c.verbose)
	}
	return ended(code)
}

// readListing reads the listing for which certificates are judged, nil without a file.
func readListing(file string) (*certcat.Listing, error) {
	if file == "" {
		return nil, nil
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, usage(err)
	}
	listing, err := validate.ParseListing(data)
	if err != nil {
		return nil, usage(fmt.Errorf("%s: %w", file, err))
	}
	return listing, nil
}

// decided is the exit code for verdicts. A paper that is for another market neither accepts nor rejects anything.
func decided(verdicts []certcat.Verdict) int {
	code, answered := exitAccepted, false
	for _, v := range verdicts {
		switch v.Decision {
		case certcat.Accepted:
			answered = true
		case certcat.Rejected:
			code, answered = worst(code, exitRejected), true
		case certcat.Irrelevant:
		default:
			code, answered = worst(code, exitReview), true
		}
	}
	if !answered {
		return exitReview
	}
	return code
}
