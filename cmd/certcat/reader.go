package main

import (
	"fmt"
	"maps"

	"github.com/spf13/cobra"

	"github.com/certcat/certcat/child"
	"github.com/certcat/certcat/ingest/folder"
	"github.com/certcat/certcat/ingest/pdf"
	"github.com/certcat/certcat/ingest/picture"
)

// newReaderCommand is the child half: certcat starts itself with it and asks over pipes. It has no use by hand.
func newReaderCommand() *cobra.Command {
	return &cobra.Command{
		Use:           "reader",
		Hidden:        true,
		Args:          cobra.NoArgs,
		SilenceUsage:  true,
		SilenceErrors: true,
		RunE: func(cmd *cobra.Command, _ []string) error {
			handlers, err := operations(pdf.Handlers(), picture.Handlers(), folder.Handlers(), readHandlers())
			if err != nil {
				return err
			}
			return child.Serve(cmd.Context(), handlers)
		},
	}
}

// operations puts the handlers of all rooms together; two rooms must not answer to one name.
func operations(rooms ...map[string]child.Handler) (map[string]child.Handler, error) {
	all := map[string]child.Handler{}
	for _, room := range rooms {
		for op := range room {
			if _, taken := all[op]; taken {
				return nil, fmt.Errorf("two handlers for the operation %q", op)
			}
		}
		maps.Copy(all, room)
	}
	return all, nil
}
