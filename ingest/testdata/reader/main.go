// Command reader is the child half of the tests of package ingest and its doors.
package main

import (
	"context"
	"fmt"
	"maps"
	"os"

	"github.com/certcat/certcat/child"
	"github.com/certcat/certcat/ingest/folder"
	"github.com/certcat/certcat/ingest/pdf"
	"github.com/certcat/certcat/ingest/picture"
)

func main() {
	handlers := pdf.Handlers()
	maps.Copy(handlers, picture.Handlers())
	maps.Copy(handlers, folder.Handlers())
	if err := child.Serve(context.Background(), handlers); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
