package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/user"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/certcat/certcat/review/access"
	"github.com/certcat/certcat/store"
)

// tokenCommand holds what the commands about tokens share.
type tokenCommand struct {
	program
	store, tenant string
	role          string
	scopes        []string
	life          time.Duration
}

func newTokensCommand(p program) *cobra.Command {
	t := &tokenCommand{program: p}
	say := p.tongue.say
	made := &cobra.Command{Use: "new NAME", Short: say("help.tokens.new"), Long: say("help.tokens.new.long"), Args: cobra.ExactArgs(1), RunE: does(t.create)}
	made.Flags().StringVar(&t.role, "role", string(access.Reviewer), say("flag.tokens.role"))
	made.Flags().StringSliceVar(&t.scopes, "scope", []string{string(access.ScopeUpload), string(access.ScopeRead)}, say("flag.tokens.scope"))
	made.Flags().DurationVar(&t.life, "life", 90*24*time.Hour, say("flag.tokens.life"))
	list := &cobra.Command{Use: "list", Short: say("help.tokens.list"), Args: cobra.NoArgs, RunE: does(t.list)}
	revoke := &cobra.Command{Use: "revoke ID", Short: say("help.tokens.revoke"), Args: cobra.ExactArgs(1), RunE: does(t.revoke)}
	root := &cobra.Command{Use: "tokens", Short: say("help.tokens"), Args: cobra.NoArgs}
	root.PersistentFlags().StringVar(&t.store, "store", defaultStore, say("flag.store"))
	root.PersistentFlags().StringVar(&t.tenant, "tenant", store.DefaultTenant, say("flag.tenant"))
	root.AddCommand(made, list, revoke)
	return root
}

func (t *tokenCommand) open(ctx context.Context, create bool) (*access.Book, error) {
	blobs, err := openBlobs(ctx, t.store, create)
	if err != nil {
		return nil, err
	}
	open := store.Open
	if create {
		open = store.Create
	}
	s, err := open(ctx, blobs, t.tenant)
	if err != nil {
		return nil, fmt.Errorf("store %s: %w", t.store, err)
	}
	return access.Open(s.Tenant(), settings{s}), nil
}

// by is who works at the command line: whoever can write the store may do everything with it.
func (t *tokenCommand) by() access.Principal {
	name := "command line"
	if u, err := user.Current(); err == nil {
		name += " (" + u.Username + ")"
	}
	return access.Principal{Tenant: t.tenant, Name: name, Role: access.Admin}
}

func (t *tokenCommand) create(ctx context.Context, args []string) error {
	book, err := t.open(ctx, true)
	if err != nil {
		return err
	}
	var scopes []access.Scope
	for _, s := range t.scopes {
		scopes = append(scopes, access.Scope(strings.TrimSpace(s)))
	}
	secret, _, err := book.NewToken(ctx, t.by(), args[0], access.Role(t.role), scopes, time.Now().Add(t.life))
	if errors.Is(err, access.ErrRefused) {
		return usage(err)
	}
	if err != nil {
		return err
	}
	fmt.Fprintln(t.Err, t.tongue.say("tokens.once"))
	fmt.Fprintln(t.Out, secret)
	return nil
}

func (t *tokenCommand) list(ctx context.Context, _ []string) error {
	book, err := t.open(ctx, false)
	if err != nil {
		return err
	}
	tokens, err := book.Tokens(ctx)
	if err != nil {
		return err
	}
	for _, one := range tokens {
		if err := json.NewEncoder(t.Out).Encode(one); err != nil {
			return err
		}
	}
	return nil
}

func (t *tokenCommand) revoke(ctx context.Context, args []string) error {
	book, err := t.open(ctx, false)
	if err != nil {
		return err
	}
	return book.Revoke(ctx, t.by(), args[0])
}
