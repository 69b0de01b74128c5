package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/dustin/go-humanize"
	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/store/dir"
	"github.com/certcat/certcat/store/s3"
)

// openStore opens the store at a folder's path, a file:// or an s3:// address, and makes it where the place is empty.
func openStore(ctx context.Context, address string) (*store.Store, error) {
	blobs, err := openBlobs(ctx, address, true)
	if err != nil {
		return nil, err
	}
	s, err := store.Create(ctx, blobs, store.DefaultTenant)
	if err != nil {
		return nil, fmt.Errorf("store %s: %w", address, err)
	}
	return s, nil
}

// openBlobs opens the place where a store is, or is to be made.
func openBlobs(ctx context.Context, address string, create bool) (store.Blobs, error) {
	folder := address
	switch scheme, _, found := strings.Cut(address, "://"); {
	case !found:
	case scheme == "s3":
		return s3.Open(ctx, address, os.Getenv)
	case scheme == "file":
		u, err := url.Parse(address)
		if err != nil || u.Host != "" && u.Host != "localhost" || u.Path == "" {
			return nil, usage(fmt.Errorf("the store's address %s: a file address has three slashes and a whole path, file:///var/lib/certcat", address))
		}
		folder = u.Path
	default:
		return nil, usage(fmt.Errorf("the store's address %s: a store is a folder, file:///folder or s3://bucket/prefix", address))
	}
	if folder == "" {
		return nil, usage(fmt.Errorf("the store's address is empty: name a folder or s3://bucket/prefix"))
	}
	if create {
		return dir.Create(folder)
	}
	return dir.Open(folder)
}

// storeCommand holds what the store commands share.
type storeCommand struct {
	streams
	json bool
}

func newStoreCommand(p program) *cobra.Command {
	c := &storeCommand{streams: p.streams}
	verify := &cobra.Command{
		Use: "verify STORE", Short: "Read everything in a store and check it: hashes, logs, checkpoints, references", Args: cobra.ExactArgs(1),
		Long: "Reads everything in a store and checks it: originals against their hashes, results against the log, logs and checkpoints link by\n" +
			"link, receipts against their history. Ends with 0 where nothing was lost or changed, with 1 where something was. What a killed\n" +
			"process left behind is listed and harms nothing.",
		RunE: does(c.verify),
	}
	copying := &cobra.Command{
		Use: "copy FROM TO", Short: "Copy a store to another folder or bucket, or bring such a copy up to date", Args: cobra.ExactArgs(2),
		Long: "Copies a store, checking hashes on the way. A copy that was stopped goes on where it was. Nothing in TO is deleted. Nobody may\n" +
			"write to either store meanwhile. Ends with 0 where TO holds all that FROM holds, else with 1.",
		RunE: does(c.copy),
	}
	checkpoint := &cobra.Command{
		Use: "checkpoint STORE", Short: "Seal the logs of all documents, so that a log that goes missing shows", Args: cobra.ExactArgs(1),
		RunE: does(c.checkpoint),
	}
	for _, sub := range []*cobra.Command{verify, copying} {
		sub.Flags().BoolVar(&c.json, "json", false, "print the report as JSON")
	}
	root := &cobra.Command{Use: "store", Short: "Check, copy and seal stores (a folder or s3://bucket/prefix)", Args: cobra.NoArgs}
	root.AddCommand(verify, copying, checkpoint, newEraseCommand(p))
	return root
}

// openTenants opens what an address names, which must be there, and lists its tenants.
func openTenants(ctx context.Context, address string) (store.Blobs, []string, error) {
	blobs, err := openBlobs(ctx, address, false)
	if err != nil {
		return nil, nil, err
	}
	tenants, err := store.Tenants(ctx, blobs)
	if err != nil {
		return nil, nil, fmt.Errorf("store %s: %w", address, err)
	}
	return blobs, tenants, nil
}

func (c *storeCommand) verify(ctx context.Context, args []string) error {
	blobs, tenants, err := openTenants(ctx, args[0])
	if err != nil {
		return err
	}
	code := exitAccepted
	for _, tenant := range tenants {
		s, err := store.Open(ctx, blobs, tenant)
		if err != nil {
			return err
		}
		bar := c.bar()
		report, err := s.Verify(ctx, bar.set)
		bar.clear()
		if err != nil {
			return fmt.Errorf("verifying %s: %w", args[0], err)
		}
		if !report.Clean() {
			code = exitRejected
		}
		if err := c.tell(tenant, report, func(w io.Writer) {
			fmt.Fprintf(w, "%s: %d originals, %d results, %d pictures, %d records, %d logs with %d entries, %d checkpoints, %d receipts, %d pending, %d erased; %s\n", tenant,
				report.Originals, report.Results, report.Pictures, report.Records, report.Logs, report.Entries, report.Checkpoints, report.Receipts, report.Pending, report.Tombstones,
				humanize.IBytes(uint64(report.Bytes)))
			list(w, "leftover", report.Leftovers)
			list(w, "fault", report.Faults)
			if report.More > 0 {
				fmt.Fprintf(w, "and %d more\n", report.More)
			}
		}); err != nil {
			return err
		}
	}
	return c.end(code, "nothing was lost or changed", "something was lost or changed: restore it from a copy")
}

func (c *storeCommand) copy(ctx context.Context, args []string) error {
	from, err := openBlobs(ctx, args[0], false)
	if err != nil {
		return err
	}
	if _, err := store.Open(ctx, from, ""); err != nil { // before a folder is made for nothing
		return fmt.Errorf("store %s: %w", args[0], err)
	}
	to, err := openBlobs(ctx, args[1], true)
	if err != nil {
		return err
	}
	bar := c.bar()
	report, err := store.Copy(ctx, from, to, bar.set)
	bar.clear()
	if err != nil {
		return fmt.Errorf("copying %s to %s: %w", args[0], args[1], err)
	}
	if err := c.tell("", report, func(w io.Writer) {
		fmt.Fprintf(w, "%d objects copied (%s), %d were there\n", report.Copied, humanize.IBytes(uint64(report.Bytes)), report.There)
		list(w, "fault", report.Faults)
	}); err != nil {
		return err
	}
	code := exitAccepted
	if !report.Clean() {
		code = exitRejected
	}
	return c.end(code, "the copy is complete", "the copy is not complete: run certcat store verify on both")
}

func (c *storeCommand) checkpoint(ctx context.Context, args []string) error {
	blobs, tenants, err := openTenants(ctx, args[0])
	if err != nil {
		return err
	}
	for _, tenant := range tenants {
		s, err := store.Open(ctx, blobs, tenant)
		if err != nil {
			return err
		}
		made, err := s.Checkpoint(ctx)
		if err != nil {
			return err
		}
		said := "nothing has changed since the last checkpoint"
		if made {
			said = "sealed"
		}
		fmt.Fprintf(c.Out, "%s: %s\n", tenant, said)
	}
	return nil
}

// tell prints a report for people, or as JSON.
func (c *storeCommand) tell(tenant string, report any, people func(io.Writer)) error {
	if !c.json {
		people(c.Out)
		return nil
	}
	return json.NewEncoder(c.Out).Encode(struct {
		Tenant string `json:"tenant,omitempty"`
		Report any    `json:"report"`
	}{tenant, report})
}

func (c *storeCommand) end(code int, good, bad string) error {
	if !c.json {
		if code != exitAccepted {
			good = bad
		}
		fmt.Fprintln(c.Out, good)
	}
	return ended(code)
}

func list(w io.Writer, what string, problems []certcat.Problem) {
	for _, p := range problems {
		line := what + " " + p.Code
		for _, a := range p.Args {
			line += " " + a.Key + "=" + a.Value
		}
		fmt.Fprintln(w, clean(line))
	}
}

// objectBar shows how many objects were dealt with, where a person watches.
type objectBar struct{ bar *progressbar.ProgressBar }

func (c *storeCommand) bar() objectBar { return newObjectBar(c.Err, terminalOf(c.Err, os.Getenv)) }

func newObjectBar(w io.Writer, t terminal) objectBar {
	if !t.live {
		return objectBar{}
	}
	return objectBar{progressbar.NewOptions(-1, progressbar.OptionSetWriter(w), progressbar.OptionShowCount(), progressbar.OptionShowIts(),
		progressbar.OptionSetWidth(max(10, min(40, t.width-50))), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish())}
}

func (b objectBar) set(done, of int) {
	if b.bar != nil {
		b.bar.ChangeMax(of)
		_ = b.bar.Set(done)
	}
}

func (b objectBar) clear() {
	if b.bar != nil {
		_ = b.bar.Clear()
	}
}
