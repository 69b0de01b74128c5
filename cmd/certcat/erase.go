package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"

	"github.com/spf13/cobra"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/catalog"
	"github.com/certcat/certcat/cmd/certcat/desk"
	"github.com/certcat/certcat/flow"
	"github.com/certcat/certcat/store"
)

// eraseCommand takes documents out of a store for good.
type eraseCommand struct {
	program
	tenant, catalog, who, reason string
}

func newEraseCommand(p program) *cobra.Command {
	e := &eraseCommand{program: p}
	say := p.tongue.say
	c := &cobra.Command{Use: "erase STORE DOCUMENT…", Short: say("help.store.erase"), Long: say("help.store.erase.long"), Args: cobra.MinimumNArgs(2), RunE: does(e.run)}
	f := c.Flags()
	f.StringVar(&e.tenant, "tenant", store.DefaultTenant, say("flag.tenant"))
	f.StringVar(&e.catalog, "catalog", "", say("flag.catalog"))
	f.StringVar(&e.who, "who", "", say("flag.erase.who"))
	f.StringVar(&e.reason, "reason", "", say("flag.erase.reason"))
	return c
}

var documentID = regexp.MustCompile(`^[0-9a-f]{64}$`)

func (e *eraseCommand) run(ctx context.Context, args []string) error {
	if e.who == "" || e.reason == "" {
		return usage(errors.New(e.tongue.say("erase.why")))
	}
	blobs, err := openBlobs(ctx, args[0], false)
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, blobs, e.tenant)
	if err != nil {
		return fmt.Errorf("store %s: %w", args[0], err)
	}
	var book *catalog.Book
	if e.catalog != "" {
		if book, err = openBook(ctx, e.catalog, e.tenant); err != nil {
			return err
		}
		defer book.Close()
	}
	for _, document := range args[1:] {
		if !documentID.MatchString(document) {
			return usage(errors.New(e.tongue.say("erase.unknown", "document", clean(document))))
		}
		err := desk.Erase(ctx, s, book, store.Tombstone{Document: document, Who: e.who, Reason: e.reason}, true)
		if errors.Is(err, store.ErrNotFound) {
			return usage(errors.New(e.tongue.say("erase.unknown", "document", document)))
		}
		if err != nil {
			return err
		}
		fmt.Fprintln(e.Out, e.tongue.say("erase.done", "document", document))
	}
	return nil
}

// unlessErased says in the flow's words that a document was erased.
func unlessErased(err error) error {
	if errors.Is(err, store.ErrErased) {
		return fmt.Errorf("%w: %w", flow.ErrErased, err)
	}
	return err
}

// original makes an arrival of a stored original; ok is false where the document was erased: then its marker goes.
func (t *tenant) original(ctx context.Context, r certcat.Receipt) (a flow.Arrival, ok bool, err error) {
	a, err = fromStore(ctx, t.Store, r)
	if !errors.Is(err, store.ErrNotFound) {
		return a, err == nil, err
	}
	erased, eerr := t.Erased(ctx, r.Document)
	if eerr != nil || !erased {
		return a, false, errors.Join(err, eerr)
	}
	return a, false, t.ClearPending(ctx, r)
}
