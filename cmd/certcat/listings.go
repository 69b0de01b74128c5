package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/catalog"
	"github.com/certcat/certcat/cmd/certcat/desk"
	"github.com/certcat/certcat/store"
)

// listingsCommand reads listings into a store.
type listingsCommand struct {
	program
	store, tenant, catalog, encoding string
}

func newListingsCommand(p program) *cobra.Command {
	l := &listingsCommand{program: p}
	say := p.tongue.say
	add := &cobra.Command{Use: "import FILE", Short: say("help.listings.import"), Long: say("help.listings.import.long"), Args: cobra.ExactArgs(1), RunE: does(l.add)}
	f := add.Flags()
	f.StringVar(&l.store, "store", defaultStore, say("flag.store"))
	f.StringVar(&l.tenant, "tenant", store.DefaultTenant, say("flag.tenant"))
	f.StringVar(&l.catalog, "catalog", "", say("flag.catalog.listings"))
	f.StringVar(&l.encoding, "encoding", "", say("flag.encoding.listings"))
	root := &cobra.Command{Use: "listings", Short: say("help.listings"), Args: cobra.NoArgs}
	root.AddCommand(add)
	return root
}

var listingColumns = []string{"sku", "documents", "title", "seller", "category", "markets", "brand", "models", "ratings", "picture"}

// add binds the listings of a file to their documents. The whole file is read before anything is stored.
func (l *listingsCommand) add(ctx context.Context, args []string) error {
	lines, err := readListings(args[0], l.encoding)
	if err != nil {
		return usage(err)
	}
	blobs, err := openBlobs(ctx, l.store, false)
	if err != nil {
		return err
	}
	s, err := store.Open(ctx, blobs, l.tenant)
	if err != nil {
		return fmt.Errorf("store %s: %w", l.store, err)
	}
	var book *catalog.Book
	if l.catalog != "" {
		if book, err = openBook(ctx, l.catalog, l.tenant); err != nil {
			return err
		}
		defer book.Close()
	}
	named, err := documentsByName(ctx, s)
	if err != nil {
		return err
	}
	bound := 0
	for _, line := range lines {
		for _, name := range line.documents {
			if documentID.MatchString(name) {
				named[name] = []string{name}
			}
			if len(named[name]) == 0 {
				fmt.Fprintln(l.Err, l.tongue.say("listings.unknown", "line", line.number, "document", clean(name)))
			}
			if err := l.bind(ctx, s, book, line, named[name]); err != nil {
				return err
			}
			bound += len(named[name])
		}
	}
	fmt.Fprintln(l.Out, l.tongue.say("listings.done", "count", len(lines), "documents", bound))
	return nil
}

func (l *listingsCommand) bind(ctx context.Context, s *store.Store, book *catalog.Book, line listingLine, documents []string) error {
	if line.picture != nil && len(documents) > 0 {
		name, err := desk.AddPicture(ctx, s, line.picture)
		if err != nil {
			return fmt.Errorf("the picture of %s: %w", line.SKU, err)
		}
		line.Picture = name
	}
	if err := desk.Bind(ctx, s, line.Listing, documents...); err != nil || book == nil {
		return err
	}
	for _, id := range documents {
		rec, _, err := s.Current(ctx, id)
		if absent(&err) {
			continue
		}
		papers, err := papersOf(ctx, s, rec)
		if err != nil {
			return err
		}
		papers.Again = true // the listing is news, though neither the record nor what people said is
		if _, err := book.Upsert(ctx, papers); err != nil {
			return err
		}
	}
	return nil
}

// documentsByName finds documents by the names of their files.
func documentsByName(ctx context.Context, s *store.Store) (map[string][]string, error) {
	named := map[string][]string{}
	for r, err := range s.Receipts(ctx) {
		if err != nil {
			return nil, err
		}
		if r.Document != "" && r.State != certcat.Deleted && !slices.Contains(named[r.Name], r.Document) {
			named[r.Name] = append(named[r.Name], r.Document)
		}
	}
	return named, nil
}

// listingLine is one line of the file.
type listingLine struct {
	certcat.Listing
	documents []string
	picture   []byte
	number    int // in the file
}

// mostCell is how many bytes a cell may have: more is no listing.
const mostCell = 10_000

// listingOf makes a listing of a line. What is in its cells is data: formulas and markup stay the text that they are.
func listingOf(l map[string]string) (line listingLine, err error) {
	for name, cell := range l {
		if len(cell) > mostCell || strings.ContainsRune(cell, 0) {
			return line, fmt.Errorf("the cell in the column %s has more than %d bytes, or a NUL", name, mostCell)
		}
	}
	line.Listing = certcat.Listing{SKU: l["sku"], Title: l["title"], Seller: l["seller"], Category: l["category"], Brand: l["brand"], Markets: members(strings.ToUpper(l["markets"])), Models: members(l["models"])}
	line.documents = members(l["documents"])
	if line.SKU == "" || len(line.documents) == 0 {
		return line, errors.New("sku and documents have to be there")
	}
	for _, rating := range members(l["ratings"]) {
		name, value, found := strings.Cut(rating, "=")
		if !found {
			return line, fmt.Errorf("the rating %q is not NAME=VALUE UNIT", rating)
		}
		value, unit, _ := strings.Cut(strings.TrimSpace(value), " ")
		line.Attributes = append(line.Attributes, certcat.Attribute{Name: strings.TrimSpace(name), Value: value, Unit: strings.TrimSpace(unit)})
	}
	return line, nil
}

// members are what a cell lists.
func members(cell string) (list []string) {
	for m := range strings.FieldsFuncSeq(cell, func(r rune) bool { return r == ';' || r == '；' }) {
		if m = strings.TrimSpace(m); m != "" {
			list = append(list, m)
		}
	}
	return list
}
