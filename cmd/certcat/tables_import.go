package main

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/xuri/excelize/v2"

	"github.com/certcat/certcat"
	"github.com/certcat/certcat/store"
	"github.com/certcat/certcat/tables"
	"github.com/certcat/certcat/tables/importers"
)

// importCommand reads what a register publishes into an overlay.
type importCommand struct {
	*tablesCommand
	dry   bool
	whole bool
	use   bool
	out   string
	as    string
}

// importNote is what is kept beside a table set: where its rows come from.
type importNote struct {
	Imports []importLine `json:"imports"`
}

type importLine struct {
	Source    string       `json:"source"` // the importer
	From      string       `json:"from"`   // address or file
	SHA256    string       `json:"sha256"`
	Retrieved certcat.Date `json:"retrieved"`
	Rows      int          `json:"rows"` // that were touched
	Over      string       `json:"over"` // digest of the set below
}

func (n importNote) words() string {
	var out []string
	for _, l := range n.Imports {
		out = append(out, fmt.Sprintf("%s %s (%d)", l.Retrieved, l.Source, l.Rows))
	}
	return strings.Join(out, ", ")
}

func (c *importCommand) flags(cmd *cobra.Command) {
	f, t := cmd.Flags(), c.tongue
	f.BoolVar(&c.dry, "dry-run", false, t.say("flag.import.dry"))
	f.BoolVar(&c.whole, "whole", false, t.say("flag.import.whole"))
	f.BoolVar(&c.use, "use", false, t.say("flag.import.use"))
	f.StringVarP(&c.out, "output", "o", "", t.say("flag.import.output"))
	f.StringVar(&c.as, "retrieved", "", t.say("flag.import.retrieved"))
	f.StringVar(&c.tables, "tables", "", t.say("flag.import.tables"))
	var names []string
	for _, i := range importers.Importers() {
		names = append(names, fmt.Sprintf("  %-20s %s", i.Name, i.Title))
	}
	cmd.Long += "\n\n" + strings.Join(names, "\n")
}

func (c *importCommand) run(ctx context.Context, args []string) error {
	source, ok := importers.Named(args[0])
	if !ok {
		return usage(fmt.Errorf("%s is no source; certcat tables import --help lists them", args[0]))
	}
	if !c.dry && c.store == "" && c.out == "" {
		return usage(fmt.Errorf("name a store with --store, or a new folder with --output, or say --dry-run"))
	}
	retrieved := certcat.Date(time.Now().Format(time.DateOnly))
	if c.as != "" {
		retrieved = certcat.Date(c.as)
	}
	src, s, err := c.source(ctx)
	if err != nil {
		return err
	}
	var from string
	if len(args) > 1 {
		from = args[1]
	} else if from = addressOf(src.Tables, source); from == "" {
		return usage(fmt.Errorf("%s: name the file or address", source.Name))
	}
	data, err := fetch(ctx, from)
	if err != nil {
		return err
	}
	in := importers.Input{Data: data, From: shownFrom(from), SHA256: importers.Hash(data), Retrieved: retrieved, Whole: c.whole}
	if err := unpackSource(&in); err != nil {
		return usage(fmt.Errorf("%s: %w", from, err))
	}
	result, err := source.Run(in, func(table string) ([][]string, error) { return tables.Records(src.base, src.over, table) })
	if err != nil {
		return &failure{exitRejected, err}
	}
	if err := c.tell(result); err != nil || c.dry || len(result.Overlay) == 0 {
		return err
	}
	return c.keep(ctx, s, src, result, importLine{Source: source.Name, From: in.From, SHA256: in.SHA256, Retrieved: retrieved, Rows: len(result.Changes), Over: src.Digest()})
}

// tell prints the difference.
func (c *importCommand) tell(r importers.Result) error {
	enc := json.NewEncoder(c.Out)
	enc.SetEscapeHTML(false)
	for _, ch := range r.Changes {
		if c.json {
			if err := enc.Encode(map[string]string{"what": ch.What, "id": ch.ID, "says": ch.Says}); err != nil {
				return err
			}
			continue
		}
		fmt.Fprintln(c.Out, clean(strings.TrimRight(fmt.Sprintf("%-9s %s  %s", ch.What, ch.ID, ch.Says), " ")))
	}
	for _, n := range r.Notes {
		fmt.Fprintln(c.Err, clean(n))
	}
	if !c.json {
		fmt.Fprintln(c.Out, c.tongue.say("import.sum", "changes", len(r.Changes), "same", r.Same))
	}
	return nil
}

// keep checks the new set as a whole, and stores it or writes it into a folder.
func (c *importCommand) keep(ctx context.Context, s *store.Store, src tableSource, r importers.Result, line importLine) error {
	over, err := src.over.With(r.Overlay)
	if err != nil {
		return err
	}
	t, err := tables.LoadOver(src.base, over, "")
	if err != nil {
		return &failure{exitRejected, fmt.Errorf("the new rows don't fit: %w", err)}
	}
	if problems := t.Verify(); len(problems) > 0 {
		for _, p := range problems[:min(len(problems), 20)] {
			fmt.Fprintln(c.Err, p.Code, p.Args)
		}
		return &failure{exitRejected, fmt.Errorf("%s", c.tongue.say("tables.wrong", "count", len(problems)))}
	}
	if c.out != "" {
		if err := writeOverlay(c.out, over); err != nil {
			return usage(err)
		}
		fmt.Fprintln(c.Out, c.tongue.say("tables.exported", "folder", c.out, "digest", t.Digest()))
	}
	if s == nil {
		return nil
	}
	note := importNote{}
	if hexDigest.MatchString(src.name) {
		if set, err := s.Tables(ctx, src.name); err == nil {
			_ = json.Unmarshal(set.Note, &note) // a note that is none says nothing
		}
	}
	note.Imports = append(note.Imports, line)
	data, err := json.Marshal(note)
	if err != nil {
		return err
	}
	digest, err := s.PutTables(ctx, over.Files(), data)
	if err != nil {
		return err
	}
	audited := store.Audited{Who: "command", Action: "tables-import", Args: auditArgs("source", line.Source, "from", line.From, "sha256", line.SHA256, "tables", digest)}
	if err := s.AddAudited(ctx, audited); err != nil {
		return err
	}
	fmt.Fprintln(c.Out, c.tongue.say("import.kept", "tables", digest))
	if c.use {
		return c.putInForce(ctx, s, digest)
	}
	return nil
}

func auditArgs(keysAndValues ...string) []certcat.Arg { return certcat.Args(keysAndValues...) }

func writeOverlay(dir string, over tables.Overlay) error {
	if err := os.Mkdir(dir, 0o755); err != nil {
		return err
	}
	for name, data := range over.Files() {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// addressOf is where the tables say that a source is found.
func addressOf(t *tables.Tables, source importers.Importer) string {
	for _, r := range t.Registers() {
		if r.ID == source.Register {
			return r.URL
		}
	}
	return ""
}

// maxUnpacked bounds what comes out of a ZIP archive, in bytes.
const maxUnpacked = 1 << 30

// unpackSource opens the archive or spreadsheet in which some sources are published.
func unpackSource(in *importers.Input) error {
	if !bytes.HasPrefix(in.Data, []byte("PK\x03\x04")) {
		return nil
	}
	z, err := zip.NewReader(bytes.NewReader(in.Data), int64(len(in.Data)))
	if err != nil {
		return err
	}
	var best *zip.File
	for _, f := range z.File {
		if f.Name == "[Content_Types].xml" {
			return spreadsheet(in)
		}
		if ending := strings.ToLower(filepath.Ext(f.Name)); (ending == ".csv" || ending == ".xml" || ending == ".json" || ending == ".txt") &&
			(best == nil || f.UncompressedSize64 > best.UncompressedSize64) {
			best = f
		}
	}
	if best == nil {
		return fmt.Errorf("the archive holds no CSV, XML or JSON file")
	}
	r, err := best.Open()
	if err != nil {
		return err
	}
	defer r.Close()
	in.Data, err = io.ReadAll(io.LimitReader(r, maxUnpacked+1))
	if err == nil && len(in.Data) > maxUnpacked {
		err = fmt.Errorf("%s in the archive has more than %d MiB", best.Name, maxUnpacked>>20)
	}
	return err
}

func spreadsheet(in *importers.Input) error {
	f, err := excelize.OpenReader(bytes.NewReader(in.Data), excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: 64 << 20})
	if err != nil {
		return err
	}
	defer f.Close()
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name)
		if err != nil {
			return err
		}
		if len(rows) > len(in.Sheet) {
			in.Sheet = rows
		}
	}
	if len(in.Sheet) == 0 {
		return fmt.Errorf("the spreadsheet is empty")
	}
	return nil
}
